"""A dot between two vectors is their inner product; between anything else, a product as without it."""

from __future__ import annotations

import pytest

from derive.verify.links import verify_link
from tests.documents import readings

VECTORS = r"let $x \in \mathbb{R}^n$, $y \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$"

VERDICTS = [
    ("proved", r"x \cdot y = \sum_i x_i y_i"),
    ("refuted", r"x \cdot y = \sum_i x_i"),
    ("proved", r"A x \cdot y = y^\top A x"),
    ("refuted", r"A x \cdot y = x^\top A y"),
    ("proved", r"2 x \cdot 3 y = 6 \langle x, y \rangle"),
    ("proved", r"x \cdot y / 2 = \frac{y \cdot x}{2}"),
    ("proved", r"\frac{1}{2 x \cdot x + 1} = \frac{1}{2 \|x\|^2 + 1}"),
    ("proved", r"x \cdot y^\top = x y^\top"),
]


@pytest.mark.parametrize(("verdict", "formula"), VERDICTS)
def test_a_dot_between_vectors_is_their_inner_product(verdict: str, formula: str) -> None:
    ((link,),) = [check.links for check in readings.document((formula, VECTORS)).checks]
    assert verify_link(link).verdict == verdict


@pytest.mark.parametrize("formula", [r"x \cdot y \cdot x = x", r"x \times y = 0", r"x y = 0", r"x \cdot A \cdot y = 0"])
def test_other_products_of_vectors_are_refused(formula: str) -> None:
    document = readings.document((formula, VECTORS))
    assert not document.checks
    assert "the shapes do not agree in a product" in document.errors[0].message
