"""Arguments behind what is made of functions, and values behind what is a number."""

from __future__ import annotations

from derive.documents.meaning.scope import Scope
from derive.documents.meaning.symbols import Parameter
from derive.kernel.terms import Term
from tests.documents.meaning.builders import (
    add,
    applied,
    at_value,
    call,
    define,
    function,
    known,
    minus,
    nabla,
    name,
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


def cubes() -> Scope:
    """f(t) = t³, g(s) = 2 s + 1, h(a, b) = a² b, F(v) = Σ v², and numbers a, x."""
    made = scope(x="", c="", z="n")
    function(made, "f", power("t", 3), "t")
    function(made, "g", add(times(2, "s"), 1), "s")
    function(made, "h", times(power("a", 2), "b"), "a", "b")
    function(made, "F", total("i", power(sub("v", "i"), 2)), Parameter("v", "value", 1))
    return made


def equal(left: object, right: object, make: Scope) -> bool:
    return same(term(left, make), term(right, make))  # type: ignore[arg-type]


def test_sums_products_and_quotients_of_functions() -> None:
    made = cubes()
    assert equal(applied(add("f", "g"), "x"), add(power("x", 3), times(2, "x"), 1), made)
    assert equal(applied(times("f", "g"), 2), times(8, 5), made)
    assert equal(applied(over("f", add("g", known("exp", "c"))), 1), over(1, add(3, known("exp", "c"))), made)
    assert equal(applied(known("abs", "f"), "x"), known("abs", power("x", 3)), made)
    assert equal(applied(times(2, power("f", 2)), "x"), times(2, power("x", 6)), made)


def test_derivatives_of_functions_at_arguments() -> None:
    made = cubes()
    assert equal(applied(partial("f", "t"), 2), times(12, 1), made)
    assert equal(applied(partial("f", "u"), "x"), times(3, power("x", 2)), made)
    assert equal(applied(partial("f", "t", "t"), add("x", 1)), times(6, add("x", 1)), made)
    assert equal(applied(partial(times("f", "g"), "t"), 1), times(11, 1), made)
    assert equal(applied(call("f", primes=1), 3), times(27, 1), made)
    assert equal(applied(add(call("f", primes=1), "g"), 1), times(6, 1), made)
    assert equal(applied(partial("h", "b"), 3, "c"), times(9, 1), made)
    assert equal(applied(partial("h", "a"), 3, "c"), times(6, "c"), made)
    assert equal(applied(partial("F", sub("v", "k")), "z"), times(2, sub("z", "k")), made)
    assert equal(sub(applied(partial("F", "v"), "z"), "k"), times(2, sub("z", "k")), made)


def test_what_is_not_clear_is_refused() -> None:
    refused(applied(partial("f", "x"), 2), cubes(), "no parameter of 'f'; expected t")
    refused(applied(partial("h", "x"), 2, 3), cubes(), "no parameter of 'h'")
    refused(applied(add("x", "c"), 2), cubes(), "nothing before the brackets")
    refused(applied(add("f", "h"), 2), cubes(), "takes 2 arguments")
    refused(applied(add("f", "t"), 2), cubes(), "no constant beside")
    refused(applied(add("f", call("g", 1)), 2), cubes(), "could be its argument or a factor")


def numbers() -> Scope:
    """L = w², Q = w c, N = 5, M = Σ z²."""
    made = scope(w="", c="", z="n", y="n")
    define(made, "L", power("w", 2))
    define(made, "Q", times("w", "c"))
    define(made, "N", add(2, 3))
    define(made, "M", total("i", power(sub("z", "i"), 2)))
    return made


def test_a_number_at_a_value_of_its_only_variable() -> None:
    made = numbers()
    assert equal(at_value("L", 3), times(9, 1), made)
    assert equal(at_value(partial("L", "w"), 3), times(6, 1), made)
    assert equal(at_value(partial("L", "w"), "w^*"), times(2, "w^*"), made)
    assert equal(at_value("M", "y"), total("i", power(sub("y", "i"), 2)), made)
    assert equal(at_value("M", 0), times(0, 1), made)
    assert equal(sub(at_value(nabla("M", "z"), "y"), "k"), times(2, sub("y", "k")), made)


def test_a_variant_of_a_letter_says_which_variable_is_meant() -> None:
    made = numbers()
    assert equal(at_value("Q", "w^*"), times("w^*", "c"), made)
    assert equal(at_value("Q", sub("w", 0)), times("w_{0}", "c"), made)
    assert equal(at_value("Q", r"\hat{c}"), times("w", r"\hat{c}"), made)
    assert equal(at_value("M", "z^*"), total("i", power(sub("z^*", "i"), 2)), made)


def test_numbers_at_values_that_are_not_clear() -> None:
    refused(at_value("N", 3), numbers(), "depends on no variable")
    refused(at_value("Q", 3), numbers(), "depends on c and w")
    refused(at_value("M", 3), numbers(), "shapes do not agree")


def test_primes_of_named_functions() -> None:
    made = scope(x="", z="n")
    assert equal(known("exp", times(2, "x"), primes=1), known("exp", times(2, "x")), made)
    assert equal(known("log", known("exp", "x"), primes=1), known("exp", minus(0, "x")), made)
    assert equal(known("sinh", "x", primes=2), known("sinh", "x"), made)
    assert equal(known("sqrt", 4, primes=1), over(1, 4), made)
    entry = term(known("exp", "z", primes=3), made, "k")
    assert isinstance(entry, Term) and same(entry, term(known("exp", sub("z", "k")), made))
    assert equal(known("tanh", "x", primes=1), minus(1, power(known("tanh", "x"), 2)), made)
    refused(known("abs", "x", primes=1), made, "prime on abs")
    refused(known("norm", name("z"), primes=1), made, "prime on norm")
