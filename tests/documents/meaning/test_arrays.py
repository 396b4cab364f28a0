"""Slices, arrays of many axes, and matrices that are written out."""

from __future__ import annotations

from derive.documents.grammar import syntax
from derive.documents.meaning.scope import Scope
from tests.documents.meaning.builders import (
    add,
    define,
    known,
    name,
    partial,
    power,
    readings,
    refused,
    same,
    scope,
    sub,
    term,
    times,
    total,
    transposed,
    variable,
)

WHOLE = syntax.Whole(0)


def given() -> Scope:
    return scope(P="m n", T="a b c", x="n", y="m", s="")


def test_rows_and_columns() -> None:
    made = given()
    entry = term(sub("P", "i", "k"), made)
    assert term(sub("P", "i", WHOLE), made, "k") == entry
    assert term(sub("P", WHOLE, "k"), made, "i") == entry
    assert term(sub(sub("P", "i", WHOLE), "k"), made) == entry
    assert term(sub("P", WHOLE, WHOLE), made, "i", "k") == entry
    product = times(transposed(sub("P", "i", WHOLE)), "x")
    assert same(term(product, made), term(total("k", times(sub("P", "i", "k"), sub("x", "k"))), made))
    refused(times(transposed(sub("P", WHOLE, "i")), "x"), made, "do not agree")
    refused(sub("P", WHOLE), made, "not an index|taken with 1 index")


def test_arrays_of_three_axes() -> None:
    made = given()
    entry = variable("T", ("i", "a"), ("j", "b"), ("k", "c"))
    assert term(sub("T", "i", "j", "k"), made) == entry
    assert term(sub("T", WHOLE, "j", WHOLE), made, "i", "k") == entry
    assert term(add("T", "T"), made, "i", "j", "k") == term(add(sub("T", "i", "j", "k"), sub("T", "i", "j", "k")), made)
    first = term(sub("T", 121), scope(T="2 2 2"))
    assert first == term(sub("T", 1, 2, 1), scope(T="2 2 2"))
    refused(sub("T", "i", "j"), made, "an array .* is taken with 2 indices")
    refused(times("T", "x"), made, "a product of an array")
    refused(transposed("T"), made, "transposition of an array")


def test_derivatives_by_slices() -> None:
    made = given()
    define(made, "L", total("i", total("k", power(sub("P", "i", "k"), 2))))
    slope = term(times(2, sub("P", "i", "k")), made)
    assert same(term(partial("L", sub("P", "i", WHOLE)), made, "k"), slope)
    assert same(term(partial("L", sub("P", WHOLE, "k")), made, "i"), slope)
    define(made, "S", total("i", power(sub("T", "i", "j", "k"), 2)))
    assert len(readings(sub("P", "i"), given, "k")) == 2


def rows(*lines: str) -> syntax.Matrix:
    return syntax.Matrix(0, tuple(tuple(map(name, line.split())) for line in lines))


def test_matrices_that_are_written_out() -> None:
    made = scope(a="", b="", c="", d="", x="2", y="3")
    matrix = rows("a b", "c d")
    assert [term(sub(matrix, i, j), made) for i in (1, 2) for j in (1, 2)] == [term(key, made) for key in "abcd"]
    assert same(
        term(sub(times(matrix, "x"), 2), made), term(add(times("c", sub("x", 1)), times("d", sub("x", 2))), made)
    )
    column, row = rows("a", "b"), rows("a b")
    assert same(term(times(row, "x"), made), term(add(times("a", sub("x", 1)), times("b", sub("x", 2))), made))
    assert same(term(times(transposed(column), "x"), made), term(times(row, "x"), made))
    assert same(term(known("trace", matrix), made), term(add("a", "d"), made))
    refused(rows("a b", "c"), made, "equally long")
    refused(times(matrix, "y"), made, "do not agree")
    refused(add(column, row), made, "shapes do not agree")
    refused(syntax.Matrix(0, ((name("x"), name("y")),)), made, "an entry of a matrix is a number")
