"""Terms and formulas at given sizes and indices: every sum written out, every case decided.

What is left is a directed acyclic graph of real operations on the entries of the free arrays; equal
parts are one node, so that an evaluator computes the partition function of a softmax once.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from derive.kernel.terms import (
    Absolute,
    Add,
    And,
    Array,
    BoundIndex,
    BoundVariable,
    Choose,
    Derivative,
    Different,
    Entry,
    Equal,
    Exists,
    Exp,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexNumber,
    IndexVariable,
    KernelError,
    Lambda,
    LastIndex,
    Less,
    LessEqual,
    Limit,
    Log,
    Maximum,
    Multiply,
    Not,
    Number,
    Or,
    Power,
    Product,
    Rank,
    SameIndex,
    Size,
    SizeValue,
    Smooth,
    Step,
    Sum,
    Term,
    Variable,
    free_variables,
)
from derive.language.instance import IndexValue
from derive.work import count

Place = tuple[int, ...]
"""The place of an entry in an array, counted from 1."""

MAXIMAL_NODES = 400_000
"""A term that grows beyond this many operations is not evaluated."""


class CannotGround(Exception):
    """The term has no meaning at these sizes and indices (an index out of range), or is too large."""


@dataclass(eq=False, slots=True)  # frozen ones take twice as long to make, and there are many
class Ground:
    """An operation, never changed. ``level`` is one more than the depth of the innermost binder it depends on, or 0.

    ``data`` holds: the value of a number, (name, place) of a value, (depth, place) of a slot,
    (depth, target, places) of a derivative, (depth, direction) of a limit, (rows, columns) of a rank,
    and for a product its vanishing logarithms (see :func:`vanishing_logarithms`)."""

    number: int
    operation: str
    parts: tuple[Ground, ...]
    data: object
    depends: frozenset[int]
    level: int


@dataclass(frozen=True, slots=True)
class GroundFormula:
    """A formula whose index quantifiers are written out. ``kind`` is a relation's class name, ``And``,
    ``Or``, ``Not``, ``Implies``, ``ForAll`` or ``Exists`` (over the arrays ``name`` with these ``axes``),
    or ``Unsupported``; true is the empty conjunction, false the empty disjunction."""

    kind: str
    left: Ground | None = None
    right: Ground | None = None
    parts: tuple[GroundFormula, ...] = ()
    name: str = ""
    axes: tuple[int, ...] = ()
    source: Formula | None = None


TRUE, FALSE = GroundFormula("And"), GroundFormula("Or")

Reader = Callable[[Place], Ground]
Bindings = tuple["int | Reader", ...]


def places(axes: tuple[int, ...]) -> Iterator[Place]:
    """All places of an array with these axes, the last index fastest."""
    return itertools.product(*(range(1, axis + 1) for axis in axes))


class Grounder:
    """Writes terms out at fixed sizes; all its nodes share one table."""

    def __init__(self, sizes: Mapping[str, int]) -> None:
        self.sizes = dict(sizes)
        self.table: dict[object, Ground] = {}
        self.indices: Mapping[str, IndexValue] = {}
        self.indices_key: object = None
        self.memory: dict[object, Ground] = {}
        self.slot_readers: dict[int, Reader] = {}
        self.taken_names: set[str] = set()

    def term(self, term: Term, indices: Mapping[str, IndexValue]) -> Ground:
        """The term at these values of its free indices; raises CannotGround."""
        self.start(indices)
        try:
            return self.real(term, (), 0)
        except RecursionError:
            raise CannotGround("the term is nested too deeply") from None

    def formula(
        self, formula: Formula, indices: Mapping[str, IndexValue], taken: Collection[str] = ()
    ) -> GroundFormula:
        """The formula at these values of its free indices, what its quantifiers bind named apart from what is taken;
        raises CannotGround."""
        self.start(indices)
        self.taken_names = {variable.name for variable in free_variables(formula)}.union(taken)
        try:
            return self.statement(formula, ())
        except RecursionError:
            raise CannotGround("the formula is nested too deeply") from None

    def start(self, indices: Mapping[str, IndexValue]) -> None:
        self.indices = indices
        self.indices_key = tuple(sorted(indices.items()))

    def node(self, operation: str, parts: tuple[Ground, ...], data: object = None) -> Ground:
        key = (operation, data, tuple(part.number for part in parts))
        found = self.table.get(key)
        if found is None:
            depends: frozenset[int] = frozenset().union(*(part.depends for part in parts))
            if operation == "slot":
                depends = frozenset({cast("tuple[int, Place]", data)[0]})
            elif operation == "derivative":
                depends = (parts[0].depends - {cast("tuple[int]", data)[0]}).union(*(p.depends for p in parts[1:]))
            elif operation == "limit":
                depends = (parts[0].depends - {cast("tuple[int]", data)[0]}) | parts[1].depends
            count()
            if len(self.table) > MAXIMAL_NODES:
                raise CannotGround("the term is too large at this size")
            found = Ground(len(self.table), operation, parts, data, depends, max(depends) + 1 if depends else 0)
            self.table[key] = found
        return found

    def constant(self, value: Fraction) -> Ground:
        return self.node("number", (), value)

    def size(self, size: Size) -> int:
        if isinstance(size, int):
            return size
        if size not in self.sizes:
            raise CannotGround(f"no value is given for the size {size}")
        return self.sizes[size]

    def index(self, index: Index, bound: Bindings) -> int:
        match index:
            case BoundIndex():
                return cast(int, bound[-1 - index.level])
            case IndexNumber():
                value = index.value
            case LastIndex():
                value = self.size(index.size)
            case IndexVariable():
                if index.name not in self.indices:
                    raise CannotGround(f"no value is given for the index {index.name}")
                table = self.indices[index.name]
                for argument in index.arguments:
                    table = cast("tuple[IndexValue, ...]", table)[self.index(argument, bound) - 1]
                value = cast(int, table)
            case _:
                raise CannotGround(f"{type(index).__name__} is no index")
        if not 1 <= value <= self.size(index.size):
            raise CannotGround(f"index {value} is outside 1..{self.size(index.size)}")
        return value

    def reader(self, array: Array, bound: Bindings, depth: int) -> Reader:
        """A function from places to the array's entries."""
        match array:
            case Variable():
                return lambda place: self.node("value", (), (array.name, place))
            case BoundVariable():
                return cast(Reader, bound[-1 - array.level])
            case Lambda():
                return lambda place: self.real(array.body, bound + place, depth)
            case _:
                raise CannotGround(f"{type(array).__name__} is no array")

    def slot_reader(self, depth: int) -> Reader:
        """The reader of what the binder at this depth binds: always the same one, so that memory serves."""
        if depth not in self.slot_readers:
            self.slot_readers[depth] = lambda place: self.node("slot", (), (depth, place))
        return self.slot_readers[depth]

    def real(self, term: Term, bound: Bindings, depth: int) -> Ground:
        # A spelling without free indices stands for the same thing whatever their values are.
        indices = self.indices_key if "(IndexVariable " in term.key else None
        key = (term.key, depth, bound[len(bound) - term.loose :], indices)
        found = self.memory.get(key)
        if found is None:
            found = self.memory[key] = self.write(term, bound, depth)
        return found

    def over(self, term: Sum | Product | Maximum, bound: Bindings, depth: int) -> tuple[Ground, ...]:
        return tuple(self.real(term.body, (*bound, k), depth) for k in range(1, self.size(term.size) + 1))

    def write(self, term: Term, bound: Bindings, depth: int) -> Ground:
        match term:
            case Number():
                return self.constant(term.value)
            case SizeValue():
                return self.constant(Fraction(self.size(term.size)))
            case Entry():
                place = tuple(self.index(index, bound) for index in term.indices)
                return self.reader(term.array, bound, depth)(place)
            case Add():
                return self.add(tuple(self.real(part, bound, depth) for part in term.terms))
            case Sum():
                return self.add(self.over(term, bound, depth))
            case Multiply():
                return self.multiply(tuple(self.real(part, bound, depth) for part in term.factors))
            case Product():
                return self.multiply(self.over(term, bound, depth))
            case Maximum():
                return self.largest(self.over(term, bound, depth))
            case Power():
                parts = (self.real(term.base, bound, depth), self.real(term.exponent, bound, depth))
                return self.node("power", parts)
            case Exp() | Log() | Absolute() | Step():
                return self.node(type(term).__name__.lower(), (self.real(term.argument, bound, depth),))
            case Choose():
                same = self.index(term.left, bound) == self.index(term.right, bound)
                return self.real(term.equal if same else term.distinct, bound, depth)
            case Derivative():
                return self.derivative(term, bound, depth)
            case Limit():
                body = self.real(term.body, (*bound, self.slot_reader(depth)), depth + 1)
                return self.node("limit", (body, self.real(term.point, bound, depth)), (depth, term.direction))
            case Rank():
                rows, columns = self.size(term.rows), self.size(term.columns)
                entries = tuple(self.real(term.body, bound + place, depth) for place in places((rows, columns)))
                return self.node("rank", entries, (rows, columns))
            case _:
                raise CannotGround(f"{type(term).__name__} is no real term")

    def derivative(self, term: Derivative, bound: Bindings, depth: int) -> Ground:
        axes = tuple(self.size(size) for size in term.point.sizes)
        target = tuple(self.index(index, bound) for index in term.indices)
        all_places = tuple(places(axes))
        point = self.reader(term.point, bound, depth)
        body = self.real(term.body, (*bound, self.slot_reader(depth)), depth + 1)
        return self.node("derivative", (body, *map(point, all_places)), (depth, target, all_places))

    def add(self, parts: tuple[Ground, ...]) -> Ground:
        """A flat sum with its numbers added up, and like multiples of an entry: in max(0, zᵣ − zᵣ), nothing moves."""
        total = Fraction(0)
        others: list[Ground] = []
        multiples: dict[Ground, Fraction] = {}
        for part in parts:
            for inner in part.parts if part.operation == "add" else (part,):
                if inner.operation == "number":
                    total += cast(Fraction, inner.data)
                    continue
                factor, rest = multiple_of_entry(inner)
                if rest is None:
                    others.append(inner)
                else:
                    multiples[rest] = multiples.get(rest, Fraction(0)) + factor
        for entry_node, factor in multiples.items():
            if factor:
                others.append(self.multiply((self.constant(factor), entry_node)))
        if total or not others:
            others.append(self.constant(total))
        return others[0] if len(others) == 1 else self.node("add", tuple(sorted(others, key=lambda n: n.number)))

    def multiply(self, parts: tuple[Ground, ...]) -> Ground:
        """A flat product with its numbers multiplied."""
        total, others = Fraction(1), []
        for part in parts:
            for inner in part.parts if part.operation == "multiply" else (part,):
                if inner.operation == "number":
                    total *= cast(Fraction, inner.data)
                else:
                    others.append(inner)
        if total != 1 or not others:
            others.append(self.constant(total))
        if len(others) == 1:
            return others[0]
        others.sort(key=lambda n: n.number)
        return self.node("multiply", tuple(others), vanishing_logarithms(others))

    def largest(self, parts: tuple[Ground, ...]) -> Ground:
        distinct = sorted(set(parts), key=lambda n: n.number)
        return distinct[0] if len(distinct) == 1 else self.node("largest", tuple(distinct))

    # Formulas

    def statement(self, formula: Formula, bound: Bindings) -> GroundFormula:
        match formula:
            case Equal() | Different() | Less() | LessEqual():
                left, right = self.real(formula.left, bound, 0), self.real(formula.right, bound, 0)
                return GroundFormula(type(formula).__name__, left, right, source=formula)
            case SameIndex():
                return TRUE if self.index(formula.left, bound) == self.index(formula.right, bound) else FALSE
            case Not():
                inner = self.statement(formula.formula, bound)
                if inner in (TRUE, FALSE):
                    return FALSE if inner == TRUE else TRUE
                return GroundFormula("Not", parts=(inner,), source=formula)
            case And() | Or():
                parts = tuple(self.statement(part, bound) for part in formula.parts)
                return self.junction(type(formula).__name__, parts, formula)
            case Implies():
                left_part = self.statement(formula.left, bound)
                if left_part == FALSE:
                    return TRUE
                right_part = self.statement(formula.right, bound)
                if left_part == TRUE:
                    return right_part
                return GroundFormula("Implies", parts=(left_part, right_part), source=formula)
            case ForAll() | Exists() if isinstance(formula.over, tuple):
                axes = tuple(self.size(size) for size in formula.over)
                name = bound_name(self.taken_names)
                self.taken_names.add(name)
                reader: Reader = lambda place: self.node("value", (), (name, place))  # noqa: E731
                body = self.statement(formula.body, (*bound, reader))
                return GroundFormula(type(formula).__name__, parts=(body,), name=name, axes=axes, source=formula)
            case ForAll() | Exists():
                indices = range(1, self.size(cast(Size, formula.over)) + 1)
                parts = tuple(self.statement(formula.body, (*bound, k)) for k in indices)
                return self.junction("And" if isinstance(formula, ForAll) else "Or", parts, formula)
            case Smooth():
                return GroundFormula("Unsupported", source=formula)
            case _:
                raise KernelError(f"{type(formula).__name__} is no formula")

    def junction(self, kind: str, parts: tuple[GroundFormula, ...], source: Formula) -> GroundFormula:
        neutral, absorbing = (TRUE, FALSE) if kind == "And" else (FALSE, TRUE)
        if absorbing in parts:
            return absorbing
        rest = tuple(part for part in parts if part != neutral)
        if len(rest) == 1:
            return rest[0]
        return GroundFormula(kind, parts=rest, source=source) if rest else neutral


def bound_name(taken: Collection[str]) -> str:
    """The name under which an instance keeps an array that a quantifier binds: w, w2, w3 …"""
    names = itertools.chain(["w"], (f"w{number}" for number in itertools.count(2)))
    return next(name for name in names if name not in taken)


def is_bound_name(name: str) -> bool:
    """Whether :func:`bound_name` gives such names."""
    return name.rstrip("0123456789") == "w"


def multiple_of_entry(node: Ground) -> tuple[Fraction, Ground | None]:
    """The factor and the entry of a multiple of an entry, which is defined whatever its value."""
    if node.operation in ("value", "slot"):
        return Fraction(1), node
    if node.operation == "multiply" and len(node.parts) == 2:
        numbers = [part for part in node.parts if part.operation == "number"]
        entries = [part for part in node.parts if part.operation in ("value", "slot")]
        if numbers and entries:
            return cast(Fraction, numbers[0].data), entries[0]
    return Fraction(0), None


def factors_of(node: Ground) -> tuple[Ground, ...]:
    """The factors of a product, positive integer powers taken apart."""
    if node.operation == "multiply":
        return tuple(inner for part in node.parts for inner in factors_of(part))
    if node.operation == "power" and node.parts[1].operation == "number":
        exponent = cast(Fraction, node.parts[1].data)
        if exponent.denominator == 1 and exponent > 0:
            return factors_of(node.parts[0])
    return (node,)


def hides_zero_times_logarithm(product: Ground, position: int) -> bool:
    """Whether a factor of a product is the logarithm of a product with the number 0, beside the number 0: 0·log(0·u).
    The numbers of a product are multiplied, so that the sign of u, on which the convention depends, may be gone."""
    logarithm = product.parts[position]
    if logarithm.operation != "log":
        return False
    both = (product.parts, factors_of(logarithm.parts[0]))
    return all(any(part.operation == "number" and not part.data for part in factors) for factors in both)


def vanishing_logarithms(factors: list[Ground]) -> tuple[tuple[int, int], ...]:
    """Where the convention t·log(t·r) = 0 at t = 0, r > 0 may apply: pairs of the position of the factor
    log(t·r) and of the position, among the factors of that logarithm's argument, of a t that also
    stands beside the logarithm."""
    found = []
    for position, factor in enumerate(factors):
        if factor.operation != "log":
            continue
        beside = {inner.number for other in factors if other is not factor for inner in factors_of(other)}
        for place, inner in enumerate(factors_of(factor.parts[0])):
            if inner.number in beside and inner.operation != "number":
                found.append((position, place))
    return tuple(found)
