"""Figures in print and on pages: nothing that would show is lost, and the bytes are the same everywhere."""

from __future__ import annotations

import re
from dataclasses import replace

from derive.documents.prose import text_of
from derive.figures.plot import Curve
from derive.report.figures import Canvas, inside, pgf, svg, thinned

from .figures import ALONE, BARE, FRAMED, SIDE_BY_SIDE


def test_what_is_outside_of_a_picture_is_cut_off_at_its_border() -> None:
    canvas = Canvas(FRAMED, wide=True)
    middle = (canvas.top + canvas.bottom) / 2
    ((start, end),) = inside([(canvas.left - 100, middle), (canvas.right + 100, middle)], canvas)
    assert (start, end) == ((canvas.left, middle), (canvas.right, middle))
    assert inside([(canvas.left - 9, middle), (canvas.left - 1, middle)], canvas) == []
    back = [(canvas.left + 1, middle), (canvas.left + 1, canvas.top - 50), (canvas.left + 9, middle)]
    assert [len(line) for line in inside(back, canvas)] == [2, 2]


def test_a_curve_keeps_its_gaps_and_stays_inside(files: dict[str, str]) -> None:
    canvas = Canvas(FRAMED, wide=True)
    broken, rising = (canvas.paths(curve) for curve in FRAMED.curves)
    assert [len(line) for line in broken] == [2, 2]
    ((start, end),) = rising
    assert start == (canvas.left, canvas.y(0)) and abs(end[1] - canvas.top) < 1e-9 and end[0] < canvas.right


def test_only_points_that_do_not_show_are_left_out() -> None:
    straight = [(float(x), 2.0 * x) for x in range(50)]
    assert thinned(straight) == [straight[0], straight[-1]]
    bent = [*straight, (60.0, 0.0)]
    assert thinned(bent) == [straight[0], straight[-1], bent[-1]]
    assert thinned([(0.0, 0.0), (5.0, 5.0), (0.0, 0.0)]) == [(0.0, 0.0), (5.0, 5.0), (0.0, 0.0)]


def test_the_legend_names_each_curve_by_colour_and_dashes(files: dict[str, str]) -> None:
    page = files["html/lse.gradient.html"]
    legend = re.search(r'<ul class="legend">(.*?)</ul>', page, re.DOTALL)
    assert legend and re.findall(r"curve-(\d)\"( stroke-dasharray)?", legend[1]) == [
        ("0", ""),
        ("1", " stroke-dasharray"),
    ]
    assert r"\derivekey{1}{" in files["fragments/lse.gradient.tex"]


def test_a_picture_says_in_words_what_it_shows() -> None:
    spoken = re.search(r'role="img" aria-label="([^"]*)"', svg(FRAMED, wide=True))
    assert spoken and spoken[1].startswith("float16_x: loss, 100% of it; curves: K = 2, log K")
    assert spoken[1].endswith("against margin m &amp; τ")


def test_a_figure_stands_with_its_claim_and_others_lead_to_it(files: dict[str, str]) -> None:
    assert 'id="figure-beside"' in files["html/lse.gradient.html"]
    other = files["html/softmax.jacobian.html"]
    assert "<figure" not in other and 'href="lse.gradient.html#figure-beside"' in other
    assert r"\derivefigure{beside}" in files["fragments/lse.gradient.tex"]
    assert "derivefigure" not in files["fragments/softmax.jacobian.tex"]


def test_only_documents_with_figures_load_what_draws_them(files: dict[str, str]) -> None:
    assert r"\usepackage{pgfcore}" in files["claims/lse.gradient.tex"]
    assert r"\usepackage{pgfcore}" in files["derive-report.tex"]
    assert "pgfcore" not in files["claims/softmax.jacobian.tex"]


def test_words_of_a_figure_cannot_act() -> None:
    assert "<b>" not in svg(FRAMED, wide=True) and "100\\%" in pgf(ALONE) and r"float16\_x" in pgf(ALONE)


def test_both_forms_draw_the_same_lines() -> None:
    """Each point of a path of the SVG stands in the LaTeX, too."""
    drawn = "".join(re.findall(r'<path class="curve[^>]* d="([^"]*)"', svg(BARE, wide=False)))
    printed = pgf(SIDE_BY_SIDE)
    points = [tuple(point.split()) for point in re.split("[ML]", drawn) if point]
    assert len(points) == 3
    for x, y in points:
        assert rf"\pgfpointxy{{{x}}}{{{y}}}" in printed


def test_coordinates_have_two_decimals_at_most() -> None:
    third = replace(FRAMED, curves=(Curve((((0.0, 1 / 3), (1 / 7, 2 / 3)),), 0, ""),))
    for code in (svg(third, wide=True), pgf(replace(ALONE, plots=(third,)))):
        assert re.search(r"\d\.\d", code) and not re.search(r"\d\.\d{3}", code)
    assert text_of("$K = 2$") == "K = 2"
