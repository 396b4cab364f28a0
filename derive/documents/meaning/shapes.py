"""Typed values: sizes that are found by unification, and how vectors and matrices combine.

A :class:`Value` knows its axes; its kernel term is built afterwards, when every size is known. What is
built depends on an :class:`Environment`: the indices that bound letters stand for, and the arrays that
stand for variables inside a derivative or limit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from derive.documents.errors import refusal
from derive.kernel.terms import (
    ZERO,
    Add,
    Array,
    Choose,
    Index,
    IndexVariable,
    Lambda,
    Multiply,
    Number,
    Power,
    Size,
    Sum,
    Term,
    Variable,
    close_body,
    delta,
    free_variables,
    negative,
)

SHAPES = refusal(
    "D201",
    "shapes that do not agree",
    """Both sides of a relation, the terms of a sum and the factors of a matrix product have to fit together: vectors
    and matrices of the same sizes, a row before a column. The message names both shapes. Mostly a transposition is
    missing, an index stands on one side only, or a letter is declared with another size than is meant.""",
    (r"A x = x^\top A", r"let $A \in \mathbb{R}^{d \times d}$, $x \in \mathbb{R}^d$"),
    (r"(A x)^\top = x^\top A^\top", r"let $A \in \mathbb{R}^{d \times d}$, $x \in \mathbb{R}^d$"),
)

NO_NUMBER = refusal(
    "D202",
    "a vector or matrix where a number is expected",
    """Denominators, exponents, absolute values, rows of cases, entries of a matrix, points of a limit, what is compared
    with a decimal and what a gradient is taken of are numbers. Write the entries of the vector or matrix, with their
    indices, or the number that is made of it, such as a norm.""",
    (r"\frac{1}{x} = 1", r"let $x \in \mathbb{R}^d$"),
    (r"\frac{1}{x_i} = x_i^{-1}", r"let $x \in \mathbb{R}^d$, $x_i > 0$"),
)

NO_ARRAY = refusal(
    "D203",
    "an operation on something of another shape",
    """A norm, an inner product and diag need vectors, a trace, a rank and a Frobenius norm need a matrix, and \\succeq
    compares square matrices. The message says what is needed and what was found. Where a letter is meant to be a vector
    or matrix, declare it with 'let'; of an array with more axes, write the entries.""",
    (r"\mathrm{tr}(x) = 1", r"let $x \in \mathbb{R}^d$"),
    (r"\mathrm{tr}(x x^\top) = x^\top x", r"let $x \in \mathbb{R}^d$"),
)

TOO_LARGE = refusal(
    "D204",
    "a formula that grows too large",
    """Definitions are put into a formula before it is proved, and this one becomes too large by that, or too deep.
    Check it in steps: state what is known of an intermediate value with 'assume', and use the letter of that value from
    there on.""",
    ("f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(x)))))))))))))))) = x", "define $f(x) = x^2 + x$"),
    ("f(y) = f(f(x))", r"let $y \in \mathbb{R}$", "define $f(x) = x^2 + x$", "assume $y = f(x)$"),
)

NO_SUM_INDEX = refusal(
    "D205",
    "a sum, product or maximum that does not say what it runs over",
    """A sum, product, maximum or minimum without an index runs over the only free index of what follows, or over the
    entries of a vector. Where there are several indices, or none, nothing says which is meant: write the index below
    the sign.""",
    (r"\sum x_i y_j = 1", r"let $x \in \mathbb{R}^K$, $y \in \mathbb{R}^K$"),
    (r"\sum_i x_i y_j = y_j \sum_i x_i", r"let $x \in \mathbb{R}^K$, $y \in \mathbb{R}^K$"),
)

LARGEST_TERM = 400_000
"""The longest canonical spelling of a term that is built."""


class SizeReference:
    """A size that is known, or becomes known when it is unified with another."""

    def __init__(self, value: Size | None = None, apart: frozenset[Size] | None = None) -> None:
        self._value = value
        self._apart = apart
        self._parent: SizeReference | None = None
        self._weight = 1

    def root(self) -> SizeReference:
        """The reference that stands for all that this one is unified with."""
        reference = self
        while reference._parent is not None:
            reference = reference._parent
        return reference

    def chain(self) -> list[SizeReference]:
        """The reference and those that it is unified with, up to the one that stands for all."""
        found = [self]
        while found[-1]._parent is not None:
            found.append(found[-1]._parent)
        return found

    def state(self) -> tuple[Size | None, frozenset[Size] | None, SizeReference | None, int]:
        """What :meth:`restore` takes."""
        return self._value, self._apart, self._parent, self._weight

    def restore(self, state: tuple[Size | None, frozenset[Size] | None, SizeReference | None, int]) -> None:
        """Forgets what was found since."""
        self._value, self._apart, self._parent, self._weight = state

    @property
    def value(self) -> Size | None:
        """The size, if it is known."""
        return self.root()._value

    @property
    def apart(self) -> frozenset[Size] | None:
        """Of the number of members of a declared family, the sizes of a member, which it has nothing to do with."""
        return self.root()._apart

    def settle(self, value: Size) -> None:
        """Makes an unknown size known."""
        self.root()._value = value

    def unify(self, other: SizeReference, at: int, what: str = "the sizes") -> None:
        """Makes both the same. Raises Unreadable where they are known to differ.

        The one that stands for fewer comes below the other, so that no chain is longer than the logarithm of what
        it connects; chains are not shortened, as what was found in a reading has to be forgotten in the next."""
        left, right = self.root(), other.root()
        if left is right:
            return
        if left._value is not None and right._value is not None and left._value != right._value:
            raise SHAPES(f"{what} do not agree: {left._value} and {right._value}", at)
        if left._weight < right._weight:
            left, right = right, left
        if left._value is None:
            left._value = right._value
        if right._apart is not None:
            left._apart = right._apart | (left._apart or frozenset())
        right._parent = left
        left._weight += right._weight


Same = TypeVar("Same")


def alike(one: Same) -> Same:
    """Another object with the same attributes. :func:`copy.copy` finds out how to copy something, which takes longer
    than to do it."""
    made = object.__new__(type(one))
    vars(made).update(vars(one))
    return made


class Environment:
    """What the letters and variables of a value stand for while its term is built."""

    def __init__(
        self,
        default: Callable[[frozenset[Size] | None], Size],
        indices: Mapping[object, Index] | None = None,
        arrays: Mapping[object, Array] | None = None,
        counter: list[int] | None = None,
    ) -> None:
        self.default = default
        self.indices = indices or {}
        self.arrays = arrays or {}
        self.counter = counter if counter is not None else [0]

    def with_index(self, symbol: object, index: Index) -> Environment:
        """The environment where the letter stands for the index."""
        inner = alike(self)
        inner.indices = {**self.indices, symbol: index}
        return inner

    def with_array(self, symbol: object, array: Array) -> Environment:
        """The environment where the variable stands for the array."""
        inner = alike(self)
        inner.arrays = {**self.arrays, symbol: array}
        return inner

    def size(self, reference: SizeReference) -> Size:
        """The size; one that nothing determines is that of the classes."""
        if reference.value is None:
            reference.settle(self.default(reference.apart))
        value = reference.value
        assert value is not None
        return value

    def fresh(self) -> int:
        """A number that was not given out before."""
        self.counter[0] += 1
        if self.counter[0] > 20_000:
            raise TOO_LARGE("the formula is too large once its definitions are put in: check it in steps", 0)
        return self.counter[0]

    def index(self, reference: SizeReference) -> IndexVariable:
        """A new index over a size, to be bound at once."""
        return IndexVariable(f"#{self.fresh()}", self.size(reference))


class Watched(Environment):
    """An environment that takes note of what it is asked."""

    def __init__(self, default: Callable[[frozenset[Size] | None], Size]) -> None:
        super().__init__(default)
        self.asked: dict[SizeReference, Size] = {}
        self.settled: list[SizeReference] = []
        """The sizes that nothing determined."""

    def size(self, reference: SizeReference) -> Size:
        """The size; one that nothing determines is that of the classes."""
        if reference.value is None:
            self.settled.append(reference)
        found = self.asked[reference] = super().size(reference)
        return found


class Probe(Environment):
    """An environment to look at a term before all sizes are known: it settles none of them."""

    def __init__(self) -> None:
        super().__init__(lambda apart: "?")

    def size(self, reference: SizeReference) -> Size:
        """The size, or a mark where it is not known yet."""
        return reference.value or self.default(reference.apart)


Build = Callable[[Environment, tuple[Index, ...]], Term]
IndexBuild = Callable[[Environment], Index]


@dataclass(frozen=True, eq=False)
class IndexValue:
    """An index: its size, and what it is in an environment."""

    size: SizeReference
    build: IndexBuild


@dataclass(frozen=True, eq=False)
class Value:
    """A scalar (no axes), a column or row (one axis), a matrix (two), or an array of more axes."""

    sizes: tuple[SizeReference, ...]
    build: Build
    row: bool = False
    number: Fraction | None = None
    array: Callable[[Environment], Array] | None = field(default=None)

    def term(self, environment: Environment, indices: tuple[Index, ...]) -> Term:
        """The entry at the indices. Raises Unreadable where it grows too large."""
        term = self.build(environment, indices)
        if len(term.key) > LARGEST_TERM:
            raise TOO_LARGE("the formula is too large once its definitions are put in: check it in steps", 0)
        return term

    def as_array(self, environment: Environment) -> Array:
        """The whole value as an array."""
        if self.array is not None:
            return self.array(environment)
        indices = tuple(environment.index(size) for size in self.sizes)
        body = self.build(environment, indices)
        return Lambda(tuple(environment.size(size) for size in self.sizes), close_body(body, indices))

    def variables(self) -> set[Variable]:
        """The variables that the value depends on."""
        probe = Probe()
        indices = tuple(probe.index(size) for size in self.sizes)
        return {part for part in free_variables(self.term(probe, indices)) if isinstance(part, Variable)}

    @property
    def shape(self) -> str:
        """What kind of thing it is, in words."""
        if not self.sizes:
            return "a number"
        sizes = " × ".join(str(size.value or "?") for size in self.sizes)
        if len(self.sizes) == 1:
            return f"a {'row' if self.row else 'vector'} ({sizes})"
        return f"a matrix ({sizes})" if len(self.sizes) == 2 else f"an array ({sizes})"


def filled(places: Sequence[IndexValue | None], environment: Environment, rest: tuple[Index, ...]) -> tuple[Index, ...]:
    """The indices that are given, and the others in the places that they leave free and behind them."""
    left = iter(rest)
    return (*(next(left) if place is None else place.build(environment) for place in places), *left)


def constant(value: Fraction | int) -> Value:
    """A number."""
    number = Fraction(value)
    return Value((), lambda environment, indices: Number(number), number=number)


def total(terms: list[tuple[int, Value]], at: int) -> Value:
    """The sum of signed values; a scalar broadcasts over a vector."""
    widest = max((value for _, value in terms), key=lambda value: len(value.sizes))
    for _, value in terms:
        if value.number == 0 or (not value.sizes and len(widest.sizes) == 1):
            continue
        agree(widest, value, at)

    def build(environment: Environment, indices: tuple[Index, ...]) -> Term:
        parts = []
        for sign, value in terms:
            term = value.build(environment, indices if value.sizes else ())
            parts.append(term if sign == 1 else negative(term))
        return parts[0] if len(parts) == 1 else Add(tuple(parts))

    number = None
    if all(value.number is not None for _, value in terms):
        number = sum((sign * (value.number or Fraction(0)) for sign, value in terms), Fraction(0))
    return Value(widest.sizes, build, widest.row, number)


def agree(left: Value, right: Value, at: int) -> None:
    """Raises Unreadable unless both have the same shape."""
    if len(left.sizes) != len(right.sizes) or (len(left.sizes) == 1 and left.row != right.row):
        raise SHAPES(f"the shapes do not agree: {left.shape} and {right.shape}", at)
    for one, other in zip(left.sizes, right.sizes, strict=True):
        one.unify(other, at)


def multiply(left: Value, right: Value, at: int) -> Value:
    """The product: by a scalar, of a row and a column, of a column and a row, or of matrices."""
    if not left.sizes or not right.sizes:
        shaped = left if left.sizes else right

        def scaled(environment: Environment, indices: tuple[Index, ...]) -> Term:
            factors = [value.build(environment, indices if value.sizes else ()) for value in (left, right)]
            return Multiply(tuple(factors))

        number = left.number * right.number if left.number is not None and right.number is not None else None
        return Value(shaped.sizes, scaled, shaped.row, number)
    if max(len(left.sizes), len(right.sizes)) > 2:
        raise NO_ARRAY(f"a product of {left.shape} and {right.shape} is not understood; write its entries", at)
    left_ends = left.row or len(left.sizes) == 2
    right_starts = not right.row
    if not left_ends and right.row:
        return Value(
            (*left.sizes, *right.sizes),
            lambda environment, indices: Multiply(
                (left.build(environment, indices[:1]), right.build(environment, indices[1:]))
            ),
        )
    if not left_ends or not right_starts:
        raise SHAPES(f"the shapes do not agree in a product: {left.shape} times {right.shape}", at)
    left.sizes[-1].unify(right.sizes[0], at)
    outer = left.sizes[:-1]

    def contracted(environment: Environment, indices: tuple[Index, ...]) -> Term:
        index = environment.index(left.sizes[-1])
        head, tail = indices[: len(outer)], indices[len(outer) :]
        body = Multiply((left.build(environment, (*head, index)), right.build(environment, (index, *tail))))
        return Sum(index.size, close_body(body, (index,)))

    sizes = (*outer, *right.sizes[1:])
    return Value(sizes, contracted, row=bool(outer) is False and len(sizes) == 1)


def entrywise(left: Value, right: Value, at: int, combine: Callable[[Term, Term], Term]) -> Value:
    """Entry by entry; a scalar broadcasts."""
    if left.sizes and right.sizes:
        agree(left, right, at)
    shaped = left if left.sizes else right

    def build(environment: Environment, indices: tuple[Index, ...]) -> Term:
        one, other = (value.build(environment, indices if value.sizes else ()) for value in (left, right))
        return combine(one, other)

    return Value(shaped.sizes, build, shaped.row)


def mapped(value: Value, function: Callable[[Term], Term]) -> Value:
    """A function of each entry."""
    return Value(value.sizes, lambda environment, indices: function(value.build(environment, indices)), value.row)


def transposed(value: Value) -> Value:
    """The transpose."""
    if len(value.sizes) == 2:
        return Value(
            (value.sizes[1], value.sizes[0]), lambda environment, indices: value.build(environment, indices[::-1])
        )
    if not value.sizes:
        return value
    return Value(value.sizes, value.build, not value.row)


def diagonal(value: Value, at: int) -> Value:
    """The diagonal matrix of a vector."""
    if len(value.sizes) != 1:
        raise NO_ARRAY(f"diag needs a vector, not {value.shape}; for the diagonal of a matrix, write its entries", at)

    def build(environment: Environment, indices: tuple[Index, ...]) -> Term:
        return Choose(indices[0], indices[1], value.build(environment, indices[:1]), ZERO)

    return Value((value.sizes[0], value.sizes[0]), build)


def identity(size: SizeReference) -> Value:
    """The identity matrix."""
    return Value((size, size), lambda environment, indices: delta(*indices))


def summed(value: Value, at: int) -> Value:
    """The sum of all entries of a vector."""
    if len(value.sizes) != 1:
        raise NO_SUM_INDEX(f"the sum has no index, and its body is {value.shape}: write the index below the sign", at)

    def build(environment: Environment, indices: tuple[Index, ...]) -> Term:
        index = environment.index(value.sizes[0])
        return Sum(index.size, close_body(value.build(environment, (index,)), (index,)))

    return Value((), build)


def power(base: Term, exponent: Fraction | int) -> Term:
    """A rational power."""
    return Power(base, Number(Fraction(exponent)))
