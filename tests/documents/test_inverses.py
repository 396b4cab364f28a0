r"""``A^{-1}``, where a hypothesis says that A has an inverse; it is no constant below a derivative, and no reciprocal.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

from tests.documents.readings import Case, judged

MATRIX = r"let $A \in \mathbb{R}^{d \times d}$, $x \in \mathbb{R}^d$, $b \in \mathbb{R}^d$"
INVERTIBLE = r"assume $\det(A) \neq 0$"
NUMBER = r"let $t \in \mathbb{R}$"

PROVED: list[Case] = [
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
]

REFUTED: list[Case] = [
    ("A^{-1} = A", MATRIX, INVERTIBLE),
    ("A^{-1}_{ij} A_{ij} = 1", MATRIX, INVERTIBLE),
    (r"x^\top A^{-\top} b = x^\top A^{-1} b", MATRIX, INVERTIBLE),
    (r"\mathrm{diag}(x)^{-1} = \mathrm{diag}(x)", MATRIX, r"assume $x_i \ne 0$"),
    ("t^{-1} = t", r"let $t > 0$"),
]

UNREADABLE: list[tuple[str, Case]] = [
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
