"""``%%derive`` in a notebook: the verdicts on a cell, rendered, with a plot of both sides where one can be drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import derive
from derive.notebook import CheckedCell, check_cell


class FakeShell:
    """What IPython is to an extension."""

    def __init__(self) -> None:
        self.magics: dict[tuple[str, str], Callable[[str, str], CheckedCell | None]] = {}

    def register_magic_function(self, function: Any, magic_kind: str, magic_name: str) -> None:
        self.magics[magic_kind, magic_name] = function


@pytest.fixture
def magic() -> Callable[[str, str], CheckedCell | None]:
    shell = FakeShell()
    derive.load_ipython_extension(shell)
    return shell.magics["cell", "derive"]


def test_a_cell_with_directives_is_checked_as_a_document(magic: Callable[[str, str], CheckedCell | None]) -> None:
    cell = magic("", "<!-- derive: let $x > 0$ -->\n<!-- derive: check -->\n$$\\log x^2 = 2 \\log x$$\n$$1 = 2$$\n")
    assert cell is not None
    assert repr(cell) == r"✓ proved  \log x^2 = 2 \log x"
    html = cell._repr_html_()
    assert r"$\displaystyle \log x^2 = 2 \log x$" in html and r"given $\displaystyle x &gt; 0$" in html
    assert "✓ proved" in html and "<svg" not in html


def test_without_directives_each_display_is_a_claim() -> None:
    cell = check_cell("$$x + x = 2 x$$\n\nand\n\n$$x^2 \\ge x$$\n")
    assert [verdict.verdict for *_, verdict in cell.links()] == ["proved", "refuted"]


def test_what_is_refuted_in_one_number_is_drawn_with_both_sides() -> None:
    html = check_cell("$$x^2 \\ge x$$", suggest=False)._repr_html_()
    assert "✗ refuted" in html and "at x = 1/2" in html
    assert html.count("<svg") == 1
    assert "x^2 \\ge x" in html and "<script" not in html


def test_what_is_not_understood_is_said_at_its_place() -> None:
    cell = check_cell("<!-- derive: chekc -->\n$$x = x$$\n")
    assert repr(cell).startswith("! unreadable cell:1:1: 'chekc' is not a directive")
    assert "[D050]" in cell._repr_html_()


def test_a_place_is_one_of_the_cell_also_where_displays_are_claimed_for_their_author() -> None:
    cell = check_cell("Text\n\n$$1 + 1 = 2$$\n\n$$a + = b$$\n")
    assert "unreadable cell:5:6:" in repr(cell)
    assert [(link.line, link.column) for _, link, _ in cell.links()] == [(3, 9)]


def test_signs_of_html_in_a_formula_are_none() -> None:
    html = check_cell("$$x < x + 1$$")._repr_html_()
    assert r"$\displaystyle x &lt; x + 1$" in html


def test_a_wrong_option_says_how_it_is_used(
    magic: Callable[[str, str], CheckedCell | None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert magic("--efort 3", "$$1 = 1$$") is None
    assert "'--efort' is not understood; usage: %%derive [--effort N]" in capsys.readouterr().out
    found = magic("--effort 2 --no-suggest", "$$1 = 1$$")
    assert found is not None and [verdict.verdict for *_, verdict in found.links()] == ["proved"]


def test_in_ipython_itself_the_extension_is_loaded_and_a_cell_checked() -> None:
    testing = pytest.importorskip("IPython.core.interactiveshell")
    shell = testing.InteractiveShell()
    shell.run_line_magic("load_ext", "derive")
    cell = shell.run_cell_magic("derive", "", "$$x + x = 2 x$$\n")
    assert repr(cell) == "✓ proved  x + x = 2 x"
