"""Points nearer to where all numbers are 1, for statements whose exponentials are too large at a sampled point."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt

from derive.language.instance import Instance, flat
from derive.measure.points.space import Space

MOST_ROUNDS = 4
"""So often are roots taken: of 1000, all that is left is then 1."""


def tamer_instances(space: Space, instance: Instance) -> Iterator[Instance]:
    """Admitted instances with square roots in the place of large numbers, then roots of those; then the same with
    small numbers, too."""
    for least in (1, 0):
        entries = {name: flat(value) for name, value in instance.values.items()}
        for _ in range(MOST_ROUNDS):
            before = entries
            entries = {name: [tamer(x) if abs(x) > least else x for x in array] for name, array in before.items()}
            found = space.complete(entries, instance.indices) if entries != before else None
            if found is not None and found != instance:
                yield found


def tamer(entry: Fraction) -> Fraction:
    """The whole number at the square root of a number, below 1 its inverse; 0, and the sign, stay."""
    if not entry:
        return entry
    size = abs(entry)
    root = Fraction(isqrt(int(size))) if size >= 1 else 1 / Fraction(isqrt(int(1 / size)))
    return root if entry > 0 else -root
