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
    """A hypothesis in the notation of documents, and in words."""

    latex: str
    words: str


def hypotheses(tree: Tree, readings: Sequence[Reading]) -> Iterator[Hypothesis]:
    """Hypotheses about the letters of a link: sizes, sums, signs, indices."""
    statements = [statement for reading in readings for statement in reading.statements]
    free = {variable for one in statements for variable in free_variables(one.conclusion)}
    arrays = sorted((one for one in free if isinstance(one, Variable)), key=lambda one: one.name)
    indices = sorted((one for one in free if isinstance(one, IndexVariable)), key=lambda one: one.name)
    plain = [one for one in arrays if "^" not in one.name and "@" not in one.name]
    for one, other in combinations(indices, 2):
        if one.size == other.size and not one.arguments and not other.arguments:
            yield _same(rf"{one.name} \ne {other.name}")
    for array in plain:
        if len(array.sizes) == 1 and isinstance(array.sizes[0], str):
            yield _same(rf"\sum_{{l=1}}^{{{array.sizes[0]}}} {array.name}_l = 1")
    for array in plain:
        if not array.sizes:
            yield _same(f"{array.name} > 0")
            yield _same(f"{array.name} < 0")
        elif len(array.sizes) == 1:
            yield _same(f"{array.name}_l > 0")
    for size in dict.fromkeys(size for array in plain for size in array.sizes if isinstance(size, str)):
        yield _same(rf"{size} \ge 2")


def _same(latex: str) -> Hypothesis:
    return Hypothesis(latex, latex)
