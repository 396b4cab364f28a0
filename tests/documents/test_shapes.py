"""Vectors and matrices: products, entrywise products and orders.

Each claim that holds stands beside the twin that only a wrong reading would prove."""

from __future__ import annotations

from tests.documents.readings import GIVEN, LOGITS, MATRICES, SQUARE, VECTORS, Case, judged

PROVED: list[Case] = [
    (r"\sum_i x_i \delta_{i3} = x_3", r"let $x \in \mathbb{R}^3$"),
    (r"(A B)^\top_{ij} = \sum_k A_{jk} B_{ki}", GIVEN),
    (r"A (x \odot y) = A (y \odot x)", GIVEN),
    (r"(A x) \odot y = y \odot (A x)", GIVEN),
    (r"2 x \odot y = x \odot y + y \odot x", GIVEN),
    (r"x \circ y = y \circ x", GIVEN),
    (r"x^\top x^* = (x^*)^\top x", GIVEN, r"let $x^* \in \mathbb{R}^n$"),
    (r"\langle x, y \rangle = y^\top x", GIVEN),
    (r"A^\top A + \lambda I \succ 0", r"let $A \in \mathbb{R}^{m \times n}$, $\lambda > 0$"),
    (r"\mathbf{1} \mathbf{1}^\top \preceq K I", LOGITS),
    (r"x x^\top y = (x^\top y) x", VECTORS),
    (r"x \oslash y \odot y = x", VECTORS, "assume $y_i > 0$"),
    (r"\mathrm{tr}(A B C) = \mathrm{tr}(C A B)", MATRICES),
]

REFUTED: list[Case] = [
    (r"(A x) \odot y = A (x \odot y)", GIVEN),
    (r"A^\top A + \lambda I \succ 0", r"let $A \in \mathbb{R}^{m \times n}$, $\lambda \ge 0$"),
    (r"A \succeq B", MATRICES, r"assume $A_{ij} \ge B_{ij}$"),
    ("W^{(1)} W^{(2)} = W^{(2)} W^{(1)}", r"let $W^{(1)}, W^{(2)} \in \mathbb{R}^{n \times n}$"),
    (r"x x^\top y = (x^\top x) y", VECTORS),
    (r"\mathrm{tr} A^2 = (\mathrm{tr} A)^2", MATRICES),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("a size is not determined; it may be 3, another one", (r"\delta_{i4} = 0", r"let $x \in \mathbb{R}^3$")),
    ("a size is not determined; it may be 3, another one", (r"\sum_i q_i = 1", r"let $x \in \mathbb{R}^3$")),
    ("a size is not determined; it may be 3, d", (r"\sum_i q_i = 1", r"let $x \in \mathbb{R}^{3 \times d}$")),
    (r"A (x \odot y) and (A x) \odot y", (r"A x \odot y = A (x \odot y)", GIVEN)),
    (r"A (x \odot y) and (A x) \odot y", (r"A x \odot y = (A x) \odot y", GIVEN)),
    (r"A (x \odot y) and (A x) \odot y", (r"A \odot B A = (A \odot B) A", GIVEN)),
    (r"A (x \odot y) and (A x) \odot y", (r"A x \oslash y = A (x \oslash y)", GIVEN)),
    (r"A (x \odot y) and (A x) \odot y", (r"x^\top x \odot y = x^\top (x \odot y)", GIVEN)),
    (
        "a function of a function and an entrywise product",
        (r"f \circ g(t) = f(t) g(t)", GIVEN, SQUARE, "define $g(t) = t^3$"),
    ),
    (
        "a function of a function and an entrywise product",
        (r"(f \circ g)(t) = f(t) g(t)", GIVEN, SQUARE, "define $g(t) = t^3$"),
    ),
    ("a function of a function and an entrywise product", (r"(u \circ v) w = u v w", GIVEN)),
    ("an inner product of a matrix", (r"\langle A, B \rangle = A^\top B", GIVEN)),
    ("compare square matrices", (r"x \succeq y", VECTORS)),
    ("two readings", (r"\mathrm{tr} A B = \mathrm{tr}(A) B", MATRICES)),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)
