"""Why something has its verdict, in words: the same on a terminal, in a test report and beside a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from derive.printing.points import place_text
from derive.verify.result import Counterexample, LinkVerdict

if TYPE_CHECKING:
    from derive.documents.model import Link, ReadError

MARKS = {"proved": "✓", "computed": "≈", "refuted": "✗", "undecided": "?", "unreadable": "!"}
"""The sign that stands for each verdict on a link."""

NOTHING_REFUTED = "the author expects at least one link of this formula to be refuted"


def explained(verdict: LinkVerdict) -> list[str]:
    """Why a link has its verdict, a line each: where it fails, and with which values, or the reason."""
    if verdict.counterexample is not None:
        return in_words(verdict.counterexample)
    code = f" [{verdict.code}]" if verdict.code else ""
    return [f"{verdict.reason}{code}"] if verdict.reason else []


def in_words(found: Counterexample) -> list[str]:
    """Where something fails, and with which values, a line each."""
    values = f"the left side is {found.lhs}, the right side {found.rhs}" if found.lhs else found.reason
    return [*([place_text(found.point)] if found.point is not None else []), *([values] if values else [])]


def right_in_words(verdict: LinkVerdict) -> list[str]:
    """What would be right, a line each."""
    return [
        f"it holds {right.change}" if right.change.startswith("if ") else f"{right.latex} holds ({right.change})"
        for right in verdict.holds
    ]


def understood(link: Link) -> Iterator[str]:
    """Each reading of a link in canonical notation, and the hypotheses in force, one a line."""
    for number, reading in enumerate(link.readings, 1):
        name = f"reading {number}:" if len(link.readings) > 1 else "read as:"
        yield f"{name} {reading.latex}"
        if reading.write:
            yield f"  to mean it, write {reading.write}"
        yield from (f"  where {line}" for line in reading.definitions)
        yield from (f"  given {line}" for line in reading.given)


def place_in(file: str, one: Link | ReadError) -> str:
    """Where something stands: the file (that document, or one that it includes), in a notebook the cell, the line and
    the column."""
    cell = f"cell {one.cell}:" if one.cell else ""
    return f"{one.file or file}:{cell}{one.line}:{one.column}"
