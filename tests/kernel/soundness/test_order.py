"""Inequalities that are reversed, or strict where equality occurs."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel.terms import Absolute
from tests.kernel.builders import (
    a,
    at_most,
    b,
    c,
    different,
    each,
    equal,
    i,
    j,
    k,
    less,
    log,
    minus,
    over,
    p,
    plus,
    power,
    product,
    softmax,
    times,
    total,
    v,
    z,
)
from tests.kernel.refusals import DIFFER, UNSIGNED, Refusals

REFUSED = Refusals()
false = REFUSED.false

positive_p = each(k, less(0, p(k)))

false("strict where equality occurs: squares", UNSIGNED, less(0, power(a, 2)))
false("strict where equality occurs: a sum of squares", UNSIGNED, less(0, total(k, power(v(k), 2))))
false("strict where equality occurs: absolute values", UNSIGNED, less(a, Absolute(a)))
false(
    "strict where equality occurs: the variance",
    UNSIGNED,
    less(0, total(i, total(j, times(softmax(i), softmax(j), power(minus(v(i), v(j)), 2))))),
)
false(
    "strict where equality occurs: the sum of the others is empty for K = 1",
    UNSIGNED,
    less(p(i), total(k, p(k))),
    positive_p,
)
false(
    "convexity reversed",
    UNSIGNED,
    at_most(total(k, times(softmax(k), power(v(k), 2))), power(total(k, times(softmax(k), v(k))), 2)),
)
false(
    "convexity reversed: a square",
    UNSIGNED,
    at_most(over(plus(power(a, 2), power(b, 2)), 2), power(over(plus(a, b), 2), 2)),
)
false("an odd power may be negative", UNSIGNED, at_most(0, power(a, 3)))
false("a negative multiple turns the inequality", UNSIGNED, at_most(times(c, a), times(c, b)), at_most(a, b))
false("inequalities do not multiply", UNSIGNED, at_most(times(a, a), times(b, b)), at_most(a, b))
false("not smaller is not larger", UNSIGNED, less(b, a), different(a, b))
false("two decimals that agree are not equal", DIFFER, equal(log(2), Fraction(693147, 1000000)))
false("a negative product under a product", UNSIGNED, less(0, product(k, z(k))), each(k, less(z(k), 0)))


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
