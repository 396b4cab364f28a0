"""Two different terms of a sum of terms that are not negative: their sum is at most the whole, and their product at
most a quarter of its square."""

from __future__ import annotations

import pytest

from tests.prover.statements import assert_open, assert_proved, statement

SHARES = r"$w \in \Delta^{m-1}$, $m \ge 3$"
POSITIVE = r"$g \in \mathbb{R}^m$, $g_a > 0$"
DIFFERENT = r"$a \ne b$"

CASES = (
    (SHARES, DIFFERENT, r"w_a + w_b \le 1", r"w_a + w_b \le \frac12"),
    (SHARES, DIFFERENT, r"w_a w_b \le \frac14", r"w_a w_b \le \frac15"),
    (SHARES, "", r"w_2 w_3 \le \frac14", r"w_2 w_3 \le \frac15"),
    (SHARES, DIFFERENT, r"w_a^2 + w_b^2 \le 1", r"w_a^2 + w_b^2 \le \frac12"),
    (POSITIVE, DIFFERENT, r"4 g_a g_b \le \left(\sum_s g_s\right)^2", r"5 g_a g_b \le \left(\sum_s g_s\right)^2"),
)


@pytest.mark.parametrize(("declared", "assumed", "holds", "fails"), CASES)
def test_two_terms_are_bounded_together(declared: str, assumed: str, holds: str, fails: str) -> None:
    assert_proved(statement(declared, holds, assumed))
    assert_open(statement(declared, fails, assumed))


def test_the_indices_have_to_be_different_and_the_terms_not_negative() -> None:
    assert_open(statement(SHARES, r"w_a + w_b \le 1"))
    signs = r"$g \in \mathbb{R}^m$"
    assert_open(statement(signs, r"g_a + g_b \le \sum_s g_s", DIFFERENT))
    assert_proved(statement(POSITIVE, r"g_a + g_b \le \sum_s g_s", DIFFERENT))
