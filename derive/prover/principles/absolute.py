"""Absolute values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from derive.kernel import rules
from derive.kernel.polynomials import monomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Add,
    Equal,
    Formula,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Sum,
    Term,
    negative,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.absolute import above, absolute_of_sum, at_most_absolute, below
from derive.lemmas.terms import factors_of, product, summed
from derive.prover.goal import Context, Offer, add_up_over
from derive.prover.tactic import involving, principle

MOST_IN_TRIANGLE = 4


@principle("absolute_values", cost=70, most=16)
def absolute_values(context: Context) -> Iterator[Theorem | Offer]:
    """±x ≤ |x|: Σ w f ≤ Σ w |f| and −Σ w f ≤ Σ w |f| for w ≥ 0, and for |x| in a hypothesis."""
    for given in context.given:
        for node in sorted(
            (n for n in subnodes(given) if isinstance(n, Absolute) and not n.loose), key=lambda n: n.key
        ):
            for side in (node.argument, negative(node.argument)):
                yield at_most_absolute(side, node, context.given)
    for total in context.sums():
        index, body = context.opened(total)
        factors = factors_of(body)
        for place, factor in enumerate(factors):
            if isinstance(factor, Absolute):
                rest = factors[:place] + factors[place + 1 :]
                weight = product(*rest) if rest else ONE
                for sign in (1, -1):
                    inside = factor.argument if sign == 1 else negative(factor.argument)
                    if context.is_nonnegative(weight):
                        yield from weighted(context, weight, inside, factor, index)


def weighted(
    context: Context, weight: Term, inside: Term, absolute: Absolute, index: IndexVariable
) -> Iterator[Theorem | Offer]:
    """Σ ±w x ≤ Σ w |x|."""
    goal = LessEqual(product(weight, inside), product(weight, absolute))

    def prove() -> Theorem:
        one = at_most_absolute(inside, absolute, context.given)
        return rules.combine(goal, (weight,), (one,), context.given, ())

    yield from context.offer(goal, (index,), prove)


@principle("triangle", cost=72, most=12, when=involving(Absolute))
def triangle(context: Context) -> Iterator[Theorem]:
    """|a + b + …| ≤ |a| + |b| + …, also in sums, and |Σ f| ≤ Σ |f|: the triangle inequality.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 1.33 (e)."""
    for part, around in context.parts:
        if isinstance(part, Absolute) and len(around) < 2:
            with suppress(KernelError):
                theorem = triangle_inequality(context, part)
                if theorem is not None:
                    yield add_up_over(theorem, around)
        if isinstance(part, Absolute) and isinstance(part.argument, Sum) and not around:
            yield of_sum(context, part, part.argument)


def triangle_inequality(context: Context, absolute: Absolute) -> Theorem | None:
    """|a + b + …| ≤ |a| + |b| + …, for the monomials of the argument."""
    inside = context.normal(absolute.argument)
    if inside is None or len(inside) < 2 or len(inside) > MOST_IN_TRIANGLE:
        return None
    terms = [monomial_term(m, c) for m, c in sorted(inside.items(), key=lambda item: monomial_term(item[0]).key)]
    theorem = absolute_of_sum(terms, context.given)
    goal = LessEqual(absolute, Add(tuple(Absolute(term) for term in terms)))
    return rules.combine(goal, (ONE,), (theorem,), context.given, ())


def of_sum(context: Context, absolute: Absolute, total: Sum) -> Theorem:
    """|Σ f| ≤ Σ |f|."""
    index, body = context.opened(total)
    goal = LessEqual(absolute, summed(Absolute(body), (index,)))
    at_most = (lemma.under(*context.given).at(x=body).theorem for lemma in (above, below))
    positive, negated = (add_up_over(theorem, (index,)) for theorem in at_most)
    parts: tuple[Formula, ...] = (Less(total, ZERO), Equal(total, ZERO), Less(ZERO, total))
    branches = tuple(
        rules.combine(goal, (ONE,), (one,), (case, *context.given), ())
        for case, one in zip(parts, (negated, positive, positive), strict=True)
    )
    return rules.cases(rules.trichotomy(total, ZERO, context.given, ()), branches, goal)
