"""What of a text may be annotated: its displays, and the formulas of its sentences with the words around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from derive.documents.source import Places, Span, survey
from derive.documents.source.kinds import KINDS

_INLINE = re.compile(r"(?<![\\$])\$(?!\$)`?((?:[^$\\]|\\.){1,300}?)`?(?<!\\)\$(?!\$)|\\\((.{1,300}?)\\\)", re.DOTALL)
_SENTENCE = re.compile(r"[.!?:]\s|\n\s*\n|\n\s*[-*#]")
_OPENER = re.compile(r"(?:\s|>|\$\$|\\\[|\\begin\s*\{[a-z]+\*?\})+\Z")

NEAR = 90
"""How many signs of a sentence before and behind a formula are looked at."""


@dataclass(frozen=True)
class Display:
    """A display: its text, the lines (from 1) between which it stands, and the words before it in its sentence."""

    latex: str
    first: int
    last: int
    before: str
    taken: bool


@dataclass(frozen=True)
class Inline:
    """A formula of a sentence, with the words before and behind it, and its line."""

    latex: str
    before: str
    behind: str
    line: int


@dataclass(frozen=True)
class Text:
    """A text: its displays, the formulas of its sentences, and the formulas that directives have already."""

    displays: list[Display]
    inlines: list[Inline]
    said: list[str]


def surveyed(text: str, latex: bool) -> Text:
    """What of a text in Markdown or LaTeX may be annotated."""
    found = survey(text, latex)
    places = Places(text)
    prose = _without(found.code, found.displays)
    displays = []
    for span in found.displays:
        first, last = places(max(span.start - 1, 0))[0], places(span.end)[0]
        words = _words_before(prose, span.start)
        displays.append(Display(found.code[span.start : span.end].strip(), first, last, words, span in found.taken))
    inlines = []
    for match in _INLINE.finditer(prose):
        content = " ".join((match[1] or match[2] or "").split())
        behind = _SENTENCE.split(prose[match.end() : match.end() + NEAR])[0]
        inlines.append(Inline(content, _words_before(prose, match.start()), behind, places(match.start())[0]))
    said = [text[request.formula.start : request.formula.end] for request in found.inline if request.kind in KINDS]
    return Text(displays, inlines, said)


def _without(code: str, displays: list[Span]) -> str:
    """The text with a sign in the place of each display that stops a sentence from being read across it."""
    pieces = []
    position = 0
    for span in displays:
        pieces += [code[position : span.start], re.sub(r"[^\n]", "\x01", code[span.start : span.end])]
        position = span.end
    return "".join([*pieces, code[position:]])


def _words_before(prose: str, at: int) -> str:
    """The words of the sentence before a place."""
    near = _OPENER.sub("", re.split(r"\x01+", prose[max(at - NEAR, 0) : at])[-1])
    words = _SENTENCE.split(near)[-1]
    return " ".join(words.replace("$$", " ").split())
