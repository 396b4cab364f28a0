"""Figures of statements that fail at a point: both sides around it, where one or two numbers may move."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import pairwise

from derive.figures.plot import Axis, Curve, Figure, Mark, Plot, Point, axis, runs_of
from derive.figures.values import steps, value_at
from derive.kernel.terms import KernelError, Relation
from derive.language.claims import Claim
from derive.language.instance import Instance, Value, flat, nested
from derive.language.relations import CONVERSE, is_relation, is_turned, sign_of_kind
from derive.measure.ground.ground import CannotGround, Ground, GroundFormula, Place
from derive.measure.ground.opened import open_statement
from derive.measure.points.space import Space
from derive.measure.rigorous.decide import Decider, failing_part
from derive.printing.letters import name_latex

MOST = 2
"""Of more numbers than these there is no figure."""

STEPS = 60
LEAST_POINTS = 8
"""With fewer points nothing is to be seen."""

Sample = tuple[float, float | None]
"""A place and the value there, if there is one."""

Move = tuple[str, tuple[tuple[int, int], ...]]
"""What may move: entries of an array, by their number, each in the direction 1 or −1."""


@dataclass(frozen=True)
class Failure:
    """Where a relation of a statement fails: its sides, and the instances around the point that are admitted."""

    space: Space
    point: Instance
    left: Ground
    right: Ground
    sign: str


def refuted_figure(claim: Claim, point: Instance) -> Figure | None:
    """Both sides of a statement around the point at which it fails; None where more than two numbers may move, or none,
    or its sides are no numbers."""
    failure = failure_at(claim, point)
    if failure is None:
        return None
    moves = moves_of(failure)
    if not 0 < len(moves) <= MOST:
        return None
    seen = [(move, plot) for move in moves if (plot := plot_along(failure, move, wide=len(moves) == 1)) is not None]
    if not seen:
        return None
    names = " and ".join(f"${name_of(failure, move)}$" for move, _ in seen)
    how = f"{names} moves" if len(seen) == 1 else f"{names} move, one in each plot"
    return Figure(
        claim.id,
        (claim.id,),
        f"Both sides of the statement around the point where it fails, as {how}. At the dots the left side is not "
        f"{WORDS[failure.sign]} the right one.",
        tuple(plot for _, plot in seen),
    )


WORDS = {"=": "equal to", "≠": "different from", "<": "less than", "≤": "at most", ">": "more than", "≥": "at least"}


def failure_at(claim: Claim, point: Instance) -> Failure | None:
    """The relation that certainly fails at a point."""
    for part in open_statement(claim.statement):
        try:
            space = Space(part, point.sizes)
            names = [*space.axes, *space.index_axes]
            if any(name not in point.values and name not in point.indices for name in names) or not space.admits(point):
                continue
            conclusion = space.ground(-1, point.indices)
        except (CannotGround, KernelError):
            continue
        decider = Decider(point, strict=True)
        if decider.decide(conclusion) is not False:
            continue
        failing: GroundFormula = failing_part(conclusion, decider)
        if is_relation(failing.kind) and failing.left is not None and failing.right is not None:
            sign = sign_of_kind(failing.kind)
            if isinstance(failing.source, Relation) and is_turned(failing.source):
                return Failure(space, point, failing.right, failing.left, CONVERSE[sign].text)
            return Failure(space, point, failing.left, failing.right, sign.text)
    return None


def moves_of(failure: Failure) -> list[Move]:
    """What may move alone, of what the sides depend on: a number, or two entries of a vector in opposite directions,
    where the hypotheses admit no single one."""
    depends = {spot for side in (failure.left, failure.right) for spot in spots_of(side)}
    found: list[Move] = []
    for name in failure.space.axes:
        entries = [k for k, place in enumerate(places_of(failure, name)) if (name, place) in depends]
        alone = [k for k in entries if is_admitted_near(failure, (name, ((k, 1),)))]
        found += [(name, ((k, 1),)) for k in alone]
        opposite = (name, ((0, 1), (1, -1)))
        if entries and not alone and failure.space.count(name) == 2 and is_admitted_near(failure, opposite):
            found.append(opposite)
    return found


def spots_of(node: Ground) -> Iterator[tuple[str, Place]]:
    """The entries of arrays that a ground term depends on."""
    waiting, seen = [node], {node.number}
    while waiting:
        part = waiting.pop()
        if part.operation == "value":
            yield part.data  # type: ignore[misc]
        waiting += [below for below in part.parts if below.number not in seen]
        seen.update(below.number for below in part.parts)


def places_of(failure: Failure, name: str) -> list[Place]:
    """The places of the entries of an array, in the order in which they are listed."""
    from derive.measure.ground.ground import places

    return list(places(failure.space.axes[name]))


def moved(failure: Failure, move: Move, by: Fraction) -> Instance:
    """The point with entries of an array moved."""
    name, entries = move
    listed = flat(failure.point.values[name])
    for number, direction in entries:
        listed[number] += direction * by
    value: Value = nested(failure.space.axes[name], listed)
    values: Mapping[str, Value] = {**failure.point.values, name: value}
    return Instance(failure.point.sizes, failure.point.indices, values)


def is_admitted_near(failure: Failure, move: Move) -> bool:
    """Whether the hypotheses admit points a little away from the one where the statement fails."""
    return any(failure.space.admits(moved(failure, move, Fraction(sign, size))) for size in (7, 97) for sign in (-1, 1))


def name_of(failure: Failure, move: Move) -> str:
    """The number that moves, in LaTeX."""
    name, entries = move
    place = places_of(failure, name)[entries[0][0]]
    return f"{name_latex(name)}_{{{' '.join(map(str, place))}}}" if place else name_latex(name)


def plot_along(failure: Failure, move: Move, wide: bool) -> Plot | None:
    """Both sides as something moves; None where neither changes, or too little can be seen."""
    start = flat(failure.point.values[move[0]])[move[1][0][0]]
    low, high = extent(failure, move, start)

    def along(node: Ground, value: Fraction) -> float | None:
        at = moved(failure, move, value - start)
        shown = value_at(node, at) if failure.space.admits(at) else None
        return None if shown is None else float(shown)

    sides = [sampled(partial(along, node), low, high) for node in (failure.left, failure.right)]
    dots = [along(node, start) for node in (failure.left, failure.right)]
    seen = [[y for _, y in side if y is not None] for side in sides]
    if None in dots or any(len(values) < LEAST_POINTS for values in seen) or all(len(set(v)) == 1 for v in seen):
        return None
    here = [dot for dot in dots if dot is not None]
    return Plot(
        axis(f"${name_of(failure, move)}$", float(low), float(high)),
        vertical([*seen[0], *seen[1]], here),
        (Curve(runs_of(sides[0]), 0, "left side"), Curve(runs_of(sides[1]), 1, "right side")),
        tuple(Mark((float(start), dot)) for dot in dict.fromkeys(here)),
        height=0.6 if wide else 0.75,
    )


JUMP = 0.25
"""Where neighbouring values are further apart than this part of all that is seen, it is looked whether they jump."""

LOOKS = 8


def sampled(function: Callable[[Fraction], float | None], low: Fraction, high: Fraction) -> list[Sample]:
    """The values between two places, with a gap where they jump."""
    samples: list[Sample] = [(float(value), function(value)) for value in steps(low, high, STEPS)]
    values = [value for _, value in samples if value is not None]
    most = JUMP * (max(values) - min(values)) if values else 0.0
    found = samples[:1]
    for (place, value), following in pairwise(samples):
        if value is not None and following[1] is not None and abs(following[1] - value) > most:
            found += across(function, (place, value), (following[0], following[1]), most)
        found.append(following)
    return found


def across(function: Callable[[Fraction], float | None], left: Point, right: Point, most: float) -> list[Sample]:
    """What is between two places whose values are far apart: points that lead from one to the other, or a gap."""
    between: list[Sample] = []
    for _ in range(LOOKS):
        place = (left[0] + right[0]) / 2
        value = function(Fraction(place))
        if value is None:
            break
        between.append((place, value))
        left, right = max(
            ((left, (place, value)), ((place, value), right)), key=lambda pair: abs(pair[1][1] - pair[0][1])
        )
        if abs(right[1] - left[1]) <= most:
            return sorted(between)
    return [*sorted(sample for sample in between if sample[0] <= left[0]), (right[0], None), *sorted(
        sample for sample in between if sample[0] >= right[0]
    )]  # fmt: skip


REACH = Fraction(3)


def extent(failure: Failure, move: Move, start: Fraction) -> tuple[Fraction, Fraction]:
    """From where to where a number moves: some way to both sides, as far as the hypotheses admit."""
    reach = max(REACH, abs(start) * 3 / 2)
    ends = []
    for sign in (-1, 1):
        inside, outside = Fraction(0), None
        for step in steps(0, 1, 24):
            if failure.space.admits(moved(failure, move, sign * reach * step)):
                inside, outside = reach * step, None
            elif outside is None:
                outside = reach * step
        for _ in range(NARROWINGS if outside is not None else 0):
            assert outside is not None
            middle = (inside + outside) / 2
            if failure.space.admits(moved(failure, move, sign * middle)):
                inside = middle
            else:
                outside = middle
        ends.append(start + sign * inside)
    return ends[0], ends[1]


NARROWINGS = 8
"""How often it is looked where the hypotheses stop to hold."""


def vertical(values: list[float], dots: list[float]) -> Axis:
    """The vertical axis: what is near the dots is seen, even where a side grows beyond all bounds."""
    values = sorted(values)
    trimmed = values[len(values) // 20 : len(values) - len(values) // 20] + dots
    low, high = min(trimmed), max(trimmed)
    room = (high - low) * 0.12 or max(abs(high), 1) * 0.5
    return axis("", low - room, high + room)
