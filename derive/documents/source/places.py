"""Places in a file: offsets, spans of offsets, and the lines and columns that people count in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """The characters from ``start`` up to ``end`` of the file."""

    start: int
    end: int


class Places:
    """Lines and columns, counted from 1, of the offsets in a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._end = len(text)

    def __call__(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def cell(self, offset: int) -> int:
        """The cell of a notebook that the offset stands in, counted from 1; 0 where there are none."""
        return 0

    def file(self, offset: int) -> str:
        """The file that the offset stands in, where that is another than the document's own; else empty."""
        return ""

    def line_around(self, offset: int) -> Span:
        """The line that the offset stands in, without its end."""
        line = bisect_right(self._starts, offset)
        return Span(self._starts[line - 1], self._starts[line] - 1 if line < len(self._starts) else self._end)


def blanked(text: str, spans: Iterable[Span]) -> str:
    """The text with spaces in the place of the spans; lines stay lines, and every place stays where it is."""
    pieces = []
    position = 0
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        start = max(span.start, position)
        if start >= span.end:
            continue
        pieces += [text[position:start], re.sub(r"[^\n]", " ", text[start : span.end])]
        position = span.end
    return "".join([*pieces, text[position:]])


class Spans:
    """Spans that do not overlap, in the order of the file; finds the one that an offset lies in."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans: list[Span] = []
        for span in sorted(spans, key=lambda span: (span.start, -span.end)):
            if not self._spans or span.start >= self._spans[-1].end:
                self._spans.append(span)
        self._starts = [span.start for span in self._spans]

    def around(self, offset: int) -> Span | None:
        """The span that has the character at the offset, or None."""
        number = bisect_right(self._starts, offset) - 1
        return self._spans[number] if number >= 0 and offset < self._spans[number].end else None


@dataclass(frozen=True)
class Comment:
    """A comment: ``at`` its sign, ``start`` and ``end`` of what it says, and whether its line holds nothing else."""

    at: int
    start: int
    end: int
    alone: bool


@dataclass(frozen=True)
class Doubt:
    """A stretch of the file of which nobody here can tell whether it is part of the document, and the reason."""

    span: Span
    reason: str
