r"""Arrays that differ, ``x \ne y``: some entry does; and definite matrices that a declaration says are so."""

from __future__ import annotations

import pytest

from tests.documents import round_trips
from tests.documents.readings import VECTORS, Case, document, judged

MATRIX = (r"let $A \in \mathbb{R}^{n \times n}$, $A \succ 0$, $x \in \mathbb{R}^n$",)

PROVED: list[Case] = [
    (r"\frac{x^\top y}{\|x\| \|y\|} \le 1", r"let $x, y \in \mathbb{R}^n$, $x \ne 0$, $y \ne 0$"),
    (r"\|x - y\| > 0", VECTORS, r"assume $x \ne y$"),
    (r"p \ne 0", r"let $p \in \Delta^{K-1}$"),
    (r"\|A\|_F > 0", r"let $A \in \mathbb{R}^{n \times m}$", r"assume $A \ne 0$"),
    (r"x^\top A x \ge 0", *MATRIX),
    ("A A^{-1} x = x", *MATRIX),
]

REFUTED: list[Case] = [
    (r"x \ne y", VECTORS),
    (r"x_i \ne 0", VECTORS, r"assume $x \ne 0$"),  # some entry is not 0, and others may be
    (r"x_1 \ne y_1", VECTORS, r"assume $x \ne y$"),
    (r"\|x\|^2 > 1", VECTORS, r"assume $x \ne 0$"),
    (r"x^\top A x > 0", *MATRIX),  # x may be 0
]

UNREADABLE: list[tuple[str, Case]] = [
    ("the shapes do not agree", (r"\|x\| > 0", VECTORS, r"assume $x \ne 1$")),
    ("the sizes do not agree", (r"\|x\| > 0", r"let $x \in \mathbb{R}^n$, $y \in \mathbb{R}^m$", r"assume $x \ne y$")),
    ("compare square matrices", (r"a > 0", r"let $a \in \mathbb{R}$, $a \succ 0$")),
    ("compare square matrices", (r"A > 0", r"let $A \succ 0$")),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)


@pytest.mark.parametrize("case", [*PROVED, *REFUTED])
def test_what_differs_is_read_as_it_is_printed(case: Case) -> None:
    statements = [statement for link in document(case).checks[0].links for statement in link.readings[0].statements]
    assert statements and not round_trips.failure(statements)
