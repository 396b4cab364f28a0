"""Attacks on the decision procedure: false statements, and statements that take without end, each refused in time."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel.terms import (
    Absolute,
    BoundIndex,
    Choose,
    Derivative,
    Entry,
    Implies,
    IndexNumber,
    IndexVariable,
    KernelError,
    Lambda,
    Sum,
    Term,
    Variable,
    close_body,
    number,
)
from derive.language.extrema import largest
from tests.kernel.builders import (
    SIZE,
    D,
    D_at,
    Y,
    Z,
    a,
    apart,
    at,
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
    limit,
    log,
    minus,
    n,
    p,
    plus,
    power,
    product,
    prove,
    s,
    same,
    scalar,
    t,
    times,
    total,
    w,
    y,
    z,
)
from tests.kernel.refusals import DIFFER, KINK, LOG, TIE, UNSIGNED, Refusals

x, v = scalar("x"), scalar("v")
MATRIX = Variable("m", ("K", "K"))
NINE = Variable("nine", (9,))
REFUSED = Refusals()
false = REFUSED.false

LIMIT = "by_normal_form: a limit that is not known to exist"
TOO_LARGE = "by_normal_form: normal form: the expression is too large"


def entry(row: IndexVariable, column: IndexVariable) -> Term:
    return at(MATRIX, row, column)


def function(index: IndexVariable) -> IndexVariable:
    """An index that depends on another."""
    return IndexVariable("f", "K", (index,))


def named(count: int, size: str | int = "K") -> list[IndexVariable]:
    return [IndexVariable(f"n{place}", size) for place in range(count)]


# t·log t in a product that a derivative takes apart -------------------------------------------------

slope = D(times(a, times(w, log(a))), w)  # a·log a, which is 0 at a = 0
at_least_one = at_most(0, D(times(v, minus(b, 1)), v))  # b ≥ 1, in a fact that is looked at last
false(
    "exp(a·log a) ≤ 0 at a = 1 − b = 0",
    UNSIGNED,
    at_most(c, 0),
    equal(a, minus(1, b)),
    at_most(0, a),
    equal(c, exp(slope)),
    at_least_one,
)


vanishing_value = times(a, times(w, log(times(a, s))))
for name, inner in {
    "a logarithm of a multiple": D(vanishing_value, w),
    "a power": D(power(vanishing_value, 1), w),
    "a maximum": D(largest((vanishing_value, minus(vanishing_value, 1))), w),
    "a logarithm of an exponential": D(log(exp(vanishing_value)), w),
}.items():
    facts = (equal(a, minus(1, b)), at_most(0, a), less(0, s), equal(c, exp(inner)), at_least_one)
    false(f"… inside {name}", UNSIGNED, at_most(c, 0), *facts)


def test_a_derivative_keeps_t_and_log_t_together() -> None:
    prove(equal(slope, times(a, log(a))), at_most(0, a))


# Indices that there are not -------------------------------------------------------------------------


@pytest.mark.parametrize("value", [Fraction(3, 2), Fraction(2), "1", True], ids=repr)
def test_an_index_is_an_integer(value: int) -> None:
    pair = IndexVariable("pair", 2)
    with pytest.raises(KernelError):
        prove(equal(total(pair, delta(pair, IndexNumber(value, 2))), 0))


@pytest.mark.parametrize("level", [Fraction(1, 2), Fraction(0), "0"], ids=repr)
def test_a_bound_variable_counts_whole_binders(level: int) -> None:
    with pytest.raises(KernelError):
        prove(equal(Sum("K", Entry(Z, (BoundIndex(level, "K"),))), 0))


# Time and memory ------------------------------------------------------------------------------------

arrays = [Variable(f"array{place}", ("K",)) for place in range(200)]
false(
    "an index that is its own function's value, in many places",
    DIFFER,
    equal(plus(*(at(array, i) for array in arrays)), 0),
    same(i, function(i)),
)
false(
    "a product of numbers with large denominators",
    "too many digits",
    equal(0, times(a, *(power(Fraction(1, 3), 8_000 + place) for place in range(1_000)))),
)
false("the sign of a long sum", UNSIGNED, less(0, plus(*(scalar(f"x{place}") for place in range(3_000)))))
false(
    "the sign of a long sum from as many facts",
    TOO_LARGE,
    less(0, plus(*(scalar(f"x{place}") for place in range(600)))),
    *(at_most(0, scalar(f"x{place}")) for place in range(600)),
)
false(
    "a fact that leads from each two indices to two others",
    UNSIGNED,
    less(0, entry(i, j)),
    each(
        k,
        each(
            n,
            less(
                plus(y(k), entry(k, n)),
                plus(times(SIZE, entry(n, function(k))), times(a, entry(function(k), function(n)))),
            ),
        ),
    ),
    each(k, each(n, equal(y(k), y(n)))),
)
false(
    "an equation of many terms",
    DIFFER,
    equal(a, 0),
    equal(plus(a, *(scalar(f"x{place}") for place in range(2_000))), 0),
)
eight = [at(Variable("eight", (8,)), index) for index in named(7, 8)]
false("many indices of a numeric size", TOO_LARGE, equal(plus(*eight), plus(*reversed(eight))))
false(
    "facts about four indices, of which many are near",
    TOO_LARGE,
    less(0, plus(*(entry(*pair) for pair in zip(named(12), named(12)[1:], strict=False)))),
    *(
        each(
            k,
            each(
                n,
                each(j, each(i, less(plus(entry(k, n), entry(n, j), entry(j, i)), plus(entry(k, i), bound)))),
            ),
        )
        for bound in range(3)
    ),
)


def test_a_fact_that_leads_from_each_index_to_another_is_used_a_few_times() -> None:
    chain = each(k, less(z(k), z(function(k))))
    prove(less(z(i), z(function(i))), chain)
    prove(less(0, z(function(i))), chain, less(0, z(i)))
    prove(equal(times(2, Absolute(z(i))), Absolute(times(2, z(i)))), chain)
    with pytest.raises(KernelError, match="order: the sign"):
        prove(less(0, z(i)), chain)


def test_a_long_body_over_five_connected_indices_counts_as_work() -> None:
    indices = named(5)
    inside = Entry(Variable("a5", ("K",) * 5), tuple(indices))
    body = log(plus(1, *(exp(times(scalar(f"d{place}"), inside)) for place in range(300))))
    for index in indices:
        body = total(index, body)
    with pytest.raises(KernelError, match="too large"):
        prove(equal(body, plus(body, 1)))


def test_the_primes_of_a_large_number_are_found_in_time() -> None:
    for prime in (9_973, 9_967, 9_949, 9_941):
        prove(equal(log(number(Fraction(prime) ** 1_000)), times(1_000, log(prime))))


def test_an_index_that_is_its_own_functions_value() -> None:
    prove(equal(z(i), z(function(i))), same(i, function(i)))
    prove(equal(z(i), z(j)), same(i, function(j)), same(function(j), j))
    with pytest.raises(KernelError, match="normal forms"):
        prove(equal(z(i), z(function(i))), same(i, function(function(i))))


# What was attacked in vain --------------------------------------------------------------------------

swapped = each(k, each(n, equal(entry(k, n), times(-1, entry(n, k)))))
false("A = −Aᵀ is not A = Aᵀ, though it rewrites in circles", DIFFER, equal(entry(i, j), entry(j, i)), swapped)
false(
    "tr(AA) = Σ A∘A, where A = Aᵀ off the diagonal of a block only",
    DIFFER,
    equal(total(k, total(n, times(entry(k, n), entry(n, k)))), total(k, total(n, power(entry(k, n), 2)))),
    each(k, Implies(apart(k, i), equal(entry(k, i), entry(i, k)))),
)
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
false("log|a| = c gives a = exp c", DIFFER, equal(a, exp(c)), equal(log(Absolute(a)), c))
false(
    "a logarithm of some entries makes all of them positive",
    UNSIGNED,
    less(0, total(k, y(k))),
    each(k, Implies(apart(k, j), equal(log(y(k)), z(k)))),
)
false("a·log a has a value, so a > 0", UNSIGNED, less(0, a), at_most(times(a, log(a)), b))
false("a·log a has a value, so log a has one", LOG, equal(log(a), log(a)), equal(times(a, log(a)), b))
false(
    "x·|x| has a derivative at a point, so |x| has one",
    KINK,
    equal(D(Absolute(x), x), 0),
    equal(D(times(x, Absolute(x)), x), 0),
)
false("… so the point is not 0", UNSIGNED, different(x, 0), equal(D(times(x, Absolute(x)), x), 0))
false(
    "the exponent 2 of a hypothesis, at a point beside it",
    "by_normal_form: a power whose base is not proved positive",
    equal(D_at(D_at(power(x, v), x, -1), v, v), 0),
    equal(v, 2),
)
false("the sum of a simplex point is 1 beside it", DIFFER, equal(D(total(k, p(k)), p(i)), 0), equal(total(k, p(k)), 1))
false(
    "a maximiser at the point of the hypothesis, not of the derivative",
    TIE,
    equal(Derivative(close_body(largest_of(k, z(k)), (Z,)), Y, (i,)), 1),
    each(k, Implies(apart(k, i), less(z(k), z(i)))),
)
false(
    "a maximum over nine values at a tie",
    TIE,
    equal(D(largest_of(named(1, 9)[0], at(NINE, named(1, 9)[0])), at(NINE, IndexNumber(1, 9))), 1),
    each(named(1, 9)[0], at_most(at(NINE, named(1, 9)[0]), at(NINE, IndexNumber(1, 9)))),
)
false(
    "a point that has a kink where the derivative at it does not change",
    KINK,
    equal(
        D(
            Derivative(
                close_body(total(n, z(n)), (Z,)), Lambda(("K",), close_body(Absolute(times(w, y(k))), (k,))), (i,)
            ),
            w,
        ),
        0,
    ),
)
vanishing = limit(times(x, z(i)), x)
false(
    "a limit that is named only where it is not taken",
    LIMIT,
    equal(vanishing, vanishing),
    apart(i, j),
    equal(Choose(i, j, vanishing, number(0)), 0),
)
false(
    "a limit of the other indices",
    LIMIT,
    equal(vanishing, 0),
    each(k, Implies(apart(k, j), equal(limit(times(x, z(k)), x), 0))),
)
false("max(−a, 2a) = 2a", DIFFER, equal(largest((times(-1, a), times(2, a))), times(2, a)))
false("max over k of 1 − δ is 1, where K may be 1", DIFFER, equal(largest_of(k, minus(1, delta(k, i))), 1))
false("f < Σf, where K is not 2", UNSIGNED, less(p(i), total(k, p(k))), each(k, less(0, p(k))), different(2, SIZE))
false(
    "t²·log t = t·(t·log t) has a value at t = 0",
    LOG,
    equal(times(power(t, 2), log(t)), times(t, t, log(t))),
    at_most(0, t),
)
false("(a³)^⅓ = a", "by_normal_form: a power with a fractional exponent", equal(power(power(a, 3), Fraction(1, 3)), a))
false("a negative product under a product", UNSIGNED, less(0, product(k, z(k))), each(k, less(z(k), 0)))


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
