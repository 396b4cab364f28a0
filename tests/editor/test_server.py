"""The language server, as an editor meets it: a process that is spoken to over its pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from .client import PATIENCE, Client, applied

REPOSITORY = Path(__file__).resolve().parents[2]

NOTES = "file:///notes.md"
NUMBERS = count()

SOFTMAX = r"""<!-- derive: let $z \in \mathbb{R}^K$ -->
<!-- derive: define -->
$$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$
"""
JACOBIAN = r"""<!-- derive: check -->
$$\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)$$
"""
SLIPPED = r"""<!-- derive: check -->
$$\begin{aligned}\log p_i &= z_i \\ & + \log \sum_k e^{z_k}\end{aligned}$$
"""
HARD = r"""<!-- derive: let $p, q \in \Delta^{K-1}$, $p_k > 0$, $q_k > 0$ -->
<!-- derive: check -->
$$\sum_k p_k \log \frac{p_k}{q_k} \ge \frac12 \left(\sum_k |p_k - q_k|\right)^2$$
"""  # Pinsker's inequality keeps every method busy


def environment(folder: Path) -> dict[str, str]:
    search = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": search, "DERIVE_CACHE_DIR": str(folder / "cache")}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client whose server all tests share that leave it alive: each has documents of its own."""
    folder = tmp_path_factory.mktemp("editor")
    with Client(folder, environment(folder)) as made:
        yield made


@pytest.fixture
def notes() -> str:
    """The address of a new document."""
    return f"file:///notes-{next(NUMBERS)}.md"


def under(text: str, diagnostic: dict[str, Any]) -> str:
    """What a diagnostic underlines, in a text of the basic plane."""
    lines = text.split("\n")
    begin, end = diagnostic["range"]["start"], diagnostic["range"]["end"]
    if begin["line"] == end["line"]:
        return lines[begin["line"]][begin["character"] : end["character"]]
    between = lines[begin["line"] + 1 : end["line"]]
    return "\n".join([lines[begin["line"]][begin["character"] :], *between, lines[end["line"]][: end["character"]]])


def test_what_fails_is_underlined_with_the_point_where_it_fails_and_what_holds_is_not(
    client: Client, notes: str
) -> None:
    text = SOFTMAX + JACOBIAN + "<!-- derive: refute -->\n$$\\log p_i = z_i$$\n" + SLIPPED
    client.open(notes, text)
    (found,) = client.diagnostics(notes, lambda found: any("refuted" in one["message"] for one in found))
    assert under(text, found) == r"\log p_i &= z_i \\ & + \log \sum_k e^{z_k}"
    assert found["message"].startswith("refuted: at K = 1, i = 1, z = (1)\nthe left side is 0, the right side 2")
    assert found["severity"] == 1 and found["source"] == "derive"


def test_the_nearest_statement_that_holds_is_a_fix_that_leaves_the_rest_of_the_formula_alone(
    client: Client, notes: str
) -> None:
    text = SOFTMAX + SLIPPED
    client.open(notes, text)
    (found,) = client.diagnostics(notes, lambda found: any(" holds (" in one["message"] for one in found))
    (action,) = client.actions(notes, found)
    assert action["kind"] == "quickfix" and action["isPreferred"]
    (edit,) = action["edit"]["changes"][notes]
    mended = applied(text, edit)
    assert mended == text.replace(r"& + \log", r"& - \log")
    client.change(notes, mended)
    while client.hover(notes, 4, 20) is None or "**proved**" not in (client.hover(notes, 4, 20) or ""):
        assert client.diagnostics(notes) == []


def test_a_missing_hypothesis_is_a_fix_that_states_it_above_the_formula(client: Client, notes: str) -> None:
    text = "<!-- derive: let $y \\in \\mathbb{R}^K$ -->\n<!-- derive: check -->\n$$\\sum_k y_k x = x$$\n"
    client.open(notes, text)
    (found,) = client.diagnostics(notes, lambda found: any("it holds if" in one["message"] for one in found))
    edits = [action["edit"]["changes"][notes][0] for action in client.actions(notes, found) if "edit" in action]
    mended = [applied(text, edit) for edit in edits if "assume here" in edit["newText"]]
    assert mended
    for one in mended:
        client.change(notes, one)
        while "**proved**" not in (client.hover(notes, 3, 6) or ""):
            assert client.diagnostics(notes) == []


def test_hovering_shows_the_reading_the_hypotheses_in_force_and_the_hashes(client: Client, notes: str) -> None:
    client.open(notes, "<!-- derive: let $a > 0$ -->\n<!-- derive: check -->\n$$\\log(a) = -\\log(1 / a)$$\n")
    client.diagnostics(notes)
    said = client.hover(notes, 2, 5)
    while said is None or "is being verified" in said:
        client.diagnostics(notes)
        said = client.hover(notes, 2, 5)
    assert said.startswith("**proved**")
    assert r"\log\left(a\right) = " in said or r"\log(a) = " in said or r"\log a = " in said
    assert "given\n```latex\na > 0\n```" in said
    assert "- statement `sha256:" in said and "- certificate `sha256:" in said
    assert client.hover(notes, 0, 3) is None


@pytest.mark.parametrize(
    ("language", "uri", "text"),
    [
        ("latex", "file:///paper.tex", "% derive: check\n\\[ 2 (x + y) = 2 x - 2 y \\]\n"),
        ("restructuredtext", "file:///page.rst", ".. derive: check\n\n.. math:: 2 (x + y) = 2 x - 2 y\n"),
        (
            "python", "file:///mod.py",
            'def f():\n    r"""Twice.\n\n    .. derive: check\n    .. math:: 2 (x + y) = 2 x - 2 y\n    """\n',
        ),
        ("python", "file:///module.py", 'r"""Twice.\n\n<!-- derive: check -->\n$$2 (x + y) = 2 x - 2 y$$\n"""\n'),
        ("quarto", "untitled:Untitled-1", "<!-- derive: check -->\n$$2 (x + y) = 2 x - 2 y$$\n"),
    ],
)  # fmt: skip
def test_each_language_has_its_formulas_underlined_where_they_stand(
    client: Client, language: str, uri: str, text: str
) -> None:
    client.open(uri, text, language)
    (found,) = client.diagnostics(uri, lambda found: any("holds" in one["message"] for one in found))
    assert under(text, found) == "2 (x + y) = 2 x - 2 y"
    edits = [edit for action in client.actions(uri, found) for edit in action["edit"]["changes"][uri]]
    assert text.replace("2 x - 2 y", "2 x + 2 y") in [applied(text, edit) for edit in edits]


def test_columns_are_counted_as_the_protocol_counts_them(client: Client, notes: str) -> None:
    client.open(notes, "<!-- derive: check -->\n$$\\text{𝔼𝔼}\\, x = 2 x$$\n\n<!-- derive: check -->\n$$y = y + 1$$ 𝔼\n")
    (found,) = client.diagnostics(notes, lambda found: any("refuted" in one["message"] for one in found))[-1:]
    assert found["range"] == {"start": {"line": 4, "character": 2}, "end": {"line": 4, "character": 11}}
    client.open("file:///other.md", "<!-- derive: check $𝐱 𝐱 = y$, $y = y + 1$ -->\n")
    found = client.diagnostics("file:///other.md", lambda found: any("refuted" in one["message"] for one in found))[-1]
    assert found["range"]["end"]["character"] - found["range"]["start"]["character"] == len("y = y + 1")
    assert found["range"]["start"]["character"] == len("<!-- derive: check $xx xx = y$, $")


def test_a_refusal_has_its_code_a_fix_and_its_page(client: Client, notes: str) -> None:
    text = "<!-- derive: chekc -->\n$$x = x$$\n"
    client.open(notes, text)
    found = client.diagnostics(notes)[0]
    assert found["code"] == "D050" and found["severity"] == 1
    respelled, explain = client.actions(notes, found)
    assert applied(text, respelled["edit"]["changes"][notes][0]) == text.replace("chekc", "check")
    assert "Write instead:" in (client.hover(notes, 0, 15) or "")
    client.request("workspace/executeCommand", explain["command"])
    shown = client.until(lambda message: message.get("method") == "window/showMessage")["params"]["message"]
    assert shown.startswith("D050  a directive that there is not")


def test_a_formula_with_two_readings_is_offered_in_each_of_them(client: Client, notes: str) -> None:
    text = "<!-- derive: let $x \\in \\mathbb{R}$, $y > 0$ -->\n<!-- derive: check -->\n"
    text += "$$x \\log y / 2 = \\frac{x}{2} \\log y$$\n"
    client.open(notes, text)
    (found,) = client.diagnostics(notes, lambda found: bool(found))
    assert found["code"] == "D001"
    edits = [one["edit"]["changes"][notes][0] for one in client.actions(notes, found) if "edit" in one]
    assert len(edits) == 2
    outcomes = []
    for edit in edits:
        client.change(notes, applied(text, edit))
        said = None
        while said is None or "is being verified" in said:
            client.diagnostics(notes)
            said = client.hover(notes, 2, 3)
        outcomes.append(said.split("\n")[0])
    assert sorted(outcomes) == ["**proved**", "**refuted**"]


def test_no_keystroke_waits_for_a_proof_and_a_superseded_run_says_nothing_more(tmp_path: Path) -> None:
    with Client(tmp_path, environment(tmp_path), "--effort", "1000", "--timeout", "100000") as client:
        client.open(NOTES, HARD)
        assert client.diagnostics(NOTES) == []
        assert (client.hover(NOTES, 2, 8) or "").startswith("**is being verified**")
        for letters in range(1, 4):  # as somebody types
            client.change(NOTES, HARD + "<!-- derive: check -->\n$$y = y + 1$$\n"[: 30 + letters])
        assert client.hover(NOTES, 2, 8) is None  # of this text nothing is known yet
        client.change(NOTES, "<!-- derive: check -->\n$$y = y + 1$$\n")
        (found,) = client.diagnostics(NOTES, lambda found: bool(found))
        assert found["message"].startswith("refuted")
        later = [one["params"] for one in client.waiting if one.get("method") == "textDocument/publishDiagnostics"]
        assert all(one["version"] == client.versions[NOTES] for one in later)


def test_a_server_that_is_killed_in_the_middle_of_a_proof_leaves_nothing(tmp_path: Path) -> None:
    with Client(tmp_path, environment(tmp_path), "--effort", "1000", "--timeout", "100000") as client:
        client.open(NOTES, HARD + "<!-- derive: check -->\n$$y = y + 1$$\n")
        client.diagnostics(NOTES, lambda found: bool(found))  # the workers are at work
        client.process.kill()
        messages = client.process.stderr
        assert messages is not None
        assert messages.read() == b""  # ends when no worker holds the pipe any more
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".json"]
    assert left == []


def test_an_editor_that_says_goodbye_or_is_gone_ends_the_server(tmp_path: Path) -> None:
    for politely in (True, False):
        with Client(tmp_path, environment(tmp_path), "--effort", "1000") as client:
            client.open(NOTES, HARD)
            client.diagnostics(NOTES)
            if politely:
                assert client.request("shutdown", None) is None
                client.notify("exit", None)
            else:
                assert client.process.stdin is not None
                client.process.stdin.close()
            assert client.process.wait(PATIENCE) == 0
            assert client.process.stderr is not None and client.process.stderr.read() == b""


def test_what_is_no_document_is_left_alone(client: Client, notes: str) -> None:
    client.open("file:///a.c", "/* <!-- derive: check -->\n$$1 = 2$$\n */", "c")
    client.open("file:///broken.py", "def f(:\n", "python")
    client.open(notes, "<!-- derive: check -->\n$$y = y + 1$$\n")
    client.diagnostics(notes, lambda found: bool(found))
    assert client.diagnostics("file:///broken.py") == []
    told = {one["params"]["uri"] for one in client.waiting if one.get("method") == "textDocument/publishDiagnostics"}
    assert "file:///a.c" not in told


def test_without_pygls_one_line_says_how_to_get_it(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['pygls'] = None; sys.argv = ['derive', 'lsp']; from derive.cli import main; main()"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment(tmp_path), stdin=subprocess.DEVNULL,
        capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 2 and run.stdout == ""
    assert run.stderr == "derive: the language server needs pygls: pip install 'derive-proofs[lsp]'\n"
