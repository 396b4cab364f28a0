"""Times the commands against ``import sympy`` in one run, and prints the tables of README.md.

``python benchmarks/run.py [REPETITIONS] [--tensorgrad FOLDER]``. Linux, for memory is read from /proc. Every figure
is the median of several runs that take turns with ``import sympy``, so that ratios mean something on a machine that
is busy with other things, too. CPU time is that of all processes of a command, which two idle cores do not hide."""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plain_sympy import CLAIMS

SEVEN = tuple(CLAIMS)
SIZES = (2, 3, 5, 8)
GIVE_UP_SECONDS = 20.0
HERE = Path(__file__).resolve().parent
DERIVE = (sys.executable, "-m", "derive")
IMPORT_SYMPY = (sys.executable, "-c", "import sympy")
DOCUMENTS = tuple(str(HERE / "documents" / name) for name in ("attention.md", "wiki-softmax.md", "boyd-lse.tex"))
LSE = "lse.gradient"


@dataclass(frozen=True)
class Used:
    """What a command took: seconds on the clock, and seconds of CPU time of all its processes."""

    wall: float
    cpu: float


def used(command: Sequence[str], accepted: Sequence[int] = (0,)) -> Used:
    """Runs a command; raises CalledProcessError where it fails."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ran = subprocess.run(command, stdout=subprocess.DEVNULL, cwd=HERE.parent)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if ran.returncode not in accepted:
        raise subprocess.CalledProcessError(ran.returncode, command)
    return Used(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def median(runs: Sequence[Used]) -> Used:
    """The median of each."""
    return Used(statistics.median(run.wall for run in runs), statistics.median(run.cpu for run in runs))


def beside(command: Sequence[str], other: Sequence[str], repetitions: int) -> tuple[Used, Used]:
    """The medians of two commands that take turns."""
    runs = [(used(other), used(command)) for _ in range(repetitions)]
    return median([own for _, own in runs]), median([first for first, _ in runs])


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
    """What SymPy alone takes for a claim at one size, its import included."""
    command = [sys.executable, str(HERE / "plain_sympy.py"), claim, str(size)]
    try:
        subprocess.run(command, timeout=GIVE_UP_SECONDS, stderr=subprocess.DEVNULL, check=True)
    except subprocess.TimeoutExpired:
        return f"> {GIVE_UP_SECONDS:.0f} s"
    except subprocess.CalledProcessError:
        return "not zero"
    taken = used(command)
    return f"{taken.wall:.2f} s ({taken.cpu:.2f})"


def print_commands(repetitions: int, folder: Path) -> None:
    """The table of the commands."""
    used([*DERIVE, "certify", *SEVEN, "--out", str(folder / "seven")])
    used([*DERIVE, "certify", "--out", str(folder / "all")], accepted=(0, 1))
    seven, everything = (sorted(map(str, (folder / name).iterdir())) for name in ("seven", "all"))
    used([*DERIVE, "verify"])
    used([*DERIVE, "check", *DOCUMENTS])
    print("| command | seconds | x `import sympy` | at most | CPU x `import sympy` | at most |")
    print("|---|---|---|---|---|---|")
    for name, command, wall_limit, cpu_limit in (
        ("`derive verify` of the seven, uncached", [*DERIVE, "verify", "--no-cache", *SEVEN], "3.0", ""),
        ("`derive verify` of everything, uncached", [*DERIVE, "verify", "--no-cache"], "10.0", "13.0"),
        ("`derive verify` of the seven, cached", [*DERIVE, "verify", *SEVEN], "0.6", ""),
        ("`derive verify` of everything, cached", [*DERIVE, "verify"], "0.6", ""),
        ("`derive check` of three documents, unchanged", [*DERIVE, "check", *DOCUMENTS], "0.6", "0.6"),
        ("`derive list`", [*DERIVE, "list"], "0.6", ""),
        ("`derive --help`", [*DERIVE, "--help"], "0.6", ""),
        ("`derive recheck` of the seven", [*DERIVE, "recheck", *seven], "0.6", "0.9"),
        (f"`derive recheck` of all {len(everything)} certificates", [*DERIVE, "recheck", *everything], "", "3.0"),
    ):
        own, unit = beside(command, IMPORT_SYMPY, repetitions)
        ratios = f"{own.wall / unit.wall:.2f} | {wall_limit} | {own.cpu / unit.cpu:.2f} | {cpu_limit}"
        print(f"| {name} | {own.wall:.3f} | {ratios} |", flush=True)
    proportional, resident = peak_memory([*DERIVE, "verify", "--no-cache", *SEVEN])
    print(f"\nMemory of all processes of the first: {proportional:.0f} MB (shared pages once),", end=" ")
    print(f"{resident:.0f} MB (shared pages in each).")


def print_plain() -> None:
    """The table of SymPy alone."""
    print("\n| SymPy alone, with its import: seconds (CPU) | " + " | ".join(f"K = {size}" for size in SIZES) + " |")
    print("|---|" + "---|" * len(SIZES))
    for claim in SEVEN:
        print(f"| `{claim}` | " + " | ".join(plain(claim, size) for size in SIZES) + " |", flush=True)


def print_gradient(repetitions: int, tensorgrad: Path | None) -> None:
    """The table of one claim that is quick everywhere, by three programs."""
    alone = [sys.executable, str(HERE / "plain_sympy.py"), LSE, "2"]
    unit = median([used(alone) for _ in range(repetitions)])
    print(f"\n| `{LSE}` | seconds | x SymPy | CPU x SymPy | at most |\n|---|---|---|---|---|")
    print(f"| SymPy alone, K = 2 | {unit.wall:.3f} | 1.00 | 1.00 | |")
    own, unit = beside([*DERIVE, "verify", "--no-cache", LSE], alone, repetitions)
    ratios = f"{own.wall / unit.wall:.2f} | {own.cpu / unit.cpu:.2f}"
    print(f"| derive, every K: proved, measured, certified | {own.wall:.3f} | {ratios} | 1.0 |", flush=True)
    python, reason = tensorgrads_python(tensorgrad)
    if python is None:
        print(f"| tensorgrad, every K | skipped: {reason} | | | |")
        return
    own, unit = beside([python, str(HERE / "tensorgrad_lse.py")], alone, repetitions)
    ratios = f"{own.wall / unit.wall:.2f} | {own.cpu / unit.cpu:.2f}"
    print(f"| tensorgrad, every K: simplified | {own.wall:.3f} | {ratios} | |")


def tensorgrads_python(folder: Path | None) -> tuple[str | None, str]:
    """The Python of an environment with tensorgrad, which is made in the folder unless it is there; or why not."""
    if folder is None:
        return None, "its environment takes 5 GB; --tensorgrad FOLDER makes it"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    there = subprocess.run([python, "-c", "import tensorgrad"], stderr=subprocess.DEVNULL).returncode == 0
    command = [str(python), "-m", "pip", "install", "--quiet", "tensorgrad==0.3.0"]
    if not there and subprocess.run(command).returncode:
        return None, "pip cannot install it here"
    return str(python), ""


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repetitions", nargs="?", type=int, default=7)
    parser.add_argument("--tensorgrad", type=Path, metavar="FOLDER", help="an environment with tensorgrad")
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as SymPy has its bytecode, so has derive
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DERIVE_CACHE_DIR"] = str(Path(folder, "cache"))
        print_commands(options.repetitions, Path(folder))
    print_plain()
    print_gradient(options.repetitions, options.tensorgrad)


if __name__ == "__main__":
    main()
