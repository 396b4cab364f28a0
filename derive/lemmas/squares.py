"""Lemmas about squares: a ≤ b from a² ≤ b², and the Cauchy–Schwarz inequality."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import (
    ZERO,
    Entry,
    Equal,
    ForAll,
    Formula,
    IndexVariable,
    Lambda,
    Less,
    LessEqual,
    Multiply,
    Power,
    Size,
    Term,
    Variable,
    close_body,
    number,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import decided
from derive.lemmas.terms import HALF, Order, summed
from derive.work import remembered


def below_by_squares(goal: Order, sign: Theorem, squares: Theorem) -> Theorem:
    """From 0 ≤ b and a² ≤ b² (or <): a ≤ b (or <)."""
    theorem = rules.weaken(_roots_rise(isinstance(goal, Less)), (*sign.hypotheses, *squares.hypotheses))
    for side in (goal.left, goal.right):
        theorem = rules.specialise(theorem, Lambda((), side))
    return rules.modus_ponens(rules.modus_ponens(theorem, sign), squares)


@remembered()
def _roots_rise(strict: bool) -> Theorem:
    """For all a and b: 0 ≤ b and a² ≤ b² imply a ≤ b, for otherwise b < a and b² < a²; likewise with <."""
    names = Variable("a", ()), Variable("b", ())
    a, b = (Entry(name, ()) for name in names)
    relation = Less if strict else LessEqual
    goal, squares = relation(a, b), relation(Power(a, number(2)), Power(b, number(2)))
    given = LessEqual(ZERO, b), squares

    contrary = (LessEqual if strict else Less)(squares.right, squares.left)

    def absurd(case: Formula) -> Theorem:
        opposite = rules.combine(contrary, (a, b), (rules.assume(case),) * 2, (case, given[0]), ())
        return rules.cases(rules.clash(rules.assume(squares), opposite, ()), (), goal)

    below, equal, above = Less(a, b), Equal(a, b), Less(b, a)
    branches = (decided(goal, (below,)), absurd(equal) if strict else decided(goal, (equal,)), absurd(above))
    theorem = rules.cases(rules.trichotomy(a, b, (), ()), branches, goal)
    for fact in reversed(given):
        theorem = rules.discharge(theorem, fact)
    for name in reversed(names):
        theorem = rules.generalise(theorem, name)
    return theorem


def cauchy_schwarz(index: IndexVariable, values: tuple[Term, Term, Term], given: tuple[Formula, ...]) -> Theorem:
    """(Σ w f g)² ≤ (Σ w f²)(Σ w g²), for terms w ≥ 0, f and g that may depend on the index."""
    theorem = rules.weaken(_cauchy_schwarz(index.size), given)
    for value in values:
        theorem = rules.specialise(theorem, Lambda((index.size,), close_body(value, (index,))))
    sign = rules.generalise(decided(LessEqual(ZERO, values[0]), given), index)
    return rules.modus_ponens(theorem, sign)


@remembered()
def _cauchy_schwarz(size: Size) -> Theorem:
    """For all w ≥ 0, f and g: half the double sum of wᵢ wⱼ (fᵢ gⱼ − fⱼ gᵢ)² ≥ 0 is the difference, by Lagrange's
    identity."""
    arrays = tuple(Variable(name, (size,)) for name in "wfg")
    i, j = IndexVariable("i", size), IndexVariable("j", size)
    (w, f, g), (v, d, h) = ([Entry(array, (index,)) for array in arrays] for index in (i, j))
    condition = ForAll(size, close_body(LessEqual(ZERO, w), (i,)))
    crossed = subtract(Multiply((f, h)), Multiply((d, g)))
    gap = LessEqual(ZERO, summed(Multiply((w, v, Power(crossed, number(2)))), (i, j)))
    squares = (summed(Multiply((w, Power(factor, number(2)))), (i,)) for factor in (f, g))
    goal = LessEqual(Power(summed(Multiply((w, f, g)), (i,)), number(2)), Multiply(tuple(squares)))
    evident = rules.by_normal_form(gap, (condition,), ())
    theorem = rules.discharge(rules.combine(goal, (HALF,), (evident,), (condition,), ()), condition)
    for array in reversed(arrays):
        theorem = rules.generalise(theorem, array)
    return theorem
