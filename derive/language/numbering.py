"""The numbers of the indices of a size, as a hypothesis says them: 1, and one more for each that follows, up to n.

The kernel's indices have no order, but for a first and a last one. Their numbers are an array among others, of which a
hypothesis says what it is, with the help of two maps: each index has one that follows it, that of the last being the
first, and one before it. There is one such array and one pair of such maps for every order of the n indices in which
the first, the last, and those that a statement calls by a number stand in their places: where ν(s(t)) = ν(t) + 1 holds
for all t but the last, of which ν is n, following s from the first on passes through all of them, as around any other
circle of s the numbers would rise for ever. All these orders are alike up to a permutation of the indices, under which
statements about arbitrary arrays do not change. So a statement under this hypothesis says what it says with numbers in
the place of the entries of the array."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    And,
    Entry,
    Equal,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexNumber,
    IndexVariable,
    LastIndex,
    LessEqual,
    Multiply,
    N,
    Node,
    Not,
    SameIndex,
    SizeValue,
    Sum,
    Term,
    Variable,
    close_body,
    delta,
    number,
    rebuild,
    subnodes,
)
from derive.language.instance import Instance
from derive.language.statement import conjuncts


@dataclass(frozen=True)
class Numbering:
    """The numbers of the indices of a size, a letter; ``places`` are the indices that are called by their numbers.

    No name of a document has a space in it, so that none is taken for the array or for one of the maps."""

    size: str
    places: tuple[int, ...] = ()
    compares: bool = False
    """Whether indices are compared."""

    @property
    def array(self) -> Variable:
        """The array of the numbers."""
        return Variable(f"number in {self.size}", (self.size,))

    def number(self, index: Index) -> Term:
        """The number of an index."""
        return Entry(self.array, (index,))

    def following(self, index: Index) -> IndexVariable:
        """The index behind another one."""
        return IndexVariable(f"next in {self.size}", self.size, (index,))

    def preceding(self, index: Index) -> IndexVariable:
        """The index before another one."""
        return IndexVariable(f"previous in {self.size}", self.size, (index,))

    @property
    def order(self) -> Variable:
        """The array that says which index is at most which."""
        return Variable(f"at most in {self.size}", (self.size, self.size))

    def at_most(self, one: Index, other: Index) -> Term:
        """1 where an index is another one, or stands before it, and else 0."""
        return Entry(self.order, (one, other))

    def values(self, size: int) -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
        """The arrays for a number of indices, by their names: their axes and their entries, the last index fastest."""
        numbers = range(1, size + 1)
        found: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {self.array.name: ((size,), tuple(numbers))}
        if self.compares:
            found[self.order.name] = ((size, size), tuple(int(one <= other) for one in numbers for other in numbers))
        return found

    @property
    def names_of_maps(self) -> tuple[str, str]:
        """What the maps to the index behind and to that before are called."""
        first = IndexNumber(1, self.size)
        return self.following(first).name, self.preceding(first).name

    def maps(self, size: int) -> dict[str, tuple[int, ...]]:
        """The two maps for a number of indices, by their names: where each index is sent, from the first on."""
        forth, back = self.names_of_maps
        return {forth: (*range(2, size + 1), 1), back: (size, *range(1, size))}

    @property
    def permutation(self) -> tuple[Formula, Formula]:
        """Each of the two maps undoes the other."""
        one, other = self._letters
        behind, before = SameIndex(self.following(one), other), SameIndex(self.preceding(other), one)
        forth, back = Implies(behind, before), Implies(before, behind)
        return _every(_every(forth, other), one), _every(_every(back, other), one)

    @property
    def turn(self) -> Formula:
        """The last index is followed by the first."""
        return SameIndex(self.following(LastIndex(self.size)), IndexNumber(1, self.size))

    @property
    def ends(self) -> tuple[Formula, Formula]:
        """The numbers of the first index and of the last."""
        first, last = (self.number(index) for index in (IndexNumber(1, self.size), LastIndex(self.size)))
        return Equal(first, ONE), Equal(last, SizeValue(self.size))

    @property
    def step(self) -> Formula:
        """The number behind that of any index but the last is one more."""
        one, _ = self._letters
        more = Equal(self.number(self.following(one)), Add((self.number(one), ONE)))
        return _every(Implies(Not(SameIndex(one, LastIndex(self.size))), more), one)

    @property
    def bounds(self) -> tuple[Formula, Formula]:
        """All numbers are between those of the first index and of the last."""
        one, _ = self._letters
        least, most = LessEqual(ONE, self.number(one)), LessEqual(self.number(one), SizeValue(self.size))
        return _every(least, one), _every(most, one)

    @property
    def parts(self) -> tuple[Formula, ...]:
        """The hypotheses: what is said of the numbers and the maps."""
        size = SizeValue(self.size)
        named = ((self.number(IndexNumber(place, self.size)), number(place)) for place in self.places)
        places = (And((Equal(entry, value), LessEqual(value, size))) for entry, value in named)
        comparisons = self.comparisons if self.compares else ()
        return (*self.permutation, self.turn, *self.ends, self.step, *self.bounds, *places, *comparisons)

    @property
    def comparisons(self) -> tuple[Formula, ...]:
        """What is said of the order: what makes it the only one, and what follows."""
        one, other = self._letters
        first, last = IndexNumber(1, self.size), LastIndex(self.size)
        order = self.at_most(one, other)
        behind = Equal(self.at_most(one, self.following(other)), Add((order, delta(one, self.following(other)))))
        step = _every(Implies(Not(SameIndex(other, last)), _every(behind, one)), other)
        either = Equal(Add((order, self.at_most(other, one))), Add((ONE, delta(one, other))))
        signs = (LessEqual(ZERO, order), LessEqual(order, ONE), Equal(Multiply((order, order)), order), either)
        ends = (
            Equal(self.at_most(one, first), delta(one, first)),
            Equal(self.at_most(first, one), ONE),
            Equal(self.at_most(one, last), ONE),
            Equal(self.at_most(last, one), delta(one, last)),
            Equal(self.at_most(one, one), ONE),
            Equal(Sum(self.size, close_body(self.at_most(other, one), (other,))), self.number(one)),
        )
        return (step, *(_every(_every(sign, other), one) for sign in signs), *(_every(end, one) for end in ends))

    @property
    def _letters(self) -> tuple[IndexVariable, IndexVariable]:
        return IndexVariable("·0", self.size), IndexVariable("·1", self.size)

    @property
    def said(self) -> frozenset[Formula]:
        """The hypotheses, and what they consist of but for what says that the size is large enough."""
        parts = (part for part in conjuncts(self.parts) if not isinstance(part, LessEqual))
        return frozenset((*self.parts, *parts))


def _every(formula: Formula, index: IndexVariable) -> Formula:
    return ForAll(index.size, close_body(formula, (index,)))


def numberings(hypotheses: Iterable[Formula]) -> Iterator[Numbering]:
    """The numberings that hypotheses give, in their order."""
    given = list(conjuncts(hypotheses))
    for part in given:
        match part:
            case SameIndex(left=IndexVariable(size=str() as size, arguments=(LastIndex(),))):
                found = Numbering(size, tuple(_places(given, size)))
                if set(conjuncts(found.parts)) <= set(given):
                    compared = replace(found, compares=True)
                    yield compared if set(conjuncts(compared.parts)) <= set(given) else found


def neighbouring_sizes(node: Node) -> frozenset[str]:
    """The sizes of the indices of which a formula has the one behind or before."""
    maps = (part for part in subnodes(node) if isinstance(part, IndexVariable) and isinstance(part.size, str))
    found = ((one.size, one.name) for one in maps if one.arguments and isinstance(one.size, str))
    return frozenset(size for size, name in found if name in Numbering(size).names_of_maps)


def compared_sizes(node: Node) -> frozenset[str]:
    """The sizes of the indices that a formula compares."""
    arrays = (part for part in subnodes(node) if isinstance(part, Variable) and len(part.sizes) == 2)
    found = ((one, one.sizes[0]) for one in arrays)
    return frozenset(size for one, size in found if isinstance(size, str) and one == Numbering(size).order)


def _places(given: Collection[Formula], size: str) -> Iterator[int]:
    """The indices of which hypotheses say the number, but for the first."""
    array = Numbering(size).array
    for part in given:
        match part:
            case Equal(left=Entry(array=of, indices=(IndexNumber(value=place),))) if of == array and place > 1:
                yield place


def without_numbers(point: Instance, hypotheses: Iterable[Formula]) -> Instance:
    """A point without the values of what numberings among the hypotheses speak of: they are always the same."""
    names = {
        name
        for one in numberings(hypotheses)
        for name in (*one.values(point.sizes[one.size]), *one.maps(point.sizes[one.size]))
    }
    indices = {name: value for name, value in point.indices.items() if name not in names}
    values = {name: value for name, value in point.values.items() if name not in names}
    return Instance(point.sizes, indices, values)


def with_indices_for_numbers(formula: N, hypotheses: Iterable[Formula]) -> N:
    """A formula for people, in which the letters of indices stand for their numbers."""
    arrays = {one.array for one in numberings(hypotheses)}

    def lettered(node: Node, depth: int) -> Node | None:
        match node:
            case Entry(array=array, indices=(IndexVariable(name=name),)) if array in arrays:
                return Entry(Variable(name, ()), ())
        return None

    return rebuild(formula, lettered)
