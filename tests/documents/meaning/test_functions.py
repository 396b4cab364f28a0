"""Functions with a name of their own: norms, and what every document has."""

from __future__ import annotations

from tests.documents.meaning.builders import (
    add,
    call,
    known,
    minus,
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


def test_frobenius_norms() -> None:
    made = scope(A="m n", x="n")
    squares = total("i", total("j", power(sub("A", "i", "j"), 2)))
    assert same(term(power(known("normF", "A"), 2), made), term(squares, made))
    assert term(known("normF", "A"), made) == term(known("sqrt", squares), made)
    refused(known("norm", "A"), made, r"write the Frobenius norm \\\|A\\\|_F")
    refused(known("norm1", "A"), made, "expected a vector")
    refused(known("normF", "x"), made, "expected a matrix")


def test_divergences() -> None:
    made = scope(p="K", q="K")
    expected = total("k", times(sub("p", "k"), known("log", over(sub("p", "k"), sub("q", "k")))))
    assert term(call("KL", "p", "q"), made) == term(expected, made)
    assert term(call("D_{KL}", "p", "q"), made) == term(expected, made)


def test_functions_of_one_number() -> None:
    made = scope(x="")
    softplus = known("log", add(1, known("exp", "x")))
    assert same(term(call("softplus", "x"), made), term(softplus, made))
    assert same(term(call("softplus", "x", primes=1), made), term(call("sigmoid", "x"), made))
    assert term(call("logit", "x"), made) == term(known("log", over("x", minus(1, "x"))), made)
    assert same(term(minus(call("ReLU", "x"), call("ReLU", "x")), made), term(times(0, 1), made))
