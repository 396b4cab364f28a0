"""Sums, products, quotients and powers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.refusals import composed, loose_entrywise
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning import typed
from derive.documents.meaning.arrays import entries, refuse_power_of_entry
from derive.documents.meaning.combining import constant, entrywise, multiply, quotient_of, total, transposed
from derive.documents.meaning.context import Context
from derive.documents.meaning.derivatives import of_whole_product
from derive.documents.meaning.functions import sum_of_squares
from derive.documents.meaning.inverses import inverse
from derive.documents.meaning.registry import elaborate
from derive.documents.meaning.shapes import NO_NUMBER, Value, agree

ZERO = refusal(
    "D220",
    "a division by zero",
    """The denominator is the number 0, or 0 has a negative power: the formula has no value anywhere. Write another
    denominator; where a letter tends to 0, write a limit.""",
    (r"\frac{a}{0} = a",),
    (r"\lim_{x \to 0} \frac{2 x}{x} = 2", r"let $x \in \mathbb{R}$"),
)

EXPONENT = refusal(
    "D221",
    "an exponent that is too large",
    """Powers by a number are multiplied out, and this one would become too long. Declare a letter for the exponent, and
    write that: what holds for the letter holds for the number.""",
    ("a^{100} a = a^{101}", "let $a > 0$"),
    ("a^n a = a^{n + 1}", "let $a > 0$", r"let $n \in \mathbb{R}$"),
)

POWER = refusal(
    "D222",
    "a power of a vector or matrix",
    """Only the second and third power of a square matrix are understood, and those of its inverse. A root of a matrix
    is not. For powers of entries write the entries, x_i^2; for the squared length, \\|x\\|^2; for a transposition,
    \\top.""",
    ("A^{1/2} A^{1/2} = A", r"let $A \in \mathbb{R}^{d \times d}$"),
    (
        r"B^\top B = A",
        r"let $A \in \mathbb{R}^{d \times d}$, $B \in \mathbb{R}^{d \times d}$",
        r"assume $A = B^\top B$",
    ),
)

LARGEST_EXPONENT = 64
LARGEST_EXPONENT_OF_NUMBERS = 1000
MOST_BITS = 10_000


@elaborate.register
def sum_of_terms(node: syntax.Total, context: Context) -> Value:
    """Terms with their signs."""
    return total([(sign, elaborate(term, context)) for sign, term in node.terms], node.at)


@elaborate.register
def entrywise_product(node: syntax.Entrywise, context: Context) -> Value:
    """The product or quotient of two arrays, entry by entry."""
    left, right = elaborate(node.left, context), elaborate(node.right, context)
    if node.is_circle and not left.sizes and not right.sizes:
        raise composed(node.at)
    if left.sizes and right.sizes:
        agree(left, right, node.at)
    if node.divided:
        return quotient_of(left, right)
    return entrywise("product", left, right)


@elaborate.register
def product(node: syntax.Times, context: Context) -> Value:
    """Numbers, vectors and matrices, multiplied as such."""
    node = of_whole_product(node, context) or node
    factors = [elaborate(factor, context) for factor in node.factors]
    scalars = [factor for factor in factors if not factor.sizes]
    if len(scalars) == len(factors):
        number: Fraction | None = Fraction(1)
        for factor in factors:
            number = number * factor.number if number is not None and factor.number is not None else None
        return Value((), typed.Entrywise("product", tuple(factors)), number=number)
    _refuse_loose(node, factors)
    bounds = (0, *node.dotted, len(factors))
    groups = [_multiplied(factors[start:end], node.at) for start, end in pairwise(bounds)]
    arrays = [position for position, group in enumerate(groups) if group.sizes]
    if len(arrays) == 2 and all(len(groups[position].sizes) == 1 and not groups[position].row for position in arrays):
        groups[arrays[0]] = transposed(groups[arrays[0]])  # u · v of two vectors is their inner product
    return _multiplied(groups, node.at)


def _multiplied(factors: Sequence[Value], at: int) -> Value:
    return reduce(lambda left, right: multiply(left, right, at), factors)


def _refuse_loose(node: syntax.Times, values: list[Value]) -> None:
    """Raises Unreadable for ``A x ⊙ y``: an entrywise product beside vectors or matrices, without brackets."""
    for position, factor in enumerate(node.factors):
        others = (*values[:position], *values[position + 1 :])
        if isinstance(factor, syntax.Entrywise) and factor.is_loose and any(value.sizes for value in others):
            raise loose_entrywise(factor.at)


@elaborate.register
def quotient(node: syntax.Quotient, context: Context) -> Value:
    top, bottom = elaborate(node.top, context), elaborate(node.bottom, context)
    if bottom.sizes:
        raise NO_NUMBER(
            rf"the denominator is {bottom.shape}; expected a number (entry by entry, write u \oslash v)", node.bottom.at
        )
    if bottom.number == 0:
        raise ZERO("the denominator is 0, and nothing is divided by 0: write another one, or a limit", node.bottom.at)
    if top.number is not None and bottom.number is not None:
        return constant(top.number / bottom.number)
    return quotient_of(top, bottom)


@elaborate.register
def raised(node: syntax.Raised, context: Context) -> Value:
    if isinstance(node.base, syntax.Known) and node.base.function in ("norm", "normF") and _is_two(node.exponent):
        return sum_of_squares(node.base, elaborate(node.base.arguments[0], context))
    if node.before_indices and isinstance(node.base, syntax.Subscript) and _is_inverse(node.exponent):
        matrix = elaborate(node.base.base, context)
        if len(matrix.sizes) == 2 == len(node.base.indices):  # A^{-1}_{ij} is an entry of the inverse
            return entries(inverse(matrix, context, node.at), node.base.indices, node.at, context)
    refuse_power_of_entry(node, context)
    base = elaborate(node.base, context)
    exponent = elaborate(node.exponent, context)
    if exponent.sizes:
        raise NO_NUMBER(f"the exponent is {exponent.shape}; expected a number: write its entry", node.exponent.at)
    largest = LARGEST_EXPONENT if base.number is None else LARGEST_EXPONENT_OF_NUMBERS
    if exponent.number is not None and max(abs(exponent.number), Fraction(exponent.number.denominator)) > largest:
        what = "an exponent" if abs(exponent.number) > largest else "the denominator of an exponent"
        raise EXPONENT(
            f"{what} is larger than {largest}; declare a letter for the exponent with 'let', and write that",
            node.exponent.at,
        )
    if base.sizes:
        if len(base.sizes) == 2 and exponent.number is not None and exponent.number in (-3, -2, -1, 2, 3):
            factor = base if exponent.number > 0 else inverse(base, context, node.at)
            result = factor
            for _ in range(int(abs(exponent.number)) - 1):
                result = multiply(result, factor, node.at)
            return result
        raise POWER(f"{base.shape} has no such power; write its entries", node.at)
    if base.number is not None and exponent.number is not None and exponent.number.denominator == 1:
        if base.number == 0 and exponent.number < 0:
            raise ZERO("0 has no negative power: write another base, or a limit", node.at)
        bits = max(base.number.numerator.bit_length(), base.number.denominator.bit_length())
        if bits * abs(exponent.number.numerator) > MOST_BITS:
            raise EXPONENT(
                "this power is too large to be written out; declare a letter for its exponent, and write that",
                node.at,
            )
        return constant(base.number**exponent.number.numerator)
    return entrywise("power", base, exponent if exponent.number is None else constant(exponent.number))


def _is_inverse(node: Expression) -> bool:
    return isinstance(node, syntax.Total) and [(sign, _is_one(part)) for sign, part in node.terms] == [(-1, True)]


def _is_one(node: Expression) -> bool:
    return isinstance(node, syntax.Numeral) and node.value == 1


def _is_two(node: Expression) -> bool:
    return isinstance(node, syntax.Numeral) and node.value == 2
