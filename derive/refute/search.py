"""The search for the smallest counterexample, and its certification."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from derive.kernel.terms import (
    And,
    Exists,
    ForAll,
    Formula,
    Implies,
    KernelError,
    Not,
    Or,
    Relation,
    Smooth,
    subnodes,
)
from derive.language.instance import IndexValue, Instance, flat
from derive.language.relations import CONVERSE, DENIED, failure_in_words, is_relation, is_turned, sign_of_kind
from derive.language.statement import Statement
from derive.measure.ground.ground import CannotGround, GroundFormula
from derive.measure.ground.opened import open_statement
from derive.measure.points.patterns import Entries
from derive.measure.points.space import Space, size_symbols
from derive.measure.rigorous.decide import Decider, ProveEqual, failing_part, side_text
from derive.refute.candidates import Point, points, raw_arrays, special_points, weight
from derive.work import done, scaled

MOST_WORK = 2_500_000
"""How much work a search does at effort 1 that finds nothing, unless it is told otherwise."""

QUICK, THOROUGH = (64, 256), (64, 256, 1024, 4096)
THOROUGH_POINTS = 25
"""At that many points of each size, sides that agree to 256 bits are told apart with up to 4096."""

PASSES: tuple[tuple[tuple[int, ...], int], ...] = (
    ((1, 2), 20),
    ((1, 2), 20),
    ((1, 2, 3, 4), 20),
    ((5, 6, 7, 8, 9, 10, 12, 16), 5),
    ((1, 2, 3, 4), 150),
    ((5, 6, 7, 8, 9, 10, 11, 12, 16, 20, 32), 30),
    ((64, 256, 1024), 4),
    ((1, 2, 3, 4), 1500),
    ((5, 6, 7, 8, 9, 10, 11, 12, 16, 20, 32), 300),
    ((1, 2, 3, 4, 5), 50_000),
)
"""Sizes to search one after the other, and how many points at each."""

LARGE = 32
"""At larger sizes only a few special points are tried, and only of statements with one size."""

SECOND_LOOK = 60
"""How many more points are tried at every smaller size before a counterexample is believed the smallest."""

SHRINKING_STEPS = 400
ARRAYS_TO_REPLACE_WITH = 40
SearchKey = tuple[int, tuple[tuple[str, int], ...]]
"""The number of a part of the statement, and the sizes."""


@dataclass(frozen=True)
class Refutation:
    """An exact instance that satisfies every hypothesis and at which the conclusion certainly fails.

    ``lhs`` and ``rhs`` are the two sides of the failing relation there, cut off after twenty digits;
    ``relation`` is one of = ≠ < ≤ > ≥, as the formula is printed, with "not " before it where its denial failed, or
    empty; ``where`` says which part of the conclusion failed, empty where it is the whole; ``found_by`` is "search"
    or "script"."""

    instance: Instance
    lhs: str
    rhs: str
    relation: str
    reason: str
    where: str
    found_by: str = "search"


def refute(
    statement: Statement,
    most: float | None = None,
    prove_equal: ProveEqual | None = None,
    searched: Callable[[Mapping[str, int]], None] = lambda sizes: None,
) -> Refutation | None:
    """A counterexample to the statement, the smallest that is found with so much work; None where there is none. Points
    at which a side is undefined, or a hypothesis not certain, refute nothing.
    ``searched`` is told the sizes at which a search came to its end and found none."""
    end = done() + (scaled(MOST_WORK) if most is None else most)
    parts = open_statement(statement)
    searches: dict[SearchKey, Search] = {}
    for round_number, (sizes_tried, budget) in enumerate(PASSES):
        for number, assignment in size_choices(parts, sizes_tried):
            key = (number, tuple(sorted(assignment.items())))
            if key not in searches:
                searches[key] = Search(parts[number], assignment, place_of(number, parts), prove_equal, end)
            found = searches[key].run(budget)
            if found is not None and round_number < len(PASSES) - 2:
                return smaller_first(searches, key, found)
            if found is not None or done() > end:
                return found
            if searches[key].tried:
                searched(assignment)
    return None


def refuted_at(statement: Statement, point: Instance, prove_equal: ProveEqual | None = None) -> Refutation | None:
    """The point as a counterexample, None where it is none: where a value is missing, a hypothesis is not certain, or
    the statement holds."""
    parts = open_statement(statement)
    for number, part in enumerate(parts):
        found = Search(part, dict(point.sizes), place_of(number, parts), prove_equal, inf).at_given(point)
        if found is not None:
            return found
    return None


def smaller_first(searches: dict[SearchKey, Search], last: SearchKey, found: Refutation) -> Refutation:
    """A counterexample at a smaller size than the one just found, where a little more search finds one."""
    for key in sorted(searches, key=lambda key: (max((size for _, size in key[1]), default=0), key)):
        if key == last:
            return found
        smaller = searches[key].run(SECOND_LOOK)
        if smaller is not None:
            return smaller
    return found


def place_of(number: int, parts: tuple[Statement, ...]) -> str:
    """Where a part of the statement stands."""
    return f"part {number + 1} of {len(parts)}" if len(parts) > 1 else ""


def size_choices(parts: tuple[Statement, ...], sizes: tuple[int, ...]) -> Iterator[tuple[int, dict[str, int]]]:
    """The parts with sizes for their symbols, small sizes first; statements without symbols once in each pass."""
    symbols = [size_symbols(part) for part in parts]
    choices: list[tuple[int, tuple[int, ...], int]] = []
    for number, names in enumerate(symbols):
        limit = sizes if len(names) < 2 else sizes[:4] if len(names) == 2 else sizes[:3]
        if len(names) > 1 and sizes[0] > LARGE:
            continue
        for chosen in itertools.product(limit, repeat=len(names)):
            choices.append((max(chosen, default=0), chosen, number))
    for _, chosen, number in sorted(choices, key=lambda choice: (choice[0], sum(choice[1]), choice[1], choice[2])):
        yield number, dict(zip(symbols[number], chosen, strict=True))


class Search:
    """The search at one choice of sizes; it goes on where it stopped."""

    def __init__(
        self,
        statement: Statement,
        sizes: Mapping[str, int],
        where: str,
        prove_equal: ProveEqual | None,
        end: float,
    ) -> None:
        self.statement = statement
        self.sizes = sizes
        self.where = where
        self.prove_equal = prove_equal
        self.end = end
        self.tried = 0
        self.seen: set[object] = set()
        self.large = max(sizes.values(), default=0) > LARGE
        self.space: Space | None = None
        self.assignments: list[dict[str, IndexValue]] = []
        self.stream: Iterator[Point] = iter(())
        try:
            self.space = Space(statement, sizes)
            self.assignments = list(itertools.islice(self.space.index_assignments(), 4 if self.large else 256))
        except (CannotGround, KernelError):
            self.space = None
        if self.space is not None and self.assignments and refutable(statement.conclusion):
            self.stream = (special_points if self.large else points)(statement, self.space)

    def run(self, budget: int) -> Refutation | None:
        """Tries that many more points. What is found counts only where every hypothesis is decided once more, without
        what is known of points by the way they were made."""
        for point in itertools.islice(self.stream, budget):
            found = self.at_point(point)
            if found is not None:
                simplest = found if self.large else self.shrunk(found)
                assert self.space is not None
                if self.space.admits(simplest):
                    return self.refutation(simplest, "search")
            if done() > self.end:
                return None
        return None

    def at_given(self, point: Instance) -> Refutation | None:
        """The refutation at a point that is given; indices that it leaves open are searched."""
        if self.space is None:
            return None
        for assignment in self.assignments:
            indices = {name: point.indices.get(name, value) for name, value in assignment.items()}
            instance = Instance(point.sizes, indices, point.values)
            if self.space.admits(instance) and self.fails(instance, THOROUGH):
                return self.refutation(instance, "script")
        return None

    def at_point(self, point: Point) -> Instance | None:
        """An admitted instance with these values at which the conclusion fails."""
        assert self.space is not None
        self.tried += 1
        precisions = THOROUGH if self.tried <= THOROUGH_POINTS else QUICK
        shared: Instance | None = None
        decider: Decider | None = None
        for indices in self.assignments:
            if shared is None or self.space.indices_matter:
                shared = self.space.complete(point, indices, members=True)
                if shared is None:
                    if not self.space.indices_matter:
                        return None
                    continue
                decider = Decider(shared, self.prove_equal, precisions, strict=True)
            instance = Instance(shared.sizes, indices, shared.values)
            if self.is_new(instance) and self.fails(instance, precisions, decider):
                return instance
            if done() > self.end:
                return None
        return None

    def is_new(self, instance: Instance) -> bool:
        """Whether this instance has not been tried."""
        key = (tuple(instance.indices.values()), tuple(instance.values.values()))
        if key in self.seen:
            return False
        self.seen.add(key)
        return True

    def conclusion(self, instance: Instance) -> GroundFormula | None:
        assert self.space is not None
        try:
            return self.space.ground(-1, instance.indices)
        except CannotGround:
            return None

    def fails(self, instance: Instance, precisions: tuple[int, ...], decider: Decider | None = None) -> bool:
        """Whether the conclusion certainly fails there, all sides that matter being defined; ``decider`` is
        one for the same values."""
        formula = self.conclusion(instance)
        if formula is None:
            return False
        decider = decider or Decider(instance, self.prove_equal, precisions, strict=True)
        return decider.decide(formula) is False

    def shrunk(self, instance: Instance) -> Instance:
        """A simpler counterexample near one that may have been found out of order: arrays, then entries, are
        replaced by simpler ones as long as the statement goes on failing."""
        best, steps = instance, SHRINKING_STEPS
        changes = self.other_arrays
        while steps > 0 and done() < self.end:
            better = None
            for name, entries in changes(best):
                candidate = self.changed(best, name, entries)
                steps -= 1
                if candidate and total_weight(candidate) < total_weight(best) and self.fails(candidate, QUICK):
                    better = candidate
                    break
                if steps <= 0:
                    break
            if better is not None:
                best = better
            elif changes == self.other_arrays:
                changes = self.other_entries
            else:
                break
        return best

    def other_arrays(self, instance: Instance) -> Iterator[tuple[str, Entries]]:
        """Small arrays for each array that is not as small."""
        for name, entries in self.free_arrays(instance):
            for other in itertools.islice(raw_arrays(len(entries), 3), ARRAYS_TO_REPLACE_WITH):
                if weight(other) < weight(entries):
                    yield name, other

    def free_arrays(self, instance: Instance) -> Iterator[tuple[str, Entries]]:
        """The arrays that may have other values, with their entries."""
        assert self.space is not None
        for name in self.space.axes:
            if name in instance.values:
                yield name, flat(instance.values[name])

    def other_entries(self, instance: Instance) -> Iterator[tuple[str, Entries]]:
        """Each array with one entry made simpler."""
        for name, entries in self.free_arrays(instance):
            for position, entry in enumerate(entries):
                for number in simpler_numbers(entry):
                    yield name, [*entries[:position], number, *entries[position + 1 :]]

    def changed(self, instance: Instance, name: str, entries: Entries) -> Instance | None:
        """The admitted instance with another array in the place of one."""
        assert self.space is not None
        values = dict(self.free_arrays(instance))
        candidate = self.space.complete({**values, name: entries}, instance.indices)
        if candidate is None:
            member = self.space.member(name, entries)
            candidate = None if member is None else self.space.complete({**values, name: member}, instance.indices)
        return candidate

    def refutation(self, instance: Instance, found_by: str) -> Refutation:
        formula = self.conclusion(instance)
        assert formula is not None
        decider = Decider(instance, self.prove_equal, THOROUGH, strict=True)
        failing = failing_part(formula, decider)
        denied = failing.kind == "Not"
        relation = failing.parts[0] if denied else failing
        if not is_relation(relation.kind):
            return Refutation(instance, "", "", "", "the statement fails at this point", self.where, found_by)
        sign = sign_of_kind(relation.kind)
        lhs, rhs = side_text(relation.left, decider), side_text(relation.right, decider)
        if isinstance(relation.source, Relation) and is_turned(relation.source):
            lhs, rhs, sign = rhs, lhs, CONVERSE[sign]
        said = DENIED + sign.text if denied else sign.text
        return Refutation(instance, lhs, rhs, said, failure_in_words(lhs, said, rhs), self.where, found_by)


def refutable(formula: Formula) -> bool:
    """Whether a point may certainly refute the formula: not where an existence of arrays, or smoothness, could
    hold it up."""
    match formula:
        case Smooth():
            return False
        case And():
            return any(map(refutable, formula.parts))
        case Or():
            return all(map(refutable, formula.parts))
        case Implies():
            return refutable(formula.right)
        case Exists() if isinstance(formula.over, tuple):
            return False
        case ForAll() | Exists():
            return refutable(formula.body)
        case Not():
            inner = subnodes(formula)
            return not any(isinstance(part, ForAll) and isinstance(part.over, tuple) for part in inner)
        case _:
            return True


def simpler_numbers(value: Fraction) -> list[Fraction]:
    """Numbers that might stand for a number, the simplest first."""
    found = [Fraction(0), Fraction(1), Fraction(-1), Fraction(2), Fraction(1, 2), Fraction(round(value))]
    found += [value.limit_denominator(bound) for bound in (2, 3, 5)]
    found += [Fraction(int(value / 2)), Fraction(int(value / 10))]
    return [number for number in dict.fromkeys(found) if number != value]


def total_weight(instance: Instance) -> tuple[int, ...]:
    """The weight of all values together, see :func:`derive.refute.candidates.weight`."""
    entries = [entry for value in instance.values.values() for entry in flat(value)]
    return (*weight(entries), sum(abs(entry.numerator) + entry.denominator for entry in entries))
