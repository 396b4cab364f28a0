"""Ground terms at an instance, written back as closed kernel terms: numeric sizes, rational entries."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

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
    IndexNumber,
    KernelError,
    Lambda,
    Limit,
    Log,
    Multiply,
    Number,
    Power,
    Rank,
    Step,
    Term,
)
from derive.language.extrema import largest
from derive.language.instance import Instance
from derive.measure.ground.ground import Ground, Place

LONGEST_SPELLING = 200_000
UNARY: dict[str, type[Exp] | type[Log] | type[Absolute] | type[Step]] = {
    "exp": Exp,
    "log": Log,
    "absolute": Absolute,
    "step": Step,
}


class _NotWritten(Exception):
    """The term has a part that is not written back, or is too long."""


def closed_term(node: Ground, instance: Instance) -> Term | None:
    """The term with every free variable replaced by its value, or None where it cannot be written."""
    try:
        return _Writer(instance).term(node, (), 0)
    except (_NotWritten, KernelError, RecursionError):
        return None


class _Writer:
    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.axes: dict[int, tuple[int, ...]] = {}

    def term(self, node: Ground, positions: tuple[int, ...], binders: int) -> Term:
        """The term under that many binders; ``positions`` says which of them the slots' depths are."""
        written = self.write(node, positions, binders)
        if len(written.key) > LONGEST_SPELLING:
            raise _NotWritten
        return written

    def write(self, node: Ground, positions: tuple[int, ...], binders: int) -> Term:
        match node.operation:
            case "number":
                return Number(cast(Fraction, node.data))
            case "value":
                value = self.instance.entry(*cast("tuple[str, Place]", node.data))
                if value is None:
                    raise _NotWritten
                return Number(value)
            case "slot":
                depth, place = cast("tuple[int, Place]", node.data)
                axes = self.axes[depth]
                array = BoundVariable(binders - 1 - positions[depth], axes)
                return Entry(array, tuple(IndexNumber(k, size) for k, size in zip(place, axes, strict=True)))
            case "derivative":
                return self.derivative(node, positions, binders)
            case "limit":
                depth, direction = cast("tuple[int, str]", node.data)
                point = self.term(node.parts[1], positions, binders)
                self.axes[depth] = ()
                return Limit(self.term(node.parts[0], (*positions[:depth], binders), binders + 1), point, direction)
            case "rank":
                rows, columns = cast("tuple[int, int]", node.data)
                table = [self.term(part, positions, binders + 2) for part in node.parts]
                return Rank(rows, columns, _table((rows, columns), 1, table))
        if node.operation not in ("add", "multiply", "power", "largest", *UNARY):
            raise _NotWritten
        parts = tuple(self.term(part, positions, binders) for part in node.parts)
        if node.operation == "add":
            return Add(parts)
        if node.operation == "multiply":
            return Multiply(parts)
        if node.operation == "power":
            return Power(*parts)
        if node.operation == "largest":
            return largest(parts)
        return UNARY[node.operation](parts[0])

    def derivative(self, node: Ground, positions: tuple[int, ...], binders: int) -> Term:
        depth, target, all_places = cast("tuple[int, Place, tuple[Place, ...]]", node.data)
        axes = all_places[-1]
        below = binders + len(axes)
        entries = [self.term(part, positions, below) for part in node.parts[1:]]
        point: Array = Lambda(axes, _table(axes, len(axes) - 1, entries))
        self.axes[depth] = axes
        body = self.term(node.parts[0], (*positions[:depth], binders), binders + 1)
        return Derivative(body, point, tuple(IndexNumber(k, size) for k, size in zip(target, axes, strict=True)))


def _table(axes: tuple[int, ...], level: int, entries: list[Term]) -> Term:
    """The entry that the bound indices of these axes choose; ``level`` is that of the first axis."""
    if not axes:
        return entries[0]
    stride = len(entries) // axes[0]
    rows = [_table(axes[1:], level - 1, entries[k * stride : (k + 1) * stride]) for k in range(axes[0])]
    result = rows[-1]
    for number in reversed(range(1, axes[0])):
        result = Choose(BoundIndex(level, axes[0]), IndexNumber(number, axes[0]), rows[number - 1], result)
    return result
