"""What has to hold for a statement to be defined is proved by everything there is, within a budget of work."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel import rules
from derive.kernel.terms import KernelError, Less, LessEqual, number
from derive.language.expressions import (
    D,
    Equal,
    absolute,
    forall,
    index,
    log,
    maximum,
    real,
    scalar,
    size,
    sqrt,
    total,
    vector,
)
from derive.language.missing import NeverDefined
from derive.language.statement import Statement
from derive.lemmas.decided import at_most_searches
from derive.lemmas.squares import below_by_squares
from derive.prover import prove
from derive.prover.goal import Search
from derive.prover.search import prove_formula
from tests.prover.statements import assert_open, assert_proved

s, t = scalar("s"), scalar("t")
p, k = vector("p"), index("k")
INSIDE = (s > -2, s < 2, t > -2, t < 2)
SIMPLEX = (Equal(total(k, p[k]), 1), forall(k, p[k] >= 0))


def arc(x):  # type: ignore[no-untyped-def]
    return -sqrt(4 - x**2)


def test_a_divergence_of_arcs_is_defined_inside_the_interval_and_at_least_zero() -> None:
    divergence = arc(s) - arc(t) - D(arc(t), t) * (s - t)
    closed = (4 - s * t) * (4 - t**2) ** Fraction(-1, 2) - sqrt(4 - s**2)
    assert_proved(Statement(INSIDE, Equal(divergence, closed)))
    assert_proved(Statement(INSIDE, divergence >= 0))
    assert_proved(Statement(INSIDE, closed >= 0))
    assert_open(Statement(INSIDE, closed > 0))
    assert_open(Statement(INSIDE[:3], closed >= 0))
    assert_open(Statement(INSIDE, (3 - s * t) * (4 - t**2) ** Fraction(-1, 2) - sqrt(4 - s**2) >= 0))


def test_a_product_of_roots_is_below_a_polynomial_at_the_ends_of_the_interval_too() -> None:
    closed = (s >= -2, s <= 2, t >= -2, t <= 2)
    assert_proved(Statement(closed, sqrt(4 - s**2) * sqrt(4 - t**2) <= 4 - s * t))
    assert_open(Statement(closed, sqrt(4 - s**2) * sqrt(4 - t**2) < 4 - s * t))
    assert_open(Statement(closed, sqrt(4 - s**2) * sqrt(4 - t**2) <= 4 - 2 * s * t))


def test_a_power_is_positive_where_a_search_shows_its_base_to_be() -> None:
    largest = maximum(k, p[k])
    assert_proved(Statement(SIMPLEX, Equal(log(largest**2), 2 * log(largest))))
    assert_open(Statement(SIMPLEX[1:], Equal(log(largest**2), 2 * log(largest))))


def test_a_quick_attempt_proves_side_conditions_too() -> None:
    goal = Equal((2 - s) / (4 - s**2), 1 / (2 + s))
    assert prove(Statement(INSIDE, goal), thorough=False).theorem.conclusion == goal
    with pytest.raises(KernelError, match="denominator"):
        prove(Statement(INSIDE[:1], goal), thorough=False)


@pytest.mark.parametrize("nonsense", [log(real(-3)), sqrt(-1 - t**2), 1 / (s - s), log(-absolute(t))])
def test_what_is_false_is_not_called_a_missing_hypothesis(nonsense) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NeverDefined, match="a side is undefined"):
        prove(Statement((), Equal(nonsense * s, s * nonsense)))


@pytest.mark.parametrize("relation", [Less, LessEqual])
def test_numbers_are_ordered_as_their_squares_where_the_larger_is_not_negative(relation: type[Less]) -> None:
    goal, squares = relation(t.term, s.term), relation((t**2).term, (s**2).term)
    sign = rules.assume(LessEqual(number(0), s.term))
    theorem = below_by_squares(goal, sign, rules.assume(squares))
    assert theorem.conclusion == goal
    assert set(theorem.hypotheses) == {sign.conclusion, squares}


def test_a_search_stops_when_its_budget_is_spent() -> None:
    goal = (4 - s**2) * (4 - t**2) >= 0
    search = Search(INSIDE, prove_formula)
    assert search.prove(goal).conclusion == goal
    with at_most_searches(0), pytest.raises(KernelError, match="too much work"):
        search.prove(goal)
    assert search.prove(goal).conclusion == goal


def test_a_hypothesis_about_an_absolute_value_bounds_what_is_inside() -> None:
    inside = (absolute(t) < 3,)
    assert_proved(Statement(inside, 9 - t**2 > 0))
    assert_proved(Statement(inside, Equal(D(log((3 + t) / (3 - t)), t), 6 / (9 - t**2))))
    assert_open(Statement(inside, 8 - t**2 > 0))
    assert_open(Statement((absolute(t) <= 3,), Equal(D(log((3 + t) / (3 - t)), t), 6 / (9 - t**2))))


def test_a_positive_distribution_over_two_classes_or_more_is_below_one() -> None:
    a = index("a")
    goal = Equal(log(p[a] / (1 - p[a])), log(p[a]) - log(1 - p[a]))
    positive = (Equal(total(k, p[k]), 1), forall(k, p[k] > 0))
    assert_proved(Statement((*positive, size("K") >= 2), goal))
    assert_open(Statement(positive, goal))
    assert_open(Statement((*SIMPLEX, size("K") >= 2), goal))
