"""Decisions: whether an equation or inequality holds under formulas, by cases of equal and distinct indices."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

from derive.kernel.facts import *
from derive.kernel.normal import LARGEST_UNROLLED, NeedsCase
from derive.kernel.polynomials import plus
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import *

F = TypeVar("F", bound=Formula)


@lru_cache(maxsize=20_000)
def decide(goal: Relation, formulas: tuple[Formula, ...]) -> None:
    """Returns when the relation is proved under the formulas; raises KernelError when it is not."""
    match goal.left, goal.right:
        case Number(value=left), Number(value=right) if sign_of(right - left) <= RELATION_SIGNS[type(goal)]:
            return
    try:
        return by_cases(goal, formulas, False, 8)
    except KernelError:
        if any(isinstance(size, int) for size in sizes_of(goal)):
            with suppress(KernelError):
                return by_cases(goal, formulas, True, 8)
        raise


@lru_cache(maxsize=16)
def reasoner_for(formulas: tuple[Formula, ...], unroll: bool) -> Reasoner:
    """A reasoner under these facts; rules that decide several relations share it."""
    return Reasoner(formulas, unroll)


def by_cases(goal: Relation, formulas: tuple[Formula, ...], unroll: bool, splits: int) -> None:
    """As :func:`decide`, splitting on whether indices are the same where that matters."""
    for same, left, right in index_facts(formulas):
        if same and left != right:
            old, new = (left, right) if isinstance(left, IndexVariable) else (right, left)
            if isinstance(old, IndexVariable):
                identified = tuple(identify(formula, old, new) for formula in formulas)
                return by_cases(identify(goal, old, new), identified, unroll, splits)
    reasoner = reasoner_for(formulas, unroll)
    if reasoner.contradiction or any(numbers_exhausted(reasoner, index) for index in free_indices(goal, formulas)):
        return
    try:
        return decide_here(goal, reasoner)
    except NeedsCase as case:
        if splits == 0:
            raise KernelError("normal form: too many cases of equal and distinct indices") from None
        alike = SameIndex(case.left, case.right)
        if any(variable.name[0] in "#?" for variable in free_variables(alike)):
            raise KernelError("normal form: a case that depends on a bound index") from None
    by_cases(goal, (*formulas, Not(alike)), unroll, splits - 1)
    by_cases(goal, (*formulas, alike), unroll, splits - 1)


def identify(node: F, old: Index, new: Index) -> F:
    """The formula with one index written for another."""
    return rebuild(node, lambda part, depth: new if part == old else None)


def free_indices(goal: Formula, formulas: tuple[Formula, ...]) -> set[Index]:
    """The free indices over numeric sizes in a goal and its hypotheses."""
    nodes = (node for formula in (goal, *formulas) for node in subnodes(formula))
    return {node for node in nodes if isinstance(node, IndexVariable) and isinstance(node.size, int)}


def numbers_exhausted(reasoner: Reasoner, index: Index) -> bool:
    """Whether an index over a numeric size is distinct from every number there is."""
    if not isinstance(index.size, int) or index.size > LARGEST_UNROLLED:
        return False
    numbers = (IndexNumber(value, index.size) for value in range(1, index.size + 1))
    return all(frozenset((index, n)) in reasoner.distinct for n in numbers)


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
