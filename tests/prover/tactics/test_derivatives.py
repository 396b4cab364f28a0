"""Inequalities from the sign of a slope, and derivatives through a function that is another one written otherwise."""

from __future__ import annotations

import pytest

from derive.kernel.terms import Formula
from derive.language.expressions import (
    D,
    Equal,
    absolute,
    exp,
    index,
    log,
    maximum,
    scalar,
    sqrt,
    total,
    vector,
)
from derive.language.statement import Statement
from derive.prover.registry import without
from tests.prover.statements import assert_open, assert_proved

t, x, h, p, q = (scalar(name) for name in "txhpq")
z, w = vector("z"), vector("w")
i, k, m = index("i"), index("k"), index("m")
UNIT = (p > 0, p < 1)


@pytest.mark.parametrize(
    ("given", "goal"),
    [
        ((t >= 0,), log(1 + t) <= t - t**2 / 2 + t**3 / 3),
        ((t >= 0,), (exp(t) - exp(-t)) / 2 >= t),
        ((x >= 1,), log(x) >= 2 * (x - 1) / (x + 1)),
        ((x > 0, x <= 1), log(x) <= 2 * (x - 1) / (x + 1)),
        ((x > 1,), log(x) > 2 * (x - 1) / (x + 1)),
        ((x >= 1,), log(x) <= sqrt(x) - 1 / sqrt(x)),
        ((), (exp(t) + exp(-t)) / 2 >= 1 + t**2 / 2),
    ],
    ids=str,
)
def test_a_function_that_rises_from_0_is_not_negative(given: tuple[Formula, ...], goal: Formula) -> None:
    assert_proved(Statement(given, goal))


def test_it_takes_the_mean_value_theorem() -> None:
    goal = Statement((x >= 1,), log(x) >= 2 * (x - 1) / (x + 1))
    with without("slopes"):
        assert_open(goal)


def test_pinskers_inequality_for_two_outcomes() -> None:
    """I. Csiszár, J. Körner, Information Theory, 2nd ed., problem 3.18."""
    divergence = p * log(p / q) + (1 - p) * log((1 - p) / (1 - q))
    given = (*UNIT, q > 0, q < 1)
    assert_proved(Statement(given, divergence >= 2 * (p - q) ** 2))
    assert_open(Statement(given, divergence >= 3 * (p - q) ** 2))


def test_hoeffdings_lemma_for_two_outcomes() -> None:
    """W. Hoeffding, Probability inequalities for sums of bounded random variables, doi:10.1080/01621459.1963.10500830,
    (4.16)."""
    generating = log(1 - p + p * exp(h))
    assert_proved(Statement(UNIT, generating <= p * h + h**2 / 8))
    assert_open(Statement(UNIT, generating <= p * h + h**2 / 9))


@pytest.mark.parametrize(
    ("given", "goal"),
    [
        ((), log(1 + t**2) <= t),  # false below 0
        ((t >= -1,), exp(t) >= 1 + t + t**2 / 2),  # false below 0
        ((t >= 0,), exp(t) > 1 + t + t**2 / 2),  # equal at 0
        ((x > 0,), log(x) >= 2 * (x - 1) / (x + 1)),  # false below 1
        ((t >= 0,), exp(t) <= 1 + t + t**2),  # false from about 1.8 on
        ((t <= 3,), t**3 <= 9 * t),  # false between 0 and -3: only the end at 3 is seen to be 0
    ],
    ids=str,
)
def test_what_fails_somewhere_is_not_proved_from_one_end(given: tuple[Formula, ...], goal: Formula) -> None:
    assert_open(Statement(given, goal))


def test_a_jump_is_no_rise() -> None:
    """|t|/t steps from −1 to 1 with slope 0 on both sides."""
    assert_open(Statement((t >= -1,), absolute(t + 2) / (t + 2) - 1 >= absolute(t) / t - 1))


# Derivatives through another function -------------------------------------------------------------

softmax = exp(z[i]) / total(k, exp(z[k]))
largest = maximum(k, z[k])


def test_a_maximum_that_cancels_does_not_stand_in_the_way_of_a_derivative() -> None:
    stable = log(total(k, exp(z[k] - largest))) + largest
    goal = Equal(D(stable, z[i]), softmax)
    assert_proved(Statement((), goal))
    with without("equal_functions"):
        assert_open(Statement((), goal))
    assert_open(Statement((), Equal(D(stable, z[i]), softmax - 1)))


def test_one_that_stays_does() -> None:
    assert_open(Statement((), Equal(D(log(total(k, exp(z[k] - largest))), z[i]), softmax)))
    assert_open(Statement((), Equal(D(absolute(t) ** 3 / absolute(t), t), 2 * t)))  # not defined at 0


def test_an_absolute_value_in_an_even_power_has_a_derivative_at_0() -> None:
    assert_proved(Statement((), Equal(D(absolute(t) ** 2, t), 2 * t)))
    assert_open(Statement((), Equal(D(absolute(t), t), 1)))


def test_functions_that_are_equal_at_the_point_alone_have_other_derivatives() -> None:
    here = Equal(largest, z[m])
    assert_open(Statement((here,), Equal(D(largest, z[i]), D(z[m], z[i]))))
