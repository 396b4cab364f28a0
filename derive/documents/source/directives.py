"""Finds the directives of a document and the display formulas that they apply to, with their places."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from derive.documents.errors import Unreadable
from derive.documents.source.markdown import indented_blocks

KINDS = ("let", "define", "assume here", "assume", "check", "refute")

ENVIRONMENTS = (
    "equation", "align", "gather", "multline", "eqnarray", "flalign", "alignat", "displaymath", "math",
    "split", "aligned", "gathered",
)  # fmt: skip

_OPENER = re.compile(r"\$\$|\\\[|\\begin\s*\{((?:" + "|".join(ENVIRONMENTS) + r")\*?)\}")
_CODE_FENCE = re.compile(r"^([ \t>]*)(`{3,}|~{3,})[ \t]*(\S*)[^\n]*$", re.MULTILINE)
_CODE_SPAN = re.compile(r"`[^`\n]*(?:\$\$|\\\[|\\begin|<!--)[^`\n]*`")
_MARKDOWN_DIRECTIVE = re.compile(r"<!--(.*?)(-->|\Z)", re.DOTALL)
_LATEX_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*(%+)([^\n]*)")
_VERBATIM = re.compile(r"\\begin\{(verbatim|lstlisting|comment|minted)\*?\}.*?(?:\\end\{\1\*?\}|\Z)", re.DOTALL)
_HEAD = re.compile(r"\s*([A-Za-z]+)\s*(:?)\s*")
_BETWEEN = re.compile(r"(?:[\s,;.]|\band\b|\bwith\b)*")
_CONDITION = re.compile(r"[\s,]*(?:for|if|when|whenever|where)(?:\s+(?:all|every|any|each))?\s*(?=\$)")
_BLANK_LINE_INSIDE = re.compile(r"\S[ \t>]*\n(?:[ \t>]*\n)+[ \t>]*\S")


@dataclass(frozen=True)
class Span:
    """The characters from ``start`` up to ``end`` of the file."""

    start: int
    end: int


@dataclass(frozen=True)
class Request:
    """A directive with one formula that it applies to; ``at`` is where the directive stands.

    ``inline`` says that the formula stands in the directive itself."""

    kind: str
    at: int
    formula: Span
    inline: bool
    conditions: tuple[Span, ...] = ()


@dataclass(frozen=True)
class _Directive:
    """``conditions`` are the formulas behind a "for", with the number of the formula that each belongs to."""

    kind: str
    at: int
    formulas: tuple[Span, ...]
    conditions: tuple[tuple[int, Span], ...] = ()


class Places:
    """Lines and columns, counted from 1, of the offsets in a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def __call__(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def find_requests(text: str, latex: bool) -> tuple[str, list[Request | Unreadable]]:
    """The text with comments and code blanked out (same length), and what the directives ask for, in
    the order of the file; an :class:`Unreadable` stands where a directive is not understood."""
    code, directives, problems = _latex_directives(text) if latex else _markdown_directives(text)
    displays = list(_displays(code, [directive.at for directive in directives], latex))
    found: list[Request | Unreadable] = list(problems)
    places = [directive.at for directive in directives]
    for item in displays:
        if isinstance(item, Unreadable):
            count = bisect_right(places, item.at)
            if any(not directive.formulas for directive in directives[max(count - 3, 0) : count]):
                found.append(item)  # a formula that no directive waits for may be as it likes
    found += _pair(directives, displays)
    return code, sorted(found, key=lambda item: item.at)


def _pair(directives: list[_Directive], displays: list[Span | Unreadable]) -> Iterator[Request | Unreadable]:
    """Each directive with its formula: its own, or the next display (nothing where that is not closed)."""
    pending: list[_Directive] = []
    position = 0

    def settle(before: int) -> Iterator[Request | Unreadable]:
        nonlocal position
        while position < len(displays) and _place(displays[position]) < before:
            display = displays[position]
            position += 1
            if isinstance(display, Unreadable):
                display.spoils = any(directive.kind not in ("check", "refute") for directive in pending)
            else:
                yield from (Request(directive.kind, directive.at, display, False) for directive in pending)
            pending.clear()

    for directive in directives:
        yield from settle(directive.at)
        if directive.formulas:
            for number, span in enumerate(directive.formulas):
                conditions = tuple(condition for place, condition in directive.conditions if place == number)
                yield Request(directive.kind, directive.at, span, True, conditions)
            continue
        rivals = [other for other in pending if other.kind in ("check", "refute", "define", "let", "assume")]
        if rivals:
            yield _nothing(rivals[-1])
            pending.remove(rivals[-1])
        pending.append(directive)
    yield from settle(1 << 62)
    yield from (_nothing(directive) for directive in pending)


def _place(display: Span | Unreadable) -> int:
    return display.start if isinstance(display, Span) else display.at


def _nothing(directive: _Directive) -> Unreadable:
    verb = directive.kind if directive.kind in ("check", "refute", "define") else "read"
    return Unreadable(
        f"'{directive.kind}' has nothing to {verb}: a display formula must follow the directive", directive.at
    )


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    pieces = []
    position = 0
    for start, end in sorted(spans):
        if start < position:
            continue
        pieces += [text[position:start], re.sub(r"[^\n]", " ", text[start:end])]
        position = end
    return "".join([*pieces, text[position:]])


def _latex_directives(text: str) -> tuple[str, list[_Directive], list[Unreadable]]:
    directives: list[_Directive] = []
    problems: list[Unreadable] = []
    code = _blank(text, [match.span() for match in _VERBATIM.finditer(text)])
    comments = []
    for match in _LATEX_COMMENT.finditer(code):
        start = match.start(1)
        comments.append((start, match.end()))
        line_start = code.rfind("\n", 0, start) + 1
        alone = not code[line_start:start].strip()
        _read_directive(text, match.start(2), match.end(2), start, alone, directives, problems)
    return _blank(code, comments), directives, problems


def _markdown_directives(text: str) -> tuple[str, list[_Directive], list[Unreadable]]:
    directives: list[_Directive] = []
    problems: list[Unreadable] = []
    code = _blank(text, [*_code_blocks(text)])
    code = _blank(code, [*indented_blocks(code)])
    code = _blank(code, [match.span() for match in _CODE_SPAN.finditer(code)])
    comments = []
    for match in _MARKDOWN_DIRECTIVE.finditer(code):
        comments.append(match.span())
        line_start = code.rfind("\n", 0, match.start()) + 1
        line_end = code.find("\n", match.end())
        rest = code[match.end() : line_end if line_end >= 0 else len(code)]
        alone = not code[line_start : match.start()].strip(" \t>") and not rest.strip()
        if match[2]:
            _read_directive(text, match.start(1), match.end(1), match.start(), alone, directives, problems)
        elif match[1].strip().startswith("derive"):
            problems.append(Unreadable("this comment is not closed: write --> at its end", match.start()))
    return _blank(code, comments), directives, problems


def _code_blocks(text: str) -> Iterator[tuple[int, int]]:
    """The fenced blocks that are code, not math; of those that are math, nothing."""
    opened: re.Match[str] | None = None
    for match in _CODE_FENCE.finditer(text):
        if opened is None:
            opened = match
        elif match[2][0] == opened[2][0] and len(match[2]) >= len(opened[2]) and not match[3]:
            if opened[3] not in ("math", "{math}"):
                yield opened.start(), match.end()
            opened = None
    if opened is not None and opened[3] not in ("math", "{math}"):
        yield opened.start(), len(text)


def _read_directive(
    text: str, start: int, end: int, at: int, alone: bool, directives: list[_Directive], problems: list[Unreadable]
) -> None:
    """Adds the directive that a comment is, if it is one, or the problem with it."""
    head = _HEAD.match(text, start, end)
    if head is None:
        return
    body = text[head.end() : end]
    first = re.match(r"[a-z]+", body.lower())
    looks_alike = difflib.SequenceMatcher(None, head[1].lower(), "derive").ratio() > 0.7
    names_kind = first is not None and first[0] in ("let", "define", "assume", "check", "refute")
    if head[1] != "derive" or not head[2]:
        if looks_alike and names_kind:
            claims = first is not None and first[0] in ("check", "refute")
            problems.append(Unreadable(f"a directive begins with 'derive:', not '{head[0].strip()}'", at, not claims))
        return
    if not alone:
        claims = first is not None and first[0] in ("check", "refute")
        problems.append(Unreadable("a directive must stand on a line of its own", at, not claims))
        return
    try:
        directives.append(_parse_directive(text, head.end(), end, at))
    except Unreadable as problem:
        problem.spoils = True
        if problem.at == at:
            nearest = difflib.get_close_matches(body.split("$")[0].strip(), KINDS, 1, 0.0)
            problem.spoils = not nearest or nearest[0] not in ("check", "refute")
        problems.append(problem)


def _parse_directive(text: str, start: int, end: int, at: int) -> _Directive:
    words = re.compile(r"[^$]*").match(text, start, end)
    kind = " ".join(words[0].split()).rstrip(",:") if words else ""
    if kind not in KINDS:
        nearest = difflib.get_close_matches(kind, KINDS, 1, 0.0)
        raise Unreadable(f"'{kind}' is not a directive; did you mean '{(nearest or ['check'])[0]}'?", at)
    formulas: list[Span] = []
    conditions: list[tuple[int, Span]] = []
    is_condition = False
    position = words.end() if words else end
    while position < end:
        close = text.find("$", position + 1, end)
        if close < 0:
            raise Unreadable("this inline formula is not closed: write $ at its end", position)
        inner = Span(position + 1, close)
        if close - position > 3 and text[position + 1] == text[close - 1] == "`":
            inner = Span(position + 2, close - 1)
        if not text[inner.start : inner.end].strip():
            raise Unreadable("this inline formula is empty", position)
        if is_condition:
            conditions.append((len(formulas) - 1, inner))
        else:
            formulas.append(inner)
        condition = _CONDITION.match(text, close + 1, end)
        is_condition = condition is not None
        between = condition or _BETWEEN.match(text, close + 1, end)
        position = between.end() if between else close + 1
        if position < end and text[position] != "$":
            stray = text[position:end].split("$")[0].strip()
            raise Unreadable(f"'{stray}' is not understood between formulas", position)
    return _Directive(kind, at, tuple(formulas), tuple(conditions))


def _displays(code: str, directive_places: list[int], latex: bool) -> Iterator[Span | Unreadable]:
    """The display formulas, in order; an unclosed one ends before the next directive or blank line."""
    fences = [] if latex else list(_math_fences(code))
    position = 0
    while True:
        opener = _OPENER.search(code, position)
        if fences and (opener is None or fences[0].start <= opener.start()):
            yield fences[0]
            position = max(position, fences.pop(0).end)
            continue
        if opener is None:
            return
        if code[max(0, opener.start() - 1) : opener.start()] == "\\":
            position = opener.end()
            continue
        closer = "$$" if opener[0] == "$$" else r"\]" if opener[0] == r"\[" else None
        if closer is None:
            found = re.compile(r"\\end\s*\{" + re.escape(opener[1]) + r"\}").search(code, opener.end())
            close, after = (found.start(), found.end()) if found else (-1, -1)
        else:
            close = code.find(closer, opener.end())
            after = close + 2
        following = bisect_right(directive_places, opener.start())
        limit = directive_places[following] if following < len(directive_places) else len(code)
        broken = close < 0 or _BLANK_LINE_INSIDE.search(code, opener.end(), close) is not None
        inside = any(opener.start() < place < close for place in directive_places[following : following + 1])
        if broken or inside:
            yield Unreadable(f"this formula is not closed: {_expected(opener)} is missing", opener.start())
            blank = re.compile(r"\n[ \t>]*\n").search(code, opener.end(), limit)
            position = min(limit, blank.start() if blank else limit)
            if position <= opener.start():
                position = opener.end()
            continue
        yield Span(opener.end(), close)
        position = after


def _expected(opener: re.Match[str]) -> str:
    if opener[1]:
        return rf"\end{{{opener[1]}}}"
    return "$$" if opener[0] == "$$" else r"\]"


def _math_fences(code: str) -> Iterator[Span]:
    opened: re.Match[str] | None = None
    for match in _CODE_FENCE.finditer(code):
        if opened is None:
            opened = match if match[3] in ("math", "{math}") else None
        elif match[2][0] == opened[2][0] and not match[3]:
            yield Span(opened.end(), match.start())
            opened = None
