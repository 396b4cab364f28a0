"""Inequalities multiplied by a positive factor, so that logarithms stand alone."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.kernel import rules
from derive.kernel.facts import POSITIVE
from derive.kernel.polynomials import UNIT, Monomial, monomial_term, polynomial_term
from derive.kernel.terms import Formula, Less, LessEqual, Log
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import seen

Order = Less | LessEqual


def by_scaling(
    goal: Order, given: tuple[Formula, ...], prove: Callable[[Order, tuple[Formula, ...]], Theorem]
) -> Theorem | None:
    """m log a + b ≤ c from log a + b/m ≤ c/m, for the positive factor m that all logarithms have."""
    view = seen(goal, given)
    factors: set[Monomial] = set()
    for monomial in view.numerator:
        logs = frozenset((atom, power) for atom, power in monomial if isinstance(atom, Log))
        if logs:
            factors.add(monomial - logs)
    if len(factors) != 1 or view.denominators:
        return None
    (factor,) = factors
    if factor == UNIT or view.reasoner.sign(monomial_term(factor)) != POSITIVE:
        return None
    inverse = frozenset((atom, -power) for atom, power in factor)
    above = {m: c for m, c in view.numerator.items() if c > 0}
    below = {m: -c for m, c in view.numerator.items() if c < 0}
    left, right = (polynomial_term(view.reasoner.times({inverse: Fraction(1)}, side)) for side in (below, above))
    return rules.combine(goal, (monomial_term(factor),), (prove(type(goal)(left, right), given),), given, ())
