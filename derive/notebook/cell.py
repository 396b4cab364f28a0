"""A cell of formulas, checked, and how it shows itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from derive.documents.formats.pieces import MovedPlaces
from derive.documents.model import Check, Link
from derive.documents.prose import text_of
from derive.documents.reader import read_text
from derive.documents.source import Places, Span, find_displays
from derive.figures.refuted import refuted_figure
from derive.language.claims import Claim
from derive.report.figures import svg
from derive.suggest import suggested
from derive.verify.cache import Cache
from derive.verify.checks import CheckedFile, Manner, checked, links_of, verify_links
from derive.verify.program import Program
from derive.verify.result import LinkVerdict
from derive.verify.words import MARKS, explained, place_in, right_in_words, understood

GREEN, RED, YELLOW = "#2a7d2a", "#b02a2a", "#9a6a00"
COLOURS = {"proved": GREEN, "computed": GREEN, "refuted": RED, "undecided": YELLOW, "unreadable": RED}
STYLE = (
    "<style>.derive-cell svg.plot { display: block; max-width: 30em; width: 100% } "
    ".derive-cell .plot text { fill: currentColor; font-size: 12px } "
    ".derive-cell .grid, .derive-cell .frame { fill: none; stroke: #999; stroke-width: .7 } "
    ".derive-cell .curve { fill: none; stroke-width: 1.8 } .derive-cell .curve-0 { stroke: #1f5fa8 } "
    ".derive-cell .curve-1 { stroke: #c2571a } .derive-cell .dot { fill: currentColor }</style>"
)
"""How plots look where the page has no style for them."""


@dataclass(frozen=True, repr=False)
class CheckedCell:
    """The verdicts on the formulas of a cell."""

    file: CheckedFile

    def links(self) -> Iterator[tuple[Check, Link, LinkVerdict]]:
        """The links, each with its check and its verdict."""
        for check, verdicts in zip(self.file.document.checks, self.file.verdicts, strict=True):
            for link, verdict in zip(check.links, verdicts, strict=True):
                yield check, link, verdict

    def __repr__(self) -> str:
        lines = [f"! unreadable {place_in('cell', one)}: {one.message}" for one in self.file.document.errors]
        for _, link, verdict in self.links():
            lines.append(f"{MARKS[verdict.verdict]} {verdict.verdict}  {' '.join(link.latex.split())}")
            if verdict.verdict != "proved":
                lines += [f"    {line}" for line in (*explained(verdict), *right_in_words(verdict))]
        return "\n".join(lines) or "nothing to check"

    def _repr_html_(self) -> str:
        parts = [
            f"<p>{_mark('unreadable')} {escape(place_in('cell', one))}: {escape(one.message)}"
            f"{f' [{one.code}]' if one.code else ''}</p>"
            for one in self.file.document.errors
        ]
        parts += ["".join(_link_html(check, link, verdict)) for check, link, verdict in self.links()]
        return f'<div class="derive-cell">{STYLE}{"".join(parts) or "<p>nothing to check</p>"}</div>'


def check_cell(text: str, effort: float = 1.0, suggest: bool = True) -> CheckedCell:
    """The verdicts on the formulas of a cell in Markdown. Where it has no directive, each display is a claim."""
    claimed, places = (text, None) if "derive:" in text else _all_claimed(text)
    document = read_text(claimed, "cell.md", places)
    manner, cache = Manner(effort, 1), Cache(Program())
    found = dict(verify_links(links_of([document]), manner, cache))
    if suggest and any(verdict.verdict in ("refuted", "undecided") for verdict in found.values()):
        found.update(suggested([document], found, manner, cache))
    return CheckedCell(checked([document], found)[0])


def _all_claimed(text: str) -> tuple[str, MovedPlaces]:
    """The text with each display claimed, and the places of its letters in the text without the directives."""
    _, displays = find_displays(text, latex=False)
    begins = sorted({text.rfind("\n", 0, max(one.start - 1, 0)) + 1 for one in displays if isinstance(one, Span)})
    claimed, segments = "", []
    for begin, end in pairwise(sorted({0, *begins, len(text)})):
        if begin in begins:
            claimed += "<!-- derive: check -->\n"
        segments.append((len(claimed), begin))
        claimed += text[begin:end]
    return claimed, MovedPlaces(claimed, segments, Places(text))


def _mark(verdict: str) -> str:
    return f'<b style="color: {COLOURS[verdict]}">{MARKS[verdict]} {verdict}</b>'


def _formula(latex: str) -> str:
    return rf"$\displaystyle {escape(latex, quote=False)}$"


def _link_html(check: Check, link: Link, verdict: LinkVerdict) -> Iterator[str]:
    """A link with its verdict, how it is read, and why it fails."""
    yield f"<p>{_mark(verdict.verdict)} {_formula(link.latex)}</p>"
    if verdict.verdict != "proved":
        yield from (f"<p>{escape(line)}</p>" for line in explained(verdict))
        for right in verdict.holds:
            yield f"<p>holds: {_formula(right.latex)} ({escape(right.change)})</p>"
    yield "<details><summary>how it is read</summary>"
    for reading in link.readings:
        yield f"<p>{_formula(reading.latex)}</p>"
    given = [line.removeprefix("  given ") for line in understood(link) if line.startswith("  given ")]
    yield from (f"<p>given {_formula(line)}</p>" for line in given)
    yield "</details>"
    yield from _plots(link, verdict)


def _plots(link: Link, verdict: LinkVerdict) -> Iterator[str]:
    """Both sides around the point where a link fails, where one or two numbers may move."""
    point = verdict.counterexample.point if verdict.counterexample is not None else None
    if point is None or verdict.verdict != "refuted":
        return
    for statement in link.readings[0].statements:
        claim = Claim("cell.link", "A link", statement.conclusion, given=statement.hypotheses, expected="refuted")
        figure = refuted_figure(claim, point)
        if figure is not None:
            for plot in figure.plots:
                yield f"<p>{_keys()}</p>{svg(plot, len(figure.plots) == 1)}<p>{escape(text_of(plot.x.label))}</p>"
            return


def _keys() -> str:
    """Which curve is which side."""
    return "left side: blue; right side: orange, dashed"
