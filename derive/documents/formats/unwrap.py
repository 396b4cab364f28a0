"""Which files hold documents in another wrapping, and what takes it off. A new format is one entry here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from derive.documents.formats.pieces import Unwrapped


def _notebook(text: str) -> list[Unwrapped]:
    from derive.documents.formats.notebooks import notebook

    return notebook(text)


def _restructured(text: str) -> list[Unwrapped]:
    from derive.documents.formats.restructured import restructured

    return restructured(text)


def _docstrings(text: str) -> list[Unwrapped]:
    from derive.documents.formats.docstrings import docstrings

    return docstrings(text)


def _r_markdown(text: str) -> list[Unwrapped]:
    from derive.documents.formats.r_markdown import r_markdown

    return r_markdown(text)


FORMATS: dict[str, Callable[[str], list[Unwrapped]]] = {
    ".ipynb": _notebook,
    ".rst": _restructured,
    ".py": _docstrings,
    ".rmd": _r_markdown,
}
"""What takes the wrapping off, by how the names of the files end: the documents that the file holds, each by itself."""

ENDINGS = (".ipynb", ".rst", ".py")
"""How the names of files end that are no Markdown; R Markdown is, but for its labels."""


def unwrapped(text: str, file: str) -> list[Unwrapped] | None:
    """The documents that a file of another format holds; None for Markdown and LaTeX. Raises Broken."""
    take_off = FORMATS.get(PurePath(file).suffix.lower())
    return None if take_off is None else take_off(text)
