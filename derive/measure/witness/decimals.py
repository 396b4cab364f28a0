"""Raw numbers of mpmath in decimal digits, also where their exponents are too large for a float."""

from __future__ import annotations

from math import floor, log10

from mpmath.libmp import fzero, to_str

from derive.measure.witness.nearby import Real, magnitude

WRITTEN_OUT = 10_000
"""Beyond this power of two, only two digits are computed."""

POWER_OF_TEN = 10**9
"""Beyond this power of two, a power of two is given."""

DIGITS_PER_BIT = (30_103, 100_000)
"""log 2 / log 10, rounded up, as a quotient: exponents may be larger than any float."""


def decimal_digits(bits: int) -> int:
    """About how many decimal digits so many binary ones are."""
    above, below = DIGITS_PER_BIT
    return bits * above // below


def decimal(value: Real, digits: int, **form: int) -> str:
    """A number in decimal digits; beyond 10^±3000 to two digits, still further out as a power of two."""
    sign, mantissa, _, bits = value
    if value == fzero or abs(magnitude(value)) <= WRITTEN_OUT:
        return str(to_str(value, digits, **form))
    minus = "-" if sign else ""
    if abs(magnitude(value)) > POWER_OF_TEN:
        return f"{minus}2^{_exponent(magnitude(value) - 1)}"
    return minus + _two_digits(magnitude(value) * log10(2) + log10(int(mantissa) / (1 << bits)))


def short_decimal(value: Real | None) -> str:
    """Two digits with an exponent, such as "3.1e-54"; "" for None."""
    if value is None:
        return ""
    if value == fzero:
        return "0"
    found = decimal(value, 2, min_fixed=0, max_fixed=0)
    mantissa, _, exponent = found.partition("e")
    return found if "^" in found else f"{mantissa}e{int(exponent or 0)}"


def _two_digits(logarithm: float) -> str:
    """The number with this logarithm to the base 10."""
    exponent = floor(logarithm)
    tenths = round(10 ** (logarithm - exponent) * 10)
    if tenths == 100:
        tenths, exponent = 10, exponent + 1
    return f"{tenths // 10}.{tenths % 10}e{exponent}"


def _exponent(value: int) -> str:
    """A whole number; one of more than twenty digits as a decimal with two."""
    if abs(value) < 10**20:
        return str(value)
    return f"({'-' if value < 0 else ''}{_two_digits(log10(abs(value)))})"
