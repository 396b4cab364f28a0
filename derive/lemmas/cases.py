"""Cases that several methods make."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules
from derive.kernel.terms import ZERO, Equal, Formula, Less, LessEqual, Term
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import decided

Order = Less | LessEqual


def zero_or_positive(
    goal: Order, term: Term, given: tuple[Formula, ...], prove: Callable[[Order, tuple[Formula, ...]], Theorem]
) -> Theorem:
    """The goal by cases of a term that is at least 0: t > 0, or t = 0."""
    parts: tuple[Formula, ...] = (Less(ZERO, term), Equal(ZERO, term))
    positive, zero = (prove(goal, (part, *given)) for part in parts)
    absurd = rules.clash(rules.assume(Less(term, ZERO)), decided(LessEqual(ZERO, term), given), ())
    split = rules.trichotomy(ZERO, term, given, ())
    return rules.cases(split, (positive, zero, rules.cases(absurd, (), goal)), goal)
