"""Attacks on notation that was once guessed: each true reading is kept, and its false twin is never proved."""

from __future__ import annotations

import pytest

from derive.documents.reader import Document
from derive.verify.result import point_text
from tests.documents import readings
from tests.documents.readings import Case

SETUP = r"let $x, y, z \in \mathbb{R}^n$, $A, B \in \mathbb{R}^{n \times n}$, $s, t \in \mathbb{R}$"
SUM_OF_PAIRS = r"\frac12 \Big(\sum_k x_k\Big)^2 - \frac12 \sum_k x_k^2"

PROVED: list[Case] = [
    # sums over an order of indices
    (rf"\sum_{{i<j}} x_i x_j = {SUM_OF_PAIRS}",),
    (r"\sum_i x_i^2 + 2 \sum_{i<j} x_i x_j = \Big(\sum_k x_k\Big)^2",),
    (r"\sum_{1 \le i < j \le n} 1 = \frac{n(n-1)}{2}",),
    (rf"x_i f = x_i \Big({SUM_OF_PAIRS}\Big)", r"define $f = \sum_{i<j} x_i x_j$"),
    # superscripts beside indices
    (r"A^\top_{ij} = A_{ji}",),
    (r"A_{ij}^\top = A_{ji}",),
    (r"A^T_{ij} = A_{ji}",),
    (r"A^\top_{12} = A_{21}", r"assume $n \ge 2$"),
    (r"(A B)^\top_{ij} = \sum_k A_{jk} B_{ki}",),
    (r"(A^2)_{ij} = \sum_k A_{ik} A_{kj}",),
    (r"\sum_i \sum_j A_{ij}^2 \ge 0",),
    (r"x^2_i = x_i x_i",),
    (r"V^2_{ij} = V_{ij} V_{ij}", r"let $V \in \mathbb{R}^{m \times n}$"),
    # digits
    (r"10000 = 10^4",),
    (r"2 \cdot 3 \cdot 0.5 = 3",),
    (r"\ten = 2 \cdot 5", r"\newcommand{\ten}{10}"),
    (r"2^{10} \cdot 3 = 3072",),
    # derivatives
    (r"\frac{\partial s}{\partial t} = 0",),
    (r"\frac{\partial^2 a t}{\partial t \partial s} = 0",),
    (r"\frac{\partial}{\partial q_j} \sum_k q_k^2 = 2 q_j",),
    (r"\frac{\partial z^\top z}{\partial z^\top} = 2 z^\top",),
    (r"\frac{\partial A z}{\partial z^\top} = A",),
    (r"\frac{\partial^2 z^\top A z}{\partial z \partial z^\top} = A + A^\top",),
    (r"\frac{\partial^2 x^\top A z}{\partial x \partial z^\top} = A",),
    # evaluations
    (r"\left. t^2 \right|_{t = 2} - \left. t^2 \right|_{t = 1} = 3",),
    (r"\left( t^2 \big|_{t = 2} \right)^2 = 16",),
    (r"(t s) \big|_{t = 1} = s",),
    (r"2 (t s) \big|_{t = 1} = 2 s",),
    (r"\frac12 \frac{d}{dt} t^3 \big|_{t = 1} = \frac32",),
    (r"\log t^2 \big|_{t = 1} = 0",),
]  # fmt: skip

REFUTED: list[Case] = [
    (r"A^\top_{ij} = A_{ij}",),
    (r"A^T_{ij} = A_{ij}",),
    (r"\ten = 0", r"\newcommand{\ten}{10}"),
    (r"\frac{\partial^2 x^\top A z}{\partial x \partial z^\top} = A^\top",),
]

UNREADABLE: list[tuple[str, Case]] = [
    *[
        ("has two readings below a sum over an order", (formula,))
        for formula in (
            r"\sum_{i<n} 1 = \frac{n(n-1)}{2}",
            r"\sum_{i<n} 1 = n - 1",
            r"\sum_{i \le n} 1 = n",
            r"m - 1 = \sum_{i<m} 1",
            r"\sum_{i<m} 1 = m - 1",
            r"\sum_{i<m} 1 = \sum_{k=1}^m 1 - 1",
            rf"x_i^2 + \sum_{{j>i}} x_i x_j = x_i^2 + {SUM_OF_PAIRS}",
            rf"\sum_{{j>i}} x_i x_j + x_i^2 = x_i^2 + {SUM_OF_PAIRS}",
        )
    ],
    *[
        ("beside the indices of a matrix has two readings", case)
        for case in (
            (r"A^{-1}_{ij} = \frac{1}{A_{ij}}",),
            (r"A_{ij}^{-1} = \frac{1}{A_{ij}}",),
            (r"A^3_{ij} = (A_{ij})^3",),
            (r"A^2_{ij} = \sum_k A_{ik} A_{kj}",),
            (r"A^T_{ij} = A_{ji}", r"let $T > 0$"),
        )
    ],
    *[
        ("whose digits stand apart", (formula,))
        for formula in (r"10\,000 = 10^4", "3 4 = 12", "1{0} = 0", "0. 5 = 0", "x_10 = 0", "t^2 3 = 3 t^2")
    ],
    ("a decimal and the end of a formula", ("t. 5 = 5",)),
    ("'L' is not defined", (r"\partial_i L = 0",)),
    ("'L' is not defined", (r"\nabla_i L = 0",)),
    ("'L' is not defined", (r"\frac{\partial \log L}{\partial z_i} = 0",)),
    ("'L' is not defined", (r"\partial L / \partial \theta = 0",)),
    ("'L' is not defined", (r"\partial L / \partial W_{ij} = 0",)),
    ("'L' is not defined", (r"\frac{\partial L}{\partial z_i} = 0",)),
    ("does not mention", (r"\frac{\partial L}{\partial \theta} = 0", r"define $L = \sum_k z_k^2$")),
    ("the shapes do not agree", (r"\frac{\partial z^\top z}{\partial z^\top} = 2 z",)),
    ("transposed matrix", (r"\frac{\partial \mathrm{tr}(A B)}{\partial A^\top} = B^\top",)),
    ("transposed matrix", (r"\frac{\partial A_{ij}}{\partial A_{ij}^\top} = 1",)),
    *[
        ("an upper bound and a power", (formula,))
        for formula in (
            r"\left. t^2 \right|_{t = 1}^{2} = 1",
            r"t^2 \big|_{t = 1}^{2} = 3",
            r"[t^2]_{t = 1}^{2} = 3",
        )
    ],
    *[
        ("this bar has two readings", (formula,))
        for formula in (
            r"t^2 / \frac{d}{dt} t^3 \big|_{t = 1} = \frac13",
            r"\log t \frac{d}{dt} t^2 \big|_{t = 1} = \log 2",
            r"\sum_k z_k t \frac{d}{dt} t^2 \big|_{t = 1} = 2 t \sum_k z_k",
            r"\frac{d}{dt} t \frac{d}{dt} t^2 \big|_{t = 1} = 2",
        )
    ],
    ("the index that is bound before the bar", (r"\sum_i z_i |_{i = 2} = \sum_i z_i",)),
    ("the index that is bound before the bar", (r"\sum_i \log t |_{t = z_i} = \log z_i", r"assume $z_i > 0$")),
    (r"\max has nothing in its brackets", (r"\max() = 0",)),
    ("the denominator of an exponent is larger than 1000; declare", ("2^{0.123456789} = 1",)),
    ("braces around an exponent: ^{-1}", ("t^-1 = 1",)),
    (r"write \lvert a \rvert", (r"||t| - |s|| \ge 0",)),
]  # fmt: skip


def document(case: Case) -> Document:
    """The case below the declarations of this file."""
    return readings.document(below(case))


def below(case: Case) -> Case:
    return (case[0], SETUP, *case[1:])


@pytest.fixture(scope="module")
def verdicts() -> dict[Case, str]:
    cases = [*PROVED, *REFUTED]
    found = readings.verdicts_of([below(case) for case in cases])
    return {case: found[below(case)] for case in cases}


@pytest.mark.parametrize("case", PROVED, ids="; ".join)
def test_the_only_reading_is_proved(case: Case, verdicts: dict[Case, str]) -> None:
    assert verdicts[case] == "proved"


@pytest.mark.parametrize("case", REFUTED, ids="; ".join)
def test_what_only_a_misreading_proves_is_refuted(case: Case, verdicts: dict[Case, str]) -> None:
    assert verdicts[case] == "refuted"


@pytest.mark.parametrize(("message", "case"), UNREADABLE, ids=lambda part: part if isinstance(part, str) else part[0])
def test_what_has_two_readings_or_none_is_not_judged(message: str, case: Case) -> None:
    read = document(case)
    assert not any(check.links for check in read.checks)
    assert len(read.errors) == 1
    assert message in read.errors[0].message


def test_a_long_counterexample_is_printed_in_brief() -> None:
    printed = point_text({"sizes": {"n": 10_000}, "values": {"x": ["0"] * 9_999 + ["1"], "y": ["1", "2"]}})
    assert printed == "n = 10000, x = (0, 0, 0, …, 1; 10000 entries), y = (1, 2)"
