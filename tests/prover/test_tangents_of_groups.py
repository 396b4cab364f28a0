"""Logarithms that stand with one weight are put together, and their tangent is taken."""

from __future__ import annotations

import pytest

from derive.prover.registry import without
from derive.refute import refute
from tests.prover.statements import assert_open, assert_proved, statement

DECLARED = (
    r"$p, q \in \Delta^{K-1}$, $D \in \mathbb{R}^K$, $a, b, x, y > 0$, "
    r"$p_k > 0$, $q_k > 0$, $D_k > 0$, $D_k < 1$"
)

NOISE = r"\sum_k \left(p_k \log D_k + 3 q_k \log(1 - D_k)\right)"
BEST = r"\frac{3 q_k}{p_k + 3 q_k}"

INSIDE_SUMS = (
    rf"{NOISE} \le \sum_k \left(p_k \log\left(1 - {BEST}\right) + 3 q_k \log {BEST}\right)",
    rf"{NOISE} \le \sum_k \left(p_k \log {BEST} + 3 q_k \log {BEST}\right)",
)
ALONE = (
    r"a \log x + 2 b \log y \le a \log \frac{a}{a + 2 b} + 2 b \log \frac{2 b}{a + 2 b}",
    r"a \log x + 2 b \log y \le a \log \frac{a}{a + 2 b} + 2 b \log \frac{b}{a + 2 b}",
)


@pytest.mark.parametrize(("holds", "fails", "given"), [(*INSIDE_SUMS, ""), (*ALONE, "$x + y = 1$")])
def test_the_tangent_at_a_weighted_mean_is_found(holds: str, fails: str, given: str) -> None:
    assert_proved(statement(DECLARED, holds, given))
    assert refute(statement(DECLARED, fails, given)) is not None


def test_no_tangent_of_one_logarithm_is_as_good() -> None:
    with without("tangents_of_groups"):
        assert_open(statement(DECLARED, ALONE[0], "$x + y = 1$"))
