"""Printing: colours where they help or are asked for, a progress bar where it takes long, neither into a file."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TextIO

STYLES = {"green": "32", "red": "31", "yellow": "33", "bold": "1", "dim": "2", "loud": "1;37;41"}

COLOURS = {"proved": "green", "computed": "green", "refuted": "red", "undecided": "yellow", "unreadable": "red"}
"""The style of each verdict on a link."""

BAR_WIDTH = 30
LONGEST_MESSAGE = 300
PATIENCE_SECONDS = 1.0
"""How long a run may take before a progress bar appears."""


def is_terminal(stream: TextIO) -> bool:
    """Whether somebody is looking at the stream."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def paint(text: str, style: str, stream: TextIO | None = None) -> str:
    """The text in a style, on a terminal and where FORCE_COLOR is set; as it is elsewhere, and where NO_COLOR is set,
    which counts more."""
    wanted = os.environ.get("FORCE_COLOR") or is_terminal(stream or sys.stdout)
    if os.environ.get("NO_COLOR") or not wanted:
        return text
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m"


def say(text: str = "") -> None:
    """Prints a line for the user to keep."""
    print(text)


def warn(text: str) -> None:
    """Prints a line about what went wrong."""
    sys.stdout.flush()
    print(f"{paint('derive:', 'red', sys.stderr)} {text}", file=sys.stderr)


def say_json(data: object) -> None:
    """Prints one JSON document, in UTF-8 whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(json.dumps(data, indent=2, ensure_ascii=False).encode() + b"\n")
    sys.stdout.buffer.flush()


def fitted(text: str) -> str:
    """The text cut to the terminal's width; whole where the output is not a terminal."""
    import shutil  # which loads five archive formats

    width = shutil.get_terminal_size().columns
    if not is_terminal(sys.stdout) or len(text) <= width:
        return text
    return text[: max(width - 1, 1)] + "…"


def one_line(text: str) -> str:
    """A message that quotes a file, on one line of bounded length and without what would steer a terminal."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:LONGEST_MESSAGE])
    return shown + "…" * (len(text) > LONGEST_MESSAGE)


def cannot(what: str, path: Path, error: OSError) -> str:
    """One line on a file operation that failed, such as ``cannot("write", path, error)``."""
    reason = (error.strerror or str(error)).lower()
    return f"cannot {what} {path}: {reason}; choose another path or change its permissions"


def shown_path(text: str) -> str:
    """The text with every path as a user would type it: relative where it is below this folder."""
    here = os.getcwd() + os.sep
    return text.replace(here, "") if len(here) > 2 else text


class Progress:
    """A bar on the last line of the terminal, from the second second on."""

    def __init__(self, total: int, wanted: bool = True) -> None:
        self._total = total
        self._wanted = wanted and is_terminal(sys.stderr) and is_terminal(sys.stdout)
        self._start = time.monotonic()
        self._shown = ""
        self.done = 0

    def tick(self) -> None:
        """Shows the present state, if it is time to."""
        if not self._wanted or time.monotonic() - self._start < PATIENCE_SECONDS:
            return
        filled = BAR_WIDTH * self.done // max(self._total, 1)
        bar = "━" * filled + " " * (BAR_WIDTH - filled)
        line = f"{bar} {self.done}/{self._total}"
        if line != self._shown:
            self._shown = line
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Takes the bar away, so that a line can be printed in its place."""
        if self._shown:
            self._shown = ""
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
