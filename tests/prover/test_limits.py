"""Limits of the form 0/0 by first-order expansions, at a point other than 0 by a shift, from both sides; limits at
infinity with a maximum, by bounds; quotients of polynomials at infinity."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel.terms import Formula, KernelError
from derive.language.expressions import (
    Equal,
    Real,
    exp,
    forall,
    index,
    limit,
    log,
    maximum,
    minimum,
    real,
    scalar,
    size,
    total,
    vector,
)
from derive.language.statement import Statement
from derive.prover.goal import Search
from derive.prover.limits.shifts import Shift
from derive.prover.limits.values import limit_value
from derive.prover.moving import Moving
from derive.prover.search import prove_formula
from tests.prover.statements import assert_open, assert_proved

x, c, r = scalar("x"), scalar("c"), scalar("r")
w, y = vector("w"), vector("y")
k = index("k")
SEARCH = Search((), prove_formula)

POSITIVE = (forall(k, w[k] > 0), forall(k, y[k] > 0))
WEIGHTS = (Equal(total(k, w[k]), 1), *POSITIVE)
MEAN = total(k, w[k] * log(y[k]))
MOMENT = total(k, w[k] * y[k] ** (x - 2))
SPREAD = total(k, w[k] ** x * y[k] ** (1 - x))

Given = tuple[Formula, ...]

VALUES: list[tuple[Given, Real, Real, Real]] = [
    (WEIGHTS, limit((MOMENT - 1) / (x - 2), x, 2, "both"), MEAN, -MEAN),
    (WEIGHTS, limit(log(MOMENT) / (2 - x), x, 2, "below"), -MEAN, MEAN),
    (WEIGHTS, limit(MOMENT ** (1 / (x - 2)), x, 2, "above"), exp(MEAN), MEAN),
    (WEIGHTS, limit((SPREAD - 1) / (x - 1), x, 1, "both"), total(k, w[k] * log(w[k] / y[k])), MEAN),
    ((c > 0,), limit((c ** (3 - x) - 1) / (x - 3), x, 3, "both"), -log(c), log(c)),
    ((), limit((exp(2 * x) - exp(2 * r)) / (x - r), x, r, "both"), 2 * exp(2 * r), exp(2 * r)),
    ((c > 0,), limit(log(1 + c * x) / x, x), c, real(1)),
    (POSITIVE, limit(log(total(k, y[k] ** x)) / x, x, 0, "infinity"), log(maximum(k, y[k])), log(minimum(k, y[k]))),
    (POSITIVE, limit(total(k, y[k] ** x) ** (1 / x), x, 0, "infinity"), maximum(k, y[k]), minimum(k, y[k])),
    (POSITIVE, limit(log(total(k, y[k] ** x)) / (1 + 2 * x), x, 0, "infinity"), log(maximum(k, y[k])) / 2, MEAN),
    ((), limit((3 * x**2 - x) / (4 * x**2 + 1), x, 0, "infinity"), real(Fraction(3, 4)), real(Fraction(1, 4))),
    (POSITIVE, limit(log(total(k, y[k] ** x)) / (1 - x), x), log(size("K")), real(0)),
]


@pytest.mark.parametrize(("given", "of", "value", "other"), VALUES)
def test_a_limit_has_its_value_and_no_other(given: Given, of: Real, value: Real, other: Real) -> None:
    assert_proved(Statement(given, Equal(of, value)))
    assert_open(Statement(given, Equal(of, other)))


def test_a_quotient_whose_numerator_does_not_vanish_has_no_limit() -> None:
    assert_open(Statement(POSITIVE, Equal(limit((MOMENT - 1) / (x - 2), x, 2, "both"), MEAN)))


def test_a_body_that_is_undefined_close_to_infinity_as_the_kernel_knows_it_is_left_open() -> None:
    # of x towards infinity no rule knows more than x > 0, so that 1 − x may be 0
    assert_open(Statement(POSITIVE, Equal(limit(1 / (1 - x), x, 0, "infinity"), 0)))


def test_a_factor_of_unknown_sign_comes_out_of_a_limit() -> None:
    quotient = limit((exp(r * x) * c - c) / x, x, 0, "both")
    assert_proved(Statement((), Equal(quotient, r * c)))
    assert_open(Statement((), Equal(quotient, c)))


@pytest.mark.parametrize("direction", ["above", "below"])
def test_a_limit_is_moved_by_the_rules_that_gave_it(direction: str) -> None:
    at_zero = limit((exp(x) - 1) / x, x).term
    found = limit_value(Moving(at_zero, at_zero, SEARCH))  # type: ignore[arg-type]
    moved = Shift(real(5).term, direction, ()).moved(found)
    assert moved.conclusion.left.point == real(5).term  # type: ignore[attr-defined]
    assert moved.conclusion.right == found.conclusion.right  # type: ignore[attr-defined]
    assert moved.hypotheses == ()


def test_only_limits_from_above_at_zero_are_moved() -> None:
    elsewhere = limit(x, x, 1).term
    found = limit_value(Moving(elsewhere, elsewhere, SEARCH))  # type: ignore[arg-type]
    with pytest.raises(KernelError):
        Shift(real(5).term, "above", ()).moved(found)
