"""The parts of a file that the reader is given, and where each of their letters stands in the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from derive.documents.source import Places

DIRECTIVE, DISPLAY, TEXT = "directive", "display", "text"

AROUND = {DIRECTIVE: ("<!-- ", " -->"), DISPLAY: ("$$\n", "\n$$"), TEXT: ("", "")}
"""What stands around each kind of part in Markdown."""

Segment = tuple[str, int]
"""Some text, and where its first letter stands in the file; -1 where nobody wrote it."""


@dataclass(frozen=True)
class Piece:
    """A directive, the inside of a display, or Markdown as it is; in segments that were apart in the file."""

    kind: str
    segments: tuple[Segment, ...]

    @property
    def start(self) -> int:
        """Where it begins in the file."""
        return next((at for _, at in self.segments if at >= 0), 0)


class MovedPlaces(Places):
    """Lines and columns in the file of offsets in a text that was put together from its parts."""

    def __init__(self, text: str, segments: Sequence[tuple[int, int]], file: Places) -> None:
        super().__init__(text)
        self.begins = [begin for begin, _ in segments]
        self.origins = [origin for _, origin in segments]
        self.within = file

    def origin(self, offset: int) -> int:
        """The offset in the file."""
        number = max(bisect_right(self.begins, offset) - 1, 0)
        return self.origins[number] + max(offset - self.begins[number], 0) if self.begins else 0

    def __call__(self, offset: int) -> tuple[int, int]:
        return self.within(self.origin(offset))

    def cell(self, offset: int) -> int:
        return self.within.cell(self.origin(offset))


@dataclass(frozen=True)
class Unwrapped:
    """A document that a file holds: Markdown text, and the places of its letters in the file."""

    text: str
    places: Places


class Broken(Exception):
    """A file that is not of its format, or cannot be read here: the line, and what to do. ``file`` where it is another
    one that the document includes."""

    def __init__(self, message: str, line: int = 1, file: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.file = file


def put_together(pieces: Sequence[Piece], file: Places) -> tuple[str, MovedPlaces]:
    """The parts as one Markdown text, and the places of its letters in the file."""
    text = ""
    segments: list[tuple[int, int]] = []
    for piece in pieces:
        opening, closing = AROUND[piece.kind]
        text += opening
        for content, at in piece.segments:
            if at >= 0:
                segments.append((len(text), at))
            text += content
        text += closing + "\n\n"
    return text, MovedPlaces(text, segments, file)
