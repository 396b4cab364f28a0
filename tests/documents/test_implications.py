"""Arrows between relations: what stands before one is a condition, what stands behind it a claim."""

from __future__ import annotations

import pytest

from derive.verify.links import verify_link
from tests.documents import readings

NUMBERS = r"let $x, y \in \mathbb{R}$"
SOFTMAX = (r"let $z \in \mathbb{R}^K$", r"define $p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$")

VERDICTS: list[tuple[list[str], readings.Case]] = [
    (["proved"], (r"x > y \implies e^x > e^y", NUMBERS)),
    (["refuted"], (r"x > y \Rightarrow x^2 > y^2", NUMBERS)),
    (["refuted"], (r"x = x \implies y = 0", NUMBERS)),
    (["proved", "proved"], (r"x = y \iff 2 x = 2 y", NUMBERS)),
    (["proved", "refuted"], (r"x = y \Leftrightarrow x^2 = y^2", NUMBERS)),  # the way back fails
    (["refuted", "proved"], (r"x^2 = y^2 \iff x = y", NUMBERS)),
    (["proved"], (r"x^2 = 4 \impliedby x = 2", NUMBERS)),
    (["refuted"], (r"x = 2 \impliedby x^2 = 4", NUMBERS)),
    (["proved"], (r"z_i = z_j \quad \Longrightarrow \quad p_i = p_j", *SOFTMAX)),
    (["refuted"], (r"z_i \ge z_j \implies p_i > p_j", *SOFTMAX)),
    (["proved"], (r"x = y \implies \|x\|^2 = \|y\|^2", r"let $x, y \in \mathbb{R}^K$")),
    (["proved"], (r"x_i > 0 \implies x_i^2 > 0", r"let $x, y \in \mathbb{R}^K$")),
    (["proved"], (r"i = j \implies x_i = x_j", r"let $x, y \in \mathbb{R}^K$")),
    (["proved", "proved"], (r"x = 2 \implies x + 1 = 3 = 6 - 3", NUMBERS)),
    (
        ["proved", "proved"],
        (r"\begin{aligned} x = 2 &\implies x + 1 = 3 \\ &\implies x + 2 = 4 \end{aligned}", NUMBERS),
    ),
    (["proved", "unreadable"], (r"x = 2 \implies x^2 = 4 \implies x^3 = 8", NUMBERS)),  # of x = -2, too?
    (["proved", "proved", "proved", "refuted"], (r"x + 1 = 2 \iff x = 1 \iff x^2 = 1", NUMBERS)),
]


@pytest.mark.parametrize(("verdicts", "case"), VERDICTS, ids=lambda value: value[0])
def test_what_stands_behind_an_arrow_is_claimed_where_what_stands_before_it_holds(
    verdicts: list[str], case: readings.Case
) -> None:
    document = readings.document(case)
    assert not document.errors
    assert [verify_link(link).verdict for check in document.checks for link in check.links] == verdicts


def test_the_condition_is_shown_as_a_hypothesis() -> None:
    ((link,),) = [check.links for check in readings.document((r"x > y \implies e^x > e^y", NUMBERS)).checks]
    assert [reading.given for reading in link.readings] == [("y < x",)]


@pytest.mark.parametrize(
    ("code", "case"),
    [
        ("D123", (r"x > 0, y > 0 \implies x y > 0", NUMBERS)),  # x > 0 may be claimed
        ("D123", (r"x > 0 \implies x y > 0, y > 0", NUMBERS)),
        ("D123", (r"x = 0 \implies x y = 0 \iff y x = 0", NUMBERS)),
        ("D123", (r"x = 0 \impliedby x y = 0 \impliedby y = 0", NUMBERS)),
        ("D123", (r"\forall i : p_i > 0 \implies \sum_i p_i > 0", *SOFTMAX)),
        ("D123", (r"x = 0 \implies_K x y = 0", NUMBERS)),
        ("D123", (r"x = x", NUMBERS, r"assume $x > 0 \implies y > 0$")),
        ("D314", (r"z_i > 0 \implies \sum_k z_k > 0", *SOFTMAX)),  # for one i, or for all
        ("D314", (r"z_j \ne z_k \implies j \ne k", *SOFTMAX)),
        ("D111", (r"\implies x^2 \ge 0", NUMBERS)),
        ("D111", (r"x > 0 \implies", NUMBERS)),
    ],
)
def test_an_arrow_that_does_not_say_how_far_it_reaches_is_refused(code: str, case: readings.Case) -> None:
    assert code in [error.code for error in readings.document(case).errors]
