"""Arrays: their entries, rows and columns, transposition, inner products, and those that have a name of their own."""

from __future__ import annotations

import re
from fractions import Fraction

from derive.documents.errors import Unreadable, refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning import typed
from derive.documents.meaning.combining import constant, diagonal, transposed
from derive.documents.meaning.context import INDICES, WHOLE, Context
from derive.documents.meaning.letters import size_of
from derive.documents.meaning.registry import elaborate, index
from derive.documents.meaning.shapes import (
    NO_ARRAY,
    NO_NUMBER,
    Environment,
    SizeReference,
    Value,
    build,
)
from derive.documents.meaning.spelling import spelled
from derive.kernel.terms import Choose, Index, IndexNumber, Term

POWER_OF_ENTRY = refusal(
    "D217",
    "an entry of a power, or a power of an entry",
    """A superscript beside the indices of a matrix has two readings: an entry of the matrix's power, and a power of the
    entry. Write brackets around what is meant first: (A^n)_{ij} or (A_{ij})^n; for a transposition, A^\\top.""",
    ("A^2_{ij} = A_{ij} A_{ij}", r"let $A \in \mathbb{R}^{d \times d}$"),
    (r"(A^2)_{ij} = \sum_k A_{ik} A_{kj}", r"let $A \in \mathbb{R}^{d \times d}$"),
)

T_POWER = refusal(
    "D218",
    "a superscript T on a name that nothing introduces",
    """A superscript T has two readings, a transposition and a power. It is read as a transposition where it stands on
    vectors and matrices, and as a power where T is a number: declare the vectors and matrices with 'let', or T.""",
    ("w^T v = v^T w",),
    ("w^T v = v^T w", r"let $w \in \mathbb{R}^d$, $v \in \mathbb{R}^d$"),
)

ROWS = refusal(
    "D219",
    "a matrix with rows of different lengths",
    """Each row of a matrix that is written out has the same number of entries. Write the missing entries, as 0 where
    nothing stands, or look for an & too many.""",
    (r"\begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix} = A", r"let $A \in \mathbb{R}^{2 \times 2}$"),
    (r"\begin{pmatrix} 1 & 2 \\ 3 & 0 \end{pmatrix}^\top = \begin{pmatrix} 1 & 3 \\ 2 & 0 \end{pmatrix}",),
)


ONE_SIZE = "; each place of an array or family has one size: write the same letter above every sum over it"


_STEP = re.compile(r"(.*)_\{(\\?[A-Za-z]+)[+-]\d+\}")
"""A name that is written with the index behind another one, as ``w_{t+1}``."""


@elaborate.register
def subscript(node: syntax.Subscript, context: Context) -> Value:
    """Entries of an array, or a member of a family."""
    if isinstance(node.base, syntax.Name) and _is_delta(node.base.key, node.indices, context):
        return elaborate(syntax.Kronecker(node.at, *node.indices), context)
    base, indices, family = _array_and_indices(node, context)
    if len(base.sizes) == 2 and len(indices) == 1 and not family:
        indices = line_of(spelled(node.base), base.shape, indices[0], node.at, context)
    if len(base.sizes) != len(indices) and not (family and len(indices) < len(base.sizes)):
        what = "index" if len(indices) == 1 else "indices"
        raise INDICES(f"{base.shape} is taken with {len(indices)} {what}: write {_wanted(base)}", node.at)
    try:
        return entries(base, indices, node.at, context)
    except Unreadable as problem:
        raise problem if problem.names else problem.about(spelled(node.base)) from None


def _is_delta(key: str, indices: tuple[Expression, ...], context: Context) -> bool:
    r"""Whether ``\delta_{t+1,k}`` is Kronecker's, as it is of two letters: nothing introduces the letter."""
    return key == r"\delta" and len(indices) == 2 and not (key in context.locals or context.scope.is_known(key))


def _wanted(base: Value) -> str:
    """How many indices an array has, in words."""
    count = len(base.sizes)
    return "none" if not count else "one index" if count == 1 else f"{count} indices"


def _array_and_indices(node: syntax.Subscript, context: Context) -> tuple[Value, tuple[Expression, ...], bool]:
    """The array that has indices, the indices (two digits on a matrix are two), and whether it is a family."""
    indices = node.indices
    if isinstance(node.base, syntax.Name) and not context.is_function(node.base.key):
        _refuse_entry_of_name(node.base.key, indices, node.at, context)
        _refuse_entry_of_step(node.base.key, indices, node.at, context)
        symbol = context.symbol(node.base.key, node.at, _count(node.base.key, indices, context))
        base, family = symbol.reference(), symbol.family
        if not base.sizes:
            message = f"'{symbol.name}' is a number and has no entries: declare the vector with 'let'"
            raise INDICES(message, node.at).about(symbol.name)
    else:
        base, family = elaborate(node.base, context), False
    if len(base.sizes) >= 2 and len(indices) == 1 and isinstance(indices[0], syntax.Numeral):
        digits = str(indices[0].value)
        if len(digits) == len(base.sizes):
            indices = tuple(syntax.Numeral(node.at, Fraction(digit), 0) for digit in digits)
    return base, indices, family


def _refuse_entry_of_name(key: str, indices: tuple[Expression, ...], at: int, context: Context) -> None:
    """Raises Unreadable for ``p_{tk}`` where a vector p_t is declared, and nothing that is called p."""
    if len(indices) < 2 or key in context.locals or context.scope.arrays(key):
        return
    name = f"{key}_{{{spelled(indices[0])}}}"
    declared = context.scope.symbols.get(name)
    if declared is not None and len(declared.sizes) == len(indices) - 1:
        raise INDICES(
            f"'{name}' is declared as one name, and '{key}' is not: write brackets around it before its indices, "
            f"({name})_{{…}}",
            at,
        )


def _refuse_entry_of_step(key: str, indices: tuple[Expression, ...], at: int, context: Context) -> None:
    """Raises Unreadable for ``w_T`` below the definition ``w_{t+1} = w_t - g_t``, which names what is made of one w_t:
    it may be meant for every t."""
    for name, symbol in context.scope.symbols.items():
        found = _STEP.fullmatch(name) if symbol.value is not None and name.startswith(key) else None
        if found is not None and found[1] == key and not any(found[2] in index.names for index in indices):
            raise WHOLE(
                f"'{name}' is defined as one name here, and '{key}' with another subscript is an entry of which the "
                f"definition says nothing: write 'assume ${name} = …$ for all ${found[2]}$' where it holds for every "
                f"'{found[2]}'",
                at,
            )


def _count(key: str, indices: tuple[Expression, ...], context: Context) -> int:
    """How many indices these are: the digits of one numeral may be those of a matrix that is known."""
    if len(indices) == 1 and isinstance(indices[0], syntax.Numeral):
        digits = len(str(indices[0].value))
        return digits if digits > 1 and digits in context.scope.arrays(key) else 1
    return len(indices)


def _matrix_with_indices(node: Expression, context: Context) -> tuple[Value, tuple[Expression, ...]] | None:
    """The matrix and the indices of an entry of it; None for anything else."""
    if not isinstance(node, syntax.Subscript):
        return None
    base, indices, family = _array_and_indices(node, context)
    return (base, indices) if len(base.sizes) == 2 == len(indices) and not family else None


def refuse_power_of_entry(node: syntax.Raised, context: Context) -> None:
    """Raises Unreadable where ``A^n_{ij}`` may be an entry of a power of the matrix, or a power of an entry.

    ``A_{ij}^2``, with its indices first and a whole number of times, is the entry's, as in a Frobenius norm."""
    exponent = node.exponent
    is_count = isinstance(exponent, syntax.Numeral) and exponent.value.denominator == 1
    if not (node.before_indices or (node.after_indices and not is_count)):
        return
    matrix = _matrix_with_indices(node.base, context)
    if matrix is None or len({size.value for size in matrix[0].sizes} - {None}) == 2:
        return
    raise POWER_OF_ENTRY(
        "a superscript beside the indices of a matrix has two readings, an entry of the matrix's power and a power "
        "of the entry: write (A^n)_{ij} or (A_{ij})^n",
        node.at,
    )


def line_of(name: str, shape: str, place: Expression, at: int, context: Context) -> tuple[Expression, ...]:
    """Both indices of a row or column of a matrix, in the reading that is tried."""
    if isinstance(place, syntax.Whole):
        raise INDICES(f"{shape} is taken with 1 index: write two, the colon for what is left", at)
    whole = syntax.Whole(at)
    return (place, whole) if context.scope.line(name, shape, at) == 0 else (whole, place)


def entries(base: Value, indices: tuple[Expression, ...], at: int, context: Context) -> Value:
    """The entry at the indices, or a slice where some are colons or the last ones are left out."""
    if len(indices) > len(base.sizes):
        raise INDICES(f"{base.shape} is taken with {len(indices)} indices: write {_wanted(base)}", at)
    places = places_in(base.sizes, indices, at, context)
    return Value(
        tuple(size for size, place in zip(base.sizes, places, strict=True) if place is None),
        typed.Entries(base, places),
    )


def places_in(
    sizes: tuple[SizeReference, ...], indices: tuple[Expression, ...], at: int, context: Context
) -> typed.Places:
    """The index of each axis; None for an axis that is left, with a colon or behind the indices."""
    places = [None if isinstance(part, syntax.Whole) else index(part, context) for part in indices]
    for place, size in zip(places, sizes, strict=False):
        if place is not None:
            place.size.unify(size, at, "the sizes of an index", ONE_SIZE)
    return (*places, *(None for _ in sizes[len(places) :]))


@elaborate.register
def listing(node: syntax.Listing, context: Context) -> Value:
    """``x_1, …, x_n``: the vector x, whose size is n."""
    symbol = context.symbol(node.name, node.at, 1)
    size = size_of(node.last, context)
    if len(symbol.sizes) != 1:
        raise INDICES(f"'{node.name}' is not a vector, and a list consists of entries: declare it with 'let'", node.at)
    size.unify(symbol.sizes[0], node.at)
    return symbol.reference()


@elaborate.register
def inner(node: syntax.Inner, context: Context) -> Value:
    """⟨u, v⟩ = uᵀv of two vectors."""
    for side in (node.left, node.right):
        value = elaborate(side, context)
        if len(value.sizes) != 1:
            raise NO_ARRAY(
                rf"an inner product of {value.shape} is not understood; expected two vectors (of matrices, write "
                r"\mathrm{tr}(A^\top B))",
                node.at,
            )
    return elaborate(syntax.Times(node.at, (syntax.Transposed(node.at, node.left, False), node.right)), context)


@elaborate.register
def transposition(node: syntax.Transposed, context: Context) -> Value:
    if isinstance(node.base, syntax.Numeral) and node.base.value == 1:
        return transposed(elaborate(syntax.Ones(node.at, None), context))
    matrix = _matrix_with_indices(node.base, context) if node.beside_indices else None
    if matrix is not None:
        if node.letter and _is_number("T", context):
            raise POWER_OF_ENTRY(
                "a T beside the indices of a matrix has two readings, its transposition and a power of the entry: "
                r"write A^\top or (A_{ij})^T",
                node.at,
            )
        return entries(transposed(matrix[0]), matrix[1], node.at, context)
    base = elaborate(node.base, context)
    if len(base.sizes) > 2:
        raise NO_ARRAY(f"the transposition of {base.shape} is not understood; write its entries", node.at)
    if not base.sizes and node.letter:
        names = node.base.names
        if names and not _is_number("T", context) and not any(_is_number(key, context) for key in names):
            raise T_POWER(
                "a superscript T on what nothing introduces has two readings, a transposition and a power: declare the "
                "vectors and matrices with 'let', or T as a number",
                node.at,
            )
        return elaborate(syntax.Raised(node.at, node.base, syntax.Name(node.at, "T")), context)
    return transposed(base)


def _is_number(key: str, context: Context) -> bool:
    """Whether a letter is introduced as a number: by the document, or by what surrounds it."""
    return key in context.locals or key in context.scope.sizes or context.scope.is_known(key)


@elaborate.register
def kronecker(node: syntax.Kronecker, context: Context) -> Value:
    left, right = index(node.left, context), index(node.right, context)
    left.size.unify(right.size, node.at, "the sizes of the indices")
    return Value((), typed.Cases((((typed.SameIndexTest(left, right),), constant(1)),), constant(0)))


@elaborate.register
def matrix(node: syntax.Matrix, context: Context) -> Value:
    """A matrix that is written out; one of one column is a vector, one of one row a row."""
    count, width = len(node.rows), len(node.rows[0])
    if any(len(row) != width for row in node.rows):
        raise ROWS("the rows of a matrix are equally long: write the missing entries", node.at)
    rows = tuple(tuple(elaborate(cell, context) for cell in row) for row in node.rows)
    for cell, value in zip(
        (cell for row in node.rows for cell in row), (one for row in rows for one in row), strict=True
    ):
        if value.sizes:
            raise NO_NUMBER(f"an entry of a matrix is a number, not {value.shape}: write its entries", cell.at)
    sizes = tuple(
        SizeReference(size) for size in ((count,) if width == 1 else (width,) if count == 1 else (count, width))
    )
    return Value(sizes, typed.Matrix(rows), row=count == 1 and width > 1)


@build.register
def _matrix(form: typed.Matrix, environment: Environment, indices: tuple[Index, ...]) -> Term:
    count, width = len(form.rows), len(form.rows[0])
    row, column = (indices[0], None) if width == 1 else (None, indices[0]) if count == 1 else indices
    lines = [_chosen(column, [one.build(environment, ()) for one in line]) for line in form.rows]
    return _chosen(row, lines)


def _chosen(place: Index | None, terms: list[Term]) -> Term:
    """The term at a place; the only one where there is no place."""
    if place is None or isinstance(place, IndexNumber):
        return terms[place.value - 1 if place is not None else 0]
    chosen = terms[-1]
    for number in range(len(terms) - 1, 0, -1):
        chosen = Choose(place, IndexNumber(number, len(terms)), terms[number - 1], chosen)
    return chosen


@elaborate.register
def ones(node: syntax.Ones, context: Context) -> Value:
    """The vector of ones."""
    return constant(1, size_of(node.size, context))


@elaborate.register
def identity_matrix(node: syntax.Identity, context: Context) -> Value:
    """The identity matrix."""
    return diagonal(constant(1, size_of(node.size, context)), node.at)
