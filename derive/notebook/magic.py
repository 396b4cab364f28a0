"""The cell magic ``%%derive``."""

from __future__ import annotations

import shlex
from typing import Any, Protocol

from derive.notebook.cell import CheckedCell, check_cell

USAGE = "usage: %%derive [--effort N] [--no-suggest], and formulas in Markdown below"


class Shell(Protocol):
    """What an extension needs of IPython."""

    def register_magic_function(self, function: Any, magic_kind: str, magic_name: str) -> None:
        """Makes a function a magic."""


def derive(line: str, cell: str) -> CheckedCell | None:
    """Checks the formulas of the cell, which is Markdown with directives; without any, each display is a claim."""
    effort, suggest = 1.0, True
    words = shlex.split(line)
    while words:
        word = words.pop(0)
        if word == "--no-suggest":
            suggest = False
        elif word == "--effort" and words and _is_positive(words[0]):
            effort = float(words.pop(0))
        else:
            print(f"{word!r} is not understood; {USAGE}")
            return None
    return check_cell(cell, effort, suggest)


def _is_positive(word: str) -> bool:
    try:
        return 0 < float(word) < float("inf")
    except ValueError:
        return False


def register(shell: Shell) -> None:
    """Gives a shell of IPython the magic."""
    shell.register_magic_function(derive, "cell", "derive")
