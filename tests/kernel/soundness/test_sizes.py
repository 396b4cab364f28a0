"""Statements that are true for some sizes only: the first index may be the last, and the second need not exist."""

from __future__ import annotations

import pytest

from derive.kernel import rules
from derive.kernel.terms import ONE, ZERO, Choose, IndexNumber, LastIndex, SizeValue
from tests.kernel.builders import (
    SIZE,
    Z,
    a,
    at,
    at_most,
    delta,
    different,
    each,
    equal,
    except_at,
    i,
    j,
    k,
    less,
    minus,
    p,
    plus,
    power,
    prove,
    softmax,
    times,
    total,
    z,
)
from tests.kernel.refusals import DIFFER, UNSIGNED, Refusals

REFUSED = Refusals()
case, false = REFUSED.case, REFUSED.false


false("the number of classes is not the number of samples", DIFFER, equal(total(k, a), times(SizeValue("n"), a)))
false("a restricted sum leaves one term out", DIFFER, equal(except_at(k, i, z(k)), total(k, z(k))))
false("a restricted sum leaves its own term out", DIFFER, equal(except_at(k, i, z(k)), minus(total(k, z(k)), z(j))))
false("a restricted sum of ones has K − 1 terms", DIFFER, equal(except_at(k, i, 1), SIZE))
false(
    "two exclusions count once where they coincide",
    DIFFER,
    equal(total(k, Choose(k, i, ZERO, Choose(k, j, ZERO, ONE))), minus(SIZE, 2)),
)
false("true for K = 1 only", DIFFER, equal(softmax(i), 1))
false("true for K = 1 only, as an inequality", UNSIGNED, at_most(total(k, power(z(k), 2)), power(z(i), 2)))
false("true for K = 2 only", DIFFER, equal(total(k, total(j, minus(1, delta(k, j)))), 2))
false("true for K ≤ 7 only", UNSIGNED, at_most(SIZE, 7))
false("true for K ≤ 7 only, as a sum", UNSIGNED, at_most(total(k, 1), 7))
false("true for K ≥ 2 only", UNSIGNED, less(softmax(i), 1))
false("the first index is the last for K = 1 only", DIFFER, equal(at(Z, IndexNumber(1, "K")), at(Z, LastIndex("K"))))
false(
    "whether the first index is the last is open",
    "by_normal_form: normal form: too many cases",
    equal(delta(IndexNumber(1, "K"), LastIndex("K")), 0),
)
false(
    "the second index need not exist",
    "by_normal_form: statement: index 2 need not exist; the hypothesis 2 <= K is missing",
    equal(at(Z, IndexNumber(2, "K")), at(Z, IndexNumber(2, "K"))),
)


@case("a size is at least 2 because two numbers are written down", "combine: statement: index 2 need not exist")
def _() -> object:
    others = total(k, Choose(k, IndexNumber(1, "K"), ZERO, Choose(k, IndexNumber(2, "K"), ZERO, ONE)))
    return rules.combine(at_most(2, SIZE), (others,), (prove(at_most(0, 1)),), (), ())


positive = each(k, less(0, p(k)))

false(
    "pᵢ < Σp, where a size ≥ 1 is all that is known", UNSIGNED, less(p(i), total(k, p(k))), positive, at_most(1, SIZE)
)
false("pᵢ + pⱼ ≤ Σp, where i = j", UNSIGNED, at_most(plus(p(i), p(j)), total(k, p(k))), positive)
false("f < Σf, where K is not 2", UNSIGNED, less(p(i), total(k, p(k))), each(k, less(0, p(k))), different(2, SIZE))


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
