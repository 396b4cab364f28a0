"""Both sides of what fails: drawn as they are, jumps as jumps, and only where one or two numbers may move."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from derive.cli import report
from derive.cli.selection import Request, outcomes, select
from derive.figures import figures_of
from derive.figures.plot import Curve, Figure, Plot, axis, figure_from_json, number_text, round_numbers, runs_of
from derive.figures.refuted import refuted_figure, sampled
from derive.language import (
    Claim,
    Different,
    Equal,
    exp,
    forall,
    index,
    log,
    maximum,
    point,
    scalar,
    simplex,
    step,
    total,
    vector,
)

a, b, c = scalar("a"), scalar("b"), scalar("c")
z, q, k = vector("z"), vector("q"), index("k")


def figure_of(formula: object, at: object, **more: object) -> Figure | None:
    claim = Claim("test.false", "False", formula, expected="refuted", **more)  # type: ignore[arg-type]
    return refuted_figure(claim, at)  # type: ignore[arg-type]


def only_plot(figure: Figure | None) -> Plot:
    assert figure is not None
    (plot,) = figure.plots
    return plot


def places(curve: Curve) -> list[tuple[float, float]]:
    return [place for run in curve.runs for place in run]


def test_both_sides_and_the_point_are_drawn() -> None:
    figure = figure_of(exp(a) <= 1 + a, point(a=1))
    plot = only_plot(figure)
    left, right = plot.curves
    assert all(y == pytest.approx(1 + x) for x, y in places(right))
    assert [mark.place[0] for mark in plot.marks] == [1.0, 1.0]
    assert [mark.place[1] for mark in plot.marks] == pytest.approx([2.718281828459045, 2])
    assert figure is not None and "the left side is not at most the right one" in figure.caption
    assert (left.label, right.label, plot.x.label) == ("left side", "right side", "$a$")


def test_two_numbers_have_a_plot_each_and_three_have_none() -> None:
    two = figure_of(Equal(a * b, a + b), point(a=1, b=1))
    assert two is not None and [plot.x.label for plot in two.plots] == ["$a$", "$b$"]
    assert "as $a$ and $b$ move, one in each plot" in two.caption
    assert figure_of(Equal(a * b * c, a + b), point(a=1, b=1, c=1)) is None
    assert figure_of(Equal(total(k, z[k]), 0), point({"K": 3}, z=[1, 0, 0])) is None


def test_entries_of_a_distribution_move_in_opposite_directions() -> None:
    plot = only_plot(figure_of(total(k, q[k] ** 2) >= 1, point({"K": 2}, q=["1/2", "1/2"]), given=[*simplex(q)]))
    assert (plot.x.low, plot.x.high) == pytest.approx((0, 1), abs=0.01) and plot.x.label == "$q_{1}$"
    (left, _) = plot.curves if plot.curves[0].runs[0][0][1] != 1 else reversed(plot.curves)
    assert all(y == pytest.approx(x**2 + (1 - x) ** 2) for x, y in places(left) if y < 1)


def test_what_the_hypotheses_exclude_is_not_drawn() -> None:
    plot = only_plot(figure_of(log(a) >= a, point(a=1), given=[a > 0]))
    assert 0 < plot.x.low < 0.05
    assert all(x > 0 for curve in plot.curves for x, _ in places(curve))


def test_where_a_side_is_undefined_there_is_a_gap() -> None:
    plot = only_plot(figure_of(Equal(1 / (a - 1) ** 2, 3), point(a=0)))
    assert len(plot.curves[0].runs) == 2 or len(plot.curves[1].runs) == 2


def test_a_jump_is_a_gap_and_a_steep_curve_is_none() -> None:
    jump = only_plot(figure_of(Equal(step(a), 2), point(a=1)))
    runs = jump.curves[0].runs if len(jump.curves[0].runs) > 1 else jump.curves[1].runs
    assert len(runs) == 2 and all(len({y for _, y in run}) == 1 for run in runs)
    steep = sampled(lambda value: float(1000 * value) if abs(value) < Fraction(1, 1000) else float(
        Fraction(1) if value > 0 else Fraction(-1)), Fraction(-3), Fraction(3))  # fmt: skip
    assert len(runs_of(steep)) == 1 and len(steep) > 61


def test_a_value_at_one_point_alone_is_only_a_dot() -> None:
    spike = sampled(lambda value: 1.0 if value == 0 else 0.0, Fraction(-3), Fraction(3))
    runs = runs_of(spike)
    assert ((0.0, 1.0),) in runs
    assert all(len({y for _, y in run}) == 1 for run in runs)


def test_where_nothing_changes_there_is_no_figure() -> None:
    assert figure_of(Different(a - a, 0), point(a=1)) is None
    top = maximum(k, z[k])
    assert figure_of(top < top, point({"K": 1}, z=[0])) is not None
    assert figure_of(forall(k, Equal(z[k] - z[k], 1)), point({"K": 1}, z=[0])) is None


def test_a_point_at_which_the_statement_holds_gives_no_figure() -> None:
    assert figure_of(Equal(a, 1), point(a=1)) is None


def test_only_what_fails_at_a_point_is_looked_at() -> None:
    claim = Claim("test.true", "True", Equal(a, a))
    assert figures_of([(claim, None)]) == ()


def test_a_figure_that_is_kept_is_the_same_again() -> None:
    found = figure_of(Equal(a * a, a), point(a=2))
    assert found is not None and figure_from_json(json.loads(json.dumps(found.to_json()))) == found


def test_a_figure_is_not_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def figures(right: str) -> tuple[object, ...]:
        file = tmp_path / f"{right.replace(' ', '')}.py"
        file.write_text(OWN.format(right))
        selection = select(Request((), (file,)))
        result = [outcome.result for outcome in outcomes(selection, quiet=True)]
        return report._figures(selection, result)

    first = figures("t + 1")
    assert len(first) == 1
    drawn: list[str] = []
    monkeypatch.setattr("derive.figures.figures_of", lambda claims: drawn.extend(one.id for one, _ in claims) or ())
    assert figures("t + 1") == first and drawn == []
    figures("t + 2")
    assert drawn == ["mine.a"]


OWN = """from derive import Claim, Equal, scalar

t = scalar("t")
a = Claim("mine.a", "A slip", Equal(t, {}), expected="refuted")
"""


def test_a_claim_of_a_user_has_no_figure_of_the_library() -> None:
    assert figures_of([(Claim("ce.margin-limit", "Another one", Equal(a, a)), None)]) == ()


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (-4, 14, [0, 5, 10]), (-0.31, 0.21, [-0.3, -0.2, -0.1, 0, 0.1, 0.2])],
)
def test_ticks_are_round_numbers(low: float, high: float, ticks: list[float]) -> None:
    assert round_numbers(low, high) == pytest.approx(ticks)
    assert [number_text(tick) for tick in (-0.5, 2.0, 0.25)] == ["−0.5", "2", "0.25"]
    assert axis("x", 0, 1).ticks[0] == (0.0, "0")


def test_the_left_side_is_the_one_that_is_printed_on_the_left() -> None:
    """An inequality with a number is printed with the number on the right."""
    figure = figure_of(a > 1, point(a=0))
    left, right = only_plot(figure).curves
    assert {value for _, value in places(right)} == {1.0}
    assert all(place == value for place, value in places(left))
    assert figure is not None and "the left side is not more than the right one" in figure.caption
