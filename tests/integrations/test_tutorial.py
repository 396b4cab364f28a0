"""The tutorial is a document like any other: it is checked, slip included."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_tutorial_comes_out_as_its_author_expects() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "derive", "check", "--json", "docs/tutorial.md"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    data = json.loads(run.stdout)
    assert run.returncode == 0, run.stderr
    assert data["summary"]["refuted"] == 1
    assert data["summary"]["undecided"] == data["summary"]["unreadable"] == 0
    (slip,) = [check for check in data["files"][0]["checks"] if check["expected"] == "refuted"]
    assert slip["links"][0]["counterexample"]["sizes"] == {"K": 2}
