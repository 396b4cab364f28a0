"""An independent reading of terms and formulas: plain evaluation at a point, or no value at all.

It shares no code with the package but the classes of the nodes. Derivatives are quotients of differences at 60 digits,
limits are values close to the point: it knows no rule of calculus and no normal form."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import Any

from mpmath import MPContext

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
    Power,
    Product,
    Rank,
    SameIndex,
    Size,
    SizeValue,
    Step,
    Sum,
    Term,
    Variable,
    free_variables,
    open_body,
    subnodes,
)
from derive.kernel.theorem import check_statement
from derive.language.statement import Statement, sizes_of

mp = MPContext()
mp.dps = DIGITS = 60
TINY = mp.mpf(10) ** -35
TOLERANCE = mp.mpf(10) ** -9
LIMIT_TOLERANCE = mp.mpf(10) ** -3
NEAR, FAR = mp.mpf(10) ** -12, mp.mpf(10) ** 6

Values = Mapping[tuple[int, ...], Any]


class NoValue(Exception):
    """The term is undefined at the point."""


class Unclear(Exception):
    """Rounding decides: the point says nothing."""


@dataclass
class At:
    """A point: numbers for sizes and indices (tables by argument, where an index has arguments), arrays by their
    places, and the values of bound variables, innermost last. Zeros are exact, and a number that is nearly zero but not
    zero makes the point useless (:class:`Unclear`); where the point ``rounds``, it is zero."""

    sizes: dict[str, int]
    indices: dict[str, Any]
    arrays: dict[str, Values]
    bound: tuple[Any, ...] = field(default=())
    rounds: bool = False

    def under(self, *values: Any) -> At:
        return replace(self, bound=(*self.bound, *values))

    def size(self, size: Size) -> int:
        return size if isinstance(size, int) else self.sizes[size]

    def range(self, size: Size) -> range:
        return range(1, self.size(size) + 1)

    def index(self, index: Index) -> int:
        match index:
            case BoundIndex():
                return int(self.bound[-1 - index.level])
            case IndexNumber():
                return index.value
            case LastIndex():
                return self.size(index.size)
            case IndexVariable():
                value = self.indices[index.name]
                return int(value[tuple(map(self.index, index.arguments))] if index.arguments else value)
        raise AssertionError(index)

    def array(self, array: Array) -> Values:
        match array:
            case Variable():
                return self.arrays[array.name]
            case BoundVariable():
                values: Values = self.bound[-1 - array.level]
                return values
            case Lambda():
                places = product(*map(self.range, array.sizes))
                return {place: evaluate(array.body, self.under(*place)) for place in places}
        raise AssertionError(array)

    def clean(self, value: Any) -> Any:
        """A number that rounding may keep from being 0 says nothing, or is 0."""
        if value == 0 or abs(value) >= TINY:
            return value
        if not self.rounds:
            raise Unclear
        return mp.mpf(0)

    def sign(self, value: Any) -> int:
        """The sign of a number."""
        return int(mp.sign(self.clean(value)))


# Terms -------------------------------------------------------------------------------------------


def evaluate(term: Term, point: At) -> Any:
    """The value of a term."""
    match term:
        case Number():
            return rational(term.value)
        case SizeValue():
            return mp.mpf(point.size(term.size))
        case Entry():
            return point.array(term.array)[tuple(map(point.index, term.indices))]
        case Add():
            return point.clean(mp.fsum(evaluate(part, point) for part in term.terms))
        case Multiply():
            return product_value(term, point)
        case Power():
            return power_value(evaluate(term.base, point), evaluate(term.exponent, point), point)
        case Exp():
            return mp.exp(evaluate(term.argument, point))
        case Log():
            value = evaluate(term.argument, point)
            if point.sign(value) <= 0:
                raise NoValue
            return mp.log(value)
        case Absolute():
            return abs(evaluate(term.argument, point))
        case Step():
            return mp.mpf(1 if point.sign(evaluate(term.argument, point)) >= 0 else 0)
        case Choose():
            alike = point.index(term.left) == point.index(term.right)
            return evaluate(term.equal if alike else term.distinct, point)
        case Sum():
            return point.clean(mp.fsum(evaluate(term.body, point.under(k)) for k in point.range(term.size)))
        case Product():
            return mp.fprod(evaluate(term.body, point.under(k)) for k in point.range(term.size))
        case Maximum():
            return max(evaluate(term.body, point.under(k)) for k in point.range(term.size))
        case Derivative():
            return derivative_value(term, point)
        case Limit():
            return limit_value(term, point)
        case Rank():
            return rank_value(term, point)
    raise AssertionError(term)


def product_value(term: Multiply, point: At) -> Any:
    """A product; with log 0 among its factors it is 0 where another factor is 0."""
    values: list[Any] = []
    log_of_zero = False
    pending = list(term.factors)
    while pending:
        factor = pending.pop()
        if isinstance(factor, Multiply):
            pending.extend(factor.factors)
        elif isinstance(factor, Log) and point.sign(evaluate(factor.argument, point)) == 0:
            log_of_zero = True
        else:
            values.append(evaluate(factor, point))
    if log_of_zero and not any(value == 0 for value in values):
        raise NoValue
    return mp.mpf(0) if log_of_zero else mp.fprod(values)


def power_value(base: Any, exponent: Any, point: At) -> Any:
    """An integer power of anything, another power of what is not negative."""
    sign = point.sign(base)
    if exponent == int(exponent):
        if sign == 0 and exponent < 0:
            raise NoValue
        return base ** int(exponent)
    if sign < 0 or (sign == 0 and exponent < 0):
        raise NoValue
    return mp.mpf(0) if sign == 0 else base**exponent


def derivative_value(term: Derivative, point: At) -> Any:
    """The limit of difference quotients, which must agree on both sides."""
    here = dict(point.array(term.point))
    place = tuple(map(point.index, term.indices))
    depth = 1 + sum(isinstance(part, Derivative) for part in _parts(term.body))
    step = mp.mpf(10) ** (-DIGITS // (depth + 2))

    def moved(by: Any) -> Any:
        return evaluate(term.body, point.under({**here, place: here[place] + by}))

    middle, right, left = moved(0), moved(step), moved(-step)
    ahead, behind = (right - middle) / step, (middle - left) / step
    if abs(ahead - behind) > mp.sqrt(step) * (1 + abs(ahead)):
        raise NoValue
    return (ahead + behind) / 2


def _parts(node: Node) -> list[Node]:
    """The node and its parts, as often as they stand there."""
    return [node, *(inner for _, part in node.named_parts() if isinstance(part, Node) for inner in _parts(part))]


def limit_value(term: Limit, point: At) -> Any:
    """A value close to the limit point, rounded to four digits."""
    target = evaluate(term.point, point)
    ends = {"infinity": FAR, "-infinity": -FAR, "below": target - NEAR}
    near = ends.get(term.direction, target + NEAR)
    return mp.nint(evaluate(term.body, point.under({(): near})) * 10**4) / 10**4


def rank_value(term: Rank, point: At) -> Any:
    """The rank by elimination with the largest pivots."""
    rows = [[evaluate(term.body, point.under(row, column)) for column in point.range(term.columns)]
            for row in point.range(term.rows)]  # fmt: skip
    rank = 0
    for column in range(point.size(term.columns)):
        pivot = max(range(rank, len(rows)), key=lambda row: abs(rows[row][column]), default=rank)
        if rank == len(rows) or point.sign(rows[pivot][column]) == 0:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for row in rows[rank + 1 :]:
            scale = row[column] / rows[rank][column]
            row[:] = [entry - scale * other for entry, other in zip(row, rows[rank], strict=True)]
        rank += 1
    return mp.mpf(rank)


def rational(value: Fraction | int) -> Any:
    """A rational number as a value; thirds are avoided where sums are to stay exact."""
    fraction = Fraction(value)
    return mp.mpf(fraction.numerator) / fraction.denominator


# Formulas ----------------------------------------------------------------------------------------


def holds(formula: Formula, point: At) -> bool:
    """Whether a formula holds, up to nine digits, and three where it has limits."""
    match formula:
        case Equal() | Different() | Less() | LessEqual():
            left, right = evaluate(formula.left, point), evaluate(formula.right, point)
            slack = TOLERANCE * max(1, abs(left), abs(right))
            if isinstance(formula, Equal):
                loose = any(isinstance(node, Limit) for node in subnodes(formula))
                return bool(abs(left - right) <= (LIMIT_TOLERANCE if loose else slack))
            if isinstance(formula, Different):
                return bool(abs(left - right) > slack)
            return bool(left <= right + slack if isinstance(formula, LessEqual) else left < right - slack)
        case SameIndex():
            return point.index(formula.left) == point.index(formula.right)
        case Not():
            return not holds(formula.formula, point)
        case And():
            return all(holds(part, point) for part in formula.parts)
        case Or():
            return any(holds(part, point) for part in formula.parts)
        case Implies():
            return not holds(formula.left, point) or holds(formula.right, point)
        case ForAll() | Exists():
            assert not isinstance(formula.over, tuple), "there are too many arrays to try"
            every = all if isinstance(formula, ForAll) else any
            return every(holds(formula.body, point.under(k)) for k in point.range(formula.over))
    raise AssertionError(f"no point decides {type(formula).__name__}")


def verdict(statements: tuple[Statement, ...], sizes: tuple[int, ...] = (2, 3)) -> str:
    """``true`` where all statements hold at all points found, ``false`` where one fails, ``none`` without points: meant
    for statements that are clearly true or clearly false."""
    seen = False
    for statement in map(opened, statements):
        for point in points(statement, sizes):
            try:
                if not holds(statement.conclusion, point):
                    return "false"
                seen = True
            except NoValue:
                continue
    return "true" if seen else "none"


def opened(statement: Statement) -> Statement:
    """The statement with a free vector in place of "for every vector"."""
    conclusion = statement.conclusion
    if isinstance(conclusion, ForAll) and isinstance(conclusion.over, tuple):
        conclusion = open_body(conclusion.body, (Variable("every", conclusion.over),))
    return Statement(statement.hypotheses, conclusion)


def points(statement: Statement, sizes: tuple[int, ...] = (2, 3), wanted: int = 12) -> list[At]:
    """Random points that satisfy the hypotheses."""
    formulas = (*statement.hypotheses, statement.conclusion)
    for formula in formulas:
        check_statement(formula)
    source = random.Random(7)
    found = []
    for attempt in range(wanted * 60):
        kind = ("equal", "zero")[attempt] if attempt < 2 else None
        point = _random_point(statement, sizes, kind, source)
        try:
            if all(holds(hypothesis, point) for hypothesis in statement.hypotheses):
                found.append(point)
        except NoValue:
            continue
        if len(found) == wanted:
            break
    return found


def _random_point(statement: Statement, sizes: tuple[int, ...], kind: str | None, source: random.Random) -> At:
    """A point whose arrays have entries of a kind each, the same one where it is given."""
    formulas = (*statement.hypotheses, statement.conclusion)
    variables = sorted({v for formula in formulas for v in free_variables(formula)}, key=lambda v: v.key)
    symbols = sorted({size for formula in formulas for size in sizes_of(formula) if isinstance(size, str)})
    distributions = {
        node.left.body.array
        for hypothesis in statement.hypotheses
        for node in subnodes(hypothesis)
        if isinstance(node, Equal) and isinstance(node.left, Sum) and isinstance(node.left.body, Entry)
    }
    point = At({symbol: source.choice(sizes) for symbol in symbols}, {}, {}, rounds=True)
    for variable in variables:
        if isinstance(variable, IndexVariable):
            places = list(product(*(point.range(argument.size) for argument in variable.arguments)))
            table = {place: source.randint(1, point.size(variable.size)) for place in places}
            point.indices[variable.name] = table if variable.arguments else table[()]
    for variable in variables:
        if isinstance(variable, Variable):
            own = kind or source.choice(["real", "positive", "unit", "bit", "sign", "equal"])
            entries = {place: _drawn(own, source) for place in product(*map(point.range, variable.sizes))}
            is_distribution = variable in distributions and variable.sizes
            point.arrays[variable.name] = _normalised(entries, own, source) if is_distribution else entries
    return point


def _normalised(entries: dict[tuple[int, ...], Any], kind: str, source: random.Random) -> Values:
    """Entries that sum to 1: one of them, or near the given ones."""
    if kind == "bit":
        entries = dict.fromkeys(entries, mp.mpf(0))
        entries[source.choice(list(entries))] = mp.mpf(1)
        return entries
    entries = {place: abs(entry) + mp.mpf("0.01") for place, entry in entries.items()}
    whole = mp.fsum(entries.values())
    return {place: entry / whole for place, entry in entries.items()}


def _drawn(kind: str, source: random.Random) -> Any:
    if kind == "bit":
        return mp.mpf(source.choice([0, 1]))
    if kind == "sign":
        return mp.mpf(source.choice([-1, 1, 0, 2]))
    if kind in ("equal", "zero"):
        return mp.mpf(kind == "equal")
    draw = rational(Fraction(source.randint(-2000, 2000), 1000))
    return draw if kind == "real" else abs(draw) + mp.mpf("0.001") if kind == "positive" else (draw + 2) / 4
