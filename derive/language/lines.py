"""The lines that a proof script writes, as terms and formulas: how they look is up to who shows them."""

from __future__ import annotations

from dataclasses import dataclass

from derive.kernel.terms import Formula, IndexVariable, Term, Variable
from derive.kernel.theorem import Theorem

TYPED = "typed"
"""An author wrote the line down."""

APPLIED = "apply"
"""The line follows from the one before by what is known already."""

FOLDED = "fold"
"""The line is the one before, written with other names."""

THEREFORE = "therefore"
"""Stands in the place of a relation before what follows from the lines above."""

SUPPOSE, CASE, CONTRARY, EACH = "suppose", "case", "contrary", "each"

OPENINGS = {SUPPOSE: "Suppose", CASE: "Case", CONTRARY: "Suppose, to the contrary, that", EACH: "For each"}
"""What opens an indented part of a derivation, and the words that are printed before its formula."""


@dataclass(frozen=True)
class Step:
    """One line of a derivation. ``relation`` is '' where a chain begins, a relation in which ``what`` stands to the
    line before, 'therefore', or one of the openings. ``depth`` says how many openings it stands under.

    ``theorem`` is what the kernel proves of the line: of a link of a chain, the relation to the line before; of what
    follows, the formula itself. ``reason`` says in words why it follows. ``by`` says who made the line of a chain: the
    name of the operation that computed it from the line before, ``typed``, or ``fold``; it is empty for a line that
    none of a chain leads to."""

    relation: str
    what: Term | Formula | IndexVariable | Variable
    reason: str = ""
    theorem: Theorem | None = None
    depth: int = 0
    by: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a derivation: a lemma or one of several statements, with its own lines."""

    heading: str
    steps: tuple[Step, ...]
