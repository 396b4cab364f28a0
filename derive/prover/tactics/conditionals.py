"""Hypotheses that hold where something else does, ``x > 0 if y > 0``, where that is the case."""

from __future__ import annotations

from contextlib import suppress

from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.terms import (
    Equal,
    ForAll,
    Formula,
    Implies,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    SameIndex,
    fresh_name,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.language.lemma import cut
from derive.language.logic import specialise
from derive.language.statement import conjuncts
from derive.prover.goal import Search
from derive.prover.tactic import AT_ONCE, tactic


@tactic("conditional_hypotheses", cost=1, deepest=0, step=0)
def conditional_hypotheses(goal: Equal | Less | LessEqual, search: Search) -> Theorem | None:
    """The goal, from what follows from hypotheses whose conditions are decided at once: from A and A implies B, B.

    D. Prawitz, Natural Deduction, chapter I."""
    facts: dict[Formula, Theorem] = {}
    for part in conjuncts(search.given):
        with suppress(KernelError, NeedsCase):
            fact = unconditional(rules.assume(part), search)
            if fact is not None:
                facts[part] = fact
    if not facts:
        return None
    others = tuple(part for part in conjuncts(search.given) if part not in facts)
    return cut(search.prove(goal, (*others, *(fact.conclusion for fact in facts.values()))), facts.values())


def unconditional(theorem: Theorem, search: Search) -> Theorem | None:
    """What a theorem says whose condition holds, for every index where it says so; None for one without a condition,
    or where the condition is one on indices or speaks of them."""
    match theorem.conclusion:
        case ForAll(over=str() as size):
            place = IndexVariable(fresh_name("i", theorem.conclusion, *search.given), size)
            inner = unconditional(specialise(theorem, place), search)
            if inner is None or any(place in set(subnodes(one)) for one in inner.hypotheses):
                return None
            return rules.generalise(inner, place)
        case Implies(left=left) if not any(isinstance(one, SameIndex) for one in subnodes(left)):
            return rules.modus_ponens(theorem, search.within(AT_ONCE).prove(left, step=1))
    return None
