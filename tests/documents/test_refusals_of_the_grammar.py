"""Each refusal of the grammar has a code, and an example that is refused so beside one that is read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import derive
from derive.documents import explanations
from derive.documents.errors import REFUSALS, Example, Refusal
from derive.documents.reader import Document, read_text

ROOM = Path(derive.__file__).parent / "documents" / "grammar"
KINDS = [pytest.param(refusal, id=code) for code, refusal in sorted(REFUSALS.items()) if code.startswith("D1")]


def read(example: Example) -> Document:
    return read_text(explanations.as_document(example), "example.md")


@pytest.mark.parametrize("refusal", KINDS)
def test_the_wrong_example_is_refused_so(refusal: Refusal) -> None:
    assert refusal.code in {error.code for error in read(refusal.wrong).errors}


@pytest.mark.parametrize("refusal", KINDS)
def test_the_right_example_is_read(refusal: Refusal) -> None:
    document = read(refusal.right)
    assert not document.errors
    assert [link for check in document.checks for link in check.links]


@pytest.mark.parametrize("refusal", KINDS)
def test_the_page_says_what_to_write_in_a_few_sentences(refusal: Refusal) -> None:
    assert not refusal.title.endswith(".")
    assert refusal.explanation.endswith(".") and 60 < len(refusal.explanation) < 600


def test_every_error_has_a_code() -> None:
    without = [
        (file.name, call.lineno)
        for file in sorted(ROOM.rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Unreadable"
    ]
    assert not without
