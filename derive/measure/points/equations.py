"""Equations that are linear in the entries of one array, solved exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from flint import fmpq, fmpq_mat

from derive.measure.ground.ground import Ground, Place
from derive.measure.rigorous.balls import BallEvaluator
from derive.measure.rigorous.jets import Plain, Undefined, Unknown
from derive.work import count

Spot = tuple[str, Place]
"""The name of an array and the place of an entry in it."""

NUMBERS = 10
"""So many steps of elimination cost about as much as evaluating one operation."""

Pairs = Sequence[tuple[Ground, Ground]]
"""The two sides of each equation."""


class Equations:
    """Equations linear in the entries of one array, which stand at these spots. The coefficients found last are
    tried first: they are the same for every point unless other arrays, or powers, stand in them."""

    def __init__(self, spots: Sequence[Spot], pairs: Pairs) -> None:
        self.spots = spots
        self.pairs = pairs
        self.columns: list[list[fmpq]] | None = None

    def solve(self, start: Sequence[Fraction], others: Mapping[Spot, Fraction]) -> list[Fraction] | None:
        """The entries that solve the equations, as close to ``start`` as elimination leaves them, with the given
        values elsewhere; None where the equations are not linear, not rational, or have no solution."""
        table = {spot: rational(value) for spot, value in others.items()}
        begin = [rational(value) for value in start]
        at_start = self.residuals(table, begin)
        if at_start is None:
            begin = [fmpq(1)] * len(begin)
            at_start = self.residuals(table, begin)
        if at_start is None:
            return None
        solution: list[fmpq] | None = begin
        if any(at_start):
            solution = None if self.columns is None else self.moved(table, begin, at_start)
            if solution is None:
                self.columns = self.coefficients(table, begin, at_start)
                solution = None if self.columns is None else self.moved(table, begin, at_start)
        return None if solution is None else [Fraction(int(value.p), int(value.q)) for value in solution]

    def residuals(self, table: dict[Spot, fmpq], values: Sequence[fmpq]) -> list[fmpq] | None:
        """left − right of each equation at these entries."""
        table.update(zip(self.spots, values, strict=True))
        return rational_differences(self.pairs, table)

    def coefficients(
        self, table: dict[Spot, fmpq], begin: Sequence[fmpq], at_start: Sequence[fmpq]
    ) -> list[list[fmpq]] | None:
        """For each entry, what adding 1 to it adds to the residuals."""
        columns = []
        for position in range(len(self.spots)):
            moved = self.residuals(table, [*begin[:position], begin[position] + 1, *begin[position + 1 :]])
            if moved is None:
                return None
            columns.append([after - before for after, before in zip(moved, at_start, strict=True)])
        return columns

    def moved(self, table: dict[Spot, fmpq], begin: Sequence[fmpq], at_start: Sequence[fmpq]) -> list[fmpq] | None:
        """The solution that the coefficients lead to, where it is one."""
        assert self.columns is not None
        step = solve_linear(self.columns, [-residual for residual in at_start])
        if step is None:
            return None
        solution = [entry + move for entry, move in zip(begin, step, strict=True)]
        final = self.residuals(table, solution)
        return None if final is None or any(final) else solution


def rational(value: Fraction) -> fmpq:
    """The same number in the arithmetic that is quick."""
    return fmpq(value.numerator, value.denominator)


def inverted_matrix(entries: Sequence[fmpq], size: int) -> list[Fraction] | None:
    """The entries of the inverse of a square matrix, row by row; None where it has none."""
    count(size**3 // NUMBERS)
    try:
        inverse = fmpq_mat(size, size, list(entries)).inv()
    except ZeroDivisionError:
        return None
    return [Fraction(int(entry.p), int(entry.q)) for entry in inverse.entries()]


class Irrational(Exception):
    """A part of a term is not known to be rational."""


class RationalEvaluator(BallEvaluator):
    """Gives up at the first part that is not rational."""

    def __init__(self, table: Mapping[Spot, fmpq]) -> None:
        super().__init__(lambda name, place: None)
        self.table = table

    def given(self, name: str, place: Place) -> fmpq | None:
        """The entry of an array, as the table has it."""
        return self.table.get((name, place))

    def exponential(self, value: Plain) -> Plain:
        if value != 0:
            raise Irrational
        return super().exponential(value)

    def logarithm(self, value: Plain) -> Plain:
        if value != 1:
            raise Irrational
        return super().logarithm(value)

    def root(self, value: Plain, exponent: Fraction) -> Plain:
        found = super().root(value, exponent)
        if not isinstance(found, fmpq):
            raise Irrational
        return found


def rational_differences(pairs: Pairs, table: Mapping[Spot, fmpq]) -> list[fmpq] | None:
    """left − right of each pair, where all of them are rational numbers."""
    evaluator = RationalEvaluator(table)
    differences = []
    for left, right in pairs:
        try:
            value, other = evaluator.value(left), evaluator.value(right)
        except (Undefined, Unknown, Irrational):
            return None
        if not isinstance(value, fmpq) or not isinstance(other, fmpq):
            return None
        differences.append(value - other)
    return differences


def solve_linear(columns: Sequence[Sequence[fmpq]], target: Sequence[fmpq]) -> list[fmpq] | None:
    """A solution x of Σ xₖ·columnsₖ = target that is 0 but for as few of the last entries as possible."""
    last = len(columns)
    count(len(target) * last // NUMBERS)
    entries = [value for row, wanted in enumerate(target) for value in (*(c[row] for c in reversed(columns)), wanted)]
    reduced, rank = fmpq_mat(len(target), last + 1, entries).rref()
    solution = [fmpq(0)] * last
    for row in range(rank):
        pivot = next(column for column in range(last + 1) if reduced[row, column])
        if pivot == last:
            return None
        solution[last - 1 - pivot] = reduced[row, last]
    return solution
