"""Derivatives of functions that are constant near a point."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import Derivative, Equal, KernelError, Term, open_body
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
