"""Logarithms of what may be negative or 0: they do not split, cancel or vanish."""

from __future__ import annotations

import pytest

from derive.kernel.terms import ZERO, Absolute, Choose, Implies
from tests.kernel.builders import (
    a,
    apart,
    b,
    c,
    each,
    equal,
    exp,
    i,
    j,
    k,
    less,
    log,
    minus,
    plus,
    power,
    times,
    total,
    y,
    z,
)
from tests.kernel.refusals import DIFFER, LOG, UNSIGNED, Refusals

REFUSED = Refusals()
false = REFUSED.false


false(
    "a restricted sum whose other branch is undefined", LOG, equal(total(k, Choose(k, i, log(z(k)), ZERO)), log(z(i)))
)

false("an equation of logarithms is one of positive numbers", LOG, equal(log(a), log(a)), equal(power(a, 2), exp(b)))

false("log of a number of unknown sign", LOG, equal(log(power(a, 2)), times(2, log(a))))
false("log of a negative number", LOG, equal(log(-1), log(-1)))
false("log of zero", LOG, equal(log(0), log(0)))
false(
    "log of a product of negatives does not split",
    LOG,
    equal(log(times(a, b)), plus(log(a), log(b))),
    less(0, times(a, b)),
)
false("exp of the log of something negative", LOG, equal(exp(log(a)), a))
false("a zero that vanishes takes its undefined factor not along", LOG, equal(times(0, log(a)), 0))
false("a difference of undefined terms is not 0", LOG, equal(minus(log(a), log(a)), 0))

false(
    "log(ab) = log b, where b is negative",
    LOG,
    equal(log(times(a, b)), log(b)),
    less(a, 0),
    less(b, 0),
)

false("log a² = 2b gives a = exp b", DIFFER, equal(a, exp(b)), equal(log(power(a, 2)), times(2, b)))
false("log|a| = c gives a = exp c", DIFFER, equal(a, exp(c)), equal(log(Absolute(a)), c))
false(
    "a logarithm of some entries makes all of them positive",
    UNSIGNED,
    less(0, total(k, y(k))),
    each(k, Implies(apart(k, j), equal(log(y(k)), z(k)))),
)


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
