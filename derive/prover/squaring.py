"""Inequalities between roots and absolute values, from those of the squares."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache

from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE, POSITIVE
from derive.kernel.polynomials import Monomial, Polynomial, content, monomial_term, polynomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Add,
    Entry,
    Equal,
    Formula,
    Implies,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Node,
    Number,
    Power,
    Variable,
    negative,
    number,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import reasoner_under, seen

Order = Less | LessEqual


def by_squares_of_sides(
    goal: Order, given: tuple[Formula, ...], prove: Callable[[Order, tuple[Formula, ...]], Theorem]
) -> Theorem | None:
    """a ≤ b from a² ≤ b², for b ≥ 0, where roots or absolute values occur: otherwise b < a, hence b² < a²."""
    if not any(isinstance(node, Absolute) or is_root(node) for node in subnodes(goal)):
        return None
    reasoner = reasoner_under(given)
    if any(not reasoner.sign(side) <= NONNEGATIVE for side in (goal.left, goal.right)):
        return None
    return from_squares(goal, given, prove)


def from_squares(
    goal: Order, given: tuple[Formula, ...], prove: Callable[[Order, tuple[Formula, ...]], Theorem]
) -> Theorem:
    """a ≤ b from a² ≤ b², for sides that are known to be at least 0."""
    theorem = rules.weaken(squares_rise(isinstance(goal, Less)), given)
    for side in (goal.left, goal.right):
        theorem = rules.specialise(theorem, Lambda((), side))
    while isinstance(theorem.conclusion, Implies):
        condition = theorem.conclusion.left
        assert isinstance(condition, (Less, LessEqual))
        theorem = rules.modus_ponens(theorem, prove(condition, given))
    return theorem


@cache
def squares_rise(strict: bool) -> Theorem:
    """a ≤ b for all a, b ≥ 0 with a² ≤ b², or all with <: otherwise b < a, hence b² < a²."""
    variables = Variable("a", ()), Variable("b", ())
    a, b = (Entry(variable, ()) for variable in variables)
    relation = Less if strict else LessEqual
    goal, squares = relation(a, b), (Power(a, number(2)), Power(b, number(2)))
    given = (LessEqual(ZERO, a), LessEqual(ZERO, b), relation(*squares))
    assumed, wrong = rules.assume(given[2]), Less(b, a)
    contrary = rules.combine(
        Less(squares[1], squares[0]), (Add((a, b)),), (rules.assume(wrong),), (wrong, *given[:2]), ()
    )
    below = rules.combine(goal, (ONE,), (rules.assume(Less(a, b)),), (), ())
    if strict:
        same = rules.by_normal_form(Equal(*squares), (Equal(a, b),), ())
        equal = rules.cases(rules.clash(assumed, same, ()), (), goal)
    else:
        equal = rules.combine(goal, (ONE,), (rules.assume(Equal(a, b)),), (), ())
    above = rules.cases(rules.clash(assumed, contrary, ()), (), goal)
    theorem = rules.cases(rules.trichotomy(a, b, (), ()), (below, equal, above), goal)
    for condition in reversed(given):
        theorem = rules.discharge(theorem, condition)
    for variable in reversed(variables):
        theorem = rules.generalise(theorem, variable)
    return theorem


def by_radicals_apart(
    goal: Order, given: tuple[Formula, ...], prove: Callable[[Order, tuple[Formula, ...]], Theorem]
) -> Theorem | None:
    """a r + b s ≥ 0 for different products r, s of roots and polynomials a, b: from (b s)² ≤ (a r)², where a r ≥ 0
    and b s ≤ 0 are proved first. What all terms have in common, and denominators, is positive and comes out."""
    view = seen(goal, given)
    if not view.difference or all(view.reasoner.sign(side) <= NONNEGATIVE for side in (goal.left, goal.right)):
        return None  # of which the squares are compared as they are
    _, common, _ = content(view.difference)
    common = frozenset((atom, power) for atom, power in common if view.reasoner.sign(atom) == POSITIVE)
    inverse = frozenset((atom, -power) for atom, power in common)
    parts: dict[Monomial, Polynomial] = {}
    for monomial, coefficient in view.reasoner.times({inverse: Fraction(1)}, view.difference).items():
        roots = frozenset((atom, power) for atom, power in monomial if power.denominator > 1)
        parts.setdefault(roots, {})[monomial] = coefficient
    if len(parts) != 2:
        return None
    terms = [polynomial_term(parts[roots]) for roots in sorted(parts, key=lambda roots: monomial_term(roots).key)]
    for above, under in (terms, terms[::-1]):
        lower = negative(polynomial_term(view.reasoner.normal(under)))
        signs = [LessEqual(ZERO, side) for side in (above, lower)]
        try:
            theorems = [prove(sign, given) for sign in signs]
        except KernelError:
            continue
        found = from_squares(type(goal)(lower, above), (*signs, *given), prove)
        for sign, theorem in zip(signs, theorems, strict=True):
            found = rules.modus_ponens(rules.discharge(found, sign), theorem)
        return rules.combine(goal, (monomial_term(common),), (found,), given, ())
    return None


def is_root(node: Node) -> bool:
    """Whether a node is a root."""
    return isinstance(node, Power) and isinstance(node.exponent, Number) and node.exponent.value.denominator > 1
