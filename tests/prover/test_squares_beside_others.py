"""Squares and powers beside logarithms and exponentials, and denominators that are positive as they are written."""

from __future__ import annotations

import pytest

from tests.prover.statements import assert_open, assert_proved, statement

SCALARS = r"$a > 0$, $b > 0$, $x, y, m \in \mathbb{R}$"

INEQUALITIES = (
    (r"\frac{a^2 - 1}{2} \ge \log a", r"\frac{a^2 - 1}{3} \ge \log a"),
    (r"\log \frac ab \le \frac{a^3}{3 b^3} - \frac13", r"\log \frac ab \le \frac{a^3}{3 b^3} - \frac12"),
    (r"e^x + y^2 \ge 1 + x + 2 y m - m^2", r"e^x + y^2 \ge 1 + x + 3 y m - m^2"),
    (
        r"\log \frac ba + \frac{a^2 + (x - y)^2}{2 b^2} \ge \frac12",
        r"\log \frac ba + \frac{a^2 - (x - y)^2}{2 b^2} \ge \frac12",
    ),
)


@pytest.mark.parametrize(("holds", "fails"), INEQUALITIES)
def test_powers_in_tangents_and_squares_of_cross_terms_are_found_beside_other_terms(holds: str, fails: str) -> None:
    assert_proved(statement(SCALARS, holds))
    assert_open(statement(SCALARS, fails))


@pytest.mark.parametrize("centre", ["m", r"\frac1n \sum_j v_j"])
def test_a_denominator_is_positive_as_it_is_written(centre: str) -> None:
    declared = r"$v \in \mathbb{R}^n$, $m \in \mathbb{R}$, $c > 0$"
    spread = rf"\frac1n \sum_i \left(v_i - {centre}\right)^2"
    assert_proved(statement(declared, rf"\frac{{{spread}}}{{{spread} + c}} < 1"))
    assert_open(statement(declared, rf"\frac{{{spread}}}{{{spread} + c}} < \frac12"))
