"""Non-negative solutions of linear equations, exactly, by the simplex method."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from derive.work import count

Row = TypeVar("Row", bound=Hashable)

MOST_PIVOTS = 300
GREEDY_PIVOTS = 100


def nonnegative_solution(
    columns: Sequence[Mapping[Row, Fraction]], target: Mapping[Row, Fraction], rewarded: Sequence[int] = ()
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


def useful(columns: Sequence[Mapping[Row, Fraction]], target: Mapping[Row, Fraction]) -> list[int]:
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
    """Equations solved for the basic variables, with sparse rows; variables are numbers of columns, those
    past the last column stand for what is missing from the target."""

    def __init__(self, columns: Sequence[Mapping[Row, Fraction]], target: Mapping[Row, Fraction]) -> None:
        names: dict[Row, int] = {}
        for vector in (target, *columns):
            for name in vector:
                names.setdefault(name, len(names))
        self.count = len(columns)
        self.rows: list[dict[int, Fraction]] = [{} for _ in names]
        self.values = [Fraction(0)] * len(names)
        for name, value in target.items():
            self.values[names[name]] = value
        for place, column in enumerate(columns):
            for name, value in column.items():
                if value:
                    self.rows[names[name]][place] = value
        for place, value in enumerate(self.values):
            if value < 0:
                self.values[place] = -value
                self.rows[place] = {variable: -factor for variable, factor in self.rows[place].items()}
        self.basis = [self.count + place for place in range(len(names))]
        self.pivots = 0

    def solution(self) -> dict[int, Fraction]:
        """The columns that are used, with their multipliers."""
        found = {v: value for v, value in zip(self.basis, self.values, strict=True) if value and v < self.count}
        return dict(sorted(found.items()))

    def reach_target(self) -> bool:
        """Drives what is missing from the target to nothing."""
        while True:
            missing = [place for place, variable in enumerate(self.basis) if variable >= self.count]
            gains: dict[int, Fraction] = {}
            for place in missing:
                for variable, factor in self.rows[place].items():
                    gains[variable] = gains.get(variable, Fraction(0)) + factor
            if not any(self.values[place] for place in missing):
                return True
            entering = self.chosen(gains)
            if entering is None or not self.enter(entering):
                return False

    def chosen(self, gains: Mapping[int, Fraction]) -> int | None:
        """The variable of the largest gain; after many steps the first with any, which cannot go in circles."""
        useful_ones = [variable for variable, gain in gains.items() if gain > 0 and variable < self.count]
        if self.pivots > GREEDY_PIVOTS:
            return min(useful_ones, default=None)
        return min(useful_ones, key=lambda variable: (-gains[variable], variable), default=None)

    def make_positive(self, rewarded: Sequence[int]) -> bool:
        """Moves to a solution that uses one of the rewarded columns."""
        wanted = set(rewarded)
        while True:
            if any(v in wanted and value > 0 for v, value in zip(self.basis, self.values, strict=True)):
                return True
            gains = {variable: Fraction(1) for variable in wanted}
            for place, basic in enumerate(self.basis):
                if basic in wanted:
                    for variable, factor in self.rows[place].items():
                        gains[variable] = gains.get(variable, Fraction(0)) - factor
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
        count(2 * (len(self.rows) + sum(len(row) for row in self.rows if entering in row)))
        limits = [
            (self.values[place] / row[entering], self.basis[place], place)
            for place, row in enumerate(self.rows)
            if row.get(entering, 0) > 0
        ]
        if not limits or self.pivots > MOST_PIVOTS:
            return False
        _, _, place = min(limits)
        factor = self.rows[place][entering]
        pivot = {variable: value / factor for variable, value in self.rows[place].items()}
        self.rows[place] = pivot
        self.values[place] /= factor
        for other, row in enumerate(self.rows):
            scale = row.get(entering)
            if other == place or not scale:
                continue
            for variable, value in pivot.items():
                rest = row.get(variable, Fraction(0)) - scale * value
                if rest:
                    row[variable] = rest
                else:
                    row.pop(variable, None)
            self.values[other] -= scale * self.values[place]
        self.basis[place] = entering
        return True
