"""Continuous functions of a real number."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import Exists, Formula
from derive.kernel.theorem import Theorem
from derive.language.logic import Known, proof_of


def intermediate_value(goal: Formula, below: Known, above: Known) -> Theorem:
    """The intermediate value theorem: f(x) = g(x) for some x, where f and g are continuous on the whole line,
    f(x) ≤ g(x) for some x, and g(x) ≤ f(x) for some x (or <)."""
    existence = rules.of_kind(goal, Exists, "intermediate_value: the goal is no existence")
    return rules.intermediate_value(existence, proof_of(below), proof_of(above))
