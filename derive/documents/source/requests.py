"""What the directives of a document ask for: each with its formulas, or with the display that follows it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from derive.documents.errors import Unreadable, refusal
from derive.documents.source.definitions import find_definitions
from derive.documents.source.directives import PLACE, ConditionSpan, Directive, Request, read_comment
from derive.documents.source.displays import Displays
from derive.documents.source.latex import scan_latex
from derive.documents.source.markdown import scan_markdown
from derive.documents.source.places import Doubt, Places, Span, Spans, blanked
from derive.documents.source.scan import Scan

FOLLOWED = refusal(
    "D055",
    "a directive that no formula follows",
    """A directive without a formula of its own applies to the next display formula, which has to stand before the next
    directive of that kind and be closed. Write the formula in $$…$$ on lines of its own, or in the directive, between
    single $.""",
    ("<!-- derive: check -->\nThe sum $1 + 1 = 2$ is known.\n",),
    ("<!-- derive: check -->\n$$1 + 1 = 2$$\n",),
)

DOUBTFUL = refusal(
    "D056",
    "a directive or formula inside of a conditional",
    """Whether TeX reads this depends on a conditional whose value is not known here. Move the directive and its formula
    out of the conditional, or leave the conditional out; \\iftrue and \\iffalse are known.""",
    ("\\ifdraft\n% derive: check\n\\[ 1 = 1 \\]\n\\fi\n",),
    ("\\ifdraft\nDraft.\n\\fi\n% derive: check\n\\[ 1 = 1 \\]\n",),
)

__all__ = ["ConditionSpan", "Request", "find_displays", "find_requests"]

_MARKDOWN_SIGN = re.compile(r"<!--[\s-]{0,40}derive\s{0,9}:")
_LATEX_SIGN = re.compile(r"^[ \t>]*(%+[ \t]*derive[ \t]*:)[ \t]*(\w*)", re.MULTILINE)
_COMMENT = re.compile(r"\\.|%[^\n]*", re.DOTALL)


def find_requests(text: str, latex: bool, drafts: bool = False) -> tuple[str, list[Request | Unreadable]]:
    """The text with comments and code blanked out (same length), and what the directives ask for; an
    :class:`Unreadable` stands where a directive is not understood.

    The order is that of the file: of a formula in a directive the directive's, of a display the display's, so that
    what is said between a ``check`` and its display is said before it. With ``drafts``, directives with a question
    mark count as well."""
    scan = scan_latex(text) if latex else scan_markdown(text)
    found: list[Request | Unreadable] = [*scan.problems, *_in_the_other_language(text, scan.code, latex)]
    doubts = {doubt.span: doubt for doubt in scan.doubts}
    doubtful = Spans(doubts)
    directives: list[Directive] = []
    for comment in scan.comments:
        item = read_comment(text, comment, drafts)
        if isinstance(item, Directive):
            span = doubtful.around(item.at)
            if span is None:
                directives.append(item)
            else:
                found.append(_doubtful("this directive", item.at, doubts[span], not item.kind.claims))
        elif item is not None:
            found.append(item)
    displays = _displays(text, scan, latex)
    places = Places(text)
    code = scan.code if latex else _without_marks(scan, displays, places)
    for number, display in enumerate(displays):
        span = doubtful.around(display.start) if isinstance(display, Span) else None
        if span is not None and isinstance(display, Span):
            displays[number] = _doubtful("this formula", display.start, doubts[span], True)
    found += _pair(directives, displays, places)
    return code, sorted(
        found, key=lambda item: item.at if isinstance(item, Unreadable) or item.inline else item.formula.start
    )


@dataclass(frozen=True)
class Survey:
    """What of a text may be annotated: ``code`` is the text without comments and code, ``displays`` are the insides of
    its display formulas, and ``taken`` those that a directive speaks of already, be it a draft."""

    code: str
    displays: list[Span]
    taken: set[Span]
    inline: list[Request]


def survey(text: str, latex: bool) -> Survey:
    """The display formulas of a text, and what its directives, drafts among them, say already."""
    _, found = find_displays(text, latex)
    code, requests = find_requests(text, latex, drafts=True)
    asked = [request for request in requests if isinstance(request, Request)]
    taken = {request.formula for request in asked if not request.inline}
    displays = [one for one in found if isinstance(one, Span)]
    return Survey(code, displays, taken, [request for request in asked if request.inline])


def without_comments(text: str) -> str:
    """A text in LaTeX with comments and verbatim text blanked out, the same in length."""
    return scan_latex(text).code


def find_displays(text: str, latex: bool) -> tuple[str, list[Span | Unreadable]]:
    """The text with comments and code blanked out (same length), and all displays in it, whether a directive speaks of
    them or not; an :class:`Unreadable` stands for one that is not closed, or not understood."""
    scan = scan_latex(text) if latex else scan_markdown(text)
    return scan.code, _displays(text, scan, latex)


def _displays(text: str, scan: Scan, latex: bool) -> list[Span | Unreadable]:
    definitions = list(find_definitions(scan.code))
    stops = [comment.at for comment in scan.comments if _begins_directive(text, comment.start)]
    return list(Displays(scan.code, latex, scan.breaks, stops, scan.fences, definitions).find())


def _begins_directive(text: str, start: int) -> bool:
    return re.compile(r"[\s-]*derive\s*:").match(text, start, start + 100) is not None


def _doubtful(what: str, at: int, doubt: Doubt, spoils: bool) -> Unreadable:
    return DOUBTFUL(rf"whether {what} counts depends on {doubt.reason}: move it behind the \fi", at, spoils)


def _in_the_other_language(text: str, code: str, latex: bool) -> Iterator[Unreadable]:
    """Directives as the other kind of file has them: nobody would read them."""
    if latex:
        for match in _MARKDOWN_SIGN.finditer(text):
            yield PLACE("in LaTeX a directive is a comment of its own: '% derive: …'", match.start(), True)
        return
    for match in _LATEX_SIGN.finditer(code):
        message = "in Markdown a directive is a comment of its own: '<!-- derive: … -->'"
        yield PLACE(message, match.start(1), match[2] not in ("check", "refute"))


def _without_marks(scan: Scan, displays: Sequence[Span | Unreadable], places: Places) -> str:
    """The code of a Markdown file, the signs of quotes and TeX's comments taken out of its formulas."""
    marks: list[Span] = []
    for display in displays:
        if not isinstance(display, Span):
            continue
        for comment in _COMMENT.finditer(scan.code, display.start, display.end):
            if comment[0].startswith("%"):
                marks.append(Span(comment.start(), comment.end()))
        if "\n" in scan.code[display.start : display.end]:
            line_start = places.line_around(display.start).start
            quotes = re.compile(r"(?:[ \t]{0,3}>)*").match(scan.code, line_start, display.start)
            depth = quotes[0].count(">") if quotes else 0
            if depth:
                line = re.compile(rf"\n((?:[ \t]{{0,3}}>){{1,{min(depth, 99)}}})")
                marks += [Span(*match.span(1)) for match in line.finditer(scan.code, display.start, display.end)]
    return blanked(scan.code, marks)


def _pair(
    directives: list[Directive], displays: list[Span | Unreadable], places: Places
) -> Iterator[Request | Unreadable]:
    """Each directive with its formulas: its own, or the next display."""
    display_places = [item.start if isinstance(item, Span) else item.at for item in displays]
    position = 0
    waiting: Directive | None = None
    for directive in [*directives, None]:
        before = directive.at if directive is not None else 1 << 62
        if waiting is not None and position < len(displays) and display_places[position] < before:
            yield _applied(waiting, displays[position])
            waiting = None
        position = bisect_left(display_places, before, position)
        if directive is None or not directive.requests:
            if waiting is not None:
                yield _nothing(waiting, directive, places)
            waiting = directive
        else:
            yield from directive.requests


def _applied(directive: Directive, display: Span | Unreadable) -> Request | Unreadable:
    """The directive with its display. A claim that is lost is nothing to others, a premise is."""
    if isinstance(display, Span):
        return Request(directive.kind.name, directive.at, display, False, draft=directive.draft)
    display.spoils = not directive.kind.claims
    return display


def _nothing(directive: Directive, following: Directive | None, places: Places) -> Unreadable:
    kind = directive.kind
    before = f", before the directive in line {places(following.at)[0]}" if following is not None else ""
    message = f"'{kind.name}' has nothing to {kind.verb}: a display formula must follow it{before}"
    return FOLLOWED(message, directive.at, not kind.claims)
