"""Inequalities as sums of known ones: right − left = Σ mᵢ (rightᵢ − leftᵢ) + evident terms, mᵢ ≥ 0.

The multipliers are found by linear programming over the monomials that occur."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy

from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Polynomial
from derive.kernel.terms import KernelError, Less, Log, Term
from derive.kernel.theorem import Theorem
from derive.lemmas.terms import Order
from derive.prover.goal import Context, Offer, Search
from derive.prover.linarith.columns import MOST_MONOMIALS, Bound, Columns, positive_denominator, proved, read_bound
from derive.prover.linarith.simplex import nonnegative_solution
from derive.prover.registry import principles
from derive.prover.tactic import Principle

MOST_DENOMINATORS = 2
MOST_SCALED = 14


def linear_combination(goal: Order, search: Search, extra: tuple[Theorem, ...] = ()) -> Theorem | None:
    """A linear combination of what the principles offer, the cheap ones first; ``extra`` are more bounds."""
    context = Context(goal, search)
    denominator = positive_denominator(context.reasoner, context.denominators)
    if denominator is None or len(context.numerator) > MOST_MONOMIALS:
        return None
    columns = Columns(context)
    bounds = [bound for bound in (read_bound(theorem, context.reasoner) for theorem in extra) if bound is not None]
    stages: list[int] = []
    seen: set[str] = set()
    for principle in principles():
        offered = list(bounds_of(principle, context, seen))
        if offered:
            bounds += offered
            stages.append(len(bounds))
            found = combined(columns, denominator, bounds, 1)
            if found is not None:
                return found
    for stage in stages:
        found = combined(columns, denominator, bounds[:stage], 2)
        if found is not None:
            return found
    return over_one_denominator(context, bounds)


def bounds_of(principle: Principle, context: Context, seen: set[str]) -> Iterator[Bound]:
    """What a principle offers that is not trivial and no other has offered, up to the first that it fails at."""
    if not principle.when(context):
        return
    count = 0
    try:
        for offered in principle(context):
            relation = offered.relation if isinstance(offered, Offer) else offered.conclusion
            if relation.key in seen:
                continue
            seen.add(relation.key)
            bound = read_bound(offered, context.reasoner, principle.name)
            if bound is not None:
                count += 1
                yield bound
            if count == principle.most:
                return
    except (KernelError, NeedsCase):
        return


def over_one_denominator(context: Context, bounds: list[Bound]) -> Theorem | None:
    """As before, with the goal and the bounds multiplied by the same denominator, the least that they have in
    common: a bound with one denominator may be needed together with another. Only bounds of logarithms of the goal."""
    common = dict(context.denominators)
    for bound in bounds:
        for atom, power in bound.denominators.items():
            common[atom] = max(power, common.get(atom, 0))
    whole = positive_denominator(context.reasoner, common)
    if not common or not logarithms(context.numerator) or whole is None or sum(common.values()) > MOST_DENOMINATORS:
        return None
    scaled = copy(context)
    scaled.numerator = raised(context, context.numerator, context.denominators, common)
    if len(scaled.numerator) > MOST_MONOMIALS:
        return None
    same: list[Bound] = []
    logs = logarithms(context.numerator)
    for bound in bounds:
        if len(same) == MOST_SCALED or not logs >= logarithms(bound.polynomial) != set():
            continue
        polynomial = raised(context, bound.polynomial, bound.denominators, common)
        if bound.prove is not None and len(polynomial) <= MOST_MONOMIALS:
            same.append(Bound(bound.relation, polynomial, whole, common, bound.prove, bound.name))
    return combined(Columns(scaled), whole, same, 1)


def logarithms(polynomial: Polynomial) -> set[Term]:
    """The logarithms in a polynomial."""
    return {atom for monomial in polynomial for atom, _ in monomial if isinstance(atom, Log)}


def raised(context: Context, top: Polynomial, below: dict[Term, int], common: dict[Term, int]) -> Polynomial:
    """A numerator over the common denominator."""
    for atom, power in sorted(common.items(), key=lambda item: item[0].key):
        for _ in range(power - below.get(atom, 0)):
            top = context.reasoner.times(context.reasoner.normal(atom), top)
    return top


def combined(known: Columns, denominator: Term, bounds: list[Bound], rounds: int) -> Theorem | None:
    """The goal, where a combination of the bounds is found that proves it."""
    context = known.context
    strict = isinstance(context.goal, Less)
    while True:
        columns = known.of([bound for bound in bounds if bound.prove is not None], rounds)
        rewarded = [place for place, column in enumerate(columns) if column.strict] if strict else []
        if strict and not rewarded:
            return None
        found = nonnegative_solution([column.polynomial for column in columns], context.numerator, rewarded)
        if found is None:
            return None
        theorem = proved([(columns[place], value) for place, value in found.items()], context, denominator)
        if theorem is not None:
            return theorem
        used = (columns[place].bound for place in found)
        if all(bound is None or bound.prove is not None for bound in used):
            return None
