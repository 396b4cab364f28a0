"""Bounds below and above logarithms and exponentials, which squeeze them where the limit laws say nothing."""

from __future__ import annotations

from derive import lemmas
from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    Add,
    Exp,
    Formula,
    IndexVariable,
    KernelError,
    LessEqual,
    Log,
    Multiply,
    Number,
    Power,
    Sum,
    Term,
    fresh_name,
    negative,
    number,
    open_body,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.log_sum_exp import log_sum_exp_bounds
from derive.lemmas.terms import product
from derive.prover.tactic import squeeze


@squeeze("log_sum_exp_near_maximum", cost=10, at_points=20)
def near_maximum(part: Log, facts: tuple[Formula, ...]) -> tuple[Theorem, Theorem]:
    """max a ≤ log Σ exp a ≤ max a + log n.

    S. Boyd, L. Vandenberghe, Convex Optimization, section 3.1.5."""
    return log_sum_exp_bounds(part, facts)


@squeeze("logarithm_by_roots", cost=20, at_points=30)
def around_logarithm(part: Log, facts: tuple[Formula, ...]) -> tuple[Theorem, Theorem]:
    """2 − 2/√u ≤ log u ≤ 2√u − 2, from log t ≤ t − 1 at the roots of u and 1/u: log u grows more slowly than √u.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., chapter 8, (45), for all powers."""
    root = Power(part.argument, number("1/2"))
    inverse = Power(part.argument, number("-1/2"))
    below = LessEqual(subtract(number(2), Multiply((number(2), inverse))), part)
    above = LessEqual(part, subtract(Multiply((number(2), root)), number(2)))
    return (
        rules.combine(below, (number(2),), (lemmas.log_bound(inverse, facts, ()),), facts, ()),
        rules.combine(above, (number(2),), (lemmas.log_bound(root, facts, ()),), facts, ()),
    )


@squeeze("logarithm_near_one", cost=30, at_points=10)
def near_one(part: Log, facts: tuple[Formula, ...]) -> tuple[Theorem, Theorem]:
    """1 − 1/u ≤ log u ≤ u − 1."""
    inverse = Power(part.argument, number(-1))
    below = LessEqual(subtract(ONE, inverse), part)
    lower = rules.combine(below, (ONE,), (lemmas.log_bound(inverse, facts, ()),), facts, ())
    return lower, lemmas.log_bound(part.argument, facts, ())


@squeeze("exponential_near_zero", cost=40)
def exponential_near_zero(part: Exp, facts: tuple[Formula, ...]) -> tuple[Theorem, Theorem]:
    """1 + u ≤ exp u ≤ 1 + u exp u: exp u lies above its tangent at 0, and so does exp(−u)."""
    return tangents(part, facts)


@squeeze("sum_of_exponentials_near_zero", cost=50)
def sum_of_exponentials(part: Sum, facts: tuple[Formula, ...]) -> tuple[Theorem, Theorem]:
    """Σ w (1 + u) ≤ Σ w exp u ≤ Σ w (1 + u exp u) for w ≥ 0."""
    index = IndexVariable(fresh_name("b", part, *facts), part.size)
    body = open_body(part.body, (index,))
    factors = body.factors if isinstance(body, Multiply) else (body,)
    exponents = [inside.argument for inside in map(exponential, factors) if inside is not None]
    if not exponents:
        raise KernelError("brackets: not a sum of exponentials")
    weight = product(*(factor for factor in factors if exponential(factor) is None), ONE)
    ends = []
    for theorem in tangents(Exp(exponents[0] if len(exponents) == 1 else Add(tuple(exponents))), facts):
        sides = theorem.conclusion
        assert isinstance(sides, LessEqual)
        goal = LessEqual(product(weight, sides.left), product(weight, sides.right))
        each = rules.combine(goal, (weight,), (theorem,), facts, ())
        ends.append(lemmas.add_up(rules.generalise(each, index)))
    return ends[0], ends[1]


def exponential(factor: Term) -> Exp | None:
    """A factor as one exponential, where it is one or a power of one: exp(−u) stands as exp(u)⁻¹ in normal forms."""
    if isinstance(factor, Exp):
        return factor
    if isinstance(factor, Power) and isinstance(factor.base, Exp) and isinstance(factor.exponent, Number):
        return Exp(product(factor.exponent, factor.base.argument))
    return None


def tangents(part: Exp, facts: tuple[Formula, ...]) -> tuple[Theorem, Theorem]:
    """1 + u ≤ exp u ≤ 1 + u exp u: exp u lies above its tangent at 0, and so does exp(−u)."""
    inside = part.argument
    lower = LessEqual(Add((ONE, inside)), part)
    upper = LessEqual(part, Add((ONE, Multiply((inside, part)))))
    return (
        rules.combine(lower, (ONE,), (lemmas.log_bound(part, facts, ()),), facts, ()),
        rules.combine(upper, (part,), (lemmas.log_bound(Exp(negative(inside)), facts, ()),), facts, ()),
    )
