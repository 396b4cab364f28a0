"""The figures of floating point: where exponentials overflow and underflow, and how many digits algorithms lose."""

from __future__ import annotations

from fractions import Fraction

from derive.figures.plot import Axis, Curve, Figure, Mark, Plot, decades, number_text, runs_of
from derive.figures.registry import drawn_with
from derive.figures.values import Function, log_ten, power_of_ten, steps
from derive.floats.enclosure import Enclosure, number
from derive.floats.execution import ENCLOSED, Algorithm
from derive.floats.formats import FORMATS, Format


def decade(value: Fraction) -> float:
    """Where a number is drawn on an axis of powers of ten in both directions; ±1 are at 0."""
    return log_ten(value) if value > 0 else -log_ten(-value)


@drawn_with("fp.exp-overflow")
def thresholds() -> Figure:
    """The numbers whose exponential neither overflows nor underflows, in each format."""
    from derive.proofs.floating_point import LAST_FINITE, LAST_ZERO

    curves: list[Curve] = []
    marks: list[Mark] = []
    for row, form in enumerate(reversed(FORMATS)):
        low, high = Fraction(LAST_ZERO[form]), Fraction(LAST_FINITE[form])
        ends = decade(low), decade(high)
        curves.append(Curve((((ends[0], float(row)), (ends[1], float(row))),), 0))
        marks += [
            Mark((end, float(row)), number_text(round(float(value), 3)), "n")
            for end, value in zip(ends, (low, high), strict=True)
        ]
    ticks = ((-3.0, "−1000"), (-2.0, "−100"), (-1.0, "−10"), (0.0, "±1"), (1.0, "10"), (2.0, "100"), (3.0, "1000"))
    names = tuple((float(row), form.name) for row, form in enumerate(reversed(FORMATS)))
    return Figure(
        "thresholds",
        ("fp.exp-overflow", "fp.underflow"),
        "Where an exponential, rounded to nearest, is neither 0 nor infinity. On the left of each line it underflows "
        "to 0, on the right it overflows; the numbers, to three decimals, are the largest one at which it is 0 and "
        "the largest one at which it is finite. bfloat16 and float32 have the same exponents, and nearly the same "
        "line. Both directions are logarithmic.",
        (Plot(Axis("$t$", -3.5, 3.5, ticks), Axis("", -0.5, 3.7, names), tuple(curves), tuple(marks), height=0.5),),
    )


CLASSES = 4
"""How many logits there are, equally spaced."""

LEAST = Fraction(1, 3)
"""The least logit: no number of a format, so that differences are rounded, as they are of logits that are given."""


def logits(form: Format, spread: Fraction) -> list[Fraction]:
    """Logits that decrease by the spread, as numbers of the format."""
    rounded = (form.rounded(LEAST + spread * k / (CLASSES - 1)) for k in reversed(range(CLASSES)))
    return [value for value in rounded if isinstance(value, Fraction)]


def largest_error(algorithm: Algorithm, form: Format, inputs: list[Fraction], exact: Fraction) -> float | None:
    """The largest error of the last result that is possible, relative to the exact one, in units in the last place of
    1, as a power of ten; None where a result may be no number, or infinite."""
    results: list[Enclosure] = algorithm(ENCLOSED, [number(form, value) for value in inputs])
    if not all(result.is_certainly_finite for result in results):
        return None
    error = max(abs(Fraction(end) - exact) for end in (results[-1].low, results[-1].high))
    return log_ten(error / abs(exact) / form.unit)


DECADES = {"float16": 3, "bfloat16": 3, "float32": 8, "float64": 16}
"""Up to which power of ten the error goes."""


@drawn_with("fp.logsoftmax-finite")
def errors() -> Figure:
    """The errors of three algorithms against the spread of the logits, in each format."""
    from derive.language import log, nth
    from derive.proofs._floats import log_softmax, naive_softmax, shifted_softmax
    from derive.proofs.definitions import softmax, z

    probability = softmax(z)[nth(CLASSES)]
    of_probability = Function(probability, {"K": CLASSES})
    of_logarithm = Function(log(probability), {"K": CLASSES})
    shown = (
        (naive_softmax, of_probability, "softmax as it is defined"),
        (shifted_softmax, of_probability, "softmax, the largest logit subtracted"),
        (log_softmax, of_logarithm, "log-softmax"),
    )
    plots: list[Plot] = []
    for form in FORMATS:
        curves = []
        for style, (algorithm, value, label) in enumerate(shown):
            points = []
            for place in steps(0, 3, 36):
                inputs = logits(form, power_of_ten(place))
                exact = value.exactly({"z": inputs})
                points.append((float(place), None if exact is None else largest_error(algorithm, form, inputs, exact)))
            curves.append(Curve(runs_of(points), style, "" if plots else label))
        top = DECADES[form.name]
        vertical = decades("" if plots else "largest error, in units", -1, top, 1 if top < 4 else top // 4)
        plots.append(
            Plot(decades("spread of the logits", 0, 3), vertical, tuple(curves), heading=form.name, height=0.7)
        )
    return Figure(
        "rounding",
        ("fp.logsoftmax-finite", "fp.naive-nan-or-inaccurate", "fp.stable-example", "fp.logsoftmax-stability"),
        "The largest error that is possible in the least probable of four classes, whose logits are equally spaced: "
        "that of its probability or its logarithm, relative to the exact one, in units in the last place of 1. Where "
        "the probability underflows, softmax has no digit left; softmax as it is defined ends where an exponential "
        "overflows, for then an entry is no number. The differences from the largest logit are rounded, which costs "
        "the more digits the further the logits are apart. Log-softmax, whose values are as large as the spread, "
        "keeps all digits.",
        tuple(plots),
    )
