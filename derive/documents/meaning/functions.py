"""Functions with a fixed name at a value: exp, log, tanh, |…|, norms, diag, trace, rank."""

from __future__ import annotations

from derive.documents.errors import Unreadable, refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning import typed
from derive.documents.meaning.calls import by_entries
from derive.documents.meaning.combining import constant, diagonal, entries_at, entrywise, over_entries, over_letter
from derive.documents.meaning.context import Context
from derive.documents.meaning.derivatives import PRIME
from derive.documents.meaning.inverses import DETERMINANT
from derive.documents.meaning.registry import elaborate
from derive.documents.meaning.shapes import NO_ARRAY, NO_NUMBER, SizeReference, Value
from derive.documents.meaning.symbols import IndexSymbol

OF_MATRIX = refusal(
    "D223",
    "a function of a matrix",
    """exp, log, tanh and the like of a matrix have two readings: the function of each entry, and the function of the
    matrix, which is a power series. The first is written with entries, \\exp(A_{ij}); the second is not understood.""",
    (r"\exp(A) = \exp(A)", r"let $A \in \mathbb{R}^{d \times d}$"),
    (r"\exp(A_{ij})^2 = \exp(2 A_{ij})", r"let $A \in \mathbb{R}^{d \times d}$"),
)


_OF_ENTRIES = ("exp", "log", "tanh", "sinh", "cosh", "sqrt")


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
    if node.function in _OF_ENTRIES:
        if len(value.sizes) > 1:
            raise OF_MATRIX(
                f"{node.function} of a matrix has two readings, of each entry and of the matrix: write it of entries, "
                rf"\{node.function}(A_{{ij}})",
                node.at,
            )
        return entrywise(node.function, value, order=node.primes)
    if node.primes:
        raise PRIME(f"a prime on {node.function} is not understood; write the derivative as a fraction", node.at)
    if node.function == "abs":
        if value.sizes:
            raise NO_NUMBER(rf"|…| of {value.shape} is not understood; write the norm \|…\|, or an entry", node.at)
        return entrywise("abs", value)
    if node.function in ("norm", "norm1", "norminf", "normF"):
        return _norm(node, value)
    if len(value.sizes) != 2:
        raise NO_ARRAY(f"{node.function} needs a matrix, not {value.shape}", node.at)
    if node.function == "trace":
        value.sizes[0].unify(value.sizes[1], node.at)
        letter = IndexSymbol("#", value.sizes[0])
        return over_letter("sum", letter, entries_at(value, letter.value(), letter.value()))
    return Value((), typed.Rank(value))


def _of_entries(node: Expression, context: Context) -> Value:
    r"""The vector that is meant by an entry of it, as in ``diag(\mu_n (1 - \mu_n))``: a number in which one letter is
    an index that nothing else in the formula is. Any other value is as it stands."""
    letters = [letter for letter in node.free_letters if not context.is_index(letter)]
    if len(letters) == 1:
        letter = IndexSymbol(letters[0], SizeReference())
        one = elaborate(node, context.inner({letter.name: letter.value()}))
        if not one.sizes:
            context.bind((letter.name,), "in diag of an entry", node.at)
            return by_entries(one, [letter], node.at)
    return elaborate(node, context)


def sum_of_squares(node: syntax.Known, value: Value) -> Value:
    """The squared norm, without its root: of a vector, or Frobenius of a matrix."""
    if len(value.sizes) != (2 if node.function == "normF" else 1):
        raise _no_norm(node, value)
    return over_entries("sum", entrywise("power", value, constant(2)))


def _no_norm(node: syntax.Known, value: Value) -> Unreadable:
    expected = "a vector" if node.function != "normF" else "a matrix"
    remedy = r"; of a matrix, write the Frobenius norm \|A\|_F" if len(value.sizes) == 2 else ""
    return NO_ARRAY(f"the norm of {value.shape} is not understood; expected {expected}{remedy}", node.at)


def _norm(node: syntax.Known, value: Value) -> Value:
    if node.function in ("norm", "normF"):
        return entrywise("sqrt", sum_of_squares(node, value))
    if len(value.sizes) != 1:
        raise _no_norm(node, value)
    return over_entries("sum" if node.function == "norm1" else "max", entrywise("abs", value))
