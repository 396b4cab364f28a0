"""Derivatives of functions that are equal near a point, constant ones among them."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    And,
    Derivative,
    Entry,
    Equal,
    Exists,
    ForAll,
    Formula,
    IndexVariable,
    KernelError,
    Lambda,
    Less,
    Term,
    Variable,
    close_body,
    entry,
    fresh_name,
    open_body,
    subtract,
)
from derive.kernel.theorem import Theorem


def derivative_where_constant(goal: Equal, theorem: Theorem) -> Theorem:
    """From f(w) = f(x) for every array w whose entries differ from those of x by less than ε, for some ε > 0: the
    goal ∂f = 0 at x."""
    derivative = goal.left
    if not isinstance(derivative, Derivative):
        raise KernelError("the goal is not of the form ∂f = 0")
    here: Term = open_body(derivative.body, (derivative.point,))
    constant = Derivative(here, derivative.point, derivative.indices)
    same = rules.derivative_where_equal(Equal(derivative, constant), theorem)
    return rules.transitivity((same, rules.by_normal_form(Equal(constant, goal.right), theorem.hypotheses, ())))


def derivative_of_equal(derivative: Derivative, moved: Variable, theorem: Theorem) -> Theorem:
    """From f(w) = g(w) for all arrays w, ``moved``, on which no hypothesis rests: ∂f = ∂g, for the derivative ∂f."""
    equation = theorem.conclusion
    if not isinstance(equation, Equal):
        raise KernelError("the theorem is not an equation of two functions")
    point, sizes = derivative.point, derivative.point.sizes
    indices = tuple(IndexVariable(fresh_name(f"n{place}_", derivative), size) for place, size in enumerate(sizes))
    radius = Variable(fresh_name("r", derivative, equation), ())
    distance = Absolute(subtract(Entry(moved, indices), entry(point, indices)))
    near: Formula = Less(distance, Entry(radius, ()))
    for index in reversed(indices):
        near = ForAll(index.size, close_body(near, (index,)))
    everywhere = rules.generalise(rules.discharge(theorem, near), moved)
    ball = And((Less(ZERO, Entry(radius, ())), everywhere.conclusion))
    existence = Exists((), close_body(ball, (radius,)))
    unit = Lambda((), ONE)
    positive = rules.by_normal_form(Less(ZERO, ONE), (), ())
    some = rules.exhibit(
        existence, unit, rules.conjunction((positive, rules.specialise(rules.generalise(everywhere, radius), unit)))
    )
    other = Derivative(close_body(equation.right, (moved,)), point, derivative.indices)
    return rules.derivative_where_equal(Equal(derivative, other), some)
