"""The points at which a counterexample is sought, from small to large."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

from derive.language.instance import flat
from derive.language.statement import Statement
from derive.measure.points.patterns import Entries, row_patterns
from derive.measure.points.sampling import instances_at
from derive.measure.points.space import Space

Point = dict[str, Entries]
"""Entries for every free array, before the equations between arrays are solved."""

HEIGHTS = (1, 2, 3, 4, 5, 7, 10)
MEMBERS_PER_HEIGHT = 60
RAW_PER_HEIGHT = 600
MISSES_IN_A_ROW = 80
SPECIAL_AFTER = 20
SPECIAL_EVERY = 5


def height(entries: Entries) -> int:
    """The largest numerator or denominator of an array."""
    return max((max(abs(entry.numerator), entry.denominator) for entry in entries), default=1)


def weight(entries: Entries) -> tuple[int, int, int]:
    """What makes an array simple: small numbers first, then few that are not zero, then few negative ones."""
    return height(entries), sum(entry != 0 for entry in entries), sum(entry < 0 for entry in entries)


def rationals(bound: int) -> list[Fraction]:
    """The rational numbers up to a height, the simplest first."""
    found = {Fraction(top, bottom) for top in range(-bound, bound + 1) for bottom in range(1, bound + 1)}
    return sorted(found, key=lambda value: (height([value]), value < 0, abs(value)))


def raw_arrays(count: int, bound: int) -> Iterator[Entries]:
    """Arrays of that many entries up to a height, those with few entries that are not zero first."""
    values = [value for value in rationals(bound) if value]
    yield [Fraction(0)] * count
    for value in values:
        yield [value] * count
    yield from row_patterns(count)
    for nonzero in range(1, count + 1):
        for spots in itertools.combinations(range(count), nonzero):
            for chosen in itertools.product(values, repeat=nonzero):
                entries = [Fraction(0)] * count
                for spot, value in zip(spots, chosen, strict=True):
                    entries[spot] = value
                yield entries


class Ladder:
    """The members of one array's domain, by height, found as they are asked for."""

    def __init__(self, space: Space, name: str) -> None:
        self.space = space
        self.name = name
        self.bound = 0
        self.raw: Iterator[Entries] = iter(())
        self.seen: set[tuple[Fraction, ...]] = set()
        self.members: list[Entries] = []
        self.current: list[Entries] = []

    def climb(self, bound: int) -> None:
        """Goes on to members up to this height."""
        self.bound = bound
        self.raw = itertools.islice(raw_arrays(self.space.count(self.name), bound), RAW_PER_HEIGHT)
        self.members.sort(key=weight)
        self.current = [member for member in self.members if height(member) <= bound]

    def get(self, rank: int) -> Entries | None:
        """The member of this rank at the current height, simple ones first; None past the last."""
        misses = 0
        while rank >= len(self.current) and misses < MISSES_IN_A_ROW and len(self.current) < MEMBERS_PER_HEIGHT:
            entries = next(self.raw, None)
            if entries is None:
                return None
            member = self.space.member(self.name, entries)
            misses += 1
            if member is not None and tuple(member) not in self.seen:
                misses = 0
                self.seen.add(tuple(member))
                self.members.append(member)
                if height(member) <= self.bound:
                    self.current.append(member)
        return self.current[rank] if rank < len(self.current) else None


class Fixed(Ladder):
    """The place of an array for which equations are solved: one value to start from."""

    def get(self, rank: int) -> Entries | None:
        return [Fraction(0)] * self.space.count(self.name) if rank == 0 else None


def points(statement: Statement, space: Space) -> Iterator[Point]:
    """Points to try: small ones by height, soon with a special one (ties, one-hot, large spreads, all arrays
    different from 0) after every few of them."""
    special = special_points(statement, space)
    for count, point in enumerate(small_points(space)):
        yield point
        if count >= SPECIAL_AFTER and count % SPECIAL_EVERY == 0:
            yield from itertools.islice(special, 1)
    yield from special


def special_points(statement: Statement, space: Space) -> Iterator[Point]:
    """Uniform, one-hot, tied and widely spread arrays, then pseudo-random ones."""
    for instance in instances_at(statement, space.sizes):
        yield {name: flat(value) for name, value in instance.values.items()}


def small_points(space: Space) -> Iterator[Point]:
    """All choices of small members of the arrays' domains, up to each height in turn."""
    solved = {name for position, name in space.targets if position not in space.own[name]}
    ladders = [Fixed(space, name) if name in solved else Ladder(space, name) for name in space.axes]
    previous = 0
    for bound in HEIGHTS:
        for ladder in ladders:
            ladder.climb(bound)
        for chosen in by_total_rank(ladders):
            if bound == 1 or any(height(entries) > previous for entries in chosen):
                yield {ladder.name: entries for ladder, entries in zip(ladders, chosen, strict=True)}
        previous = bound


def by_total_rank(ladders: list[Ladder]) -> Iterator[tuple[Entries, ...]]:
    """All choices of one member each, those that are early on their ladders first."""
    for total in itertools.count():
        found = False
        for chosen in with_total_rank(ladders, total):
            found = True
            yield chosen
        if not found:
            return


def with_total_rank(ladders: list[Ladder], total: int) -> Iterator[tuple[Entries, ...]]:
    """The choices whose ranks have this sum."""
    if not ladders:
        if total == 0:
            yield ()
        return
    ranks = [total] if len(ladders) == 1 else range(total + 1)
    for rank in ranks:
        member = ladders[0].get(rank)
        if member is None:
            return
        for others in with_total_rank(ladders[1:], total - rank):
            yield (member, *others)
