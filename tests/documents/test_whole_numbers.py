r"""Whole numbers that are the length of nothing, ``k \in \{1, 2, \dots\}``: exponents, horizons, counts.

Each claim that holds stands beside a twin that is false for some whole number."""

from __future__ import annotations

import pytest

from tests.documents import round_trips
from tests.documents.readings import Case, document, judged

STEPS = r"let $k \in \{1, 2, \dots\}$, $a > 0$"

PROVED: list[Case] = [
    (r"(1 - a)^k \le e^{-ka}", STEPS, r"assume $a < 1$"),
    (r"a^{k+1} = a \, a^k", STEPS),
    (r"k \ge 1", STEPS),
    (r"m n \ge 1", r"let $m, n \in \mathbb{Z}_{>0}$"),
    (r"k^2 \ge 1", r"let $k \in \mathbb{N}^+$"),
    (r"\sum_j z_j = \sum_{k=1}^K z_k", r"let $n \in \{1, 2, \ldots\}$"),  # n is not the number of classes
    (r"\sum_{i=1}^n (x_i + 1) = n + \sum_{i=1}^n x_i", r"let $n \in \{1, 2, \dots\}$"),
]

REFUTED: list[Case] = [
    (r"\sum_j 1 = k", STEPS),  # k is not the number of classes
    (r"(1 + a)^k \le e^{-ka}", STEPS),
    (r"a^{k+1} = a + a^k", STEPS),
    (r"k > 1", STEPS),
    (r"k \le 3", STEPS),
    (r"\sum_j z_j = \sum_{k=1}^n z_k + 1", r"let $n \in \{1, 2, \dots\}$"),
]

UNREADABLE: list[tuple[str, Case]] = [
    ("what it runs over", (r"\sum_k 1 = k", STEPS)),
    ("may have 0 in it", (r"k \ge 1", r"let $k \in \mathbb{N}$")),
    ("may have 0 in it", (r"k \ge 1", r"let $k \in \mathbb{Z}$")),
    ("may have 0 in it", (r"k \ge 1", r"let $k \in \mathbb{N}_0$")),
    ("declared as one from 1", (r"k \ge 1", r"let $k \in \{0, 1, 2, \dots\}$")),
    ("declared as one from 1", (r"k \ge 1", r"let $k \in \{2, 4, 6, \dots\}$")),
    ("an array of whole numbers", (r"n_i \ge 1", r"let $n_i \in \{1, 2, \dots\}$")),
    ("an array of whole numbers", (r"n_i \ge 1", r"let $n \in \{1, 2, \dots\}^K$")),
    ("cannot be declared as something else", (r"n = n", r"let $n \in \{1, 2, \dots\}$, $n \in \mathbb{R}$")),
]

TestReadings = judged(PROVED, REFUTED, UNREADABLE)


@pytest.mark.parametrize("case", PROVED)
def test_whole_numbers_are_read_as_they_are_printed(case: Case) -> None:
    statements = [statement for link in document(case).checks[0].links for statement in link.readings[0].statements]
    assert statements and not round_trips.failure(statements)
