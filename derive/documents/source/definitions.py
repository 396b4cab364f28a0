r"""Where a document defines macros, and what they say: ``\newcommand`` and its kin, ``\def``, ``\let``, operators,
paired delimiters. A definition in a form that is not understood is found, too, so that its use can be refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LONGEST_MACRO = 4_000

_SPACE = r"(?:\s|%[^\n]*\n)*"
_NAME = r"\\(?:[A-Za-z@]+|[^A-Za-z@\s])"
_COMMANDS = {
    "def": "def", "gdef": "def", "edef": "edef", "xdef": "edef", "let": "let", "futurelet": "futurelet",
    "newcommand": "new", "renewcommand": "renew", "providecommand": "provide", "DeclareRobustCommand": "renew",
    "newrobustcmd": "new", "renewrobustcmd": "renew", "providerobustcmd": "provide",
    "DeclareMathOperator": "new operator", "DeclarePairedDelimiter": "new pair",
    "DeclarePairedDelimiterX": "strange", "DeclarePairedDelimiterXPP": "strange", "newcommandx": "strange",
    "renewcommandx": "strange", "NewDocumentCommand": "new document", "RenewDocumentCommand": "renew document",
    "ProvideDocumentCommand": "provide document", "DeclareDocumentCommand": "renew document",
    "newenvironment": "environment", "renewenvironment": "environment",
}  # fmt: skip
"""What each command that defines something is like."""

_HEAD = re.compile(
    r"(?P<prefixes>(?:\\(?:global|long|outer|protected)(?![A-Za-z])\s{0,9}){0,4})"
    rf"\\(?P<command>{'|'.join(sorted(_COMMANDS, key=len, reverse=True))})(?![A-Za-z@])\*?{_SPACE}"
    rf"(?:\{{{_SPACE}(?P<braced>{_NAME}){_SPACE}\}}|(?P<bare>{_NAME})"
    rf"|\{{\s{{0,9}}(?P<environment>[A-Za-z]+\*?)\s{{0,9}}\}}){_SPACE}"
)
_ROOM = re.compile(_SPACE)
_COUNT = re.compile(r"\[\s{0,9}(\d)\s{0,9}\]" + _SPACE)
_DEFAULT = re.compile(r"\[([^\]]{0,400})\]" + _SPACE)
_PARAMETERS = re.compile(r"[^{}\n]{0,200}")
_TARGET = re.compile(r"=?\s?(" + _NAME + r"|\S)")
_SPECIFICATION = re.compile(r"\{((?:\s|m|O\s?\{[^{}]{0,200}\}){0,99})\}" + _SPACE)
_TOKEN = re.compile(_NAME + r"|\S")


@dataclass(frozen=True)
class Head:
    """The beginning of a definition, up to its first body; ``bodies`` is how many there are."""

    command: str
    name: str
    end: int
    bodies: int = 1
    target: str = ""
    count: int = 0
    default: str | None = None
    is_global: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Definition:
    """A definition: its place, the macro's name with the backslash (or the environment's without), what it
    takes, and its body or bodies. ``command`` is ``def``, ``let``, ``new``, ``renew``, ``provide``, …"""

    at: int
    end: int
    head: Head
    bodies: tuple[str, ...] = field(default=())
    problem: str = ""


def head_at(text: str, at: int) -> Head | None:
    """The beginning of the definition at the place, comments in it skipped; None where nothing is defined."""
    match = _HEAD.match(text, at)
    return _head(text, match) if match is not None else None


def _head(text: str, match: re.Match[str]) -> Head:
    command = _COMMANDS[match["command"]]
    name = match["braced"] or match["bare"] or match["environment"]
    is_global = match["command"] in ("gdef", "xdef") or "global" in match["prefixes"]
    end = match.end()
    how, _, what = command.partition(" ")
    if command == "environment" or not name.startswith("\\"):
        if command != "environment" or name.startswith("\\"):
            return Head("strange", name, end, problem=f"this definition of {name} is not understood")
        for optional in (_COUNT, _DEFAULT):
            found = optional.match(text, end)
            end = found.end() if found else end
        return Head(command, name, end, 2)
    if command == "let":
        target = _TARGET.match(text, end)
        return Head(command, name, target.end() if target else end, 0, target[1] if target else "", 0, None, is_global)
    if command == "def":
        parameters = _PARAMETERS.match(text, end)
        said = parameters[0].strip() if parameters else ""
        count = said.count("#")
        problem = ""
        if said != "".join(f"#{number + 1}" for number in range(count)):
            problem = f"{name} is defined with signs between its arguments, which is not understood; use \\newcommand"
        room = _ROOM.match(text, parameters.end() if parameters else end)
        end = room.end() if room else end
        return Head(command, name, end, 1, "", count, None, is_global, problem)
    if command in ("edef", "strange", "futurelet"):
        problem = f"{name} is defined with \\{match['command']}, which is not understood; use \\newcommand"
        return Head(command, name, end, 1, is_global=is_global, problem=problem)
    if what == "operator":
        return Head(how, name, end)
    if what == "pair":
        return Head("pair", name, end, 2)
    if what == "document":
        return _document_head(text, how, name, end, match["command"])
    number = _COUNT.match(text, end)
    end = number.end() if number else end
    default = _DEFAULT.match(text, end)
    end = default.end() if default else end
    return Head(how, name, end, 1, "", int(number[1]) if number else 0, default[1] if default else None)


def _document_head(text: str, how: str, name: str, end: int, command: str) -> Head:
    r"""``\NewDocumentCommand{\name}{m m}`` and ``{O{x} m}``; other arguments are not understood."""
    specification = _SPECIFICATION.match(text, end)
    said = specification[1] if specification else "?"
    letters = re.sub(r"O\s?\{[^{}]*\}", "O", said).replace(" ", "")
    if specification is None or not re.fullmatch(r"O?m*", letters):
        problem = f"{name} is defined by \\{command} with arguments that are not understood; use \\newcommand"
        return Head(how, name, specification.end() if specification else end, 1, problem=problem)
    default = re.search(r"\{([^{}]*)\}", said)
    return Head(how, name, specification.end(), 1, "", len(letters), default[1] if default else None)


def matching_braces(code: str) -> dict[int, int]:
    """For each opening brace that is closed, the place of the brace that closes it."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for match in re.finditer(r"\\.|[{}]", code, re.DOTALL):
        if match[0] == "{":
            stack.append(match.start())
        elif match[0] == "}" and stack:
            pairs[stack.pop()] = match.start()
    return pairs


def find_definitions(code: str) -> Iterator[Definition]:
    """The definitions of a document without its comments, in order; those inside another are part of it."""
    braces: dict[int, int] | None = None
    position = 0
    while (match := _HEAD.search(code, position)) is not None:
        braces = matching_braces(code) if braces is None else braces
        head = _head(code, match)
        position = head.end
        bodies: list[str] = []
        problem = head.problem
        while len(bodies) < head.bodies:
            token = _TOKEN.search(code, position)
            if token is None:
                problem = problem or f"the definition of {head.name} has no end"
                break
            if token[0] != "{":
                bodies.append(token[0])
                position = token.end()
                continue
            close = braces.get(token.start())
            if close is None:
                problem = problem or f"the definition of {head.name} is not closed: a }} is missing"
                position = token.start()
                break
            if close - token.start() > LONGEST_MACRO:
                problem = problem or f"the definition of {head.name} is longer than {LONGEST_MACRO} characters"
            bodies.append(code[token.start() + 1 : close] if not problem else "")
            position = close + 1
        if match["command"] == "DeclareMathOperator" and bodies:
            bodies = [rf"\operatorname{{{bodies[0]}}}"]
        yield Definition(match.start(), max(position, match.end()), head, tuple(bodies), problem)
