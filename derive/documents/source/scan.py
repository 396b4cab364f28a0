"""What the scanners of Markdown and LaTeX find alike."""

from __future__ import annotations

from dataclasses import dataclass

from derive.documents.errors import Unreadable, refusal
from derive.documents.source.places import Comment, Doubt, Span

UNCLOSED = refusal(
    "D057",
    "a comment or block that is not closed",
    """A comment or block of code that begins here has no end, and hides the formula or the directives behind it. Write
    the sign that closes it, which the message names.""",
    ("<!-- derive: check -->\n~~~math\n1 + 1 = 2\n",),
    ("<!-- derive: check -->\n~~~math\n1 + 1 = 2\n~~~\n",),
)


@dataclass(frozen=True)
class Scan:
    """A file without what is no text of it: ``code`` has spaces there, and every place stays.

    ``breaks`` are the blank lines, which no formula may hold; ``fences`` the insides of fenced formulas."""

    code: str
    comments: list[Comment]
    problems: list[Unreadable]
    breaks: list[int]
    fences: list[Span]
    doubts: list[Doubt]
