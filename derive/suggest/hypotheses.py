"""One hypothesis more: those that formulas of this kind most often lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from derive.documents.model import Reading
from derive.kernel.terms import IndexVariable, Variable, free_variables
from derive.suggest.tree import Tree


@dataclass(frozen=True)
class Hypothesis:
    """A hypothesis in the notation of documents."""

    latex: str


LETTERS = "lmrstuvwhgabcdkijn"


def hypotheses(tree: Tree, readings: Sequence[Reading]) -> Iterator[Hypothesis]:
    """Hypotheses about the letters of a link: sizes, sums, signs, indices."""
    statements = [statement for reading in readings for statement in reading.statements]
    free = {variable for one in statements for variable in free_variables(one.conclusion)}
    arrays = sorted((one for one in free if isinstance(one, Variable)), key=lambda one: one.name)
    indices = sorted((one for one in free if isinstance(one, IndexVariable)), key=lambda one: one.name)
    plain = [one for one in arrays if "^" not in one.name and "@" not in one.name]
    for one, other in combinations(indices, 2):
        if one.size == other.size and not one.arguments and not other.arguments:
            yield Hypothesis(rf"{one.name} \ne {other.name}")
    taken = {*tree.vocabulary.scalars, *tree.vocabulary.arrays, *tree.vocabulary.sizes, *tree.index_letters}
    taken |= {name.text for name in tree.names}
    row, column = [letter for letter in LETTERS if letter not in taken][:2]
    for array in plain:
        if len(array.sizes) == 1:
            yield Hypothesis(rf"\sum_{row} {array.name}_{row} = 1")
        if len(array.sizes) == 2:
            yield Hypothesis(rf"\sum_{column} {array.name}_{{{row}{column}}} = 1")
    for array in plain:
        if not array.sizes:
            yield Hypothesis(f"{array.name} > 0")
            yield Hypothesis(f"{array.name} < 0")
    for size in dict.fromkeys(size for array in plain for size in array.sizes if isinstance(size, str)):
        yield Hypothesis(rf"{size} \ge 2")
