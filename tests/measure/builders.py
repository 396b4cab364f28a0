"""Terms of this subject for the tests, written with plain functions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.kernel.terms import (
    Add,
    Array,
    Derivative,
    Entry,
    Exp,
    ForAll,
    Formula,
    Index,
    IndexVariable,
    Log,
    Maximum,
    Multiply,
    Number,
    Power,
    Size,
    Sum,
    Term,
    Variable,
    close_body,
    entry,
    number,
)

i, j, r = (IndexVariable(name, "K") for name in "ijr")
z, y, p, q, v = (Variable(name, ("K",)) for name in "zypqv")
c, s, t, a, b = (Variable(name, ()) for name in "cstab")


def scalar(variable: Variable) -> Term:
    return Entry(variable, ())


def at(array: Array, *indices: Index) -> Term:
    return entry(array, indices)


def total(body: Callable[[IndexVariable], Term], size: Size = "K", name: str = "k_") -> Term:
    bound = IndexVariable(name, size)
    return Sum(size, close_body(body(bound), [bound]))


def maximum(body: Callable[[IndexVariable], Term], size: Size = "K", name: str = "k_") -> Term:
    bound = IndexVariable(name, size)
    return Maximum(size, close_body(body(bound), [bound]))


def each(body: Callable[[IndexVariable], Formula], size: Size = "K", name: str = "k_") -> Formula:
    bound = IndexVariable(name, size)
    return ForAll(size, close_body(body(bound), [bound]))


def times(*factors: Term | int) -> Term:
    return Multiply(tuple(number(f) if isinstance(f, int) else f for f in factors))


def plus(*terms: Term | int) -> Term:
    return Add(tuple(number(f) if isinstance(f, int) else f for f in terms))


def minus(left: Term, right: Term) -> Term:
    return plus(left, times(-1, right))


def over(top: Term, bottom: Term) -> Term:
    return times(top, Power(bottom, number(-1)))


def power(base: Term, exponent: int | Fraction) -> Term:
    return Power(base, Number(Fraction(exponent)))


def partition(array: Array) -> Term:
    return total(lambda k: Exp(at(array, k)))


def softmax(array: Array, index: Index) -> Term:
    return over(Exp(at(array, index)), partition(array))


def cross_entropy(array: Array, target: Array) -> Term:
    return times(-1, total(lambda k: times(at(target, k), Log(softmax(array, k))), name="m_"))


def differentiate(function: Callable[[Variable], Term], variable: Variable, *indices: Index) -> Term:
    inside = Variable(variable.name + "'", variable.sizes)
    return Derivative(close_body(function(inside), [inside]), variable, indices)
