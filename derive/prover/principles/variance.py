"""Bounds of variances from above."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from derive.kernel import rules
from derive.kernel.facts import read_facts
from derive.kernel.polynomials import Polynomial, monomial_term, plus, polynomial_term, quotient, split_monomial
from derive.kernel.terms import (
    ZERO,
    Add,
    Array,
    Choose,
    Index,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Maximum,
    Multiply,
    Power,
    Sum,
    Term,
    Variable,
    negative,
    number,
    substitute,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.terms import product, summed
from derive.prover.goal import Context, Offer
from derive.prover.principles.squares import factors_with_sums
from derive.prover.tactic import involving, principle

MOST_RANGES = 6


@principle("variance", cost=92, most=8, when=involving(Sum))
def variance(context: Context) -> Iterator[Theorem | Offer]:
    """What bounds Σ w f² − (Σ w f)² by a multiple of Σ f², for w ≥ 0: 0 ≤ Σ_{i≠j} wᵢ wⱼ (fᵢ + fⱼ)² and
    0 ≤ Σ f² (w − ½ Σ w)². For probabilities w the largest eigenvalue of diag(w) − w wᵀ is at most ½.

    D. Böhning, Multinomial logistic regression algorithm, Ann. Inst. Statist. Math. 44 (1992)."""
    for atom in context.atoms():
        squared = any(dict(monomial).get(atom, 0) >= 2 for monomial in context.numerator)
        if not squared or not isinstance(atom, Sum) or isinstance(atom.body, (Add, Sum)):
            continue
        index, body = context.opened(atom)
        factors = list(split_monomial(body))
        good = frozenset((base, power) for base, power in factors if context.is_nonnegative(base))
        if len(good) == len(factors):
            continue
        weight, value = monomial_term(good), monomial_term(frozenset(factors) - good)
        yield from apart(context, index, weight, value)
        half = subtract(weight, Multiply((number("1/2"), summed(weight, (index,)))))
        gap = summed(Multiply((Power(value, number(2)), Power(half, number(2)))), (index,))
        goal = LessEqual(ZERO, gap)
        yield from context.offer(goal, (), partial(rules.by_normal_form, goal, context.given, ()))


def apart(context: Context, index: IndexVariable, weight: Term, value: Term) -> Iterator[Theorem | Offer]:
    """2 Σ w² f² ≤ (Σ w)(Σ w f²) + (Σ w f)², the double sum over different indices multiplied out."""
    other = IndexVariable(context.other_name, index.size)
    there: dict[IndexVariable | Variable, Index | Array] = {index: other}
    squares = Multiply((weight, Power(value, number(2))))
    first = Multiply((summed(weight, (index,)), summed(squares, (index,))))
    second = Power(summed(Multiply((weight, value)), (index,)), number(2))
    diagonal = Multiply((number(2), summed(Multiply((weight, squares)), (index,))))
    inequality = LessEqual(diagonal, Add((first, second)))

    def prove() -> Theorem:
        both = Power(Add((value, substitute(value, there))), number(2))
        pairs = Choose(index, other, ZERO, Multiply((weight, substitute(weight, there), both)))
        evident = rules.by_normal_form(LessEqual(ZERO, summed(pairs, (index, other))), context.given, ())
        return rules.combine(inequality, (number("1/2"),), (evident,), context.given, ())

    yield from context.offer(inequality, (), prove)


@principle("variance_in_sums", cost=93, most=8, when=involving(Sum))
def variance_in_sums(context: Context) -> Iterator[Theorem | Offer]:
    """0 ≤ Σⱼ Σᵢ Σₖ wᵢ wₖ (fᵢⱼ − fₖⱼ)² for w ≥ 0 and sums Σⱼ (Σᵢ wᵢ fᵢⱼ)² in the goal: twice a sum of variances.
    With a total weight of 1 it is Jensen's inequality ‖Σᵢ wᵢ fᵢ‖² ≤ Σᵢ wᵢ ‖fᵢ‖².

    S. Boyd, L. Vandenberghe, Convex Optimization, section 3.1.8."""
    for atom in context.atoms():
        if not isinstance(atom, Sum) or not isinstance(atom.body, Sum):
            continue
        for shared, outer, first, second in factors_with_sums(context, atom):
            if (
                not isinstance(first, Sum)
                or isinstance(first.body, Sum)
                or context.normal(first) != context.normal(second)
            ):
                continue
            index, body = context.opened(first, len(shared) + 2)
            factors = list(split_monomial(body))
            good = frozenset((base, power) for base, power in factors if context.is_nonnegative(base))
            weight, value = monomial_term(good), monomial_term(frozenset(factors) - good)
            other = IndexVariable(f"{index.name}_", index.size)
            there: dict[IndexVariable | Variable, Index | Array] = {index: other}
            gap = Power(subtract(value, substitute(value, there)), number(2))
            pairs = product(outer, weight, substitute(weight, there), gap)
            goal = LessEqual(ZERO, summed(pairs, (*shared, index, other)))
            yield from context.offer(goal, (), partial(rules.by_normal_form, goal, context.given, ()))


@principle("ranges", cost=68, most=12, when=involving(Sum))
def ranges(context: Context) -> Iterator[Theorem | Offer]:
    """0 ≤ Σ w (u − f)(f − l) and 0 ≤ (2 Σ w f − u − l)², for sums Σ w f² in the goal and l ≤ f ≤ u: with a total
    weight of 1 the first is the Bhatia–Davis inequality Var f ≤ (u − E f)(E f − l), both are Popoviciu's
    Var f ≤ ¼ (u − l)².

    R. Bhatia, C. Davis, A better bound on the variance, Amer. Math. Monthly 107 (2000)."""
    count = 0
    for index, weight, value in mean_squares(context):
        lower, upper = ends_of(context, index, value)
        mean = summed(product(weight, value), (index,))
        for low in lower:
            for high in upper:
                count += 1
                if count > MOST_RANGES:
                    return
                ends = low.conclusion, high.conclusion
                assert isinstance(ends[0], LessEqual) and isinstance(ends[1], LessEqual)
                least, greatest = ends[0].left, ends[1].right
                goal = LessEqual(ZERO, product(weight, subtract(greatest, value), subtract(value, least)))
                factors = (product(weight, subtract(value, least)),)
                prove = partial(rules.combine, goal, factors, (high,), context.given, (low,))
                yield from context.offer(goal, (index,), prove)
                middle = subtract(product(number(2), mean), Add((least, greatest)))
                yield rules.by_normal_form(LessEqual(ZERO, Power(middle, number(2))), context.given, ())


def mean_squares(context: Context) -> Iterator[tuple[IndexVariable, Term, Term]]:
    """The weights and values of the sums Σ w f² in the goal."""
    for atom in context.atoms():
        if isinstance(atom, Sum) and not isinstance(atom.body, (Add, Sum)):
            index, body = context.opened(atom)
            factors = list(split_monomial(body))
            for base, power in factors:
                weight = monomial_term(frozenset(factor for factor in factors if factor[0] != base))
                if power == 2 and index.key in base.key and context.is_nonnegative(weight):
                    yield index, weight, base


def ends_of(context: Context, index: IndexVariable, value: Term) -> tuple[list[Theorem], list[Theorem]]:
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
            elif inside == plus({}, own, -1):
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
                yield polynomial_term(plus({}, rest, quotient(-coefficient, difference[monomial])))
