"""Powers and roots of what may be negative or 0, and powers whose exponents are not known."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel import rules
from derive.kernel.terms import Absolute, Add, Equal, KernelError, SizeValue, Smooth, Term, Variable, close_body
from tests.kernel.builders import (
    D_at,
    a,
    at_most,
    b,
    c,
    different,
    equal,
    exp,
    less,
    over,
    plus,
    power,
    prove,
    s,
    scalar,
    sqrt,
    t,
    times,
    u,
)
from tests.kernel.refusals import DIFFER, ROOT, UNSIGNED, Refusals

REFUSED = Refusals()
false = REFUSED.false


# Where a side is undefined ------------------------------------------------------------------------

false("√a² = a for a of unknown sign", "by_normal_form: ", equal(sqrt(power(a, 2)), a))
false("√a² is not −a", "by_normal_form: ", equal(sqrt(power(a, 2)), times(-1, a)))
false("a root of something negative", ROOT, equal(power(sqrt(a), 2), a))
false("a cube root of something negative", ROOT, equal(power(power(a, Fraction(1, 3)), 3), a))
false(
    "0⁰ = 1 is not continuous: t⁰ⁿ",
    "by_normal_form: a power whose base is not proved positive",
    equal(power(t, a), power(t, a)),
    at_most(0, t),
)
false("a power with an exponent that adds up to 1 may be negative", UNSIGNED, at_most(0, power(a, plus(1))))
false(
    "a power with an exponent that is 1 by hypothesis may be negative", UNSIGNED, at_most(0, power(a, b)), equal(b, 1)
)

PRODUCT_ROOT = "by_normal_form: normal form: a root of a product whose factors may be negative"

# Roots and absolute values ------------------------------------------------------------------------

false(
    "√(a²b) = a√b, where a may be negative", PRODUCT_ROOT, equal(sqrt(times(a, a, b)), times(a, sqrt(b))), at_most(0, b)
)
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
false("(a³)^⅓ = a", "by_normal_form: a power with a fractional exponent", equal(power(power(a, 3), Fraction(1, 3)), a))

x = scalar("x")
BASE_MAY_BE_ZERO = "derivative of a power whose base may be 0"


@pytest.mark.parametrize("exponent", [x, SizeValue("K"), plus(x, 1)], ids=["a variable", "a size", "a sum"])
def test_a_power_with_an_unknown_exponent_may_be_negative(exponent: Term) -> None:
    with pytest.raises(KernelError, match="order: the sign"):
        prove(at_most(0, c), at_most(power(a, exponent), c))


def test_a_power_of_a_base_that_is_not_negative_still_has_a_sign() -> None:
    prove(at_most(0, power(a, x)), at_most(0, a), at_most(0, x))
    prove(less(0, power(a, x)), less(0, a))


def test_zero_to_a_variable_power_jumps_and_has_no_derivative() -> None:
    with pytest.raises(KernelError, match=BASE_MAY_BE_ZERO):
        prove(equal(D_at(power(a, power(x, 2)), x, 0), 0), at_most(0, a))


def test_zero_to_a_variable_power_is_not_smooth() -> None:
    body = close_body(power(a, power(x, 2)), (Variable("x", ()),))
    with pytest.raises(KernelError, match=BASE_MAY_BE_ZERO):
        rules.smooth(Smooth((), body), (at_most(0, a),), ())


def test_an_exponential_is_positive_whatever_its_argument() -> None:
    prove(less(0, Add((exp(a), exp(b)))))
    prove(Equal(power(exp(a), x), exp(times(a, x))))


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
