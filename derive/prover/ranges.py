"""Values between two bounds: Σ w (u − f)(f − l) ≥ 0, from which the variance is at most ¼(u − l)²."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derive.kernel import rules
from derive.kernel.facts import read_facts
from derive.kernel.polynomials import Polynomial, monomial_term, plus, polynomial_term, split_monomial
from derive.kernel.terms import (
    ZERO,
    Add,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Maximum,
    Power,
    Sum,
    Term,
    negative,
    number,
    substitute,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.prover.entropy import product
from derive.prover.goal import Context, Offer

MOST_RANGES = 6


def range_bounds(context: Context) -> Iterator[Theorem | Offer]:
    """0 ≤ Σ w (u − f)(f − l) and 0 ≤ (2 Σ w f − u − l)², for sums Σ w f² in the goal and l ≤ f ≤ u."""
    count = 0
    for index, weight, value in squares(context):
        lower, upper = limits(context, index, value)
        mean = context.summed(product(weight, value), (index,))
        for low in lower:
            for high in upper:
                count += 1
                if count > MOST_RANGES:
                    return
                ends = low.conclusion, high.conclusion
                assert isinstance(ends[0], LessEqual) and isinstance(ends[1], LessEqual)
                least, greatest = ends[0].left, ends[1].right
                room = product(weight, subtract(greatest, value), subtract(value, least))
                yield from context.offer(
                    LessEqual(ZERO, room),
                    (index,),
                    lambda r=room, w=weight, v=value, a=low, b=high, e=least: rules.combine(  # type: ignore[misc]
                        LessEqual(ZERO, r), (product(w, subtract(v, e)),), (b,), context.given, (a,)
                    ),
                )
                middle = subtract(product(number(2), mean), Add((least, greatest)))
                yield rules.by_normal_form(LessEqual(ZERO, Power(middle, number(2))), context.given, ())


def squares(context: Context) -> Iterator[tuple[IndexVariable, Term, Term]]:
    """The weights and values of the sums Σ w f² in the goal."""
    for atom in context.atoms():
        if isinstance(atom, Sum) and not isinstance(atom.body, (Add, Sum)):
            index, body = context.opened(atom)
            factors = list(split_monomial(body))
            for base, power in factors:
                weight = monomial_term(frozenset(factor for factor in factors if factor[0] != base))
                if power == 2 and index.key in base.key and context.is_nonnegative(weight):
                    yield index, weight, base


def limits(context: Context, index: IndexVariable, value: Term) -> tuple[list[Theorem], list[Theorem]]:
    """Theorems l ≤ f and f ≤ u with bounds that do not depend on the index: by maxima, and as given."""
    lower: list[Theorem] = []
    upper: list[Theorem] = []
    own = context.normal(value)
    if own is None:
        return lower, upper
    for atom in context.atoms():
        if isinstance(atom, Maximum) and atom.size == index.size:
            inside = context.normal(context.opened(atom)[1])
            each = rules.maximum_bounds(atom, index, context.given)
            if inside == own:
                upper.append(rules.combine(LessEqual(value, atom), (number(1),), (each,), context.given, ()))
            elif inside == plus({}, own, Fraction(-1)):
                goal = LessEqual(negative(atom), value)
                lower.append(rules.combine(goal, (number(1),), (each,), context.given, ()))
    for bound in given_bounds(context, index, own):
        for goal, found in ((LessEqual(bound, value), lower), (LessEqual(value, bound), upper)):
            try:
                found.append(context.decided(goal))
            except KernelError:
                continue
    return lower, upper


def given_bounds(context: Context, index: IndexVariable, value: Polynomial) -> Iterator[Term]:
    """The terms that hypotheses compare the value with, at every index."""
    for fact in read_facts(context.known):
        if len(fact.pattern) == 1 and fact.pattern[0].size == index.size and isinstance(fact.source, (Less, LessEqual)):
            difference = context.normal(substitute(fact.term, {fact.pattern[0]: index}))
            if difference is None or len(value) != 1:
                continue
            ((monomial, coefficient),) = value.items()
            rest = {m: c for m, c in difference.items() if m != monomial}
            if len(rest) < len(difference) and not any(index.key in monomial_term(m).key for m in rest):
                yield polynomial_term(plus({}, rest, -coefficient / difference[monomial]))
