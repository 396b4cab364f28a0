"""A matrix and its inverse among hypotheses: M B = I and B M = I, of a variable B that M does not mention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from derive.kernel.terms import (
    Entry,
    Equal,
    ForAll,
    Formula,
    Index,
    IndexVariable,
    Multiply,
    Sum,
    Term,
    Variable,
    close_body,
    delta,
    free_variables,
    open_body,
    substitute,
)

_ROW, _COLUMN, _BETWEEN = "·0", "·1", "·2"


@dataclass(frozen=True)
class Inverse:
    """``inverse`` is that of the matrix whose entry at ``row`` and ``column`` is ``body``."""

    inverse: Variable
    body: Term
    row: IndexVariable
    column: IndexVariable

    def matrix(self, row: Index, column: Index) -> Term:
        """An entry of the matrix."""
        return substitute(self.body, {self.row: row, self.column: column})

    @property
    def variable(self) -> Variable | None:
        """The matrix, where it is a variable."""
        match self.body:
            case Entry(array=Variable() as variable, indices=indices) if indices == (self.row, self.column):
                return variable
        return None

    @property
    def formulas(self) -> tuple[Formula, Formula]:
        """M B = I and B M = I, entry by entry."""
        return self._is_one(False), self._is_one(True)

    def _is_one(self, inverse_first: bool) -> Formula:
        row, column = self.row, self.column
        between = IndexVariable(_BETWEEN, row.size)
        factors: tuple[Term, Term]
        if inverse_first:
            factors = Entry(self.inverse, (row, between)), self.matrix(between, column)
        else:
            factors = self.matrix(row, between), Entry(self.inverse, (between, column))
        equation = Equal(Sum(row.size, close_body(Multiply(factors), (between,))), delta(row, column))
        return ForAll(row.size, close_body(ForAll(row.size, close_body(equation, (column,))), (row,)))


def inverses(hypotheses: Iterable[Formula]) -> Iterator[Inverse]:
    """The inverses that hypotheses give, in their order."""
    given = tuple(hypotheses)
    for position, formula in enumerate(given):
        found = _right_inverse(formula)
        if found is not None and found.formulas[0] == formula and found.formulas[1] in given[position:]:
            yield found  # of A B = I and B A = I, B is the inverse where A B stands first


def _right_inverse(formula: Formula) -> Inverse | None:
    """The variable that a formula says to be on the right of a matrix in a product that is I."""
    if not isinstance(formula, ForAll) or isinstance(formula.over, tuple):
        return None
    size = formula.over
    row, column, between = (IndexVariable(letter, size) for letter in (_ROW, _COLUMN, _BETWEEN))
    inner = open_body(formula.body, (row,))
    if not isinstance(inner, ForAll) or inner.over != size:
        return None
    match open_body(inner.body, (column,)):
        case Equal(left=Sum(size=summed, body=body)) if summed == size:
            opened = open_body(body, (between,))
            match opened:
                case Multiply(factors=(entry, Entry(array=Variable() as variable, indices=(first, second)))):
                    free = free_variables(entry)
                    if (first, second) == (between, column) and not {column, variable} & free:
                        return Inverse(variable, substitute(entry, {between: column}), row, column)
    return None
