"""Cases that several methods make."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel.terms import ZERO, Formula, Less, LessEqual, Term
from derive.kernel.theorem import Theorem
from derive.language.logic import cases, clash, trichotomy
from derive.lemmas.decided import decided
from derive.lemmas.terms import Order


def zero_or_positive(
    goal: Order, term: Term, given: tuple[Formula, ...], prove: Callable[[Order, tuple[Formula, ...]], Theorem]
) -> Theorem:
    """The goal by cases of a term that is at least 0: t > 0, or t = 0."""

    def branch(case: Formula) -> Theorem:
        if case == Less(term, ZERO):
            return clash(case, decided(LessEqual(ZERO, term), given))
        return prove(goal, (case, *given))

    return cases(trichotomy(ZERO, term, given), branch)
