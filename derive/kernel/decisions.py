"""Decisions: whether an equation or inequality holds under formulas, by cases of equal and distinct indices."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from derive.kernel.facts import *
from derive.kernel.normal import LARGEST_UNROLLED, NeedsCase
from derive.kernel.polynomials import plus
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import *

MOST_SPLITS = 9


@lru_cache(maxsize=20_000)
def decide(goal: Relation, formulas: tuple[Formula, ...]) -> None:
    """Returns when the relation is proved under the formulas; raises KernelError when it is not."""
    match goal.left, goal.right:
        case Number(value=left), Number(value=right) if sign_of(right - left) <= RELATION_SIGNS[type(goal)]:
            return
    by_cases(goal, formulas, MOST_SPLITS)


@lru_cache(maxsize=16)
def reasoner_for(formulas: tuple[Formula, ...]) -> Reasoner:
    """A reasoner under these facts; rules that decide several relations share it."""
    return Reasoner(formulas)


def by_cases(goal: Relation, formulas: tuple[Formula, ...], splits: int) -> None:
    """As :func:`decide`, splitting on whether indices are the same where that matters."""
    for same, left, right in index_facts(formulas):
        if same and left != right:
            old, new = (left, right) if isinstance(left, IndexVariable) else (right, left)
            if isinstance(old, IndexVariable):
                return by_cases(*identified(goal, formulas, old, new), splits)
    expect(splits > 0, "normal form: too many cases of equal and distinct indices")
    for index in (part for node in (goal, *formulas) for part in subnodes(node) if isinstance(part, IndexVariable)):
        if isinstance(index.size, int) and index.size <= LARGEST_UNROLLED and not index.loose:
            for value in range(1, index.size + 1):
                by_cases(*identified(goal, formulas, index, IndexNumber(value, index.size)), splits - 1)
            return
    reasoner = reasoner_for(formulas)
    if reasoner.contradiction:
        return
    try:
        return decide_here(goal, reasoner)
    except NeedsCase as case:
        alike = SameIndex(case.left, case.right)
    reserved = any(variable.name[0] in "#?" for variable in free_variables(alike))
    expect(not reserved, "normal form: a case that depends on a bound index")
    by_cases(goal, (*formulas, Not(alike)), splits - 1)
    by_cases(goal, (*formulas, alike), splits - 1)


def identified(
    goal: Relation, formulas: tuple[Formula, ...], old: Index, new: Index
) -> tuple[Relation, tuple[Formula, ...]]:
    """The goal and the formulas with one index written for another."""
    return substitute(goal, {old: new}), tuple(substitute(formula, {old: new}) for formula in formulas)


def decide_here(goal: Relation, reasoner: Reasoner) -> None:
    """Decides a relation in one case."""
    reasoner.begin()
    reasoner.defined(goal.left)
    if goal == Equal(goal.left, goal.left):
        return
    reasoner.defined(goal.right)
    difference = plus(reasoner.normal(goal.right), reasoner.normal(goal.left), Fraction(-1))
    if isinstance(goal, Equal):
        expect(not reasoner.numerator(difference)[0], "equality: the normal forms of the two sides differ")
        return
    wanted = RELATION_SIGNS[type(goal)]
    signs = reasoner.polynomial_sign(difference)
    if not signs <= wanted and not signs & reasoner.sign(subtract(goal.right, goal.left)) <= wanted:
        raise KernelError("order: the sign of the difference is not established")
