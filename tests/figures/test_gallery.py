"""The figures show what is known of the functions that they are drawn from, by other formulas than these."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from derive.documents.inline import unread_in
from derive.documents.prose import Words, pieces
from derive.figures import drawn, figures_of
from derive.figures.floating import errors, thresholds
from derive.figures.gallery import CORNERS, LEVELS, flat_direction, margin, saturation, simplex, temperature
from derive.figures.plot import Curve, Figure, Plot, Point
from derive.library import discover
from derive.report.escape import trusted_latex

DRAW: dict[str, Callable[[], Figure]] = {draw.__name__: draw for draw in drawn().values()}


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    return {name: draw() for name, draw in DRAW.items()}


def at(curve: Curve, place: float) -> float:
    """The value of a curve at one of its places."""
    return next(y for run in curve.runs for x, y in run if abs(x - place) < 1e-9)


def values(curve: Curve) -> list[float]:
    return [y for run in curve.runs for _, y in run]


def test_the_probabilities_are_those_of_softmax_and_sum_to_one_at_every_temperature(figures: dict[str, Figure]) -> None:
    curves = figures[temperature.__name__].plots[0].curves
    whole = sum(math.exp(score) for score in range(4))
    for curve, score in zip(curves, (3, 2, 1, 0), strict=True):
        assert at(curve, 0.0) == pytest.approx(math.exp(score) / whole, abs=1e-12)
    for shares in zip(*map(values, curves), strict=True):
        assert sum(shares) == pytest.approx(1, abs=1e-12)


def test_the_entropy_rises_with_the_temperature_towards_the_logarithm_of_four(figures: dict[str, Figure]) -> None:
    spread, limit = figures[temperature.__name__].plots[1].curves
    rising = values(spread)
    assert rising == sorted(rising) and rising[0] < 1e-3
    assert set(values(limit)) == {math.log(4)} and 0 < math.log(4) - rising[-1] < 1e-3


def probabilities(place: Point) -> tuple[float, float, float]:
    third = place[1] / CORNERS[2][1]
    second = place[0] - third / 2
    return 1 - second - third, second, third


def entropy(place: Point) -> float:
    return -sum(share * math.log(share) for share in probabilities(place) if share > 0)


def test_a_curve_of_equal_entropy_has_equal_entropy(figures: dict[str, Figure]) -> None:
    levels = [curve for curve in figures[simplex.__name__].plots[0].curves if curve.style == 2]
    assert len(levels) == len(LEVELS)
    for curve, level in zip(levels, LEVELS, strict=True):
        ((*places,),) = curve.runs
        assert places[0] == places[-1] and len(places) == 73
        assert all(entropy(place) == pytest.approx(level, abs=1e-3) for place in places)


def test_the_path_crosses_each_line_of_equal_mean_where_the_entropy_is_largest_on_it(
    figures: dict[str, Figure],
) -> None:
    (plot,) = figures[simplex.__name__].plots
    lines = [curve.runs[0] for curve in plot.curves if curve.style == 3]
    dots = [mark.place for mark in plot.marks if mark.dot]
    assert len(lines) == len(dots) == 3
    for (start, end), dot in zip(lines, dots, strict=True):
        means = [probabilities(place)[1] + 3 * probabilities(place)[2] for place in (start, end, dot)]
        assert means[0] == pytest.approx(means[1], abs=1e-6) == pytest.approx(means[2], abs=1e-3)
        along = [(start[0] + k / 50 * (end[0] - start[0]), start[1] + k / 50 * (end[1] - start[1])) for k in range(51)]
        assert entropy(dot) > max(map(entropy, along)) - 1e-3


def test_the_loss_at_the_margin_zero_is_the_logarithm_of_the_number_of_classes(figures: dict[str, Figure]) -> None:
    (plot,) = figures[margin.__name__].plots
    for curve, size in zip(plot.curves, (2, 10, 100, 1000), strict=True):
        assert at(curve, 0.0) == pytest.approx(math.log(size), abs=1e-12)
        assert at(curve, 14.0) == pytest.approx((size - 1) * math.exp(-14), rel=1e-3)
        assert values(curve) == sorted(values(curve), reverse=True)
    assert [mark.place[1] for mark in plot.marks] == [at(curve, 0.0) for curve in plot.curves]


def test_one_gradient_saturates_at_one_and_the_other_vanishes(figures: dict[str, Figure]) -> None:
    (plot,) = figures[saturation.__name__].plots
    entropies, squares = plot.curves
    assert at(entropies, 0.0) == pytest.approx(1 / 2) and at(squares, 0.0) == pytest.approx(1 / 4)
    wrong = 1 / (1 + math.exp(-10))
    assert at(entropies, 10.0) == pytest.approx(wrong)
    # ∂/∂z of ½ Σ (p − y)² for two classes: 2 p (1 − p)² at the true class
    assert at(squares, 10.0) == pytest.approx(2 * (1 - wrong) * wrong**2)


def test_log_sum_exp_is_equal_on_its_curves_straight_along_the_flat_direction_and_curved_across(
    figures: dict[str, Figure],
) -> None:
    curves, profiles = figures[flat_direction.__name__].plots
    levels = [curve for curve in curves.curves if curve.style == 0]
    for curve, level in zip(levels, range(-2, 4), strict=True):
        for x, y in curve.runs[0]:
            assert math.log(math.exp(x) + math.exp(y)) == pytest.approx(level, abs=1e-3)
    along, across = profiles.curves
    for x, y in along.runs[0]:
        assert y == pytest.approx(x + math.log(2), abs=1e-12)
    bends = [a + c - 2 * b for a, b, c in zip(values(across), values(across)[1:], values(across)[2:], strict=False)]
    assert min(bends) > 0


def test_the_thresholds_are_those_of_the_formats(figures: dict[str, Figure]) -> None:
    (plot,) = figures[thresholds.__name__].plots
    names = {label: row for row, label in plot.y.ticks}
    ends = {name: curve.runs[0] for name in names for curve in plot.curves if curve.runs[0][0][1] == names[name]}
    assert set(ends) == {"float16", "bfloat16", "float32", "float64"}
    (low, _), (high, _) = ends["float64"]
    assert 10**high == pytest.approx(math.log(1.7976931348623157e308), abs=1e-6)
    assert 10**-low == pytest.approx(-math.log(5e-324) + math.log(2), abs=1e-6)
    assert ends["float16"][1][0] < ends["bfloat16"][1][0] < ends["float32"][1][0] < high
    assert sum(mark.dot for mark in plot.marks) == 8


@pytest.mark.parametrize(("form", "overflow", "underflow"), [(0, 11.09, 17.3), (1, 88.7, 92.9), (3, 709.8, 745.1)])
def test_softmax_ends_at_the_overflow_and_has_no_digit_after_the_underflow(
    figures: dict[str, Figure], form: int, overflow: float, underflow: float
) -> None:
    plot = figures[errors.__name__].plots[form]
    defined, shifted, logarithm = plot.curves
    last = max(10**x for run in defined.runs for x, _ in run)
    step = 10 ** (1 / 12)
    # the least logit is 1/3, so that the largest one is the spread and a third
    assert overflow / step < last + 1 / 3 <= overflow
    digits = {"float16": 11, "bfloat16": 8, "float64": 53}[plot.heading]
    lost = [y for run in shifted.runs for x, y in run if 10**x > underflow + 1]
    assert lost and all(y == pytest.approx(math.log10(2) * (digits - 1), abs=1e-6) for y in lost)
    assert max(values(logarithm)) < 1 and len(values(logarithm)) == 37


def every_label(plot: Plot) -> list[str]:
    ticks = [label for axis in (plot.x, plot.y) for _, label in axis.ticks]
    others = [curve.label for curve in plot.curves] + [mark.label for mark in plot.marks]
    return [plot.heading, plot.x.label, plot.y.label, *ticks, *others]


def test_every_formula_of_a_figure_is_read_and_printed(figures: dict[str, Figure]) -> None:
    for figure in figures.values():
        for sentence in [figure.caption, *(label for plot in figure.plots for label in every_label(plot))]:
            assert unread_in(sentence) == ""
            for piece in pieces(sentence):
                assert isinstance(piece, Words) or trusted_latex(piece.latex) is not None, sentence


def test_every_figure_names_claims_of_the_library_and_is_drawn_with_the_first(figures: dict[str, Figure]) -> None:
    known = {claim.id: claim for claim in discover().claims}
    for claim, draw in drawn().items():
        figure = figures[draw.__name__]
        assert figure.claims[0] == claim and set(figure.claims) <= set(known)
    (again,) = figures_of([(known["ce.margin-limit"], None)])
    assert again == figures[margin.__name__]
    assert len({figure.id for figure in figures.values()}) == len(figures)
