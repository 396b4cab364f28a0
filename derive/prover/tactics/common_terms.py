"""What stands on both sides of an inequality is left out before anything is multiplied out."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derive.kernel import rules
from derive.kernel.normal import flatten
from derive.kernel.terms import ONE, ZERO, Add, Multiply, Number, Term
from derive.kernel.theorem import Theorem
from derive.lemmas.terms import Order, product
from derive.prover.goal import Search
from derive.prover.tactic import tactic

MOST_TERMS = 12
"""How many terms the sides may have."""


@tactic("common_terms", cost=40, first=11, deepest=1)
def common_terms(goal: Order, search: Search) -> Theorem | None:
    """a + c ≤ b + c from a ≤ b, with the terms as they are written: over a common denominator c stands inside of
    products, and the sign that a and b show alone is lost. What is subtracted goes to the other side.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., definition 1.17 (i)."""
    signed = [*terms_of(goal.right, Fraction(1)), *terms_of(goal.left, Fraction(-1))]
    left_over: dict[Term, Fraction] = {}
    for term, coefficient in signed:
        left_over[term] = left_over.get(term, Fraction(0)) + coefficient
    rest = {term: coefficient for term, coefficient in left_over.items() if coefficient}
    if not rest or len(rest) == len(left_over) or len(signed) > MOST_TERMS:
        return None
    above = [with_factor(term, c) for term, c in rest.items() if c > 0]
    below = [with_factor(term, -c) for term, c in rest.items() if c < 0]
    found = search.prove(type(goal)(whole(below), whole(above)))
    return rules.combine(goal, (ONE,), (found,), search.given, ())


def terms_of(side: Term, factor: Fraction) -> Iterator[tuple[Term, Fraction]]:
    """The terms of a sum as they are written, with the numbers before them; a number is a multiple of 1."""
    if isinstance(side, Add):
        for term in side.terms:
            yield from terms_of(term, factor)
        return
    others: list[Term] = []
    for part in flatten(side) if isinstance(side, Multiply) else (side,):
        if isinstance(part, Number):
            factor *= part.value
        else:
            others.append(part)
    if len(others) == 1 and isinstance(others[0], Add):
        yield from terms_of(others[0], factor)
    elif factor:
        yield product(*others) if others else ONE, factor


def with_factor(term: Term, coefficient: Fraction) -> Term:
    """A multiple of a term."""
    if term == ONE:
        return Number(coefficient)
    return term if coefficient == 1 else product(Number(coefficient), term)


def whole(terms: list[Term]) -> Term:
    """The sum of terms."""
    if len(terms) > 1:
        return Add(tuple(terms))
    return terms[0] if terms else ZERO
