"""Vectors and matrices as wholes: in the notation of linear algebra, or by a name that is defined by entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from derive.documents.canonical import names, pieces
from derive.documents.canonical.page import Page
from derive.documents.canonical.parts import constant, inverted, negated
from derive.documents.canonical.pieces import ATOM, FRACTION, OPEN, PRODUCT, SUM, Piece
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Array,
    BoundVariable,
    Choose,
    Derivative,
    Entry,
    Exp,
    Index,
    IndexVariable,
    Lambda,
    Log,
    Multiply,
    Number,
    Size,
    Sum,
    Term,
    Variable,
    free_variables,
    open_body,
)

PrintTerm = Callable[[Term, Page], Piece]


def array_code(array: Array, page: Page, term: PrintTerm) -> str:
    """An array without loose bound variables, as a value."""
    match array:
        case Variable(name=name):
            return (names.NOT_READ if names.is_family(name) else "") + names.whole(name)
        case Lambda(sizes=(), body=Entry(array=Variable(sizes=())) as entry):
            return _in_place(term(entry, page).code, page)
        case Lambda(sizes=sizes, body=body) if not sizes or body == ZERO:
            return term(body, page).code
        case Lambda(sizes=(size,), body=body) if not isinstance(body, Entry):
            with page.indices(body, (size,)) as ((index,), opened):
                code = vector(opened, index, page, term)
            return code.code if code is not None else _defined(body, (size,), page, term)
        case Lambda(sizes=sizes, body=body):
            return _defined(body, sizes, page, term)
    raise AssertionError(f"an array of an unknown kind: {type(array).__name__}")


def _in_place(code: str, page: Page) -> str:
    """A number that is put in for a letter: a term, where the code alone would be a variable."""
    letter = names.whole(page.letter(()).name)
    return rf"\left. {letter} \right|_{{{letter} = {code}}}"


def matrix(body: Term, sizes: tuple[Size, Size], page: Page, term: PrintTerm) -> str:
    """The matrix whose entries are the body."""
    with page.indices(body, sizes) as ((row, column), opened):
        code = _matrix(opened, row, column, page, term)
    return code.code if code is not None else _defined(body, sizes, page, term)


def _defined(body: Term, sizes: Sequence[Size], page: Page, term: PrintTerm) -> str:
    """A new name for the array whose entries are the body; a function of what is bound around it."""
    key = (body.key, tuple(sizes))
    if key in page.definitions:
        return page.definitions[key][0]
    with page.reserved(()):
        indices: list[IndexVariable] = []
        for size in sizes:
            letter = names.index_letter(size, page.used, names.COMMON_INDICES)
            page.used.add(letter)
            indices.append(IndexVariable(letter, size))
        opened = open_body(body, indices)
        outer = [variable for variable in page.bound if variable in free_variables(opened)]
        arguments = ", ".join(names.whole(variable.name) for variable in outer)
        head = page.new(names.DEFINED_LETTERS) + (pieces.brackets(arguments) if outer else "")
        below = ",".join(page.index(index) for index in indices)
        page.definitions[key] = head, f"{head}_{{{below}}} = {term(opened, page).code}"
    return head


def _is_free(node: Term, *indices: Index) -> bool:
    return not free_variables(node) & set(indices)


def vector(body: Term, index: IndexVariable, page: Page, term: PrintTerm) -> Piece | None:
    """The vector whose entry at the index is the body; None where only its entries can be written."""

    def part(node: Term) -> Piece | None:
        return vector(node, index, page, term)

    match body:
        case _ if _is_free(body, index):
            return None
        case Entry(array=Variable(name=name, sizes=(_,)), indices=(place,)):
            return _name(name) if place == index and not names.is_family(name) else None
        case Exp(argument=argument):
            inner = part(argument)
            return pieces.applied(r"\exp", inner.code) if inner else None
        case Log(argument=argument):
            inner = part(argument)
            return pieces.applied(r"\log", inner.code) if inner else None
        case Add(terms=terms):
            return _total(terms, lambda node: term(node, page) if _is_free(node, index) else part(node))
        case Multiply(factors=(left, right)):
            return _scaled(left, right, lambda node: _is_free(node, index), part, page, term) or _entrywise(
                part(left), part(right)
            )
        case Sum(size=size, body=inside):
            with page.indices(inside, (size,)) as ((bound,), opened):
                applied = _applied(opened, index, bound, page, term)
                if applied is not None:
                    return applied
                inner = part(opened)
                above = rf"\sum_{{{page.index(bound)}=1}}^{{{page.size(size)}}}"
            return Piece(f"{above} {inner.closed(PRODUCT)}", OPEN) if inner else None
        case Derivative(body=inside, point=Variable() as point, indices=(place,)):
            if place != index or not _is_free(inside, index) or point in free_variables(inside):
                return None
            below = rf"\partial {names.whole(point.name)}"
            return Piece(rf"\frac{{\partial}}{{{below}}} {term(open_body(inside, (point,)), page).closed(OPEN)}", OPEN)
    return None


def _applied(body: Term, row: IndexVariable, column: IndexVariable, page: Page, term: PrintTerm) -> Piece | None:
    """The product of a matrix and a vector."""
    if not isinstance(body, Multiply) or len(body.factors) != 2:
        return None
    left = _matrix(body.factors[0], row, column, page, term)
    right = vector(body.factors[1], column, page, term) if _is_free(body.factors[1], row) else None
    if left is None or right is None:
        return None
    return Piece(f"{left.closed(FRACTION)} {right.closed(FRACTION)}", PRODUCT)


def _entrywise(left: Piece | None, right: Piece | None) -> Piece | None:
    """The entrywise product of two vectors."""
    if left is None or right is None:
        return None
    return Piece(pieces.brackets(rf"{left.closed(FRACTION)} \odot {right.closed(FRACTION)}"), FRACTION)


def _total(terms: Sequence[Term], part: Callable[[Term], Piece | None]) -> Piece | None:
    """A sum of arrays; None where one of them can only be written by entries."""
    found: list[tuple[bool, Piece]] = []
    for node in terms:
        positive = negated(node)
        piece = part(positive if positive is not None else node)
        if piece is None:
            return None
        found.append((positive is not None, piece))
    return pieces.total(found)


def _scaled(
    left: Term,
    right: Term,
    is_scalar: Callable[[Term], bool],
    part: Callable[[Term], Piece | None],
    page: Page,
    term: PrintTerm,
) -> Piece | None:
    """A number times an array, or an array over a number."""
    if is_scalar(left) == is_scalar(right):
        return None
    if is_scalar(left):
        inner = part(right)
        if inner is None:
            return None
        if left == Number(Fraction(-1)):
            return Piece("-" + inner.closed(PRODUCT), SUM)
        return pieces.product([term(left, page), inner])
    inner = part(left)
    if inner is None:
        return None
    below = inverted(right)
    if below is not None:
        return pieces.fraction(inner.code, term(below, page).code) if constant(below) != 0 else None
    return pieces.product([inner, term(right, page)])


def _matrix(body: Term, row: IndexVariable, column: IndexVariable, page: Page, term: PrintTerm) -> Piece | None:
    """The matrix whose entry at row and column is the body; None where only its entries can be written."""

    def part(node: Term) -> Piece | None:
        return _matrix(node, row, column, page, term)

    match body:
        case Entry(array=Variable(name=name, sizes=(_, _)), indices=(one, other)):
            if (one, other) not in ((row, column), (column, row)) or names.is_family(name):
                return None
            return _name(name) if one == row else Piece(rf"{_name(name).closed(ATOM)}^{{\top}}", FRACTION, True)
        case Choose(left=left, right=right, equal=equal, distinct=distinct):
            if (left, right) != (row, column) or distinct != ZERO or not _is_free(equal, column):
                return None
            inner = vector(equal, row, page, term)
            if equal == ONE and "I" not in page.taken:
                return Piece("I", FRACTION, True)
            return pieces.applied(r"\mathrm{diag}", inner.code) if inner else None
        case Add(terms=terms):
            return _total(terms, part)
        case Multiply(factors=(left, right)):
            scaled = _scaled(left, right, lambda node: _is_free(node, row, column), part, page, term)
            if scaled is not None or not (_is_free(left, column) and _is_free(right, row)):
                return scaled
            ends = vector(left, row, page, term), vector(right, column, page, term)
            if ends[0] is None or ends[1] is None:
                return None
            return Piece(rf"{ends[0].closed(FRACTION)} {ends[1].closed(ATOM)}^{{\top}}", PRODUCT)
        case Sum(size=size, body=inside):
            with page.indices(inside, (size,)) as ((bound,), opened):
                return _contracted(opened, row, bound, column, page, term)
        case Derivative(body=Derivative(body=inside, point=BoundVariable()), point=Variable(name=name) as point):
            assert isinstance(body.body, Derivative)
            is_hessian = (body.body.indices, body.indices) == ((row,), (column,)) and _is_free(inside, row, column)
            if not is_hessian or point in free_variables(inside):
                return None
            once = open_body(open_body(body.body, (point,)).body, (point,))
            return Piece(rf"\nabla_{{{names.whole(name)}}}^{{2}} {pieces.brackets(term(once, page).code)}", OPEN)
    return None


def _contracted(
    body: Term, row: IndexVariable, between: IndexVariable, column: IndexVariable, page: Page, term: PrintTerm
) -> Piece | None:
    """The product of two matrices."""
    if not isinstance(body, Multiply) or len(body.factors) != 2:
        return None
    left = _matrix(body.factors[0], row, between, page, term)
    right = _matrix(body.factors[1], between, column, page, term)
    if left is None or right is None:
        return None
    return Piece(f"{left.closed(FRACTION)} {right.closed(FRACTION)}", PRODUCT)


def _name(name: str) -> Piece:
    """A whole array by its name."""
    parts = names.parsed(name)
    is_plain = parts is not None and parts.is_plain
    return Piece(names.whole(name), ATOM if is_plain else FRACTION, True)
