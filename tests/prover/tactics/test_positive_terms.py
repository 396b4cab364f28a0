"""What is given of a sum of maxima, and sums that are positive, bounds what is in them."""

from __future__ import annotations

import pytest

from derive.prover.registry import without
from tests.prover.statements import assert_open, assert_proved, statement

VECTORS = r"$x, w \in \mathbb{R}^n$, $t \in \mathbb{R}$, $c > 0$"
CUT = r"$\sum_i \max(0, 2 x_i - t) = c$"

BOUNDS = (
    (r"2 \sum_i x_i - n t \le c", r"2 \sum_i x_i - n t \le \frac{c}{2}"),
    (r"\max_i x_i \le \frac{c + t}{2}", r"\max_i x_i \le \frac{c + t}{3}"),
)


@pytest.mark.parametrize(("true", "false"), BOUNDS)
def test_a_sum_of_maxima_that_is_given_bounds_the_values(true: str, false: str) -> None:
    assert_proved(statement(VECTORS, true, CUT))
    assert_open(statement(VECTORS, false, CUT))
    with without("maxima_given"):
        assert_open(statement(VECTORS, true, CUT))


def test_a_sum_that_is_positive_has_a_positive_term() -> None:
    true, false = r"t < 2 \max_i x_i", r"t + c < 2 \max_i x_i"
    assert_proved(statement(VECTORS, true, CUT))
    assert_open(statement(VECTORS, false, CUT))
    assert_open(statement(VECTORS, true, r"$\sum_i \max(0, 2 x_i - t) = t$"))
    with without("positive_terms"):
        assert_open(statement(VECTORS, true, CUT))
