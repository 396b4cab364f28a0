"""Derivatives at kinks, at ties, at the edge of a domain, at points that move, and by variables that are held fixed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel import rules
from derive.kernel.terms import (
    ZERO,
    Absolute,
    And,
    Choose,
    Derivative,
    Entry,
    Equal,
    Exists,
    ForAll,
    Formula,
    Implies,
    IndexNumber,
    IndexVariable,
    Lambda,
    Less,
    Limit,
    Smooth,
    Step,
    Term,
    Variable,
    close_body,
    number,
    subtract,
)
from derive.language.extrema import largest
from derive.lemmas.locally_equal import derivative_where_constant
from tests.kernel.builders import (
    SIZE,
    D,
    D_at,
    V,
    X,
    Y,
    Z,
    a,
    apart,
    array,
    at,
    at_most,
    b,
    c,
    different,
    each,
    equal,
    exp,
    i,
    j,
    k,
    largest_of,
    less,
    log,
    log_sum_exp,
    minus,
    n,
    over,
    p,
    plus,
    power,
    product,
    s,
    scalar,
    softmax,
    sqrt,
    t,
    times,
    total,
    v,
    w,
    y,
    z,
)
from tests.kernel.refusals import DIFFER, KINK, LOG, TIE, UNSIGNED, Refusals, refused

REFUSED = Refusals()
case, false = REFUSED.case, REFUSED.false


# Where a side is undefined ------------------------------------------------------------------------

false("a derivative at an undefined point", LOG, equal(D_at(times(5, a), a, log(-1)), 5))

# Derivatives --------------------------------------------------------------------------------------

false(
    "the maximum has no derivative at ties",
    "by_normal_form: derivative of a maximum: no maximiser",
    equal(D(largest_of(k, z(k)), z(i)), 1),
)
false(
    "a weak maximum may be tied",
    "by_normal_form: derivative of a maximum: no maximiser",
    equal(D(largest_of(k, z(k)), z(i)), 1),
    each(k, at_most(z(k), z(i))),
)
false(
    "max(a, b) has no derivative where a = b",
    "by_normal_form: derivative of a maximum: no maximiser",
    equal(D(largest((a, b)), a), 1),
    at_most(b, a),
)
false(
    "max(a, a) is not differentiated as a",
    "by_normal_form: derivative of a maximum: no maximiser",
    equal(D(largest((a, a)), a), 1),
)
false(
    "the middle one of three is not the largest",
    "by_normal_form: derivative of a maximum: no maximiser",
    equal(D(largest((a, b, c)), b), 1),
    less(a, b),
    less(b, c),
)
false("|a| has no derivative at 0", KINK, equal(D(Absolute(a), a), over(a, Absolute(a))))
false("a step has no derivative at its edge", KINK, equal(D(Step(a), a), 0))
false("a·|a| counts as not differentiable at 0", KINK, equal(D(times(a, Absolute(a)), a), times(2, Absolute(a))))
false(
    "√a has no derivative at 0",
    "by_normal_form: derivative of a power with a fractional exponent whose base may be 0",
    equal(D(sqrt(a), a), over(1, times(2, sqrt(a)))),
    at_most(0, a),
)

EDGE = "by_normal_form: derivative of a power with a fractional exponent whose base may be 0"
for name, body, value in (
    ("a derivative is defined on one side only: ∂(t + √b)/∂t", D(plus(t, sqrt(b)), t), 0),
    ("a derivative whose point is defined on one side only", D_at(times(5, a), a, sqrt(b)), 0),
    ("a derivative that ignores a point that is defined on one side only", D_at(c, a, sqrt(b)), 0),
    ("a step of something that is defined on one side only", Step(plus(1, sqrt(b))), 0),
    ("a maximum of something that is defined on one side only", largest((plus(b, 1), times(-1, sqrt(b)))), 1),
    ("a choice of something that is defined on one side only", Choose(i, j, plus(t, sqrt(b)), plus(t, sqrt(b))), 0),
    ("a power 0 of something that is defined on one side only", power(sqrt(b), 0), 0),
    ("nothing times something that is defined on one side only", times(0, sqrt(b)), 0),
    ("a sum over something that is defined on one side only", total(k, times(0, sqrt(b), z(k))), 0),
):
    false(f"{name} has no derivative at the edge", EDGE, equal(D(body, b), value), at_most(0, b))
false(
    "a second derivative needs a smooth point",
    KINK,
    equal(D(D_at(power(a, 2), a, Absolute(b)), b), D(D_at(power(a, 2), a, Absolute(b)), b)),
)
false(
    "what exists by hypothesis does not follow the rules of calculus",
    DIFFER,
    equal(s, 1),
    equal(a, 0),
    equal(D(times(Step(times(-1, power(a, 2))), a), a), s),
)

hidden = D(times(Step(times(-1, power(a, 2))), a), a)
false(
    "… not where it stands inside a limit as well",
    DIFFER,
    equal(s, 1),
    equal(a, 0),
    equal(plus(hidden, Limit(hidden, ZERO, "above"), times(-1, Limit(hidden, ZERO, "above"))), s),
)
false(
    "the derivative of a product is not the product of derivatives",
    DIFFER,
    equal(D(times(power(a, 2), exp(a)), a), times(2, a, exp(a))),
)
false("the chain rule is not left out", DIFFER, equal(D(exp(times(2, a)), a), exp(times(2, a))))
false("a partial derivative holds the others fixed", DIFFER, equal(D(total(k, z(k)), z(i)), SIZE))
false(
    "mixed derivatives are not the repeated ones",
    DIFFER,
    equal(D(log_sum_exp(), z(i), z(j)), times(softmax(i), minus(1, softmax(i)))),
)
false(
    "the derivative of a product over a factor that may be 0",
    "by_normal_form: derivative of a product",
    equal(D(product(k, z(k)), z(i)), over(product(k, z(k)), z(i))),
    different(z(i), 0),
)


@case("near a point that is undefined, everything is constant", "derivative_where_equal: log of something")
def _() -> object:
    undefined = Lambda(("K",), close_body(log(z(k)), (k,)))
    goal = Equal(Derivative(close_body(v(i), (V,)), undefined, (i,)), ZERO)
    radius = scalar("r")
    near_by = each(k, less(Absolute(minus(v(k), log(z(k)))), radius))
    constant = ForAll(("K",), close_body(Implies(near_by, Equal(v(i), log(z(i)))), (V,)))
    ball = Exists((), close_body(And((less(0, radius), constant)), (array(radius),)))
    return derivative_where_constant(goal, rules.assume(ball))


@case("|x| is not smooth", "smooth: derivative at a point that may be a kink")
def _() -> object:
    return rules.smooth(Smooth((), close_body(Absolute(a), (array(a),))), (), ())


@case("a hypothesis does not make a function smooth elsewhere", "smooth: a denominator")
def _() -> object:
    return rules.smooth(Smooth((), close_body(over(1, a), (array(a),))), (different(a, 0),), ())


inner = scalar("inner")


def not_smooth(name: str, fragment: str, body: Term, *given: Formula) -> None:
    """A function of w that must not count as smooth."""
    goal = Smooth((), close_body(body, (array(w),)))
    REFUSED.add(name, fragment, lambda: rules.smooth(goal, given, ()))


def slope_at(point: Term) -> Term:
    """The derivative of |x| at a point."""
    return D_at(Absolute(inner), inner, point)


# Derivatives at points that move ------------------------------------------------------------------

false("a derivative of a derivative whose point is a kink", KINK, equal(D_at(slope_at(w), w, 0), 0))
false("… where the point passes the kink without crossing", KINK, equal(D_at(slope_at(power(w, 2)), w, 0), 0))
false(
    "an inner derivative at a point that leaves the domain",
    "by_normal_form: log of something that is not proved positive",
    equal(D_at(D_at(times(w, log(inner)), inner, w), w, 0), 0),
)
false(
    "a factor of the inner function that has no derivative by the outer variable",
    "by_normal_form: derivative of a power with a fractional exponent whose base may be 0",
    equal(D_at(D_at(times(sqrt(w), inner), inner, 1), w, 0), 0),
)
false(
    "the outer variable inside the point counts as well",
    DIFFER,
    equal(D_at(D_at(times(w, power(inner, 2)), inner, w), w, 3), 6),
)
false(
    "an exponent that is 2 at the point is not 2 beside it",
    "by_normal_form: a power whose base is not proved positive",
    equal(D_at(power(b, w), w, a), 0),
    equal(a, 2),
    less(b, 0),
)
false(
    "an exponent that varies does not make a square",
    "by_normal_form: a power with a fractional exponent of something that may be negative",
    equal(D_at(total(k, power(plus(z(k), w), Choose(k, i, number(2), number(Fraction(1, 2))))), w, 0), 0),
)
false("a maximum at a point other than that of the hypothesis", TIE, equal(D_at(largest((w, a)), w, c), 1), less(a, b))
false("a maximum where the two may meet", TIE, equal(D_at(largest((w, a)), w, b), 1), at_most(a, b))
false("a step where the argument may be 0", KINK, equal(D_at(Step(w), w, a), 0), at_most(0, a))
not_smooth("|x|² written with bars", "smooth: derivative at a point that may be a kink", power(Absolute(w), 2))
not_smooth(
    "a power of a square with an exponent ≥ 0",
    "smooth: derivative of a power with a fractional exponent whose base may be 0",
    power(power(w, 2), t),
    at_most(0, t),
)
not_smooth("the slope of |x|", "smooth: derivative at a point that may be a kink", slope_at(w))
not_smooth(
    "max(x, −x)",
    "smooth: derivative of a maximum: no maximiser is proved to be the only one",
    largest((w, times(-1, w))),
)
not_smooth(
    "t·log(t·u) for t ≥ 0, by the variable of u",
    "smooth: derivative of a logarithm whose argument may be 0",
    times(t, log(times(t, exp(w)))),
    at_most(0, t),
)

x, other = scalar("x"), scalar("other")
NINE = Variable("nine", (9,))


def named(count: int, size: str | int = "K") -> list[IndexVariable]:
    return [IndexVariable(f"n{place}", size) for place in range(count)]


false(
    "x·|x| has a derivative at a point, so |x| has one",
    KINK,
    equal(D(Absolute(x), x), 0),
    equal(D(times(x, Absolute(x)), x), 0),
)
false("… so the point is not 0", UNSIGNED, different(x, 0), equal(D(times(x, Absolute(x)), x), 0))
false(
    "the exponent 2 of a hypothesis, at a point beside it",
    "by_normal_form: a power whose base is not proved positive",
    equal(D_at(D_at(power(x, other), x, -1), other, other), 0),
    equal(other, 2),
)
false("the sum of a simplex point is 1 beside it", DIFFER, equal(D(total(k, p(k)), p(i)), 0), equal(total(k, p(k)), 1))
false(
    "a maximiser at the point of the hypothesis, not of the derivative",
    TIE,
    equal(Derivative(close_body(largest_of(k, z(k)), (Z,)), Y, (i,)), 1),
    each(k, Implies(apart(k, i), less(z(k), z(i)))),
)
false(
    "a maximum over nine values at a tie",
    TIE,
    equal(D(largest_of(named(1, 9)[0], at(NINE, named(1, 9)[0])), at(NINE, IndexNumber(1, 9))), 1),
    each(named(1, 9)[0], at_most(at(NINE, named(1, 9)[0]), at(NINE, IndexNumber(1, 9)))),
)
false(
    "a point that has a kink where the derivative at it does not change",
    KINK,
    equal(
        D(
            Derivative(
                close_body(total(n, z(n)), (Z,)), Lambda(("K",), close_body(Absolute(times(w, y(k))), (k,))), (i,)
            ),
            w,
        ),
        0,
    ),
)


# Theorems about functions -------------------------------------------------------------------------


def test_a_derivative_at_an_undefined_point_is_not_0() -> None:
    """Near a point that is undefined there is nothing, so that anything is constant there."""
    where, radius = Variable("y", ("K",)), Variable("r", ())
    body = close_body(total(k, at(X, k)), (X,))
    distance = Absolute(subtract(at(where, k), log(z(k))))
    near = ForAll("K", close_body(Less(distance, Entry(radius, ())), (k,)))
    constant = Implies(near, Equal(total(k, at(where, k)), total(k, log(z(k)))))
    ball = And((Less(ZERO, Entry(radius, ())), ForAll(("K",), close_body(constant, (where,)))))
    theorem = rules.assume(Exists((), close_body(ball, (radius,))))
    goal = Equal(Derivative(body, Lambda(("K",), close_body(log(z(k)), (k,))), (i,)), ZERO)
    refused(lambda: derivative_where_constant(goal, theorem), "log of something that is not proved positive")


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
