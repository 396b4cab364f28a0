"""Squares are not negative, inside sums too."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations
from itertools import product as choices

from derive.kernel import rules
from derive.kernel.polynomials import monomial_term, quotient, split_monomial
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    IndexVariable,
    LessEqual,
    Multiply,
    Power,
    Sum,
    Term,
    number,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.terms import Factor, Indices, product, summed
from derive.prover.goal import Context, Offer
from derive.prover.tactic import involving, principle

MOST_PAIRS = 6


@principle("gram", cost=14, most=12, when=involving(Sum))
def gram(context: Context) -> Iterator[Theorem | Offer]:
    """0 ≤ Σᵢ w (f ± g)² for w ≥ 0 and sums Σᵢ w f g whose factors are sums themselves, as in ‖Xv‖² =
    Σᵢⱼₖ Xᵢⱼ vⱼ Xᵢₖ vₖ: Gram matrices are positive semidefinite.

    R. A. Horn, C. R. Johnson, Matrix Analysis, 2nd ed., theorem 7.2.10."""
    for atom in context.atoms():
        if isinstance(atom, Sum) and isinstance(atom.body, Sum):
            for shared, weight, first, second in factors_with_sums(context, atom):
                if context.normal(first) == context.normal(second):
                    gaps = [Power(first, number(2))]
                else:
                    gaps = [Power(Add((first, product(number(sign), second))), number(2)) for sign in (1, -1)]
                for gap in gaps:
                    goal = LessEqual(ZERO, summed(product(weight, gap), shared))
                    yield from context.offer(goal, (), partial(rules.by_normal_form, goal, context.given, ()))


def factors_with_sums(context: Context, atom: Sum) -> Iterator[tuple[Indices, Term, Term, Term]]:
    """The ways to write a sum as Σᵢ w f g with w ≥ 0: without i, its factors fall into two parts."""
    indices: Indices = ()
    body: Term = atom
    while isinstance(body, Sum):
        index, body = context.opened(body, len(indices))
        indices = (*indices, index)
    if isinstance(body, Add):
        return
    factors = [monomial_term(frozenset({factor})) for factor in split_monomial(body)]
    for count in (1, 2):
        for shared in combinations(indices, count):
            groups = components(factors, [index for index in indices if index not in shared])
            weight = product(ONE, *(factor for factor in factors if not any(factor in group for group, _ in groups)))
            if len(groups) == 2 and context.is_nonnegative(weight):
                first, second = (summed(product(*group), over) for group, over in groups)
                yield shared, weight, first, second


def components(factors: list[Term], indices: list[IndexVariable]) -> list[tuple[list[Term], Indices]]:
    """The factors that depend on some of the indices, put together where they share one."""
    groups: list[tuple[list[Term], set[IndexVariable]]] = []
    for factor in factors:
        own = {index for index in indices if index.key in factor.key}
        if not own:
            continue
        touching = [group for group in groups if group[1] & own]
        merged = ([f for group in touching for f in group[0]] + [factor], own.union(*(g[1] for g in touching)))
        groups = [group for group in groups if group not in touching] + [merged]
    return [(group, tuple(sorted(over, key=lambda index: index.key))) for group, over in groups]


@principle("cross_terms", cost=15, most=6)
def cross_terms(context: Context) -> Iterator[Theorem | Offer]:
    """0 ≤ r (b + c/(2β) a)² for terms β r b² + c r a b of the goal with β > 0 and r ≥ 0: completing the square, where
    terms of other kinds stand beside it.

    G. H. Hardy, J. E. Littlewood, G. Pólya, Inequalities, 2nd ed., section 2.1."""
    for monomial, coefficient in sorted(context.numerator.items(), key=lambda item: monomial_term(*item).key):
        odd = sorted((atom for atom, power in monomial if power == 1), key=lambda atom: atom.key)
        for first, second in list(combinations(odd, 2))[:MOST_PAIRS]:
            rest = monomial - {(first, 1), (second, 1)}
            square = context.numerator.get(rest | {(second, 2)}, 0)
            if square <= 0 or (rest | {(first, 2)}) not in context.numerator:
                continue
            weight = monomial_term(rest)
            if context.is_nonnegative(weight):
                root = Add((second, product(number(quotient(coefficient, 2 * square)), first)))
                goal = LessEqual(ZERO, product(weight, Power(root, number(2))))
                yield from context.offer(goal, (), partial(rules.by_normal_form, goal, context.given, ()))


@principle("summed_squares", cost=94, most=12, when=involving(Sum))
def summed_squares(context: Context) -> Iterator[Theorem | Offer]:
    """0 ≤ Σ (f ± g)² for sums Σ f², Σ g² or Σ f g in the goal, also with f scaled as completing the square does:
    2 Σ f g ≤ s Σ f² + (1/s) Σ g², the additive form of the Cauchy–Schwarz inequality.

    J. M. Steele, The Cauchy–Schwarz Master Class, chapter 1."""
    squares: dict[str | int, list[Term]] = {}
    chosen: list[tuple[IndexVariable, Term, Term]] = []
    for atom in context.atoms():
        if not isinstance(atom, Sum):
            continue
        index, body = context.opened(atom)
        factors = [] if isinstance(body, (Add, Sum)) else list(split_monomial(body))
        if factors and all(power.denominator == 1 and power % 2 == 0 for _, power in factors):
            root = monomial_term(frozenset((base, quotient(power, 2)) for base, power in factors))
            squares.setdefault(index.size, []).append(root)
        elif 1 < len(factors) <= 3:
            for first, second in halves(factors):
                scale = completing(context, atom, summed(Power(first, number(2)), (index,)))
                chosen += [(index, first, second)] if scale is None else [(index, first, product(scale, second))]
    for size, terms in squares.items():
        chosen += [(context.index(size), first, second) for first, second in list(combinations(terms, 2))[:MOST_PAIRS]]
    for index, first, second in chosen:
        for sign in (-1, 1):
            gap = Power(Add((first, Multiply((number(sign), second)))), number(2))
            goal = LessEqual(ZERO, summed(gap, (index,)))
            yield from context.offer(goal, (), partial(rules.by_normal_form, goal, context.given, ()))


def halves(factors: list[Factor]) -> Iterator[tuple[Term, Term]]:
    """The ways to write a product as f · g."""
    for places in choices((0, 1), repeat=len(factors)):
        if places[0] == 0 and any(places):
            groups = [[factor for factor, place in zip(factors, places, strict=True) if place == g] for g in (0, 1)]
            first, second = (monomial_term(frozenset(group)) for group in groups)
            yield first, second


def completing(context: Context, mixed: Sum, square: Term) -> Term | None:
    """b / 2a, where b and a are the factors of Σ f g and Σ f² in the goal."""
    normal = context.normal(square)
    alone = (atom for monomial in normal or () for atom, power in monomial if power == 1)
    own = min(alone, key=lambda atom: atom.key, default=None)
    factors = []
    for atom in (own, mixed):
        found = [m for m in context.numerator if atom is not None and (atom, 1) in m]
        if atom is None or len(found) != 1:
            return None
        factors.append(monomial_term(found[0] - {(atom, 1)}, context.numerator[found[0]]))
    return product(number("1/2"), factors[1], Power(factors[0], number(-1)))
