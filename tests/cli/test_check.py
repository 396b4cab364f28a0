"""``derive check``: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from .conftest import Derive, Ran, environment

TRUE = "<!-- derive: let $x > 1$ -->\n<!-- derive: check -->\n$$x > 0$$\n"
FALSE = "<!-- derive: check -->\n$$x = 0$$\n"
NUMBER = "<!-- derive: check -->\n$$\\log 2 \\approx 0.693$$\n"
UNREADABLE = "<!-- derive: check -->\n$$\\log = 1$$\n"
IN_LATEX = "% derive: let $x > 1$\n% derive: check\n\\[ x > 0 \\]\n"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_text(TRUE + FALSE, encoding="utf-8")
    return path


def links(ran: Ran) -> list[dict[str, Any]]:
    (file,) = json.loads(ran.stdout)["files"]
    return [link for check in file["checks"] for link in check["links"]]


def test_show_prints_each_link_as_it_was_understood_with_the_hypotheses_in_force(derive: Derive, notes: Path) -> None:
    lines = derive("check", "--show", notes.name).stdout.splitlines()
    first = lines.index("✓ proved     notes.md:3:5  x > 0")
    shown = [line.strip() for line in lines[first + 1 : first + 4]]
    assert shown == ["read as: x > 0", "given x > 1", "proved by normal_form"]
    assert "read as:" not in derive("check", notes.name).stdout


def test_json_says_of_each_link_how_it_was_read(derive: Derive, notes: Path) -> None:
    ran = derive("check", "--json", notes.name)
    assert ran.returncode == 1
    proved, refuted = links(ran)
    assert list(proved) == [
        "index", "relation", "latex", "verdict", "reason", "code", "readings", "by", "holds",
        "counterexample", "seconds",
    ]  # fmt: skip
    assert proved["readings"] == [{"reading": "x > 0", "verdict": "proved", "write": None}]
    assert (proved["code"], proved["by"], proved["holds"]) == (None, ["normal_form"], [])
    assert refuted["by"] == []
    assert refuted["readings"][0]["verdict"] == "refuted"
    assert list(refuted["counterexample"]) == ["sizes", "values", "indices", "lhs", "rhs"]
    assert json.loads(ran.stdout)["summary"] == {"proved": 1, "refuted": 1, "undecided": 0, "unreadable": 0}


def test_an_error_has_a_place_and_a_code(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(UNREADABLE, encoding="utf-8")
    ran = derive("check", "--json", "a.md")
    assert ran.returncode == 2
    (error,) = json.loads(ran.stdout)["files"][0]["errors"]
    assert set(error) == {"line", "column", "message", "code"}


def test_a_worked_number_is_computed_and_passes(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(NUMBER, encoding="utf-8")
    ran = derive("check", "a.md", "--github", "--junit", "results.xml")
    assert ran.returncode == 0
    assert ran.stdout.startswith("≈ computed") and "1 computed" in ran.stdout and "::" not in ran.stdout
    assert 'failures="0"' in (tmp_path / "results.xml").read_text(encoding="utf-8")
    summary = json.loads(derive("check", "--json", "a.md").stdout)["summary"]
    assert summary == {"proved": 0, "refuted": 0, "undecided": 0, "unreadable": 0, "computed": 1}


@pytest.mark.parametrize(("required", "code"), [("1", 0), ("2", 1)])
def test_a_document_without_enough_checks_fails(derive: Derive, tmp_path: Path, required: str, code: int) -> None:
    (tmp_path / "a.md").write_text(TRUE, encoding="utf-8")
    ran = derive("check", "--require", required, "a.md")
    assert ran.returncode == code
    said = "derive: 1 check was found, and --require asks for 2; is a directive missing, or unreadable?\n"
    assert ran.stderr == (said if code else "")
    ran = derive("check", "--json", "--require", required, "a.md")
    assert ran.returncode == code and json.loads(ran.stdout)


def test_too_few_checks_do_not_hide_what_is_worse(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(UNREADABLE, encoding="utf-8")
    assert derive("check", "--require", "5", "a.md").returncode == 2


def piped(text: str | bytes, cache: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    data = text if isinstance(text, bytes) else text.encode()
    command = [sys.executable, "-m", "derive", "check", *options, "-"]
    return subprocess.run(command, input=data, capture_output=True, env=environment(cache), timeout=120)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (TRUE, 3),
        (IN_LATEX, 3),
        (f"\\documentclass{{article}}\n\\begin{{document}}\n{IN_LATEX}\\end{{document}}\n", 5),
    ],
)
def test_standard_input_is_markdown_or_latex_as_it_looks(kept_cache: Path, text: str, line: int) -> None:
    ran = piped(text, kept_cache)
    assert ran.returncode == 0
    assert ran.stdout.decode().startswith(f"✓ proved     -:{line}:")
    assert json.loads(piped(text, kept_cache, "--json").stdout)["files"][0]["file"] == "-"


def test_standard_input_that_is_no_text_is_refused(kept_cache: Path) -> None:
    ran = piped(b"\xff\xfe", kept_cache)
    assert ran.returncode == 2
    assert ran.stderr == b"derive: byte 0 of standard input is not UTF-8 text; save it as UTF-8\n"


@pytest.mark.parametrize("options", [("--jobs", "1"), ("--jobs", "3"), ("--no-cache",)])
def test_how_the_work_is_done_changes_nothing(derive: Derive, notes: Path, options: tuple[str, ...]) -> None:
    def without_times(ran: Ran) -> list[dict[str, Any]]:
        return [{**link, "seconds": 0} for link in links(ran)]

    plain = derive("check", "--json", notes.name)
    again = derive("check", "--json", *options, notes.name)
    assert without_times(again) == without_times(plain)
    assert again.returncode == plain.returncode == 1


def test_what_was_found_is_kept_unless_told_otherwise(derive: Derive, notes: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    derive("check", "--no-cache", notes.name, cache=cache)
    assert not cache.exists()
    first = derive("check", "--json", notes.name, cache=cache)
    assert len(list(cache.rglob("*.json"))) == 3  # two verdicts, and what would be right
    assert derive("check", "--json", notes.name, cache=cache).stdout == first.stdout


def test_certificates_of_files_with_one_name_do_not_overwrite_each_other(derive: Derive, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "notes.md").write_text(TRUE, encoding="utf-8")
    assert derive("check", "one", "two", "--certificates", "out").returncode == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["one_notes.md.0.0.json", "two_notes.md.0.0.json"]


def test_certificates_of_links_that_were_known_are_written_and_accepted(derive: Derive, notes: Path) -> None:
    for _ in range(2):
        derive("check", "--certificates", "proofs", notes.name)
    assert derive("recheck", "proofs/notes.md.0.0.json").returncode == 0


@pytest.mark.parametrize("option", ["--jobs", "--require"])
@pytest.mark.parametrize("value", ["0", "-1", "many"])
def test_a_number_that_makes_no_sense_is_bad_usage(derive: Derive, notes: Path, option: str, value: str) -> None:
    ran = derive("check", option, value, notes.name)
    assert ran.returncode == 2 and option in ran.stderr


def test_patterns_stand_for_the_documents_that_fit_each_once(derive: Derive, tmp_path: Path) -> None:
    for name in ("notes/a.md", "notes/deep/b.tex", "notes/deep/picture.png", "my paper/c.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(IN_LATEX if name.endswith(".tex") else TRUE, encoding="utf-8")

    def files(*patterns: str) -> list[str]:
        return [file["file"] for file in json.loads(derive("check", "--json", *patterns).stdout)["files"]]

    assert files("notes/*") == ["notes/a.md", "notes/deep/b.tex"]
    assert files("**/*.md", "notes") == ["my paper/c.md", "notes/a.md", "notes/deep/b.tex"]
    assert files("my p*/c.md", "./my paper/c.md") == ["my paper/c.md"]
    (tmp_path / "[x].md").write_text(TRUE, encoding="utf-8")
    assert files("[x].md") == ["[x].md"]  # a file is what it is named
    ran = derive("check", "notes/*.tex")
    assert ran.returncode == 2
    assert ran.stderr.startswith("derive: no Markdown or LaTeX document fits 'notes/*.tex'")


REFUTES = "<!-- derive: refute -->\n$$x = x$$\n"
SURPRISE = "the author expects at least one link of this formula to be refuted"


def test_a_formula_that_was_to_be_refuted_and_is_not_is_shown_everywhere(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(REFUTES, encoding="utf-8")
    ran = derive("check", "--github", "--junit", "results.xml", "a.md")
    assert ran.returncode == 1
    assert f"{' ' * 13}{SURPRISE}" in ran.stdout.splitlines()
    assert f"::error file=a.md,line=2::proved: x = x ({SURPRISE})" in ran.stdout.splitlines()
    (case,) = ElementTree.parse(tmp_path / "results.xml").iter("testcase")
    assert case.find("failure") is not None


def test_quiet_prints_what_is_not_as_expected_and_the_summary(derive: Derive, notes: Path) -> None:
    notes.write_text(TRUE + FALSE + FALSE.replace("check", "refute") + REFUTES, encoding="utf-8")
    lines = derive("check", "-q", notes.name).stdout.splitlines()
    assert [line.split()[1:3] for line in lines if line[0] != " "] == [
        ["refuted", "notes.md:5:5"],
        ["proved", "notes.md:9:5"],
        ["links", "in"],
    ]
    assert lines[-1] == "4 links in 1 file: 2 proved, 2 refuted; 2 of 4 checks not as expected"
    notes.write_text(TRUE, encoding="utf-8")
    assert derive("check", "--quiet", notes.name).stdout == "1 link in 1 file: 1 proved\n"


def test_durations_are_printed_for_as_many_links_as_are_asked_for(derive: Derive, notes: Path) -> None:
    lines = derive("check", "--durations", "1", notes.name).stdout.splitlines()
    timed = [line for line in lines if re.fullmatch(r" +\d+\.\d\d s  notes\.md:\d:5  x [>=] 0", line)]
    assert len(timed) == 1
    assert derive("check", "--durations", "0", notes.name).returncode == 2


def test_a_case_of_junit_carries_the_formula_and_the_point(derive: Derive, tmp_path: Path) -> None:
    chain = "<!-- derive: check -->\n$$x^2 = x \\le x^2 \\label{eq:square}$$\n"
    (tmp_path / "a.md").write_text(TRUE + chain, encoding="utf-8")
    derive("check", "--junit", "results.xml", "a.md")
    cases = list(ElementTree.parse(tmp_path / "results.xml").iter("testcase"))
    assert [case.get("name") for case in cases] == ["x > 0", "eq:square, link 1", "eq:square, link 2"]
    properties = [{p.get("name"): p.get("value") for p in case.iter("property")} for case in cases]
    assert properties[0] == {"formula": "x > 0"}
    assert properties[1]["formula"] == "x^2 = x" and properties[1]["point"] == "x = 2"
    failure = cases[1].find("failure")
    assert failure is not None
    assert failure.get("message") == "refuted: x^2 = x (at x = 2; the left side is 4, the right side 2)"


SLIP = "<!-- derive: let $x > 0$ -->\n<!-- derive: check -->\n$$\\log x < x - 1$$\n"


def test_what_would_be_right_stands_below_the_counterexample(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(SLIP, encoding="utf-8")
    lines = derive("check", "--github", "a.md").stdout.splitlines()
    assert lines[3].strip() == r"\log x \le x - 1 holds (≤ for <)"
    (error,) = (line for line in lines if line.startswith("::error"))
    assert r"\log x \le x - 1 holds (≤ for <)" in error
    for _ in range(2):  # the second time from the cache
        (link,) = links(derive("check", "--json", "a.md"))
        holds = link["holds"][0]
        assert (holds["latex"], holds["change"]) == (r"\log x \le x - 1", "≤ for <")
        assert holds["certificate"].startswith("sha256:") and link["verdict"] == "refuted"


def test_nobody_is_told_what_would_be_right_who_does_not_ask(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(SLIP, encoding="utf-8")
    (tmp_path / "b.md").write_text(SLIP.replace("derive: check", "derive: refute"), encoding="utf-8")
    for arguments in (("--no-suggest", "a.md"), ("b.md",)):
        assert "holds" not in derive("check", *arguments).stdout
        (link,) = links(derive("check", "--json", *arguments))
        assert link["holds"] == []
