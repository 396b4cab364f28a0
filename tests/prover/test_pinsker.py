"""Pinsker's inequality in the forms in which it is written, and with constants that are too good."""

from __future__ import annotations

import pytest

from derive.lemmas.total_variation import entropy_bound, logarithm_bound
from tests.prover.statements import assert_open, assert_proved, statement

FAMILIES = r"$f, g \in \Delta^{m-1}$, $g_a > 0$"
SHARES = r"$s > 0$, $s < 1$, $v > 0$, $v < 1$"
DISTANCE, ENTROPY = r"\sum_a |f_a - g_a|", r"\sum_a f_a \log \frac{f_a}{g_a}"
BINARY = r"s \log \frac sv + (1 - s) \log \frac{1 - s}{1 - v}"

CASES = (
    (FAMILIES, rf"\tfrac12 \left({DISTANCE}\right)^2 \le {ENTROPY}", rf"\left({DISTANCE}\right)^2 \le {ENTROPY}"),
    (FAMILIES, rf"{DISTANCE} \le \sqrt{{2 {ENTROPY}}}", rf"{DISTANCE} \le \sqrt{{{ENTROPY}}}"),
    (
        FAMILIES,
        r"\log m + \sum_a f_a \log f_a \ge \frac12 \left(\sum_a \left|f_a - \frac1m\right|\right)^2",
        r"\log m + \sum_a f_a \log f_a \ge \left(\sum_a \left|f_a - \frac1m\right|\right)^2",
    ),
    (SHARES, rf"{BINARY} \ge 2 (s - v)^2", rf"{BINARY} \ge 3 (s - v)^2"),
    (
        SHARES,
        r"\log 2 + s \log s + (1 - s) \log (1 - s) \ge 2 \left(s - \frac12\right)^2",
        r"\log 2 + s \log s + (1 - s) \log (1 - s) \ge 3 \left(s - \frac12\right)^2",
    ),
)


@pytest.mark.parametrize(("declared", "holds", "fails"), CASES)
def test_relative_entropy_bounds_distances(declared: str, holds: str, fails: str) -> None:
    assert_proved(statement(declared, holds))
    assert_open(statement(declared, fails))


def test_both_arguments_have_to_be_distributions() -> None:
    declared = r"$f, g \in \mathbb{R}^m$, $f_a > 0$, $g_a > 0$"
    holds = rf"\frac12 \left({DISTANCE}\right)^2 \le {ENTROPY}"
    assert_open(statement(declared, holds, r"$\sum_a f_a = 1$"))
    assert_proved(statement(declared, holds, r"$\sum_a f_a = 1$, $\sum_a g_a = 1$"))


def test_the_bounds_behind_it_hold_for_all_positive_numbers() -> None:
    for lemma in (logarithm_bound(True), logarithm_bound(False), entropy_bound()):
        assert not lemma.theorem.hypotheses
