r"""Expands ``\newcommand``, ``\renewcommand``, ``\def``, ``\DeclareMathOperator``; keeps every place.

Expansion is bounded: a macro that uses itself is refused, and so is a formula that grows too long.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from derive.documents.errors import Unreadable
from derive.documents.source.directives import Span

LONGEST_FORMULA = 20_000
LONGEST_MACRO = 4_000
MOST_MACROS = 1_000
DEEPEST_EXPANSION = 20

_DEFINITION = re.compile(
    r"\\(?:(?P<new>(?:re)?newcommand|providecommand)\*?\s*(?:\{\s*(?P<braced>\\[A-Za-z]+)\s*\}|(?P<bare>\\[A-Za-z]+))"
    r"\s*(?:\[(?P<count>\d)\])?\s*(?:\[(?P<default>[^\]]*)\])?\s*"
    r"|(?P<operator>DeclareMathOperator\*?)\s*\{?\s*(?P<operator_name>\\[A-Za-z]+)\s*\}?\s*"
    r"|def\s*(?P<def_name>\\[A-Za-z]+)\s*(?P<parameters>(?:#\d)*)\s*)(?=\{)"
)
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)


@dataclass(frozen=True)
class Fragment:
    """Text after expansion; each character with the place in the file that it comes from."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def start(self, position: int) -> int:
        """Where in the file the character begins."""
        if not self.starts:
            return 0
        return self.starts[position] if position < len(self.starts) else self.ends[-1]

    def end(self, position: int) -> int:
        """Where in the file the text before this position ends."""
        return self.ends[position - 1] if position else self.start(0)


@dataclass(frozen=True)
class _Macro:
    at: int
    name: str
    count: int
    default: str | None
    body: str


_Character = tuple[str, int, int]


class Macros:
    """The macros of a document; each is in force after the place of its definition."""

    def __init__(self, code: str) -> None:
        self._definitions: list[Span] = []
        self._macros: dict[str, list[_Macro]] = {}
        ignored = 0
        for match in _DEFINITION.finditer(code):
            if len(self._definitions) + ignored > MOST_MACROS:
                break
            close = _closing_brace(code, match.end())
            if close is None:
                ignored += 1
                continue
            body = code[match.end() + 1 : close]
            name = match["braced"] or match["bare"] or match["operator_name"] or match["def_name"]
            count = int(match["count"] or 0) if match["new"] else (match["parameters"] or "").count("#")
            if match["operator"]:
                body = rf"\operatorname{{{body}}}"
            macro = _Macro(match.start(), name, count, match["default"], body)
            self._macros.setdefault(name, []).append(macro)
            self._definitions.append(Span(match.start(), close + 1))
        self._definition_starts = [span.start for span in self._definitions]

    def expand(self, span: Span, source: str) -> Fragment:
        """The formula in the span of the source, its macros expanded. Raises Unreadable for recursion and excess."""
        if span.end - span.start > LONGEST_FORMULA:
            raise Unreadable(f"this formula is longer than {LONGEST_FORMULA} characters; split it", span.start)
        text = source[span.start : span.end]
        characters = [(text[k], span.start + k, span.start + k + 1) for k in range(len(text))]
        for number in range(bisect_left(self._definition_starts, span.start), len(self._definitions)):
            definition = self._definitions[number]
            if definition.start >= span.end:
                break
            for position in range(definition.start, min(definition.end, span.end)):
                characters[position - span.start] = (" ", position, position + 1)
        if self._macros:
            characters = self._expanded(characters, span.start, ())
        return Fragment(
            "".join(character for character, _, _ in characters),
            tuple(start for _, start, _ in characters),
            tuple(end for _, _, end in characters),
        )

    def _in_force(self, name: str, at: int) -> _Macro | None:
        candidates = [macro for macro in self._macros.get(name, ()) if macro.at < at]
        return candidates[-1] if candidates else None

    def _expanded(self, characters: list[_Character], at: int, active: tuple[str, ...]) -> list[_Character]:
        text = "".join(character for character, _, _ in characters)
        result: list[_Character] = []
        position = 0
        for match in _COMMAND.finditer(text):
            if match.start() < position:
                continue
            macro = self._in_force(match[0], at)
            if macro is None:
                continue
            start, end = characters[match.start()][1], characters[match.end() - 1][2]
            if macro.name in active:
                raise Unreadable(f"the macro {macro.name} is defined by itself", start)
            if len(active) >= DEEPEST_EXPANSION:
                raise Unreadable(f"macros stand in each other more than {DEEPEST_EXPANSION} deep", start)
            result += characters[position : match.start()]
            arguments, position = _arguments(text, match.end(), macro, start)
            if position > match.end():
                end = characters[position - 1][2]
            body: list[_Character] = []
            for piece in re.split(r"(#\d)", macro.body):
                if re.fullmatch(r"#\d", piece) and int(piece[1]) <= len(arguments):
                    argument = arguments[int(piece[1]) - 1]
                    if isinstance(argument, str):
                        body += [(character, start, end) for character in argument]
                    else:
                        body += self._expanded(characters[argument.start : argument.end], at, active)
                else:
                    body += [(character, start, end) for character in piece]
            follows_letter = position < len(text) and text[position].isalpha()
            if macro.body.rstrip()[-1:].isalpha() and follows_letter and "\\" in macro.body:
                body.append((" ", start, end))  # \foo x must not become \barx
            result += self._expanded(body, at, (*active, macro.name))
            if len(result) > LONGEST_FORMULA:
                raise Unreadable(f"macros make this formula longer than {LONGEST_FORMULA} characters", start)
        return result + characters[position:]


def _closing_brace(text: str, opening: int) -> int | None:
    """The place of the brace that closes the one at ``opening``, within reasonable distance."""
    depth = 0
    for position in range(opening, min(len(text), opening + LONGEST_MACRO)):
        if text[position] in "{}" and text[position - 1] != "\\":
            depth += 1 if text[position] == "{" else -1
            if depth == 0:
                return position
    return None


def _arguments(text: str, position: int, macro: _Macro, at: int) -> tuple[list[Span | str], int]:
    """What a macro is applied to, and where its arguments end."""
    arguments: list[Span | str] = []
    if macro.default is not None:
        optional = re.compile(r"\s*\[([^\]]*)\]").match(text, position)
        arguments.append(Span(optional.start(1), optional.end(1)) if optional else macro.default)
        position = optional.end() if optional else position
    while len(arguments) < macro.count:
        while position < len(text) and text[position].isspace():
            position += 1
        if position >= len(text):
            raise Unreadable(f"the macro {macro.name} needs {macro.count} arguments", at)
        if text[position] == "{":
            close = _closing_brace(text, position)
            if close is None:
                raise Unreadable("this formula has an unclosed {", at)
            arguments.append(Span(position + 1, close))
            position = close + 1
        else:
            command = _COMMAND.match(text, position)
            end = command.end() if command else position + 1
            arguments.append(Span(position, end))
            position = end
    return arguments, position
