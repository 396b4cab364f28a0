"""A document as the rest of the tool sees it: its checks, their links, and what was not understood."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from derive.kernel.terms import Formula
    from derive.language.statement import Statement

LONGEST_NAME = 80
"""How many letters the name of a check has at the most."""


@dataclass(frozen=True)
class Reading:
    """One way to understand a link: all its statements must hold.

    ``write`` says how to write the formula so that it has this reading only, where it has others. ``opaque`` names
    what too little is known of, as a function that nobody defines: a point where the sides differ refutes nothing
    then. ``cases`` says how many of the statements are the cases of each claim, in their order: a case that cannot
    occur claims nothing. ``beside`` are the hypotheses in force of which no statement speaks."""

    statements: tuple[Statement, ...]
    write: str | None = None
    opaque: frozenset[str] = frozenset()
    cases: tuple[int, ...] = ()
    beside: tuple[Formula, ...] = ()

    @cached_property
    def latex(self) -> str:
        """The link in canonical notation."""
        from derive.documents.canonical import reading_latex

        return r", \quad ".join(reading_latex(self.statements))

    @cached_property
    def definitions(self) -> tuple[str, ...]:
        """What the link in canonical notation stands for, a line for each name that it has there."""
        from derive.documents.canonical import definitions_latex

        return tuple(line for statement in self.statements for line in definitions_latex(statement))

    @cached_property
    def given(self) -> tuple[str, ...]:
        """The hypotheses in force, in canonical notation."""
        from derive.documents.canonical import hypotheses_latex

        given = [line for statement in self.statements for line in hypotheses_latex(statement)]
        return tuple(dict.fromkeys(given))


def as_printed(
    latex: str, write: str | None, opaque: frozenset[str], definitions: tuple[str, ...], given: tuple[str, ...]
) -> Reading:
    """A reading of which is known how it is printed, and no more: it has no statements that could be verified."""
    reading = Reading((), write, opaque)
    vars(reading).update(latex=latex, definitions=definitions, given=given)
    return reading


@dataclass(frozen=True)
class Vocabulary:
    """The names in force at a place: numbers, vectors and matrices, sizes; ``defined`` are the left sides of the
    definitions as they are written."""

    scalars: tuple[str, ...]
    arrays: tuple[str, ...]
    sizes: tuple[str, ...]
    defined: tuple[str, ...] = ()


class Again(Protocol):
    """What reads other formulas in the place of a link."""

    is_plain: bool
    """Whether the link is two sides in a relation and nothing else."""

    @property
    def before(self) -> str:
        """A hash of what the document says before the formula."""
        ...

    def vocabulary(self) -> Vocabulary:
        """The names in force."""
        ...

    def read(self, latex: str, given: Sequence[str] = ()) -> tuple[Reading, ...]:
        """All readings of a formula, with further hypotheses for it alone; none where it is not understood."""
        ...

    def conclusions(self, left: str, relation: str, right: str) -> tuple[Formula, ...]:
        """What two sides in a relation claim in the reading that is tried first; nothing where that is not understood.
        Quicker than reading all of it."""
        ...


@dataclass(frozen=True)
class Link:
    """One relation of a chain, with every reading of it that type-checks; there is at least one. ``again`` reads
    other formulas in its place."""

    index: int
    relation: str
    latex: str
    line: int
    column: int
    readings: tuple[Reading, ...]
    again: Again | None = field(default=None, compare=False, repr=False)
    cell: int = 0
    """The cell of a notebook in which it stands, counted from 1; 0 in other files."""
    file: str = ""
    """The file in which it stands, where that is one that the document includes."""
    begin: tuple[int, int] = (0, 0)
    """The line and column of its first letter."""
    end: tuple[int, int] = (0, 0)
    """The line and column behind its last letter."""


@dataclass(frozen=True)
class Check:
    """A formula that a ``check`` or ``refute`` directive applies to; ``label`` is the one that its author gave it."""

    index: int
    line: int
    expected: str
    links: tuple[Link, ...]
    label: str = ""
    cell: int = 0
    directive: int = 0
    """The line of its directive."""
    draft: bool = False
    """Whether its directive is a draft."""
    file: str = ""


@dataclass(frozen=True)
class ReadError:
    """Something that was not understood, with its place; ``code`` is that of the refusal, ``names`` are those that it
    is about, and ``wanted`` the formulas of 'let' that it asks for."""

    line: int
    column: int
    message: str
    code: str = ""
    cell: int = 0
    file: str = ""
    """The file in which it stands, where that is one that the document includes."""
    names: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """The checks of a file, and what was not understood in it."""

    file: str
    checks: tuple[Check, ...]
    errors: tuple[ReadError, ...]
    drafts: int = 0
    """How many of its directives are drafts that were taken as accepted."""
    includes: tuple[str, ...] = ()
    """The files that it includes."""


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
