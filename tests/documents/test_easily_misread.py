"""Short formulas that are easily misread: none comes out the wrong way, ordinary ones are proved, and of the true ones
more than half are decided.

Each line of ``easily_misread.txt`` is KIND | formula | directives between ;;. F is false as people read it and must
not be proved; T is true and must not be refuted; U is meaningless or has two readings that differ, and must be neither;
P is ordinary and must be proved."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.documents.model import Document
from derive.documents.reader import read_text
from derive.verify.checks import check_documents

Case = tuple[str, str, tuple[str, ...]]
FORBIDDEN = {"F": {"proved"}, "T": {"refuted"}, "U": {"proved", "refuted"}, "P": {"refuted", "undecided", "unreadable"}}


def cases() -> list[Case]:
    found = []
    for line in Path(__file__).with_name("easily_misread.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            kind, formula, *setup = (part.strip() for part in line.split(" | "))
            directives = tuple(part.strip() for part in " | ".join(setup).split(";;") if part.strip())
            found.append((kind, formula, directives))
    return found


def document(formula: str, directives: tuple[str, ...]) -> Document:
    lines = []
    for directive in directives:
        word, _, rest = directive.partition(" ")
        lines.append(f"% derive: {'define' if word == 'define' else directive}")
        if word == "define":
            lines.append(rf"\[ {rest.strip('$')} \]")
    display = formula if formula.startswith(r"\begin{") else rf"\[ {formula} \]"
    return read_text("\n".join([*lines, "% derive: check", display, ""]), "test.tex")


@pytest.fixture(scope="module")
def verdicts() -> dict[Case, str]:
    known = cases()
    files = check_documents([document(formula, directives) for _, formula, directives in known])
    found = {}
    for case, file in zip(known, files, strict=True):
        kinds = {one.verdict for links in file.verdicts for one in links}
        worst = [kind for kind in ("unreadable", "refuted", "undecided", "proved", "computed") if kind in kinds]
        found[case] = "unreadable" if file.document.errors or not worst else worst[0]
    return found


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case[0]}: {case[1]}")
def test_no_formula_comes_out_the_wrong_way(case: Case, verdicts: dict[Case, str]) -> None:
    assert verdicts[case] not in FORBIDDEN[case[0]]


def test_more_than_half_of_the_true_ones_are_proved(verdicts: dict[Case, str]) -> None:
    true = [verdict for case, verdict in verdicts.items() if case[0] == "T"]
    assert true.count("proved") > len(true) / 2
