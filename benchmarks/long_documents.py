"""How long a document takes to read, a check, where it has many of them.

    python benchmarks/long_documents.py [--verdicts] [COUNT …]

Reads documents of so many checks, short ones and ones of softmax, and prints the CPU time a check, beside that of
``import sympy`` in the same run. With ``--verdicts`` they are verified, too, by ``derive check`` without a cache, and
the CPU time is that of all its processes.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

SHORT = "<!-- derive: check -->\n$$x + {number} = {number} + x$$\n\n"

SOFTMAX = r"""<!-- derive: let $z \in \mathbb{R}^K$, $\tau > 0$ -->
<!-- derive: define $p_i = \frac{e^{z_i / \tau}}{\sum_k e^{z_k / \tau}}$ -->
<!-- derive: define $L = -\sum_k y_k \log p_k$ -->
<!-- derive: assume $\sum_k y_k = 1$ -->
"""
GRADIENT = r"""<!-- derive: check -->
$$\frac{\partial L}{\partial z_i} + NUMBER = \frac{1}{\tau} (p_i - y_i) + NUMBER$$

"""

READ = """
import sys, time
from derive.documents.reader import read_text
text = sys.stdin.read()
read_text(text[:0], "notes.md")
start = time.process_time()
document = read_text(text, "notes.md")
seconds = time.process_time() - start
assert not document.errors, document.errors[0]
print(seconds)
"""

SYMPY = "import time; start = time.process_time(); import sympy; print(time.process_time() - start)"


def seconds_of(program: str, text: str = "") -> float:
    """What a program, which is given the text, says that it took."""
    ran = subprocess.run([sys.executable, "-c", program], input=text, capture_output=True, text=True, check=True)
    return float(ran.stdout)


def seconds_with_verdicts(text: str) -> float:
    """The CPU time of a document that is read and verified."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "notes.md")
        file.write_text(text)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "derive", "check", "--no-cache", "--quiet", str(file)]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def documents(count: int) -> dict[str, str]:
    """The documents with so many checks, by what they are about."""
    return {
        "short": "".join(SHORT.format(number=number) for number in range(count)),
        "softmax": SOFTMAX + "".join(GRADIENT.replace("NUMBER", str(number)) for number in range(count)),
    }


def main() -> None:
    """Prints a line for each document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[100, 1000, 10_000])
    parser.add_argument("--verdicts", action="store_true", help="verify the documents, too")
    options = parser.parse_args()
    for count in options.counts:
        for name, text in documents(count).items():
            unit = seconds_of(SYMPY)
            seconds = seconds_with_verdicts(text) if options.verdicts else seconds_of(READ, text)
            a_check = seconds / count
            print(
                f"{count:6} {name:8} {1000 * a_check:.2f} ms a check, {a_check / unit:.4f} x import sympy", flush=True
            )


if __name__ == "__main__":
    main()
