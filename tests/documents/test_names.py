"""The names of checks: they tell them apart, and stay where something else in the document changes."""

from __future__ import annotations

import pytest

from derive.documents.model import LONGEST_NAME, names_of, numbered
from derive.documents.reader import read_text

CHECK = "<!-- derive: check -->\n"


def names(text: str, file: str = "a.md") -> list[str]:
    return names_of(read_text(text, file).checks)


def test_a_check_is_named_by_its_label_or_by_its_formula() -> None:
    text = f"{CHECK}$$x = x \\label{{ eq:a }}$$\n{CHECK}$$x\n  = x = x$$\n"
    assert names(text) == ["eq:a", "x = x; x = x"]


def test_inserted_lines_and_formulas_change_no_name() -> None:
    before = names(f"{CHECK}$$x = x$$\n{CHECK}$$x + x = 2 x$$\n")
    after = names(f"Words.\n\n{CHECK}$$x + x = 2 x$$\n\n{CHECK}$$x - x = 0$$\n\n{CHECK}$$x = x$$\n")
    assert set(before) < set(after)


@pytest.mark.parametrize(
    ("display", "label"),
    [
        ("\\begin{equation}\\label{eq:one}\nx = x\n\\end{equation}", "eq:one"),
        ("\\begin{align}\nx &= x \\\\ % \\label{old}\n&= x \\label{eq:two}\n\\end{align}", "eq:two"),
        ("\\begin{equation}\n\\label{eq:three}\n\\begin{split}\nx &= x\n\\end{split}\n\\end{equation}", "eq:three"),
        ("\\begin{equation}\nx = x % \\label{old}\n\\end{equation}", "x = x"),
    ],
)
def test_a_label_in_latex_is_the_one_of_the_display(display: str, label: str) -> None:
    assert names(f"% derive: check\n{display}\n", "a.tex") == [label]


def test_the_label_of_another_display_is_not_taken() -> None:
    text = f"{CHECK}$$x = x$$\n$$y = y \\label{{eq:y}}$$\n"
    assert names(text) == ["x = x"]


def test_long_formulas_are_told_apart_by_what_is_cut_off() -> None:
    sums = [" + ".join(["x"] * 60) + f" = 60 x + {number} - {number}" for number in (1, 2)]
    first, second = names("".join(f"{CHECK}$${formula}$$\n" for formula in sums))
    assert first != second and first[:70] == second[:70]
    assert max(len(first), len(second)) <= LONGEST_NAME


def test_names_that_are_there_already_are_numbered() -> None:
    assert numbered(["a", "b", "a", "a"]) == ["a", "b", "a #2", "a #3"]
