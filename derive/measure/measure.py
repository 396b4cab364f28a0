"""The measurement of a statement: both sides at many points, to many digits, with mpmath."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, log10
from typing import Any

from mpmath.libmp import fone, fzero, mpf_abs, mpf_div, mpf_lt, mpf_mul, mpf_shift, mpf_sub, to_int, to_str

from derive.kernel.terms import Exists, Formula, KernelError, Smooth, free_variables, subnodes
from derive.language.instance import Instance, Value
from derive.language.statement import Statement, sizes_of
from derive.measure.ground.ground import CannotGround, Ground, Grounder, GroundFormula
from derive.measure.ground.opened import open_statement, without_definitions
from derive.measure.points.sampling import sample_instances
from derive.measure.points.space import Space
from derive.measure.rigorous.decide import Decider, Definedness, enclose_node
from derive.measure.witness.nearby import Real, magnitude
from derive.measure.witness.walk import NotDefined, NotMeasurable, Walk, differences_in

BITS_PER_DIGIT = 3.3219281
GUARD_DIGITS = 15
HIGHEST_FACTOR = 20
"""Past this many times the digits asked for, sides that do not agree disagree (but not before the digits
that large exponentials may cost have been added)."""

MOST_DIGITS = 20_000
"""Points that would take more digits than this are skipped."""

ALTOGETHER = 24
"""How many different points parts that are alike have together, where each has fewer."""

RELATIONS = {"Equal": "=", "Different": "≠", "Less": "<", "LessEqual": "≤"}


@dataclass(frozen=True)
class Disagreement:
    """A point at which the measurement contradicts the statement; the sides are decimals."""

    instance: Instance
    relation: str
    lhs: str
    rhs: str


@dataclass(frozen=True)
class Measurement:
    """What was seen. ``points`` were measured, ``skipped`` could not be (not differentiable there, or no
    witness for an existence); ``sizes`` are those of the first size symbol. ``worst_error`` is the largest
    relative error of an equation, such as "3.1e-54" ("0" where all agree to the last bit, "" without
    equations); it counts absolute errors where the value is zero, at ``zeros`` many comparisons.
    ``margin`` is the smallest difference seen in an inequality, "" without inequalities."""

    digits: int
    points: int
    sizes: tuple[int, ...]
    worst_error: str
    margin: str
    zeros: int
    skipped: int
    disagreements: tuple[Disagreement, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing contradicted the statement (which says nothing where no point was measured)."""
        return not self.disagreements


def measure(
    statement: Statement,
    digits: int = 50,
    instances: Iterable[Instance] | None = None,
    witnesses: Mapping[str, Value] | None = None,
    count: int = 24,
) -> Measurement:
    """Measures the statement at the given instances, or at sampled ones. An instance has to give values for
    what the outer quantifiers bind (w, w2, …), as sampled ones do; it is left out where it does not
    satisfy the hypotheses. ``witnesses`` are values, by name, for what an existence asserts."""
    if digits < 1:
        raise ValueError("at least one digit is measured")
    tally = _Tally(digits)
    parts = open_statement(statement)
    if instances is None:
        points = _sampled_for(parts, count, bool(witnesses))
    else:
        given = tuple(instances)
        points = [(part, list(_admitted(part, given))) for part in parts]
    for part, chosen in points:
        _measure_part(part, chosen, tally, dict(witnesses or {}))
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


def _measure_part(part: Statement, instances: Iterable[Instance], tally: _Tally, witnesses: dict[str, Value]) -> None:
    grounder: Grounder | None = None
    orders: dict[int, int] = {}
    for instance in instances:
        if grounder is None or grounder.sizes != instance.sizes:
            grounder, orders = Grounder(instance.sizes), {}
        try:
            formula = grounder.formula(part.conclusion, instance.indices)
        except CannotGround:
            tally.skip(instance)
            continue
        complete = replace(instance, values={**instance.values, **witnesses}) if witnesses else instance
        _Point(complete, tally, orders).measure(formula)


class _Tally:
    """What has been seen so far."""

    def __init__(self, digits: int) -> None:
        self.digits = digits
        self.measured: dict[str, Instance] = {}
        self.skipped: dict[str, Instance] = {}
        self.worst: Real | None = None
        self.margin: Real | None = None
        self.zeros = 0
        self.disagreements: list[Disagreement] = []

    def skip(self, instance: Instance) -> None:
        self.skipped[repr(instance)] = instance

    def error(self, error: Real) -> None:
        if self.worst is None or mpf_lt(self.worst, error):
            self.worst = error

    def difference(self, margin: Real) -> None:
        if self.margin is None or mpf_lt(margin, self.margin):
            self.margin = margin

    def measurement(self) -> Measurement:
        sizes = sorted({min(i.sizes.items())[1] for i in self.measured.values() if i.sizes})
        skipped = set(self.skipped) - set(self.measured)
        return Measurement(
            self.digits,
            len(self.measured),
            tuple(sizes),
            short_decimal(self.worst),
            short_decimal(self.margin),
            self.zeros,
            len(skipped),
            tuple(self.disagreements),
        )


class _Point:
    """The measurement at one instance. ``orders`` remembers :func:`differences_in` of its grounder's nodes."""

    def __init__(self, instance: Instance, tally: _Tally, orders: dict[int, int]) -> None:
        self.instance = instance
        self.tally = tally
        self.orders = orders
        self.walks: dict[tuple[int, int, int], Walk] = {}

    def measure(self, formula: GroundFormula) -> None:
        """Measures the relations of a formula and enters them into the tally."""
        try:
            agreed = self.holds(formula, record=True)
        except NotMeasurable:
            self.tally.skip(self.instance)
            return
        self.tally.measured[repr(self.instance)] = self.instance
        if agreed is not None:
            self.tally.disagreements.append(agreed)

    def holds(self, formula: GroundFormula, record: bool) -> Disagreement | None:
        """None where the formula is seen to hold, else how it fails; raises NotMeasurable."""
        match formula.kind:
            case "Equal" | "Different" | "Less" | "LessEqual":
                return self.relation(formula, record)
            case "And":
                for part in formula.parts:
                    found = self.holds(part, record)
                    if found is not None:
                        return found
                return None
            case "Or":
                results = [self.holds(part, False) for part in formula.parts]
                return None if None in results else self.contradiction(formula)
            case "Not":
                failure = self.holds(formula.parts[0], False)
                return self.contradiction(formula) if failure is None else None
            case "Implies":
                left = Decider(self.instance).decide(formula.parts[0])
                if left is False:
                    return None
                if left is None and self.holds(formula.parts[0], False) is not None:
                    return None
                return self.holds(formula.parts[1], record)
            case "ForAll" | "Exists" if formula.name in self.instance.values:
                return self.holds(formula.parts[0], record)
            case _:
                raise NotMeasurable("an existence without a witness")

    def contradiction(self, formula: GroundFormula) -> Disagreement:
        return Disagreement(self.instance, formula.kind.lower(), "", "")

    def relation(self, formula: GroundFormula, record: bool) -> Disagreement | None:
        left, right = formula.left, formula.right
        assert left is not None and right is not None
        symbol = RELATIONS[formula.kind]
        try:
            return self.compare(symbol, left, right, record)
        except NotDefined as reason:
            for side in (left, right):
                if enclose_node(side, self.instance) is Definedness.UNDEFINED:
                    return Disagreement(self.instance, symbol, "undefined", str(reason))
            raise NotMeasurable(str(reason)) from None

    def compare(self, symbol: str, left: Ground, right: Ground, record: bool) -> Disagreement | None:
        """Raises the precision until the sides agree to the digits asked for, or are apart; None if they agree."""
        digits = self.tally.digits
        precision = digits + GUARD_DIGITS
        tolerance = mpf_shift(fone, -int(digits * BITS_PER_DIGIT))
        step_digits = digits + GUARD_DIGITS
        order = max(differences_in(left, self.orders), differences_in(right, self.orders))
        while True:
            walk = self.walk(precision, step_digits, order)
            value, other = walk.value(left), walk.value(right)
            difference = mpf_sub(other, value, walk.bits, "n")
            apart = mpf_abs(difference)
            size = max((mpf_abs(value), mpf_abs(other)), key=_comparable)
            noise = mpf_shift(fone, -int((precision - digits - 5) * BITS_PER_DIGIT))
            significant = mpf_lt(noise, size)
            close = not mpf_lt(mpf_mul(size, tolerance, 53, "n"), apart)
            # What exponentials of this size may lose where they cancel, twice for products of two.
            settled = digits + GUARD_DIGITS + 2 * _decimal_digits(walk.largest_exponent)
            if significant and close and symbol in "=≤":
                self.agreed(symbol, mpf_div(apart, size, 53, "n"), fzero, record)
                return None
            floor = max((noise, walk.step_noise), key=_comparable)
            if mpf_lt(floor, apart) and (symbol == "≠" or (symbol in "<≤" and mpf_lt(fzero, difference))):
                self.agreed(symbol, fzero, apart, record)
                return None
            if mpf_lt(noise, apart) and mpf_lt(fzero, difference) and symbol in "<≠" and step_digits < settled:
                if order > 1:
                    raise NotMeasurable("the difference is hidden by the error of numerical derivatives")
                step_digits = settled
                continue
            vanishing = is_zero(left) or is_zero(right)
            vanishing |= precision >= max(settled, digits + GUARD_DIGITS + 1) and not mpf_lt(floor, size)
            if vanishing and symbol in "=≤" and mpf_lt(apart, tolerance):
                self.agreed(symbol, apart, fzero, record, zero=True)
                return None
            if precision >= max(HIGHEST_FACTOR * digits, min(settled, MOST_DIGITS)):
                # A step has to be small beside the point: a derivative of 10^n may stand at one of 10^−n.
                steep = settled + 2 * max(0, int(magnitude(size) / BITS_PER_DIGIT) + 1)
                if order and step_digits < steep <= MOST_DIGITS:
                    step_digits = steep
                    continue
                if settled > MOST_DIGITS:
                    raise NotMeasurable("the exponentials are too large")
                return Disagreement(self.instance, symbol, decimal(value, 20), decimal(other, 20))
            precision = max(2 * precision, min(settled, MOST_DIGITS))

    def agreed(self, symbol: str, error: Real, margin: Real, record: bool, zero: bool = False) -> None:
        """Enters an agreement into the tally."""
        if not record:
            return
        if symbol == "=":
            self.tally.error(error)
            self.tally.zeros += zero
        else:
            self.tally.difference(margin)

    def walk(self, precision: int, step_digits: int, order: int) -> Walk:
        step = int(step_digits * BITS_PER_DIGIT) if order else 0
        base = int(precision * BITS_PER_DIGIT)
        key = (precision, step, order)
        if key not in self.walks:
            self.walks[key] = Walk(self.instance.entry, base + order * step, step, base)
        return self.walks[key]


def is_zero(node: Ground) -> bool:
    """Whether a side is the number 0, so that the other side's error is absolute."""
    return node.operation == "number" and node.data == 0


def _comparable(value: Real) -> Any:
    """A key by which non-negative numbers compare: zero, else where the leading bit stands, then the value."""
    _, mantissa, exponent, bits = value
    return (mantissa != 0, exponent + bits, mantissa << max(0, 64 - bits) >> max(0, bits - 64))


def _decimal_digits(value: Real) -> int:
    """About how many decimal digits exp(value) has before the point."""
    return int(to_int(value) * 0.4343) + 1 if mpf_lt(value, mpf_shift(fone, 40)) else 10**6


def short_decimal(value: Real | None) -> str:
    """Two digits with an exponent, such as "3.1e-54"; "" for None."""
    if value is None:
        return ""
    if value == fzero:
        return "0"
    mantissa, _, exponent = decimal(value, 2, min_fixed=0, max_fixed=0).partition("e")
    return f"{mantissa}e{int(exponent or 0)}" if "^" not in mantissa else mantissa


def decimal(value: Real, digits: int, **form: int) -> str:
    """A number in decimal digits; beyond 10^±3000 to two digits, still further out as a power of two."""
    sign, mantissa, exponent, bits = value
    if abs(exponent + bits) > 10**9:
        return f"{'-' if sign else ''}2^{exponent + bits - 1}"
    if abs(exponent + bits) > 10_000:
        logarithm = (exponent + bits) * log10(2) + log10(int(mantissa) / (1 << bits))
        return f"{'-' if sign else ''}{10 ** (logarithm - floor(logarithm)):.1f}e{floor(logarithm)}"
    return str(to_str(value, digits, **form))
