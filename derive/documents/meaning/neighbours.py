r"""Statements about an order of indices that are bound, ``\sum_t \sum_{s \le t}`` and ``\sum_{t=1}^{T-1} (x_{t+1} -
x_t)``, as statements about the numbers of these indices.

The index behind t is what a map of :class:`derive.language.numbering.Numbering` makes of t, and whether s is at most t
an array there tells. That map takes the last index to the first, which has no meaning here: so x_{t+1} is read where t
is not the last one. Below a sum that has to be seen, as in a sum up to T − 1; a hypothesis for every t holds for those
with such a neighbour; and a claim about one t is a claim about each of these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, cast

from derive.documents.meaning.marks import (
    AT_LEAST,
    AT_MOST,
    NUMBER,
    PLACE,
    base_and_distance,
    bound_neighbour,
    not_understood,
)
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    And,
    Choose,
    Entry,
    Equal,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexNumber,
    IndexVariable,
    LastIndex,
    Less,
    LessEqual,
    Multiply,
    Node,
    Not,
    Number,
    Power,
    Product,
    SameIndex,
    Term,
    Variable,
    close_body,
    map_parts,
    open_body,
    rebuild,
    subnodes,
    substitute,
)
from derive.language.numbering import Numbering

Pair = tuple[Index, Index]


def by_numbers(
    conclusion: Formula, hypotheses: Sequence[Formula], at: int
) -> tuple[Formula, list[list[Formula]], list[Formula]]:
    """A claim without marks of order, what each hypothesis says without them, and what says that the neighbours of free
    indices exist. Raises Unreadable for what may have no such neighbour."""
    reading = _Reading(at)
    claim = reading.read(conclusion, frozenset())
    given = [[found, *_from_end_to_end(found)] for found in map(reading.hypothesis, hypotheses)]
    return claim, given, [_apart(*pair) for pair in sorted(reading.needed, key=lambda pair: pair[0].key + pair[1].key)]


def _from_end_to_end(formula: Formula) -> Iterator[Formula]:
    """What follows for all indices, by induction along the order, where a hypothesis says that a number falls, grows or
    stays from each index to the next: how it is at each compares with the first and the last one."""
    if not isinstance(formula, ForAll) or not isinstance(formula.over, str):
        return
    size = formula.over
    place, first, last = IndexVariable("#place", size), IndexNumber(1, size), LastIndex(size)
    behind = Numbering(size).following(place)
    match open_body(formula.body, (place,)):
        case Implies(left=left, right=Equal() | Less() | LessEqual() as relation) if left == _apart(place, last):
            low, high = relation.left, relation.right
            grows = substitute(low, {place: behind}) == high
            if not grows and substitute(high, {place: behind}) != low:
                return
            value = low if grows else high
            if behind in set(subnodes(value)):
                return
            kind = Equal if isinstance(relation, Equal) else LessEqual

            def compared(early: Index, late: Index) -> Formula:
                sides = [substitute(value, {place: index}) for index in (early, late)]
                return ForAll(size, close_body(kind(*(sides if grows else sides[::-1])), (place,)))

            yield compared(first, place)
            yield compared(place, last)


def _of_next(formula: Formula, place: IndexVariable) -> Formula:
    """What is said of t - 1 and t, for all t but the first, as what is said of t and t + 1 for all t but the last."""
    numbering = Numbering(cast(str, place.size))
    behind, before = numbering.following(place), numbering.preceding(place)
    match formula:
        case Implies(left=left, right=right) if left == _apart(place, IndexNumber(1, place.size)):
            parts = set(subnodes(right))
            if before in parts and behind not in parts:
                number = _number(place)
                others: dict[Node, Node] = {before: place, place: behind, _number(place, -1): number}
                others[number] = _number(place, 1)
                moved = rebuild(right, lambda part, depth: others.get(part))
                return Implies(_apart(place, LastIndex(place.size)), moved)
    return formula


class _Reading:
    """Reads formulas. ``needed`` are the indices that were met which may not be the last one, or the first one; the
    ``apart`` of its methods are the pairs of indices that are known to differ."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.opened = 0
        self.needed: set[Pair] = set()

    def hypothesis(self, formula: Formula) -> Formula:
        """A hypothesis, which says something of those indices that have the neighbours it speaks of."""
        match formula:
            case And(parts=parts):
                return And(tuple(map(self.hypothesis, parts)))
            case ForAll(over=str() as size):
                place = self._new(size)
                inner = self.hypothesis(open_body(formula.body, (place,)))
                for pair in self._needed_of(place):
                    inner = Implies(_apart(*pair), inner)
                return ForAll(size, close_body(_of_next(inner, place), (place,)))
        return cast(Formula, self.read(formula, frozenset()))

    def read(self, node: Any, apart: frozenset[Pair]) -> Any:
        """The node without marks."""
        if not isinstance(node, Node):
            return node
        match node:
            case IndexVariable():
                return self._index(node, apart)
            case Entry(array=Variable(name=name), indices=(place,)) if name in (NUMBER, PLACE):
                return self._number(place, apart)
            case Entry(array=Variable(name=name), indices=(one, end)) if name == AT_MOST:
                return self._before(self.read(one, apart), end, apart)
            case Entry(array=Variable(name=name), indices=(one, end)) if name == AT_LEAST:
                return self._behind(self.read(one, apart), end, apart)
            case Choose(left=left, right=right, equal=equal, distinct=distinct):
                pair = self.read(left, apart), self.read(right, apart)
                return Choose(*pair, self.read(equal, apart), self.read(distinct, apart | {pair}))
            case Implies(left=Not(formula=SameIndex(left=left, right=right)) as condition, right=following):
                pair = self.read(left, apart), self.read(right, apart)
                return Implies(self.read(condition, apart), self.read(following, apart | {pair}))
            case Product(body=Power(exponent=Entry(array=Variable(name=name)))) if name in (AT_MOST, AT_LEAST):
                raise not_understood(
                    "a product up to an index that is itself bound is not understood: write the sum of the logarithms, "
                    "or state what is claimed of one index",
                    self.at,
                )
        return self._inside(node, apart)

    def _inside(self, node: Node, apart: frozenset[Pair]) -> Node:
        """The node with the same done to its parts, below its binders."""
        if not node.bound:
            return map_parts(node, lambda name, part: self.read(part, apart))
        opened = [
            Variable(f"#array{self.opened}", sort) if isinstance(sort, tuple) else self._new(sort)
            for sort in node.bound
        ]
        self.opened += 1

        def change(name: str, part: Any) -> Any:
            if name != "body":
                return self.read(part, apart)
            return close_body(self.read(open_body(part, opened), apart), opened)

        made = map_parts(node, change)
        for one in opened:
            needed = self._needed_of(one) if isinstance(one, IndexVariable) else []
            if needed:
                is_last = isinstance(needed[0][1], LastIndex)
                neighbour, end = ("t+1", "last") if is_last else ("t-1", "first")
                bounds = "t = 1 to T-1" if is_last else "t = 2 to T"
                raise not_understood(
                    f"an entry at {neighbour} stands below a sign, or 'for all', that runs over all t, and the {end} "
                    f"t has no such neighbour: write {bounds} where these are meant",
                    self.at,
                )
        return made

    def _new(self, size: Any) -> IndexVariable:
        self.opened += 1
        return IndexVariable(f"#place{self.opened}", size)

    def _needed_of(self, place: Index) -> list[Pair]:
        """What is needed of an index, which is not needed any more."""
        found = sorted((pair for pair in self.needed if pair[0] == place), key=lambda pair: pair[1].key)
        self.needed -= set(found)
        return found

    # Indices -------------------------------------------------------------------------------------

    def _index(self, place: IndexVariable, apart: frozenset[Pair]) -> Index:
        base, distance = self._parted(place, apart)
        return self._neighbour(base, distance, apart)

    def _parted(self, place: Index, apart: frozenset[Pair]) -> tuple[Index, int]:
        """An index and how far behind it another one stands."""
        if not isinstance(place, IndexVariable):
            return place, 0
        found = bound_neighbour(place)
        if found is not None:
            return cast(Index, self.read(found[0], apart)), found[1]
        if place.arguments:
            return cast(Index, map_parts(place, lambda name, part: self.read(part, apart))), 0
        letter, distance = base_and_distance(place)
        return IndexVariable(letter, place.size), distance

    def _neighbour(self, base: Index, distance: int, apart: frozenset[Pair]) -> Index:
        if not distance:
            return base
        numbering = self._numbering(base, distance)
        end = LastIndex(base.size) if distance > 0 else IndexNumber(1, base.size)
        if (base, end) not in apart and (end, base) not in apart:
            self.needed.add((base, end))
        return numbering.following(base) if distance > 0 else numbering.preceding(base)

    def _number(self, place: Index, apart: frozenset[Pair]) -> Term:
        """The number of an index. That of a neighbour of t is written, and read, as the number t + 1."""
        base, distance = self._parted(place, apart)
        self._neighbour(base, distance, apart)
        return _number(base, distance)

    def _numbering(self, place: Index, distance: int) -> Numbering:
        if not isinstance(place.size, str):
            raise not_understood(
                "the neighbours of an index that is bound are understood where the size is a letter: declare it so, or "
                "write the terms out",
                self.at,
            )
        if abs(distance) > 1:
            raise not_understood(
                "beside an index that is bound, its next neighbours are understood: t-1 and t+1", self.at
            )
        return Numbering(place.size)

    # Which of two indices is before the other ----------------------------------------------------

    def _before(self, one: Index, end: Index, apart: frozenset[Pair]) -> Term:
        """1 where an index is at most the end."""
        base, distance = self._parted(end, apart)
        if isinstance(base, LastIndex) and not distance:
            return ONE
        numbering = self._numbering(base, distance)
        if distance == -1:
            return Choose(one, base, ZERO, numbering.at_most(one, base))
        return numbering.at_most(one, self._neighbour(base, distance, apart))

    def _behind(self, one: Index, end: Index, apart: frozenset[Pair]) -> Term:
        """1 where an index is at least the end."""
        base, distance = self._parted(end, apart)
        numbering = self._numbering(base, distance)
        if distance == 1:
            return Choose(one, base, ZERO, numbering.at_most(base, one))
        return numbering.at_most(self._neighbour(base, distance, apart), one)


def _number(place: Index, distance: int = 0) -> Term:
    """The number of an index, or of the next one behind or before it, as t + 1 and t - 1 are read."""
    number = Entry(Variable(NUMBER, (place.size,)), (place,))
    if not distance:
        return number
    return Add((number, ONE if distance > 0 else Multiply((Number(Fraction(-1)), ONE))))


def _apart(one: Index, other: Index) -> Formula:
    return Not(SameIndex(one, other))
