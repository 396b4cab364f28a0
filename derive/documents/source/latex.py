r"""What of a LaTeX file TeX would read: comments, verbatim text and what stands in ``\iffalse … \fi`` are not.

One pass, as TeX makes it: where a branch is skipped, verbatim text is nothing special, and ``%`` still is a comment."""

from __future__ import annotations

import re

from derive.documents.errors import Unreadable
from derive.documents.source.conditionals import Conditionals
from derive.documents.source.definitions import head_at
from derive.documents.source.directives import PLACE
from derive.documents.source.places import Comment, Doubt, Places, Span, Spans, blanked
from derive.documents.source.scan import UNCLOSED, Scan

_VERBATIM = "verbatim|Verbatim|BVerbatim|LVerbatim|lstlisting|minted|comment|filecontents"
_TOKEN = re.compile(
    r"(?P<comment>%+)"
    r"|(?P<literal>\\(?:url|path|nolinkurl|href)\s?\{[^{}\n]{0,2000}\})"
    r"|(?P<inline>\\(?:verb\*?(?![A-Za-z])|lstinline(?:\[[^\]\n]{0,200}\])?|"
    r"mintinline(?:\[[^\]\n]{0,200}\])?\{[^{}\n]{0,40}\})(?P<delimiter>[^\sA-Za-z*]))"
    r"|\\begin\s{0,9}\{(?P<verbatim>(?:" + _VERBATIM + r")\*?)\}"
    r"|(?P<finish>\\end\s{0,9}\{document\}|\\endinput(?![A-Za-z]))"
    r"|(?P<command>\\if[A-Za-z@]*|\\[A-Za-z]+)"
    r"|\\.|(?P<brace>[{}])",
    re.DOTALL,
)
_SKIPPED = re.compile(r"%[^\n]*|(?P<command>\\if[A-Za-z@]*|\\[A-Za-z]+)|\\.", re.DOTALL)
_UNLESS = re.compile(r"\\unless\s*\Z")
_BLANK_LINE = re.compile(r"\n[ \t\r]*(?=\n)")


def scan_latex(text: str) -> Scan:
    """The file as TeX would read it, with the comments in which directives stand."""
    return _Scanner(text).scan()


class _Frame:
    r"""An open conditional. ``taken`` where it is known that its first branch is read."""

    def __init__(self, name: str, at: int, taken: bool) -> None:
        self.name = name
        self.at = at
        self.taken = taken


class _Body:
    r"""The bodies of a definition that is being read: how deep they stand, how many are left, and how many
    conditionals more they open than they close."""

    def __init__(self, name: str, depth: int, left: int) -> None:
        self.name = name
        self.depth = depth
        self.left = left
        self.net = 0


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.removed: list[Span] = []
        self.comments: list[Comment] = []
        self.problems: list[Unreadable] = []
        self.doubts: list[Doubt] = []
        self.frames: list[_Frame] = []
        self.unknown = 0  # frames of which nobody here knows the value
        self.conditionals = Conditionals()
        self.depth = 0
        self.body: _Body | None = None
        self.places = Places(text)

    def scan(self) -> Scan:
        text = self.text
        position = 0
        while (match := _TOKEN.search(text, position)) is not None:
            position = match.end()
            if match["comment"]:
                position = self._comment(match)
            elif match["inline"]:
                is_group = match["delimiter"] == "{" and not match["inline"].startswith(r"\verb")
                closer = "}" if is_group else match["delimiter"]
                close = text.find(closer, position, self.places.line_around(position).end)
                if close >= 0:  # the command stays, so that a formula with verbatim text is not read without it
                    position = self._remove(match.start("delimiter"), close + 1)
            elif match["verbatim"]:
                position = self._verbatim(match)
            elif match["finish"] and self.body is None:
                self._after_the_end(match)
                break
            elif match["brace"]:
                self._brace(match[0])
            elif match["command"]:
                position = self._command(match)
        if self.unknown:
            self._doubt(next(frame for frame in self.frames if not frame.taken), len(text))
        removed = Spans(self.removed)
        breaks = [match.start() for match in _BLANK_LINE.finditer(text) if removed.around(match.start()) is None]
        return Scan(blanked(text, self.removed), self.comments, self.problems, breaks, [], self.doubts)

    def _remove(self, start: int, end: int) -> int:
        self.removed.append(Span(start, end))
        return end

    def _comment(self, match: re.Match[str]) -> int:
        line = self.places.line_around(match.start())
        alone = not self.text[line.start : match.start()].strip(" \t\r\ufeff")
        self.comments.append(Comment(match.start(), match.end(), line.end, alone))
        return self._remove(match.start(), line.end)

    def _verbatim(self, match: re.Match[str]) -> int:
        name = match["verbatim"]
        close = re.compile(r"\\end\s{0,9}\{" + re.escape(name) + r"\}").search(self.text, match.end())
        if close is not None:
            return self._remove(match.start(), close.end())
        self._unclosed(match.start(), rf"\begin{{{name}}}", rf"\end{{{name}}}")
        return self._remove(match.start(), len(self.text))

    def _unclosed(self, at: int, opener: str, closer: str) -> None:
        """A problem, where what is never closed hides a directive."""
        if "derive" in self.text[at:]:
            message = f"'{opener}' is not closed, and hides the directives behind it: write {closer} at its end"
            self.problems.append(UNCLOSED(message, at, spoils=True))

    def _after_the_end(self, match: re.Match[str]) -> None:
        for line in re.finditer(r"^[ \t]*(%+\s*derive\s*:)", self.text[match.end() :], re.MULTILINE):
            message = rf"this directive stands behind {match[0]}, where the document has ended: move it up"
            self.problems.append(PLACE(message, match.end() + line.start(1), spoils=True))
        self._remove(match.end(), len(self.text))

    def _brace(self, brace: str) -> None:
        self.depth += 1 if brace == "{" else -1
        if self.body is not None and self.depth <= self.body.depth:
            self.body.left -= 1
            if self.body.left == 0:
                self.conditionals.defined(self.body.name, self.body.net)
                self.body = None

    def _command(self, match: re.Match[str]) -> int:
        command = match["command"]
        if self.body is not None:
            self.body.net += self.conditionals.opens(command) - self.conditionals.closes(command)
            return match.end()
        if command == r"\newif":
            named = re.compile(r"\s*\\if[A-Za-z@]*").match(self.text, match.end())
            return named.end() if named else match.end()
        head = head_at(self.text, match.start())
        if head is not None:
            if head.command == "let":
                self.conditionals.renamed(head.name, head.target)
            elif self.text[head.end : head.end + 1] == "{":
                self.body = _Body(head.name, self.depth, head.bodies)
            return head.end
        if self.conditionals.opens(command):
            return self._opened(match)
        if command == r"\else" and self.frames and self.frames[-1].taken:
            return self._skip(match.start(), match.end(), r"\else", stops_at_else=False, is_open=True)
        if self.conditionals.closes(command) and self.frames:
            frame = self.frames.pop()
            if frame.taken:
                return self._remove(match.start(), match.end())
            self.unknown -= 1
            if not self.unknown:
                self._doubt(frame, match.end())
        return match.end()

    def _opened(self, match: re.Match[str]) -> int:
        command, start = match["command"], match.start()
        negated = _UNLESS.search(self.text[max(0, start - 20) : start])
        if negated:
            start -= len(negated[0])
        if command not in (r"\iffalse", r"\iftrue"):
            self.frames.append(_Frame(command, start, False))
            self.unknown += 1
            return match.end()
        if (command == r"\iftrue") != bool(negated):
            self.frames.append(_Frame(command, start, True))
            return self._remove(start, match.end())
        return self._skip(start, match.end(), command, stops_at_else=True, is_open=False)

    def _skip(self, start: int, position: int, opener: str, stops_at_else: bool, is_open: bool) -> int:
        r"""Leaves out what TeX skips: up to ``\fi``, or to ``\else`` where that is read again."""
        depth = 0
        while (match := _SKIPPED.search(self.text, position)) is not None:
            position = match.end()
            command = match["command"]
            if command is None:
                continue
            if command == r"\fi" and depth == 0:
                if is_open:
                    self.frames.pop()
                return self._remove(start, position)
            if command == r"\else" and depth == 0 and stops_at_else:
                self.frames.append(_Frame(opener, start, True))
                return self._remove(start, position)
            depth += self.conditionals.is_primitive(command) - (command == r"\fi")
        self._unclosed(start, opener, r"\fi")
        if is_open:
            self.frames.pop()
        return self._remove(start, len(self.text))

    def _doubt(self, frame: _Frame, end: int) -> None:
        """Takes note of what the outermost conditional of unknown value holds."""
        line, _ = self.places(frame.at)
        reason = f"the value of {frame.name} in line {line}, which is not known here"
        self.doubts.append(Doubt(Span(frame.at, end), reason))
