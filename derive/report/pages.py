"""All files of the reports, as text: a pure function of results, articles, bibliography and version."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from derive.figures.plot import Figure
from derive.report import latex, web
from derive.report.bibliography import bibtex, references
from derive.report.citation import added, citations
from derive.report.content import by_topic, index_of_hypotheses, index_of_symbols, title_of
from derive.report.escape import Latex, tex_prose, tex_text
from derive.report.settings import Settings
from derive.verify.result import Result

BIBLIOGRAPHY = "references.bib"
"""The literature that the claims refer to, and the entries with which they are cited themselves."""

TEMPLATES = Path(__file__).resolve().parent / "templates"


def render_reports(
    results: Sequence[Result],
    articles: Mapping[str, str],
    topics: Mapping[str, str],
    bibliography: str,
    settings: Settings,
    version: str,
    *,
    figures: Sequence[Figure] = (),
    html: bool = False,
    book: bool = False,
    complete: bool = True,
) -> dict[str, str]:
    """The reports by their paths below the folder of reports.

    ``articles`` maps file names to titles, ``topics`` names of topics to theirs, ``bibliography`` is BibTeX. Where
    the results are not ``complete``, only what belongs to single claims is made, and their bibliography. Each of the
    ``figures`` is printed with the first claim that it names. Raises ReportError where the bibliography cannot be
    read, or a formula cannot be turned into MathML."""
    environment = latex.environment(TEMPLATES)
    known = {result.id: result for result in results}
    files = {"derive.sty": (TEMPLATES / "derive.sty").read_text(encoding="utf-8")}
    for result in results:
        cited = references(bibliography, tuple(sorted(set(result.references))))
        claim = latex.claim_view(result, known, articles, cited)
        page: dict[str, Any] = {"claim": claim, "references": list(cited.values()), "version": version}
        page["figures"] = [latex.figure_view(figure) for figure in figures if figure.claims[0] == result.id]
        files[f"fragments/{claim['label']}.tex"] = environment.get_template("fragment.tex").render(page)
        files[f"claims/{claim['label']}.tex"] = environment.get_template("claim.tex").render(page)
    keys = tuple(sorted({key for result in results for key in result.references}))
    if complete:
        cited = references(bibliography, keys)
        overview = {
            **_title_page(results, topics, settings),
            "topics": _topics(results, topics),
            "summary": summary(results),
            "references": list(cited.values()),
            "figures": bool(figures),
            "version": version,
        }
        files["derive-report.tex"] = environment.get_template("report.tex").render(overview)
        errata = latex.errata_view(results, articles)
        if any(errata.values()):
            files["errata.tex"] = environment.get_template("errata.tex").render({**errata, "version": version})
    files[BIBLIOGRAPHY] = added(bibtex(bibliography, keys), citations(results, known, settings, version))
    if book:
        files["derive-book.tex"] = environment.get_template("book.tex").render(
            {**_book(results, articles, topics, bibliography, settings, version), "figures": bool(figures)}
        )
    if html:
        files |= web.render_pages(
            TEMPLATES,
            results,
            articles,
            topics,
            bibliography,
            settings,
            version,
            title=_title(results, topics, settings),
            summary=summary(results),
            complete=complete,
            figures=figures,
        )
    return {name: files[name].rstrip("\n") + "\n" for name in sorted(files)}


def _book(
    results: Sequence[Result],
    articles: Mapping[str, str],
    titles: Mapping[str, str],
    bibliography: str,
    settings: Settings,
    version: str,
) -> dict[str, Any]:
    """What the book is filled with: a chapter for each topic, the errata, indexes, the references."""
    keys = tuple(sorted({key for result in results for key in result.references}))
    in_order = [result for group in by_topic(results, titles).values() for result in group]
    return {
        **_title_page(results, titles, settings),
        "summary": summary(results),
        "version": version,
        "content_hash": _content_hash(results)[:16],
        "topics": _topics(results, titles),
        "errata": latex.errata_view(results, articles)["articles"],
        "listings": [
            latex.listing("Index of symbols", SYMBOLS, index_of_symbols(in_order)),
            latex.listing("Index of hypotheses", HYPOTHESES, index_of_hypotheses(in_order)),
        ],
        "index": [
            {"id": latex.code(r.id), "label": latex.label(r.id)} for r in sorted(results, key=lambda one: one.id)
        ],
        "references": list(references(bibliography, keys).values()),
    }


def _title(results: Sequence[Result], titles: Mapping[str, str], settings: Settings) -> str:
    """What the claims are called together: as the settings say, else by their topic, where they have one in common."""
    topics = list(by_topic(results, titles))
    return settings.title or (topics[0] if len(topics) == 1 else "Claims")


def _title_page(results: Sequence[Result], titles: Mapping[str, str], settings: Settings) -> dict[str, Any]:
    """Title and authors."""
    title, authors = _title(results, titles, settings), " and ".join(author.strip("{}") for author in settings.authors)
    return {
        "title": tex_prose(title),
        "title_plain": latex.plain(title),
        "authors": tex_text(authors),
        "authors_plain": latex.plain(authors) if authors else "",
    }


SYMBOLS = "What letters stand for, and the numbers of the statements in which they do."
HYPOTHESES = "What is assumed, and the numbers of the statements that assume it."


def _content_hash(results: Sequence[Result]) -> str:
    """A hash of what is stated and found in the book."""
    lines = sorted(f"{r.id} {r.verdict} {r.statement_hash} {r.certificate}" for r in results)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def summary(results: Sequence[Result]) -> str:
    """How many claims there are, by verdict."""
    counts = dict.fromkeys(("proved", "computed", "refuted", "undecided", "informal"), 0)
    for result in results:
        counts[result.verdict] = counts.get(result.verdict, 0) + 1
    words = [f"{count} {verdict}" for verdict, count in counts.items() if count]
    total = f"{len(results)} claim{'' if len(results) == 1 else 's'}"
    return f"{total}: {', '.join(words)}" if words else total


def _topics(results: Sequence[Result], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """The claims by topic."""
    return [
        {
            "title": tex_text(title),
            "title_plain": latex.plain(title),
            "claims": [
                {"title": tex_prose(title_of(r)), "title_plain": latex.plain(title_of(r)), "label": latex.label(r.id)}
                for r in group
            ],
        }
        for title, group in by_topic(results, titles).items()
    ]


__all__ = ["Latex", "render_reports", "summary"]
