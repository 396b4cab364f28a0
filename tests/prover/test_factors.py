"""Logarithms of polynomials that hypotheses show to be products of positive terms."""

from __future__ import annotations

import pytest

from derive.kernel.terms import Formula
from derive.language.expressions import Equal, log, scalar
from derive.language.statement import Statement
from tests.prover.statements import assert_open, assert_proved

s, t, c = scalar("s"), scalar("t"), scalar("c")

INSIDE = (s > -2, s < 2)
LARGER = (s > t, s + t > 0)

FACTORED: list[tuple[tuple[Formula, ...], Formula, Formula]] = [
    (INSIDE, Equal(log(4 - s**2), log(2 - s) + log(2 + s)), Equal(log(4 - s**2), log(2 - s) - log(2 + s))),
    (
        INSIDE,
        Equal(c * log(12 - 3 * s**2), c * (log(3 * (2 - s)) + log(2 + s))),
        Equal(c * log(12 - 3 * s**2), c * (log(2 - s) + log(2 + s))),
    ),
    (
        LARGER,
        Equal(log(s**2 - t**2), log(s - t) + log(s + t)),
        Equal(log(s**2 - t**2), 2 * log(s - t)),
    ),
    (INSIDE, Equal(log(s**2 - 4 * s + 4), 2 * log(2 - s)), Equal(log(s**2 - 4 * s + 4), log(2 - s))),
]


@pytest.mark.parametrize(("given", "true", "false"), FACTORED)
def test_a_logarithm_is_split_over_positive_factors(given: tuple[Formula, ...], true: Formula, false: Formula) -> None:
    assert_proved(Statement(given, true))
    assert_open(Statement(given, false))
    assert_open(Statement(given[:1], true))
