r"""The display formulas of a file without code and comments: ``$$…$$``, ``\[…\]``, environments, fences."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from derive.documents.errors import Unreadable, refusal
from derive.documents.source.definitions import Definition
from derive.documents.source.places import Span

OPEN_DISPLAY = refusal(
    "D058",
    "a display formula that is not closed",
    """A display formula ends where it is closed, and it has no blank line and no directive in it. Write the sign that
    closes it, which the message names, and leave blank lines out.""",
    ("<!-- derive: check -->\n$$\n1 + 1\n\n= 2\n$$\n",),
    ("<!-- derive: check -->\n$$\n1 + 1\n= 2\n$$\n",),
)

ENVIRONMENT = refusal(
    "D059",
    "an environment that is not understood",
    """Display formulas are written as $$…$$, \\[…\\], or in equation, align, gather, multline and the like, starred or
    not. Write one of these instead, with its \\begin and \\end: a macro that stands for \\begin{equation} hides where
    the formula begins.""",
    ("<!-- derive: check -->\n\\begin{dmath} 1 + 1 = 2 \\end{dmath}\n",),
    ("<!-- derive: check -->\n\\begin{equation} 1 + 1 = 2 \\end{equation}\n",),
)

ENVIRONMENTS = (
    "equation", "align", "gather", "multline", "eqnarray", "flalign", "alignat", "displaymath", "math",
    "split", "aligned", "gathered", "alignedat", "multlined",
)  # fmt: skip
_NOT_READ = (
    "IEEEeqnarray", "dmath", "dgroup", "dseries", "empheq", "xalignat", "xxalignat", "subarray", "tikzcd",
)  # fmt: skip
"""Environments that show a formula and are not understood."""

_TOKEN = re.compile(
    r"\\(?P<edge>begin|end)\s{0,9}\{(?P<name>[A-Za-z]+\*?)\}|(?P<word>\\[A-Za-z]+)|\\.|(?P<dollars>\$\$?)", re.DOTALL
)
_OPTIONS = re.compile(r"\s*\[[a-z]\]")
_COLUMNS = re.compile(r"\s*\{\s{0,9}\d{1,3}\s{0,9}\}")
_OPENS_FORMULA = re.compile(r"\\begin\s{0,9}\{(?:" + "|".join((*ENVIRONMENTS, *_NOT_READ)) + r")\*?\}|\\\[|\$\$")


class Displays:
    """Finds the displays in order; ``breaks`` are blank lines and ``stops`` the directives, which none may hold."""

    def __init__(
        self, code: str, latex: bool, breaks: Sequence[int], stops: Sequence[int], fences: Sequence[Span],
        definitions: Sequence[Definition],
    ) -> None:  # fmt: skip
        self.code = code
        self.latex = latex
        self.breaks = breaks
        self.stops = stops
        self.skipped = [(span.start, span, True) for span in fences]
        self.skipped += [(one.at, Span(one.at, one.end), False) for one in definitions]
        self.skipped.sort(key=lambda entry: entry[0], reverse=True)
        self.hidden = {one.head.name for one in definitions if _hides_opener(one)}

    def find(self) -> Iterator[Span | Unreadable]:
        """The displays; an Unreadable stands in the place of one that is not closed, or not understood."""
        position = 0
        while True:
            match = _TOKEN.search(self.code, position)
            start = match.start() if match else len(self.code)
            if self.skipped and self.skipped[-1][0] <= start:
                at, span, is_formula = self.skipped.pop()
                if at >= position:
                    if is_formula:
                        yield span
                    position = span.end
                continue
            if match is None:
                return
            position = match.end()
            closer = self._closer(match)
            if closer:
                found, position = self._display(match, closer)
                yield found
            elif match["dollars"] == "$" and self.latex:
                position = self._behind_inline(position)
            elif match["edge"] == "begin" and (match["name"].rstrip("*") in _NOT_READ or match["name"] in self.hidden):
                yield ENVIRONMENT(f"the environment {match['name']} is not understood; write equation or align", start)
            elif match["word"] in self.hidden:
                message = f"{match['word']} begins a formula out of sight; write its \\begin out"
                yield ENVIRONMENT(message, start)

    def _closer(self, match: re.Match[str]) -> str:
        """What closes a display that begins here; empty where none does."""
        if match["dollars"] == "$$":
            return "$$"
        if match[0] == r"\[":
            return r"\]"
        if match["edge"] == "begin" and match["name"].rstrip("*") in ENVIRONMENTS:
            return rf"\end{{{match['name']}}}"
        return ""

    def _display(self, opener: re.Match[str], closer: str) -> tuple[Span | Unreadable, int]:
        """The display, or what is wrong with it, and where to go on."""
        inside = self._inside(opener)
        number = bisect_right(self.stops, opener.start())
        limit = self.stops[number] if number < len(self.stops) else len(self.code)
        first = re.compile(r"[ \t\r\n>]*").match(self.code, inside, limit)
        content = first.end() if first else inside
        number = bisect_left(self.breaks, content)
        blank = self.breaks[number] if number < len(self.breaks) else len(self.code)
        after_blank = re.compile(r"[ \t\r\n>]*").match(self.code, min(blank, len(self.code)))
        reach = after_blank.end() + len(opener[0]) + 9 if after_blank else blank  # the closer may follow a blank line
        depth = 0
        for match in _TOKEN.finditer(self.code, inside, min(limit, reach)):
            if match.start() >= blank and self.code[blank : match.start()].strip(" \t\r\n>"):
                break
            if match[0].replace(" ", "") == closer:
                if depth == 0:
                    return Span(inside, match.start()), match.end()
                depth -= 1
            elif opener["edge"] and match["edge"] == "begin" and match["name"] == opener["name"]:
                depth += 1
        end = min(limit, blank)
        before = (
            "" if end == len(self.code) else " before the directive in it" if end == limit else " before the blank line"
        )
        message = f"this formula is not closed: {closer} is missing{before}"
        return OPEN_DISPLAY(message, opener.start()), max(end, opener.end())

    def _inside(self, opener: re.Match[str]) -> int:
        r"""Where the formula begins: behind ``[t]`` and the number of columns, which are none of it."""
        inside = opener.end()
        name = (opener["name"] or "").rstrip("*")
        if name in ("split", "aligned", "gathered", "alignedat", "multlined"):
            options = _OPTIONS.match(self.code, inside)
            inside = options.end() if options else inside
        if name in ("alignat", "alignedat"):
            columns = _COLUMNS.match(self.code, inside)
            inside = columns.end() if columns else inside
        return inside

    def _behind_inline(self, position: int) -> int:
        """Behind the end of the inline formula that begins before the place; at the place where it has no end."""
        number = bisect_left(self.breaks, position)
        limit = self.breaks[number] if number < len(self.breaks) else len(self.code)
        close = re.compile(r"(?:[^\\$]|\\.){0,100000}\$", re.DOTALL).match(self.code, position, limit)
        return close.end() if close else position


def _hides_opener(definition: Definition) -> bool:
    r"""Whether a macro or environment opens a display out of sight: ``\\be`` for ``\\begin{equation}``."""
    return any(_OPENS_FORMULA.search(body) for body in definition.bodies[:1])
