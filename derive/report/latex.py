"""What the LaTeX templates are filled with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.documents.prose import Words, pieces, text_of
from derive.figures.plot import Figure
from derive.language.instance import Instance
from derive.language.lines import OPENINGS, THEREFORE
from derive.language.relations import SIGNS, sign_named
from derive.printing.letters import GREEK, name_latex
from derive.printing.points import assignments
from derive.report.bibliography import Reference
from derive.report.content import (
    ORIGINS,
    Row,
    article_title,
    brief,
    evidence,
    is_rational,
    kind_of,
    letters_of,
    place_of,
    scope_of,
    title_of,
)
from derive.report.escape import (
    LOWERED,
    RAISED,
    Latex,
    breakable,
    has_chinese,
    tex_code,
    tex_prose,
    tex_text,
    trusted_latex,
)
from derive.report.figures import pgf
from derive.verify.result import Counterexample, Line, Result

if TYPE_CHECKING:
    from jinja2 import Environment

ENVIRONMENTS = {
    "Theorem": "derivetheorem",
    "Computation": "derivecomputation",
    "False statement": "derivefalse",
    "Open statement": "deriveopen",
    "Not checkable": "deriveinformal",
}

RELATIONS = {"": "", THEREFORE: r"\therefore", **{sign.name: sign.latex for sign in SIGNS}}
"""How a printed line's relation looks in LaTeX."""

Known = Mapping[str, Result]


def environment(templates: Path) -> Environment:
    """Templates in which every value that is not :class:`Latex` is escaped, and none may be missing."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(templates, encoding="utf-8"),
        undefined=StrictUndefined,
        finalize=lambda value: value if isinstance(value, Latex) else tex_text(str(value)),
        block_start_string="((*",
        block_end_string="*))",
        variable_start_string="(((",
        variable_end_string=")))",
        comment_start_string="((#",
        comment_end_string="#))",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def label(claim_id: str) -> Latex:
    """An id as the name of a label or file."""
    return Latex(re.sub(r"[^A-Za-z0-9.-]", "-", claim_id).strip("."))


def formulas(code: str, text: str) -> list[Latex]:
    """The formulas of a statement, one per line, ready for a formula's place; if the LaTeX is not fit
    for print, the text."""
    trusted = [trusted_latex(line) for line in code.split("\n") if line.strip()]
    if trusted and all(trusted):
        return [breakable(line) for line in trusted if line]
    return [as_formula(line) for line in text.split("\n") if line.strip()]


def formula(code: str, text: str) -> Latex:
    """A single formula."""
    trusted = trusted_latex(code.replace("\n", " "))
    return breakable(trusted) if trusted else as_formula(text)


def as_formula(text: str) -> Latex:
    """A sentence in the place of a formula; its words may stand in several lines."""
    chunks: list[str] = []
    for piece in pieces(text):
        code = None if isinstance(piece, Words) else trusted_latex(piece.latex)
        if code is not None:
            chunks.append(breakable(code))
            continue
        words = piece.text.split()
        chunks += [f"\\text{{{tex_text(' '.join(words[k : k + 4]))} }}" for k in range(0, len(words), 4)]
    return Latex(r"\allowbreak ".join(chunks))


def claim_view(
    result: Result, known: Known, articles: Mapping[str, str], cited: Mapping[str, Reference]
) -> dict[str, Any]:
    """A claim, its values escaped or trusted."""
    kind = kind_of(result)
    says = [] if result.statement_latex else [line for line in result.statement_text.split("\n") if line.strip()]
    return {
        "id": Latex(tex_code(result.id).removeprefix(r"\texttt{").removesuffix("}")),
        "label": label(result.id),
        "title": tex_prose(title_of(result)),
        "title_plain": plain(title_of(result)),
        "verdict": Latex(result.verdict) if result.verdict.isalpha() else tex_text(result.verdict),
        "kind": Latex(kind),
        "environment": Latex(ENVIRONMENTS.get(kind, "deriveopen")),
        "hypotheses": inline(result),
        "scope": tex_prose(scope_of(result)) if says == [] else "",
        "statement": formulas(result.statement_latex, result.statement_text) if not says else [],
        "says": Latex(" ".join(tex_prose(line) for line in says)),
        "note": tex_prose(result.note) if result.note else "",
        "counterexample": counterexample(result.counterexample) if result.counterexample else "",
        "corrected": reference_to(result.corrected_by, known, titled=True) if result.corrected_by else "",
        "parts": [
            {
                "heading": tex_prose(part.heading) if part.heading else "",
                "lines": [line_view(line) for line in part.lines],
            }
            for part in result.parts
            if part.lines
        ],
        "closed": result.verdict == "proved",
        **in_a_sentence(result),
        "certificate": Latex(result.certificate or ""),
        "brief": tex_prose(brief(result)),
        "rows": [row(line) for line in evidence(result)] + further_rows(result, known, articles, cited),
    }


def figure_view(figure: Figure) -> dict[str, Latex]:
    """A figure: its label, its caption, and its plots."""
    return {"label": label(figure.id), "caption": tex_prose(figure.caption), "plots": pgf(figure)}


CAUTIONS = {"refuted": "False: ", "undecided": "Not established: "}
"""What stands before a formula in a sentence, so that nobody takes it for what is true."""


def in_a_sentence(result: Result) -> dict[str, Latex]:
    """A statement as part of a sentence: its formulas, and apart from them what their letters stand for, under which
    hypotheses they hold, and for which sizes."""
    caution = tex_text(CAUTIONS.get(result.verdict, ""))
    caution = Latex(f"{caution} " if caution else "")
    if not result.statement_latex:
        says = " ".join(tex_prose(line) for line in result.statement_text.split("\n") if line.strip())
        return {"formula": Latex(f"{caution}{says}"), "conditions": Latex("")}
    formulas_of, letters_are = letters_of(result)
    said = [f"${formula(line, result.statement_text)}$" for line in formulas_of]
    letters = [f"${formula(line, '')}$" for line in letters_are]
    conditions = f", where {_enumerated(letters)}" if letters else ""
    conditions += f", if {_enumerated(inline(result))}" if result.hypotheses_latex else ""
    conditions += f", for {tex_prose(scope_of(result))}" if result.scope else ""
    return {"formula": Latex(caution + _enumerated(said)), "conditions": Latex(conditions)}


def _enumerated(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def line_view(line: Line) -> dict[str, Latex]:
    """A line of a derivation: how far it is indented, and what opens it, where it is a supposition."""
    return {
        "depth": Latex(str(line.depth)),
        "opening": tex_text(OPENINGS.get(line.relation, "")),
        "relation": Latex("" if line.relation in OPENINGS else RELATIONS[line.relation]),
        "formula": formula(line.latex, line.text),
        "reason": tex_prose(line.reason),
    }


def inline(result: Result) -> list[Latex]:
    """The hypotheses, as formulas in running text."""
    texts = (*result.hypotheses_text, *("" for _ in result.hypotheses_latex))
    return [Latex(f"${formula(code, text)}$") for code, text in zip(result.hypotheses_latex, texts, strict=False)]


def code(claim_id: str) -> Latex:
    """An id for a place that is in typewriter type already."""
    return Latex(tex_code(claim_id).removeprefix(r"\texttt{").removesuffix("}"))


def article(file: str, articles: Mapping[str, str]) -> Latex:
    """The title of an article; its file name where it has none, or none that can be set."""
    title = article_title(file, articles)
    if title == file:
        return tex_code(file)
    if has_chinese(title):
        return Latex(f"\\derivecjk{{{tex_text(title)}}}{{{tex_code(file)}}}")
    return tex_text(title)


def row(line: Row) -> dict[str, Latex]:
    """A line of the table of evidence."""
    spelled = [tex_code(value) if line.code else tex_prose(value) for value in line.values]
    return {"label": tex_text(line.label), "value": Latex(", ".join(spelled))}


def further_rows(
    result: Result, known: Known, articles: Mapping[str, str], cited: Mapping[str, Reference]
) -> list[dict[str, Latex]]:
    """What the evidence refers to: other claims, articles, the literature."""
    rows = []
    if result.uses:
        uses = [reference_to(claim_id, known) for claim_id in result.uses]
        rows.append({"label": Latex("Uses"), "value": Latex("; ".join(uses))})
    if result.sources:
        titles = [article(file, articles) for file in result.sources]
        rows.append({"label": Latex("Articles"), "value": Latex("; ".join(titles))})
    if cited:
        cites = [Latex(f"\\derivecite{{{entry.key}}}{{{tex_text(entry.short)}}}") for entry in cited.values()]
        rows.append({"label": Latex("References"), "value": Latex(", ".join(cites))})
    rows.append({"label": Latex("Written in"), "value": tex_code(place_of(result))})
    return rows


def reference_to(claim_id: str, known: Known, titled: bool = False) -> Latex:
    """A claim by its id: linked where it stands in the same document; with its title if asked for."""
    target = known.get(claim_id)
    kind = kind_of(target) if target else "Statement"
    code = tex_code(claim_id).removeprefix(r"\texttt{").removesuffix("}")
    pointer = Latex(f"\\deriveclaim{{{label(claim_id)}}}{{{kind}}}{{{code}}}")
    return Latex(f"{tex_prose(title_of(target))} ({pointer})") if target and titled else pointer


def counterexample(found: Counterexample) -> Latex:
    """Where the statement fails, once: the point and both sides there, or the reason where there is no point."""
    pairs = [_assigned(name, value) for name, value in assignments(found.point or Instance())]
    sentences = [f"At {', '.join(pairs)}." if pairs else ""]
    if found.lhs and found.rhs:
        sentences.append(
            f"{'There the' if pairs else 'The'} left side is {_value(found.lhs)} and the right side "
            f"{_value(found.rhs)}, so that ``${sign_named(found.relation).latex}$'' fails."
        )
    elif found.reason:
        reason = tex_prose(found.reason)
        sentences.append(reason[:1].upper() + reason[1:] + ("" if reason.endswith(".") else "."))
    origin = ORIGINS[found.found_by]
    sentences.append(f"({origin[0].upper()}{origin[1:]}.)")
    return Latex(" ".join(sentence for sentence in sentences if sentence))


def _assigned(name: str, value: str) -> str:
    if is_rational(value):
        return f"${name_latex(name)} = {_value(value).strip('$')}$"
    return f"${name_latex(name)}$ = {tex_text(value)}"


def _value(value: str) -> Latex:
    digits = value.removesuffix("…")
    if is_rational(digits):
        spread = digits.replace(", ", r",\allowbreak\, ")
        dots = r"\ldots" if digits != value else ""
        return Latex(f"${_long_digits(spread)}{dots}$")
    return tex_text(value)


def _long_digits(code: str) -> str:
    """Digits with places to break, where there are very many."""
    return re.sub(r"\d{20,}", lambda match: r"\allowbreak ".join(re.findall(r"\d{1,10}", match.group())), code)


def plain(text: str) -> Latex:
    """A sentence for a PDF's title and bookmarks: ASCII letters and signs, Greek letters by their names."""
    spelled = _scripts(_scripts(text_of(text), LOWERED, "_"), RAISED, "^")
    decomposed = unicodedata.normalize("NFD", "".join(PLAIN_NAMES.get(c, c) for c in spelled))
    kept = "".join(c for c in decomposed if c.isascii() and (c.isalnum() or c in " .,:;()+-=/'<>!^_|"))
    code = " ".join(kept.split()).replace("_", r"\_").replace("^", r"\textasciicircum{}")
    return Latex(code or "untitled")


PLAIN_NAMES = {
    **{symbol: name for name, symbol in GREEK.items()},
    "−": "-", "·": " ", "≤": "<=", "≥": ">=", "≠": "!=", "∑": "sum", "∏": "product", "∞": "infinity", "→": "->",
    "∂": "d", "ℝ": "R", "Σ": "sum", "′": "'", "∈": " in ", "√": "sqrt ", "‖": "||", "‑": "-", "–": "-", "’": "'",
}  # fmt: skip
"""What stands in a bookmark for a sign that is not ASCII."""


def _scripts(text: str, table: Mapping[str, str], mark: str) -> str:
    """The text with runs of raised or lowered signs behind a mark."""
    run = re.compile(f"[{re.escape(''.join(table))}]+")
    return run.sub(lambda match: mark + "".join(_script(table[sign]) for sign in match[0]), text)


def _script(code: str) -> str:
    return {r"\top ": "T"}.get(code, code.strip().lstrip("\\"))


def listing(title: str, says: str, entries: Sequence[tuple[str, Sequence[Result]]]) -> dict[str, Any]:
    """An index of formulas, each with the labels of the claims that have it; one that cannot be set is left out."""
    lines = [(trusted_latex(code), [label(result.id) for result in results]) for code, results in entries]
    return {
        "title": tex_text(title),
        "says": tex_text(says),
        "entries": [{"formula": breakable(code), "claims": claims} for code, claims in lines if code],
    }


def errata_view(results: Sequence[Result], articles: Mapping[str, str]) -> dict[str, Any]:
    """The refuted statements by article, those of no article last, and what cannot be checked."""
    known = {result.id: result for result in results}
    refuted = [result for result in results if result.verdict == "refuted"]
    groups = [
        {
            "file": _file_line(file, articles.get(file, file)),
            "title": article(file, articles),
            "title_plain": plain(file if has_chinese(articles.get(file, "")) else article_title(file, articles)),
            "entries": [_erratum(r, known) for r in refuted if file in r.sources],
        }
        for file in sorted({file for result in refuted for file in result.sources})
    ]
    if rest := [_erratum(result, known) for result in refuted if not result.sources]:
        title = "Of no article" if groups else "False statements"
        groups.append({"file": Latex(""), "title": tex_text(title), "title_plain": plain(title), "entries": rest})
    return {
        "articles": groups,
        "informal": [
            {
                "id": Latex(tex_code(r.id).removeprefix(r"\texttt{").removesuffix("}")),
                "title": tex_prose(title_of(r)),
                "title_plain": plain(title_of(r)),
                "reason": tex_prose(r.reason or r.note),
                "articles": Latex("; ".join(article(file, articles) for file in r.sources)),
            }
            for r in results
            if r.verdict == "informal"
        ],
    }


def _file_line(file: str, title: str) -> Latex:
    """The file's name, where the heading does not show it already."""
    line = f"\\noindent{{\\small\\color{{derivegray}}{tex_code(file)}}}\\par"
    if has_chinese(title):
        return Latex(f"\\derivecjk{{{line}}}{{}}")
    return Latex(line) if title != file else Latex("")


def _erratum(result: Result, known: Known) -> dict[str, Any]:
    view = claim_view(result, known, {}, {})
    target = known.get(result.corrected_by or "")
    corrected = reference_to(result.corrected_by, known, titled=True) if result.corrected_by else ""
    return {
        "id": view["id"],
        "label": view["label"],
        "title": view["title"],
        "title_plain": view["title_plain"],
        "says_title": Latex(f"{tex_prose(result.title)}."),
        "hypotheses": view["hypotheses"],
        "statement": view["statement"],
        "says": view["says"],
        "note": view["note"],
        "counterexample": view["counterexample"] or tex_prose(result.reason),
        "corrected": Latex(f"{corrected}." if corrected else ""),
        "corrected_statement": formulas(target.statement_latex, target.statement_text) if target else [],
    }
