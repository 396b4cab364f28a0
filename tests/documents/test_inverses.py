r"""``A^{-1}``, where a hypothesis says that A has an inverse; it is no constant below a derivative, and no reciprocal.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

import pytest

from derive.documents.canonical import hypotheses_latex, link_latex
from tests.documents.readings import Case, document, judged, verdicts_of
from tests.documents.round_trips import failure

MATRIX = r"let $A \in \mathbb{R}^{d \times d}$, $x \in \mathbb{R}^d$, $b \in \mathbb{R}^d$"
INVERTIBLE = r"assume $\det(A) \neq 0$"
NUMBER = r"let $t \in \mathbb{R}$"
OTHER = r"let $C \in \mathbb{R}^{d \times d}$"
GRAM = r"let $\Phi \in \mathbb{R}^{n \times d}$, $s > 0$, $t > 0$"
PUSHED = r"(s I + t \Phi^\top \Phi)^{-1} \Phi^\top = ? (s I + t \Phi \Phi^\top)^{-1}"

POSITIVE = r"assume $x_i > 0$"
WEIGHTS = r"let $X \in \mathbb{R}^{n \times d}$, $r, g \in \mathbb{R}^n$, $r_i > 0$, $r_i < 1$"

WITHOUT_ZERO = r"define $m = (I + \frac{1}{t^2} A^\top A)^{-1} b$"
FROM_ZERO = r"define $m = (I + \log(t)^2 A^\top A)^{-1} b$"

PROVED: list[Case] = [
    (r"(\mathrm{diag}(x)^{-1} b)_1 = b_1/x_1", MATRIX, r"assume $x_i \ne 0$"),
    (r"m = m", MATRIX, r"let $t > 0$", WITHOUT_ZERO),
    (r"m = m", MATRIX, r"let $t > 0$", FROM_ZERO),
    ("A A^{-1} b = b", MATRIX, INVERTIBLE),
    ("A^{-1} A = I", MATRIX, r"assume $\det A \ne 0$"),
    ("A^{-1} A = I", MATRIX, r"assume $0 \ne |A|$"),
    ("A^{-1} A = I", MATRIX, "assume $A A^{-1} = I$"),
    ("x = A^{-1} b", MATRIX, INVERTIBLE, "assume $A x = b$"),
    (r"(A^{-1})_{ij} = A^{-1}_{ij}", MATRIX, INVERTIBLE),
    (r"x^\top A^{-\top} b = b^\top A^{-1} x", MATRIX, INVERTIBLE),
    (r"A^{-2} A = A^{-1}", MATRIX, INVERTIBLE),
    (r"\nabla_x (x^\top A^{-1} b) = A^{-1} b", MATRIX, INVERTIBLE),
    (r"\mathrm{diag}(x)^{-1} x = \mathbf{1}", MATRIX, r"assume $x_i \ne 0$"),
    (r"\mathrm{diag}(x)^{-1} x = \mathbf{1}", MATRIX, r"assume $\det(\mathrm{diag}(x)) \ne 0$"),
    (r"(2 I)^{-1} x = \frac12 x", MATRIX),
    ("t^{-1} t = 1", r"let $t > 0$"),
    ("A^{-1} A x = x", MATRIX, r"assume $A \succ 0$"),
    (r"(A^\top)^{-1} = (A^{-1})^\top", MATRIX, INVERTIBLE),
    ("(A^{-1})^{-1} = A", MATRIX, INVERTIBLE),
    ("(A C)^{-1} = C^{-1} A^{-1}", MATRIX, OTHER, INVERTIBLE, r"assume $\det(C) \ne 0$"),
    (r"(A^{-1})^\top = A^{-1}", MATRIX, INVERTIBLE, r"assume $A^\top = A$"),
    (PUSHED.replace("?", r"\Phi^\top"), GRAM),
    (r"m + t \Phi^\top \Phi m = x", GRAM, MATRIX, r"define $m = (I + t \Phi^\top \Phi)^{-1} x$"),
    (
        r"x + (X^\top R X)^{-1} X^\top g = (X^\top R X)^{-1} X^\top R (X x + R^{-1} g)",
        MATRIX,
        WEIGHTS,
        r"define $R = \mathrm{diag}(r)$",
        r"assume $\det(X^\top R X) \neq 0$",
    ),
    ("A A^{-1} b = b", MATRIX, r"assume here $\det(A) \ne 0$"),
    (r"A A^{-1} b = b \quad \text{if } \det(A) \ne 0", MATRIX),
    (
        r"(A + b x^\top)^{-1} = A^{-1} - \frac{A^{-1} b x^\top A^{-1}}{1 + x^\top A^{-1} b}",
        MATRIX,
        INVERTIBLE,
        r"assume $\det(A + b x^\top) \ne 0$, $1 + x^\top A^{-1} b \ne 0$",
    ),
    (r"(I + A)^{-1} = I - A (I + A)^{-1}", MATRIX, r"assume $A \succeq 0$"),
    (r"(I + b b^\top)^{-1} b = \frac{b}{1 + b^\top b}", MATRIX),
    (r"D (\mathrm{diag}(x) + C^\top C)^{-1} = I", MATRIX, OTHER, POSITIVE, r"define $D = \mathrm{diag}(x) + C^\top C$"),
    (r"m = m", MATRIX, OTHER, r"assume $A \succ 0$", r"define $m = (A + C^\top A C)^{-1} b$"),
    (r"m = m", MATRIX, OTHER, r"assume $A \succ 0$", r"define $m = (I + C A^{-1} C^\top)^{-1} b$"),
]

REFUTED: list[Case] = [
    ("A^{-1} = A", MATRIX, INVERTIBLE),
    ("A^{-1}_{ij} A_{ij} = 1", MATRIX, INVERTIBLE),
    (r"x^\top A^{-\top} b = x^\top A^{-1} b", MATRIX, INVERTIBLE),
    (r"\mathrm{diag}(x)^{-1} = \mathrm{diag}(x)", MATRIX, r"assume $x_i \ne 0$"),
    ("t^{-1} = t", r"let $t > 0$"),
    ("(A C)^{-1} = A^{-1} C^{-1}", MATRIX, OTHER, INVERTIBLE, r"assume $\det(C) \ne 0$"),
    (r"(A^{-1})^\top = A^{-1}", MATRIX, INVERTIBLE),
    (PUSHED.replace("?", r"2 \Phi^\top"), GRAM),
    ("A^{-1} A x = b", MATRIX, r"assume $A \succ 0$"),
]

UNDEFINED: list[Case] = [
    (r"(\mathrm{diag}(x)^{-1} b)_1 = b_1/x_1", MATRIX, r"assume $x_1 \ne 0$"),
    (r"(\mathrm{diag}(x)^{-1})_{ij} = 0", MATRIX, r"assume here $i \ne j$"),
]
"""Claims about inverses that need not exist: an entry of x may be 0."""

UNREADABLE: list[tuple[str, Case]] = [
    *(
        ("nothing says that this matrix has an inverse", (f"{inverse} b = b", MATRIX, OTHER, given))
        for inverse, given in (
            (r"(I - A)^{-1}", r"assume $A \succeq 0$"),
            (r"(I - b b^\top)^{-1}", r"let $t > 0$"),
            (r"(I + b x^\top)^{-1}", r"let $t > 0$"),
            (r"(\mathrm{diag}(x) + C^\top C)^{-1}", r"assume $x_i \ge 0$"),
            (r"(b b^\top)^{-1}", r"let $t > 0$"),
            (r"(C^\top A C)^{-1}", r"assume $A \succ 0$"),
            (r"(I + C^\top A C^\top)^{-1}", r"assume $A \succeq 0$"),
            (r"(I + C^\top A C)^{-1}", r"let $t > 0$"),
            (r"(I + A^{-1})^{-1}", r"assume $\det(A) \neq 0$"),
        )
    ),
    ("nothing says that this matrix has an inverse", ("(A + C)^{-1} b = b", MATRIX, OTHER, r"assume $A \succ 0$")),
    ("nothing says that this matrix has an inverse", ("(I - A^\\top A)^{-1} b = b", MATRIX)),
    ("nothing says that this matrix has an inverse", ("(t I + A^\\top A)^{-1} b = b", MATRIX, r"let $t \ge 0$")),
    ("nothing says that this matrix has an inverse", ("(I + A A)^{-1} b = b", MATRIX)),
    ("nothing says that this matrix has an inverse", (r"m = m", MATRIX, NUMBER, WITHOUT_ZERO)),
    ("nothing says that this matrix has an inverse", (r"m = m", MATRIX, r"let $t \ge 0$", FROM_ZERO)),
    ("nothing says that this matrix has an inverse", ("m = m", MATRIX, "define $m = A^{-1} b$", INVERTIBLE)),
    ("nothing says that this matrix has an inverse", ("A^{-1} b = b", MATRIX)),
    ("nothing says that this matrix has an inverse", ("(A + I)^{-1} b = b", MATRIX, INVERTIBLE)),
    (
        "varies what its matrix depends on",
        (r"\frac{\partial}{\partial A_{11}} (b^\top A^{-1} b) = 0", MATRIX, INVERTIBLE),
    ),
    (
        "varies what its matrix depends on",
        (r"\frac{d}{dt} (b^\top (A + t I)^{-1} b) = 0", MATRIX, NUMBER, r"assume $\det(A + t I) \ne 0$"),
    ),
    (
        "varies what its matrix depends on",
        (r"\lim_{t \to 0} (b^\top (A + t I)^{-1} b) = 0", MATRIX, NUMBER, r"assume $\det(A + t I) \ne 0$"),
    ),
    (
        "nothing says that this matrix has an inverse",
        ("f(2) = 0", MATRIX, NUMBER, r"assume $\det(A + t I) \ne 0$", r"define $f(t) = b^\top (A + t I)^{-1} b$"),
    ),
    (
        "varies what its matrix depends on",
        ("f'(t) = 0", MATRIX, NUMBER, r"assume $\det(A + t I) \ne 0$", r"define $f(t) = b^\top (A + t I)^{-1} b$"),
    ),
    ("depends on an index", (r"\sum_k x_k (A + x_k I)^{-1} b = 0", MATRIX, INVERTIBLE)),
    ("the sizes of this one", ("M^{-1} = M", r"let $M \in \mathbb{R}^{2 \times 3}$")),
    ("the sizes of this one", ("M = M", r"let $M \in \mathbb{R}^{2 \times 3}$", NUMBER, r"assume $\det(M) \ne 0$")),
    ("has two readings", ("A_{ij}^{-1} = 1", MATRIX, INVERTIBLE)),
    ("a determinant is understood in a hypothesis only", (r"\det(A) = 1", MATRIX)),
    ("a determinant is understood in a hypothesis only", ("A b = A b", MATRIX, r"assume $\det(A) > 0$")),
    ("a determinant is understood in a hypothesis only", ("A b = A b", MATRIX, r"assume $\det(A) \ne 1$")),
    ("this is a number", ("t = t", NUMBER, r"assume $\det(t) \ne 0$")),
    (
        "without a condition only",
        ("A b = b", MATRIX, r"let $c \in \{1, \dots, d\}$", r"assume $\det(A) \ne 0$ for $c = 1$"),
    ),
    ("has no such power", ("A^{-1/2} = A", MATRIX, INVERTIBLE)),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)


def test_hypotheses_that_no_matrix_satisfies_prove_nothing() -> None:
    case = ("A^{-1} b = 2 b", MATRIX, INVERTIBLE, "assume $A = 0$")
    assert verdicts_of([case]) == {case: "undecided"}


@pytest.mark.parametrize("case", UNDEFINED, ids="; ".join)
def test_nothing_is_proved_of_an_inverse_that_need_not_exist(case: Case) -> None:
    assert verdicts_of([case]) == {case: "undecided"}


def test_a_hypothesis_of_one_formula_is_none_of_the_next() -> None:
    formula = r"\begin{gathered} A A^{-1} b = b \quad \text{if } \det(A) \ne 0 \\ A^{-1} A b = b \end{gathered}"
    assert [error.code for error in document((formula, MATRIX)).errors] == ["D245"]


@pytest.mark.parametrize("case", [*PROVED, *REFUTED], ids="; ".join)
def test_what_is_printed_is_read_as_the_same(case: Case) -> None:
    for check in document(case).checks:
        for link in check.links:
            for reading in link.readings:
                assert failure(reading.statements) == ""


def test_what_is_printed_says_which_matrix_has_an_inverse() -> None:
    read = document(("A^{-1} b = b", MATRIX, INVERTIBLE))
    (statement,) = read.checks[0].links[0].readings[0].statements
    assert r"\det\left(A\right) \neq 0" in hypotheses_latex(statement)
    assert link_latex(statement) == r"\sum_{k=1}^{d} \left(A^{-1}\right)_{i,k} b_{k} = b_{i}"
