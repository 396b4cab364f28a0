"""How many small changes of the kernel its tests notice: mutation testing.

    python benchmarks/mutants.py [--count 200] [--seed 1] [--jobs 2]

Takes places of ``derive/kernel`` at which one operator, constant, comparison or statement can be changed, changes one
at a time in a copy of the project, and runs the tests of the kernel there until one fails, the quick ones first, which
kill most mutants in a twentieth of the time. Places in annotations and imports are left out. Needs ``pip install
cosmic-ray``, which knows the changes. Prints the share of mutants that were killed, and those that survived.
"""

from __future__ import annotations

import argparse
import ast
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from queue import SimpleQueue

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parent.parent
KERNEL = Path("derive/kernel")
SLOW = ("tests/kernel/test_properties.py", "tests/kernel/test_memory.py", "tests/kernel/soundness/test_resources.py")
TESTS = (("tests/kernel", *(f"--ignore={file}" for file in SLOW)), SLOW)
"""The tests, those first that take little time."""

COPIED = ("derive", "tests", "docs", "pyproject.toml", "README.md")
OPERATORS = sorted(name for name in operator_names() if "Variable" not in name and "Decorator" not in name)
"""The kinds of changes; those that need to be told about variables are left out, and so is the removal of decorators:
without @rule there is no rule."""

MOST_SECONDS = 300
"""The CPU time after which a run of the tests counts as one that noticed: it would not come to an end. They take a
fifth of it."""


@dataclass(frozen=True)
class Mutant:
    """A change: what kind, and which of the places for this kind in a file."""

    file: Path
    operator: str
    occurrence: int
    line: int

    def code(self) -> tuple[str, str]:
        """The code of the file, before and after."""
        before = (ROOT / self.file).read_text(encoding="utf-8")
        after = mutate_code(before, get_operator(self.operator)(), self.occurrence)
        assert after is not None
        return before, after

    def difference(self) -> str:
        before, after = (code.splitlines() for code in self.code())
        lines = list(unified_diff(before, after, lineterm="", n=0))[2:]
        return "\n".join(line for line in lines if not line.startswith("@@"))


def without_meaning(code: str) -> set[int]:
    """The lines of imports, docstrings and annotations alone, where a change means nothing."""
    lines: set[int] = set()
    for node in ast.walk(ast.parse(code)):
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        plain = isinstance(node, ast.AnnAssign) and node.value is None
        if text or plain or isinstance(node, (ast.Import, ast.ImportFrom)):
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        if isinstance(node, ast.FunctionDef):
            lines.update(range(node.lineno, node.body[0].lineno))
    return lines


def places() -> Iterator[list[Mutant]]:
    """For each place in the kernel, the changes that can be made there."""
    for path in sorted((ROOT / KERNEL).glob("*.py")):
        code = path.read_text(encoding="utf-8")
        skipped = without_meaning(code)
        nodes = list(ast_nodes(get_ast(code)))
        found: dict[tuple[int, int], list[Mutant]] = {}
        for name in OPERATORS:
            occurrence = 0
            for node in nodes:
                for (line, column), _ in get_operator(name)().mutation_positions(node):
                    if line not in skipped:
                        mutant = Mutant(path.relative_to(ROOT), name, occurrence, line)
                        found.setdefault((line, column), []).append(mutant)
                    occurrence += 1
        yield from (found[place] for place in sorted(found))


def survives(mutant: Mutant, folder: Path) -> bool:
    """Whether all tests pass in a copy of the project that has the change."""
    before, after = mutant.code()
    file = folder / mutant.file
    file.write_text(after, encoding="utf-8")
    try:
        return all(passes(tests, folder) for tests in TESTS)
    finally:
        file.write_text(before, encoding="utf-8")


def passes(tests: Sequence[str], folder: Path) -> bool:
    """Whether these tests pass there, and come to an end."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    run = subprocess.run(command, cwd=folder, capture_output=True, env={"PYTHONPATH": "."}, preexec_fn=_limit_time)
    return run.returncode == 0


def _limit_time() -> None:
    """Of a process that begins: that it ends after so much CPU time."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=200, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1, help="which of them")
    parser.add_argument("--jobs", type=int, default=2, help="how many runs side by side")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    everywhere = list(places())
    chosen = [chance.choice(here) for here in chance.sample(everywhere, min(options.count, len(everywhere)))]
    survivors: list[Mutant] = []
    with tempfile.TemporaryDirectory() as temporary:
        folders: SimpleQueue[Path] = SimpleQueue()
        for number in range(options.jobs):
            folder = Path(temporary, str(number))
            for name in COPIED:
                copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
                folder.mkdir(exist_ok=True)
                copy(ROOT / name, folder / name)
            folders.put(folder)

        def tried(mutant: Mutant) -> bool:
            folder = folders.get()
            try:
                return survives(mutant, folder)
            finally:
                folders.put(folder)

        with ThreadPoolExecutor(options.jobs) as pool:
            for done, (mutant, alive) in enumerate(zip(chosen, pool.map(tried, chosen), strict=True), 1):
                if alive:
                    survivors.append(mutant)
                    print(
                        f"\nsurvived: {mutant.file}:{mutant.line} {mutant.operator}\n{mutant.difference()}", flush=True
                    )
                print(f"\r{done} of {len(chosen)}, {len(survivors)} survived", end="", file=sys.stderr, flush=True)
    killed = len(chosen) - len(survivors)
    print(
        f"\n{killed} of {len(chosen)} mutants killed ({100 * killed / len(chosen):.1f} %), at {len(everywhere)} places"
    )


if __name__ == "__main__":
    main()
