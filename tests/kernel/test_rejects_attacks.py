"""False statements about derivatives, limits and cases that look provable; each is refused for the right reason."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel import rules
from derive.kernel.terms import (
    Absolute,
    Choose,
    Formula,
    Implies,
    IndexVariable,
    Lambda,
    Smooth,
    Step,
    Term,
    Variable,
    close_body,
    number,
    open_body,
    substitute,
)
from derive.language.extrema import largest
from derive.lemmas.limits import limit_laws
from tests.kernel.builders import (
    D_at,
    Value,
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
    limit,
    log,
    minus,
    n,
    over,
    plus,
    power,
    product,
    prove,
    s,
    same,
    scalar,
    sqrt,
    t,
    times,
    total,
    w,
    y,
    z,
)
from tests.kernel.refusals import DIFFER, KINK, TIE, Refusals

REFUSED = Refusals()
false = REFUSED.false
inner = scalar("inner")
matrix = Variable("matrix", ("K", "K"))

POLE = "limit: a denominator whose limit may be 0"
UNSIGNED = "limit: infinity times a limit whose sign is not established"
MIXED = "limit: a choice between finite and infinite limits"


def no_limit(
    name: str, fragment: str, body: Term, value: Value, *given: Formula, point: Value = 0, direction: str = "above"
) -> None:
    """A limit in w that the limit laws must not establish."""
    goal = equal(limit(body, w, point, direction), value)
    REFUSED.add(name, fragment, lambda: limit_laws(goal, body, array(w), given, ()))


def not_smooth(name: str, fragment: str, body: Term, *given: Formula) -> None:
    """A function of w that must not count as smooth."""
    goal = Smooth((), close_body(body, (array(w),)))
    REFUSED.add(name, fragment, lambda: rules.smooth(goal, given, ()))


# Derivatives at points that move ------------------------------------------------------------------


def slope_at(point: Term) -> Term:
    """The derivative of |x| at a point."""
    return D_at(Absolute(inner), inner, point)


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

# Limits -------------------------------------------------------------------------------------------

reciprocal = over(1, w)
no_limit("0 times infinity", UNSIGNED, times(w, reciprocal), 0)
no_limit("a factor that may be 0 times infinity", UNSIGNED, times(a, reciprocal), 0, at_most(0, a))
no_limit("x·log x by the laws alone", "log of something", times(w, log(w)), 0)
no_limit("exp(−1/x) from below", "limit: the limit is infinite", exp(times(-1, reciprocal)), 0, direction="below")
no_limit("exp(−1/x) from both sides", POLE, exp(times(-1, reciprocal)), 0, direction="both")
no_limit("exp(−a·x) far out, where a may be 0", UNSIGNED, exp(times(-1, a, w)), 0, at_most(0, a), direction="infinity")
no_limit("|x|/x from both sides", POLE, over(Absolute(w), w), 1, direction="both")
no_limit(
    "max(1/x, −1/x) from both sides",
    "limit: a maximum of which no value is proved to be the largest",
    largest((reciprocal, times(-1, reciprocal))),
    0,
    direction="both",
)
no_limit("a step at its edge", "limit: no law for Step", Step(w), 1, direction="below")
no_limit("1/(x − x)", POLE, over(1, minus(w, w)), 0)
no_limit("a body with a zero near the point", "a denominator", over(w, plus(w, a)), 0)
no_limit("a ratio of logarithms that vanish beyond the point", "log of something", over(log(w), log(w)), 1)
no_limit("a choice between 1/x and x", MIXED, Choose(i, j, reciprocal, w), 0)
no_limit("a sum with one term that is infinite the other way", MIXED, total(k, Choose(k, i, w, reciprocal)), 0)
no_limit("a product of 0 and infinities", MIXED, product(k, Choose(k, i, w, reciprocal)), 0)
no_limit("a branch that is undefined near the point", "log of", Choose(i, j, log(times(-1, w)), w), 0)
no_limit("a limit at a point that is undefined", "log of", w, log(a), point=log(a))

# Cases of indices ---------------------------------------------------------------------------------

off_diagonal = each(k, each(n, Implies(apart(k, n), equal(at(matrix, k, n), 0))))
false("a matrix that is diagonal has a diagonal", DIFFER, equal(at(matrix, i, j), 0), off_diagonal)
false("… also inside a sum", DIFFER, equal(total(k, at(matrix, k, i)), 0), off_diagonal)
false(
    "a strict maximiser is not larger than itself",
    "by_normal_form: order: the sign of the difference is not established",
    less(z(j), z(i)),
    each(k, Implies(apart(k, i), less(z(k), z(i)))),
)
false(
    "a sum over the others, filled up with a term that is undefined",
    "by_normal_form: a denominator that is not proved non-zero",
    equal(
        total(k, Choose(k, i, number(0), over(1, minus(z(k), z(i))))),
        total(k, over(1, minus(z(k), z(i)))),
    ),
    each(k, Implies(apart(k, i), different(z(k), z(i)))),
)
false(
    "a maximum that leaves its own index out",
    DIFFER,
    equal(largest_of(k, Choose(k, i, z(j), z(k))), largest_of(k, z(k))),
)
false(
    "a product that leaves its own index out",
    DIFFER,
    equal(product(k, Choose(k, i, number(1), z(k))), product(k, z(k))),
)
false(
    "an index that is its own function's value, without end",
    "by_normal_form: equality: the normal forms of the two sides differ",
    equal(z(i), 0),
    same(i, IndexVariable("f", "K", (i,))),
)


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)


# Binders: what is true only if no variable is captured --------------------------------------------


def test_an_array_put_in_under_binders_keeps_its_own_index() -> None:
    shifted = Lambda(("K",), close_body(plus(z(k), total(n, times(y(n), z(k)))), (k,)))
    before = total(i, times(z(i), total(j, times(z(j), y(i)))))
    after = substitute(before, {Z: shifted})
    assert after == open_body(close_body(before, (Z,)), (shifted,))
    there = {m: plus(z(m), total(n, times(y(n), z(m)))) for m in (i, j)}
    assert after == total(i, times(there[i], total(j, times(there[j], y(i)))))


def test_an_inner_derivative_takes_its_point_from_the_outer_variable() -> None:
    nested = D_at(D_at(times(s, w, power(inner, 2)), inner, w), w, 3)
    prove(equal(nested, times(12, s)))
