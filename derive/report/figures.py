"""Figures as SVG and as PGF: the same lines in both, rounded to a hundredth of their unit, and so the same bytes
wherever they are drawn."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from derive.documents.prose import text_of
from derive.figures.plot import Axis, Curve, Figure, Mark, Plot, Point
from derive.report.escape import Latex, tex_prose

WIDTH, NARROW = 400.0, 300.0
"""How wide the picture of a plot is that stands alone, and of one that stands beside others."""

LEFT, RIGHT, TOP, BOTTOM = 52.0, 14.0, 10.0, 24.0
"""The room around the picture for the labels of the ticks."""

STYLES = 5
"""How many styles of curves there are; each has a colour and a pattern of dashes."""

DASHES = ("", "7 3", "2 2.5", "9 3 2 3", "4 2 1 2 1 2")

TOLERANCE = 0.08
"""A point of a curve is left out where the line without it passes as near as this."""

DOT = 3.6


class Canvas:
    """Where the points of a plot are drawn; y grows downwards, as in SVG."""

    def __init__(self, plot: Plot, wide: bool) -> None:
        self.plot = plot
        left, right, below = (LEFT, RIGHT, BOTTOM) if plot.frame else (4.0, 4.0, 4.0)
        self.width = WIDTH if wide else NARROW
        self.left, self.right = left, self.width - right
        self.top = TOP
        self.bottom = TOP + (self.right - self.left) * plot.height
        self.height = self.bottom + below

    def x(self, value: float) -> float:
        """Where a value of the horizontal axis is."""
        return self.left + (self.right - self.left) * part_of(self.plot.x, value)

    def y(self, value: float) -> float:
        """Where a value of the vertical axis is."""
        return self.bottom - (self.bottom - self.top) * part_of(self.plot.y, value)

    def paths(self, curve: Curve) -> list[list[Point]]:
        """The lines of a curve, as far as they are inside of the picture, without points that do not show."""
        found = []
        for run in curve.runs:
            for line in inside([(self.x(x), self.y(y)) for x, y in run], self):
                found.append(thinned(line))
        return found


def part_of(axis: Axis, value: float) -> float:
    """How far along an axis a value is, from 0 to 1."""
    return (value - axis.low) / (axis.high - axis.low)


def inside(points: list[Point], canvas: Canvas) -> list[list[Point]]:
    """The parts of a line that are inside of the picture, after Liang and Barsky (ACM Transactions on Graphics 3(1),
    1984, DOI 10.1145/357332.357333)."""
    lines: list[list[Point]] = []
    for start, end in pairwise(points):
        part = clipped(start, end, canvas)
        if part is None:
            continue
        if lines and lines[-1][-1] == part[0]:
            lines[-1].append(part[1])
        else:
            lines.append(list(part))
    return lines


def clipped(start: Point, end: Point, canvas: Canvas) -> tuple[Point, Point] | None:
    """The part of a straight line that is inside of the picture."""
    first, last = 0.0, 1.0
    for side, low, high in ((0, canvas.left, canvas.right), (1, canvas.top, canvas.bottom)):
        step = end[side] - start[side]
        for way, room in ((-step, start[side] - low), (step, high - start[side])):
            if way == 0 and room < 0:
                return None
            if way < 0:
                first = max(first, room / way)
            elif way > 0:
                last = min(last, room / way)
    if first > last:
        return None
    return between(start, end, first), between(start, end, last)


def between(start: Point, end: Point, share: float) -> Point:
    """A point on the way from one to another."""
    if share in (0.0, 1.0):
        return end if share else start
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def thinned(line: list[Point]) -> list[Point]:
    """The line without the points that do not show, after Ramer, and Douglas and Peucker (Cartographica 10(2), 1973,
    DOI 10.3138/FM57-6770-U75U-7727)."""
    if len(line) < 3:
        return line
    (x, y), (right, below) = line[0], line[-1]
    across, down = right - x, below - y
    length = across * across + down * down
    far, place = -1.0, 0
    for number, (px, py) in enumerate(line[1:-1], 1):
        offset = across * (py - y) - down * (px - x)
        square = offset * offset / length if length else (px - x) * (px - x) + (py - y) * (py - y)
        if square > far:
            far, place = square, number
    if far <= TOLERANCE * TOLERANCE:
        return [line[0], line[-1]]
    return thinned(line[: place + 1])[:-1] + thinned(line[place:])


def number(value: float) -> str:
    """A coordinate."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def keys(plot: Plot) -> list[tuple[int, str]]:
    """The styles and labels of the legend."""
    return [(curve.style % STYLES, curve.label) for curve in plot.curves if curve.label]


# SVG ---------------------------------------------------------------------------------------------


def figure_view(figure: Figure, prose: Any) -> dict[str, Any]:
    """What the templates of HTML are filled with; ``prose`` prints a sentence with its formulas."""
    wide = len(figure.plots) == 1
    return {
        "id": figure.id,
        "caption": prose(figure.caption),
        "claims": figure.claims,
        "wide": wide,
        "plots": [
            {
                "heading": prose(plot.heading),
                "x": prose(plot.x.label),
                "y": prose(plot.y.label),
                "keys": [{"label": prose(label), "svg": key(style)} for style, label in keys(plot)],
                "svg": svg(plot, wide),
            }
            for plot in figure.plots
        ],
    }


def key(style: int) -> Any:
    """A sample of a curve for the legend."""
    from markupsafe import Markup

    return Markup('<svg class="key" viewBox="0 0 30 10" aria-hidden="true">{}</svg>').format(
        Markup(f'<path class="curve curve-{style}"{dashes(style)} d="M0 5H30"/>')
    )


def dashes(style: int) -> str:
    """The attribute for the dashes of a curve."""
    pattern = DASHES[style % STYLES]
    return f' stroke-dasharray="{pattern}"' if pattern else ""


def svg(plot: Plot, wide: bool) -> Any:
    """A plot as SVG, with the colours of the page around it."""
    from markupsafe import Markup, escape

    canvas = Canvas(plot, wide)
    parts = list(_frame(canvas)) if plot.frame else []
    for curve in plot.curves:
        for line in canvas.paths(curve):
            steps = "L".join(f"{number(x)} {number(y)}" for x, y in line)
            style = curve.style % STYLES
            parts.append(f'<path class="curve curve-{style}"{dashes(style)} d="M{steps}"/>')
    for mark in plot.marks:
        x, y = canvas.x(mark.place[0]), canvas.y(mark.place[1])
        if mark.dot:
            parts.append(f'<circle class="dot" cx="{number(x)}" cy="{number(y)}" r="{DOT}"/>')
        if mark.label:
            parts.append(_words(*_beside(mark, x, y), mark.label, ANCHORS[mark.side]))
    spoken = escape(_spoken(plot))
    box = f"0 0 {number(canvas.width)} {number(canvas.height)}"
    return Markup(f'<svg class="plot" viewBox="{box}" role="img" aria-label="{spoken}">{"".join(parts)}</svg>')


def _spoken(plot: Plot) -> str:
    """What is to be heard in the place of the picture."""
    heading = f"{text_of(plot.heading)}: " if plot.heading else ""
    curves = ", ".join(text_of(label) for _, label in keys(plot))
    if not plot.x.label:
        return heading + (curves or "a diagram")
    shown = "; curves: ".join(filter(None, (text_of(plot.y.label), curves))) or "the same curves"
    return f"{heading}{shown}; against {text_of(plot.x.label)}"


ANCHORS = {"n": "middle", "s": "middle", "e": "start", "w": "end"}


def _beside(mark: Mark, x: float, y: float) -> tuple[float, float]:
    """Where the words beside a mark stand in SVG."""
    across = {"e": DOT + 4, "w": -DOT - 4}.get(mark.side, 0.0)
    down = {"n": -DOT - 4, "s": DOT + 12}.get(mark.side, 4.0)
    return x + across, y + down


def _words(x: float, y: float, label: str, anchor: str) -> str:
    from markupsafe import escape

    return f'<text x="{number(x)}" y="{number(y)}" text-anchor="{anchor}">{escape(text_of(label))}</text>'


def _frame(canvas: Canvas) -> Iterable[str]:
    """The axes with their ticks, and a faint line at each."""
    left, right, top, bottom = map(number, (canvas.left, canvas.right, canvas.top, canvas.bottom))
    for place, label in canvas.plot.x.ticks:
        x = canvas.x(place)
        yield f'<path class="grid" d="M{number(x)} {top}V{bottom}"/>'
        yield _words(x, canvas.bottom + 16, label, "middle")
    for place, label in canvas.plot.y.ticks:
        y = canvas.y(place)
        yield f'<path class="grid" d="M{left} {number(y)}H{right}"/>'
        yield _words(canvas.left - 6, y + 4, label, "end")
    yield f'<path class="frame" d="M{left} {top}V{bottom}H{right}"/>'


# PGF ---------------------------------------------------------------------------------------------

UNIT = 0.68
"""How many points a unit of a picture is in print, where there is room; derive.sty says so, too."""


def pgf(figure: Figure) -> Latex:
    """The plots of a figure as LaTeX, for the command of derive.sty that sets them beside each other."""
    wide = len(figure.plots) == 1
    plots = [_pgf_plot(plot, wide) for plot in figure.plots]
    width = number(WIDTH if wide else NARROW)
    return Latex("\n".join(f"\\deriveplot{{{width}}}{{%\n{plot}}}" for plot in plots) + "\n")


def _pgf_plot(plot: Plot, wide: bool) -> str:
    canvas = Canvas(plot, wide)
    legend = r"\quad ".join(
        f"\\derivekey{{{style}}}{{{DASHED[style]}}}~{tex_prose(label)}" for style, label in keys(plot)
    )
    lines = [
        f"\\deriveplottitle{{{tex_prose(plot.heading)}}}{{{legend}}}{{{tex_prose(plot.y.label)}}}%",
        r"\begin{pgfpicture}",
        r"\pgfsetxvec{\pgfpoint{\deriveunit}{0pt}}\pgfsetyvec{\pgfpoint{0pt}{-\deriveunit}}",
        f"\\pgfpathrectanglecorners{{\\pgfpointxy{{0}}{{0}}}}"
        f"{{\\pgfpointxy{{{number(canvas.width)}}}{{{number(canvas.height)}}}}}\\pgfusepath{{use as bounding box}}",
        *(_pgf_frame(canvas) if plot.frame else ()),
        *(line for curve in plot.curves for line in _pgf_curve(canvas, curve)),
        *(line for mark in plot.marks for line in _pgf_mark(canvas, mark)),
        r"\end{pgfpicture}%",
        f"\\deriveplotfoot{{{tex_prose(plot.x.label)}}}",
    ]
    return "\n".join(lines)


DASHED = tuple("".join(f"{{{float(step) * UNIT:.2f}pt}}" for step in pattern.split()) for pattern in DASHES)
"""The patterns of dashes, in print."""


def _pgf_path(points: Iterable[Point], use: str = "stroke") -> str:
    places = [f"{{\\pgfpointxy{{{number(x)}}}{{{number(y)}}}}}" for x, y in points]
    return (
        f"\\pgfpathmoveto{places[0]}%\n"
        + "".join(f"\\pgfpathlineto{place}%\n" for place in places[1:])
        + (f"\\pgfusepath{{{use}}}%")
    )


def _pgf_curve(canvas: Canvas, curve: Curve) -> Iterable[str]:
    style = curve.style % STYLES
    for line in canvas.paths(curve):
        yield f"\\derivestroke{{{style}}}{{{DASHED[style]}}}%"
        yield _pgf_path(line)


def _pgf_frame(canvas: Canvas) -> Iterable[str]:
    yield r"\derivegrid"
    for place, label in canvas.plot.x.ticks:
        x = canvas.x(place)
        yield _pgf_path([(x, canvas.top), (x, canvas.bottom)])
        yield _pgf_words(x, canvas.bottom + 5, label, "top")
    for place, label in canvas.plot.y.ticks:
        y = canvas.y(place)
        yield _pgf_path([(canvas.left, y), (canvas.right, y)])
        yield _pgf_words(canvas.left - 5, y, label, "right")
    yield r"\deriveframe"
    yield _pgf_path([(canvas.left, canvas.top), (canvas.left, canvas.bottom), (canvas.right, canvas.bottom)])


def _pgf_words(x: float, y: float, label: str, side: str) -> str:
    return f"\\derivetick{{{side}}}{{\\pgfpointxy{{{number(x)}}}{{{number(y)}}}}}{{{tex_prose(label)}}}%"


SIDES = {"n": "bottom", "s": "top", "e": "left", "w": "right"}
"""Which side of the words is at the mark."""


def _pgf_mark(canvas: Canvas, mark: Mark) -> Iterable[str]:
    x, y = canvas.x(mark.place[0]), canvas.y(mark.place[1])
    if mark.dot:
        yield f"\\derivedot{{\\pgfpointxy{{{number(x)}}}{{{number(y)}}}}}{{{DOT * UNIT:.2f}pt}}%"
    if mark.label:
        across = {"e": DOT + 4, "w": -DOT - 4}.get(mark.side, 0.0)
        down = {"n": -DOT - 3, "s": DOT + 3}.get(mark.side, 0.0)
        yield _pgf_words(x + across, y + down, mark.label, SIDES[mark.side])
