"""Answers about whole documents: an unchanged one is answered as it was, and no other one is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from derive.documents.reader import read_document
from derive.language import point
from derive.verify.answers import Answers, checked_from_json, checked_to_json
from derive.verify.cache import Cache
from derive.verify.checks import CheckedFile
from derive.verify.program import Program
from derive.verify.result import Counterexample, LinkVerdict, ReadingVerdict
from derive.verify.words import understood

TEXT = r"""<!-- derive: let $z \in \mathbb{R}^K$, $x > 0$ -->
<!-- derive: define -->
$$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$
<!-- derive: check -->
$$\sum_i p_i = 1, \quad \log x / 2 y = \log x / (2 y)$$
<!-- derive: refute -->
$$p_i = x = z_i$$
<!-- derive: check -->
$$\log = 1$$
"""

PROVED = LinkVerdict("proved", by=("normal_form",), certificates=({"steps": [1]},))
REFUTED = LinkVerdict("refuted", counterexample=Counterexample(point({"K": 1}, {"i": 1}, z=["0"]), "1", "0", "="))
UNDECIDED = LinkVerdict("undecided", "nothing is known", readings=(ReadingVerdict("a = b", "undecided", "b"),))


class World(Program):
    """A program with a given key, in which nothing changes."""

    def __init__(self, everything: str = "ab" * 32) -> None:
        self.verification = "cd" * 32
        self.everything = everything

    def changed(self) -> bool:
        return False


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of its own, with a secret of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def checked(path: Path, of_checks: LinkVerdict = PROVED) -> CheckedFile:
    """The document, with this verdict on what is to be proved."""
    document = read_document(path)
    verdicts = {"proved": of_checks, "refuted": REFUTED}
    return CheckedFile(document, tuple(tuple(verdicts[c.expected] for _ in c.links) for c in document.checks))


def answers(folder: Path, effort: float = 1.0, everything: str = "ab" * 32) -> Answers:
    return Answers(Cache(World(everything), folder / "cache"), effort)


def kept(path: Path, file: CheckedFile) -> CheckedFile | None:
    """What is known of the document after this was found of it."""
    first = answers(path.parent)
    assert first.of(path) is None
    first.keep([file])
    return answers(path.parent).of(path)


def test_an_answer_says_all_that_is_printed(notes: Path) -> None:
    file = checked(notes, UNDECIDED)
    found = checked_from_json(json.loads(json.dumps(checked_to_json(file))), str(notes))
    assert found.verdicts == file.verdicts
    assert found.document.errors == file.document.errors != ()
    assert [replace(check, links=()) for check in found.document.checks] == [
        replace(check, links=()) for check in file.document.checks
    ]
    links = [link for check in file.document.checks for link in check.links]
    again = [link for check in found.document.checks for link in check.links]
    assert any(len(link.readings) > 1 for link in links)
    assert [replace(link, readings=()) for link in again] == [replace(link, readings=()) for link in links]
    for one, other in zip(links, again, strict=True):
        assert list(understood(one)) == list(understood(other))
        assert [reading.opaque for reading in one.readings] == [reading.opaque for reading in other.readings]


def test_an_unchanged_document_is_known_without_its_certificates(notes: Path) -> None:
    found = kept(notes, checked(notes))
    assert found is not None
    assert found.verdicts[0][0] == replace(PROVED, certificates=())


@pytest.mark.parametrize(
    "verdict",
    [
        replace(PROVED, final=False),
        replace(PROVED, fault=True),
        replace(REFUTED, reason="for which the nearest statement that holds is looked for"),
    ],
    ids=["did not come to an end by itself", "a fault", "to be proved, and refuted"],
)
def test_what_could_come_out_otherwise_is_not_kept(notes: Path, verdict: LinkVerdict) -> None:
    assert kept(notes, checked(notes, verdict)) is None


def test_another_document_is_not_known(notes: Path) -> None:
    assert kept(notes, checked(notes)) is not None
    assert answers(notes.parent, effort=2.0).of(notes) is None
    assert answers(notes.parent, everything="ef" * 32).of(notes) is None
    in_latex = notes.rename(notes.with_suffix(".tex"))
    assert answers(notes.parent).of(in_latex) is None
    in_latex.rename(notes).write_text(TEXT + "\n", encoding="utf-8")
    assert answers(notes.parent).of(notes) is None


@pytest.mark.parametrize("name", [".tex", "notes.tex", "notes.LTX", "notes.sty"])
def test_what_includes_other_files_is_not_kept_whatever_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "part.tex").write_text("% derive: check\n\\[ 1 = 1 \\]\n", encoding="utf-8")
    path = tmp_path / name
    path.write_text("\\input{part}\n", encoding="utf-8")
    assert len(read_document(path).checks) == 1
    assert kept(path, checked(path)) is None


def test_a_name_that_is_nothing_but_an_ending_is_another_kind_of_document(tmp_path: Path) -> None:
    """'.tex' is LaTeX, and 'tex' is Markdown."""
    path = tmp_path / ".tex"
    path.write_text("% derive: check\n\\[ 1 = 1 \\]\n", encoding="utf-8")
    assert kept(path, checked(path)) is not None
    assert answers(tmp_path).of(path.rename(tmp_path / "tex")) is None


def test_a_document_that_changed_while_it_was_checked_is_not_kept(notes: Path) -> None:
    file, first = checked(notes), answers(notes.parent)
    assert first.of(notes) is None
    notes.write_text(TEXT + "\n", encoding="utf-8")
    first.keep([file])
    assert answers(notes.parent).of(notes) is None
    notes.write_text(TEXT, encoding="utf-8")
    assert answers(notes.parent).of(notes) is None


def test_what_another_machine_says_is_not_believed(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept(notes, checked(notes)) is not None
    monkeypatch.setenv("XDG_STATE_HOME", str(notes.parent / "state of elsewhere"))
    assert answers(notes.parent).of(notes) is None
