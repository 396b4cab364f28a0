"""The pages in a browser, opened from the disk: nothing complains, the search finds, nothing is wider than a phone, and
axe finds nothing that keeps anybody from reading them.

The pages are those of the sample results, or all of the site that DERIVE_SITE names."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from derive.report import write_reports

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium (on Debian: apt-get install chromium)"),
    pytest.mark.skipif(
        find_spec("playwright") is None or find_spec("axe_playwright_python") is None,
        reason="playwright and axe are missing: pip install 'derive-proofs[browser]'",
    ),
]

PHONE, DESK = 360, 1280


@pytest.fixture(scope="module")
def site(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = os.environ.get("DERIVE_SITE")
    if named:
        return Path(named).absolute()
    folder = tmp_path_factory.mktemp("site")
    write_reports({name: text for name, text in files.items() if name.startswith("html/")}, folder)
    return folder / "html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def pages(site: Path) -> list[Path]:
    found = sorted(site.glob("*.html"))
    assert len(found) > 6
    return found


def opened(browser: Any, width: int = DESK, scheme: str = "light") -> Any:
    return browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)


def test_no_page_complains_and_every_link_leads_to_a_page_and_a_place_on_it(site: Path, browser: Any) -> None:
    page = opened(browser)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(request.url))
    targets: dict[str, set[str]] = {}
    places: dict[str, set[str]] = {}
    for file in pages(site):
        page.goto(file.as_uri())
        for link in page.eval_on_selector_all(
            "a[href]", "links => links.map(link => new URL(link.getAttribute('href'), location).href)"
        ):
            if link.startswith("file:"):
                address, _, place = link.partition("#")
                targets.setdefault(address, set()).add(place)
        places[file.as_uri()] = set(page.eval_on_selector_all("[id]", "all => all.map(one => one.id)"))
        assert said == [], file.name
    assert set(targets) <= set(places)
    for address, wanted in targets.items():
        assert wanted - {""} <= places[address], address
    page.close()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_page_scrolls_sideways(site: Path, browser: Any, width: int) -> None:
    page = opened(browser, width)
    wide = []
    for file in pages(site):
        page.goto(file.as_uri())
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(file.name)
    page.close()
    assert wide == []


def test_the_search_finds_and_the_filters_hide(site: Path, browser: Any) -> None:
    page = opened(browser)
    page.goto((site / "index.html").as_uri())
    rows = page.locator("tr[data-id]:visible")
    everything = rows.count()
    page.get_by_label("Words, formulas, ids").fill("Jacobian of softmax")
    found = [row.get_attribute("data-id") for row in rows.all()]
    assert "softmax.jacobian" in found and "lse.gradient" not in found and len(found) < everything
    assert page.locator("#found").inner_text() == f"{len(found)} claim{'s' * (len(found) > 1)}"
    page.get_by_label("Words, formulas, ids").fill("")
    page.get_by_label("Verdict").select_option("refuted")
    assert {row.locator(".verdict").inner_text() for row in rows.all()} == {"refuted"}
    page.get_by_label("Verdict").select_option("")
    assert rows.count() == everything
    page.close()


def test_the_graph_is_zoomed_by_buttons_and_keys(site: Path, browser: Any) -> None:
    page = opened(browser)
    page.goto((site / "graph.html").as_uri())
    picture = page.locator(".graph svg")
    natural = picture.bounding_box()["width"]
    page.get_by_role("button", name="Larger").click()
    assert picture.bounding_box()["width"] == pytest.approx(1.25 * natural)
    page.locator(".graph").focus()
    page.keyboard.press("-")
    assert picture.bounding_box()["width"] == pytest.approx(natural)
    page.keyboard.press("0")
    assert picture.bounding_box()["width"] == pytest.approx(
        page.locator(".graph").evaluate("frame => frame.clientWidth")
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/*.*.html")
    page.close()


def test_a_button_copies_what_stands_below_it(site: Path, browser: Any) -> None:
    page = opened(browser)
    page.goto((site / "softmax.jacobian.html").as_uri())
    page.get_by_text("Cite this page: BibTeX").click()
    page.get_by_role("button", name="Copy").first.click()
    assert page.get_by_role("button", name="Copied").count() == 1
    page.close()


def test_on_a_phone_the_relation_of_a_line_stands_beside_its_formula(site: Path, browser: Any) -> None:
    page = opened(browser, PHONE)
    page.goto((site / "softmax.jacobian.html").as_uri())
    line = page.locator(".derivation tr").nth(1)
    relation, formula, reason = (line.locator(f".{name}").bounding_box() for name in ("relation", "formula", "reason"))
    assert line.locator(".relation").inner_text() == "="
    assert relation["x"] + relation["width"] <= formula["x"] + 1
    assert formula["y"] < relation["y"] + relation["height"] and relation["y"] < formula["y"] + formula["height"]
    assert reason["y"] >= formula["y"] + formula["height"] - 1
    page.close()


def test_on_a_desk_a_reason_stands_beside_its_formula_and_signs_of_relations_take_no_more_than_their_room(
    site: Path, browser: Any
) -> None:
    page = opened(browser, DESK)
    page.goto((site / "softmax.jacobian.html").as_uri())
    line = page.locator(".derivation tr").nth(1)
    formula, reason = (line.locator(f".{name}").bounding_box() for name in ("formula", "reason"))
    assert formula["x"] + formula["width"] <= reason["x"] + 1
    assert formula["y"] < reason["y"] + reason["height"] and reason["y"] < formula["y"] + formula["height"]
    page.evaluate("document.querySelector('.derivation tr').innerHTML = '<td class=\"formula opening\">Suppose</td>'")
    assert line.locator(".relation").bounding_box()["width"] < 50
    page.close()


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(site: Path, browser: Any, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    page = opened(browser, width, scheme)
    found = {}
    for file in pages(site):
        page.goto(file.as_uri())
        violations = axe.run(page).response["violations"]
        if violations:
            found[file.name] = [(one["id"], one["nodes"][0]["html"][:200]) for one in violations]
    page.close()
    assert found == {}
