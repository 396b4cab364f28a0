"""What the kernel speaks about: sizes, indices, arrays, real terms and formulas.

Bound variables are nameless (de Bruijn): ``BoundIndex(0, "K")`` is the index bound by the nearest
binder around it, so that renaming a bound variable changes nothing and capture cannot happen.
Free variables have names. A binder is *opened* by putting free variables in the place of the
variables it binds, and *closed* again; everything else works on terms without loose bound variables.

Every node is immutable and carries ``key``, its canonical spelling: two nodes are equal exactly
when they are spelled alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar, TypeVar, cast, dataclass_transform

Size = str | int
"""The length of an axis: a symbol such as ``"K"`` (any integer ≥ 1) or a number ≥ 1."""

Sort = str | int | tuple[Size, ...]
"""What a quantifier ranges over: the indices of a size, or the arrays with these axes (``()``: reals)."""


SIZE_FIELDS = ("size", "sizes", "rows", "columns", "over")
LONGEST_KEY = 2_000_000


class KernelError(Exception):
    """A term is ill-formed or a rule does not apply; the message names the rule and the reason."""


def _spell(value: object) -> str:
    if isinstance(value, Node):
        return value.key
    if isinstance(value, tuple):
        return "[" + " ".join(map(_spell, value)) + "]"
    if isinstance(value, str):
        # without brackets, so that the spelling of a node never occurs inside a name
        return f"{len(value)}:{value.replace('%', '%25').replace('(', '%28')}"
    return str(value)


@dataclass(frozen=True, eq=False, repr=False)
class Node:
    """A node of a term or formula. Only a field named ``body`` stands under the node's own binders."""

    key: str = field(init=False)
    loose: int = field(init=False)
    part_names: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.part_names = tuple(cls.__dict__.get("__annotations__", ())) or cls.part_names

    def __post_init__(self) -> None:
        loose = 0
        spelled = [type(self).__name__]
        for name in self.part_names:
            value = getattr(self, name)
            spelled.append(_spell(value))
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, Node):
                    loose = max(loose, part.loose - (len(bound_sorts(self)) if name == "body" else 0))
                elif name in SIZE_FIELDS and (part == "" or (isinstance(part, int) and (part < 1 or part is True))):
                    raise KernelError(f"a size is a name or a number ≥ 1, not {part!r}")
        if sum(len(word) for word in spelled) > LONGEST_KEY:
            raise KernelError("the expression is too large")
        object.__setattr__(self, "key", "(" + " ".join(spelled) + ")")
        object.__setattr__(self, "loose", loose)
        self.check()

    def check(self) -> None:
        """Raises KernelError where the parts do not fit together."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return self.key


class Index(Node):
    """An index; ``size`` says over which axis it ranges."""

    size: Size


class Array(Node):
    """A real array; ``sizes`` are its axes, none for a scalar."""

    sizes: tuple[Size, ...]


class Term(Node):
    """A real number, possibly undefined."""


class Formula(Node):
    """A statement."""


@dataclass_transform(frozen_default=True, eq_default=False)
def _node(cls: type[N]) -> type[N]:
    return dataclass(frozen=True, eq=False, repr=False)(cls)


N = TypeVar("N", bound=Node)

# Indices ---------------------------------------------------------------------------------------


@_node
class IndexVariable(Index):
    """A free index such as i; with arguments, an index that depends on others, such as cₙ."""

    name: str
    size: Size
    arguments: tuple[Index, ...] = ()


@_node
class BoundIndex(Index):
    """The index bound by the binder ``level`` binders further out."""

    level: int
    size: Size

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "loose", self.level + 1)

    def check(self) -> None:
        if self.level < 0:
            raise KernelError("a bound variable has no binder")


@_node
class IndexNumber(Index):
    """A particular index, counted from 1. Over a symbolic size, only the first is sure to exist."""

    value: int
    size: Size

    def check(self) -> None:
        if self.value < 1 or (isinstance(self.size, int) and self.value > self.size):
            raise KernelError(f"index {self.value} is outside 1..{self.size}")


@_node
class LastIndex(Index):
    """The last index of a symbolic size (K itself, used as an index)."""

    size: Size

    def check(self) -> None:
        if isinstance(self.size, int):
            raise KernelError("the last index of a numeric size is its number")


# Arrays ----------------------------------------------------------------------------------------


@_node
class Variable(Array):
    """A free array variable."""

    name: str
    sizes: tuple[Size, ...]


@_node
class BoundVariable(Array):
    """The array bound by the binder ``level`` binders further out."""

    level: int
    sizes: tuple[Size, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "loose", self.level + 1)

    def check(self) -> None:
        if self.level < 0:
            raise KernelError("a bound variable has no binder")


@_node
class Lambda(Array):
    """The array whose entries are the body; binds one index per axis, the last axis nearest."""

    sizes: tuple[Size, ...]
    body: Term


# Real terms ------------------------------------------------------------------------------------


@_node
class Number(Term):
    """A rational number."""

    value: Fraction


@_node
class SizeValue(Term):
    """A size as a real number: the K of log K."""

    size: Size


@_node
class Entry(Term):
    """An entry of an array; a scalar is an array's only entry. Build it with :func:`entry`."""

    array: Array
    indices: tuple[Index, ...]

    def check(self) -> None:
        if isinstance(self.array, Lambda):
            raise KernelError("an entry of a Lambda is its body at the indices")
        if tuple(index.size for index in self.indices) != self.array.sizes:
            raise KernelError(
                f"an entry of an array with axes {list(self.array.sizes)} is taken with "
                f"indices over {[index.size for index in self.indices]}"
            )


@_node
class Add(Term):
    """A sum of finitely many terms; the empty sum is 0."""

    terms: tuple[Term, ...]


@_node
class Multiply(Term):
    """A product of finitely many factors; the empty product is 1."""

    factors: tuple[Term, ...]


@_node
class Power(Term):
    """base^exponent: integer powers of anything (0⁰ = 1), other powers of bases ≥ 0."""

    base: Term
    exponent: Term


@_node
class Unary(Term):
    """A function of one real number."""

    argument: Term


class Exp(Unary):
    """The exponential."""


class Log(Unary):
    """The natural logarithm, defined for positive arguments."""


class Absolute(Unary):
    """The absolute value."""


class Step(Unary):
    """1 where the argument is ≥ 0, else 0."""


@_node
class Choose(Term):
    """``equal`` where the two indices are the same, ``distinct`` where not: Kronecker's delta and
    cases. Only the branch that is taken has to be defined."""

    left: Index
    right: Index
    equal: Term
    distinct: Term

    def check(self) -> None:
        _check_same_size(self.left, self.right)


@_node
class Over(Term):
    """A term over all indices of a size."""

    size: Size
    body: Term


class Sum(Over):
    """The sum of the body over all indices of a size."""


class Product(Over):
    """The product of the body over all indices of a size."""


class Maximum(Over):
    """The largest value of the body over all indices of a size."""


@_node
class Largest(Term):
    """The largest of finitely many terms, at least one."""

    terms: tuple[Term, ...]

    def check(self) -> None:
        if not self.terms:
            raise KernelError("the largest of no terms does not exist")


@_node
class Derivative(Term):
    """The partial derivative of the body, a function of one bound array, in the entry ``indices``
    of that array, at ``point``; all other entries are held fixed."""

    body: Term
    point: Array
    indices: tuple[Index, ...]

    def check(self) -> None:
        if tuple(index.size for index in self.indices) != self.point.sizes:
            raise KernelError("a derivative's indices do not fit the axes of its variable")


DIRECTIONS = ("above", "below", "both", "infinity", "-infinity")


@_node
class Limit(Term):
    """The limit of the body, a function of one bound scalar, as that scalar tends to ``point``
    from above, from below or from both sides, or to ±infinity (then ``point`` is 0)."""

    body: Term
    point: Term
    direction: str

    def check(self) -> None:
        if self.direction not in DIRECTIONS:
            raise KernelError(f"a limit's direction is one of {DIRECTIONS}")


@_node
class Rank(Term):
    """The rank of the matrix whose entries are the body; binds the row, then (nearest) the column."""

    rows: Size
    columns: Size
    body: Term


# Formulas --------------------------------------------------------------------------------------


@_node
class Relation(Formula):
    """A relation between two real numbers; it says that both are defined."""

    left: Term
    right: Term


class Equal(Relation):
    """Both sides are defined, and equal."""


class Different(Relation):
    """Both sides are defined, and differ."""


class Less(Relation):
    """Both sides are defined, and left < right."""


class LessEqual(Relation):
    """Both sides are defined, and left ≤ right."""


@_node
class SameIndex(Formula):
    """The two indices are the same."""

    left: Index
    right: Index

    def check(self) -> None:
        _check_same_size(self.left, self.right)


@_node
class Not(Formula):
    """The negation. (Of an equation: a side is undefined, or the sides differ.)"""

    formula: Formula


@_node
class Connective(Formula):
    """A combination of formulas."""

    parts: tuple[Formula, ...]


class And(Connective):
    """The conjunction; of nothing, it holds."""


class Or(Connective):
    """The disjunction; of nothing, it fails."""


@_node
class Implies(Formula):
    """If left, then right."""

    left: Formula
    right: Formula


@_node
class Quantifier(Formula):
    """A statement about the indices of a size, or about arrays with these axes."""

    over: Sort
    body: Formula


class ForAll(Quantifier):
    """The body holds for every index of a size, or every array with these axes."""


class Exists(Quantifier):
    """The body holds for some index of a size, or some array with these axes."""


@_node
class Smooth(Formula):
    """The body, as a function of one bound array, has partial derivatives of every order everywhere."""

    sizes: tuple[Size, ...]
    body: Term


def _check_same_size(left: Index, right: Index) -> None:
    if left.size != right.size:
        raise KernelError(f"indices over {left.size} and over {right.size} are compared")


# Working with binders --------------------------------------------------------------------------


def rebuild(node: N, change: Callable[[Node, int], Node | None], depth: int = 0) -> N:
    """The node with every part for which ``change(part, binders above it)`` answers replaced.

    Entries of a Lambda are replaced by what they stand for (beta reduction)."""
    answer = change(node, depth)
    if answer is not None:
        return cast(N, answer)
    parts = []
    changed = False
    for name in node.part_names:
        value = getattr(node, name)
        inner = depth + len(bound_sorts(node)) if name == "body" else depth
        if isinstance(value, Node):
            new: object = rebuild(value, change, inner)
            changed |= new is not value
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            new = tuple(rebuild(part, change, inner) for part in value)
            changed |= any(a is not b for a, b in zip(new, value, strict=True))
        else:
            new = value
        parts.append(new)
    if not changed:
        return node
    if isinstance(node, Entry):
        return cast(N, entry(cast(Array, parts[0]), cast("tuple[Index, ...]", parts[1])))
    return type(node)(*parts)


Bound = Index | Array


def open_body(body: N, replacements: Sequence[Bound]) -> N:
    """The body of a binder with its bound variables replaced, the outermost first.

    The replacements must have no loose bound variables."""
    count = len(replacements)

    def change(node: Node, depth: int) -> Node | None:
        if node.loose <= depth:
            return node
        if isinstance(node, (BoundIndex, BoundVariable)):
            position = node.level - depth
            if position >= count:
                raise KernelError("open: a variable is bound further out than the binder that is opened")
            new = replacements[count - 1 - position]
            _check_replacement(node, new)
            return new
        return None

    return rebuild(body, change)


def close_body(body: N, variables: Sequence[IndexVariable | Variable]) -> N:
    """The body of a binder that binds the given free variables, the outermost first."""
    count = len(variables)
    places = {variable: count - 1 - position for position, variable in enumerate(variables)}

    def change(node: Node, depth: int) -> Node | None:
        if isinstance(node, (BoundIndex, BoundVariable)) and node.level >= depth:
            raise KernelError("close: the body has a loose bound variable")
        place = places.get(cast("IndexVariable | Variable", node))
        if place is None:
            return None
        if isinstance(node, IndexVariable):
            return BoundIndex(place + depth, node.size)
        return BoundVariable(place + depth, cast(Variable, node).sizes)

    return rebuild(body, change)


def substitute(node: N, replacements: Mapping[IndexVariable | Variable, Bound]) -> N:
    """The node with free variables replaced by indices or arrays that have no loose variables."""
    for old, new in replacements.items():
        _check_replacement(old, new)
        if new.loose:
            raise KernelError("substitute: the replacement has a loose bound variable")

    def change(part: Node, depth: int) -> Node | None:
        return replacements.get(cast("IndexVariable | Variable", part))

    return rebuild(node, change)


def _check_replacement(old: Bound, new: Bound) -> None:
    if isinstance(old, Index) and isinstance(new, Index) and old.size == new.size:
        return
    if isinstance(old, Array) and isinstance(new, Array) and old.sizes == new.sizes:
        return
    raise KernelError(f"{new} cannot stand in the place of {old}: their sizes differ")


def entry(array: Array, indices: tuple[Index, ...]) -> Term:
    """The entry of an array; that of a Lambda is its body at these indices."""
    if isinstance(array, Lambda) and not array.loose and not any(i.loose for i in indices):
        if tuple(index.size for index in indices) != array.sizes:
            raise KernelError("an entry of an array is taken with indices over other sizes")
        return open_body(array.body, indices)
    if isinstance(array, Lambda):
        return _shifting_entry(array, indices)
    return Entry(array, indices)


def _shifting_entry(array: Lambda, indices: tuple[Index, ...]) -> Term:
    """As :func:`entry`, under binders: loose variables of the indices move past those of the body."""
    count = len(indices)

    def shift(by: int) -> Callable[[Node, int], Node | None]:
        def change(node: Node, depth: int) -> Node | None:
            if isinstance(node, BoundIndex) and node.level >= depth:
                return BoundIndex(node.level + by, node.size)
            if isinstance(node, BoundVariable) and node.level >= depth:
                return BoundVariable(node.level + by, node.sizes)
            return None

        return change

    def change(node: Node, depth: int) -> Node | None:
        if not isinstance(node, (BoundIndex, BoundVariable)) or node.level < depth:
            return None
        if node.level - depth < count:
            new = indices[count - 1 - (node.level - depth)]
            _check_replacement(node, new)
            return rebuild(new, shift(depth))
        return shift(-count)(node, depth)

    return rebuild(array.body, change)


@lru_cache(maxsize=100_000)
def subnodes(node: Node) -> tuple[Node, ...]:
    """The node and all its parts, each once."""
    found: dict[Node, None] = {node: None}
    for name in node.part_names:
        value = getattr(node, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Node):
                found.update(dict.fromkeys(subnodes(part)))
    return tuple(found)


def free_variables(node: Node) -> frozenset[IndexVariable | Variable]:
    """The free index and array variables of a node."""
    return frozenset(part for part in subnodes(node) if isinstance(part, (IndexVariable, Variable)))


def sizes_of(node: Node) -> frozenset[Size]:
    """All sizes that a node mentions."""
    found: set[Size] = set()
    for part in subnodes(node):
        for name in part.part_names:
            value = getattr(part, name)
            if name in SIZE_FIELDS:
                found.update(value if isinstance(value, tuple) else (value,))
    return frozenset(found)


def fresh_name(prefix: str, *nodes: Node) -> str:
    """A variable name that none of the nodes uses."""
    used = {variable.name for node in nodes for variable in free_variables(node)}
    number = 0
    while f"{prefix}{number}" in used:
        number += 1
    return f"{prefix}{number}"


@lru_cache(maxsize=100_000)
def check_bound(node: Node, binders: tuple[Sort, ...] = ()) -> None:
    """Raises KernelError where a bound variable has no binder, or another size than its binder."""
    if isinstance(node, BoundIndex):
        if node.level >= len(binders) or binders[-1 - node.level] != node.size:
            raise KernelError("a bound index does not fit its binder")
    if isinstance(node, BoundVariable):
        if node.level >= len(binders) or binders[-1 - node.level] != node.sizes:
            raise KernelError("a bound variable does not fit its binder")
    for name in node.part_names:
        value = getattr(node, name)
        inner = binders + bound_sorts(node) if name == "body" else binders
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Node):
                check_bound(part, inner)


def bound_sorts(node: Node) -> tuple[Sort, ...]:
    """What the variables range over that a node binds in its body, the outermost first."""
    match node:
        case Over():
            return (node.size,)
        case Lambda():
            return node.sizes
        case Derivative():
            return (node.point.sizes,)
        case Limit():
            return ((),)
        case Rank():
            return (node.rows, node.columns)
        case Quantifier():
            return (node.over,)
        case Smooth():
            return (node.sizes,)
    return ()


ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))


def number(value: int | str | Fraction) -> Number:
    """A rational number as a term."""
    return Number(Fraction(value))


def negative(term: Term) -> Term:
    """−term."""
    return Multiply((number(-1), term))


def subtract(left: Term, right: Term) -> Term:
    """left − right."""
    return Add((left, negative(right)))


def delta(left: Index, right: Index) -> Term:
    """Kronecker's delta."""
    return Choose(left, right, ONE, ZERO)


NODE_TYPES: dict[str, type[Node]] = {
    name: cls
    for name, cls in list(globals().items())
    if isinstance(cls, type) and issubclass(cls, Node) and not cls.__subclasses__()
}
"""The kinds of nodes, by name."""
