"""What a directive asks for is what its words say; where they say two things, or nothing known, it is refused."""

from __future__ import annotations

import pytest

from derive.documents.errors import Unreadable
from derive.documents.source import Places, Request, find_requests


def requests(text: str, latex: bool = False, drafts: bool = False) -> list[Request]:
    _, found = find_requests(text, latex, drafts)
    assert not [item for item in found if isinstance(item, Unreadable)]
    return [item for item in found if isinstance(item, Request)]


def one(directive: str) -> Request:
    (request,) = requests(f"<!-- derive: {directive} -->\n")
    return request


def problems(text: str, latex: bool = False) -> list[Unreadable]:
    _, found = find_requests(text, latex)
    return [item for item in found if isinstance(item, Unreadable)]


def problem(directive: str) -> Unreadable:
    (found,) = problems(f"<!-- derive: {directive} -->\n")
    return found


def conditions(directive: str) -> list[list[tuple[str, str, bool]]]:
    text = f"<!-- derive: {directive} -->\n"
    return [
        [(text[c.span.start : c.span.end], c.word, c.quantifies) for c in request.conditions]
        for request in requests(text)
    ]


def test_layout_and_indices_carry_their_word() -> None:
    for directive, argument in (
        ("layout denominator", "denominator"), ("layout numerator", "numerator"), ("indices from 0", "from 0"),
        ("layout  \n numerator", "numerator"),
    ):  # fmt: skip
        request = one(directive)
        assert (request.kind, request.argument) == (directive.split()[0], argument)


def test_a_constant_is_a_formula_and_a_notation_two() -> None:
    text = "<!-- derive: constant $\\pi$, $e$ -->\n<!-- derive: notation $a$ means $b$ and $`c`$ means $d$ -->\n"
    found = requests(text)
    assert [(r.kind, text[r.formula.start : r.formula.end]) for r in found] == [
        ("constant", "\\pi"), ("constant", "e"), ("notation", "a"), ("notation", "c"),
    ]  # fmt: skip
    assert [text[r.meaning.start : r.meaning.end] for r in found if r.meaning is not None] == ["b", "d"]


@pytest.mark.parametrize("draft", ["let? $x > 0$", "define?", "check?", "assume here? $i \\ne", "layout? denominator"])
def test_a_draft_is_not_in_force_and_says_nothing(draft: str) -> None:
    assert requests(f"<!-- derive: {draft} -->\n$$x = 1$$\n") == []
    assert requests(f"text <!-- derive: {draft} -->\n") == []


def test_a_draft_takes_no_display_from_a_directive() -> None:
    text = "<!-- derive: check -->\n<!-- derive: define? -->\n$$x = 1$$\n"
    assert [request.kind for request in requests(text)] == ["check"]


def test_drafts_count_where_they_are_asked_for() -> None:
    text = "<!-- derive: let? $x > 0$ -->\n<!-- derive: check? -->\n$$x = 1$$\n"
    assert [request.kind for request in requests(text, drafts=True)] == ["let", "check"]


@pytest.mark.parametrize(
    ("directive", "message"),
    [
        ("chekc", "did you mean 'check'?"),
        ("chek? $x$", "did you mean 'check'?"),
        ("asume $x > 0$", "did you mean 'assume'?"),
        ("layuot denominator", "did you mean 'layout denominator'?"),
        ("notatoin $a$ means $b$", "did you mean 'notation'?"),
        ("layout", "'layout denominator' or 'layout numerator'"),
        ("layout denomiator", "'layout denominator' or 'layout numerator'"),
        ("indices from 1", "expected 'indices from 0'"),
        ("indices from 0 $x$", "expected 'indices from 0'"),
        ("constant", "write 'constant $…$'"),
        ("notation $a$", "notation $…$ means $…$"),
        ("notation $a$ is $b$", "notation $…$ means $…$"),
        ("notation $a$ means $b$ foo", "'foo' is not understood"),
        ("assume for all $k$: $p_k > 0$", "conditions follow it"),
        ("let $x > 0$ for all $k$", "in 'assume' only"),
        ("assume $x > 0$ for all k", "'for all k' is not understood"),
        ("assume $x > 0$ or $y > 0$", "'or' is not understood"),
        ("assume $x > 0$ if", "'if' is not understood"),
        ("assume $ $", "is empty"),
        ("assume $x > 0", "write $ at its end"),
    ],
)
def test_what_is_not_understood_is_said_with_a_remedy(directive: str, message: str) -> None:
    assert message in problem(directive).message


def test_a_lost_premise_spoils_and_a_lost_claim_does_not() -> None:
    for directive, spoils in (
        ("asume $x > 0$", True), ("layuot denominator", True), ("notation $a$", True), ("chekc", False),
        ("refute $x", False), ("let $x", True),
    ):  # fmt: skip
        assert problem(directive).spoils is spoils, directive


def test_all_formulas_behind_if_are_conditions() -> None:
    """The second would be a hypothesis of its own, and the claim w > 0 be proved from it."""
    assert conditions("assume $x > 0$ if $y > 0$ and $w > 0$") == [[("y > 0", "if", False), ("w > 0", "if", False)]]
    assert conditions("assume $x > 0$ if $y > 0$ and if $w > 0$") == [[("y > 0", "if", False), ("w > 0", "if", False)]]
    assert conditions("assume $x > 0$ for all $k \\ne c$ and $j \\ne c$") == [
        [("k \\ne c", "for all", True), ("j \\ne c", "for all", True)]
    ]


@pytest.mark.parametrize("word", ["all", "every", "any", "each"])
def test_a_quantifying_word_is_told_from_a_condition(word: str) -> None:
    assert conditions(f"assume $p_k > 0$ for {word} $k$") == [[("k", f"for {word}", True)]]
    assert conditions("assume $p_k > 0$ for $k \\ne c$") == [[("k \\ne c", "for", False)]]
    assert conditions(f"assume $p_k > 0$ for {word} $k$, $j$ and $i$ with $i \\ne j$") == [
        [("k", f"for {word}", True), ("j", f"for {word}", True), ("i", f"for {word}", True),
         ("i \\ne j", "with", False)]
    ]  # fmt: skip


def test_a_semicolon_ends_what_a_condition_reaches() -> None:
    assert conditions("assume $a > 0$; $b > 0$ if $c > 0$") == [[], [("c > 0", "if", False)]]
    assert conditions("assume $a > 0$ if $c > 0$; $b > 0$") == [[("c > 0", "if", False)], []]


@pytest.mark.parametrize(
    "directive",
    [
        "assume $a > 0$, $b > 0$ if $c > 0$",
        "assume here $a_k > 0$, $b_k > 0$ for all $k$",
        "assume $a > 0$ if $b > 0$, $c > 0$",
        "assume $a_k > 0$ for all $k$ and $b > 0$",
        "assume $a_k > 0$ for all $k$, $b_k > 0$",
        "assume $a > 0$ with $b > 0$",
    ],
)
def test_a_condition_that_may_belong_elsewhere_is_refused(directive: str) -> None:
    assert "two readings" in problem(directive).message


def test_for_all_behind_several_formulas_of_assume_says_what_assume_says_anyway() -> None:
    assert conditions("assume $a_k > 0$, $b_k > 0$ for all $k$") == 2 * [[("k", "for all", True)]]


def test_a_display_is_never_hypothesis_and_claim_at_once() -> None:
    """Whatever it says would follow from itself."""
    for first in ("assume here", "assume", "define", "let", "check"):
        text = f"<!-- derive: {first} -->\n<!-- derive: check -->\n$$x = 1$$\n"
        assert [(item.at, item.message.split(":")[0]) for item in problems(text)] == [
            (0, f"'{first}' has nothing to {first if first in ('define', 'check') else 'read'}")
        ]


def test_what_is_said_between_a_directive_and_its_display_is_said_before_it() -> None:
    text = "<!-- derive: check -->\n<!-- derive: assume here $i \\ne j$ -->\n$$x = 1$$\n"
    assert [request.kind for request in requests(text)] == ["assume here", "check"]


@pytest.mark.parametrize(
    ("text", "latex", "place", "message"),
    [
        ("% derive: check\n$$x = 1$$\n", False, (1, 1), "<!-- derive: … -->"),
        ("<!-- derive: check -->\n\\[x = 1\\]\n", True, (1, 1), "% derive: …"),
        ("% <!-- derive: check -->\n\\[x = 1\\]\n", True, (1, 3), "% derive: …"),
        ("<!-- derive： check -->\n$$x = 1$$\n", False, (1, 1), "begins with 'derive:'"),
        ("<!-- a\n<!-- derive: check -->\n", False, (1, 1), ""),
        ("x\n<!-- a\n\n<!-- derive: check\n$$x = 1$$\n", False, (2, 1), "write --> at its end"),
        ("x\n\\end{document}\n% derive: check\n\\[x = 1\\]\n", True, (3, 1), "has ended"),
        ("\\[x = 1\\]\n% derive: check", True, (2, 1), "nothing to check"),
        ("\\[x = 1\\] % derive: check\n", True, (1, 11), "on a line of its own"),
        ("<!-- derive: check --> $$x = 1$$\n", False, (1, 1), "on a line of its own"),
        ("<!-- derive: check --> <!-- derive: check -->\n", False, (1, 1), "on a line of its own"),
    ],
)
def test_a_directive_that_nobody_would_read_is_no_silence(
    text: str, latex: bool, place: tuple[int, int], message: str
) -> None:
    found = problems(text, latex)
    if message:
        assert (Places(text)(found[0].at), message in found[0].message) == (place, True)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff<!-- derive: check -->\n$$x = 1$$\n",
        "<!-- derive: check -->\r\n$$x = 1$$\r\n",
        "<!--- derive: check --->\n$$x = 1$$\n",
        "- <!-- derive: check -->\n  $$x = 1$$\n",
        "> 1. <!-- derive: check -->\n>    $$x = 1$$\n",
        "<!-- derive: check\n-->\n$$x = 1$$\n",
        "<!--derive:check-->\n$$x = 1$$",
    ],
)
def test_untidy_directives_are_read(text: str) -> None:
    assert [request.kind for request in requests(text)] == ["check"]


def test_prose_is_no_directive() -> None:
    for line in ("derive the gradient", "derived quantities", "derive constant terms first", "derive layouts"):
        assert requests(f"<!-- {line} -->\n% {line}\n") == []
