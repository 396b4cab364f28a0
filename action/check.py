"""What the GitHub Action does in its environment: verifies files and claims, and writes the outputs of the step.

``FILES`` and ``CLAIMS`` are words as a shell would read them, patterns among them; ``REQUIRE`` and ``EFFORT`` are
options. The exit code is the highest of those of the commands.
"""

from __future__ import annotations

import glob
import os
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def words(text: str) -> list[str]:
    """The words of a text, patterns replaced by what fits them."""
    try:
        found = shlex.split(text)
    except ValueError as error:
        raise SystemExit(f"::error::{text!r} cannot be split into names: {error}") from None
    return [name for word in found for name in sorted(glob.glob(word, recursive=True)) or [word]]


def derive(*arguments: str) -> int:
    """The exit code of a command."""
    sys.stdout.flush()
    return subprocess.run([sys.executable, "-m", "derive", *arguments]).returncode


def judged(results: Path) -> tuple[int, int]:
    """How many were judged, and how many of them are not as expected, according to a file of results."""
    if not results.exists():
        return 0, 0
    suite = ElementTree.parse(results).getroot()
    tests, failures, errors = (int(suite.get(name, "0")) for name in ("tests", "failures", "errors"))
    return tests, failures + errors


def main() -> int:
    """Runs the commands; the exit code."""
    files, claims = words(os.environ["FILES"]), words(os.environ["CLAIMS"])
    if not files and not claims:
        print("::error::there is nothing to verify: give 'files', or 'claims', or both")
        return 2
    reports = Path(os.environ["RUNNER_TEMP"], "derive-reports")
    reports.mkdir(exist_ok=True)
    results = {name: reports / f"{name}.xml" for name in ("links", "claims")}
    for file in results.values():
        file.unlink(missing_ok=True)
    effort, required = ["--effort", os.environ["EFFORT"]], os.environ["REQUIRE"]
    code = 0
    if files:
        options = [*effort, "--junit", str(results["links"]), *(["--require", required] if required else [])]
        code = derive("check", "--github", *options, "--", *files)
    if claims:
        chosen = [option for path in claims for option in ("--claims", path)]
        code = max(code, derive("verify", *effort, "--junit", str(results["claims"]), *chosen))
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as outputs:
        for name, file in results.items():
            tests, failed = judged(file)
            outputs.write(f"{name}={tests}\n{name}-failed={failed}\n")
        outputs.write(f"reports={reports}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
