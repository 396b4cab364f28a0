"""The marks of which formulas about an order of indices are made, before a statement without them is found.

The kernel knows no order of indices. Four arrays, of which nothing else is made, stand for it while a formula is
built, and an index next to another one has a name made of its name."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from derive.documents.errors import Unreadable, refusal
from derive.kernel.terms import (
    Entry,
    IndexNumber,
    IndexVariable,
    LastIndex,
    Node,
    Size,
    Variable,
    free_variables,
    subnodes,
)

UP_TO = refusal(
    "D248",
    "a sum up to an index, or a neighbour of an index, that is not understood",
    """A formula may have one index that sums and products run up to, as t in '\\sum_{s=1}^t x_s', with the entries
    around it, x_{t-1} and x_{t+1}: it is read as a statement about the entries before t, that at t, and those behind
    it. That is not possible where such a sum stands inside of another sum over t, or below a derivative by a whole
    vector, or where a matrix has the size twice. State what is claimed of one t.""",
    (
        r"\sum_t S_t = 1",
        r"let $x \in \mathbb{R}^T$",
        r"define $S_t = \sum_{s=1}^t x_s$",
    ),
    (r"\sum_{s=1}^t x_s = x_t + \sum_{s=1}^{t-1} x_s", r"let $x \in \mathbb{R}^T$"),
)

EVERY = refusal(
    "D249",
    "a hypothesis, from its place on, about the order of indices",
    """A hypothesis holds for every value of its indices. One that has a sum up to an index, or two entries next to each
    other, is understood where it is made for one formula and shares its index: 'assume here $x_t = x_{t-1} + 1$'. What
    holds of every entry by itself is written without neighbours; the number of an index may be bounded, 'assume $t >
    1$'.""",
    (
        r"\sum_{s=1}^t x_s = x_t + \sum_{s=1}^{t-1} x_s",
        r"let $x \in \mathbb{R}^T$",
        r"assume $\sum_{s=1}^t x_s = 1$",
    ),
    (
        r"\sum_{s=1}^t x_s = x_t + \sum_{s=1}^{t-1} x_s",
        r"let $x \in \mathbb{R}^T$",
        r"assume here $\sum_{s=1}^t x_s = 1$",
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


def not_understood(message: str, at: int) -> Unreadable:
    """The refusal of what makes sense, and so does not fall away beside other readings."""
    return UP_TO(message, at).sensible()


def neighbour_of(place: IndexVariable, distance: int) -> IndexVariable:
    """The index so many places behind another one."""
    base, found = base_and_distance(place)
    distance += found
    return IndexVariable(f"{base}{_STEP}{distance:+d}" if distance else base, place.size)


def base_and_distance(place: IndexVariable) -> tuple[str, int]:
    """The letter of which an index is a neighbour, and how far behind it stands: 0 for the letter itself."""
    base, _, distance = place.name.partition(_STEP)
    return base, int(distance or 0)


@lru_cache(maxsize=20_000)
def ordered_letters(node: Node) -> frozenset[IndexVariable | None]:
    """The indices whose order a formula speaks of, as letters; None for one that is bound."""
    if not speaks_of_order(node):
        return frozenset()
    found: set[IndexVariable | None] = set()
    for part in subnodes(node):
        if isinstance(part, Entry) and isinstance(part.array, Variable) and part.array.name in MARKS:
            place = part.indices[-1]
            if isinstance(place, IndexVariable):
                found.add(IndexVariable(base_and_distance(place)[0], place.size))
            elif not isinstance(place, (LastIndex, IndexNumber)):
                found.add(None)
        elif isinstance(part, IndexVariable) and _STEP in part.name:
            found.add(IndexVariable(base_and_distance(part)[0], part.size))
    return frozenset(None if one is not None and one.name.startswith("#") else one for one in found)


@lru_cache(maxsize=20_000)
def speaks_of_order(node: Node) -> bool:
    """Whether a formula has a mark, or a neighbour of an index."""
    return any(one.name in MARKS if isinstance(one, Variable) else _STEP in one.name for one in free_variables(node))


def refuse_order(formula: Node, fixed: Collection[str], at: int) -> None:
    """Raises Unreadable where a hypothesis speaks of the order of indices that are not fixed: it would be one for
    every value of them, and of their neighbours."""
    if speaks_of_order(formula) and any(one is None or one.name not in fixed for one in ordered_letters(formula)):
        raise EVERY(
            "a hypothesis for every index about a sum up to it, or its neighbours, is not understood: make it for one "
            "formula, 'assume here'",
            at,
        )


@lru_cache(maxsize=20_000)
def numbered_sizes(node: Node) -> frozenset[Size]:
    """The sizes of the indices of which a formula has the number."""
    return frozenset([one.sizes[0] for one in free_variables(node) if isinstance(one, Variable) and one.name == NUMBER])
