"""What relations and hypotheses say is data: it can be looked at, and says formulas when the sizes are known."""

from __future__ import annotations

from fractions import Fraction

from derive.documents.grammar import syntax
from derive.documents.meaning.combining import constant, entries_at
from derive.documents.meaning.context import Context
from derive.documents.meaning.relations import link, side_values
from derive.documents.meaning.said import (
    Best,
    ForEach,
    IsBest,
    OneOf,
    Quantified,
    Said,
    SameIndices,
    Semidefinite,
    state,
)
from derive.documents.meaning.shapes import Environment, SizeReference
from derive.documents.meaning.symbols import IndexSymbol
from derive.kernel.terms import (
    And,
    Entry,
    Equal,
    ForAll,
    Implies,
    IndexVariable,
    LessEqual,
    Not,
    Or,
    SameIndex,
    SizeValue,
    Variable,
    close_body,
    number,
)
from tests.documents.meaning.builders import name, num, scope, sub

K = IndexVariable("k", "n")
X = Entry(Variable("x", ("n",)), (K,))


class Relation:
    """A sign and its place."""

    def __init__(self, sign: str) -> None:
        self.name, self.at = sign, 0


def said(left: syntax.Expression, sign: str, right: syntax.Expression, context: Context) -> Said:
    one, other = side_values((left, right), context)
    return link(Relation(sign), (left, right), (one, other), None, context)


def test_every_form_has_one_rule() -> None:
    found = Said.__subclasses__()
    assert len(found) >= 8 and all(state.knows(one) for one in found)


def test_a_relation_prints_while_the_sizes_are_open() -> None:
    made = scope(x="n")
    relation = said(sub("u", "k"), "<=", num(1), Context(made))
    assert repr(relation) == "<u: a vector (?)>[k] <= 1"


def test_a_relation_of_arrays_has_a_letter_that_the_formula_does_not_use() -> None:
    made = scope(x="n", y="n")
    context = Context(made)
    relation = said(name("x"), "=", name("y"), context)
    i, j = IndexVariable("i", "n"), IndexVariable("j", "n")
    x, y = (Variable(letter, ("n",)) for letter in "xy")
    assert relation.formulas(Environment(made)) == (Equal(Entry(x, (i,)), Entry(y, (i,))),)
    assert relation.formulas(Environment(made, {"i"})) == (Equal(Entry(x, (j,)), Entry(y, (j,))),)


def test_a_hypothesis_holds_for_all_its_letters_but_the_fixed_ones_under_its_conditions() -> None:
    made = scope(x="n")
    context = Context(made)
    body = said(sub("x", "k"), "<=", num(1), context)
    apart = SameIndices(context.free["k"].value(), IndexSymbol("m", SizeReference("n")).value(), opposite=True)
    hypothesis = Quantified(body, (apart,), frozenset({"k"}), frozenset({"m"}), ())
    under = Implies(Not(SameIndex(K, IndexVariable("m", "n"))), LessEqual(X, number(1)))
    assert hypothesis.formula(Environment(made)) == ForAll("n", close_body(under, (K,)))


def test_a_hypothesis_about_the_second_class_says_that_there_are_two() -> None:
    made = scope(x="n")
    context = Context(made)
    body = said(sub("x", 2), "<=", num(1), context)
    hypothesis = Quantified(body, (), frozenset(), frozenset(), tuple(context.numbers))
    formula = hypothesis.formula(Environment(made))
    assert isinstance(formula, And)
    assert formula.parts[1] == LessEqual(number(2), SizeValue("n"))


def test_each_entry_is_one_of_finitely_many_numbers() -> None:
    made = scope(x="n")
    letter = IndexSymbol("#", SizeReference("n"))
    one = Context(made).symbol("x", 0).reference()
    form = ForEach((letter,), OneOf(entries_at(one, letter.value()), (Fraction(0), Fraction(1))))
    expected = ForAll("n", close_body(Or((Equal(X, number(0)), Equal(X, number(1)))), (K,)))
    assert form.formula(Environment(made)) == expected
    assert repr(form).startswith("for each # in n: OneOf")


def test_the_order_of_quadratic_forms_is_for_every_vector() -> None:
    made = scope(A="n n")
    formula = Semidefinite(constant(0), made.symbols["A"].reference(), False).formula(Environment(made))
    assert isinstance(formula, ForAll)
    assert formula.over == ("n",)


def test_the_only_best_class_is_better_than_any_other() -> None:
    made = scope(x="n")
    letter = IndexSymbol("k", SizeReference("n"))
    body = Context(made).symbol("x", 0).reference()
    best = Best("max", letter, entries_at(body, letter.value()))
    c = IndexSymbol("c", SizeReference("n")).value()
    among, alone = (IsBest(best, c, alone).formula(Environment(made)) for alone in (False, True))
    at_c = Entry(Variable("x", ("n",)), (IndexVariable("c", "n"),))
    assert among == ForAll("n", close_body(LessEqual(X, at_c), (K,)))
    assert isinstance(alone, ForAll)
    assert isinstance(alone.body, Implies)


def test_an_approximation_bounds_the_difference_by_half_a_unit() -> None:
    made = scope(a="")
    relation = said(name("a"), "≈", syntax.Numeral(0, Fraction(31, 100), 2), Context(made))
    assert repr(relation) == "abs(sum(a, negative(31/100))) <= 1/200"
