"""``derive check --table`` counts all displays as they are; ``--stamp`` marks what is proved, and nothing else."""

from __future__ import annotations

import errno
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from derive.cli import displays
from derive.cli.codes import CommandError
from derive.documents.displays import displays_of
from derive.documents.reader import read_text
from derive.verify.checks import check_documents
from derive.verify.displays import judged, sentence

from .conftest import Derive

STAMP = r"\\derivestamp\{sha256:[0-9a-f]{64}\}"

HEAD = r"""\documentclass{article}
\usepackage{derive}
\begin{document}
% derive: let $x > 1$, $z \in \mathbb{R}^K$
"""
PROVED = "% derive: check\n\\begin{equation}\\label{eq:positive}\n  x > 0\n\\end{equation}\nText goes on.\n"
CHAIN = "% derive: check\n\\begin{align}\n  (x + 1)^2 &= x^2 + 2 x + 1 \\\\\n  &\\ge 0\n\\end{align}\n"
REFUTED = "% derive: check\n\\[ x < 0 \\]\n"
NUMBER = "% derive: check\n$$\\log 2 \\approx 0.693$$\n"
UNMARKED = "\\[ x \\mapsto x^2 \\]\n"
UNREADABLE = "% derive: check\n\\[ \\log = 1 \\]\n"
UNDECIDED = "% derive: check\n\\[ f(x) \\ge 0 \\]\n"
DEFINITION = "% derive: define\n\\[ p_i = e^{z_i} \\]\n"
EXPECTED = "% derive: refute\n\\[ x = 0 \\]\n"
TAIL = "\\end{document}\n"


def write(folder: Path, *parts: str) -> Path:
    paper = folder / "paper.tex"
    paper.write_text(HEAD + "".join(parts) + TAIL, encoding="utf-8")
    return paper


def table(*parts: str) -> tuple[list[str], str]:
    """The verdicts of the displays of a paper, and the sentence on all of them."""
    text = HEAD + "".join(parts) + TAIL
    (file,) = check_documents([read_text(text, "paper.tex")], jobs=1)
    found = judged(displays_of(text, "paper.tex"), file)
    return [one.verdict for one in found], sentence(found, "paper.tex")


def test_a_display_of_several_numbers_has_all_of_their_labels() -> None:
    rows = r"\begin{align} a &= b \label{eq:one} \\ c &= d \label{ eq:two } \end{align}"
    assert [one.label for one in displays_of(HEAD + rows + TAIL, "paper.tex")] == ["eq:one, eq:two"]


def test_all_are_machine_checked_where_all_that_claim_something_are() -> None:
    verdicts, said = table(DEFINITION, PROVED, CHAIN, NUMBER)
    assert verdicts == ["definition", "proved", "proved", "computed"]
    all_of = "all 3 displayed equations of paper.tex are machine-checked (1 by a computation)"
    assert said == f"{all_of}; 1 more is a definition or hypothesis"


@pytest.mark.parametrize(
    ("bad", "verdict"),
    [
        (REFUTED, "refuted"), (EXPECTED, "refuted as meant"), (UNDECIDED, "undecided"), (UNREADABLE, "unreadable"),
        (UNMARKED, "not marked"), ("% derive: check? \n" + UNMARKED, "not marked"),
        ("% derive: check\n\\begin{dmath} x > 0 \\end{dmath}\n", "unreadable"),
        ("\\begin{dmath} x > 0 \\end{dmath}\n", "not marked"),
    ],
)  # fmt: skip
def test_one_that_is_not_proved_takes_the_sentence_away(bad: str, verdict: str) -> None:
    verdicts, said = table(PROVED, bad)
    assert verdicts == ["proved", verdict.removesuffix(" as meant")]
    assert said == f"1 of 2 displayed equations of paper.tex is machine-checked, 1 {verdict}"


def test_what_is_meant_to_fail_is_told_from_what_fails() -> None:
    assert table(REFUTED, EXPECTED)[1].endswith("machine-checked, 2 refuted (1 of them meant to be)")


def test_the_table_says_of_a_line_that_it_was_meant_to_fail(derive: Derive, tmp_path: Path) -> None:
    write(tmp_path, PROVED, EXPECTED, "% derive: refute\n\\[ x > 0 \\]\n")
    lines = derive("check", "--table", "paper.tex").stdout.splitlines()
    assert [line.partition("  x ")[2] for line in lines if line.endswith(")")] == [
        "= 0  (meant to fail)", "> 0  (meant to fail, and does not)"
    ]  # fmt: skip
    (file,) = json.loads(derive("check", "--table", "--json", "paper.tex").stdout)["files"]
    assert [one["expected"] for one in file["displays"]] == ["proved", "refuted", "refuted"]


def test_a_fault_of_the_tool_is_no_proof() -> None:
    text = HEAD + PROVED + TAIL
    (file,) = check_documents([read_text(text, "paper.tex")], jobs=1)
    faulty = replace(file, verdicts=((replace(file.verdicts[0][0], fault=True),),))
    (found,) = judged(displays_of(text, "paper.tex"), faulty)
    assert (found.verdict, found.hash) == ("undecided", "")


def test_a_definition_that_is_refused_is_no_definition() -> None:
    verdicts, said = table("% derive: define\n\\[ q = \\log \\]\n", PROVED)
    assert verdicts == ["unreadable", "proved"]
    assert said.startswith("1 of 2")


def test_displays_in_comments_verbatim_and_macros_are_none() -> None:
    hidden = (
        "% \\[ 1 = 2 \\]\n\\begin{verbatim}\n\\[ 1 = 2 \\]\n\\end{verbatim}\n\\newcommand{\\false}{\\[ 1 = 2 \\]}\n"
    )
    assert table(hidden, PROVED)[0] == ["proved"]


def test_the_table_is_a_line_a_display(derive: Derive, tmp_path: Path) -> None:
    write(tmp_path, DEFINITION, PROVED, UNMARKED)
    lines = derive("check", "--table", "paper.tex").stdout.splitlines()
    assert lines[0] == "1 link in 1 file: 1 proved"
    assert lines[1].split() == ["·", "definition", "paper.tex:6", "p_i", "=", "e^{z_i}"]
    assert re.fullmatch(r"✓ proved      paper.tex:8   [0-9a-f]{12}  eq:positive", lines[2])
    assert lines[3].startswith("· not marked")
    assert lines[4].startswith("1 of 2 displayed equations of paper.tex is machine-checked, 1 not marked")
    (file,) = json.loads(derive("check", "--table", "--json", "paper.tex").stdout)["files"]
    assert [(one["verdict"], one["label"], one["check"]) for one in file["displays"]] == [
        ("definition", None, None), ("proved", "eq:positive", 0), ("not marked", None, None)
    ]  # fmt: skip
    assert file["displays"][1]["hash"].startswith("sha256:") and file["sentence"].startswith("1 of 2")


def test_only_what_is_proved_is_stamped_and_nothing_else_is_touched(derive: Derive, tmp_path: Path) -> None:
    paper = write(tmp_path, DEFINITION, PROVED, CHAIN, REFUTED, NUMBER, UNMARKED, EXPECTED, UNREADABLE)
    before = paper.read_bytes()
    ran = derive("check", "--stamp", "paper.tex", "--no-suggest")
    assert ran.returncode == 2
    assert ran.stdout.splitlines()[-1] == "paper.stamped.tex: 2 of 7 displayed equations stamped"
    assert paper.read_bytes() == before
    stamped = (tmp_path / "paper.stamped.tex").read_text(encoding="utf-8")
    assert len(re.findall(STAMP, stamped)) == 2
    assert re.search(rf"\\end\{{equation\}}{STAMP}\n", stamped) and re.search(rf"\\end\{{align\}}{STAMP}\n", stamped)
    assert re.sub(STAMP, "", stamped).encode() == before


def test_a_stamp_is_the_hash_of_the_statement_that_the_certificate_proves(derive: Derive, tmp_path: Path) -> None:
    write(tmp_path, PROVED)
    assert derive("check", "--stamp", "--certificates", "proofs", "paper.tex").returncode == 0
    (stamp,) = re.findall(STAMP, (tmp_path / "paper.stamped.tex").read_text(encoding="utf-8"))
    hash_ = stamp.partition("{")[2].rstrip("}")
    assert f"statement {hash_}" in derive("recheck", "proofs/paper.tex.0.0.json").stdout


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_stamping_again_changes_nothing(derive: Derive, tmp_path: Path, ends: str) -> None:
    paper = write(tmp_path, PROVED, CHAIN)
    plain = b"\xef\xbb\xbf" + paper.read_bytes().replace(b"\n", ends.encode())
    paper.write_bytes(plain)
    assert derive("check", "--stamp", "--in-place", "paper.tex").returncode == 0
    once = paper.read_bytes()
    assert re.sub(STAMP.encode(), b"", once) == plain and once != plain
    assert derive("check", "--stamp", "--in-place", "paper.tex").returncode == 0
    assert paper.read_bytes() == once
    assert sorted(path.name for path in tmp_path.iterdir()) == ["paper.tex"]


def test_a_formula_that_changed_loses_its_stamp_or_gets_another(derive: Derive, tmp_path: Path) -> None:
    paper = write(tmp_path, PROVED, CHAIN)
    derive("check", "--stamp", "--in-place", "paper.tex")
    first, second = re.findall(STAMP, paper.read_text(encoding="utf-8"))
    changed = paper.read_text(encoding="utf-8").replace("x > 0", "x > 1/2").replace("&\\ge 0", "&\\le 0")
    paper.write_text(changed, encoding="utf-8")
    stale = derive("check", "--table", "--no-suggest", "paper.tex").stdout
    assert stale.count("its stamp is of another statement") == 2
    assert derive("check", "--stamp", "--in-place", "--no-suggest", "paper.tex").returncode == 1
    (new,) = re.findall(STAMP, paper.read_text(encoding="utf-8"))
    assert new not in (first, second)
    assert re.sub(STAMP, "", paper.read_text(encoding="utf-8")) == re.sub(STAMP, "", changed)


def test_two_relations_of_one_display_have_one_stamp_that_tells_them_apart(derive: Derive, tmp_path: Path) -> None:
    stamps = []
    for chain in (CHAIN, CHAIN.replace("\\ge 0", "\\ge -1"), CHAIN):
        write(tmp_path, chain)
        derive("check", "--stamp", "paper.tex")
        stamps += re.findall(STAMP, (tmp_path / "paper.stamped.tex").read_text(encoding="utf-8"))
    assert len(stamps) == 3 and stamps[0] == stamps[2] != stamps[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--stamp", "notes.md"), "--stamp is for LaTeX, and notes.md is not"),
        (("--table", "notes.rst"), "--table is for LaTeX and Markdown"),
        (("--stamp", "-"), "need a file, not standard input"),
        (("--in-place", "paper.tex"), "write --stamp --in-place"),
        (("--stamp", "--drafts", "paper.tex"), "--table and --stamp go without --drafts"),
        (("--table", "--drafts", "paper.tex"), "--table and --stamp go without --drafts"),
    ],
)
def test_what_cannot_be_stamped_is_one_line(
    derive: Derive, tmp_path: Path, arguments: tuple[str, str], says: str
) -> None:
    paper = write(tmp_path, PROVED)
    (tmp_path / "notes.md").write_text("<!-- derive: check -->\n$$1 = 1$$\n")
    (tmp_path / "notes.rst").write_text(".. derive: check\n\n.. math:: 1 = 1\n")
    ran = derive("check", *arguments)
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, "", 1)
    assert says in ran.stderr and paper.read_text(encoding="utf-8").count("derivestamp") == 0


def test_a_stamp_that_cannot_be_written_leaves_the_paper_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = write(tmp_path, PROVED)
    text = paper.read_text(encoding="utf-8")
    (file,) = check_documents([read_text(text, str(paper))], jobs=1)
    found = judged(displays_of(text, str(paper)), file)

    def full(path: Path, data: bytes) -> None:
        assert path == paper and b"derivestamp" in data
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(displays, "write_whole", full)
    with pytest.raises(CommandError, match=r"cannot write .*paper\.tex: no space left on device"):
        displays.write_stamps([file], {str(paper): text}, {str(paper): found}, in_place=True)
    assert paper.read_text(encoding="utf-8") == text


def test_a_paper_that_changed_while_it_was_verified_is_not_stamped(tmp_path: Path) -> None:
    paper = write(tmp_path, PROVED)
    text = paper.read_text(encoding="utf-8")
    (file,) = check_documents([read_text(text, str(paper))], jobs=1)
    changed = text.replace("x > 0", "x < 0")
    found = judged(displays_of(changed, str(paper)), file)
    with pytest.raises(CommandError, match="was changed while it was verified"):
        displays.write_stamps([file], {str(paper): changed}, {str(paper): found}, in_place=True)
    assert paper.read_text(encoding="utf-8") == text


def test_a_paper_without_the_style_file_is_told_of_it(derive: Derive, tmp_path: Path) -> None:
    paper = write(tmp_path, PROVED)
    paper.write_text(paper.read_text(encoding="utf-8").replace("\\usepackage{derive}\n", ""), encoding="utf-8")
    assert r"paper.stamped.tex needs \usepackage{derive}" in derive("check", "--stamp", "paper.tex").stderr


def test_markdown_has_a_table_too(derive: Derive, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("<!-- derive: check -->\n$$1 = 1$$\n\n$$a = b$$\n", encoding="utf-8")
    last = derive("check", "--table", "notes.md").stdout.splitlines()[-1]
    assert last == "1 of 2 displayed equations of notes.md is machine-checked, 1 not marked."
