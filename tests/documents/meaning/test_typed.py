"""The middle form: what is understood of a formula is data, which can be looked at before the sizes are known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from derive.documents.errors import Unreadable
from derive.documents.grammar import syntax
from derive.documents.meaning import typed
from derive.documents.meaning.combining import FUNCTIONS, constant, diagonal, entries_at, entrywise, over_entries
from derive.documents.meaning.context import Context
from derive.documents.meaning.registry import elaborate
from derive.documents.meaning.scope import Scope
from derive.documents.meaning.shapes import Environment, Form, IndexForm, SizeReference, Value, build, build_index
from derive.documents.meaning.symbols import IndexSymbol, Letter, Reference, Symbol
from derive.kernel.terms import Choose, Entry, Exp, IndexVariable, Number, Sum, Variable, delta
from tests.documents.meaning.builders import add, call, function, known, over, partial, scope, sub, term, times, total


def shown(node: syntax.Expression, made: Scope) -> str:
    """How the value of an expression prints."""
    return repr(elaborate(node, Context(made)))


def forms(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from forms(one)


def test_the_forms_are_a_closed_set_and_each_has_one_rule() -> None:
    for kind, rules in ((Form, build), (IndexForm, build_index)):
        found = set(forms(kind))
        assert {one for one in found if one.__module__ != typed.__name__} <= {Reference, Letter}
        assert found and all(rules.knows(one) for one in found)


def test_a_value_prints_with_the_sizes_that_are_open_and_is_built_when_they_are_known() -> None:
    size = SizeReference()
    letter, x = IndexSymbol("k", size), Symbol("x", (size,), 0)
    value = entries_at(x.reference(), letter.value())
    assert repr(entrywise("exp", x.reference())) == "<exp(<x: a vector (?)>): a vector (?)>"
    assert repr(value) == "<x: a vector (?)>[k]"
    size.unify(SizeReference("n"), 0)
    assert repr(value) == "<x: a vector (n)>[k]"
    expected = Entry(Variable("x", ("n",)), (IndexVariable("k", "n"),))
    assert value.build(Environment(Scope()), ()) == expected


def test_what_a_formula_says_can_be_read_off_its_form() -> None:
    made = scope(z="K", y="K", A="m n", w="m")
    softmax = over(known("exp", sub("z", "i")), total("k", known("exp", sub("z", "k"))))
    assert shown(softmax, made) == (
        "product(exp(<z: a vector (K)>[i]), power(sum over k in K of (exp(<z: a vector (K)>[k])), -1))"
    )
    assert shown(times(syntax.Transposed(0, syntax.Name(0, "A"), False), "w"), made) == (
        "<MatrixProduct(left=<Transposed(base=<A: a matrix (m × n)>): a matrix (n × m)>, right=<w: a vector (m)>): "
        "a vector (n)>"
    )
    assert "Derivative(body=sum over" in shown(partial(total("k", sub("z", "k")), "z"), made)


def test_an_application_is_its_body_at_what_its_parameters_stand_for() -> None:
    made = scope(a="")
    function(made, "f", times("x", "x"), "x")
    assert shown(call("f", add("a", 1)), made) == ("AtArguments(body=product(x, x), moved=((x, sum(a, 1)),))")


def test_every_function_of_entries_makes_a_term_of_numbers() -> None:
    environment = Environment(Scope())
    one = constant(1)
    for name in FUNCTIONS:
        parts = (one, one) if name == "power" else (one,)
        assert entrywise(name, *parts).build(environment, ()) is not None
    assert entrywise("exp", constant(2)).build(environment, ()) == Exp(Number(constant(2).number))  # type: ignore[arg-type]


def test_a_number_broadcasts_and_arrays_are_taken_entry_by_entry() -> None:
    made = scope(x="n", s="")
    environment = Environment(made)
    k = IndexVariable("k", "n")
    x, s = made.symbols["x"].reference(), made.symbols["s"].reference()
    both = entrywise("product", s, x)
    assert both.sizes == x.sizes
    assert both.build(environment, (k,)) == term(times("s", sub("x", "k")), made)


def test_a_diagonal_matrix_of_ones_is_the_identity() -> None:
    i, j = IndexVariable("i", "n"), IndexVariable("j", "n")
    matrix = diagonal(constant(1, SizeReference("n")), 0)
    assert matrix.build(Environment(Scope()), (i, j)) == delta(i, j)


def test_the_first_row_whose_tests_hold_is_chosen() -> None:
    size = SizeReference("n")
    i, j = IndexSymbol("i", size), IndexSymbol("j", size)
    same = typed.SameIndexTest(i.value(), j.value())
    apart = typed.SameIndexTest(i.value(), j.value(), opposite=True)
    cases = Value((), typed.Cases((((same,), constant(1)), ((apart,), constant(2))), constant(3)))
    left, right = IndexVariable("i", "n"), IndexVariable("j", "n")
    one, two, three = (Number(constant(value).number) for value in (1, 2, 3))  # type: ignore[arg-type]
    assert cases.build(Environment(Scope()), ()) == Choose(left, right, one, Choose(left, right, three, two))


def test_a_sum_of_entries_has_an_index_of_its_own() -> None:
    made = scope(x="n")
    built = over_entries("sum", made.symbols["x"].reference()).build(Environment(made), ())
    assert isinstance(built, Sum)
    assert built == term(total("k", sub("x", "k")), made)


def test_what_cannot_be_said_before_the_sizes_are_known_is_refused_when_it_is_built() -> None:
    size = SizeReference()
    third = Value((), typed.Entries(Symbol("x", (size,), 0).reference(), (elaborated_class(3, size),)))
    assert repr(third) == "<x: a vector (?)>[NumberedClass(place=3, size=?)]"
    size.unify(SizeReference(2), 0)
    with pytest.raises(Unreadable, match="the index 3 is larger than the size 2 has"):
        third.build(Environment(Scope()), ())


def elaborated_class(place: int, size: SizeReference) -> typed.IndexValue:
    return typed.IndexValue(size, typed.NumberedClass(place, size, 1, 0))


def test_an_expectation_of_a_row_is_a_row() -> None:
    made = scope(p="n", x="d")
    row = syntax.Transposed(0, syntax.Name(0, "x"), False)
    mean = syntax.Expectation(0, "E", "k", syntax.Name(0, "p"), (row,))
    assert elaborate(mean, Context(made)).shape == "a row (d)"
