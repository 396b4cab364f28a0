"""Sums over the numbers of indices: what a sum of differences between neighbours is.

That Σ (f(t + 1) − f(t)) over t = 1, …, n is f(n + 1) − f(1) is shown by moving every index to the one behind it, which
permutes the indices (R. L. Graham, D. E. Knuth, O. Patashnik, Concrete Mathematics, 2nd ed., Addison-Wesley 1994,
2.6)."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Choose,
    Different,
    Entry,
    Equal,
    Formula,
    IndexNumber,
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
    fresh_name,
    negative,
)
from derive.kernel.theorem import Theorem
from derive.language.expressions import Equal as Equation
from derive.language.expressions import forall, index, matrix, total
from derive.language.lemma import Lemma
from derive.language.logic import for_each, specialise
from derive.language.numbering import Numbering, numberings
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


def without_maps(given: tuple[Formula, ...]) -> tuple[Formula, ...]:
    """What is given but for what is said of the maps to the neighbours of indices: where it is of use is told apart."""
    maps = {formula for one in numberings(given) for formula in (*one.permutation, one.turn)}
    return tuple(formula for formula in given if formula not in maps)


def before_following(numbering: Numbering, place: IndexVariable) -> Theorem:
    """The index before the one behind t is t."""
    behind = numbering.following(place)
    itself = SameIndex(behind, behind)
    absurd = rules.by_normal_form(Equal(ZERO, ONE), (Not(itself),), ())
    contrary = rules.clash(absurd, rules.by_normal_form(Different(ZERO, ONE), (), ()), ())
    reflexive = rules.cases(
        rules.excluded_middle(itself), (rules.assume(itself), rules.cases(contrary, (), itself)), itself
    )
    return rules.modus_ponens(specialise(rules.assume(numbering.permutation[0]), place, behind), reflexive)


def reindexed(numbering: Numbering, body: Callable[[IndexVariable], Term], given: tuple[Formula, ...]) -> Theorem:
    """Σ f(s(t)) over all t but the last is Σ f(t) over all t but the first, where f is defined under what is given.
    Raises KernelError where that is not proved.

    R. L. Graham, D. E. Knuth, O. Patashnik, Concrete Mathematics, 2nd ed., 2.4."""
    size = numbering.size
    given = without_maps(given)
    t, first, last = IndexVariable(fresh_name("t", *given), size), IndexNumber(1, size), LastIndex(size)
    behind = numbering.following(t)
    back = specialise(rules.assume(numbering.permutation[0]), t, first)
    turned = specialise(rules.assume(numbering.permutation[0]), last, first)
    end = rules.modus_ponens(turned, rules.assume(numbering.turn))
    moved = Choose(behind, first, ZERO, body(behind))
    kept = Choose(t, last, ZERO, body(behind))
    same, is_first, is_last = Equal(kept, moved), SameIndex(behind, first), SameIndex(t, last)
    was_last = rules.by_normal_form(
        same, given, (rules.assume(is_first), rules.modus_ponens(back, rules.assume(is_first)), end)
    )
    at_last = rules.by_normal_form(same, (*given, is_last), (rules.assume(numbering.turn),))
    elsewhere = rules.by_normal_form(same, (*given, Not(is_last), Not(is_first)), ())
    not_first = rules.cases(rules.excluded_middle(is_last), (at_last, elsewhere), same)
    each = rules.cases(rules.excluded_middle(is_first), (was_last, not_first), same)
    summed = add_up(for_each(t, each))
    values = Lambda((size,), close_body(Choose(t, first, ZERO, body(t)), (t,)))
    permuted = moved_sum(numbering).under(*given).at(a=values).theorem
    return rules.transitivity((summed, permuted))


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
