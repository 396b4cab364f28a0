"""What authors write is read as they mean it: each link is evaluated numerically at random points."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from derive.documents.reader import Document, read_document, read_text
from tests import oracle


def read(formula: str, *setup: str, kind: str = "check") -> Document:
    directives = "".join(f"<!-- derive: {line} -->\n" for line in setup)
    return read_text(f"{directives}<!-- derive: {kind} -->\n$$\n{formula}\n$$\n", "a.md")


def verdicts(document: Document) -> list[str]:
    """What random points say of each link, in all of its readings."""
    assert document.errors == ()
    return [
        " or ".join(sorted({oracle.verdict(reading.statements) for reading in link.readings}))
        for check in document.checks
        for link in check.links
    ]


def case(name: str) -> list[tuple[str, ...]]:
    """Blocks of ``formulas.txt`` under a heading: setup lines, then formulas."""
    blocks: list[tuple[str, ...]] = []
    heading = ""
    setup: list[str] = []
    for line in Path(__file__).with_name("formulas.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            heading, setup = line[2:], []
        elif line.startswith("> "):
            setup.append(line[2:])
        elif not line:
            setup = []
        elif heading == name:
            blocks.append((line, *setup))
    return blocks


@pytest.mark.parametrize("block", case("true"), ids=lambda block: block[0])
def test_a_true_formula_is_read_as_a_true_statement(block: tuple[str, ...]) -> None:
    assert set(verdicts(read(*block))) == {"true"}


@pytest.mark.parametrize("block", case("false"), ids=lambda block: block[0])
def test_a_false_formula_is_read_as_a_false_statement(block: tuple[str, ...]) -> None:
    assert "false" in verdicts(read(*block))


@pytest.mark.parametrize("block", case("unreadable"), ids=lambda block: block[0])
def test_what_has_two_readings_or_does_not_fit_is_refused(block: tuple[str, ...]) -> None:
    formula, expected = block[0].split(" @@ ")
    document = read(formula, *block[1:])
    assert expected in document.errors[-1].message


def test_rows_make_a_chain_and_each_link_has_its_place() -> None:
    document = read_text(
        "% derive: let $x \\in \\mathbb{R}$\n% derive: check\n\\begin{align}\n"
        "(x+1)^2 &= x^2 + 2x \\\\\n&\\quad + 1 \\\\\n"
        "&\\ge 0\n\\end{align}\n",
        "a.tex",
    )
    places = [(link.relation, link.line, link.column) for link in document.checks[0].links]
    assert places == [("=", 4, 10), (">=", 6, 2)]
    assert document.checks[0].links[0].latex == "(x+1)^2 = x^2 + 2x \\quad + 1"
    assert verdicts(document) == ["true", "true"]


def test_a_hypothesis_for_one_formula_does_not_reach_the_next() -> None:
    text = (
        "<!-- derive: let $z \\in \\mathbb{R}^K$ -->\n<!-- derive: assume here $i \\ne j$ -->\n<!-- derive: check -->\n"
        "$$\\frac{\\partial z_i}{\\partial z_j} = 0$$\n<!-- derive: refute -->\n"
        "$$\\frac{\\partial z_i}{\\partial z_j} = 0$$\n"
    )
    document = read_text(text, "a.md")
    assert [check.expected for check in document.checks] == ["proved", "refuted"]
    assert verdicts(document) == ["true", "false"]


def test_a_derivative_by_something_defined_takes_it_as_a_variable() -> None:
    setup = ("let $z \\in \\mathbb{R}^K$, $y \\in \\Delta^{K-1}$", r"define $p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$")
    setup = (*setup, r"define $L = -\sum_k y_k \log p_k$")
    assert verdicts(read(r"\frac{\partial L}{\partial p_j} = -y_j / p_j", *setup)) == ["true"]
    assert verdicts(read(r"\sum_k \frac{\partial p_k}{\partial p_j} = 0", *setup)) == ["false"]
    assert "does not mention" in read(r"\frac{\partial y_i}{\partial p_j} = 0", *setup).errors[0].message


def test_only_hypotheses_that_matter_are_kept() -> None:
    document = read("a > 0", "let $a > 0$, $b > 0$, $p \\in \\Delta^{K-1}$")
    (statement,) = document.checks[0].links[0].readings[0].statements
    assert len(statement.hypotheses) == 1
    linked = read("a > 0", "let $a > 0$, $b > 0$", "assume $a = b$")
    assert len(linked.checks[0].links[0].readings[0].statements[0].hypotheses) == 3


def test_a_hypothesis_that_restricts_the_size_is_kept() -> None:
    document = read(r"\sum_i x_i = x_1 + x_2", r"let $x \in \mathbb{R}^K$, $q \in \Delta^{K-1}$", "assume $q_k = 1/2$")
    assert len(document.checks[0].links[0].readings[0].statements[0].hypotheses) >= 3
    assert verdicts(document) == ["true"]


def test_macros_keep_places_and_may_take_arguments() -> None:
    text = (
        "\\newcommand{\\R}{\\mathbb{R}}\n\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}\n"
        "\\DeclareMathOperator{\\sm}{softmax}\n% derive: let $z \\in \\R^K$\n% derive: check\n"
        "\\[ \\pd{\\sm(z)_i}{z_j} = \\sm(z)_i(\\delta_{ij} - \\sm(z)_j) \\]\n"
        "% derive: check\n\\[ \\pd{z_i}{q q} = 0 \\]\n"
    )
    document = read_text(text, "a.tex")
    assert [oracle.verdict(link.readings[0].statements) for link in document.checks[0].links] == ["true"]
    assert [error.line for error in document.errors] == [8]


def test_code_and_comments_are_not_read() -> None:
    fenced = "```\n<!-- derive: check -->\n$$a = b$$\n```\n~~~tex\n% derive: check\n~~~\n"
    assert read_text(fenced, "a.md") == Document("a.md", (), ())
    verbatim = "\\begin{verbatim}\n% derive: check\n\\[ a = b \\]\n\\end{verbatim}\n"
    assert read_text(verbatim, "a.tex") == Document("a.tex", (), ())


def test_indented_code_is_not_read() -> None:
    claim = "<!-- derive: check -->\n{0}$$1 = 2$$\n"
    assert read_text("text\n\n    " + claim.format("    "), "a.md") == Document("a.md", (), ())
    assert read_text("text\n\n\t" + claim.format("\t"), "a.md") == Document("a.md", (), ())
    assert read_text("- item\n\n      " + claim.format("      "), "a.md") == Document("a.md", (), ())


@pytest.mark.parametrize(
    "text",
    [
        "- item\n\n    <!-- derive: check -->\n    $$1 = 2$$\n",
        "text\n    <!-- derive: check -->\n    $$1 = 2$$\n",
        "<!-- derive: check -->\n$$\n    1 = 2\n$$\n",
        "<!-- derive: check -->\n```math\n\n    1 = 2\n```\n",
        "<!-- a\n\n-->\n\n  <!-- derive: check -->\n  $$1 = 2$$\n",
    ],
    ids=["in a list", "in a paragraph", "in a display", "in a fence", "less than four"],
)
def test_what_is_indented_and_no_code_is_read(text: str) -> None:
    document = read_text(text, "a.md")
    assert (len(document.checks), document.errors) == (1, ())


def test_definitions_may_stand_in_any_order() -> None:
    setup = [
        r"define $L = -\log q_1$",
        r"define $q_i = w_i / Z$",
        r"define $Z = \sum_j w_j$",
        r"define $w_i = e^{z_i}$",
    ]
    for order in (setup, setup[::-1], [setup[k] for k in (2, 0, 3, 1)]):
        document = read(r"L = \log \sum_j e^{z_j} - z_1", r"let $z \in \mathbb{R}^K$", *order)
        assert verdicts(document) == ["true"], order


@pytest.mark.parametrize("late", ["define $p_i = 1/K$", r"let $p \in \Delta^{K-1}$"])
def test_what_uses_a_name_too_early_is_not_judged(late: str) -> None:
    claim = "<!-- derive: check -->\n$$\\sum_i p_i = 1$$\n"
    size = "<!-- derive: let $z \\in \\mathbb{R}^K$ -->\n"
    document = read_text(f"{size}{claim}<!-- derive: {late} -->\n{claim}", "a.md")
    assert [(error.line, error.message) for error in document.errors] == [
        (3, "'p' is used before it is introduced in line 4; move that line up")
    ]
    assert verdicts(replace(document, errors=())) == ["true"]


def test_a_number_of_classes_that_is_a_number_elsewhere_is_no_size() -> None:
    document = read(r"\sum_i p_i = 1", "define $p_i = 1/K$")
    assert (document.checks, len(document.errors)) == ((), 1)
    assert "declare the vector" in document.errors[0].message


def test_all_indices_are_meant_where_a_hypothesis_says_so() -> None:
    """Without its quantifier, the first would be about one entry of y, and the claim false."""
    setup = (r"let $y \in \mathbb{R}^K$", r"assume here $y_k = 0 \quad \forall k$")
    assert verdicts(read(r"\sum_k y_k + y_k = 0", *setup)) == ["true"]
    assert verdicts(read(r"\sum_i y_i + y_k = 0", setup[0], r"assume here $y_k = 0$")) == ["false"]


def test_all_kinds_of_displays_are_found() -> None:
    displays = ["$$1 = 1$$", "\\[1 = 1\\]", "```math\n1 = 1\n```", "\\begin{equation*}1 = 1\\end{equation*}"]
    displays += ["\\begin{gather}1 = 1\\end{gather}", "$$\\begin{split}1 &= 1\\end{split}$$"]
    for display in displays:
        document = read_text(f"<!-- derive: check -->\n{display}\n", "a.md")
        assert (len(document.checks), document.errors) == (1, ()), display


def test_reading_needs_no_sympy() -> None:
    code = "import sys, derive.documents.reader as d; d.read_text('', 'a.md'); assert 'sympy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_two_readings_of_a_file_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("<!-- derive: check -->\n$$\\sum_i x_i^2 \\ge 0$$\n", encoding="utf-8")
    assert read_document(path) == read_document(path)


def test_a_link_is_quoted_with_the_whole_call_of_a_macro() -> None:
    text = r"""
\newcommand{\pair}[2]{#1 + #2}
\newcommand{\turned}[2]{#2 + #1}
% derive: let $x > 0$
% derive: check
\[ \pair{x}{2} = \turned{x}{2} = 2 + \pair{0}{x} \]
"""
    links = read_text(text, "a.tex").checks[0].links
    assert [link.latex for link in links] == [
        r"\pair{x}{2} = \turned{x}{2}",
        r"\turned{x}{2} = 2 + \pair{0}{x}",
    ]
