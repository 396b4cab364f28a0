"""Every token counts: a formula with one token left out, or another of its kind in its place, says something else.

What it says are its syntax trees in all readings; of a definition, declaration or hypothesis, what is in force behind
it. The few changes that may change nothing are the closed list below, each with its reason. A plain run takes a part of
the tokens, always the same; with DERIVE_NIGHTLY in the environment, all of them are taken."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.documents.mutations import Mutation, Place, Token, mutations_of, tokens_of, unused_letter, visited

pytestmark = pytest.mark.sampled

NIGHTLY = bool(os.environ.get("DERIVE_NIGHTLY"))
ROOT = Path(__file__).resolve().parents[2]
STEP_OF_CLAIMS, STEP_OF_PREMISES = (1, 1) if NIGHTLY else (41, 83)
"""Of so many tokens one is taken."""

CLAIMS = ("check", "refute")


def _shared() -> list[Path]:
    """The documents of a folder that may stand beside the checkout."""
    folders = [parent / "shared" / "documents" for parent in ROOT.parents]
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]


FILES = [
    path
    for path in [*sorted((ROOT / "benchmarks" / "documents").iterdir()), ROOT / "docs" / "tutorial.md", *_shared()]
    if path.suffix in (".md", ".tex") and path.name != "README.md"
]


# What may change nothing ---------------------------------------------------------------------------


def _before(place: Place, token: Token) -> str:
    return place.formula[: token.start].rstrip()


def _after(place: Place, token: Token) -> str:
    return place.formula[token.end :].lstrip()


def _in_script(place: Place, token: Token) -> bool:
    """Whether a token stands in the braces of a subscript or superscript, and in no other brackets there."""
    around = [one for one in tokens_of(place.formula) if one.closer >= 0 and one.end <= token.start
              and tokens_of(place.formula)[one.closer].start >= token.end]  # fmt: skip
    return bool(around) and around[-1].text == "{" and _before(place, around[-1]).endswith(("_", "^"))


def _is_trailing(place: Place, token: Token) -> bool:
    rest = re.sub(r"^(\s|\\[,;:! ]|~|[.,;])+", "", place.formula[token.end :])
    ends = r"\Z|\\\\|&|\\(q?quad|tag|label|end|nonumber|notag|text|mbox|cr)\b|\\hspace"
    return re.match(ends, rest) is not None


def _in_angles(place: Place, token: Token) -> bool:
    before = place.formula[: token.start]
    return r"\inner" in before or before.count(r"\langle") > before.count(r"\rangle")


EXCEPTIONS: dict[str, Callable[[Place, Mutation], bool]] = {
    "grouping that is redundant, and brackets that group alike": lambda place, change: (
        change.token.text in ("{", "(", "[", r"\{") and change.put in ("", "(", "[")
    ),
    "punctuation behind a formula, a row, or a value of cases": lambda place, change: (
        change.token.text in (",", ";", ".", "!") and _is_trailing(place, change.token)
    ),
    "bold letters are the letters (rule 3)": lambda place, change: (
        change.token.text in (r"\mathbf", r"\boldsymbol", r"\bm", r"\vec", r"\bs") and not change.put
    ),
    "the usual spellings of an indicator and of an expectation": lambda place, change: (
        change.token.text in (r"\mathbb", r"\mathbf", r"\mathds")
        and re.match(r"\{?[1IEV]", _after(place, change.token)) is not None
        and not change.put
    ),
    "a product is written with a sign and without": lambda place, change: (
        change.token.text in (r"\cdot", r"\times", "*") and not change.put
    ),
    "indices stand beside each other or between commas": lambda place, change: (
        change.token.text == "," and not change.put and _in_script(place, change.token)
    ),
    "an inner product has a comma or a bar": lambda place, change: (
        change.token.text in (",", r"\mid", "|") and change.put in (",", "|", r"\|") and _in_angles(place, change.token)
    ),
    "a comma, colon or semicolon ends what 'for all' names": lambda place, change: (
        change.token.text in (",", ":", ";") and r"\forall" in _before(place, change.token)
    ),
    "an indicator has its condition below it or behind it": lambda place, change: (
        change.token.text == "_" and not change.put and _before(place, change.token).endswith(("1}", "1"))
    ),
    "an index of a hypothesis or declaration that nothing else in it has, is any letter": lambda place, change: (
        place.kind not in CLAIMS
        and change.token.kind == "letter"
        and bool(change.put)
        and [token.text for token in tokens_of(place.formula)].count(change.token.text) == 1
    ),
    "a sum without an index runs over what its body leaves free, as with this index": lambda place, change: (
        place.kind == "define" and r"\sum_{}" in change.formula
    ),
    "the signs between the arguments that a definition names are compared where it is used": lambda place, change: (
        place.kind == "define" and change.put in (",", "|", r"\|") and "=" not in _before(place, change.token)
    ),
    "a decimal with a zero before its point and without": lambda place, change: (
        change.token.text == "0" and not change.put and _after(place, change.token).startswith(".")
    ),
    "a limit from one side is written 0^+ or 0+": lambda place, change: (
        change.token.text == "^" and _after(place, change.token).lstrip("{")[:1] in ("+", "-")
    ),
    "a label in brackets, a star or an exclamation mark over a relation": lambda place, change: (
        re.search(r"\\(overset|stackrel)\s*\{\(?[^(){}]*\Z", place.formula[: change.token.start]) is not None
        and change.put in ("", unused_letter(place.document, change.token.text))
    ),
    "a value below a brace, with its sign or without": lambda place, change: (
        change.token.text == "="
        and not change.put
        and re.search(r"brace.*\}_\{?\Z", _before(place, change.token)) is not None
    ),
    ":= is = where it defines": lambda place, change: (
        change.token.text == ":" and not change.put and _after(place, change.token).startswith("=")
    ),
    "one index of a matrix chooses a row or a column, whichever fits in a definition, as a colon beside it says": (
        lambda place, change: place.kind not in CLAIMS and change.token.text == ":" and _in_script(place, change.token)
    ),
    "the frame of a formula": lambda place, change: change.token.text == r"\boxed" and not change.put,
    "the T of a transposition in any letters": lambda place, change: (
        change.token.text in (r"\mathrm", r"\mathsf") and _after(place, change.token).startswith("T")
    ),
    "words behind a formula or before a condition": lambda place, change: change.token.kind == "word",
}
"""What may be changed without a change of what is said, and why."""


def unheard(place: Place, step: int, offset: int = 0) -> list[str]:
    """The changes of a formula that change nothing of what it says and are no exceptions; of so many tokens one."""
    tokens = tokens_of(place.formula)
    said: tuple[str, ...] | None = None
    found = []
    for number in range(offset % step, len(tokens), step):
        for change in mutations_of(place.formula, tokens, number, place.document):
            if said is None:
                said = place.trees(place.formula)
            if not said:
                return []  # it is unreadable as it stands
            if place.trees(change.formula) == said and not any(may(place, change) for may in EXCEPTIONS.values()):
                found.append(str(change))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_token_of_a_document_counts(path: Path) -> None:
    taken = 0

    def see(place: Place) -> list[str]:
        nonlocal taken
        step = STEP_OF_CLAIMS if place.kind in CLAIMS else STEP_OF_PREMISES
        taken += 7
        return unheard(place, step, taken)

    assert visited(path.read_text(encoding="utf-8"), str(path), see) == []


def formulas() -> list[str]:
    """The documents that the formulas of ``formulas.txt`` make, one for each."""
    documents: list[str] = []
    heading = ""
    setup: list[str] = []
    for line in Path(__file__).with_name("formulas.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            heading, setup = line[2:], []
        elif line.startswith("> "):
            setup.append(line[2:])
        elif not line:
            setup = []
        elif heading in ("true", "false"):
            directives = "".join(f"<!-- derive: {directive} -->\n" for directive in setup)
            documents.append(f"{directives}<!-- derive: check -->\n$$\n{line}\n$$\n")
    return documents


@pytest.mark.parametrize("part", range(8))
def test_every_token_of_a_formula_counts(part: int) -> None:
    step = 1 if NIGHTLY else 37
    documents = formulas()
    assert len(documents) > 250
    found = []
    for number, text in enumerate(documents):
        if number % 8 == part:
            see = lambda place, n=number: unheard(place, step, n) if place.kind in CLAIMS else []  # noqa: E731
            found += visited(text, "formulas.md", see)
    assert found == []
