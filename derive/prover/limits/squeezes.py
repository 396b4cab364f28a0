"""Lower and upper bounds that squeeze logarithms and exponentials where limit laws say nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from derive.kernel import rules
from derive.kernel.normal import NeedsCase
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
    Node,
    Number,
    Power,
    Sum,
    Term,
    fresh_name,
    negative,
    number,
    open_body,
    subnodes,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas import inference
from derive.lemmas.log_sum_exp import log_sum_exp_bounds
from derive.prover.entropy import product

Bracket = tuple[Node, Theorem, Theorem]
"""A part of a term, with an inequality below and one above it."""


def brackets(normal: Term, facts: tuple[Formula, ...], at_infinity: bool) -> Iterator[Bracket]:
    """The logarithms and exponentials in a normal form, with bounds of each: those first that are close where a
    logarithm grows, or where it tends to 0."""
    parts = sorted({n for n in subnodes(normal) if not n.loose}, key=lambda n: n.key)
    for kind, maker in MAKERS if at_infinity else sorted(MAKERS, key=lambda item: item[1] is not near_one):
        for part in parts:
            if isinstance(part, kind):
                with suppress(KernelError, NeedsCase):
                    lower, upper = maker(part, facts)
                    yield part, lower, upper


def around_logarithm(part: Log, facts: tuple[Formula, ...]) -> tuple[Theorem, Theorem]:
    """2 − 2/√u ≤ log u ≤ 2√u − 2, from log t ≤ t − 1 at the roots of u and 1/u."""
    root = Power(part.argument, number("1/2"))
    inverse = Power(part.argument, number("-1/2"))
    below = LessEqual(subtract(number(2), Multiply((number(2), inverse))), part)
    above = LessEqual(part, subtract(Multiply((number(2), root)), number(2)))
    return (
        rules.combine(below, (number(2),), (inference.log_bound(inverse, facts, ()),), facts, ()),
        rules.combine(above, (number(2),), (inference.log_bound(root, facts, ()),), facts, ()),
    )


def near_one(part: Log, facts: tuple[Formula, ...]) -> tuple[Theorem, Theorem]:
    """1 − 1/u ≤ log u ≤ u − 1."""
    inverse = Power(part.argument, number(-1))
    below = LessEqual(subtract(ONE, inverse), part)
    lower = rules.combine(below, (ONE,), (inference.log_bound(inverse, facts, ()),), facts, ())
    return lower, inference.log_bound(part.argument, facts, ())


def around_exponential(part: Term, facts: tuple[Formula, ...]) -> tuple[Theorem, Theorem]:
    """1 + u ≤ exp u ≤ 1 + u exp u, also multiplied by factors ≥ 0 and summed."""
    if isinstance(part, Exp):
        return tangents(part, facts)
    if not isinstance(part, Sum):
        raise KernelError("brackets: not an exponential")
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
        ends.append(inference.add_up(rules.generalise(each, index)))
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
        rules.combine(lower, (ONE,), (inference.log_bound(part, facts, ()),), facts, ()),
        rules.combine(upper, (part,), (inference.log_bound(Exp(negative(inside)), facts, ()),), facts, ()),
    )


MAKERS: tuple[tuple[type[Node], Callable[[Any, tuple[Formula, ...]], tuple[Theorem, Theorem]]], ...] = (
    (Log, log_sum_exp_bounds),
    (Log, around_logarithm),
    (Log, near_one),
    (Exp, around_exponential),
    (Sum, around_exponential),
)
"""What gives bounds of a term of each kind, those that settle most limits first."""
