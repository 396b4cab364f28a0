"""What a name stands for: variables, index letters, and functions with their parameters."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from derive.documents.grammar.captured import captured, script_letters
from derive.documents.grammar.names import Number
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning.shapes import (
    Environment,
    Form,
    IndexForm,
    IndexValue,
    SizeReference,
    Value,
    build,
    build_index,
)
from derive.kernel.terms import Array, Index, IndexVariable, Term, Variable, entry

VARIANT = "--"
"""What stands between a letter and its number of axes in the names of further arrays of one letter."""


@dataclass(frozen=True)
class Member:
    """A member of an ordered family: the letter of the family, and its number, where that is understood."""

    letter: str
    number: Number | None


@dataclass(eq=False)
class Symbol:
    """A variable (no value), or a name with a value: a definition or a function's parameter."""

    name: str
    sizes: tuple[SizeReference, ...]
    at: int
    value: Value | None = None
    implicit: bool = False
    family: bool = False
    finite: tuple[Fraction, ...] | None = None
    lower: Fraction | None = None
    upper: Fraction | None = None
    numbers: tuple[tuple[int, SizeReference], ...] = ()
    """The classes by number that its definition has: each exists only where the size is large enough."""
    restricted: tuple[tuple[int, SizeReference, int], ...] = ()
    """The sizes that restricted maxima in its definition need, with their places."""
    member: Member | None = None
    """Which member of an ordered family it is."""

    def __repr__(self) -> str:
        return self.name

    def array(self, environment: Environment) -> Array:
        """The array that the symbol is in an environment."""
        stands_for = environment.arrays.get(self)
        if stands_for is not None:
            return stands_for
        if self.value is not None:
            return self.value.as_array(environment)
        refuse_moved_scripts(self.name, environment, 0)
        return Variable(self.name, tuple(environment.size(size) for size in self.sizes))

    def reference(self) -> Value:
        """The symbol as a value."""
        row = self.value.row if self.value is not None else False
        return Value(self.sizes, Reference(self), row)


def refuse_moved_scripts(name: str, environment: Environment, at: int) -> None:
    r"""Raises Unreadable for ``x_\theta``, ``p_\theta(x)``, and an expectation below which \theta stands, where \theta
    has other values: in a derivative or limit by it, or in a function of it, through definitions, too."""
    letters = script_letters(name) if environment.arrays else ()
    moved = {one.name for one in environment.arrays if isinstance(one, Symbol)} if letters else set()
    for letter in letters:
        if letter in moved:
            raise captured(letter, name, at)


@dataclass(frozen=True, eq=False, repr=False)
class Reference(Form):
    """A variable, or what a name stands for."""

    symbol: Symbol

    def __repr__(self) -> str:
        return self.symbol.name

    def array(self, environment: Environment) -> Array:
        """The array that the symbol is in an environment."""
        return self.symbol.array(environment)


@build.register
def _reference(form: Reference, environment: Environment, indices: tuple[Index, ...]) -> Term:
    symbol = form.symbol
    if symbol not in environment.arrays and symbol.value is not None:
        return symbol.value.term(environment, indices)
    return entry(symbol.array(environment), indices)


@dataclass(eq=False)
class IndexSymbol:
    """An index letter, bound or free; with axes, a family of classes such as cₙ. ``first`` is the number of the first
    class where it is declared."""

    name: str
    size: SizeReference
    axes: tuple[SizeReference, ...] = ()
    first: int | None = None

    def __repr__(self) -> str:
        return self.name

    def value(self, arguments: tuple[IndexValue, ...] = ()) -> IndexValue:
        """The index that the letter stands for."""
        return IndexValue(self.size, Letter(self, arguments))


@dataclass(frozen=True, eq=False, repr=False)
class Letter(IndexForm):
    """An index letter, or a member of a family of classes."""

    symbol: IndexSymbol
    arguments: tuple[IndexValue, ...]

    def __repr__(self) -> str:
        arguments = ", ".join(map(repr, self.arguments))
        return f"{self.symbol.name}_{{{arguments}}}" if arguments else self.symbol.name


@build_index.register
def _letter(form: Letter, environment: Environment) -> Index:
    bound = environment.indices.get(form.symbol)
    if bound is not None:
        return bound
    arguments = tuple(argument.build(environment) for argument in form.arguments)
    return IndexVariable(form.symbol.name, environment.size(form.symbol.size), arguments)


@dataclass(frozen=True)
class Parameter:
    """A parameter of a function: its letter, whether it is a value, an index or an entry, and its axes. Where the
    letter is a variable of the document, definitions in the body may depend on it: it is ``shared``. An entry is that
    of the array ``name`` at the index ``letter``, ``N(x_n) = …``. Of ``f(\\sigma^2) = \\sigma``, which is a function of
    \\sigma^2, the parameter is the ``root`` that is not negative, as 1 and (-1)^2 are the same argument."""

    name: str
    kind: str
    axes: int
    shared: Symbol | None = None
    letter: str = ""
    root: bool = False


@dataclass(frozen=True)
class Function:
    """A function that the document defines; ``indices`` are the letters of its entries."""

    name: str
    parameters: tuple[Parameter, ...]
    indices: tuple[str, ...]
    body: Expression
    at: int
    builtin: bool = False


Moved = tuple[Symbol, Value] | tuple[IndexSymbol, IndexValue]
"""A variable or class of the document, and what it stands for while a function is taken at an argument."""
