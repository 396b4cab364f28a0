"""Reads the last lemma of an exported file back: which theorem it states, in the nodes of the kernel.

Written apart from the printer, of which it uses nothing: where the printer says something else than it should, the
statement that is read here differs from that of the certificate, or the conditions that are read from those that are
worked out here from its terms. Both are compared whenever a file is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from derive.kernel.terms import (
    ZERO,
    Absolute,
    Add,
    And,
    Array,
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
    Node,
    Not,
    Number,
    Or,
    Over,
    Power,
    Product,
    Rank,
    Relation,
    SameIndex,
    Size,
    SizeValue,
    Smooth,
    Step,
    Sum,
    Term,
    Variable,
    close_body,
    entry,
    free_variables,
    map_parts,
    number,
    open_body,
    substitute,
)

Tree = str | list["Tree"]
"""A word, or what stands between two brackets."""

Opened = IndexVariable | Variable

TOKEN = re.compile(r"\s+|(%nat|=>|->|/\\|\\/|<>|<=|-?\d+|[^\W\d][\w']*(?:\.\w+)?|[()=<+*^/~:,-])")
LINE = re.compile(
    r"\(\* [\w. -]* \*\)|Require Import Derive(?:Lemmas|Signs|Smooth)\.|Set Default Timeout \d+\.|Lemma s\d+ .*:| .*\.|"
    r"Proof\. [^A-Z]*?.* Qed\.|Print Assumptions s\d+\.|"
)
WORDS: dict[str, type[Exp] | type[Log] | type[Absolute] | type[Step]] = {
    "exp": Exp,
    "ln": Log,
    "Rabs": Absolute,
    "Step": Step,
}
TOTALS: dict[str, type[Over]] = {"Sum": Sum, "Product": Product, "Maximum": Maximum}
SIGNS: dict[str, type[Relation]] = {"=": Equal, "<>": Different, "<": Less, "<=": LessEqual}
AXES = {"R": 0, "vector": 1, "matrix": 2}
DIRECTIONS = {
    "above": "above",
    "below": "below",
    "both": "both",
    "infinity": "infinity",
    "minus_infinity": "-infinity",
}
ANY_SIZE = "any"
"""The size of two index numbers that are compared with each other: Coq's text does not tell it, nor does it matter."""


class Unread(Exception):
    """The text is not one that states a theorem of the kernel; the message says what was not understood."""


class Misread(Exception):
    """The text states something else than it should."""


# Text to trees --------------------------------------------------------------------------------------


def trees(text: str) -> list[Tree]:
    """The words of a text, with what stands in brackets as one."""
    stack: list[list[Tree]] = [[]]
    place = 0
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None:
            raise Unread(f"{text[place : place + 20]!r}")
        place = found.end()
        word = found[1]
        if word is None or word == "%nat":
            continue
        if word == "(":
            stack.append([])
        elif word == ")":
            if len(stack) == 1:
                raise Unread("a bracket that was not opened")
            inner = stack.pop()
            stack[-1].append(inner)
        else:
            stack[-1].append(word)
    if len(stack) > 1:
        raise Unread("a bracket that is not closed")
    return stack[0]


def parted(items: Sequence[Tree], separator: str) -> list[list[Tree]]:
    """The items between separators."""
    parts: list[list[Tree]] = [[]]
    for item in items:
        if item == separator:
            parts.append([])
        else:
            parts[-1].append(item)
    return parts


def alone(items: Sequence[Tree]) -> Tree:
    """The only item there is."""
    if len(items) != 1:
        raise Unread(f"one word or bracket was expected: {items!r}")
    return items[0]


def word(tree: Tree) -> str:
    """A tree that is a word."""
    if not isinstance(tree, str):
        raise Unread(f"a word was expected: {tree!r}")
    return tree


def group(tree: Tree) -> list[Tree]:
    """A tree that stands in brackets."""
    if isinstance(tree, str):
        raise Unread(f"a bracket was expected: {tree}")
    return tree


def named(name: str) -> str:
    """The name that is spelled so in Coq."""
    bare = re.sub(r"'+$", "", name)
    bare = bare[3:] if bare.startswith("_u_") else bare
    return re.sub(r"_u([0-9a-f]+)_", lambda code: chr(int(code[1], 16)), bare)


# Conditions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Condition:
    """What a term needs to be defined: a kind, nodes, and conditions; ``binds`` stands for anything in these."""

    kind: str
    nodes: tuple[Node, ...] = ()
    parts: tuple[Condition, ...] = ()
    binds: Opened | None = None

    def mentions(self, variable: Opened) -> bool:
        """Whether a variable occurs freely."""
        return any(variable in free_variables(node) for node in self.nodes) or any(
            part.mentions(variable) for part in self.parts
        )

    def renamed(self, old: Opened, new: Opened) -> Condition:
        """The condition about another variable."""
        nodes = tuple(substitute(node, {old: new}) for node in self.nodes)
        return Condition(self.kind, nodes, tuple(part.renamed(old, new) for part in self.parts), self.binds)

    def spelled(self, depth: int = 0) -> str:
        """A spelling in which bound variables are named by their place."""
        parts, inside = self.parts, depth
        sort = ""
        if self.binds is not None:
            new: Opened
            if isinstance(self.binds, IndexVariable):
                new, sort = IndexVariable(f"bound {depth}", self.binds.size), f"over {self.binds.size}"
            else:
                new, sort = Variable(f"bound {depth}", self.binds.sizes), f"over {self.binds.sizes}"
            parts, inside = tuple(part.renamed(self.binds, new) for part in parts), depth + 1
        nodes = " ".join(comparable(node).key for node in self.nodes)
        return f"[{self.kind} {sort} {nodes} {' '.join(part.spelled(inside) for part in parts)}]"


def comparable(node: Node) -> Node:
    """A node up to what its text does not tell: a sum, product, conjunction or disjunction of one part is this part, of
    none its unit; two index numbers that are compared are over some size."""
    changed = map_parts(node, lambda _, part: comparable(part) if isinstance(part, Node) else part)
    match changed:
        case Add(terms=()):
            return ZERO
        case Multiply(factors=()):
            return number(1)
        case Add(terms=(one,)) | Multiply(factors=(one,)) | And(parts=(one,)) | Or(parts=(one,)):
            return one
        case Choose(left=IndexNumber(value=a), right=IndexNumber(value=b)):
            return Choose(IndexNumber(a, ANY_SIZE), IndexNumber(b, ANY_SIZE), changed.equal, changed.distinct)
        case SameIndex(left=IndexNumber(value=a), right=IndexNumber(value=b)):
            return SameIndex(IndexNumber(a, ANY_SIZE), IndexNumber(b, ANY_SIZE))
    return changed


def factors_of(term: Term) -> list[Term]:
    """The factors of a product, and of the products among them."""
    if not isinstance(term, Multiply):
        return [term]
    return [inner for factor in term.factors for inner in factors_of(factor)]


@dataclass
class Needs:
    """Works out what terms need to be defined."""

    opened: int = 0

    def fresh(self, sort: Size | tuple[Size, ...]) -> Opened:
        """A variable that stands for a bound one."""
        self.opened += 1
        name = f"needs {self.opened}"
        return Variable(name, sort) if isinstance(sort, tuple) else IndexVariable(name, sort)

    def of(self, term: Term) -> list[Condition]:
        """The conditions of a term."""
        match term:
            case Number() | SizeValue() | Entry():
                return []
            case Add():
                return [need for part in term.terms for need in self.of(part)]
            case Multiply():
                every = factors_of(term)
                return [need for factor in every for need in self.of_factor(factor, every)]
            case Power(exponent=Number(value=value)) if value.denominator == 1:
                return self.of(term.base) + ([Condition("nonzero", (term.base,))] if value < 0 else [])
            case Power():
                return [*self.of(term.base), *self.of(term.exponent), Condition("power", (term.base, term.exponent))]
            case Log():
                return [*self.of(term.argument), Condition("positive", (term.argument,))]
            case Exp() | Absolute() | Step():
                return self.of(term.argument)
            case Choose():
                pair = (term.left, term.right)
                same = [Condition("same", pair, (need,)) for need in self.of(term.equal)]
                return same + [Condition("apart", pair, (need,)) for need in self.of(term.distinct)]
            case Sum() | Product() | Maximum():
                return self.for_all((term.size,), term.body)
            case Rank():
                return self.for_all((term.rows, term.columns), term.body)
            case Derivative():
                return self.of_derivative(term)
        raise Unread(f"what a {type(term).__name__} needs to be defined")

    def of_factor(self, factor: Term, every: Sequence[Term]) -> list[Condition]:
        """The conditions of one factor beside the others: t·log(t·u) is 0 at t = 0, for u > 0."""
        if not isinstance(factor, Log):
            return self.of(factor)
        inner, ways = factors_of(factor.argument), [Condition("positive", (factor.argument,))]
        for t in dict.fromkeys(inner):
            never = isinstance(t, Exp) or (isinstance(t, Number) and t.value != 0)
            if isinstance(t, Power) and isinstance(t.exponent, Number):
                never = never or (t.exponent.value < 0 and t.exponent.value.denominator == 1)
            if t in every and not never:
                u = list(inner)
                u.remove(t)
                at_0 = Condition("zero", (t,)), Condition("positive", (Multiply(tuple(u)),))
                ways.append(Condition("and", (), at_0))
        return self.of(factor.argument) + (ways if len(ways) == 1 else [Condition("or", (), tuple(ways))])

    def for_all(self, sizes: tuple[Size, ...], body: Term) -> list[Condition]:
        """The conditions of a body at all indices."""
        indices = tuple(self.fresh(size) for size in sizes)
        found = self.of(open_body(body, indices))
        for index in reversed(indices):
            found = [Condition("all", (), (need,), index) if need.mentions(index) else need for need in found]
        return found

    def of_derivative(self, term: Derivative) -> list[Condition]:
        """Its point is defined, its body is around it, and it exists."""
        point = self.for_all(term.point.sizes, term.point.body) if isinstance(term.point, Lambda) else []
        moving = self.fresh(term.point.sizes)
        where: tuple[Node, ...] = (term.point, *term.indices)
        around = self.of(open_body(term.body, (moving,)))
        near = [Condition("near", where, (need,), moving) if need.mentions(moving) else need for need in around]
        return [*point, *near, Condition("differentiable", (term,))]

    def of_relation(self, relation: Relation) -> list[Condition]:
        """The conditions of both sides; of a limit, that its body is defined near its point."""
        limit = relation.left
        if not (isinstance(relation, Equal) and isinstance(limit, Limit)):
            return self.of(relation.left) + self.of(relation.right)
        moving = self.fresh(())
        near = self.of(open_body(limit.body, (moving,)))
        where = f"eventually {limit.direction}"
        eventually = [
            Condition(where, (limit.point,), (need,), moving) if need.mentions(moving) else need for need in near
        ]
        return [*self.of(limit.point), *eventually, *self.of(relation.right)]

    def of_smooth(self, formula: Smooth) -> list[Condition]:
        """The body is defined, whatever the array."""
        anything = self.fresh(formula.sizes)
        inside = self.of(open_body(formula.body, (anything,)))
        return [Condition("anywhere", (), (need,), anything) if need.mentions(anything) else need for need in inside]


# Trees to nodes --------------------------------------------------------------------------------------------


@dataclass
class Scope:
    """What the names of a lemma stand for."""

    sizes: dict[str, Size] = field(default_factory=dict)
    indices: dict[str, IndexVariable] = field(default_factory=dict)
    arrays: dict[str, Variable] = field(default_factory=dict)
    opened: int = 0
    checked: int = 0

    def check_new(self, name: str) -> None:
        """A name may stand for one thing only, and for nothing that has a meaning of its own."""
        known = {*self.sizes, *self.indices, *self.arrays, *WORDS, *TOTALS, *AXES, *DIRECTIONS, "O", "S", "I", "INR"}
        if name in known:
            raise Unread(f"the name {name} stands for two things")

    def size(self, tree: Tree) -> Size:
        """A size, as a name or a number."""
        name = word(tree)
        if name in self.sizes:
            return self.sizes[name]
        if name.isdigit() and int(name) >= 1:
            return int(name)
        raise Unread(f"the size {name}")

    # Binders -------------------------------------------------------------------------------------------

    def bind_index(self, name: str, size: Size) -> IndexVariable:
        """Opens a bound index."""
        self.check_new(name)
        self.opened += 1
        self.indices[name] = IndexVariable(f"read {self.opened}", size)
        return self.indices[name]

    def bind_array(self, name: str, sizes: tuple[Size, ...]) -> Variable:
        """Opens a bound array."""
        self.check_new(name)
        self.opened += 1
        self.arrays[name] = Variable(f"read {self.opened}", sizes)
        return self.arrays[name]

    def release(self, *names: str) -> None:
        """Leaves the scope of bound names."""
        for name in names:
            self.indices.pop(name, None)
            self.arrays.pop(name, None)

    # Indices and arrays ----------------------------------------------------------------------------------

    def index(self, tree: Tree, size: Size | None = None) -> Index:
        """An index; the size tells over what a number ranges."""
        if isinstance(tree, str):
            if tree.isdigit():
                if size is None:
                    raise Unread(f"an index {tree} over no known size")
                return IndexNumber(int(tree) + 1, size)
            if tree in self.indices and not self.indices[tree].arguments:
                return self.indices[tree]
            raise Unread(f"the index {tree}")
        if len(tree) == 3 and tree[1:] == ["-", "1"]:
            return LastIndex(self.size(tree[0]))
        head = self.indices.get(word(tree[0]))
        if head is None or len(head.arguments) != len(tree) - 1:
            raise Unread(f"the index {tree!r}")
        arguments = (self.index(part, place.size) for part, place in zip(tree[1:], head.arguments, strict=True))
        return IndexVariable(head.name, head.size, tuple(arguments))

    def pair(self, left: Tree, right: Tree) -> tuple[Index, Index]:
        """Two indices over one size."""
        for first, second in ((left, right), (right, left)):
            if not (isinstance(first, str) and first.isdigit()):
                known = self.index(first)
                other = self.index(second, known.size)
                return (known, other) if first is left else (other, known)
        return self.index(left, ANY_SIZE), self.index(right, ANY_SIZE)

    def is_index(self, tree: Tree) -> bool:
        """Whether a tree is an index rather than a number."""
        try:
            self.index(tree)
        except Unread:
            return False
        return True

    def array_type(self, items: Sequence[Tree]) -> tuple[Size, ...]:
        """The axes of an array, from its type."""
        kind, *sizes = items
        if AXES.get(word(kind)) != len(sizes):
            raise Unread(f"the type {items!r}")
        return tuple(map(self.size, sizes))

    def array(self, tree: Tree, sizes: tuple[Size, ...] | None) -> Array:
        """An array: a name, or a function of its indices; a number that is no name is an array without axes."""
        if isinstance(tree, str) and tree in self.arrays:
            return self.arrays[tree]
        if not isinstance(tree, str) and tree[0] == "fun":
            if sizes is None:
                raise Unread("a function over no known sizes")
            names, body = self.function(tree)
            opened = [self.bind_index(name, size) for name, size in zip(names, sizes, strict=True)]
            inner = self.term(alone(body))
            self.release(*names)
            return Lambda(sizes, close_body(inner, opened))
        return Lambda((), self.term(tree))

    def function(self, tree: Tree) -> tuple[list[str], list[Tree]]:
        """The names that a function binds, and what it is of them."""
        items = group(tree)
        if "=>" not in items or items[0] != "fun":
            raise Unread(f"a function was expected: {items!r}")
        arrow = items.index("=>")
        return [word(name) for name in items[1:arrow]], items[arrow + 1 :]

    # Terms ---------------------------------------------------------------------------------------------------

    def term(self, tree: Tree) -> Term:
        """A real number."""
        if isinstance(tree, str):
            if re.fullmatch(r"-?\d+", tree):
                return number(tree)
            return entry(self.known_array(tree, 0), ())
        for operation, kind in (("+", Add), ("*", Multiply)):
            if operation in tree:
                return kind(tuple(self.term(alone(part)) for part in parted(tree, operation)))
        match tree:
            case [str(a)] if re.fullmatch(r"-\d+", a):
                return number(a)
            case [str(a), "/", str(b)] if re.fullmatch(r"-?\d+", a) and b.isdigit():
                return Number(Fraction(int(a), int(b)))
            case ["/", base]:
                return Power(self.term(base), number(-1))
            case ["/", base, "^", str(n)]:
                return Power(self.term(base), number(-int(n)))
            case [base, "^", str(n)] if n.isdigit():
                return Power(self.term(base), number(n))
            case ["RealPower", base, exponent]:
                return Power(self.term(base), self.term(exponent))
            case ["INR", size]:
                return SizeValue(self.size(size))
            case [str(name), argument] if name in WORDS:
                return WORDS[name](self.term(argument))
            case ["if", "Nat.eqb", left, right, "then", equal, "else", distinct]:
                return Choose(*self.pair(left, right), self.term(equal), self.term(distinct))
            case [str(name), size, function] if name in TOTALS:
                return self.total(TOTALS[name], self.size(size), function)
            case ["Rank", rows, columns, function]:
                return self.rank(self.size(rows), self.size(columns), function)
            case [str(name), function, point, *indices] if name == f"Derivative{len(indices)}":
                return self.derivative(function, point, indices)
            case [str(name), *indices] if name in self.arrays:
                array = self.known_array(name, len(indices))
                return entry(array, tuple(map(self.index, indices, array.sizes)))
        raise Unread(f"the term {tree!r}")

    def known_array(self, name: str, axes: int) -> Variable:
        """The array of a name."""
        array = self.arrays.get(name)
        if array is None or len(array.sizes) != axes:
            raise Unread(f"{name} with {axes} indices")
        return array

    def total(self, kind: type[Over], size: Size, function: Tree) -> Term:
        """A sum, product or maximum."""
        names, body = self.function(function)
        index = self.bind_index(word(alone([*names])), size)
        inner = self.term(alone(body))
        self.release(*names)
        return kind(size, close_body(inner, (index,)))

    def rank(self, rows: Size, columns: Size, function: Tree) -> Rank:
        """The rank of a matrix."""
        names, body = self.function(function)
        if len(names) != 2:
            raise Unread("a rank of something that is no matrix")
        opened = [self.bind_index(name, size) for name, size in zip(names, (rows, columns), strict=True)]
        inner = self.term(alone(body))
        self.release(*names)
        return Rank(rows, columns, close_body(inner, opened))

    def derivative(self, function: Tree, point: Tree, indices: Sequence[Tree]) -> Derivative:
        """A derivative."""
        found = [self.index(index) for index in indices] if indices and not isinstance(point, str) else None
        sizes = tuple(index.size for index in found) if found is not None else None if indices else ()
        at = self.array(point, sizes)
        where = tuple(map(self.index, indices, at.sizes))
        names, body = self.function(function)
        moving = self.bind_array(word(alone([*names])), at.sizes)
        inner = self.term(alone(body))
        self.release(*names)
        return Derivative(close_body(inner, (moving,)), at, where)

    # Conditions ------------------------------------------------------------------------------------------------

    def condition(self, items: Sequence[Tree]) -> Condition:
        """A condition that is printed before a relation."""
        match items:
            case [list() as inside]:
                return self.condition(inside)
            case ["forall", str(name), ":", "nat", ",", [str(same), "<", size], "->", *rest] if same == name:
                index = self.bind_index(name, self.size(size))
                inner = self.condition(rest)
                self.release(name)
                return Condition("all", (), (inner,), index)
            case ["forall", str(name), ":", *rest] if "," in rest:
                comma = rest.index(",")
                array = self.bind_array(name, self.array_type(rest[:comma]))
                inner = self.condition(rest[comma + 1 :])
                self.release(name)
                return Condition("anywhere", (), (inner,), array)
            case [left, "=", right, "->", *rest] if self.is_index(left) or self.is_index(right):
                return Condition("same", self.pair(left, right), (self.condition(rest),))
            case [left, "<>", right, "->", *rest]:
                return Condition("apart", self.pair(left, right), (self.condition(rest),))
            case ["Eventually", toward, function]:
                return self.eventually(toward, function)
            case ["PowerDefined", base, exponent]:
                return Condition("power", (self.term(base), self.term(exponent)))
            case [str(name), function, point, *indices] if name == f"Near{len(indices)}":
                return self.near(function, point, indices)
            case [str(name), function, point, *indices] if name == f"Differentiable{len(indices)}":
                return Condition("differentiable", (self.derivative(function, point, indices),))
            case ["0", "<", term]:
                return Condition("positive", (self.term(term),))
            case [term, "<>", "0"]:
                return Condition("nonzero", (self.term(term),))
            case [term, "=", "0"]:
                return Condition("zero", (self.term(term),))
        for sign, kind in (("\\/", "or"), ("/\\", "and")):
            if sign in items:
                return Condition(kind, (), tuple(self.condition(part) for part in parted(items, sign)))
        raise Unread(f"the condition {items!r}")

    def near(self, function: Tree, point: Tree, indices: Sequence[Tree]) -> Condition:
        """That something holds around a point."""
        bare: Tree = ["fun", "_", "=>", "0"]
        derivative = self.derivative(bare, point, indices)
        names, body = self.function(function)
        moving = self.bind_array(word(alone([*names])), derivative.point.sizes)
        inner = self.condition(body)
        self.release(*names)
        return Condition("near", (derivative.point, *derivative.indices), (inner,), moving)

    def eventually(self, toward: Tree, function: Tree) -> Condition:
        """That something holds near the point of a limit."""
        direction, point = self.toward(toward)
        names, body = self.function(function)
        moving = self.bind_array(word(alone([*names])), ())
        inner = self.condition(body)
        self.release(*names)
        return Condition(f"eventually {direction}", (point,), (inner,), moving)

    def toward(self, tree: Tree) -> tuple[str, Term]:
        """Where something tends to."""
        if isinstance(tree, str):
            return DIRECTIONS[tree], ZERO
        name, point = tree
        return DIRECTIONS[word(name)], self.term(point)

    # Formulas -----------------------------------------------------------------------------------------------------

    def formula(self, tree: Tree) -> Formula:
        """A statement."""
        if isinstance(tree, str):
            if tree not in ("True", "False"):
                raise Unread(f"the formula {tree}")
            return And(()) if tree == "True" else Or(())
        match tree:
            case ["~", inner]:
                return Not(self.formula(inner))
            case [("forall" | "exists") as kind, str(name), ":", "nat", ",", [str(same), "<", size], link, body]:
                if same != name or link != {"forall": "->", "exists": "/\\"}[kind]:
                    raise Unread(f"the quantifier {tree!r}")
                index = self.bind_index(name, self.size(size))
                inside = close_body(self.formula(body), (index,))
                self.release(name)
                return (ForAll if kind == "forall" else Exists)(index.size, inside)
            case [("forall" | "exists") as kind, str(name), ":", *rest] if "," in rest:
                comma = rest.index(",")
                array = self.bind_array(name, self.array_type(rest[:comma]))
                inside = close_body(self.formula(alone(rest[comma + 1 :])), (array,))
                self.release(name)
                return (ForAll if kind == "forall" else Exists)(array.sizes, inside)
            case [left, "->", right]:
                return Implies(self.formula(left), self.formula(right))
            case [left, "=", right] if self.is_index(left) or self.is_index(right):
                return SameIndex(*self.pair(left, right))
        parts = parted(tree, "/\\")
        if len(parts) == 1 and "\\/" in tree:
            return Or(tuple(self.formula(alone(part)) for part in parted(tree, "\\/")))
        if len(parts) > 1 and len(parts[-1]) == 1:
            return And(tuple(self.formula(alone(part)) for part in parts))
        return self.relation(parts)

    def relation(self, parts: Sequence[Sequence[Tree]]) -> Formula:
        """Conditions, and a relation or that something is smooth; raises Misread where its terms need others."""
        *before, last = parts
        relation: Relation
        match last:
            case [str(kind), *sizes, function] if kind == f"Smooth{len(sizes)}":
                return self.smooth(before, tuple(map(self.size, sizes)), function)
            case ["Tends", toward, function, value]:
                direction, point = self.toward(toward)
                names, body = self.function(function)
                moving = self.bind_array(word(alone([*names])), ())
                inner = self.term(alone(body))
                self.release(*names)
                relation = Equal(Limit(close_body(inner, (moving,)), point, direction), self.term(value))
            case [left, str(sign), right] if sign in SIGNS:
                if isinstance(left, str) and isinstance(right, str) and left.isdigit() and right.isdigit():
                    relation = SIGNS[sign](number(left), number(right))
                else:
                    relation = SIGNS[sign](self.term(left), self.term(right))
            case _:
                raise Unread(f"the relation {last!r}")
        self.check_conditions(before, Needs().of_relation(relation))
        return relation

    def smooth(self, before: Sequence[Sequence[Tree]], sizes: tuple[Size, ...], function: Tree) -> Smooth:
        """That a function of an array is smooth, and defined everywhere."""
        names, body = self.function(function)
        array = self.bind_array(word(alone([*names])), sizes)
        inner = self.term(alone(body))
        self.release(*names)
        statement = Smooth(sizes, close_body(inner, (array,)))
        self.check_conditions(before, Needs().of_smooth(statement))
        return statement

    def check_conditions(self, printed: Sequence[Sequence[Tree]], needed: Sequence[Condition]) -> None:
        """Raises Misread unless the conditions that are printed are those that terms need, in their order."""
        found = list(dict.fromkeys(self.condition(part).spelled() for part in printed))
        if found != list(dict.fromkeys(need.spelled() for need in needed)):
            raise Misread("the conditions of a relation are not those that its terms need")
        self.checked += 1


def read_lemma(head: str, statement: str) -> tuple[frozenset[Formula], Formula]:
    """The hypotheses and the conclusion of a lemma."""
    scope, hypotheses = Scope(), list[Formula]()
    _, _, *words = trees(head)
    groups = [group(tree) for tree in words if tree != ":"]
    while groups:
        name, colon, *kind = groups.pop(0)
        if colon != ":":
            raise Unread(f"the parameter {name!r}")
        label = word(name)
        if kind[0] == "nat":
            bound = groups.pop(0) if groups else []
            if [*bound[:2]] != [f"{label}'pos", ":"] and [*bound[:2]] != [f"{label}'lt", ":"]:
                raise Unread(f"{label} without a bound")
            add_natural(scope, label, kind, bound)
        elif isinstance(kind[0], str) and kind[0] in AXES:
            scope.check_new(label)
            scope.arrays[label] = Variable(named(label), scope.array_type(kind))
        elif re.fullmatch(r"h\d+", label):
            hypotheses.append(scope.formula(alone(kind)))
        else:
            raise Unread(f"the parameter {label}")
    conclusion = scope.formula(alone(trees(statement)))
    return frozenset(map(formula_of, map(comparable, hypotheses))), formula_of(comparable(conclusion))


def formula_of(node: Node) -> Formula:
    """A node that is a formula."""
    if not isinstance(node, Formula):
        raise Unread("a statement was expected")
    return node


def add_natural(scope: Scope, label: str, kind: Sequence[Tree], bound: Sequence[Tree]) -> None:
    """A size with 1 ≤ K, an index with i < K, or an index that depends on others, each in its range."""
    scope.check_new(label)
    match [*kind, *bound[2:]]:
        case ["nat", ["1", "<=", str(same)]] if same == label:
            scope.sizes[label] = named(label)
        case ["nat", [str(same), "<", size]] if same == label:
            scope.indices[label] = IndexVariable(named(label), scope.size(size))
        case ["nat", *rest] if "->" in rest and "forall" in rest:
            arrows = rest[: rest.index("forall")]
            places, items = list[IndexVariable](), rest[rest.index("forall") :]
            while items and items[0] == "forall":
                match items:
                    case ["forall", str(a), ":", "nat", ",", [str(b), "<", size], "->", *others] if a == b:
                        places.append(IndexVariable(a, scope.size(size)))
                        items = others
                    case _:
                        raise Unread(f"the range of {label}")
            match items:
                case [[str(same), *arguments, "<", size]] if same == label and arguments == [p.name for p in places]:
                    if arrows != ["->", "nat"] * len(places):
                        raise Unread(f"the type of {label}")
                    scope.indices[label] = IndexVariable(named(label), scope.size(size), tuple(places))
                case _:
                    raise Unread(f"the range of {label}")
        case _:
            raise Unread(f"the range of {label}")


def last_lemma(text: str) -> tuple[str, str]:
    """The parameters and the statement of the last lemma of a file, which is the one whose axioms it prints."""
    lines = text.splitlines()
    for line in lines:
        if LINE.fullmatch(line) is None or len(re.findall(r"\. [A-Z]\w*\.", line)) > line.endswith(" Qed."):
            raise Unread(f"the line {line[:60]!r}")
    heads = [place for place, line in enumerate(lines) if line.startswith("Lemma ")]
    if not heads or lines[-1] != f"Print Assumptions {lines[heads[-1]].split()[1]}.":
        raise Unread("a file whose last lemma is not the one that is asked about")
    return lines[heads[-1]], lines[heads[-1] + 1].strip().removesuffix(".")


def check_reading(text: str, hypotheses: Sequence[Formula], conclusion: Formula) -> None:
    """Raises Misread where the last lemma of a file does not state exactly this, Unread where it is not understood."""
    try:
        found = read_lemma(*last_lemma(text))
    except (KernelError, ValueError, KeyError, IndexError) as error:
        raise Unread(str(error)) from None
    if found != (frozenset(map(comparable, hypotheses)), comparable(conclusion)):
        raise Misread("the lemma states something else than the certificate")
