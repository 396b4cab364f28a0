"""Equations: from two inequalities, and from a product that vanishes."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules
from derive.kernel.terms import ONE, ZERO, Different, Equal, Formula, Multiply, Power, Relation, Term, number, subtract
from derive.kernel.theorem import Theorem
from derive.language.expressions import Number, real, scalar
from derive.language.lemma import Lemma
from derive.language.logic import Known, cases, clash, proof_of, trichotomy

Kind = Callable[[Term, Term], Relation]
"""A kind of relation, as a function of its sides."""

NO_COMPARISON = "the theorem is not an equation or inequality"


def kind_of(relation: Relation) -> Kind:
    """The kind of a relation."""
    return type(relation)


x, y = scalar("x"), scalar("y")


def antisymmetry(first: Known, second: Known) -> Theorem:
    """From a ≤ b and b ≤ a: a = b."""
    below, above = proof_of(first), proof_of(second)
    relation = rules.comparison(below.conclusion, NO_COMPARISON)
    return equal_from_both_sides.at(x=relation.left, y=relation.right).given(below, above).theorem


@Lemma.for_all(x, y, given=(x <= y, y <= x))
def equal_from_both_sides() -> Theorem:
    """x = y where x ≤ y and y ≤ x."""
    goal, (below, above) = Equal(x.term, y.term), (x <= y, y <= x)
    return cases(trichotomy(x, y), clash(x < y, above), goal, clash(y < x, below))


def cancel(goal: Equal, known: Known, factor: Number, power: int = 1, premises: tuple[Theorem, ...] = ()) -> Theorem:
    """From an equation whose sides differ by factor · (goal.left − goal.right)^power, factor ≠ 0: the goal."""
    theorem = proof_of(known)
    rules.of_kind(theorem.conclusion, Equal, "cancel: the theorem is not an equation")
    hypotheses = theorem.hypotheses
    product = Multiply((real(factor).term, Power(subtract(goal.left, goal.right), number(power))))
    vanishes = rules.combine(Equal(product, ZERO), (ONE,), (theorem,), hypotheses, premises)

    def branch(case: Formula) -> Known:
        if case == goal:
            return goal
        return clash(vanishes, rules.by_normal_form(Different(product, ZERO), (*hypotheses, case), premises))

    return cases(trichotomy(goal.left, goal.right, hypotheses, premises), branch)
