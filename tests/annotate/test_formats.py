"""Drafts in notebooks, reStructuredText and docstrings: above the formulas, in the comments of each format, and the
reader of that format understands them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest

from derive.annotate import annotated_file
from derive.cli.annotate import annotate_command
from derive.cli.codes import CommandError
from derive.documents.formats import Broken
from derive.documents.reader import read_file

PAGE = r"""Softmax
=======

The logits :math:`z \in \mathbb{R}^K` are turned into probabilities,

.. math::
   :label: softmax

   p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}.

We get

.. math:: \sum_k p_k = 1

Nothing is said of what is only shown::

   .. math:: 1 = 2
"""

MODULE = '''"""A module."""


def softmax(z):
    r"""Softmax.

    The logits are :math:`z \\in \\mathbb{R}^K`.

    .. math::

        p_i = \\frac{e^{z_i}}{\\sum_k e^{z_k}}

    .. math:: \\sum_k p_k = 1
    """
    return z


class Loss:
    r"""The loss.

    $$x + x = 2 x$$
    """


def lost():
    """A docstring of escapes: $$\\tau = \\tau$$"""
'''


def drafts(text: str) -> list[str]:
    """The drafted directives of a text, in their order."""
    return re.findall(r"derive: (\S+\?.*?)(?: -->)?$", text, re.MULTILINE)


def without_drafts(text: str) -> str:
    """The text without what was added."""
    return re.sub(r"^[ \t]*(?:\.\. |<!-- )(?:guessed|derive: \S+\?).*\n", "", text, flags=re.MULTILINE)


def test_a_page_in_restructured_text_has_its_drafts_above_the_directives_of_its_formulas() -> None:
    found = annotated_file(PAGE, "page.rst")
    assert drafts(found.text) == [r"let? $z \in \mathbb{R}^K$", "define?", "check?"]
    assert found.displays == 2 and found.left == []
    assert without_drafts(found.text) == PAGE
    assert ".. derive: define?\n.. math::\n   :label: softmax\n" in found.text
    document = read_file(found.text, "page.rst", True)
    assert document.errors == () and len(document.checks) == 1 and document.drafts == 3
    assert annotated_file(found.text, "page.rst").text == found.text


def test_docstrings_have_drafts_of_their_own_and_the_program_stays_the_same() -> None:
    found = annotated_file(MODULE, "module.py")
    assert drafts(found.text) == [r"let? $z \in \mathbb{R}^K$", "define?", "check?", "check?"]
    assert without_drafts(found.text) == MODULE
    assert found.left == [(26, 'the backslashes of this docstring are escapes of Python: begin it with r"""')]
    compile(found.text, "module.py", "exec")
    document = read_file(found.text, "module.py", True)
    assert document.errors == () and len(document.checks) == 2 and document.drafts == 4


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [("page.rst", "", ""), ("module.py", 'def f():\n    r"""F.\n\n', '    """\n')],
)
def test_a_display_of_several_formulas_is_drafted_once(name: str, before: str, after: str) -> None:
    indent = " " * 4 if before else ""
    display = [".. math::", "   :label: a", "", r"   u = v, \quad w = u + v", ""]
    text = before + "".join(f"{indent}{line}\n" if line else "\n" for line in display) + after
    found = annotated_file(text, name)
    assert drafts(found.text) == ["define? $u = v$", "define? $w = u + v$"]
    assert without_drafts(found.text) == text
    again = annotated_file(found.text, name)
    assert (again.displays, again.text) == (0, found.text)


def notebook(*cells: tuple[str, str]) -> str:
    made = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    new = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    made["cells"] = [new[kind](source) for kind, source in cells]
    return str(nbformat.writes(made))  # type: ignore[no-untyped-call]


def test_the_cells_of_a_notebook_are_one_document_and_code_is_left_alone() -> None:
    text = notebook(
        ("markdown", "The logits $z \\in \\mathbb{R}^K$ give\n\n$$p_i = \\frac{e^{z_i}}{\\sum_k e^{z_k}}$$"),
        ("code", "# $$1 = 2$$"),
        ("markdown", "and so\n\n$$\\sum_k p_k = 1$$"),
    )
    found = annotated_file(text, "lecture.ipynb")
    before, after = json.loads(text)["cells"], json.loads(found.text)["cells"]
    sources = ["".join(cell["source"]) for cell in after]
    assert [drafts(source) for source in sources] == [[r"let? $z \in \mathbb{R}^K$", "define?"], [], ["check?"]]
    assert [without_drafts(source) for source in sources] == ["".join(cell["source"]) for cell in before]
    assert [cell["id"] for cell in after] == [cell["id"] for cell in before]
    document = read_file(found.text, "lecture.ipynb", True)
    assert document.errors == () and len(document.checks) == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.ipynb", '{"cells": [', "this is no Jupyter notebook"),
        ("a.ipynb", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "this is no Jupyter notebook"),
        ("a.py", "def f(:\n", "this is no Python module"),
    ],
)
def test_a_broken_file_is_one_line_and_nothing_is_written(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    with pytest.raises(Broken, match=message):
        annotated_file(content, name)
    (tmp_path / name).write_text(content)
    with pytest.raises(CommandError, match=message) as caught:
        annotate_command(tmp_path / name, tmp_path / "out")
    assert "\n" not in str(caught.value) and not (tmp_path / "out").exists()


def test_a_docstring_of_escapes_that_is_annotated_already_lacks_nothing() -> None:
    """A module without a display that lacks a directive has none that is left."""
    module = 'def f():\n    """Tau.\n\n    .. derive: check\n\n    .. math:: \\tau = \\tau\n    """\n'
    found = annotated_file(module, "module.py")
    assert (found.displays, found.left, found.text) == (0, [], module)


def test_a_notebook_without_ids_of_cells_is_no_cause_for_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    cell = {"cell_type": "markdown", "metadata": {}, "source": ["$$1 + 1 = 2$$"]}
    text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    assert annotated_file(text, "a.ipynb").displays == 1
    assert read_file(text, "a.ipynb").errors == ()
    assert [str(one.message) for one in recwarn] == []
