"""Conditions, cases and hypotheses: what is said of which letters.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

import pytest

from tests.documents.readings import (
    CLASS,
    GIVEN,
    LOGITS,
    MATRICES,
    REALS,
    SIMPLEX,
    VECTORS,
    Case,
    document,
    judged,
    verdicts_of,
)

PROVED: list[Case] = [
    (r"x_c > 0 \text{ for all } c", r"let $c \in \{1, \dots, K\}$, $x \in \mathbb{R}^K$, $x_k > 0$"),
    (r"\mathbb{1}[h_i \ne y_i] = \frac{1 - y_i h_i}{2}", r"let $y_i \in \{-1, 1\}$, $h_i \in \{-1, 1\}$"),
    (r"\mathbb{1}[h = y] = y (2 - h)", r"let $y \in \{0, 1\}$, $h \in \{1, 2\}$"),
    (r"\mathbb{1}[h = y] = 0", r"let $y \in \{0, 1\}$, $h \in \{2, 3\}$"),
    (r"A^\top_{12} = A_{21}", GIVEN, r"assume $n \ge 2$"),
    (r"x - x = 0 \quad \text{for all } y", GIVEN),
    ("z_i > 0", GIVEN, "define $u = z_k$", "assume $z_j > 0$"),
    (r"|x| = \begin{cases} x & x \ge 0 \\ -x & x < 0 \end{cases}", REALS),
    (r"\mathbb{1}[0 < x < 1] = \mathbb{1}[x > 0] \mathbb{1}[x < 1]", REALS),
    (r"\mathbb{1}[z_i = z_j] \ge \delta_{ij}", LOGITS),
    (r"\frac{d}{dx} \mathbb{1}[x > 0] = 0", "let $x > 0$"),
    (r"\lim_{x \to 0^+} \mathbb{1}[x > 0] = 1", REALS),
    (r"\lim_{x \to 0^-} \mathbb{1}[x > 0] = 0", REALS),
    (r"\forall i, j: z_i + z_j = z_j + z_i", LOGITS),
    (r"\forall x, y > 0: x y > 0", REALS),
    (r"\forall x > 0, y > 0: x y > 0", REALS),
    (r"z_j \le z_c", LOGITS, CLASS, r"assume here $z_k < z_c$ for all $k \ne c$"),
    (r"\begin{cases} 1 & x \le K \\ 1 & x > K \end{cases} = 1", REALS, LOGITS),
    (r"z_{y_n} = z_c \text{ if } y_n = c", LOGITS, CLASS, r"let $y_n \in \{1,\dots,K\}$"),
    (r"\begin{aligned} x^2 &> 0 & \text{if } x > 0 \end{aligned}", REALS),
    (r"\begin{aligned} x^2 &> 0 \\ & \text{if } x > 0 \end{aligned}", REALS),
    (r"\begin{aligned} z_i &= z_1, & \forall i = 1 \end{aligned}", LOGITS),
    (r"\begin{aligned} x^2 &= x x & \text{(definition)} \end{aligned}", REALS),
    ("z_i + z_j > 0", LOGITS, r"assume $i \ne j$", "assume $z_k > 0$"),
    ("A_{12} > 0", MATRICES, r"assume $i \ne j$", r"assume $A_{ij} > 0$ for all $i, j$"),
    ("x_k + y_k > 0", VECTORS, r"assume $x_i > 0, y_i > 0, \quad i = 1, \dots, n$"),
]

REFUTED: list[Case] = [
    (r"\mathbb{1}[h_i = y_i] = \frac{1 - y_i h_i}{2}", r"let $y_i \in \{-1, 1\}$, $h_i \in \{-1, 1\}$"),
    (r"\mathbb{1}[h = y] = h", r"let $y \in \{0, 1\}$, $h \in \{1, 2\}$"),
    (r"\mathbb{1}[x \ge y] + \mathbb{1}[x \le y] = 1", REALS),
    (r"\mathbb{1}[0 < x < 1] = \mathbb{1}[0 \le x \le 1]", REALS),
    (r"\mathbb{1}[z_i = z_j] = \delta_{ij}", LOGITS),
    (r"\sum_i \mathbb{1}[z_i = \max_j z_j] = 1", LOGITS),
    (r"|x| = \begin{cases} x & \text{if } x > 1 \\ -x & \text{otherwise} \end{cases}", REALS),
    ("z_c > 0", LOGITS, CLASS, r"assume $z_k > 0$ for $k \ne c$"),
    ("z_i > 0", LOGITS, "assume $z_1 > 0$"),
    ("z_j < z_c", LOGITS, CLASS, r"assume $c \in \arg\max_k z_k$", r"assume here $j \ne c$"),
    ("x > 0", REALS, "assume $x > 0$ if $y > 0$"),
    ("p_i = q_i", SIMPLEX, r"assume $\sum_k p_k = \sum_k q_k$"),
    (r"\forall x > 0: x > 1", REALS),
    (r"x^2 > 0 \text{ if } x \ge 0", REALS),
    ("z_i = z_j", LOGITS, r"assume $z_i = z_j$ for all $i, j \in \{2, \dots, K\}$"),
    (r"z_i = z_j \quad \forall i, j \in \{2, \dots, K\}", LOGITS),
    ("z_j < z_c", LOGITS, CLASS, r"assume here $z_k < z_c$ for all $k \ne c$"),
    (r"\mathbb{1}[2 = K] = 1", LOGITS),
]

ONE_CLASS = (r"let $c \in \{1, \dots, K\}$, $x \in \mathbb{R}^K$", "assume $x_c = 1$")

UNREADABLE: list[tuple[str, Case]] = [
    ("speak of the one 'c'", (r"x_c = 1 \quad \forall c \in \{1, \dots, K\}", *ONE_CLASS)),
    ("speak of the one 'c'", (r"x_c = 1, \quad c = 1, \dots, K", *ONE_CLASS)),
    ("speak of the one 'c'", (r"x_1 = x_c \text{ for all } c", ONE_CLASS[0], "assume here $c = 1$")),
    ("declared as one", (r"\sum_k x_k = K", ONE_CLASS[0], "assume $x_c = 1$ for all $c$")),
    ("declared as one", (r"\sum_k x_k = K", ONE_CLASS[0], r"assume $x_c = 1, \quad c = 1, \dots, K$")),
    ("joins two formulas", (r"x - x = 0 \text{ iff } y = 0", GIVEN)),
    ("joins two formulas", (r"x - x = 0 \text{ unless } y = 0", GIVEN)),
    ("is not understood here", (r"x - x = 0 \text{ implies } y = 0", GIVEN)),
    ("joins two formulas", (r"x - x = 0 \text{ only if } y = 0", GIVEN)),
    ("is not understood here", (r"x - x = 0 \text{ then } y = 0", GIVEN)),
    ("joins two formulas", (r"x - x = 0 \text{iff} y = 0", GIVEN)),
    ("'k' has two readings", ("z_i > 0", GIVEN, "define $u = z_k$", "assume $z_k > 0$")),
    ("'y' is no index here", ("x = y", REALS, "assume $x = y$ for all $y$")),
    ("'y' is no index here", ("x > y", "assume $x > y$ for all $y$")),
    ("'y' is no index here", (r"x^\top A x \ge 0", VECTORS, MATRICES, r"assume $y^\top A y \ge 0$ for all $y$")),
    ("leave something out", (r"\begin{cases} 1 & x < 0 \\ 2 & x > 0 \end{cases} \ge 1", REALS)),
    ("leave something out", (r"\begin{cases} 1 & x < 0 \\ 2 & y \ge 0 \end{cases} \ge 1", REALS)),
    ("leave something out", (r"\begin{cases} 1 & x < 0, y > 0 \\ 2 & x \ge 0 \end{cases} \ge 1", REALS)),
    ("how far", (r"x = x, x > 0 \implies y = 0", REALS)),
    ("not understood", (r"\exists x: x > 1", REALS)),
    ("contradict each other", ("z_i = z_j + z_k + 7", LOGITS, r"assume here $i = j$, $j = k$, $k \ne i$")),
    ("contradict each other", ("z_1 = z_2", LOGITS, "assume $K = 1$")),
    ("has no index", ("z_k = 7", LOGITS, r"assume here $i \ne j$")),
    ("between formulas", ("z_k > 0", LOGITS, "assume $z_k > 0$ for some $k$")),
    ("between formulas", ("x > 0", REALS, "assume $x > 0$ or $y > 0$")),
    ("the word 'or' joins two formulas", ("x = 0", GIVEN, r"assume $x = 0 \text{ or so}$")),
    (
        "the formula has no index 'n'",
        ("z_{y_m} = z_c", LOGITS, CLASS, r"let $y_n \in \{1,\dots,K\}$", "assume here $y_n = c$"),
    ),
    ("what is assumed of 'x' is not known", ("x = 0", r"assume $x > \foo$")),
    ("what is assumed of 'a' is not known", ("a > -1", "assume $(a > 0)$")),
    ("'(a>0)' is not read here", ("a > -1", "assume here $(a > 0)$")),
    ("write ':' before the formulas that hold", (r"\forall x > 0, y > 0, x y > 0", REALS)),
    ("index of another formula", ("z_1 > 0", LOGITS, r"assume $z_k > 0, k \ne 1$")),
    ("index of another formula", ("z_1 > 0", LOGITS, r"assume $z_k > 0 \quad k \ge 2$")),
    ("index of another formula", ("z_1 > 0", LOGITS, r"assume $z_k > 0, \; 2 \le k \le K$")),
    ("index of another formula", ("z_1 > 0", LOGITS, r"assume $z_k > 0$, $1 < k$")),
    ("index of another formula", ("z_c > 0", LOGITS, CLASS, r"assume here $z_k > 0, k \ne c$")),
    ("index of another formula", ("z_1 > 0", LOGITS, r"assume $\begin{aligned} z_k &> 0 & k &\ne 1 \end{aligned}$")),
    ("for the last formula and for all before it", ("y > 0", REALS, r"assume $y > 0, x > 0 \text{ if } x > -1$")),
    ("stands before this formula", ("y > 0", REALS, r"assume $\text{if } x > 0, y > 0$")),
    ("stands before this formula", ("y > 0", REALS, r"assume $\text{given } x > 0 \quad y > 0$")),
    ("stands before this formula", ("z_1 > 0", LOGITS, r"assume $\text{for } k \ne 1, z_k > 0$")),
    ("stands before this formula", (r"\text{if } x = x, x = x", REALS)),
    ("the condition is missing", (r"x = x \text{ if }", REALS)),
    ("the condition is missing", (r"\begin{aligned} x^2 &> 0 & \text{if } & x > 0 \end{aligned}", REALS)),
    (
        "several formulas",
        (r"\begin{aligned} x^2 &\ge 0 & y^2 &\ge 0 \\ & \text{if } x > 0 \end{aligned}", REALS),
    ),
    (
        "ends with a condition",
        (r"\begin{aligned} |x| &= x & \text{if } x > 0 \\ &= -x & \text{if } x < 0 \end{aligned}", REALS),
    ),
    ("any class and one that a formula", ("A_{11} > 0", MATRICES, r"assume $i \ne j$", "assume $A_{ij} > 0$")),
    ("any class and one that a formula", ("z_1 > 0", LOGITS, r"assume $k \ne 1$", "assume $z_k > 0$")),
    ("of every 'c'", ("z_k > 0", LOGITS, "assume $z_c > 0$", CLASS)),
]


CONTRADICTORY: list[Case] = [
    (r"x > 1", r"let $x > 1$", r"assume $x < 0$"),
    (r"x^2 = -1", REALS, r"assume $x^2 = -1$"),
    (r"e^x = x", REALS, r"assume $e^x = x$"),
    (r"\sum_k p_k = 2", SIMPLEX, r"assume $\sum_k p_k = 2$"),
    (r"p_k > 1", SIMPLEX, r"assume $p_k > 1$"),
    (r"z_k < z_l", LOGITS, r"assume $z_i < z_j$"),
    (r"z_k \ne z_l", LOGITS, r"assume $z_i \ne z_j$"),
    (r"A_{ij} = 0", MATRICES, r"assume $A = I$, $A = 0$"),
    (r"K = \frac32", LOGITS, r"assume $2 K = 3$"),
    (
        r"\sum_k y_k = 2",
        CLASS,
        r"let $y \in \mathbb{R}^K$",
        r"assume $y_k = \delta_{kc}$",
        r"assume $\sum_k y_k = 2$",
    ),
    (r"x_i = 2", r"let $x \in \{0, 1\}^n$", r"assume $x_k = 2$"),
    (r"u = -1", REALS, r"define $u = x^2$", r"assume $u = -1$"),
    (r"\frac{d}{dx} x^2 = 2x + 1", REALS, r"assume $\frac{d}{dx} x^2 = 2x + 1$"),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)


@pytest.mark.parametrize("text", ["on average", "up to a constant", "+ const", "(mod 2)", "(approximately)", "plus 1"])
def test_words_that_change_what_is_said_are_not_passed_over(text: str) -> None:
    assert document((rf"x^2 = x x \text{{ {text}}}", REALS)).errors
    assert document(("y = x^2", "let $x > 0$", rf"define $y = x^2 \text{{ {text}}}$")).errors
    assert document(("x > 0", REALS, rf"assume $x > 0 \text{{ {text}}}$")).errors


@pytest.mark.parametrize(
    "text", ["by the definition of a square", "(chain rule)", "from equation (3)", "(by symmetry)"]
)
def test_a_reason_behind_a_claim_says_nothing_of_it(text: str) -> None:
    assert not document((rf"x^2 = x x \text{{ {text}}}", REALS)).errors


@pytest.fixture(scope="module")
def under_contradiction() -> dict[Case, str]:
    return verdicts_of(CONTRADICTORY)


@pytest.mark.parametrize("case", CONTRADICTORY, ids="; ".join)
def test_contradictory_hypotheses_prove_nothing(case: Case, under_contradiction: dict[Case, str]) -> None:
    assert under_contradiction[case] in ("unreadable", "undecided")
