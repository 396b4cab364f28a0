"""Bounds by squares: Cauchy-Schwarz with weights, sums of squares against squares of sums."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations as pairs
from itertools import product as combinations

from derive.kernel import rules
from derive.kernel.normal import flatten
from derive.kernel.polynomials import Monomial, monomial_term, split_monomial
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
    Multiply,
    Power,
    Sum,
    Term,
    Variable,
    close_body,
    number,
    subnodes,
    substitute,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.prover.entropy import product
from derive.prover.goal import Context, Offer, add_up
from derive.prover.squares import multiplied

MOST_PAIRS = 6

Factor = tuple[Term, Fraction]


def cauchy_bounds(context: Context) -> Iterator[Theorem | Offer]:
    """(Σ w f g)² ≤ (Σ w f²)(Σ w g²), for sums whose squares occur and those that are given to be 1."""
    totals: list[Sum] = []
    for atom in context.atoms():
        squared = any(dict(monomial).get(atom, Fraction(0)) >= 2 for monomial in context.numerator)
        if squared and isinstance(atom, Sum) and not isinstance(atom.body, Sum):
            totals.append(atom)
    written = [part.base for part, around in context.parts if isinstance(part, Power) and not around]
    totals += [base for base in written if isinstance(base, Sum) and not isinstance(base.body, Sum)]
    for formula in context.given:
        totals += [n for n in subnodes(formula) if isinstance(n, Sum) and not n.loose and not isinstance(n.body, Sum)]
    for total in dict.fromkeys(totals):
        index, body = context.opened(total)
        if isinstance(body, (Add, Sum)):
            continue
        seen: set[tuple[Term, Term, Term]] = set()
        for weight, first, second in splits(context, written_factors(body)):
            if (weight, first, second) not in seen:
                seen.add((weight, first, second))
                yield from cauchy_schwarz(context, total, index, weight, first, second)


def written_factors(body: Term) -> list[Factor]:
    """The factors of a product as it is written, with their exponents."""
    parts = flatten(body) if isinstance(body, Multiply) else (body,)
    return [factor for part in parts for factor in split_monomial(part)]


def splits(context: Context, factors: list[Factor]) -> Iterator[tuple[Term, Term, Term]]:
    """The ways to write a product as w·f·g with w ≥ 0, the weights as large as they can be first."""
    if len(factors) > 4:
        return
    signs = [context.is_nonnegative(base) for base, _ in factors]
    for places in combinations((0, 1, 2), repeat=len(factors)):
        if any(place == 0 and not sign for place, sign in zip(places, signs, strict=True)):
            continue
        groups = [[factor for factor, place in zip(factors, places, strict=True) if place == g] for g in range(3)]
        weight, first, second = (monomial_term(frozenset(group)) for group in groups)
        if first.key >= second.key and first != second:
            yield weight, first, second


def cauchy_schwarz(
    context: Context, total: Sum, index: IndexVariable, weight: Term, first: Term, second: Term
) -> Iterator[Theorem | Offer]:
    """(Σ w f g)² ≤ (Σ w f²)(Σ w g²): half the double sum of w w (f g − g f)² is ≥ 0."""
    other = IndexVariable(context.other_name, total.size)

    def summed(term: Term, over: IndexVariable) -> Term:
        return Sum(over.size, close_body(term, (over,)))

    first_mean = summed(Multiply((weight, Power(first, number(2)))), index)
    second_mean = summed(Multiply((weight, Power(second, number(2)))), index)
    inequality = LessEqual(Power(total, number(2)), Multiply((first_mean, second_mean)))

    def prove() -> Theorem:
        there: dict[IndexVariable | Variable, Index | Array] = {index: other}
        crossed = subtract(product(first, substitute(second, there)), product(second, substitute(first, there)))
        gap = Multiply((weight, substitute(weight, there), Power(crossed, number(2))))
        evident = rules.by_normal_form(LessEqual(ZERO, summed(summed(gap, other), index)), context.given, ())
        return rules.combine(inequality, (number("1/2"),), (evident,), context.given, ())

    yield from context.offer(inequality, (), prove)


def variance_bounds(context: Context) -> Iterator[Theorem | Offer]:
    """What bounds Σ w f² − (Σ w f)² from above, for w ≥ 0: 0 ≤ Σ_{i≠j} wᵢ wⱼ (fᵢ + fⱼ)² and
    0 ≤ Σ f² (w − ½ Σ w)²."""
    for atom in context.atoms():
        squared = any(dict(monomial).get(atom, Fraction(0)) >= 2 for monomial in context.numerator)
        if not squared or not isinstance(atom, Sum) or isinstance(atom.body, (Add, Sum)):
            continue
        index, body = context.opened(atom)
        factors = list(split_monomial(body))
        good = frozenset((base, power) for base, power in factors if context.is_nonnegative(base))
        if len(good) == len(factors):
            continue
        weight, value = monomial_term(good), monomial_term(frozenset(factors) - good)
        yield from apart(context, index, weight, value)
        half = subtract(weight, Multiply((number("1/2"), context.summed(weight, (index,)))))
        gap = context.summed(Multiply((Power(value, number(2)), Power(half, number(2)))), (index,))
        yield from context.offer(
            LessEqual(ZERO, gap),
            (),
            lambda g=gap: rules.by_normal_form(LessEqual(ZERO, g), context.given, ()),  # type: ignore[misc]
        )


def apart(context: Context, index: IndexVariable, weight: Term, value: Term) -> Iterator[Theorem | Offer]:
    """2 Σ w² f² ≤ (Σ w)(Σ w f²) + (Σ w f)², the double sum over different indices multiplied out."""
    other = IndexVariable(context.other_name, index.size)
    there: dict[IndexVariable | Variable, Index | Array] = {index: other}
    squares = Multiply((weight, Power(value, number(2))))
    first = Multiply((context.summed(weight, (index,)), context.summed(squares, (index,))))
    second = Power(context.summed(Multiply((weight, value)), (index,)), number(2))
    diagonal = Multiply((number(2), context.summed(Multiply((weight, squares)), (index,))))
    inequality = LessEqual(diagonal, Add((first, second)))

    def prove() -> Theorem:
        both = Power(Add((value, substitute(value, there))), number(2))
        pairs = Choose(index, other, ZERO, Multiply((weight, substitute(weight, there), both)))
        evident = rules.by_normal_form(LessEqual(ZERO, context.summed(pairs, (index, other))), context.given, ())
        return rules.combine(inequality, (number("1/2"),), (evident,), context.given, ())

    yield from context.offer(inequality, (), prove)


def diagonal_bounds(context: Context) -> Iterator[Theorem]:
    """Σ f g ≤ (Σ f)(Σ g) for f, g ≥ 0."""
    families: dict[Term, Sum] = {}
    totals = [*context.sums()]
    for formula in context.given:
        totals += [n for n in subnodes(formula) if isinstance(n, Sum) and not n.loose]
    for total in dict.fromkeys(totals):
        index, body = context.opened(total)
        if not isinstance(body, Sum) and context.is_nonnegative(body):
            families.setdefault(body, total)
    items = sorted(families.items(), key=lambda item: item[0].key)[:5]
    for place, (first, first_total) in enumerate(items):
        for second, second_total in items[place:]:
            if first_total.size != second_total.size:
                continue
            index = context.index(first_total.size)
            for relation in (Less, LessEqual) if context.is_positive(first) else (LessEqual,):
                try:
                    one = context.decided(relation(second, second_total))
                    goal = relation(product(first, second), product(first, second_total))
                    yield add_up(rules.combine(goal, (first,), (one,), context.given, ()), (index,))
                    break
                except KernelError:
                    continue


def summed_square_bounds(context: Context) -> Iterator[Theorem | Offer]:
    """0 ≤ Σ (f ± g)² for sums Σ f², Σ g² or Σ f g in the goal, also with f scaled as completing the square does."""
    squares: dict[str | int, list[Term]] = {}
    chosen: list[tuple[IndexVariable, Term, Term]] = []
    for atom in context.atoms():
        if not isinstance(atom, Sum):
            continue
        index, body = context.opened(atom)
        factors = [] if isinstance(body, (Add, Sum)) else list(split_monomial(body))
        if factors and all(power.denominator == 1 and power % 2 == 0 for _, power in factors):
            root = monomial_term(frozenset((base, power / 2) for base, power in factors))
            squares.setdefault(index.size, []).append(root)
        elif 1 < len(factors) <= 3:
            for first, second in halves(factors):
                scale = completing(context, atom, context.summed(Power(first, number(2)), (index,)))
                chosen += [(index, first, second)] if scale is None else [(index, first, product(scale, second))]
    for size, terms in squares.items():
        chosen += [(context.index(size), first, second) for first, second in list(pairs(terms, 2))[:MOST_PAIRS]]
    for index, first, second in chosen:
        for sign in (-1, 1):
            gap = Power(Add((first, Multiply((number(sign), second)))), number(2))
            goal = LessEqual(ZERO, context.summed(gap, (index,)))
            yield from context.offer(goal, (), lambda g=goal: rules.by_normal_form(g, context.given, ()))  # type: ignore[misc]


def halves(factors: list[Factor]) -> Iterator[tuple[Term, Term]]:
    """The ways to write a product as f · g."""
    for places in combinations((0, 1), repeat=len(factors)):
        if places[0] == 0 and any(places):
            groups = [[factor for factor, place in zip(factors, places, strict=True) if place == g] for g in (0, 1)]
            first, second = (monomial_term(frozenset(group)) for group in groups)
            yield first, second


def completing(context: Context, mixed: Sum, square: Term) -> Term | None:
    """b / 2a, where b and a are the factors of Σ f g and Σ f² in the goal."""
    normal = context.normal(square)
    own = next((atom for monomial in normal or () for atom, power in monomial if power == 1), None)
    factors = []
    for atom in (own, mixed):
        found = [m for m in context.numerator if atom is not None and (atom, Fraction(1)) in m]
        if atom is None or len(found) != 1:
            return None
        factors.append(monomial_term(found[0] - {(atom, Fraction(1))}, context.numerator[found[0]]))
    return product(number("1/2"), factors[1], Power(factors[0], number(-1)))


def square_bounds(context: Context) -> Iterator[Theorem]:
    """0 ≤ (a ± b)² for monomials a², b² that occur with a·b."""
    halves: list[Monomial] = []
    for monomial in sorted(context.numerator, key=lambda m: monomial_term(m).key):
        roots = frozenset((atom, power / 2) for atom, power in monomial)
        if all(power.denominator == 1 or context.reasoner.sign(atom) <= frozenset({0, 1}) for atom, power in roots):
            halves.append(roots)
    for place, first in enumerate(halves):
        for second in halves[place + 1 :]:
            if multiplied(first, second) not in context.numerator:
                continue
            for sign in (1, -1):
                other = Multiply((number(sign), monomial_term(second)))
                square = Power(Add((monomial_term(first), other)), number(2))
                try:
                    yield rules.by_normal_form(LessEqual(ZERO, square), context.given, ())
                except KernelError:
                    continue
