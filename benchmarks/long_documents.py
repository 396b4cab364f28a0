"""How long a document takes to read, a check, where it has many of them.

    python benchmarks/long_documents.py [COUNT …]

Reads documents of so many checks, short ones and ones of softmax, and prints the CPU time a check, beside that of
``import sympy`` in the same run.
"""

from __future__ import annotations

import subprocess
import sys

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


def documents(count: int) -> dict[str, str]:
    """The documents with so many checks, by what they are about."""
    return {
        "short": "".join(SHORT.format(number=number) for number in range(count)),
        "softmax": SOFTMAX + "".join(GRADIENT.replace("NUMBER", str(number)) for number in range(count)),
    }


def main() -> None:
    """Prints a line for each document."""
    for count in [int(given) for given in sys.argv[1:]] or [100, 1000, 10_000]:
        for name, text in documents(count).items():
            unit, seconds = seconds_of(SYMPY), seconds_of(READ, text)
            a_check = seconds / count
            print(
                f"{count:6} {name:8} {1000 * a_check:.2f} ms a check, {a_check / unit:.4f} x import sympy", flush=True
            )


if __name__ == "__main__":
    main()
