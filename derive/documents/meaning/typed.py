"""Typed trees: what is understood of a formula, before the sizes in it are known.

These are all of the forms of values, beside the :class:`~derive.documents.meaning.symbols.Reference` to a name, and of
indices, beside the :class:`~derive.documents.meaning.symbols.Letter`. The parts of a form are values, which know their
axes. What the kernel's term of a form is, is registered with :data:`~derive.documents.meaning.shapes.build` where its
topic is; what cannot be said before all sizes are known is refused there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from derive.documents.errors import Unreadable
from derive.documents.grammar.once import Once
from derive.documents.meaning.shapes import Form, IndexForm, IndexValue, SizeReference, Value
from derive.documents.meaning.symbols import IndexSymbol, Moved, Symbol
from derive.kernel.terms import Number

Places = tuple[IndexValue | None, ...]
"""An index for each axis; None where all of the axis is left."""


@dataclass(frozen=True, eq=False)
class Constant(Form):
    """A number, the same at all entries."""

    number: Fraction

    @Once
    def term(self) -> Number:
        """The kernel's number."""
        return Number(self.number)

    def __repr__(self) -> str:
        return str(self.number)


@dataclass(frozen=True, eq=False)
class SizeNumber(Form):
    """A size as a number."""

    size: SizeReference


@dataclass(frozen=True, eq=False)
class Entries(Form):
    """The entry of an array at the places, or a slice of it where some are left."""

    whole: Value
    places: Places

    def __repr__(self) -> str:
        return f"{self.whole!r}[{', '.join(':' if place is None else repr(place) for place in self.places)}]"


@dataclass(frozen=True, eq=False)
class Entrywise(Form):
    """A function of numbers, or its derivative of some order, at each entry of its parts; a number broadcasts. The
    functions are those of :mod:`combining`."""

    function: str
    parts: tuple[Value, ...]
    order: int = 0

    def __repr__(self) -> str:
        return f"{self.function}{'′' * self.order}({', '.join(map(repr, self.parts))})"


@dataclass(frozen=True, eq=False)
class MatrixProduct(Form):
    """u vᵀ of a column and a row; of anything else, the sum over the axis between the two."""

    left: Value
    right: Value


@dataclass(frozen=True, eq=False)
class Transposed(Form):
    """A vector or matrix, transposed."""

    base: Value


@dataclass(frozen=True, eq=False)
class InverseOf(Form):
    """The inverse of a square matrix, one of those that are ``known`` by the entries of their matrices, or that of a
    diagonal matrix, of which it may be known that no entry on the diagonal is 0."""

    matrix: Value
    known: Mapping[str, Symbol] = field(repr=False)
    is_nowhere_zero: bool
    at: int = field(repr=False)


@dataclass(frozen=True, eq=False)
class Diagonal(Form):
    """The matrix with a vector on its diagonal and 0 elsewhere."""

    vector: Value


@dataclass(frozen=True, eq=False)
class Matrix(Form):
    """A vector or matrix that is written out."""

    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, eq=False)
class Rank(Form):
    """The rank of a matrix."""

    matrix: Value


@dataclass(frozen=True, eq=False)
class Over(Form):
    """A sum, product, maximum or minimum over letters, the first one outermost, each without some classes."""

    operator: str
    letters: tuple[tuple[IndexSymbol, tuple[IndexValue, ...]], ...]
    body: Value

    def __repr__(self) -> str:
        letters = [
            f"{letter} in {letter.size}" + "".join(f" without {one}" for one in without)
            for letter, without in self.letters
        ]
        return f"{self.operator} over {', '.join(letters)} of ({self.body!r})"


@dataclass(frozen=True, eq=False)
class OverPairs(Form):
    """The sum over all low < high, or low ≤ high, of what is the same when the two are swapped."""

    low: IndexSymbol
    high: IndexSymbol
    or_equal: bool
    body: Value
    at: int = field(repr=False)


@dataclass(frozen=True, eq=False)
class UpTo(Form):
    """The sum or product over a letter from the first index, or from the beginning, to the last one, or to the end."""

    operator: str
    letter: IndexSymbol
    first: IndexValue | None
    last: IndexValue | None
    body: Value


@dataclass(frozen=True, eq=False)
class PlaceNumber(Form):
    """The number of an index, counted from 1, and what is added to it; ``is_running`` where sums run up to it."""

    place: IndexValue
    more: int
    is_running: bool


@dataclass(frozen=True, eq=False)
class ByEntries(Form):
    """The array whose entries, or members where these have axes of their own, the body gives for the letters."""

    letters: tuple[IndexSymbol, ...]
    body: Value


@dataclass(frozen=True, eq=False)
class AtArguments(Form):
    """The body where variables and letters stand for something else, all at once."""

    body: Value
    moved: tuple[Moved, ...]


@dataclass(frozen=True, eq=False)
class Derivative(Form):
    """The derivative of the body by an entry of a variable, or by what the places leave of it, whose axes follow those
    of the body."""

    body: Value
    symbol: Symbol
    places: Places
    at: int = field(repr=False)
    is_total: bool = False


@dataclass(frozen=True, eq=False)
class Depending(Form):
    """The body, which has to depend on a variable: otherwise the error is raised."""

    body: Value
    symbol: Symbol
    otherwise: Unreadable = field(repr=False)


@dataclass(frozen=True, eq=False)
class Limit(Form):
    """The limit of the body where a variable, or its entry at the places, tends to the point from a side; without a
    point, where the side is that of an infinity."""

    body: Value
    symbol: Symbol
    places: tuple[IndexValue, ...]
    point: Value | None
    side: str
    at: int = field(repr=False)


@dataclass(frozen=True, eq=False)
class SameIndexTest:
    """Whether two indices are the same, or are not."""

    left: IndexValue
    right: IndexValue
    opposite: bool = False


@dataclass(frozen=True, eq=False)
class WeightTest:
    """Whether a number that is 1 or 0 is 1, or is not; nothing is a number that is never 1."""

    weight: Value | None
    opposite: bool = False


Test = SameIndexTest | WeightTest


@dataclass(frozen=True, eq=False)
class Cases(Form):
    """The value of the first row all of whose tests hold, or else the last value."""

    rows: tuple[tuple[tuple[Test, ...], Value], ...]
    otherwise: Value


@dataclass(frozen=True, eq=False)
class Opaque(Form):
    """The value of a function of which nothing is known, and the signs between its arguments."""

    function: str
    arguments: tuple[Value | IndexValue, ...]
    signs: tuple[str, ...]
    at: int = field(repr=False)


@dataclass(frozen=True, eq=False)
class NumberedClass(IndexForm):
    """The class in this place, counted from 1, in a document that counts from ``first``."""

    place: int
    size: SizeReference
    first: int = field(repr=False)
    at: int = field(repr=False)


@dataclass(frozen=True, eq=False)
class FromLast(IndexForm):
    """The class so many before the last one of a size, which has this letter."""

    distance: int
    size: SizeReference
    letter: str = field(repr=False)
    at: int = field(repr=False)


@dataclass(frozen=True, eq=False)
class Neighbour(IndexForm):
    """The index so many places behind another one, or before it."""

    of: IndexValue
    distance: int
    at: int = field(repr=False)
