"""Notebooks, reStructuredText and docstrings: the same formulas as in Markdown, each at its place in the file."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from derive.cli.check import Options, check_command
from derive.documents.model import Document
from derive.documents.reader import read_document, read_file

NOTEBOOK_CELLS = (
    ("markdown", "# Softmax\n\n<!-- derive: let $z \\in \\mathbb{R}^K$ -->\n"),
    ("code", "import numpy as np  # <!-- derive: check --> $$1 = 2$$"),
    ("markdown", "Text.\n\n<!-- derive: define -->\n$$p_i = \\frac{e^{z_i}}{\\sum_k e^{z_k}}$$"),
    ("markdown", "<!-- derive: check -->\n$$\n\\sum_i p_i = 1\n$$\n\n<!-- derive: check -->\n$$\\log = 1$$"),
)

RST = r"""
Softmax
=======

.. derive: let :math:`z \in \mathbb{R}^K`

.. derive: define

.. math::

   p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}

A literal block::

    .. derive: check

    .. math:: 1 = 2

.. derive: check
.. math::
   :label: total

   \sum_i p_i
       = 1

* in a list

  .. derive: check

  .. math:: p_i \le 1
"""

PYTHON = r'''"""A module: π is no letter of ASCII."""


def softmax(z):
    r"""The softmax of z.

    <!-- derive: let $z \in \mathbb{R}^K$ -->
    <!-- derive: define -->
    $$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$

    .. derive: check

    .. math::

        \sum_i p_i = 1

    .. derive: check

    \[ p_i \le 1 \]
    """
    return "<!-- derive: check --> $$1 = 2$$"


class Loss:
    r"""Another document: its x is its own.

    .. derive: let $x > 0$
    .. derive: check

    .. math:: x > 0
    """

    def plain(self):
        """No directive: $$1 = 2$$"""
'''


def notebook(*cells: tuple[str, str]) -> str:
    made = nbformat.v4.new_notebook()
    kinds = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    made.cells = [kinds[kind](source) for kind, source in cells]
    return str(nbformat.writes(made))


def places(document: Document) -> list[tuple[int, int, int, str]]:
    return [(link.cell, link.line, link.column, link.latex) for check in document.checks for link in check.links]


def text_at(text: str, line: int, column: int, length: int) -> str:
    return text.split("\n")[line - 1][column - 1 :][:length]


def test_the_markdown_cells_of_a_notebook_are_one_document_with_places_in_cells() -> None:
    document = read_file(notebook(*NOTEBOOK_CELLS), "a.ipynb")
    assert places(document) == [(4, 3, 12, r"\sum_i p_i = 1")]
    (error,) = document.errors
    assert (error.cell, error.line) == (4, 7)
    assert [check.cell for check in document.checks] == [4]


@pytest.mark.parametrize("text", ["", "{}", "[1, 2]", '{"cells": [{"cell_type": "markdown"}]}', "{" * 5000])
def test_a_broken_notebook_is_one_clear_error(text: str) -> None:
    document = read_file(text, "a.ipynb")
    assert document.checks == ()
    (error,) = document.errors
    assert error.message.startswith("this is no Jupyter notebook (") and "\n" not in error.message


def test_a_notebook_without_text_holds_nothing() -> None:
    assert read_file(notebook(("code", "1")), "a.ipynb") == Document("a.ipynb", (), ())


def test_displays_of_restructuredtext_are_checked_at_their_places_and_literal_blocks_are_not() -> None:
    document = read_file(RST, "a.rst")
    assert document.errors == ()
    found = places(document)
    assert [latex for *_, latex in found] == [r"\sum_i p_i = 1", r"p_i \le 1"]
    assert [text_at(RST, line, column, 1) for _, line, column, _ in found] == ["=", "\\"]
    assert [RST.split("\n")[line - 1].strip() for _, line, _, _ in found] == ["= 1", r".. math:: p_i \le 1"]


def test_each_docstring_is_a_document_of_its_own_with_places_in_the_module() -> None:
    document = read_file(PYTHON, "a.py")
    assert document.errors == ()
    found = places(document)
    assert [latex for *_, latex in found] == [r"\sum_i p_i = 1", r"p_i \le 1", "x > 0"]
    assert [text_at(PYTHON, line, column, 3) for _, line, column, _ in found] == ["= 1", r"\le", "> 0"]
    assert [check.index for check in document.checks] == [0, 1, 2]


def test_a_docstring_that_lost_its_backslashes_says_so_at_the_line() -> None:
    text = 'def f(tau):\n    """Temperature.\n\n    .. derive: check\n\n    .. math:: \\tau = \\tau\n    """\n'
    document = read_file(text, "a.py")
    (error,) = document.errors
    assert error.line == 6 and error.message.startswith("\\t in this docstring") and 'r"""' in error.message
    assert read_file(text.replace('"""Temp', 'r"""Temp'), "a.py").errors == ()


def test_a_module_that_is_none_is_one_clear_error() -> None:
    (error,) = read_file("x = 1\ndef f(:\n", "a.py").errors
    assert error.line == 2 and error.message.startswith("this is no Python module")


@pytest.mark.parametrize("ending", [".qmd", ".Rmd", ".md"])
def test_quarto_and_r_markdown_are_markdown(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    path.write_text(
        "---\ntitle: A\n---\n\n```{r}\nx <- 1\n```\n\n"
        "<!-- derive: let $x > 0$ -->\n<!-- derive: check -->\n$$\nx > 0\n$$\n"
    )
    document = read_document(path)
    assert document.errors == () and places(document) == [(0, 12, 3, "x > 0")]


def test_a_notebook_is_printed_with_its_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(notebook(*NOTEBOOK_CELLS))
    assert check_command([path], Options(no_cache=True)) == 2
    printed = capsys.readouterr().out
    assert f"{path}:cell 4:3:12  \\sum_i p_i = 1" in printed and f"{path}:cell 4:7:7: unreadable:" in printed
    check_command([path], Options(no_cache=True, as_json=True))
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert [(check["cell"], check["line"]) for check in file["checks"]] == [(4, 3)]
    assert [(error["cell"], error["line"]) for error in file["errors"]] == [(4, 7)]


MYST = """---
jupytext:
  text_representation:
    format_name: myst
---

(softmax)=
# Softmax

% derive: let $x > 0$

```{math}
:label: eq-double

x + x = 2 x
```

% derive: check
$$
x > 0
$$

% derive: check

```{math}
x + x = 2 x
```
"""


def test_comments_of_myst_hold_directives() -> None:
    document = read_file(MYST, "a.md")
    assert document.errors == ()
    assert [(check.line, check.links[0].latex) for check in document.checks] == [(20, "x > 0"), (26, "x + x = 2 x")]


def test_in_other_markdown_a_percent_sign_is_no_comment() -> None:
    (error,) = read_file("% derive: check\n$$x = x$$\n", "a.md").errors
    assert error.code == "D051" and "<!-- derive: … -->" in error.message


def test_the_label_of_a_formula_in_myst_is_none_of_it() -> None:
    document = read_file(MYST.replace("```{math}\n:label", "% derive: check\n```{math}\n:label"), "a.md")
    assert document.errors == () and document.checks[0].links[0].latex == "x + x = 2 x"


def test_an_f_string_is_no_docstring_and_says_so() -> None:
    text = 'def f():\n    f"""Words.\n\n    <!-- derive: check -->\n    $$x = {x}$$\n    """\n'
    (error,) = read_file(text, "a.py").errors
    assert error.line == 2 and error.message.startswith("an f-string is no docstring")
    assert read_file(text.replace("<!-- derive: check -->", ""), "a.py").errors == ()


def test_mixed_encodings_are_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("Größe\n".encode() + "<!-- derive: check -->\n$$x = x$$ für\n".encode("latin-1"))
    (error,) = read_document(path).errors
    assert error.line == 3 and error.message == "byte 42 is not UTF-8 text; save the file as UTF-8"


def test_a_label_of_bookdown_is_none_of_the_formula_and_moves_no_place() -> None:
    text = "<!-- derive: check -->\n\\begin{equation}\n  1 + 1 = 2 (\\#eq:two-b) + 0\n\\end{equation}\n"
    (check,) = read_file(text, "a.Rmd").checks
    (link,) = check.links
    assert "".join(link.latex.split()) == "1+1=2+0" and (link.line, link.column) == (3, 9)
    assert read_file(text, "a.md").errors


@pytest.mark.parametrize("closing", [":::", "::::"])
def test_a_fence_of_colons_is_a_display_in_myst(closing: str) -> None:
    text = (
        f"::::{{note}}\n% derive: check\n:::{{math}}\n:label: one\n1 + 1 = 2\n{closing}\n::::\n\nText with a : here.\n"
    )
    document = read_file(text, "a.md")
    assert document.errors == () and [check.links[0].latex for check in document.checks] == ["1 + 1 = 2"]


def test_a_fence_of_colons_that_is_not_closed_is_said_so() -> None:
    document = read_file("<!-- derive: check -->\n:::{math}\n1 + 1 = 2\n", "a.md")
    assert "D057" in [error.code for error in document.errors]
