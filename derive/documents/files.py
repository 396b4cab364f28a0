"""Which files are documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

LATEX_ENDINGS = (".tex", ".latex", ".ltx", ".sty")
ENDINGS = (".md", ".markdown", ".qmd", ".rmd", ".Rmd", ".tex", ".ltx", ".latex", ".rst", ".ipynb")
"""How the names of documents end that are looked for in folders. Docstrings are read where a module is named."""

LARGEST_FILE = 4_000_000
"""So many bytes of a file are read; one that has more is no document."""


def documents_in(paths: Sequence[Path]) -> list[Path]:
    """The files, and the documents in the folders, in alphabetical order of each folder."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(sorted(file for file in path.rglob("*") if file.suffix in ENDINGS and file.is_file()))
        else:
            found.append(path)
    return found
