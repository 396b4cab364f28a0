"""What is cited: claims by the hash of their statement, in BibTeX that other programs read, each once."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from pybtex.database import parse_string

from derive.language import Equal, scalar, vector
from derive.report.bibliography import bibtex, load_bibliography, merged
from derive.report.citation import added, citations, cited_claims, standing
from derive.report.escape import ReportError
from derive.report.pdf import HOW_TO, has_latex
from derive.report.settings import Settings, find_settings, library_settings
from derive.verify.certify import statement_hash, words_hash
from derive.verify.result import Result

from .samples import JACOBIAN, SHIFT_FALSE

OWN = Settings(("Noether, Emmy", "Curie, Marie"), "Notes", "https://example.org/a_b%20c~d", "2031", "2.0")
KNOWN = {result.id: result for result in (JACOBIAN, SHIFT_FALSE)}


def cited(result: Result, settings: Settings = OWN, kind: str = "software") -> str:
    return citations((result,), KNOWN, settings, "0.1.0", kind)


def test_an_entry_names_the_author_of_the_claim_and_both_hashes() -> None:
    entry = parse_string(cited(JACOBIAN), "bibtex").entries["derive:softmax.jacobian"]
    assert entry.type == "software"
    assert [str(person) for person in entry.persons["author"]] == ["Noether, Emmy", "Curie, Marie"]
    fields = dict(entry.fields)
    assert fields["title"] == r"{The Jacobian of softmax is $\mathrm{diag}(p) - p p^\top$}"
    assert (fields["year"], fields["version"], fields["url"]) == ("2031", "2.0", "https://example.org/a_b%20c~d")
    assert r"Statement \path{sha256:" + "fedcba9876543210" * 4 + "}" in fields["note"]
    assert r"certificate \path{sha256:" + "0123456789abcdef" * 4 + "}" in fields["note"]
    assert "proved for every $K \\ge 1$, verified by derive 0.1.0" in fields["note"]


def test_the_library_is_cited_with_its_version_once() -> None:
    text = cited(JACOBIAN, library_settings("0.1.0"))
    assert "{{The derive authors}}" in text and text.count("0.1.0") == 1


def test_a_false_statement_is_cited_as_false_with_what_is_true_instead() -> None:
    false = replace(SHIFT_FALSE, title="Softmax is invariant under $z_i \\to a z_i$")
    fields = parse_string(cited(false), "bibtex").entries[f"derive:{false.id}"].fields
    assert fields["title"] == r"{False: Softmax is invariant under $z_i \to a z_i$}"
    assert "What is true instead is claim softmax.jacobian: The Jacobian of softmax is" in fields["note"]
    assert "refuted at $K = 2$, $i = 1$" in fields["note"]


def test_styles_that_do_not_know_software_are_given_misc() -> None:
    assert cited(JACOBIAN, kind="misc").startswith("@misc{derive:softmax.jacobian,")


def test_a_second_call_changes_nothing_and_a_new_version_replaces_the_old_one() -> None:
    own = "@book{mine,\n  title = {A {Title} of my own},\n  year = 2001\n}\n"
    once = added(own, cited(JACOBIAN))
    assert added(once, cited(JACOBIAN)) == once
    assert own.strip() in once and once.count("@preamble") == 1
    changed = added(once, cited(replace(JACOBIAN, title="Another title")))
    assert "Another title" in changed and r"\mathrm{diag}" not in changed
    assert sorted(parse_string(changed, "bibtex").entries) == ["derive:softmax.jacobian", "mine"]
    both = added(changed, cited(SHIFT_FALSE))
    assert len(parse_string(both, "bibtex").entries) == 3 and "Another title" in both


def test_a_file_that_is_no_bibtex_is_not_touched() -> None:
    with pytest.raises(ReportError, match="cannot be read"):
        added("@book{x, title = {", cited(JACOBIAN))


@pytest.mark.parametrize(
    ("today", "holds", "says"),
    [
        (JACOBIAN, True, "the same proof"),
        (replace(JACOBIAN, certificate="sha256:" + "a" * 64), True, "another proof"),
        (replace(JACOBIAN, statement_hash="sha256:" + "a" * 64), False, "states something else"),
        (replace(JACOBIAN, verdict="undecided", passed=False), False, "undecided now"),
        (replace(JACOBIAN, verdict="refuted", expected="refuted"), False, "refuted now"),
        (None, False, "no such claim"),
    ],
)
def test_what_has_become_of_a_citation(today: Result | None, holds: bool, says: str) -> None:
    (one,) = cited_claims(added("@book{mine, title = {x}}", cited(JACOBIAN)))
    found = standing(one, today)
    assert (found.holds, says in found.says) == (holds, True)


def test_an_entry_without_a_hash_of_the_statement_is_not_said_to_hold() -> None:
    (one,) = cited_claims("@misc{derive:softmax.jacobian, note = {Claim softmax.jacobian, proved}}")
    assert not standing(one, JACOBIAN).holds


def test_dois_are_raw_and_preprints_have_an_eprint() -> None:
    text = bibtex(load_bibliography(), ("bridle1990", "gao2017"))
    assert "doi = {10.1007/978-3-642-76153-9_28}" in text
    assert "eprint = {1704.00805}" in text and "archiveprefix = {arXiv}" in text
    assert "arXiv:" not in load_bibliography()


def test_a_users_entries_come_before_those_of_the_library() -> None:
    both = merged(load_bibliography(), "@book{bishop2006, title = {Mine}}\n@book{own, title = {x}}")
    entries = parse_string(both, "bibtex").entries
    assert entries["bishop2006"].fields["title"] == "Mine" and "own" in entries and "bridle1990" in entries


# Settings ------------------------------------------------------------------------------------------


def test_settings_are_found_above_the_claims(tmp_path: Path) -> None:
    (tmp_path / "claims").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nversion = "3.1"\n[tool.derive]\nauthor = ["Noether, Emmy"]\ntitle = "T"\nyear = 2030\n'
        'url = "https://example.org"\nbibliography = "refs.bib"\n'
    )
    found = find_settings([tmp_path / "claims" / "mine.py"])
    assert found == Settings(
        ("Noether, Emmy",),
        "T",
        "https://example.org",
        "2030",
        "3.1",
        tmp_path / "refs.bib",
        tmp_path / "pyproject.toml",
    )


def test_claims_without_settings_have_none(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert find_settings([tmp_path]).authors == ()


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ("autor = 'x'", "no 'autor'"),
        ("title = 3", "should be a text"),
        ("author = [1]", "list of names"),
        ("x", "read"),
    ],
)
def test_a_slip_in_the_settings_is_one_clear_error(tmp_path: Path, section: str, says: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.derive]\n{section}\n")
    with pytest.raises(ReportError, match=says):
        find_settings([tmp_path])


# The hash of a statement -----------------------------------------------------------------------------


def test_the_hash_is_of_what_is_stated_and_of_nothing_else() -> None:
    x, y = scalar("x"), vector("y")
    first = statement_hash((x > 0, x < 1), Equal(x, x))
    assert first == statement_hash((x < 1, x > 0, x > 0), Equal(x, x))
    assert len({first, statement_hash((x > 0,), Equal(x, x)), statement_hash((x > 0, x < 1), x <= 1)}) == 3
    assert statement_hash((), y.array.sizes and x > 0) == statement_hash((), x > 0)
    assert words_hash("a") != words_hash("b")


@pytest.mark.skipif(not has_latex(), reason=HOW_TO)
def test_a_paper_with_bibtex_prints_the_whole_hash(tmp_path: Path) -> None:
    (tmp_path / "r.bib").write_text(added("", cited(JACOBIAN, kind="misc")))
    (tmp_path / "p.tex").write_text(
        r"\documentclass{article}\usepackage{url}\begin{document}\cite{derive:softmax.jacobian}"
        r"\bibliographystyle{plain}\bibliography{r}\end{document}"
    )
    for command in (
        ["pdflatex", "-interaction=batchmode", "p"],
        ["bibtex", "p"],
        ["pdflatex", "-interaction=batchmode", "p"],
    ):
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert ran.returncode == 0, ran.stdout
    printed = (tmp_path / "p.bbl").read_text().replace("\n", "").replace("%", "")
    assert "fedcba9876543210" * 4 in printed
    assert "Warning" not in (tmp_path / "p.blg").read_text()
