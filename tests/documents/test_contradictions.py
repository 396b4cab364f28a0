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
