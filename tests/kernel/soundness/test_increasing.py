"""A function rises from a to b only where it has a slope ≥ 0 at every point of [a, b], the ends among them; it rises
strictly only where its slope is moreover > 0 at every point between."""

from __future__ import annotations

import pytest

from derive.kernel import rules
from derive.kernel.terms import (
    BoundVariable,
    Derivative,
    Entry,
    Formula,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Multiply,
    Variable,
    close_body,
)
from derive.kernel.theorem import Theorem
from derive.language.expressions import Real, exp, forall, log, real, scalar, step, vector

X = Variable("x", ())
x, a, b, c, s = (scalar(name) for name in "xabcs")
z = vector("z")
i = IndexVariable("i", "K")


def slope(function: Real, variable: Variable = X) -> Derivative:
    """f′(x), for a function that is written with x."""
    return Derivative(close_body(function.term, (variable,)), variable, ())


def closed(function: Real, *given: Formula, low: Real = a, high: Real = b) -> Theorem:
    """a ≤ x, x ≤ b ⊢ 0 ≤ f′(x), as far as the decision procedure proves it."""
    return rules.by_normal_form(LessEqual(real(0).term, slope(function)), (low <= x, x <= high, *given), ())


def inside(function: Real, *given: Formula, low: Real = a, high: Real = b) -> Theorem:
    """a < x, x < b ⊢ 0 < f′(x)."""
    return rules.by_normal_form(Less(real(0).term, slope(function)), (low < x, x < high, *given), ())


def rises(first: Theorem, *second: Theorem, low: Real = a, high: Real = b) -> Theorem:
    return rules.increasing(low.term, high.term, X, first, second)


def test_a_slope_that_is_not_negative_makes_a_function_rise() -> None:
    theorem = rises(closed(x**3))
    assert theorem.conclusion == (a**3 <= b**3)
    assert theorem.hypotheses == ((a <= b),)


def test_a_positive_slope_between_makes_it_rise_strictly() -> None:
    theorem = rises(closed(exp(x)), inside(exp(x)))
    assert theorem.conclusion == (exp(a) < exp(b))
    assert theorem.hypotheses == ((a < b),)


def test_what_else_was_assumed_stays_assumed() -> None:
    given = (c >= 0, c > 0)
    theorem = rises(closed(c * x, given[0]), inside(c * x, given[1]))
    assert set(theorem.hypotheses) == {*given, a < b}
    assert theorem.conclusion == (c * a < c * b)


def test_the_ends_may_be_any_terms() -> None:
    ends = {"low": exp(s), "high": exp(s) + 1}
    theorem = rises(closed(log(x), low=exp(s), high=exp(s) + 1), **ends)
    assert theorem.conclusion == (log(exp(s)) <= log(exp(s) + 1))
    assert theorem.hypotheses == ((exp(s) <= exp(s) + 1),)


def test_a_jump_at_an_end_is_seen() -> None:
    """x − 2·Step(x − 1) has slope 1 inside [0, 1], and falls from 0 to −1."""
    jump = x - 2 * step(x - 1)
    assert inside(jump, low=real(0), high=real(1)).conclusion == Less(real(0).term, slope(jump))
    with pytest.raises(KernelError, match="derivative at a point that may be a kink"):
        closed(jump, low=real(0), high=real(1))
    open_slope = inside(jump, low=real(0), high=real(1))
    with pytest.raises(KernelError, match="increasing: the first premise is not"):
        rises(open_slope, open_slope, low=real(0), high=real(1))


def test_the_slope_between_is_not_that_at_the_ends() -> None:
    weak = rules.weaken(rules.by_normal_form(LessEqual(real(0).term, slope(x)), (a < x, x < b), ()), (a <= x,))
    with pytest.raises(KernelError, match="x is not any number between the ends"):
        rises(weak)  # a < x and x < b are no hypotheses that the rule takes away from the closed premise


def test_a_strict_slope_at_some_points_only_is_refused() -> None:
    with pytest.raises(KernelError, match="x is not any number between the ends"):
        rises(closed(x**3), rules.by_normal_form(Less(real(0).term, slope(x**3)), (a < x, x < b, x > 0), ()))
    with pytest.raises(KernelError, match="x is not any number between the ends"):
        rises(closed(x**2, x >= 0))


def test_the_number_is_not_mentioned_elsewhere() -> None:
    for function, low, high in ((x, x, b), (x, a, x), (x, x, x)):
        with pytest.raises(KernelError, match="x is not any number between the ends"):
            rises(closed(function, low=low, high=high), low=low, high=high)
    parameter = Derivative(Multiply((Entry(BoundVariable(0, ()), ()), x.term)), X, ())  # t ↦ t·x, at t = x
    theorem = rules.by_normal_form(LessEqual(real(0).term, parameter), (a <= x, x <= b, a > 0), ())
    with pytest.raises(KernelError, match="x is not any number between the ends"):
        rises(theorem)


def test_the_derivative_is_taken_at_the_number() -> None:
    elsewhere = Derivative(close_body((x**2).term, (X,)), Variable("s", ()), ())
    theorem = rules.by_normal_form(LessEqual(real(0).term, elsewhere), (a <= x, x <= b, s >= 0), ())
    with pytest.raises(KernelError, match="the first premise is not"):
        rises(theorem)


def test_a_slope_at_most_0_or_above_another_number_is_refused() -> None:
    falling = rules.by_normal_form(LessEqual(slope(-x), real(0).term), (a <= x, x <= b), ())
    with pytest.raises(KernelError, match="the first premise is not"):
        rises(falling)
    with pytest.raises(KernelError, match="the first premise is not"):
        rises(rules.by_normal_form(LessEqual(real(-1).term, slope(-x)), (a <= x, x <= b), ()))


def test_the_strict_premise_is_about_the_same_function() -> None:
    with pytest.raises(KernelError, match="the second premise is not"):
        rises(closed(x**3), inside(exp(x)))
    with pytest.raises(KernelError, match="the second premise is not"):
        rises(closed(exp(x)), closed(exp(x)))


def test_one_strict_premise_at_the_most() -> None:
    with pytest.raises(KernelError, match="with one strict slope"):
        rises(closed(exp(x)), inside(exp(x)), inside(exp(x)))


def test_an_array_has_no_interval() -> None:
    vector_slope = Derivative(close_body(z[i].term, (Variable("z", ("K",)),)), Variable("z", ("K",)), (i,))
    theorem = rules.by_normal_form(LessEqual(real(0).term, vector_slope), (), ())
    with pytest.raises(KernelError, match="the function is one of a real number"):
        rules.increasing(a.term, b.term, Variable("z", ("K",)), theorem, ())


def test_hypotheses_about_the_number_that_only_look_alike_stay() -> None:
    swapped = rules.by_normal_form(LessEqual(real(0).term, slope(x)), (x >= a, b >= x, forall(i, z[i] <= x)), ())
    with pytest.raises(KernelError, match="x is not any number between the ends"):
        rises(swapped)


def test_each_premise_has_its_own_kind_of_end() -> None:
    mixed = rules.by_normal_form(LessEqual(real(0).term, slope(x)), (a <= x, x < b), ())
    with pytest.raises(KernelError, match="x is not any number between the ends"):
        rises(mixed)
    half = rules.by_normal_form(Less(real(0).term, slope(x)), (a <= x, x < b), ())
    with pytest.raises(KernelError, match="x is not any number between the ends"):
        rises(closed(x), half)
