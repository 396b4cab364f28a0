"""Deterministic instances of a statement that satisfy all its hypotheses exactly."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from derive.kernel.terms import Formula
from derive.language.instance import IndexValue, Instance
from derive.language.statement import Statement
from derive.measure.points.patterns import Entries, patterns
from derive.measure.points.space import Space, size_symbols
from derive.work import count, done, remembered, to_its_end

MISSES_IN_A_ROW = 50
MISSES_AT_FIRST = 24
"""How many attempts may fail before the first instance is found: sixteen are the patterns in turn."""

PATTERNS_TRIED = 60
OTHER_SIZES = (2, 3, 1, 4)
LARGER_SIZES = (4, 5, 6, 8, 9, 10, 12, 16, 20, 32, 64, 100)


class Domain:
    """What an array's own hypotheses make of one pattern after the other. That is the same for every statement with
    these hypotheses, and is found once; the work that it took is counted by each."""

    def __init__(self, name: str, axes: tuple[int, ...], sizes: dict[str, int], own: tuple[Formula, ...]) -> None:
        self.name = name
        self.space = Space(Statement(own, own[0]), sizes) if own else None
        self.source = patterns(axes, f"{name} {spelled(sizes)}")
        self.found: list[tuple[Entries | None, int]] = []

    def near(self, number: int) -> Entries | None:
        """The member near the pattern of this number, if there is one."""
        if number < len(self.found):
            member, work = self.found[number]
            count(work)
            return member
        before = done()
        with to_its_end():
            entries = next(self.source)
            member = entries if self.space is None else self.space.member(self.name, entries)
        self.found.append((member, done() - before))
        count(0)
        return member


@lru_cache(maxsize=1_000)
def domain_of(name: str, axes: tuple[int, ...], sizes: tuple[tuple[str, int], ...], own: tuple[Formula, ...]) -> Domain:
    """The domain of an array that meets its own hypotheses."""
    return Domain(name, axes, dict(sizes), own)


class Pool:
    """The members of an array's own domain, found as they are asked for."""

    def __init__(self, name: str, domain: Domain) -> None:
        self.name = name
        self.domain = domain
        self.tried = 0
        self.members: list[Entries] = []
        self.seen: set[tuple[object, ...]] = set()

    def member(self, number: int) -> Entries | None:
        """The member of this number, counted round and round; None where there is none."""
        while number >= len(self.members) and self.tried < PATTERNS_TRIED:
            self.tried += 1
            found = self.domain.near(self.tried - 1)
            if found is not None and tuple(found) not in self.seen:
                self.seen.add(tuple(found))
                self.members.append(found)
        return self.members[number % len(self.members)] if self.members else None


@remembered(500)
def pool_of(name: str, axes: tuple[int, ...], sizes: tuple[tuple[str, int], ...], own: tuple[Formula, ...]) -> Pool:
    """The pool of an array that meets its own hypotheses, the same one for every statement with these."""
    return Pool(name, domain_of(name, axes, sizes, own))


def spelled(sizes: Mapping[str, int]) -> str:
    """Sizes in a line, as part of the seed of what is pseudo-random."""
    return " ".join(f"{name}={size}" for name, size in sorted(sizes.items()))


def sample_instances(statement: Statement, count: int = 24, sizes: Sequence[int] = (1, 2, 3, 7)) -> Iterator[Instance]:
    """About ``count`` distinct instances at these sizes (at larger ones, where the hypotheses admit none of
    these), as many of each size as can be had; none where none is found. The statement is one
    without outer quantifiers, see :func:`derive.measure.ground.opened.open_statement`."""
    assignments = size_assignments(size_symbols(statement), sizes)
    streams = [instances_at(statement, assignment) for assignment in assignments]
    found = 0
    for position, stream in enumerate(streams):
        share = -(-(count - found) // (len(streams) - position))
        for instance in itertools.islice(stream, share):
            found += 1
            yield instance
    for stream in streams:  # where some sizes admit too few, others admit more
        for instance in itertools.islice(stream, max(count - found, 0)):
            found += 1
            yield instance
    if found or not assignments[0] or any(Space(statement, assignment).admitted for assignment in assignments):
        return
    for size in LARGER_SIZES:
        for assignment in size_assignments(size_symbols(statement), (size,)):
            for instance in itertools.islice(instances_at(statement, assignment), -(-count // 2)):
                found += 1
                yield instance
        if found >= count // 2:
            return


def size_assignments(symbols: list[str], sizes: Sequence[int]) -> list[dict[str, int]]:
    """Assignments of these sizes to the symbols: the first runs through them, the others vary beside it."""
    if not symbols:
        return [{}]
    return [
        {symbol: size if k == 0 else OTHER_SIZES[(k + n) % len(OTHER_SIZES)] for k, symbol in enumerate(symbols)}
        for n, size in enumerate(sizes)
    ]


def instances_at(statement: Statement, sizes: dict[str, int]) -> Iterator[Instance]:
    """Distinct instances at these sizes, until too many attempts in a row have failed."""
    space = Space(statement, sizes)
    assignments = list(itertools.islice(space.index_assignments(), 400))
    if not assignments:
        return
    pools = [
        pool_of(name, axes, tuple(sorted(sizes.items())), tuple(space.statement.hypotheses[k] for k in space.own[name]))
        for name, axes in space.axes.items()
    ]
    choice = random.Random(spelled(sizes))
    seen: set[str] = set()
    misses = 0
    for attempt in itertools.count():
        numbers = [_pool_number(attempt, k, choice) for k in range(len(pools))]
        entries = [pool.member(number) for pool, number in zip(pools, numbers, strict=True)]
        values = {pool.name: member for pool, member in zip(pools, entries, strict=True) if member is not None}
        if len(values) < len(pools):
            return
        instance = _completed(space, values, assignments, attempt)
        spelling = repr(instance)
        if instance is None or spelling in seen:
            misses += 1
            if misses > (MISSES_IN_A_ROW if seen else MISSES_AT_FIRST):
                return
            continue
        seen.add(spelling)
        misses = 0
        yield instance


def _pool_number(attempt: int, position: int, choice: random.Random) -> int:
    """First every array runs through its members, each in another order; then at random."""
    return attempt ^ (position % 8) if attempt < 16 else choice.randrange(24 if choice.random() < 0.6 else 3)


def _completed(
    space: Space, values: dict[str, Entries], assignments: list[dict[str, IndexValue]], attempt: int
) -> Instance | None:
    """The instance with the first fitting assignment of indices, from a different one on each time."""
    tries = min(len(assignments), 12) if space.indices_matter else 1
    for k in range(tries):
        indices = assignments[(7 * attempt + 5 * k * (attempt + 1) + k) % len(assignments)]
        instance = space.complete(values, indices, members=True)
        if instance is not None:
            return instance
    return None
