"""What refusals ask for, what stands in which part of a text, and displays of several formulas."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from derive.annotate import annotated
from derive.annotate.displays import clauses_of
from derive.annotate.mending import MENDS
from derive.annotate.survey import surveyed
from derive.cli.check import Options, check_command
from derive.documents.errors import REFUSALS
from derive.documents.reader import read_text


def drafts(text: str) -> list[str]:
    """The drafted directives of a text with its drafts, in their order."""
    found = annotated(text, latex=False).text
    return re.findall(r"^<!-- derive: (\S+\?.*?) -->$", found, re.MULTILINE)


def verdicts(text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What ``derive check --drafts`` counts in a text with its drafts."""
    path = folder / "a.md"
    path.write_text(annotated(text, latex=False).text)
    assert check_command([path], Options(no_cache=True, drafts=True)) == 1
    return next(line for line in capsys.readouterr().out.split("\n") if " in 1 file: " in line)


SOFTMAX = r"""# Outputs

We choose labels $y \in \{1, 2, 3\}$ or vectors. The outputs are

$$o_1 = x_1 w_{11} + b_1$$

# Softmax

$$\hat{\mathbf{y}} = \mathrm{softmax}(\mathbf{o}) \quad \textrm{where}\quad
\hat{y}_i = \frac{\exp(o_i)}{\sum_j \exp(o_j)}.$$

# Loss

Since $\mathbf{y}$ is a one-hot vector over $q$ classes, the loss is

$$l(\mathbf{y}, \hat{\mathbf{y}}) = - \sum_{j=1}^q y_j \log \hat{y}_j.$$

We get

$$\partial_{o_j} l(\mathbf{y}, \hat{\mathbf{y}})
= \frac{\exp(o_j)}{\sum_{k=1}^q \exp(o_k)} - y_j = \mathrm{softmax}(\mathbf{o})_j - y_j.$$
"""


def test_a_page_on_softmax_is_drafted_so_that_what_it_says_is_proved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert drafts(SOFTMAX) == [
        r"let? $\mathbf{o} \in \mathbb{R}^{q}$",
        "check?",
        r"define? $\hat{y}_i = \frac{\exp(o_i)}{\sum_j \exp(o_j)}$",
        r"check? $\hat{\mathbf{y}} = \mathrm{softmax}(\mathbf{o})$",
        r"let? $\mathbf{y} \in \Delta^{q-1}$",
        "define?",
        "check?",
    ]
    assert "3 proved" in verdicts(SOFTMAX, tmp_path, capsys)


@pytest.mark.parametrize(
    ("latex", "clauses"),
    [
        (r"u = v, \quad w = u + v", [("", "u = v"), ("", "w = u + v")]),
        (r"u = v \text{ where } v = 2 w", [("", "u = v"), ("where", "v = 2 w")]),
        (r"f(a) = b \textrm{ and } f(b) = a.", [("", "f(a) = b"), ("and", "f(b) = a")]),
        (r"H(X), H(Y) \le H(X, Y) \le c", [("", r"H(X) \le H(X, Y) \le c"), ("", r"H(Y) \le H(X, Y) \le c")]),
        (r"a_i = b_i, \quad i = j", []),
        (r"a_i = b_i, \quad i \neq j", []),
        (r"\exp(a \quad b = c) = d", []),
        (r"L(a, b) \le c", []),
        (r"u = v \quad \text{otherwise}", []),
        (r"\begin{aligned} u &= v \quad w = u \end{aligned}", []),
    ],
)
def test_a_display_is_taken_apart_where_each_part_is_a_formula(latex: str, clauses: list[tuple[str, str]]) -> None:
    assert clauses_of(latex) == clauses


def test_every_formula_of_a_display_is_drafted() -> None:
    text = "Some words.\n\n$$u = v, \\quad w = u + v$$\n\nSo\n\n$$w = 2 v.$$\n"
    assert drafts(text) == ["define? $u = v$", "define? $w = u + v$", "check?"]
    again = annotated(annotated(text, latex=False).text, latex=False)
    assert again.displays == 0 and again.drafts == {}


def test_what_exercises_say_is_said_for_them_alone() -> None:
    exercises = "# Exercises\n\n1. Let $x > 0$. Show that\n\n"
    above = f"# Text\n\n$$x - x = 0$$\n\n{exercises}$$y^2 - y^2 = 0$$\n"
    among = f"# Text\n\n$$y - y = 0$$\n\n{exercises}$$x^2 > 0$$\n"
    assert drafts(above) == ["check?", "check?"]
    assert drafts(among) == ["check?", r"let? $x > 0$", "check?"]


def test_what_a_section_says_of_a_name_counts_there() -> None:
    text = (
        "# One\n\nLet $y \\in \\{1, \\dots, K\\}$.\n\n# Two\n\nLet $y \\in \\mathbb{R}^K$. Then\n\n"
        "$$\\sum_k y_k = \\sum_j y_j$$\n"
    )
    assert drafts(text) == [r"let? $y \in \mathbb{R}^K$", "check?"]


def test_sections_are_those_of_the_format() -> None:
    assert surveyed("# A\n\ntext\n\nB\n---\n\n```\n# no heading\n```\n", latex=False).headings == [(1, "A"), (5, "B")]
    text = "\\section{A}\ntext\n% \\section{no}\n\\subsection*{Problems}\nmore\n"
    found = surveyed(text, latex=True)
    assert found.headings == [(1, "A"), (4, "Problems")]
    assert [found.section(line) for line in (1, 2, 5)] == [1, 1, 2]
    assert [found.is_apart(line) for line in (2, 5)] == [False, True]


def test_a_declaration_is_moved_above_the_first_entry_of_its_name() -> None:
    text = "We have\n\n$$o_1 + o_1 = 2 o_1$$\n\nand\n\n$$\\mathrm{softmax}(\\mathbf{o})_i > 0$$\n"
    assert drafts(text) == [r"let? $\mathbf{o} \in \mathbb{R}^{K}$", "check?", "check?"]


def test_random_variables_and_bound_letters_are_no_vectors() -> None:
    text = "Let $P$ be a discrete distribution.\n\n$$H(X) = - \\mathbb{E}_{x \\sim P} [\\log P(x)]$$\n"
    assert [draft for draft in drafts(text) if draft.startswith(("let? $X", "let? $x"))] == []


INFORMATION = r"""The joint entropy is

$$H(X, Y) = - \sum_{x} \sum_{y} p_{X, Y}(x, y) \log p_{X, Y}(x, y),$$

and satisfies

$$H(X), H(Y) \le H(X, Y) \le H(X) + H(Y).$$

The conditional entropy is

$$H(Y \mid X) = - \sum_{x} \sum_{y} p(x, y) \log p(y \mid x),$$

for which we obtain

$$H(Y \mid X) = H(X, Y) - H(X).$$

The mutual information is

$$I(X, Y) = H(X, Y) - H(Y \mid X) - H(X \mid Y).$$

We see that

$$I(X, Y) = H(X) + H(Y) - H(X, Y).$$
"""


def test_distributions_under_sums_are_taught_so_that_what_a_page_says_of_entropies_is_proved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = annotated(INFORMATION, latex=False)
    assert found.left == []
    assert r"notation? $p(y \mid x)$ means $\frac{P_{xy}}{\sum_{v} P_{xv}}$" in found.text
    assert read_text(found.text, "a.md", None, True).errors == ()
    assert "6 links in 1 file: 6 proved" in verdicts(INFORMATION, tmp_path, capsys)


def test_an_array_that_is_drafted_has_a_letter_that_the_text_does_not_have() -> None:
    text = "Let $P$ and $Q$ be events.\n\n$$h = - \\sum_{x} \\sum_{y} p(x, y) \\log p(x, y)$$\n"
    assert r"let? $R \in \mathbb{R}^{m \times n}$" in drafts(text)


def test_a_false_formula_of_a_drafted_page_is_refuted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    false = INFORMATION.replace("H(X, Y) - H(X).", "H(X, Y) - H(Y).")
    assert "1 refuted" in verdicts(false, tmp_path, capsys)


def test_an_expectation_is_no_name_that_a_display_defines() -> None:
    text = "Some words.\n\n$$\\mathop{\\mathbb{E}}_{k \\sim p}[x_k] = \\sum_k p_k x_k$$\n"
    assert not [draft for draft in drafts(text) if draft.startswith("define")]


def test_small_letters_of_a_product_with_a_transposition_are_vectors() -> None:
    text = (
        "Some words.\n\n$$h(x) = \\frac{1}{1 + e^{-\\theta^T x}}$$\n\n"
        "More.\n\n$$L = \\prod_{i=1}^m \\theta^T x^{(i)}$$\n"
    )
    found = drafts(text)
    assert r"let? $\theta \in \mathbb{R}^{d}$" in found and r"let? $x^{(i)} \in \mathbb{R}^{d}$" in found
    assert found.count("define?") == 2


def test_a_variable_of_differentiation_is_a_number_also_above() -> None:
    text = "We have\n\n$$(x + a) - x = a$$\n\nand\n\n$$\\frac{d}{dx}[1] = 0$$\n"
    assert drafts(text) == [r"let? $x \in \mathbb{R}$", "check?", "check?"]


def test_members_of_a_family_are_vectors_where_they_have_entries_and_matrices_are_no_numbers() -> None:
    sums = "\\sum_{i=1}^m x_j^{(i)} = \\sum_{k=1}^m x_j^{(k)}"
    entries = f"Some words.\n\n$$\\sum_{{i=1}}^m h(x^{{(i)}}) = a$$\n\n$${sums}$$\n"
    assert r"let? $x^{(i)} \in \mathbb{R}$" not in drafts(entries)
    assert "let? $W" not in "".join(drafts("Some words.\n\n$$h^{(l)} = f(W^{(l)} x + b^{(l)})$$\n"))


def test_formulas_of_a_sentence_between_two_dollars_are_no_displays() -> None:
    text = (
        "Let $$x \\in \\mathbb{R}^n$$ be a vector.\n\n- $$y = 0$$ if and only if $$x = 0$$.\n\n"
        "We get $$x + x = 2 x$$\n\n$$x - x = 0$$ (5)\n\n$$x = x$$ {#eq-same}\n"
    )
    assert [one.latex for one in surveyed(text, latex=False).displays] == ["x + x = 2 x", "x - x = 0", "x = x"]
    assert drafts(text) == [r"let? $x \in \mathbb{R}^n$", "check?", "check?", "check?"]


def test_a_name_that_counts_from_zero_is_a_name_of_its_own_above_the_first_formula_that_has_it() -> None:
    text = "The model is\n\n$$y(x) = w_0 + w_1 x$$\n\nso\n\n$$y(2) = w_0 + 2 w_1$$\n"
    assert drafts(text) == [r"let? $w_{0} \in \mathbb{R}$", r"let? $w_{1} \in \mathbb{R}$", "define?", "check?"]


@pytest.mark.parametrize(
    ("display", "draft"),
    [
        (r"\sum_{i=1}^n y^{(i)} a = a \sum_{i=1}^n y^{(i)}", r"let? $y^{(i)} \in \mathbb{R}$"),
        (r"\sum_m e_m a = a \sum_m e_m", r"let? $e \in \mathbb{R}^{K}$"),
        (r"\|u\|^2 + v^2 = v^2 + \|u\|^2", r"let? $u \in \mathbb{R}^d$"),
        (r"\mathbf{A} = \mathbf{W} \boldsymbol{\Sigma} \mathbf{W}^{-1}", r"assume? $\det(\mathbf{W}) \neq 0$"),
        (r"D_{KL}(p \| q) = D_{KL}(p \| q)", r"let? $q \in \mathbb{R}^{K}$"),
    ],
)
def test_what_a_refusal_asks_for_is_found_by_its_code(display: str, draft: str) -> None:
    text = f"Some words.\n\n$${display}$$\n"
    assert draft in drafts(text) and annotated(text, latex=False).left == []


def test_each_code_that_is_mended_is_that_of_a_refusal() -> None:
    codes = {refusal.code for refusal in REFUSALS.values()}
    assert set(MENDS) <= codes
