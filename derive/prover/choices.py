"""Terms that depend on whether two indices are the same: cases of it, and what such a term is at an index."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    Add,
    Array,
    Choose,
    Formula,
    Index,
    IndexVariable,
    Less,
    LessEqual,
    Maximum,
    Not,
    SameIndex,
    Variable,
    negative,
    subnodes,
    substitute,
)
from derive.kernel.theorem import Theorem
from derive.language.extrema import largest_terms
from derive.lemmas.inference import largest_bounds
from derive.prover.goal import Context

Order = Less | LessEqual
MOST_INSTANCES = 3


def by_choices(
    goal: Order, given: tuple[Formula, ...], prove: Callable[[Order, tuple[Formula, ...]], Theorem]
) -> Theorem | None:
    """By cases of two indices on which a part of the goal depends."""
    pairs = {(node.left, node.right) for node in subnodes(goal) if isinstance(node, Choose) and not node.loose}
    for left, right in sorted(pairs, key=lambda pair: (pair[0].key, pair[1].key)):
        same = SameIndex(left, right)
        if left == right or same in given or Not(same) in given:
            continue
        old, new = (left, right) if isinstance(left, IndexVariable) else (right, left)
        if not isinstance(old, IndexVariable):
            continue
        identified = prove(substitute(goal, {old: new}), given)
        branches = (
            rules.combine(goal, (ONE,), (identified,), (same, *given), ()),
            prove(goal, (Not(same), *given)),
        )
        return rules.cases(rules.excluded_middle(same), branches, goal)
    return None


def by_lone_maximum(
    goal: Order, given: tuple[Formula, ...], prove: Callable[[Order, tuple[Formula, ...]], Theorem]
) -> Theorem | None:
    """max a + b ≤ c from max a ≤ c − b, without rewriting c, the form of which tells what is in it."""
    if not isinstance(goal.left, Add):
        return None
    maxima = [term for term in goal.left.terms if isinstance(term, Maximum) and not largest_terms(term)]
    if len(maxima) != 1:
        return None
    others = [negative(term) for term in goal.left.terms if term != maxima[0]]
    inner = prove(type(goal)(maxima[0], Add((goal.right, *others))), given)
    return rules.combine(goal, (ONE,), (inner,), given, ())


def instance_maxima(context: Context) -> Iterator[Theorem]:
    """max(a, b) inside a sum, at the indices of the goal: it is at least a and b there."""
    for part, around in context.parts:
        terms = largest_terms(part)
        if terms is None or len(around) != 1:
            continue
        for index in [i for i in context.indices if i.size == around[0].size][:MOST_INSTANCES]:
            there: dict[IndexVariable | Variable, Index | Array] = {around[0]: index}
            placed = tuple(substitute(term, there) for term in terms)
            for place in range(len(placed)):
                yield largest_bounds(placed, place, context.given)
