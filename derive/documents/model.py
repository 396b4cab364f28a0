"""A document as the rest of the tool sees it: its checks, their links, and what was not understood."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from derive.documents.canonical import reading_latex
from derive.language.statement import Statement

LONGEST_NAME = 80
"""How many letters the name of a check has at the most."""


@dataclass(frozen=True)
class Reading:
    """One way to understand a link: all its statements must hold.

    ``write`` says how to write the formula so that it has this reading only, where it has others. ``opaque`` names
    what too little is known of, as a function that nobody defines: a point where the sides differ refutes nothing
    then."""

    statements: tuple[Statement, ...]
    write: str | None = None
    opaque: frozenset[str] = frozenset()

    @cached_property
    def latex(self) -> str:
        """The link in canonical notation."""
        return r", \quad ".join(reading_latex(self.statements))


@dataclass(frozen=True)
class Link:
    """One relation of a chain, with every reading of it that type-checks; there is at least one."""

    index: int
    relation: str
    latex: str
    line: int
    column: int
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Check:
    """A formula that a ``check`` or ``refute`` directive applies to; ``label`` is the one that its author gave it."""

    index: int
    line: int
    expected: str
    links: tuple[Link, ...]
    label: str = ""


@dataclass(frozen=True)
class ReadError:
    """Something that was not understood, with its place; ``code`` is that of the refusal."""

    line: int
    column: int
    message: str
    code: str = ""


@dataclass(frozen=True)
class Document:
    """The checks of a file, and what was not understood in it."""

    file: str
    checks: tuple[Check, ...]
    errors: tuple[ReadError, ...]


def names_of(checks: Sequence[Check]) -> list[str]:
    """The names of the checks of a document, each its own: the label, or what is written. They are the same where lines
    are inserted, and where other formulas are."""
    return numbered(check.label or in_brief("; ".join(link.latex for link in check.links)) for check in checks)


def in_brief(text: str) -> str:
    """A text of bounded length that is another for another text."""
    if len(text) <= LONGEST_NAME:
        return text
    ending = f"… {hashlib.sha256(text.encode()).hexdigest()[:6]}"
    return text[: LONGEST_NAME - len(ending)] + ending


def numbered(names: Iterable[str]) -> list[str]:
    """The names, with a number behind those that were there before."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
    return found
