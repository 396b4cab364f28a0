"""What is given of norms is used as what it says of the squares."""

from __future__ import annotations

import pytest

from derive.prover.registry import without
from tests.prover.statements import assert_open, assert_proved, statement

VECTORS = r"$x, y, w \in \mathbb{R}^n$, $W \in \mathbb{R}^{m \times n}$, $a \in \mathbb{R}^m$, $r > 0$"

GIVEN = (
    (r"$\|w\| = 1$", r"\|x - 2 w w^\top x\|^2 = \|x\|^2", r"\|x - w w^\top x\|^2 = \|x\|^2"),
    (
        r"$\|x\| > 0$, $\|y\| > 0$",
        r"\left|\frac{x^\top y}{\|x\| \|y\|}\right| \le 1",
        r"\left|\frac{x^\top y}{\|x\| \|y\|}\right| \le \frac12",
    ),
    (
        r"$\sqrt{\sum_k W_{ik}^2} = 1$",
        r"\sum_i a_i \sum_k W_{ik}^2 = \sum_i a_i",
        r"\sum_i a_i \sum_k W_{ik}^2 = 2 \sum_i a_i",
    ),
)


@pytest.mark.parametrize(("given", "true", "false"), GIVEN)
def test_a_hypothesis_about_norms_says_something_of_the_squares(given: str, true: str, false: str) -> None:
    assert_proved(statement(VECTORS, true, given))
    assert_open(statement(VECTORS, false, given))
    with without("squared_hypotheses", "multiples_of_equations", "cleared_denominator"):
        assert_open(statement(VECTORS, true, given))


def test_what_may_be_negative_is_not_squared() -> None:
    """From ‖x‖ ≤ t follows xᵀx ≤ t²; from t ≤ ‖x‖ follows t² ≤ xᵀx only where t is not negative."""
    assert_proved(statement(VECTORS, r"r^2 \le x^\top x", r"$r \le \|x\|$"))
    assert_open(statement(rf"{VECTORS}, $t \in \mathbb{{R}}$", r"t^2 \le x^\top x", r"$t \le \|x\|$"))
