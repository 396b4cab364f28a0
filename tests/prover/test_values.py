"""Entries with finitely many values are decided by cases, and inside sums through the polynomial with these values."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel.terms import Entry, Formula
from derive.language.expressions import (
    Equal,
    Real,
    absolute,
    either,
    exp,
    forall,
    indices,
    log,
    matrix,
    real,
    scalar,
    total,
    vector,
)
from derive.language.statement import Statement
from derive.prover.tactics.values import lagrange
from tests.prover.statements import assert_open, assert_proved

a, b, c = indices("a b c")
e, f, s = scalar("e"), scalar("f"), scalar("s")
t, g = vector("t"), vector("g")
B = matrix("B", "K", "K")

MINUS = real(-1)


def one_of(value: Real, *numbers: int) -> Formula:
    return either(*(Equal(value, number) for number in numbers))


BITS = (one_of(e, 0, 1), one_of(f, 0, 1))
ENTRIES = (forall(a, one_of(t[a], 0, 1)),)
SIGNS = (forall(a, one_of(t[a], -1, 1)),)
PAIRS = (forall(a, one_of(t[a], -1, 1)), forall(a, one_of(g[a], -1, 1)))
THREE = (forall(a, one_of(t[a], 0, 1, 2)),)
TABLE = (forall((a, b), one_of(B[a, b], 0, 1)),)

Given = tuple[Formula, ...]

CASES: list[tuple[Given, Formula, Formula]] = [
    (BITS, Equal(MINUS ** (e + f), (1 - 2 * e) * (1 - 2 * f)), Equal(MINUS ** (e + f), (1 - e) * (1 - f))),
    (ENTRIES, Equal(MINUS ** t[a], 1 - 2 * t[a]), Equal(MINUS ** t[a], 1 - t[a])),
    (ENTRIES, Equal((t[a] - t[b]) ** 2, t[a] + t[b] - 2 * t[a] * t[b]), Equal((t[a] - t[b]) ** 2, t[a] + t[b])),
    (SIGNS, Equal(t[a] ** 2 * t[b] ** 4, 1), Equal(t[a] ** 2 * t[b], 1)),
    (SIGNS, Equal(absolute(s * t[a]), absolute(s)), Equal(absolute(t[a]), t[a])),
    (THREE, Equal(t[c] * (t[c] - 1) * (t[c] - 2), 0), Equal(t[c] * (t[c] - 1), 0)),
    (TABLE, Equal(MINUS ** B[a, c], 1 - 2 * B[a, c]), Equal(MINUS ** B[a, c], 1 - 2 * B[c, a])),
    (SIGNS, Equal(total(a, g[a] * t[a] ** 2), total(a, g[a])), Equal(total(a, g[a] * t[a] ** 3), total(a, g[a]))),
    (
        ENTRIES,
        Equal(total(a, log(2 + exp(t[a] * g[a]))), total(a, t[a] * log(2 + exp(g[a])) + (1 - t[a]) * log(real(3)))),
        Equal(total(a, log(2 + exp(t[a] * g[a]))), total(a, t[a] * log(2 + exp(g[a])))),
    ),
    (TABLE, Equal(total((a, b), B[a, b] ** 2), total((a, b), B[a, b])), Equal(total((a, b), B[a, b]), total(a, t[a]))),
    (
        PAIRS,
        Equal(total(a, exp(s * t[a] * g[a]) / 2), total(a, (exp(s) + exp(-s) + t[a] * g[a] * (exp(s) - exp(-s))) / 4)),
        Equal(total(a, exp(s * t[a] * g[a]) / 2), total(a, (exp(s) + exp(-s) - t[a] * g[a] * (exp(s) - exp(-s))) / 4)),
    ),
    (
        PAIRS,
        Equal(
            total(a, absolute(s + t[a] * g[a])),
            total(a, (1 + t[a] * g[a]) * absolute(s + 1) + (1 - t[a] * g[a]) * absolute(s - 1)) / 2,
        ),
        Equal(
            total(a, absolute(s + t[a] * g[a])),
            total(a, (1 - t[a] * g[a]) * absolute(s + 1) + (1 + t[a] * g[a]) * absolute(s - 1)) / 2,
        ),
    ),
    (ENTRIES, t[a] * g[a] <= absolute(g[a]), t[a] * g[a] <= g[a]),
    (ENTRIES, total(a, t[a] * g[a]) <= total(a, absolute(g[a])), total(a, t[a] * g[a]) <= total(a, g[a])),
]


@pytest.mark.parametrize(("given", "true", "false"), CASES)
def test_values_are_told_apart(given: Given, true: Formula, false: Formula) -> None:
    assert_proved(Statement(given, true))
    assert_open(Statement(given, false))
    assert_open(Statement((), true))


def test_the_polynomial_has_the_values_of_the_term() -> None:
    variable = e.term
    assert isinstance(variable, Entry)
    polynomial = Real(lagrange(exp(s * e).term, variable, tuple(map(Fraction, (0, 1, 3)))))
    for value in (0, 1, 3):
        assert_proved(Statement((Equal(e, value),), Equal(polynomial, exp(s * value))))
    assert_open(Statement((Equal(e, 2),), Equal(polynomial, exp(s * 2))))
