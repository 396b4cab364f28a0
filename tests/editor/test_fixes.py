"""Changes that an editor offers for what is not understood: each makes the formula readable."""

from __future__ import annotations

import pytest

from derive.documents.errors import REFUSALS, Refusal
from derive.documents.reader import read_text
from derive.editor.findings import State
from derive.editor.fixes import Fix, fixes, offset_of
from derive.editor.remedies import REMEDIES


def offered(text: str, file: str = "a.md") -> list[Fix]:
    """What is offered anywhere in a text."""
    return fixes(State(1, text, read_text(text, file)), 1, text.count("\n") + 1)


def changed(text: str, fix: Fix) -> str:
    """The text with a line more, as a fix says."""
    assert fix.begin == fix.end and fix.begin[1] == 1
    lines = text.split("\n")
    return "\n".join([*lines[: fix.begin[0] - 1], fix.text.rstrip("\n"), *lines[fix.begin[0] - 1 :]])


@pytest.mark.parametrize(
    ("file", "before"),
    [
        ("a.md", "<!-- derive: check -->\n$$"),
        ("a.tex", "% derive: check\n$$"),
        ("a.md", "> <!-- derive: check -->\n> $$"),
    ],
)
def test_the_directive_that_a_refusal_asks_for_is_written_above_the_formula(file: str, before: str) -> None:
    text = f"{before}y^\\top y = \\sum_i y_i^2$$\n"
    assert [error.code for error in read_text(text, file).errors] == ["D207"]
    (fix,) = offered(text, file)
    assert fix.title == r"write above: let $y \in \mathbb{R}^K$"
    mended = read_text(changed(text, fix), file)
    assert mended.errors == () and len(mended.checks) == 1


def test_what_is_declared_already_is_not_declared_again() -> None:
    text = "<!-- derive: let $x > 0$ -->\n<!-- derive: check -->\n$$x^\\top x = x_i$$\n"
    assert read_text(text, "a.md").errors
    assert offered(text) == []


def example(refused: Refusal) -> tuple[str, str]:
    """The document that is an example of a refusal, and its name."""
    formula, *directives = refused.wrong
    if "derive:" in formula:
        return formula, "a.tex" if "% derive" in formula and "<!--" not in formula else "a.md"
    above = "".join(f"<!-- derive: {one} -->\n" for one in directives)
    return f"{above}<!-- derive: check -->\n$${formula}$$\n", "a.md"


@pytest.mark.parametrize("code", sorted(REMEDIES))
def test_each_remedy_that_can_be_written_mechanically_settles_its_refusal(code: str) -> None:
    text, file = example(REFUSALS[code])
    assert code in [error.code for error in read_text(text, file).errors]
    found = offered(text, file)
    assert found
    for fix in found:
        new = text[: offset_of(text, fix.begin)] + fix.text + text[offset_of(text, fix.end) :]
        assert code not in [error.code for error in read_text(new, file).errors], fix.title


@pytest.mark.parametrize("code", sorted(set(REFUSALS) - set(REMEDIES)))
def test_no_directive_is_offered_that_leaves_the_refusal_as_it_is(code: str) -> None:
    text, file = example(REFUSALS[code])
    for fix in offered(text, file):
        new = text[: offset_of(text, fix.begin)] + fix.text + text[offset_of(text, fix.end) :]
        assert code not in [error.code for error in read_text(new, file).errors], fix.title
