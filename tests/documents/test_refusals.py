"""Each refusal has a code, a page, and an example that is refused so beside one that is not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import derive
from derive.documents import explanations
from derive.documents.errors import DISAGREEING, REFUSALS, Example, Refusal
from derive.documents.reader import Document, read_text

REPOSITORY = Path(__file__).parents[2]
ROOMS = Path(derive.__file__).parent / "documents"

RANGES = {
    "source": range(50, 100),
    "grammar": range(100, 200),
    "meaning": range(200, 300),
    "directives": range(300, 400),
}
"""The codes of each room; what stands in none of them has those below 50."""

WITHOUT_CODE = {
    ("reader.py", "guarded"): "a fault of the reader, which no document shows as long as it is not known",
}
"""The functions that make an error without a code, and why."""

KINDS = [pytest.param(refusal, id=code) for code, refusal in sorted(REFUSALS.items()) if refusal is not DISAGREEING]


def read(example: Example) -> Document:
    text = explanations.as_document(example)
    return read_text(text, "example.tex" if "% derive:" in text else "example.md")


@pytest.mark.parametrize("refusal", KINDS)
def test_the_wrong_example_is_refused_so(refusal: Refusal) -> None:
    assert refusal.code in {error.code for error in read(refusal.wrong).errors}


@pytest.mark.parametrize("refusal", KINDS)
def test_the_right_example_is_read(refusal: Refusal) -> None:
    assert refusal.right, "there is always something else to write"
    document = read(refusal.right)
    assert not document.errors
    assert [link for check in document.checks for link in check.links]


def test_the_example_of_disagreeing_readings_has_two() -> None:
    counts = [
        len(link.readings)
        for example in (DISAGREEING.wrong, DISAGREEING.right)
        for check in read(example).checks
        for link in check.links
    ]
    assert counts == [2, 1]


@pytest.mark.parametrize("refusal", KINDS)
def test_the_page_says_what_to_write_in_a_few_sentences(refusal: Refusal) -> None:
    assert not refusal.title.endswith(".")
    assert refusal.explanation.endswith(".") and 60 < len(refusal.explanation) < 600
    assert refusal.wrong != refusal.right


def files() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(ROOMS.rglob("*.py")):
        yield file.relative_to(ROOMS).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def calls(node: ast.AST, function: str) -> list[ast.Call]:
    return [
        part
        for part in ast.walk(node)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == function
    ]


def test_codes_are_those_of_their_rooms() -> None:
    found: dict[str, str] = {}
    for file, tree in files():
        room = file.partition("/")[0]
        for call in calls(tree, "refusal"):
            code = ast.literal_eval(call.args[0])
            assert code[0] == "D" and len(code) == 4 and int(code[1:]) in RANGES.get(room, range(1, 50)), file
            assert code not in found, f"{code} stands in {file} and in {found[code]}"
            found[code] = file
    assert set(found) == set(REFUSALS), "the reader loads every module that refuses something"


def test_every_error_has_a_code() -> None:
    without = set()
    for file, tree in files():
        if file == "errors.py":
            continue
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and calls(function, "Unreadable"):
                without.add((file, function.name))
    assert without == set(WITHOUT_CODE)


def test_the_page_of_all_refusals_is_up_to_date() -> None:
    page = (REPOSITORY / "docs" / "refusals.md").read_text(encoding="utf-8")
    assert page == explanations.pages(), "write it anew: derive explain all > docs/refusals.md"


def test_the_examples_on_the_page_of_all_refusals_are_code() -> None:
    assert not read_text(explanations.pages(), "refusals.md").checks
    assert not read_text(explanations.pages(), "refusals.md").errors


@pytest.mark.parametrize(
    ("example", "message"),
    [
        (("p_{c_n} = 1", r"let $c \in \{1, \dots, K\}$", r"let $p \in \Delta^{K-1}$"), "'c' is declared as one class"),
        (("p_{b_n} = 1", r"let $p \in \Delta^{K-1}$"), "'b' is not a family of classes"),
        (("f(1, 2) = 1", "define $f(x, ) = x$"), "a parameter of a definition is a letter, and nothing stands there"),
        (("x_4 = 1", r"let $x \in \mathbb{R}^3$"), "the last one is 3"),
        (("x_0 = 1", r"let $x \in \mathbb{R}^3$"), "the directive 'indices from 0'"),
    ],
)
def test_a_message_says_what_is_wrong_and_what_to_write(example: Example, message: str) -> None:
    assert any(message in error.message for error in read(example).errors)


def test_a_notation_without_places_has_its_meaning() -> None:
    document = read(("P(Y = 1) + P(Y = 0) = 1", "let $q > 0$", "define $P(Y = 1) = q$", "define $P(Y = 0) = 1 - q$"))
    assert not document.errors
    (check,) = document.checks
    assert len(check.links) == 1
