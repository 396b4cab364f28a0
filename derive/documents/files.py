"""Which files are documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

ENDINGS = (".md", ".markdown", ".tex", ".ltx", ".latex")
"""How the names of Markdown and LaTeX documents end."""


def documents_in(paths: Sequence[Path]) -> list[Path]:
    """The files, and the Markdown and LaTeX files in the folders, in alphabetical order of each folder."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(sorted(file for file in path.rglob("*") if file.suffix in ENDINGS and file.is_file()))
        else:
            found.append(path)
    return found
