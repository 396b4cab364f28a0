"""Rational functions after differentiating: partial fractions whose denominators only the hypotheses make nonzero, and
sums of them with constants beside the sums."""

from __future__ import annotations

import pytest

from derive.kernel.terms import Formula
from derive.language.expressions import D, Different, Equal, forall, indices, log, scalar, size, total, vector
from derive.language.statement import Statement
from tests.prover.statements import assert_open, assert_proved

a, b = indices("a b")
w, y = vector("w"), vector("y")
s, u, c, d = (scalar(name) for name in ("s", "u", "c", "d"))

RATES = (forall(a, w[a] > 0), s > 0)
Given = tuple[Formula, ...]

FRACTIONS: list[tuple[Given, Formula, Formula]] = [
    (
        (s < c, s < d, Different(c, d)),
        Equal(D(log((c - s) / (d - s)) / (c - d), s), 1 / ((c - s) * (d - s))),
        Equal(D(log((c - s) / (d - s)) / (d - c), s), 1 / ((c - s) * (d - s))),
    ),
    (
        (Different(s, 2), Different(s, 3)),
        Equal(D(1 / (s**2 - 5 * s + 6), s), 1 / (s - 2) ** 2 - 1 / (s - 3) ** 2),
        Equal(D(1 / (s**2 - 5 * s + 6), s), 1 / (s - 3) ** 2 - 1 / (s - 2) ** 2),
    ),
    (
        (s > 0, s < 2),
        Equal(D(log(s / (2 - s)), s), 1 / s + 1 / (2 - s)),
        Equal(D(log(s / (2 - s)), s), 1 / s - 1 / (2 - s)),
    ),
    (
        (s > u, u > 0),
        Equal(D(log(s**2 - u**2), s), 1 / (s - u) + 1 / (s + u)),
        Equal(D(log(s**2 - u**2), s), 1 / (s - u) - 1 / (s + u)),
    ),
    (
        (s < c, c < d, s > 0),
        Equal(D(log(d * (c - s) / (c * (d - s))) / (c - d), s), 1 / ((c - s) * (d - s))),
        Equal(D(log(d * (c - s) / (c * (d - s))) / (c - d), s), 1 / (c - s)),
    ),
]


@pytest.mark.parametrize(("given", "true", "false"), FRACTIONS)
def test_derivatives_are_rational_functions_of_the_other_form(given: Given, true: Formula, false: Formula) -> None:
    assert_proved(Statement(given, true))
    assert_open(Statement(given, false))
    assert_open(Statement(given[1:], true))


BESIDE: list[tuple[Formula, Formula]] = [
    (
        Equal(D(c + total(a, w[a] / (w[a] + s)), s), -total(a, w[a] / (w[a] + s) ** 2)),
        Equal(D(c * s + total(a, w[a] / (w[a] + s)), s), -total(a, w[a] / (w[a] + s) ** 2)),
    ),
    (
        Equal(c + s * total(a, 1 / (w[a] * (w[a] + s))), total(a, 1 / w[a] - 1 / (w[a] + s)) + c),
        Equal(c + s * total(a, 1 / (w[a] * (w[a] + s))), total(a, 1 / w[a] + 1 / (w[a] + s)) + c),
    ),
    (
        Equal(D(c - d * s * total(a, 1 / (1 + w[a] * s)), s), -d * total(a, 1 / (1 + w[a] * s) ** 2)),
        Equal(D(c - d * s * total(a, 1 / (1 + w[a] * s)), s), -d * total(a, 1 / (1 + w[a] * s))),
    ),
    (
        Equal(D(size("K") * log(s) - total(a, log(w[a] + s)), s), total(a, w[a] / (s * (w[a] + s)))),
        Equal(D(log(s) - total(a, log(w[a] + s)), s), total(a, w[a] / (s * (w[a] + s)))),
    ),
]


@pytest.mark.parametrize(("true", "false"), BESIDE)
def test_what_is_summed_is_compared_in_one_sum_beside_constants(true: Formula, false: Formula) -> None:
    assert_proved(Statement(RATES, true))
    assert_open(Statement(RATES, false))
