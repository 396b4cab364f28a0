"""Figures as data: curves, marks and axes, in the coordinates of what they show. Reports say how they look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

Point = tuple[float, float]

Run = tuple[Point, ...]
"""The points of a curve without a gap."""


@dataclass(frozen=True)
class Curve:
    """What is drawn as one line, with gaps where the function has no value. Curves with the same ``style``, a number
    from 0, look alike; one without a ``label`` is not in the legend. Labels are sentences, with formulas between dollar
    signs."""

    runs: tuple[Run, ...]
    style: int
    label: str = ""


@dataclass(frozen=True)
class Mark:
    """A dot, if it is one, and words beside it, on the side that ``side`` says: n, e, s or w."""

    place: Point
    label: str = ""
    side: str = "e"
    dot: bool = True


@dataclass(frozen=True)
class Axis:
    """What is measured, from where to where, and the ticks with what stands at them."""

    label: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True)
class Plot:
    """Curves over two axes; without a ``frame``, axes are not drawn. ``height`` is that of the picture over its width,
    both without the labels."""

    x: Axis
    y: Axis
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...] = ()
    heading: str = ""
    frame: bool = True
    height: float = 0.6


@dataclass(frozen=True)
class Figure:
    """Plots side by side, with a caption that says what to see. ``claims`` are the ids of those that it belongs to: it
    is printed with the first one."""

    id: str
    claims: tuple[str, ...]
    caption: str
    plots: tuple[Plot, ...]

    def to_json(self) -> dict[str, Any]:
        """The figure as JSON, which keeps every number as it is."""
        return asdict(self)


def figure_from_json(data: dict[str, Any]) -> Figure:
    """The inverse of :meth:`Figure.to_json`; raises KeyError, TypeError or ValueError on other data."""
    return Figure(data["id"], tuple(data["claims"]), data["caption"], tuple(map(_plot, data["plots"])))


def _plot(data: dict[str, Any]) -> Plot:
    curves = tuple(
        Curve(tuple(tuple(map(_point, r)) for r in c["runs"]), c["style"], c["label"]) for c in data["curves"]
    )
    marks = tuple(Mark(_point(mark["place"]), mark["label"], mark["side"], mark["dot"]) for mark in data["marks"])
    shown = data["heading"], data["frame"], data["height"]
    return Plot(_axis(data["x"]), _axis(data["y"]), curves, marks, *shown)


def _axis(data: dict[str, Any]) -> Axis:
    return Axis(data["label"], data["low"], data["high"], tuple((place, label) for place, label in data["ticks"]))


def _point(data: Sequence[float]) -> Point:
    x, y = data
    return x, y


def runs_of(points: Iterable[tuple[float, float | None]]) -> tuple[Run, ...]:
    """The points in runs, with gaps where there is no value."""
    found: list[list[Point]] = [[]]
    for place, value in points:
        if value is not None:
            found[-1].append((place, value))
        elif found[-1]:
            found.append([])
    return tuple(tuple(run) for run in found if run)


def axis(label: str, low: float, high: float, ticks: Sequence[float] | None = None) -> Axis:
    """A linear axis; without ticks of its own, with about five at round numbers."""
    places = round_numbers(low, high) if ticks is None else ticks
    return Axis(label, low, high, tuple((float(place), number_text(place)) for place in places))


def decades(label: str, low: int, high: int, step: int = 1) -> Axis:
    """A logarithmic axis, in powers of ten."""
    ticks = tuple((float(power), power_text(power)) for power in range(low, high + 1, step))
    return Axis(label, low, high, ticks)


def power_text(power: int) -> str:
    """A power of ten as it stands at a tick."""
    return {-1: "0.1", 0: "1", 1: "10", 2: "100", 3: "1000"}.get(power, f"$10^{{{power}}}$")


MOST_TICKS = 6


def round_numbers(low: float, high: float) -> list[float]:
    """The multiples of 1, 2 or 5 times a power of ten between two numbers, a handful of them."""
    first, last = Fraction(low), Fraction(high)
    step = Fraction(1)
    while (last - first) / step > MOST_TICKS:
        step *= 10
    while (last - first) / step <= MOST_TICKS:
        step /= 10
    step = next(step * factor for factor in (2, 5, 10) if (last - first) / (step * factor) <= MOST_TICKS)
    return [float(step * k) for k in range(-(-first // step), last // step + 1)]


def number_text(value: float) -> str:
    """A number as it stands at a tick."""
    exact = Fraction(value).limit_denominator(10**6)
    digits = f"{float(exact):.6f}".rstrip("0").rstrip(".") if abs(exact) < 10**6 else f"{float(exact):.0e}"
    return digits.replace("-", "−")
