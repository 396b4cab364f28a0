"""False statements about indices: sums that mix them up, two that may be one, indices that depend on others."""

from __future__ import annotations

import pytest

from derive.kernel.terms import Absolute, Implies, IndexVariable, Variable
from tests.kernel.builders import (
    D,
    apart,
    at,
    delta,
    each,
    equal,
    i,
    j,
    k,
    largest_of,
    less,
    log_sum_exp,
    minus,
    n,
    power,
    same,
    softmax,
    times,
    total,
    y,
    z,
)
from tests.kernel.refusals import DIFFER, Refusals

REFUSED = Refusals()
false = REFUSED.false


# Bound variables and indices ----------------------------------------------------------------------

false("a free index is not the bound one", DIFFER, equal(total(k, times(z(k), y(i))), total(k, times(z(k), y(k)))))
false(
    "one sum of products is not a product of sums",
    DIFFER,
    equal(times(total(k, z(k)), total(k, y(k))), total(k, times(z(k), y(k)))),
)
false("a square of a sum is not a sum of squares", DIFFER, equal(power(total(k, z(k)), 2), total(k, power(z(k), 2))))
false(
    "an inner sum keeps its own index",
    DIFFER,
    equal(total(j, times(z(j), total(k, y(k)))), total(j, times(z(j), y(j)))),
)
false("two indices are swapped", DIFFER, equal(D(times(z(i), power(z(j), 2)), z(i)), power(z(i), 2)), apart(i, j))
false(
    "the matrix is not its transpose",
    DIFFER,
    equal(
        total(k, times(at(Variable("W", ("K", "K")), i, k), z(k))),
        total(k, times(at(Variable("W", ("K", "K")), k, i), z(k))),
    ),
)
false(
    "rows are not columns in a double sum",
    DIFFER,
    equal(
        total(j, total(k, times(at(Variable("W", ("K", "K")), j, k), z(j)))),
        total(j, total(k, times(at(Variable("W", ("K", "K")), j, k), z(k)))),
    ),
)
false("the wrong index is left free", DIFFER, equal(D(log_sum_exp(), z(i)), softmax(j)))
false("delta picks the other index", DIFFER, equal(total(k, times(delta(k, i), z(k))), z(j)))
false("delta with itself is not delta with another", DIFFER, equal(total(k, delta(k, k)), 1))
false(
    "the diagonal alone is not the Jacobian",
    DIFFER,
    equal(D(softmax(i), z(j)), times(softmax(i), minus(1, softmax(i)))),
    same(i, i),
)
false(
    "p(δ − p) with the wrong p", DIFFER, equal(D(softmax(i), z(j)), times(softmax(i), minus(delta(i, j), softmax(i))))
)
false(
    "the Jacobian with the sign turned",
    DIFFER,
    equal(D(softmax(i), z(j)), times(softmax(i), minus(softmax(j), delta(i, j)))),
)
false(
    "an index function is not constant",
    "by_normal_form: normal form: a case of a bound index",
    equal(total(k, delta(IndexVariable("c", "K", (k,)), i)), 0),
)
false(
    "fixed points of an index function are not none",
    "by_normal_form: normal form: a case of a bound index",
    equal(total(k, delta(IndexVariable("c", "K", (k,)), k)), 0),
)

matrix = Variable("matrix", ("K", "K"))
off_diagonal = each(k, each(n, Implies(apart(k, n), equal(at(matrix, k, n), 0))))

# Cases of indices ---------------------------------------------------------------------------------

false("a matrix that is diagonal has a diagonal", DIFFER, equal(at(matrix, i, j), 0), off_diagonal)
false("… also inside a sum", DIFFER, equal(total(k, at(matrix, k, i)), 0), off_diagonal)
false(
    "a strict maximiser is not larger than itself",
    "by_normal_form: order: the sign of the difference is not established",
    less(z(j), z(i)),
    each(k, Implies(apart(k, i), less(z(k), z(i)))),
)
false(
    "an index that is its own function's value, without end",
    "by_normal_form: equality: the normal forms of the two sides differ",
    equal(z(i), 0),
    same(i, IndexVariable("f", "K", (i,))),
)


def named(count: int, size: str | int = "K") -> list[IndexVariable]:
    return [IndexVariable(f"n{place}", size) for place in range(count)]


below = each(k, Implies(apart(k, i), less(z(k), 0)))
above = each(k, Implies(apart(k, i), less(0, z(k))))
false("facts that contradict each other unless K = 1", DIFFER, equal(largest_of(k, Absolute(z(k))), 0), below, above)
false("… also at an index that may be i", DIFFER, equal(Absolute(z(j)), z(j)), below, above)
false(
    "three indices that differ, out of three",
    DIFFER,
    equal(0, 1),
    *(apart(*pair) for pair in zip(named(3, 3), [*named(3, 3)[1:], named(3, 3)[0]], strict=True)),
)


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
