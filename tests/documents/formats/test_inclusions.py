r"""LaTeX in several files: ``\input`` and ``subfiles``, each formula at its place in its own file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from derive.cli.check import Options, check_command
from derive.cli.inputs import document_at, files_at, without_included
from derive.documents.model import Document
from derive.documents.reader import read_document

MAIN = r"""\documentclass{article}
\input{macros}
\begin{document}
% derive: let $z \in \R^K$
\input{sections/softmax.tex}
% derive: check
\[ \sum_i p_i = 1 \]
\include{sections/loss}
\end{document}
"""
MACROS = "\\newcommand{\\R}{\\mathbb{R}}\n"
SOFTMAX = "Words.\n\n% derive: define\n\\[ p_i = \\frac{e^{z_i}}{\\sum_k e^{z_k}} \\]\n\\endinput\n% derive: chekc\n"
LOSS = "% derive: check\n\\[ p_i \\le 1 \\]\n% derive: check\n\\[ p_i \\circledast 1 \\]\n"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    (tmp_path / "sections").mkdir()
    (tmp_path / "main.tex").write_text(MAIN)
    (tmp_path / "macros.tex").write_text(MACROS)
    (tmp_path / "sections" / "softmax.tex").write_text(SOFTMAX)
    (tmp_path / "sections" / "loss.tex").write_text(LOSS)
    return tmp_path / "main.tex"


def test_what_a_document_includes_is_read_in_its_place(paper: Path) -> None:
    document = read_document(paper)
    own, included = document.checks
    assert (own.file, own.line, own.links[0].latex) == ("", 7, r"\sum_i p_i = 1")
    assert (included.file, included.line, included.links[0].latex) == (
        str(paper.parent / "sections" / "loss.tex"),
        2,
        r"p_i \le 1",
    )
    assert (included.links[0].line, included.links[0].column) == (2, 8)
    (error,) = document.errors
    assert (error.file, error.line) == (str(paper.parent / "sections" / "loss.tex"), 4)
    assert [Path(name).name for name in document.includes] == ["macros.tex", "softmax.tex", "loss.tex"]


def test_messages_and_json_name_the_included_file(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_command([paper], Options(no_cache=True)) == 2
    printed = capsys.readouterr().out
    assert f"{paper.parent / 'sections' / 'loss.tex'}:4:" in printed and f"{paper}:7:" in printed
    check_command([paper], Options(no_cache=True, as_json=True))
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert [check.get("file") for check in file["checks"]] == [None, str(paper.parent / "sections" / "loss.tex")]
    assert file["errors"][0]["file"] == str(paper.parent / "sections" / "loss.tex")


def test_of_a_folder_what_another_document_includes_is_not_read_by_itself(paper: Path) -> None:
    read = without_included([document_at(file, False) for file in files_at([paper.parent])])
    assert [document.file for document in read if isinstance(document, Document)] == [str(paper)]


def test_what_was_found_of_a_document_is_not_believed_when_an_included_file_has_changed(
    paper: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(paper.parent / "cache"))
    loss = paper.parent / "sections" / "loss.tex"
    loss.write_text("% derive: check\n\\[ p_i \\le 1 \\]\n")
    assert check_command([paper], Options()) == 0
    loss.write_text("% derive: check\n\\[ p_i \\le 0 \\]\n")
    assert check_command([paper], Options(no_suggest=True)) == 1
    assert "refuted" in capsys.readouterr().out


def test_a_subfile_is_read_with_the_preamble_of_its_main_file_and_without_its_own_in_that(tmp_path: Path) -> None:
    main = "\\documentclass{article}\n\\usepackage{subfiles}\n\\newcommand{\\R}{\\mathbb{R}}\n"
    main += "\\begin{document}\n\\subfile{parts/one}\n\\end{document}\n"
    part = (
        "\\documentclass[../main.tex]{subfiles}\n\\begin{document}\n% derive: let $x \\in \\R^n$\n"
        "% derive: check\n\\[ x^\\top x = \\|x\\|^2 \\]\n\\end{document}\n"
    )
    (tmp_path / "parts").mkdir()
    (tmp_path / "main.tex").write_text(main)
    (tmp_path / "parts" / "one.tex").write_text(part)
    for file in ("main.tex", "parts/one.tex"):
        document = read_document(tmp_path / file)
        assert document.errors == () and len(document.checks) == 1
        assert document.checks[0].line == 5


def test_an_inclusion_in_a_comment_or_in_verbatim_text_is_none(tmp_path: Path) -> None:
    text = "% \\input{gone}\n\\begin{verbatim}\n\\input{gone}\n\\end{verbatim}\n% derive: check\n\\[ x = x \\]\n"
    (tmp_path / "a.tex").write_text(text)
    document = read_document(tmp_path / "a.tex")
    assert document.errors == () and document.checks[0].line == 6


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, r"\\input\{part\} is not found beside the document"),
        (b"\\input{part}", "includes the file that it stands in"),
        (b"\xff", "is not UTF-8 text at byte 0"),
    ],
)
def test_what_cannot_be_included_is_one_clear_error(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "part.tex").write_bytes(content)
    (tmp_path / "a.tex").write_text("Words.\n\\input{part}\n% derive: check\n\\[ x = x \\]\n")
    document = read_document(tmp_path / "a.tex")
    (error,) = document.errors
    assert document.checks == ()
    assert re.search(message, error.message) and error.line in (1, 2)


def test_a_document_without_directives_may_lack_files(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text("\\input{gone}\n\\[ x = x \\]\n")
    assert read_document(tmp_path / "a.tex").errors == ()
