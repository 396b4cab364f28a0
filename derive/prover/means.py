"""Means and maxima: a mean of terms that are all below a bound is below it, and what is below one value is below the
maximum."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import permutations

from derive.kernel import rules
from derive.kernel.facts import indices_in
from derive.kernel.normal import NeedsCase, flatten
from derive.kernel.terms import (
    ONE,
    ZERO,
    Equal,
    Formula,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Maximum,
    Multiply,
    Sum,
    Term,
    close_body,
    fresh_name,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.language.extrema import largest_terms
from derive.lemmas import inference
from derive.lemmas.decided import decided
from derive.lemmas.inference import largest_bounds
from derive.prover.goal import Context, add_up

Order = Less | LessEqual
Prove = Callable[[Order, tuple[Formula, ...]], Theorem]

MOST_VALUES = 4
MOST_PAIRS = 6


def by_mean(goal: Order, given: tuple[Formula, ...], prove: Prove) -> Theorem | None:
    """Σ w f ≤ b from f ≤ b for every index, for w ≥ 0 with Σ w = 1; also b ≤ Σ w f."""
    if isinstance(goal, Less):
        return None
    for mean, bound, above in ((goal.left, goal.right, True), (goal.right, goal.left, False)):
        if not isinstance(mean, Sum):
            continue
        for indices, weight, value in means(mean, goal, given):
            one = LessEqual(value, bound) if above else LessEqual(bound, value)
            sides = (Multiply((weight, one.left)), Multiply((weight, one.right)))
            try:
                each = rules.combine(LessEqual(*sides), (weight,), (prove(one, given),), given, ())
                return rules.combine(goal, (ONE,), (add_up(each, indices),), given, ())
            except (KernelError, NeedsCase):
                continue
    return None


def means(
    total: Sum, goal: Formula, given: tuple[Formula, ...]
) -> Iterator[tuple[tuple[IndexVariable, ...], Term, Term]]:
    """The ways to read a sum, or one of sums, as a mean: its indices, a weight that is given to be one, the rest."""
    indices: tuple[IndexVariable, ...] = ()
    body: Term = total
    while isinstance(body, Sum):
        indices = (*indices, IndexVariable(fresh_name(f"m{len(indices)}_", goal, *given), body.size))
        body = open_body(body.body, indices[-1:])
        factors = flatten(body) if isinstance(body, Multiply) else []
        for place, weight in enumerate(factors):
            whole: Term = weight
            for index in reversed(indices):
                whole = Sum(index.size, close_body(whole, (index,)))
            try:
                decided(Equal(whole, ONE), given)
                decided(LessEqual(ZERO, weight), given)
            except KernelError:
                continue
            rest = (*factors[:place], *factors[place + 1 :])
            yield indices, weight, rest[0] if len(rest) == 1 else Multiply(rest)


def by_one_value(goal: Order, given: tuple[Formula, ...], prove: Prove) -> Theorem | None:
    """a ≤ max b from a ≤ b at an index that occurs, or from a being at most one of the terms of max(b, c, …)."""
    maximum = goal.right
    if not isinstance(maximum, Maximum):
        return None
    terms = largest_terms(maximum)
    if terms is not None:
        bounds = (largest_bounds(terms, place, given) for place in range(len(terms)))
    else:
        places = indices_in(goal, size=maximum.size)[:MOST_VALUES]
        bounds = (rules.maximum_bounds(maximum, index, given) for index in places)
    for bound in bounds:
        assert isinstance(bound.conclusion, LessEqual)
        with suppress(KernelError, NeedsCase):
            return rules.transitivity((prove(type(goal)(goal.left, bound.conclusion.left), given), bound))
    return None


def ordered_maxima(context: Context) -> Iterator[Theorem]:
    """max a ≤ max b, where each a is among the values of which b is the largest."""
    maxima = [part for part, around in context.parts if isinstance(part, Maximum) and not around]
    maxima = [part for part in dict.fromkeys(maxima) if not largest_terms(part)]
    for low, high in [pair for pair in permutations(maxima, 2) if pair[0].size == pair[1].size][:MOST_PAIRS]:
        index, value = context.opened(low)
        top = open_body(high.body, (index,))
        bound = rules.maximum_bounds(high, index, context.given)
        terms = largest_terms(top) or ()
        for place in (place for place, term in enumerate(terms) if context.normal(term) == context.normal(value)):
            chain = (largest_bounds(terms, place, context.given), bound)
            one = rules.combine(LessEqual(value, high), (ONE, ONE), chain, context.given, ())
            yield inference.maximum_least(rules.generalise(one, index))
