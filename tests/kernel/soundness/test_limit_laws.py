"""Limits that the limit laws must not establish: infinite, one-sided, of undefined bodies, of 0 times infinity."""

from __future__ import annotations

import pytest

from derive.kernel.terms import ONE, Absolute, Choose, Equal, Formula, Implies, Step, Term, number
from derive.kernel.theorem import Theorem
from derive.language.extrema import largest
from derive.lemmas.limits import limit_laws
from tests.kernel.builders import (
    Value,
    a,
    apart,
    array,
    at_most,
    each,
    equal,
    exp,
    i,
    j,
    k,
    limit,
    log,
    minus,
    over,
    plus,
    power,
    product,
    s,
    scalar,
    t,
    times,
    total,
    w,
    z,
)
from tests.kernel.refusals import Refusals

REFUSED = Refusals()
case, false = REFUSED.case, REFUSED.false


def by_limit_laws(
    body: Term, value: Term | int, direction: str = "above", point: Term | int = 0, *given: Formula
) -> Theorem:
    goal = Equal(limit(body, t, point, direction), number(value) if isinstance(value, int) else value)
    return limit_laws(goal, body, array(t), given, ())


def false_limit(name: str, fragment: str, *arguments: object) -> None:
    REFUSED.add(name, fragment, lambda: by_limit_laws(*arguments))  # type: ignore[arg-type]


false_limit("infinity minus infinity", "limit: infinity minus infinity", minus(over(1, t), over(1, power(t, 2))), 0)
false_limit("zero times infinity", "limit: infinity times a limit whose sign", times(t, over(1, t), 1), 0)
false_limit("a limit that is infinite", "limit: the limit is infinite", over(1, t), 0)
false_limit("a limit from both sides of a pole", "limit: a denominator whose limit may be 0", over(1, t), 0, "both")
false_limit("a limit of a log from both sides", "log of something", log(t), 0, "both")
false_limit("a limit with the wrong value", "equality: the normal forms", plus(t, 1), 0)
false_limit("a limit at infinity with the wrong sign", "limit: the limit is infinite", exp(t), 0, "infinity")
false_limit("exp(−g/τ) needs g > 0", "limit: infinity times a limit whose sign", exp(times(-1, a, over(1, t))), 0)
false_limit(
    "0ᵗ is 0 up to the end, where 0⁰ is 1",
    "limit: a power whose base is not proved positive",
    power(s, t),
    exp(times(s, log(s))),
    "above",
    s,
    at_most(0, s),
)
false_limit("a step has no limit law", "limit: no law for Step", Step(t), 0, "below")
false_limit("a body that is undefined near the point", "log of something", log(times(-1, t)), 0)
false_limit(
    "a hypothesis about the variable of the limit",
    "the variable is not free to tend",
    t,
    1,
    "above",
    0,
    equal(t, 1),
)


@case("a rewriting that changes the body", "by_normal_form: order: the sign of the difference is not established")
def _() -> object:
    return limit_laws(Equal(limit(t, t), ONE), plus(t, 1), array(t), (), ())


POLE = "limit: a denominator whose limit may be 0"
UNSIGNED = "limit: infinity times a limit whose sign is not established"
MIXED = "limit: a choice between finite and infinite limits"


def no_limit(
    name: str, fragment: str, body: Term, value: Value, *given: Formula, point: Value = 0, direction: str = "above"
) -> None:
    """A limit in w that the limit laws must not establish."""
    goal = equal(limit(body, w, point, direction), value)
    REFUSED.add(name, fragment, lambda: limit_laws(goal, body, array(w), given, ()))


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

x, other = scalar("x"), scalar("other")
LIMIT = "by_normal_form: a limit that is not known to exist"
vanishing = limit(times(x, z(i)), x)
false(
    "a limit that is named only where it is not taken",
    LIMIT,
    equal(vanishing, vanishing),
    apart(i, j),
    equal(Choose(i, j, vanishing, number(0)), 0),
)
false(
    "a limit of the other indices",
    LIMIT,
    equal(vanishing, 0),
    each(k, Implies(apart(k, j), equal(limit(times(x, z(k)), x), 0))),
)


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
