r"""Statements about an order of indices, as statements without one.

Let t be the index of a statement whose order it speaks of, over a size T, and let a, …, b be the entries next to t that
it has, as -1 and 0 for x_{t-1} and x_t. A sequence with T entries and a place t in it, such that all of these entries
exist, is the same as a list of m entries before them, the entries, and a list of n behind them, where m and n are any
numbers ≥ 0. Sums, products, and "for all" over T fall into these parts; those up to t are made of the first of them.
The number of t is m + 1 - a, and T is m + (b - a + 1) + n. So the statement holds for all sequences and all t exactly
when what is made of it holds for all lists, and a counterexample of the one is a counterexample of the other.

A size of the kernel is at least 1. So there is a statement for m = 0, where an empty sum is 0 and an empty product 1,
and one for m ≥ 1, and likewise for n; all of them are claimed. A case that a condition on t excludes is left out.

The parts of x are called by words below the letter: x_before, x_here, x_next, x_after. Two cases never share a name: in
those where t is the first entry, or the last, or both, the words end so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, cast

from derive.documents.meaning.known_sizes import FALSE, TRUE, simplified
from derive.documents.meaning.marks import (
    AT_LEAST,
    AT_MOST,
    MARKS,
    NUMBER,
    PLACE,
    base_and_distance,
    not_understood,
    ordered_letters,
    speaks_of_order,
)
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    And,
    Choose,
    Entry,
    Equal,
    Exists,
    ForAll,
    Formula,
    Index,
    IndexNumber,
    IndexVariable,
    LastIndex,
    Maximum,
    Multiply,
    Node,
    Or,
    Power,
    Product,
    SameIndex,
    Size,
    SizeValue,
    Sum,
    Term,
    Variable,
    close_body,
    entry,
    map_parts,
    number,
    open_body,
    rebuild,
    sort_of,
)

BEFORE, AFTER = "before", "after"

_WORDS = {-2: "preceding", -1: "previous", 0: "here", 1: "next", 2: "following"}
"""What the entries are called, by how far behind t they are."""

_SIZE_LETTERS = "mnpqrhuvwgdabc"


@dataclass(frozen=True)
class Listed:
    """An index of one of the two lists."""

    part: str
    index: Index


Position = Listed | int
"""Where an index is: in a list, or so many places behind t."""

Place = str | int
"""The same without the index: a list, or so many places behind t."""


@dataclass(frozen=True)
class Window:
    """A case: the index t, the entries next to it, and the sizes of the lists before and behind them; nothing for an
    empty list."""

    pivot: IndexVariable
    low: int
    high: int
    before: str | None
    after: str | None
    at: int
    taken: Collection[str] = field(repr=False)

    @property
    def case(self) -> str:
        """What the words for the parts end with in this case."""
        return {(True, True): "", (False, True): "first", (True, False): "last", (False, False): "only"}[
            self.before is not None, self.after is not None
        ]

    @property
    def positions(self) -> list[tuple[Position, IndexVariable | None]]:
        """All positions in their order, those of a list with the index that is to be bound."""
        found: list[tuple[Position, IndexVariable | None]] = []
        if self.before is not None:
            bound = IndexVariable("#listed", self.before)
            found.append((Listed(BEFORE, bound), bound))
        found += [(place, None) for place in range(self.low, self.high + 1)]
        if self.after is not None:
            bound = IndexVariable("#listed", self.after)
            found.append((Listed(AFTER, bound), bound))
        return found

    def size(self) -> Term:
        """The size of the whole."""
        return _linear(self.high - self.low + 1, (self.before, self.after))

    def place(self, position: int) -> Term:
        """The number of an entry, counted from 1."""
        return _linear(position - self.low + 1, (self.before,))

    def number(self, position: Listed) -> Term:
        """The number of an index of one of the lists, counted from 1."""
        index = position.index
        own = Entry(Variable(NUMBER, (index.size,)), (index,))
        if position.part == BEFORE:
            return own
        return Add((own, _linear(self.high - self.low + 1, (self.before,))))

    def part(self, array: Variable, position: Position) -> Variable:
        """The list, or the entry, that a part of an array is."""
        word = position.part if isinstance(position, Listed) else _WORDS.get(position)
        if word is None:
            raise not_understood("the entries next to an index are understood up to x_{t-2} and x_{t+2}", self.at)
        sizes = tuple(
            cast(Listed, position).index.size if size == self.pivot.size else size
            for size in array.sizes
            if size != self.pivot.size or isinstance(position, Listed)
        )
        return Variable(_named(array.name, word + self.case, self.taken), sizes)


def _linear(constant: int, sizes: Sequence[str | None]) -> Term:
    terms: list[Term] = [SizeValue(size) for size in sizes if size is not None]
    terms += [number(constant)] if constant or not terms else []
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def _named(name: str, word: str, taken: Collection[str]) -> str:
    """A letter with a word below it, or above it where something stands below."""
    base, below, lower = name.partition("_{")
    made = f"{base}^{{{word}}}_{{{lower}" if below else f"{name}_{{{word}}}"
    while made in taken:
        word += "x"
        made = f"{base}^{{{word}}}_{{{lower}" if below else f"{name}_{{{word}}}"
    return made


# The cases of a statement ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One of the statements that a statement about an order of indices is: a conclusion, and what each hypothesis
    became, in parts; ``places`` are those of the other indices. There is no window where all is said of the first
    entries and the last one."""

    window: Window | None
    places: tuple[Place, ...]
    conclusion: Formula
    hypotheses: tuple[tuple[Formula, ...], ...]


def cases(conclusion: Formula, hypotheses: Sequence[Formula], taken: Collection[str], at: int) -> list[Case]:
    """The statements, one for each case that no hypothesis excludes. Raises Unreadable for what has no such form."""
    pivot = _pivot((conclusion, *hypotheses), at)
    if pivot is None:
        return [Case(None, (), _at_ends(conclusion, at), tuple((_at_ends(one, at),) for one in hypotheses))]
    low, high = _extent((conclusion, *hypotheses), pivot, at)
    letters = [letter for letter in _SIZE_LETTERS if letter not in taken]
    if len(letters) < 4:
        raise not_understood("there are too few letters left for the entries before and behind the index", at)
    others = sorted(
        {
            part
            for formula in (conclusion, *hypotheses)
            for part in _free_indices(formula)
            if part.size == pivot.size and base_and_distance(part)[0] != pivot.name
        },
        key=lambda one: one.name,
    )
    found = []
    for before, after in product((letters[0], None), (letters[1], None)):
        own = Window(
            pivot,
            low,
            high,
            before and (letters[0] if after else letters[2]),
            after and (letters[1] if before else letters[3]),
            at,
            taken,
        )
        for places in product(*[_places(other, own) for other in others]):
            split = _Split(own, dict(zip(others, places, strict=True)))
            made = tuple(_conjuncts(split.formula(one)) for one in hypotheses)
            if all(FALSE not in parts for parts in made):
                named = tuple(one.part if isinstance(one, Listed) else one for one in places)
                found.append(Case(own, named, split.formula(conclusion, is_claim=True), made))
    return found


def _places(other: IndexVariable, window: Window) -> list[Position]:
    """Where another index of the statement may be; its name tells the cases apart."""
    mark = "'" * (2 * (window.before is None) + (window.after is None))
    found: list[Position] = []
    for position, _ in window.positions:
        if isinstance(position, Listed):
            name = other.name + mark + ("'" * 4 if position.part == AFTER else "")
            position = Listed(position.part, IndexVariable(name, position.index.size))
        found.append(position)
    return found


def _conjuncts(formula: Formula) -> tuple[Formula, ...]:
    if not isinstance(formula, And):
        return (formula,)
    return tuple(one for part in formula.parts for one in _conjuncts(part))


def _pivot(formulas: Sequence[Formula], at: int) -> IndexVariable | None:
    """The index whose order the formulas speak of; None where that is only the first one, or the last."""
    letters = frozenset[IndexVariable | None]().union(*map(ordered_letters, formulas))
    if None in letters:
        raise not_understood(
            "a sum up to an index that is itself summed over, or over which a hypothesis runs, is not understood: "
            "state what is claimed of one index",
            at,
        )
    if not letters:
        return None
    if len(letters) != 1:
        names = ", ".join(sorted(one.name for one in letters if one is not None))
        raise not_understood(f"sums up to several indices ({names}) in one formula are not understood: keep to one", at)
    (pivot,) = letters
    assert pivot is not None
    if not isinstance(pivot.size, str):
        raise not_understood("a sum up to an index is understood where the size is a letter: declare it so", at)
    return pivot


def _extent(formulas: Sequence[Formula], pivot: IndexVariable, at: int) -> tuple[int, int]:
    """Which entries next to t the formulas have, or end a sum at: from the lowest to the highest.

    Raises Unreadable for a sum up to t - 2 without an entry at t - 1: for t = 1 it would be no sum at all."""
    found = {one for formula in formulas for one in _distances(formula, pivot)}
    entries = [distance for is_end, distance in found if not is_end]
    ends = [distance for is_end, distance in found if is_end == AT_MOST]
    starts = [distance for is_end, distance in found if is_end == AT_LEAST]
    low, high = min([0, *entries, *starts]), max([0, *entries, *ends])
    if any(distance + 1 < low for distance in ends) or any(distance - 1 > high for distance in starts):
        t = pivot.name
        raise not_understood(
            f"a sum up to {t} - 2, or from {t} + 2, is none for the first {t}, or for the last: it is understood "
            f"beside the entry at {t} - 1, or at {t} + 1",
            at,
        )
    return low, high


def _distances(node: Node, pivot: IndexVariable) -> Iterator[tuple[str, int]]:
    """How far behind t the indices of a formula are, each with the mark in which it stands."""
    if isinstance(node, IndexVariable):
        base, distance = base_and_distance(node)
        if base == pivot.name and node.size == pivot.size:
            yield "", distance
        return
    if isinstance(node, Entry) and isinstance(node.array, Variable) and node.array.name in MARKS:
        place = node.indices[-1]
        if node.array.name != PLACE and isinstance(place, IndexVariable):
            yield node.array.name, base_and_distance(place)[1]
        return
    for _, part in node.named_parts():
        if isinstance(part, Node):
            yield from _distances(part, pivot)


def _free_indices(node: Node) -> Iterator[IndexVariable]:
    if isinstance(node, IndexVariable):
        yield node
    for _, part in node.named_parts():
        if isinstance(part, Node):
            yield from _free_indices(part)


MOST_TERMS = 32
"""The most terms of a sum up to a number that is written out."""


def _at_ends(formula: Formula, at: int) -> Formula:
    """A formula whose sums run up to the last entry, or up to one that has a number: all of them, or its terms."""

    def change(node: Node, depth: int) -> Node | None:
        match node:
            case (
                Sum(body=Multiply(factors=(Entry(array=Variable(name=name), indices=(_, end)), rest)))
                | Product(body=Power(base=rest, exponent=Entry(array=Variable(name=name), indices=(_, end))))
            ) if name in (AT_MOST, AT_LEAST):
                whole = type(node)(node.size, rest)
                if end == {AT_MOST: LastIndex(node.size), AT_LEAST: IndexNumber(1, node.size)}[name]:
                    return rebuild(whole, change, depth)
                if name == AT_MOST and isinstance(end, IndexNumber) and end.value <= MOST_TERMS:
                    numbers = (IndexNumber(value, node.size) for value in range(1, end.value + 1))
                    terms = tuple(rebuild(open_body(rest, (one,)), change, depth) for one in numbers)
                    return terms[0] if len(terms) == 1 else (Add if isinstance(node, Sum) else Multiply)(terms)
                raise not_understood("a sum up to this entry is not understood: write one up to an index", at)
            case Entry(array=Variable(name=name), indices=(place,)) if name == PLACE:
                return SizeValue(place.size) if isinstance(place, LastIndex) else number(cast(IndexNumber, place).value)
        return None

    made = rebuild(formula, change)
    if speaks_of_order(made):
        raise not_understood("a sum up to this entry is not understood: write one up to an index", at)
    return made


# A formula in a case --------------------------------------------------------------------------------


class _Split:
    """Puts the parts of a window in the place of what runs over its size."""

    def __init__(self, window: Window, positions: Mapping[IndexVariable, Position]) -> None:
        self.window = window
        self.positions = dict(positions)
        self.opened = 0

    def formula(self, formula: Formula, is_claim: bool = False) -> Formula:
        """The formula; a hypothesis without what is known of sizes."""
        made = cast(Formula, self._node(formula))
        return made if is_claim else simplified(made)

    def _node(self, node: Any) -> Any:
        if not isinstance(node, Node):
            if node == self.window.pivot.size:
                raise self._refused()
            return node
        match node:
            case SizeValue(size=size):
                return self.window.size() if size == self.window.pivot.size else node
            case Entry(array=Variable() as array) if self.window.pivot.size in array.sizes:
                return self._entry(array, node.indices)
            case Choose(left=left, right=right) if left.size == self.window.pivot.size:
                same = self._same(left, right)
                if isinstance(same, bool):
                    return self._node(node.equal if same else node.distinct)
                return Choose(*same, self._node(node.equal), self._node(node.distinct))
            case SameIndex(left=left, right=right) if left.size == self.window.pivot.size:
                for one, other in ((left, right), (right, left)):
                    if isinstance(one, IndexNumber) and isinstance(position := self._position(other), int):
                        return Equal(self.window.place(position), number(one.value))
                same = self._same(left, right)
                return (TRUE if same else FALSE) if isinstance(same, bool) else SameIndex(*same)
            case Sum() | Product() | Maximum() if node.size == self.window.pivot.size:
                return self._over(node)
            case ForAll() | Exists() if node.over == self.window.pivot.size:
                join = And if isinstance(node, ForAll) else Or
                return join(tuple(self._parts(node.body, _binder(type(node)))))
        return self._inside(node)

    def _inside(self, node: Node) -> Node:
        """The node with the same done to its parts, below its binders."""
        if not node.bound:
            return map_parts(node, lambda name, part: self._node(part))
        opened: list[IndexVariable | Variable] = []
        for sort in node.bound:
            self.opened += 1
            name = f"#opened{self.opened}"
            opened.append(Variable(name, sort) if isinstance(sort, tuple) else IndexVariable(name, sort))
        if any(sort_of(one) == self.window.pivot.size or _is_over(one, self.window.pivot.size) for one in opened):
            raise self._refused()

        def change(name: str, part: Any) -> Any:
            return close_body(self._node(open_body(part, opened)), opened) if name == "body" else self._node(part)

        return map_parts(node, change)

    def _refused(self) -> Exception:
        return not_understood(
            f"something here is about all of a vector with the size {self.window.pivot.size}, as a derivative or a "
            "matrix, and is not understood beside a sum up to an index: state it of entries, or apart",
            self.window.at,
        )

    # Indices -------------------------------------------------------------------------------------

    def _position(self, place: Index) -> Position:
        window = self.window
        match place:
            case IndexVariable() if place in self.positions:
                return self.positions[place]
            case IndexVariable(arguments=()):
                base, distance = base_and_distance(place)
                if base == window.pivot.name:
                    return distance
            case IndexNumber(value=value):
                if window.before is not None and value == 1:
                    return Listed(BEFORE, IndexNumber(1, window.before))
                if window.before is None and value - 1 + window.low <= window.high:
                    return value - 1 + window.low
            case LastIndex():
                return window.high if window.after is None else Listed(AFTER, LastIndex(window.after))
        raise not_understood(
            "where this entry is, before the index that a sum runs up to or behind it, is not known: write the first "
            "entry, the last one, or a neighbour of the index",
            window.at,
        )

    def _same(self, left: Index, right: Index) -> bool | tuple[Index, Index]:
        """Whether two indices are the same, or the two that have to be, in one list."""
        one, other = self._position(left), self._position(right)
        if isinstance(one, Listed) and isinstance(other, Listed) and one.part == other.part:
            return one.index, other.index
        return one == other

    def _entry(self, array: Variable, indices: tuple[Index, ...]) -> Term:
        window = self.window
        if array.name in (PLACE, NUMBER):
            position = self._position(indices[0])
            return window.number(position) if isinstance(position, Listed) else window.place(position)
        if array.name in MARKS:
            return ONE if self._holds(array.name, *map(self._position, indices)) else ZERO
        if array.sizes.count(window.pivot.size) > 1:
            raise self._refused()
        axis = array.sizes.index(window.pivot.size)
        position = self._position(indices[axis])
        places = tuple(
            cast(Listed, position).index if k == axis else one
            for k, one in enumerate(indices)
            if k != axis or isinstance(position, Listed)
        )
        return entry(window.part(array, position), tuple(self._node(place) for place in places))

    def _holds(self, mark: str, one: Position, end: Position) -> bool:
        """Whether an index is at most, or at least, the end of a sum."""
        if isinstance(end, Listed):
            is_last, is_first = isinstance(end.index, LastIndex), end.index == IndexNumber(1, end.index.size)
            if (mark == AT_MOST and is_last and end.part == AFTER) or (
                mark == AT_LEAST and is_first and end.part == BEFORE
            ):
                return True
            raise not_understood("a sum up to this entry is not understood beside one up to an index", self.window.at)
        if isinstance(one, Listed):
            return (one.part == BEFORE) == (mark == AT_MOST)
        return one <= end if mark == AT_MOST else one >= end

    # Binders -------------------------------------------------------------------------------------

    def _parts(self, body: Any, bind: Callable[[IndexVariable, Any], Any]) -> list[Any]:
        """The body at each entry, and bound over each list."""
        found = []
        for position, listed in self.window.positions:
            self.opened += 1
            opened = IndexVariable(f"#opened{self.opened}", self.window.pivot.size)
            if listed is not None:
                own = IndexVariable(f"#listed{self.opened}", listed.size)
                self.positions[opened] = Listed(cast(Listed, position).part, own)
            else:
                self.positions[opened] = position
            inner = open_body(body, (opened,))
            kept = _unmarked(inner, self)
            if kept is not None:
                made = self._node(kept)
                found.append(made if listed is None else bind(own, made))
            del self.positions[opened]
        return found

    def _over(self, node: Sum | Product | Maximum) -> Term:
        parts = self._parts(node.body, _binder(type(node)))
        if isinstance(node, Maximum):
            raise not_understood(
                "a maximum over all entries is not understood beside a sum up to an index: state them apart",
                self.window.at,
            )
        if not parts:
            return ZERO if isinstance(node, Sum) else ONE
        if len(parts) == 1:
            return cast(Term, parts[0])
        return Add(tuple(parts)) if isinstance(node, Sum) else Multiply(tuple(parts))


def _binder(kind: type[Any]) -> Callable[[IndexVariable, Any], Any]:
    """What binds an index in a body, as a node of this kind."""
    return lambda bound, body: kind(bound.size, close_body(body, (bound,)))


def _unmarked(body: Any, split: _Split) -> Any | None:
    """What is summed at one position, without its marks; None where a mark leaves it out."""
    while True:
        match body:
            case (
                Multiply(factors=(Entry(array=Variable(name=name)) as mark, rest))
                | Power(base=rest, exponent=Entry(array=Variable(name=name)) as mark)
            ) if name in (AT_MOST, AT_LEAST):
                if split._node(mark) == ZERO:
                    return None
                body = rest
            case _:
                return body


def _is_over(variable: Index | Variable, size: Size) -> bool:
    return isinstance(variable, Variable) and size in variable.sizes
