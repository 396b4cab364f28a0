"""Weights that are functions are generalised to arbitrary positive weights; contractions of four sums are rewritten."""

from __future__ import annotations

from derive.prover import prove
from tests.prover.statements import assert_open, assert_proved, statement

DECLARED = (
    r"$B \in \mathbb{R}^{n\times d}$, $f \in \mathbb{R}^n$, $g \in \mathbb{R}^n$, $u \in \mathbb{R}^d$, "
    r"$M \in \mathbb{R}^{n\times n}$"
)
WEIGHTS = r"\mathrm{diag}((1 + e^f) \odot (2 + e^{-f}))"
NORMAL = rf"(B^\top {WEIGHTS} B)^{{-1}} B^\top"
REGULAR = rf"$\det(B^\top {WEIGHTS} B) \ne 0$"


def test_weights_with_functions_stand_for_any_positive_weights() -> None:
    wanted = statement(DECLARED, rf"{NORMAL} {WEIGHTS} (B u + {WEIGHTS}^{{-1}} g) = u + {NORMAL} g", REGULAR)
    assert_proved(wanted)
    assert "generalised_vectors" in prove(wanted).by
    assert_open(statement(DECLARED, rf"{NORMAL} {WEIGHTS} B u = 2 u", REGULAR))


def test_an_inverse_of_three_matrices_times_these_is_the_identity() -> None:
    regular = r"$\det(B^\top M B) \ne 0$"
    assert_proved(statement(DECLARED, r"(B^\top M B)^{-1} B^\top M B u = u", regular))
    assert_open(statement(DECLARED, r"(B^\top M B)^{-1} B^\top M^\top B u = u", regular))
