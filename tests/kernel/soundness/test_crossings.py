"""The intermediate value theorem asks for a function without jumps and gaps, and for bounds of it at real numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    Choose,
    Equal,
    Exists,
    KernelError,
    Lambda,
    Less,
    Node,
    Step,
    Term,
    Variable,
    close_body,
    number,
)
from derive.kernel.theorem import Theorem
from derive.language.lemma import instantiate
from tests.kernel.builders import (
    a,
    array,
    at_most,
    b,
    c,
    equal,
    i,
    j,
    k,
    log,
    minus,
    over,
    plus,
    power,
    prove,
    scalar,
    times,
    w,
)
from tests.kernel.refusals import Attempt, Refusals, refused

REFUSED = Refusals()
case = REFUSED.case


def crossing(body: Term, variable: Term, low: int, high: int, value: Term = ZERO) -> Theorem:
    """There is an x with body = value, from the values at two ends."""
    there = [
        instantiate(prove(equal(body, body)), array(variable), Lambda((), number(end)), (), []) for end in (low, high)
    ]
    sides = [theorem.conclusion for theorem in there]
    assert all(isinstance(side, Equal) for side in sides)
    left, right = sides[0].left, sides[1].left  # type: ignore[attr-defined]
    goal, below, above = (
        Exists((), close_body(relation, (array(variable),)))
        for relation in (Equal(body, value), at_most(body, value), at_most(value, body))
    )
    return rules.intermediate_value(
        goal,
        rules.exhibit(below, Lambda((), number(low)), prove(at_most(left, value))),
        rules.exhibit(above, Lambda((), number(high)), prove(at_most(value, right))),
    )


@case("a function with a jump crosses nothing", "intermediate_value: derivative at a point that may be a kink")
def _() -> object:
    return crossing(minus(Step(a), Fraction(1, 2)), a, -1, 1)


@case("a crossing from the wrong side", "order: the sign of the difference is not established")
def _() -> object:
    return crossing(a, a, 1, -1)


@case("a bound of another function", "intermediate_value: a bound is not one of f by g")
def _() -> object:
    goal = Exists((), close_body(equal(plus(times(0, c), a), b), (array(c),)))
    below, above = (
        Exists((), close_body(relation, (array(c),)))
        for relation in (at_most(plus(times(0, c), c), b), at_most(b, plus(times(0, c), c)))
    )
    low, high = minus(b, 1), plus(b, 1)
    return rules.intermediate_value(
        goal,
        rules.exhibit(below, Lambda((), low), prove(at_most(plus(times(0, low), low), b))),
        rules.exhibit(above, Lambda((), high), prove(at_most(b, plus(times(0, high), high)))),
    )


@case("an index is no real number", "intermediate_value: a bound is not one of f by g, at a real number")
def _() -> object:
    ends = [rules.exhibit(Exists("K", equal(ZERO, ZERO)), k, prove(equal(0, 0))) for _ in range(2)]
    return rules.intermediate_value(Exists("K", equal(ZERO, ZERO)), *ends)


U, W, T = (Variable(name, ()) for name in ("u", "w", "t"))


def assumed_crossing(f: Node, g: Node) -> Attempt:
    goal, below, above = (
        Exists((), close_body(relation, (W,)))
        for relation in (Equal(f, g), Less(f, g), Less(g, f))  # type: ignore[arg-type]
    )
    return lambda: rules.intermediate_value(goal, rules.assume(below), rules.assume(above))


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (over(1, w), "a denominator that is not proved non-zero"),
        (Step(w), "derivative at a point that may be a kink"),
        (log(w), "log of something that is not proved positive"),
        (power(w, Fraction(1, 3)), "a power with a fractional exponent of something that may be negative"),
        (Choose(i, j, w, over(1, w)), "a denominator that is not proved non-zero"),
    ],
    ids=["a pole", "a step", "log", "a root", "one branch with a pole"],
)
def test_what_jumps_or_has_gaps_may_leave_values_out(function: Node, fragment: str) -> None:
    refused(assumed_crossing(function, a), fragment)


x = scalar("x")
BASE_MAY_BE_ZERO = "derivative of a power whose base may be 0"


def test_zero_to_a_variable_power_does_not_take_the_values_between() -> None:
    body, variable = power(a, power(x, 2)), Variable("x", ())
    goal = Exists((), close_body(equal(body, Fraction(1, 2)), (variable,)))
    low = prove(at_most(power(a, power(1, 2)), Fraction(1, 2)), equal(a, 0))
    high = prove(at_most(Fraction(1, 2), power(a, power(0, 2))), equal(a, 0))
    below, above = (
        Exists((), close_body(at_most(*sides), (variable,)))
        for sides in ((body, Fraction(1, 2)), (Fraction(1, 2), body))
    )
    ends = rules.exhibit(below, Lambda((), ONE), low), rules.exhibit(above, Lambda((), ZERO), high)
    with pytest.raises(KernelError, match=BASE_MAY_BE_ZERO):
        rules.intermediate_value(goal, *ends)


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
