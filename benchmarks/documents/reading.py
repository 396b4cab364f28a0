"""Prints what it costs to read the documents of this folder, without proving anything in them.

    python benchmarks/documents/reading.py [REPETITIONS]

CPU time, in turns with ``import sympy``, so that the ratio means something on another machine, too.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

from derive.documents.reader import read_document

HERE = Path(__file__).parent


def _seconds(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _import_of_sympy() -> float:
    before = _seconds(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", "import sympy"], check=True)
    return _seconds(resource.RUSAGE_CHILDREN) - before


def main() -> None:
    """One line: documents, checks, milliseconds a check, and how many checks are read in one import."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    files = sorted(file for file in HERE.iterdir() if file.suffix in (".md", ".tex") and file.name != "README.md")
    read_document(files[0])
    readings, imports, checks = [], [], 0
    for _ in range(repetitions):
        imports.append(_import_of_sympy())
        before = _seconds(resource.RUSAGE_SELF)
        checks = sum(len(read_document(file).checks) for file in files)
        readings.append(_seconds(resource.RUSAGE_SELF) - before)
    a_check = median(readings) / checks
    print(
        f"{len(files)} documents, {checks} checks: {1000 * a_check:.2f} ms CPU a check, "
        f"{a_check / median(imports):.4f} x import sympy"
    )


if __name__ == "__main__":
    main()
