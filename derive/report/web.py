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
from derive.printing.letters import name_latex, name_text
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
from derive.report.escape import ReportError, segments, trusted_latex
from derive.report.figures import figure_view
from derive.report.graph import graph_view
from derive.report.latex import label
from derive.report.lists import errata_view, references_view, symbols_view
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
    *,
    title: str,
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
    shared = {"pages": PAGES if complete else (), "version": version}
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
            references=[{"key": entry.key, "text": Markup(entry.html)} for entry in cited.values()],
            earlier=_pointer(order[place - 1].id, known) if complete and place else None,
            later=_pointer(order[place + 1].id, known) if complete and place + 1 < len(order) else None,
            bibtex=citations((result,), known, settings, version).strip(),
            authors=[author.strip("{}") for author in settings.authors],
            year=settings.year,
            here="",
            **shared,
        )
    if not complete:
        return files
    claims = _Claims(order, known, articles)
    lists: dict[str, dict[str, Any]] = {
        "figures": {"figures": [{**figure_view(f, prose), "of": claims.pointer(f.claims[0])} for f in figures]},
        "symbols": {"symbols": symbols_view(order, mathml, claims.pointer)},
        "errata": {"errata": errata_view(order, articles, claims.erratum)},
        "references": {"references": references_view(bibliography, order, claims.pointer)},
    }
    empty: dict[str, Any] = {"figures": (), "symbols": (), "errata": (), "references": ()}
    for name, entries in lists.items():
        words = {"heading": name.capitalize(), "says": SAYS[name], "here": f"{name}.html"}
        page = environment.get_template("list.html").render(**{**empty, **entries, **words, **shared})
        files[f"html/{name}.html"] = page
    links = {result.id: _link(result.id) for result in order}
    files["html/graph.html"] = environment.get_template("graph.html").render(
        graph=graph_view(order, links), here="graph.html", **shared
    )
    files["html/index.html"] = environment.get_template("index.html").render(
        title=title,
        topics=[
            {"title": topic, "name": _anchor(topic), "claims": [claims.listed(result) for result in group]}
            for topic, group in grouped.items()
        ],
        verdicts=sorted({result.verdict for result in results}),
        articles=[
            {"file": file, "title": article_title(file, articles)}
            for file in sorted({file for result in results for file in result.sources})
        ],
        summary=summary,
        here="index.html",
        **shared,
    )
    files["html/claims.js"] = _searched(grouped)
    return files


PAGES = tuple(
    {"link": f"{name}.html", "title": title}
    for name, title in (
        ("index", "Claims"),
        ("graph", "What uses what"),
        ("figures", "Figures"),
        ("symbols", "Symbols"),
        ("errata", "Errata"),
        ("references", "References"),
    )
)
"""The pages that all pages lead to."""

SAYS = {
    "figures": "Each figure is drawn from the terms of the claims that it stands with.",
    "symbols": "What the letters of the statements stand for, the most used ones first. A letter that is not listed is "
    "any value that the hypotheses of its statement admit.",
    "errata": "What is said, in articles or elsewhere, that is false; where it fails; and what is true instead.",
    "references": "The literature that claims refer to.",
}
"""What stands at the top of a page with a list."""


class _Claims:
    """What lists print of claims."""

    def __init__(self, order: Sequence[Result], known: Mapping[str, Result], articles: Mapping[str, str]) -> None:
        self.order, self.known, self.articles = order, known, articles

    def pointer(self, claim: str) -> dict[str, Any]:
        """The title of a claim, and its page."""
        return _pointer(claim, self.known)

    def listed(self, result: Result) -> dict[str, Any]:
        """A claim in the list of all."""
        return {**self.pointer(result.id), "verdict": result.verdict}

    def erratum(self, result: Result) -> dict[str, Any]:
        """What the errata say of a statement."""
        view = _claim(result, self.known, self.articles, ())
        fails = view["counterexample"] or prose(result.reason)
        return {**view, "link": _link(result.id), "fails": fails}


def _anchor(title: str) -> str:
    """A title as the name of a place on a page."""
    return "topic-" + re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


ASSETS = ("style.css", "search.js", "page.js", "graph.js")
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
            "articles": result.sources,
            "words": _words(result),
        }
        for title, group in grouped.items()
        for result in group
    ]
    data = json.dumps(claims, ensure_ascii=True, indent=0).replace("</", r"<\/")
    return f"window.DERIVE_CLAIMS = {data};"


def _words(result: Result) -> list[str]:
    """All that a claim can be found by."""
    lines = [line for part in result.parts for line in part.lines]
    said = [result.note, *(part.heading for part in result.parts), *(line.reason for line in lines)]
    return [
        result.id,
        text_of(title_of(result)),
        title_of(result),
        result.statement_text,
        result.statement_latex,
        *result.hypotheses_text,
        *dict.fromkeys(text_of(words) for words in said if words),
    ]


def mathml(code: str, text: str, display: str = "block") -> Any:
    """A formula as one element of MathML that says its text, too; the text where its LaTeX is not fit for print.

    Raises ReportError where the conversion leaves a command behind."""
    from latex2mathml.converter import convert
    from markupsafe import Markup, escape

    trusted = trusted_latex(code)
    if trusted is None:
        return escape(text)
    shown = in_lines(trusted) if display == "block" else trusted
    converted = _as_tex_spaces(convert(_spaced(shown), display=display))
    if shown != trusted:
        converted = converted.replace("<mtable>", '<mtable class="lines">', 1)
    if "\\" in converted:
        raise ReportError(f"a formula cannot be turned into MathML: {code}; print it with other commands")
    spoken = Markup('<math alttext="{}" ').format(" ".join(text.split()))
    formula = Markup(spoken + Markup(converted.removeprefix("<math ")))
    return (
        formula if display == "block" or len(text) <= SHORT else Markup('<span class="long">{}</span>').format(formula)
    )


WIDE = 68
"""So many letters fill a line of a page on a wide screen."""


def in_lines(code: str) -> str:
    """A formula that is wider than a page in lines below each other: it is broken behind a connective where there is
    one, else before a relation, else before a sign, and never inside of brackets."""
    lines = _lines([(badness, piece) for badness, piece in segments(code)])
    if len(lines) < 2:
        return code
    rows = r" \\ \quad ".join(lines)
    return rf"\begin{{array}}{{l}} {rows} \end{{array}}"


def _lines(parts: Sequence[tuple[int, str]]) -> list[str]:
    widths = [_width(piece) for _, piece in parts]
    if sum(widths) <= WIDE or len(parts) < 2:
        return ["".join(piece for _, piece in parts)] if parts else []
    place = min(range(1, len(parts)), key=lambda k: (parts[k][0], abs(sum(widths[:k]) - sum(widths[k:]))))
    return _lines(parts[:place]) + _lines(parts[place:])


def _width(code: str) -> int:
    """About how many letters a formula is wide."""
    seen = re.sub(r"\\(?:text|left|right|mathrm|operatorname|mathbb|big|Big|quad)(?![a-z])|\\[,;!]", "", code)
    seen = re.sub(r"\\(?:log|exp|max|min|tanh|arg|sin|cos)(?![a-z])", "abc", re.sub(r"\\frac(?![a-z])", "", seen))
    return len(re.sub(r"[{}^_\s]", "", re.sub(r"\\[A-Za-z]+", "x", seen)))


SHORT = 24
"""A formula of so many characters stays together with the punctuation beside it; a longer one scrolls on a phone."""


def prose(sentence: str) -> Any:
    """A sentence with its formulas as MathML. No line is broken between a short formula and the punctuation beside
    it."""
    from markupsafe import Markup, escape

    parts = pieces(sentence)
    words = [piece.text if isinstance(piece, Words) else "" for piece in parts]
    found = []
    for place, piece in enumerate(parts):
        if isinstance(piece, Words):
            found.append(Markup(""))
            continue
        formula = mathml(piece.latex, piece.text, "inline")
        before = re.search(r"\S*\Z", words[place - 1])[0] if place else ""  # type: ignore[index]
        after = re.match(r"\S*", words[place + 1])[0] if place + 1 < len(parts) else ""  # type: ignore[index]
        if (before or after) and len(before + piece.text + after) <= SHORT:
            formula = Markup('<span class="together">{}{}{}</span>').format(before, formula, after)
            if before:
                words[place - 1] = words[place - 1].removesuffix(before)
            if after:
                words[place + 1] = words[place + 1].removeprefix(after)
        found.append(formula)
    return Markup("").join(
        escape(word) if isinstance(piece, Words) else one for piece, word, one in zip(parts, words, found, strict=True)
    )


OPENING = r"<mo[^>]*>(?:&#x00028;|&#x0005B;)</mo>"
BEFORE_SIGN = rf"(?:{OPENING}|<mo[^>]*>(?:&#x02192;|&#x0002C;|&#x0003D;|,|=)</mo>)"
"""Behind these a minus is the sign of a number, and stands close to it."""


def _as_tex_spaces(code: str) -> str:
    """MathML whose operators have the spaces around them that TeX gives them."""
    changes = (
        (r"<mi>(:|&#x027F9;|&#x027FA;)</mi>", r"<mo>\1</mo>"),
        (r"<mo>(&#x0221E;)</mo>", r"<mi>\1</mi>"),
        (r"<mo>(&#x0002F;)</mo>", r'<mo lspace="0" rspace="0">\1</mo>'),
        (rf"({BEFORE_SIGN})<mo>(&#x02212;)</mo>", r'\1<mo form="prefix">\2</mo>'),
        (rf"<mo>([a-zA-Z]+)</mo>(?={OPENING}|<mspace)", r'<mo lspace="0" rspace="0">\1</mo>'),
        (r"<mo>([a-zA-Z]+)</mo>", r'<mo lspace="0" rspace="0.1667em">\1</mo>'),
    )
    for pattern, replacement in changes:
        code = re.sub(pattern, replacement, code)
    return code


NAMED = r"(?:log|ln|exp|sin|cos|tanh|max|min|det)\b"
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

    pairs = [
        Markup("{} = {}").format(mathml(name_latex(name), name_text(name), "inline"), value)
        for name, value in assignments(found.point or Instance())
    ]
    sentences = [Markup("At {}.").format(Markup(", ").join(pairs))] if pairs else []
    if found.lhs and found.rhs:
        sides = f"{'There the' if pairs else 'The'} left side is {found.lhs} and the right side {found.rhs}"
        sentences.append(escape(f"{sides}, so that “{sign_named(found.relation).text}” fails."))
    elif found.reason:
        reason = prose(found.reason[:1].upper() + found.reason[1:])
        sentences.append(reason if found.reason.endswith(".") else Markup("{}.").format(reason))
    origin = ORIGINS[found.found_by]
    sentences.append(escape(f"({origin[0].upper()}{origin[1:]}.)"))
    return Markup(" ").join(sentences)
