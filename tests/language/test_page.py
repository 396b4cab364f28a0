"""A printed line is compared with its theorem as a reader takes it, and refused where it would mislead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from derive.kernel import rules
from derive.kernel.terms import Formula, Node
from derive.kernel.theorem import Theorem
from derive.language import Derivation, Equal, ScriptError, both, exp, index, scalar, vector
from derive.language.lines import Section, Step
from derive.language.page import untrue

a, b, c, d = scalar("a"), scalar("b"), scalar("c"), scalar("d")
k, z = index("k"), vector("z")
GIVEN = (a <= b,)


def known(goal: Formula, *given: Formula) -> Theorem:
    return rules.by_normal_form(goal, given, ())


def why(*steps: Step, given: tuple[Formula, ...] = GIVEN) -> list[tuple[int, str]]:
    """The lines that are refused, with a word of the reason."""
    return [(found.place, found.why) for found in untrue([Section("", steps)], given)]


def line(formula: Formula, *given: Formula, depth: int = 0) -> Step:
    """What follows, with its own theorem."""
    return Step("therefore", formula, theorem=known(formula, *given), depth=depth)


def opening(what: Node, depth: int = 0, kind: str = "suppose") -> Step:
    return Step(kind, what, depth=depth)  # type: ignore[arg-type]


START = Step("", a.term)
LINK = Step("<=", b.term, theorem=known(a <= b, a <= b))


def test_lines_that_say_what_is_proved_are_true() -> None:
    after = Step("<", (b + 1).term, theorem=known(b < b + 1))
    assert why(START, LINK, after, line(a + 1 <= b + 1, a <= b)) == []


def test_a_line_without_a_theorem_is_refused() -> None:
    assert why(START, replace(LINK, theorem=None)) == [(1, "no theorem says it")]
    assert why(replace(line(exp(a) > 0), theorem=None)) == [(0, "no theorem says it")]


@pytest.mark.parametrize(
    "theorem",
    [known(b <= b), known(a <= b + 1, a <= b), known(b >= a - 1, a <= b)],
    ids=["another left side", "another right side", "another inequality"],
)
def test_a_link_whose_theorem_says_something_else_is_refused(theorem: Theorem) -> None:
    assert why(START, replace(LINK, theorem=theorem)) == [(1, "its theorem says something else")]


@pytest.mark.parametrize("relation", ["=", "<", ">=", ">"])
def test_a_link_with_another_relation_than_its_theorem_is_refused(relation: str) -> None:
    assert why(START, replace(LINK, relation=relation)) == [(1, "its theorem says something else")]


def test_a_sign_that_is_no_relation_is_refused() -> None:
    assert why(START, replace(LINK, relation="==")) == [(1, "'==' is no relation")]


def test_a_link_is_related_to_the_line_before_whatever_it_was_made_from() -> None:
    between = Step("<", (b + 1).term, theorem=known(a < b + 1, a <= b))
    assert why(START, LINK, between) == [(2, "its theorem says something else")]
    assert why(START, line(exp(a) > 0), LINK) == [(2, "no line before it begins its chain")]
    assert why(LINK) == [(0, "no line before it begins its chain")]


def test_what_is_not_stated_above_is_not_assumed() -> None:
    refused = "it needs what the page does not suppose"
    step = line(exp(a) * c > 0, c > 0)
    assert why(step) == [(0, refused)]
    assert why(step, given=(c > 0,)) == []
    assert why(opening(c > 0), replace(step, depth=1), line(exp(a) > 0)) == []
    assert why(opening(d > 0), replace(step, depth=1), line(exp(a) > 0)) == [(1, refused)]


def test_a_supposition_ends_with_its_indentation() -> None:
    step = line(exp(a) * c > 0, c > 0)
    assert why(opening(c > 0), replace(step, depth=1), step) == [(2, "it needs what the page does not suppose")]
    other = (opening(d > 0), replace(step, depth=1), line(exp(a) > 0))
    assert why(opening(c > 0), replace(step, depth=1), *other) == [(3, "it needs what the page does not suppose")]


def test_what_is_supposed_together_is_supposed_in_parts_and_parts_together() -> None:
    one, other = c > 0, d > 0
    step = line(c + d > 0, one, other, depth=1)
    whole = rules.weaken(known(c + d > 0, one, other), (both(one, other),))
    end = line(exp(a) > 0)
    assert why(opening(both(one, other)), step, end) == []
    assert why(opening(one), opening(other, depth=1), replace(step, theorem=whole, depth=2), end) == []
    assert why(opening(one), step, end) == [(1, "it needs what the page does not suppose")]


def test_a_line_that_is_indented_under_nothing_is_refused() -> None:
    assert why(line(exp(a) > 0, depth=1))[0] == (0, "it is indented, and nothing is supposed")


def test_a_section_does_not_end_under_a_supposition() -> None:
    step = line(exp(a) * c > 0, c > 0, depth=1)
    assert why(opening(c > 0), step) == [(1, "what is supposed is not discharged where the section ends")]


def test_what_is_called_arbitrary_is() -> None:
    one, step, end = opening(k, kind="each"), line(exp(z[k]) > 0, depth=1), line(exp(a) > 0)
    assert why(one, step, end) == []
    assert why(one, step, end, given=(z[k] > 0,)) == [(0, "it is not arbitrary: what is assumed speaks of it")]
    nested = opening(z[k] > 0), replace(one, depth=1), replace(step, depth=2), end
    assert why(*nested) == [(1, "it is not arbitrary: what is assumed speaks of it")]


def test_only_formulas_are_supposed_and_only_formulas_follow() -> None:
    assert why(opening(a.term))[0] == (0, "only a formula is supposed")
    assert why(Step("therefore", a.term)) == [(0, "only a formula follows")]
    assert why(Step("", a <= b)) == [(0, "a chain begins with a term")]


def test_no_script_prints_a_line_without_a_theorem() -> None:
    chain = Derivation((Equal(a, a),), (), lambda claim: known(a <= a))
    chain.steps.append(Step("therefore", a < a, "as one sees"))
    chain.conclude(chain.check(Equal(a, a)))
    with pytest.raises(ScriptError, match="'as one sees', is not true as it stands on the page: no theorem says it"):
        chain.finish()
