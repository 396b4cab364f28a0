"""Hypotheses about norms and other square roots, as what they say of the squares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import polynomial_term
from derive.kernel.terms import (
    Add,
    Equal,
    Formula,
    KernelError,
    Less,
    LessEqual,
    Power,
    Relation,
    number,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.language.lemma import cut
from derive.lemmas.decided import reasoner_under
from derive.lemmas.terms import at_any_indices, is_root
from derive.prover.goal import Search
from derive.prover.tactic import tactic

MOST_SQUARED = 6
"""How many hypotheses are squared."""


@tactic("squared_hypotheses", cost=1, deepest=0, step=0, decisive=True)
def squared_hypotheses(goal: Relation, search: Search) -> Theorem | None:
    """The goal from a² = b² where a = b is given, or ≤, or <, of sides ≥ 0 with square roots in them: ‖x‖ ≤ r says that
    xᵀx ≤ r², ‖x‖ = 1 that xᵀx = 1, and ‖x‖ > 0 that xᵀx > 0. Squaring is increasing on the numbers that are not
    negative.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 1.21."""
    theorems = [theorem for formula in search.given for theorem in squared(formula, search.given)][:MOST_SQUARED]
    theorems = [theorem for theorem in theorems if theorem.conclusion not in search.given]
    if not theorems:
        return None
    return cut(search.prove(goal, (*search.given, *(theorem.conclusion for theorem in theorems))), theorems)


def squared(formula: Formula, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """What a hypothesis says of the squares of its sides, for all values of its indices, where they have roots."""
    pattern, body = at_any_indices(formula, "r", *given)
    if not isinstance(body, (Equal, Less, LessEqual)) or not any(is_root(node) for node in subnodes(body)):
        return
    theorem = rules.assume(formula)
    for index in pattern:
        theorem = rules.specialise(theorem, index)
    with suppress(KernelError, NeedsCase):
        theorem = squares(body, theorem, given)
        for index in reversed(pattern):
            theorem = rules.generalise(theorem, index)
        yield theorem


def squares(relation: Equal | Less | LessEqual, theorem: Theorem, given: tuple[Formula, ...]) -> Theorem:
    """a² = b² from a = b, where neither is negative, as they are without roots; likewise of the other relations."""
    facts = given if isinstance(relation, Less) else tuple(f for f in given if f not in theorem.hypotheses)
    reasoner = reasoner_under(facts)
    sides = relation.left, relation.right
    forms = [polynomial_term(reasoner.normal(Power(side, number(2)))) for side in sides]
    if not all(reasoner.sign(side) <= NONNEGATIVE for side in sides) or any(
        is_root(node) for form in forms for node in subnodes(form)
    ):
        raise KernelError("prover: the hypothesis does not become one without roots")
    return rules.combine(type(relation)(*forms), (Add(sides),), (theorem,), facts, ())
