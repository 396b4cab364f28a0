"""What a message about shapes says of the letters that nothing declares: all of them, and the declaration to write."""

from __future__ import annotations

import pytest

from tests.documents.readings import Case, document

DATA = r"let $X \in \mathbb{R}^{n \times d}$, $w \in \mathbb{R}^d$"

NAMED: list[tuple[Case, str]] = [
    ((r"x_i^\top w = (Xw)_i", DATA), r"nothing declares 'x_i', taken for numbers here"),
    ((r"y_i - x_i^\top w = (y - Xw)_i", DATA), r"'let $y_i \in \mathbb{R}^d$, $x_i \in \mathbb{R}^d$'"),
    ((r"u^\top X v = b_j", DATA), "nothing declares 'u', 'v', 'b_j',"),
]


@pytest.mark.parametrize(("case", "part"), NAMED, ids=lambda part: part if isinstance(part, str) else part[0])
def test_all_letters_that_nothing_declares_are_named(case: Case, part: str) -> None:
    (error,) = document(case).errors
    assert part in error.message


@pytest.mark.parametrize(
    "case",
    [
        (r"X X = X", DATA),
        (r"\sum_j X_{ij} w_j = X", DATA),
        (r"\sigma(t) + X = w", DATA, r"define $\sigma(t) = t^2$", r"let $t \in \mathbb{R}$"),
    ],
    ids="; ".join,
)
def test_nothing_is_said_of_letters_where_all_are_introduced(case: Case) -> None:
    (error,) = document(case).errors
    assert "nothing declares" not in error.message
