"""Sums of squares: a quadratic form in monomials that is positive semidefinite."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.kernel.polynomials import UNIT, Monomial, Polynomial, monomial_term
from derive.kernel.terms import Add, Multiply, Number, Power, Term, number


def sum_of_squares(polynomial: Polynomial, nonnegative: Callable[[Term], bool]) -> Term | None:
    """Σ dⱼ (monomial + …)² with dⱼ > 0 that equals the polynomial, where one is found; atoms that are
    not negative have square roots."""
    basis: list[Monomial] = [UNIT] if UNIT in polynomial else []
    for monomial in sorted(polynomial, key=lambda m: monomial_term(m).key):
        if (
            monomial
            and polynomial[monomial] > 0
            and all(power % 2 == 0 or nonnegative(atom) for atom, power in monomial)
        ):
            basis.append(frozenset((atom, power / 2) for atom, power in monomial))
    if len(basis) > 8:
        return None
    count = len(basis)
    gram = [[Fraction(0)] * count for _ in range(count)]
    used: set[Monomial] = set()
    for row in range(count):
        for column in range(row, count):
            product = multiplied(basis[row], basis[column])
            if product in polynomial and product not in used:
                used.add(product)
                value = polynomial[product]
                if row == column:
                    gram[row][row] = value
                else:
                    gram[row][column] = gram[column][row] = value / 2
    if len(used) < len(polynomial):
        return None
    return completed(gram, basis)


def multiplied(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials."""
    powers = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, Fraction(0)) + power
    return frozenset((atom, power) for atom, power in powers.items() if power)


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
