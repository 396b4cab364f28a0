"""Pinsker's inequality: relative entropy is at least half the square of Σ |q − r|."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import ONE, Size, number
from derive.kernel.theorem import Theorem
from derive.language.expressions import D, Equal, Real, absolute, forall, index, log, real, scalar, sqrt, total, vector
from derive.language.lemma import Lemma
from derive.language.logic import cases, clash, for_each, trichotomy
from derive.lemmas.slopes import rises
from derive.lemmas.squares import cauchy_schwarz
from derive.lemmas.sums import add_up
from derive.lemmas.terms import HALF
from derive.work import remembered

x, s, t, u = scalar("x"), scalar("s"), scalar("t"), scalar("u")

MINUS_ONE = number(-1)


def logarithm_gap(at: Real) -> Real:
    """log x less its Padé approximation at 1."""
    return log(at) - 3 * (at - 1) * (at + 5) / (2 * (at + 2) ** 2)


def entropy_gap(at: Real) -> Real:
    """x log x − x + 1 less its Padé approximation at 1."""
    return at * log(at) - at + 1 - 3 * (at - 1) ** 2 / (2 * (at + 2))


def positive_end(low: Real) -> Theorem:
    """That the lower end of an interval is positive: it is 1, or x."""
    return rules.by_normal_form(low > 0, (x > 0,), ())


@remembered()
def logarithm_bound(above: bool) -> Lemma:
    """log x ≥ 3 (x − 1)(x + 5)/(2 (x + 2)²) for x ≥ 1, and ≤ for 0 < x ≤ 1: the difference is 0 at 1, and its slope is
    (x − 1)² (x + 8)/(x (x + 2)³)."""
    low, high = (real(1), x) if above else (x, real(1))
    conditions = (x > 0, low <= high)

    @Lemma.for_all(x, given=conditions)
    def lemma() -> Theorem:
        here = (*conditions, low <= s, s <= high)
        positive = rules.combine(s > 0, (ONE,) * 2, (rules.assume(low <= s), positive_end(low)), here, ())
        weight, slope = (s + 8) / (s * (s + 2) ** 3), D(logarithm_gap(s), s)
        worked_out = rules.by_normal_form(Equal(slope, (s - 1) ** 2 * weight), here, (positive,))
        square = rules.by_normal_form((s - 1) ** 2 >= 0, (), ())
        rising = rules.combine(slope >= 0, (MINUS_ONE, weight.term), (worked_out, square), here, (positive,))
        moved = rises(low, high, s, rising, rules.assume(low <= high))
        goal = logarithm_gap(x) >= 0 if above else logarithm_gap(x) <= 0
        return rules.combine(goal, (ONE,), (moved,), conditions, ())

    return lemma


@remembered()
def entropy_bound() -> Lemma:
    """x log x − x + 1 ≥ 3 (x − 1)²/(2 (x + 2)) for x > 0: the difference is 0 at 1, and its slope is that of
    :func:`logarithm_bound`."""
    goal = entropy_gap(x) >= 0

    @Lemma.for_all(x, given=(x > 0,))
    def lemma() -> Theorem:
        level = rules.by_normal_form(goal, (x > 0, Equal(x, 1)), ())
        return cases(trichotomy(x, 1), away_from_one(False), level, away_from_one(True))

    return lemma


def away_from_one(above: bool) -> Theorem:
    """The bound for x > 1, or for 0 < x < 1."""
    low, high = (real(1), x) if above else (x, real(1))
    conditions = (x > 0, low < high)
    here, sign = (*conditions, low <= s, s <= high), 1 if above else -1
    positive = rules.combine(s > 0, (ONE,) * 2, (rules.assume(low <= s), positive_end(low)), here, ())
    order = rules.assume(s >= 1 if above else s <= 1)
    bound = logarithm_bound(above).at(x=s).given(positive, order).theorem
    slope = D(sign * entropy_gap(s), s)
    worked_out = rules.by_normal_form(Equal(slope, sign * logarithm_gap(s)), here, (positive,))
    rising = rules.combine(slope >= 0, (MINUS_ONE, ONE), (worked_out, bound), here, (positive,))
    moved = rises(low, high, s, rising, rules.by_normal_form(low <= high, conditions, ()))
    return rules.combine(entropy_gap(x) >= 0, (ONE,), (moved,), conditions, ())


@remembered()
def weighted_squares() -> Lemma:
    """t log(t/u) − t + u ≥ 3 (t − u)²/(2 (t + 2 u)) for t ≥ 0 and u > 0."""
    conditions = (t >= 0, u > 0)
    goal = t * log(t / u) - t + u >= 3 * (t - u) ** 2 / (2 * (t + 2 * u))

    @Lemma.for_all(t, u, given=conditions)
    def lemma() -> Theorem:
        positive = rules.by_normal_form(t / u > 0, (*conditions, t > 0), ())
        bound = entropy_bound().at(x=t / u).given(positive).theorem
        inside = rules.combine(goal, (u.term,), (bound,), (*conditions, t > 0), ())
        outside = rules.by_normal_form(goal, (*conditions, Equal(0, t)), ())
        return cases(trichotomy(0, t), inside, outside, clash(t < 0, conditions[0]))

    return lemma


@remembered()
def pinsker_of_all(size: Size) -> Lemma:
    """½ (Σ |q − r|)² ≤ Σ q log(q/r) for q ≥ 0 and r > 0 with sums 1: Σ |q − r| is the sum of |q − r|/√w · √w for
    w = q + 2 r, whose sum is 3.

    A. B. Tsybakov, Introduction to Nonparametric Estimation, lemma 2.5."""
    k = index("k", size)
    q, r = vector("q", size), vector("r", size)
    signs = forall(k, q[k] >= 0), forall(k, r[k] > 0)
    conditions = *signs, Equal(total(k, q[k]), 1), Equal(total(k, r[k]), 1)

    @Lemma.for_all(q, r, given=conditions)
    def lemma() -> Theorem:
        own = tuple(rules.by_normal_form(sign, signs, ()) for sign in (q[k] >= 0, r[k] > 0))
        term = weighted_squares().under(*signs).at(t=q[k], u=r[k]).given(*own).theorem
        weight = q[k] + 2 * r[k]
        schwarz = cauchy_schwarz(k, (1, absolute(q[k] - r[k]) / sqrt(weight), sqrt(weight)), signs)
        summed = add_up(for_each(k, term))
        goal = total(k, absolute(q[k] - r[k])) ** 2 / 2 <= total(k, q[k] * log(q[k] / r[k]))
        return rules.combine(goal, (ONE, HALF), (summed, schwarz), conditions, ())

    return lemma


@remembered()
def pinsker_of_two() -> Lemma:
    """2 (t − u)² ≤ t log(t/u) + (1 − t) log((1 − t)/(1 − u)) for 0 < t < 1 and 0 < u < 1: of the sum of the two bounds
    by squares (t − u)² (3 − 2 w)²/(2 w (3 − w)), with w = t + 2 u, is left."""
    conditions = (t > 0, t < 1, u > 0, u < 1)
    goal = 2 * (t - u) ** 2 <= t * log(t / u) + (1 - t) * log((1 - t) / (1 - u))

    @Lemma.for_all(t, u, given=conditions)
    def lemma() -> Theorem:
        bounds = []
        for first, second in ((t, u), (1 - t, 1 - u)):
            signs = (rules.by_normal_form(sign, conditions, ()) for sign in (first >= 0, second > 0))
            bounds.append(weighted_squares().under(*conditions).at(t=first, u=second).given(*signs).theorem)
        w = t + 2 * u
        square = rules.by_normal_form(((t - u) * (3 - 2 * w)) ** 2 >= 0, (), ())
        below = tuple(rules.assume(condition) for condition in (t < 1, u < 1))
        positive = rules.combine(3 - w > 0, (ONE, number(2)), below, conditions, ())
        factor = 1 / (2 * w * (3 - w))
        return rules.combine(goal, (ONE, ONE, factor.term), (*bounds, square), conditions, (positive,))

    return lemma
