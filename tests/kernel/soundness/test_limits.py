"""The rules for limits refuse functions that jump, limits at other points, and variables that are tied."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    BoundIndex,
    Choose,
    Equal,
    Formula,
    IndexNumber,
    IndexVariable,
    KernelError,
    Maximum,
    Step,
    Term,
    Variable,
    number,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.limits import limit_laws
from tests.kernel.builders import (
    D_at,
    V,
    a,
    array,
    at_most,
    b,
    each,
    equal,
    exp,
    i,
    k,
    less,
    limit,
    log,
    minus,
    over,
    plus,
    power,
    product,
    prove,
    s,
    sqrt,
    t,
    times,
    total,
    u,
    v,
    w,
    z,
)
from tests.kernel.refusals import Refusals, refused

REFUSED = Refusals()
case = REFUSED.case
refuse = REFUSED.add


def by_limit_laws(
    body: Term, value: Term | int, direction: str = "above", point: Term | int = 0, *given: Formula
) -> Theorem:
    goal = Equal(limit(body, t, point, direction), number(value) if isinstance(value, int) else value)
    return limit_laws(goal, body, array(t), given, ())


@case("a squeeze between bounds with other limits", "squeeze: a bound does not have the limit")
def _() -> object:
    body = times(t, Step(t))
    goal = Equal(limit(body, t), ZERO)
    near = less(0, t)
    lower, upper = prove(at_most(0, body), near), prove(at_most(body, plus(t, 1)), near)
    zero, one = by_limit_laws(ZERO, 0), by_limit_laws(plus(t, 1), 1)
    return rules.squeeze(goal, lower, upper, zero, one, array(t))


@case("a squeeze by bounds that hold only beyond the point", "squeeze: the variable is not free to tend")
def _() -> object:
    body = times(t, Step(t))
    lower, upper = prove(at_most(0, body), less(1, t)), prove(at_most(body, t), less(1, t))
    return rules.squeeze(
        Equal(limit(body, t), ZERO), lower, upper, by_limit_laws(ZERO, 0), by_limit_laws(t, 0), array(t)
    )


U, W, T = (Variable(name, ()) for name in ("u", "w", "t"))


# Limits in several variables ----------------------------------------------------------------------


def test_a_function_with_partial_derivatives_only_is_not_continuous() -> None:
    at_zero = rules.approach(ZERO, "above", ())
    for function in (
        over(times(u, w), plus(power(u, 2), power(w, 2))),
        times(u, Step(w)),
        power(plus(power(u, 2), power(w, 2)), Fraction(1, 2)),
        Maximum(2, Choose(BoundIndex(0, 2), IndexNumber(1, 2), u, w)),
    ):
        with pytest.raises(KernelError, match="continuity: "):
            rules.continuity(function, (U, W), (at_zero, at_zero), ())


def test_a_hypothesis_about_the_point_stays_where_the_bounds_do_not_use_it() -> None:
    """0 < t is what holds near 0; in the limit of a bound it would be a hypothesis about a free t."""
    body = times(t, Step(t))
    near = less(0, t)
    bounds = prove(at_most(0, body), near), prove(at_most(body, subtract(t, ZERO)), near)
    zero = rules.continuity(ZERO, (U,), (rules.approach(ZERO, "above", ()),), ())
    tied = rules.weaken(rules.approach(ZERO, "above", ()), (near,))
    refused(
        lambda: rules.squeeze(equal(limit(body, t), 0), *bounds, zero, tied, T),
        "the variable is not free to tend to its limit",
    )


AT_ZERO = rules.approach(ZERO, "above", ())


def to(value: Term, *given: Formula) -> Theorem:
    """Something that tends to a value as its variable tends to 0 from above."""
    return rules.continuity(plus(value, u), (U,), (rules.approach(ZERO, "above", given),), ())


def jumps(name: str, fragment: str, function: Term, value: Term = ZERO, *given: Formula) -> None:
    """A function of u that is not continuous where u is the value, as far as one knows."""
    limits = (to(value, *given),)
    refuse(name, f"continuity: {fragment}", lambda: rules.continuity(function, (U,), limits, ()))


def entries(body: Term, value: Term) -> Theorem:
    """That the entries of a vector have limits, as a hypothesis."""
    return rules.assume(each(k, Equal(limit(body, t), value)))


def test_functions_that_are_continuous() -> None:
    theorem = rules.continuity(over(exp(u), plus(1, u)), (U,), (AT_ZERO,), ())
    assert theorem.conclusion == Equal(
        limit(over(exp(minus(t, 0)), plus(1, minus(t, 0))), t), over(exp(ZERO), plus(1, ZERO))
    )
    theorem = rules.continuity(times(u, w), (U, W), (to(a), to(b)), ())
    assert theorem.conclusion.right == times(plus(a, 0), plus(b, 0))  # type: ignore[attr-defined]
    theorem = rules.continuity(total(k, v(k)), (V,), (entries(times(t, z(k)), z(k)),), ())
    assert theorem.conclusion == Equal(limit(total(k, times(t, z(k))), t), total(k, z(k)))
    assert rules.continuity(log(u), (U,), (to(a, less(0, a)),), ()).hypotheses == (less(0, a),)
    premise = rules.assume(less(0, a))
    assert rules.continuity(log(u), (U,), (to(a),), (premise,)).hypotheses == (less(0, a),)


def test_powers_of_what_tends_to_0_do_so() -> None:
    theorem = rules.vanishing_power(AT_ZERO, a, (rules.assume(less(0, a)),))
    assert (theorem.hypotheses, theorem.conclusion) == (
        (less(0, a),),
        Equal(limit(power(Absolute(minus(t, 0)), a), t), ZERO),
    )


def test_a_limit_from_both_sides() -> None:
    sides = [rules.approach(a, side, ()) for side in ("above", "below", "both")]
    joined = rules.both_sides(sides[0], sides[1])
    assert (joined.hypotheses, joined.conclusion) == (sides[2].hypotheses, sides[2].conclusion)


# What tends to 0 ----------------------------------------------------------------------------------

refuse("a point that is undefined", "approach: log of something", lambda: rules.approach(log(a), "above", ()))
refuse("an infinite point that is undefined", "approach: log of", lambda: rules.approach(log(a), "infinity", ()))
refuse("no direction", "approach: a limit's direction is one of", lambda: rules.approach(ZERO, "left", ()))
refuse("infinity in no direction", "a limit's direction is one of", lambda: rules.approach(ZERO, "+infinity", ()))
refuse("a limit that is not 0", "vanishing_power: the limit is not 0", lambda: rules.vanishing_power(to(ONE), ONE, ()))
refuse("the power 0", "vanishing_power: order: the sign", lambda: rules.vanishing_power(AT_ZERO, ZERO, ()))
refuse("a negative power", "vanishing_power: order: the sign", lambda: rules.vanishing_power(AT_ZERO, minus(0, 1), ()))
refuse(
    "a power that may be 0",
    "vanishing_power: order: the sign",
    lambda: rules.vanishing_power(AT_ZERO, a, (rules.assume(at_most(0, a)),)),
)
refuse(
    "what is 0 but no limit",
    "vanishing_power: that is not the value of a limit",
    lambda: rules.vanishing_power(prove(equal(minus(a, a), 0)), ONE, ()),
)

KINK = "derivative at a point that may be a kink"
ZERO_BASE = "derivative of a power whose base may be 0"

# Continuity ---------------------------------------------------------------------------------------

jumps("a pole", "a denominator that is not proved non-zero", over(1, u))
jumps("0/0", "a denominator that is not proved non-zero", over(u, u))
jumps("1/u where u tends to what may be 0", "a denominator that is not proved", over(1, u), a, at_most(0, a))
jumps("a step at its edge", KINK, Step(u))
jumps("a step times what tends to 1", KINK, times(plus(1, u), Step(u)))
jumps("a sign", "a denominator that is not proved non-zero", over(Absolute(u), u))
jumps("log at 0", "log of something that is not proved positive", log(u))
jumps("t·log t at 0, where it is 0 by convention", "log of something", times(u, log(u)), a, at_most(0, a))
jumps("0 to a power that tends to 0", ZERO_BASE, power(a, power(u, 2)), ZERO, at_most(0, a))
jumps("0⁰", ZERO_BASE, power(u, power(u, 2)))
jumps("a root of something that may be negative", "derivative of a power with a fractional exponent", sqrt(u))
jumps("the largest of entries that may agree", "derivative of a maximum", Maximum("K", times(u, z(i))), ONE)
jumps("a product with a factor that may be 0", "derivative of a product", product(k, plus(u, z(k))))
jumps("a limit of the variable", "a limit that is not known to exist", limit(times(u, t), t))
jumps("a slope at a kink", KINK, D_at(Absolute(s), s, u))
refuse(
    "a base whose power is 2 at the point only",
    "continuity: a power whose base is not proved positive",
    lambda: rules.continuity(power(u, w), (U, W), (to(minus(0, 1)), to(plus(1, 1))), ()),
)
refuse(
    "a quotient of two that vanish",
    "continuity: a denominator that is not proved non-zero",
    lambda: rules.continuity(over(u, w), (U, W), (AT_ZERO, AT_ZERO), ()),
)
refuse(
    "a hypothesis that a derivative exists in one entry",
    f"continuity: {KINK}",
    lambda: rules.continuity(Absolute(u), (U,), (rules.weaken(AT_ZERO, (equal(D_at(Absolute(u), u, 0), 1),)),), ()),
)

OWN = "continuity: a variable of the function is not its own"
refuse(
    "a hypothesis about the variable of the function",
    OWN,
    lambda: rules.continuity(over(1, u), (U,), (rules.weaken(AT_ZERO, (less(0, u),)),), ()),
)
refuse(
    "a premise about the variable of the function",
    OWN,
    lambda: rules.continuity(over(1, u), (U,), (AT_ZERO,), (rules.assume(less(0, u)),)),
)
refuse(
    "a value that is the variable of the function",
    OWN,
    lambda: rules.continuity(minus(u, w), (U, W), (rules.assume(equal(limit(t, t), w)), AT_ZERO), ()),
)
refuse(
    "limits at different points",
    "continuity: the limits are not at the same point",
    lambda: rules.continuity(plus(u, w), (U, W), (AT_ZERO, rules.approach(ONE, "above", ())), ()),
)
refuse(
    "limits from different sides",
    "continuity: the limits are not at the same point",
    lambda: rules.continuity(plus(u, w), (U, W), (AT_ZERO, rules.approach(ZERO, "below", ())), ()),
)
refuse("no limit", "continuity: there is not one limit", lambda: rules.continuity(ONE, (), (), ()))
refuse("too few limits", "continuity: there is not one limit", lambda: rules.continuity(u, (U, W), (AT_ZERO,), ()))
refuse(
    "one entry for all",
    "continuity: a limit is not that of every entry",
    lambda: rules.continuity(total(k, v(k)), (V,), (AT_ZERO,), ()),
)
refuse(
    "entries over another size",
    "continuity: a limit is not that of every entry",
    lambda: rules.continuity(
        total(k, v(k)), (V,), (rules.generalise(rules.weaken(AT_ZERO, ()), IndexVariable("n", "N")),), ()
    ),
)
refuse(
    "the entries of an array for a number",
    "continuity: that is not the value of a limit",
    lambda: rules.continuity(u, (U,), (entries(times(t, z(k)), ZERO),), ()),
)
refuse(
    "a point for each entry",
    "continuity:",
    lambda: rules.continuity(total(k, v(k)), (V,), (rules.generalise(rules.approach(z(k), "above", ()), k),), ()),
)
refuse(
    "an inequality for a limit",
    "continuity: that is not the value of a limit",
    lambda: rules.continuity(u, (U,), (rules.assume(at_most(limit(t, t), 0)),), ()),
)


def squeezed(low: Formula, high: Formula, direction: str = "above") -> Theorem:
    goal = equal(limit(times(t, Step(t)), t, 0, direction), 0)
    identity = rules.approach(ZERO, direction, ())
    zero = rules.continuity(ZERO, (U,), (identity,), ())
    return rules.squeeze(goal, rules.assume(low), rules.assume(high), zero, identity, T)


BODY = times(t, Step(t))

# Squeezing, and both sides ------------------------------------------------------------------------

refuse(
    "bounds that are strict",
    "squeeze: the bounds are not inequalities",
    lambda: squeezed(less(0, BODY), at_most(BODY, minus(t, 0))),
)
refuse(
    "bounds the wrong way round",
    "squeeze: a bound is not about the body",
    lambda: squeezed(at_most(BODY, 0), at_most(minus(t, 0), BODY)),
)
refuse(
    "bounds as hypotheses about the variable",
    "squeeze: the variable is not free to tend",
    lambda: squeezed(at_most(0, BODY), at_most(BODY, minus(t, 0))),
)


def one_sided(direction: str) -> Theorem:
    """A squeeze whose bounds hold to the right of the point."""
    zero = rules.continuity(ZERO, (U,), (rules.approach(ZERO, direction, ()),), ())
    identity = rules.approach(ZERO, direction, ())
    lower, upper = prove(at_most(0, BODY), less(0, t)), prove(at_most(BODY, minus(t, 0)), less(0, t))
    return rules.squeeze(equal(limit(BODY, t, 0, direction), 0), lower, upper, zero, identity, T)


refuse("bounds from one side for both", "squeeze: the variable is not free to tend", lambda: one_sided("both"))
refuse("bounds from the wrong side", "squeeze: the variable is not free to tend", lambda: one_sided("below"))

SIDES = [rules.approach(ZERO, side, ()) for side in ("above", "below")]
refuse(
    "two limits from below",
    "both_sides: the first theorem is not a limit from above",
    lambda: rules.both_sides(SIDES[1], SIDES[1]),
)
refuse(
    "two limits from above",
    "both_sides: the second theorem is not the same limit from below",
    lambda: rules.both_sides(SIDES[0], SIDES[0]),
)
refuse(
    "other values from the two sides",
    "both_sides: the second theorem is not the same limit from below",
    lambda: rules.both_sides(
        rules.assume(equal(limit(Step(t), t), 1)), rules.assume(equal(limit(Step(t), t, 0, "below"), 0))
    ),
)
refuse(
    "limits at infinity from both ends",
    "both_sides: the first theorem is not a limit from above",
    lambda: rules.both_sides(rules.approach(ZERO, "infinity", ()), rules.approach(ZERO, "-infinity", ())),
)


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
