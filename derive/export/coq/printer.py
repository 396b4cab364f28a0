"""Statements in Coq: what is printed here, with ``DeriveMeaning.v``, is what is proved.

Every compound term stands in brackets. A relation is printed as ``(D₁ /\\ … /\\ left = right)``: the conditions under
which its sides are defined, each once, then the relation itself, which has no brackets of its own; the parts of a
conjunction have. Bound indices are k0, k1, …, bound arrays v0, v1, …, by the number of binders around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from derive.export.coq.names import Names, Unsupported
from derive.kernel.terms import (
    ZERO,
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
    Sort,
    Step,
    Sum,
    Term,
    Variable,
    close_body,
    free_variables,
    open_body,
    subnodes,
)

Binders = tuple[str, ...]
"""The names of the bound variables, the outermost first."""

RELATIONS: dict[type[Relation], str] = {Equal: "=", Different: "<>", Less: "<", LessEqual: "<="}
FUNCTIONS: dict[type[Term], str] = {Exp: "exp", Log: "ln", Absolute: "Rabs", Step: "Step"}
BIG: dict[type[Over], str] = {Sum: "Sum", Product: "Product", Maximum: "Maximum"}
TOWARD = {"above": "above", "below": "below", "both": "both", "infinity": "infinity", "-infinity": "minus_infinity"}
ARRAY_TYPES = ("R", "vector", "matrix")


def mentions(text: str, name: str) -> bool:
    """Whether a name occurs in a text of Coq."""
    return re.search(rf"(?<![\w']){re.escape(name)}(?![\w'])", text) is not None


def once(texts: Sequence[str]) -> list[str]:
    """The texts in their order, each once."""
    return list(dict.fromkeys(texts))


def whole(exponent: Term) -> int | None:
    """The integer that an exponent is written as, if it is one."""
    is_whole = isinstance(exponent, Number) and exponent.value.denominator == 1
    return exponent.value.numerator if is_whole and isinstance(exponent, Number) else None


def rational(value: Fraction) -> str:
    """A rational number."""
    if value.denominator == 1:
        return str(value) if value >= 0 else f"({value})"
    return f"({value.numerator} / {value.denominator})"


def flat(term: Term) -> list[Term]:
    """The factors of a product, those of inner products included."""
    return [part for factor in term.factors for part in flat(factor)] if isinstance(term, Multiply) else [term]


def may_be_0(term: Term) -> bool:
    """Whether the form of a term, where it is defined, leaves open that it is 0."""
    negative = isinstance(term, Power) and (whole(term.exponent) or 0) < 0
    return not (negative or isinstance(term, Exp) or (isinstance(term, Number) and term.value != 0))


def readable(formula: Formula) -> bool:
    """Whether limits stand alone on the left of equations only, so that a statement is told from others by its text:
    in the steps of a proof they may also stand on the right, or on both sides."""
    return not any(isinstance(part, Relation) and isinstance(part.right, Limit) for part in subnodes(formula))


def simple_needs(node: Node) -> list[Relation]:
    """Which arguments of logarithms have to be positive, and which denominators not 0, outside of binders."""
    found: list[Relation] = []
    for part in (part for part in subnodes(node) if not part.loose):
        if isinstance(part, Log):
            found.append(Less(ZERO, part.argument))
        elif isinstance(part, Power) and (whole(part.exponent) or 0) < 0:
            found.append(Different(part.base, ZERO))
    return found


def bases_of_powers(node: Node) -> list[Term]:
    """The bases of powers that are not written with an integer, outside of binders."""
    powers = (part for part in subnodes(node) if isinstance(part, Power) and whole(part.exponent) is None)
    return [power.base for power in powers if not power.loose]


class Printer:
    """Prints terms, conditions and formulas with the names of a proof."""

    def __init__(self, names: Names) -> None:
        self.names = names

    # Indices and arrays ----------------------------------------------------------------------------

    def index(self, index: Index, binders: Binders = ()) -> str:
        """An index, counted from 0."""
        match index:
            case BoundIndex():
                return binders[-1 - index.level]
            case IndexNumber():
                return f"{index.value - 1}%nat"
            case LastIndex():
                return f"({self.names.size(index.size)} - 1)%nat"
            case IndexVariable(arguments=()):
                return self.names.variable(index)
            case IndexVariable():
                return self.applied(self.names.variable(index), [self.index(a, binders) for a in index.arguments])
        raise Unsupported(f"an index that is a {type(index).__name__}")

    def array(self, array: Array, binders: Binders = ()) -> str:
        """An array; a Lambda without axes is the number that it holds."""
        if isinstance(array, BoundVariable):
            return binders[-1 - array.level]
        if isinstance(array, Variable):
            return self.names.variable(array)
        if not isinstance(array, Lambda):
            raise Unsupported(f"an array that is a {type(array).__name__}")
        inner = self.bind(binders, *array.sizes)
        body = self.term(array.body, inner)
        return f"(fun {' '.join(inner[len(binders) :])} => {body})" if array.sizes else body

    def array_type(self, sizes: tuple[Size, ...]) -> str:
        """The type of the arrays with these axes."""
        if len(sizes) >= len(ARRAY_TYPES):
            raise Unsupported(f"an array with {len(sizes)} axes")
        return " ".join((ARRAY_TYPES[len(sizes)], *map(self.names.size, sizes)))

    @staticmethod
    def bind(binders: Binders, *sorts: Sort) -> Binders:
        """The binders with those that bind something of these sorts."""
        for sort in sorts:
            binders = (*binders, f"{'v' if isinstance(sort, tuple) else 'k'}{len(binders)}")
        return binders

    @staticmethod
    def applied(function: str, arguments: Sequence[str]) -> str:
        """A function applied to its arguments."""
        return f"({' '.join((function, *arguments))})" if arguments else function

    # Terms ---------------------------------------------------------------------------------------------

    def term(self, term: Term, binders: Binders = ()) -> str:
        """A real number; what it is where it is undefined does not matter."""
        match term:
            case Number():
                return rational(term.value)
            case SizeValue():
                return f"(INR {self.names.size(term.size)})"
            case Entry():
                return self.applied(self.array(term.array, binders), [self.index(i, binders) for i in term.indices])
            case Add():
                return self.chain(" + ", term.terms, "0", binders)
            case Multiply():
                return self.chain(" * ", term.factors, "1", binders)
            case Power():
                return self.power(term, binders)
            case Exp() | Log() | Absolute() | Step():
                return f"({FUNCTIONS[type(term)]} {self.term(term.argument, binders)})"
            case Choose():
                same = f"Nat.eqb {self.index(term.left, binders)} {self.index(term.right, binders)}"
                return f"(if {same} then {self.term(term.equal, binders)} else {self.term(term.distinct, binders)})"
            case Sum() | Product() | Maximum():
                inner = self.bind(binders, term.size)
                size = self.names.size(term.size)
                return f"({BIG[type(term)]} {size} (fun {inner[-1]} => {self.term(term.body, inner)}))"
            case Derivative():
                inner = self.bind(binders, term.point.sizes)
                return self.along("Derivative", term, f"(fun {inner[-1]} => {self.term(term.body, inner)})", binders)
            case Rank():
                inner = self.bind(binders, term.rows, term.columns)
                sizes = f"{self.names.size(term.rows)} {self.names.size(term.columns)}"
                return f"(Rank {sizes} (fun {inner[-2]} {inner[-1]} => {self.term(term.body, inner)}))"
        raise Unsupported(f"a {type(term).__name__} inside a term")

    def chain(self, operation: str, parts: Sequence[Term], unit: str, binders: Binders) -> str:
        """A sum or product of any number of parts."""
        texts = [self.term(part, binders) for part in parts]
        return f"({operation.join(texts)})" if len(texts) > 1 else texts[0] if texts else unit

    def power(self, term: Power, binders: Binders) -> str:
        """A power with an integer that is written down, or a real one."""
        base, exponent = self.term(term.base, binders), whole(term.exponent)
        if exponent is None:
            return f"(RealPower {base} {self.term(term.exponent, binders)})"
        if exponent >= 0:
            return f"({base} ^ {exponent})"
        return f"(/ {base})" if exponent == -1 else f"(/ {base} ^ {-exponent})"

    def along(self, word: str, term: Derivative, function: str, binders: Binders) -> str:
        """What is said of a function at the point of a derivative, in its entry."""
        if len(term.indices) >= len(ARRAY_TYPES):
            raise Unsupported(f"a derivative in an array with {len(term.indices)} axes")
        where = [self.array(term.point, binders), *(self.index(index, binders) for index in term.indices)]
        return self.applied(f"{word}{len(term.indices)}", [function, *where])

    # Conditions ------------------------------------------------------------------------------------------

    def conditions(self, term: Term, binders: Binders = ()) -> list[str]:
        """What has to hold for a term to be defined, each condition once."""
        return once(self.all_conditions(term, binders))

    def all_conditions(self, term: Term, binders: Binders) -> list[str]:
        """As :meth:`conditions`, some of them more than once."""
        match term:
            case Number() | SizeValue() | Entry():
                return []
            case Add():
                return [c for part in term.terms for c in self.conditions(part, binders)]
            case Multiply():
                return self.product_conditions(flat(term), binders)
            case Power():
                return self.power_conditions(term, binders)
            case Log():
                return [*self.conditions(term.argument, binders), f"0 < {self.term(term.argument, binders)}"]
            case Exp() | Absolute() | Step():
                return self.conditions(term.argument, binders)
            case Choose():
                left, right = self.index(term.left, binders), self.index(term.right, binders)
                return [
                    *(f"({left} = {right} -> {c})" for c in self.conditions(term.equal, binders)),
                    *(f"({left} <> {right} -> {c})" for c in self.conditions(term.distinct, binders)),
                ]
            case Sum() | Product() | Maximum():
                return self.everywhere(term.body, (term.size,), binders)
            case Rank():
                return self.everywhere(term.body, (term.rows, term.columns), binders)
            case Derivative():
                return self.derivative_conditions(term, binders)
        raise Unsupported(f"a {type(term).__name__} inside a term")

    def product_conditions(self, factors: Sequence[Term], binders: Binders) -> list[str]:
        """Those of the factors. t·log(t·u) is 0 at t = 0 for u > 0: a logarithm is excused where a factor of its
        argument stands beside it and is 0, and the rest of its argument is positive."""
        found: list[str] = []
        for factor in factors:
            inner = flat(factor.argument) if isinstance(factor, Log) else []
            excuses = []
            for t in dict.fromkeys(part for part in inner if part in factors and may_be_0(part)):
                rest = list(inner)
                rest.remove(t)
                u = self.chain(" * ", rest, "1", binders)
                excuses.append(f" \\/ ({self.term(t, binders)} = 0 /\\ 0 < {u})")
            if isinstance(factor, Log) and excuses:
                inside = self.conditions(factor.argument, binders)
                found += [*inside, f"(0 < {self.term(factor.argument, binders)}{''.join(excuses)})"]
            else:
                found += self.conditions(factor, binders)
        return found

    def power_conditions(self, term: Power, binders: Binders) -> list[str]:
        """A denominator is not 0; what a real power is defined for, ``PowerDefined`` says."""
        base, exponent = self.term(term.base, binders), whole(term.exponent)
        inside = self.conditions(term.base, binders)
        if exponent is None:
            power = f"(PowerDefined {base} {self.term(term.exponent, binders)})"
            return [*inside, *self.conditions(term.exponent, binders), power]
        return inside if exponent >= 0 else [*inside, f"{base} <> 0"]

    def everywhere(self, body: Term, sizes: tuple[Size, ...], binders: Binders) -> list[str]:
        """The conditions of a body for all values of the indices that it binds."""
        inner = self.bind(binders, *sizes)
        found = self.conditions(body, inner)
        for name, size in reversed([*zip(inner[len(binders) :], sizes, strict=True)]):
            within = f"({name} < {self.names.size(size)})%nat"
            found = [f"(forall {name} : nat, {within} -> {c})" if mentions(c, name) else c for c in found]
        return found

    def derivative_conditions(self, term: Derivative, binders: Binders) -> list[str]:
        """The body is defined around the point, the point is, and the derivative exists."""
        inner = self.bind(binders, term.point.sizes)
        name, body = inner[-1], self.term(term.body, inner)
        found = []
        if isinstance(term.point, Lambda):
            found = self.everywhere(term.point.body, term.point.sizes, binders)
        for c in self.conditions(term.body, inner):
            found.append(self.along("Near", term, f"(fun {name} => {c})", binders) if mentions(c, name) else c)
        return [*found, self.along("Differentiable", term, f"(fun {name} => {body})", binders)]

    def simple_conditions(self, goal: Relation) -> dict[str, tuple[Relation, tuple[IndexVariable, ...]]]:
        """Conditions of a relation that are relations themselves, by their texts; also those at all indices of a sum,
        product or maximum, at one that is called o0."""
        found: dict[str, tuple[Relation, tuple[IndexVariable, ...]]] = {}
        for side in (goal.left, goal.right):
            for condition, indices in self.needs(side):
                text = self.bare(close_body(condition, indices), ("k0",) * len(indices))
                for index in indices:
                    text = f"(forall k0 : nat, (k0 < {self.names.size(index.size)})%nat -> {text})"
                found[text] = condition, indices
        return found

    @staticmethod
    def needs(term: Term) -> list[tuple[Relation, tuple[IndexVariable, ...]]]:
        """The conditions of a term that are relations, and those of the bodies of its sums at an index o0."""
        found: list[tuple[Relation, tuple[IndexVariable, ...]]] = []
        for part in (part for part in subnodes(term) if not part.loose):
            if isinstance(part, Over):
                index = IndexVariable("#o0", part.size)
                found += [
                    (c, (index,) if index in free_variables(c) else ())
                    for c in simple_needs(open_body(part.body, (index,)))
                ]
            found += [(condition, ()) for condition in simple_needs(part)]
        return found

    def bare(self, relation: Relation, binders: Binders = ()) -> str:
        """A relation without its conditions."""
        left, right = self.term(relation.left, binders), self.term(relation.right, binders)
        return f"{left} {RELATIONS[type(relation)]} {right}"

    # Formulas ----------------------------------------------------------------------------------------------

    def relation(self, formula: Relation, binders: Binders = ()) -> tuple[list[str], str]:
        """The conditions of a relation, and the relation itself."""
        if isinstance(formula, Equal) and isinstance(formula.left, Limit):
            if isinstance(formula.right, Limit):
                return self.both_limits(formula.left, formula.right, binders)
            return self.limit(formula.left, formula.right, binders)
        if isinstance(formula, Equal) and isinstance(formula.right, Limit):
            return self.limit(formula.right, formula.left, binders)
        right = self.term(formula.right, binders)
        both = [*self.conditions(formula.left, binders), *self.conditions(formula.right, binders)]
        return once(both), f"{self.term(formula.left, binders)} {RELATIONS[type(formula)]} {right}"

    def limit(self, limit: Limit, value: Term, binders: Binders) -> tuple[list[str], str]:
        """That a limit exists and is the value: its body is defined near the point, and tends to the value."""
        found, tends = self.tending(limit, binders)
        return once([*found, *self.conditions(value, binders)]), f"{tends} {self.term(value, binders)}"

    def both_limits(self, left: Limit, right: Limit, binders: Binders) -> tuple[list[str], str]:
        """That two limits exist and are the same. It stands in steps only (:func:`readable`)."""
        (found, tends), (more, too) = self.tending(left, binders), self.tending(right, binders)
        return once([*found, *more]), f"(exists c0 : R, ({tends} c0) /\\ ({too} c0))"

    def tending(self, limit: Limit, binders: Binders) -> tuple[list[str], str]:
        """The conditions of a limit, and that it is what comes next."""
        inner = self.bind(binders, ())
        name, body = inner[-1], self.term(limit.body, inner)
        toward = TOWARD[limit.direction]
        found = self.conditions(limit.point, binders)
        if "infinity" not in limit.direction:
            toward = f"({toward} {self.term(limit.point, binders)})"
        for c in self.conditions(limit.body, inner):
            found.append(f"(Eventually {toward} (fun {name} => {c}))" if mentions(c, name) else c)
        return found, f"Tends {toward} (fun {name} => {body})"

    def smooth(self, formula: Smooth, binders: Binders = ()) -> tuple[list[str], str]:
        """That a function is defined everywhere, and that it is smooth."""
        kind, inner = self.array_type(formula.sizes), self.bind(binders, formula.sizes)
        name, found = inner[-1], list[str]()
        for c in self.conditions(formula.body, inner):
            found.append(f"(forall {name} : {kind}, {c})" if mentions(c, name) else c)
        function = f"(fun {name} => {self.term(formula.body, inner)})"
        return found, " ".join((f"Smooth{len(formula.sizes)}", *map(self.names.size, formula.sizes), function))

    def formula(self, formula: Formula, binders: Binders = ()) -> str:
        """A statement."""
        match formula:
            case Relation():
                conditions, relation = self.relation(formula, binders)
                return "(" + " /\\ ".join((*conditions, relation)) + ")"
            case SameIndex():
                return f"({self.index(formula.left, binders)} = {self.index(formula.right, binders)})"
            case Not():
                return f"(~ {self.formula(formula.formula, binders)})"
            case And():
                return self.connected(" /\\ ", formula.parts, "True", binders)
            case Or():
                return self.connected(" \\/ ", formula.parts, "False", binders)
            case Implies():
                return f"({self.formula(formula.left, binders)} -> {self.formula(formula.right, binders)})"
            case ForAll() | Exists():
                return self.quantified(formula, binders)
            case Smooth():
                conditions, statement = self.smooth(formula, binders)
                return "(" + " /\\ ".join((*conditions, statement)) + ")"
        raise Unsupported(f"the formula {type(formula).__name__}")

    def connected(self, operation: str, parts: Sequence[Formula], unit: str, binders: Binders) -> str:
        """A conjunction or disjunction of any number of parts."""
        texts = [self.formula(part, binders) for part in parts]
        return f"({operation.join(texts)})" if len(texts) > 1 else texts[0] if texts else unit

    def quantified(self, formula: ForAll | Exists, binders: Binders) -> str:
        """A statement about all indices or arrays, or some."""
        inner = self.bind(binders, formula.over)
        word, link = ("forall", "->") if isinstance(formula, ForAll) else ("exists", "/\\")
        body = self.formula(formula.body, inner)
        if isinstance(formula.over, tuple):
            return f"({word} {inner[-1]} : {self.array_type(formula.over)}, {body})"
        return f"({word} {inner[-1]} : nat, ({inner[-1]} < {self.names.size(formula.over)})%nat {link} {body})"
