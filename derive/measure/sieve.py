"""The sieve: candidates are evaluated at a dozen points, which nearly all of them do not pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose

from derive.kernel.terms import Formula, IndexVariable, KernelError, Relation, Variable, free_variables
from derive.language.instance import Instance
from derive.language.statement import Statement
from derive.measure.ground.ground import CannotGround, Grounder
from derive.measure.ground.opened import open_statement
from derive.measure.points.sampling import sample_instances
from derive.measure.rigorous.decide import Decider
from derive.measure.rigorous.jets import Undefined, Unknown

POINTS = 12
SIZES = (2, 3, 1, 4)
PRECISIONS = (64, 256)

VALUES = 5
"""At how many points the values of sides are compared with numbers."""

CLOSE = 1e-9
"""How far the same value may be apart in floats."""

Values = tuple[float, float]
Free = frozenset[IndexVariable | Variable]


@dataclass(frozen=True)
class Spot:
    """A point, and what evaluates formulas there."""

    instance: Instance
    grounder: Grounder
    decider: Decider


class Sieve:
    """The points at which the candidates for one link are evaluated: those that its hypotheses admit.

    Where it is told so, what the statements themselves claim is known to fail."""

    def __init__(self, statements: Sequence[Statement], is_refuted: bool = False) -> None:
        self.hypotheses = tuple(dict.fromkeys(formula for one in statements for formula in one.hypotheses))
        formulas = (*self.hypotheses, *(one.conclusion for one in statements))
        self.free: Free = frozenset().union(*map(free_variables, formulas))
        self.spots: dict[Free, list[Spot]] = {}
        self.grounders: dict[tuple[tuple[str, int], ...], Grounder] = {}
        self.sides: dict[Relation, list[Values | None]] = {}
        self.verdicts: dict[Formula, bool] = {one.conclusion: False for one in statements if is_refuted}

    def holds(self, conclusions: Sequence[Formula]) -> bool:
        """Whether no point refutes what is claimed, and some point was there to do it."""
        return all(map(self._holds, conclusions))

    def gap(self, conclusion: Relation) -> float | None:
        """The smallest distance of the two sides of a relation, beside their size; None where at most half of the
        points give them values, since what is undefined is not claimed."""
        gaps = [_gap(value) for value in self._sides(conclusion) if value is not None]
        return min(gaps) if 2 * len(gaps) > len(self._sides(conclusion)) else None

    def coincides(self, conclusion: Relation) -> bool:
        """Whether both sides of a relation are the same wherever they have values."""
        return all(map(_is_close, filter(None, self._sides(conclusion))))

    def _sides(self, conclusion: Relation) -> list[Values | None]:
        """The two sides of a relation at all points."""
        if conclusion not in self.sides:
            spots = self._spots(Statement(self.hypotheses, conclusion))
            self.sides[conclusion] = [self._values(spot, conclusion) for spot in spots]
        return self.sides[conclusion]

    def telling(self, conclusion: Relation) -> list[int]:
        """The numbers of some points at which the sides of a relation have values; first those at which these differ,
        since they tell most."""
        spots = self._spots(Statement(self.hypotheses, conclusion))
        values = [self._values(spot, conclusion) for spot in spots]
        known = [number for number, value in enumerate(values) if value is not None]
        return sorted(known, key=lambda number: _is_close(values[number]))[:VALUES]

    def values(self, conclusion: Relation, at: Sequence[int]) -> list[Values | None]:
        """The two sides of a relation at some of the points, as floats; None where one has no value."""
        spots = self._spots(Statement(self.hypotheses, conclusion))
        return [self._values(spots[number], conclusion) if number < len(spots) else None for number in at]

    def points(self, conclusion: Relation, at: Sequence[int]) -> list[Instance]:
        """The points with these numbers."""
        spots = self._spots(Statement(self.hypotheses, conclusion))
        return [spots[number].instance for number in at]

    def _values(self, spot: Spot, conclusion: Relation) -> Values | None:
        try:
            formula = spot.grounder.formula(conclusion, spot.instance.indices)
            if formula.left is None or formula.right is None:
                return None
            evaluator = spot.decider.evaluator(PRECISIONS[0])
            left, right = evaluator.value(formula.left), evaluator.value(formula.right)
            return float(left), float(right)
        except (CannotGround, Undefined, Unknown, TypeError, ValueError, ArithmeticError, RecursionError):
            return None

    def _holds(self, conclusion: Formula) -> bool:
        if conclusion not in self.verdicts:
            try:
                opened = open_statement(Statement(self.hypotheses, conclusion))
                self.verdicts[conclusion] = all(map(self._holds_opened, opened))
            except (KernelError, ArithmeticError, RecursionError):
                self.verdicts[conclusion] = False
        return self.verdicts[conclusion]

    def _holds_opened(self, part: Statement) -> bool:
        spots = self._spots(part)
        for spot in spots:
            try:
                formula = spot.grounder.formula(part.conclusion, spot.instance.indices)
            except CannotGround:
                continue
            if spot.decider.decide(formula) is False:
                return False
        return bool(spots)

    def _spots(self, part: Statement) -> list[Spot]:
        free: Free = self.free | free_variables(part.conclusion)
        if free not in self.spots:
            self.spots[free] = [self._spot(instance) for instance in sample_instances(part, POINTS, SIZES)]
        return self.spots[free]

    def _spot(self, instance: Instance) -> Spot:
        sizes = tuple(sorted(instance.sizes.items()))
        grounder = self.grounders.setdefault(sizes, Grounder(instance.sizes))
        return Spot(instance, grounder, Decider(instance, None, PRECISIONS, strict=True))


def _gap(sides: Values) -> float:
    return abs(sides[0] - sides[1]) / (1 + max(map(abs, sides)))


def _is_close(sides: Values | None) -> bool:
    """Whether two sides have the same value, as far as floats tell."""
    return sides is not None and isclose(*sides, rel_tol=CLOSE, abs_tol=CLOSE)
