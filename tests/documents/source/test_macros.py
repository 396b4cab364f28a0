"""A macro means what it means to TeX where it is used; where that is not clear, its use is refused, and only that."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest

from derive.documents.errors import Unreadable
from derive.documents.source import Fragment, Macros, Request, find_requests

ONE = r"\newcommand{\a}{1}"


def fragment(preamble: str, formula: str, latex: bool = True) -> tuple[str, Fragment]:
    check = f"% derive: check\n\\[{formula}\\]\n" if latex else f"<!-- derive: check -->\n$${formula}$$\n"
    text = f"{preamble}\n{check}"
    code, found = find_requests(text, latex)
    (request,) = (item for item in found if isinstance(item, Request))
    return text, Macros(code, latex).expand(request.formula, code)


def expanded(preamble: str, formula: str, latex: bool = True) -> str:
    return " ".join(fragment(preamble, formula, latex)[1].text.split())


def refusal(preamble: str, formula: str, latex: bool = True) -> str:
    with pytest.raises(Unreadable) as caught:
        fragment(preamble, formula, latex)
    return caught.value.message


@pytest.mark.parametrize(
    ("preamble", "value"),
    [
        (ONE + r"{\renewcommand{\a}{2}}", "1"),
        (ONE + r"\begingroup\renewcommand{\a}{2}\endgroup", "1"),
        (ONE + r"\bgroup\renewcommand{\a}{2}\egroup", "1"),
        (ONE + r"\begin{center}\renewcommand{\a}{2}\end{center}", "1"),
        (ONE + r"\[\def\a{2}\a\]", "1"),
        (ONE + r"$\def\a{2}\a$", "1"),
        (ONE + r"$$\def\a{2}\a$$", "1"),
        (ONE + r"\(\def\a{2}\a\)", "1"),
        (ONE + r"{\renewcommand{\a}{2}{\def\a{3}}}", "1"),
        (ONE + r"{\gdef\a{2}}", "2"),
        (ONE + r"{\global\def\a{2}}", "2"),
        (ONE + r"{\def\a{3}\gdef\a{2}}", "2"),
        (ONE + r"{\gdef\a{2}\def\a{3}}", "2"),
        (ONE + r"{\global\let\a=2}", "2"),
        (ONE + r"\renewcommand\a{2}", "2"),
        (ONE + "\n\\begin{document}\n\\renewcommand\\a{2}", "2"),
        (ONE + r"It costs \$5, \{ and \}, $x$. \def\a{2}", "2"),
        (ONE + r"% \def\a{2}", "1"),
        (ONE + r"\verb|\def\a{2}|", "1"),
        (ONE + "\n\\begin{verbatim}\n\\def\\a{2}\n\\end{verbatim}", "1"),
        (ONE + r"\iffalse\def\a{2}\fi", "1"),
        (ONE + r"\iftrue\def\a{2}\else\def\a{3}\fi", "2"),
        (ONE + r"\providecommand{\a}{2}", "1"),
        (r"\providecommand{\a}{2}" + r"\renewcommand{\a}{1}", "1"),
        (r"\providecommand{\a}{2}", "2"),
    ],
)
def test_a_definition_holds_as_long_as_its_group(preamble: str, value: str) -> None:
    assert expanded(preamble, r"\a") == value


def test_a_definition_in_a_formula_holds_from_there_to_its_end() -> None:
    assert expanded(ONE, r"\a + \def\a{2}\a + {\def\a{3}\a} + \a") == "1 + 2 + { 3} + 2"
    text = ONE + "\n% derive: check\n\\[\\def\\a{2}\\a\\]\n% derive: check\n\\[\\a\\]\n"
    code, found = find_requests(text, True)
    macros = Macros(code, True)
    assert [macros.expand(r.formula, code).text.split() for r in found if isinstance(r, Request)] == [["2"], ["1"]]


def test_a_definition_in_a_formula_of_markdown_holds_from_there_on() -> None:
    assert expanded(r"$$\newcommand{\a}{1}$$", r"\a", latex=False) == "1"
    assert expanded("```\n\\newcommand{\\a}{2}\n```\n`\\def\\a{3}`\n" + ONE, r"\a", latex=False) == "1"


@pytest.mark.parametrize("preamble", [ONE + r"{\renewcommand{\a}{2}}", r"$${\def\a{2}}$$"])
def test_what_tex_and_mathjax_take_differently_is_refused(preamble: str) -> None:
    assert "MathJax" in refusal(preamble, r"\a", latex=False)


def test_what_latex_would_not_define_anew_is_refused() -> None:
    assert r"write \renewcommand" in refusal(ONE + r"\newcommand{\a}{2}", r"\a")
    assert expanded(ONE + ONE, r"\a") == "1"
    assert expanded(r"\providecommand{\vec}[1]{-#1}", r"\vec{x}") == r"\vec{x}"


@pytest.mark.parametrize(
    ("preamble", "part"),
    [
        (r"\newif\ifdraft\ifdraft\newcommand{\a}{1}\else\newcommand{\a}{2}\fi", r"depends on \ifdraft"),
        (ONE + r"\AtBeginDocument{\renewcommand{\a}{2}}", r"what \AtBeginDocument makes of its argument"),
        (r"\edef\a{1}", r"use \newcommand"),
        (r"\def\a#1;{#1}", r"use \newcommand"),
        (r"\NewDocumentCommand{\a}{s}{1}", r"use \newcommand"),
        (r"\newcommand{\a}{\def\b{2}}", "defines another"),
        (r"\newcommand{\a}[1]{#1}", "needs one argument"),
        (r"\newcommand{\a}{\a}", "defined by itself"),
        (r"\newcommand{\a}{\b}\newcommand{\b}{\a}", "defined by itself"),
        (r"\newcommand{\a}{" + "x" * 5_000 + "}", "longer than"),
    ],
)
def test_a_macro_without_a_clear_meaning_is_refused_where_it_is_used(preamble: str, part: str) -> None:
    assert part in refusal(preamble, r"\a")
    assert expanded(preamble, "x") == "x"


def test_an_unclosed_definition_is_refused_where_it_is_used() -> None:
    assert "is missing" in refusal(r"\newcommand{\a}{1", r"\a")


@pytest.mark.parametrize(
    ("preamble", "formula", "result"),
    [
        (r"\newcommand{\f}[2][n]{#1(#2)}", r"\f{x} \f[m]{y}", "n(x) m(y)"),
        (r"\newcommand{\f}[1]{#1^2}", r"\f x + \f\alpha y", r"x^2 + \alpha^2 y"),
        (r"\newcommand*\f[1]{#1}", r"\f{\f{x}}", "x"),
        ("\\newcommand{\\f}%\n  [1]% }\n  {#1 + 1}", r"\f{2}", "2 + 1"),
        (r"\def\f#1#2{#2#1}", r"\f{x}{y}", "yx"),
        (r"\def\f #1{#1}", r"\f x", "x"),
        (r"\DeclareRobustCommand{\f}{x}", r"\f", "x"),
        (r"\NewDocumentCommand{\f}{O{n} m}{#1#2}", r"\f{x}\f[y]{z}", "nxyz"),
        (r"\DeclareMathOperator{\f}{diag}", r"\f x", r"\operatorname{diag} x"),
        (r"\DeclareMathOperator*{\f}{arg\,max}", r"\f_x y", r"\operatorname{arg\,max}_x y"),
        (r"\DeclarePairedDelimiter{\f}{\lvert}{\rvert}", r"\f{x}\f*{y}\f[\big]{z}\f w",
         r"\lvert x\rvert\left\lvert y\right\rvert\big\lvert z\big\rvert\lvert w\rvert"),
        (r"\newcommand{\R}{\ensuremath{\mathbb{R}}\xspace}", r"\R^2", r"\mathbb{R}^2"),
        (r"\newcommand{\f}{\bar}", r"\f x", r"\bar x"),
        (r"\newcommand{\1}{\mathbb{1}}", r"\1[i = j]", r"\mathbb{1}[i = j]"),
        (r"\newcommand{\f}{x}\let\g=\f\renewcommand{\f}{y}", r"\g\f", "xy"),
        (r"\let\f\vec\renewcommand{\vec}[1]{\f{\mathbf{#1}}}", r"\vec{x}", r"\vec{\mathbf{x}}"),
        (r"\let\f=x", r"\f y", "x y"),
        (r"\newcommand{\f}{\g}\newcommand{\g}{x}", r"\f", "x"),
    ],
)  # fmt: skip
def test_all_forms_of_definitions(preamble: str, formula: str, result: str) -> None:
    assert expanded(preamble, formula) == result


def test_a_macro_as_a_bare_argument_is_taken_whole_or_refused() -> None:
    """TeX's ``\\frac`` takes it whole; read sign by sign, ``\\frac\\a 2`` would be x over +, and 1 2 behind it."""
    sum_ = r"\newcommand{\a}{x+1}"
    assert expanded(sum_, r"\frac\a 2 + \frac 1 \a") == r"\frac{x+1} 2 + \frac 1 {x+1}"
    assert expanded(sum_, r"\mathbf\a") == r"\mathbf{x+1}"
    assert expanded(sum_, r"2\a + y^\a") == "2x+1 + y^x+1"
    assert "two readings" in refusal(sum_, r"\hat\a")
    assert "two readings" in refusal(sum_, r"\sqrt\a")
    assert (
        expanded(r"\newcommand{\a}{\mathbf{x}}", r"\hat\a + \sqrt[3]\a") == r"\hat{\mathbf{x}} + \sqrt[3]{\mathbf{x}}"
    )
    assert "write braces" in refusal(r"\newcommand{\a}[1]{#1}", r"\frac\a{x}{2}")


def test_what_is_expanded_stands_where_the_call_stands_and_an_argument_where_it_is() -> None:
    text, found = fragment(r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}", r"1 + \pd{xy}{\pd{u}{v}} = 2")
    call = text.index(r"\pd{xy}")
    call_end = text.index(" = 2")
    for sign, start in (
        ("x", text.index("xy")),
        ("y", text.index("xy") + 1),
        ("u", text.index("u}{v")),
        ("2", call_end + 3),
    ):
        place = found.text.index(sign)
        assert (found.starts[place], found.ends[place]) == (start, start + 1), sign
    place = found.text.index(r"\frac")
    assert (found.starts[place], found.ends[place + 4]) == (call, call_end)
    inner = found.text.rindex(r"\frac")
    assert (found.starts[inner], found.ends[inner]) == (
        text.index(r"\pd{u}"),
        text.index(r"\pd{u}") + len(r"\pd{u}{v}"),
    )


def test_macros_that_vanish_are_bounded_too() -> None:
    names = "abcdefgh"
    preamble = r"\newcommand{\za}{}" + "".join(
        rf"\newcommand{{\z{new}}}{{{(chr(92) + 'z' + old) * 9}}}" for old, new in pairwise(names)
    )
    start = time.process_time()
    assert "longer than" in refusal(preamble, r"\zh")
    assert time.process_time() - start < 5


def test_many_definitions_take_no_longer_each() -> None:
    def seconds(count: int) -> float:
        names = [f"\\m{chr(97 + k % 26)}{chr(97 + k // 26 % 26)}{chr(97 + k // 676)}" for k in range(count)]
        text = "".join(f"{{\\newcommand{{{name}}}{{x}}" for name in names) + "".join(
            f"\n% derive: check\n\\[{name} = {name}\\]\n" for name in names
        )
        start = time.process_time()
        code, found = find_requests(text, True)
        macros = Macros(code, True)
        for item in found:
            assert isinstance(item, Request)
            macros.expand(item.formula, code)
        return time.process_time() - start

    assert seconds(4_000) < 6 * seconds(1_000) + 0.5


def test_random_macros_never_raise_anything_else() -> None:
    pieces = [r"\newcommand{\a}", r"\def\a", r"\let\a", r"\a", r"\b", r"\gdef\b", "{", "}", "#1", "[1]", "x", "$",
              r"\[", r"\]", "\n", "%", r"\begingroup", r"\endgroup", r"\frac", r"\hat", "^", r"\iffalse", r"\fi",
              r"\else",
              r"\newif\ifa", r"\ifa", r"\DeclarePairedDelimiter\a", r"\providecommand\b",
              "*", "[", "]", "\\"]  # fmt: skip
    rng = random.Random(3)
    for number in range(3_000):
        preamble = "".join(rng.choice(pieces) for _ in range(rng.randint(1, 20)))
        formula = "".join(rng.choice(pieces) for _ in range(rng.randint(1, 12)))
        text = f"{preamble}\n% derive: check\n\\[{formula}\\]\n"
        code, found = find_requests(text, number % 2 == 0)
        macros = Macros(code, number % 2 == 0)
        for item in found:
            if isinstance(item, Request):
                try:
                    result = macros.expand(item.formula, code)
                except Unreadable as problem:
                    assert 0 <= problem.at <= len(text)
                else:
                    assert len(result.text) == len(result.starts) == len(result.ends)
