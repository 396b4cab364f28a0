"""Sums compared term by term where that takes more than their normal form, beside false twins of them."""

from __future__ import annotations

import pytest

from derive.prover.registry import without
from tests.prover.statements import assert_open, assert_proved, statement

LENGTHS = r"$u, v \in \mathbb{R}_{\ge 0}^m$"
SHARED = r"$\sum_i u_i = 3$, $\sum_i v_i = 3$"

BY_TERMS = (
    (
        r"\frac13 \sum_i \left(\sqrt{u_i} - \sqrt{v_i}\right)^2 \le \frac13 \sum_i |u_i - v_i|",
        r"\frac13 \sum_i \left(\sqrt{u_i} - \sqrt{v_i}\right)^2 \le \frac14 \sum_i |u_i - v_i|",
    ),
    (
        r"\sum_i \left(\sqrt{u_i} - \sqrt{v_i}\right)^2 \le \sum_i |u_i - v_i|",
        r"\sum_i \left(\sqrt{u_i} + \sqrt{v_i}\right)^2 \le \sum_i |u_i - v_i|",
    ),
)

IN_ONE_SUM = (
    (r"\sum_i |u_i - v_i| = 6 - 2 \sum_i \min(u_i, v_i)", r"\sum_i |u_i - v_i| = 3 - 2 \sum_i \min(u_i, v_i)"),
    (r"\sum_i \max(u_i, v_i) + \sum_i \min(u_i, v_i) = 6", r"\sum_i \max(u_i, v_i) - \sum_i \min(u_i, v_i) = 6"),
    (r"\sum_i \max(u_i, v_i) - 3 = \frac12 \sum_i |u_i - v_i|", r"\sum_i \max(u_i, v_i) - 3 = \sum_i |u_i - v_i|"),
)


@pytest.mark.parametrize("true, false", BY_TERMS)
def test_terms_are_compared_with_all_that_a_goal_by_itself_is_tried_with(true: str, false: str) -> None:
    assert_proved(statement(LENGTHS, true))
    assert_open(statement(LENGTHS, false))
    with without("termwise_in_depth"):
        assert_open(statement(LENGTHS, true))


@pytest.mark.parametrize("true, false", IN_ONE_SUM)
def test_a_number_is_put_into_a_sum_as_a_share_of_sums_that_are_given(true: str, false: str) -> None:
    assert_proved(statement(LENGTHS, true, SHARED))
    assert_open(statement(LENGTHS, false, SHARED))
    with without("fused_sums"):
        assert_open(statement(LENGTHS, true, SHARED))
