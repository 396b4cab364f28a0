"""Equations between contractions among the hypotheses: used in every order of summation, with a delta or a transposed
matrix on the right side, for equations and for inequalities."""

from __future__ import annotations

import pytest

from derive.kernel.terms import Formula
from derive.language.expressions import D, Equal, delta, forall, indices, matrix, scalar, size, total, vector
from derive.language.statement import Statement
from tests.prover.statements import assert_open, assert_proved

a, b, c, d = indices("a b c d", "n")
(r,) = indices("r", "m")
M, N, Q = (matrix(name, "n", "n") for name in ("M", "N", "Q"))
T = matrix("T", "n", "m")
f, g, h, s, u = (vector(name, "n") for name in ("f", "g", "h", "s", "u"))
w = vector("w", "m")
rate = scalar("t")

IMAGE = forall(a, Equal(total(b, M[a, b] * f[b]), g[a]))
INVERSE = forall((a, c), Equal(total(b, M[a, b] * N[b, c]), delta(a, c)))
LEFT_INVERSE = forall((a, c), Equal(total(b, N[a, b] * M[b, c]), delta(a, c)))
SYMMETRIC = forall((a, b), Equal(Q[a, b], Q[b, a]))
DIAGONAL = forall((a, b), Equal(Q[a, b], delta(a, b) * s[a]))
SEMIDEFINITE = forall(u, total((a, b), u[a] * Q[a, b] * u[b]) >= 0)
ROWS = forall(a, Equal(total(r, T[a, r]), f[a]))
COLUMNS = forall(r, Equal(total(a, T[a, r]), w[r]))

Given = tuple[Formula, ...]

EQUATIONS: list[tuple[Formula, Given, Formula]] = [
    (
        Equal(total((b, a), h[a] * M[a, b] * f[b]), total(a, h[a] * g[a])),
        (IMAGE,),
        Equal(total((b, a), h[b] * M[a, b] * f[a]), total(a, h[a] * g[a])),
    ),
    (
        Equal(total((a, b, c), f[a] * M[b, a] * M[b, c] * f[c]), total(b, g[b] ** 2)),
        (IMAGE,),
        Equal(total((a, b, c), f[a] * M[a, b] * M[b, c] * f[c]), total(b, g[b] ** 2)),
    ),
    (
        Equal(total((a, b, c), f[a] * M[a, b] * N[b, c] * h[c]), total(a, f[a] * h[a])),
        (INVERSE,),
        Equal(total((a, b, c), f[a] * N[a, b] * M[b, c] * h[c]), total(a, f[a] * h[a])),
    ),
    (
        Equal(total((a, b, c, d), f[a] * M[a, b] * N[b, c] * M[c, d] * h[d]), total((a, d), f[a] * M[a, d] * h[d])),
        (INVERSE,),
        Equal(total((a, b, c, d), f[a] * M[a, b] * N[b, c] * M[c, d] * h[d]), total((a, d), h[a] * M[a, d] * f[d])),
    ),
    (
        Equal(total((a, b), M[a, b] * N[b, a]), size("n")),
        (INVERSE,),
        Equal(total((a, b), M[a, b] * N[a, b]), size("n")),
    ),
    (Equal(total(b, N[a, b] * g[b]), f[a]), (LEFT_INVERSE, IMAGE), Equal(total(b, M[a, b] * g[b]), f[a])),
    (
        Equal(total((a, b), f[a] * Q[a, b] * h[b]), total((a, b), h[a] * Q[a, b] * f[b])),
        (SYMMETRIC,),
        Equal(total((a, b), f[a] * M[a, b] * h[b]), total((a, b), h[a] * M[a, b] * f[b])),
    ),
    (
        Equal(D(total((a, b), f[a] * Q[a, b] * f[b]), f[c]), 2 * total(b, Q[c, b] * f[b])),
        (SYMMETRIC,),
        Equal(D(total((a, b), f[a] * M[a, b] * f[b]), f[c]), 2 * total(b, M[c, b] * f[b])),
    ),
    (
        Equal(total((a, b), f[a] * Q[a, b] * h[b]), total(a, f[a] * s[a] * h[a])),
        (DIAGONAL,),
        Equal(total((a, b), f[a] * Q[a, b] * h[b]), total(a, s[a] * h[a])),
    ),
    (
        Equal(total((a, r), T[a, r] * (h[a] + w[r])), total(a, f[a] * h[a]) + total(r, w[r] ** 2)),
        (ROWS, COLUMNS),
        Equal(total((a, r), T[a, r] * (h[a] + w[r])), total(a, f[a] * h[a]) + total(r, w[r])),
    ),
    (Equal(total(a, f[a]), total(r, w[r])), (ROWS, COLUMNS), Equal(total(a, f[a] ** 2), total(r, w[r] ** 2))),
]


@pytest.mark.parametrize(("true", "given", "false"), EQUATIONS)
def test_sums_are_rewritten_by_equations_between_sums(true: Formula, given: Given, false: Formula) -> None:
    assert_proved(Statement(given, true))
    assert_open(Statement(given, false))
    assert_open(Statement(given[1:], true))


def test_an_equation_is_multiplied_by_its_denominators_before_it_is_rewritten() -> None:
    fixed = forall(a, Equal(f[a], h[a] + rate * total(b, M[a, b] * f[b])))
    kept = forall(b, Equal(total(a, u[a] * M[a, b]), u[b]))
    given = (rate < 1, fixed, kept)
    left, right = total(a, u[a] * f[a]), total(a, u[a] * h[a])
    assert_proved(Statement(given, Equal(left, right / (1 - rate))))
    assert_open(Statement(given, Equal(left, right / (1 + rate))))
    assert_open(Statement(given[:2], Equal(left, right / (1 - rate))))


def test_an_inequality_uses_an_equation_between_sums() -> None:
    bound = total(a, h[a] ** 2) / 2 + total(a, g[a] ** 2) / 2
    assert_proved(Statement((IMAGE,), total((b, a), h[a] * M[a, b] * f[b]) <= bound))
    assert_open(Statement((IMAGE,), total((b, a), h[a] * M[a, b] * f[b]) <= bound / 2))


def test_a_symmetric_semidefinite_form_is_convex() -> None:
    mixed = 2 * total((a, b), f[a] * Q[a, b] * h[b])
    bound = total((a, b), f[a] * Q[a, b] * f[b]) + total((a, b), h[a] * Q[a, b] * h[b])
    assert_proved(Statement((SYMMETRIC, SEMIDEFINITE), mixed <= bound))
    assert_open(Statement((SEMIDEFINITE,), mixed <= bound))
    assert_open(Statement((SYMMETRIC, SEMIDEFINITE), mixed < bound))
