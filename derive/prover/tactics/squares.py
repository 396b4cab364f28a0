"""Sums of squares: the difference of the sides is a quadratic form in monomials that is positive semidefinite."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf

from derive.kernel import rules
from derive.kernel.facts import NEGATIVE, NONNEGATIVE, POSITIVE
from derive.kernel.polynomials import (
    UNIT,
    Monomial,
    Polynomial,
    content,
    in_order,
    joined,
    monomial_term,
    plus,
    quotient,
)
from derive.kernel.terms import ZERO, Add, Multiply, Number, Power, Term, number
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import decided, seen
from derive.lemmas.terms import Order
from derive.prover.goal import Search
from derive.prover.tactic import AT_ONCE, tactic

LARGEST_BASIS = 8
"""How many monomials a quadratic form may be in."""


@tactic("sum_of_squares", cost=AT_ONCE, deepest=inf)
def sum_of_squares(goal: Order, search: Search) -> Theorem | None:
    """right − left, or its numerator up to a positive factor, is a sum of squares Σ dⱼ (monomial + …)² with dⱼ > 0: it
    is a quadratic form with a positive semidefinite Gram matrix, which completing the square (Lagrange's reduction,
    the LDLᵀ decomposition) writes so.

    M. D. Choi, T. Y. Lam, B. Reznick, Sums of squares of real polynomials, Proc. Symp. Pure Math. 58.2 (1995)."""
    view = seen(goal, search.given)
    reasoner, top, denominators = view.reasoner, view.numerator, view.denominators
    if not top:
        return None
    below: list[Term] = [Power(a, number(-power)) for a, power in in_order(denominators.items())]
    if reasoner.sign(Multiply(tuple(below))) == NEGATIVE:
        below, top = [number(-1), *below], plus({}, top, -1)
    _, common, _ = content(top)
    outside = frozenset((atom, power) for atom, power in common if reasoner.sign(atom) == POSITIVE)
    inverse = frozenset((atom, -power) for atom, power in outside)
    for out, back in ((UNIT, UNIT), (outside, inverse)):
        inside = reasoner.times({back: 1}, top)
        squares = as_squares(inside, no_roots) or as_squares(inside, lambda atom: reasoner.sign(atom) <= NONNEGATIVE)
        if squares is not None:
            evident = decided(type(goal)(ZERO, squares), search.given)
            factor = Multiply((monomial_term(out), *below))
            return rules.combine(goal, (factor,), (evident,), search.given, ())
        if not outside:
            break
    return None


def no_roots(atom: Term) -> bool:
    """Where only squares of monomials with whole powers are looked for: a root may take the place of a product."""
    return False


def as_squares(polynomial: Polynomial, nonnegative: Callable[[Term], bool]) -> Term | None:
    """Σ dⱼ (monomial + …)² with dⱼ > 0 that equals the polynomial, where one is found; atoms that are
    not negative have square roots."""
    basis: list[Monomial] = [UNIT] if UNIT in polynomial else []
    for monomial in sorted(polynomial, key=lambda m: monomial_term(m).key):
        if not monomial or polynomial[monomial] <= 0:
            continue
        powers = in_order(monomial)  # for to ask for a sign is work, which is counted
        if all(power % 2 == 0 or nonnegative(atom) for atom, power in powers):
            basis.append(frozenset((atom, quotient(power, 2)) for atom, power in monomial))
    if len(basis) > LARGEST_BASIS:
        return None
    count = len(basis)
    gram = [[Fraction(0)] * count for _ in range(count)]
    used: set[Monomial] = set()
    for row in range(count):
        for column in range(row, count):
            product = frozenset(joined(basis[row], basis[column]).items())
            if product in polynomial and product not in used:
                used.add(product)
                value = Fraction(polynomial[product])
                if row == column:
                    gram[row][row] = value
                else:
                    gram[row][column] = gram[column][row] = value / 2
    if len(used) < len(polynomial):
        return None
    return completed(gram, basis)


def completed(gram: list[list[Fraction]], basis: list[Monomial]) -> Term | None:
    """The squares that completing the square gives, or None where the form is not semidefinite."""
    squares: list[Term] = []
    count = len(basis)
    for pivot in reversed(range(count)):
        weight = gram[pivot][pivot]
        if weight < 0 or (weight == 0 and any(gram[pivot])):
            return None
        if weight == 0:
            continue
        ratios = [gram[pivot][column] / weight for column in range(count)]
        terms = tuple(monomial_term(basis[n], ratio) for n, ratio in enumerate(ratios) if ratio)
        squares.append(Multiply((Number(weight), Power(Add(terms), number(2)))))
        for row in range(count):
            for column in range(count):
                gram[row][column] -= weight * ratios[row] * ratios[column]
    return Add(tuple(squares))
