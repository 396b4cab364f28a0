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
from collections.abc import Iterator
from pathlib import Path


def words(text: str) -> list[str]:
    """The words of a text, patterns replaced by what fits them."""
    try:
        found = shlex.split(text)
    except ValueError as error:
        print(f"::error::{text!r} cannot be split into names: {error}")
        raise SystemExit(2) from None
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


def annotations(results: Path) -> Iterator[str]:
    """An annotation for each claim, or file of claims, that is not as expected, at the line where it stands."""
    for case in ElementTree.parse(results).iter("testcase") if results.exists() else ():
        found = next((child for child in case if child.tag in ("failure", "error")), None)
        if found is not None:
            path, line = _escaped(case.get("file", "")).replace(":", "%3A").replace(",", "%2C"), case.get("line", "1")
            yield f"::error file={path},line={line}::{_escaped(found.get('message', ''))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


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
        print(*annotations(results["claims"]), sep="\n")
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as outputs:
        for name, file in results.items():
            tests, failed = judged(file)
            outputs.write(f"{name}={tests}\n{name}-failed={failed}\n")
        outputs.write(f"reports={reports}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
