"""A derivative vanishes where the function is constant near the point: near it on all sides, and at it."""

from __future__ import annotations

import pytest

from derive.kernel import rules
from derive.kernel.terms import Equal as Equation
from derive.kernel.terms import Formula, KernelError
from derive.kernel.theorem import Theorem
from derive.language.expressions import (
    D,
    Equal,
    Real,
    absolute,
    both,
    exists,
    forall,
    implies,
    index,
    scalar,
    vector,
)

x, w = vector("x"), vector("w")
i, k = index("i"), index("k")
radius, value = scalar("r"), scalar("c")
CLOSE = forall(k, absolute(w[k] - x[k]) < radius)


def constant_near(function: Real, close: Formula, positive: Formula) -> Theorem:
    """What the rule takes, assumed: f(w) = c close to x."""
    return rules.assume(exists(radius, both(positive, forall(w, implies(close, Equal(function, value))))))


def zero_slope(function: Real) -> Equation:
    """∂f/∂xᵢ = 0."""
    return Equal(D(function, x[i]), 0)


def test_a_function_that_is_constant_near_the_point_has_the_derivative_0() -> None:
    constant = forall(w, implies(CLOSE, Equal(value, value)))
    theorem = rules.derivative_where_constant(
        zero_slope(value), rules.assume(exists(radius, both(radius > 0, constant)))
    )
    assert theorem.conclusion == zero_slope(value)


def test_an_empty_neighbourhood_is_none() -> None:
    with pytest.raises(KernelError, match="derivative_where_constant: the theorem is not that"):
        rules.derivative_where_constant(zero_slope(value), constant_near(value, CLOSE, radius >= 0))


def test_constancy_in_one_direction_is_not_enough() -> None:
    one_side = forall(k, absolute(w[k] - x[k]) <= w[k] - x[k])
    with pytest.raises(KernelError, match="derivative_where_constant: the theorem is not that"):
        rules.derivative_where_constant(zero_slope(value), constant_near(value, one_side, radius > 0))


def test_another_value_at_the_point_itself_is_refused() -> None:
    with pytest.raises(KernelError, match="derivative_where_constant: the theorem is not that"):
        rules.derivative_where_constant(zero_slope(x[i]), constant_near(w[i], CLOSE, radius > 0))


def test_only_the_derivative_0_follows() -> None:
    with pytest.raises(KernelError, match="derivative_where_constant: the goal is not of the form"):
        rules.derivative_where_constant(
            Equal(D(value, x[i]), value),
            constant_near(value, CLOSE, radius > 0),
        )
