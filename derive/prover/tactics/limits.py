"""Equations and inequalities with limits in them."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import Equal, KernelError, Limit, Relation
from derive.kernel.theorem import Theorem
from derive.prover.goal import Search
from derive.prover.limits.values import limit_values
from derive.prover.tactic import involving, tactic
from derive.prover.tactics.cases import by_index_cases


@tactic("limits", cost=3, deepest=0, step=0, decisive=True, when=involving(Limit))
def limits(goal: Relation, search: Search) -> Theorem | None:
    """The goal with the values of the limits in it, by the limit laws and by squeezing.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorems 4.4 and 3.19."""
    try:
        values = limit_values(goal, search)
    except KernelError:
        found = by_index_cases(goal, search)
        if found is None:
            raise
        return found
    return with_values(goal, values, search) if values else None


def with_values(goal: Relation, values: tuple[Theorem, ...], search: Search) -> Theorem:
    """The goal, once the values of the limits in it are known."""
    try:
        return rules.by_normal_form(goal, search.given, values)
    except KernelError:
        if not isinstance(goal, Equal) or not search.thorough:
            raise
    for theorem in values:
        value = theorem.conclusion
        if isinstance(value, Equal) and value.left == goal.left:
            return rules.transitivity((theorem, search.prove(Equal(value.right, goal.right))))
    raise KernelError("prover: the limit has another form")
