"""Bounds of absolute values, given and wanted, as the two inequalities that they are, and multiples of
sums."""

from __future__ import annotations

import pytest

from derive.prover.registry import without
from tests.prover.statements import assert_open, assert_proved, statement

DECLARED = r"$b > 0$, $c \in \mathbb{R}$, $f, w \in \mathbb{R}^n$, $w_i > 0$"


@pytest.mark.parametrize(
    ("given", "true", "false"),
    [
        (r"$|f_i| \le b$", r"\sum_i w_i f_i \le b \sum_i w_i", r"\sum_i w_i f_i \le b"),
        (r"$|f_i| \le b$", r"\left|\sum_i w_i f_i\right| \le b \sum_i w_i", r"\left|\sum_i w_i f_i\right| \le b"),
        (r"$f_i \le c$", r"\sum_i w_i f_i \le c \sum_i w_i", r"c \sum_i w_i \le \sum_i w_i f_i"),
        (r"$f_i \ge c$", r"\sum_i w_i f_i \ge \sum_i w_i c", r"\sum_i w_i f_i \ge \sum_i w_i f_i c"),
    ],
)
def test_sums_are_bounded_as_their_terms_are(given: str, true: str, false: str) -> None:
    assert_proved(statement(DECLARED, true, given))
    assert_open(statement(DECLARED, false, given))


@pytest.mark.parametrize("tactic", ["absolute_hypotheses", "absolute_bounds"])
def test_both_are_needed_for_what_is_given_and_what_is_wanted(tactic: str) -> None:
    wanted = statement(DECLARED, r"\left|\sum_i w_i f_i\right| \le b \sum_i w_i", r"$|f_i| \le b$")
    assert_proved(wanted)
    with without(tactic):
        assert_open(wanted)


def test_a_bound_of_what_weighs_negative_is_none() -> None:
    assert_open(statement(r"$b > 0$, $f, w \in \mathbb{R}^n$", r"\sum_i w_i f_i \le b \sum_i w_i", r"$|f_i| \le b$"))
