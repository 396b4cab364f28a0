"""Bad input gives one clear message with its place, in bounded time; the rest is still read."""

from __future__ import annotations

import random
import time
from itertools import pairwise
from pathlib import Path

import pytest

from derive.documents.reader import Document, read_document, read_text
from derive.documents.source.macros import DEEPEST_EXPANSION


def check(formula: str, *setup: str) -> str:
    directives = "".join(f"<!-- derive: {line} -->\n" for line in setup)
    return f"{directives}<!-- derive: check -->\n$$\n{formula}\n$$\n"


def only_error(text: str, file: str = "a.md") -> tuple[int, int, str]:
    (error,) = read_text(text, file).errors
    return error.line, error.column, error.message


GOOD = "<!-- derive: check -->\n$$1 = 1$$\n"


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("<!-- derive: chekc -->\n$$1 = 1$$\n", 1, 1, "did you mean 'check'?"),
        ("<!-- derive: assume hear $a > 0$ -->\n", 1, 1, "did you mean 'assume here'?"),
        ("<!-- dervie: check -->\n$$1 = 1$$\n", 1, 1, "begins with 'derive:'"),
        ("<!-- derive check -->\n$$1 = 1$$\n", 1, 1, "begins with 'derive:'"),
        ("text <!-- derive: check -->\n$$1 = 1$$\n", 1, 6, "on a line of its own"),
        ("<!-- derive: check -->\n", 1, 1, "nothing to check"),
        ("<!-- derive: check -->\n<!-- derive: check -->\n$$1 = 1$$\n", 1, 1, "nothing to check"),
        ("<!-- derive: check -->\n$$ 1 = 1\n\ntext\n", 2, 1, "$$ is missing"),
        ("<!-- derive: check -->\n\\begin{align} 1 = 1\n\ntext\n", 2, 1, r"\end{align} is missing"),
        ("<!-- derive: let $z \\in \\mathbb{R} -->\n", 1, 18, "write $ at its end"),
        ("<!-- derive: check -->\n$$\\frac{1}{1 = 1$$\n", 2, 17, "} is missing"),
        ("<!-- derive: check -->\n$$1} = 1$$\n", 2, 4, "closes nothing"),
        ("<!-- derive: check -->\n$$\\left( 1 = 1$$\n", 2, 15, r"\right is missing"),
        ("<!-- derive: check -->\n$$\\begin{cases} 1 \\end{split} = 1$$\n", 2, 3, "is closed by"),
        ("<!-- derive: check -->\n$$( 1 = 1$$\n", 2, 3, "is not closed"),
        ("<!-- derive: check -->\n$$1 + \\foo{2} = 1$$\n", 2, 7, r"'\foo' is not understood"),
        ("<!-- derive: check -->\n$$1 = # 2$$\n", 2, 7, "does not belong in a formula"),
        ("<!-- derive: assume here $i \\ne j$ -->\n", 1, 1, "no formula to apply to"),
        ("<!-- derive: define -->\n$$1 = a$$\n", 2, 3, "left side of a definition"),
        ("<!-- derive: define $a = a + 1$ -->\n", 1, 22, "defined by itself"),
        ("<!-- derive: define $a = 1$ -->\n<!-- derive: define $a = 2$ -->\n", 2, 22, "already"),
        ("<!-- derive: define $a = b$ -->\n<!-- derive: define $b = a$ -->\n", 2, 22, "circular"),
        ("<!-- derive: let $a > 0$ -->\n<!-- derive: define $a = 2$ -->\n", 2, 22, "already"),
        ("<!-- derive: let $z \\in \\mathbb{Q}$ -->\n", 1, 25, "domain"),
    ],
)  # fmt: skip
def test_one_message_with_its_place(text: str, line: int, column: int, message: str) -> None:
    found = only_error(text)
    assert message in found[2]
    assert found[:2] == (line, column)


def test_the_other_formulas_are_still_read_and_keep_their_numbers() -> None:
    document = read_text(GOOD + "<!-- derive: check -->\n$$1 = \\foo$$\n" + GOOD, "a.md")
    assert [check.index for check in document.checks] == [0, 2]
    assert len(document.errors) == 1


@pytest.mark.parametrize(
    "lost",
    [
        "<!-- derive: asume $\\sum_k y_k = 1$ -->\n",
        "<!-- derive: assume $\\sum_k y_k = \\foo$ -->\n",
        "<!-- derive: let $y \\in \\Delta^K$ -->\n",
        "<!-- derive: defien -->\n$$y_k = 1/K$$\n",
        "<!-- derive: define -->\n$$y_k = \\foo$$\n",
        "<!-- derive: define -->\n$$y_k = 1/K\n\n",
        "<!-- derive: define $y_k = 1/K$ -->\n<!-- derive: define $y_k = 2/K$ -->\n",
        "<!-- derive: let $y \\in \\mathbb{R}^K$ -->\n<!-- derive: assume $\\sum_k y_k = \\foo$ -->\n",
        "<!-- derive: let $y \\in \\mathbb{R}^K$ -->\n<!-- derive: let $y_k > \\foo$ -->\n",
    ],
)
def test_no_formula_is_judged_without_what_was_lost(lost: str) -> None:
    document = read_text(lost + check(r"\sum_k y_k = 1"), "a.md")
    assert document.checks == ()
    assert "see the error in line" in document.errors[-1].message


@pytest.mark.parametrize(
    ("lost", "name"),
    [
        (r"define $\phi_i = \foo$", r"\phi_i"),
        (r"define $\mathcal{L} = \foo$", r"\mathcal{L}"),
        (r"define $\overline{p}_i = \foo$", r"\bar{p}_i"),
        (r"define $\hat{\mathbf{p}}_i = \foo$", r"\hat{p}_i"),
        (r"define $w^{(i)} = \foo$", r"w^{(i)}"),
        (r"define $L_{\text{CE}} = \foo$", r"L_{\text{CE}}"),
        (r"define $f(x) = \foo$", r"f(x)"),
        (r"let $b^*, \mathcal{A} \in \foo$", r"\mathcal{A}"),
        (r"let $b^*, \mathcal{A} \in \foo$", r"b^*"),
        (r"let $\bar x > \foo$", r"\bar{x}"),
    ],
)
def test_a_name_whose_introduction_was_lost_is_not_judged(lost: str, name: str) -> None:
    document = read_text(check(rf"{name} = 1", lost), "a.md")
    assert document.checks == ()
    assert len(document.errors) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (check("{" * 10_000 + "1" + "}" * 9_000), "deep"),
        (check("{" * 9_990 + "1" + "}" * 9_990 + "=1"), "deep"),
        (check("(" * 9_000 + "1" + ")" * 9_000 + " = 1"), "deep"),
        (check(r"\left(" * 60 + "1" + r"\right)" * 60 + " = 1"), "deep"),
        (check("x^{1000000000} = 1"), "exponent is larger"),
        (check("2^{10^{10^{10}}} = 1"), "exponent is larger"),
        (check("9" * 5_000 + " = 1"), "digits"),
        (check("a" * 30_000 + " = 1"), "longer than"),
        ("\\newcommand{\\foo}{\\foo x}\n" + check(r"\foo = 1"), "defined by itself"),
        ("\\newcommand{\\a}{\\b}\\newcommand{\\b}{\\a}\n" + check(r"\a = 1"), "defined by itself"),
        (
            "".join(f"\\newcommand{{\\m{chr(98 + k)}}}{{{(chr(92) + 'm' + chr(97 + k)) * 9}}}" for k in range(9))
            + "\\newcommand{\\ma}{x}\n"
            + check(r"\mj = 1"),
            "longer than",
        ),
        ("<!-- derive: check -->\n" * 21_000, "more than 20000"),
    ],
)
def test_excess_is_refused_in_bounded_time(text: str, message: str) -> None:
    start = time.process_time()
    assert message in read_text(text, "a.md").errors[-1].message
    assert time.process_time() - start < 5


def test_a_tower_of_powers_of_numbers_is_refused_before_it_is_written_out() -> None:
    (error,) = read_text(check("((((((2^{64})^{64})^{64})^{64})^{64})^{64})^{64} = 1"), "a.md").errors
    assert "too large" in error.message


def test_macros_deep_in_each_other_are_not_called_recursive() -> None:
    names = [chr(97 + n) for n in range(DEEPEST_EXPANSION + 2)]
    macros = "".join(rf"\newcommand{{\m{a}}}{{\m{b}}}" + "\n" for a, b in pairwise(names))
    (error,) = read_text(
        rf"{macros}\newcommand{{\m{names[-1]}}}{{1}}" + "\n% derive: check\n\\[\\ma = 1\\]\n", "a.tex"
    ).errors
    assert "deep" in error.message
    assert "itself" not in error.message


def test_definitions_that_double_are_refused() -> None:
    names = [f"\\mathrm{{n{'x' * k}}}" for k in range(60)]
    setup = [f"define ${new} = {old} \\cdot {old} + 1$" for old, new in pairwise(names)]
    assert "too large" in read_text(check(f"{names[-1]} = 1", *setup), "a.md").errors[-1].message


def test_functions_that_double_are_refused() -> None:
    names = [f"\\mathrm{{g{'x' * (k + 1)}}}" for k in range(25)]
    setup = [f"define ${names[0]}(x) = x^2 + 1$"]
    setup += [f"define ${new}(x) = {old}({old}(x))$" for old, new in pairwise(names)]
    document = read_text(check(f"{names[-1]}(x) = 1", *setup), "a.md")
    assert any("too large" in error.message for error in document.errors)
    assert document.checks == ()


@pytest.mark.parametrize(
    "text",
    ["$$" * 500_000, "\\begin{align}" * 80_000, "<!--" * 250_000, "```\n" * 250_000, "%" * 1_000_000,
     "<!-- derive: check -->\n$$a=a\n" * 30_000, "\\newcommand{\\a}{" * 60_000],
    ids=["dollars", "environments", "comments", "fences", "percent", "unclosed", "macros"],
)  # fmt: skip
@pytest.mark.parametrize("file", ["a.md", "a.tex"])
def test_a_million_characters_of_junk_are_read_in_seconds(text: str, file: str) -> None:
    start = time.process_time()
    assert isinstance(read_text(text, file), Document)
    assert time.process_time() - start < 10


def test_files_that_are_no_documents(tmp_path: Path) -> None:
    (tmp_path / "junk.md").write_bytes(bytes(range(256)))
    (tmp_path / "nul.md").write_bytes(b"text\n\0")
    (tmp_path / "huge.md").write_bytes(b"a" * 10_000_000)
    for name, message in (
        ("junk.md", "UTF-8"), ("nul.md", "binary"), ("huge.md", "larger than"), ("none.md", "cannot be read"),
        ("", "cannot be read"),
    ):  # fmt: skip
        document = read_document(tmp_path / name)
        assert document.checks == ()
        assert message in document.errors[0].message


def test_random_commands_never_raise() -> None:
    pieces = [r"\frac", "{", "}", "_", "^", "x", "i", "=", r"\sum", "(", ")", "|", r"\partial", "+", "-", "1", r"\\",
              "&",
              r"\begin{cases}", r"\end{cases}", r"\left(", r"\right)", r"\nabla", r"\max", r"\log", "'", ",",
              r"\mathbf",
              r"\text{if }", r"\lim", r"\to", r"\mathbb{E}", "[", "]", r"\delta", "d", "/", r"\cdots",
              r"\in", "e", "T"]  # fmt: skip
    rng = random.Random(5)
    for _ in range(1_500):
        formula = " ".join(rng.choice(pieces) for _ in range(rng.randint(1, 14)))
        for error in read_text(check(formula, "let $x \\in \\mathbb{R}^K$"), "a.md").errors:
            assert "Error)" not in error.message, formula
