"""On a terminal the output has colours and fits; elsewhere, and under NO_COLOR, it is plain."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from derive.cli import console
from derive.cli.console import Progress

from .conftest import Derive, environment

TWO = ("softmax.jacobian", "lse.gradient")


def on_a_terminal(arguments: list[str], folder: Path, cache: Path, **changes: str) -> str:
    """What a command shows on a terminal of 60 columns."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "derive", *arguments],
        cwd=folder,
        env=environment(cache, COLUMNS="60", **changes),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # what Linux says when the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    assert process.wait() == 0
    return shown.decode()


def test_a_terminal_gets_colours_and_lines_that_fit(tmp_path: Path, kept_cache: Path) -> None:
    shown = on_a_terminal(["verify", *TWO], tmp_path, kept_cache)
    assert "\x1b[32m✓ proved" in shown
    plain = re.sub(r"\x1b\[\d*[mK]", "", shown)  # without colours, and without the bar where it takes long
    assert all(len(line) <= 60 for line in plain.splitlines()[:-1])


def test_no_color_is_respected(tmp_path: Path, kept_cache: Path) -> None:
    assert "\x1b" not in on_a_terminal(["verify", *TWO], tmp_path, kept_cache, NO_COLOR="1")
    assert "\x1b" in on_a_terminal(["verify", *TWO], tmp_path, kept_cache, NO_COLOR="")


def test_colours_that_are_asked_for_reach_a_file_unless_they_are_refused(derive: Derive) -> None:
    assert "\x1b[32m✓ proved" in derive("verify", *TWO, FORCE_COLOR="1").stdout
    assert "\x1b" not in derive("verify", *TWO, FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "\x1b" not in derive("verify", *TWO, FORCE_COLOR="").stdout
    assert "\x1b" not in derive("verify", *TWO, "--json", FORCE_COLOR="1").stdout


def test_a_file_gets_neither_colours_nor_cut_lines(derive: Derive) -> None:
    ran = derive("verify", *TWO, COLUMNS="20")
    assert "\x1b" not in ran.stdout + ran.stderr
    assert "…" not in ran.stdout


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def watched(monkeypatch: pytest.MonkeyPatch, patience: float) -> Terminal:
    """A terminal in the place of both streams, and a bar that appears after ``patience`` seconds."""
    screen = Terminal()
    monkeypatch.setattr(console, "PATIENCE_SECONDS", patience)
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    return screen


def test_a_run_that_is_soon_over_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = watched(monkeypatch, 60.0)
    progress = Progress(3)
    progress.tick()
    progress.clear()
    assert screen.getvalue() == ""


def test_a_long_run_shows_a_bar_and_takes_it_away(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = watched(monkeypatch, 0.0)
    progress = Progress(2)
    progress.done = 1
    progress.tick()
    assert "1/2" in screen.getvalue()
    progress.clear()
    assert screen.getvalue().endswith("\r\x1b[K")


def test_a_long_run_into_a_file_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = watched(monkeypatch, 0.0)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    progress = Progress(2)
    progress.tick()
    assert screen.getvalue() == ""
