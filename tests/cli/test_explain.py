"""``derive explain`` prints what a refusal means, and how to write what was meant."""

from __future__ import annotations

import pytest

from derive.documents.explanations import pages

from .conftest import Derive


@pytest.mark.parametrize("code", ["D201", "d201"])
def test_a_refusal_is_explained(derive: Derive, code: str) -> None:
    ran = derive("explain", code)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("D201  shapes that do not agree\n")
    assert "Refused:" in ran.stdout and "Write instead:" in ran.stdout
    assert "<!-- derive: check -->" in ran.stdout
    assert ran.stderr == ""


def test_all_refusals_are_one_page_of_markdown(derive: Derive) -> None:
    ran = derive("explain", "all")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == pages()


@pytest.mark.parametrize(
    ("code", "nearest"), [("D2011", "D201"), ("D299", "did you mean D2"), ("shapes", "explain all")]
)
def test_another_code_is_bad_usage_and_the_nearest_are_named(derive: Derive, code: str, nearest: str) -> None:
    ran = derive("explain", code)
    assert ran.returncode == 2
    assert f"there is no refusal {code}" in ran.stderr
    assert nearest in ran.stderr
    assert ran.stdout == ""
