"""Denominators that may be 0: nothing is cancelled, and 0/a is not 0."""

from __future__ import annotations

import pytest

from derive.kernel.terms import ZERO, Choose, Implies, number
from tests.kernel.builders import (
    P,
    Y,
    a,
    apart,
    b,
    c,
    different,
    each,
    equal,
    i,
    j,
    k,
    minus,
    over,
    p,
    plus,
    power,
    simplex,
    sums_to_one,
    times,
    total,
    y,
    z,
)
from tests.kernel.refusals import DENOMINATOR, Refusals

REFUSED = Refusals()
false = REFUSED.false


false(
    "a restricted sum of what is only defined elsewhere",
    DENOMINATOR,
    equal(total(k, Choose(k, i, ZERO, over(1, minus(z(k), z(i))))), total(k, over(1, minus(z(k), z(i))))),
)

false("0/0", DENOMINATOR, equal(over(0, 0), over(0, 0)))
false("0/a is not 0 where a may be 0", DENOMINATOR, equal(over(0, a), 0))
false("a/a where a may be 0", DENOMINATOR, equal(over(a, a), 1))
false("y/y where y ≥ 0 may be 0", DENOMINATOR, equal(over(y(i), y(i)), 1), *simplex(Y))
false(
    "a cancelled factor that may be 0", DENOMINATOR, equal(over(times(a, b), times(a, c)), over(b, c)), different(c, 0)
)
false(
    "a composite denominator that may be 0",
    DENOMINATOR,
    equal(over(minus(power(a, 2), power(b, 2)), minus(a, b)), plus(a, b)),
)
false(
    "a denominator that vanishes under the hypotheses",
    DENOMINATOR,
    equal(over(minus(power(a, 2), 1), minus(a, 1)), plus(a, 1)),
    equal(a, 1),
)
false(
    "a denominator that vanishes by Σ = 1",
    DENOMINATOR,
    equal(over(a, minus(1, total(k, p(k)))), over(a, minus(1, total(k, p(k))))),
    sums_to_one(P),
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
    "a reciprocal of a difference that an equation makes 0",
    "by_normal_form: a denominator that is not proved non-zero",
    equal(times(minus(y(i), y(j)), over(1, minus(y(i), y(j)))), 1),
    each(k, equal(y(k), a)),
)


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
