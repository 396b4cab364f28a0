"""Sums over entries and their neighbours, and hypotheses for all neighbours."""

from __future__ import annotations

import pytest

from derive.prover.registry import without
from tests.prover.statements import assert_open, assert_proved, statement

DECLARED = r"$u, v \in \mathbb{R}^n$, $u_k > 0$, $c > 0$"
GROWS = r"$u_{k+1} = u_k + 2 v_k$ for all $k$"
RELAXED = r"$u_{k+1} - v_k \le u_k - c v_k$ for all $k$"

TELESCOPES = (
    (
        r"\sum_{k=1}^{n-1} \left(\frac{1}{u_{k+1}} - \frac{1}{u_k}\right) = \frac{1}{u_n} - \frac{1}{u_1}",
        r"\sum_{k=1}^{n-1} \left(\frac{1}{u_{k+1}} - \frac{1}{u_k}\right) = \frac{1}{u_n}",
    ),
    (
        r"\sum_{k=2}^{n} (u_k v_{k-1} - u_{k-1} v_k) = \sum_{k=1}^{n-1} (u_{k+1} v_k - u_k v_{k+1})",
        r"\sum_{k=2}^{n} (u_k v_{k-1} - u_{k-1} v_k) = \sum_{k=1}^{n-1} (u_k v_{k+1} - u_{k+1} v_k)",
    ),
    (
        r"\sum_{k=1}^{n-1} k (u_{k+1} - u_k) = n u_n - \sum_{k=1}^n u_k",
        r"\sum_{k=1}^{n-1} k (u_{k+1} - u_k) = n u_n - \sum_{k=1}^{n-1} u_k",
    ),
)


@pytest.mark.parametrize(("true", "false"), TELESCOPES)
def test_sums_over_neighbours_are_compared_with_those_over_the_entries(true: str, false: str) -> None:
    assert_proved(statement(DECLARED, true))
    assert_open(statement(DECLARED, false))
    with without("neighbours"):
        assert_open(statement(DECLARED, true))


ADDED_UP = (
    (GROWS, r"\sum_{k=1}^{n-1} v_k = \frac{u_n - u_1}{2}"),
    (RELAXED, r"u_n + (c - 1) \sum_{k=1}^{n-1} v_k \le u_1"),
)


@pytest.mark.parametrize(("given", "formula"), ADDED_UP)
def test_what_holds_for_all_neighbours_is_added_up(given: str, formula: str) -> None:
    assert_proved(statement(DECLARED, formula, given))
    with without("hypotheses_for_neighbours"):
        assert_open(statement(DECLARED, formula, given))


def test_what_is_added_up_says_nothing_of_the_last_index() -> None:
    assert_open(statement(DECLARED, r"\sum_{k=1}^{n} v_k = \frac{u_n - u_1}{2}", GROWS))
