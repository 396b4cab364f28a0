"""What measuring costs, as ratios of CPU time within one run: large exponentials, and mpmath with and without gmpy2.

``python benchmarks/measuring.py [REPETITIONS]``. Each ratio is that of the least times of several runs that take turns,
each in a Python of its own that counts the CPU time of the measurement alone."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DIGITS = (1000, 2000, 5000)
MEASURE = """
import sys, time
from derive.language.expressions import D, Equal, exp, indices, log, total, vector
from derive.language.statement import Statement
from derive.measure.measure import measure
i, k = indices("i k")
z = vector("z")
factor, digits = map(int, sys.argv[1:])
whole = total(k, exp(factor * z[k]))
statement = Statement((), Equal(D(log(whole), z[i]), factor * exp(factor * z[i]) / whole))
start = time.process_time()
seen = measure(statement, digits)
assert seen.agrees and seen.points == 24
print(time.process_time() - start)
"""


def seconds(factor: int, digits: int, gmpy2: bool = True) -> float:
    """The CPU time of measuring the gradient of log Σ exp(factor · z) at 24 points."""
    environment = {name: value for name, value in os.environ.items() if name != "MPMATH_NOGMPY"}
    environment["PYTHONPATH"] = str(HERE.parent)
    if not gmpy2:
        environment["MPMATH_NOGMPY"] = "1"
    command = [sys.executable, "-c", MEASURE, str(factor), str(digits)]
    return float(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)


def ratio(repetitions: int, above: tuple[int, int, bool], below: tuple[int, int, bool]) -> float:
    """The least time of one measurement as a multiple of that of another."""
    times = [(seconds(*above), seconds(*below)) for _ in range(repetitions)]
    return min(first for first, _ in times) / min(second for _, second in times)


def main() -> None:
    """Prints the table."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    there = importlib.util.find_spec("gmpy2") is not None
    print("| CPU time of measuring the gradient of log-sum-exp | ratio | at most |\n|---|---|---|")
    for factor in (20, 100):
        found = ratio(repetitions, (factor, 50, there), (2, 50, there))
        print(f"| of {factor} z, beside 2 z, 50 digits | {found:.2f} | 3.0 |", flush=True)
    for digits in DIGITS:
        found = (
            f"{ratio(repetitions, (2, digits, False), (2, digits, True)):.1f}" if there else "gmpy2 is not installed"
        )
        print(f"| of 2 z, {digits} digits, without gmpy2, beside with it | {found} | |", flush=True)


if __name__ == "__main__":
    main()
