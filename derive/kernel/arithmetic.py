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

    def __init__(self) -> None:
        self.work = 0
        self.composite: dict[Term, Polynomial] = {}

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
                accumulate(total, self.tidy(powers, a * b) if untidy else {frozenset(powers.items()): a * b})
        return total

    def tidy(self, powers: dict[Term, Fraction], coefficient: Fraction) -> Polynomial:
        """Writes out whole powers of numbers, polynomials and absolute values, and divides out
        what a negative power of a polynomial can take: lead(P)/P = 1 − (P − lead(P))/P."""
        self.spend()
        kept: dict[Term, Fraction] = {}
        extra: list[Polynomial] = []
        for atom, power in powers.items():
            whole = floor(power)
            if isinstance(atom, Number):
                coefficient *= number_power(atom.value, whole)
                power -= whole
            elif isinstance(atom, Add) and whole >= 1:
                extra.append(self.integer_power(self.composite[atom], whole))
                power -= whole
            elif isinstance(atom, Absolute) and whole >= 2:
                extra.append(self.integer_power(self.normal(atom.argument), whole - whole % 2))
                power -= whole - whole % 2
            if power:
                kept[atom] = power
        result: Polynomial = {frozenset(kept.items()): coefficient}
        for atom, power in sorted(kept.items(), key=lambda item: item[0].key):
            if isinstance(atom, Add) and power <= -1 and not extra:
                polynomial = self.composite[atom]
                lead = leading(polynomial)
                if all(kept.get(part, Fraction(0)) >= needed for part, needed in lead):
                    rest = joined(kept.items(), [(part, -needed) for part, needed in lead])
                    factor = coefficient / polynomial[lead]
                    tail = {m: -c for m, c in polynomial.items() if m != lead}
                    result = self.times({frozenset(rest.items()): factor}, tail)
                    return plus(result, self.tidy(joined(rest.items(), [(atom, Fraction(1))]), factor))
        return reduce(self.times, extra, result)

    def integer_power(self, base: Polynomial, exponent: int) -> Polynomial:
        """base^exponent for an integer exponent ≥ 0."""
        if len(base) == 1:
            ((monomial, coefficient),) = base.items()
            power = frozenset((atom, exponent * e) for atom, e in monomial if exponent)
            return self.times({power: number_power(coefficient, exponent)}, constant(1))
        expect(exponent <= LARGEST_EXPONENT, f"normal form: the exponent {exponent} is too large")
        return reduce(self.times, repeat(base, exponent), constant(1))

    def add_atom(self, polynomial: Polynomial) -> Term:
        """The atom that stands for a polynomial which is raised to a negative or broken power."""
        atom = polynomial_term(polynomial)
        if isinstance(atom, Add):
            self.composite[atom] = polynomial
        return atom

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
                whole = floor(dict(monomial).get(atom, Fraction(0)) + denominators[atom])
                outside = joined(monomial, [(atom, Fraction(denominators[atom] - whole))])
                # multiplied by hand: ``times`` would divide the other denominators out again
                for part, value in self.integer_power(self.composite[atom], whole).items():
                    accumulate(raised, {frozenset(joined(outside.items(), part).items()): coefficient * value})
            result = raised
        return result, denominators

    def inverse(self, polynomial: Polynomial) -> Polynomial:
        """1 / polynomial, for a polynomial that is not zero."""
        top, denominators = self.numerator(polynomial)
        expect(len(top) > 0, "normal form: division by zero")
        coefficient, common, primitive = content(top)
        result: Polynomial = {frozenset((atom, -power) for atom, power in common): 1 / coefficient}
        if primitive != constant(1):
            result = self.times(result, power_of(self.add_atom(primitive), Fraction(-1)))
        below = (self.integer_power(self.composite[atom], power) for atom, power in denominators.items())
        return reduce(self.times, below, result)
