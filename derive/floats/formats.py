"""The binary formats of IEEE 754, and bfloat16: their numbers as exact fractions, and rounding to nearest.

IEEE Standard for Floating-Point Arithmetic, IEEE Std 754-2019, DOI 10.1109/IEEESTD.2019.8766229.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf

Value = Fraction | float
"""A number of a format: a fraction, or one of the floats inf and −inf."""


@dataclass(frozen=True)
class Format:
    """``precision`` binary digits, the first of which is 1 in numbers that are not subnormal; exponents up to
    ``greatest``, and from 1 − ``greatest``."""

    name: str
    precision: int
    greatest: int

    def __str__(self) -> str:
        return self.name

    @property
    def largest(self) -> Fraction:
        """The largest number, (2 − 2^(1−precision)) 2^greatest."""
        return (2 - Fraction(2) ** (1 - self.precision)) * Fraction(2) ** self.greatest

    @property
    def smallest(self) -> Fraction:
        """The smallest positive number, which is subnormal."""
        return Fraction(2) ** (2 - self.greatest - self.precision)

    @property
    def overflow(self) -> Fraction:
        """What is as large or larger rounds to infinity: half a unit in the last place above the largest number."""
        return self.largest + Fraction(2) ** (self.greatest - self.precision)

    @property
    def unit(self) -> Fraction:
        """One unit in the last place of 1."""
        return Fraction(2) ** (1 - self.precision)

    def spacing(self, value: Fraction) -> Fraction:
        """The distance of neighbouring numbers at a value, towards larger absolute values."""
        return max(Fraction(2) ** (_exponent(value) + 1 - self.precision), self.smallest) if value else self.smallest

    def rounded(self, value: Value) -> Value:
        """The number that is nearest to a value, the one with the even last digit where two are."""
        if not isinstance(value, Fraction):
            return value
        if abs(value) >= self.overflow:
            return inf if value > 0 else -inf
        spacing = self.spacing(value)
        return round(value / spacing) * spacing

    def above(self, value: Value) -> Value:
        """The next larger number, or infinity."""
        if not isinstance(value, Fraction):
            return value if value > 0 else -self.largest
        if value == self.largest:
            return inf
        if value >= 0:
            return value + self.spacing(value)
        half = self.spacing(value) / 2
        return value + (half if half >= self.smallest and _is_power_of_two(-value) else self.spacing(value))

    def below(self, value: Value) -> Value:
        """The next smaller number, or −infinity."""
        return -self.above(-value)


def _exponent(value: Fraction) -> int:
    """The n with 2ⁿ ≤ |value| < 2ⁿ⁺¹."""
    value = abs(value)
    found = value.numerator.bit_length() - value.denominator.bit_length()
    return found if value >= Fraction(2) ** found else found - 1


def _is_power_of_two(value: Fraction) -> bool:
    return value == Fraction(2) ** _exponent(value)


FLOAT16 = Format("float16", 11, 15)
BFLOAT16 = Format("bfloat16", 8, 127)
FLOAT32 = Format("float32", 24, 127)
FLOAT64 = Format("float64", 53, 1023)

FORMATS = (FLOAT16, BFLOAT16, FLOAT32, FLOAT64)

OF_NUMPY = (FLOAT16, FLOAT32, FLOAT64)
"""The formats that NumPy executes itself."""
