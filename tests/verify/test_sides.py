"""Both sides of what fails are told in the order in which the relation is written, and with the names of the author."""

from __future__ import annotations

import pytest

from derive import Claim, scalar
from derive.documents.reader import read_text
from derive.kernel.terms import Formula
from derive.language.expressions import negate, real
from derive.language.relations import sign_named
from derive.verify.links import verify_link
from derive.verify.verify import verify_claim
from derive.verify.words import explained

x, y = scalar("x"), scalar("y")


@pytest.mark.parametrize(
    ("link", "left", "right"),
    [
        ("a > b", "0", "0"),
        (r"a \ge b", "0", "1"),
        (r"a \le b", "1", "0"),
        (r"a \ge 2", "0", "2"),
        (r"2 \le a", "2", "0"),
        ("-1 > a^2", "-1", "0"),
    ],
)
def test_the_sides_of_a_link_stand_as_the_author_wrote_them(link: str, left: str, right: str) -> None:
    text = f"<!-- derive: let $a, b \\in \\mathbb{{R}}$ -->\n<!-- derive: refute -->\n$${link}$$\n"
    (check,) = read_text(text, "a.md").checks
    verdict = verify_link(check.links[0])
    found = verdict.counterexample
    assert found is not None and (found.lhs, found.rhs) == (left, right)
    assert explained(verdict)[-1] == f"the left side is {left}, the right side {right}"
    assert sign_named(found.relation).name == check.links[0].relation
    assert left == right or f"{left} {found.relation} {right} is false" in verdict.reason


@pytest.mark.parametrize(
    ("formula", "printed", "fails"),
    [
        (x > 0, "x > 0", ("0", ">", "0")),
        (x <= 0, "x ≤ 0", ("1", "≤", "0")),
        (x >= y, "y ≤ x", ("1", "≤", "0")),
        (real(1) <= x, "x ≥ 1", ("0", "≥", "1")),
        (negate(x**2 >= 0), "¬(x² ≥ 0)", ("0", "not ≥", "0")),
    ],
)
def test_the_sides_of_a_claim_stand_as_it_is_printed(formula: Formula, printed: str, fails: tuple[str, ...]) -> None:
    result = verify_claim(
        Claim("mine.slip", "A slip", formula, expected="refuted", corrected_by="mine.right"), 20
    ).result
    found = result.counterexample
    assert result.statement_text == printed
    assert found is not None and (found.lhs, found.relation, found.rhs) == fails


@pytest.mark.parametrize("letter", [r"\epsilon", r"\varepsilon"])
def test_epsilon_is_told_in_the_spelling_of_the_author(letter: str) -> None:
    text = f"<!-- derive: let ${letter} > 0$ -->\n<!-- derive: refute -->\n$${letter} < 1$$\n"
    (check,) = read_text(text, "a.md").checks
    assert explained(verify_link(check.links[0]))[0] == f"at {letter} = 1"
    assert check.links[0].readings[0].given == (f"{letter} > 0",)
