"""Prints exact points: ``K = 2, i = 1, z = (0, 1/2)``."""

from __future__ import annotations

from derive.language.instance import Instance

MOST_ENTRIES = 12
"""The most entries of an array that are printed one by one in a line on a terminal."""


def assignments(point: Instance, most: int | None = None) -> list[tuple[str, str]]:
    """The names with their values as text: sizes, indices, then values. Of an array with more entries than ``most``,
    the first and the last ones are printed."""
    data = point.to_json()
    pairs = [pair for group in ("sizes", "indices", "values") for pair in data[group].items()]
    return [(name, value_text(value, most)) for name, value in pairs]


def point_text(point: Instance) -> str:
    """A point in a line, long arrays in brief; empty where it gives no size, index or value."""
    return ", ".join(f"{name} = {value}" for name, value in assignments(point, MOST_ENTRIES))


def place_text(point: Instance | None) -> str:
    """Where something holds or fails: at a point, or at every point where it gives no size, index or value."""
    return f"at {(point_text(point) if point else '') or 'every point'}"


def value_text(value: object, most: int | None) -> str:
    """A number, or an array in brackets."""
    if not isinstance(value, (list, tuple)):
        return str(value)
    entries = [value_text(entry, most) for entry in value]
    if most is None or len(entries) <= most:
        return f"({', '.join(entries)})"
    return f"({', '.join(entries[:3])}, …, {entries[-1]}; {len(entries)} entries)"
