"""Equations among the hypotheses: they rewrite where they hold, and an equation of squares is not one of numbers."""

from __future__ import annotations

import pytest

from derive.kernel.terms import Absolute, Implies, IndexVariable, LastIndex, Step, Term, Variable
from tests.kernel.builders import (
    SIZE,
    a,
    apart,
    at,
    at_most,
    b,
    each,
    equal,
    exp,
    i,
    j,
    k,
    n,
    plus,
    power,
    s,
    t,
    times,
    total,
    z,
)
from tests.kernel.refusals import DIFFER, Refusals

REFUSED = Refusals()
false = REFUSED.false


# Hypotheses that are missing ----------------------------------------------------------------------

false("an equation of squares is not one of numbers", DIFFER, equal(a, b), equal(power(a, 2), power(b, 2)))
false("a product that is 0 does not have this factor 0", DIFFER, equal(a, 0), equal(times(a, b), 0))
false(
    "equations that define each other in circles",
    DIFFER,
    equal(s, 0),
    equal(s, plus(times(2, t), 1)),
    equal(t, plus(times(2, s), 1)),
)
false("a quantity defined by itself", DIFFER, equal(s, 0), equal(s, exp(s)))

matrix = Variable("matrix", ("K", "K"))

# Equations as rewrite rules -----------------------------------------------------------------------

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
false("the last entry is another's because there are two", DIFFER, equal(z(LastIndex("K")), z(i)), at_most(2, SIZE))

MATRIX = Variable("m", ("K", "K"))


def entry(row: IndexVariable, column: IndexVariable) -> Term:
    return at(MATRIX, row, column)


swapped = each(k, each(n, equal(entry(k, n), times(-1, entry(n, k)))))
false("A = −Aᵀ is not A = Aᵀ, though it rewrites in circles", DIFFER, equal(entry(i, j), entry(j, i)), swapped)
false(
    "tr(AA) = Σ A∘A, where A = Aᵀ off the diagonal of a block only",
    DIFFER,
    equal(total(k, total(n, times(entry(k, n), entry(n, k)))), total(k, total(n, power(entry(k, n), 2)))),
    each(k, Implies(apart(k, i), equal(entry(k, i), entry(i, k)))),
)


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
