"""Polynomials with rational coefficients in atoms, which are terms; exponents are rational.

The functions are plain arithmetic, for which atoms mean nothing; the class writes out powers of numbers, of
polynomials and of absolute values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from itertools import repeat
from math import floor
from operator import add
from typing import TypeVar

from derive.kernel.budget import Budget
from derive.kernel.terms import (
    LARGEST_NUMBER,
    TOO_MANY_DIGITS,
    ZERO,
    Absolute,
    Add,
    Multiply,
    Node,
    Number,
    Power,
    Term,
    digits,
    expect,
    number,
)

Rational = Fraction | int
"""A rational number; whole ones are integers where it is computed much, which is faster. A quotient is taken by
:func:`quotient` alone, for that of two integers would be no rational number."""

Monomial = frozenset[tuple[Term, Rational]]
"""A product of atoms with non-zero rational exponents."""

Polynomial = dict[Monomial, Rational]
"""A linear combination of monomials with non-zero rational coefficients."""

Degree = TypeVar("Degree", bound=Rational)

UNIT: Monomial = frozenset()
LARGEST_EXPONENT = 64
TOO_LARGE = f"normal form: {TOO_MANY_DIGITS}"

Exponents = tuple[Rational, ...]
"""The exponents of atoms in a given order, whole numbers as such."""


def plain(value: Rational) -> Rational:
    """The number, as an integer where it is whole."""
    return value.numerator if value.denominator == 1 else value


def quotient(left: Rational, right: Rational) -> Rational:
    """left / right, for a right that is not 0."""
    return left if right == 1 else plain(Fraction(left) / right)


def magnitude(value: Rational) -> Rational:
    """|value|."""
    return -value if value < 0 else value


def constant(value: Rational) -> Polynomial:
    """The constant polynomial."""
    return {UNIT: plain(value)} if value else {}


def power_of(atom: Term, exponent: Rational = 1) -> Polynomial:
    """The polynomial atom^exponent, for an exponent that is not 0."""
    return {frozenset({(atom, exponent)}): 1}


def joined(left: Iterable[tuple[Term, Rational]], right: Iterable[tuple[Term, Rational]]) -> dict[Term, Rational]:
    """The exponents of the atoms of a product of two monomials."""
    powers = dict(left)
    for atom, power in right:
        powers[atom] = plain(powers[atom] + power) if atom in powers else power
    return {atom: power for atom, power in powers.items() if power}


def plus(left: Polynomial, right: Polynomial, factor: Rational = 1) -> Polynomial:
    """left + factor · right."""
    total = dict(left)
    accumulate(total, right, factor)
    return total


def accumulate(total: Polynomial, right: Polynomial, factor: Rational = 1) -> None:
    """Adds factor · right to a polynomial."""
    for monomial, coefficient in right.items():
        value = coefficient if factor == 1 else factor * coefficient
        if monomial in total:
            value += total[monomial]
        if value:
            expect(digits(value) <= LARGEST_NUMBER, TOO_LARGE)
            total[monomial] = plain(value)
        else:
            total.pop(monomial, None)


def exponent_lists(polynomial: Polynomial, places: dict[Term, int]) -> dict[Exponents, Rational]:
    """The coefficients of a polynomial, by the exponents of the atoms, each at its place."""
    found: dict[Exponents, Rational] = {}
    for monomial, coefficient in polynomial.items():
        exponents: list[Rational] = [0] * len(places)
        for atom, power in monomial:
            exponents[places[atom]] = power
        found[tuple(exponents)] = coefficient
    return found


def in_order(powers: Iterable[tuple[Term, Degree]]) -> list[tuple[Term, Degree]]:
    """Atoms with their powers in canonical order, that of their spelling, however they were found."""
    return sorted(powers, key=lambda power: power[0].key)


def monomial_term(monomial: Monomial, coefficient: Rational = 1) -> Term:
    """The term that a monomial stands for, with its factors in canonical order."""
    factors: list[Term] = [] if coefficient == 1 else [number(coefficient)]
    for atom, exponent in in_order(monomial):
        factors.append(atom if exponent == 1 else Power(atom, number(exponent)))
    return factors[0] if len(factors) == 1 and not isinstance(factors[0], Multiply) else Multiply(tuple(factors))


def polynomial_term(polynomial: Polynomial) -> Term:
    """The term that a polynomial stands for, with its terms in canonical order."""
    terms = sorted((monomial_term(m, c) for m, c in polynomial.items()), key=lambda term: term.key) or [ZERO]
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def mentions(node: Node, part: Node) -> bool:
    """Whether a node occurs in another."""
    return part.key in node.key


def content(polynomial: Polynomial) -> tuple[Rational, Monomial, Polynomial]:
    """coefficient · monomial · primitive polynomial, in which each atom has the least power 0 and the monomial that is
    spelled first has the coefficient 1."""
    powers: dict[Term, list[Rational]] = {}
    for atom, power in (factor for monomial in polynomial for factor in monomial):
        powers.setdefault(atom, []).append(power)
    absent = 0  # the power of an atom in the monomials that do not mention it
    least = {a: min(found) if len(found) == len(polynomial) else min(*found, absent) for a, found in powers.items()}
    common = frozenset((atom, power) for atom, power in least.items() if power)
    divisor = [(atom, -power) for atom, power in common]
    primitive = {frozenset(joined(m, divisor).items()): value for m, value in polynomial.items()}
    coefficient = primitive[min(primitive, key=lambda monomial: monomial_term(monomial).key)]
    return coefficient, common, {monomial: quotient(value, coefficient) for monomial, value in primitive.items()}


def prime_powers(value: Rational) -> Iterator[tuple[Number, int]]:
    """The prime factors of a positive number with their exponents; a cofactor without small prime factors is kept
    whole."""
    for rest, side in ((value.numerator, 1), (value.denominator, -1)):
        prime = 2
        while rest > 1:
            while rest % prime:
                prime = prime + 1 if prime < 10_000 else rest
            rest //= prime
            yield number(prime), side


def number_power(base: Rational, exponent: int) -> Rational:
    """base^exponent for an integer exponent; raises KernelError where that has too many digits."""
    expect((digits(base) - 1) * abs(exponent) <= LARGEST_NUMBER, f"normal form: the exponent {exponent} is too large")
    return plain(Fraction(base) ** exponent)


def split_monomial(term: Term) -> Iterator[tuple[Term, Rational]]:
    """The inverse of :func:`monomial_term` for a monomial with coefficient 1."""
    for factor in term.factors if isinstance(term, Multiply) else (term,):
        if isinstance(factor, Power) and isinstance(factor.exponent, Number):
            yield factor.base, plain(factor.exponent.value)
        else:
            yield factor, 1


class Arithmetic:
    """Products, powers and quotients of polynomials, within the budget of the decision that needs them."""

    normal: Callable[[Term], Polynomial]
    """The polynomial that a term is, where it is defined."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget

    def spend(self, amount: int = 1) -> None:
        """Counts work; raises KernelError where the decision has taken too much of it."""
        self.budget.spend(amount)

    def times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """The product of two polynomials."""
        if len(left) > 1 and len(right) > 1:
            return self.product((left, right))
        total: Polynomial = {}
        self.spend(len(left) * len(right))
        for first, a in left.items():
            for second, b in right.items():
                accumulate(total, self.tidied(joined(first, second), a * b))
        return total

    def product(self, factors: Sequence[Polynomial]) -> Polynomial:
        """The product of polynomials, of which there is one at least. Monomials are lists of exponents on the way,
        which are added and compared much faster than sets of atoms."""
        atoms = list(dict.fromkeys(atom for factor in factors for monomial in factor for atom, _ in monomial))
        places = {atom: place for place, atom in enumerate(atoms)}
        result, *others = (exponent_lists(factor, places) for factor in factors)
        for other in others:
            self.spend(len(result) * len(other))
            found: dict[Exponents, Rational] = {}
            for first, a in result.items():
                for second, b in other.items():
                    powers = tuple(map(add, first, second))
                    found[powers] = found.get(powers, 0) + a * b
            result = {powers: value for powers, value in found.items() if value}
            expect(all(digits(value) <= LARGEST_NUMBER for value in result.values()), TOO_LARGE)
        total: Polynomial = {}
        for exponents, value in result.items():
            powers_of = {atom: plain(power) for atom, power in zip(atoms, exponents, strict=True) if power}
            accumulate(total, self.tidied(powers_of, value))
        return total

    def tidied(self, powers: dict[Term, Rational], coefficient: Rational) -> Polynomial:
        """A monomial, in which whole powers of numbers, of polynomials and of absolute values are written out."""
        for atom in powers:
            if isinstance(atom, (Add, Number, Absolute)):
                return self.expanded(powers, coefficient)
        return {frozenset(powers.items()): coefficient}

    def expanded(self, powers: dict[Term, Rational], coefficient: Rational) -> Polynomial:
        """A monomial with the whole powers of numbers, of polynomials and of absolute values written out."""
        self.spend()
        kept: dict[Term, Rational] = {}
        extra: list[Polynomial] = []
        for atom, power in powers.items():
            whole = floor(power)
            if isinstance(atom, Number):
                coefficient *= number_power(atom.value, whole)
            elif isinstance(atom, Add) and whole >= 1:
                extra.append(self.integer_power(self.normal(atom), whole))
            elif isinstance(atom, Absolute) and whole >= 2:
                whole -= whole % 2
                extra.append(self.integer_power(self.normal(atom.argument), whole))
            else:
                kept[atom] = power
                continue
            if power != whole:
                kept[atom] = power - whole
        return reduce(self.times, extra, {frozenset(kept.items()): coefficient})

    def integer_power(self, base: Polynomial, exponent: int) -> Polynomial:
        """base^exponent for an integer exponent ≥ 0."""
        if len(base) == 1:
            ((monomial, coefficient),) = base.items()
            power = frozenset((atom, plain(exponent * e)) for atom, e in monomial if exponent)
            return self.times({power: number_power(coefficient, exponent)}, constant(1))
        too_large = f"normal form: the exponent {exponent} is too large: more than {LARGEST_EXPONENT}"
        expect(exponent <= LARGEST_EXPONENT, too_large)
        return self.product([constant(1), *repeat(base, exponent)])

    def numerator(self, polynomial: Polynomial) -> tuple[Polynomial, Monomial]:
        """A polynomial as numerator · product of negative powers of polynomials."""
        powers: dict[Term, Rational] = {}
        for atom, power in (part for monomial in polynomial for part in monomial):
            if isinstance(atom, Add) and power < 0:
                powers[atom] = min(powers.get(atom, 0), floor(power))
        for atom, power in in_order(powers.items()):
            raised: Polynomial = {}
            for monomial, coefficient in polynomial.items():
                self.spend()
                accumulate(raised, self.expanded(joined(monomial, [(atom, -power)]), coefficient))
            polynomial = raised
        return polynomial, frozenset(powers.items())

    def factored(self, polynomial: Polynomial) -> tuple[Rational, list[tuple[Term, Rational]]]:
        """A polynomial that is not zero as coefficient · product of powers of atoms, in canonical order."""
        top, below = self.numerator(polynomial)
        expect(len(top) > 0, "normal form: a logarithm or reciprocal of zero")
        coefficient, common, primitive = content(top)
        rest: list[tuple[Term, Rational]] = [] if primitive == constant(1) else [(polynomial_term(primitive), 1)]
        return coefficient, in_order([*common, *below, *rest])

    def inverse(self, polynomial: Polynomial) -> Polynomial:
        """1 / polynomial, for a polynomial that is not zero."""
        coefficient, factors = self.factored(polynomial)
        return self.expanded(joined((), [(atom, -power) for atom, power in factors]), quotient(1, coefficient))
