"""Polynomials with rational coefficients in atoms, which are terms; exponents are rational.

Plain arithmetic: nothing here knows what the atoms mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from derive.kernel.terms import *

Monomial = frozenset[tuple[Term, Fraction]]
"""A product of atoms with non-zero rational exponents."""

Polynomial = dict[Monomial, Fraction]
"""A linear combination of monomials with non-zero rational coefficients."""

UNIT: Monomial = frozenset()


def constant(value: Fraction | int) -> Polynomial:
    """The constant polynomial."""
    return {UNIT: Fraction(value)} if value else {}


def power_of(atom: Term, exponent: Fraction = Fraction(1)) -> Polynomial:
    """The polynomial atom^exponent, for an exponent that is not 0."""
    return {frozenset({(atom, exponent)}): Fraction(1)}


def joined(left: Iterable[tuple[Term, Fraction]], right: Iterable[tuple[Term, Fraction]]) -> dict[Term, Fraction]:
    """The exponents of the atoms of a product of two monomials."""
    powers = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, Fraction(0)) + power
    return {atom: power for atom, power in powers.items() if power}


def plus(left: Polynomial, right: Polynomial, factor: Fraction = Fraction(1)) -> Polynomial:
    """left + factor · right."""
    total = dict(left)
    accumulate(total, right, factor)
    return total


def accumulate(total: Polynomial, right: Polynomial, factor: Fraction = Fraction(1)) -> None:
    """Adds factor · right to a polynomial."""
    for monomial, coefficient in right.items():
        value = total.get(monomial, Fraction(0)) + factor * coefficient
        if value:
            expect(value.numerator.bit_length() <= LARGEST_NUMBER, "normal form: a coefficient has too many digits")
            total[monomial] = value
        else:
            total.pop(monomial, None)


def scaled(polynomial: Polynomial, factor: Fraction) -> Polynomial:
    """factor · polynomial."""
    return {monomial: factor * coefficient for monomial, coefficient in polynomial.items()} if factor else {}


def monomial_term(monomial: Monomial, coefficient: Fraction = Fraction(1)) -> Term:
    """The term that a monomial stands for, with its factors in canonical order."""
    factors: list[Term] = [] if coefficient == 1 else [Number(coefficient)]
    for atom, exponent in sorted(monomial, key=lambda item: item[0].key):
        factors.append(atom if exponent == 1 else Power(atom, Number(exponent)))
    return factors[0] if len(factors) == 1 and not isinstance(factors[0], Multiply) else Multiply(tuple(factors))


def polynomial_term(polynomial: Polynomial) -> Term:
    """The term that a polynomial stands for, with its terms in canonical order."""
    terms = sorted((monomial_term(m, c) for m, c in polynomial.items()), key=lambda term: term.key) or [ZERO]
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def mentions(node: Node, part: Node) -> bool:
    """Whether a node occurs in another."""
    return part.key in node.key


def content(polynomial: Polynomial) -> tuple[Fraction, Monomial, Polynomial]:
    """coefficient · monomial · primitive polynomial, in which each atom has the least power 0 and the monomial that is
    spelled first has the coefficient 1."""
    powers = [dict(monomial) for monomial in polynomial]
    least = {atom: min(p.get(atom, Fraction(0)) for p in powers) for atom in {atom for p in powers for atom in p}}
    common = frozenset((atom, power) for atom, power in least.items() if power)
    divisor = [(atom, -power) for atom, power in common]
    primitive = {frozenset(joined(m, divisor).items()): value for m, value in polynomial.items()}
    coefficient = primitive[min(primitive, key=lambda monomial: monomial_term(monomial).key)]
    return coefficient, common, scaled(primitive, 1 / coefficient)


def prime_powers(value: Fraction) -> Iterator[tuple[Number, Fraction]]:
    """The prime factors of a positive number with their exponents; what has only large ones counts as a prime."""
    for rest, side in ((value.numerator, 1), (value.denominator, -1)):
        while rest > 1:
            prime = next((n for n in range(2, min(rest, 10_000)) if rest % n == 0), rest)
            rest //= prime
            yield number(prime), Fraction(side)


def number_power(base: Fraction, exponent: int) -> Fraction:
    """base^exponent for an integer exponent; raises KernelError where that has too many digits."""
    digits = max(abs(base.numerator), base.denominator).bit_length() - 1
    expect(digits * abs(exponent) <= LARGEST_NUMBER, f"normal form: the exponent {exponent} is too large")
    return base**exponent


def split_monomial(term: Term) -> Iterator[tuple[Term, Fraction]]:
    """The inverse of :func:`monomial_term` for a monomial with coefficient 1."""
    for factor in term.factors if isinstance(term, Multiply) else (term,):
        if isinstance(factor, Power) and isinstance(factor.exponent, Number):
            yield factor.base, factor.exponent.value
        else:
            yield factor, Fraction(1)
