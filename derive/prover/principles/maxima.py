"""Maxima are at least each of the values; the logarithm of a sum of exponentials is near the largest exponent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import permutations

from derive import lemmas
from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    Absolute,
    Array,
    Index,
    IndexVariable,
    KernelError,
    LessEqual,
    Log,
    Maximum,
    Sum,
    Term,
    Variable,
    negative,
    open_body,
    subnodes,
    substitute,
)
from derive.kernel.theorem import Theorem
from derive.language.extrema import largest_terms
from derive.lemmas.absolute import at_most_absolute
from derive.lemmas.log_sum_exp import log_sum_exp_bounds
from derive.lemmas.maxima import largest_bounds
from derive.lemmas.terms import factors_of, product
from derive.prover.goal import Context, add_up_over
from derive.prover.parts import weights_in
from derive.prover.tactic import involving, principle
from derive.prover.tactics.linear_squares import as_bounds, squares_in_sum

MOST_INSTANCES = 4
MOST_PLACES = 3
MOST_WEIGHTS = 8
MOST_WEIGHTS_IN_SUMS = 6
MOST_PAIRS = 6


@principle("maxima", cost=20, most=24, when=involving(Maximum))
def maxima(context: Context) -> Iterator[Theorem]:
    """Each value is at most the maximum, also weighted and summed: Σ w a ≤ (Σ w) max a for w ≥ 0, which is one end
    of the theorem that a mean lies between the least and the greatest value.

    G. H. Hardy, J. E. Littlewood, G. Pólya, Inequalities, 2nd ed., theorem 1."""
    for maximum in maxima_in(context):
        terms = largest_terms(maximum)
        if terms is not None:
            for place in range(len(terms)):
                yield largest_bounds(terms, place, context.given)
            continue
        index, body = context.opened(maximum)
        each = rules.maximum_bounds(maximum, index, context.given)
        for other in [i for i in context.indices if i.size == maximum.size][:MOST_INSTANCES]:
            yield rules.maximum_bounds(maximum, other, context.given)
        weights: list[Term] = [ONE]
        for total in context.sums():
            if total.size == maximum.size:
                weights += weights_in(context, total, index)
        values: list[tuple[Term, tuple[Theorem, ...]]] = [(body, (each,))]
        if isinstance(body, Absolute):
            for inside in (body.argument, negative(body.argument)):
                values.append((inside, (each, at_most_absolute(inside, body, context.given))))
        for weight in list(dict.fromkeys(weights))[:MOST_WEIGHTS]:
            for value, chain in values:
                try:
                    goal = LessEqual(product(weight, value), product(weight, maximum))
                    one = rules.combine(goal, (weight,) * len(chain), chain, context.given, ())
                    yield add_up_over(one, (index,))
                except KernelError:
                    continue


def maxima_in(context: Context) -> list[Maximum]:
    """The maxima in a goal and in its normal form, outside sums."""
    found = [part for part, around in context.parts if isinstance(part, Maximum) and not around]
    return list(dict.fromkeys([*found, *(atom for atom in context.atoms() if isinstance(atom, Maximum))]))


@principle("log_sum_exp", cost=21, most=12, when=involving(Maximum))
def log_sum_exp(context: Context) -> Iterator[Theorem]:
    """max a ≤ log Σ exp a ≤ max a + log n, for goals with maxima.

    S. Boyd, L. Vandenberghe, Convex Optimization, section 3.1.5."""
    if maxima_in(context):
        for part, around in context.parts:
            if isinstance(part, Log) and not around:
                with suppress(KernelError):
                    yield from log_sum_exp_bounds(part, context.given)


@principle("ordered_maxima", cost=22, most=6, when=involving(Maximum))
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
            yield lemmas.maximum_least(rules.generalise(one, index))


@principle("maxima_in_sums", cost=24, most=26, when=involving(Maximum))
def maxima_in_sums(context: Context) -> Iterator[Theorem]:
    """Inside sums: max(a, b) is at least a and b, also weighted."""
    for part, around in context.parts:
        terms = largest_terms(part)
        if terms is None or len(around) != 1:
            continue
        index = around[0]
        weights: list[Term] = [ONE]
        for total in context.sums():
            if total.size == index.size:
                weights += weights_in(context, total, index)
        for place, value in enumerate(terms):
            one = largest_bounds(terms, place, context.given)
            for weight in list(dict.fromkeys(weights))[:MOST_WEIGHTS_IN_SUMS]:
                goal = LessEqual(product(weight, value), product(weight, part))
                yield add_up_over(rules.combine(goal, (weight,), (one,), context.given, ()), around)


@principle("maxima_given", cost=26, most=16)
def maxima_given(context: Context) -> Iterator[Theorem]:
    """max(a, b) in a sum of which something is given is at least a and b, for the sum and at the indices of the goal:
    the maximum is the least upper bound.

    B. A. Davey, H. A. Priestley, Introduction to Lattices and Order, 2nd ed., chapter 2."""
    totals = {node for given in context.given for node in subnodes(given) if isinstance(node, Sum) and not node.loose}
    for total in sorted(totals, key=lambda total: total.key):
        index, body = context.opened(total)
        for factor in factors_of(body):
            terms = largest_terms(factor) or ()
            for place in range(len(terms)):
                bound = largest_bounds(terms, place, context.given)
                yield add_up_over(bound, (index,))
                each = rules.generalise(bound, index)
                for other in [i for i in context.indices if i.size == total.size][:MOST_INSTANCES]:
                    yield rules.specialise(each, other)


@principle("squares_of_maxima", cost=25, most=12, when=involving(Sum))
def squares_of_maxima(context: Context) -> Iterator[Theorem]:
    """Inside sums: m² = m (a + b) − a b for m = max(a, b), and w² = w for w in {0, 1}, as two inequalities each."""
    for atom in context.atoms():
        if isinstance(atom, Sum):
            for equation in squares_in_sum(atom, context.reasoner, context.goal, context.given):
                yield from as_bounds(equation, context.given)


@principle("maxima_at_indices", cost=84, most=12, when=involving(Maximum))
def maxima_at_indices(context: Context) -> Iterator[Theorem]:
    """max(a, b) inside a sum, at the indices of the goal: it is at least a and b there."""
    for part, around in context.parts:
        terms = largest_terms(part)
        if terms is None or len(around) != 1:
            continue
        for index in [i for i in context.indices if i.size == around[0].size][:MOST_PLACES]:
            there: dict[IndexVariable | Variable, Index | Array] = {around[0]: index}
            placed = tuple(substitute(term, there) for term in terms)
            for place in range(len(placed)):
                yield largest_bounds(placed, place, context.given)
