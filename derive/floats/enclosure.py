"""What an operation of floating point can give: intervals of the numbers of a format.

IEEE 754 fixes + − × ÷ to the last bit. It does not fix exp and log, and implementations differ: here one may give
whatever (1 + δ) f(x) rounds to, |δ| at most ``UNITS`` units in the last place of 1. What holds of the interval holds
of every such implementation, on every machine. The values of exp and log themselves are enclosed by Arb.

F. Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, IEEE Transactions on Computers
66(8), 2017, DOI 10.1109/TC.2017.2690633.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import inf

from flint import arb, ctx, fmpq

from derive.floats.formats import Format, Value

UNITS = 4
"""By how many units in the last place exp and log may be wrong before the result is rounded."""

GUARD_BITS = 64
"""The precision of an enclosure beyond that of the format."""


@dataclass(frozen=True)
class Enclosure:
    """The results that are possible: the numbers of a format from ``low`` to ``high``, none where low > high; nan,
    where ``nan`` is true; and −0 among the zeros, where ``minus_zero`` is true."""

    format: Format
    low: Value
    high: Value
    nan: bool = False
    minus_zero: bool = False

    def is_certainly(self, value: Value) -> bool:
        """Whether nothing but this number is possible; 0 and −0 are the same."""
        return self.low == self.high == value and not self.nan

    @property
    def is_certainly_nan(self) -> bool:
        """Whether nothing but nan is possible."""
        return self.low > self.high and self.nan

    @property
    def is_certainly_finite(self) -> bool:
        """Whether neither an infinity nor nan is possible."""
        return -inf < self.low <= self.high < inf and not self.nan

    @property
    def may_be_zero(self) -> bool:
        """Whether 0 or −0 is possible."""
        return self.low <= 0 <= self.high

    @property
    def may_be_infinite(self) -> bool:
        """Whether an infinity is possible."""
        return self.low == -inf or self.high == inf

    def __neg__(self) -> Enclosure:
        return Enclosure(self.format, -self.high, -self.low, self.nan, self.may_be_zero)

    def __add__(self, other: Enclosure) -> Enclosure:
        both_minus = self.minus_zero and other.minus_zero
        return self._at_the_ends(other, _plus, self.nan or other.nan, both_minus)

    def __sub__(self, other: Enclosure) -> Enclosure:
        # x − (+0) is −0 for x = −0, and no other difference is
        return self._at_the_ends(-other, _plus, self.nan or other.nan, self.minus_zero and other.may_be_zero)

    def __mul__(self, other: Enclosure) -> Enclosure:
        mixed = any(a.may_be_zero and b.may_be_infinite for a, b in ((self, other), (other, self)))
        return self._at_the_ends(other, _times, self.nan or other.nan or mixed, self._may_be_minus(other))

    def __truediv__(self, other: Enclosure) -> Enclosure:
        nan = self.nan or other.nan or (self.may_be_zero and other.may_be_zero)
        if not other.may_be_zero:
            return self._at_the_ends(other, _over, nan, self._may_be_minus(other))
        if other.is_certainly(0) and self.is_certainly(0):
            return _nan(self.format)
        if other.low == 0 and not other.minus_zero and (self.low > 0 or self.high < 0):
            positive = self.low > 0
            if other.high == 0:
                infinity = inf if positive else -inf
                return Enclosure(self.format, infinity, infinity, nan)
            return Enclosure(self.format, 0 if positive else -inf, inf if positive else 0, True, not positive)
        return Enclosure(self.format, -inf, inf, True, True)

    def _may_be_minus(self, other: Enclosure) -> bool:
        """Whether a product or quotient may be −0, or a negative number that may round to it."""
        return any(operand.low < 0 or operand.minus_zero for operand in (self, other))

    def _at_the_ends(
        self, other: Enclosure, operation: Callable[[Value, Value], Value | None], nan: bool, minus_zero: bool
    ) -> Enclosure:
        """The results of an operation that is monotone in each operand: they lie between those at the ends."""
        ends = [operation(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        if self.low > self.high or other.low > other.high:
            return _nan(self.format)
        numbers = [self.format.rounded(end) for end in ends if end is not None]
        nan = nan or None in ends
        if not numbers:
            return _nan(self.format)
        return Enclosure(self.format, min(numbers), max(numbers), nan, minus_zero)

    def exp(self, units: int = UNITS) -> Enclosure:
        """exp, which increases; exp 0 is 1 exactly. With 0 units it is correctly rounded."""
        if self.low > self.high:
            return self
        low, high = _exp(self.format, self.low, units)[0], _exp(self.format, self.high, units)[1]
        return Enclosure(self.format, low, high, self.nan)

    def log(self) -> Enclosure:
        """log, which increases; log 0 is −infinity, and that of a negative number nan."""
        if self.high < 0:
            return _nan(self.format)
        low = _log(self.format, max(self.low, Fraction(0)))[0]
        return Enclosure(self.format, low, _log(self.format, self.high)[1], self.nan or self.low < 0)


def number(form: Format, value: Value) -> Enclosure:
    """A number, rounded to the format."""
    rounded = form.rounded(value if abs(value) == inf else Fraction(value))
    return Enclosure(form, rounded, rounded)


def largest(values: Sequence[Enclosure]) -> Enclosure:
    """The largest of some numbers; nan where one of them is."""
    if any(value.is_certainly_nan for value in values):
        return _nan(values[0].format)
    low, high = max(value.low for value in values), max(value.high for value in values)
    return Enclosure(
        values[0].format, low, high, any(v.nan for v in values), all(v.minus_zero or v.low < 0 for v in values)
    )


def added(values: Sequence[Enclosure]) -> Enclosure:
    """The sum, one after the other from the left."""
    return reduce(Enclosure.__add__, values)


def _nan(form: Format) -> Enclosure:
    return Enclosure(form, inf, -inf, True)


def _plus(a: Value, b: Value) -> Value | None:
    if not isinstance(a, Fraction) or not isinstance(b, Fraction):
        if not isinstance(a, Fraction) and not isinstance(b, Fraction) and a != b:
            return None
        return b if isinstance(a, Fraction) else a
    return a + b


def _times(a: Value, b: Value) -> Value | None:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    if a == 0 or b == 0:
        return None
    return inf if (a > 0) == (b > 0) else -inf


def _over(a: Value, b: Value) -> Value | None:
    """a/b for b ≠ 0."""
    if not isinstance(b, Fraction):
        return Fraction(0) if isinstance(a, Fraction) else None
    return a / b if isinstance(a, Fraction) else _times(a, b)


def _exp(form: Format, value: Value, units: int) -> tuple[Value, Value]:
    """The smallest and the largest number that an implementation of exp may give."""
    if value == 0:
        return Fraction(1), Fraction(1)
    if value > 2 * form.greatest:
        return inf, inf
    if value < -2 * (form.greatest + form.precision):
        return Fraction(0), Fraction(0)
    return _around(form, Fraction(value), arb.exp, units)


def _log(form: Format, value: Value) -> tuple[Value, Value]:
    """The smallest and the largest number that an implementation of log may give."""
    if value == 0:
        return -inf, -inf
    if value == inf:
        return inf, inf
    return _around(form, Fraction(value), arb.log, UNITS)


def _around(form: Format, value: Fraction, function: Callable[[arb], arb], units: int) -> tuple[Value, Value]:
    """What (1 + δ) times the exact value of a function may round to, δ up to so many units in the last place of 1."""
    error = units * form.unit
    bounds = exact(function, value, form.precision + GUARD_BITS)
    ends = [end * factor for end in bounds for factor in (1 - error, 1 + error)]
    return form.rounded(min(ends)), form.rounded(max(ends))


def exact(function: Callable[[arb], arb], value: Fraction, bits: int) -> tuple[Fraction, Fraction]:
    """Bounds of the exact value of a function of Arb, of about so many bits."""
    with ctx.workprec(bits):
        ball = function(arb(fmpq(value.numerator, value.denominator)))
        return _fraction(ball.lower()), _fraction(ball.upper())


def _fraction(end: arb) -> Fraction:
    mantissa, exponent = end.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
