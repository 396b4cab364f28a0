"""A goal about B c, where B is the inverse of M, is proved for every v with M v = c."""

from __future__ import annotations

import pytest

from derive.kernel.terms import Formula
from derive.language.expressions import Equal, delta, forall, implies, indices, matrix, scalar, total, vector
from derive.language.statement import Statement
from derive.prover.registry import without
from tests.prover.statements import assert_open, assert_proved

a, b, c, d = indices("a b c d", "n")
r = indices("r", "m")[0]
N, Q, X = matrix("N", "n", "n"), matrix("Q", "n", "n"), matrix("X", "m", "n")
f, g, u = vector("f", "n"), vector("g", "n"), vector("u", "n")
s = scalar("s")


def shifted(one: Formula, other: Formula) -> Formula:
    """An entry of M = s I + Xᵀ X."""
    return s * delta(one, other) + total(r, X[r, one] * X[r, other])


POSITIVE = s > 0
RIGHT = forall((a, c), Equal(total(b, shifted(a, b) * N[b, c]), delta(a, c)))
LEFT = forall((a, c), Equal(total(b, N[a, b] * shifted(b, c)), delta(a, c)))
GIVEN = (POSITIVE, RIGHT, LEFT)
FORM = total(a, f[a] * total(b, N[a, b] * f[b]))
SEMIDEFINITE = forall(u, total((a, b), u[a] * Q[a, b] * u[b]) >= 0)
DEFINITE = forall(u, implies(total(a, u[a] ** 2) > 0, total((a, b), u[a] * Q[a, b] * u[b]) > 0))
INVERSE = (
    forall((a, c), Equal(total(b, Q[a, b] * N[b, c]), delta(a, c))),
    forall((a, c), Equal(total(b, N[a, b] * Q[b, c]), delta(a, c))),
)

GOALS: list[tuple[tuple[Formula, ...], Formula, Formula]] = [
    (GIVEN, FORM >= 0, FORM >= 1),
    (GIVEN, s * FORM <= total(a, f[a] ** 2), 2 * s * FORM <= total(a, f[a] ** 2)),
    ((SEMIDEFINITE, *INVERSE), FORM >= 0, FORM <= 0),
    ((DEFINITE, *INVERSE), FORM >= 0, FORM <= 0),
]


@pytest.mark.parametrize(("given", "true", "false"), GOALS)
def test_a_quadratic_form_of_an_inverse_is_one_of_the_matrix(
    given: tuple[Formula, ...], true: Formula, false: Formula
) -> None:
    assert_proved(Statement(given, true))
    assert_open(Statement(given, false))
    with without("solutions"):
        assert_open(Statement(given, true))
