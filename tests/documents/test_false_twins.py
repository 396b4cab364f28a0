"""False statements that look like true ones: none is proved; and what an undecided one says of its own hypotheses."""

from __future__ import annotations

import re

import pytest

from derive.verify.checks import check_documents
from tests.documents import readings
from tests.documents.readings import Case

SYMMETRIC = (r"let $A \in \mathbb{R}^{K \times K}$", r"assume $A_{ij} = A_{ji}$")
TWO_BY_TWO = (r"let $A \in \mathbb{R}^{2 \times 2}$", r"assume $A_{ij} = A_{ji}$")
THREE = r"let $x \in \mathbb{R}^3$"
LOGITS = r"let $z \in \mathbb{R}^K$"
SIMPLEX = r"let $p \in \Delta^{K-1}$"

FALSE: list[Case] = [
    (r"\sum_i A_{ii} = \sum_j \sum_i A_{ij}", *SYMMETRIC),
    (r"A_{ij} A_{ij} = A_{ii} A_{jj}", *SYMMETRIC),
    (r"\sum_i \sum_j x_i A_{ij} x_j \ge 0", *SYMMETRIC, r"let $x \in \mathbb{R}^K$"),
    (r"A_{11} A_{22} - A_{12}^2 \ge 0", *TWO_BY_TWO),
    (r"\sum_i \sum_j A_{ij}^2 = A_{11}^2 + A_{12}^2 + A_{22}^2", *TWO_BY_TWO),
    (r"\max_k x_k = x_1 + x_2 + |x_1 - x_2|", r"let $x \in \mathbb{R}^2$"),
    (r"\max_k x_k - \min_k x_k \le |x_1 - x_2|", THREE),
    (r"\max_k x_k = \max(x_1, x_3)", THREE, r"assume $x_1 \le x_2$"),
    (r"\sum_{i<j} x_i x_j = \frac12 \Big(\sum_k x_k\Big)^2", THREE),
    (r"\|x\|_1^2 \le 2 \|x\|^2", THREE),
    (r"\max_k |z_k| = |\max_k z_k|", LOGITS),
    (r"\sum_k p_k^2 < 1", SIMPLEX),
    (r"\prod_k p_k > 0", SIMPLEX),
    (r"\frac{\partial}{\partial p_j} \sum_k p_k = 0", SIMPLEX),
    (r"x^2 < y^2", r"assume $x < y$"),
    (r"\frac1y < \frac1x", r"assume $x < y$"),
    (r"x^y > 0", r"assume $x \ge 0$"),
]

TRUE: list[Case] = [
    (r"A_{12} = A_{21}", *TWO_BY_TWO),
    (r"\max_k x_k = \frac12 (x_1 + x_2 + |x_1 - x_2|)", r"let $x \in \mathbb{R}^2$"),
    (r"\|x\|_1^2 \le 3 \|x\|^2", THREE),
    (r"\frac{\partial}{\partial p_j} \sum_k p_k = 1", SIMPLEX),
    (r"\sum_k p_k^2 \le 1", SIMPLEX),
]

UNDEFINED: list[tuple[str, Case]] = [
    ("p_k > 0", (r"\frac{\partial}{\partial p_j}\left[\sum_k p_k \log p_k\right] = \log p_j + 1", SIMPLEX)),
    ("0 ≠ q_k", (r"\sum_k \frac{p_k}{q_k} = \sum_k \frac{2 p_k}{2 q_k}", SIMPLEX, r"let $q \in \Delta^{K-1}$")),
    ("0 ≠ z_k", (r"\frac{\partial}{\partial z_i} \sum_k |z_k| = \frac{z_i}{|z_i|}", LOGITS)),
]


@pytest.fixture(scope="module")
def verdicts() -> dict[Case, str]:
    return readings.verdicts_of([*FALSE, *TRUE])


@pytest.mark.parametrize("case", FALSE, ids="; ".join)
def test_what_is_false_is_refuted(case: Case, verdicts: dict[Case, str]) -> None:
    assert verdicts[case] == "refuted"


@pytest.mark.parametrize("case", TRUE, ids="; ".join)
def test_its_true_twin_is_proved(case: Case, verdicts: dict[Case, str]) -> None:
    assert verdicts[case] == "proved"


@pytest.mark.parametrize(("missing", "case"), UNDEFINED, ids=[missing for missing, _ in UNDEFINED])
def test_the_missing_hypothesis_is_one_that_can_be_written(missing: str, case: Case) -> None:
    """The index that a sum binds has no name of its own: it is for all k."""
    (checked,) = check_documents([readings.document(case)], effort=0.1)
    judged = checked.verdicts[0][0]
    assert judged.verdict == "undecided"
    assert f"the missing hypothesis: ∀k: {missing}" in judged.reason
    assert not re.search("[#?‹]", judged.reason)
