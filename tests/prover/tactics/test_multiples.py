"""Equations that follow from multiples of given ones, and from factors that are not 0, beside false twins."""

from __future__ import annotations

import pytest

from derive.prover.registry import without
from tests.prover.statements import assert_open, assert_proved, statement

NUMBERS = r"$x \in \mathbb{R}$, $y \in \mathbb{R}$, $s \in \mathbb{R}$, $t \in \mathbb{R}$"

MULTIPLES = (
    (r"$s^2 + t^2 = 1$", r"s (s x + t y) + t (t x - s y) = x", r"s (s x + t y) - t (t x - s y) = x"),
    (r"$x + y = 3$, $x y = 2$", r"x^2 + y^2 = 5", r"x^2 + y^2 = 9"),
    (r"$y = s x$, $x^2 + y^2 = 1$", r"x^2 (1 + s^2) = 1", r"y^2 (1 + s^2) = 1"),
    (r"$\frac{1}{1 + x^2} = t$", r"t + t x^2 = 1", r"t - t x^2 = 1"),
)

FACTORS = (
    (r"$s \ne 0$, $s x = s y$", r"x = y", r"x = s y"),
    (r"$s < t$, $s x = t x$", r"x = 0", r"s = 0"),
    (r"$s \ne t$, $s > 0$, $s (s - t) (x - y) = 0$", r"x = y", r"x = s y"),
    (r"$s + t = 2$, $s > 0$, $s < 2$, $s (1 - y - x) = 0$, $t y = 0$", r"x = 1", r"t = 1"),
)


@pytest.mark.parametrize("given, true, false", MULTIPLES)
def test_multiples_of_given_equations_add_up(given: str, true: str, false: str) -> None:
    assert_proved(statement(NUMBERS, true, given))
    assert_open(statement(NUMBERS, false, given))


def test_rotations_keep_lengths_by_multiples_alone() -> None:
    rotation = statement(NUMBERS, MULTIPLES[0][1], MULTIPLES[0][0])
    with without("multiples_of_equations"):
        assert_open(rotation)


@pytest.mark.parametrize("given, true, false", FACTORS)
def test_a_factor_that_is_not_0_is_cancelled(given: str, true: str, false: str) -> None:
    assert_proved(statement(NUMBERS, true, given))
    assert_open(statement(NUMBERS, false, given))
    with without("nonzero_factor"):
        assert_open(statement(NUMBERS, true, given))


@pytest.mark.parametrize("given", [r"$s x = 0$", r"$s x = 0$, $s \ge 0$", r"$s x = 0$, $t \ne 0$"])
def test_a_factor_that_may_be_0_is_not_cancelled(given: str) -> None:
    assert_open(statement(NUMBERS, "x = 0", given))


def test_eigenvectors_of_different_values_are_orthogonal_where_the_matrix_is_symmetric() -> None:
    declared = r"$S \in \mathbb{R}^{n \times n}$, $u, v \in \mathbb{R}^n$, $a \in \mathbb{R}$, $b \in \mathbb{R}$"
    values = r"$S u = a u$, $S v = b v$"
    assert_proved(statement(declared, r"u^\top v = 0", rf"$S^\top = S$, {values}, $a \ne b$"))
    assert_open(statement(declared, r"u^\top v = 0", rf"$S^\top = S$, {values}"))
    assert_open(statement(declared, r"u^\top v = 0", rf"{values}, $a \ne b$"))
