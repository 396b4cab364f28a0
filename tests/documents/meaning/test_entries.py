"""Functions whose parameter is an entry of an array."""

from __future__ import annotations

from derive.documents.meaning.scope import Scope
from derive.documents.meaning.symbols import Parameter
from tests.documents.meaning.builders import (
    add,
    call,
    function,
    minus,
    name,
    over,
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
    """N(x_n, m) = (x_n − m)², D(x_n) = x_n t_n, S(x_n) = x_n + Σ_n t_n."""
    made = scope(x="K", t="K", a="", b="")
    entry = Parameter("x", "entry", 0, letter="n")
    function(made, "N", power(minus(sub("x", "n"), "m"), 2), entry, "m")
    function(made, "D", times(sub("x", "n"), sub("t", "n")), entry)
    function(made, "S", add(sub("x", "n"), total("n", sub("t", "n"))), entry)
    return made


def test_an_entry_of_the_same_array_moves_the_index() -> None:
    made = given()
    assert same(term(call("N", sub("x", "m"), "a"), made), term(power(minus(sub("x", "m"), "a"), 2), made))
    assert same(term(call("D", sub("x", "k")), made), term(times(sub("x", "k"), sub("t", "k")), made))
    summed = total("j", call("D", sub("x", "j")))
    assert same(term(summed, made), term(total("n", times(sub("x", "n"), sub("t", "n"))), made))


def test_another_number_stands_for_the_entry() -> None:
    made = given()
    assert same(term(call("N", add("a", 1), "b"), made), term(power(minus(add("a", 1), "b"), 2), made))
    assert same(term(call("N", sub("t", "j"), "b"), made), term(power(minus(sub("t", "j"), "b"), 2), made))
    assert same(term(call("S", "a"), made), term(add("a", total("k", sub("t", "k"))), made))
    refused(call("D", "a"), made, "uses its index 'n' elsewhere")
    refused(call("N", "x", "b"), made, "takes a number here, not a vector")


def test_a_function_without_arguments_is_taken_at_its_entry() -> None:
    made = given()
    assert same(term(name("D"), made), term(times(sub("x", "n"), sub("t", "n")), made))


def test_rows_of_a_matrix_are_entries_too() -> None:
    made = scope(X="N D", m="D", v="D")
    made.symbols["X"].family = True
    function(made, "Q", total("d", power(minus(sub("X", "n", "d"), sub("m", "d")), 2)),
             Parameter("X", "entry", 1, letter="n"))  # fmt: skip
    row = total("d", power(minus(sub("X", "k", "d"), sub("m", "d")), 2))
    assert same(term(call("Q", sub("X", "k")), made), term(row, made))
    other = total("d", power(minus(sub("v", "d"), sub("m", "d")), 2))
    assert same(term(call("Q", "v"), made), term(other, made))


def test_a_function_of_vectors_of_one_size_is_meant_for_every_size() -> None:
    made = scope(x="n", s="N", y="n", w="n")
    shared = Parameter("x", "value", 1, made.symbols["x"])
    function(made, "L", over(total("i", sub("x", "i"), "n"), "n"), shared)
    assert term(call("L", "s"), made) == term(over(total("i", sub("s", "i"), "N"), "N"), made)
    assert term(call("L", "y"), made) == term(over(total("i", sub("y", "i"), "n"), "n"), made)
    function(made, "D", total("i", times(sub("x", "i"), sub("w", "i")), "n"), shared)
    refused(call("D", "s"), made, "do not agree")
