"""What a printed document needs besides its formulas: the letters in use, and arrays that get a name of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction

from derive.documents.canonical import names
from derive.kernel.facts import least_size
from derive.kernel.terms import (
    Array,
    BoundIndex,
    Entry,
    Equal,
    ForAll,
    Formula,
    Formulas,
    Index,
    IndexNumber,
    IndexVariable,
    LastIndex,
    N,
    Node,
    Number,
    Or,
    Size,
    Variable,
    free_variables,
    open_body,
)
from derive.language.numbering import numberings
from derive.language.statement import sizes_of


class Page:
    """The names of some formulas that are printed together.

    ``used`` are the letters that nothing new may be called, ``bound`` the variables of the binders that are open
    where something is printed. ``arrays`` are letters for bound arrays, which have to be declared like free ones;
    ``definitions`` say what has a name because no notation says it in place: by the spelling of the body and the axes,
    the name and its definition."""

    def __init__(self, conclusions: Formulas, hypotheses: Formulas) -> None:
        given = list(numberings(hypotheses))
        self.numbers = {one.array for one in given}
        """The arrays of the numbers of indices, of which an entry is printed as the index itself."""
        self.orders = {one.order for one in given}
        """The arrays that say which index is at most which: they make bounds of sums."""
        self.neighbours = {name: sign for one in given for name, sign in zip(one.names_of_maps, "+-", strict=True)}
        """The maps to the neighbours of indices, each with the sign before 1."""
        said = frozenset[Formula]().union(*(one.said for one in given))
        hypotheses = tuple(formula for formula in hypotheses if formula not in said)
        nodes: list[Node] = [*conclusions, *hypotheses]
        self.hypotheses = hypotheses
        self.finite = dict(found for found in map(finite_values, hypotheses) if found is not None)
        free = set().union(*map(free_variables, nodes)) - self.numbers - self.orders
        free = {variable for variable in free if variable.name not in self.neighbours}
        self.free = sorted(free, key=lambda variable: variable.key)
        self.sizes = sorted(set().union(*map(sizes_of, nodes)), key=str)
        self.taken = {*(variable.name for variable in self.free), *map(str, self.sizes)}
        self.used = {"e", "d", "o"}.union(*map(names.letters_in, self.taken))
        self.bound: list[IndexVariable | Variable] = []
        self.arrays: list[Variable] = []
        self.definitions: dict[tuple[str, tuple[Size, ...]], tuple[str, str]] = {}
        self.invertible: list[str] = []
        """What says which matrices have an inverse."""
        self.preamble: list[str] = []
        """Directives that stand before all others: what has an inverse, and the definitions that it needs."""
        self.lasting: set[str] = set()
        """Letters that stay in use."""
        self.passed: list[str] = []
        """Every letter that was bound so far."""

    @contextmanager
    def indices(self, body: N, sizes: Sequence[Size]) -> Iterator[tuple[list[IndexVariable], N]]:
        """The body of a binder with letters for the indices that it binds."""
        found: list[IndexVariable] = []
        with self.reserved(()):
            for size in sizes:
                found.append(IndexVariable(names.index_letter(size, self.used), size))
                self.used.add(found[-1].name)
            self.passed += [index.name for index in found]
            self.bound += found
            yield found, open_body(body, found)
        del self.bound[len(self.bound) - len(found) :]

    @contextmanager
    def array(self, body: N, sizes: tuple[Size, ...]) -> Iterator[tuple[Variable, N]]:
        """The body of a binder with a letter for the array that it binds."""
        variable = self.letter(sizes)
        self.bound.append(variable)
        yield variable, open_body(body, (variable,))
        self.bound.remove(variable)

    def letter(self, sizes: tuple[Size, ...]) -> Variable:
        """A letter for an array that is bound or put in afterwards, and means nothing else in the document."""
        variable = Variable(self.new(names.ARRAY_LETTERS), sizes)
        self.arrays.append(variable)
        return variable

    def new(self, letters: str) -> str:
        """A letter that means nothing else in the document from here on."""
        letter = names.free_letter(letters, self.used)
        self.used.add(letter)
        self.lasting.add(letter)
        return letter

    @contextmanager
    def reserved(self, letters: Collection[str]) -> Iterator[None]:
        """Where these letters are in use, too, and those of indices that are bound inside are free again behind."""
        before = set(self.used)
        self.used.update(letters)
        yield
        self.used = before | self.lasting

    def has_least(self, size: Size, least: int) -> bool:
        """Whether the hypotheses say that a size is at least this large."""
        return least_size(size, self.hypotheses) >= least

    def index(self, index: Index) -> str:
        """An index without loose bound variables, as it stands in a subscript or a condition."""
        match index:
            case IndexVariable(name=name, arguments=(place,)) if name in self.neighbours:
                is_letter = isinstance(place, IndexVariable) and not place.arguments
                return ("" if is_letter else names.NOT_READ) + f"{self.index(place)}{self.neighbours[name]}1"
            case IndexVariable(name=name, arguments=arguments):
                return names.with_indices(name, [self.index(argument) for argument in arguments])
            case IndexNumber(value=value):
                return str(value)
            case LastIndex(size=size):
                return self.size(size)
        raise AssertionError(f"an index of an unknown kind: {type(index).__name__}")

    def size(self, size: Size) -> str:
        """A size, as it stands above a sum or as a number."""
        return names.whole(size) if isinstance(size, str) else str(size)

    def entry(self, array: Array, indices: Sequence[Index]) -> str:
        """An entry of a free variable. Number 1 of a family has a mark where another variable is written like it."""
        assert isinstance(array, Variable)
        parts = names.parsed(array.name)
        code = names.with_indices(array.name, [self.index(index) for index in indices])
        if parts is None or not parts.is_family:
            return code
        is_other = f"{parts.base}^{{({self.index(indices[0])})}}" in self.taken
        is_letter = not isinstance(indices[0], IndexVariable) or not indices[0].arguments
        return code if is_letter and not is_other else names.NOT_READ + code


def finite_values(formula: Formula) -> tuple[Variable, tuple[Fraction, ...]] | None:
    """The variable and the values that it has, or that its entries have, where a hypothesis lists them."""
    places: tuple[Index, ...] = ()
    if isinstance(formula, ForAll) and not isinstance(formula.over, tuple):
        places = (BoundIndex(0, formula.over),)
        formula = formula.body
    if not isinstance(formula, Or):
        return None
    found: dict[Fraction, Variable] = {}
    for part in formula.parts:
        match part:
            case Equal(left=Entry(array=Variable() as array, indices=indices), right=Number(value=value)):
                if indices == places and value not in found:
                    found[value] = array
    if len(found) < len(formula.parts) or len(set(found.values())) != 1:
        return None
    return next(iter(found.values())), tuple(found)
