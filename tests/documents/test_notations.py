"""Notations that a document teaches: what is literal in them, what is a place, and what they mean where they stand."""

from __future__ import annotations

import pytest

from derive.verify.links import verify_link
from tests.documents import readings

MATRIX = r"let $\Pi \in \mathbb{R}^{n \times n}$"
POLICY = r"notation $\pi_\theta(a \mid s)$ means $\Pi_{sa}$"
ROWS = r"notation $F(j)$ means $\sum_k \Pi_{jk}$"
VALUE = r"notation $Q^\pi(s, a)$ means $Q_{sa}$"
TABLE = r"let $Q \in \mathbb{R}^{n \times n}$, $c \in \mathbb{R}$"
STAR = r"notation $a \star b$ means $a b + 1$"
POWER = r"notation $G(x, y)$ means $x^y$"
CHANCE = r"define $P(Y=k) = p_k$"
SIMPLEX = r"let $p \in \Delta^{K-1}$"
NUMBERS = r"let $u, v, x \in \mathbb{R}$"

VERDICTS: list[tuple[str, readings.Case]] = [
    ("proved", (r"\pi_\theta(a \mid s) = \Pi_{sa}", MATRIX, POLICY)),
    ("refuted", (r"\pi_\theta(s \mid a) = \Pi_{sa}", MATRIX, POLICY)),
    ("proved", (r"\sum_s \pi_\theta(s \mid s) = \mathrm{tr}(\Pi)", MATRIX, POLICY)),
    ("proved", (r"\sum_k F(k) = \sum_j \sum_k \Pi_{jk}", MATRIX, ROWS)),
    ("proved", (r"F(k) = \sum_j \Pi_{kj}", MATRIX, ROWS)),
    ("refuted", (r"F(k) = \sum_k \Pi_{kk}", MATRIX, ROWS)),  # the bound k does not capture what is put in
    ("proved", (r"P(Y=1) + P(Y=2) = p_1 + p_2", SIMPLEX, CHANCE)),
    ("proved", (r"\sum_k P(Y=k) = 1", SIMPLEX, CHANCE)),
    ("proved", (r"c \, Q^\pi(s, b) \, c = Q_{sb} c^2", TABLE, VALUE)),  # Q is no place, though both sides have it
    ("refuted", (r"c \, Q^\pi(s, b) = Q_{bs} c", TABLE, VALUE)),
    ("proved", (r"V_s - V_i = \sum_a Q_{sa} - \sum_a Q_{ia}", TABLE, VALUE, r"define $V_s = \sum_a Q^\pi(s, a)$")),
    ("proved", (r"((u+1) \star v) = (u+1) v + 1", NUMBERS, STAR)),
    ("proved", (r"u + (1 \star v) = u + v + 1", NUMBERS, STAR)),
    ("proved", (r"G(G(2, 2), 2) = 16", POWER)),
    (
        "proved",
        (r"p(x) = \sum_k p_k", SIMPLEX, r"define $\mathcal{Z} = \sum_k p_k$", r"notation $p(x)$ means $\mathcal{Z}$"),
    ),
    ("refuted", (r"G(2, 3) = 9", POWER)),
    ("refuted", (r"s_{g|j} = A_{jg}", r"let $A \in \mathbb{R}^{n \times n}$", r"notation $s_{j|g}$ means $A_{jg}$")),
    ("proved", (r"2 H(x) = 2x + 2", NUMBERS, r"notation $H(y)$ means $y+1$")),
    ("proved", (r"\frac{\partial}{\partial x} H(x^2) = 2x", NUMBERS, r"notation $H(y)$ means $y+1$")),
    ("refuted", (r"\frac{\partial}{\partial x} H(x^2) = 1", NUMBERS, r"notation $H(y)$ means $y+1$")),
]


@pytest.mark.parametrize(("verdict", "case"), VERDICTS, ids=lambda value: value if isinstance(value, str) else value[0])
def test_a_notation_says_what_it_means_at_its_places(verdict: str, case: readings.Case) -> None:
    ((link,),) = [check.links for check in readings.document(case).checks]
    assert verify_link(link).verdict == verdict


UNREADABLE: list[tuple[str, readings.Case]] = [
    ("this is no instance of it", (r"P(X=1) = p_1", SIMPLEX, CHANCE)),
    ("how far the notation", (r"u + 1 \star v = u + v + 1", NUMBERS, STAR)),
    ("stands on the right side of the notation only", (r"F(1) = 1", r"notation $F(j)$ means $w_j$")),
    ("or clashes with another notation", (r"F(1) = 1", r"notation $F(j)$ means $j$", r"notation $F(i)$ means $2 i$")),
    ("declared or defined already", (r"u = 1", NUMBERS, r"notation $u$ means $2$")),
]


@pytest.mark.parametrize(("message", "case"), UNREADABLE, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_no_instance_of_a_notation_or_clashes_with_another_is_refused(
    message: str, case: readings.Case
) -> None:
    document = readings.document(case)
    assert not document.checks
    assert any(message in error.message for error in document.errors)


LOGITS = r"let $z \in \mathbb{R}^K$"
AHEAD = r"notation $p(k|x)$ means $p_k$"
IN_NOTATION = r"define $p(k|x) = \frac{e^{z_k}}{\sum_j e^{z_j}}$"
BY_ENTRIES = r"define $p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$"
GRADIENT = r"\frac{\partial \log p(j|x)}{\partial z_i} = \delta_{ij} - p_i"


@pytest.mark.parametrize("definition", [IN_NOTATION, IN_NOTATION.replace("k", "n"), BY_ENTRIES])
def test_a_notation_may_stand_above_the_line_that_introduces_its_meaning(definition: str) -> None:
    document = readings.document((GRADIENT, LOGITS, AHEAD, definition))
    ((link,),) = [check.links for check in document.checks]
    assert not document.errors and verify_link(link).verdict == "proved"
    below = readings.document((GRADIENT, LOGITS, BY_ENTRIES, AHEAD))
    assert [one.statements for one in link.readings] == [one.statements for one in below.checks[0].links[0].readings]
    ((wrong,),) = [check.links for check in readings.document((r"p(1|x) = z_1", LOGITS, AHEAD, definition)).checks]
    assert verify_link(wrong).verdict == "refuted"


@pytest.mark.parametrize(
    "between",
    [
        r"define $\ell = \sum_k \log p(k|x)$",  # the letter is used before it is introduced
        r"define $p(k|w) = \frac{e^{z_k}}{\sum_j e^{z_j}}$",  # and this is no instance of the notation
    ],
)
def test_a_notation_waits_for_no_line_that_stands_behind_its_use(between: str) -> None:
    document = readings.document((r"p(1|x) = p_1", LOGITS, AHEAD, between, r"let $c > 0$", IN_NOTATION))
    assert not document.checks
    assert any("below the line that introduces it" in error.message for error in document.errors)
