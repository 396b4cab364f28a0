"""What a formula says before sizes and definitions are looked up: a small tree; ``at`` is the place in the file."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction

from derive.documents.grammar.once import Once


@dataclass(frozen=True)
class Expression:
    """An expression, beginning at an offset in the file. What is known of what stands in it is found once."""

    at: int

    @Once
    def parts(self) -> tuple[Expression, ...]:
        """The expressions that it consists of, those in tuples one by one."""
        kind = type(self)
        if kind not in _FIELDS:
            _FIELDS[kind] = tuple(one.name for one in fields(kind) if one.name != "at")
        values = vars(self)
        found: list[Expression] = []
        for name in _FIELDS[kind]:
            value = values[name]
            if isinstance(value, Expression):
                found.append(value)
            elif isinstance(value, tuple):
                _add_expressions(value, found)
        return tuple(found)

    @Once
    def names(self) -> frozenset[str]:
        """The names that occur in it, other than those of functions."""
        own = {self.key} if isinstance(self, Name) else set()
        return frozenset(own).union(*[part.names for part in self.parts])

    @Once
    def all_names(self) -> frozenset[str]:
        """The names that occur in it, those of functions included."""
        own: set[str] = set()
        if isinstance(self, Name):
            own = {self.key}
        elif isinstance(self, (Application, Opaque)):
            own = {self.function}
        elif isinstance(self, Listing):
            own = {self.name}
        return frozenset(own).union(*[part.all_names for part in self.parts])

    @Once
    def kinds(self) -> frozenset[type[Expression]]:
        """The kinds of expressions that it is made of, its own included."""
        return frozenset((type(self),)).union(*[part.kinds for part in self.parts])

    @Once
    def free_letters(self) -> tuple[str, ...]:
        """The letters that stand as indices in it and that nothing in it binds, in order."""
        return free_letters(*self.parts)

    @Once
    def ordered_letters(self) -> frozenset[str]:
        """The letters below a sum or product over an order of two indices."""
        return frozenset().union(*[part.ordered_letters for part in self.parts])


@dataclass(frozen=True)
class Numeral(Expression):
    """A decimal numeral; ``decimals`` counts its digits after the point."""

    value: Fraction
    decimals: int


@dataclass(frozen=True)
class Name(Expression):
    """A letter, accented letter or word."""

    key: str


@dataclass(frozen=True)
class Subscript(Expression):
    """An entry, or a row of a family: ``base`` with one or more indices."""

    base: Expression
    indices: tuple[Expression, ...]

    @Once
    def free_letters(self) -> tuple[str, ...]:
        """The letters among its indices, and those of its parts."""
        return tuple(dict.fromkeys((*_letters_among(self.indices), *free_letters(*self.parts))))


@dataclass(frozen=True)
class Application(Expression):
    """A function of the document, applied; ``primes`` counts its derivatives, ``indices`` choose an entry.

    ``maybe_product`` where the brackets could also be a factor, as in ``y_k (1 - y_k)``; without an index they are the
    argument."""

    function: str
    arguments: tuple[Expression, ...]
    primes: int = 0
    indices: tuple[Expression, ...] = ()
    maybe_product: bool = False


@dataclass(frozen=True)
class Applied(Expression):
    r"""``(f+g)(t)``, ``\frac{df}{dt}(0)``, ``|f|(x)``: what is made of functions without their arguments, at these."""

    function: Expression
    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class AtValue(Expression):
    """``L(3)``: a number that is defined without an argument, where the only variable it depends on has a value."""

    body: Expression
    value: Expression


@dataclass(frozen=True)
class Opaque(Expression):
    """The value of a function of which nothing is known: one unknown for each distinct argument. Where other ``signs``
    stand between the arguments it is another function: p(x | y) is not p(x, y)."""

    function: str
    arguments: tuple[Expression, ...]
    signs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Membership(Expression):
    """1 where an index, the first of ``places``, is in a set of which nothing is known, else 0; the other places are
    the indices that the set has itself."""

    function: str
    places: tuple[Expression, ...]


@dataclass(frozen=True)
class Whole(Expression):
    """The colon of a slice, as an index: ``P_{i:}`` is row i as a column, ``P_{:j}`` column j."""


@dataclass(frozen=True)
class Matrix(Expression):
    """A matrix or column that is written out, row by row."""

    rows: tuple[tuple[Expression, ...], ...]


@dataclass(frozen=True)
class Labelled(Expression):
    r"""``\underbrace{a}_{= b}``: a, and the claim that the relation holds between a and b."""

    body: Expression
    relation: str
    label: Expression


@dataclass(frozen=True)
class Listing(Expression):
    """``x_1, …, x_n`` as an argument: the vector x of this length."""

    name: str
    last: Expression


@dataclass(frozen=True)
class Total(Expression):
    """A sum of terms with their signs."""

    terms: tuple[tuple[int, Expression], ...]


@dataclass(frozen=True)
class Times(Expression):
    r"""A product; matrices and vectors multiply as such.

    ``dotted`` has the position of each factor with a ``\cdot`` before it, which between two vectors is their inner
    product."""

    factors: tuple[Expression, ...]
    dotted: tuple[int, ...] = ()


@dataclass(frozen=True)
class Entrywise(Expression):
    """The entrywise product, or quotient, of two arrays.

    ``is_circle`` where it is written as a circle, which also composes functions; ``is_loose`` where no brackets
    part it from the factors beside it."""

    left: Expression
    right: Expression
    divided: bool = False
    is_circle: bool = False
    is_loose: bool = False


@dataclass(frozen=True)
class Inner(Expression):
    """The inner product of two vectors."""

    left: Expression
    right: Expression


@dataclass(frozen=True)
class Quotient(Expression):
    """A fraction."""

    top: Expression
    bottom: Expression


@dataclass(frozen=True)
class Raised(Expression):
    """A power; ``before_indices`` and ``after_indices`` where the base is an entry and the exponent is written
    on the same letter, before or after its indices."""

    base: Expression
    exponent: Expression
    before_indices: bool = False
    after_indices: bool = False


@dataclass(frozen=True)
class Transposed(Expression):
    r"""``Aᵀ``; ``letter`` where the T may be an exponent, ``beside_indices`` where the base is an entry and
    the sign stands on the same letter as its indices."""

    base: Expression
    letter: bool
    beside_indices: bool = False


@dataclass(frozen=True)
class Known(Expression):
    """exp, log, sqrt, tanh …, abs, norm, norm1, diag, trace, rank, det of the arguments; ``primes`` counts the
    derivatives of a function of one variable, ``log'(x)``."""

    function: str
    arguments: tuple[Expression, ...]
    primes: int = 0


@dataclass(frozen=True)
class Binder(Expression):
    """An index that a big operator binds; the classes in ``without`` are left out; ``bound`` is its size.

    ``below`` is the index of another binder that it is smaller than, or equal to where ``or_equal``. ``numbers`` are
    the classes where both bounds are numerals. ``first`` and ``last`` are the indices from which, and up to which, it
    runs where these are indices of the formula: t for ``\\sum_{s=1}^t``. ``counted`` is where the letter is a number
    only, in the body: the first one, and how many more than ``bound`` the last one is."""

    letter: str
    bound: Expression | None
    without: tuple[Expression, ...]
    below: str | None = None
    or_equal: bool = False
    numbers: tuple[int, ...] = ()
    first: Expression | None = None
    last: Expression | None = None
    counted: tuple[int, int] | None = None

    @property
    def letters_of_ends(self) -> list[str]:
        """The letters of the indices from which, and up to which, it runs."""
        ends = (running_letter(end) for end in (self.first, self.last) if end is not None)
        return [letter for letter in ends if letter is not None]


@dataclass(frozen=True)
class Big(Expression):
    """sum, prod, max or min over the binders; with none, over what the body leaves free."""

    operator: str
    binders: tuple[Binder, ...]
    body: Expression

    @Once
    def free_letters(self) -> tuple[str, ...]:
        """The letters from which and up to which it runs, and those of its parts that it does not bind."""
        ends = [letter for binder in self.binders for letter in binder.letters_of_ends]
        bound = {binder.letter for binder in self.binders}
        inside = [letter for letter in free_letters(*self.parts) if letter not in bound]
        return tuple(dict.fromkeys((*ends, *inside)))

    @Once
    def ordered_letters(self) -> frozenset[str]:
        """Its own letters where it runs over an order, and those of its parts."""
        is_ordered = any(binder.below is not None for binder in self.binders)
        own = [binder.letter for binder in self.binders] if is_ordered else []
        return frozenset(own).union(*[part.ordered_letters for part in self.parts])


@dataclass(frozen=True)
class Extreme(Expression):
    """The largest or smallest of finitely many."""

    operator: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class Arg(Expression):
    r"""``\\arg\\max``: the classes where the body is largest (or smallest)."""

    operator: str
    binder: Binder | None
    body: Expression


@dataclass(frozen=True)
class Partial(Expression):
    """The derivative of the body by the variables, the last one first; written with d, it is a total one."""

    body: Expression
    variables: tuple[Expression, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Evaluated(Expression):
    """The body where the variables have the values, put in after all derivatives in the body."""

    body: Expression
    changes: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True)
class Nabla(Expression):
    """Gradient (order 1) or Hessian (order 2), by the variable or by the argument of an application.

    ``is_followed`` where more factors stand behind the body, that might be meant too, and ``is_bracketed`` where
    brackets say what the body is."""

    body: Expression
    variable: Expression | None
    order: int
    is_followed: bool = False
    is_bracketed: bool = False


@dataclass(frozen=True)
class Approach(Expression):
    """A variable that tends to a point: ``side`` is above, below, infinity, -infinity, or empty."""

    variable: Expression
    point: Expression | None
    side: str


@dataclass(frozen=True)
class Tends(Expression):
    """A limit."""

    approach: Approach
    body: Expression


@dataclass(frozen=True)
class Condition(Expression):
    """A relation between two expressions, as a condition."""

    relation: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Cases(Expression):
    """The value of the first row whose condition holds; no condition means otherwise."""

    rows: tuple[tuple[Expression, tuple[Condition, ...] | None], ...]


@dataclass(frozen=True)
class Indicator(Expression):
    """1 where the conditions hold, else 0."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Kronecker(Expression):
    """Kronecker's delta of two indices."""

    left: Expression
    right: Expression

    @Once
    def free_letters(self) -> tuple[str, ...]:
        """Its two indices, where they are letters."""
        return tuple(dict.fromkeys(_letters_among((self.left, self.right))))


@dataclass(frozen=True)
class Expectation(Expression):
    """E, Var or Cov of the arguments under the weights of a vector, over a letter or over its entries."""

    operator: str
    letter: str | None
    weights: Expression
    arguments: tuple[Expression, ...]

    @Once
    def free_letters(self) -> tuple[str, ...]:
        """Those of its parts, without the one that is drawn."""
        return tuple(letter for letter in free_letters(*self.parts) if letter != self.letter)


@dataclass(frozen=True)
class UnknownMoment(Expression):
    """E, Var or Cov of the arguments, where nothing says what is drawn; ``signs`` stand between the arguments."""

    operator: str
    arguments: tuple[Expression, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Ones(Expression):
    """The vector of ones."""

    size: Expression | None


@dataclass(frozen=True)
class Identity(Expression):
    """The identity matrix."""

    size: Expression | None


def free_letters(*nodes: Expression) -> tuple[str, ...]:
    """The letters that stand as indices in some expressions and that nothing in them binds, in order."""
    return tuple(dict.fromkeys([letter for node in nodes for letter in node.free_letters]))


def running_letter(node: Expression) -> str | None:
    """The letter t of ``t``, ``t - 1`` or ``t + 1``; None for anything else."""
    match node:
        case Name(key=key) | Total(terms=((1, Name(key=key)), (1 | -1, Numeral(decimals=0, value=_)))):
            return key
    return None


def _letters_among(indices: tuple[Expression, ...]) -> list[str]:
    return [index.key for index in indices if isinstance(index, Name)]


def mentions(node: Expression | tuple[object, ...], key: str) -> bool:
    """Whether a name occurs in an expression, as a function's too."""
    if isinstance(node, tuple):
        return any(mentions(part, key) for part in parts_of(node))
    if key not in node.all_names:
        return False
    is_own = isinstance(node, Name) and node.key == key
    is_function = isinstance(node, Application) and node.function == key
    return is_own or is_function or any(mentions(part, key) for part in node.parts)


def parts_of(node: object) -> tuple[Expression, ...]:
    """The expressions that an expression consists of, or that stand in a tuple."""
    if isinstance(node, Expression):
        return node.parts
    found: list[Expression] = []
    if isinstance(node, tuple):
        _add_expressions(node, found)
    return tuple(found)


def _add_expressions(parts: tuple[object, ...], found: list[Expression]) -> None:
    for part in parts:
        if isinstance(part, Expression):
            found.append(part)
        elif isinstance(part, tuple):
            _add_expressions(part, found)


_FIELDS: dict[type, tuple[str, ...]] = {}
"""The names of the fields of each type of node, found once: trees are walked often."""
