"""Hypotheses that nothing satisfies make a link unreadable; those that only irrational points satisfy do not."""

from __future__ import annotations

import pytest

from derive.documents.reader import read_text
from derive.verify.links import verify_link
from derive.verify.result import LinkVerdict


def document(formula: str, *setup: str) -> str:
    directives = "".join(f"<!-- derive: {line} -->\n" for line in setup)
    return f"{directives}<!-- derive: check -->\n$${formula}$$\n"


def only_verdict(formula: str, *setup: str) -> LinkVerdict:
    read = read_text(document(formula, *setup), "a.md")
    assert not read.errors
    ((link,),) = (check.links for check in read.checks)
    return verify_link(link)


@pytest.mark.parametrize(
    "setup",
    [
        ("assume $x > 0$", "assume $x < 0$"),
        (r"let $p \in \mathbb{R}^K$", r"assume $\sum_k p_k = 1$", r"assume $x = \sum_k p_k$", "assume $x = 2$"),
        (r"let $p \in \Delta^{K-1}$", "assume $p_k > 1$", "assume $x = p_1$"),
        (r"let $p \in \Delta^{K-1}$", r"assume $x = \sum_k p_k$", r"assume $\sum_k p_k \ge 2$"),
        ("let $x > 0$", "assume $x^2 = -1$"),
        ("assume $e^x = 0$",),
        ("assume $x^2 < 0$",),
    ],
)
@pytest.mark.parametrize("formula", ["x = x", "x = x + 1"])
def test_contradictory_hypotheses_are_unreadable_whatever_is_claimed(formula: str, setup: tuple[str, ...]) -> None:
    verdict = only_verdict(formula, *setup)
    assert verdict.verdict == "unreadable"
    assert "contradict" in verdict.reason


@pytest.mark.parametrize(
    ("formula", "setup"),
    [
        ("x^5 = 1 - x", ("assume $x^5 + x = 1$",)),
        ("x = 1", ("assume $x^2 = 2$", "assume $x > 0$")),
    ],
)
def test_hypotheses_that_only_irrational_points_satisfy_are_not_called_contradictory(
    formula: str, setup: tuple[str, ...]
) -> None:
    assert only_verdict(formula, *setup).verdict != "unreadable"


ASIDE = (r"let $a \in \mathbb{R}$, $b \in \mathbb{R}$",)


@pytest.mark.parametrize("formula", ["b = 0", "b = b"])
@pytest.mark.parametrize(
    "setup",
    [
        (*ASIDE, "assume $a^2 + 1 = 0$"),
        (*ASIDE, "assume $a > 1$", "assume $a < 0$"),
        (*ASIDE, r"assume $\mathbb{E}[a] \ne \mathbb{E}[a]$"),
        (*ASIDE, r"let $p \in \Delta^{K-1}$", "assume $p_k > 1$"),
    ],
)
def test_a_document_that_contradicts_itself_decides_nothing_about_other_letters(
    formula: str, setup: tuple[str, ...]
) -> None:
    verdict = only_verdict(formula, *setup)
    assert verdict.verdict == "unreadable"
    assert "contradict" in verdict.reason


@pytest.mark.parametrize(("formula", "found"), [("b = 0", "refuted"), ("b = b", "proved")])
def test_hypotheses_on_other_letters_that_can_hold_change_no_verdict(formula: str, found: str) -> None:
    assert only_verdict(formula, *ASIDE, "assume $a^2 = 1$", "assume $a < 0$").verdict == found


def test_hypotheses_on_other_letters_of_which_no_point_is_found_leave_a_link_open() -> None:
    """No rational number satisfies this one, and a counterexample has to satisfy all that is assumed."""
    verdict = only_verdict("b = 0", *ASIDE, "assume $a^2 = 2$")
    assert verdict.verdict == "undecided"
    assert "a² = 2" in verdict.reason


ENDS = (r"let $x \in \mathbb{R}^T$, $t \in \{1, \dots, T\}$", "assume $x_1 = 0$, $x_T = 1$")
"""Hypotheses that exclude T = 1."""


@pytest.mark.parametrize(
    ("formula", "setup", "found"),
    [
        (r"\sum_{s=1}^t x_s = x_t + \sum_{s=1}^{t-1} x_s", ENDS, "proved"),
        (r"\sum_{s=1}^t x_s = \sum_{s=1}^{t-1} x_s", ENDS, "refuted"),
        (r"\sum_{s=1}^t x_s = x_t + \sum_{s=1}^{t-1} x_s", (*ENDS, "assume $x_1 = 2$"), "unreadable"),
    ],
)
def test_what_is_said_of_an_index_is_judged_at_the_places_that_it_can_have(
    formula: str, setup: tuple[str, ...], found: str
) -> None:
    assert only_verdict(formula, *setup).verdict == found
