"""What changes of the kernel showed that no quick test had looked at: each of these fails under such a change."""

from __future__ import annotations

import pytest

from derive.kernel import polynomials
from derive.kernel.terms import ZERO, Choose, IndexVariable, KernelError, SameIndex, Size
from tests.kernel.builders import (
    D,
    a,
    at_most,
    b,
    c,
    different,
    each,
    equal,
    exp,
    i,
    k,
    less,
    log,
    over,
    plus,
    power,
    prove,
    times,
    total,
    y,
    z,
)

POSITIVE = (less(0, a), less(0, b), less(0, c))
INSIDE = log(plus(times(power(a, 2), b), times(power(a, 2), c)))


def test_a_multiple_of_a_polynomial_is_added_as_often_as_it_says() -> None:
    for factor in (-1, 1, 2, 3):
        assert polynomials.plus({}, polynomials.power_of(a), factor) == {frozenset({(a, 1)}): factor}


def test_a_square_inside_a_logarithm_comes_out_twice() -> None:
    prove(equal(INSIDE, plus(times(2, log(a)), log(plus(b, c)))), *POSITIVE)
    with pytest.raises(KernelError, match="the normal forms of the two sides differ"):
        prove(equal(INSIDE, plus(log(a), log(plus(b, c)))), *POSITIVE)


def test_one_positive_term_makes_a_sum_of_nonnegative_ones_positive() -> None:
    nonnegative = each(k, at_most(0, y(k)))
    goal = less(0, total(k, times(y(k), exp(times(z(i), z(k))))))
    prove(goal, nonnegative, less(0, y(i)))
    with pytest.raises(KernelError, match="the sign of the difference is not established"):
        prove(goal, nonnegative)


@pytest.mark.parametrize("sizes", [("K", "N"), ("N", "K"), (2, 3), (3, 2)])
def test_indices_over_different_sizes_are_not_compared(sizes: tuple[Size, Size]) -> None:
    left, right = (IndexVariable("i", size) for size in sizes)
    for compare in (lambda: SameIndex(left, right), lambda: Choose(left, right, ZERO, ZERO)):
        with pytest.raises(KernelError, match="are compared"):
            compare()


def test_a_derivative_among_the_hypotheses_is_worked_out_only_where_its_body_is_proved_to_be_defined() -> None:
    slope, goal = equal(D(over(1, a), a), b), equal(times(b, power(a, 2)), -1)
    prove(goal, slope, different(a, 0))
    with pytest.raises(KernelError, match="the normal forms of the two sides differ"):
        prove(goal, slope)
