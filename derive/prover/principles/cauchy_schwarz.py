"""The Cauchy–Schwarz inequality, and Hölder's for the exponents 1 and ∞."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations_with_replacement
from itertools import product as choices

from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE
from derive.kernel.polynomials import monomial_term, quotient, split_monomial
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Add,
    IndexVariable,
    LessEqual,
    Maximum,
    Multiply,
    Number,
    Power,
    Sum,
    Term,
    number,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.lemmas import squares
from derive.lemmas.decided import decided
from derive.lemmas.squares import below_by_squares
from derive.lemmas.terms import HALF, Factor, powers_of, product, summed
from derive.prover.goal import Context, Offer, add_up_over
from derive.prover.tactic import involving, principle

MOST_ROOTS = 3
MOST_FACTORS = 4


@principle("cauchy_schwarz", cost=76, most=24)
def cauchy_schwarz(context: Context) -> Iterator[Theorem | Offer]:
    """(Σ w f g)² ≤ (Σ w f²)(Σ w g²) for w ≥ 0, for sums whose squares occur and those in hypotheses, which may say
    that they are 1.

    J. M. Steele, The Cauchy–Schwarz Master Class, chapter 1; G. H. Hardy, J. E. Littlewood, G. Pólya, Inequalities,
    2nd ed., theorem 7."""
    totals: list[Sum] = []
    for atom in context.atoms():
        squared = any(dict(monomial).get(atom, 0) >= 2 for monomial in context.numerator)
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
        for weight, first, second in splits(context, powers_of(body)):
            if (weight, first, second) not in seen:
                seen.add((weight, first, second))
                yield from of_sum(context, total, index, weight, first, second)


def splits(context: Context, factors: list[Factor]) -> Iterator[tuple[Term, Term, Term]]:
    """The ways to write a product as w·f·g with w ≥ 0, the weights as large as they can be first."""
    if len(factors) > MOST_FACTORS:
        return
    signs = [context.is_nonnegative(base) for base, _ in factors]
    for places in choices((0, 1, 2), repeat=len(factors)):
        if any(place == 0 and not sign for place, sign in zip(places, signs, strict=True)):
            continue
        groups = [[factor for factor, place in zip(factors, places, strict=True) if place == g] for g in range(3)]
        weight, first, second = (monomial_term(frozenset(group)) for group in groups)
        if first.key >= second.key and first != second:
            yield weight, first, second


def of_sum(
    context: Context, total: Sum, index: IndexVariable, weight: Term, first: Term, second: Term
) -> Iterator[Theorem | Offer]:
    """(Σ w f g)² ≤ (Σ w f²)(Σ w g²)."""
    means = (summed(Multiply((weight, Power(factor, number(2)))), (index,)) for factor in (first, second))
    inequality = LessEqual(Power(total, number(2)), Multiply(tuple(means)))
    yield from context.offer(inequality, (), partial(from_lemma, context, inequality, index, (weight, first, second)))


def from_lemma(context: Context, goal: LessEqual, index: IndexVariable, values: tuple[Term, Term, Term]) -> Theorem:
    """The inequality for one weight and two factors."""
    theorem = squares.cauchy_schwarz(index, values, context.given)
    return rules.combine(goal, (ONE,), (theorem,), context.given, ())


@principle("norms", cost=66, most=12, when=involving(Power))
def norms(context: Context) -> Iterator[Theorem | Offer]:
    """±Σ f g ≤ √(Σ f²) √(Σ g²), for roots in the goal: the inner product is at most the product of the norms.

    J. M. Steele, The Cauchy–Schwarz Master Class, chapter 1."""
    roots = [part.base for part, around in context.parts if isinstance(part, Power) and of_total(part) and not around]
    found: dict[Sum, tuple[IndexVariable, Term]] = {}
    for base in dict.fromkeys(roots):
        assert isinstance(base, Sum)
        index, body = context.opened(base)
        value = square_root(context, body)
        if value is not None and len(found) < MOST_ROOTS:
            found[base] = index, value
    for (first, (index, f)), (second, (_, g)) in combinations_with_replacement(found.items(), 2):
        if first.size == second.size and first != second:
            for signed in (g, product(number(-1), g)):
                goal = LessEqual(summed(product(f, signed), (index,)), product(Power(first, HALF), Power(second, HALF)))
                yield from context.offer(goal, (), partial(by_squares, context, goal, index, f, signed))


def of_total(power: Power) -> bool:
    """Whether a power is the square root of a sum."""
    return power.exponent == HALF and isinstance(power.base, Sum)


def square_root(context: Context, body: Term) -> Term | None:
    """f, where the body is f² as it is written, or as a product."""
    match body:
        case Power(exponent=Number()) if body.exponent == number(2):
            return body.base
        case Multiply() if len(body.factors) == 2 and body.factors[0] == body.factors[1]:
            return body.factors[0]
    roots = frozenset((base, quotient(power, 2)) for base, power in split_monomial(body))
    whole = all(power.denominator == 1 or context.reasoner.sign(base) <= NONNEGATIVE for base, power in roots)
    return monomial_term(roots) if whole else None


def by_squares(context: Context, goal: LessEqual, index: IndexVariable, first: Term, second: Term) -> Theorem:
    """Σ f g ≤ √(Σ f²) √(Σ g²), from the squares of both sides."""
    of_sides = LessEqual(Power(goal.left, number(2)), Power(goal.right, number(2)))
    squared = from_lemma(context, of_sides, index, (ONE, first, second))
    return below_by_squares(goal, decided(LessEqual(ZERO, goal.right), context.given), squared)


@principle("hoelder", cost=67, most=6, when=involving(Maximum))
def hoelder(context: Context) -> Iterator[Theorem | Offer]:
    """Σ f² ≤ (max |f|) Σ |f|, for maxima of absolute values in the goal: Hölder's inequality for the exponents ∞ and 1.

    J. M. Steele, The Cauchy–Schwarz Master Class, chapter 9."""
    for atom in context.atoms():
        if isinstance(atom, Maximum):
            index, body = context.opened(atom)
            if isinstance(body, Absolute):
                each = rules.maximum_bounds(atom, index, context.given)
                goal = LessEqual(Power(body.argument, number(2)), product(body, atom))
                yield add_up_over(rules.combine(goal, (body,), (each,), context.given, ()), (index,))
