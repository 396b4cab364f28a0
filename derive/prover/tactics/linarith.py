"""Linear combinations of known inequalities."""

from __future__ import annotations

from derive.kernel.theorem import Theorem
from derive.lemmas.terms import Order
from derive.prover.goal import Search
from derive.prover.linarith.combine import linear_combination
from derive.prover.tactic import tactic


@tactic("linarith", cost=40, step=2)
def linarith(goal: Order, search: Search) -> Theorem | None:
    """right − left = Σ mᵢ (rightᵢ − leftᵢ) + terms ≥ 0, where the principles offer leftᵢ ≤ rightᵢ and the multipliers
    mᵢ ≥ 0 are found by linear programming. By Farkas' lemma there are such multipliers, for numbers, where the goal
    follows from the inequalities in the monomials as unknowns.

    A. Schrijver, Theory of Linear and Integer Programming, corollary 7.1h."""
    return linear_combination(goal, search)
