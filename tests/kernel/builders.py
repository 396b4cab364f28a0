"""Terms and formulas for the tests of the kernel, written with plain functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from derive.kernel import rules
from derive.kernel.terms import (
    ZERO,
    Add,
    Array,
    Choose,
    Derivative,
    Different,
    Entry,
    Equal,
    Exp,
    ForAll,
    Formula,
    Index,
    IndexVariable,
    Lambda,
    Less,
    LessEqual,
    Limit,
    Log,
    Maximum,
    Multiply,
    Not,
    Number,
    Power,
    Product,
    SameIndex,
    Size,
    SizeValue,
    Sum,
    Term,
    Variable,
    close_body,
    entry,
    number,
)
from derive.kernel.theorem import Theorem

Value = Term | int | Fraction

i, j, k, m, n = (IndexVariable(name, "K") for name in "ijkmn")
Z, Y, P, Q, V, X = (Variable(name, ("K",)) for name in ("z", "y", "p", "q", "v", "x"))
SIZE = SizeValue("K")


def real(value: Value) -> Term:
    """A number as a term."""
    return value if isinstance(value, Term) else number(value)


def scalar(name: str) -> Term:
    """A free real number."""
    return Entry(Variable(name, ()), ())


a, b, c, s, t, u, w = (scalar(name) for name in ("a", "b", "c", "s", "t", "u", "w"))


def at(array: Array, *indices: Index) -> Term:
    """An entry."""
    return entry(array, indices)


def z(index: Index) -> Term:
    return at(Z, index)


def y(index: Index) -> Term:
    return at(Y, index)


def p(index: Index) -> Term:
    return at(P, index)


def q(index: Index) -> Term:
    return at(Q, index)


def v(index: Index) -> Term:
    return at(V, index)


def plus(*terms: Value) -> Term:
    return Add(tuple(real(term) for term in terms))


def minus(left: Value, right: Value) -> Term:
    return plus(left, times(-1, right))


def times(*factors: Value) -> Term:
    return Multiply(tuple(real(factor) for factor in factors))


def over(above: Value, below: Value) -> Term:
    return times(above, Power(real(below), number(-1)))


def power(base: Value, exponent: Value) -> Term:
    return Power(real(base), real(exponent))


def sqrt(value: Value) -> Term:
    return power(value, Fraction(1, 2))


def exp(value: Value) -> Term:
    return Exp(real(value))


def log(value: Value) -> Term:
    return Log(real(value))


def total(index: IndexVariable, body: Value) -> Term:
    return Sum(index.size, close_body(real(body), (index,)))


def product(index: IndexVariable, body: Value) -> Term:
    return Product(index.size, close_body(real(body), (index,)))


def largest_of(index: IndexVariable, body: Value) -> Term:
    return Maximum(index.size, close_body(real(body), (index,)))


def delta(left: Index, right: Index) -> Term:
    return Choose(left, right, number(1), number(0))


def except_at(index: IndexVariable, excluded: Index, body: Value) -> Term:
    """The sum over all values of an index but one."""
    return total(index, Choose(index, excluded, ZERO, real(body)))


def D(body: Term, *variables: Term) -> Term:
    """The derivative by one entry of a variable after another."""
    for variable in variables:
        assert isinstance(variable, Entry) and isinstance(variable.array, Variable)
        body = Derivative(close_body(body, (variable.array,)), variable.array, variable.indices)
    return body


def D_at(body: Term, variable: Term, point: Value) -> Term:
    """The derivative of a function of a scalar at a point."""
    assert isinstance(variable, Entry) and isinstance(variable.array, Variable)
    return Derivative(close_body(body, (variable.array,)), Lambda((), real(point)), ())


def limit(body: Term, variable: Term, point: Value = 0, direction: str = "above") -> Limit:
    assert isinstance(variable, Entry) and isinstance(variable.array, Variable)
    return Limit(close_body(body, (variable.array,)), real(point), direction)


def each(index: IndexVariable, formula: Formula) -> Formula:
    return ForAll(index.size, close_body(formula, (index,)))


def equal(left: Value, right: Value) -> Equal:
    return Equal(real(left), real(right))


def less(left: Value, right: Value) -> Less:
    return Less(real(left), real(right))


def at_most(left: Value, right: Value) -> LessEqual:
    return LessEqual(real(left), real(right))


def different(left: Value, right: Value) -> Different:
    return Different(real(left), real(right))


def same(left: Index, right: Index) -> Formula:
    return SameIndex(left, right)


def apart(left: Index, right: Index) -> Formula:
    return Not(SameIndex(left, right))


def sums_to_one(array: Variable, size: Size = "K") -> Formula:
    index = IndexVariable("k", size)
    return equal(total(index, at(array, index)), 1)


def simplex(array: Variable, interior: bool = False) -> tuple[Formula, ...]:
    """The entries are ≥ 0 (> 0 in the interior) and sum to 1."""
    index = IndexVariable("k", array.sizes[0])
    sign = less(0, at(array, index)) if interior else at_most(0, at(array, index))
    return each(index, sign), sums_to_one(array, array.sizes[0])


def softmax(index: Index, logits: Variable = Z) -> Term:
    bound = IndexVariable("softmax_index", logits.sizes[0])
    return over(exp(at(logits, index)), total(bound, exp(at(logits, bound))))


def log_sum_exp(logits: Variable = Z) -> Term:
    bound = IndexVariable("softmax_index", logits.sizes[0])
    return log(total(bound, exp(at(logits, bound))))


def sigmoid(value: Value) -> Term:
    return over(1, plus(1, exp(times(-1, value))))


def prove(goal: Formula, *given: Formula, using: Sequence[Theorem] = ()) -> Theorem:
    """The decision procedure's theorem; raises KernelError."""
    assert isinstance(goal, (Equal, Different, Less, LessEqual))
    return rules.by_normal_form(goal, given, tuple(using))


Statement = Callable[[], object]
"""What tries to make a theorem, and must not."""

__all__ = [name for name in dir() if not name.startswith("_") and name not in ("annotations", "Callable", "Sequence")]
assert Number


def array(term: Term) -> Variable:
    """The variable that an entry is one of."""
    assert isinstance(term, Entry) and isinstance(term.array, Variable)
    return term.array
