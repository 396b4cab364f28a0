"""Titles, notes and reasons: each formula in them is read as those of documents are, and printed in every form."""

from __future__ import annotations

import ast

import pytest

from derive.documents.inline import unread_in
from derive.documents.prose import Mathematics, Words, is_paired, pieces, text_of
from derive.library import LIBRARY
from derive.report.escape import trusted_latex

SENTENCES = [
    node.value
    for file in (*sorted(LIBRARY.glob("*.py")), *sorted((LIBRARY.parent / "lemmas").glob("*.py")))
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and "$" in node.value
]


def test_every_formula_of_a_sentence_of_the_library_is_read() -> None:
    assert len(SENTENCES) > 200
    assert [found for sentence in SENTENCES if (found := unread_in(sentence))] == []


def test_every_formula_of_a_sentence_of_the_library_is_printed() -> None:
    for sentence in SENTENCES:
        assert is_paired(sentence), sentence
        assert "\\" not in text_of(sentence) and "$" not in text_of(sentence), sentence
        for piece in pieces(sentence):
            assert isinstance(piece, Words) or trusted_latex(piece.latex) is not None, sentence


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        (r"$\operatorname{diag}(p) - p p^\top$", "diag(p) − p pᵀ"),
        (r"both, $p_i(1 - p_i)$ and $-p_i p_j$.", "both, pᵢ(1 − pᵢ) and −pᵢ pⱼ."),
        (r"$\sum_k x_k \exp(t x_k) \ge 0$", "Σₖ xₖ exp(t xₖ) ≥ 0"),
        (r"$\frac{\partial p_i}{\partial z_j} = \frac{a + b}{2}$", "∂pᵢ/∂zⱼ = (a + b)/2"),
        (r"$e^{-x}$ and $e^{z_i}$", "e⁻ˣ and e^(zᵢ)"),
        (r"$(1 + |\sum_k x_k|)/x_b^2$", "(1 + |Σₖ xₖ|)/x_b²"),
        (r"$\|J v\|^2 \to \infty$", "‖J v‖² → ∞"),
        (r"$\theta + c \mathbf{1}$, $\hat p \in \mathbb{R}^K$", "θ + c 1, p̂ ∈ ℝᴷ"),
        (r"$f'(x) = -2^{-24}$", "f′(x) = −2⁻²⁴"),
        ("from $5 to $10", "from $5 to $10"),
    ],
)
def test_a_terminal_shows_formulas_in_unicode(sentence: str, text: str) -> None:
    assert text_of(sentence) == text


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        (r"the factor $n!$", "'!' is not understood"),
        (r"$p_i = $", ""),
        (r"$A =$", "right side is missing"),
        (r"$(x$", "'(' is not closed"),
        (r"$x^2_{a}^3$", "two superscripts"),
    ],
)
def test_what_the_grammar_does_not_read_is_named(sentence: str, says: str) -> None:
    assert says in unread_in(sentence)
    assert bool(says) == bool(unread_in(sentence))


def test_a_formula_that_is_not_understood_is_shown_as_it_is_written() -> None:
    assert text_of("as $(x$ says") == "as (x says"
    assert pieces("as $(x$ says") == (Words("as "), Mathematics("(x"), Words(" says"))


def test_dollar_signs_come_in_pairs() -> None:
    assert is_paired("no formula") and is_paired("$K$ and $z_i$")
    assert not is_paired("only $K is")
