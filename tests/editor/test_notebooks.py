"""Notebooks in an editor: their Markdown cells are one document, and what is found is shown in the cell it is about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from derive.editor.sheets import CellPlace, Sheet

from .client import Client, applied
from .test_server import SLIPPED, SOFTMAX, environment, under

NOTEBOOK = "file:///lecture.ipynb"
FIRST, CODE, SECOND = (f"vscode-notebook-cell:/lecture.ipynb#{name}" for name in ("a", "b", "c"))
CODE_TEXT = "# <!-- derive: check -->\n# $$1 = 2$$\n"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("notebooks")
    with Client(folder, environment(folder)) as made:
        made.open_notebook(
            NOTEBOOK, {FIRST: ("markdown", SOFTMAX), CODE: ("python", CODE_TEXT), SECOND: ("markdown", SLIPPED)}
        )
        yield made


def test_what_fails_in_a_cell_is_underlined_there_under_what_the_cells_before_it_say(client: Client) -> None:
    (found,) = client.diagnostics(SECOND, lambda found: any(" holds (" in one["message"] for one in found))
    assert under(SLIPPED, found) == r"\log p_i &= z_i \\ & + \log \sum_k e^{z_k}"
    assert client.diagnostics(FIRST) == []


def test_hovering_and_fixes_are_about_the_cell_and_change_nothing_else(client: Client) -> None:
    text = SLIPPED + "\n<!-- derive: check -->\n$$2 (x + y) = 2 x - 2 y$$\n"
    client.change_cell(NOTEBOOK, SECOND, text)
    found = client.diagnostics(
        SECOND, lambda found: len(found) == 2 and all(" holds (" in one["message"] for one in found)
    )
    assert "**refuted**" in (client.hover(SECOND, 1, 30) or "")
    assert client.hover(FIRST, 1, 30) is None
    edits = [edit for action in client.actions(SECOND, found[0]) for edit in action["edit"]["changes"][SECOND]]
    assert applied(text, edits[0]) == text.replace(r"& + \log", r"& - \log")


def test_what_a_cell_says_no_longer_is_missing_in_the_cells_behind_it(client: Client) -> None:
    client.change_cell(NOTEBOOK, SECOND, "<!-- derive: check -->\n$$\\sum_k p_k = 1$$\n")
    while client.hover(SECOND, 1, 5) is None or "**proved**" not in (client.hover(SECOND, 1, 5) or ""):
        client.diagnostics(SECOND)
    client.change_cell(NOTEBOOK, FIRST, "no formula\n")
    (found,) = client.diagnostics(SECOND, lambda found: any("refuted" in one["message"] for one in found))
    assert found["range"]["start"] == {"line": 1, "character": 2}


def test_a_notebook_that_is_closed_shows_nothing(client: Client) -> None:
    client.notify(
        "notebookDocument/didClose",
        {"notebookDocument": {"uri": NOTEBOOK}, "cellTextDocuments": [{"uri": cell} for cell in (FIRST, CODE, SECOND)]},
    )
    client.until(
        lambda message: (
            message.get("method") == "textDocument/publishDiagnostics"
            and message["params"] == {"uri": SECOND, "diagnostics": []}
        )
    )
    assert client.hover(SECOND, 1, 5) is None


def test_cells_stand_one_behind_the_other() -> None:
    sheet = Sheet.of({"a": "x\ny", "b": "", "c": "z\n"}, 3)
    lines = sheet.text.split("\n")
    assert sheet.cells == {"a": CellPlace(0, 2), "b": CellPlace(3, 1), "c": CellPlace(5, 2)}
    for cell, text in (("a", "x\ny"), ("b", ""), ("c", "z\n")):
        place = sheet.cells[cell]
        assert lines[place.first : place.first + place.lines] == text.split("\n")
