"""A figure with all that figures have: a gap, dashes, marks on each side, headings, axes of each kind, and none."""

from __future__ import annotations

from derive.figures.plot import Axis, Curve, Figure, Mark, Plot, axis, decades

FRAMED = Plot(
    axis(r"margin $m$ & $\tau$", -4, 14),
    decades("loss, 100% of it", -1, 3),
    (
        Curve((((-4.0, 2.0), (0.0, 1.0)), ((1.0, 1.0), (14.0, -0.5))), 0, "$K = 2$"),
        Curve((((-4.0, 0.0), (14.0, 9.0)),), 1, r"$\log K$, <b>"),
    ),
    tuple(Mark((5.0, 1.0), f"at {side}", side) for side in "nesw"),
    heading="float16_x",
)
BARE = Plot(Axis("", 0, 1), Axis("", 0, 1), (Curve((((0.0, 0.0), (0.5, 1.0), (1.0, 0.0)),), 2),), frame=False)

SIDE_BY_SIDE = Figure(
    "beside", ("lse.gradient", "softmax.jacobian"), r"Two plots: what to see is $\log K$ & more.", (FRAMED, BARE)
)
ALONE = Figure("alone", ("softmax.scale-invariance",), "One plot.", (FRAMED,))

FIGURES = (SIDE_BY_SIDE, ALONE)
