"""Counterexamples that need a large size, or several arrays that are not 0 at once; and true statements near them."""

from __future__ import annotations

import pytest

from derive.documents.reader import read_text
from derive.language.statement import Statement
from derive.refute import Refutation, refute

MUCH = 250_000
"""Work that is more than enough for what can be refuted."""


def statement(declared: str, formula: str) -> Statement:
    """The only link of a check under these declarations."""
    text = f"<!-- derive: let {declared} -->\n\n<!-- derive: check -->\n$$\n{formula}\n$$\n"
    document = read_text(text, "test.md")
    assert not document.errors, document.errors
    ((found,),) = (link.readings[0].statements for link in document.checks[0].links)
    return found


def refuted(declared: str, formula: str) -> Refutation:
    found = refute(statement(declared, formula))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("declared", "formula"),
    [
        (r"$p \in \Delta^{K-1}$", r"-\sum_k p_k \log p_k \le 5"),
        (r"$p \in \Delta^{K-1}$", r"\max_k p_k \ge \frac{1}{100}"),
        (r"$x \in \mathbb{R}^K$", r"\log \sum_k e^{x_k} \le \max_k x_k + 5"),
        (r"$x \in \mathbb{R}^K$", r"\left(\sum_k x_k\right)^2 \le 200 \sum_k x_k^2"),
    ],
)
def test_a_statement_that_fails_only_at_large_sizes_is_refuted(declared: str, formula: str) -> None:
    found = refuted(declared, formula)
    assert found.instance.sizes["K"] > 100


def test_a_second_derivative_by_a_matrix_is_refuted_at_the_smallest_size() -> None:
    softmax = r"\frac{e^{\sum_m W_{km} x_m}}{\sum_l e^{\sum_m W_{lm} x_m}}"
    wrong = (
        r"\frac{\partial^2}{\partial W_{km} \partial W_{jn}} \log \sum_l e^{\sum_i W_{li} x_i} = "
        rf"{softmax} \left(\delta_{{kj}} - {softmax}\right) x_m x_n"
    )
    found = refuted(r"$W \in \mathbb{R}^{K \times d}$, $x \in \mathbb{R}^d$", wrong)
    assert found.instance.sizes == {"K": 2, "d": 1}


def test_a_false_dependence_on_the_temperature_is_refuted_at_two_classes() -> None:
    q, p = r"\frac{e^{z_i/T}}{\sum_j e^{z_j/T}}", r"\frac{e^{v_i/T}}{\sum_j e^{v_j/T}}"
    wrong = (
        r"\frac{\partial}{\partial z_i} \left( T \log \sum_j e^{z_j/T} - "
        rf"\sum_j v_j z_j \right) = T \left({q} - {p}\right)"
    )
    found = refuted(r"$z \in \mathbb{R}^N$, $v \in \mathbb{R}^N$, $T > 0$", wrong)
    assert found.instance.sizes["N"] <= 2


@pytest.mark.parametrize(
    ("declared", "formula"),
    [
        (r"$p \in \Delta^{K-1}$", r"-\sum_k p_k \log p_k \le \log K"),
        (r"$x \in \mathbb{R}^K$", r"\left(\sum_k x_k\right)^2 \le K \sum_k x_k^2"),
    ],
)
def test_nothing_refutes_what_holds_at_every_size(declared: str, formula: str) -> None:
    assert refute(statement(declared, formula), MUCH) is None
