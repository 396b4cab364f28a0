"""What the reports contain, and what must never get into them."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from derive.language.relations import UnknownRelation
from derive.library import discover, topic_titles
from derive.report import check_reports, latex, pages, render_reports, web, write_reports
from derive.report import files as report_files
from derive.report.bibliography import load_bibliography, references
from derive.report.escape import Latex, ReportError, breakable, tex_prose, tex_text, trusted_latex
from derive.report.settings import library_settings
from derive.verify.files import write_whole

from .samples import ARTICLES, CASES, COMPUTATION, EVIL, GRADIENT, JACOBIAN, RESULTS, SHIFT_FALSE, TOPICS, UNBREAKABLE

ROOT = Path(__file__).resolve().parents[2]


def test_every_claim_has_a_document_a_fragment_and_a_page(files: dict[str, str]) -> None:
    for result in RESULTS:
        assert {f"claims/{result.id}.tex", f"fragments/{result.id}.tex", f"html/{result.id}.html"} <= set(files)
    assert {"derive-report.tex", "errata.tex", "references.bib", "derive.sty", "html/index.html"} <= set(files)


def test_part_of_the_claims_makes_no_collections() -> None:
    made = render_reports((JACOBIAN,), {}, {}, load_bibliography(), library_settings("0.1.0"), "0.1.0", complete=False)
    expected = ["claims/softmax.jacobian.tex", "derive.sty", "fragments/softmax.jacobian.tex", "references.bib"]
    assert sorted(made) == expected


def test_no_page_tells_the_machine_or_the_time_it_took(files: dict[str, str]) -> None:
    for name, text in files.items():
        if name == "derive.sty":
            continue
        assert "/home/somebody" not in text and "0.25" not in text, name


def test_two_hash_seeds_give_the_same_bytes() -> None:
    program = (
        "import hashlib, json; from derive.report import render_reports;"
        "from derive.report.bibliography import load_bibliography;"
        "from derive.report.settings import library_settings;"
        "from tests.report.samples import RESULTS, ARTICLES, TOPICS;"
        "files = render_reports(RESULTS, ARTICLES, TOPICS, load_bibliography(), library_settings('1'), '1', html=True);"
        "print(hashlib.sha256(json.dumps(files).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            cwd=ROOT, capture_output=True, check=True, text=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(digests) == 1


def test_latex_is_ascii_but_for_chinese_titles(files: dict[str, str]) -> None:
    for name, text in files.items():
        if name.endswith(".tex"):
            outside = re.sub(r"\\derivecjk\{[^{}]*\}", "", text)
            assert outside.isascii(), name


@pytest.mark.parametrize(
    "text", ["\\input{x}", "$x$", "50%", "a_b", "{", "}", "#1", "~^", "&", "\\", "a\nb", "\x00\x1b[31m"]
)
def test_text_cannot_act_in_latex(text: str) -> None:
    escaped = str(tex_text(f"word{text}word"))
    bare = re.sub(
        r"\\[{}$&#%_]|\\(textbackslash|textasciicircum|textasciitilde|textbraceleft|textbraceright)\{\}|\{[\[\]]\}",
        "",
        escaped,
    )
    assert not re.search(r"[\\{}$&#%_^~\x00-\x08\x0b-\x1f]", bare)


@pytest.mark.parametrize(
    "code",
    ["\\input{x}", "\\write18{ls}", "\\catcode`\\%=12", "x % y", "\\csname x\\endcsname", "}{", "\\left( x",
     "\\begin{verbatim}", "\\def\\x{y}", "a $ b", "é", "", "\\end{cases}", "\\^^41"],
)  # fmt: skip
def test_latex_that_formulas_are_not_made_of_is_not_trusted(code: str) -> None:
    assert trusted_latex(code) is None


def test_latex_of_formulas_is_trusted() -> None:
    for line in (
        *JACOBIAN.statement_latex.split("\n"),
        *(line.latex for part in JACOBIAN.parts for line in part.lines),
    ):
        assert trusted_latex(line) == line


def test_evil_input_is_shown_and_does_nothing(files: dict[str, str]) -> None:
    for name in (f"fragments/{EVIL.id}.tex", "errata.tex", "derive-report.tex"):
        assert "\\input{/etc" not in files[name] and "\\write18" not in files[name] and "\\catcode" not in files[name]
    page = files[f"html/{EVIL.id}.html"]
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert "</script>" not in files["html/claims.js"]


def test_formulas_of_sentences_are_set_as_mathematics_and_nothing_else_is(files: dict[str, str]) -> None:
    title = r"The Jacobian of softmax is $\operatorname{diag}(p)\penalty400 - p p^\top$"
    assert f"{{\\LARGE\\bfseries {title}\\par}}" in files["claims/softmax.jacobian.tex"]
    assert (
        r"pdftitle={The Jacobian of softmax is diag(p) - p p\textasciicircum{}T}"
        in files["claims/softmax.jacobian.tex"]
    )
    page = files["html/softmax.jacobian.html"]
    assert "<title>The Jacobian of softmax is diag(p) − p pᵀ</title>" in page
    assert '<h1>The Jacobian of softmax is <math alttext="diag(p) − p pᵀ"' in page
    assert tex_prose("a row sums to 1 ($K \\ge 2$).") == r"a row sums to 1 ($K\penalty100 \ge 2$)."
    assert tex_prose("A row of p pᵀ, x = 1") == r"A row of p p\ensuremath{^{\top }}, x = 1"


def test_what_is_no_formula_between_dollar_signs_stands_as_it_is_written() -> None:
    assert (
        tex_prose("for $5 or $\\input{x}$") == r"for \$5 or \$\textbackslash{}input\textbraceleft{}x\textbraceright{}\$"
    )


def test_a_template_that_lacks_a_value_fails() -> None:
    template = latex.environment(pages.TEMPLATES).get_template("fragment.tex")
    with pytest.raises(UndefinedError):
        template.render(claim={"id": "x"})


def test_templates_escape_what_is_not_latex() -> None:
    template = latex.environment(pages.TEMPLATES).from_string("((( value )))")
    assert template.render(value="\\input{x}") == r"\textbackslash{}input\textbraceleft{}x\textbraceright{}"


@pytest.mark.parametrize(
    ("relation", "in_latex", "in_html"),
    [("=", "=", "="), ("≠", r"\ne", "≠"), ("<", "<", "&lt;"), ("≤", r"\le", "≤"), ("not <", r"\ge", "≥"),
     ("not ≤", ">", "&gt;"), ("not =", r"\ne", "≠")],
)  # fmt: skip
def test_the_relation_that_fails_is_the_one_that_is_printed(relation: str, in_latex: str, in_html: str) -> None:
    assert SHIFT_FALSE.counterexample is not None
    false = replace(SHIFT_FALSE, counterexample=replace(SHIFT_FALSE.counterexample, relation=relation))
    made = render_reports((false,), ARTICLES, TOPICS, load_bibliography(), library_settings("1"), "1", html=True)
    assert f"so that ``${in_latex}$'' fails" in made[f"fragments/{false.id}.tex"]
    page = made[f"html/{false.id}.html"]
    assert f"is 0.1192029220221175559 and the right side 0.2689414213699951207, so that “{in_html}” fails." in page
    assert '<section class="statement false">' in page


@pytest.mark.parametrize("relation", ["==", "at most"])
def test_a_relation_that_is_not_known_is_never_printed_as_another_one(relation: str) -> None:
    assert SHIFT_FALSE.counterexample is not None
    false = replace(SHIFT_FALSE, counterexample=replace(SHIFT_FALSE.counterexample, relation=relation))
    with pytest.raises(UnknownRelation):
        render_reports((false,), {}, {}, load_bibliography(), library_settings("1"), "1")


def test_a_number_that_is_cut_off_is_printed_as_a_number() -> None:
    assert SHIFT_FALSE.counterexample is not None
    false = replace(SHIFT_FALSE, counterexample=replace(SHIFT_FALSE.counterexample, lhs="-0.25…", rhs="-1"))
    printed = latex.counterexample(false.counterexample)
    assert r"left side is $-0.25\ldots$ and the right side $-1$" in printed


def test_the_counterexample_is_told_once(files: dict[str, str]) -> None:
    for name in (f"fragments/{SHIFT_FALSE.id}.tex", f"html/{SHIFT_FALSE.id}.html"):
        text = re.sub(r"\\allowbreak *|\{\}", "", files[name])
        assert text.count("0.1192029220221175559") == 1, name
        assert "enclosures are disjoint" not in text and "two sides differ" not in text, name


def test_a_colon_stands_behind_a_quantifier_in_html(files: dict[str, str]) -> None:
    page = files[f"html/{GRADIENT.id}.html"]
    assert "<mo>:</mo>" in page
    for formula in re.findall(r"<math.*?</math>", page):
        assert formula.count("&#x02200;") == formula.count("<mo>:</mo>")


def test_every_formula_of_a_page_is_one_element_that_says_its_text(files: dict[str, str]) -> None:
    for name, page in files.items():
        if name.endswith(".html"):
            assert all('alttext="' in tag for tag in re.findall(r"<math[^>]*>", page)), name
            assert "</math><wbr>" not in page


def test_a_topic_stands_under_its_own_title(files: dict[str, str]) -> None:
    false = replace(SHIFT_FALSE, id="expfam.link")
    settings = library_settings("1")
    titles = topic_titles()
    made = render_reports((JACOBIAN, false), {}, titles, load_bibliography(), settings, "1", html=True)
    assert r"\section{\texorpdfstring{Exponential families}{Exponential families}}" in made["derive-report.tex"]
    assert "<h2>Exponential families <a" in made["html/index.html"]
    assert list(titles).index("softmax") < list(titles).index("expfam")


def test_every_topic_of_the_library_has_a_title() -> None:
    assert {claim.id.partition(".")[0] for claim in discover().claims} <= set(topic_titles())


def test_a_false_statement_is_marked_as_false_wherever_its_words_appear(files: dict[str, str]) -> None:
    """Its title stands in the contents, headings, bookmarks, page titles and the index of the pages."""
    words = "Softmax is 100"
    for name, text in files.items():
        for match in re.finditer(words, text):
            before = text[: match.start()]
            says = r"\\noindent\\textbf\{It says\.\}\s*\Z"  # the errata quote it under a heading that is marked
            assert before.endswith("False: ") or re.search(says, before), (name, before[-60:])
    assert words in files["derive-report.tex"] and words in files["errata.tex"] and words in files["html/index.html"]


def test_errata_tell_article_counterexample_and_correction(files: dict[str, str]) -> None:
    errata = files["errata.tex"].replace(r"\allowbreak{}", "")
    for said in (r"001\_1b295b69248aa4fb", r"$z = (0,\allowbreak\, 1)$", r"\deriveclaim{softmax.jacobian}{Theorem}",
                 "has no definition that could be checked", "0.1192029220221175559"):  # fmt: skip
        assert said in errata
    assert "numerics" not in errata


def test_a_computation_is_not_called_a_theorem(files: dict[str, str]) -> None:
    fragment = files[f"fragments/{COMPUTATION.id}.tex"]
    assert r"\begin{derivecomputation}" in fragment and "derivetheorem" not in fragment


def test_only_what_is_proved_ends_like_a_proof(files: dict[str, str]) -> None:
    assert r"\deriveqed" in files["fragments/softmax.jacobian.tex"]
    assert r"\begin{deriveopen}" in files["fragments/ce.open.tex"]
    assert r"\deriveqed" not in files["fragments/ce.open.tex"]
    assert "proved was expected" in files["fragments/ce.open.tex"]


def test_the_bibliography_has_all_that_the_library_refers_to() -> None:
    keys = {key for claim in discover().claims for key in claim.references}
    source = load_bibliography()
    assert keys
    assert [key for key in sorted(keys) if f"{{{key}," not in source] == []


def test_a_broken_bibliography_is_one_clear_error() -> None:
    with pytest.raises(ReportError, match=r"which \[tool\.derive\] names, cannot be read: No such file or directory$"):
        load_bibliography(Path("/nowhere/mine.bib"))
    with pytest.raises(ReportError, match="bibliography cannot be read"):
        references("@book{x, title = {", ("x",))


class _Balance(HTMLParser):
    """Complains about a tag that is closed without being open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br", "link", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_html_is_well_formed_self_contained_and_without_tex(files: dict[str, str]) -> None:
    for name, page in files.items():
        if name.endswith(".html"):
            parser = _Balance()
            parser.feed(page)
            assert parser.open == []
            assert set(re.findall(r'(?:src|<link[^>]* href)="([^"]*)"', page)) <= {*web.ASSETS, "claims.js"}
            assert all("\\" not in math for math in re.findall(r"<math.*?</math>", page, re.DOTALL))
    assert "<mfrac>" in files["html/softmax.jacobian.html"]


def test_writing_checking_and_stale_files(files: dict[str, str], tmp_path: Path) -> None:
    assert check_reports(files, tmp_path) == sorted(files)
    write_reports(files, tmp_path)
    assert check_reports(files, tmp_path) == []
    (tmp_path / "claims" / "gone.tex").write_text("old")
    (tmp_path / "claims" / "softmax.jacobian.pdf").write_text("a PDF is not looked at")
    (tmp_path / "errata.tex").write_text("changed")
    assert check_reports(files, tmp_path) == ["claims/gone.tex", "errata.tex"]
    assert check_reports(files, tmp_path, complete=False) == ["errata.tex"]


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_or_an_interrupt_leaves_the_previous_reports_whole(
    files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    write_reports(files, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    written: list[Path] = []

    def write(path: Path, data: bytes) -> None:
        if len(written) == 5:
            raise failure
        written.append(path)
        write_whole(path, data)

    monkeypatch.setattr(report_files, "write_whole", write)
    changed = {name: f"{text}% changed\n" for name, text in files.items()}
    with pytest.raises((ReportError, KeyboardInterrupt)):
        write_reports(changed, tmp_path)
    assert len(written) == 5
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_what_cannot_be_written_is_one_clear_error(files: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "claims").write_text("a file in the way")
    with pytest.raises(ReportError, match="cannot be written"):
        write_reports(files, tmp_path)


def test_reporting_imports_neither_sympy_nor_at_first_jinja() -> None:
    program = (
        "import sys, json, derive.report; early = sorted(sys.modules);"
        "from tests.report.samples import RESULTS, ARTICLES, TOPICS;"
        "from derive.report.bibliography import load_bibliography;"
        "from derive.report.settings import library_settings;"
        "derive.report.render_reports(RESULTS, ARTICLES, TOPICS, load_bibliography(), library_settings('1'), '1',"
        " html=True);"
        "print(json.dumps([early, sorted(sys.modules)]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT, capture_output=True,
        check=True, text=True,
    )  # fmt: skip
    early, late = json.loads(run.stdout)
    assert not {"jinja2", "pybtex", "latex2mathml"} & set(early)
    assert "sympy" not in late
    assert ARTICLES


def test_an_accent_stands_on_its_letter_where_no_single_sign_has_both() -> None:
    assert tex_text("the average v\u0304, na\u00efve") == r"the average \={v}, na\"{\i}ve"


def part(fragment: str, name: str) -> str:
    """What a fragment has for one of its parts."""
    return fragment.partition(f"\\ifderive{name}\n")[2].partition("\n\\fi\n")[0]


def test_a_fragment_has_its_parts_apart(files: dict[str, str]) -> None:
    fragment = files["fragments/lse.gradient.tex"]
    assert part(fragment, "statement").startswith(r"\begin{derivetheorem}")
    assert part(fragment, "proof").startswith(r"\begin{derivation}")
    assert part(fragment, "evidence").startswith(r"\begin{derivetable}")
    brief = part(fragment, "brief")
    assert "Proved, every" in brief and "certificate 0123456789ab." in brief and "\n" not in brief


def test_a_formula_in_a_sentence_has_its_letters_its_hypotheses_and_its_sizes(files: dict[str, str]) -> None:
    said = part(files["fragments/lse.gradient.tex"], "formula").replace(r"\penalty100", "")
    assert said.startswith(
        r"\deriveinline{$\frac{\partial p_{i}}{\partial z_{j}} = p_{i} (\delta_{ij} - p_{j})$}{, where"
    )
    assert r"p_{i} = \frac{e^{z_{i}}}{S}" in said and r"\Delta^{K - 1}$ and $K \ge 2$, for every $K \ge 1$}" in said


def test_what_is_not_proved_says_so_in_a_sentence(files: dict[str, str]) -> None:
    assert part(files[f"fragments/{SHIFT_FALSE.id}.tex"], "formula").startswith(r"\deriveinline{False: $")
    assert part(files["fragments/ce.open.tex"], "formula").startswith(r"\deriveinline{Not established: $")


LENGTHS = [
    r"\lnot \left(0 \le \frac{1}{2} \;\text{for all } k \;\Longrightarrow\; \left(\sum_{k=1}^{2} \frac{1}{2} = 1 "
    r"\;\Longrightarrow\; \left(\exists z \in \mathbb{R}^{2}:\; \left|w_{k} - z_{k}\right| < t\right)\right)\right)",
    UNBREAKABLE,
    r"-\sum_{k=1}^{K} y_{k} \log \sigma_{k}(\theta z + (1 - \theta) w) = -\theta \sum_{k=1}^{K} y_{k} \log "
    r"\sigma_{k}(z) - (1 - \theta) \sum_{k=1}^{K} y_{k} \log \sigma_{k}(w)",
    r"\left.\frac{\partial f(\max(0, a + b))}{\partial w}\right|_{w = \left(\delta_{k} + 1\right)} + " * 3 + CASES,
]


@pytest.mark.parametrize("code", LENGTHS)
def test_places_to_break_change_nothing_that_is_printed(code: str) -> None:
    broken = breakable(Latex(code))
    assert r"\penalty" in broken
    without = re.sub(r"\\penalty\d+ ", "", broken)
    for own, plain in ((r"\derivel", r"\left"), (r"\deriver", r"\right"), (r"\derivefrac", r"\frac")):
        without = without.replace(own, plain)
    assert without.replace(" ", "") == code.replace(" ", "")


def test_a_long_formula_is_broken_inside_of_its_brackets_and_fractions() -> None:
    assert r"\derivel(0" in breakable(Latex(LENGTHS[0]))
    assert breakable(Latex(UNBREAKABLE)).startswith(r"\derivefrac{a_{1} b_{1} c_{1}\penalty")
    assert r"\derivel" not in breakable(Latex(r"\left(a + b\right) c"))


def test_no_formula_is_scaled(files: dict[str, str]) -> None:
    assert not [name for name, text in files.items() if r"\resizebox" in text or r"\scalebox" in text]


def test_a_selection_has_a_bibliography_of_its_own() -> None:
    settings = library_settings("0.1.0")
    made = render_reports((JACOBIAN,), {}, {}, load_bibliography(), settings, "0.1.0", complete=False)
    entries = re.findall(r"^@\w+\{([\w:.-]+),", made["references.bib"], re.MULTILINE)
    assert sorted(entries) == ["bridle1990", "derive:softmax.jacobian", "goodfellow2016"]
