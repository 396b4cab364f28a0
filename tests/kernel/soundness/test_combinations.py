"""What must not follow by the rules for equality and order: combinations, chains, monotony, cancelling, maxima."""

from __future__ import annotations

import pytest

from derive import lemmas
from derive.kernel import rules
from derive.kernel.terms import ONE, ZERO, KernelError, Less, number
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
    largest_of,
    less,
    log,
    plus,
    power,
    s,
    times,
    total,
    y,
    z,
)
from tests.kernel.refusals import Refusals

REFUSED = Refusals()
case = REFUSED.case


@case("log t ≤ t − 1 needs t > 0", "by_normal_form: order: the sign")
def _() -> object:
    return lemmas.log_bound(a, (), ())


@case("log t < t − 1 fails at t = 1", "is not Less")
def _() -> object:
    theorem = lemmas.log_bound(a, (less(0, a),), ())
    if not isinstance(theorem.conclusion, Less):
        raise KernelError("the conclusion is not Less")
    return theorem


@case("t·log(t/u) ≥ t − u needs u > 0", "relative_entropy_bound: order: the sign")
def _() -> object:
    return rules.relative_entropy_bound(y(i), z(i), (each(k, at_most(0, y(k))),), ())


@case("a combination with a negative multiplier", "combine: order: the sign")
def _() -> object:
    return rules.combine(at_most(b, a), (number(-1),), (rules.assume(at_most(a, b)),), (), ())


@case("a combination with a multiplier of unknown sign", "combine: order: the sign")
def _() -> object:
    return rules.combine(at_most(times(c, a), times(c, b)), (c,), (rules.assume(at_most(a, b)),), (), ())


@case("a combination with an undefined multiplier", "combine: log of something")
def _() -> object:
    return rules.combine(equal(0, 0), (log(c),), (rules.assume(equal(a, a)),), (), ())


@case("a strict combination with a multiplier that may be 0", "combine: order: the sign")
def _() -> object:
    goal = less(times(power(c, 2), a), times(power(c, 2), b))
    return rules.combine(goal, (power(c, 2),), (rules.assume(less(a, b)),), (), ())


@case("an inequality does not prove an equation", "combine: an inequality does not prove an equation")
def _() -> object:
    return rules.combine(equal(a, b), (ONE,), (rules.assume(at_most(a, b)),), (), ())


@case("a combination that leaves something over", "combine: equality: the normal forms")
def _() -> object:
    return rules.combine(equal(a, plus(b, 1)), (ONE,), (rules.assume(equal(a, b)),), (), ())


@case("a chain whose links do not meet", "transitivity: two neighbours do not meet")
def _() -> object:
    return rules.transitivity((rules.assume(at_most(a, b)), rules.assume(at_most(c, s))))


@case("a chain through ≠", "transitivity: a theorem is not an equation or inequality")
def _() -> object:
    return rules.transitivity((rules.assume(different(a, b)), rules.assume(different(b, a))))


@case("an empty chain", "transitivity: there is nothing to chain")
def _() -> object:
    return rules.transitivity(())


@case("log is not monotone on negative numbers", "by_normal_form: order: the sign")
def _() -> object:
    return lemmas.monotone("log", rules.assume(less(a, b)), ())


@case("a function that is not known to be monotone", "monotone: the function is exp or log")
def _() -> object:
    return lemmas.monotone("square", rules.assume(less(a, b)), ())


@case("cancelling a factor that may be 0", "by_normal_form: order: the sign")
def _() -> object:
    return lemmas.cancel(equal(a, b), rules.assume(equal(times(c, a), times(c, b))), c, 1, ())


@case("cancelling an even power of the wrong difference", "combine: equality: the normal forms")
def _() -> object:
    return lemmas.cancel(equal(a, b), rules.assume(equal(power(a, 2), power(b, 2))), ONE, 2, ())


@case("cancelling to the power 0", "combine: equality: the normal forms")
def _() -> object:
    return lemmas.cancel(equal(a, b), rules.assume(equal(ONE, ONE)), ONE, 0, ())


@case("a ≤ b and a ≤ b do not make them equal", "modus_ponens: the second theorem is not what")
def _() -> object:
    return lemmas.antisymmetry(rules.assume(at_most(a, b)), rules.assume(at_most(a, b)))


@case("terms that may cancel do not vanish each", "modus_ponens: the second theorem is not what")
def _() -> object:
    signs = rules.generalise(rules.assume(equal(0, 0)), k)
    return lemmas.vanishing_terms(rules.assume(equal(total(k, z(k)), 0)), signs)


@case("one strict term elsewhere", "modus_ponens: the second theorem is not what")
def _() -> object:
    weak = rules.assume(each(k, at_most(z(k), y(k))))
    return lemmas.add_up_strictly(weak, rules.assume(less(z(j), y(j))), i)


@case("a bound that depends on the index does not bound the maximum", "maximum_least: the bound depends on the index")
def _() -> object:
    return lemmas.maximum_least(rules.assume(each(k, at_most(z(k), y(k)))))


@case("a bound for one value only", "the theorem is not about every index")
def _() -> object:
    return lemmas.maximum_least(rules.assume(at_most(a, c)))


@case("a term that is no maximum", "maximum_bounds: an argument is not of the kind")
def _() -> object:
    return rules.maximum_bounds(a, i, ())  # type: ignore[arg-type]


@case("the maximum of what is undefined", "maximum_attained: log of something")
def _() -> object:
    return rules.maximum_attained(largest_of(k, log(z(k))), ())


@case("trichotomy of what is undefined", "trichotomy: log of something")
def _() -> object:
    return rules.trichotomy(log(a), ZERO, (), ())


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
