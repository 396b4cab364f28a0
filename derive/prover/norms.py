"""Norms: Σ f g ≤ √(Σ f²) √(Σ g²), Σ f² ≤ (max |f|) Σ |f| and |Σ f| ≤ Σ |f|."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations_with_replacement

from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE
from derive.kernel.polynomials import monomial_term, split_monomial
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Array,
    Entry,
    Equal,
    Formula,
    Index,
    IndexVariable,
    Lambda,
    Less,
    LessEqual,
    Maximum,
    Multiply,
    Number,
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
from derive.lemmas.decided import decided
from derive.prover.entropy import product
from derive.prover.extremes import at_most_absolute
from derive.prover.goal import Context, Offer, add_up

MOST_ROOTS = 3


def norm_bounds(context: Context) -> Iterator[Theorem | Offer]:
    """±Σ f g ≤ √(Σ f²) √(Σ g²) for roots in the goal; Σ f² ≤ (max |f|) Σ |f| for maxima in it."""
    roots = [part.base for part, around in context.parts if is_root(part) and not around]  # type: ignore[attr-defined]
    found: dict[Sum, tuple[IndexVariable, Term]] = {}
    for base in dict.fromkeys(roots):
        index, body = context.opened(base)
        value = square_root(context, body)
        if value is not None and len(found) < MOST_ROOTS:
            found[base] = index, value
    for (first, (index, f)), (second, (_, g)) in combinations_with_replacement(found.items(), 2):
        if first.size == second.size and first != second:
            for sign in (1, -1):
                signed = product(number(sign), g)
                mixed = context.summed(product(f, signed), (index,))
                goal = LessEqual(mixed, product(Power(first, HALF), Power(second, HALF)))
                yield from context.offer(goal, (), lambda q=goal, i=index, a=f, b=signed: cauchy(context, q, i, a, b))  # type: ignore[misc]
    for atom in context.atoms():
        if isinstance(atom, Maximum):
            index, body = context.opened(atom)
            if isinstance(body, Absolute):
                each = rules.maximum_bounds(atom, index, context.given)
                goal = LessEqual(Power(body.argument, number(2)), product(body, atom))
                yield add_up(rules.combine(goal, (body,), (each,), context.given, ()), (index,))


HALF = number("1/2")


def is_root(term: Term) -> bool:
    """Whether a term is the square root of a sum."""
    return isinstance(term, Power) and term.exponent == HALF and isinstance(term.base, Sum)


def square_root(context: Context, body: Term) -> Term | None:
    """f, where the body is f² as it is written, or as a product."""
    match body:
        case Power(exponent=Number()) if body.exponent == number(2):
            return body.base
        case Multiply() if len(body.factors) == 2 and body.factors[0] == body.factors[1]:
            return body.factors[0]
    roots = frozenset((base, power / 2) for base, power in split_monomial(body))
    whole = all(power.denominator == 1 or context.reasoner.sign(base) <= NONNEGATIVE for base, power in roots)
    return monomial_term(roots) if whole else None


def cauchy(context: Context, goal: LessEqual, index: IndexVariable, first: Term, second: Term) -> Theorem:
    """Σ f g ≤ √(Σ f²) √(Σ g²), from the squares of both sides."""
    other = IndexVariable(context.other_name, index.size)
    there: dict[IndexVariable | Variable, Index | Array] = {index: other}
    crossed = subtract(product(first, substitute(second, there)), product(second, substitute(first, there)))
    gap = context.summed(Power(crossed, number(2)), (other, index))
    evident = rules.by_normal_form(LessEqual(ZERO, gap), context.given, ())
    squares = LessEqual(Power(goal.left, number(2)), Power(goal.right, number(2)))
    squared = rules.combine(squares, (HALF,), (evident,), context.given, ())
    theorem = root_lemma()
    for side in (goal.left, goal.right):
        theorem = rules.specialise(rules.weaken(theorem, context.given), Lambda((), side))
    theorem = rules.modus_ponens(theorem, decided(LessEqual(ZERO, goal.right), context.given))
    return rules.modus_ponens(theorem, squared)


@lru_cache(maxsize=1)
def root_lemma() -> Theorem:
    """For all a and b: 0 ≤ b and a² ≤ b² imply a ≤ b."""
    names = Variable("a", ()), Variable("b", ())
    left, right = (Entry(name, ()) for name in names)
    squares = LessEqual(Power(left, number(2)), Power(right, number(2)))
    given = LessEqual(ZERO, right), squares
    goal = LessEqual(left, right)
    wrong = Less(right, left)
    larger = Less(squares.right, squares.left)
    facts: tuple[Formula, ...] = (wrong, given[0])
    below = rules.combine(larger, (left, right), (rules.assume(wrong), rules.assume(wrong)), facts, ())
    absurd = rules.cases(rules.clash(rules.assume(squares), below, ()), (), goal)
    direct = tuple(decided(goal, (part,)) for part in (Less(left, right), Equal(left, right)))
    theorem = rules.cases(rules.trichotomy(left, right, (), ()), (*direct, absurd), goal)
    for fact in reversed(given):
        theorem = rules.discharge(theorem, fact)
    for name in reversed(names):
        theorem = rules.generalise(theorem, name)
    return theorem


def absolute_sum_bounds(context: Context) -> Iterator[Theorem]:
    """|Σ f| ≤ Σ |f|, for absolute values of sums in the goal."""
    for part, around in context.parts:
        if isinstance(part, Absolute) and isinstance(part.argument, Sum) and not around:
            total = part.argument
            index, body = context.opened(total)
            size = Absolute(body)
            goal = LessEqual(part, context.summed(size, (index,)))
            value = Lambda((), body)
            above, below = (
                add_up(rules.specialise(rules.weaken(lemma, context.given), value), (index,)) for lemma in size_lemmas()
            )
            parts: tuple[Formula, ...] = (Less(total, ZERO), Equal(total, ZERO), Less(ZERO, total))
            branches = tuple(
                rules.combine(goal, (ONE,), (one,), (case, *context.given), ())
                for case, one in zip(parts, (below, above, above), strict=True)
            )
            yield rules.cases(rules.trichotomy(total, ZERO, context.given, ()), branches, goal)


@lru_cache(maxsize=1)
def size_lemmas() -> tuple[Theorem, Theorem]:
    """x ≤ |x| and −x ≤ |x| for every x."""
    name = Variable("x", ())
    here = Entry(name, ())
    first, second = (at_most_absolute(inside, Absolute(here), ()) for inside in (here, negative(here)))
    return rules.generalise(first, name), rules.generalise(second, name)
