"""All displays of a document, what its author says of each, and the stamps that stand behind them.

A stamp is ``\\derivestamp{sha256:…}`` directly behind what closes a display of LaTeX: the hash of what the display
states, by which a reader can tell that exactly this was proved."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from derive.documents.errors import Unreadable
from derive.documents.files import LATEX_ENDINGS
from derive.documents.source import Places, Request, Span, find_displays, find_requests

CLAIMS = ("check", "refute")
"""The directives whose displays claim something."""

_CLOSER = re.compile(r"\$\$|\\\]|\\end\s{0,9}\{[A-Za-z]+\*?\}")
_STAMP = re.compile(r"\\derivestamp\{(sha256:[0-9a-f]{64})\}")
_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")


@dataclass(frozen=True)
class Display:
    """A display: where it begins and what closes it ends, what is written in it, and its labels.

    ``kind`` is that of the directive that speaks of it, or empty; ``check`` is the index of the check that it is, and
    ``stamp`` the hash behind it, or empty."""

    line: int
    end: int
    latex: str
    kind: str = ""
    label: str = ""
    check: int | None = None
    stamp: str = ""
    last: int = 0
    """The line in which it ends."""


def displays_of(text: str, file: str) -> list[Display]:
    """All displays of a document in LaTeX or Markdown, in their order; one that is not closed is one, too."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    latex = is_latex(file)
    code, spans = find_displays(text, latex)
    kinds: dict[int, tuple[str, int | None]] = {}
    numbers = count()
    for request in find_requests(text, latex)[1]:
        if isinstance(request, Request):
            check = next(numbers) if request.kind in CLAIMS else None
            if not request.inline:
                kinds[request.formula.start] = request.kind, check
    places = Places(text)
    return [_display(text, code, span, places, kinds) for span in spans]


def is_latex(file: str) -> bool:
    """Whether the file's name says that it is LaTeX."""
    return file.lower().endswith(LATEX_ENDINGS)


def _display(
    text: str, code: str, span: Span | Unreadable, places: Places, kinds: Mapping[int, tuple[str, int | None]]
) -> Display:
    if isinstance(span, Unreadable):
        line = places(span.at)[0]
        around = places.line_around(span.at)
        return Display(line, span.at, text[span.at : around.end].strip(), last=line)
    closer = _CLOSER.match(code, span.end)
    end = closer.end() if closer else span.end
    stamp = re.compile(rf"\s*{_STAMP.pattern}").match(code, end)
    labels = _LABEL.findall(code, span.start, span.end)
    kind, check = kinds.get(span.start, ("", None))
    first = span.start + len(code[span.start : span.end]) - len(code[span.start : span.end].lstrip())
    return Display(
        places(min(first, span.end))[0],
        end,
        " ".join(code[span.start : span.end].split()),
        kind,
        ", ".join(label.strip() for label in labels),
        check,
        stamp[1] if stamp else "",
        places(end)[0],
    )


def stamped(text: str, file: str, stamps: Mapping[int, str]) -> str:
    """The text of a document of LaTeX with these stamps and no others, by where their displays end. Nothing but stamps
    is changed, and line ends stay what they are."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    code = find_displays(plain, is_latex(file))[0]
    changes = [(match.start(), match.end(), "") for match in _STAMP.finditer(code)]
    changes += [(end, end, f"\\derivestamp{{{stamp}}}") for end, stamp in stamps.items()]
    breaks = [match.start() - number for number, match in enumerate(re.finditer("\r\n", text))]

    def place(offset: int) -> int:
        return offset + bisect_left(breaks, offset)

    found, position = [], 0
    for start, end, new in sorted(changes, key=lambda change: (change[0], change[1])):
        found += [text[position : place(start)], new]
        position = place(end)
    return "".join([*found, text[position:]])
