"""Exact numbers and balls as decimals that are cut off, never rounded."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flint import arb

LONGEST = 10_000
"""Of balls around numbers with more binary digits than this, powers of ten are taken out before they are written."""


@dataclass(frozen=True)
class Decimal:
    """The leading digits of a number, the first of which counts powers of ten by the exponent; ``is_cut`` where
    others follow."""

    sign: str
    digits: str
    exponent: int
    is_cut: bool

    def text(self, digits: int) -> str:
        """The decimal, with an exponent where there are more than so many digits, or many zeros."""
        cut = "…" if self.is_cut else ""
        if self.exponent < -6 or self.exponent >= digits:
            fraction = self.digits[1:] if cut else self.digits[1:].rstrip("0")
            return f"{self.sign}{self.digits[0]}{'.' + fraction if fraction else ''}{cut}e{self.exponent}"
        if self.exponent < 0:
            text = "0." + "0" * (-self.exponent - 1) + self.digits
        else:
            text = self.digits[: self.exponent + 1] + "." + self.digits[self.exponent + 1 :]
        return self.sign + (text.rstrip("0").rstrip(".") if not cut else text) + cut


def truncated(value: Fraction, digits: int) -> str:
    """A rational as a decimal, cut off after this many significant digits; "…" marks what was cut."""
    return leading(value, digits).text(digits) if value else "0"


def leading(value: Fraction, digits: int, power: int = 0) -> Decimal:
    """The leading digits of a number times a power of ten; the number is not 0."""
    size = abs(value)
    exponent = decimal_digits(size.numerator.bit_length() - size.denominator.bit_length())
    while Fraction(10) ** exponent > size:
        exponent -= 1
    while Fraction(10) ** (exponent + 1) <= size:
        exponent += 1
    moved = size / Fraction(10) ** (exponent - digits + 1)
    whole = str(moved.numerator // moved.denominator)
    return Decimal("-" if value < 0 else "", whole, exponent + power, moved.denominator != 1)


def enclosed_text(value: arb, digits: int) -> tuple[str, str]:
    """The ends of a ball (or of a number of flint) as decimals, the one nearer to 0 first."""
    from flint import arb

    ball = arb(value)
    power = 0
    if abs(magnitude(ball)) > LONGEST:
        power = decimal_digits(magnitude(ball))
        ball /= arb(10) ** power
    ends = sorted((exact_rational(end) for end in (ball.lower(), ball.upper())), key=abs)
    near, far = (leading(end, digits, power).text(digits) if end else "0" for end in ends)
    return near, far


def decimal_digits(bits: int) -> int:
    """About how many decimal digits so many binary ones are."""
    return bits * 30_103 // 100_000


def magnitude(ball: arb) -> int:
    """The exponent of the power of two just above the middle of a ball."""
    mantissa, exponent = ball.mid().man_exp()
    return int(exponent) + int(mantissa).bit_length()


def exact_rational(point: arb) -> Fraction:
    """The number at the middle of a ball, exactly."""
    mantissa, exponent = point.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
