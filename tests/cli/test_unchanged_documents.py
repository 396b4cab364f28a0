"""``derive check`` of a document that has not changed: the same is printed, and nothing is read again."""

from __future__ import annotations

import re
from pathlib import Path

from .conftest import Derive

TEXT = r"""<!-- derive: let $x > 1$ -->
<!-- derive: check -->
$$x > 0$$
<!-- derive: check -->
$$x / 2 y = \frac{x y}{2}$$
<!-- derive: refute -->
$$x = 2$$
<!-- derive: check -->
$$\log = 1$$
"""


def _without_times(text: str) -> str:
    return re.sub(r'"seconds": [0-9.e-]+', '"seconds": 0', text)


def test_a_known_document_is_printed_as_one_that_is_checked_anew(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text(TEXT, encoding="utf-8")
    cache = tmp_path / "cache"
    for options in (["--show", "--github"], ["--json"]):
        anew = derive("check", *options, "--no-cache", "notes.md")
        first, second = (derive("check", *options, "notes.md", cache=cache) for _ in range(2))
        for ran in (first, second):
            assert (ran.returncode, _without_times(ran.stdout)) == (anew.returncode, _without_times(anew.stdout))
    known = derive("check", "notes.md", cache=cache, python=("-X", "importtime"))
    assert "derive.verify.answers" in known.stderr
    assert not re.search(r"\b(sympy|mpmath|derive\.documents\.reader|derive\.documents\.grammar)\b", known.stderr)


def test_an_edited_document_is_read_again(derive: Derive, tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text(TEXT, encoding="utf-8")
    assert "x > 0" in derive("check", "notes.md").stdout
    notes.write_text(TEXT.replace("$$x > 0$$", "$$x > 1/2$$"), encoding="utf-8")
    ran = derive("check", "notes.md")
    assert "x > 1/2" in ran.stdout
    assert "x > 0" not in ran.stdout
