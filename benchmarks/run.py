"""Times the commands against ``import sympy`` in one run, and prints the tables of README.md.

``python benchmarks/run.py [REPETITIONS]``. Linux, for memory is read from /proc. Every time is the
median of several runs that take turns with ``import sympy``, so that ratios mean something on a
machine that is busy with other things, too."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from plain_sympy import CLAIMS

SEVEN = tuple(CLAIMS)
SIZES = (2, 3, 5, 8)
GIVE_UP_SECONDS = 20.0
HERE = Path(__file__).resolve().parent
DERIVE = (sys.executable, "-m", "derive")
IMPORT_SYMPY = (sys.executable, "-c", "import sympy")


def seconds(command: Sequence[str]) -> float:
    """How long a command takes; raises CalledProcessError where it fails."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=HERE.parent)
    return time.perf_counter() - start


def ratio(command: Sequence[str], repetitions: int) -> tuple[float, float]:
    """The median time of a command, in seconds and as a multiple of importing SymPy."""
    times, units = [], []
    for _ in range(repetitions):
        units.append(seconds(IMPORT_SYMPY))
        times.append(seconds(command))
    return statistics.median(times), statistics.median(times) / statistics.median(units)


def descendants(root: int) -> set[int]:
    """A process and all that come from it."""
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parents[int(entry)] = int(Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {root}
    while new := {process for process, parent in parents.items() if parent in found} - found:
        found |= new
    return found


def megabytes(process: int) -> tuple[float, float]:
    """The proportional and the resident memory of a process."""
    fields = {"Pss": 0.0, "Rss": 0.0}
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            name = line.partition(":")[0]
            if name in fields:
                fields[name] = int(line.split()[1]) / 1024
    except OSError:
        pass
    return fields["Pss"], fields["Rss"]


def peak_memory(command: Sequence[str]) -> tuple[float, float]:
    """The largest sums of proportional and of resident memory over all processes of a command."""
    proportional = resident = 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=HERE.parent) as process:
        while process.poll() is None:
            used = [megabytes(each) for each in descendants(process.pid)]
            proportional = max(proportional, sum(pss for pss, _ in used))
            resident = max(resident, sum(rss for _, rss in used))
            time.sleep(0.002)
    return proportional, resident


def plain(claim: str, size: int) -> str:
    """How long SymPy alone takes for a claim at one size, its import included."""
    command = [sys.executable, str(HERE / "plain_sympy.py"), claim, str(size)]
    start = time.perf_counter()
    try:
        ran = subprocess.run(command, timeout=GIVE_UP_SECONDS, stderr=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return f"> {GIVE_UP_SECONDS:.0f} s"
    taken = time.perf_counter() - start
    return f"{taken:.2f} s" if ran.returncode == 0 else f"not zero ({taken:.2f} s)"


def print_commands(repetitions: int, folder: Path) -> None:
    """The table of the commands."""
    os.environ["DERIVE_CACHE_DIR"] = str(folder / "cache")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as SymPy has its bytecode, so has derive
    seconds([*DERIVE, "certify", *SEVEN, "--out", str(folder / "certificates")])
    certificates = sorted(map(str, (folder / "certificates").iterdir()))
    seconds([*DERIVE, "verify"])
    print("| command | seconds | x `import sympy` | at most |\n|---|---|---|---|")
    for name, command, limit in (
        ("`derive verify` of the seven, uncached", [*DERIVE, "verify", "--no-cache", *SEVEN], 3.0),
        ("`derive verify` of everything, uncached", [*DERIVE, "verify", "--no-cache"], 10.0),
        ("`derive verify` of the seven, cached", [*DERIVE, "verify", *SEVEN], 0.6),
        ("`derive verify` of everything, cached", [*DERIVE, "verify"], 0.6),
        ("`derive list`", [*DERIVE, "list"], 0.6),
        ("`derive --help`", [*DERIVE, "--help"], 0.6),
        ("`derive recheck` of the seven", [*DERIVE, "recheck", *certificates], 0.6),
    ):
        taken, multiple = ratio(command, repetitions)
        print(f"| {name} | {taken:.3f} | {multiple:.2f} | {limit:.1f} |", flush=True)
    proportional, resident = peak_memory([*DERIVE, "verify", "--no-cache", *SEVEN])
    print(f"\nMemory of all processes of the first: {proportional:.0f} MB (shared pages once),", end=" ")
    print(f"{resident:.0f} MB (shared pages in each).")


def print_plain() -> None:
    """The table of SymPy alone."""
    print("\n| SymPy alone, with its import | " + " | ".join(f"K = {size}" for size in SIZES) + " |")
    print("|---|" + "---|" * len(SIZES))
    for claim in SEVEN:
        print(f"| `{claim}` | " + " | ".join(plain(claim, size) for size in SIZES) + " |", flush=True)


def main() -> None:
    """Prints both tables."""
    with tempfile.TemporaryDirectory() as folder:
        print_commands(int(sys.argv[1]) if len(sys.argv) > 1 else 7, Path(folder))
    print_plain()


if __name__ == "__main__":
    main()
