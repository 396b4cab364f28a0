"""Which share of the CPU of a run goes into the process that hands out the work.

    python benchmarks/parent.py [COUNT]

Verifies that many small claims, and as many small links of a document, in two processes, and prints the CPU of the
parent beside that of all processes together.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

CLAIMS = """
from derive.language.claims import Claim
from derive.language.expressions import Equal, exp, indices, total, vector

i, k = indices("i k")
z = vector("z")
for number in range({count}):
    globals()[f"claim_{{number}}"] = Claim(
        f"mine.claim-{{number}}", "A sum", Equal(total(k, exp(z[k]) + number), total(k, number + exp(z[k])))
    )
"""

RUN = """
import resource, sys, time
sys.argv = ["derive", *sys.argv[1:]]
from derive.cli import main
try:
    main()
finally:
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    seconds = [used.ru_utime + used.ru_stime for used in (own, others)]
    print(*seconds, file=sys.stderr)
"""


def shares(command: list[str], folder: Path) -> None:
    """Prints the CPU seconds of the parent and of all processes, and their ratio."""
    environment = {**os.environ, "DERIVE_CACHE_DIR": str(folder / "cache")}
    ran = subprocess.run(
        [sys.executable, "-c", RUN, *command, "--jobs", "2"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    own, others = map(float, ran.stderr.split()[-2:])
    print(f"{command[0]:<8} parent {own:7.2f} s of {own + others:8.2f} s: {own / (own + others):.1%}")
    print(f"         {ran.stdout.splitlines()[-1]}")


def main() -> None:
    """Makes the claims and the document, and measures twice: with an empty cache, and with a full one."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "mine.py").write_text(CLAIMS.format(count=count))
        links = (f"<!-- derive: check -->\n$$x + {number} = {number} + x$$\n\n" for number in range(count))
        (folder / "notes.md").write_text("".join(links))
        for _ in range(2):
            shares(["verify", "--claims", "mine.py"], folder)
            shares(["check", "notes.md"], folder)


if __name__ == "__main__":
    main()
