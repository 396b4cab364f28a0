"""Maxima and products: factors of unknown sign stay inside, and no index is forgotten."""

from __future__ import annotations

import pytest

from derive.kernel.terms import ZERO, Choose, number
from derive.language.extrema import largest
from tests.kernel.builders import (
    a,
    at_most,
    b,
    c,
    delta,
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
    over,
    plus,
    product,
    times,
    total,
    z,
)
from tests.kernel.refusals import DIFFER, UNSIGNED, Refusals

REFUSED = Refusals()
false = REFUSED.false


# Derivatives --------------------------------------------------------------------------------------

false("a maximum is not its first term", DIFFER, equal(largest((a, b)), a))
false("one value missing below the largest", UNSIGNED, at_most(largest((a, b)), c), at_most(a, c))
false(
    "the larger of a positive and a negative number is not negative",
    UNSIGNED,
    less(largest((number(1), a)), 0),
    less(a, 0),
)
false(
    "the second of two terms may be undefined",
    "by_normal_form: log of",
    equal(largest((a, log(b))), largest((a, log(b)))),
)
false("the first of two terms may be undefined", "by_normal_form: log of", at_most(b, largest((log(a), b))))

# Order --------------------------------------------------------------------------------------------

false(
    "a maximum does not forget the index that its body singles out",
    "by_normal_form: equality: the normal forms",
    equal(largest_of(k, Choose(k, i, z(k), plus(z(k), 1))), plus(largest_of(k, z(k)), 1)),
)
false(
    "maxima that single out different indices",
    "by_normal_form: equality: the normal forms",
    equal(largest_of(k, Choose(k, i, ZERO, z(k))), largest_of(k, Choose(k, j, ZERO, z(k)))),
)
false(
    "a maximum over all indices but one says nothing of that one",
    "by_normal_form: order: the sign",
    at_most(1, largest_of(k, Choose(k, i, ZERO, exp(z(k))))),
)

# Cases of indices ---------------------------------------------------------------------------------

false(
    "a maximum that leaves its own index out",
    DIFFER,
    equal(largest_of(k, Choose(k, i, z(j), z(k))), largest_of(k, z(k))),
)
false(
    "a product that leaves its own index out",
    DIFFER,
    equal(product(k, Choose(k, i, number(1), z(k))), product(k, z(k))),
)

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
false("max(−a, 2a) = 2a", DIFFER, equal(largest((times(-1, a), times(2, a))), times(2, a)))
false("max over k of 1 − δ is 1, where K may be 1", DIFFER, equal(largest_of(k, minus(1, delta(k, i))), 1))


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
