r"""Macros that a text in LaTeX uses and another file defines: what it includes itself, and the preamble of the document
that includes it (``\input``, ``\include``, ``\subfile``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from derive.documents.formats import Broken
from derive.documents.formats.inclusions import with_inclusions
from derive.documents.source import without_comments
from derive.documents.source.definitions import find_definitions

MOST_FILES = 200
"""So many files beside a text are looked at, and above it."""

_INCLUDED = re.compile(
    r"\\(?:input|include|subfile|subfileinclude)(?![A-Za-z@])\s*\{?\s*\"?(?P<name>[^{}#\\\s]+?)(?:\.tex)?\"?\s*[}\s]"
)
_BEGIN = re.compile(r"\\begin\s*\{document\}")


def preamble_of(text: str, file: Path) -> str:
    """The definitions that a text in LaTeX finds in other files, in the order in which TeX meets them, each as it is
    written, without line breaks between them being kept; empty where there are none."""
    own = _definitions(_whole(text, file)) if _INCLUDED.search(without_comments(text)) else []
    above: list[str] = []
    if not _BEGIN.search(text):
        for main, content in _including(file):
            begin = _BEGIN.search(without_comments(content))
            above = _definitions(_whole(content[: begin.start()] if begin else "", main))
            if above:
                break
    said = set(_definitions(text))
    return "\n".join(one for one in (*above, *own) if one not in said)


def _whole(text: str, file: Path) -> str:
    """A text with all that it includes; as it is where something of that is missing."""
    try:
        found = with_inclusions(text, str(file))
    except Broken:
        return text
    return found[0].text if found is not None else text


def _definitions(text: str) -> list[str]:
    """The definitions of macros in a text."""
    code = without_comments(text)
    return [code[one.at : one.end] for one in find_definitions(code)]


def _including(file: Path) -> Iterator[tuple[Path, str]]:
    """The documents beside a file, and in the folder above, that include it; those with a preamble."""
    for folder in (file.parent, file.resolve().parent.parent):
        for path in sorted(folder.glob("*.tex"))[:MOST_FILES]:
            try:
                content = path.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError):
                continue
            if not _BEGIN.search(content):
                continue
            if file.resolve() in _included(path, content, folder):
                yield path, content


def _included(path: Path, content: str, folder: Path) -> set[Path]:
    """The files that a document includes; where some are missing, those that it names itself."""
    try:
        found = with_inclusions(content, str(path))
    except Broken:
        names = (one["name"] for one in _INCLUDED.finditer(without_comments(content)))
        return {(folder / f"{name}.tex").resolve() for name in names}
    return {Path(one).resolve() for one in found[1]} if found is not None else set()
