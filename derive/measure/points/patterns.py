"""Arrays to try: zero, ties, one-hot, distributions, spreads of a thousand, then pseudo-random rationals."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction

Entries = list[Fraction]

SCALARS = tuple(
    map(Fraction, ("1", "0", "2", "1/2", "-1", "3", "1/3", "-2", "5/4", "10", "1/10", "-7/3", "1000", "1/1000"))
)


def patterns(axes: tuple[int, ...], seed: str) -> Iterator[Entries]:
    """Endlessly many arrays with these axes, the same ones for the same seed."""
    if not axes:
        yield from ([value] for value in SCALARS)
    else:
        rows = 1
        for axis in axes[:-1]:
            rows *= axis
        yield from _arrays(rows, axes[-1])
    yield from _random_arrays(axes, random.Random(seed))


def _arrays(rows: int, length: int) -> Iterator[Entries]:
    kinds = list(row_patterns(length))
    for number, kind in enumerate(kinds):
        if rows == 1:
            yield kind
        else:
            yield [entry for row in range(rows) for entry in kinds[(number + 5 * row) % len(kinds)]]
            yield kind * rows


def row_patterns(length: int) -> Iterator[Entries]:
    """The rows to try first."""
    numbers = [Fraction(k) for k in range(length)]
    total = Fraction(length * (length + 1), 2)
    yield [Fraction(1, length)] * length
    yield [Fraction(0)] * length
    yield [Fraction(1000 * (k % 2)) for k in range(length)]
    yield numbers
    yield [Fraction(int(k == 0)) for k in range(length)]
    yield [(k + 1) / total for k in numbers]
    yield [Fraction(1)] * length
    yield [Fraction(int(k == length - 1)) for k in range(length)]
    yield [Fraction((-1) ** k * (k + 2), k + 3) for k in range(length)]
    yield [Fraction(1, 2 ** (k + 1)) if k < length - 1 else Fraction(1, 2**k) for k in range(length)]
    yield [Fraction(1, min(2, length)) if k < 2 else Fraction(0) for k in range(length)]
    yield [Fraction(int(k > 0)) for k in range(length)]
    yield [Fraction(500 - 1000 * k, max(1, length - 1)) for k in range(length)]
    yield [Fraction(1 - 2 * (k % 2)) for k in range(length)]
    yield [Fraction(int(k % 2 == 0)) for k in range(length)]
    small = Fraction(1, 1000)
    yield [1 - small * (length - 1) if k == 0 else small for k in range(length)]
    yield [-number for number in numbers]


def _random_arrays(axes: tuple[int, ...], source: random.Random) -> Iterator[Entries]:
    count = 1
    for axis in axes:
        count *= axis
    length = axes[-1] if axes else 1
    while True:
        yield [Fraction(source.randint(-12, 12), source.choice((1, 1, 2, 3, 5, 7))) for _ in range(count)]
        weights = [Fraction(source.randint(1, 9)) for _ in range(count)]
        rows = [weights[k : k + length] for k in range(0, count, length)]
        yield [weight / sum(row) for row in rows for weight in row] if axes else [weights[0] / source.randint(1, 9)]
        yield [Fraction(source.randint(0, 1)) for _ in range(count)]
        yield [Fraction(source.randint(1, 20), source.choice((1, 2, 3, 4, 10))) for _ in range(count)]
