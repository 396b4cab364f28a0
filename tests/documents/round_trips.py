"""From statements to a document of their own and back."""

from __future__ import annotations

from collections.abc import Sequence

from derive.documents.canonical import same, self_contained
from derive.documents.model import Document
from derive.documents.reader import read_text
from derive.language.statement import Statement

_SEEN: dict[tuple[Statement, ...], str] = {}


def statements_of(document: Document) -> list[Statement]:
    """All that a document claims, in its order."""
    return [
        statement
        for check in document.checks
        for link in check.links
        for reading in link.readings
        for statement in reading.statements
    ]


def failure(statements: Sequence[Statement]) -> str:
    """What goes wrong between printing a reading and reading it again; empty where nothing does."""
    key = tuple(statements)
    if key not in _SEEN:
        _SEEN[key] = _failure(key)
    return _SEEN[key]


def _failure(statements: tuple[Statement, ...]) -> str:
    text = self_contained(statements)
    document = read_text(text, "a.tex")
    found = statements_of(document)
    if document.errors:
        return f"{document.errors[0].message}\n{text}"
    is_same = len(found) == len(statements) and all(map(same, statements, found))
    return "" if is_same else f"read as something else\n{text}"
