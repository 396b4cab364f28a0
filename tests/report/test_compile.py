"""The emitted LaTeX compiles without an error, a warning or an overfull box, and always to the same bytes."""

from __future__ import annotations

import gzip
import os
import subprocess
import tempfile
from errno import ENOSPC
from pathlib import Path

import pytest

from derive.report import render_reports, write_reports
from derive.report.bibliography import load_bibliography
from derive.report.escape import ReportError
from derive.report.pdf import (
    ENVIRONMENT,
    GZIP,
    HOW_TO,
    OPTIONS,
    RERUN,
    Compiled,
    Formats,
    compile_document,
    compile_reports,
    documents,
    has_latex,
    known_numbers,
    problems,
    told,
)
from derive.report.settings import Settings

from .samples import ARTICLES, RESULTS, TOPICS

needs_latex = pytest.mark.skipif(not has_latex(), reason=HOW_TO)


@pytest.fixture
def folder(files: dict[str, str], tmp_path: Path) -> Path:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@needs_latex
@pytest.mark.parametrize(
    "name", ["derive-report.tex", "errata.tex", "claims/lse.gradient.tex", "claims/softmax.scale-invariance.tex"]
)
def test_documents_compile_without_any_complaint(folder: Path, name: str) -> None:
    pdf = compile_document(folder, name)
    assert pdf.startswith(b"%PDF")
    found = problems((folder / name).with_suffix(".log").read_text("utf-8", "replace"))
    assert [line for line in found if not (name.startswith("claims/") and line.startswith(RERUN))] == []


@needs_latex
@pytest.mark.parametrize("package", ["", r"\usepackage{pgfcore}"])
def test_a_paper_can_include_a_fragment_and_decides_whether_figures_are_drawn(folder: Path, package: str) -> None:
    paper = rf"""\documentclass[twocolumn]{{article}}{package}\usepackage{{derive}}\begin{{document}}
    \input{{fragments/lse.gradient.tex}}\input{{fragments/softmax.scale-invariance.tex}}\end{{document}}"""
    (folder / "paper.tex").write_text(paper)
    assert compile_document(folder, "paper.tex").startswith(b"%PDF")
    labels = (folder / "paper.aux").read_text()
    assert (r"\newlabel{figure:beside}" in labels) is bool(package)


@needs_latex
def test_the_same_source_gives_the_same_pdf_in_another_folder(files: dict[str, str], tmp_path: Path) -> None:
    made = {name: files[name] for name in ("derive.sty", "claims/ce.natural.tex", "fragments/ce.natural.tex")}
    for out in ("one", "another"):
        pdfs = compile_reports(made, tmp_path / out).made
        assert list(pdfs) == ["claims/ce.natural.pdf"]
        write_reports(pdfs, tmp_path / out)
    one, other = ((tmp_path / out / "claims/ce.natural.pdf").read_bytes() for out in ("one", "another"))
    assert one == other


@needs_latex
@pytest.mark.parametrize(
    ("name", "cites"), [("claims/softmax.jacobian.tex", True), ("claims/softmax.scale-invariance.tex", False)]
)
def test_another_run_of_latex_would_not_change_the_document_of_a_claim(folder: Path, name: str, cites: bool) -> None:
    """Its references are numbered before the first run, in the order in which they stand."""
    once = compile_document(folder, name)
    source = folder / name
    again = ["pdflatex", *OPTIONS, source.name]
    subprocess.run(again, cwd=source.parent, env={**os.environ, **ENVIRONMENT}, stdout=subprocess.DEVNULL, check=True)
    assert source.with_suffix(".pdf").read_bytes() == once
    written = source.with_suffix(".aux").read_text().splitlines()
    numbers = [line for line in written if line.startswith(r"\bibcite")]
    assert known_numbers(source.read_text()).splitlines() == [r"\relax", *numbers]
    assert bool(numbers) is cites


@needs_latex
def test_a_format_is_kept_as_it_is_read_and_makes_the_same_pdf(folder: Path) -> None:
    name = "claims/softmax.jacobian.tex"
    text = (folder / name).read_text(encoding="utf-8")
    formats = Formats(folder)
    formats.prepare(name)
    prepared = formats.of(name)
    assert prepared is not None
    made = folder / "claims" / f"{prepared}.fmt"
    assert not made.read_bytes().startswith(GZIP)
    unpacked = compile_document(folder, name, "", prepared)
    made.write_bytes(gzip.compress(made.read_bytes(), 1))
    (folder / name).write_text(text, encoding="utf-8")
    assert compile_document(folder, name, "", prepared) == unpacked


@needs_latex
def test_a_file_is_looked_for_by_its_name_alone(tmp_path: Path) -> None:
    """TeX would read the whole folder for each file that it does not find, to see whether one has the name in other
    letters: where many documents stand, that was most of its work."""
    (tmp_path / "Beside.TEX").write_text("beside")
    (tmp_path / "one.tex").write_text(
        r"\documentclass{article}\begin{document}\IfFileExists{beside.tex}{\typeout{FOUND}}{\typeout{NONE}}x\end{document}"
    )
    compile_document(tmp_path, "one.tex")
    assert "NONE" in (tmp_path / "one.log").read_text()


@needs_latex
def test_a_pdf_whose_sources_are_the_same_is_not_made_again(files: dict[str, str], tmp_path: Path) -> None:
    claims = ("claims/ce.natural.tex", "claims/softmax.jacobian.tex")
    made = {name: files[name] for name in ("derive.sty", *claims, *(n.replace("claims", "fragments") for n in claims))}
    first = compile_reports(made, tmp_path)
    assert len(first.made) == 2 and first.kept == ()
    write_reports(first.made, tmp_path)
    assert compile_reports(made, tmp_path) == Compiled({}, tuple(sorted(first.made)))
    changed = {**made, "fragments/ce.natural.tex": made["fragments/ce.natural.tex"].replace("Verdict", "Finding")}
    second = compile_reports(changed, tmp_path)
    assert list(second.made) == ["claims/ce.natural.pdf"] and second.kept == ("claims/softmax.jacobian.pdf",)
    (tmp_path / "claims/softmax.jacobian.pdf").write_bytes(b"damaged")
    assert "claims/softmax.jacobian.pdf" in compile_reports(made, tmp_path).made


@needs_latex
def test_a_failed_run_shows_the_line_of_tex_and_the_claim(files: dict[str, str], tmp_path: Path) -> None:
    names = ("derive.sty", "errata.tex", "claims/ce.natural.tex", "fragments/ce.natural.tex")
    made = {name: files[name] for name in names}
    made["fragments/ce.natural.tex"] = made["fragments/ce.natural.tex"].replace("Verdict", r"\nosuchcommand Verdict")
    with pytest.raises(ReportError) as raised:
        compile_reports(made, tmp_path)
    line = made["fragments/ce.natural.tex"].splitlines().index(r"\nosuchcommand Verdict & informal \\") + 1
    said = str(raised.value)
    assert said.startswith("pdflatex on claims/ce.natural.tex: ") and "\n" not in said
    assert f"fragments/ce.natural.tex:{line}: Undefined control sequence, at '\\nosuchcommand'" in said
    assert said.endswith("(claim ce.natural)")
    assert list(tmp_path.iterdir()) == []


def test_a_box_that_is_too_wide_is_told_with_its_claim() -> None:
    log = "(./fragments/a.b.tex)\n(./fragments/lse.gradient.tex\nOverfull \\hbox (9pt too wide) in paragraph\n)"
    assert told(log, problems(log)[0]) == r"Overfull \hbox (9pt too wide) in paragraph (claim lse.gradient)"
    behind = "(./fragments/lse.gradient.tex)\nOverfull \\hbox (9pt too wide) in paragraph"
    assert "claim" not in told(behind, problems(behind)[0])


@needs_latex
def test_a_full_temporary_folder_is_told_by_its_name(
    files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ReportError) as raised:
        compile_reports({name: files[name] for name in ("derive.sty", "errata.tex")}, tmp_path / "reports")
    assert str(raised.value) == f"no PDFs: {tmp_path}, where they are made, cannot be written: No space left on device"
    assert list(tmp_path.iterdir()) == []


@needs_latex
def test_a_document_that_does_not_compile_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "broken.tex").write_text(r"\documentclass{article}\begin{document}\nosuchcommand\end{document}")
    with pytest.raises(ReportError, match=r"broken\.tex:1: Undefined control sequence"):
        compile_document(tmp_path, "broken.tex")


def test_without_latex_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReportError, match="pdflatex is missing"):
        compile_reports({}, tmp_path)


def test_problems_are_found_in_a_log() -> None:
    log = "Package: hyperref 2022\nOverfull \\hbox (1pt too wide)\nLaTeX Warning: `x' undefined\n! Emergency stop."
    assert len(problems(log)) == 3


@needs_latex
def test_a_book_has_chapters_an_index_and_references(tmp_path: Path) -> None:
    settings = Settings(("Noether, Emmy",), "Softmax & its friends", version="1")
    made = render_reports(RESULTS, ARTICLES, TOPICS, load_bibliography(), settings, "0.1.0", book=True, complete=False)
    book = made["derive-book.tex"]
    said = [r"Softmax \& its friends", "Noether, Emmy", "How to read a verdict", "False: Softmax is 100"]
    said += [r"\chapter{\texorpdfstring{Log-sum-exp}", r"\pageref{claim:softmax.jacobian}", r"\bibitem{bridle1990}"]
    said += [r"\chapter*{Errata}", r"\deriveappendix", r"\href{https://doi.org/10.1007/978-3-642-76153-9_28}"]
    said += [r"e^{z_{k}}}{\ref{claim:softmax.jacobian}, \ref{claim:lse.gradient}, \ref{claim:ce.open}}"]
    said += [r"\deriveentry{y\penalty500 \in \Delta^{K - 1}}{\ref{claim:lse.gradient}}"]
    for words in said:
        assert words in book
    for name, text in made.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert compile_document(tmp_path, "derive-book.tex").startswith(b"%PDF")
    aux = (tmp_path / "derive-book.aux").read_text(encoding="utf-8")
    assert aux.count(r"\newlabel{evidence:") == len(RESULTS)
    assert aux.count(r"\newlabel{claim:softmax.jacobian}") == 1


def test_fragments_are_no_documents(files: dict[str, str]) -> None:
    assert not any(name.startswith("fragments/") for name in documents(files))
    assert {"derive-report.tex", "errata.tex", "claims/softmax.jacobian.tex"} <= set(documents(files))
