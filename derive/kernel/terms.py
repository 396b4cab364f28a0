"""What the kernel speaks about: sizes, indices, arrays, real terms and formulas.

Bound variables are nameless (de Bruijn): ``BoundIndex(0, "K")`` is the index bound by the nearest
binder around it, so that renaming a bound variable changes nothing and capture cannot happen.
Free variables have names. A binder is *opened* by putting free variables in the place of the
variables it binds, and *closed* again; everything else works on terms without loose bound variables.

Every node is immutable and carries ``key``, its canonical spelling. There is one node of each spelling
only, so that nodes are equal exactly when they are the same object, and are compared as quickly as such
(hash consing: J.-C. Filliâtre and S. Conchon, Type-safe modular hash-consing, ML Workshop 2006).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache, partial
from itertools import chain, count, repeat
from types import GenericAlias, UnionType
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self, TypeVar, cast, dataclass_transform
from weakref import ref

Size = str | int
"""The length of an axis: a symbol such as ``"K"`` (any integer ≥ 1) or a number ≥ 1."""

Sort = str | int | tuple[Size, ...]
"""What a quantifier ranges over: the indices of a size, or the arrays with these axes (``()``: reals)."""


SIZE_FIELDS = ("size", "sizes", "rows", "columns", "over")
LONGEST_KEY = 2_000_000
TOO_LONG = f"the expression is too large: more than {LONGEST_KEY} letters"
LARGEST_NUMBER = 14_000
"""The most binary digits of a number."""
TOO_MANY_DIGITS = f"a number has too many digits: more than {LARGEST_NUMBER} binary ones"


class KernelError(Exception):
    """A term is ill-formed or a rule does not apply; the message names the rule and the reason."""


class ShapesDisagree(KernelError):
    """An array is taken with other indices than it has axes for, as where a vector stands for a number."""


def expect(condition: bool, message: str) -> None:
    """Raises KernelError with the message unless the condition holds."""
    if not condition:
        raise KernelError(message)


def fits(value: object, hint: object) -> bool:
    """Whether a value is of the type that an annotation names; tuples are of any length."""
    if isinstance(hint, type):
        return isinstance(value, hint) and not isinstance(value, bool)
    if isinstance(hint, GenericAlias):
        of_parts = hint.__args__[0]
        return type(value) is tuple and all(map(fits, value, repeat(of_parts)))
    return any(map(fits, repeat(value), cast(UnionType, hint).__args__))


N = TypeVar("N", bound="Node")

NODE_TYPES: "dict[str, type[Node]]" = {}
"""The kinds of nodes, by name."""


class Spelled:
    """What every node carries besides its parts."""

    key: str
    values: tuple[Any, ...]
    """The values of its fields, in their order."""
    loose: int
    """How many binders around the node its bound variables need."""
    bound: tuple[Sort, ...]
    """What the variables range over that the node binds in its body, the outermost first."""
    size: Size
    """Of indices: the size over which they range."""
    sizes: tuple[Size, ...]
    """Of arrays: their axes."""


@dataclass_transform(frozen_default=True, eq_default=False)
class Node(Spelled):
    """A node of a term or formula. Only a field named ``body`` stands under the node's own binders."""

    part_types: ClassVar[dict[str, Any]] = {}
    part_names: ClassVar[tuple[str, ...]] = ()
    binds: ClassVar[Callable[[Any], tuple[Sort, ...]]] = staticmethod(lambda node: ())

    def __init_subclass__(cls, binds: Callable[[Any], tuple[Sort, ...]] | None = None) -> None:
        expect(cls.__name__ not in NODE_TYPES, f"another {cls.__name__} is no kind of node")
        cls.part_types = cls.__annotations__ or cls.part_types
        cls.part_names = cls.__match_args__ = tuple(cls.part_types)  # type: ignore[attr-defined, misc]
        cls.binds = staticmethod(binds or cls.binds)

    if TYPE_CHECKING:

        def __new__(cls, *parts: Any) -> Self: ...

    def check(self) -> None:
        """Raises KernelError where the parts do not fit together."""

    def named_parts(self) -> list[tuple[str, Any]]:
        """Each part with the name of its field, those of a tuple one by one."""
        named = zip(self.part_names, self.values, strict=True)
        return [(name, part) for name, value in named for part in (value if isinstance(value, tuple) else (value,))]

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a node cannot be changed")

    def __repr__(self) -> str:
        return self.key


@lru_cache(maxsize=50_000, typed=True)
def _made(cls: type[Node], *parts: Any) -> Node:
    """The node of these parts; those that are left out at the end are as the class says."""
    if len(parts) != len(cls.part_names):
        parts += tuple([getattr(cls, name) for name in cls.part_names[len(parts) :]])
        expect(len(parts) == len(cls.part_names), f"a {cls.__name__} has the parts {', '.join(cls.part_names)}")
    if not all(map(fits, parts, cls.part_types.values())):
        raise KernelError(f"a part of a {cls.__name__} is not of the kind that it takes")
    node = object.__new__(cls)
    node.__dict__.update(zip(cls.part_names, parts, strict=True))
    bound, loose, words = cls.binds(node), 0, [f"({cls.__name__}"]
    for name, value in zip(cls.part_names, parts, strict=True):
        if isinstance(value, Node):
            words.append(value.key)
            loose = max(loose, value.loose - len(bound) if name == "body" else value.loose)
        elif isinstance(value, tuple):
            words += ["[", *[part.key if isinstance(part, Node) else _spell(name, part) for part in value], "]"]
            loose = max([loose, *[part.loose for part in value if isinstance(part, Node)]])
        else:
            words.append(_spell(name, value))
        if name == "level":
            expect(value >= 0, "a bound variable has no binder")
            loose = value + 1
    expect(sum(map(len, words)) <= LONGEST_KEY, TOO_LONG)
    node.__dict__.update(key=" ".join(words) + ")", values=parts, loose=loose, bound=bound)
    node.check()
    return _only(node)


Node.__new__ = staticmethod(_made)  # type: ignore[assignment]  # (without a step between, of which there are many)

_NODES: "dict[tuple[type[Node], tuple[Any, ...]], ref[Node]]" = {}
"""The nodes that are in use, by their kinds and parts, which are such nodes themselves."""


def _only(node: N) -> N:
    """The only node of this kind and these parts: the first that was made, for as long as it is in use."""
    made_of = (type(node), node.values)
    only = None
    while only is None:  # where another thread has just ceased to use it, and is about to take it away
        only = _NODES.setdefault(made_of, ref(node, partial(_NODES.pop, made_of)))()
    return cast(N, only)


@lru_cache(maxsize=10_000, typed=True)
def _spell(name: str, part: object) -> str:
    """How a part that is no node is spelled; raises KernelError unless it is a name, or a number of a bounded number of
    digits."""
    expect(type(part) in (str, int, Fraction), "a part is a node, a name or a number")
    if name in SIZE_FIELDS:
        known = part != "" if isinstance(part, str) else isinstance(part, int) and part >= 1
        expect(known, f"a size is a name or a number ≥ 1, not {part!r}")
    if isinstance(part, str):
        # without brackets, so that the spelling of a node never occurs inside a name
        return f"{len(part)}:{part.replace('%', '%25').replace('(', '%28')}"
    expect(digits(cast(Fraction, part)) <= LARGEST_NUMBER, TOO_MANY_DIGITS)
    return str(part)


def digits(value: Fraction | int) -> int:
    """The binary digits of a number, of its numerator or denominator."""
    return max(abs(value.numerator), value.denominator).bit_length()


class Index(Node):
    """An index; ``size`` says over which axis it ranges."""


class Array(Node):
    """A real array; ``sizes`` are its axes, none for a scalar."""


class Term(Node):
    """A real number, possibly undefined."""


class Formula(Node):
    """A statement."""


Formulas = tuple[Formula, ...]


# Indices ---------------------------------------------------------------------------------------


class IndexVariable(Index):
    """A free index such as i; with arguments, an index that depends on others, such as cₙ."""

    name: str
    size: Size
    arguments: tuple[Index, ...] = ()


class BoundIndex(Index):
    """The index bound by the binder ``level`` binders further out."""

    level: int
    size: Size


class IndexNumber(Index):
    """A particular index, counted from 1. Over a symbolic size, only the first is sure to exist."""

    value: int
    size: Size

    def check(self) -> None:
        inside = self.value >= 1 and (isinstance(self.size, str) or self.value <= self.size)
        expect(inside, f"index {self.value} is outside 1..{self.size}")


class LastIndex(Index):
    """The last index of a size (K itself, used as an index)."""

    size: Size


# Arrays ----------------------------------------------------------------------------------------


class Variable(Array):
    """A free array variable."""

    name: str
    sizes: tuple[Size, ...]


class BoundVariable(Array):
    """The array bound by the binder ``level`` binders further out."""

    level: int
    sizes: tuple[Size, ...]


class Lambda(Array, binds=lambda node: node.sizes):
    """The array whose entries are the body; binds one index per axis, the last axis nearest."""

    sizes: tuple[Size, ...]
    body: Term


# Real terms ------------------------------------------------------------------------------------


class Number(Term):
    """A rational number."""

    value: Fraction


class SizeValue(Term):
    """A size as a real number: the K of log K."""

    size: Size


class Entry(Term):
    """An entry of an array; a scalar is an array's only entry. Build it with :func:`entry`."""

    array: Array
    indices: tuple[Index, ...]

    def check(self) -> None:
        expect(not isinstance(self.array, Lambda), "an entry of a Lambda is its body at the indices")
        _check_axes(self.array, self.indices)


class Add(Term):
    """A sum of finitely many terms; the empty sum is 0."""

    terms: tuple[Term, ...]


class Multiply(Term):
    """A product of finitely many factors; the empty product is 1."""

    factors: tuple[Term, ...]


class Power(Term):
    """base^exponent: integer powers of anything (0⁰ = 1), other powers of bases ≥ 0."""

    base: Term
    exponent: Term


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


class Choose(Term):
    """``equal`` where the two indices are the same, ``distinct`` where not: Kronecker's delta and
    cases. Only the branch that is taken has to be defined."""

    left: Index
    right: Index
    equal: Term
    distinct: Term

    def check(self) -> None:
        expect(self.left.size == self.right.size, f"indices over {self.left.size} and {self.right.size} are compared")


class Over(Term, binds=lambda node: (node.size,)):
    """A term over all indices of a size."""

    size: Size
    body: Term


class Sum(Over):
    """The sum of the body over all indices of a size."""


class Product(Over):
    """The product of the body over all indices of a size."""


class Maximum(Over):
    """The largest value of the body over all indices of a size."""


class Derivative(Term, binds=lambda node: (node.point.sizes,)):
    """The partial derivative of the body, a function of one bound array, in the entry ``indices``
    of that array, at ``point``; all other entries are held fixed."""

    body: Term
    point: Array
    indices: tuple[Index, ...]

    def check(self) -> None:
        _check_axes(self.point, self.indices)


DIRECTIONS = ("above", "below", "both", "infinity", "-infinity")


class Limit(Term, binds=lambda node: ((),)):
    """The limit of the body, a function of one bound scalar, as that scalar tends to ``point``
    from above, from below or from both sides, or to ±infinity (then ``point`` is 0)."""

    body: Term
    point: Term
    direction: str

    def check(self) -> None:
        expect(self.direction in DIRECTIONS, f"a limit's direction is one of {DIRECTIONS}")


class Rank(Term, binds=lambda node: (node.rows, node.columns)):
    """The rank of the matrix whose entries are the body; binds the row, then (nearest) the column."""

    rows: Size
    columns: Size
    body: Term


# Formulas --------------------------------------------------------------------------------------


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


class SameIndex(Formula):
    """The two indices are the same."""

    left: Index
    right: Index

    def check(self) -> None:
        expect(self.left.size == self.right.size, f"indices over {self.left.size} and {self.right.size} are compared")


class Not(Formula):
    """The negation. (Of an equation: a side is undefined, or the sides differ.)"""

    formula: Formula


class Connective(Formula):
    """A combination of formulas."""

    parts: tuple[Formula, ...]


class And(Connective):
    """The conjunction; of nothing, it holds."""


class Or(Connective):
    """The disjunction; of nothing, it fails."""


class Implies(Formula):
    """If left, then right."""

    left: Formula
    right: Formula


class Quantifier(Formula, binds=lambda node: (node.over,)):
    """A statement about the indices of a size, or about arrays with these axes."""

    over: Sort
    body: Formula


class ForAll(Quantifier):
    """The body holds for every index of a size, or every array with these axes."""


class Exists(Quantifier):
    """The body holds for some index of a size, or some array with these axes."""


class Smooth(Formula, binds=lambda node: (node.sizes,)):
    """The body, as a function of one bound array, has partial derivatives of every order everywhere."""

    sizes: tuple[Size, ...]
    body: Term


def _check_axes(array: Array, indices: tuple[Index, ...]) -> None:
    if array.sizes != tuple(index.size for index in indices):
        raise ShapesDisagree("an entry of an array is taken with indices over other sizes")


# Working with binders --------------------------------------------------------------------------

Bound = Index | Array


def sort_of(variable: Bound) -> Sort:
    """What a binder that binds this variable ranges over."""
    return variable.size if isinstance(variable, Index) else variable.sizes


def map_parts(node: N, change: Callable[[str, Any], Any]) -> N:
    """The node with ``change(name of the field, part)`` for each part, those of a tuple one by one.

    Entries of a Lambda are replaced by what they stand for (beta reduction)."""
    new = [
        tuple([change(name, part) for part in value]) if isinstance(value, tuple) else change(name, value)
        for name, value in zip(node.part_names, node.values, strict=True)
    ]
    return with_parts(node, tuple(new))


def with_parts(node: N, parts: tuple[Any, ...]) -> N:
    """A node of the same kind with other parts; an entry of a Lambda is what it stands for."""
    if parts == node.values:
        return node
    return cast(N, entry(*parts)) if isinstance(node, Entry) else type(node)(*parts)


def rebuild(node: N, change: Callable[[Node, int], Node | None], depth: int = 0) -> N:
    """The node with every part for which ``change(part, binders above it)`` answers replaced."""
    return cast(N, _rebuilt(node, change, depth, {}))


def _rebuilt(
    node: Node, change: Callable[[Node, int], Node | None], depth: int, known: dict[tuple[Node, int], Node]
) -> Node:
    """As :func:`rebuild`; what became of a node under so many binders is known where it was met before."""
    answer = change(node, depth) or known.get((node, depth))
    if answer is not None:
        return answer
    new: list[Any] = []
    for name, value in zip(node.part_names, node.values, strict=True):
        inside = depth + len(node.bound) if name == "body" else depth
        if isinstance(value, Node):
            value = _rebuilt(value, change, inside, known)
        elif isinstance(value, tuple):
            value = tuple([_rebuilt(p, change, inside, known) if isinstance(p, Node) else p for p in value])
        new.append(value)
    answer = known[node, depth] = with_parts(node, tuple(new))
    return answer


def open_body(body: N, replacements: Sequence[Bound]) -> N:
    """The body of a binder with its bound variables replaced, the outermost first.

    Variables that are loose in the replacements, or bound further out than this binder, stay loose."""
    return cast(N, _opened(body, tuple(replacements)))


@lru_cache(maxsize=20_000)
def _opened(body: Node, replacements: tuple[Bound, ...]) -> Node:
    count = len(replacements)

    def change(node: Node, depth: int) -> Node | None:
        if node.loose <= depth:
            return node
        if not isinstance(node, (BoundIndex, BoundVariable)):
            return None
        place = node.level - depth
        if place >= count:
            return shifted(node, -count)
        new = replacements[count - 1 - place]
        _check_replacement(node, new)
        return rebuild(new, lambda part, inner: lifted(part, inner, depth))

    return rebuild(body, change)


def lifted(part: Node, depth: int, by: int) -> Node | None:
    """A part of a replacement that comes to stand under more binders: what is loose in it is bound further out."""
    if part.loose <= depth:
        return part
    return shifted(part, by) if isinstance(part, (BoundIndex, BoundVariable)) else None


def shifted(variable: BoundIndex | BoundVariable, by: int) -> Node:
    """The variable, bound by a binder further out."""
    return type(variable)(variable.level + by, cast(Any, sort_of(variable)))


def close_body(body: N, variables: Sequence[IndexVariable | Variable]) -> N:
    """The body of a binder that binds the given free variables, the outermost first."""
    return cast(N, _closed(body, tuple(variables)))


@lru_cache(maxsize=20_000)
def _closed(body: Node, variables: tuple[IndexVariable | Variable, ...]) -> Node:
    expect(not body.loose, "close: the body has a loose bound variable")
    places: dict[Node, int] = {variable: place for place, variable in enumerate(reversed(variables))}

    def bound(part: Node, depth: int) -> Node | None:
        if part not in places:
            return None
        kind = BoundIndex if isinstance(part, Index) else BoundVariable
        return kind(places[part] + depth, cast(Any, sort_of(cast(Bound, part))))

    return _replaced(body, variables, bound)


def substitute(node: N, replacements: Mapping[Any, Bound]) -> N:
    """The node with free variables replaced by indices or arrays that have no loose variables."""
    return cast(N, _substituted(node, tuple(replacements.items())))


@lru_cache(maxsize=20_000)
def _substituted(node: Node, pairs: tuple[tuple[Bound, Bound], ...]) -> Node:
    for old, new in pairs:
        _check_replacement(old, new)
        expect(not new.loose, "substitute: the replacement has a loose bound variable")
    replacements: dict[Node, Node] = dict(pairs)
    return _replaced(node, replacements, lambda part, depth: replacements.get(part))


def _replaced(node: N, old: Iterable[Node], change: Callable[[Node, int], Node | None]) -> N:
    keys = [part.key for part in old]

    def changed(part: Node, depth: int) -> Node | None:
        for key in keys:
            if key in part.key:
                return change(part, depth)
        return part

    return rebuild(node, changed)


def _check_replacement(old: Bound, new: Bound) -> None:
    alike = isinstance(old, Index) == isinstance(new, Index) and sort_of(old) == sort_of(new)
    expect(alike, f"{new} cannot stand in the place of {old}: their sizes differ")


def entry(array: Array, indices: tuple[Index, ...]) -> Term:
    """The entry of an array; that of a Lambda is its body at these indices."""
    _check_axes(array, indices)
    return open_body(array.body, indices) if isinstance(array, Lambda) else Entry(array, indices)


@lru_cache(maxsize=100_000)
def subnodes(node: Node) -> tuple[Node, ...]:
    """The node and all its parts, each once."""
    parts = [part for value in node.values for part in (value if isinstance(value, tuple) else (value,))]
    return tuple(dict.fromkeys(chain((node,), *[subnodes(part) for part in parts if isinstance(part, Node)])))


@lru_cache(maxsize=100_000)
def free_variables(node: Node) -> frozenset[IndexVariable | Variable]:
    """The free index and array variables of a node."""
    return frozenset(part for part in subnodes(node) if isinstance(part, (IndexVariable, Variable)))


@lru_cache(maxsize=100_000)
def index_numbers(node: Node) -> tuple[IndexNumber, ...]:
    """The particular indices in a node."""
    return tuple(part for part in subnodes(node) if isinstance(part, IndexNumber))


def fresh_name(prefix: str, *nodes: Node) -> str:
    """A variable name that none of the nodes uses."""
    used = {variable.name for node in nodes for variable in free_variables(node)}
    return next(name for name in (f"{prefix}{number}" for number in count()) if name not in used)


ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))


@lru_cache(maxsize=10_000)
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


INDICES = (IndexVariable, BoundIndex, IndexNumber, LastIndex)
ARRAYS = (Variable, BoundVariable, Lambda)
PLAIN_TERMS = (Number, SizeValue, Entry, Add, Multiply, Power, Exp, Log, Absolute, Step, Choose)
BINDING_TERMS = (Sum, Product, Maximum, Derivative, Limit, Rank)
FORMULAS = (Equal, Different, Less, LessEqual, SameIndex, Not, And, Or, Implies, ForAll, Exists, Smooth)
for kind in (*INDICES, *ARRAYS, *PLAIN_TERMS, *BINDING_TERMS, *FORMULAS):
    NODE_TYPES[kind.__name__] = kind
