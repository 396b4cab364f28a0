"""A small numeric walk over statements, for tests: does what was read hold at random points?

It shares nothing with the package but the terms. Derivatives are differences at 60 digits, limits are
values far out, so that verdicts are only meant for statements that are clearly true or clearly false.
"""

from __future__ import annotations

import random
from itertools import product
from typing import Any

from mpmath import mp, mpf

from derive.kernel import terms as t
from derive.kernel.theorem import check_statement
from derive.language.statement import Statement, sizes_of

mp.dps = 60
STEP = mpf(10) ** -15
TOLERANCE = mpf(10) ** -9
Point = dict[str, Any]


class Undefined(Exception):
    """A value does not exist."""


def value(term: t.Term, point: Point, bound: tuple[Any, ...] = ()) -> mpf:
    match term:
        case t.Number():
            return mpf(term.value.numerator) / term.value.denominator
        case t.SizeValue():
            return mpf(length(term.size, point))
        case t.Entry():
            return array(term.array, point, bound)[tuple(index(i, point, bound) for i in term.indices)]
        case t.Add():
            return mp.fsum(value(part, point, bound) for part in term.terms)
        case t.Multiply():
            return mp.fprod(value(part, point, bound) for part in term.factors)
        case t.Power():
            base, exponent = value(term.base, point, bound), value(term.exponent, point, bound)
            if (base == 0 and exponent < 0) or (base < 0 and exponent != int(exponent)):
                raise Undefined
            return base**exponent
        case t.Exp():
            return mp.exp(value(term.argument, point, bound))
        case t.Log():
            argument = value(term.argument, point, bound)
            if argument <= 0:
                raise Undefined
            return mp.log(argument)
        case t.Step():
            return mpf(value(term.argument, point, bound) >= 0)
        case t.Absolute():
            return abs(value(term.argument, point, bound))
        case t.Choose():
            same = index(term.left, point, bound) == index(term.right, point, bound)
            return value(term.equal if same else term.distinct, point, bound)
        case t.Sum() | t.Product() | t.Maximum():
            values = [value(term.body, point, (*bound, k)) for k in range(1, length(term.size, point) + 1)]
            return {t.Sum: mp.fsum, t.Product: mp.fprod, t.Maximum: max}[type(term)](values)
        case t.Derivative():
            place = tuple(index(i, point, bound) for i in term.indices)
            around = array(term.point, point, bound)
            sides = []
            step = STEP if not _has_derivative(term.body) else mpf(10) ** -8
            for sign in (1, -1):
                moved = dict(around)
                moved[place] = moved[place] + sign * step
                sides.append(value(term.body, point, (*bound, moved)))
            return (sides[0] - sides[1]) / (2 * step)
        case t.Limit():
            target = value(term.point, point, bound)
            far = {"infinity": mpf(10) ** 6, "-infinity": -(mpf(10) ** 6), "below": target - mpf(10) ** -12}
            near = far.get(term.direction, target + mpf(10) ** -12)
            return mp.nint(value(term.body, point, (*bound, {(): near})) * 10**4) / 10**4
    raise AssertionError(f"no value for {type(term).__name__}")


def _has_derivative(body: t.Term) -> bool:
    return any(isinstance(node, t.Derivative) for node in t.subnodes(body))


def length(size: t.Size, point: Point) -> int:
    return size if isinstance(size, int) else point["sizes"][size]


def index(node: t.Index, point: Point, bound: tuple[Any, ...]) -> int:
    match node:
        case t.BoundIndex():
            return bound[-1 - node.level]
        case t.IndexNumber():
            return node.value
        case t.LastIndex():
            return length(node.size, point)
        case t.IndexVariable():
            return point["indices"][node.name, tuple(index(i, point, bound) for i in node.arguments)]
    raise AssertionError


def array(node: t.Array, point: Point, bound: tuple[Any, ...]) -> dict[tuple[int, ...], mpf]:
    match node:
        case t.Variable():
            return point["arrays"][node.name]
        case t.BoundVariable():
            return bound[-1 - node.level]
        case t.Lambda():
            axes = [range(1, length(size, point) + 1) for size in node.sizes]
            return {place: value(node.body, point, (*bound, *place)) for place in product(*axes)}
    raise AssertionError


def holds(formula: t.Formula, point: Point, bound: tuple[Any, ...] = ()) -> bool:
    match formula:
        case t.Equal() | t.Different() | t.Less() | t.LessEqual():
            left, right = value(formula.left, point, bound), value(formula.right, point, bound)
            slack = TOLERANCE * max(1, abs(left), abs(right))
            if isinstance(formula, t.Equal):
                loose = any(isinstance(node, t.Limit) for node in t.subnodes(formula))
                return abs(left - right) <= (mpf("1e-3") if loose else slack)
            if isinstance(formula, t.Different):
                return abs(left - right) > slack
            return left <= right + slack if isinstance(formula, t.LessEqual) else left < right - slack
        case t.SameIndex():
            return index(formula.left, point, bound) == index(formula.right, point, bound)
        case t.Not():
            return not holds(formula.formula, point, bound)
        case t.And():
            return all(holds(part, point, bound) for part in formula.parts)
        case t.Or():
            return any(holds(part, point, bound) for part in formula.parts)
        case t.Implies():
            return not holds(formula.left, point, bound) or holds(formula.right, point, bound)
        case t.ForAll():
            assert isinstance(formula.over, (str, int))
            return all(holds(formula.body, point, (*bound, k)) for k in range(1, length(formula.over, point) + 1))
    raise AssertionError(f"cannot decide {type(formula).__name__}")


def points(statement: Statement, sizes: tuple[int, ...] = (2, 3), wanted: int = 12) -> list[Point]:
    """Random points that satisfy the hypotheses."""
    formulas = (*statement.hypotheses, statement.conclusion)
    for formula in formulas:
        check_statement(formula)
    variables = sorted({v for f in formulas for v in t.free_variables(f)}, key=lambda v: v.key)
    symbols = sorted({s for f in formulas for s in sizes_of(f) if isinstance(s, str)})
    simplex = {
        node.left.body.array
        for f in statement.hypotheses
        for node in t.subnodes(f)
        if isinstance(node, t.Equal) and isinstance(node.left, t.Sum) and isinstance(node.left.body, t.Entry)
    }
    rng = random.Random(7)
    found = []
    for attempt in range(wanted * 60):
        point: Point = {"sizes": {s: rng.choice(sizes) for s in symbols}, "indices": {}, "arrays": {}}
        for variable in variables:
            if isinstance(variable, t.IndexVariable):
                places = [range(1, length(a.size, point) + 1) for a in variable.arguments]
                for place in product(*places):
                    point["indices"][variable.name, place] = rng.randint(1, length(variable.size, point))
        for variable in variables:
            if not isinstance(variable, t.Variable):
                continue
            axes = [range(1, length(size, point) + 1) for size in variable.sizes]
            kind = rng.choice(["real", "positive", "unit", "bit", "sign", "equal"])
            kind = ("equal", "zero")[attempt] if attempt < 2 else kind
            entries = {place: _draw(kind, rng) for place in product(*axes)}
            if variable in simplex and variable.sizes:
                entries = {place: abs(x) + mpf("0.01") for place, x in entries.items()}
                if kind == "bit":
                    entries = dict.fromkeys(entries, mpf(0))
                    entries[rng.choice(list(entries))] = mpf(1)
                whole = mp.fsum(entries.values())
                entries = {place: x / whole for place, x in entries.items()}
            point["arrays"][variable.name] = entries
        try:
            if all(holds(f, point) for f in statement.hypotheses):
                found.append(point)
        except Undefined:
            continue
        if len(found) == wanted:
            break
    return found


def _draw(kind: str, rng: random.Random) -> mpf:
    if kind == "bit":
        return mpf(rng.choice([0, 1]))
    if kind == "sign":
        return mpf(rng.choice([-1, 1, 0, 2]))
    if kind in ("equal", "zero"):
        return mpf(kind == "equal")
    draw = mpf(rng.randint(-2000, 2000)) / 1000
    return draw if kind == "real" else abs(draw) + mpf("0.001") if kind == "positive" else (draw + 2) / 4


def opened(statement: Statement) -> Statement:
    """The statement with a free vector in place of "for every vector"."""
    conclusion = statement.conclusion
    if isinstance(conclusion, t.ForAll) and isinstance(conclusion.over, tuple):
        conclusion = t.open_body(conclusion.body, (t.Variable("every", conclusion.over),))
    return Statement(statement.hypotheses, conclusion)


def verdict(statements: tuple[Statement, ...], sizes: tuple[int, ...] = (2, 3)) -> str:
    """``true`` where all statements hold at all points found, ``false`` where one fails, ``none`` without points."""
    seen = False
    for statement in map(opened, statements):
        for point in points(statement, sizes):
            try:
                if not holds(statement.conclusion, point):
                    return "false"
                seen = True
            except Undefined:
                continue
    return "true" if seen else "none"
