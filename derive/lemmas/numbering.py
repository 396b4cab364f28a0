"""Sums over the numbers of indices: what a sum of differences between neighbours is.

That Σ (f(t + 1) − f(t)) over t = 1, …, n is f(n + 1) − f(1) is shown by moving every index to the one behind it, which
permutes the indices (R. L. Graham, D. E. Knuth, O. Patashnik, Concrete Mathematics, 2nd ed., Addison-Wesley 1994,
2.6)."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    Add,
    Choose,
    Entry,
    Equal,
    Formula,
    IndexVariable,
    Lambda,
    LastIndex,
    Multiply,
    Not,
    SameIndex,
    SizeValue,
    Sum,
    Term,
    Variable,
    close_body,
    delta,
    negative,
)
from derive.kernel.theorem import Theorem
from derive.language.expressions import Equal as Equation
from derive.language.expressions import forall, index, matrix, total
from derive.language.lemma import Lemma
from derive.language.logic import for_each, specialise
from derive.language.numbering import Numbering
from derive.lemmas.sums import add_up
from derive.work import remembered


@remembered()
def doubly_summed(size: str) -> Lemma:
    """Σᵢ Σⱼ xᵢⱼ = Σⱼ Σᵢ yᵢⱼ where xᵢⱼ = yᵢⱼ for all i and j."""
    i, j, x, y = index("i", size), index("j", size), matrix("x", size, size), matrix("y", size, size)
    same = forall(i, forall(j, Equation(x[i, j], y[i, j])))

    @Lemma.for_all(x, y, given=(same,))
    def lemma() -> Theorem:
        goal = Equation(total(i, total(j, x[i, j])), total(j, total(i, y[i, j])))
        return rules.by_normal_form(goal, (same,), ())

    return lemma


@remembered()
def moved_sum(numbering: Numbering) -> Lemma:
    """Σ a(s(t)) = Σ a(t), where s moves every index to the one behind it, and the last to the first."""
    size = numbering.size
    t, j = IndexVariable("t", size), IndexVariable("j", size)
    a = Variable("a", (size,))
    given = [rules.assume(part) for part in numbering.permutation]
    behind, before = SameIndex(numbering.following(t), j), SameIndex(numbering.preceding(j), t)

    @Lemma.for_all(a)
    def lemma() -> Theorem:
        to, back = (specialise(implication, t, j) for implication in given)
        goal = Equal(delta(j, numbering.following(t)), delta(t, numbering.preceding(j)))
        is_behind = rules.assume(behind)
        same = rules.by_normal_form(goal, (), (is_behind, rules.modus_ponens(to, is_behind)))
        contrary = rules.clash(rules.modus_ponens(back, rules.assume(before)), rules.assume(Not(behind)), ())
        branches = (rules.cases(contrary, (), Not(before)), rules.assume(Not(before)))
        apart = rules.cases(rules.excluded_middle(before), branches, Not(before))
        others = rules.by_normal_form(goal, (), (rules.assume(Not(behind)), apart))
        equal = rules.cases(rules.excluded_middle(behind), (same, others), goal)
        there = Entry(a, (j,))
        sides = [Multiply((side, there)) for side in (goal.left, goal.right)]
        each = rules.combine(Equal(sides[0], sides[1]), (there,), (equal,), (), ())
        x, y = (Lambda((size, size), close_body(side, (t, j))) for side in sides)
        both = doubly_summed(size).at(x=x, y=y).given(for_each(t, for_each(j, each))).theorem
        moved = Equal(_total(t, Entry(a, (numbering.following(t),))), _total(j, there))
        return rules.combine(moved, (ONE,), (both,), (), ())

    return lemma


def telescoped(numbering: Numbering, function: Callable[[Term], Term], given: tuple[Formula, ...]) -> Theorem:
    """Σ f(t + 1) − Σ f(t) = f(n + 1) − f(1), over the numbers t of all indices, where f is defined under what is given
    at all of 1, …, n + 1. Raises KernelError where that is not proved."""
    size = numbering.size
    t, last = IndexVariable("t", size), LastIndex(size)
    here, behind = numbering.number(t), Add((numbering.number(t), ONE))
    turn, step = rules.assume(numbering.turn), rules.assume(numbering.step)
    values_known = tuple(rules.assume(part) for part in (*numbering.ends, *numbering.bounds))
    moved = function(numbering.number(numbering.following(t)))
    chosen = Equal(moved, Choose(t, last, function(ONE), function(behind)))
    is_last = SameIndex(t, last)
    next_number = rules.modus_ponens(specialise(step, t), rules.assume(Not(is_last)))
    at_end = rules.by_normal_form(chosen, (is_last, *given), (turn, *values_known))
    elsewhere = rules.by_normal_form(chosen, (*given, Not(is_last)), (*values_known, next_number))
    each = rules.cases(rules.excluded_middle(is_last), (at_end, elsewhere), chosen)
    summed = add_up(for_each(t, each))
    values = Lambda((size,), close_body(function(here), (t,)))
    permuted = moved_sum(numbering).under(*given, *numbering.bounds).at(a=values).theorem
    ends = Add((function(Add((SizeValue(size), ONE))), negative(function(ONE))))
    goal = Equal(Add((_total(t, function(behind)), negative(_total(t, function(here))))), ends)
    return rules.combine(goal, (negative(ONE), ONE), (summed, permuted), given, values_known)


def _total(index: IndexVariable, body: Term) -> Term:
    return Sum(index.size, close_body(body, (index,)))
