"""Displays are found where the document shows them, and nowhere else: not in code, comments, or what TeX skips."""

from __future__ import annotations

import time

import pytest

from derive.documents.errors import Unreadable
from derive.documents.reader import read_text
from derive.documents.source import Places, Request, find_requests

CHECK = "<!-- derive: check -->\n"
TEX = "% derive: check\n"


def formulas(text: str, latex: bool = False) -> list[str]:
    code, found = find_requests(text, latex)
    assert len(code) == len(text)
    assert not [item.message for item in found if isinstance(item, Unreadable)]
    return [" ".join(code[r.formula.start : r.formula.end].split()) for r in found if isinstance(r, Request)]


def problems(text: str, latex: bool = False) -> list[tuple[int, int, str]]:
    _, found = find_requests(text, latex)
    return [(*Places(text)(item.at), item.message) for item in found if isinstance(item, Unreadable)]


@pytest.mark.parametrize(
    "display",
    ["$$a = b$$", "\\[a = b\\]", "```math\na = b\n```", "~~~math\na = b\n~~~", "$$\n\na = b\n\n$$", "text $$a = b$$ x",
     "1. ```math\n   a = b\n   ```", "> $$\n> a\n> = b\n> $$", "> > ```math\n> > a = b\n> > ```",
     "- x\n\n      $$a = b$$\n",
     "$$a % c\n= b$$", "$$a <!-- note -->\n= b$$"],
)  # fmt: skip
def test_displays_of_markdown(display: str) -> None:
    if display.startswith("- x"):
        assert problems(CHECK + display)[0][2].startswith("'check' has nothing to check")  # that is code in a list
    else:
        assert formulas(CHECK + display + "\n") == ["a = b"]


@pytest.mark.parametrize(
    "name",
    [
        "equation",
        "align",
        "gather",
        "multline",
        "eqnarray",
        "flalign",
        "displaymath",
        "math",
        "split",
        "aligned",
        "gathered",
    ],
)
def test_environments_of_latex(name: str) -> None:
    for star in ("", "*"):
        assert formulas(f"{TEX}\\begin{{{name}{star}}}a = b\\end {{{name}{star}}}\n", True) == ["a = b"]
        assert formulas(f"{CHECK}\\begin{{{name}{star}}}a = b\\end{{{name}{star}}}\n") == ["a = b"]


def test_what_an_environment_takes_is_no_part_of_the_formula() -> None:
    """The 2 of alignat would be a factor."""
    assert formulas(TEX + "\\begin{alignat}{2} x &= 1 \\end{alignat}\n", True) == ["x &= 1"]
    assert formulas(TEX + "\\begin{alignedat}[t]{2} x &= 1 \\end{alignedat}\n", True) == ["x &= 1"]


def test_environments_in_each_other_are_one_display() -> None:
    inner = "\\begin{aligned} a &= b \\begin{aligned} c \\end{aligned} \\end{aligned}"
    assert formulas(f"{CHECK}$$ {inner} $$\n") == [inner]
    assert formulas(f"{TEX}\\begin{{equation}} {inner} \\end{{equation}}\n", True) == [inner]
    assert formulas(f"{TEX}{inner}\n", True) == [inner[len("\\begin{aligned}") : -len("\\end{aligned}")].strip()]


def test_a_line_of_comment_is_no_blank_line() -> None:
    assert formulas(TEX + "\\begin{align}\n a &= b\n % note\n \\\\ c &= d\n\\end{align}\n", True) == [
        "a &= b \\\\ c &= d"
    ]
    assert formulas(TEX + "\\[ a\n\\iffalse\n\n = c\n\\fi\n = b \\]\n", True) == ["a = b"]


@pytest.mark.parametrize(
    ("text", "latex", "place", "part"),
    [
        (TEX + "\\[ a\n\n = b \\]\n", True, (2, 1), r"\] is missing before the blank line"),
        (TEX + "\\[ a\n% derive: check\n = b \\]\n", True, (2, 1), r"\] is missing before the directive"),
        (TEX + "\\begin{align} a \\end{align*}\n", True, (2, 1), r"\end{align} is missing"),
        (CHECK + "$$ a\n" + CHECK + "$$ b $$\n", False, (2, 1), "$$ is missing before the directive"),
        (CHECK + "```math\na = b\n", False, (2, 1), "write ``` on a line of its own"),
        (TEX + "\\begin{IEEEeqnarray}{rCl} a \\end{IEEEeqnarray}\n\\[ b \\]\n", True, (2, 1), "write equation"),
        ("\\newcommand{\\be}{\\begin{equation}}\n" + TEX + "\\be a \\end{equation}\n\\[b\\]\n", True, (3, 1), "out of"),
        ("\\newenvironment{eqn}{\\[}{\\]}\n" + TEX + "\\begin{eqn} a \\end{eqn}\n\\[ b \\]\n", True, (3, 1), "eqn"),
        ("\\newcommand{\\eqn}[1]{\\[#1\\]}\n" + TEX + "\\eqn{a}\n\\[ b \\]\n", True, (3, 1), "out of sight"),
    ],
)  # fmt: skip
def test_a_display_that_cannot_be_read_is_not_passed_over(
    text: str, latex: bool, place: tuple[int, int], part: str
) -> None:
    """The directive would apply to the next formula, which its author did not mean."""
    found = problems(text, latex)
    assert any((line, column) == place and part in message for line, column, message in found), found
    _, items = find_requests(text, latex)
    assert not any(isinstance(item, Request) and text[item.formula.start :].startswith(" a") for item in items)


@pytest.mark.parametrize(
    "hidden",
    [
        "```\n{}\n```\n", "~~~~ tex\n{}\n~~~\n~~~~\n", "    {}\n", "- ```\n  {}\n  ```\n", "> ```\n> {}\n> ```\n",
        "`` ` {} ``\n", "<!-- {}\n-->\n",
    ],
)  # fmt: skip
def test_code_and_comments_of_markdown_are_not_read(hidden: str) -> None:
    for inside in ("\\[ a", "$$ a", "```math", "\\begin{align}", "\\newcommand{\\x}{2}"):
        if "`" in inside and hidden.startswith("`` "):
            continue
        text = hidden.replace("{}", inside) + "\n" + CHECK + "$$x = 1$$\n"
        assert formulas(text) == ["x = 1"], text


def test_a_fence_ends_with_the_quote_or_list_item_around_it() -> None:
    for opened in ("> ```\n> code\n\n", "- ```\n  code\n\n"):
        assert formulas(opened + "text\n\n" + CHECK + "$$x = 1$$\n") == ["x = 1"]


def test_a_block_that_is_never_closed_does_not_hide_directives_in_silence() -> None:
    assert "not closed" in problems("```\n" + CHECK + "$$a$$\n")[0][2]
    assert problems("text\n\n```\ncode\n") == []


@pytest.mark.parametrize(
    "hidden",
    [
        "\\begin{verbatim}\n{}\n\\end{verbatim}\n", "\\begin{lstlisting}[language=TeX]\n{}\n\\end{lstlisting}\n",
        "\\begin{comment}\n{}\n\\end{comment}\n", "\\iffalse\n{}\n\\fi\n", "\\iftrue\\else\n{}\n\\fi\n",
        "\\iffalse\n\\ifx a b \\else {}\n\\fi\n\\iftrue\\fi\n{}\n\\fi\n", "\\unless\\iftrue\n{}\n\\fi\n",
        "\\iffalse % \\fi\n{}\n\\fi\n", "\\iffalse \\verb|\n{}\n\\fi\n", "\\newcommand{\\x}{\\fi}\\iffalse\n{}\n\\fi\n",
        "\\let\\on\\iftrue\\iffalse\\on\n\\fi\n{}\n\\fi\n",
    ],
)  # fmt: skip
def test_what_latex_skips_is_not_read(hidden: str) -> None:
    for inside in ("% derive: assume $x = 1$", "\\[ a", "\\begin{align}", "$$ a", "\\def\\x{2}"):
        text = hidden.replace("{}", inside) + TEX + "\\[ x = 1 \\]\n"
        assert formulas(text, True) == ["x = 1"], text


@pytest.mark.parametrize(
    "shown",
    [
        "\\iftrue\n{}\n\\fi\n", "\\iffalse x \\else\n{}\n\\fi\n", "\\unless\\iffalse\n{}\n\\fi\n", "$a \\iff b$\n{}\n",
        "\\verb|\\iffalse|\n{}\n", "% \\iffalse\n{}\n", "\\newcommand{\\hide}{\\iffalse}\n{}\n",
        "\\\\% \\begin{comment}\n{}\n",
        "\\begin{verbatim}\n\\iffalse\n\\end{verbatim}\n{}\n", "\\ifthenelse{a}{b}{c}\n{}\n", "\\newif\\ifdraft\n{}\n",
        "\\ifx\\a\\b c \\fi\n{}\n", "\\url{http://x.org/a%20b}\n{}\n", "\\iffalse\n\\begin{verbatim}\n\\fi\n{}\n",
    ],
)  # fmt: skip
def test_what_latex_shows_is_read(shown: str) -> None:
    assert formulas(shown.replace("{}", TEX) + "\\[ x = 1 \\]\n", True) == ["x = 1"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\\newif\\ifdraft\n\\ifdraft\n% derive: assume $x > 0$\n\\fi\n", "\\ifdraft in line 2"),
        ("\\newcommand{\\hide}{\\iffalse}\n\\hide\n% derive: assume $x > 0$\n\\fi\n", "\\hide in line 2"),
        ("\\let\\hide\\iffalse\n\\hide\n% derive: assume $x > 0$\n\\fi\n", "\\hide in line 2"),
        ("\\ifx\\a\\b\n\\iftrue\n% derive: assume $x > 0$\n\\fi\n\\fi\n", "\\ifx in line 1"),
        ("% derive: check\n\\ifdraft\n\\[ x \\]\n\\else\n\\[ y \\]\n\\fi\n", "\\ifdraft in line 2"),
    ],
)
def test_what_depends_on_a_conditional_is_refused(text: str, reason: str) -> None:
    (found,) = problems(text, True)
    assert reason in found[2]


@pytest.mark.parametrize("opener", ["\\iffalse", "\\begin{verbatim}", "\\begin{comment}"])
def test_what_is_never_closed_does_not_hide_a_hypothesis_in_silence(opener: str) -> None:
    (found,) = problems(f"{opener}\n% derive: assume $x > 0$\n", True)
    assert (found[:2], "not closed" in found[2]) == ((1, 1), True)
    assert problems(f"{opener}\ntext\n", True) == []


def test_verbatim_text_in_a_formula_is_not_passed_over() -> None:
    assert formulas(TEX + "\\[ 1 \\verb|+1| = 2 \\]\n", True) == ["1 \\verb = 2"]


def test_inline_formulas_of_latex_are_no_displays() -> None:
    assert formulas("$a$$b$ and $c$\n" + TEX + "$$x = 1$$\n", True) == ["x = 1"]
    assert formulas(TEX + "\\[ 1 \\\\[2pt] = 2 \\]\n", True) == ["1 \\\\[2pt] = 2"]
    assert formulas(TEX + "a \\\\[2pt] b \\[ x \\]\n", True) == ["x"]


def test_a_thousand_checks_are_scanned_in_the_time_of_a_thousand() -> None:
    def seconds(count: int, latex: bool) -> float:
        block = f"{TEX}\\[\\frac{{x_{{1}}}}{{\\R}} = 1\\]\n\n" if latex else f"{CHECK}$$x = \\R$$\n\ntext `a`\n\n"
        text = "\\newcommand{\\R}{2}\n" + block * count
        start = time.process_time()
        assert len(find_requests(text, latex)[1]) == count
        return time.process_time() - start

    for latex in (False, True):
        assert seconds(4_000, latex) < 6 * seconds(1_000, latex) + 0.5


@pytest.mark.parametrize(
    "unit",
    ["{", "}", "$", "$$", "%", "\\", "`", "- ", "> ", "1. ", "\\[", "\\iffalse", "\\ifx ", "\\fi", "\\verb!",
     "\\lstinline[", "\\begin{align}", "\\newcommand{\\a}{", "\\newcommand%\n", "\\global", "\\let\\a", "<!--",
     "<!-- derive: ", "```\n", "<!-- a -->", "\\url{", "$$\n\n", "a`b``"],
)  # fmt: skip
@pytest.mark.parametrize("latex", [False, True])
def test_long_runs_of_one_sign_take_linear_time(unit: str, latex: bool) -> None:
    start = time.process_time()
    find_requests(unit * (200_000 // len(unit)), latex)
    assert time.process_time() - start < 5


def test_the_reader_takes_the_conditions_of_a_hypothesis() -> None:
    """Only for y > 0 and w > 0 is x > 0 known; as a hypothesis of its own, w > 0 would be proved."""
    text = "<!-- derive: let $x, y, w \\in \\mathbb{R}$ -->\n<!-- derive: assume $x > 0$ if $y > 0$ and $w > 0$ -->\n"
    document = read_text(text + CHECK + "$$w x > 0$$\n", "a.md")
    assert document.errors == ()
    (statement,) = document.checks[0].links[0].readings[0].statements
    assert len(statement.hypotheses) == 1
