"""Convex quadratic functions lie above their values where the gradient vanishes, and above what completing the square
leaves."""

from __future__ import annotations

import pytest

from derive.prover import prove
from tests.prover.statements import assert_open, assert_proved, statement

WEIGHTED = (
    r"$B \in \mathbb{R}^{n\times r}$, $c \in \mathbb{R}^n$, $c_a > 0$, $h \in \mathbb{R}^n$, $u, v \in \mathbb{R}^r$"
)
RESIDUALS = r"\sum_a c_a \left(h_a - \sum_s B_{as} %s_s\right)^2"
NORMAL = r"$\sum_a c_a B_{as} \left(h_a - \sum_l B_{al} v_l\right) = 0$"

VECTORS = r"$f, g, h \in \mathbb{R}^n$, $\kappa > 0$, $\omega > 0$, $\omega < 1$"

SQUARES = (
    (
        r"\|\omega f + (1 - \omega) g\|^2 \le \omega \|f\|^2 + (1 - \omega) \|g\|^2",
        r"\|\omega f + (1 - \omega) g\|^2 \le \omega \|f\|^2",
        "least_quadratic",
    ),
    (
        r"h^\top (f - g) + \kappa \|f - g\|^2 \ge -\frac{\|h\|^2}{4 \kappa}",
        r"h^\top (f - g) + \kappa \|f - g\|^2 \ge -\frac{\|h\|^2}{5 \kappa}",
        "completed_square",
    ),
)


def test_solutions_of_weighted_normal_equations_are_least_squares() -> None:
    holds = f"{RESIDUALS % 'v'} \\le {RESIDUALS % 'u'}"
    assert_proved(statement(WEIGHTED, holds, NORMAL))
    assert "least_quadratic" in prove(statement(WEIGHTED, holds, NORMAL)).by
    assert_open(statement(WEIGHTED, holds))
    assert_open(statement(WEIGHTED, f"{RESIDUALS % 'u'} \\le {RESIDUALS % 'v'}", NORMAL))
    assert_open(statement(WEIGHTED.replace("c_a > 0", "c_a < 0"), holds, NORMAL))


@pytest.mark.parametrize(("holds", "fails", "name"), SQUARES)
def test_squares_are_completed_in_a_vector(holds: str, fails: str, name: str) -> None:
    assert_proved(statement(VECTORS, holds))
    assert name in prove(statement(VECTORS, holds)).by
    assert_open(statement(VECTORS, fails))


def test_a_form_that_may_be_negative_has_no_least_value() -> None:
    declared, symmetric = r"$M \in \mathbb{R}^{n\times n}$, $f, g \in \mathbb{R}^n$", r"$M = M^\top$"
    holds = r"f^\top M f - 2 f^\top M g \ge - g^\top M g"
    assert_proved(statement(declared, holds, rf"{symmetric}, $M \succeq 0$"))
    assert_open(statement(declared, holds, symmetric))
