"""Drafts for functions of which nothing is known, probabilities with variables, macros, layers and steps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from derive.annotate import annotated, annotated_file
from derive.annotate.notations import functions_in, shapes_of
from derive.annotate.survey import surveyed
from derive.documents.reader import read_text


def drafts(text: str) -> list[str]:
    """The directives that are drafted in a text."""
    return re.findall(r"derive: (\w+(?: here)?\?.*?)(?: -->|$)", text, re.MULTILINE)


def test_the_ways_of_writing_a_function_are_told_apart() -> None:
    found = [shape.key for shape in shapes_of(r"p(x, z | \theta) = p(z) p(x \mid f(z, 2)) + p(y | x)")]
    assert ("p", (",", "|"), ("", "", "")) in found
    assert ("p", ("|",), ("", "")) in found
    assert found.count(("p", ("|",), ("", ""))) == 1


def test_a_name_with_a_condition_is_no_vector() -> None:
    assert functions_in([r"p(x \mid z) q(z) + h(a, b)"]) == {"p"}


def test_what_is_written_in_two_ways_is_taught() -> None:
    text = (
        "Some words.\n\n$$p(x, z | c) = p(x | z, c) p(z | c)$$\n\nMore.\n\n"
        "$$P(\\text{y} = 1 | x) = \\frac{P(x | \\text{y} = 1) P(\\text{y} = 1)}{P(x)}$$\n"
    )
    found = annotated(text, latex=False)
    assert found.left == []
    assert read_text(found.text, "a.md", None, True).errors == ()
    assert all("1" not in one.split("$ means")[0] for one in drafts(found.text) if one.startswith("notation"))


def test_variables_before_their_values_are_no_places() -> None:
    text = (
        "Some words.\n\n$$P(\\text{x}=x) = \\sum_y P(\\text{x}=x, \\text{y}=y)$$\n\n"
        "$$P(\\text{y}=y) = \\sum_x P(\\text{x}=x, \\text{y}=y)$$\n\n"
        "$$P(\\text{y}=y | \\text{x}=x) = \\frac{P(\\text{y}=y, \\text{x}=x)}{P(\\text{x}=x)}$$\n"
    )
    found = annotated(text, latex=False)
    assert found.left == []
    notations = [one for one in drafts(found.text) if one.startswith("notation")]
    first = next(one for one in notations if one.startswith(r"notation? $P(\text{x}=a)$"))
    second = next(one for one in notations if one.startswith(r"notation? $P(\text{y}=b)$"))
    assert re.search(r"\\sum_\{v\} \w_\{av\}", first) and re.search(r"\\sum_\{v\} \w_\{vb\}", second)
    assert not [one for one in drafts(found.text) if one.startswith("assume") and "> 0" in one and "Q" not in one]


def test_macros_are_written_out_before_anything_is_guessed() -> None:
    text = "$$\\newcommand\\bs[1]{\\boldsymbol{#1}}$$\n\nSome words.\n\n$$\\bs{I}_n \\bs{x} = \\bs{x}$$\n"
    assert surveyed(text, False).displays[-1].latex == r"\boldsymbol{I}_n \boldsymbol{x} = \boldsymbol{x}"
    found = annotated(text, latex=False)
    assert drafts(found.text) == [r"let? $\boldsymbol{x} \in \mathbb{R}^{n}$", "check?"]
    assert r"$$\bs{I}_n \bs{x} = \bs{x}$$" in found.text


@pytest.mark.parametrize("between", ["", "middle"])
def test_macros_of_the_including_document_are_found(tmp_path: Path, between: str) -> None:
    (tmp_path / "common.tex").write_text("\\newcommand{\\x}{\\mathbf{x}}\n\\newcommand{\\nought}{0}\n")
    (tmp_path / "main.tex").write_text(
        "\\documentclass{article}\n\\input{common.tex}\n\\begin{document}\n"
        f"\\input{{{between or 'part'}}}\n\\end{{document}}\n"
    )
    (tmp_path / "middle.tex").write_text("\\input{part.tex}\n")
    text = "Some words.\n\n\\[ \\|2 \\x\\| = 2 \\|\\x\\| \\]\n"
    (tmp_path / "part.tex").write_text(text)
    found = annotated_file(text, str(tmp_path / "part.tex"))
    assert found.left == []
    assert "newcommand" not in found.text
    assert drafts(found.text) == [r"let? $\mathbf{x} \in \mathbb{R}^{K}$", "check?"]


def test_what_has_a_vector_at_each_step_has_a_row_for_each() -> None:
    text = (
        "Some words.\n\n$$h_t = \\tanh(W_{hh} h_{t-1} + W_{xh} x_t + b_h)$$\n\n$$y_t = W_{hy} h_t + b_y$$\n\n"
        "$$\\begin{aligned} c_t &= f_t \\odot c_{t-1} + i_t \\odot g_t \\end{aligned}$$\n"
    )
    found = annotated(text, latex=False)
    assert found.left == []
    said = drafts(found.text)
    assert r"let? $h \in \mathbb{R}^{T \times K}$" in said and r"let? $W_{hh} \in \mathbb{R}^{K \times K}$" in said
    assert any(re.match(r"let\? \$W_\{hy\} \\in \\mathbb\{R\}\^\{\w \\times K\}\$", one) for one in said)
    assert any(re.match(r"let\? \$c \\in \\mathbb\{R\}\^\{T \\times \w\}\$", one) for one in said)
    assert read_text(found.text, "a.md", None, True).errors == ()


def test_layers_are_matrices_and_vectors_of_their_own() -> None:
    text = "Some words.\n\n$$z^{[1]} = W^{[1]} u + b^{[1]}$$\n"
    said = drafts(annotated(text, latex=False).text)
    assert any(re.match(r"let\? \$W\^\{\[1\]\} \\in \\mathbb\{R\}\^\{\w \\times \w\}\$", one) for one in said)


@pytest.mark.parametrize(
    "display",
    [
        r"L = \lambda_1 L_{\text{fit}} + \lambda_2 L_{\text{size}}",
        r"q = \lambda_1 a + \lambda_2 b",
    ],
)
def test_weights_of_numbers_are_no_vectors(display: str) -> None:
    found = annotated(f"Some words.\n\n$${display}$$\n", latex=False)
    assert not [one for one in drafts(found.text) if one.startswith("let")]


def test_one_of_several_functions_is_no_entry() -> None:
    found = annotated("Some words.\n\n$$g = \\frac{f_i(x)}{\\sum_{i=1}^N f_i(x)}$$\n", latex=False)
    assert not [one for one in drafts(found.text) if "$f " in one]


def test_what_is_said_of_a_number_is_not_said_of_other_letters_with_an_index() -> None:
    text = "For any $a, b \\in \\mathbb{Z}^{+}$ this is so.\n\n$$C(x_i, b_{i+1}) := 2 x_i + b_{i+1}$$\n"
    assert not [one for one in drafts(annotated(text, latex=False).text) if "mathbb{Z}" in one]


def test_a_vector_in_bold_with_an_index_is_a_row() -> None:
    text = "Some words.\n\n$$J = \\frac1m \\sum_{i=1}^m y_i \\mathbf{w}^\\top \\mathbf{x}_i$$\n"
    said = drafts(annotated(text, latex=False).text)
    assert not [one for one in said if re.match(r"let\? \$\\mathbf\{[xw]\} \\in \\mathbb\{R\}\^\{?m\}?\$", one)]
