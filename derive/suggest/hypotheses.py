"""One hypothesis more: those that formulas of this kind most often lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from derive.documents.model import Reading
from derive.kernel.terms import IndexVariable, Maximum, Variable, free_variables, subnodes
from derive.suggest.tree import Tree


@dataclass(frozen=True)
class Hypothesis:
    """A hypothesis in the notation of documents, and a weaker one; where that is enough, nobody needs this one."""

    latex: str
    weaker: str = ""


LETTERS = "lmrstuvwhgabcdkijn"


def hypotheses(tree: Tree, readings: Sequence[Reading]) -> Iterator[Hypothesis]:
    """Hypotheses about the letters of a link: different indices, sums, signs, symmetry, a unique maximum, sizes."""
    statements = [statement for reading in readings for statement in reading.statements]
    free = {variable for one in statements for variable in free_variables(one.conclusion)}
    arrays = sorted((one for one in free if isinstance(one, Variable)), key=lambda one: one.name)
    indices = sorted((one for one in free if isinstance(one, IndexVariable)), key=lambda one: one.name)
    plain = [one for one in arrays if "^" not in one.name and "@" not in one.name]
    has_maximum = any(isinstance(part, Maximum) for one in statements for part in subnodes(one.conclusion))
    for one, other in combinations(indices, 2):
        if one.size == other.size and not one.arguments and not other.arguments:
            yield Hypothesis(rf"{one.name} \ne {other.name}")
    taken = {*tree.vocabulary.scalars, *tree.vocabulary.arrays, *tree.vocabulary.sizes, *tree.index_letters}
    taken |= {name.text for name in tree.names}
    row, column = [letter for letter in LETTERS if letter not in taken][:2]
    yield from _sums(plain, row, column)
    yield from _signs(plain, row, column)
    for array in plain:
        if len(array.sizes) == 2 and array.sizes[0] == array.sizes[1]:
            yield Hypothesis(f"{array.name}_{{{row}{column}}} = {array.name}_{{{column}{row}}}")
    for array in plain if has_maximum else ():
        for index in indices:
            if array.sizes == (index.size,):
                yield Hypothesis(
                    rf"{array.name}_{index.name} > {array.name}_{row} \text{{ for }} {row} \ne {index.name}"
                )
    for size in dict.fromkeys(size for array in plain for size in array.sizes if isinstance(size, str)):
        yield Hypothesis(rf"{size} \ge 2")


def _sums(arrays: Sequence[Variable], row: str, column: str) -> Iterator[Hypothesis]:
    """That the entries of a vector, or of each row of a matrix, add up to one."""
    for array in arrays:
        if len(array.sizes) == 1:
            yield Hypothesis(rf"\sum_{row} {array.name}_{row} = 1")
        if len(array.sizes) == 2:
            yield Hypothesis(rf"\sum_{column} {array.name}_{{{row}{column}}} = 1")


def _signs(arrays: Sequence[Variable], row: str, column: str) -> Iterator[Hypothesis]:
    """That a number, or all entries of an array, have a sign, or are not zero."""
    for array in arrays:
        entry = array.name
        if len(array.sizes) == 1:
            entry = f"{array.name}_{row}"
        if len(array.sizes) == 2:
            entry = f"{array.name}_{{{row}{column}}}"
        not_zero = rf"{entry} \ne 0"
        if not array.sizes:
            yield Hypothesis(not_zero)
        if len(array.sizes) <= 2:
            yield Hypothesis(f"{entry} > 0", not_zero)
        if not array.sizes:
            yield Hypothesis(f"{entry} < 0", not_zero)
