"""Probabilities are at most 1."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.theorem import Theorem
from derive.lemmas.terms import Order
from derive.prover.goal import Search
from derive.prover.probabilities import probabilities_at_most_one
from derive.prover.tactic import tactic


@tactic("probabilities", cost=18)
def probabilities(goal: Order, search: Search) -> Theorem | None:
    """From what follows of the hypotheses at once: entries of a probability vector are at most 1."""
    premises = tuple(probabilities_at_most_one(search.given))
    return rules.by_normal_form(goal, search.given, premises) if premises else None
