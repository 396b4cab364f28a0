"""Equations among the hypotheses, used in another order."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import Equal
from derive.kernel.theorem import Theorem
from derive.prover.goal import Search
from derive.prover.tactic import tactic


@tactic("reversed_equations", cost=58, deepest=0)
def reversed_equations(goal: Equal, search: Search) -> Theorem | None:
    """The decision procedure with the equations among the hypotheses used in the opposite order."""
    return rules.by_normal_form(goal, search.given[::-1], ()) if len(search.given) > 1 else None
