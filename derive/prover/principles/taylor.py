"""Taylor polynomials of the exponential function of second order: above it on one side of 0 and below it on the other,
for the remainder u³ exp(θu)/6 has the sign of u."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from derive import lemmas
from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE, NONPOSITIVE
from derive.kernel.polynomials import polynomial_term
from derive.kernel.terms import ONE, ZERO, Add, Exp, LessEqual, Log, Multiply, Power, Term, number, subtract
from derive.kernel.theorem import Theorem
from derive.language.expressions import D, Real, scalar
from derive.language.lemma import Lemma
from derive.lemmas.decided import decided
from derive.lemmas.terms import product
from derive.prover.goal import Context, Offer
from derive.prover.principles.chords import raised_parts
from derive.prover.tactic import involving, principle
from derive.work import remembered

x, y = scalar("x"), scalar("y")


@principle("second_order", cost=57, most=8, when=involving(Exp))
def second_order(context: Context) -> Iterator[Theorem | Offer]:
    """exp u ≤ 1 + u + u²/2 for u ≤ 0, and ≥ for u ≥ 0, at exponentials in the goal, inside sums with their weights.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 5.15."""
    for whole, weight, around in raised_parts(context):
        exponent = context.normal(Log(whole))
        if exponent is None or not context.is_nonnegative(weight):
            continue
        signs = context.reasoner.polynomial_sign(exponent)
        u = polynomial_term(exponent)
        sides = (product(weight, whole), product(weight, parabola(u)))
        if signs <= NONPOSITIVE or signs <= NONNEGATIVE:
            above = signs <= NONPOSITIVE
            goal = LessEqual(*(sides if above else sides[::-1]))
            yield from context.offer(goal, around, partial(weighted_parabola, context, goal, weight, u, above))


def parabola(u: Term) -> Term:
    """1 + u + u²/2."""
    return Add((ONE, u, Multiply((number("1/2"), Power(u, number(2))))))


def weighted_parabola(context: Context, goal: LessEqual, weight: Term, u: Term, above: bool) -> Theorem:
    """w exp u ≤ w (1 + u + u²/2), or ≥."""
    sign = decided(LessEqual(u, ZERO) if above else LessEqual(ZERO, u), context.given)
    theorem = on_one_side(above).under(*context.given).at(y=u).given(sign).theorem
    return rules.combine(goal, (weight,), (theorem,), context.given, ())


@remembered()
def on_one_side(above: bool) -> Lemma:
    """exp y ≤ 1 + y + y²/2 for y ≤ 0, or ≥ for y ≥ 0: exp x − 1 − x − x²/2 has the slope exp x − 1 − x ≥ 0, and is 0 at
    0."""
    condition = LessEqual(y.term, ZERO) if above else LessEqual(ZERO, y.term)
    sides = (Exp(y.term), parabola(y.term))
    goal = LessEqual(*(sides if above else sides[::-1]))

    @Lemma.for_all(y, given=(condition,))
    def lemma() -> Theorem:
        slope = LessEqual(ZERO, D(Real(subtract(Exp(x.term), parabola(x.term))), x).term)
        rising = rules.combine(slope, (ONE,), (lemmas.log_bound(Exp(x.term)),), (), ())
        low, high = (y.term, ZERO) if above else (ZERO, y.term)
        risen = lemmas.rises(Real(low), Real(high), x, rising, decided(LessEqual(low, high), (condition,)))
        return rules.combine(goal, (ONE,), (risen,), (condition,), ())

    return lemma
