"""Non-negative solutions of linear equations, exactly, by the simplex method."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import TypeVar

from derive.kernel.polynomials import Rational
from derive.work import count

Row = TypeVar("Row", bound=Hashable)

MOST_PIVOTS = 300
GREEDY_PIVOTS = 100


def nonnegative_solution(
    columns: Sequence[Mapping[Row, Rational]], target: Mapping[Row, Rational], rewarded: Sequence[int] = ()
) -> dict[int, Fraction] | None:
    """Multipliers ≥ 0, of which one of the rewarded ones is positive where any are given, such that the
    columns add up to the target; None where there are none, or none is found within bounds of work."""
    places = useful(columns, target)
    wanted = set(rewarded)
    inside = [number for number, place in enumerate(places) if place in wanted]
    if rewarded and not inside:
        return None
    tableau = _Tableau([columns[place] for place in places], target)
    if not tableau.reach_target():
        return None
    if rewarded and not tableau.make_positive(inside):
        return None
    return {places[number]: value for number, value in tableau.solution().items()}


def useful(columns: Sequence[Mapping[Row, Rational]], target: Mapping[Row, Rational]) -> list[int]:
    """The places of the columns that a solution may use: what a column adds to a row that the target
    does not have, another column has to take away."""
    places = [place for place, column in enumerate(columns) if any(column.values())]
    while True:
        up: set[Row] = {row for row, value in target.items() if value < 0}
        down: set[Row] = {row for row, value in target.items() if value > 0}
        for place in places:
            for row, value in columns[place].items():
                (up if value > 0 else down).add(row)
        kept = [place for place in places if all(row in (down if v > 0 else up) for row, v in columns[place].items())]
        if len(kept) == len(places):
            return places
        places = kept


class _Tableau:
    """Equations solved for the basic variables; variables are numbers of columns, those past the last column stand for
    what is missing from the target. Each equation is in whole numbers, multiplied by what stands before its basic
    variable: fractions would take most of the time."""

    def __init__(self, columns: Sequence[Mapping[Row, Rational]], target: Mapping[Row, Rational]) -> None:
        names: dict[Row, int] = {}
        for vector in (target, *columns):
            for name in vector:
                names.setdefault(name, len(names))
        self.count = len(columns)
        equations: list[dict[int, Rational]] = [{} for _ in names]
        for place, column in enumerate(columns):
            for name, value in column.items():
                if value:
                    equations[names[name]][place] = value
        self.rows: list[dict[int, int]] = []
        self.values: list[int] = []
        self.scales: list[int] = []
        for name, equation in zip(names, equations, strict=True):
            wanted = target.get(name, 0)
            scale = lcm(wanted.denominator, *(value.denominator for value in equation.values()))
            sign = -scale if wanted < 0 else scale
            self.rows.append({variable: int(sign * value) for variable, value in equation.items()})
            self.values.append(int(sign * wanted))
            self.scales.append(scale)
        self.basis = [self.count + place for place in range(len(names))]
        self.gains = self.all_missing()
        self.pivots = 0

    def all_missing(self) -> dict[int, int]:
        """By how much what is missing falls, up to a factor, when a variable grows."""
        common = lcm(*self.scales)
        gains: dict[int, int] = {}
        for row, scale in zip(self.rows, self.scales, strict=True):
            for variable, value in row.items():
                gains[variable] = gains.get(variable, 0) + common // scale * value
        return gains

    def solution(self) -> dict[int, Fraction]:
        """The columns that are used, with their multipliers."""
        basic = zip(self.basis, self.values, self.scales, strict=True)
        return dict(sorted((v, Fraction(value, scale)) for v, value, scale in basic if value and v < self.count))

    def reach_target(self) -> bool:
        """Drives what is missing from the target to nothing."""
        while any(value for value, variable in zip(self.values, self.basis, strict=True) if variable >= self.count):
            entering = self.chosen()
            if entering is None or not self.enter(entering):
                return False
        return True

    def chosen(self) -> int | None:
        """The variable of the largest gain; after many steps the first with any, which cannot go in circles."""
        useful_ones = [variable for variable, gain in self.gains.items() if gain > 0]
        if self.pivots > GREEDY_PIVOTS:
            return min(useful_ones, default=None)
        return min(useful_ones, key=lambda variable: (-self.gains[variable], variable), default=None)

    def make_positive(self, rewarded: Sequence[int]) -> bool:
        """Moves to a solution that uses one of the rewarded columns."""
        wanted = set(rewarded)
        while True:
            if any(v in wanted and value > 0 for v, value in zip(self.basis, self.values, strict=True)):
                return True
            gains = {variable: Fraction(1) for variable in wanted}
            for row, scale, basic in zip(self.rows, self.scales, self.basis, strict=True):
                for variable, value in row.items() if basic in wanted else ():
                    gains[variable] = gains.get(variable, Fraction(0)) - Fraction(value, scale)
            entering = min(
                (v for v, gain in gains.items() if gain > 0 and v not in self.basis and self.keeps_target(v)),
                default=None,
            )
            if entering is None or not self.enter(entering):
                return False

    def keeps_target(self, entering: int) -> bool:
        """Whether what is missing from the target stays nothing when the variable grows."""
        return not any(
            basic >= self.count and self.rows[place].get(entering, 0) < 0 for place, basic in enumerate(self.basis)
        )

    def enter(self, entering: int) -> bool:
        """Exchanges a variable for the basic one that it drives out first; False where nothing limits it."""
        self.pivots += 1
        count((len(self.rows) + sum(len(row) for row in self.rows if entering in row)) // 2)
        limits = [
            (Fraction(self.values[place], row[entering]), self.basis[place], place)
            for place, row in enumerate(self.rows)
            if row.get(entering, 0) > 0
        ]
        if not limits or self.pivots > MOST_PIVOTS:
            return False
        _, _, place = min(limits)
        pivot = self.rows[place]
        self.basis[place], self.scales[place] = entering, pivot[entering]
        for other, row in enumerate(self.rows):
            if other != place and entering in row:
                factor, scale = without(row, entering, pivot)
                self.values[other] = factor * self.values[other] - scale * self.values[place]
                self.scales[other] *= factor
                self.shorten(other)
        if entering in self.gains:
            without(self.gains, entering, pivot)
            divide(self.gains, gcd(*self.gains.values()))
        return True

    def shorten(self, place: int) -> None:
        """Divides an equation by what its numbers have in common."""
        common = gcd(self.values[place], self.scales[place], *self.rows[place].values())
        if common > 1:
            self.values[place] //= common
            self.scales[place] //= common
            divide(self.rows[place], common)


def without(row: dict[int, int], variable: int, pivot: Mapping[int, int]) -> tuple[int, int]:
    """Takes a variable, whose number in the pivot is positive, out of a row: multiplies the row by the first of the
    numbers that are answered, and takes off the pivot times the second."""
    factor, scale = pivot[variable], row[variable]
    common = gcd(factor, scale)
    factor, scale = factor // common, scale // common
    if factor != 1:
        for other in row:
            row[other] *= factor
    for other, value in pivot.items():
        rest = row.get(other, 0) - scale * value
        if rest:
            row[other] = rest
        else:
            row.pop(other, None)
    return factor, scale


def divide(row: dict[int, int], common: int) -> None:
    """Divides all numbers of a row by one that divides them."""
    if common > 1:
        for variable in row:
            row[variable] //= common
