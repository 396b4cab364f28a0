"""Logarithms of sums: log bₖ ≤ log Σ b with weights and summed, and the log-sum inequality."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from derive.kernel import rules
from derive.kernel.facts import read_facts
from derive.kernel.normal import flatten
from derive.kernel.terms import (
    ONE,
    Add,
    Equal,
    IndexVariable,
    LessEqual,
    Log,
    Maximum,
    Multiply,
    Number,
    Power,
    Sum,
    Term,
    open_body,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas import inference
from derive.prover.entropy import inverse, product
from derive.prover.goal import Context, Offer, add_up

Indices = tuple[IndexVariable, ...]
MOST_OFFERS = 12


def factors_of(term: Term) -> list[Term]:
    """The factors of a product."""
    return list(flatten(term)) if isinstance(term, Multiply) else [term]


def logs_with_weights(context: Context) -> Iterator[tuple[Log, Term, Indices]]:
    """Each logarithm in the goal with the other factors of its term (without numbers), and the indices of the
    sums around."""
    for part, around in context.parts:
        for term in part.terms if isinstance(part, Add) else (part,):
            factors = factors_of(term)
            for place, factor in enumerate(factors):
                if isinstance(factor, Log):
                    rest = [f for f in factors[:place] + factors[place + 1 :] if not isinstance(f, Number)]
                    yield factor, product(*rest) if rest else ONE, around


def sums_inside(logarithm: Log) -> list[tuple[Sum, int]]:
    """The sums that are factors of the argument, with the sign of their exponent."""
    found: list[tuple[Sum, int]] = []
    pending = [(logarithm.argument, 1)]
    while pending:
        term, side = pending.pop()
        if isinstance(term, Sum):
            found.append((term, side))
        elif isinstance(term, Multiply):
            pending += [(factor, side) for factor in reversed(term.factors)]
        elif isinstance(term, Power) and isinstance(term.exponent, Number):
            pending.append((term.base, side if term.exponent.value > 0 else -side))
    return found


def log_of_term_bounds(context: Context) -> Iterator[Theorem | Offer]:
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
            yield from context.offer(
                goal,
                indices,
                lambda g=goal, w=weight, t=total, i=index: weighted_term(context, g, w, t, i),  # type: ignore[misc]
            )


def log_of_part_bounds(context: Context) -> Iterator[Theorem | Offer]:
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
                    yield from context.offer(*weighted_logs(context, weight, term, whole, around))
    for atom in context.atoms():
        if isinstance(atom, Log) and isinstance(atom.argument, Maximum):
            largest = atom.argument
            index, body = context.opened(largest)
            each = inference.monotone("log", rules.maximum_bounds(largest, index, context.given), assumed(context))
            for weight in dict.fromkeys(spread_weights(context, Sum(largest.size, largest.body), ONE, index, ())):
                goal = LessEqual(product(weight, Log(body)), product(weight, atom))
                yield add_up(rules.combine(goal, (weight,), (each,), context.given, ()), (index,))


def weighted_logs(
    context: Context, weight: Term, part: Term, whole: Term, around: Indices
) -> tuple[LessEqual, Indices, Callable[[], Theorem]]:
    """w log t ≤ w log(t + u), what it is summed over, and its proof."""
    goal = LessEqual(product(weight, Log(part)), product(weight, Log(whole)))

    def prove() -> Theorem:
        one = rules.by_normal_form(LessEqual(part, whole), context.given, ())
        inside = inference.monotone("log", one, assumed(context))
        return rules.combine(goal, (weight,), (inside,), context.given, ())

    return goal, around, prove


def assumed(context: Context) -> tuple[Theorem, ...]:
    """What is given, as theorems."""
    return tuple(rules.assume(fact) for fact in context.given)


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


def weighted_term(context: Context, goal: LessEqual, weight: Term, total: Sum, index: IndexVariable) -> Theorem:
    """w log bₖ ≤ w log Σ b."""
    one = rules.by_normal_form(LessEqual(open_body(total.body, (index,)), total), context.given, ())
    inside = inference.monotone("log", one, assumed(context))
    return rules.combine(goal, (weight,), (inside,), context.given, ())


def log_sum_bounds(context: Context) -> Iterator[Theorem | Offer]:
    """Σ (a − b A/B) ≤ Σ a log(a B/(b A)) for A = Σ a and B = Σ b, from which A log(A/B) ≤ Σ a log(a/b)."""
    chosen: dict[tuple[Term, Term, Indices], None] = {}
    for logarithm, _, around in logs_with_weights(context):
        sums = sums_inside(logarithm)
        for above, side in sums:
            for below, other_side in sums:
                if side == 1 and other_side == -1 and above.size == below.size:
                    index = context.index(above.size, len(around))
                    first, second = (open_body(total.body, (index,)) for total in (above, below))
                    chosen[first, product(second, above, inverse(below)), (*around, index)] = None
    for first, second, indices in list(chosen)[:MOST_OFFERS]:
        if context.is_nonnegative(first) and context.is_positive(second):
            ratio = Multiply((first, inverse(second)))
            goal = LessEqual(subtract(first, second), Multiply((first, Log(ratio))))
            yield from context.offer(
                goal,
                indices,
                lambda f=first, s=second: rules.relative_entropy_bound(f, s, context.given, ()),  # type: ignore[misc]
            )
