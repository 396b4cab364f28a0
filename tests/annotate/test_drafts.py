"""Drafts of annotations: what is guessed and from what; nothing of it is in force, and nothing else changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from derive.annotate import annotated
from derive.cli.annotate import annotate_command
from derive.cli.check import Options, check_command
from derive.cli.codes import CommandError
from derive.documents.reader import read_text

NOTES = r"""# Softmax

The logits $z \in \mathbb{R}^K$ are turned into probabilities,

$$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}.$$

With a probability vector $y$, the loss is

$$L = -\sum_k y_k \log p_k.$$

We get

$$\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)$$

and, for a temperature $\tau > 0$,

$$\frac{\partial L}{\partial z_j} = \tau \frac{p_j - y_j}{\tau}.$$
"""


def drafts(text: str) -> list[str]:
    """The drafted directives of a text, in their order."""
    return re.findall(r"^[\s>]*(?:<!--|%) derive: (\S+\?.*?)(?: -->)?$", text, re.MULTILINE)


def without_drafts(text: str) -> str:
    """The text without what was added."""
    added = r"^[ \t>]*(?:<!-- guessed.*-->|<!-- derive: \S+(?: here)?\?.*-->|% guessed.*|% derive: \S+(?: here)?\?.*)\n"
    return re.sub(added, "", text, flags=re.MULTILINE)


def test_displays_are_defined_or_claimed_and_names_declared_as_the_sentences_say() -> None:
    found = annotated(NOTES, latex=False)
    assert drafts(found.text) == [
        r"let? $z \in \mathbb{R}^K$",
        "define?",
        r"let? $y \in \Delta^{K-1}$",
        "define?",
        "check?",
        r"let? $\tau > 0$",
        "check?",
    ]
    assert found.displays == 4 and found.left == []
    assert found.drafts == {"check": 2, "define": 2, "let": 3}


def test_each_draft_says_where_it_comes_from() -> None:
    lines = annotated(NOTES, latex=False).text.split("\n")
    for number, line in enumerate(lines):
        if "?" in line and "derive:" in line:
            assert lines[number - 1].startswith("<!-- guessed"), line
    assert '<!-- guessed from "With a probability vector $y$ , the loss is" -->' in lines


def test_no_draft_is_in_force_and_all_of_them_are_read_when_they_are_accepted() -> None:
    text = annotated(NOTES, latex=False).text
    plain, accepted = read_text(text, "a.md"), read_text(text, "a.md", None, True)
    assert plain.checks == () and plain.errors == () and plain.drafts == 0
    assert [check.draft for check in accepted.checks] == [True, True] and accepted.errors == ()
    assert accepted.drafts == 7
    assert read_text(text.replace("?", ""), "a.md").checks[0].links[0].readings == accepted.checks[0].links[0].readings


def test_nothing_of_the_text_changes_and_a_copy_is_its_own_copy() -> None:
    text = annotated(NOTES, latex=False).text
    assert without_drafts(text) == NOTES
    again = annotated(text, latex=False)
    assert again.text == text and again.displays == 0


def test_what_the_author_has_written_is_kept_and_not_said_again() -> None:
    own = "<!-- derive: let $z \\in \\mathbb{R}^5$, $y \\in \\mathbb{R}^5$ -->\n\n" + NOTES.replace(
        "$$\\frac{\\partial p_i}", "<!-- derive: refute -->\n$$\\frac{\\partial p_i}"
    )
    found = annotated(own, latex=False)
    assert without_drafts(found.text) == own
    assert drafts(found.text) == ["define?", "define?", r"let? $\tau > 0$", "check?"]


def test_a_rejected_kind_stays_as_its_author_changed_it() -> None:
    text = annotated(NOTES, latex=False).text.replace(
        "derive: check? -->\n$$\\frac{\\partial p", "derive: refute -->\n$$\\frac{\\partial p"
    )
    assert annotated(text, latex=False).text == text


def test_latex_has_its_own_comments_and_macros() -> None:
    text = (
        "\\newcommand{\\R}{\\mathbb{R}}\n\\begin{document}\nLet $W \\in \\R^{m \\times n}$ and $x \\in \\R^n$. Then\n"
        "  \\begin{equation}\n    (W x)_i = \\sum_j W_{ij} x_j\n  \\end{equation}\n\\end{document}\n"
    )
    found = annotated(text, latex=True)
    assert without_drafts(found.text) == text
    assert drafts(found.text) == [r"let? $W \in \mathbb{R}^{m \times n}$", r"let? $x \in \mathbb{R}^n$", "check?"]
    assert "\n  % derive: check?\n  \\begin{equation}" in found.text
    document = read_text(found.text, "a.tex", None, True)
    assert document.errors == () and len(document.checks) == 1


def test_drafts_stand_in_the_quote_of_their_display() -> None:
    text = "> We know that\n>\n> $$x + x = 2 x$$\n"
    found = annotated(text, latex=False).text
    assert "> <!-- derive: check? -->\n> $$x + x = 2 x$$" in found
    assert len(read_text(found, "a.md", None, True).checks) == 1


@pytest.mark.parametrize(
    ("sentence", "display", "draft"),
    [
        (r"for $i = 1, \dots, n$ the entries are", r"x_i^2 \ge 0", r"let? $i \in \{1,\dots,n\}$"),
        (r"For an $m \times n$ matrix $A$", r"A^\top A = (A^\top A)^\top", r"let? $A \in \mathbb{R}^{m \times n}$"),
        (r"For the $d$-dimensional vector $w$", r"w^\top w = \|w\|^2", r"let? $w \in \mathbb{R}^{d}$"),
        (r"For probability vectors $p$ and $q$, we have", r"\sum_k p_k q_k \le 1", r"let? $p \in \Delta^{K-1}$"),
        (r"For probability vectors $p$ and $q$, we have", r"\sum_k p_k q_k \le 1", r"let? $q \in \Delta^{K-1}$"),
        (r"We assume that $\sum_k y_k = 1$. Then", r"\sum_k y_k x = x", r"assume? $\sum_k y_k = 1$"),
        (r"For a positive number $a$ we have", r"\log a^2 = 2 \log a", "let? $a > 0$"),
        (r"Since $y$ is a one-hot vector, we have", r"\sum_k y_k x = x", r"let? $y \in \Delta^{K-1}$"),
        (r"Here $\tau$ is positive and", r"\log \tau^2 = 2 \log \tau", r"let? $\tau > 0$"),
        (r"With $q$ classes and a probability vector $p$", r"\sum_k p_k x = x", r"let? $p \in \Delta^{q-1}$"),
        (r"where $s = \sum_k e^{z_k}$, we have", r"\log s = \log \sum_k e^{z_k}", r"define? $s = \sum_k e^{z_k}$"),
    ],
)  # fmt: skip
def test_sentences_are_taken_at_their_word(sentence: str, display: str, draft: str) -> None:
    found = annotated(f"Text. {sentence}\n\n$${display}$$\n", latex=False)
    assert draft in drafts(found.text) and found.left == []


def test_a_condition_of_one_sentence_is_one_of_its_formula_alone() -> None:
    text = "Some words. When $i \\ne j$, we have\n\n$$\\delta_{ij} = 0$$\n"
    found = annotated(text, latex=False)
    assert "<!-- derive: assume here? $i \\ne j$ -->\n" in found.text
    assert read_text(found.text, "a.md", None, True).errors == ()


@pytest.mark.parametrize(
    "sentence",
    [
        r"Let $x \in \mathbb{R}^n$. In the second part, let $x \in \mathbb{R}^{m \times n}$.",
        r"If there is an $x$ such that $x > 0$, the following is different.",
        r"The random variable has a distribution $x$ with a density.",
        r"We have $x = 3$ in the example.",
    ],
)
def test_what_a_text_does_not_say_of_a_name_is_not_guessed(sentence: str) -> None:
    found = annotated(f"{sentence}\n\n$$x - x = 0$$\n", latex=False)
    assert [draft for draft in drafts(found.text) if draft != "check?"] == []


def test_a_domain_in_code_or_in_a_comment_is_none() -> None:
    text = "`$x \\in \\mathbb{R}^n$` <!-- $x \\in \\mathbb{R}^m$ -->\n\n```\nlet $x > 0$\n```\n\n$$x = x$$\n"
    assert drafts(annotated(text, latex=False).text) == ["check?"]


def test_letters_in_bold_are_no_numbers() -> None:
    found = annotated("The layer is\n\n$$\\mathbf{o} = \\mathbf{W} \\mathbf{x}$$\n", latex=False)
    assert drafts(found.text) == [
        r"let? $\mathbf{W} \in \mathbb{R}^{K \times d}$", r"let? $\mathbf{x} \in \mathbb{R}^{d}$", "define?",
    ]  # fmt: skip


def test_what_is_not_understood_is_left_with_the_reason() -> None:
    text = "$$L = -log(p)$$\n\n$$\\oint f = 3$$\n\n$$x + 1$$\n\n$$y = y$$\n"
    found = annotated(text, latex=False)
    assert drafts(found.text) == ["check?"]
    assert found.displays == 3  # one is no formula that says something
    reasons = dict(found.left)
    assert reasons[1].startswith("'log' is set as a product of letters") and "oint" in reasons[3]


def test_errors_of_the_author_are_none_of_the_drafts(tmp_path: Path) -> None:
    text = "<!-- derive: chekc -->\n\n$$y = y$$\n"
    assert "derive: check?" in annotated(text, latex=False).text


def test_what_rests_on_a_draft_is_never_as_expected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.md"
    path.write_text("<!-- derive: check? -->\n$$x + x = 2 x$$\n\n<!-- derive: check -->\n$$y = y$$\n")
    assert check_command([path], Options(no_cache=True)) == 0
    assert "x + x" not in capsys.readouterr().out
    assert check_command([path], Options(no_cache=True, drafts=True)) == 1
    printed = capsys.readouterr()
    assert "x + x = 2 x  (draft)" in printed.out and "y = y\n" in printed.out
    assert "1 draft taken as accepted; remove its question mark to accept it" in printed.err


def test_the_copy_is_written_whole_and_what_was_drafted_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "a.md", tmp_path / "b.md"
    path.write_bytes(NOTES.replace("\n", "\r\n").encode())
    assert annotate_command(path, out) == 0
    assert out.read_bytes().decode() == annotated(NOTES, latex=False).text.replace("\n", "\r\n")
    assert capsys.readouterr().out.startswith(
        "4 of 4 displays without a directive are drafted; drafts: 2 check, 2 define, 3 let\n"
    )
    assert annotate_command(path, None) == 0
    printed = capsys.readouterr()
    assert "derive: define?" in printed.out and "4 of 4 displays" in printed.err


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.md", b"\xff\xfe", "not UTF-8"),
        ("a.csv", b"1", "drafts are made for files"),
        ("gone.md", None, "cannot read"),
    ],
)
def test_a_file_that_cannot_be_annotated_is_one_line(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError, match=message):
        annotate_command(tmp_path / name, tmp_path / "out.md")
    assert not (tmp_path / "out.md").exists()


def test_a_side_without_a_word_set_as_letters_is_what_defines_the_name() -> None:
    text = "$$s = sigmoid(x) = \\frac{1}{1 + e^{-x}}$$\n\n$$\\frac{ds}{dx} = s (1 - s)$$\n"
    found = annotated(text, latex=False)
    assert drafts(found.text) == [r"define? $s = \frac{1}{1 + e^{-x}}$", "check?"] and found.left == []


def test_a_letter_that_has_an_index_elsewhere_is_the_argument_of_a_function_in_such_a_definition() -> None:
    text = (
        "$$s = sigmoid(z) = \\frac{1}{1 + e^{-z}}$$\n\n$$\\frac{ds}{dz} = s(1-s)$$\n\n"
        "$$a_j = \\frac{e^{z_j}}{\\sum_k e^{z_k}}$$\n"
    )
    found = annotated(text, latex=False)
    assert drafts(found.text) == [r"define? $s(z) = \frac{1}{1 + e^{-z}}$", "check?", "define?"]
    assert read_text(found.text, "a.md", None, True).errors == ()


def test_a_function_that_a_sentence_considers_is_defined() -> None:
    text = "Consider the function $g(x) = a x^2 + b x + c$. Then\n\n$$\\frac{dg}{dx}(x) = 2 a x + b.$$\n"
    assert "define? $g(x) = a x^2 + b x + c$" in drafts(annotated(text, latex=False).text)


@pytest.mark.parametrize(
    "text",
    [
        "$$H = -\\sum_i p_i \\log p_i$$\n\n$$H(p) = -\\sum_i p_i \\log p_i$$\n\n$$H = H$$\n",
        "$$(a + b)^2 = a^2 + 2 a b + b^2$$\n\nwhere $a \\in \\mathbb{R}^n$\n\n$$a^2 \\ge 0$$\n",
    ],
)
def test_with_drafts_no_less_is_understood_than_where_each_formula_is_claimed_as_it_stands(text: str) -> None:
    found = annotated(text, latex=False)
    claimed = re.sub(r"^\$\$", "<!-- derive: check -->\n$$", text, flags=re.MULTILINE)
    alone = {check.directive for check in read_text(claimed, "a.md").checks}
    assert found.displays - len(found.left) >= len(alone)


def test_a_declaration_that_a_refusal_asks_for_is_drafted() -> None:
    text = "The loss of one example is\n\n$$L_i = \\sum_{j \\neq y_i} \\max(0, s_j - s_{y_i} + 1)$$\n"
    found = annotated(text, latex=False)
    assert r"let? $y_n \in \{1, \dots, K\}$" in drafts(found.text) and found.left == []
    assert read_text(found.text, "a.md", None, True).errors == ()


def test_a_number_of_an_example_is_no_definition() -> None:
    text = "$$L = -\\sum_i y_i log(p_i)$$\n\nFor this example:\n\n$$L = -log(0.245) = 1.406$$\n"
    assert not [draft for draft in drafts(annotated(text, latex=False).text) if "1.406" in draft]


def test_what_stands_behind_where_is_no_part_of_a_definition() -> None:
    text = "Let $o \\in \\mathbb{R}^q$.\n\n$$h = o \\quad \\textrm{where}\\quad h_i = o_i$$\n"
    assert not [draft for draft in drafts(annotated(text, latex=False).text) if "where" in draft]


@pytest.mark.parametrize(
    ("display", "expected"),
    [
        (
            r"\begin{aligned} a &= b + c \\ d &= a - 1 \end{aligned}",
            ["define? $a = b + c$", "define? $d = a - 1$", "check?"],
        ),
        (r"\begin{alignat}{2} m &= n &\quad h &= k - n \end{alignat}",
         ["define? $m = n$", "define? $h = k - n$", "check?"]),
        (
            r"\begin{aligned} r &= b + c \\ &= c + b \\[2pt] s &= 2 r \end{aligned}",
            ["define? $r = b + c$", "define? $s = 2 r$", "check?"],
        ),
        (r"\begin{aligned} p &= b \\ &\quad + c \\ q &= p \end{aligned}",
         ["define? $p = b + c$", "define? $q = p$", "check?"]),
        (r"p = q \\ r = p + 1", ["define? $p = q$", "define? $r = p + 1$", "check?"]),
    ],
)  # fmt: skip
def test_each_row_that_is_a_definition_is_drafted_by_itself_and_holds(display: str, expected: list[str]) -> None:
    found = annotated(f"Some words.\n\n$${display}$$\n", latex=False)
    assert drafts(found.text) == expected
    assert read_text(found.text, "a.md", None, True).errors == ()


@pytest.mark.parametrize(
    "display",
    [
        r"\begin{aligned} q &= (b + c) \\ &\quad (d + e) \end{aligned}",
        r"\begin{aligned} q &= b \\ - x &= 3 \end{aligned}",
        r"\begin{aligned} q &= x & x > 0 \end{aligned}",
        r"\begin{aligned} s &= sigmoid(z) \\ t &= 1 + s \end{aligned}",
    ],
)
def test_rows_of_which_it_is_not_clear_where_a_formula_ends_define_nothing(display: str) -> None:
    found = annotated(f"Some words.\n\n$${display}$$\n", latex=False)
    assert not [draft for draft in drafts(found.text) if draft.startswith("define")]


def test_the_rows_of_cases_are_no_sides_of_a_formula() -> None:
    text = "Some words.\n\n$$f(x) = \\begin{cases} x & x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}$$\n"
    found = annotated(text, latex=False)
    assert drafts(found.text) == ["define?"]
    assert read_text(found.text, "a.md", None, True).errors == ()


def test_the_names_of_environments_are_no_letters_that_are_known() -> None:
    text = "Some words.\n\n$$\\begin{aligned} x &= y \\end{aligned}$$\n\nMore words.\n\n$$l = 2 x$$\n"
    assert drafts(annotated(text, latex=False).text) == ["define?", "define?"]


def test_right_lines_of_several_rows_are_not_refuted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Some words.\n\n$$\\begin{aligned} a &= b + c \\\\ d &= a - 1 \\end{aligned}$$\n"
    path = tmp_path / "rows.md"
    path.write_text(annotated(text, latex=False).text)
    check_command([path], Options(no_cache=True, drafts=True))
    assert "2 links in 1 file: 2 proved" in capsys.readouterr().out
