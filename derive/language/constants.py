"""Arrays of given numbers."""

from __future__ import annotations

from collections.abc import Sequence

from derive.language.expressions import Family, Number, Real, choose, family, index, nth, real
from derive.language.instance import Value


def listed(values: Sequence[Number]) -> Family:
    """The vector with the given entries."""
    each = index("i", len(values))
    entry = real(values[-1])
    if all(real(value).term == entry.term for value in values):
        return family(each, entry)
    for place in range(len(values) - 1, 0, -1):
        entry = choose(each, nth(place, len(values)), values[place - 1], entry)
    return family(each, entry)


def constant(value: Value) -> Real | Family:
    """The number or the vector of an instance; raises ValueError for what has more axes."""
    if not isinstance(value, tuple):
        return real(value)
    entries = [entry for entry in value if not isinstance(entry, tuple)]
    if len(entries) != len(value):
        raise ValueError("an array with several axes is no vector")
    return listed(entries)
