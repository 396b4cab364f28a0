"""Absolute values in hypotheses and goals, as the two inequalities that a bound of one is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from derive import lemmas
from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.terms import Absolute, Formula, KernelError, Less, LessEqual, Maximum, Sum, negative, subnodes
from derive.kernel.theorem import Theorem
from derive.language.lemma import cut
from derive.lemmas.terms import Order, at_any_indices
from derive.prover.goal import Search
from derive.prover.tactic import involving, tactic

MOST_BOUNDED = 4
"""How many hypotheses about absolute values are used."""


@tactic("absolute_hypotheses", cost=76, deepest=0, when=involving(Sum))
def absolute_hypotheses(goal: Order, search: Search) -> Theorem | None:
    """The goal from −b ≤ x ≤ b for all values of the indices, where |x| ≤ b is given.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 1.33."""
    bounds = [theorem for formula in search.given for theorem in within(formula, search.given)][: 2 * MOST_BOUNDED]
    bounds = [theorem for theorem in bounds if theorem.conclusion not in search.given]
    if not bounds:
        return None
    return cut(search.prove(goal, (*search.given, *(theorem.conclusion for theorem in bounds))), bounds)


@tactic("absolute_bounds", cost=77, deepest=0, step=0, when=involving(Absolute))
def absolute_bounds(goal: LessEqual, search: Search) -> Theorem | None:
    """|x| ≤ b from −b ≤ x and x ≤ b, where x has sums or maxima.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 1.33."""
    side = goal.left
    if not isinstance(side, Absolute) or not any(isinstance(part, (Sum, Maximum)) for part in subnodes(side)):
        return None
    inside, most = side.argument, goal.right
    above = search.prove(LessEqual(inside, most))
    below = search.prove(LessEqual(negative(most), inside))
    return lemmas.absolute_at_most(inside, most, below, above, search.given)


def within(formula: Formula, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """−b ≤ x and x ≤ b, for all values of the indices, where a hypothesis says |x| ≤ b or |x| < b."""
    pattern, body = at_any_indices(formula, "b", *given)
    if not pattern or not isinstance(body, (Less, LessEqual)) or not isinstance(body.left, Absolute):
        return
    theorem = rules.assume(formula)
    for index in pattern:
        theorem = rules.specialise(theorem, index)
    with suppress(KernelError, NeedsCase):
        for side in lemmas.within_absolute(theorem, given):
            for index in reversed(pattern):
                side = rules.generalise(side, index)
            yield side
