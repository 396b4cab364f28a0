"""One table of relations: every spelling leads to the same one, and what is none of them is an error."""

from __future__ import annotations

import operator
from fractions import Fraction

import pytest

from derive.documents.grammar.relations import RELATIONS as SPELLED
from derive.kernel.terms import Equal, Less, LessEqual, Relation, number
from derive.language.instance import Instance
from derive.language.relations import (
    AT_LEAST,
    CONTRARY,
    CONVERSE,
    SIGNS,
    UnknownRelation,
    sign_named,
    sign_of,
    sign_of_kind,
)
from derive.measure.rigorous.decide import decide
from derive.printing.styles import LatexStyle, TextStyle

MEANING = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
PAIRS = [(Fraction(left), Fraction(right)) for left, right in ((1, 2), (2, 2), (2, 1))]


def test_the_kernels_relations_each_have_a_sign() -> None:
    kinds = set(Relation.__subclasses__())
    assert kinds == {sign.kind for sign in SIGNS if not sign.exchanged}
    assert {sign.name for sign in SIGNS} == set(MEANING)


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.name)
def test_name_text_and_latex_lead_to_the_same_relation(sign: object) -> None:
    assert sign_named(sign.name) == sign_named(sign.text) == sign_named(sign.latex) == sign  # type: ignore[attr-defined]


@pytest.mark.parametrize(("left", "right"), PAIRS)
@pytest.mark.parametrize("name", MEANING)
def test_a_sign_states_what_it_means_of_two_numbers(name: str, left: Fraction, right: Fraction) -> None:
    sign = sign_named(name)
    holds = MEANING[name](left, right)
    assert decide(sign.of(number(left), number(right)), Instance()) is holds
    assert decide(CONVERSE[sign].of(number(right), number(left)), Instance()) is holds
    assert decide(CONTRARY[sign].of(number(left), number(right)), Instance()) is not holds


def test_a_denied_relation_is_its_contrary() -> None:
    assert sign_named("not <") == AT_LEAST


def test_a_formula_says_which_relation_it_states() -> None:
    one, two = number(1), number(2)
    for formula in (Equal(one, two), Less(one, two), LessEqual(one, two)):
        assert sign_of(formula).of(one, two) == formula == sign_of_kind(type(formula).__name__).of(one, two)


@pytest.mark.parametrize("spelling", ["", "=>", "not", "not ", "≈", "therefore", "Equal"])
def test_an_unknown_spelling_is_an_error(spelling: str) -> None:
    with pytest.raises(UnknownRelation):
        sign_named(spelling)


@pytest.mark.parametrize("kind", ["And", "SameIndex", "Unsupported", "="])
def test_an_unknown_kind_of_formula_is_an_error(kind: str) -> None:
    with pytest.raises(UnknownRelation):
        sign_of_kind(kind)


def test_what_documents_and_printing_spell_is_the_same() -> None:
    assert {sign.name for sign in SIGNS} <= set(SPELLED.values())
    for style, spelling in ((LatexStyle(), "latex"), (TextStyle(), "text")):
        spelled = (style.equal, style.different, style.less, style.at_most, style.more, style.at_least)
        assert [one.strip() for one in spelled] == [getattr(sign, spelling) for sign in SIGNS]
