"""Exact instances of a statement: sizes, free indices and rational values of the free arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Value = Fraction | tuple["Value", ...]
"""A rational number, or an array of them, nested by axis."""

IndexValue = int | tuple["IndexValue", ...]
"""A class number; for an index with arguments, a table of them, nested by argument."""


@dataclass(frozen=True)
class Instance:
    """A point: a number for every size symbol, a class for every free index (a table, nested by
    argument, where the index has arguments), and exact values for the free arrays (a Fraction for a
    scalar, nested tuples by axis otherwise)."""

    sizes: Mapping[str, int] = field(default_factory=dict)
    indices: Mapping[str, IndexValue] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """JSON-ready data: sizes and indices as numbers, rationals as strings such as "-1/3"."""
        return {
            "sizes": dict(sorted(self.sizes.items())),
            "values": {name: _value_json(value) for name, value in sorted(self.values.items())},
            "indices": {name: _index_json(value) for name, value in sorted(self.indices.items())},
        }

    def entry(self, name: str, place: tuple[int, ...]) -> Fraction | None:
        """The entry of a named array, or None where the instance gives none."""
        value = self.values.get(name)
        for position in place:
            if not isinstance(value, tuple) or position > len(value):
                return None
            value = value[position - 1]
        return value if isinstance(value, Fraction) else None


def point(sizes: Mapping[str, int] | None = None, indices: Mapping[str, int] | None = None, **values: Any) -> Instance:
    """A claim's witness, or where it fails: ``point({"K": 2}, z=[0, "1/2"])``. Raises ValueError."""
    return instance_from_json({"sizes": sizes or {}, "indices": indices or {}, "values": values})


def instance_from_json(data: Mapping[str, Any]) -> Instance:
    """The inverse of :meth:`Instance.to_json`; whole numbers may stand for rationals. Raises ValueError."""
    unknown = sorted(set(data) - {"sizes", "values", "indices"})
    if unknown:
        raise ValueError(f"an instance has sizes, values and indices, not {unknown[0]}")
    sizes = {str(name): _natural(value) for name, value in data.get("sizes", {}).items()}
    indices = {str(name): _index_value(value) for name, value in data.get("indices", {}).items()}
    values = {str(name): _rational_value(value) for name, value in data.get("values", {}).items()}
    return Instance(sizes, indices, values)


def nested(axes: tuple[int, ...], entries: list[Fraction]) -> Value:
    """The entries, listed with the last index fastest, as nested tuples."""
    if not axes:
        return entries[0]
    stride = len(entries) // axes[0]
    return tuple(nested(axes[1:], entries[k * stride : (k + 1) * stride]) for k in range(axes[0]))


def flat(value: Value) -> list[Fraction]:
    """The inverse of :func:`nested`."""
    if isinstance(value, tuple):
        return [entry for part in value for entry in flat(part)]
    return [value]


def _value_json(value: Value) -> Any:
    return [_value_json(part) for part in value] if isinstance(value, tuple) else str(value)


def _index_json(value: IndexValue) -> Any:
    return [_index_json(part) for part in value] if isinstance(value, tuple) else value


def _natural(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"a size or an index is a whole number from 1 on, not {value!r}")
    return value


def _index_value(value: object) -> IndexValue:
    return tuple(map(_index_value, value)) if isinstance(value, (list, tuple)) else _natural(value)


def _rational_value(value: object) -> Value:
    if isinstance(value, (list, tuple)):
        return tuple(map(_rational_value, value))
    if isinstance(value, bool) or not isinstance(value, (int, str, Fraction)):
        raise ValueError(f"a value is a rational number such as '-1/3', not {value!r}")
    return Fraction(value)
