"""Bad input gets one clear line that says what to do, and leaves every file as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Derive, Ran


def assert_refused(ran: Ran, *words: str, code: int = 2) -> None:
    assert ran.returncode == code, ran.stderr
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.splitlines()) == 1, ran.stderr
    for word in words:
        assert word in ran.stderr
    assert ran.stdout == ""


@pytest.mark.parametrize("command", ["verify", "show", "list", "report", "cite"])
def test_an_unknown_id_names_the_nearest(derive: Derive, command: str) -> None:
    assert_refused(derive(command, "softmax.jacobain"), "'softmax.jacobain'", "softmax.jacobian")


def test_an_id_like_no_other_points_to_the_list(derive: Derive) -> None:
    assert_refused(derive("show", "€∞"), "derive list")


def test_a_glob_that_fits_nothing_is_an_error_not_a_pass(derive: Derive) -> None:
    assert_refused(derive("verify", "nothing.*"), "'nothing.*'", "derive list")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--digits", "0"),
        ("--digits", "x"),
        ("--digits", "-3"),
        ("--digits", "1e3"),
        ("--digits", "9" * 30),
        ("--jobs", "0"),
        ("--jobs", "two"),
        ("--timeout", "0"),
        ("--timeout", "nan"),
        ("--timeout", "inf"),
        ("--timeout", "soon"),
    ],
)
def test_a_senseless_number_is_refused(derive: Derive, arguments: tuple[str, str]) -> None:
    assert_refused(derive("verify", *arguments), *arguments, "derive verify --help")


@pytest.mark.parametrize(
    "arguments", [("verfiy",), ("verify", "--jsn"), ("recheck",), ("show",), ("cite",), ("check",)]
)
def test_bad_usage_is_one_line(derive: Derive, arguments: tuple[str, ...]) -> None:
    assert_refused(derive(*arguments), "--help")


def test_a_missing_claim_file_is_named(derive: Derive) -> None:
    assert_refused(derive("verify", "--claims", "nowhere.py"), "nowhere.py")


@pytest.mark.parametrize("text", ["", "x = 1\n"])
def test_a_file_without_claims_is_an_error_not_a_pass(derive: Derive, tmp_path: Path, text: str) -> None:
    (tmp_path / "mine.py").write_text(text)
    assert_refused(derive("verify", "--claims", "mine.py"), "mine.py")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("def broken(:\n", "mine.py:1"),
        ("\n\nraise ValueError('no')\n", "mine.py:3"),
        ("\nimport nothing_of_this_name\n", "mine.py:2"),
        ("\x00", "mine.py"),
    ],
)
def test_a_broken_claim_file_is_named_with_its_line(derive: Derive, tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "mine.py").write_text(text)
    ran = derive("verify", "--claims", "mine.py")
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert word in ran.stderr


def test_a_folder_that_cannot_be_written_is_named_before_any_work(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    for command in (("certify", "--out"), ("report", "--out"), ("verify", "--junit")):
        target = "file" if command[0] != "verify" else "file/junit.xml"
        assert_refused(derive(*command, target), "file")
        assert (tmp_path / "file").read_text() == "kept"


def test_a_junit_path_that_is_a_folder_is_named(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert_refused(derive("verify", "--junit", "folder"), "folder")


def test_a_refused_command_leaves_its_outputs_as_they_were(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_text("kept")
    assert_refused(derive("verify", "no.such-claim", "--junit", "junit.xml"))
    assert (tmp_path / "junit.xml").read_text() == "kept"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"null", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b"9" * 5000, b'{"a": NaN}', b"\x00"]
)
def test_what_is_not_a_certificate_is_named(derive: Derive, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    ran = derive("recheck", "bad.json")
    assert_refused(ran, "bad.json", "not a certificate")
    assert ran.stderr.count("not a certificate") == 1


def test_a_missing_certificate_and_a_folder_are_named(derive: Derive, tmp_path: Path) -> None:
    assert_refused(derive("recheck", "nowhere.json"), "nowhere.json")
    assert_refused(derive("recheck", tmp_path), str(tmp_path))


def test_a_truncated_certificate_is_not_a_certificate_and_the_others_are_still_checked(
    derive: Derive, tmp_path: Path
) -> None:
    assert derive("certify", "lse.gradient", "--out", ".").returncode == 0
    whole = (tmp_path / "lse.gradient.json").read_bytes()
    (tmp_path / "cut.json").write_bytes(whole[: len(whole) // 2])
    ran = derive("recheck", "cut.json", "lse.gradient.json")
    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 1
    assert "cut.json" in ran.stderr
    assert "accepted  lse.gradient.json" in ran.stdout


@pytest.mark.parametrize(("flag", "code"), [("--pdf", 2), ("--book", 0)])
def test_without_tex_a_line_says_so_and_everything_else_is_made(
    derive: Derive, tmp_path: Path, flag: str, code: int
) -> None:
    (tmp_path / "empty").mkdir()
    ran = derive("report", "lse.gradient", flag, PATH=str(tmp_path / "empty"))
    assert (ran.returncode, len(ran.stderr.splitlines())) == (code, 1), ran.stderr
    assert "pdflatex is missing" in ran.stderr and "apt-get install" in ran.stderr
    made = {path.name for path in (tmp_path / "reports").rglob("*.*")}
    assert {"derive.sty", "references.bib", "lse.gradient.tex"} <= made
    assert ("derive-book.tex" in made) == (flag == "--book")


OWN_CLAIM = """
from derive import *

x = scalar("x")
square = Claim("mine.square", "A square", Equal((x + 1) ** 2, x**2 + 2 * x + 1), references=["nobody1900", "boyd2004"])
"""


def test_what_fails_before_its_first_file_leaves_no_folder(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.derive]\nbibliography = "r.bib"\n', encoding="utf-8")
    (tmp_path / "r.bib").write_text("@article{a, title = {unclosed", encoding="utf-8")
    claims = "from derive import *\na = Claim('own.a', 'x', Equal(scalar('t'), scalar('t')), references=['a'])\n"
    slip = "b = Claim('own.b', 'x', Equal(scalar('t'), 1), expected='refuted', corrected_by='own.a')\n"
    (tmp_path / "mine.py").write_text(claims + slip, encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    assert_refused(derive("report", "--claims", "mine.py", "--out", "deep/reports"), "the bibliography cannot be read")
    derive("certify", "--claims", "mine.py", "own.b", "--out", "certificates")
    assert sorted(tmp_path.iterdir()) == before
    derive("certify", "--claims", "mine.py", "own.a", "--out", "deep/certificates")
    assert (tmp_path / "deep" / "certificates" / "own.a.json").is_file()


def test_a_reference_without_an_entry_is_a_line_that_names_claim_key_and_file(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN_CLAIM)
    ran = derive("report", "--claims", "mine.py")
    assert ran.returncode == 0
    assert len(ran.stderr.splitlines()) == 1
    assert "mine.square refers to 'nobody1900'" in ran.stderr and "pyproject.toml" in ran.stderr
    (tmp_path / "pyproject.toml").write_text('[tool.derive]\nbibliography = "own.bib"\n')
    (tmp_path / "own.bib").write_text("@book{other, title = {T}, author = {A B}, year = 1900}\n")
    assert "own.bib has no entry for" in derive("report", "--claims", "mine.py").stderr
    (tmp_path / "own.bib").write_text("@book{nobody1900, title = {T}, author = {A B}, publisher = {P}, year = 1900}\n")
    assert derive("report", "--claims", "mine.py").stderr == ""
    (tmp_path / "own.bib").write_text("@book{nobody1900, title = {T}}\n")
    assert_refused(derive("report", "--claims", "mine.py"), "nobody1900", "complete that entry")
