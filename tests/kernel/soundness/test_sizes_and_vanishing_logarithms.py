"""A size is at least 1 and may be exactly 1; t·log(t·u) is 0 where t is 0 and u > 0, and means nothing elsewhere."""

from __future__ import annotations

import pytest

from derive.kernel import rules
from derive.kernel.terms import Formula, KernelError
from derive.kernel.theorem import Theorem
from derive.language.expressions import (
    D,
    Different,
    Equal,
    Real,
    choose,
    delta,
    exp,
    forall,
    index,
    log,
    replace,
    scalar,
    size,
    smooth,
    sqrt,
    total,
    vector,
)

K, N = size("K"), size("N")
t, u, v, x = (scalar(name) for name in "tuvx")
y, q = vector("y"), vector("q")
c, i, k = index("c"), index("i"), index("k")
ONE_HOT = forall(k, Equal(y[k], delta(k, c)))
UNSIGNED = "order: the sign of the difference is not established"


def prove(goal: Formula, *given: Formula) -> Theorem:
    return rules.by_normal_form(goal, given, ())  # type: ignore[arg-type]


# Sizes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "given"),
    [
        (K >= 1, ()),
        (K * exp(x) >= exp(x), ()),
        (log(K) >= 0, ()),
        (1 / K <= 1, ()),
        (K**2 >= K, ()),
        (K * N >= N, ()),
        (K >= 3, (K >= 3,)),
        (K > 2, (K >= 3,)),
        (2 * K >= K + 1, ()),
    ],
    ids=str,
)
def test_a_size_is_at_least_1(goal: Formula, given: tuple[Formula, ...]) -> None:
    assert prove(goal, *given).conclusion == goal


@pytest.mark.parametrize(
    ("goal", "given"),
    [
        (K > 1, ()),
        (K >= 2, ()),
        (Different(K, 1), ()),
        (log(K) > 0, ()),
        (1 / K < 1, ()),
        (K >= N, ()),
        (K > 1, (N >= 2,)),
        (K * x >= x, ()),
        (K - 2 >= 0, ()),
        (K >= 4, (K >= 3,)),
    ],
    ids=str,
)
def test_and_may_be_exactly_1(goal: Formula, given: tuple[Formula, ...]) -> None:
    with pytest.raises(KernelError, match=UNSIGNED):
        prove(goal, *given)


# Vanishing logarithms ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "given"),
    [
        (Equal(t * log(t), 0), (Equal(t, 0),)),
        (Equal(t * log(t * u), 0), (Equal(t, 0), u > 0)),
        (Equal(x * t * log(t), 0), (Equal(t, 0),)),
        (Equal(1 + t * log(t), 1), (Equal(t, 0),)),
        (Equal(total(k, y[k] * log(y[k])), 0), (ONE_HOT,)),
        (Equal(total(k, delta(k, c) * log(delta(k, c))), 0), ()),
        (Equal(total(k, y[k] * log(y[k] / q[k])), -log(q[c])), (ONE_HOT, forall(k, q[k] > 0))),
        (Equal((x - x) * log(x - x), 0), ()),
    ],
    ids=str,
)
def test_t_log_t_is_0_where_t_is_decided_to_be_0(goal: Formula, given: tuple[Formula, ...]) -> None:
    assert prove(goal, *given).conclusion == goal


@pytest.mark.parametrize(
    ("goal", "given"),
    [
        (Equal(log(t), 0), (Equal(t, 0),)),
        (Equal(t * log(u), 0), (Equal(t, 0),)),
        (Equal(t * log(t + t), 0), (Equal(t, 0),)),
        (Equal(t * log(t * u), 0), (Equal(t, 0),)),
        (Equal(t * log(t * u), 0), (Equal(t, 0), u >= 0)),
        (Equal(t * log(t * u), 0), (Equal(t, 0), u < 0)),
        (Equal(u * t * log(t * u), 0), (Equal(t, 0), Equal(u, 0))),
        (Equal(t * log(t) * log(t), 0), (Equal(t, 0),)),
        (Equal(t * log(t) / t, 0), (Equal(t, 0),)),
        (Equal(log(t) * log(t), 0), (Equal(t, 0),)),
        (Equal(u * log(t), 0), (Equal(t, 0), Equal(u, 0))),
        (Equal(t * log(t**2), 0), (Equal(t, 0),)),
        (Equal(t * log(sqrt(t)), 0), (Equal(t, 0),)),
        (Equal(t * log(t) / u, 0), (Equal(t, 0),)),
        (Equal((1 / u - 1 / u) * log(1 / u - 1 / u), 0), ()),
        (Equal(total(k, delta(k, c) * log(y[k])), log(y[c])), ()),
        (Equal(total(k, log(delta(k, c))), 0), ()),
        (Equal(t * log(t), 0), (t <= 0,)),
    ],
    ids=str,
)
def test_and_nothing_else_is(goal: Formula, given: tuple[Formula, ...]) -> None:
    with pytest.raises(KernelError):
        prove(goal, *given)


def test_a_rewritten_0_does_not_make_two_terms_the_same_factor() -> None:
    """t = 0 and u = 0 do not make t·log u a t·log t: log u has no value, and the product none."""
    with pytest.raises(KernelError):
        prove(Equal(t * log(u), u * log(u)), Equal(t, 0), Equal(u, 0))


def test_t_log_t_has_no_derivative_at_0() -> None:
    for function in (t * log(t), t * log(t * exp(t)), t**2 * log(t**2)):
        with pytest.raises(KernelError, match=r"log of something|derivative of a logarithm"):
            prove(Equal(D(function, t), 0), Equal(t, 0))


def test_nor_is_it_smooth_in_what_may_be_0() -> None:
    squared = smooth(replace(t * log(t), t, x**2), x)
    with pytest.raises(KernelError, match=r"log of something|derivative of a logarithm"):
        rules.smooth(squared, (), ())  # type: ignore[arg-type]


def test_what_does_not_move_may_vanish_beside_what_does() -> None:
    assert prove(Equal(D(t * log(t) * x, x), 0), Equal(t, 0))
    with pytest.raises(KernelError, match="derivative of a logarithm whose argument may be 0"):
        prove(Equal(D(t * log(t * exp(x)), x), 0), Equal(t, 0))


def test_the_branch_that_is_not_taken_need_not_vanish() -> None:
    value: Real = choose(i, c, t * log(t), u)
    assert prove(Equal(choose(i, i, t * log(t), u), 0), Equal(t, 0))
    with pytest.raises(KernelError):
        prove(Equal(value, 0), Equal(t, 0))
