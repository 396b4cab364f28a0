"""Exact arithmetic with exponentials and logarithms, to see that two numbers are equal.

A number is a quotient of polynomials whose monomials are e^r (r rational) times powers of logarithms
and other atoms; an atom is named by what it is the logarithm (or exponential) of. Numbers that come out
the same are equal. Numbers that come out different are not compared here: balls tell them apart.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

from derive.measure.ground.ground import Ground
from derive.measure.rigorous.asymptotics import limit_value
from derive.measure.rigorous.evaluate import Evaluator
from derive.measure.rigorous.jets import Unknown, Value, parts_of

Atom = tuple[str, object]
"""("log", prime), ("log", key of a quotient) for the logarithm of its absolute value, or ("exp", key)."""

Monomial = tuple[Fraction, tuple[tuple[Atom, int], ...]]
"""The exponent r of e^r, and the atoms with their powers, sorted by their spelling."""

Polynomial = dict[Monomial, Fraction]

UNIT: Monomial = (Fraction(0), ())
MAXIMAL_TERMS = 2000
LARGEST_POWER = 1000
LONGEST_NUMBER = 100_000
"""Powers whose coefficients would have more binary digits are not written out."""


def times(left: Polynomial, right: Polynomial) -> Polynomial:
    if len(left) * len(right) > MAXIMAL_TERMS:
        raise Unknown("the exact expression is too large")
    result: Polynomial = {}
    for (exponent, atoms), coefficient in left.items():
        for (other, more), factor in right.items():
            monomial = (exponent + other, merged(atoms, more))
            result[monomial] = result.get(monomial, Fraction(0)) + coefficient * factor
    return {monomial: coefficient for monomial, coefficient in result.items() if coefficient}


def merged(left: tuple[tuple[Atom, int], ...], right: tuple[tuple[Atom, int], ...]) -> tuple[tuple[Atom, int], ...]:
    if not left or not right:
        return left or right
    powers = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, 0) + power
    return tuple(sorted(((atom, power) for atom, power in powers.items() if power), key=repr))


def plus(left: Polynomial, right: Polynomial) -> Polynomial:
    result = dict(left)
    for monomial, coefficient in right.items():
        result[monomial] = result.get(monomial, Fraction(0)) + coefficient
    return {monomial: coefficient for monomial, coefficient in result.items() if coefficient}


class Exact:
    """A quotient of polynomials in exponentials and logarithms; the denominator is not zero."""

    __slots__ = ("above", "below")

    def __init__(self, above: Polynomial, below: Polynomial | None = None) -> None:
        self.above = above
        self.below = below if below is not None else {UNIT: Fraction(1)}
        if len(self.below) == 1:
            ((exponent, atoms), coefficient) = next(iter(self.below.items()))
            if self.below != {UNIT: Fraction(1)}:
                inverse = {(-exponent, tuple((atom, -power) for atom, power in atoms)): 1 / coefficient}
                self.above, self.below = times(self.above, inverse), {UNIT: Fraction(1)}

    def __add__(self, other: Exact) -> Exact:
        if self.below == other.below:
            return Exact(plus(self.above, other.above), self.below)
        above = plus(times(self.above, other.below), times(other.above, self.below))
        return Exact(above, times(self.below, other.below))

    def __mul__(self, other: Exact) -> Exact:
        if self.above == other.below:
            return Exact(other.above, self.below)
        if self.below == other.above:
            return Exact(self.above, other.below)
        return Exact(times(self.above, other.above), times(self.below, other.below))

    def __neg__(self) -> Exact:
        return Exact({monomial: -coefficient for monomial, coefficient in self.above.items()}, self.below)

    def __eq__(self, other: object) -> bool:
        return not (self - other).above if isinstance(other, Exact) else other == 0 and not self.above

    __hash__ = None  # type: ignore[assignment]

    def __sub__(self, other: Exact) -> Exact:
        return self + -other

    def single(self) -> tuple[Monomial, Fraction] | None:
        """The only monomial with its coefficient, where there is one and no denominator."""
        if len(self.above) == 1 and self.below == {UNIT: Fraction(1)}:
            return next(iter(self.above.items()))
        return None

    def normalised(self) -> tuple[Monomial, Fraction, Exact]:
        """A monomial and a coefficient to take out of the quotient, and what is left."""
        (top, top_factor), (low, low_factor) = first(self.above), first(self.below)
        rest = Exact(divided(self.above, top, top_factor), divided(self.below, low, low_factor))
        monomial = (top[0] - low[0], merged(top[1], tuple((atom, -power) for atom, power in low[1])))
        return monomial, top_factor / low_factor, rest

    def key(self) -> object:
        return tuple(tuple(sorted(part.items(), key=repr)) for part in (self.above, self.below))


def longest_number(value: Value) -> int:
    """The most binary digits of a coefficient."""
    parts = [part for plain in parts_of(value).values() for part in (plain.above, plain.below)]
    numbers = [number for part in parts for number in part.values()]
    return max((max(abs(n.numerator), n.denominator).bit_length() for n in numbers), default=0)


def first(polynomial: Polynomial) -> tuple[Monomial, Fraction]:
    return min(polynomial.items(), key=lambda item: (repr(item[0][1]), item[0][0]))


def divided(polynomial: Polynomial, by: Monomial, factor: Fraction) -> Polynomial:
    inverse: Polynomial = {(-by[0], tuple((atom, -power) for atom, power in by[1])): 1 / factor}
    return times(polynomial, inverse)


def prime_powers(value: int) -> dict[int, int] | None:
    """The prime factors of a whole number, or None where it has a large one."""
    powers: dict[int, int] = {}
    divisor = 2
    while divisor * divisor <= value and divisor < 2000:
        while value % divisor == 0:
            powers[divisor] = powers.get(divisor, 0) + 1
            value //= divisor
        divisor += 1
    if value > 1:
        if value > 4_000_000:
            return None
        powers[value] = powers.get(value, 0) + 1
    return powers


class ExactEvaluator(Evaluator):
    """Values as :class:`Exact`. Signs and denominators are left to ``balls``, a rigorous evaluator."""

    def rational(self, value: Fraction) -> Exact:
        return Exact({UNIT: value} if value else {})

    def sign(self, value: Any) -> int | None:
        if not value.above:
            return 0
        rational = self.exact(value)
        if rational is not None:
            return 1 if rational > 0 else -1
        ball = self.ball(value)
        return None if ball is None else 1 if ball > 0 else -1 if ball < 0 else None

    def limit(self, node: Ground) -> Value:
        return limit_value(self, node)

    def ball(self, value: Exact) -> Any:
        """An enclosure, or None where there is no finite one. A logarithm's atom stands for log |…|."""
        from flint import arb, ctx, fmpq

        def enclosed(polynomial: Polynomial) -> Any:
            total = arb(0)
            for (exponent, atoms), coefficient in polynomial.items():
                term = arb(fmpq(coefficient.numerator, coefficient.denominator))
                term *= arb(fmpq(exponent.numerator, exponent.denominator)).exp()
                for (function, inside), power in atoms:
                    term *= atom(function, inside) ** power
                total += term
            return total

        def atom(function: str, inside: Any) -> Any:
            if isinstance(inside, int):
                return arb(inside).log()
            argument = enclosed(dict(inside[0])) / enclosed(dict(inside[1]))
            return abs(argument).log() if function == "log" else argument.exp()

        with ctx.workprec(max(512, ctx.prec)):
            result = enclosed(value.above) / enclosed(value.below)
            return result if result.is_finite() else None

    def exact(self, value: Any) -> Fraction | None:
        if not value.above:
            return Fraction(0)
        single = value.single()
        return single[1] if single is not None and single[0] == UNIT else None

    def exponential(self, value: Any) -> Exact:
        result = self.rational(Fraction(1))
        if value.below != {UNIT: Fraction(1)}:
            return Exact({(Fraction(0), ((("exp", value.key()), 1),)): Fraction(1)})
        rest: Polynomial = {}
        for (exponent, atoms), coefficient in value.above.items():
            if (exponent, atoms) == UNIT:
                result = result * Exact({(coefficient, ()): Fraction(1)})
            elif (
                self.is_log_of_prime(exponent, atoms)
                and abs(coefficient) <= LARGEST_POWER
                and coefficient == int(coefficient)
            ):
                prime = cast(int, atoms[0][0][1])
                result = result * self.rational(Fraction(prime) ** coefficient.numerator)
            else:
                rest[(exponent, atoms)] = coefficient
        if rest:
            result = result * Exact({(Fraction(0), ((("exp", Exact(rest).key()), 1),)): Fraction(1)})
        return result

    def is_log_of_prime(self, exponent: Fraction, atoms: tuple[tuple[Atom, int], ...]) -> bool:
        return exponent == 0 and len(atoms) == 1 and atoms[0][1] == 1 and isinstance(atoms[0][0][1], int)

    def logarithm(self, value: Any) -> Exact:
        """log(c·e^r·q) = r + log c + log q for c > 0, as the whole and c are positive."""
        (exponent, atoms), coefficient, rest = value.normalised()
        if coefficient < 0 or atoms:
            return Exact({(Fraction(0), ((("log", value.key()), 1),)): Fraction(1)})
        result = self.rational(exponent)
        for number, factor in ((coefficient.numerator, 1), (coefficient.denominator, -1)):
            powers = prime_powers(number)
            if powers is None:
                powers = {number: 1}
            for prime, power in powers.items():
                result = result + Exact({(Fraction(0), ((("log", prime), 1),)): Fraction(factor * power)})
        for part, factor in ((rest.above, 1), (rest.below, -1)):
            if part != {UNIT: Fraction(1)}:
                atom: Atom = ("log", Exact(part).key())
                result = result + Exact({(Fraction(0), ((atom, 1),)): Fraction(factor)})
        return result

    def inverse(self, value: Any) -> Exact:
        return Exact(value.below, value.above)

    def integer_power(self, value: Value, exponent: int) -> Value:
        if abs(exponent) > LARGEST_POWER or abs(exponent) * longest_number(value) > LONGEST_NUMBER:
            raise Unknown("the power is too high to be written out")
        return super().integer_power(value, exponent)

    def root(self, value: Any, exponent: Fraction) -> Exact:
        raise Unknown("roots are not evaluated exactly")

    def largest_plain(self, values: list[Any]) -> Any:
        for value in values:
            if all(self.sign(value - other) in (0, 1) for other in values):
                return value
        raise Unknown("the largest number is not known exactly")
