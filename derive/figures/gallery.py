"""The figures of the library. To add one, add a function here: it draws what the terms of a claim are."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from derive.figures.plot import Axis, Curve, Figure, Mark, Plot, Point, axis, decades, runs_of
from derive.figures.registry import drawn_with
from derive.figures.values import Function, crossing, power_of_ten, steps

SCORES = (3, 2, 1, 0)
"""The logits of figures in which they do not move."""


@drawn_with("temperature.monotone")
def temperature() -> Figure:
    """Probabilities, and their entropy, against the temperature."""
    from derive.language import log, nth, size
    from derive.proofs.definitions import entropy
    from derive.proofs.temperature import at_tau

    sizes = {"K": len(SCORES)}
    places = [(float(e), {"z": SCORES, "tau": power_of_ten(e)}) for e in steps(-1, 2, 90)]

    def along(function: Function) -> Iterator[tuple[float, float | None]]:
        return ((place, function.at(values)) for place, values in places)

    shown = tuple(
        Curve(runs_of(along(Function(at_tau[nth(k + 1)], sizes))), k, f"$p_{k + 1}$, of the logit {score}")
        for k, score in enumerate(SCORES)
    )
    spread = Curve(runs_of(along(Function(entropy(at_tau), sizes))), 0, r"the entropy of $\sigma(z/\tau)$")
    highest = Function(log(size()), sizes).at({}) or 0.0
    limit = Curve((((-1.0, highest), (2.0, highest)),), 2, r"$\log K$")
    over = decades(r"temperature $\tau$", -1, 2)
    return Figure(
        "temperature",
        (
            "temperature.monotone",
            "temperature.high-limit",
            "temperature.low-entropy-unique",
            "temperature.high-entropy",
        ),
        r"Softmax of the logits $(3, 2, 1, 0)$ at the temperature $\tau$. On the left of each plot the largest logit "
        "has all of the probability, and the entropy is nearly 0; on the right all classes are equally probable, "
        r"and the entropy nears $\log K$. The entropy only rises; the probabilities of the classes in the middle "
        "rise and fall.",
        (
            Plot(over, axis("probability", 0, 1), shown, height=0.75),
            Plot(over, axis("entropy, in nats", 0, 1.5), (spread, limit), height=0.75),
        ),
    )


CORNERS: tuple[Point, ...] = ((0.0, 0.0), (1.0, 0.0), (0.5, 0.8660254))
VALUES = (0, 1, 3)
"""The values of the three classes, whose mean is fixed."""


def in_triangle(probabilities: tuple[Fraction, ...]) -> Point:
    """Where a distribution of three classes is drawn."""
    x, y = (
        sum(float(share) * corner[side] for share, corner in zip(probabilities, CORNERS, strict=True))
        for side in (0, 1)
    )
    return x, y


@drawn_with("maxent.global-optimum")
def simplex() -> Figure:
    """The entropy over the simplex, and the distributions that have the largest one for their means."""
    from derive.language import nth
    from derive.proofs.definitions import entropy
    from derive.proofs.maximum_entropy import gibbs, mean, multiplier, q

    sizes = {"K": 3}
    spread = Function(entropy(q), sizes)
    centre = (Fraction(1, 3),) * 3
    edges = [(1 - t, t, Fraction(0)) for t in steps(0, 1, 24)][:-1]
    border = [(*edge[-turn:], *edge[:-turn]) for turn in (0, 1, 2) for edge in edges]

    def level_curve(level: float) -> Curve:
        found: list[tuple[float, float | None]] = []
        for end in (*border, border[0]):

            def outward(share: Fraction, end: tuple[Fraction, ...] = end) -> tuple[Fraction, ...]:
                return tuple(c + share * (e - c) for c, e in zip(centre, end, strict=True))

            at = crossing(lambda share: spread.at({"q": outward(share)}), level, Fraction(0), Fraction(1))
            found.append((0.0, None) if at is None else in_triangle(outward(at)))
        return Curve(runs_of(found), 2, "equal entropy" if level == LEVELS[0] else "")

    probabilities = [Function(gibbs[nth(k)], sizes) for k in (1, 2, 3)]

    def tilted(factor: Fraction) -> tuple[Fraction, ...]:
        values = (function.at({"lambda": factor, "z": VALUES}) for function in probabilities)
        return tuple(Fraction(value or 0) for value in values)

    path = Curve((tuple(in_triangle(tilted(factor)) for factor in steps(-8, 8, 96)),), 1, r"$\sigma(\lambda z)$")
    average = Function(mean(multiplier), sizes)
    lines: list[Curve] = []
    marks: list[Mark] = []
    for wanted in (Fraction(1, 2), Fraction(3, 2), Fraction(5, 2)):
        lines.append(Curve((tuple(map(in_triangle, ends_of_mean(wanted))),), 3, "" if lines else "equal mean"))
        factor = crossing(lambda f: average.at({"lambda": f, "z": VALUES}), float(wanted), Fraction(-8), Fraction(8))
        assert factor is not None
        marks.append(Mark(in_triangle(tilted(factor))))
    corners = [
        Mark(corner, f"$z_{k + 1} = {value}$", "n" if k == 2 else "s", dot=False)
        for k, (corner, value) in enumerate(zip(CORNERS, VALUES, strict=True))
    ]
    triangle = Curve(((*CORNERS, CORNERS[0]),), 0)
    return Figure(
        "maximum-entropy",
        ("maxent.global-optimum", "maxent.softmax", "entropy.bounds"),
        "The distributions of three classes; each corner is that of one class alone, and the uniform one is in the "
        "middle. On a line of equal mean of $z = (0, 1, 3)$, the entropy is largest where the line touches a curve "
        r"of equal entropy: there it meets the path of $\sigma(\lambda z)$, which runs from the class of the "
        r"smallest value ($\lambda \to -\infty$) through the middle ($\lambda = 0$) to that of the largest.",
        (
            Plot(
                Axis("", -0.12, 1.12),
                Axis("", -0.1, 0.97),
                (triangle, path, *map(level_curve, LEVELS), *lines),
                (*marks, *corners),
                frame=False,
                height=0.86,
            ),
        ),
    )


LEVELS = (1.07, 1.0, 0.9, 0.8, 0.7)
"""The entropies of the curves: all above log 2, the largest one on the border of the simplex."""


def ends_of_mean(wanted: Fraction) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    """The two distributions on the border of the simplex whose mean of the values is this one."""
    without_second = (1 - wanted / 3, Fraction(0), wanted / 3)
    if wanted <= 1:
        return without_second, (1 - wanted, wanted, Fraction(0))
    third = (wanted - 1) / 2
    return without_second, (Fraction(0), 1 - third, third)


@drawn_with("ce.margin-limit")
def margin() -> Figure:
    """The loss against the margin, for several numbers of classes."""
    from derive.proofs.cross_entropy_margin import m, margin_loss

    curves = tuple(
        Curve(
            runs_of((float(x), loss.at({"m": x})) for x in steps(-4, 14, 90)),
            style,
            f"$K = {size}$",
        )
        for style, size in enumerate((2, 10, 100, 1000))
        for loss in (Function(margin_loss(m), {"K": size}),)
    )
    return Figure(
        "margin",
        ("ce.margin-limit", "ce.margin-loss", "ce.margin-bounds"),
        r"The cross entropy where the true logit is ahead of all others by $m$. At $m = 0$ it is $\log K$. A "
        r"negative margin costs about as much as it is large, and from the margin $\log(K - 1)$ on the loss falls as "
        r"$(K - 1) \exp(-m)$: ten times as many classes need a margin that is larger by $\log 10$, about 2.3.",
        (
            Plot(axis("margin $m$", -4, 14), axis("loss, in nats", 0, 12), curves, tuple(
                Mark((0.0, value)) for curve in curves for x, value in curve.runs[0] if x == 0
            )),
        ),
    )  # fmt: skip


@drawn_with("mse.vanishing-wrong-true-class")
def saturation() -> Figure:
    """The gradients of cross entropy and squared error as a wrong prediction saturates."""
    from derive.language import D, absolute
    from derive.proofs.cross_entropy_gradient import one_hot_loss
    from derive.proofs.definitions import p, z
    from derive.proofs.squared_error import label, one_hot, squared_error

    losses = ((one_hot_loss, "cross entropy"), (squared_error(p, one_hot), "squared error"))
    curves = []
    for style, (loss, name) in enumerate(losses):
        slope = Function(absolute(D(loss, z[label])), {"K": 2}, {"c": 1})
        points = ((float(x), slope.at({"z": (0, x)})) for x in steps(-6, 10, 96))
        curves.append(Curve(runs_of(points), style, name))
    return Figure(
        "saturation",
        ("mse.vanishing-wrong-true-class", "ce.gradient-saturated-wrong-class", "softmax.saturation-slow-training"),
        "How strongly the loss pulls at the logit of the true class, for two classes. On the left the prediction is "
        "right, and both gradients vanish. On the right it is wrong, the more surely the further: the gradient of "
        "the cross entropy tends to its largest size, 1, and that of the squared error vanishes, so that what is "
        "most wrong is hardly corrected.",
        (
            Plot(
                axis("by how much the wrong logit is ahead", -6, 10),
                axis("size of the gradient", 0, 1),
                tuple(curves),
            ),
        ),
    )


@drawn_with("lse.hessian-semidefinite")
def flat_direction() -> Figure:
    """Log-sum-exp of two logits: its level curves, and its profiles along and across the flat direction."""
    from derive.proofs.definitions import log_sum_exp, z

    value = Function(log_sum_exp(z), {"K": 2})
    reach = 3

    def beside(across: Fraction, along: Fraction) -> float | None:
        return value.at({"z": (along + across, along - across)})

    def level_curve(level: int) -> Curve:
        found: list[tuple[float, float | None]] = []
        for across in steps(-reach, reach, 48):
            along = crossing(partial(beside, across), level, Fraction(-4 * reach), Fraction(4 * reach))
            found.append((0.0, None) if along is None else (float(along + across), float(along - across)))
        return Curve(runs_of(found), 0, "equal log-sum-exp" if level == -2 else "")

    flat = Curve((((-float(reach), -float(reach)), (float(reach), float(reach))),), 1, r"the direction $(1, 1)$")
    side = axis("$z_1$", -reach, reach)
    profiles = [
        Curve(runs_of((float(t), value.at({"z": (t, t * sign)})) for t in steps(-reach, reach, 60)), style, label)
        for style, sign, label in ((1, 1, "along $(1, 1)$"), (0, -1, "along $(1, -1)$"))
    ]
    height = axis(r"$\log \sum_k \exp z_k$ at $z = (t, t)$ and $(t, -t)$", -3, 4)
    return Figure(
        "flat-direction",
        ("lse.hessian-semidefinite", "lse.strict-modulo-shift", "lse.shift-equivariance", "lse.strict-convexity"),
        "Log-sum-exp of two logits. Each level curve is the one before it, moved along (1, 1): in this direction the "
        "function is a straight line, without curvature, and in every other one it is strictly convex. Where one "
        "logit is far ahead, the curves become those of the maximum.",
        (
            Plot(side, axis("$z_2$", -reach, reach), (flat, *map(level_curve, range(-2, 4))), height=1.0),
            Plot(axis("$t$", -reach, reach), height, tuple(profiles), height=1.0),
        ),
    )
