"""The README shows what the commands print today: every console block is run and compared."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from .conftest import REPOSITORY, Derive

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(console|python|markdown)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def masked(text: str) -> str:
    """The text without what may differ: times, hashes, line numbers, and how small an error came out."""
    text = re.sub(r"\d+\.\d\d s", "0.00 s", text)
    text = re.sub(r"sha256:[0-9a-f]+", "sha256:…", text)
    text = re.sub(r"\.py:\d+", ".py:1", text)
    return re.sub(r"\d\.\de-\d+", "1e-60", text)


def sessions(console: str) -> list[tuple[list[str], str]]:
    """The commands of a console block, each with what is shown below it."""
    parts = re.split(r"^\$ derive (.*)\n", console, flags=re.MULTILINE)
    assert parts[0] == "", "a console block begins with a command"
    return [(shlex.split(command), shown) for command, shown in zip(parts[1::2], parts[2::2], strict=True)]


def test_the_tour_works_and_prints_what_it_shows(derive: Derive, tmp_path: Path) -> None:
    commands = 0
    for kind, text in BLOCK.findall(README):
        if kind == "python":
            (tmp_path / "mine.py").write_text(text, encoding="utf-8")
        elif kind == "markdown":
            (tmp_path / "notes.md").write_text(text, encoding="utf-8")
        for arguments, shown in sessions(text) if kind == "console" else ():
            ran = derive(*arguments)
            commands += 1
            assert ran.returncode == 0, ran.stderr
            places = ran.stdout.replace(f"{REPOSITORY}/", "")
            assert masked(places) == masked(shown), arguments
    assert commands >= 6
