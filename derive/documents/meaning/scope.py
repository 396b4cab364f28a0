"""What a document has declared and defined up to a place, and the names of one formula."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from fractions import Fraction

from derive.documents.errors import Unreadable
from derive.documents.grammar.syntax import (
    Big,
    Binder,
    Condition,
    Expression,
    Known,
    Name,
    Numeral,
    Quotient,
    Subscript,
    Total,
)
from derive.documents.meaning.shapes import Environment, IndexValue, SizeReference, Value
from derive.kernel.terms import Array, Formula, Index, IndexVariable, Size, Variable, entry


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

    def array(self, environment: Environment) -> Array:
        """The array that the symbol is in an environment."""
        stands_for = environment.arrays.get(self)
        if stands_for is not None:
            return stands_for
        if self.value is not None:
            return self.value.as_array(environment)
        return Variable(self.name, tuple(environment.size(size) for size in self.sizes))

    def reference(self) -> Value:
        """The symbol as a value."""

        def build(environment: Environment, indices: tuple[Index, ...]) -> object:
            stands_for = environment.arrays.get(self)
            if stands_for is None and self.value is not None:
                return self.value.term(environment, indices)
            return entry(self.array(environment), indices)

        row = self.value.row if self.value is not None else False
        return Value(self.sizes, build, row, array=self.array)  # type: ignore[arg-type]


@dataclass(eq=False)
class IndexSymbol:
    """An index letter, bound or free; with axes, a family of classes such as cₙ."""

    name: str
    size: SizeReference
    axes: tuple[SizeReference, ...] = ()

    def value(self, arguments: tuple[IndexValue, ...] = ()) -> IndexValue:
        """The index that the letter stands for."""

        def build(environment: Environment) -> Index:
            bound = environment.indices.get(self)
            if bound is not None:
                return bound
            built = tuple(argument.build(environment) for argument in arguments)
            return IndexVariable(self.name, environment.size(self.size), built)

        return IndexValue(self.size, build)


@dataclass(frozen=True)
class Parameter:
    """A parameter of a function: its letter, whether it is a value or an index, and its axes. Where the
    letter is a variable of the document, definitions in the body may depend on it: it is ``shared``."""

    name: str
    kind: str
    axes: int
    shared: Symbol | None = None


@dataclass(frozen=True)
class Function:
    """A function that the document defines; ``indices`` are the letters of its entries."""

    name: str
    parameters: tuple[Parameter, ...]
    indices: tuple[str, ...]
    body: Expression
    at: int
    builtin: bool = False


@dataclass(frozen=True, eq=False)
class Hypothesis:
    """A hypothesis; ``simple`` ones, such as a domain, can be satisfied at every size by themselves."""

    build: Callable[[Environment], Formula]
    simple: bool


def builtin_functions() -> dict[str, dict[int, Function]]:
    """Functions whose name says what they are; a document may define the name itself."""
    vector, scalar = Parameter("z", "value", 1), Parameter("z", "value", 0)
    entry_i = Known(0, "exp", (Subscript(0, Name(0, "z"), (Name(0, "i"),)),))
    entry_j = Known(0, "exp", (Subscript(0, Name(0, "z"), (Name(0, "j"),)),))
    whole = Big(0, "sum", (Binder(0, "j", None, ()),), entry_j)
    one = Numeral(0, Fraction(1), 0)
    minus = Known(0, "exp", (Total(0, ((-1, Name(0, "z")),)),))
    bodies: dict[str, tuple[Parameter, tuple[str, ...], Expression]] = {
        "softmax": (vector, ("i",), Quotient(0, entry_i, whole)),
        "logsumexp": (vector, (), Known(0, "log", (whole,))),
        "sigmoid": (scalar, (), Quotient(0, one, Total(0, ((1, one), (1, minus))))),
    }
    names = {"softmax": "softmax", "Softmax": "softmax", "SoftMax": "softmax", "logsumexp": "logsumexp",
             "LogSumExp": "logsumexp", "LSE": "logsumexp", "sigmoid": "sigmoid"}  # fmt: skip
    return {
        name: {1: Function(name, (bodies[what][0],), bodies[what][1], bodies[what][2], 0, True)}
        for name, what in names.items()
    }


Moved = tuple[Symbol, Value] | tuple[IndexSymbol, IndexValue]
"""A variable or class of the document, and what it stands for while a function is taken at an argument."""


@dataclass
class Scope:
    """Everything declared so far."""

    symbols: dict[str, Symbol] = field(default_factory=dict)
    classes: dict[str, IndexSymbol] = field(default_factory=dict)
    sizes: dict[str, SizeReference] = field(default_factory=dict)
    functions: dict[str, dict[int, Function]] = field(default_factory=builtin_functions)
    hypotheses: list[Hypothesis] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    broken: dict[str, int] = field(default_factory=dict)
    lost: int | None = None
    fixed: dict[str, int] = field(default_factory=dict)
    """Where definitions fix a class by having its letter on their right sides only."""
    hints: dict[str, int | None] = field(default_factory=dict)
    likely_indices: set[str] = field(default_factory=set)
    late: dict[str, int] = field(default_factory=dict)
    """The lines of names that something uses before they are introduced, where that is known beforehand."""
    used_early: dict[str, int] = field(default_factory=dict)
    is_checking: bool = False
    axis: int | None = None
    """What a matrix with one index is while a reading is tried: a row (0) or a column (1)."""

    def saved(self) -> Callable[[], None]:
        """Puts everything back to what it is now, when it is called."""
        kept = {name: copy(value) for name, value in vars(self).items()}
        functions = {name: dict(found) for name, found in self.functions.items()}
        references = [*self.sizes.values(), *(size for symbol in self.symbols.values() for size in symbol.sizes)]
        references += [size for symbol in self.classes.values() for size in (symbol.size, *symbol.axes)]
        states = [(reference, reference.state()) for part in references for reference in part.chain()]

        def restore() -> None:
            for name, value in kept.items():
                setattr(self, name, copy(value))
            self.functions = {name: dict(found) for name, found in functions.items()}
            for reference, state in states:
                reference.restore(state)

        return restore

    def size(self, letter: str) -> SizeReference:
        """The size that a letter names."""
        return self.sizes.setdefault(letter, SizeReference(letter))

    def default_size(self) -> Size:
        """The size of what nothing determines: the only one of the document, else K."""
        if len(self.sizes) > 1:
            names = ", ".join(sorted(self.sizes))
            raise Unreadable(f"a size is not determined; it may be {names}: declare the vector with 'let'", 0)
        if not self.sizes and "K" in self.symbols:
            raise Unreadable(
                "how many classes there are is not said, and K is a number: declare the vector with 'let'", 0
            )
        return next(iter(self.sizes), "K")

    def is_function(self, key: str) -> bool:
        """Whether the name is that of a function."""
        return key in self.functions

    def entry_letter(self, letter: str) -> IndexSymbol:
        """The letter of the entries that a definition gives: a declared class moves with what depends on it."""
        declared = self.classes.get(letter)
        return declared if declared is not None and not declared.axes else IndexSymbol(letter, SizeReference())

    def is_known(self, key: str) -> bool:
        """Whether the name is declared or defined (not only used)."""
        symbol = self.symbols.get(key)
        return (symbol is not None and not symbol.implicit) or key in self.classes or self._is_defined_function(key)

    def _is_defined_function(self, key: str) -> bool:
        return any(not function.builtin for function in self.functions.get(key, {}).values())

    def is_array(self, key: str) -> bool:
        """Whether the name is that of a vector or matrix."""
        return key in self.symbols and bool(self.symbols[key].sizes)

    def is_index(self, key: str) -> bool:
        """Whether the name is that of a class or a size."""
        return key in self.classes or key in self.sizes


class Context:
    """The names of one formula: parameters and bound letters, and the index letters that are free."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.locals: dict[str, Symbol | IndexValue] = {}
        self.free: dict[str, IndexSymbol] = {}
        self.numbers: list[tuple[int, SizeReference]] = []
        self.used: set[str] = set()
        self.restricted: list[tuple[int, SizeReference, int]] = []
        self.ordered: set[str] = set()
        """The letters of sums over i < j, which nothing else in the formula may mean."""
        self.outside: frozenset[str] = frozenset()
        """In a function's body, the letters of the formula around its application."""
        self.depth = 0
        self.work = [0]

    def inner(self, names: dict[str, Symbol | IndexValue]) -> Context:
        """The context inside a binder or function, where more names are known."""
        context = Context(self.scope)
        context.locals = {**self.locals, **names}
        context.free, context.numbers, context.used = self.free, self.numbers, self.used
        context.restricted, context.depth, context.work = self.restricted, self.depth, self.work
        context.ordered, context.outside = self.ordered, self.outside
        return context

    def inside_function(self, names: dict[str, Symbol | IndexValue]) -> Context:
        """The context of a function's body, which does not see the letters around its application."""
        context = self.inner({})
        context.locals = names
        context.ordered, context.outside = set(), frozenset({*self.free, *self.used})
        context.depth += 1
        return context

    def check_usable(self, key: str, at: int) -> None:
        """Raises Unreadable where the name was introduced by something that was not understood."""
        if key in self.scope.broken and key not in self.locals:
            raise Unreadable(f"'{key}' is not known: see the error in line {self.scope.broken[key]}", at)

    def order(self, letters: tuple[str, str], at: int) -> None:
        """Two letters are summed over, the first below the second. Raises Unreadable where one of them stands
        for something else too: a size, a number, or an index that is given."""
        known = {*self.locals, *self.scope.classes, *self.scope.sizes, *self.scope.symbols, *self.scope.functions}
        known |= {*self.free, *self.used} - self.outside
        for letter in letters:
            if letter in known:
                raise Unreadable(_ordered_letter(letter), at)
        self.ordered.update(letters)

    def refuse_ordered(self, key: str, at: int) -> None:
        """Raises Unreadable where a sum over i < j in this formula has the letter as its own."""
        if key in self.ordered and key not in self.locals:
            raise Unreadable(_ordered_letter(key), at)

    def symbol(self, key: str, at: int, axes: int = 0) -> Symbol:
        """The variable of this name; one that nobody declared becomes a real scalar or vector."""
        self.check_usable(key, at)
        found = self.locals.get(key)
        if isinstance(found, IndexValue):
            raise Unreadable(f"'{key}' is an index here, and is used as a number", at)
        if found is not None:
            return found
        self.refuse_ordered(key, at)
        if key in self.scope.classes or key in self.free:
            raise Unreadable(f"'{key}' is an index here, and is used as a number", at)
        self.used.add(key)
        symbol = self.scope.symbols.get(key)
        if symbol is None:
            self._refuse_variant(key, at, axes)
            if self.scope.is_checking and key in self.scope.late:
                line = self.scope.late[key]
                raise Unreadable(f"'{key}' is used before it is introduced in line {line}; move that line up", at)
            axes = axes or self.scope.hints.get(key) or 0
            symbol = Symbol(key, tuple(SizeReference() for _ in range(axes)), at, implicit=True)
            self.scope.symbols[key] = symbol
        return symbol

    def _refuse_variant(self, key: str, at: int, axes: int) -> None:
        """Raises Unreadable for x', A* or x̄ that nothing introduces, where x or A is an array."""
        base = key.rstrip("'").removesuffix("^*")
        base = base[5:-1] if base.startswith(r"\bar{") else base
        found = self.locals.get(base, self.scope.symbols.get(base))
        if base == key or not isinstance(found, Symbol) or found.implicit or not found.sizes:
            return
        if not axes or len(found.sizes) == 2:
            raise Unreadable(
                rf"'{key}' has two readings, something made of '{base}' (its transposition, conjugate or mean) and "
                rf"another variable: write {base}^\top, or declare '{key}' with 'let'",
                at,
            )

    def index_letter(self, key: str, at: int) -> IndexValue:
        """The index that a letter is: bound, declared, or free in this formula."""
        self.check_usable(key, at)
        found = self.locals.get(key)
        if isinstance(found, IndexValue):
            return found
        if found is not None or (key in self.scope.symbols and not self.scope.symbols[key].implicit):
            raise Unreadable(f"'{key}' is not an index: it is declared as something else", at)
        if key in self.scope.classes:
            symbol = self.scope.classes[key]
            if symbol.axes:
                raise Unreadable(f"'{key}' is a family of classes and needs an index", at)
            return symbol.value()
        if key in self.scope.symbols and key in self.used:
            raise Unreadable(f"'{key}' is used as a number and as an index", at)
        self.refuse_ordered(key, at)
        if key not in self.free:
            self.free[key] = IndexSymbol(key, SizeReference())
        return self.free[key].value()


def _ordered_letter(letter: str) -> str:
    return (
        f"'{letter}' has two readings below a sum over an order of indices, an index of the sum and the '{letter}' "
        "that is given elsewhere: rename one of them, or write a sum over one index as i=1 with its bound above"
    )
