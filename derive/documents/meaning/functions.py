"""Functions with a fixed name at a value: exp, log, tanh, |…|, norms, diag, trace, rank."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.documents.errors import Unreadable, refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning.binders import free_letters
from derive.documents.meaning.calls import by_entries
from derive.documents.meaning.context import Context
from derive.documents.meaning.derivatives import PRIME
from derive.documents.meaning.inverses import DETERMINANT
from derive.documents.meaning.registry import elaborate
from derive.documents.meaning.shapes import (
    NO_ARRAY,
    NO_NUMBER,
    Environment,
    SizeReference,
    Value,
    diagonal,
    mapped,
    power,
    summed,
)
from derive.documents.meaning.symbols import IndexSymbol
from derive.kernel.terms import (
    Absolute,
    Add,
    Derivative,
    Entry,
    Exp,
    Index,
    Lambda,
    Log,
    Maximum,
    Multiply,
    Number,
    Rank,
    Sum,
    Term,
    Variable,
    close_body,
    negative,
)

OF_MATRIX = refusal(
    "D223",
    "a function of a matrix",
    """exp, log, tanh and the like of a matrix have two readings: the function of each entry, and the function of the
    matrix, which is a power series. The first is written with entries, \\exp(A_{ij}); the second is not understood.""",
    (r"\exp(A) = \exp(A)", r"let $A \in \mathbb{R}^{d \times d}$"),
    (r"\exp(A_{ij})^2 = \exp(2 A_{ij})", r"let $A \in \mathbb{R}^{d \times d}$"),
)


def _hyperbolic(sign: int) -> Callable[[Term], Term]:
    def combine(argument: Term) -> Term:
        opposite = Exp(negative(argument))
        both = Add((Exp(argument), opposite if sign > 0 else negative(opposite)))
        return Multiply((Number(Fraction(1, 2)), both))

    return combine


def _tanh(argument: Term) -> Term:
    return Multiply((_hyperbolic(-1)(argument), power(_hyperbolic(1)(argument), -1)))


_ENTRYWISE: dict[str, Callable[[Term], Term]] = {
    "exp": Exp,
    "log": Log,
    "tanh": _tanh,
    "sinh": _hyperbolic(-1),
    "cosh": _hyperbolic(1),
    "sqrt": lambda argument: power(argument, Fraction(1, 2)),
}


@elaborate.register
def known(node: syntax.Known, context: Context) -> Value:
    """The function at the value of its argument."""
    if node.function == "det":
        raise DETERMINANT(
            r"a determinant is understood in a hypothesis only, 'assume $\det(A) \neq 0$', of a square matrix: write "
            "out its value",
            node.at,
        )
    if node.function == "diag":
        return diagonal(_of_entries(node.arguments[0], context), node.at)
    value = elaborate(node.arguments[0], context)
    if node.function in _ENTRYWISE:
        if len(value.sizes) > 1:
            raise OF_MATRIX(
                f"{node.function} of a matrix has two readings, of each entry and of the matrix: write it of entries, "
                rf"\{node.function}(A_{{ij}})",
                node.at,
            )
        return _derived(value, _ENTRYWISE[node.function], node.primes)
    if node.primes:
        raise PRIME(f"a prime on {node.function} is not understood; write the derivative as a fraction", node.at)
    if node.function == "abs":
        if value.sizes:
            raise NO_NUMBER(rf"|…| of {value.shape} is not understood; write the norm \|…\|, or an entry", node.at)
        return mapped(value, Absolute)
    if node.function in ("norm", "norm1", "norminf", "normF"):
        return _norm(node, value)
    if len(value.sizes) != 2:
        raise NO_ARRAY(f"{node.function} needs a matrix, not {value.shape}", node.at)
    if node.function == "trace":
        value.sizes[0].unify(value.sizes[1], node.at)
        return summed(Value(value.sizes[:1], lambda environment, at: value.build(environment, (*at, *at))), node.at)
    return Value((), lambda environment, _: _rank(value, environment))


def _of_entries(node: Expression, context: Context) -> Value:
    r"""The vector that is meant by an entry of it, as in ``diag(\mu_n (1 - \mu_n))``: a number in which one letter is
    an index that nothing else in the formula is. Any other value is as it stands."""
    letters = [letter for letter in free_letters(node) if not context.is_index(letter)]
    if len(letters) == 1:
        letter = IndexSymbol(letters[0], SizeReference())
        one = elaborate(node, context.inner({letter.name: letter.value()}))
        if not one.sizes:
            context.bind((letter.name,), "in diag of an entry", node.at)
            return by_entries(one, [letter], node.at)
    return elaborate(node, context)


def _derived(value: Value, function: Callable[[Term], Term], order: int) -> Value:
    """A derivative of the function of one variable, at each entry."""
    if not order:
        return mapped(value, function)

    def at(term: Term, count: int, environment: Environment) -> Term:
        if not count:
            return function(term)
        variable = Variable(f"#{environment.fresh()}", ())
        inner = at(Entry(variable, ()), count - 1, environment)
        return Derivative(close_body(inner, (variable,)), Lambda((), term), ())

    def build(environment: Environment, indices: tuple[Index, ...]) -> Term:
        return at(value.build(environment, indices), order, environment)

    return Value(value.sizes, build, value.row)


def _rank(value: Value, environment: Environment) -> Term:
    row, column = (environment.index(size) for size in value.sizes)
    return Rank(row.size, column.size, close_body(value.build(environment, (row, column)), (row, column)))


def sum_of_squares(node: syntax.Known, value: Value) -> Value:
    """The squared norm, without its root: of a vector, or Frobenius of a matrix."""
    if len(value.sizes) != (2 if node.function == "normF" else 1):
        raise _no_norm(node, value)

    def build(environment: Environment, indices: tuple[Index, ...]) -> Term:
        places = tuple(environment.index(size) for size in value.sizes)
        term = power(value.build(environment, places), 2)
        for place in reversed(places):
            term = Sum(place.size, close_body(term, (place,)))
        return term

    return Value((), build)


def _no_norm(node: syntax.Known, value: Value) -> Unreadable:
    expected = "a vector" if node.function != "normF" else "a matrix"
    remedy = r"; of a matrix, write the Frobenius norm \|A\|_F" if len(value.sizes) == 2 else ""
    return NO_ARRAY(f"the norm of {value.shape} is not understood; expected {expected}{remedy}", node.at)


def _norm(node: syntax.Known, value: Value) -> Value:
    if node.function in ("norm", "normF"):
        squares = sum_of_squares(node, value)
        return Value((), lambda environment, indices: power(squares.build(environment, ()), Fraction(1, 2)))
    if len(value.sizes) != 1:
        raise _no_norm(node, value)
    if node.function == "norm1":
        return summed(mapped(value, Absolute), node.at)

    def largest(environment: Environment, indices: tuple[Index, ...]) -> Term:
        at = environment.index(value.sizes[0])
        return Maximum(at.size, close_body(Absolute(value.build(environment, (at,))), (at,)))

    return Value((), largest)
