"""What of a text may be annotated: its displays, and the formulas of its sentences with the words around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from derive.documents.errors import Unreadable
from derive.documents.source import Macros, Places, Span, survey
from derive.documents.source.kinds import KINDS

_INLINE = re.compile(
    r"(?<![\\$])\$(?!\$)`?((?:[^$\\]|\\.){1,300}?)`?(?<!\\)\$(?!\$)|\\\((.{1,300}?)\\\)"
    r"|\$\$([^$\n\x01]{1,300}?)\$\$",
    re.DOTALL,
)
_SENTENCE = re.compile(r"[.!?:]\s|\n\s*\n|\n\s*[-*#]")
_HEADING = re.compile(
    r"^(?:[ \t]{0,3}#{1,6}[ \t]+(?P<title>.+)|[^\n%]*\\(?:sub)*(?:section|paragraph|chapter)\*?\{(?P<command>[^}]*)\}"
    r"|(?P<underlined>\S[^\n]*)\n(?:={3,}|-{3,})[ \t]*$)",
    re.MULTILINE,
)
_EXERCISES = re.compile(r"exercise|problem|question|homework|quiz", re.IGNORECASE)
_OWN_FORMULA = re.compile(r"[ \t>]*(?:<!--|%)[ \t]*derive:[ \t]*(?:define|check|refute)\b[^$]*\$")
_OPENER = re.compile(r"(?:\s|>|\$\$|\\\[|\\begin\s*\{[a-z]+\*?\})+\Z")

NOTHING = "<!-- -->"
"""A line that says nothing, between a directive and its display."""

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
    """A text: its displays, the formulas of its sentences, the formulas that directives have already, and the lines
    with its headings."""

    displays: list[Display]
    inlines: list[Inline]
    said: list[str]
    headings: list[tuple[int, str]]

    def section(self, line: int) -> int:
        """The number of the section in which a line stands."""
        return sum(heading <= line for heading, _ in self.headings)

    def is_apart(self, line: int) -> bool:
        """Whether a line stands among exercises, where letters are others than in the text before them."""
        titles = [title for heading, title in self.headings if heading <= line]
        return bool(titles) and _EXERCISES.search(titles[-1]) is not None


def surveyed(text: str, latex: bool, preamble: str = "") -> Text:
    """What of a text in Markdown or LaTeX may be annotated, with its macros written out: those that it defines, and
    those of a ``preamble`` that stands in another file."""
    found = survey(text, latex)
    places = Places(text)
    written_out = _WrittenOut(found.code, latex, preamble)
    spans = [span for span in found.displays if latex or span in found.taken or not _is_in_sentence(found.code, span)]
    prose = _without(found.code, spans)
    lines = text.split("\n")
    displays = []
    for span in spans:
        first, last = places(max(span.start - 1, 0))[0], places(span.end)[0]
        words = _words_before(prose, span.start)
        above = next((line for line in reversed(lines[: first - 1]) if line != NOTHING), "")
        is_taken = span in found.taken or _OWN_FORMULA.match(above) is not None
        displays.append(Display(written_out(span), first, last, words, is_taken))
    inlines = []
    for match in _INLINE.finditer(prose):
        group = next((number for number in (1, 2, 3) if match[number]), 1)
        content = " ".join(written_out(Span(*match.span(group))).split())
        behind = _SENTENCE.split(prose[match.end() : match.end() + NEAR])[0]
        inlines.append(Inline(content, _words_before(prose, match.start()), behind, places(match.start())[0]))
    said = [text[request.formula.start : request.formula.end] for request in found.inline if request.kind in KINDS]
    headings = [
        (places(one.start())[0], one["title"] or one["command"] or one["underlined"] or "")
        for one in _HEADING.finditer(found.code)
    ]
    return Text(displays, inlines, said, headings)


class _WrittenOut:
    """Formulas of a text with its macros written out, as far as they can be."""

    def __init__(self, code: str, latex: bool, preamble: str) -> None:
        self.code = code
        self.shift = len(preamble) + 1 if preamble else 0
        self.whole = f"{preamble}\n{code}" if preamble else code
        self.macros = Macros(self.whole, latex)

    def __call__(self, span: Span) -> str:
        """The formula in a span; as it is where a macro of it is not understood."""
        try:
            return self.macros.expand(Span(span.start + self.shift, span.end + self.shift), self.whole).text.strip()
        except Unreadable:
            return self.code[span.start : span.end].strip()


_WORD = re.compile(r"[A-Za-z]{2,}|\$\$")
_LABEL = re.compile(r"\([^()]*\)|\{[^{}]*\}|`[^`]*`|<[^<>]*>")


def _is_in_sentence(code: str, span: Span) -> bool:
    """Whether ``$$…$$`` stands in one line with words behind it, or behind another one: some Markdown has no other sign
    for the formulas of a sentence."""
    start, end = code.rfind("\n", 0, span.start) + 1, code.find("\n", span.end)
    if "\n" in code[span.start : span.end] or not code[start : span.start].rstrip().endswith("$$"):
        return False
    before = code[start : span.start].rstrip()[:-2]
    behind = code[span.end : end if end >= 0 else len(code)].lstrip()[2:]
    return bool(_WORD.search(_LABEL.sub(" ", behind)) or "$$" in before)


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
