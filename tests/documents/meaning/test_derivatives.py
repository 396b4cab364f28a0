"""Layouts of derivatives, entries of gradients, derivatives of what is not applied yet."""

from __future__ import annotations

from derive.documents.meaning.scope import Scope
from derive.documents.meaning.symbols import Parameter
from derive.kernel.terms import Term
from tests.documents.meaning.builders import (
    add,
    call,
    define,
    function,
    nabla,
    partial,
    power,
    readings,
    same,
    scope,
    sub,
    term,
    times,
    total,
    transposed,
    variable,
)


def linear() -> Scope:
    """y = A x, and L = Σ x² y-free."""
    made = scope(A="m n", x="n", w="n")
    define(made, "y", times("A", "x"))
    define(made, "L", total("i", power(sub("x", "i"), 2)))
    define(made, "Q", times(transposed("x"), "w"))
    return made


A_IJ, A_JI = variable("A", ("i", "m"), ("j", "n")), variable("A", ("j", "m"), ("i", "n"))


def test_a_vector_by_a_vector_has_two_layouts() -> None:
    numerator, denominator = readings(partial("y", "x"), linear, "i", "j")
    assert isinstance(numerator, Term) and isinstance(denominator, Term)
    assert same(numerator, A_IJ) and same(denominator, A_JI)


def test_a_transposition_says_which_layout_is_meant() -> None:
    (jacobian,) = readings(partial("y", transposed("x")), linear, "i", "j")
    assert isinstance(jacobian, Term) and same(jacobian, A_IJ)
    (gradient,) = readings(partial(transposed("y"), "x"), linear, "i", "j")
    assert isinstance(gradient, Term) and same(gradient, A_JI)


def test_a_gradient_is_a_column_or_a_row_by_convention() -> None:
    column, row = readings(times(partial("L", "x"), transposed("w")), linear, "i", "j")
    assert isinstance(column, Term) and row == "the shapes do not agree in a product: a row (n) times a row (n)"


def test_a_gradient_by_a_matrix_has_its_shape_or_the_transposed_one() -> None:
    body = partial(times(transposed("y"), times("A", "w")), "A")
    assert len(readings(body, linear, "i", "j")) == 2


def test_nabla_is_a_column() -> None:
    assert len(readings(nabla("L", "x"), linear, "i")) == 1
    assert len(readings(nabla("L", "x", 2), linear, "i", "j")) == 1


def test_entries_of_a_gradient_and_of_a_hessian() -> None:
    made = linear()
    gradient = term(sub(nabla("L", "x"), "k"), made)
    assert same(gradient, term(times(2, sub("x", "k")), made))
    hessian = term(sub(nabla("L", "x", 2), "k", "k"), made)
    assert same(hessian, term(times(2, 1), made))


def test_mixed_second_derivatives_of_a_number() -> None:
    by_rows = readings(partial("Q", "x", transposed("w")), linear, "i", "j")
    assert len(by_rows) == 1
    assert len(readings(partial("Q", "x", "w"), linear, "i", "j")) == 2
    assert len(readings(partial("L", "x", "x"), linear, "i", "j")) == 1


def test_a_line_of_a_matrix_is_chosen_by_shapes() -> None:
    row, column = readings(times(transposed(sub("A", "k")), "x"), linear)
    assert isinstance(row, Term) and "do not agree" in str(column)
    assert len(readings(partial("L", sub("A", "k")), linear, "j")) == 4


def test_entries_of_the_gradient_of_a_function_at_its_argument() -> None:
    made = scope(x="n", w="n")
    function(made, "f", total("i", power(sub("t", "i"), 3)), Parameter("t", "value", 1))
    expected = term(times(3, power(add(sub("x", "k"), sub("w", "k")), 2)), made)
    assert same(term(sub(nabla(call("f", add("x", "w"))), "k"), made), expected)
    hessian = term(sub(nabla(call("f", "x"), order=2), "k", "k"), made)
    assert same(hessian, term(times(6, sub("x", "k")), made))
