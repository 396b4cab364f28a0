"""Equations between matrices are multiplied by matrices that have an inverse."""

from __future__ import annotations

import pytest

from derive.kernel.terms import Formula
from derive.language.expressions import Equal, delta, forall, indices, matrix, total
from derive.language.inverses import inverses
from derive.language.statement import Statement
from derive.prover.registry import without
from tests.prover.statements import assert_open, assert_proved, statement

a, b, c, d = indices("a b c d", "n")
M, N, P, Q = (matrix(name, "n", "n") for name in "MNPQ")

RIGHT = forall((a, c), Equal(total(b, M[a, b] * N[b, c]), delta(a, c)))
LEFT = forall((a, c), Equal(total(b, N[a, b] * M[b, c]), delta(a, c)))
COMMUTING = forall((a, c), Equal(total(b, M[a, b] * Q[b, c]), total(b, Q[a, b] * M[b, c])))
SKEW = forall((a, b), Equal(M[a, b], -M[b, a]))
OTHER = forall((a, c), Equal(total(b, M[a, b] * P[b, c]), Q[a, c]))

EQUATIONS: list[tuple[tuple[Formula, ...], Formula, Formula]] = [
    (
        (COMMUTING,),
        Equal(total(b, N[a, b] * Q[b, c]), total(b, Q[a, b] * N[b, c])),
        Equal(total(b, N[a, b] * P[b, c]), total(b, P[a, b] * N[b, c])),
    ),
    ((SKEW,), Equal(N[a, b], -N[b, a]), Equal(N[a, b], N[b, a])),
    ((OTHER,), Equal(P[a, c], total(b, N[a, b] * Q[b, c])), Equal(P[a, c], total(b, Q[a, b] * N[b, c]))),
    ((), Equal(total(b, N[a, b] * M[b, c]), delta(a, c)), Equal(total(b, N[a, b] * N[b, c]), delta(a, c))),
]


@pytest.mark.parametrize(("given", "true", "false"), EQUATIONS)
def test_an_equation_is_multiplied_by_a_matrix_with_an_inverse(
    given: tuple[Formula, ...], true: Formula, false: Formula
) -> None:
    assert_proved(Statement((RIGHT, LEFT, *given), true))
    assert_open(Statement((RIGHT, LEFT, *given), false))


def test_it_takes_both_products_to_be_an_inverse() -> None:
    """Of matrices with infinitely many rows, one may be I without the other."""
    goal = EQUATIONS[0][1]
    assert_open(Statement((RIGHT, COMMUTING), goal))
    with without("inverses"):
        assert_open(Statement((RIGHT, LEFT, COMMUTING), goal))


def test_an_inverse_is_told_from_the_matrix_by_the_order_of_the_hypotheses() -> None:
    assert [one.inverse.name for one in inverses((RIGHT, LEFT))] == ["N"]
    assert [one.inverse.name for one in inverses((LEFT, RIGHT))] == ["M"]
    assert not list(inverses((RIGHT, COMMUTING)))
    assert not list(inverses((RIGHT, RIGHT)))


def test_what_is_left_without_inverses_is_compared_term_by_term() -> None:
    declared = (
        r"$A \in \mathbb{R}^{d \times d}$, $X \in \mathbb{R}^{n \times d}$, $x \in \mathbb{R}^d$, "
        r"$r, g \in \mathbb{R}^n$, $r_i > 0$, $r_i < 1$"
    )
    weights = r"\mathrm{diag}(r \odot (1 - r))"
    formula = rf"x + A^{{-1}} X^\top g = A^{{-1}} (A x + X^\top {weights} {weights}^{{-1}} g)"
    assert_proved(statement(declared, formula, r"$\det(A) \neq 0$"))
    assert_open(statement(declared, formula.replace("A x", "2 A x"), r"$\det(A) \neq 0$"))
