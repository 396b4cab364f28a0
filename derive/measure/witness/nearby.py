"""Exponentials and logarithms of numbers that lie close to one whose value is known.

A quotient of differences takes them at points a tiny step apart, to thousands of digits; a few terms
of a series are much quicker there than to begin anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from mpmath.libmp import (
    fone,
    from_int,
    fzero,
    mpf_abs,
    mpf_add,
    mpf_div,
    mpf_exp,
    mpf_log,
    mpf_lt,
    mpf_mul,
    mpf_neg,
    mpf_shift,
    mpf_sub,
)

from derive.work import count

Real: TypeAlias = Any
"""A number of mpmath in its raw form (sign, mantissa, exponent, bit count)."""

NEAREST = "n"
FROM_BITS = 1200
"""Below this precision, beginning anew is as quick."""

CLOSE = mpf_shift(fone, -40)
"""How far a number may be from a close one: every term of a series then adds forty bits."""


class Nearby:
    """Exponentials and logarithms at one precision."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.price = 1 + int((bits / 64) ** 1.5)
        self.known: dict[object, tuple[Real, Real]] = {}

    def exponential(self, argument: Real) -> Real:
        """exp."""
        return self.value("exp", mpf_exp, self.exponential_beside, argument)

    def logarithm(self, argument: Real) -> Real:
        """log of a positive number."""
        return self.value("log", mpf_log, self.logarithm_beside, argument)

    def value(
        self,
        name: str,
        anew: Callable[[Real, int, str], Real],
        beside: Callable[[Real, Real, Real], Real | None],
        argument: Real,
    ) -> Real:
        """The function's value, from a known one that is close where there is one."""
        if self.bits < FROM_BITS:
            count(self.price)
            return anew(argument, self.bits, NEAREST)
        key = (name, leading_bits(argument))
        if key in self.known:
            found = beside(argument, *self.known[key])
            if found is not None:
                return found
        count(self.price)
        found = anew(argument, self.bits, NEAREST)
        self.known.setdefault(key, (argument, found))
        return found

    def exponential_beside(self, argument: Real, near: Real, value: Real) -> Real | None:
        """exp a = exp b · (1 + δ + δ²/2 + …), δ = a − b; None where δ is not small."""
        delta = mpf_sub(argument, near)
        if not mpf_lt(mpf_abs(delta), CLOSE):
            return None
        total, term, k = fone, delta, 1
        while self.counts(term, total):
            total = mpf_add(total, term, self.bits, NEAREST)
            k += 1
            term = mpf_div(mpf_mul(term, delta, self.bits, NEAREST), from_int(k), self.bits, NEAREST)
        return mpf_mul(value, total, self.bits, NEAREST)

    def logarithm_beside(self, argument: Real, near: Real, value: Real) -> Real | None:
        """log a = log b + δ − δ²/2 + …, δ = a/b − 1; None where δ is not small, or where the two cancel."""
        delta = mpf_div(mpf_sub(argument, near), near, self.bits, NEAREST)
        if not mpf_lt(mpf_abs(delta), CLOSE):
            return None
        total, power, k = delta, delta, 1
        while self.counts(power, delta):
            power = mpf_neg(mpf_mul(power, delta, self.bits, NEAREST))
            k += 1
            total = mpf_add(total, mpf_div(power, from_int(k), self.bits, NEAREST), self.bits, NEAREST)
        found = mpf_add(value, total, self.bits, NEAREST)
        return None if value != fzero and magnitude(found) < magnitude(value) - 8 else found

    def counts(self, term: Real, total: Real) -> bool:
        """Whether a term still changes a total at this precision."""
        return bool(term != fzero) and magnitude(term) > magnitude(total) - self.bits - 2


def magnitude(value: Real) -> int:
    """The exponent of the power of two just above the absolute value of a number that is not 0."""
    _, _, exponent, size = value
    return int(exponent + size)


def leading_bits(value: Real) -> tuple[int, int, int]:
    """Sign, magnitude and the first sixty-four bits: alike for numbers that are close."""
    sign, mantissa, exponent, size = value
    return sign, exponent + size, mantissa << max(0, 64 - size) >> max(0, size - 64)
