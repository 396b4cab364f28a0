"""Arithmetic of polynomials whose atoms mean something: numbers, polynomials and absolute values to powers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from functools import reduce
from itertools import repeat
from math import floor

from derive.kernel.polynomials import *
from derive.kernel.terms import *

WORK_LIMIT = 400_000
LARGEST_EXPONENT = 64


class Arithmetic(ABC):
    """Products, powers and quotients of polynomials, with a limit to the work that they take."""

    work = 0

    @abstractmethod
    def normal(self, term: Term) -> Polynomial:
        """The polynomial that a term is, where it is defined."""

    def spend(self, amount: int = 1) -> None:
        """Counts work, and stops when there is too much of it."""
        self.work += amount
        expect(self.work <= WORK_LIMIT, "normal form: the expression is too large")

    def times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """The product of two polynomials."""
        total: Polynomial = {}
        self.spend(len(left) * len(right))
        for first, a in left.items():
            for second, b in right.items():
                powers = joined(first, second)
                untidy = any(isinstance(atom, (Add, Number, Absolute)) for atom in powers)
                accumulate(total, self.expanded(powers, a * b) if untidy else {frozenset(powers.items()): a * b})
        return total

    def expanded(self, powers: dict[Term, Fraction], coefficient: Fraction) -> Polynomial:
        """A monomial with the whole powers of numbers, of polynomials and of absolute values written out."""
        self.spend()
        kept: dict[Term, Fraction] = {}
        extra: list[Polynomial] = []
        for atom, power in powers.items():
            whole = floor(power)
            if isinstance(atom, Number):
                coefficient *= number_power(atom.value, whole)
                power -= whole
            elif isinstance(atom, Add) and whole >= 1:
                extra.append(self.integer_power(self.normal(atom), whole))
                power -= whole
            elif isinstance(atom, Absolute) and whole >= 2:
                extra.append(self.integer_power(self.normal(atom.argument), whole - whole % 2))
                power -= whole - whole % 2
            if power:
                kept[atom] = power
        return reduce(self.times, extra, {frozenset(kept.items()): coefficient})

    def integer_power(self, base: Polynomial, exponent: int) -> Polynomial:
        """base^exponent for an integer exponent ≥ 0."""
        if len(base) == 1:
            ((monomial, coefficient),) = base.items()
            power = frozenset((atom, exponent * e) for atom, e in monomial if exponent)
            return self.times({power: number_power(coefficient, exponent)}, constant(1))
        expect(exponent <= LARGEST_EXPONENT, f"normal form: the exponent {exponent} is too large")
        return reduce(self.times, repeat(base, exponent), constant(1))

    def numerator(self, polynomial: Polynomial) -> tuple[Polynomial, dict[Term, int]]:
        """numerator / product of powers of polynomials."""
        denominators: dict[Term, int] = {}
        for monomial in polynomial:
            for atom, power in monomial:
                if isinstance(atom, Add) and power < 0:
                    denominators[atom] = max(denominators.get(atom, 0), -floor(power))
        result = polynomial
        for atom in sorted(denominators, key=lambda atom: atom.key):
            raised: Polynomial = {}
            for monomial, coefficient in result.items():
                self.spend()
                lifted = joined(monomial, [(atom, Fraction(denominators[atom]))])
                accumulate(raised, self.expanded(lifted, coefficient))
            result = raised
        return result, denominators

    def factored(self, polynomial: Polynomial) -> tuple[Fraction, list[tuple[Term, Fraction]]]:
        """A polynomial that is not zero as coefficient · product of powers of atoms, in canonical order."""
        top, denominators = self.numerator(polynomial)
        expect(len(top) > 0, "normal form: a logarithm or reciprocal of zero")
        coefficient, common, primitive = content(top)
        factors = [*common, *((atom, Fraction(-power)) for atom, power in denominators.items())]
        if primitive != constant(1):
            factors.append((polynomial_term(primitive), Fraction(1)))
        return coefficient, sorted(factors, key=lambda factor: factor[0].key)

    def inverse(self, polynomial: Polynomial) -> Polynomial:
        """1 / polynomial, for a polynomial that is not zero."""
        coefficient, factors = self.factored(polynomial)
        return self.expanded(joined((), [(atom, -power) for atom, power in factors]), 1 / coefficient)
