"""Equations that are linear in the entries of one array, solved exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from flint import fmpq

from derive.measure.balls import BallEvaluator
from derive.measure.ground import Ground, Place
from derive.measure.jets import Undefined, Unknown

Spot = tuple[str, Place]
"""The name of an array and the place of an entry in it."""

Pairs = Sequence[tuple[Ground, Ground]]
"""The two sides of each equation."""


def solve_equations(
    spots: Sequence[Spot], start: Sequence[Fraction], pairs: Pairs, others: Mapping[Spot, Fraction]
) -> list[Fraction] | None:
    """Values at the spots that solve equations linear in them, as close to ``start`` as elimination leaves
    them, with the given values elsewhere; None where the equations are not linear, not rational, or
    have no solution."""
    table = {spot: rational(value) for spot, value in others.items()}
    begin = [rational(value) for value in start]

    def residuals(values: Sequence[fmpq]) -> list[fmpq] | None:
        table.update(zip(spots, values, strict=True))
        return rational_differences(pairs, table)

    at_start = residuals(begin)
    if at_start is None:
        begin = [fmpq(1)] * len(begin)
        at_start = residuals(begin)
    if at_start is None:
        return None
    solution = begin
    if any(at_start):
        columns = []
        for position in range(len(spots)):
            moved = residuals([*begin[:position], begin[position] + 1, *begin[position + 1 :]])
            if moved is None:
                return None
            columns.append([after - before for after, before in zip(moved, at_start, strict=True)])
        step = solve_linear(columns, [-residual for residual in at_start])
        if step is None:
            return None
        solution = [entry + move for entry, move in zip(begin, step, strict=True)]
        final = residuals(solution)
        if final is None or any(final):
            return None
    return [Fraction(int(value.p), int(value.q)) for value in solution]


def rational(value: Fraction) -> fmpq:
    """The same number in the arithmetic that is quick."""
    return fmpq(value.numerator, value.denominator)


def rational_differences(pairs: Pairs, table: Mapping[Spot, fmpq]) -> list[fmpq] | None:
    """left − right of each pair, where all of them are rational numbers."""
    evaluator = BallEvaluator(lambda name, place: table.get((name, place)))
    differences = []
    for left, right in pairs:
        try:
            value, other = evaluator.value(left), evaluator.value(right)
        except (Undefined, Unknown):
            return None
        if not isinstance(value, fmpq) or not isinstance(other, fmpq):
            return None
        differences.append(value - other)
    return differences


def solve_linear(columns: Sequence[Sequence[fmpq]], target: Sequence[fmpq]) -> list[fmpq] | None:
    """A solution x of Σ xₖ·columnsₖ = target that is 0 but for as few of the last entries as possible."""
    rows = [[column[row] for column in columns] + [target[row]] for row in range(len(target))]
    pivots: list[tuple[int, int]] = []
    for column in reversed(range(len(columns))):
        rank = len(pivots)
        chosen = next((row for row in range(rank, len(rows)) if rows[row][column]), None)
        if chosen is None:
            continue
        rows[rank], rows[chosen] = rows[chosen], rows[rank]
        factor = rows[rank][column]
        rows[rank] = [value / factor for value in rows[rank]]
        for row in range(len(rows)):
            if row != rank and rows[row][column]:
                scale = rows[row][column]
                rows[row] = [a - scale * b for a, b in zip(rows[row], rows[rank], strict=True)]
        pivots.append((rank, column))
    if any(row[-1] and not any(row[:-1]) for row in rows):
        return None
    solution = [fmpq(0)] * len(columns)
    for row, column in pivots:
        solution[column] = rows[row][-1]
    return solution
