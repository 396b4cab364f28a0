"""The pages need no server: links resolve, the search has its index, and all text has contrast."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from derive.language import point
from derive.report import render_reports, web
from derive.report.bibliography import load_bibliography
from derive.report.files import check_reports, write_reports
from derive.report.graph import SHAPES, edges, places
from derive.report.lists import definitions
from derive.report.settings import library_settings
from derive.report.web import in_lines, mathml, prose
from derive.verify.result import Counterexample

from .samples import ARTICLES, COMPUTATION, GRADIENT, JACOBIAN, RESULTS, SHIFT_FALSE, TOPICS

STYLE = "html/style.css"


@pytest.fixture(scope="module")
def site(files: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in files.items() if name.startswith("html/")}


def pages(site: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in site.items() if name.endswith(".html")}


def test_every_link_leads_to_a_file(site: dict[str, str]) -> None:
    for name, page in pages(site).items():
        for target in re.findall(r'(?:href|src)="([^"]*)"', page):
            file, _, place = target.partition("#")
            assert target.startswith("https://") or not file or f"html/{file}" in site, (name, target)
            if place and not target.startswith("https://"):
                assert f'id="{place}"' in (site[f"html/{file}"] if file else page), (name, target)


def test_there_is_one_stylesheet(site: dict[str, str]) -> None:
    assert [name for name in site if name.endswith(".css")] == [STYLE]
    for page in pages(site).values():
        assert page.count('<link rel="stylesheet" href="style.css">') == 1
        assert "<style" not in page and 'style="' not in page


def test_a_page_says_what_uses_it_and_what_it_uses(site: dict[str, str]) -> None:
    used, user = site["html/lse.gradient.html"], site["html/softmax.jacobian.html"]
    assert 'href="softmax.jacobian.html"' in used.split('<h2 id="used-by">')[1].split("<h2")[0]
    assert 'href="lse.gradient.html"' in user.split('<h2 id="uses">')[1].split("<h2")[0]
    assert "not on these pages" in user and "not.in-this-report" in user
    assert 'id="uses"' not in used


def test_a_corrected_claim_without_a_page_is_named() -> None:
    false = next(result for result in RESULTS if result.corrected_by)
    settings = library_settings("0.1.0")
    made = render_reports((false,), ARTICLES, TOPICS, load_bibliography(), settings, "0.1.0", html=True, complete=False)
    assert f"not on these pages: <code>{false.corrected_by}</code>" in made[f"html/{false.id}.html"]


def test_named_functions_stand_apart_from_what_is_around_them() -> None:
    shown = mathml(r"x \tanh(x / 2) + p \log p", "", "inline")
    assert '<mi>x</mi><mspace width="0.167em" />' in shown and '<mi>log</mi><mspace width="0.167em" />' in shown


def test_pages_follow_each_other_through_all_claims(site: dict[str, str]) -> None:
    order = re.findall(r'data-id="([^"]*)"', site["html/index.html"])
    assert len(order) == len(RESULTS)
    for place, claim in enumerate(order):
        following = re.findall(r'rel="(prev|next)" href="([^"]*)\.html"', site[f"html/{claim}.html"])
        expected = [("prev", order[place - 1])] if place else []
        expected += [("next", order[place + 1])] if place + 1 < len(order) else []
        assert following == expected


def test_pages_of_some_claims_lead_to_no_index() -> None:
    settings = library_settings("1")
    made = render_reports((JACOBIAN,), {}, TOPICS, load_bibliography(), settings, "1", html=True, complete=False)
    others = ("index", "graph", "figures", "symbols", "errata", "references")
    assert not any(f"html/{name}.html" in made for name in others) and "html/claims.js" not in made
    page = made["html/softmax.jacobian.html"]
    assert not any(f'"{name}.html' in page for name in others) and STYLE in made


def test_a_page_can_be_cited_and_its_statement_copied(site: dict[str, str]) -> None:
    page = site["html/softmax.jacobian.html"]
    assert '<meta name="citation_author" content="The derive authors">' in page
    assert "@software{derive:softmax.jacobian," in page and "fedcba9876543210" * 4 in page
    assert '<pre id="latex">\\frac{\\partial p_{i}}' in page
    for name in ("bibtex", "latex"):
        assert f'data-copies="{name}"' in page


def index_of(site: dict[str, str]) -> list[dict[str, object]]:
    script = site["html/claims.js"]
    assert script.startswith("window.DERIVE_CLAIMS = ") and script.isascii()
    claims: list[dict[str, object]] = json.loads(script.removeprefix("window.DERIVE_CLAIMS = ").strip().rstrip(";"))
    return claims


def test_the_index_of_the_search_has_every_claim_with_title_and_formulas(site: dict[str, str]) -> None:
    claims = index_of(site)
    assert {claim["id"] for claim in claims} == {result.id for result in RESULTS}
    (jacobian,) = (claim for claim in claims if claim["id"] == JACOBIAN.id)
    assert "∂p_i/∂z_j = p_i (δ_ij − p_j)" in str(jacobian["words"]) and r"\\delta_{ij}" in str(jacobian["words"])
    assert (jacobian["topic"], jacobian["verdict"]) == ("Softmax", "proved")


NODE = """
const fs = require("fs"), vm = require("vm"), folder = process.argv[1];
const ids = JSON.parse(process.argv[2]), asked = JSON.parse(process.argv[3]);
const rows = ids.map((id) => ({ dataset: { id }, hidden: false }));
const found = { textContent: "" };
let listener;
const form = { hidden: true, words: { value: "" }, verdict: { value: "" }, topic: { value: "" }, article: { value: "" },
  addEventListener: (kind, act) => { if (kind === "input") listener = act; } };
const sandbox = { window: {}, location: { search: "" }, URLSearchParams,
  document: { getElementById: (id) => (id === "search" ? form : found),
    querySelectorAll: (what) => (what.startsWith("tr") ? rows : []) } };
vm.createContext(sandbox);
for (const name of ["claims.js", "search.js"]) vm.runInContext(fs.readFileSync(folder + "/" + name, "utf8"), sandbox);
const answers = asked.map(([words, verdict, topic, article]) => {
  Object.assign(form.words, { value: words }); form.verdict.value = verdict; form.topic.value = topic;
  form.article.value = article || ""; listener();
  return rows.filter((row) => !row.hidden).map((row) => row.dataset.id);
});
console.log(JSON.stringify([form.hidden, answers]));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node to run the script of the search")
def test_the_search_finds_words_formulas_verdicts_and_topics(site: dict[str, str], tmp_path: Path) -> None:
    write_reports(site, tmp_path)
    ids = [result.id for result in RESULTS]
    asked = [["", "", ""], ["JACOBIAN of", "", ""], [r"\\delta_{ij}".replace("\\\\", "\\"), "", "Log-sum-exp"],
             ["", "refuted", ""], ["", "", "Log-sum-exp"], ["no such words", "", ""],
             ["quotient rule", "", ""], ["", "", "", "000_bd406259d5058328.txt"]]  # fmt: skip
    run = subprocess.run(
        ["node", "-e", NODE, str(tmp_path / "html"), json.dumps(ids), json.dumps(asked)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    hidden, answers = json.loads(run.stdout)
    assert hidden is False
    assert answers[0] == ids and answers[5] == []
    assert JACOBIAN.id in answers[1] and GRADIENT.id not in answers[1]
    assert answers[2] == answers[4] == [GRADIENT.id]
    assert answers[3] == [result.id for result in RESULTS if result.verdict == "refuted"]
    assert answers[6] == ["softmax.jacobian", "ce.open"] and answers[7] == ["ce.natural"]


# Lists and the graph ------------------------------------------------------------------------------


def test_each_page_leads_to_all_others_and_says_which_it_is(site: dict[str, str]) -> None:
    others = [page["link"] for page in web.PAGES]
    assert {f"html/{link}" for link in others} <= set(site)
    for name, page in pages(site).items():
        menu = page.split('<nav aria-label="Pages">')[1].split("</nav>")[0]
        assert re.findall('href="([^"]*)"', menu) == others
        here = re.findall(r'href="([^"]*)" aria-current="page"', page)
        assert here == ([name.removeprefix("html/")] if name.removeprefix("html/") in others else [])


def test_the_errata_say_where_a_statement_fails_and_what_is_true_instead(site: dict[str, str]) -> None:
    errata = site["html/errata.html"]
    first, second = SHIFT_FALSE.sources
    assert first in ARTICLES and second not in ARTICLES
    for place in (f'<h2>{ARTICLES[first]}</h2>\n<p class="meta"><code>{first}</code>', f"<h2>{second}</h2>"):
        part = errata.split(place)[1]
        false = part.split('<section class="erratum">')[1]
        assert "is 0.1192029220221175559 and the right side 0.2689414213699951207, so that “=” fails." in false
        assert 'href="softmax.jacobian.html"' in false and "A sign may have been lost" in false
    assert "The gradient of log-sum-exp" not in errata


def test_the_references_name_who_cites_them(site: dict[str, str]) -> None:
    page = site["html/references.html"]
    entry = page.split('id="ref-bridle1990"')[1].split("</section>")[0]
    citing = [result.id for result in RESULTS if "bridle1990" in result.references]
    assert re.findall(r'href="([^"]*)\.html"', entry.split("<ul>")[1]) == citing and len(citing) == 2
    assert 'href="references.html#ref-bridle1990"' in site["html/softmax.jacobian.html"]


def test_the_symbols_are_those_that_statements_define(site: dict[str, str]) -> None:
    assert definitions(JACOBIAN) == [
        (
            r"p_{i} = \frac{e^{z_{i}}}{S},\quad S = \sum_{k=1}^{K} e^{z_{k}}",
            "p_i = exp(z_i)/S, S = Σ_k exp(z_k)",
        )
    ]
    two = replace(
        JACOBIAN, statement_latex="x\n\\text{where}\\quad a\n\\text{and}\\quad b", statement_text="x\nwhere a\n  b"
    )
    assert definitions(two) == [("a", "a"), ("b", "b")]
    assert definitions(COMPUTATION) == []
    symbol = site["html/symbols.html"].split("<section>")[1]
    using = [r.id for r in RESULTS if definitions(r)]
    assert sorted(re.findall(r'href="([^"]*)\.html"', symbol.split("<ul>")[1])) == sorted(using)


def test_the_graph_has_a_line_for_each_use_and_each_correction(site: dict[str, str]) -> None:
    assert edges(RESULTS) == [
        ("lse.gradient", "ce.open", "uses"),
        ("lse.gradient", "softmax.jacobian", "uses"),
        ("softmax.jacobian", "softmax.scale-invariance", "corrects"),
    ]
    page = site["html/graph.html"]
    assert page.count('class="line uses"') == 2 and page.count('class="line corrects"') == 1
    shown = re.findall(r'<a href="([^"]*)\.html" aria-label="[^"]*, (proved|refuted|undecided)">', page)
    assert sorted(shown) == [
        ("ce.open", "undecided"),
        ("lse.gradient", "proved"),
        ("softmax.jacobian", "proved"),
        ("softmax.scale-invariance", "refuted"),
    ]


def test_a_claim_stands_to_the_right_of_all_that_it_uses_and_none_upon_another() -> None:
    ids = [f"c.{k}" for k in range(6)]
    lines = [("c.0", "c.1", "uses"), ("c.1", "c.2", "uses"), ("c.0", "c.2", "uses"), ("c.3", "c.4", "corrects")]
    where = places(ids, lines)
    assert all(where[start][0] < where[end][0] for start, end, _ in lines)
    assert len(set(where.values())) == len(ids)
    circle = [("c.0", "c.1", "uses"), ("c.1", "c.0", "uses")]
    assert len(set(places(ids, circle).values())) == len(ids)


def test_verdicts_differ_by_shape_not_by_colour_alone() -> None:
    assert len(set(SHAPES.values())) == len(SHAPES) and {result.verdict for result in RESULTS} <= set(SHAPES)


def test_a_short_formula_stays_with_the_punctuation_beside_it() -> None:
    together = re.findall(r'<span class="together">(.*?)</span>', str(prose("for $K$; (see $z_i$), or $a$-$b$.")))
    bare = [re.sub(r"<math.*?</math>", "·", part) for part in together]
    assert bare == ["·;", "·),", "·-", "·."]
    long = str(prose(r"and $\sum_k x_k \exp(t x_k) \ge 0 + a + b + c$;"))
    assert "together" not in long and long.endswith("</math></span>;")


@pytest.mark.parametrize(
    ("code", "element"),
    [
        (r"\exp(-m)", '<mo form="prefix">&#x02212;</mo><mi>m</mi>'),
        (r"t \to -\infty", '<mo form="prefix">&#x02212;</mo><mi>&#x0221E;</mi>'),
        (r"a - b", "<mi>a</mi><mo>&#x02212;</mo><mi>b</mi>"),
        (r"z/\tau", '<mo lspace="0" rspace="0">&#x0002F;</mo>'),
        (r"\operatorname{diag}(p)", '<mo lspace="0" rspace="0">diag</mo>'),
    ],
)
def test_operators_have_the_spaces_around_them_that_tex_gives_them(code: str, element: str) -> None:
    assert element in str(mathml(code, "text"))


LONG = (
    r"\lambda \ne 0 \;\text{and}\; p_{k} \ne \lambda \;\text{for all}\; k \Longrightarrow\; \sum_{k=1}^{K} "
    r"\frac{p_{k}}{p_{k} - \lambda} (q_{k} - r_{k} + s_{k} + t_{k} + u_{k} + v_{k} + x_{k} + y_{k} + z_{k}) "
    r"= a_{1} b_{2} + c_{1} d_{2} + e_{1} f_{2}"
)


def test_a_formula_that_is_wider_than_a_page_is_broken_behind_its_connective_and_not_inside_of_brackets() -> None:
    broken = in_lines(LONG)
    assert broken.startswith(r"\begin{array}{l} ") and broken.endswith(r" \end{array}")
    first, second = broken.removeprefix(r"\begin{array}{l} ").removesuffix(r" \end{array}").split(r" \\ \quad ")
    assert (first + second).replace(" ", "") == LONG.replace(" ", "") and first.endswith(r"\Longrightarrow\; ")
    assert in_lines(second) == second  # it has room on a line of its own
    wide = "(" + " + ".join(f"a_{{{number}}}" for number in range(40)) + ")"
    assert in_lines(wide) == wide
    page = str(mathml(LONG, "its text"))
    assert page.count("<math ") == 1 and page.count('<mtable class="lines">') == 1
    assert "<mtable" not in str(mathml(LONG, "its text", "inline"))


# Style ---------------------------------------------------------------------------------------------


def colours(site: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The colours by their names, in the light scheme and in the dark one."""
    light, dark = re.findall(r":root \{(.*?)\}", site[STYLE], re.DOTALL)
    return tuple(dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", block)) for block in (light, dark))  # type: ignore[return-value]


def luminance(colour: str) -> float:
    """As WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_all_text_has_the_contrast_of_wcag_aa_in_the_light_and_in_the_dark(site: dict[str, str]) -> None:
    for scheme in colours(site):
        texts = {"ink", "quiet", "link", "proved", "computed", "refuted", "undecided", "informal"}
        assert texts <= set(scheme)
        for text in texts:
            for ground in ("paper", "tint"):
                assert contrast(scheme[text], scheme[ground]) >= 4.5, (text, ground, scheme)
    assert {result.verdict for result in RESULTS} <= texts


def test_on_a_phone_a_reason_stands_under_its_line_and_a_formula_scrolls_by_itself(site: dict[str, str]) -> None:
    narrow = site[STYLE].split("@media (max-width: 700px)")[1]
    assert re.search(r"\.reason \{ grid-column: 1 / -1", narrow)
    for what in (r"\.display", r"\.formula"):
        assert re.search(rf"^{what} \{{[^}}]*overflow-x: auto", site[STYLE], re.MULTILINE)
    assert "min-width" not in site[STYLE]


def test_files_of_the_site_that_are_stale_are_found(tmp_path: Path) -> None:
    made = render_reports(RESULTS, ARTICLES, TOPICS, load_bibliography(), library_settings("0.1.0"), "0.1.0", html=True)
    write_reports(made, tmp_path)
    (tmp_path / "html" / "old.js").write_text("gone")
    (tmp_path / "html" / "style.css").write_text("changed")
    assert check_reports(made, tmp_path) == ["html/old.js", "html/style.css"]


def test_a_long_formula_of_a_sentence_scrolls_by_itself_and_a_short_one_stands_on_its_line() -> None:
    assert 'class="long"' not in prose("the factor $-p_i p_j$ off the diagonal")
    long = prose("it is $\\log \\sum_k e^{z_k} - \\log \\sum_k e^{w_k} + \\log 2$ here")
    assert long.count('<span class="long"><math') == 1 and long.count("</math></span>") == 1


def test_letters_of_a_counterexample_are_those_of_its_statement() -> None:
    at = Counterexample(point(tau="1/2"), lhs="1", rhs="2", relation="=")
    false = replace(SHIFT_FALSE, counterexample=at)
    made = render_reports(
        [false], ARTICLES, TOPICS, load_bibliography(), library_settings("0"), "0", html=True, complete=False
    )
    page = made[f"html/{false.id}.html"]
    assert re.search(r'<math alttext="τ" [^>]*>(?:(?!</math>).)*&#x003C4;(?:(?!</math>).)*</math> = 1/2', page)
    assert not re.search(r"(?<!\\)tau = ", page)
