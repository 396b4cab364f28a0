"""Pinsker's inequality, for distributions over the classes and for two classes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations, permutations

from derive.kernel import rules
from derive.kernel.polynomials import polynomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Add,
    Equal,
    Formula,
    IndexVariable,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Log,
    Power,
    Relation,
    Term,
    close_body,
    number,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import decided
from derive.lemmas.terms import HALF, inverse, product, summed
from derive.lemmas.total_variation import pinsker_of_all, pinsker_of_two
from derive.prover.goal import Context, Offer
from derive.prover.parts import logs_with_weights
from derive.prover.tactic import involving, principle

MOST_ARGUMENTS = 6

Pair = tuple[Term, Term]


@principle("pinsker", cost=95, most=6, when=involving(Log))
def pinsker(context: Context) -> Iterator[Theorem | Offer]:
    """½ (Σ |q − r|)² ≤ Σ q log(q/r) for distributions q and r, where the goal has a sum of absolute values.

    A. B. Tsybakov, Introduction to Nonparametric Estimation, lemma 2.5."""
    if not any(isinstance(total.body, Absolute) for total in context.sums()):
        return
    for index, (first, second) in dict.fromkeys(distributions(context)):
        conditions = [LessEqual(ZERO, first), Less(ZERO, second)]
        totals = [Equal(summed(term, (index,)), ONE) for term in (first, second)]
        if all(holds(condition, context.given) for condition in (*conditions, *totals)):
            distance = summed(Absolute(subtract(first, second)), (index,))
            entropy = summed(product(first, Log(product(first, inverse(second)))), (index,))
            goal = LessEqual(product(HALF, Power(distance, number(2))), entropy)
            yield from context.offer(goal, (), partial(over_classes, context, goal, index, (first, second)))


def distributions(context: Context) -> Iterator[tuple[IndexVariable, Pair]]:
    """Pairs of terms q and r at an index: of sums of |q − r|, and of sums of q log(q/r)."""
    for total in context.sums():
        index, body = context.opened(total)
        difference = context.normal(body.argument) if isinstance(body, Absolute) else None
        if difference:
            above = polynomial_term({m: c for m, c in difference.items() if c > 0})
            below = polynomial_term({m: -c for m, c in difference.items() if c < 0})
            yield from ((index, pair) for pair in ((above, below), (below, above)))
    for logarithm, weight, around in logs_with_weights(context):
        if len(around) == 1:
            other = context.normal(product(weight, inverse(logarithm.argument)))
            yield from [(around[0], (weight, polynomial_term(other)))] if other else []


def holds(condition: Relation, given: tuple[Formula, ...]) -> bool:
    """Whether the decision procedure establishes a condition."""
    try:
        decided(condition, given)
    except KernelError:
        return False
    return True


def over_classes(context: Context, goal: LessEqual, index: IndexVariable, pair: Pair) -> Theorem:
    """The inequality for one pair of distributions."""
    given = context.given
    q, r = (Lambda((index.size,), close_body(term, (index,))) for term in pair)
    signs = (decided(LessEqual(ZERO, pair[0]), given), decided(Less(ZERO, pair[1]), given))
    totals = (decided(Equal(summed(term, (index,)), ONE), given) for term in pair)
    each = (rules.generalise(sign, index) for sign in signs)
    theorem = pinsker_of_all(index.size).under(*given).at(q=q, r=r).given(*each, *totals).theorem
    return rules.combine(goal, (ONE,), (theorem,), given, ())


@principle("pinsker_of_two", cost=96, most=6, when=involving(Log))
def pinsker_of_two_classes(context: Context) -> Iterator[Theorem | Offer]:
    """2 (t − u)² ≤ t log(t/u) + (1 − t) log((1 − t)/(1 − u)), for the logarithms of t, 1 − t, u and 1 − u in the goal.

    A. B. Tsybakov, Introduction to Nonparametric Estimation, lemma 2.5, for two classes."""
    inside = [atom.argument for atom in context.atoms() if isinstance(atom, Log)][:MOST_ARGUMENTS]
    shares = [a for a, b in combinations(inside, 2) if context.normal(subtract(Add((a, b)), ONE)) == {}]
    for first, second in permutations([*shares, HALF], 2):
        conditions = tuple(relation for t in (first, second) for relation in (Less(ZERO, t), Less(t, ONE)))
        if first != HALF and all(holds(condition, context.given) for condition in conditions):
            entropies = (
                product(t, Log(product(t, inverse(u))))
                for t, u in ((first, second), (subtract(ONE, first), subtract(ONE, second)))
            )
            square = product(number(2), Power(subtract(first, second), number(2)))
            goal = LessEqual(square, Add(tuple(entropies)))
            yield from context.offer(goal, (), partial(over_two_classes, context, goal, (first, second), conditions))


def over_two_classes(context: Context, goal: LessEqual, pair: Pair, conditions: tuple[Relation, ...]) -> Theorem:
    """The inequality for one pair of shares."""
    given = context.given
    proofs = (decided(condition, given) for condition in conditions)
    theorem = pinsker_of_two().under(*given).at(t=pair[0], u=pair[1]).given(*proofs).theorem
    return rules.combine(goal, (ONE,), (theorem,), given, ())
