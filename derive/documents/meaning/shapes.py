"""Typed values: sizes that are found by unification, and what is understood of a formula before they are.

A :class:`Value` knows its axes, and in its :class:`Form` (see :mod:`typed`) what it is made of. That is data: it can be
printed while sizes are open, and :data:`build` makes the kernel's term of it when every size is known. What is built
depends on an :class:`Environment`: the indices that bound letters stand for, and the arrays that stand for variables
inside a derivative or limit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, get_type_hints

from derive.documents.errors import refusal
from derive.kernel.terms import (
    Array,
    Index,
    IndexVariable,
    Lambda,
    Size,
    Term,
    Variable,
    close_body,
    free_variables,
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

    def __repr__(self) -> str:
        return str(self.value or "?")

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

    @property
    def is_alone(self) -> bool:
        """Whether nothing says what it is, and it is the size of nothing else."""
        root = self.root()
        return root._value is None and root._weight == 1

    def settle(self, value: Size) -> None:
        """Makes an unknown size known."""
        self.root()._value = value

    def unify(self, other: SizeReference, at: int, what: str = "the sizes", remedy: str = "") -> None:
        """Makes both the same. Raises Unreadable where they are known to differ.

        The one that stands for fewer comes below the other, so that no chain is longer than the logarithm of what
        it connects; chains are not shortened, as what was found in a reading has to be forgotten in the next."""
        left, right = self.root(), other.root()
        if left is right:
            return
        if left._value is not None and right._value is not None and left._value != right._value:
            raise SHAPES(f"{what} do not agree: {left._value} and {right._value}{remedy}", at)
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


class Names(Protocol):
    """What a document says of names and sizes, as far as something is built by it."""

    def default_size(self, apart: frozenset[Size] | None = None) -> Size:
        """The size of what nothing determines."""
        ...

    def taken(self) -> set[str]:
        """The names that mean something."""
        ...

    def is_undefined(self, name: str) -> bool:
        """Whether terms call something so of which nothing is known."""
        ...

    def unknown(self, function: str, arguments: str, shown: str) -> str:
        """The name of the value of a function of which nothing is known."""
        ...


class Environment:
    """What the letters and variables of a value stand for while its term is built."""

    def __init__(self, names: Names, letters: Collection[str] = ()) -> None:
        self.names = names
        self.letters = letters
        """The index letters of the formula."""
        self.indices: Mapping[object, Index] = {}
        self.arrays: Mapping[object, Array] = {}
        self.counter = [0]

    def with_index(self, symbol: object, index: Index) -> Environment:
        """The environment where the letter stands for the index."""
        inner = alike(self)
        inner.indices = {**self.indices, symbol: index}
        return inner

    def with_letters(self, letters: Collection[str]) -> Environment:
        """The environment of a formula with these index letters."""
        inner = alike(self)
        inner.letters = letters
        return inner

    def with_array(self, symbol: object, array: Array) -> Environment:
        """The environment where the variable stands for the array."""
        inner = alike(self)
        inner.arrays = {**self.arrays, symbol: array}
        return inner

    def size(self, reference: SizeReference) -> Size:
        """The size; one that nothing determines is that of the classes."""
        value = reference.value
        if value is None:
            value = self.names.default_size(reference.apart)
            reference.settle(value)
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

    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self.asked: dict[SizeReference, Size] = {}
        self.settled: list[SizeReference] = []
        """The sizes that nothing determined."""

    def size(self, reference: SizeReference) -> Size:
        """The size; one that nothing determines is that of the classes."""
        if reference.value is None:
            self.settled.append(reference)
        found = self.asked[reference] = super().size(reference)
        return found


OPEN = "?"
"""A size that is not known yet: no letter, so that no document can write it."""


class Probe(Environment):
    """An environment to look at a term before all sizes are known: it settles none of them."""

    def size(self, reference: SizeReference) -> Size:
        """The size, or a mark where it is not known yet."""
        return reference.value or OPEN


Made = TypeVar("Made")
Given = ParamSpec("Given")


class Building(Generic[Given, Made]):
    """What becomes of a form in an environment. ``register`` adds the rule for the form that the rule's first parameter
    is annotated with; modules register what belongs to their topic."""

    def __init__(self) -> None:
        self._rules: dict[type, Callable[..., Made]] = {}

    def register(self, rule: Callable[Concatenate[Any, Given], Made]) -> Callable[Concatenate[Any, Given], Made]:
        """Adds a rule; a decorator."""
        kind = next(iter(get_type_hints(rule).values()))
        assert kind not in self._rules, f"two rules for {kind}"
        self._rules[kind] = rule
        return rule

    def knows(self, kind: type) -> bool:
        """Whether there is a rule for a form."""
        return kind in self._rules

    def __call__(self, form: object, *given: Given.args, **named: Given.kwargs) -> Made:
        return self._rules[type(form)](form, *given, **named)


class Form:
    """What a value is made of; the forms are those of :mod:`typed`."""

    def array(self, environment: Environment) -> Array | None:
        """The array that all of it is, where it is one by itself: a variable."""
        return None


class IndexForm:
    """What an index is made of."""


build = Building[[Environment, tuple[Index, ...]], Term]()
"""The entry of a form at indices. Raises Unreadable for what cannot be said before the sizes are known."""

build_index = Building[[Environment], Index]()
"""The index that a form is."""


@dataclass(frozen=True, eq=False)
class IndexValue:
    """An index: its size, and what it is."""

    size: SizeReference
    form: IndexForm

    def __repr__(self) -> str:
        return repr(self.form)

    def build(self, environment: Environment) -> Index:
        """The index that it is in an environment."""
        return build_index(self.form, environment)


@dataclass(frozen=True, eq=False)
class Value:
    """A scalar (no axes), a column or row (one axis), a matrix (two), or an array of more axes. The ``number`` is known
    of what consists of numerals."""

    sizes: tuple[SizeReference, ...]
    form: Form
    row: bool = False
    number: Fraction | None = None

    def __repr__(self) -> str:
        return f"<{self.form!r}: {self.shape}>" if self.sizes else repr(self.form)

    def build(self, environment: Environment, indices: tuple[Index, ...]) -> Term:
        """The entry at the indices."""
        return build(self.form, environment, indices)

    def at(self, environment: Environment, indices: tuple[Index, ...]) -> Term:
        """The entry at the indices, or the number that is the same at all of them."""
        return build(self.form, environment, indices if self.sizes else ())

    def term(self, environment: Environment, indices: tuple[Index, ...]) -> Term:
        """The entry at the indices. Raises Unreadable where it grows too large."""
        term = self.build(environment, indices)
        if len(term.key) > LARGEST_TERM:
            raise TOO_LARGE("the formula is too large once its definitions are put in: check it in steps", 0)
        return term

    def as_array(self, environment: Environment) -> Array:
        """The whole value as an array."""
        whole = self.form.array(environment)
        if whole is not None:
            return whole
        indices = tuple(environment.index(size) for size in self.sizes)
        body = self.build(environment, indices)
        return Lambda(tuple(environment.size(size) for size in self.sizes), close_body(body, indices))

    def variables(self, names: Names) -> set[Variable]:
        """The variables that the value depends on."""
        probe = Probe(names)
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


def agree(left: Value, right: Value, at: int) -> None:
    """Raises Unreadable unless both have the same shape."""
    if len(left.sizes) != len(right.sizes) or (len(left.sizes) == 1 and left.row != right.row):
        raise SHAPES(f"the shapes do not agree: {left.shape} and {right.shape}", at)
    for one, other in zip(left.sizes, right.sizes, strict=True):
        one.unify(other, at)
