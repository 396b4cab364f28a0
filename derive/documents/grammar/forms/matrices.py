r"""Matrices and columns that are written out: ``\begin{pmatrix} a & b \\ c & d \end{pmatrix}``."""

from __future__ import annotations

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.dots import DOTS_UNCLEAR
from derive.documents.grammar.forms.conditions import cells_of, rows_of
from derive.documents.grammar.parser import Parser
from derive.documents.grammar.registry import form
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import Item

ENVIRONMENT = refusal(
    "D165",
    "an environment that is not understood in a formula",
    """Inside of formulas matrices and cases are understood: matrix, pmatrix, bmatrix, smallmatrix, array and cases,
    with at least one row. Determinants have no notation here: write out what they are.""",
    (r"\begin{vmatrix} a & 0 \\ 0 & b \end{vmatrix} = a b",),
    (r"\begin{pmatrix} a & 0 \\ 0 & b \end{pmatrix}^\top = \begin{pmatrix} a & 0 \\ 0 & b \end{pmatrix}",),
)

_MATRICES = ("matrix", "pmatrix", "bmatrix", "smallmatrix", "array")
_OTHER = ("vmatrix", "Vmatrix", "Bmatrix")
_GAPS = (r"\cdots", r"\dots", r"\ldots", r"\vdots", r"\ddots")


@form(kind="environment")
def matrix(parser: Parser, item: Item) -> Expression | None:
    """A matrix, a column or a row by its entries."""
    if item.text in _OTHER:
        raise ENVIRONMENT(
            f"the environment {item.text} is not understood: determinants have no notation here", item.start
        )
    if item.text not in _MATRICES:
        raise ENVIRONMENT(
            f"the environment {item.text} is not understood here: write pmatrix, array or cases", item.start
        )
    rows: list[tuple[Expression, ...]] = []
    for row in rows_of(parser, item.parts[0]):
        cells = cells_of(parser, row)
        if any(cell and cell[0].text in _GAPS for cell in cells):
            raise DOTS_UNCLEAR(
                "dots in a matrix are not understood: define its entries, or write the vector as a letter", item.start
            )
        rows.append(tuple(parser.nested(cell).whole() for cell in cells))
    if not rows:
        raise ENVIRONMENT("a matrix without rows: write its entries", item.start)
    return parser.with_scripts(syntax.Matrix(item.start, tuple(rows)), item)
