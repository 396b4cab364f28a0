"""HTML: a page for each claim and an index, with MathML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from derive.documents.prose import Words, pieces, text_of
from derive.language.instance import Instance
from derive.language.lines import OPENINGS
from derive.language.relations import sign_named
from derive.printing.points import assignments
from derive.report.bibliography import references
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
from derive.report.latex import label
from derive.verify.result import Counterexample, Result


def render_pages(
    templates: Path,
    results: Sequence[Result],
    articles: Mapping[str, str],
    topics: Mapping[str, str],
    bibliography: str,
    version: str,
    summary: str,
    complete: bool,
) -> dict[str, str]:
    """The pages below html/."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(templates, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = Markup((templates / "style.css").read_text(encoding="utf-8"))
    known = {result.id: result for result in results}
    files = {}
    for result in results:
        cited = references(bibliography, tuple(sorted(set(result.references))))
        files[f"html/{label(result.id)}.html"] = environment.get_template("claim.html").render(
            claim=_claim(result, known, articles),
            references=[Markup(entry.html) for entry in cited.values()],
            style=style,
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
            for title, group in by_topic(results, topics).items()
        ]
        files["html/index.html"] = environment.get_template("index.html").render(
            topics=listed,
            summary=summary,
            style=style,
            version=version,
        )
    return files


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


def _spaced(code: str) -> str:
    """The formula with the spaces around logarithms that MathML would lack."""
    return re.sub(r"\\log (?!\(|\\left)", r"\\log\\, ", re.sub(r"(?<=[\w})]) \\log", r" \\,\\log", code))


def _claim(result: Result, known: Mapping[str, Result], articles: Mapping[str, str]) -> dict[str, Any]:
    codes = [line for line in result.statement_latex.split("\n") if line.strip()]
    texts = [line for line in result.statement_text.split("\n") if line.strip()]
    texts_of_codes = texts if len(texts) == len(codes) else [" ".join(texts)] * len(codes)
    hypotheses = zip(result.hypotheses_latex, result.hypotheses_text, strict=False)
    rows = [*evidence(result), Row("Uses", result.uses, True)]
    rows.append(Row("Articles", tuple(article_title(file, articles) for file in result.sources)))
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
        "corrected": _corrected(result.corrected_by, known) if result.corrected_by else None,
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
    }


def _row(row: Row) -> dict[str, Any]:
    from markupsafe import Markup, escape

    if not row.code:
        return {"label": row.label, "value": Markup("; ").join(map(prose, row.values))}
    codes = [Markup("<code>{}</code>").format(value) for value in row.values]
    return {"label": row.label, "value": Markup(", ").join(escape(code) for code in codes)}


def _link(claim_id: str) -> str:
    return f"{label(claim_id)}.html"


def _corrected(claim_id: str, known: Mapping[str, Result]) -> dict[str, str]:
    target = known.get(claim_id)
    return {"title": prose(target.title) if target else claim_id, "link": _link(claim_id) if target else ""}


def _counterexample(found: Counterexample) -> Any:
    """Where the statement fails, once: the point and both sides there, or the reason where there is no point."""
    from markupsafe import Markup, escape

    place = ", ".join(f"{name} = {value}" for name, value in assignments(found.point or Instance()))
    both = found.lhs and found.rhs
    sides = f"{found.lhs} {sign_named(found.relation).text} {found.rhs} is false" if both else ""
    told = [escape(place), escape(sides), "" if both else prose(found.reason)]
    return Markup("{} ({}).").format(Markup("; ").join(part for part in told if part), ORIGINS[found.found_by])
