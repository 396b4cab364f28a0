"""How values combine: sums, products and functions of entries, matrix products, slices, and sums over letters; and what
the kernel's terms of these are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from derive.documents.meaning import typed
from derive.documents.meaning.shapes import (
    NO_ARRAY,
    NO_SUM_INDEX,
    SHAPES,
    Environment,
    IndexValue,
    SizeReference,
    Value,
    agree,
    build,
    filled,
)
from derive.documents.meaning.symbols import IndexSymbol
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Add,
    Choose,
    Derivative,
    Entry,
    Exp,
    Index,
    IndexVariable,
    Lambda,
    Log,
    Maximum,
    Multiply,
    Number,
    Power,
    Product,
    Rank,
    SizeValue,
    Step,
    Sum,
    Term,
    Variable,
    close_body,
    negative,
    number,
)
from derive.language.extrema import largest

# Numbers and functions of entries ------------------------------------------------------------------


def constant(value: Fraction | int, *sizes: SizeReference) -> Value:
    """A number, or the array that has it everywhere."""
    form = typed.Constant(Fraction(value))
    return Value(sizes, form) if sizes else Value((), form, number=form.number)


@build.register
def _constant(form: typed.Constant, environment: Environment, indices: tuple[Index, ...]) -> Term:
    return form.term


@build.register
def _size(form: typed.SizeNumber, environment: Environment, indices: tuple[Index, ...]) -> Term:
    return SizeValue(environment.size(form.size))


def entrywise(function: str, *parts: Value, order: int = 0) -> Value:
    """A function of entries; those parts that are arrays have the same shape."""
    shaped = next((part for part in parts if part.sizes), parts[0])
    return Value(shaped.sizes, typed.Entrywise(function, parts, order), shaped.row)


def total(terms: Sequence[tuple[int, Value]], at: int) -> Value:
    """The sum of signed values; a scalar broadcasts over a vector."""
    widest = max((value for _, value in terms), key=lambda value: len(value.sizes))
    for _, value in terms:
        if value.number == 0 or (not value.sizes and len(widest.sizes) == 1):
            continue
        agree(widest, value, at)
    parts = tuple(value if sign == 1 else entrywise("negative", value) for sign, value in terms)
    result = None
    if all(value.number is not None for _, value in terms):
        result = sum((sign * (value.number or Fraction(0)) for sign, value in terms), Fraction(0))
    return Value(widest.sizes, typed.Entrywise("sum", parts), widest.row, result)


def quotient_of(top: Value, bottom: Value) -> Value:
    """top / bottom, entry by entry; a scalar broadcasts."""
    return entrywise("product", top, entrywise("power", bottom, constant(-1)))


def _add(*terms: Term) -> Term:
    return terms[0] if len(terms) == 1 else Add(terms)


def _root(argument: Term) -> Term:
    return Power(argument, Number(Fraction(1, 2)))


def _hyperbolic(argument: Term, sign: int) -> Term:
    opposite = Exp(negative(argument))
    both = Add((Exp(argument), opposite if sign > 0 else negative(opposite)))
    return Multiply((Number(Fraction(1, 2)), both))


def _tanh(argument: Term) -> Term:
    return Multiply((_hyperbolic(argument, -1), Power(_hyperbolic(argument, 1), number(-1))))


FUNCTIONS: dict[str, Callable[..., Term]] = {
    "sum": _add,
    "negative": negative,
    "product": lambda *factors: Multiply(factors),
    "power": Power,
    "max": lambda *terms: largest(terms),
    "min": lambda *terms: negative(largest([negative(term) for term in terms])),
    "abs": Absolute,
    "step": Step,
    "exp": Exp,
    "log": Log,
    "tanh": _tanh,
    "sinh": lambda argument: _hyperbolic(argument, -1),
    "cosh": lambda argument: _hyperbolic(argument, 1),
    "sqrt": _root,
}
"""The functions of :class:`typed.Entrywise`, each with the term that it makes of its arguments."""


@build.register
def _entrywise(form: typed.Entrywise, environment: Environment, indices: tuple[Index, ...]) -> Term:
    parts = [part.at(environment, indices) for part in form.parts]
    function = FUNCTIONS[form.function]
    return function(*parts) if not form.order else _derived(function, parts[0], form.order, environment)


def _derived(function: Callable[..., Term], argument: Term, order: int, environment: Environment) -> Term:
    """A derivative of a function of one variable at an argument."""
    if not order:
        return function(argument)
    variable = Variable(f"#{environment.fresh()}", ())
    inner = _derived(function, Entry(variable, ()), order - 1, environment)
    return Derivative(close_body(inner, (variable,)), Lambda((), argument), ())


# Vectors and matrices --------------------------------------------------------------------------------


def multiply(left: Value, right: Value, at: int) -> Value:
    """The product: by a scalar, of a row and a column, of a column and a row, or of matrices."""
    if not left.sizes or not right.sizes:
        shaped = left if left.sizes else right
        result = left.number * right.number if left.number is not None and right.number is not None else None
        return Value(shaped.sizes, typed.Entrywise("product", (left, right)), shaped.row, result)
    if max(len(left.sizes), len(right.sizes)) > 2:
        raise NO_ARRAY(f"a product of {left.shape} and {right.shape} is not understood; write its entries", at)
    left_ends = left.row or len(left.sizes) == 2
    right_starts = not right.row
    if not left_ends and right.row:
        return Value((*left.sizes, *right.sizes), typed.MatrixProduct(left, right))
    if not left_ends or not right_starts:
        raise SHAPES(f"the shapes do not agree in a product: {left.shape} times {right.shape}", at)
    left.sizes[-1].unify(right.sizes[0], at)
    sizes = (*left.sizes[:-1], *right.sizes[1:])
    return Value(sizes, typed.MatrixProduct(left, right), row=len(left.sizes) == 1 and len(sizes) == 1)


@build.register
def _matrix_product(form: typed.MatrixProduct, environment: Environment, indices: tuple[Index, ...]) -> Term:
    left, right = form.left, form.right
    if right.row:  # the left one is a column, as nothing else stands before a row
        return Multiply((left.build(environment, indices[:1]), right.build(environment, indices[1:])))
    index = environment.index(left.sizes[-1])
    outer = len(left.sizes) - 1
    head, tail = indices[:outer], indices[outer:]
    body = Multiply((left.build(environment, (*head, index)), right.build(environment, (index, *tail))))
    return Sum(index.size, close_body(body, (index,)))


def transposed(value: Value) -> Value:
    """The transpose."""
    if not value.sizes:
        return value
    return Value(value.sizes[::-1], typed.Transposed(value), len(value.sizes) == 1 and not value.row)


@build.register
def _transposed(form: typed.Transposed, environment: Environment, indices: tuple[Index, ...]) -> Term:
    return form.base.build(environment, indices[::-1])


def diagonal(value: Value, at: int) -> Value:
    """The diagonal matrix of a vector."""
    if len(value.sizes) != 1:
        raise NO_ARRAY(f"diag needs a vector, not {value.shape}; for the diagonal of a matrix, write its entries", at)
    return Value((value.sizes[0], value.sizes[0]), typed.Diagonal(value))


@build.register
def _diagonal(form: typed.Diagonal, environment: Environment, indices: tuple[Index, ...]) -> Term:
    return Choose(indices[0], indices[1], form.vector.build(environment, indices[:1]), ZERO)


def entries_at(value: Value, *places: IndexValue) -> Value:
    """The entry at a place for each axis."""
    return Value((), typed.Entries(value, places))


@build.register
def _entries(form: typed.Entries, environment: Environment, indices: tuple[Index, ...]) -> Term:
    return form.whole.build(environment, filled(form.places, environment, indices))


@build.register
def _by_entries(form: typed.ByEntries, environment: Environment, indices: tuple[Index, ...]) -> Term:
    for letter, value in zip(form.letters, indices, strict=False):
        environment = environment.with_index(letter, value)
    return form.body.term(environment, indices[len(form.letters) :])


@build.register
def _rank(form: typed.Rank, environment: Environment, indices: tuple[Index, ...]) -> Term:
    row, column = (environment.index(size) for size in form.matrix.sizes)
    return Rank(row.size, column.size, close_body(form.matrix.build(environment, (row, column)), (row, column)))


# Sums, products and extrema over letters -------------------------------------------------------------


def over_letter(operator: str, letter: IndexSymbol, body: Value) -> Value:
    """The sum, product or extremum over a letter."""
    return Value(body.sizes, typed.Over(operator, ((letter, ()),), body), body.row)


def over_entries(operator: str, value: Value) -> Value:
    """The sum, product or extremum of all entries of an array."""
    letters = tuple(IndexSymbol("#", size) for size in value.sizes)
    one = entries_at(value, *(letter.value() for letter in letters))
    return Value((), typed.Over(operator, tuple((letter, ()) for letter in letters), one))


def summed(value: Value, at: int) -> Value:
    """The sum of all entries of a vector."""
    if len(value.sizes) != 1:
        raise NO_SUM_INDEX(f"the sum has no index, and its body is {value.shape}: write the index below the sign", at)
    return over_entries("sum", value)


@build.register
def _over(form: typed.Over, environment: Environment, indices: tuple[Index, ...]) -> Term:
    return _nested(form, 0, environment, indices)


def _nested(form: typed.Over, depth: int, environment: Environment, indices: tuple[Index, ...]) -> Term:
    """The operator over the letters from one on."""
    if depth == len(form.letters):
        return form.body.build(environment, indices)
    letter, without = form.letters[depth]
    bound = environment.index(letter.size)
    term = _nested(form, depth + 1, environment.with_index(letter, bound), indices)
    for excluded in without:
        term = Choose(bound, excluded.build(environment), _neutral(form, letter, environment), term)
    return _bound(form.operator, bound, term)


def _bound(operator: str, place: IndexVariable, body: Term) -> Term:
    if operator == "min":
        return negative(Maximum(place.size, close_body(negative(body), (place,))))
    node = {"sum": Sum, "prod": Product, "max": Maximum}[operator]
    return node(place.size, close_body(body, (place,)))


def _neutral(form: typed.Over, letter: IndexSymbol, environment: Environment) -> Term:
    """What changes nothing: 0, 1, or for a maximum the least value, for a minimum the largest."""
    if form.operator in ("sum", "prod"):
        return ZERO if form.operator == "sum" else ONE
    other = environment.index(letter.size)
    term = form.body.build(environment.with_index(letter, other), ())
    return _bound("min" if form.operator == "max" else "max", other, term)
