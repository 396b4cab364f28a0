"""The exponential function and the logarithm are increasing.

W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 8.6 (c) and the paragraphs on the logarithm after it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from derive import lemmas
from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE, POSITIVE, read_facts
from derive.kernel.normal import NeedsCase
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Equal,
    Exp,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Log,
    Maximum,
    Number,
    Power,
    Sum,
    Term,
    open_body,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.terms import Indices, factors_of, product
from derive.prover.goal import Context, Offer, add_up_over
from derive.prover.parts import assumed, logs_with_weights, sums_inside
from derive.prover.tactic import involving, principle

MOST_OFFERS = 12
MOST_EXPONENTS = 8
MOST_POWERS = 4
MOST_LOGARITHMS = 5


@principle("monotone", cost=30, most=16, when=involving(Exp, Log, Power))
def monotone(context: Context) -> Iterator[Theorem]:
    """exp a ≤ exp b and log a ≤ log b where the kernel decides the sign of a − b; exp a ≤ 1, bᵃ ≤ 1 likewise."""
    exponents: list[Term] = []
    powers: list[Term] = []
    for part, around in context.parts:
        if around:
            continue
        if isinstance(part, Exp):
            exponents.append(part.argument)
        elif isinstance(part, Power) and not isinstance(part.exponent, Number) and context.is_positive(part.base):
            powers.append(product(part.exponent, Log(part.base)))
    exponents = list(dict.fromkeys([*exponents, ZERO]))[:MOST_EXPONENTS]
    for place, first in enumerate(exponents):
        for second in exponents[place + 1 :]:
            for low, high in ((first, second), (second, first)):
                theorem = ordered(context, low, high)
                if theorem is not None:
                    yield lemmas.monotone("exp", theorem, ())
                    break
    for exponent in powers[:MOST_POWERS]:
        for low, high in ((exponent, ZERO), (ZERO, exponent)):
            theorem = ordered(context, low, high)
            if theorem is not None:
                raised = lemmas.monotone("exp", theorem, ())
                yield raised
                break
    logs = list(dict.fromkeys(part.argument for part, around in context.parts if isinstance(part, Log) and not around))
    for first in logs[:MOST_LOGARITHMS]:
        for second in (*logs[:MOST_LOGARITHMS], ONE):
            if first != second:
                theorem = ordered(context, first, second)
                if theorem is not None and context.is_positive(first):
                    yield lemmas.monotone("log", theorem, tuple(rules.assume(f) for f in context.given))
                elif second == ONE:
                    theorem = ordered(context, ONE, first)
                    if theorem is not None:
                        yield lemmas.monotone("log", theorem, ())


def ordered(context: Context, low: Term, high: Term) -> Theorem | None:
    """low < high or low ≤ high, where the kernel decides it."""
    signs = context.reasoner.sign(subtract(high, low))
    if signs <= NONNEGATIVE:
        relation = Less if signs == POSITIVE else LessEqual
        try:
            return context.decided(relation(low, high))
        except (KernelError, NeedsCase):
            pass
    return None


@principle("logs_of_terms", cost=36, most=12, when=involving(Log))
def logs_of_terms(context: Context) -> Iterator[Theorem | Offer]:
    """Σ w log bₖ ≤ Σ w log Σ b for b ≥ 0: k is an index of the sums around the logarithm, or one more, over which
    the weight is spread that the logarithm has or that another sum has."""
    chosen: dict[tuple[Sum, IndexVariable, Term, Indices], None] = {}
    for logarithm, weight, around in logs_with_weights(context):
        for total, _ in sums_inside(logarithm):
            for index in around:
                if index.size == total.size:
                    chosen[total, index, weight, around] = None
            fresh = context.index(total.size, len(around))
            for spread in spread_weights(context, total, weight, fresh, around):
                chosen[total, fresh, spread, (*around, fresh)] = None
    for total, index, weight, indices in list(chosen)[:MOST_OFFERS]:
        term = open_body(total.body, (index,))
        if context.is_positive(term) and context.is_nonnegative(weight):
            goal = LessEqual(product(weight, Log(term)), product(weight, Log(total)))
            prove = partial(weighted_log, context, goal, weight, LessEqual(term, total))
            yield from context.offer(goal, indices, prove)


def spread_weights(context: Context, total: Sum, weight: Term, index: IndexVariable, around: Indices) -> Iterator[Term]:
    """Weights over one more index: the sum of them is a factor of the weight; or those of other sums and of
    the probability vectors."""
    factors = factors_of(weight)
    for place, factor in enumerate(factors):
        if isinstance(factor, Sum) and factor.size == total.size:
            yield product(*factors[:place], open_body(factor.body, (index,)), *factors[place + 1 :])
    if around:
        return
    for other in context.sums():
        if other.size == total.size:
            body = open_body(other.body, (index,))
            for term in body.terms if isinstance(body, Add) else (body,):
                good = [f for f in factors_of(term) if index.key in f.key and context.is_nonnegative(f)]
                if good:
                    yield product(*good)
    for fact in read_facts(context.given):
        whole = fact.source.left
        if isinstance(fact.source, Equal) and isinstance(whole, Sum) and whole.size == total.size and not fact.pattern:
            yield open_body(whole.body, (index,))


@principle("logs_of_parts", cost=38, most=12, when=involving(Log))
def logs_of_parts(context: Context) -> Iterator[Theorem | Offer]:
    """Σ w log t ≤ Σ w log(t + u) for u ≥ 0, and Σ w log bₖ ≤ Σ w log max b."""
    count = 0
    for logarithm, weight, around in logs_with_weights(context):
        for whole in factors_of(logarithm.argument):
            whole = whole.base if isinstance(whole, Power) else whole
            if not isinstance(whole, Add) or not around or not context.is_nonnegative(weight):
                continue
            for term in whole.terms:
                if count < MOST_OFFERS and context.is_positive(term):
                    count += 1
                    goal = LessEqual(product(weight, Log(term)), product(weight, Log(whole)))
                    prove = partial(weighted_log, context, goal, weight, LessEqual(term, whole))
                    yield from context.offer(goal, around, prove)
    for atom in context.atoms():
        if isinstance(atom, Log) and isinstance(atom.argument, Maximum):
            largest = atom.argument
            index, body = context.opened(largest)
            each = lemmas.monotone("log", rules.maximum_bounds(largest, index, context.given), assumed(context))
            for weight in dict.fromkeys(spread_weights(context, Sum(largest.size, largest.body), ONE, index, ())):
                goal = LessEqual(product(weight, Log(body)), product(weight, atom))
                yield add_up_over(rules.combine(goal, (weight,), (each,), context.given, ()), (index,))


def weighted_log(context: Context, goal: LessEqual, weight: Term, inside: LessEqual) -> Theorem:
    """w log a ≤ w log b, from a ≤ b."""
    one = lemmas.monotone("log", rules.by_normal_form(inside, context.given, ()), assumed(context))
    return rules.combine(goal, (weight,), (one,), context.given, ())
