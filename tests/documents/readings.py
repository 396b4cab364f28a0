"""Documents of one check: a formula below its directives and macros."""

from __future__ import annotations

import pytest

from derive.documents.model import Document
from derive.documents.reader import read_text
from derive.verify.checks import check_documents

Case = tuple[str, ...]
"""A formula, and the directives or macros above it."""

GIVEN = (
    r"let $x, y, z \in \mathbb{R}^n$, $A, B \in \mathbb{R}^{n \times n}$, $s, t \in \mathbb{R}$, "
    r"$p \in \Delta^{n-1}$, $p_k > 0$"
)
REALS = r"let $x, y, t, a, b, c \in \mathbb{R}$"
LOGITS = r"let $z \in \mathbb{R}^K$"
VECTORS = r"let $x, y \in \mathbb{R}^n$"
MATRICES = r"let $A, B, C \in \mathbb{R}^{n \times n}$"
SIMPLEX = r"let $p, q \in \Delta^{K-1}$, $p_k > 0$, $q_k > 0$"
CLASS = r"let $c \in \{1,\dots,K\}$"
SOFTMAX = r"define $p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$"
SQUARE = "define $f(t) = t^2$"


def document(case: Case) -> Document:
    """The formula as a check, below the directives and macros of the case."""
    formula, *setup = case
    lines = [line if line.startswith("\\") else f"% derive: {line}" for line in setup]
    return read_text("\n".join([*lines, "% derive: check", rf"\[ {formula} \]", ""]), "test.tex")


def verdicts_of(cases: list[Case], effort: float = 1.0) -> dict[Case, str]:
    """The verdict on the only link of each case, all of which have to be readable, with this effort."""
    documents = [document(case) for case in cases]
    assert [read.errors for read in documents] == [()] * len(cases)
    checked = check_documents(documents, effort=effort)
    return {case: file.verdicts[0][0].verdict for case, file in zip(cases, checked, strict=True)}


def judged(proved: list[Case], refuted: list[Case], unreadable: list[tuple[str, Case]]) -> type:
    """The tests of a table: what holds, the twins that only a wrong reading would prove, and what is not clear, with a
    part of the message. A module calls them ``TestReadings``."""

    class TestReadings:
        @pytest.fixture(scope="class")
        def verdicts(self) -> dict[Case, str]:
            return verdicts_of([*proved, *refuted])

        @pytest.mark.parametrize("case", proved, ids="; ".join)
        def test_what_holds_is_proved(self, case: Case, verdicts: dict[Case, str]) -> None:
            assert verdicts[case] == ("computed" if r"\approx" in case[0] else "proved")

        @pytest.mark.parametrize("case", refuted, ids="; ".join)
        def test_what_only_a_misreading_proves_is_refuted(self, case: Case, verdicts: dict[Case, str]) -> None:
            assert verdicts[case] == "refuted"

        @pytest.mark.parametrize(
            ("message", "case"), unreadable, ids=lambda part: part if isinstance(part, str) else part[0]
        )
        def test_what_is_not_clear_is_not_judged(self, message: str, case: Case) -> None:
            read = document(case)
            assert not any(check.links for check in read.checks)
            assert any(message in error.message for error in read.errors)

    return TestReadings
