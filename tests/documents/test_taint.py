"""A refusal makes unreadable what depends on it, naming its line, and nothing else."""

from __future__ import annotations

import pytest

from derive.documents.model import Document
from derive.documents.reader import read_text

SOFTMAX = r"""
% derive: let $z \in \mathbb{R}^K$, $y \in \mathbb{R}^K$
% derive: define
\[ p_i = \frac{e^{z_i}}{\sum_k e^{z_k}} \]
% derive: define
\[ L = -\sum_k y_k \log p_k \]
"""
GRADIENT = "% derive: check\n" + r"\[ \frac{\partial L}{\partial z_i} = p_i - y_i \]" + "\n"
TOTAL = "% derive: check\n" + r"\[ \sum_i p_i = 1 \]" + "\n"
UNKNOWN = r"\unknown{}"


def read(*parts: str) -> Document:
    return read_text("".join(parts), "test.tex")


def lines_in_force(document: Document) -> list[int]:
    return [check.line for check in document.checks]


def messages(document: Document) -> list[str]:
    return [error.message for error in document.errors]


def test_a_refused_hypothesis_taints_what_depends_on_its_names_and_nothing_else() -> None:
    document = read(SOFTMAX, rf"% derive: assume $\sum_k y_k = {UNKNOWN}$" + "\n", GRADIENT, TOTAL)
    assert len(document.checks) == 1  # Σp = 1, which has no y
    assert "what is assumed of 'y' is not known: see the error in line 7" in messages(document)


def test_a_refused_hypothesis_without_known_names_taints_every_later_link() -> None:
    document = read(SOFTMAX, TOTAL, rf"% derive: assume ${UNKNOWN} > 0$" + "\n", TOTAL)
    assert lines_in_force(document) == [8]
    assert "what holds here is not known: see the error in line 9" in messages(document)


def test_a_refused_definition_makes_its_name_unusable_through_other_definitions_too() -> None:
    text = rf"""
% derive: define
\[ a = {UNKNOWN} \]
% derive: define
\[ b = a + 1 \]
% derive: check
\[ b > a \]
% derive: check
\[ 1 > 0 \]
"""
    document = read(text)
    assert lines_in_force(document) == [9]
    assert "'a' is not known: see the error in line 3" in messages(document)
    assert "'b' is not known: see the error in line 5" in messages(document)


def test_a_letter_whose_declaration_is_refused_is_no_index_that_a_product_sums_over() -> None:
    text = rf"""
% derive: let $x \in \mathbb{{R}}^n$
% derive: let $i \in {UNKNOWN}$
% derive: check
\[ x_i \delta_{{i1}} = x_1 \]
"""
    document = read(text)
    assert lines_in_force(document) == []
    assert "'i' is not known: see the error in line 3" in messages(document)


def test_convention_does_not_step_in_for_a_definition_that_was_refused() -> None:
    text = rf"""
% derive: define
\[ \log_q z = {UNKNOWN} z \]
% derive: let $a > 0$, $q > 1$
% derive: check
\[ \log_q a = \frac{{\log a}}{{\log q}} \]
"""
    assert not read(text).checks


def test_a_refused_declaration_taints_its_own_name_only() -> None:
    text = rf"""
% derive: let $x \in {UNKNOWN}$, $y \in \mathbb{{R}}$
% derive: check
\[ x - x = 0 \]
% derive: check
\[ y - y = 0 \]
"""
    assert lines_in_force(read(text)) == [6]


@pytest.mark.parametrize(
    ("directive", "needs", "other"),
    [
        ("layout sideways", r"\frac{\partial p}{\partial z} = \mathrm{diag}(p) - p p^\top", r"\sum_i p_i = 1"),
        ("indices from 7", r"z_1 - z_1 = 0", r"\sum_i p_i = 1"),
    ],
)
def test_a_refused_directive_taints_the_links_that_would_ask_for_it(directive: str, needs: str, other: str) -> None:
    document = read(SOFTMAX, f"% derive: {directive}\n", *(f"% derive: check\n\\[ {f} \\]\n" for f in (needs, other)))
    assert [link.latex for check in document.checks for link in check.links] == [other]
    assert any("see the error in line 7" in message for message in messages(document))


def test_a_refused_hypothesis_for_one_formula_makes_that_formula_unreadable() -> None:
    document = read(SOFTMAX, rf"% derive: assume here $y_k > {UNKNOWN}$" + "\n", TOTAL, TOTAL)
    assert lines_in_force(document) == [11]


def test_a_name_that_is_used_before_it_is_introduced_is_not_another_one_there() -> None:
    text = r"""
% derive: check
\[ q > 0 \]
% derive: let $q > 0$
% derive: check
\[ q > 0 \]
"""
    document = read(text)
    assert lines_in_force(document) == [6]
    assert messages(document) == ["'q' is used before it is introduced in line 4; move that line up"]
