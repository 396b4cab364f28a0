"""Inequalities as sums of known ones: right − left = Σ mᵢ (rightᵢ − leftᵢ) + evident terms, mᵢ ≥ 0.

The multipliers are found by linear programming over the monomials that occur."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy

from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Polynomial
from derive.kernel.terms import Formula, KernelError, Less, LessEqual, Log, Term
from derive.kernel.theorem import Theorem
from derive.prover.choices import instance_maxima
from derive.prover.convexity import chord_bounds, exponential_maxima, fenchel_bounds, whole_tangents
from derive.prover.entropy import entropy_bounds, jensen_bounds, tangent_bounds
from derive.prover.extremes import (
    absolute_bounds,
    choice_bounds,
    exponential_bounds,
    hypothesis_bounds,
    maximum_bounds,
    single_term_bounds,
)
from derive.prover.forms import gram_bounds, instance_bounds
from derive.prover.goal import Context, Offer
from derive.prover.linarith.columns import MOST_MONOMIALS, Bound, Columns, positive_denominator, proved, read_bound
from derive.prover.linarith.simplex import nonnegative_solution
from derive.prover.logsums import log_of_part_bounds, log_of_term_bounds, log_sum_bounds
from derive.prover.marginals import marginal_bounds
from derive.prover.means import ordered_maxima
from derive.prover.norms import absolute_sum_bounds, norm_bounds
from derive.prover.quadratic import cauchy_bounds, diagonal_bounds, square_bounds, summed_square_bounds, variance_bounds
from derive.prover.ranges import range_bounds

MOST_BOUNDS = 70
MOST_DENOMINATORS = 2
MOST_SCALED = 14

Maker = Callable[[Context], Iterator[Theorem | Offer]]
MAKERS: tuple[Maker, ...] = (
    hypothesis_bounds,
    instance_bounds,
    gram_bounds,
    maximum_bounds,
    ordered_maxima,
    choice_bounds,
    exponential_bounds,
    exponential_maxima,
    log_of_term_bounds,
    log_of_part_bounds,
    log_sum_bounds,
    marginal_bounds,
    chord_bounds,
    whole_tangents,
    fenchel_bounds,
    entropy_bounds,
    tangent_bounds,
    norm_bounds,
    range_bounds,
    absolute_bounds,
    absolute_sum_bounds,
    cauchy_bounds,
    diagonal_bounds,
    single_term_bounds,
    instance_maxima,
    square_bounds,
    jensen_bounds,
    variance_bounds,
    summed_square_bounds,
)


def by_bounds(goal: Less | LessEqual, given: tuple[Formula, ...], extra: tuple[Theorem, ...] = ()) -> Theorem | None:
    """A linear combination of known bounds, the cheap ones first; ``extra`` are more of them."""
    context = Context(goal, given)
    denominator = positive_denominator(context.reasoner, context.denominators)
    if denominator is None or len(context.numerator) > MOST_MONOMIALS:
        return None
    columns = Columns(context)
    bounds = [bound for bound in (read_bound(theorem, context.reasoner) for theorem in extra) if bound is not None]
    stages: list[int] = []
    seen: set[str] = set()
    for maker in MAKERS:
        before = len(bounds)
        for offered in collected(maker, context):
            relation = offered.relation if isinstance(offered, Offer) else offered.conclusion
            if relation.key not in seen and len(bounds) < MOST_BOUNDS:
                seen.add(relation.key)
                bound = read_bound(offered, context.reasoner)
                if bound is not None:
                    bounds.append(bound)
        if len(bounds) > before:
            stages.append(len(bounds))
            found = combined(columns, denominator, bounds, 1)
            if found is not None:
                return found
    for stage in stages:
        found = combined(columns, denominator, bounds[:stage], 2)
        if found is not None:
            return found
    return over_one_denominator(context, bounds)


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
            other = Bound(bound.relation, polynomial, whole, common)
            other.prove = bound.prove
            same.append(other)
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


def collected(maker: Maker, context: Context) -> Iterator[Theorem | Offer]:
    """The theorems of a maker, up to the first that it fails at."""
    try:
        yield from maker(context)
    except (KernelError, NeedsCase):
        return


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
        if all(columns[place].bound is None or columns[place].bound.prove is not None for place in found):  # type: ignore[union-attr]
            return None
