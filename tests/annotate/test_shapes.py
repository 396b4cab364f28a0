"""Shapes of letters that nobody declares: what products, sums and relations say of them, and no more."""

from __future__ import annotations

import pytest

from derive.annotate import annotated
from derive.annotate.displays import by_shapes, plain_letters, word_in
from derive.annotate.survey import Display
from derive.documents.reader import read_text


def guessed(latex: str) -> list[str]:
    """What is guessed of the letters of a formula, in a document that says nothing of them."""
    return [guess.formula for guess in by_shapes(Display(latex, 1, 1, "", False), {}, frozenset(), "K")]


@pytest.mark.parametrize(
    ("latex", "lets"),
    [
        (
            r"\mathbf{h} = \mathbf{W} \mathbf{x} + \mathbf{b}",
            [
                r"\mathbf{h} \in \mathbb{R}^{K}",
                r"\mathbf{W} \in \mathbb{R}^{K \times d}",
                r"\mathbf{x} \in \mathbb{R}^{d}",
                r"\mathbf{b} \in \mathbb{R}^{K}",
            ],
        ),
        (r"\mathbf{x}^\top \mathbf{A} \mathbf{x} \ge 0",
         [r"\mathbf{x} \in \mathbb{R}^{K}", r"\mathbf{A} \in \mathbb{R}^{K \times K}"]),
        (r"\mathbf{A}^{-1} \mathbf{A} \mathbf{x} = \mathbf{x}",
         [r"\mathbf{A} \in \mathbb{R}^{K \times K}", r"\mathbf{x} \in \mathbb{R}^{K}"]),
        (
            r"\|\mathbf{y} - \mathbf{X}\mathbf{w}\|^2 \ge 0",
            [
                r"\mathbf{y} \in \mathbb{R}^{K}",
                r"\mathbf{X} \in \mathbb{R}^{K \times d}",
                r"\mathbf{w} \in \mathbb{R}^{d}",
            ],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_shapes_follow_from_products_and_sums(latex: str, lets: list[str]) -> None:
    assert guessed(latex) == lets


@pytest.mark.parametrize(
    "latex",
    [
        r"\mathbf{O} = \mathbf{X} \mathbf{W} + \mathbf{b}",
        r"\mathbf{x} \mathbf{y} = \mathbf{A} \mathbf{A}^\top \mathbf{B}^{3}",
        r"x + y = y + x",
    ],
    ids=["a row that is added to each row", "powers", "numbers"],
)
def test_where_shapes_would_not_agree_nothing_is_guessed(latex: str) -> None:
    assert guessed(latex) == []


def test_what_the_text_says_of_a_shape_is_what_the_rest_follows_from() -> None:
    text = (
        "Let $\\mathbf{W} \\in \\mathbb{R}^{m \\times n}$. The layer is\n\n$$\\mathbf{h} = \\mathbf{W} \\mathbf{x}$$\n"
    )
    found = annotated(text, latex=False)
    assert r"let? $\mathbf{x} \in \mathbb{R}^{n}$" in found.text and found.left == []


def test_several_entropies_are_several_definitions() -> None:
    text = (
        "$$H(X, Y) = -\\sum_i \\sum_j p_{ij} \\log p_{ij}$$\n\n$$H(X) = -\\sum_i q_i \\log q_i$$\n\n"
        "$$H(Y \\mid X) = H(X, Y) - H(X)$$\n"
    )
    found = annotated(text, latex=False)
    assert found.drafts["define"] == 3 and found.left == []
    assert read_text(found.text, "a.md", None, True).errors == ()


def test_a_letter_that_is_a_number_elsewhere_is_none_in_bold() -> None:
    numbers = "".join(f"$$(1 - \\theta)^{power} \\theta = \\theta (1 - \\theta)^{power}$$\n\n" for power in (2, 3, 4))
    found = annotated("$$\\boldsymbol{\\theta} + 1 = 1 + \\boldsymbol{\\theta}$$\n\n" + numbers, latex=False)
    assert "let?" not in found.text and found.left == []


def test_letters_are_plain_where_they_have_neither_index_nor_font_nor_accent() -> None:
    assert plain_letters(r"\mathbf{x} + x_i + \hat{y} + z^2 + \theta") == {"z", r"\theta"}


@pytest.mark.parametrize(
    ("latex", "word"),
    [("L = -log(p)", "log"), ("y_ilog(p_i)", "log"), (r"\frac{d^2f}{dx_idx_j}", ""), ("abc = bca", ""),
     ("s = sigmoid(z)", "sigmoid"), (r"\frac{d}{dx}(xax)", "")],
)  # fmt: skip
def test_a_word_is_no_product_of_letters_and_a_product_is_no_word(latex: str, word: str) -> None:
    assert word_in(latex) == word
