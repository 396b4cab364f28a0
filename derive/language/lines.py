"""The lines that a proof script writes, as terms and formulas: how they look is up to who shows them."""

from __future__ import annotations

from dataclasses import dataclass

from derive.kernel.terms import Formula, Term

TYPED = "typed"
"""An author wrote the line down."""

FOLDED = "fold"
"""The line is the one before, written with other names."""


@dataclass(frozen=True)
class Step:
    """One line of a derivation: ``relation`` is '', '=', '<=', '<', '>=', '>' or 'therefore', and ``what`` stands in
    that relation to the line before. ``reason`` says in words why it follows, ``given`` what is assumed there.

    ``by`` says who made the line of a chain: the name of the operation that computed it from the line before,
    ``typed``, or ``fold``; it is empty for a line that none of a chain leads to."""

    relation: str
    what: Term | Formula
    reason: str
    given: tuple[Formula, ...]
    by: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a derivation: a lemma or one of several statements, with its own lines."""

    heading: str
    steps: tuple[Step, ...]
