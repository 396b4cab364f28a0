"""The pages need no server: links resolve, the search has its index, and all text has contrast."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from derive.report import render_reports
from derive.report.bibliography import load_bibliography
from derive.report.files import check_reports, write_reports
from derive.report.settings import library_settings
from derive.report.web import mathml

from .samples import ARTICLES, GRADIENT, JACOBIAN, RESULTS, TOPICS

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
    assert "<h2>Used by</h2>" in used and 'href="softmax.jacobian.html"' in used.split("<h2>Used by</h2>")[1]
    assert "<h2>Uses</h2>" in user and 'href="lse.gradient.html"' in user.split("<h2>Uses</h2>")[1]
    assert "not on these pages" in user and "not.in-this-report" in user
    assert "<h2>Uses</h2>" not in used


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
    assert "html/index.html" not in made and "html/claims.js" not in made
    assert "index.html" not in made["html/softmax.jacobian.html"] and STYLE in made


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
const form = { hidden: true, words: { value: "" }, verdict: { value: "" }, topic: { value: "" },
  addEventListener: (kind, act) => { if (kind === "input") listener = act; } };
const sandbox = { window: {}, location: { search: "" }, URLSearchParams,
  document: { getElementById: (id) => (id === "search" ? form : found),
    querySelectorAll: (what) => (what.startsWith("tr") ? rows : []) } };
vm.createContext(sandbox);
for (const name of ["claims.js", "search.js"]) vm.runInContext(fs.readFileSync(folder + "/" + name, "utf8"), sandbox);
const answers = asked.map(([words, verdict, topic]) => {
  Object.assign(form.words, { value: words }); form.verdict.value = verdict; form.topic.value = topic; listener();
  return rows.filter((row) => !row.hidden).map((row) => row.dataset.id);
});
console.log(JSON.stringify([form.hidden, answers]));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node to run the script of the search")
def test_the_search_finds_words_formulas_verdicts_and_topics(site: dict[str, str], tmp_path: Path) -> None:
    write_reports(site, tmp_path)
    ids = [result.id for result in RESULTS]
    asked = [["", "", ""], ["JACOBIAN of", "", ""], [r"\\delta_{ij}".replace("\\\\", "\\"), "", "Log-sum-exp"],
             ["", "refuted", ""], ["", "", "Log-sum-exp"], ["no such words", "", ""]]  # fmt: skip
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
    assert re.search(r"\.derivation td \{ display: block", narrow)
    for what in (r"\.display", r"\.formula"):
        assert re.search(rf"^{what} \{{[^}}]*overflow-x: auto", site[STYLE], re.MULTILINE)
    assert "min-width" not in site[STYLE]


def test_files_of_the_site_that_are_stale_are_found(tmp_path: Path) -> None:
    made = render_reports(RESULTS, ARTICLES, TOPICS, load_bibliography(), library_settings("0.1.0"), "0.1.0", html=True)
    write_reports(made, tmp_path)
    (tmp_path / "html" / "old.js").write_text("gone")
    (tmp_path / "html" / "style.css").write_text("changed")
    assert check_reports(made, tmp_path) == ["html/old.js", "html/style.css"]
