"""What of a Markdown file is text: fenced and indented code, code spans and comments are not.

One pass over the lines, with the quotes and list items around them; what is inside a comment or a display is not
taken for code, however far in it stands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from derive.documents.errors import Unreadable
from derive.documents.source.places import Comment, Places, Span, blanked
from derive.documents.source.scan import UNCLOSED, Scan

_QUOTE = re.compile(r"(?:[ \t]{0,3}>)+ ?")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|\Z)")
_FENCE = re.compile(r"[ \t]*(?P<sign>`{3,}|~{3,}|:{3,}(?=\{math\}))[ \t]*(?P<info>\S*)(?P<rest>.*)")
_CLOSING = re.compile(r"[ \t]*(?P<sign>`{3,}|~{3,}|:{3,})\s*\Z")
_INLINE = re.compile(r"\\.|(?P<ticks>`+)|(?P<comment><!--)|(?P<display>\$\$)", re.DOTALL)
_BLANK_LINE = re.compile(r"\n[ \t\r>]*(?=\n)")
_BEFORE = re.compile(r"\ufeff?(?:[ \t]{0,3}>|[ \t\r]|[-*+][ \t]|\d{1,9}[.)][ \t]){0,99}\Z")
_AFTER = re.compile(r"[ \t\r]*(?:\n|\Z)")
_MATH = ("math", "{math}")
_MYST = re.compile(
    r"^(?:[ \t]*[`:]{3,}\{[a-z-]+\}|[ \t]*format_name:[ \t]*myst\b|\([\w:-]+\)=[ \t]*$)|\{(?:eq|math|ref)\}`",
    re.MULTILINE,
)
"""What only MyST has: directives and roles in braces, targets, the front matter of its notebooks."""
_OPTION = re.compile(r"[ \t>]*:[a-z-]+:")
_PERCENT = re.compile(r"[ \t]{0,3}(?P<sign>%+)")
_CODE_INDENT = 4
_MOST_ITEMS = 40


def scan_markdown(text: str) -> Scan:
    """The file without code, with the comments in which directives stand."""
    return _Scanner(text).scan()


def _one_between(places: list[int], start: int, end: int) -> bool:
    """Whether one of the places, which are in order, stands between the two."""
    number = bisect_left(places, start)
    return number < len(places) and places[number] < end


class _Fence:
    """An open fence: its sign, whether it holds a formula, and the quotes and list item that it stands in."""

    def __init__(self, sign: str, is_math: bool, quotes: int, margin: int, start: int, inside: int) -> None:
        self.sign = sign
        self.is_math = is_math
        self.quotes = quotes
        self.margin = margin
        self.start = start
        self.inside = inside


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.places = Places(text)
        self.code: list[Span] = []
        self.comments: list[Comment] = []
        self.fences: list[Span] = []
        self.problems: list[Unreadable] = []
        self.breaks = [match.start() for match in _BLANK_LINE.finditer(text)]
        self.displays: list[int] = []
        self.signs = [match.start() for match in re.finditer("<!--", text)]
        self.ticks: dict[int, list[int]] = {}
        for match in _INLINE.finditer(text):
            if match["display"]:
                self.displays.append(match.start())
        for match in re.finditer("`+", text):
            self.ticks.setdefault(len(match[0]), []).append(match.start())
        self.fence: _Fence | None = None
        self.quotes = 0
        self.margins: list[int] = []
        self.may_begin = True  # indented code: after a blank line, or after code
        self.is_myst = _MYST.search(text) is not None
        self.percents: list[Comment] = []

    def scan(self) -> Scan:
        text = self.text
        position = 0
        while position < len(text):
            end = self._line_end(position)
            inline = self._block(position, end)
            while inline < end:
                match = _INLINE.search(text, inline, end)
                if match is None:
                    break
                inline = self._inline(match)
                end = self._line_end(max(inline, position)) if inline > end else end
            position = max(end, inline) + 1
        if self.fence is not None:
            if self.fence.is_math or "derive" in text[self.fence.start :]:
                message = f"this block is not closed: write {self.fence.sign} on a line of its own at its end"
                self.problems.append(UNCLOSED(message, self.fence.start, True))
            self.code.append(Span(self.fence.start, len(text)))
        removed = [*self.code, *(Span(comment.at, comment.end + 3) for comment in self.comments)]
        comments = sorted((*self.comments, *self.percents), key=lambda comment: comment.at)
        return Scan(blanked(text, removed), comments, self.problems, self.breaks, self.fences, [])

    def _line_end(self, position: int) -> int:
        return self.places.line_around(position).end

    def _block(self, start: int, end: int) -> int:
        """What kind of line it is; where its inline text begins, or its end where it has none."""
        quote = _QUOTE.match(self.text, start, end)
        quotes = quote[0].count(">") if quote else 0
        if self.fence is not None:
            if not self._ends_with_its_container(quotes, start, end):
                return self._inside_fence(start, end)
            self._close_fence(start, start)
        inside = quote.end() if quote else start
        content = self.text[inside:end]
        if quotes != self.quotes and content.strip():
            self.quotes, self.margins, self.may_begin = quotes, [], self.may_begin or quotes > self.quotes
        if not content.strip():
            self.may_begin = True
            return end
        percent = _PERCENT.match(content) if self.is_myst else None
        if percent is not None:
            at = inside + percent.start("sign")
            self.percents.append(Comment(at, inside + percent.end(), end, True))
            self.code.append(Span(at, end))
            return end
        column = _column(content)
        if self.may_begin:
            while self.margins and column < self.margins[-1]:
                self.margins.pop()
        margin = self.margins[-1] if self.margins else 0
        if self.may_begin and column >= margin + _CODE_INDENT:
            self.code.append(Span(inside, end))
            return end
        item = _ITEM.match(content)
        while item is not None:
            if item.end() == len(content) or len(self.margins) > _MOST_ITEMS:
                break
            while self.margins and column < self.margins[-1]:
                self.margins.pop()
            self.margins.append(_column(" " * item.end()) if "\t" not in content else column + 2)
            column = item.end()
            item = _ITEM.match(content, item.end())
        self.may_begin = False
        marker = re.compile(r"(?:[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)*").match(content)
        fence = _FENCE.match(content, marker.end() if marker else 0)
        if fence and not (fence["sign"][0] == "`" and "`" in fence["info"] + fence["rest"]):
            is_math = fence["info"] in _MATH
            margin = self.margins[-1] if self.margins else 0
            margin = margin if fence.start("sign") >= margin else 0
            self.fence = _Fence(fence["sign"], is_math, quotes, margin, inside + fence.start("sign"), end)
            return end
        return inside

    def _ends_with_its_container(self, quotes: int, start: int, end: int) -> bool:
        """Whether a line stands outside the quote or list item that the open fence stands in."""
        assert self.fence is not None
        if quotes < self.fence.quotes:
            return True
        content = self._content(start, end)
        return bool(content.strip()) and _column(content) < self.fence.margin and not _FENCE.match(content)

    def _content(self, start: int, end: int) -> str:
        """A line without the signs of the quotes that the open fence stands in."""
        assert self.fence is not None
        quotes = re.compile(rf"(?:[ \t]{{0,3}}>){{0,{min(self.fence.quotes, 99)}}}").match(self.text, start, end)
        return self.text[quotes.end() if quotes else start : end]

    def _inside_fence(self, start: int, end: int) -> int:
        assert self.fence is not None
        if self.fence.is_math and start == self.fence.inside + 1 and _OPTION.match(self.text, start, end):
            self.fence.inside = end  # a label, as MyST has it
            return end
        match = _CLOSING.match(self._content(start, end))
        sign = self.fence.sign
        if match and match["sign"][0] == sign[0] and len(match["sign"]) >= len(sign):
            self._close_fence(start, end)
        return end

    def _close_fence(self, inside_end: int, end: int) -> None:
        assert self.fence is not None
        if self.fence.is_math:
            self.fences.append(Span(min(self.fence.inside, inside_end), inside_end))
            self.code += [Span(self.fence.start, self.fence.inside), Span(inside_end, end)]
        else:
            self.code.append(Span(self.fence.start, end))
        self.fence = None
        self.may_begin = True

    def _inline(self, match: re.Match[str]) -> int:
        """Goes behind a sign of inline text, and behind what it opens, if that is closed."""
        start, end = match.span()
        if match["ticks"]:
            places = self.ticks.get(end - start, [])
            number = bisect_right(places, start)
            if number < len(places) and not _one_between(self.breaks, end, places[number]):
                self.code.append(Span(start, places[number] + end - start))
                return places[number] + end - start
        elif match["display"]:
            number = bisect_right(self.displays, start + 1)
            if number < len(self.displays) and not self._broken(end, self.displays[number]):
                return self.displays[number] + 2
        elif match["comment"]:
            return self._comment(start, end)
        return end

    def _broken(self, start: int, end: int) -> bool:
        """Whether a blank line or a comment stands in the middle of what may be a formula."""
        if _one_between(self.signs, start, end):
            return True
        if not _one_between(self.breaks, start, end):
            return False
        inside = self.text[start:end]
        first, last = len(inside) - len(inside.lstrip(" \t\n>")), len(inside.rstrip(" \t\n>"))
        return _one_between(self.breaks, start + first, start + last)

    def _comment(self, start: int, inside: int) -> int:
        close = self.text.find("-->", inside)
        if close < 0:
            if "derive" in self.text[inside:]:
                self.problems.append(UNCLOSED("this comment is not closed: write --> at its end", start, True))
            self.code.append(Span(start, len(self.text)))
            return len(self.text)
        line_start = self.places.line_around(start).start
        alone = (
            _BEFORE.match(self.text, line_start, start) is not None and _AFTER.match(self.text, close + 3) is not None
        )
        self.comments.append(Comment(start, inside, close, alone))
        return close + 3


def _column(line: str) -> int:
    """How far in a line begins, tabs counted to multiples of four."""
    expanded = line[:400].expandtabs(_CODE_INDENT)
    return len(expanded) - len(expanded.lstrip(" "))
