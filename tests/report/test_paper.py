"""The start of a paper is a paper of two pages, with every engine and with either package for the bibliography."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from derive.report.pdf import problems

REPOSITORY = Path(__file__).resolve().parents[2]
START = REPOSITORY / "derive" / "cli" / "starts" / "paper.tex.txt"
CLAIMS = ("softmax.jacobian", "lse.gradient", "ce.gradient-always")

NATBIB = r"\usepackage[numbers]{natbib}"
BIBLATEX = r"\usepackage[backend=bibtex,style=numeric]{biblatex}\addbibresource{claims/references.bib}"


def has(*files: str) -> bool:
    """Whether TeX has the packages."""
    if shutil.which("kpsewhich") is None:
        return False
    return subprocess.run(["kpsewhich", *files], capture_output=True, check=False).stdout.count(b"\n") == len(files)


PACKAGES = ("cleveref.sty", "natbib.sty", "xurl.sty", "hyperref.sty")

needs_latex = pytest.mark.skipif(
    shutil.which("pdflatex") is None or not has(*PACKAGES), reason="needs pdflatex, cleveref, natbib, xurl"
)


def derive(folder: Path, *arguments: str) -> None:
    """Runs a command in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "derive", *arguments]
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What 'derive report' writes for the claims of the paper."""
    folder = tmp_path_factory.mktemp("reported")
    derive(folder, "report", *CLAIMS, "--out", "claims")
    return folder / "claims"


def paper(folder: Path, claims: Path, **changes: str) -> Path:
    """The start of a paper beside its claims."""
    shutil.copytree(claims, folder / "claims")
    text = START.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "paper.tex").write_text(text, encoding="utf-8")
    return folder


def run(folder: Path, *command: str) -> str:
    """What a program of TeX says, with the log of the paper."""
    environment = {**os.environ, "max_print_line": "10000"}
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    return (folder / "paper.log").read_text("utf-8", "replace")


def compiled(folder: Path, engine: str) -> str:
    """The last log of a paper that is compiled with its bibliography; nothing in any log is an error."""
    command = (engine, "-interaction=nonstopmode", "paper.tex")
    for step in (command, ("bibtex", "paper"), command, command, command):
        log = run(folder, *step)
        assert not re.search(r"^!", log, re.MULTILINE), log
    return log


@needs_latex
def test_the_start_of_a_paper_has_two_pages_and_nothing_to_complain_of(tmp_path: Path, claims: Path) -> None:
    """Also with a stamp behind each of its displays that are proved."""
    made = paper(tmp_path, claims)
    derive(made, "check", "--stamp", "--in-place", "paper.tex")
    assert (made / "paper.tex").read_text(encoding="utf-8").count(r"\derivestamp{sha256:") == 5
    log = compiled(made, "pdflatex")
    assert problems(log) == []
    assert "(2 pages" in log
    bibliography = (tmp_path / "paper.bbl").read_text(encoding="utf-8")
    assert r"\bibitem[Bridle(1990)]{bridle1990}" in bibliography and "{derive:softmax.jacobian}" in bibliography


@needs_latex
def test_stamps_and_statements_stand_in_two_columns_too(tmp_path: Path, claims: Path) -> None:
    stamp = rf"\derivestamp{{sha256:{'0123456789abcdef' * 4}}}"
    changes = {
        r"\documentclass[10pt]": r"\documentclass[10pt,twocolumn]",
        "hmargin=30mm": "hmargin=15mm",
        r"\end{align}": rf"\end{{align}}{stamp}",
    }
    log = run(paper(tmp_path, claims, **changes), "pdflatex", "-interaction=nonstopmode", "paper.tex")
    assert not re.search(r"^!|^Overfull", log, re.MULTILINE), log


NARROW = r"""
\usepackage{xcolor,hyperref}
\usepackage[evidence=margin]{claims/derive}
\begin{document}
Text. \derivestatement{softmax.jacobian} \derivestatement{ce.gradient-always}
\[ x = x \]\derivestamp{sha256:%s}
\end{document}
"""


@needs_latex
@pytest.mark.parametrize(
    ("preamble", "in_margin"),
    [
        (r"\documentclass[10pt]{article}", True),
        (r"\documentclass[10pt]{article}\usepackage[hmargin=15mm]{geometry}", True),
        (r"\documentclass[10pt]{article}\usepackage[hmargin=6mm]{geometry}", False),
        (r"\documentclass[10pt]{amsart}", True),
        (r"\documentclass[10pt,twoside]{article}\usepackage[hmargin=18mm]{geometry}", True),
        (r"\documentclass[10pt,twocolumn]{article}", False),
        (r"\documentclass[10pt,twocolumn]{amsart}\usepackage[hmargin=6mm]{geometry}", False),
    ],
)
def test_a_badge_is_as_wide_as_its_margin_or_stands_in_the_text(
    tmp_path: Path, claims: Path, preamble: str, in_margin: bool
) -> None:
    shutil.copytree(claims, tmp_path / "claims")
    traced = r"\let\old\marginpar\renewcommand\marginpar[1]{\typeout{IN THE MARGIN}\old{#1}}"
    text = (preamble + NARROW % ("0123456789abcdef" * 4)).replace(r"\begin{document}", traced + r"\begin{document}")
    (tmp_path / "paper.tex").write_text(text, encoding="utf-8")
    log = run(tmp_path, "pdflatex", "-interaction=nonstopmode", "paper.tex")
    assert not re.search(r"^!|^Overfull", log, re.MULTILINE), log
    assert log.count("IN THE MARGIN") == 2 * in_margin


TWO_FOLDERS = r"""
\documentclass{article}
\usepackage[evidence=appendix]{claims/derive}
\begin{document}
\derivefolder{claims}
\derivestatement{softmax.jacobian}
\derivefolder{own}
\derivestatement{lse.gradient}
\deriveappendix
\end{document}
"""


@needs_latex
def test_the_appendix_has_the_evidence_of_claims_from_two_folders(tmp_path: Path, claims: Path) -> None:
    shutil.copytree(claims, tmp_path / "claims")
    (tmp_path / "own" / "fragments").mkdir(parents=True)
    (tmp_path / "claims" / "fragments" / "lse.gradient.tex").rename(tmp_path / "own" / "fragments" / "lse.gradient.tex")
    (tmp_path / "paper.tex").write_text(TWO_FOLDERS, encoding="utf-8")
    log = run(tmp_path, "pdflatex", "-interaction=nonstopmode", "paper.tex")
    assert not re.search(r"^!", log, re.MULTILINE), log
    labels = re.findall(r"\\newlabel\{(evidence:[^}]*)\}", (tmp_path / "paper.aux").read_text(encoding="utf-8"))
    assert labels == ["evidence:softmax.jacobian", "evidence:lse.gradient"]


NOTED = r"""
\documentclass{article}
\usepackage[evidence=off]{claims/derive}
\derivefolder{claims}
\begin{document}
\derivestatement{ce.gradient-always}
\ifhmode\typeout{THE NOTE GOES ON}\fi
In a sentence, \deriveformula{lse.gradient}\ifvmode\typeout{THE SENTENCE ENDS}\fi{} goes on.
\end{document}
"""


@needs_latex
def test_what_follows_a_statement_is_no_part_of_its_note(tmp_path: Path, claims: Path) -> None:
    shutil.copytree(claims, tmp_path / "claims")
    assert "Note." in (claims / "fragments" / "ce.gradient-always.tex").read_text(encoding="utf-8")
    (tmp_path / "paper.tex").write_text(NOTED, encoding="utf-8")
    log = run(tmp_path, "pdflatex", "-interaction=nonstopmode", "paper.tex")
    assert "GOES ON" not in log and "ENDS" not in log and "Output written" in log


STAMPED = r"""
\documentclass{article}
\usepackage[evidence=off]{claims/derive}
\makeatletter\let\old\derive@stamp \renewcommand\derive@stamp[1]{\label{stamp}\old{#1}}\makeatother
\begin{document}
\vbox to\dimexpr\textheight-64pt{A tall box.\vfil}
Then
\begin{align}
  x &= x \\ y &= y \\ z &= z \label{display}
\end{align}\derivestamp{sha256:%s}
Text goes on.
\end{document}
"""


@needs_latex
def test_no_page_ends_between_a_display_and_its_stamp(tmp_path: Path, claims: Path) -> None:
    """From the second run on, which knows that there are stamps."""
    shutil.copytree(claims, tmp_path / "claims")
    (tmp_path / "paper.tex").write_text(STAMPED % ("0123456789abcdef" * 4), encoding="utf-8")
    apart = []
    for _ in range(3):
        log = run(tmp_path, "pdflatex", "-interaction=nonstopmode", "paper.tex")
        assert not re.search(r"^!", log, re.MULTILINE), log
        aux = (tmp_path / "paper.aux").read_text(encoding="utf-8")
        pages = dict(re.findall(r"\\newlabel\{(\w+)\}\{\{[^}]*\}\{(\d+)\}", aux))
        apart.append(pages["display"] != pages["stamp"])
    assert apart == [True, False, False]


@needs_latex
@pytest.mark.skipif(not has("biblatex.sty"), reason="needs biblatex")
def test_biblatex_finds_what_the_evidence_in_the_appendix_cites(tmp_path: Path, claims: Path) -> None:
    changes = {
        NATBIB: BIBLATEX,
        r"\bibliographystyle{plainnat}": r"\deriveappendix",
        r"\bibliography{claims/references}": r"\printbibliography",
        "evidence=margin": "evidence=appendix",
    }
    log = compiled(paper(tmp_path, claims, **changes), "pdflatex")
    assert [line for line in problems(log) if "fall-back BibTeX" not in line] == []
    assert r"\entry{goodfellow2016}" in (tmp_path / "paper.bbl").read_text(encoding="utf-8")
    assert r"\newlabel{evidence:softmax.jacobian}" in (tmp_path / "paper.aux").read_text(encoding="utf-8")


@needs_latex
@pytest.mark.parametrize(("engine", "evidence"), [("xelatex", "appendix"), ("lualatex", "off")])
def test_other_engines_compile_the_start_of_a_paper(tmp_path: Path, claims: Path, engine: str, evidence: str) -> None:
    if shutil.which(engine) is None:
        pytest.skip(f"needs {engine}")
    made = paper(tmp_path, claims, **{"evidence=margin": f"evidence={evidence}"})
    log = run(made, engine, "-interaction=nonstopmode", "paper.tex")
    assert not re.search(r"^!", log, re.MULTILINE), log
    assert "Output written on paper." in log and "Overfull" not in log


@needs_latex
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({r"\deriveproof{softmax.jacobian}": r"\deriveproof{softmax.jacobain}"}, "There is no fragment claims/"),
        ({"evidence=margin": "evidence=above"}, "There is no option evidence=above"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_paper_is_one_clear_line(
    tmp_path: Path, claims: Path, change: dict[str, str], says: str
) -> None:
    log = run(paper(tmp_path, claims, **change), "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex")
    (error,) = [line for line in log.splitlines() if line.startswith("!")][:1]
    assert says in error


@needs_latex
def test_a_style_file_and_a_fragment_of_two_versions_say_so(tmp_path: Path, claims: Path) -> None:
    folder = paper(tmp_path, claims)
    style, fragment = folder / "claims" / "derive.sty", folder / "claims" / "fragments" / "softmax.jacobian.tex"
    new_style, new_fragment = style.read_text(encoding="utf-8"), fragment.read_text(encoding="utf-8")
    old_style = re.sub(r"\\newcommand\{\\derivefragment\}.*?\n  \\fi\}\n", "", new_style, flags=re.DOTALL)
    assert old_style != new_style
    command = ("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex")
    for with_style, with_fragment, says in (
        (old_style, new_fragment, "derive.sty is older than the fragment of softmax.jacobian"),
        (new_style, new_fragment.replace(r"\derivefragment{2}", r"\derivefragment{3}"), "are of two versions"),
        (new_style, "% a title\n\\begingroup\\derivesloppy\n\\begin{derivetheorem}\n", "is older than derive.sty"),
    ):
        style.write_text(with_style, encoding="utf-8")
        fragment.write_text(with_fragment, encoding="utf-8")
        errors = [line for line in run(folder, *command).splitlines() if line.startswith("!")]
        assert says in errors[0] and "derive report" in errors[0]
