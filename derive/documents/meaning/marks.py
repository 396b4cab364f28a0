"""The marks of which formulas about an order of indices are made, before a statement without them is found.

The kernel knows no order of indices. Four arrays, of which nothing else is made, stand for it while a formula is
built, and an index next to another one has a name made of its name."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from derive.documents.errors import Unreadable, refusal
from derive.kernel.terms import (
    Entry,
    Index,
    IndexNumber,
    IndexVariable,
    LastIndex,
    N,
    Node,
    Size,
    Variable,
    rebuild,
    subnodes,
)

UP_TO = refusal(
    "D248",
    "a sum up to an index, or a neighbour of an index, that is not understood",
    """A sum may run up to an index t of the formula, or from it on, and entries may stand at t-1 and t+1. The first t
    has none before it, and the last one none behind it: what runs over all t, as a sum, has to leave that one out.
    Products up to an index are understood where it is one t that is given, and nothing runs over it. The message says
    what is to be written instead.""",
    (
        r"\sum_{t=1}^{T} (x_{t+1} - x_t) = x_T - x_1",
        r"let $x \in \mathbb{R}^T$",
    ),
    (
        r"\sum_{t=1}^{T-1} (x_{t+1} - x_t) = x_T - x_1",
        r"let $x \in \mathbb{R}^T$",
    ),
)

AT_MOST, AT_LEAST, PLACE = "·≤", "·≥", "·place"
"""The marks: 1 where an index is at most, or at least, another one, and else 0; and the number of an index that sums
run up to."""

NUMBER = "·number"
"""The number of any other index: it becomes an array of which a hypothesis says what it is."""

MARKS = frozenset({AT_MOST, AT_LEAST, PLACE})


_STEP = "→"
"""Stands between the name of an index and how far behind it a neighbour is: no name of a document has it."""


BEFORE = "·before"
"""The mark of a chain of order: 1 where an index is before another one, and else 0."""


def is_mark(variable: Variable | IndexVariable) -> bool:
    """Whether a name stands for an order of indices, and for nothing that a document names."""
    return variable.name in MARKS or variable.name == BEFORE or variable.name.startswith(_STEP)


def not_understood(message: str, at: int) -> Unreadable:
    """The refusal of what makes sense, and so does not fall away beside other readings."""
    return UP_TO(message, at).sensible()


def neighbour_of(place: IndexVariable, distance: int) -> IndexVariable:
    """The index so many places behind another one: of one that is bound, with it as an argument."""
    found = bound_neighbour(place)
    if found is not None or place.name.startswith("#"):
        base, before = found or (place, 0)
        assert isinstance(base, IndexVariable)
        return _behind(base, before + distance)
    letter, before = base_and_distance(place)
    distance += before
    return IndexVariable(f"{letter}{_STEP}{distance:+d}" if distance else letter, place.size)


def _behind(base: IndexVariable, distance: int) -> IndexVariable:
    return IndexVariable(f"{_STEP}{distance:+d}", base.size, (base,)) if distance else base


def bound_neighbour(place: Node) -> tuple[Index, int] | None:
    """The index of which one is a neighbour that has it as an argument, and how far behind it stands; None for any
    other index."""
    if isinstance(place, IndexVariable) and place.arguments and place.name.startswith(_STEP):
        return place.arguments[0], int(place.name.removeprefix(_STEP))
    return None


def with_bound_neighbours(formula: N, letters: Collection[str]) -> N:
    """The formula where the neighbours of these letters have them as arguments, so that they can be bound."""

    def change(node: Node, depth: int) -> Node | None:
        if isinstance(node, IndexVariable) and not node.arguments and not node.name.startswith(_STEP):
            letter, distance = base_and_distance(node)
            if distance and letter in letters:
                return _behind(IndexVariable(letter, node.size), distance)
        return None

    return rebuild(formula, change)


def base_and_distance(place: IndexVariable) -> tuple[str, int]:
    """The letter of which an index is a neighbour, and how far behind it stands: 0 for the letter itself."""
    base, _, distance = place.name.partition(_STEP)
    return base, int(distance or 0)


@lru_cache(maxsize=20_000)
def ordered_letters(node: Node) -> frozenset[IndexVariable | None]:
    """The indices whose order a formula speaks of, as letters; None for one that is bound."""
    found: set[IndexVariable | None] = set()
    for part in subnodes(node):
        if isinstance(part, Entry) and isinstance(part.array, Variable) and part.array.name in MARKS:
            place = part.indices[-1]
            if isinstance(place, IndexVariable) and not place.arguments:
                found.add(IndexVariable(base_and_distance(place)[0], place.size))
            elif not isinstance(place, (LastIndex, IndexNumber)):
                found.add(None)
        elif isinstance(part, IndexVariable) and _STEP in part.name:
            found.add(None if part.arguments else IndexVariable(base_and_distance(part)[0], part.size))
    return frozenset(None if one is not None and one.name.startswith("#") else one for one in found)


@lru_cache(maxsize=20_000)
def speaks_of_order(node: Node) -> bool:
    """Whether a formula has a mark, or a neighbour of an index."""
    is_marked = any(isinstance(part, Variable) and part.name in MARKS for part in subnodes(node))
    return is_marked or bool(ordered_letters(node))


@lru_cache(maxsize=20_000)
def numbered_sizes(node: Node) -> frozenset[Size]:
    """The sizes of the indices of which a formula has the number."""
    return frozenset(part.sizes[0] for part in subnodes(node) if isinstance(part, Variable) and part.name == NUMBER)
