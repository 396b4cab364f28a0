"""Exact points are printed in one way, wherever they are shown."""

from __future__ import annotations

import pytest

from derive.language import point
from derive.language.instance import Instance
from derive.printing.points import assignments, point_text
from derive.verify.result import Counterexample, counterexample_from_json


def test_sizes_come_first_then_indices_then_values() -> None:
    found = point({"n": 1, "K": 2}, {"j": 1, "i": 2}, z=["0", "-1/2"], a=3)
    assert point_text(found) == "K = 2, n = 1, i = 2, j = 1, a = 3, z = (0, -1/2)"
    assert assignments(found)[0] == ("K", "2")


def test_arrays_of_more_axes_are_nested() -> None:
    assert point_text(point(W=[["1/2", -1], [0, 3]])) == "W = ((1/2, -1), (0, 3))"


def test_a_long_array_is_printed_in_brief_in_a_line_and_in_full_in_a_report() -> None:
    found = point({"n": 10_000}, x=[0] * 9_999 + [1], y=[1, 2])
    assert point_text(found) == "n = 10000, x = (0, 0, 0, …, 1; 10000 entries), y = (1, 2)"
    assert len(dict(assignments(found))["x"]) == 10_000 * 3


def test_a_point_without_names_is_empty() -> None:
    assert point_text(Instance()) == ""


@pytest.mark.parametrize("value", [True, 1.5, None, "one"])
def test_what_is_no_rational_is_no_value(value: object) -> None:
    with pytest.raises(ValueError):
        point(x=value)


@pytest.mark.parametrize(
    "found",
    [
        Counterexample(point({"K": 2}, {"i": 1}, z=["0", "1/2"]), "0.5", "0.25", "<=", "it fails", "script"),
        Counterexample(Instance(), "2", "1", "=", "the enclosures are disjoint"),
        Counterexample(reason="softmax of (inf, 0) is nan", found_by="script"),
    ],
    ids=["a point", "no names", "in words"],
)
def test_a_counterexample_is_read_back_as_it_was_written(found: Counterexample) -> None:
    assert counterexample_from_json(found.to_json()) == found


def test_a_counterexample_in_words_has_an_instance_in_the_json_and_one_at_a_point_its_sizes_and_values() -> None:
    words = Counterexample(reason="softmax of (inf, 0) is nan", found_by="script").to_json()
    assert words == {"instance": "softmax of (inf, 0) is nan", "found_by": "script"}
    at_point = Counterexample(point({"K": 2}, z=[0, 1]), "1", "2").to_json()
    assert (at_point["sizes"], at_point["values"]) == ({"K": 2}, {"z": ["0", "1"]})
