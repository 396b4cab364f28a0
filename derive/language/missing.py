"""What is missing where a side of a relation is not proved to be defined."""

from __future__ import annotations

from derive.kernel.calculus import Undefined
from derive.kernel.facts import RELATION_SIGNS
from derive.kernel.terms import (
    ZERO,
    BoundIndex,
    Different,
    Equal,
    Exists,
    ForAll,
    Formula,
    Implies,
    KernelError,
    Less,
    Maximum,
    Not,
    Relation,
    SameIndex,
    open_body,
)
from derive.language.extrema import largest_terms


class NeverDefined(KernelError):
    """A side is undefined wherever the hypotheses hold: they imply the contrary of what is missing."""

    def __init__(self, error: Undefined, contrary: Relation) -> None:
        super().__init__(f"a side is undefined: {error}")
        self.term, self.contrary = error.term, contrary


def missing_hypothesis(error: Undefined) -> Formula:
    """What would have to be known for what is undefined to be defined; of a maximum, that two of its terms differ, or
    that one of its values is larger than all others."""
    term = error.term
    if error.signs:
        relation = next(kind for kind, signs in RELATION_SIGNS.items() if signs == error.signs)
        return relation(ZERO, term)
    if not isinstance(term, Maximum):
        return Equal(term, term)
    if terms := largest_terms(term):
        return Different(*terms[:2])
    other, top = BoundIndex(0, term.size), BoundIndex(1, term.size)
    less = Less(term.body, open_body(term.body, (top,)))
    return Exists(term.size, ForAll(term.size, Implies(Not(SameIndex(other, top)), less)))
