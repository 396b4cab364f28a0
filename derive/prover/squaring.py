"""Inequalities between roots and absolute values, from those of the squares."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE
from derive.kernel.terms import (
    Absolute,
    Add,
    Equal,
    Formula,
    Less,
    LessEqual,
    Node,
    Number,
    Power,
    number,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.prover.deciding import reasoner_under

Order = Less | LessEqual


def by_squares_of_sides(
    goal: Order, given: tuple[Formula, ...], prove: Callable[[Order, tuple[Formula, ...]], Theorem]
) -> Theorem | None:
    """a ≤ b from a² ≤ b², for b ≥ 0, where roots or absolute values occur: otherwise b < a, hence b² < a²."""
    if not any(isinstance(node, Absolute) or is_root(node) for node in subnodes(goal)):
        return None
    reasoner = reasoner_under(given)
    left, right = goal.left, goal.right
    if not reasoner.sign(right) <= NONNEGATIVE or not reasoner.sign(left) <= NONNEGATIVE:
        return None
    squares = Power(left, number(2)), Power(right, number(2))
    inner = type(goal)(*squares)
    theorem = prove(inner, given)
    wrong = Less(right, left)
    facts = (wrong, *given)
    opposite = Less(squares[1], squares[0])
    contrary = rules.combine(opposite, (Add((left, right)),), (rules.assume(wrong),), facts, ())
    absurd = rules.clash(theorem, contrary, ())
    branches = [rules.cases(absurd, (), goal)]
    for part in (Equal(left, right), Less(left, right)):
        if isinstance(goal, Less) and isinstance(part, Equal):
            same = rules.by_normal_form(Equal(*squares), (part, *given), ())
            branches.append(rules.cases(rules.clash(theorem, same, ()), (), goal))
        else:
            branches.append(rules.combine(goal, (number(1),), (rules.assume(part),), given, ()))
    split = rules.trichotomy(left, right, given, ())
    return rules.cases(split, (branches[2], branches[1], branches[0]), goal)


def is_root(node: Node) -> bool:
    """Whether a node is a root."""
    return isinstance(node, Power) and isinstance(node.exponent, Number) and node.exponent.value.denominator > 1
