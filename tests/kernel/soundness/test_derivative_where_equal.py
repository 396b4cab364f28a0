"""Two functions have the same derivative at x only where they are equal near x: on all sides of it, and at it, and
where one of them is proved to have a derivative."""

from __future__ import annotations

import pytest

from derive.kernel import rules
from derive.kernel.terms import (
    BoundVariable,
    Derivative,
    Entry,
    Formula,
    IndexNumber,
    KernelError,
    Variable,
)
from derive.kernel.terms import Equal as Equation
from derive.kernel.theorem import Theorem
from derive.language.expressions import (
    D,
    Equal,
    Real,
    absolute,
    both,
    exists,
    exp,
    forall,
    implies,
    index,
    matrix,
    maximum,
    real,
    scalar,
    step,
    vector,
)
from derive.lemmas.locally_equal import derivative_where_constant

x, w = vector("x"), vector("w")
i, j, k = index("i"), index("j"), index("k")
n, m = index("n", "N"), index("m", "N")
radius, value, s, t = scalar("r"), scalar("c"), scalar("s"), scalar("t")
CLOSE = forall(k, absolute(w[k] - x[k]) < radius)
NOT_NEAR = "derivative_where_equal: the theorem is not that the functions are equal near the point"


def near(close: Formula, equation: Formula, positive: Formula = radius > 0, moved: object = w) -> Theorem:
    """What the rule takes, assumed: f(w) = g(w) close to x."""
    return rules.assume(exists(radius, both(positive, forall(moved, implies(close, equation)))))  # type: ignore[arg-type]


def slopes(f: Real, g: Real, at: Real = x[i]) -> Equation:
    """∂f = ∂g, for functions of x that are written with x."""
    return Equal(D(f, at), D(g, at))


def test_functions_that_are_equal_near_a_point_have_the_same_derivative() -> None:
    cubes = near(CLOSE, Equal(value, w[i] ** 3))
    with pytest.raises(KernelError, match=NOT_NEAR):  # the left side is not the c of the theorem, but its cube
        rules.derivative_where_equal(slopes(value**3, x[i] ** 3), cubes)
    assert rules.derivative_where_equal(slopes(value, x[i] ** 3), cubes).conclusion == slopes(value, x[i] ** 3)


def test_of_a_function_of_a_number() -> None:
    equal = near(absolute(s - t) < radius, Equal(absolute(s), s), moved=s)
    goal = slopes(absolute(t), t, t)
    assert rules.derivative_where_equal(goal, equal).conclusion == goal


def test_of_a_function_of_a_matrix_every_entry_stays_near() -> None:
    a, b = matrix("A", "K", "N"), matrix("B", "K", "N")
    goal = slopes(absolute(a[i, n]), a[i, n], a[j, m])
    stays = absolute(b[k, n] - a[k, n]) < radius
    equation = Equal(absolute(b[i, n]), b[i, n])
    all_near = near(forall(k, forall(n, stays)), equation, moved=b)
    with pytest.raises(KernelError):  # n is bound inside and free outside: another statement
        rules.derivative_where_equal(goal, near(forall(k, stays), equation, moved=b))
    assert rules.derivative_where_equal(goal, all_near).conclusion == goal
    with pytest.raises(KernelError, match=NOT_NEAR):
        rules.derivative_where_equal(goal, near(forall(n, forall(k, stays)), equation, moved=b))


def test_the_right_side_has_to_have_a_derivative() -> None:
    equal = near(absolute(s - t) < radius, Equal(s, absolute(s)), moved=s)
    with pytest.raises(KernelError, match="derivative at a point that may be a kink"):
        rules.derivative_where_equal(slopes(t, absolute(t), t), equal)
    ties = near(CLOSE, Equal(w[i], maximum(k, w[k])))
    with pytest.raises(KernelError, match="no maximiser is proved to be the only one"):
        rules.derivative_where_equal(slopes(x[i], maximum(k, x[k])), ties)


def test_an_empty_neighbourhood_is_none() -> None:
    with pytest.raises(KernelError, match=NOT_NEAR):
        rules.derivative_where_equal(slopes(value, x[i]), near(CLOSE, Equal(value, w[i]), radius >= 0))


def test_equality_in_one_direction_is_not_enough() -> None:
    one_side = forall(k, absolute(w[k] - x[k]) <= w[k] - x[k])
    with pytest.raises(KernelError, match=NOT_NEAR):
        rules.derivative_where_equal(slopes(value, x[i]), near(one_side, Equal(value, w[i])))
    right = both(t <= s, absolute(s - t) < radius)
    with pytest.raises(KernelError, match=NOT_NEAR):
        rules.derivative_where_equal(slopes(step(t), real(1), t), near(right, Equal(step(s), 1), moved=s))


def test_equality_of_one_entry_near_is_not_enough() -> None:
    with pytest.raises(KernelError, match=NOT_NEAR):
        rules.derivative_where_equal(slopes(value, x[i]), near(absolute(w[i] - x[i]) < radius, Equal(value, w[i])))


def test_equality_at_the_point_alone_is_not_enough() -> None:
    with pytest.raises(KernelError, match=NOT_NEAR):
        rules.derivative_where_equal(slopes(x[i], x[i] ** 2), rules.assume(Equal(x[i], x[i] ** 2)))
    with pytest.raises(KernelError, match=NOT_NEAR):
        rules.derivative_where_equal(slopes(x[i], value), near(CLOSE, Equal(x[i], value)))


def test_equality_elsewhere_is_not_enough() -> None:
    y = vector("y")
    with pytest.raises(KernelError, match=NOT_NEAR):
        rules.derivative_where_equal(slopes(x[i], x[i] ** 2), near(CLOSE, Equal(y[i], y[i] ** 2)))


def test_derivatives_in_another_entry_or_at_another_point_are_not_the_same() -> None:
    equal = near(CLOSE, Equal(w[i], w[i]))
    for goal in (Equal(D(x[i], x[i]), D(x[i], x[j])), Equal(D(x[i], x[i]), D(w[i], w[i]))):
        with pytest.raises(KernelError, match="the derivatives are not in one entry, at one point"):
            rules.derivative_where_equal(goal, equal)


def test_the_goal_is_about_two_derivatives() -> None:
    with pytest.raises(KernelError, match="the goal is not of the form"):
        rules.derivative_where_equal(Equal(D(value, x[i]), value), near(CLOSE, Equal(value, value)))
    with pytest.raises(KernelError, match="the goal is not of the form"):
        rules.derivative_where_equal(Equal(value, D(value, x[i])), near(CLOSE, Equal(value, value)))


def test_a_point_with_an_entry_that_is_not_defined_is_none() -> None:
    undefined = Derivative(Entry(BoundVariable(0, ()), ()), (Variable("u", ())), ())
    broken = rules.assume(Equal(s, s))
    with pytest.raises(KernelError, match="derivative_where_equal"):
        rules.derivative_where_equal(Equation(undefined, undefined), broken)


def test_the_first_entry_of_a_size_is_one_like_others() -> None:
    first = x[IndexNumber(1, "K")]
    goal = slopes(exp(x[i]), exp(x[i]), first)
    assert rules.derivative_where_equal(goal, near(CLOSE, Equal(exp(w[i]), exp(w[i])))).conclusion == goal


# Constant functions ------------------------------------------------------------------------------


def test_a_function_that_is_constant_near_the_point_has_the_derivative_0() -> None:
    zero_slope = Equal(D(value, x[i]), 0)
    assert derivative_where_constant(zero_slope, near(CLOSE, Equal(value, value))).conclusion == zero_slope


def test_another_value_at_the_point_itself_is_refused() -> None:
    with pytest.raises(KernelError, match=NOT_NEAR):
        derivative_where_constant(Equal(D(x[i], x[i]), 0), near(CLOSE, Equal(w[i], value)))


def test_only_the_derivative_0_follows() -> None:
    with pytest.raises(KernelError, match="equality: the normal forms"):
        derivative_where_constant(Equal(D(value, x[i]), value), near(CLOSE, Equal(value, value)))
