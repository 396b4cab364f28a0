"""One letter for several arrays, and classes by number."""

from __future__ import annotations

import pytest

from derive.documents.errors import Unreadable
from derive.documents.meaning.context import Context
from derive.documents.meaning.scope import Scope
from derive.documents.meaning.shapes import SizeReference
from derive.kernel.terms import Variable, free_variables
from tests.documents.meaning.builders import (
    add,
    at_value,
    declared,
    define,
    minus,
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


def several() -> Scope:
    made = scope(a="")
    made.add_symbol("s", declared(made, "s", "J G"))
    made.add_symbol("s", declared(made, "s", "G"))
    return made


def test_a_letter_has_an_array_for_each_number_of_indices() -> None:
    made = several()
    both = term(add(sub("s", "j", "g"), sub("s", "g")), made)
    variables = {one for one in free_variables(both) if isinstance(one, Variable)}
    assert {one.sizes for one in variables} == {("J", "G"), ("G",)}
    assert len({one.name for one in variables}) == 2  # what is measured goes by names
    refused("s", made, "stands for several arrays, with 1 and 2 indices")
    refused(sub("s", "i", "j", "k"), made, "stands for several arrays")


def test_as_many_indices_are_the_same_array() -> None:
    made = several()
    with pytest.raises(Unreadable, match="'s' is declared or defined already"):
        made.add_symbol("s", declared(made, "s", "K"))
    made.add_symbol("s", declared(made, "s"))
    assert term(add("s", 1), made) and term(sub("s", "g"), made)


def test_a_letter_that_nothing_introduces_is_an_array_for_each_number_of_indices() -> None:
    made = scope(a="")
    term(add(sub("s", "j", "g"), sub("s", "g"), sub("s", "h")), made)
    assert set(made.arrays("s")) == {1, 2}
    refused("s", made, "several arrays")


def test_a_declared_matrix_with_one_index_is_a_line() -> None:
    made = scope(W="m n", x="n")
    assert term(sub("W", "j"), made, "k") == term(sub("W", "j", "k"), made)
    refused(sub("x", "i", "j"), made, "a vector .* is taken with 2 indices")


def test_each_of_the_arrays_can_be_differentiated_by() -> None:
    made = several()
    define(made, "L", total("g", times("a", power(sub("s", "g"), 2))))
    assert same(term(partial("L", sub("s", "g")), made), term(times(2, "a", sub("s", "g")), made))
    define(made, "M", total("g", power(sub("s", "g"), 2)))
    made.add_symbol("t", declared(made, "t", "G"))
    assert same(term(at_value("M", "t"), made), term(total("g", power(sub("t", "g"), 2)), made))


def test_a_snapshot_forgets_arrays() -> None:
    made = scope(s="n")
    restore = made.snapshot()
    made.add_symbol("s", declared(made, "s", "n n"))
    restore()
    assert set(made.arrays("s")) == {1}


def test_what_is_bound_hides_all_arrays() -> None:
    made = several()
    context = Context(made).inner({"s": declared(made, "s", "")})
    assert term(add("s", 1), made, context=context)


class _FromZero(Scope):
    def first_index(self) -> int:
        return 0


def test_classes_are_counted_from_one_or_from_zero() -> None:
    one, zero = scope(x="K"), _FromZero()
    zero.symbols["x"] = declared(zero, "x", "K")
    last = minus("K", 1)
    assert term(sub("x", 1), one) == term(sub("x", 0), zero)
    assert term(sub("x", "K"), one) == term(sub("x", last), zero)
    refused(sub("x", 0), one, "indices are counted from 1")
    refused(sub("x", "K"), zero, "the last one is K - 1")
    refused(sub("x", last), one, "understood where the size 'K' is a number")
    refused(sub("x", minus("i", "j")), one, "not an index")


def test_the_class_before_the_last_of_a_number_of_classes() -> None:
    made = scope(x="4")
    made.sizes["K"] = SizeReference(4)
    assert term(sub("x", minus("K", 1)), made) == term(sub("x", 3), made)
