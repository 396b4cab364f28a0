"""An independent reading of the kernel's terms: plain evaluation at a point, or no value at all.

It shares no code with the kernel but the classes of the nodes. Zeros are exact; a number that is
nearly zero but not zero makes the point useless (:class:`Unclear`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product as tuples
from typing import Any

import mpmath

from derive.kernel.terms import (
    Absolute,
    Add,
    Array,
    BoundIndex,
    BoundVariable,
    Choose,
    Derivative,
    Entry,
    Exp,
    Index,
    IndexNumber,
    IndexVariable,
    Lambda,
    LastIndex,
    Log,
    Maximum,
    Multiply,
    Number,
    Power,
    Product,
    Size,
    SizeValue,
    Step,
    Sum,
    Term,
    Variable,
)

DIGITS = 60
TINY = mpmath.mpf(10) ** -35
Values = Mapping[tuple[int, ...], Any]


class NoValue(Exception):
    """The term is undefined at the point."""


class Unclear(Exception):
    """Rounding decides: the point says nothing."""


@dataclass
class At:
    """A point: numbers for sizes, indices and arrays, and the values of bound variables, innermost last."""

    sizes: dict[str, int]
    indices: dict[str, int]
    arrays: dict[str, Values]
    bound: tuple[Any, ...] = field(default=())

    def under(self, *values: Any) -> At:
        return At(self.sizes, self.indices, self.arrays, (*self.bound, *values))

    def size(self, size: Size) -> int:
        return size if isinstance(size, int) else self.sizes[size]

    def index(self, index: Index) -> int:
        match index:
            case BoundIndex():
                return int(self.bound[-1 - index.level])
            case IndexNumber():
                return index.value
            case LastIndex():
                return self.size(index.size)
            case IndexVariable():
                return self.indices[index.name]
        raise AssertionError(index)

    def array(self, array: Array) -> Values:
        match array:
            case Variable():
                return self.arrays[array.name]
            case BoundVariable():
                values: Values = self.bound[-1 - array.level]
                return values
            case Lambda():
                places = tuples(*(range(1, self.size(size) + 1) for size in array.sizes))
                return {place: evaluate(array.body, self.under(*place)) for place in places}
        raise AssertionError(array)


def sign(value: Any) -> int:
    """The sign of a number that is not nearly zero."""
    if value != 0 and abs(value) < TINY:
        raise Unclear
    return int(mpmath.sign(value))


def evaluate(term: Term, point: At) -> Any:
    """The value of a term, an mpmath number."""
    match term:
        case Number():
            return mpmath.mpf(term.value.numerator) / term.value.denominator
        case SizeValue():
            return mpmath.mpf(point.size(term.size))
        case Entry():
            return point.array(term.array)[tuple(point.index(index) for index in term.indices)]
        case Add():
            return clean(mpmath.fsum(evaluate(part, point) for part in term.terms))
        case Multiply():
            return product_value(term, point)
        case Power():
            return power_value(evaluate(term.base, point), evaluate(term.exponent, point))
        case Exp():
            return mpmath.exp(evaluate(term.argument, point))
        case Log():
            value = evaluate(term.argument, point)
            if sign(value) <= 0:
                raise NoValue
            return mpmath.log(value)
        case Absolute():
            return abs(evaluate(term.argument, point))
        case Step():
            return mpmath.mpf(1 if sign(evaluate(term.argument, point)) >= 0 else 0)
        case Choose():
            alike = point.index(term.left) == point.index(term.right)
            return evaluate(term.equal if alike else term.distinct, point)
        case Sum() | Product() | Maximum():
            values = [evaluate(term.body, point.under(n + 1)) for n in range(point.size(term.size))]
            if isinstance(term, Sum):
                return clean(mpmath.fsum(values))
            return mpmath.fprod(values) if isinstance(term, Product) else max(values)
        case Derivative():
            return derivative_value(term, point)
    raise AssertionError(term)


def clean(value: Any) -> Any:
    """A sum that rounding keeps from being 0 says nothing."""
    if value != 0 and abs(value) < TINY:
        raise Unclear
    return value


def product_value(term: Multiply, point: At) -> Any:
    """A product; with log 0 among its factors it is 0 where another factor is 0."""
    values: list[Any] = []
    log_of_zero = False
    pending = list(term.factors)
    while pending:
        factor = pending.pop()
        if isinstance(factor, Multiply):
            pending.extend(factor.factors)
        elif isinstance(factor, Log) and sign(evaluate(factor.argument, point)) == 0:
            log_of_zero = True
        else:
            values.append(evaluate(factor, point))
    if log_of_zero and not any(value == 0 for value in values):
        raise NoValue
    return mpmath.mpf(0) if log_of_zero else mpmath.fprod(values)


def power_value(base: Any, exponent: Any) -> Any:
    """An integer power of anything, another power of what is not negative."""
    if exponent == int(exponent):
        if sign(base) == 0 and exponent < 0:
            raise NoValue
        return base ** int(exponent)
    if sign(base) < 0 or (sign(base) == 0 and exponent < 0):
        raise NoValue
    return mpmath.mpf(0) if base == 0 else base**exponent


def derivative_value(term: Derivative, point: At) -> Any:
    """The limit of difference quotients, which must agree on both sides."""
    here = dict(point.array(term.point))
    place = tuple(point.index(index) for index in term.indices)
    depth = 1 + sum(isinstance(part, Derivative) for part in _parts(term.body))
    step = mpmath.mpf(10) ** (-DIGITS // (depth + 2))

    def moved(by: Any) -> Any:
        return evaluate(term.body, point.under({**here, place: here[place] + by}))

    middle, right, left = moved(0), moved(step), moved(-step)
    ahead, behind = (right - middle) / step, (middle - left) / step
    if abs(ahead - behind) > mpmath.sqrt(step) * (1 + abs(ahead)):
        raise NoValue
    return (ahead + behind) / 2


def _parts(term: Any) -> list[Any]:
    found = [term]
    for name in term.part_names:
        value = getattr(term, name)
        for part in value if isinstance(value, tuple) else (value,):
            if hasattr(part, "part_names"):
                found.extend(_parts(part))
    return found


def rational(value: Fraction | int) -> Any:
    """A rational number as a value; thirds are avoided by the callers, so that sums stay exact."""
    fraction = Fraction(value)
    return mpmath.mpf(fraction.numerator) / fraction.denominator
