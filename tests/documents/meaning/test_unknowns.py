"""Functions of which nothing is known: equal arguments have equal values, and that is all."""

from __future__ import annotations

from derive.documents.meaning.context import Context
from derive.documents.meaning.scope import Scope
from derive.documents.meaning.symbols import Parameter
from derive.kernel.terms import Different, Entry, Equal, Sum, Term, Variable, free_variables
from tests.documents.meaning.builders import (
    add,
    call,
    define,
    function,
    known,
    minus,
    opaque,
    over,
    partial,
    power,
    refused,
    same,
    scope,
    sub,
    term,
    times,
    total,
)


def given() -> Scope:
    return scope(a="", b="", x="n", y="n", A="n n")


def test_equal_arguments_have_equal_values() -> None:
    made = given()
    assert same(term(opaque("h", times(2, "a")), made), term(opaque("h", add("a", "a")), made))
    assert same(term(opaque("h", "x"), made), term(opaque("h", "x"), made))
    assert not same(term(opaque("h", "a"), made), term(opaque("h", "b"), made))
    assert not same(term(opaque("h", "a"), made), term(opaque("g", "a"), made))
    assert not same(term(opaque("h", "a", "b"), made), term(opaque("h", "b", "a"), made))


def test_an_unknown_has_an_axis_for_each_index() -> None:
    made = given()
    entry = term(opaque("h", sub("x", "i")), made)
    assert isinstance(entry, Entry) and len(entry.indices) == 1
    summed = term(total("i", opaque("h", sub("x", "i"))), made)
    assert isinstance(summed, Sum) and summed == term(total("j", opaque("h", sub("x", "j"))), made)
    (unknown,) = [one for one in free_variables(summed) if isinstance(one, Variable)]
    assert unknown.sizes == ("n",)
    pair = total("i", total("j", opaque("k", sub("x", "i"), sub("x", "j"))))
    swapped = total("j", total("i", opaque("k", sub("x", "i"), sub("x", "j"))))
    assert same(term(pair, made), term(swapped, made))
    first = term(opaque("h", sub("x", 1)), made)
    assert isinstance(first, Entry) and first.array == entry.array


def test_values_of_different_arguments_are_not_the_same_at_equal_indices() -> None:
    made = given()
    one, other = term(opaque("h", sub("x", "i")), made), term(opaque("h", sub("y", "i")), made)
    assert not same(one, other)
    assert not same(
        term(total("i", opaque("h", sub("x", "i"))), made), term(opaque("h", total("i", sub("x", "i"))), made)
    )


def test_an_index_may_be_an_argument() -> None:
    made = given()
    summed = term(total("i", opaque("h", "i"), "n"), made)
    assert isinstance(summed, Sum)


def test_a_value_is_undefined_where_its_argument_is() -> None:
    made = given()
    value = term(opaque("h", known("log", "a")), made)
    assert not same(value, value)
    fraction = term(opaque("h", over("a", "a")), made)
    assert not same(fraction, term(opaque("h", 1), made))
    positive = term(opaque("h", known("log", known("exp", "a"))), made)
    assert same(positive, term(opaque("h", "a"), made))


def test_unknowns_are_not_differentiated_by_what_stands_in_them() -> None:
    made = given()
    refused(partial(opaque("h", "a"), "a"), made, "nothing is known of 'h'")
    refused(partial(opaque("h", sub("x", "i")), sub("x", "j")), made, "nothing is known of 'h'")
    constant = partial(times("a", opaque("h", "b")), "a")
    assert same(term(constant, made), term(opaque("h", "b"), made))
    refused(partial(opaque("h", "b"), "a"), made, "is not defined, so what it depends on is not known")


def test_unknowns_move_along_with_arguments_of_functions() -> None:
    made = given()
    function(made, "f", opaque("h", add("t", 1)), "t")
    assert same(term(call("f", "a"), made), term(opaque("h", add(1, "a")), made))
    refused(call("f", "a", primes=1), made, "nothing is known of 'h'")


def test_what_rests_on_unknowns_can_be_told() -> None:
    made = given()
    context = Context(made)
    define(made, "L", add(opaque("h", "a"), 1))
    value = term(minus("L", "b"), made, context=context)
    assert context.opaque == {"h"} and made.opaque_in(Equal(value, value)) == {"h"}
    fresh = Context(made)
    term("b", made, context=fresh)
    assert fresh.opaque == set()
    plain = term(power("a", 2), made)
    assert isinstance(plain, Term) and made.opaque_in(Different(plain, plain)) == set()


def test_vectors_are_arguments_as_a_whole() -> None:
    made = given()
    function(made, "f", opaque("h", "v"), Parameter("v", "value", 1))
    assert same(term(call("f", "x"), made), term(opaque("h", "x"), made))
    one, other = term(opaque("h", add("x", "y")), made), term(opaque("h", "x"), made)
    assert not same(one, other)
