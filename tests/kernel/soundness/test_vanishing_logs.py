"""t·log t is 0 at t = 0, and says nothing else there: no sign, no derivative, no logarithm of t alone."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel.terms import ONE, KernelError, Step, Term
from derive.language.extrema import largest
from tests.kernel.builders import (
    D,
    a,
    at_most,
    b,
    c,
    different,
    each,
    equal,
    exp,
    i,
    k,
    less,
    log,
    minus,
    over,
    plus,
    power,
    prove,
    s,
    scalar,
    t,
    times,
    w,
    y,
)
from tests.kernel.refusals import DENOMINATOR, DIFFER, LOG, UNSIGNED, Refusals

REFUSED = Refusals()
false = REFUSED.false

nonnegative_y = each(k, at_most(0, y(k)))

# Where a side is undefined ------------------------------------------------------------------------

false("t·log t is not defined for negative t", LOG, equal(times(t, log(t)), times(t, log(t))))
false("y·log y at 0 does not define log y", LOG, equal(log(y(i)), log(y(i))), nonnegative_y)
false("y·log(t) at t = 0 is not 0", LOG, equal(times(y(i), log(t)), times(y(i), log(t))), nonnegative_y, at_most(0, t))
false(
    "one zero does not pay for two logarithms",
    LOG,
    equal(times(y(i), log(y(i)), log(y(i))), times(y(i), power(log(y(i)), 2))),
    nonnegative_y,
)
false(
    "y·log of what is negative where y = 0",
    LOG,
    equal(times(t, log(minus(t, Step(times(-1, t))))), times(t, log(t))),
    at_most(0, t),
)
false(
    "beside log 2, t ≥ 0 is not positive",
    DIFFER,
    equal(times(t, log(2), power(plus(t, Step(times(-1, t))), -1)), log(2)),
    at_most(0, t),
    different(plus(t, Step(times(-1, t))), 0),
)
false("beside t·log t, 1/t is undefined", DENOMINATOR, equal(times(t, log(t), over(1, t)), log(t)), at_most(0, t))
false("t·log t has no derivative at 0", LOG, equal(D(times(t, log(t)), t), plus(log(t), 1)), at_most(0, t))

vanishing = over(times(t, log(t)), plus(1, t))

# t·log t at 0 beside an exponential and a quotient ------------------------------------------------

false("t·exp(t·log t) > 0 at t = 0", UNSIGNED, less(0, times(t, exp(times(t, log(t))))), at_most(0, t))
false("t·exp(t·log t/(1 + t)) > 0 at t = 0", UNSIGNED, less(0, times(t, exp(vanishing))), at_most(0, t))
false(
    "exp(t·log t/(1 + t)) ≠ 1 at t = 0",
    UNSIGNED,
    different(exp(vanishing), 1),
    at_most(0, t),
    at_most(t, Fraction(1, 2)),
)
false("t·log(t·s) = t·log t", DIFFER, equal(times(t, log(times(t, s))), times(t, log(t))), at_most(0, t), less(0, s))

x, other = scalar("x"), scalar("other")
slope = D(times(a, times(w, log(a))), w)  # a·log a, which is 0 at a = 0
at_least_one = at_most(0, D(times(other, minus(b, 1)), other))  # b ≥ 1, in a fact that is looked at last

# t·log t in a product that a derivative takes apart -----------------------------------------------

false(
    "exp(a·log a) ≤ 0 at a = 1 − b = 0",
    UNSIGNED,
    at_most(c, 0),
    equal(a, minus(1, b)),
    at_most(0, a),
    equal(c, exp(slope)),
    at_least_one,
)

vanishing_value = times(a, times(w, log(times(a, s))))
for name, inner in {
    "a logarithm of a multiple": D(vanishing_value, w),
    "a power": D(power(vanishing_value, 1), w),
    "a maximum": D(largest((vanishing_value, minus(vanishing_value, 1))), w),
    "a logarithm of an exponential": D(log(exp(vanishing_value)), w),
}.items():
    facts = (equal(a, minus(1, b)), at_most(0, a), less(0, s), equal(c, exp(inner)), at_least_one)
    false(f"… inside {name}", UNSIGNED, at_most(c, 0), *facts)


def test_a_derivative_keeps_t_and_log_t_together() -> None:
    prove(equal(slope, times(a, log(a))), at_most(0, a))


false("a·log a has a value, so a > 0", UNSIGNED, less(0, a), at_most(times(a, log(a)), b))
false("a·log a has a value, so log a has one", LOG, equal(log(a), log(a)), equal(times(a, log(a)), b))
false(
    "t²·log t = t·(t·log t) has a value at t = 0",
    LOG,
    equal(times(power(t, 2), log(t)), times(t, t, log(t))),
    at_most(0, t),
)


def test_the_exponential_of_t_log_t_is_not_split_where_t_may_be_0() -> None:
    inside = times(-1, t, log(t), power(plus(1, t), -1))
    with pytest.raises(KernelError, match="order: the sign"):
        prove(less(0, times(t, exp(inside))), at_most(0, t))
    with pytest.raises(KernelError, match="order: the sign"):
        prove(less(0, times(a, exp(times(-1, a, log(a))))), at_most(0, a), equal(a, minus(1, b)))
    prove(less(0, times(t, exp(inside))), less(0, t))


@pytest.mark.parametrize(
    "value",
    [exp(times(a, log(a))), power(exp(ONE), times(a, log(a))), exp(over(times(a, log(a)), plus(1, a)))],
    ids=["exp", "power", "quotient"],
)
def test_a_fact_about_t_log_t_does_not_say_that_t_is_positive(value: Term) -> None:
    facts = (equal(a, minus(1, b)), equal(c, value), at_most(1, b), less(0, plus(1, a)))
    with pytest.raises(KernelError, match="order: the sign"):
        prove(at_most(c, 0), *facts)


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
