"""What a measurement has seen: how many points, the worst error, the smallest margin, and what disagrees."""

from __future__ import annotations

from dataclasses import dataclass

from mpmath.libmp import mpf_lt

from derive.language.instance import Instance
from derive.measure.witness.decimals import short_decimal
from derive.measure.witness.nearby import Real


@dataclass(frozen=True)
class Disagreement:
    """A point at which the measurement contradicts the statement; the sides are decimals."""

    instance: Instance
    relation: str
    lhs: str
    rhs: str


@dataclass(frozen=True)
class Measurement:
    """What was seen. ``points`` were measured, ``skipped`` could not be, for the ``reasons`` that are listed (not
    differentiable there, no witness for an existence, exponentials of too many digits); ``sizes`` are those of the
    first size symbol. ``worst_error`` is the largest relative error of an equation, such as "3.1e-54" ("0" where all
    agree to the last bit, "" without equations); it counts absolute errors where the value is zero, at ``zeros`` many
    comparisons. ``margin`` is the smallest difference seen in an inequality, "" without inequalities."""

    digits: int
    points: int
    sizes: tuple[int, ...]
    worst_error: str
    margin: str
    zeros: int
    skipped: int
    disagreements: tuple[Disagreement, ...]
    reasons: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether nothing contradicted the statement (which says nothing where no point was measured)."""
        return not self.disagreements

    @property
    def skipped_text(self) -> str:
        """How many points were skipped, and why; empty where none was."""
        if not self.skipped:
            return ""
        return f"{self.skipped} {'point' if self.skipped == 1 else 'points'} skipped: {', '.join(self.reasons)}"


class Tally:
    """What has been seen so far."""

    def __init__(self, digits: int) -> None:
        self.digits = digits
        self.measured: dict[str, Instance] = {}
        self.skipped: dict[str, str] = {}
        self.worst: Real | None = None
        self.margin: Real | None = None
        self.zeros = 0
        self.disagreements: list[Disagreement] = []

    def measure(self, instance: Instance) -> None:
        """Enters a point that was measured."""
        self.measured[repr(instance)] = instance

    def skip(self, instance: Instance, reason: str) -> None:
        """Enters a point that could not be measured."""
        self.skipped[repr(instance)] = reason

    def error(self, error: Real) -> None:
        """Enters the error of an equation, or of an inequality whose sides are equal."""
        if self.worst is None or mpf_lt(self.worst, error):
            self.worst = error

    def difference(self, margin: Real) -> None:
        """Enters the difference between the sides of an inequality."""
        if self.margin is None or mpf_lt(margin, self.margin):
            self.margin = margin

    def measurement(self) -> Measurement:
        """All that was seen."""
        sizes = {min(instance.sizes.items())[1] for instance in self.measured.values() if instance.sizes}
        skipped = {point: reason for point, reason in self.skipped.items() if point not in self.measured}
        return Measurement(
            self.digits,
            len(self.measured),
            tuple(sorted(sizes)),
            short_decimal(self.worst),
            short_decimal(self.margin),
            self.zeros,
            len(skipped),
            tuple(self.disagreements),
            tuple(dict.fromkeys(skipped.values())),
        )
