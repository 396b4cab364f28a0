"""HTML: a page for each claim and an index, with MathML, that need no server."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from derive.documents.prose import Words, pieces, text_of
from derive.figures.plot import Figure
from derive.language.instance import Instance
from derive.language.lines import OPENINGS
from derive.language.relations import sign_named
from derive.printing.points import assignments
from derive.report.bibliography import references
from derive.report.citation import citations
from derive.report.content import (
    ORIGINS,
    RELATIONS,
    Row,
    article_title,
    by_topic,
    evidence,
    kind_of,
    scope_of,
    title_of,
)
from derive.report.escape import ReportError, trusted_latex
from derive.report.figures import figure_view
from derive.report.latex import label
from derive.report.settings import Settings
from derive.verify.result import Counterexample, Result


def render_pages(
    templates: Path,
    results: Sequence[Result],
    articles: Mapping[str, str],
    topics: Mapping[str, str],
    bibliography: str,
    settings: Settings,
    version: str,
    summary: str,
    complete: bool,
    figures: Sequence[Figure] = (),
) -> dict[str, str]:
    """The pages below html/. Each of the figures stands on the page of the first claim that it names."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(templates, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    known = {result.id: result for result in results}
    users = _users(results)
    grouped = by_topic(results, topics)
    order = [result for group in grouped.values() for result in group]
    files = {f"html/{name}": (templates / name).read_text(encoding="utf-8") for name in ASSETS}
    for place, result in enumerate(order):
        cited = references(bibliography, tuple(sorted(set(result.references))))
        files[f"html/{label(result.id)}.html"] = environment.get_template("claim.html").render(
            claim=_claim(result, known, articles, users.get(result.id, ())),
            figures=[figure_view(figure, prose) for figure in figures if figure.claims[0] == result.id],
            shown_in=[
                {"id": figure.id, "link": _link(figure.claims[0]), "title": _pointer(figure.claims[0], known)["title"]}
                for figure in figures
                if result.id in figure.claims[1:] and figure.claims[0] in known
            ],
            references=[Markup(entry.html) for entry in cited.values()],
            earlier=_pointer(order[place - 1].id, known) if complete and place else None,
            later=_pointer(order[place + 1].id, known) if complete and place + 1 < len(order) else None,
            bibtex=citations((result,), known, settings, version).strip(),
            authors=[author.strip("{}") for author in settings.authors],
            year=settings.year,
            complete=complete,
            version=version,
        )
    if complete:
        listed = [
            {
                "title": title,
                "claims": [
                    {"id": r.id, "title": prose(title_of(r)), "verdict": r.verdict, "link": _link(r.id)} for r in group
                ],
            }
            for title, group in grouped.items()
        ]
        files["html/index.html"] = environment.get_template("index.html").render(
            title=settings.title or "Claims",
            topics=listed,
            verdicts=sorted({result.verdict for result in results}),
            summary=summary,
            version=version,
        )
        files["html/claims.js"] = _searched(grouped)
    return files


ASSETS = ("style.css", "search.js", "copy.js")
"""What all pages share, in one file each."""


def _users(results: Sequence[Result]) -> dict[str, list[str]]:
    """The claims that use each claim."""
    found: dict[str, list[str]] = {}
    for result in results:
        for used in result.uses:
            found.setdefault(used, []).append(result.id)
    return found


def _searched(grouped: Mapping[str, Sequence[Result]]) -> str:
    """The claims as a script that the search reads: ids, titles, statements as text and as LaTeX. It is a script, as a
    page on a disk may fetch nothing."""
    claims = [
        {
            "id": result.id,
            "verdict": result.verdict,
            "topic": title,
            "words": [
                result.id,
                text_of(title_of(result)),
                title_of(result),
                result.statement_text,
                result.statement_latex,
            ],
        }
        for title, group in grouped.items()
        for result in group
    ]
    data = json.dumps(claims, ensure_ascii=True, indent=0).replace("</", r"<\/")
    return f"window.DERIVE_CLAIMS = {data};"


def mathml(code: str, text: str, display: str = "block") -> Any:
    """A formula as one element of MathML that says its text, too; the text where its LaTeX is not fit for print.

    Raises ReportError where the conversion leaves a command behind."""
    from latex2mathml.converter import convert
    from markupsafe import Markup, escape

    trusted = trusted_latex(code)
    if trusted is None:
        return escape(text)
    converted = re.sub(r"<mi>(:|&#x027F9;|&#x027FA;)</mi>", r"<mo>\1</mo>", convert(_spaced(trusted), display=display))
    if "\\" in converted:
        raise ReportError(f"a formula cannot be turned into MathML: {code}; print it with other commands")
    spoken = Markup('<math alttext="{}" ').format(" ".join(text.split()))
    return Markup(spoken + Markup(converted.removeprefix("<math ")))


def prose(sentence: str) -> Any:
    """A sentence with its formulas as MathML."""
    from markupsafe import Markup, escape

    found = [
        escape(piece.text) if isinstance(piece, Words) else mathml(piece.latex, piece.text, "inline")
        for piece in pieces(sentence)
    ]
    return Markup("").join(found)


NAMED = r"(?:log|ln|exp|sin|cos|tanh|max|min)\b"
"""The functions whose names TeX sets apart from what stands around them."""


def _spaced(code: str) -> str:
    """The formula with the spaces around functions such as log that MathML would lack."""
    before = re.sub(rf"(?<=[\w}})]) (?=\\{NAMED})", r" \\, ", code)
    return re.sub(rf"(\\{NAMED}) (?!\(|\\left)", r"\1\\, ", before)


def _claim(
    result: Result, known: Mapping[str, Result], articles: Mapping[str, str], users: Sequence[str]
) -> dict[str, Any]:
    codes = [line for line in result.statement_latex.split("\n") if line.strip()]
    texts = [line for line in result.statement_text.split("\n") if line.strip()]
    texts_of_codes = texts if len(texts) == len(codes) else [" ".join(texts)] * len(codes)
    hypotheses = zip(result.hypotheses_latex, result.hypotheses_text, strict=False)
    rows = [*evidence(result), Row("Articles", tuple(article_title(file, articles) for file in result.sources))]
    return {
        "id": result.id,
        "title": prose(title_of(result)),
        "title_plain": text_of(title_of(result)),
        "verdict": result.verdict,
        "kind": kind_of(result),
        "hypotheses": [mathml(code, text, "inline") for code, text in hypotheses],
        "scope": prose(scope_of(result)) if codes else "",
        "statement": [mathml(code, text) for code, text in zip(codes, texts_of_codes, strict=True)],
        "says": "" if codes else prose(" ".join(texts)),
        "note": prose(result.note),
        "counterexample": _counterexample(result.counterexample) if result.counterexample else "",
        "corrected": _pointer(result.corrected_by, known) if result.corrected_by else None,
        "parts": [
            {
                "heading": prose(part.heading),
                "lines": [
                    {
                        "depth": line.depth,
                        "opening": OPENINGS.get(line.relation, ""),
                        "relation": "" if line.relation in OPENINGS else RELATIONS[line.relation],
                        "formula": mathml(line.latex, line.text),
                        "reason": prose(line.reason),
                    }
                    for line in part.lines
                ],
            }
            for part in result.parts
            if part.lines
        ],
        "rows": [_row(row) for row in rows if row.values],
        "uses": [_pointer(claim, known) for claim in result.uses],
        "used_by": [_pointer(claim, known) for claim in users],
        "latex": result.statement_latex,
    }


def _row(row: Row) -> dict[str, Any]:
    from markupsafe import Markup, escape

    if not row.code:
        return {"label": row.label, "value": Markup("; ").join(map(prose, row.values))}
    codes = [Markup("<code>{}</code>").format(value) for value in row.values]
    return {"label": row.label, "value": Markup(", ").join(escape(code) for code in codes)}


def _link(claim_id: str) -> str:
    return f"{label(claim_id)}.html"


def _pointer(claim_id: str, known: Mapping[str, Result]) -> dict[str, Any]:
    """A claim by its id: its title, and a link where it has a page."""
    target = known.get(claim_id)
    title = prose(title_of(target)) if target else "a claim that is not on these pages:"
    return {"id": claim_id, "title": title, "link": _link(claim_id) if target else ""}


def _counterexample(found: Counterexample) -> Any:
    """Where the statement fails, once: the point and both sides there, or the reason where there is no point."""
    from markupsafe import Markup, escape

    place = ", ".join(f"{name} = {value}" for name, value in assignments(found.point or Instance()))
    both = found.lhs and found.rhs
    sides = f"{found.lhs} {sign_named(found.relation).text} {found.rhs} is false" if both else ""
    told = [escape(place), escape(sides), "" if both else prose(found.reason)]
    return Markup("{} ({}).").format(Markup("; ").join(part for part in told if part), ORIGINS[found.found_by])
