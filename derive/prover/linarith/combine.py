"""Inequalities as sums of known ones: right − left = Σ mᵢ (rightᵢ − leftᵢ) + evident terms, mᵢ ≥ 0.

The multipliers are found by linear programming over the monomials that occur."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from itertools import chain, islice

from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Polynomial, in_order
from derive.kernel.terms import KernelError, Less, Log, Term
from derive.kernel.theorem import Theorem
from derive.lemmas.terms import Order
from derive.prover.goal import Context, Offer, Search
from derive.prover.linarith.columns import MOST_MONOMIALS, Bound, Columns, positive_denominator, proved, read_bound
from derive.prover.linarith.simplex import nonnegative_solution
from derive.prover.registry import principles
from derive.prover.tactic import AS_GIVEN, Principle

MOST_DENOMINATORS = 2
"""How many denominators a goal and its bounds may have in common where all are multiplied by them."""

MOST_SCALED = 14
"""How many bounds of a principle are multiplied by common denominators."""


def linear_combination(goal: Order, search: Search, extra: tuple[Theorem, ...] = ()) -> Theorem | None:
    """A linear combination of what the principles offer, the cheap ones first; ``extra`` are more bounds.

    What one principle offers takes nothing away from another: each bound makes its own columns. Where no combination
    of all of them is found in which each is multiplied by what brings it together with the goal, those of each
    principle are multiplied so as to meet each other, and what is given; in the end all are."""
    context = Context(goal, search)
    denominator = positive_denominator(context.reasoner, context.denominators)
    if denominator is None or len(context.numerator) > MOST_MONOMIALS:
        return None
    columns = Columns(context)
    given = [bound for bound in (read_bound(theorem, context.reasoner) for theorem in extra) if bound is not None]
    groups: list[list[Bound]] = []
    seen: set[str] = set()
    for principle in principles():
        offered = list(bounds_of(principle, context, seen))
        if principle.cost <= AS_GIVEN:
            given += offered
        elif offered:
            groups.append(offered)
        if offered:
            found = combined(columns, denominator, list(chain(given, *groups)), 1)
            if found is not None:
                return found
    for group in ([], *groups, list(chain(*groups))):
        found = combined(columns, denominator, given + group, 2)
        if found is not None:
            return found
    return over_one_denominator(context, (given, *groups))


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


def over_one_denominator(context: Context, groups: Sequence[list[Bound]]) -> Theorem | None:
    """As before, with the goal and the bounds multiplied by the same denominator, the least that they have in
    common: a bound with one denominator may be needed together with another. Only bounds of logarithms of the goal."""
    common = dict(context.denominators)
    for bound in chain(*groups):
        for atom, power in bound.denominators.items():
            common[atom] = max(power, common.get(atom, 0))
    whole = positive_denominator(context.reasoner, common)
    if not common or not logarithms(context.numerator) or whole is None or sum(common.values()) > MOST_DENOMINATORS:
        return None
    scaled = copy(context)
    scaled.numerator = raised(context, context.numerator, context.denominators, common)
    if len(scaled.numerator) > MOST_MONOMIALS:
        return None
    same = [bound for group in groups for bound in islice(scaled_bounds(context, group, whole, common), MOST_SCALED)]
    return combined(Columns(scaled), whole, same, 1)


def scaled_bounds(context: Context, bounds: list[Bound], whole: Term, common: dict[Term, int]) -> Iterator[Bound]:
    """Those of the bounds that are about logarithms of the goal, over a common denominator."""
    logs = logarithms(context.numerator)
    for bound in bounds:
        if bound.prove is not None and logs >= logarithms(bound.polynomial) != set():
            polynomial = raised(context, bound.polynomial, bound.denominators, common)
            if len(polynomial) <= MOST_MONOMIALS:
                yield Bound(bound.relation, polynomial, whole, common, bound.prove, bound.name)


def logarithms(polynomial: Polynomial) -> set[Term]:
    """The logarithms in a polynomial."""
    return {atom for monomial in polynomial for atom, _ in monomial if isinstance(atom, Log)}


def raised(context: Context, top: Polynomial, below: dict[Term, int], common: dict[Term, int]) -> Polynomial:
    """A numerator over the common denominator."""
    for atom, power in in_order(common.items()):
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
