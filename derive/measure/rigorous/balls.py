"""Evaluation with rational numbers and, where these do not suffice, Arb balls."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from flint import arb, fmpq

from derive.measure.ground.ground import Ground, Place
from derive.measure.rigorous.asymptotics import limit_value
from derive.measure.rigorous.evaluate import Evaluator
from derive.measure.rigorous.exact import ExactEvaluator
from derive.measure.rigorous.jets import Plain, Undefined, Unknown, Value

LARGEST_EXPONENT = 10**9
"""Exponentials of larger numbers are left undecided: their balls would be of no use."""

LARGEST_EXACT_POWER = 200
LONGEST_EXACT_POWER = 100_000
"""Higher powers of rational numbers, and powers with more binary digits, are enclosed instead of written out."""


def is_small(value: fmpq, exponent: int) -> bool:
    """Whether a power of a rational number is written out."""
    if abs(exponent) > LARGEST_EXACT_POWER:
        return False
    return abs(exponent) * max(int(value.p).bit_length(), int(value.q).bit_length()) <= LONGEST_EXACT_POWER


def checked(value: arb) -> arb:
    """The ball; raises Unknown where it encloses nothing in particular."""
    if not value.is_finite():
        raise Unknown("the enclosure is not finite")
    return value


class BallEvaluator(Evaluator):
    """Rigorous values: fmpq where they are rational, else Arb balls of the current precision."""

    def rational(self, value: Fraction) -> fmpq:
        return fmpq(value.numerator, value.denominator)

    def sign(self, value: Plain) -> int | None:
        if value > 0:
            return 1
        if value < 0:
            return -1
        if isinstance(value, fmpq) or value.is_zero():
            return 0
        return None

    def exact(self, value: Plain) -> Fraction | None:
        return Fraction(int(value.p), int(value.q)) if isinstance(value, fmpq) else None

    def exponential(self, value: Plain) -> Plain:
        if isinstance(value, fmpq):
            if value == 0:
                return fmpq(1)
            value = arb(value)
        if not abs(value) < LARGEST_EXPONENT:
            raise Unknown("an exponent is too large")
        return checked(value.exp())

    def logarithm(self, value: Plain) -> Plain:
        if isinstance(value, fmpq):
            if value == 1:
                return fmpq(0)
            value = arb(value)
        return checked(value.log())

    def inverse(self, value: Plain) -> Plain:
        return 1 / value if isinstance(value, fmpq) else checked(1 / value)

    def root(self, value: Plain, exponent: Fraction) -> Plain:
        if isinstance(value, fmpq):
            exact = rational_root(Fraction(int(value.p), int(value.q)), exponent)
            if exact is not None:
                return self.rational(exact)
            value = arb(value)
        return checked(value ** arb(self.rational(exponent)))

    def integer_power(self, value: Value, exponent: int) -> Value:
        if isinstance(value, fmpq) and value not in (-1, 0, 1) and not is_small(value, exponent):
            value = arb(value)
        return super().integer_power(value, exponent)

    def largest_plain(self, values: list[Plain]) -> Plain:
        if all(isinstance(value, fmpq) for value in values):
            return max(values)
        result = arb(values[0])
        for value in values[1:]:
            result = result.max(arb(value))
        return result

    def limit(self, node: Ground) -> Value:
        try:
            return limit_value(self, node)
        except Unknown:
            return self.exact_limit(node)

    def exact_limit(self, node: Ground) -> Value:
        """The limit with exact coefficients, which see terms cancel that balls do not."""

        def entry(name: str, place: Place) -> Fraction | None:
            value = self.given(name, place)
            return None if value is None else self.exact(value)

        if node.level:
            raise Unknown("a limit inside a derivative")
        evaluator = ExactEvaluator(entry)
        try:
            value = evaluator.value(node)
        except Undefined as reason:
            raise Unknown(str(reason)) from None
        known = evaluator.exact(value)
        ball = evaluator.ball(value) if known is None else self.rational(known)
        if ball is None:
            raise Unknown("the limit is not enclosed")
        return ball


def rational_root(value: Fraction, exponent: Fraction) -> Fraction | None:
    """value^exponent for value > 0 where the exponent is a half and the result is rational."""
    if exponent.denominator != 2 or abs(exponent.numerator) > 64:
        return None
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    if top * top != value.numerator or bottom * bottom != value.denominator:
        return None
    power: Fraction = Fraction(top, bottom) ** exponent.numerator
    return power
