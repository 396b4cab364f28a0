"""Checks every document of this folder and prints what share of its links has the verdict it deserves.

    python benchmarks/documents/run.py [--effort N] [NAME …]

``expected.json`` says for every link whether what it states is true or false.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WANTED = {"true": ("proved", "computed"), "false": ("refuted",)}
VERDICTS = ("proved", "computed", "refuted", "undecided", "unreadable")


def checked(files: list[Path], effort: float) -> dict[str, Any]:
    """What ``derive check --json`` says of the files."""
    options = ["--json", "--no-cache", "--effort", str(effort)]
    command = [sys.executable, "-m", "derive", "check", *options, *map(str, files)]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parent.parent)
    if answer.stderr:
        print(answer.stderr.strip())
    result: dict[str, Any] = json.loads(answer.stdout)
    return result


def main() -> int:
    """Prints failures and shares; 1 where a false link is proved or a true one refuted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="parts of file names; all documents without any")
    parser.add_argument("--effort", type=float, default=1.0, help="scales the work for each link")
    options = parser.parse_args()
    expected = json.loads((HERE / "expected.json").read_text())
    expected = [e for e in expected if not options.names or any(name in e["file"] for name in options.names)]
    files = [HERE / name for name in sorted({entry["file"] for entry in expected})]
    start = time.monotonic()
    answer = checked(files, options.effort)
    elapsed = time.monotonic() - start
    links = {}
    for file in answer["files"]:
        name = Path(file["file"]).name
        for error in file["errors"]:
            print(f"{name}:{error['line']}:{error['column']}: unreadable: {error['message']}")
        for check in file["checks"]:
            for link in check["links"]:
                links[name, check["index"], link["index"]] = link
    counts: Counter[tuple[str, str]] = Counter()
    for entry in expected:
        truth = entry["verdict"]
        link = links.get((entry["file"], entry["check_index"], entry["link"]))
        verdict = link["verdict"] if link else "unreadable"
        counts[truth, verdict] += 1
        if link and verdict not in WANTED[truth]:
            place = f"{entry['file']} {entry['check_index']}.{entry['link']}"
            print(f"{place}: {truth} but {verdict}: {link['latex'][:150]}  [{link['reason'][:120]}]")
    for truth, wanted in WANTED.items():
        total = sum(count for (known, _), count in counts.items() if known == truth)
        right = sum(counts[truth, verdict] for verdict in wanted)
        shares = [f"{verdict} {counts[truth, verdict]}" for verdict in VERDICTS]
        print(f"{truth}: {right} of {total} {' or '.join(wanted)} ({', '.join(shares)})")
    print(f"{len(files)} documents, {len(expected)} links, {elapsed:.1f} s")
    return 1 if any(counts["false", verdict] for verdict in WANTED["true"]) or counts["true", "refuted"] else 0


if __name__ == "__main__":
    sys.exit(main())
