"""False statements about powers, roots, maxima, choices and equations; each is refused for the right reason."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel.terms import (
    Absolute,
    Choose,
    Implies,
    LastIndex,
    Step,
    Variable,
    number,
)
from derive.language.extrema import largest
from tests.kernel.builders import (
    SIZE,
    a,
    apart,
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
    minus,
    n,
    over,
    p,
    plus,
    power,
    product,
    s,
    sqrt,
    t,
    times,
    total,
    u,
    y,
    z,
)
from tests.kernel.refusals import DIFFER, LOG, UNSIGNED, Refusals

REFUSED = Refusals()
false = REFUSED.false
matrix = Variable("matrix", ("K", "K"))

ROOT = "by_normal_form: normal form: a root of a product whose factors may be negative"


# Roots and absolute values ------------------------------------------------------------------------

false("√(a²b) = a√b, where a may be negative", ROOT, equal(sqrt(times(a, a, b)), times(a, sqrt(b))), at_most(0, b))
false(
    "√(a²b² + a²c²) = a√(b² + c²), where a may be negative",
    DIFFER,
    equal(
        sqrt(plus(times(power(a, 2), power(b, 2)), times(power(a, 2), power(c, 2)))),
        times(a, sqrt(plus(power(b, 2), power(c, 2)))),
    ),
)
false("|a|³ = a³", DIFFER, equal(power(Absolute(a), 3), power(a, 3)))
false("a²/|a| = a", DIFFER, equal(over(power(a, 2), Absolute(a)), a), different(a, 0))
false("|ab| = a|b|", DIFFER, equal(Absolute(times(a, b)), times(a, Absolute(b))))
false(
    "log(ab) = log b, where b is negative",
    LOG,
    equal(log(times(a, b)), log(b)),
    less(a, 0),
    less(b, 0),
)

# Powers with unknown exponents, at a base that may be 0 -------------------------------------------

false("0^t = 0, where t may be 0", DIFFER, equal(power(0, t), 0), at_most(0, t))
false("t^s > 0, where t may be 0", UNSIGNED, less(0, power(t, s)), at_most(0, t), at_most(0, s))
false("0^s = 0, where s may be 0", DIFFER, equal(power(t, s), 0), equal(t, 0), at_most(0, s))
false(
    "(ts)^u = t^u, where s may be 0",
    DIFFER,
    equal(power(times(t, s), u), power(t, u)),
    *(at_most(0, x) for x in (t, s, u)),
)

# t·log t at 0 beside an exponential and a quotient ------------------------------------------------

vanishing = over(times(t, log(t)), plus(1, t))
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

# Maxima and products ------------------------------------------------------------------------------

false(
    "max(0, ab) = a·max(0, b), where a may be negative",
    DIFFER,
    equal(largest((number(0), times(a, b))), times(a, largest((number(0), b)))),
)
false(
    "max azₖ = a·max zₖ, where a may be negative",
    DIFFER,
    equal(largest_of(k, times(a, z(k))), times(a, largest_of(k, z(k)))),
)
false("max(−zₖ) = −max zₖ", DIFFER, equal(largest_of(k, times(-1, z(k))), times(-1, largest_of(k, z(k)))))
false(
    "a denominator that may be negative comes out of a maximum",
    DIFFER,
    equal(largest_of(k, over(z(k), plus(a, b))), over(largest_of(k, z(k)), plus(a, b))),
    different(plus(a, b), 0),
)
false(
    "the maximum of entries that are not 0 is not positive",
    UNSIGNED,
    at_most(largest_of(k, z(k)), 0),
    each(k, different(z(k), 0)),
)
false("Π 2zₖ = 2 Π zₖ", DIFFER, equal(product(k, times(2, z(k))), times(2, product(k, z(k)))))
one_each = Choose(k, i, z(k), Choose(k, j, z(k), number(1)))
false("two factors that are one where i = j", DIFFER, equal(product(k, one_each), times(z(i), z(j))))
false(
    "two terms that are one where i = j",
    DIFFER,
    equal(total(k, Choose(k, i, z(k), Choose(k, j, z(k), number(0)))), plus(z(i), z(j))),
)
false(
    "a maximum with two entries swapped, which may be the same index",
    DIFFER,
    equal(
        largest_of(k, Choose(k, i, z(j), Choose(k, j, z(i), z(k)))),
        largest_of(k, Choose(k, i, z(i), Choose(k, j, z(i), z(k)))),
    ),
)

# Sums without some of their terms -----------------------------------------------------------------

positive = each(k, less(0, p(k)))
false(
    "pᵢ < Σp, where a size ≥ 1 is all that is known", UNSIGNED, less(p(i), total(k, p(k))), positive, at_most(1, SIZE)
)
false("pᵢ + pⱼ ≤ Σp, where i = j", UNSIGNED, at_most(plus(p(i), p(j)), total(k, p(k))), positive)

# Equations as rewrite rules -----------------------------------------------------------------------

false("log a² = 2b gives a = exp b", DIFFER, equal(a, exp(b)), equal(log(power(a, 2)), times(2, b)))
false("|a| = b gives a = b", DIFFER, equal(a, b), equal(Absolute(a), b))
false("a step of 1 gives 0", DIFFER, equal(a, 0), equal(Step(a), 1))
false("an equation under i ≠ j is used where i = j", DIFFER, equal(z(i), 1), Implies(apart(i, j), equal(z(i), 1)))
false(
    "an equation for all indices but one is used for all",
    DIFFER,
    equal(total(k, z(k)), SIZE),
    each(k, Implies(apart(k, i), equal(z(k), 1))),
)
false(
    "a matrix that is 0 off its diagonal has the sum 0",
    DIFFER,
    equal(total(k, total(n, at(matrix, k, n))), 0),
    each(k, each(n, Implies(apart(k, n), equal(at(matrix, k, n), 0)))),
)
false(
    "a reciprocal of a difference that an equation makes 0",
    "by_normal_form: a denominator that is not proved non-zero",
    equal(times(minus(y(i), y(j)), over(1, minus(y(i), y(j)))), 1),
    each(k, equal(y(k), a)),
)
false("the last entry is another's because there are two", DIFFER, equal(z(LastIndex("K")), z(i)), at_most(2, SIZE))


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
