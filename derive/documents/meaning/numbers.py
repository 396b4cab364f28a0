"""Statements with the numbers of indices, as in Σ i xᵢ, as statements of which a hypothesis says what these are."""

from __future__ import annotations

from functools import lru_cache

from derive.documents.meaning.marks import NUMBER, numbered_sizes
from derive.kernel.terms import (
    Choose,
    Entry,
    Formula,
    Index,
    IndexNumber,
    LastIndex,
    Node,
    Size,
    SizeValue,
    Term,
    Variable,
    number,
    rebuild,
    subnodes,
)
from derive.language.numbering import Numbering, compared_sizes, neighbouring_sizes
from derive.language.statement import Statement


def with_numbers(statement: Statement) -> Statement:
    """The same without marks: where the size is a letter, the numbers are an array, and a hypothesis says that they
    are numbers; where it is a number, they are written out."""
    if not any(map(sizes_with_numbers, (statement.conclusion, *statement.hypotheses))):
        return statement
    formulas = tuple(rebuild(one, _known) for one in (statement.conclusion, *statement.hypotheses))
    sizes = sorted(frozenset[Size]().union(*map(sizes_with_numbers, formulas)), key=str)
    compared = frozenset[str]().union(*map(compared_sizes, formulas))
    found = {
        size: Numbering(size, _places(formulas, size), size in compared) for size in sizes if isinstance(size, str)
    }

    def unmarked(node: Node, depth: int) -> Node | None:
        match node:
            case Entry(array=Variable(name=name, sizes=(size,)), indices=(index,)) if name == NUMBER:
                return found[size].number(index) if isinstance(size, str) else _listed(index, size)
        return None

    conclusion, *hypotheses = (rebuild(formula, unmarked) for formula in formulas)
    return Statement((*hypotheses, *(part for one in found.values() for part in one.parts)), conclusion)


@lru_cache(maxsize=20_000)
def sizes_with_numbers(node: Node) -> frozenset[Size]:
    """The sizes of the indices of whose numbers, or of whose order, a formula speaks."""
    return numbered_sizes(node) | neighbouring_sizes(node) | compared_sizes(node)


def _known(node: Node, depth: int) -> Node | None:
    """The number of an index that is called by it, or is the last one."""
    match node:
        case Entry(array=Variable(name=name), indices=(IndexNumber(value=value),)) if name == NUMBER:
            return number(value)
        case Entry(array=Variable(name=name), indices=(LastIndex(size=size),)) if name == NUMBER:
            return SizeValue(size)
    return None


def _places(formulas: tuple[Formula, ...], size: Size) -> tuple[int, ...]:
    """The indices over a size that are called by their numbers, but for the first."""
    parts = (part for formula in formulas for part in subnodes(formula))
    return tuple(sorted({one.value for one in parts if isinstance(one, IndexNumber) and one.size == size} - {1}))


def _listed(index: Index, size: int) -> Term:
    """The number of an index, one by one."""
    term: Term = number(size)
    for value in range(size - 1, 0, -1):
        term = Choose(index, IndexNumber(value, size), number(value), term)
    return term
