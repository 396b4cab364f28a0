"""Scripts and signs that nobody read once, each with what was lost of the formula."""

from __future__ import annotations

import pytest

from tests.documents.readings import CLASS, LOGITS, REALS, Case, document, verdicts_of

SQUARE_MATRIX = r"let $A \in \mathbb{R}^{n \times n}$"
CASES = r"\begin{{cases}} x & \text{{{}}} \\ x & \text{{otherwise}} \end{{cases}} = x"
SUM_OF_LIST = r"define $f(x_1, \dots, x_n) = \sum_{i=1}^n x_i$"

UNREAD: list[tuple[str, Case]] = [
    ("the prime on a member of a family", ("x'^{(1)} = x^{(1)}", r"let $x^{(1)}, x^{(2)} \in \mathbb{R}$")),
    ("the prime on a member of an ordered family", ("x'^{(t)} = x^{(t+1)}", r"let $x^{(t)} \in \mathbb{R}$")),
    ("the power in a list", (r"f(x_1^2, \dots, x_n) = \sum_{i=1}^n x_i", SUM_OF_LIST)),
    ("the prime on the second of a list", (r"f(x_1, x_2', \dots, x_n) = \sum_{i=1}^n x_i", SUM_OF_LIST)),
    ("the power in a list that is defined", (r"f(x) = 0", r"define $f(x_1^2, \dots, x_n) = \sum_{i=1}^n x_i$")),
    ("the prime in a list that is defined", (r"f(x) = 0", r"define $f(x_1, \dots, x_n') = \sum_{i=1}^n x_i$")),
    ("how long the list is", (r"f(x) = 0", r"define $f(x_1, \dots, x_q) = \exp(x_1) + \cdots + \exp(x_n)$")),
    ("the derivative in a gradient", ("\\nabla f'(x) = 3 x^2", r"let $x \in \mathbb{R}$", "define $f(x) = x^3$")),
    ("what an index in a set runs to", (r"\sum_{i \in \{1,\dots,K\}}^n z_i = 0", LOGITS)),
    ("the set beside another index", (r"\sum_{i \in \{1,3\}, j} A_{ij} = 0", SQUARE_MATRIX)),
    ("what is left out of a set", (r"\sum_{i \in \{1,2\}, i \ne 1} z_i = z_1 + z_2", LOGITS, r"assume $K \ge 2$")),
    ("what is left out of numbers", (r"\sum_{i=1, i \ne 2}^3 i = 6",)),
    ("the set below arg max", (r"z_{c} \ge \arg\max_{k \in \{1,2\}} z_k", LOGITS, CLASS)),
    ("what stands below an arrow", (r"x^2 \xrightarrow[x \to 1]{x \to 0} 0", REALS)),
    ("the rest behind a negation", (r"x \not{= y} a", REALS)),
    ("the script on a brace's command", (r"\underbrace_2{x + y} = x + y", REALS)),
    ("the prime on a brace", (r"\underbrace{x + y}' = x + y", REALS)),
    ("the second bound above an operator", (r"\overset{2}{\max}^3 z_k = 0", LOGITS)),
    ("the script on a change of fonts", (r"{\bf_2 x} = x", REALS)),
    ("the script on a fraction's line", (r"{x \over_2 y} = x / y", REALS)),
    ("the second formula of a text", (CASES.format("if $y > 0$, $x > 0$"), REALS)),
    ("a script in the formula of a text", (CASES.format("if $y >_2 0$"), REALS)),
    ("the bars of an indicator", (r"\mathbb{1}|x = 2| = \mathbb{1}[x = 2]", REALS)),
    ("the bars of a condition below", (r"\mathbb{1}_{|x = 2|} = \mathbb{1}[x = 2]", REALS)),
    ("the letters of an operator's name", (r"\operatorname{\mathcal{E}}_{i \sim p}[z_i] = \sum_i p_i z_i",
        r"let $p \in \Delta^{K-1}$", LOGITS)),
    ("that letters beside each other are a product", (r"A(ij) = A_{ij}", SQUARE_MATRIX)),
    ("the bar between the indices of a delta", (r"\delta_{i|j} = \delta_{ij}", LOGITS)),
    ("the sign between the arguments of a letter with a star", (r"q^*(x, y) = q^*(x \mid y)", REALS,
        r"notation $q(x \mid y)$ means $x y$")),
    ("the bar between arguments of max", (r"\max(x \mid y) = \max(x, y)", REALS)),
    ("the bar between indices", (r"A_{i|j} = A_{ij}", SQUARE_MATRIX)),
    ("the bar between places of entries", (r"P(x \mid y) = P(x, y)", r"let $P \in \mathbb{R}^{m \times n}$")),
    ("the sign between arguments", (r"D(x \| y) = D(x, y)", r"define $D(x \| y) = x - y$")),
    ("the question over a relation", (r"x \stackrel{?}{=} x", REALS)),
    ("what is no condition", (r"x = x \text{ for } x^2", REALS)),
    ("what is no condition of a definition", ("p_i = z_i", LOGITS, r"define $p_i = z_i \text{ for } x^2$")),
    ("the power behind 'for all'", (r"z_i = z_i \quad \forall i^2", LOGITS)),
    ("what a brace in a definition claims", ("L = b", r"let $b \in \mathbb{R}$", r"define $L = \underbrace{b}_{= 2}$")),
    ("what a brace in a hypothesis claims", ("b > 0", r"let $b \in \mathbb{R}$", r"assume $\underbrace{b}_{= 2} > 0$")),
    ("the power in a simplex", (r"\sum_k p_k = 1", r"let $p \in \Delta^{K-1^2}$")),
    ("the script on dots between classes", ("z_c = z_c", LOGITS, r"let $c \in \{1, \dots_2, K\}$")),
    ("the prime at the end of an interval", ("x \\le 1", r"let $x \in [0, 1']$")),
    ("the prime on brackets that are defined", ("p_i = z_i", LOGITS, "define $[p]'_i = z_i$")),
    ("the power behind a star", (r"f^*(x) = x", r"define $f^*(x)^2 = x$")),
    ("the prime behind the brackets of a definition", (r"f(x) = x", r"define $f(x)' = x$")),
    ("the index on a parameter with a star", (r"f(x^*) = x^*", r"define $f(x^*_i) = x^*$")),
    ("the exponent of the second of two names", ("b_2 > 0", r"let $a, b_2^{3'} > 0$")),
]  # fmt: skip
"""What was lost, and the formula."""

READ: list[tuple[str, Case]] = [
    ("letters behind 'for all' are those of its condition", (r"z_c \ge z_j", LOGITS, CLASS,
        r"assume $z_c > z_j$ for all $j \ne c$")),
    ("and of a range", (r"z_i \le \max_k z_k \quad \forall i \in \{1,\dots,K\}", LOGITS)),
    ("and of a definition", ("p_i = 1", LOGITS, r"define $p_i = z_i - z_i + 1 \quad \forall i \in \{1,\dots,K\}$")),
    ("indices are the same with a comma and without", (r"A_{i,j} = A_{ij}", SQUARE_MATRIX)),
    ("a list has the length of its sums", (r"f(x_1, \dots, x_n) = x_1 + \cdots + x_n", SUM_OF_LIST)),
]  # fmt: skip


@pytest.mark.parametrize("case", [case for _, case in UNREAD], ids=[lost for lost, _ in UNREAD])
def test_what_was_lost_is_asked_for(case: Case) -> None:
    read = document(case)
    assert read.errors


def test_what_is_written_twice_is_read_once() -> None:
    assert set(verdicts_of([case for _, case in READ]).values()) == {"proved"}


def test_a_star_on_a_function_makes_another_function_or_a_number() -> None:
    read = document((r"f^*(x) = f^* \cdot x", r"let $x \in \mathbb{R}$", "define $f(x) = x^3$"))
    (link,) = read.checks[0].links
    assert len(link.readings) == 2
