"""The measurement of a statement: both sides at many points, to many digits, with mpmath."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from derive.kernel.terms import Exists, Formula, KernelError, Smooth, free_variables, subnodes
from derive.language.instance import Instance, Value
from derive.language.statement import Statement, sizes_of
from derive.measure.ground.ground import CannotGround, Grounder, GroundFormula
from derive.measure.ground.opened import open_statement, without_definitions
from derive.measure.points.sampling import sample_instances
from derive.measure.points.space import Space
from derive.measure.points.tamer import tamer_instances
from derive.measure.witness.measurement import Measurement, Tally
from derive.measure.witness.point import Point
from derive.measure.witness.walk import TooLarge

ALTOGETHER = 24
"""How many different points parts that are alike have together, where each has fewer."""

AFFORDABLE = 1_800
"""Where exponentials cost more digits than this, another point is taken: exp 2000 and its inverse cost 1738."""


def measure(
    statement: Statement,
    digits: int = 50,
    instances: Iterable[Instance] | None = None,
    witnesses: Mapping[str, Value] | None = None,
    count: int = 24,
) -> Measurement:
    """Measures the statement at the given instances, or at sampled ones. An instance has to give values for
    what the outer quantifiers bind (w, w2, …), as sampled ones do; it is left out where it does not
    satisfy the hypotheses. Of sampled points, those at which exponentials would be very large give way to
    others. ``witnesses`` are values, by name, for what an existence asserts."""
    if digits < 1:
        raise ValueError("at least one digit is measured")
    tally = Tally(digits)
    parts = open_statement(statement)
    given = None if instances is None else tuple(instances)
    if given is None:
        points = _sampled_for(parts, count, bool(witnesses))
    else:
        points = [(part, list(_admitted(part, given))) for part in parts]
    for part, chosen in points:
        _Measuring(part, tally, dict(witnesses or {}), is_free=given is None).measure(chosen)
    return tally.measurement()


def _sampled_for(parts: Sequence[Statement], count: int, witnesses: bool) -> list[tuple[Statement, list[Instance]]]:
    """Each part, perhaps with its definitions put in place, and the points to measure it at. Parts with the
    same hypotheses and variables are measured at different points, where there are enough."""
    alike: dict[tuple[bool, object, object, object], list[Statement]] = {}
    for part in parts:
        decided = witnesses or measurable(part.conclusion)
        key = (decided, part.hypotheses, free_variables(part.conclusion), sizes_of(part.conclusion))
        alike.setdefault(key, []).append(part)
    found = []
    for (decided, *_), group in alike.items():
        each = count if decided else 1
        sampled, chosen = _sampled(group[0], each, max(each, min(each * len(group), ALTOGETHER)))
        for place, part in enumerate(group):
            own = list(range(place, len(chosen), len(group)))
            own += [other for other in range(len(chosen)) if other not in own][: max(each - len(own), 0)]
            direct = part if sampled.hypotheses == part.hypotheses else without_definitions(part)
            found.append((direct, [chosen[k] for k in sorted(own)]))
    return found


def _sampled(part: Statement, enough: int, count: int) -> tuple[Statement, list[Instance]]:
    """``count`` instances of a statement; where there are few, or of one size only, because hypotheses define
    irrational numbers, of the statement with these definitions put in place."""
    chosen = list(sample_instances(part, count))
    if len(chosen) < enough // 2 or (_variety(chosen)[0] < 2 <= enough):
        direct = without_definitions(part)
        if direct != part:
            more = list(sample_instances(direct, count))
            if _variety(more) > _variety(chosen):
                return direct, more
    return part, chosen


def _variety(instances: Sequence[Instance]) -> tuple[int, int]:
    """How many sizes, and how many points, instances have."""
    return len({tuple(sorted(instance.sizes.items())) for instance in instances}), len(instances)


def measurable(formula: Formula) -> bool:
    """Whether a point decides the formula: no existence of an array and no smoothness is claimed."""
    parts = subnodes(formula)
    return not any(isinstance(p, Smooth) or (isinstance(p, Exists) and isinstance(p.over, tuple)) for p in parts)


def _admitted(part: Statement, instances: tuple[Instance, ...]) -> Iterable[Instance]:
    for instance in instances:
        try:
            if Space(part, instance.sizes).admits(instance):
                yield instance
        except (CannotGround, KernelError):
            continue


class _Measuring:
    """The measurement of one part of a statement; where its points ``is_free`` to choose, it may choose others."""

    def __init__(self, part: Statement, tally: Tally, witnesses: Mapping[str, Value], is_free: bool) -> None:
        self.part = part
        self.tally = tally
        self.witnesses = witnesses
        self.is_free = is_free
        self.grounder: Grounder | None = None
        self.orders: dict[int, int] = {}
        self.space: Space | None = None

    def measure(self, instances: Iterable[Instance]) -> None:
        """Measures at each of the instances, or near it."""
        for instance in instances:
            if self.grounder is None or self.grounder.sizes != instance.sizes:
                self.grounder, self.orders, self.space = Grounder(instance.sizes), {}, None
            try:
                others = instance.values.keys() - self.witnesses.keys()  # of which no existence is asserted
                formula = self.grounder.formula(self.part.conclusion, instance.indices, others)
            except CannotGround as reason:
                self.tally.skip(instance, str(reason))
                continue
            if not self.is_free or not any(self.is_affordable(formula, near) for near in self.near(instance)):
                self.point(instance).measure(formula, None)

    def near(self, instance: Instance) -> Iterator[Instance]:
        """The instance, then others at which exponentials are not as large."""
        yield instance
        if self.space is None:
            self.space = Space(self.part, instance.sizes)
        yield from tamer_instances(self.space, instance)

    def is_affordable(self, formula: GroundFormula, instance: Instance) -> bool:
        """Whether the formula was measured at the instance without too many digits."""
        try:
            self.point(instance).measure(formula, AFFORDABLE)
        except TooLarge:
            return False
        return True

    def point(self, instance: Instance) -> Point:
        complete = replace(instance, values={**instance.values, **self.witnesses}) if self.witnesses else instance
        return Point(complete, self.tally, self.orders)
