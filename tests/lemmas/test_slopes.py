"""A function does not fall where its slope is not negative, and nothing is concluded from a slope of another sign."""

from __future__ import annotations

import pytest

from derive.kernel import rules
from derive.kernel.terms import KernelError
from derive.language import D, absolute, assume, matrix, real, scalar
from derive.lemmas import rises

x, a = scalar("x"), scalar("a")


def test_a_square_rises_on_the_right() -> None:
    order = a >= 1
    slope = rules.by_normal_form(D(x**2, x) >= 0, (x >= 1, x <= a), ())
    theorem = rises(1, a, x, slope, order)
    assert theorem.conclusion == (real(1) ** 2 <= a**2) and theorem.hypotheses == (order,)


def test_the_slope_has_to_be_known_between_the_ends_and_to_be_that_of_the_variable() -> None:
    slope = rules.by_normal_form(D(x**2, x) >= 0, (x >= 1, x <= a), ())
    with pytest.raises(KernelError):
        rises(0, a, x, slope, a >= 0)
    with pytest.raises(KernelError):
        rises(1, a, scalar("y"), slope, a >= 1)
    with pytest.raises(KernelError):
        rises(1, a, x, assume(D(absolute(x), x) <= 0), a >= 1)
    with pytest.raises(KernelError):
        rises(1, a, matrix("M", 1, 1), slope, a >= 1)  # type: ignore[arg-type]
