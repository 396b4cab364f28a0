r"""Expands the macros of a document as TeX does, by tokens; keeps every place.

What a macro means at a place depends on the groups around it: a definition ends with its ``{…}``, its environment or,
in LaTeX, its formula. What has no clear meaning (a macro in terms of itself, one whose definition is not understood,
one that TeX and MathJax take differently) is refused where it is used, and only there. Expansion is bounded.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from derive.documents.errors import Unreadable, refusal
from derive.documents.source.commands import FIRST_SIGN, LATEX_HAS, WHOLE
from derive.documents.source.conditionals import Conditionals
from derive.documents.source.definitions import Definition, find_definitions
from derive.documents.source.places import Places, Span

MACRO = refusal(
    "D060",
    "a macro whose meaning is not clear",
    """What this macro stands for is not understood, or depends on the place, on a conditional or on what shows the
    document. Define it once with \\newcommand, outside of groups and conditionals, with numbered arguments; what is
    defined by itself, or defines other macros, is written out.""",
    (r"\a = 1", r"\newcommand{\a}{\a + 1}"),
    (r"\a - 1 = b", r"\newcommand{\a}{b + 1}"),
)

MACRO_ARGUMENT = refusal(
    "D061",
    "a macro without its arguments, or as an argument without braces",
    """A macro needs as many arguments as it is defined with. Where it is an argument itself, as in '\\frac\\a b' or
    x^\\a, it is not clear how much of it belongs there: write braces around the argument.""",
    (r"2 = \pair{1}", r"\newcommand{\pair}[2]{#1 + #2}"),
    (r"2 = \pair{1}{1}", r"\newcommand{\pair}[2]{#1 + #2}"),
)

LONG = refusal(
    "D062",
    "a formula that is too long",
    """A formula has at most 20000 characters, with its macros written out. Split it into several, with a definition for
    each part that stands in more than one of them.""",
    (
        r"\x{\x{\x{\x{\x{\x{a + a + a + a + a + a + a}}}}}} = 0",
        r"\newcommand{\x}[1]{(#1) + (#1) + (#1) + (#1) + (#1)}",
    ),
    ("5^6 b = 0", "define $b = 7 a$"),
)

LONGEST_FORMULA = 20_000
MOST_STEPS = 10 * LONGEST_FORMULA
DEEPEST_EXPANSION = 20

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|#[1-9]|.", re.DOTALL)
_EDGE = re.compile(
    r"\\(?P<edge>begin|end)\s{0,9}\{(?P<name>[A-Za-z]+\*?)\}|(?P<word>\\if[A-Za-z@]*|\\[A-Za-z]+)"
    r"|(?P<sign>\\[\[\]()]|[{}])|\\.|(?P<dollars>\$\$?)",
    re.DOTALL,
)
_OWNER = re.compile(r"(\\(?!end\s?\{)[A-Za-z]+\*?)(?:\[[^\[\]{}]{0,60}\]|\{[^{}]{0,60}\})*\s?\Z|(?<=[}\]])\Z")
_CLOSERS = {r"\begingroup": r"\endgroup", r"\bgroup": r"\egroup", "{": "}", r"\[": r"\]", r"\(": r"\)"}
_DEFINES = re.compile(r"\\(?:[gex]?def|let|futurelet|(?:re)?newcommand|providecommand|Declare[A-Za-z]+)\Z")


@dataclass(frozen=True)
class Fragment:
    """Text after expansion; each character with the place in the file that it comes from."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

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
    """What a name stands for. ``is_alias`` where its body is a command that is not expanded again; a ``pair`` puts
    its two ``delimiters`` around its argument; a ``problem`` is what its use is refused with."""

    name: str
    count: int = 0
    default: str | None = None
    body: str = ""
    is_alias: bool = False
    delimiters: tuple[str, ...] = ()
    problem: str = ""


_OF_TEX = {r"\ensuremath": _Macro(r"\ensuremath", 1, None, "#1"), r"\xspace": _Macro(r"\xspace")}


@dataclass(frozen=True)
class _Token:
    """A command or character; ``active`` are the macros that it comes out of, the outermost first."""

    text: str
    start: int
    end: int
    active: tuple[str, ...] = ()
    is_fixed: bool = False


class _Group:
    """A group of the document, what closes it, and what its local definitions put out of force; ``of`` is the
    command that it may be an argument of, so that nobody here knows what becomes of the definitions in it."""

    def __init__(self, closer: str, of: str = "") -> None:
        self.closer = closer
        self.of = of
        self.saved: dict[str, tuple[_Macro | None, int]] = {}


class Macros:
    """The macros of a document: which are in force where, and formulas with them expanded.

    ``latex`` says that a formula is a group, as in TeX; in Markdown, a definition in a formula holds from there on."""

    def __init__(self, code: str, latex: bool = False) -> None:
        self._latex = latex
        self._spans: list[Span] = []
        self._changes: dict[str, tuple[list[int], list[_Macro | None]]] = {}
        self._written: dict[str, tuple[list[int], list[_Macro]]] = {}
        self._global_at: dict[str, int] = {}
        self._groups: list[_Group] = []
        self._open: dict[str, int] = {}
        self._places = Places(code)
        self._defined_to = 0
        definitions = list(find_definitions(code))
        if definitions:
            self._go_through(code, definitions)
        self._starts = [span.start for span in self._spans]

    # -- what is in force where

    def _go_through(self, code: str, definitions: list[Definition]) -> None:
        conditionals = Conditionals()
        open_conditionals: list[str] = []
        position = 0
        waiting = definitions[::-1]
        while True:
            match = _EDGE.search(code, position)
            if waiting and (match is None or waiting[-1].at <= match.start()):
                definition = waiting.pop()
                self._define(definition, open_conditionals[0] if open_conditionals else "")
                position = self._defined_to = definition.end
                continue
            if match is None:
                return
            position = match.end()
            word = match["word"]
            if word == r"\newif":
                named = re.compile(r"\s*\\if[A-Za-z@]*").match(code, position)
                position = named.end() if named else position
            elif word and self._latex and conditionals.opens(word):
                open_conditionals.append(word)
            elif word == r"\fi" and open_conditionals:
                open_conditionals.pop()
            else:
                self._edge(match)

    def _edge(self, match: re.Match[str]) -> None:
        """Opens or closes a group."""
        sign = match["word"] or match["sign"] or match["dollars"] or ""
        at = match.start()
        if match["edge"]:
            if match["edge"] == "begin":
                self._enter(rf"\end{{{match['name']}}}")
            else:
                self._leave(rf"\end{{{match['name']}}}", at)
        elif sign in (r"\[", r"\]", r"\(", r"\)") or match["dollars"]:
            if self._latex:
                self._math(sign, at)
        elif sign in _CLOSERS:
            before = match.string[max(self._defined_to, at - 60) : at]
            owner = _OWNER.search(before) if sign == "{" else None
            self._enter(_CLOSERS[sign], (owner[1] or "a command") if owner else "")
        elif sign in _CLOSERS.values():
            self._leave(sign, at)

    def _math(self, sign: str, at: int) -> None:
        top = self._groups[-1].closer if self._groups else ""
        if sign == "$$" and top == "$":  # the end of one formula and the beginning of the next
            self._leave("$", at)
            self._enter("$")
        elif sign in ("$", "$$"):
            if top == sign:
                self._leave(sign, at)
            else:
                self._enter(sign)
        elif sign in _CLOSERS:
            self._enter(_CLOSERS[sign])
        else:
            self._leave(sign, at)

    def _enter(self, closer: str, of: str = "") -> None:
        self._groups.append(_Group(closer, of))
        self._open[closer] = self._open.get(closer, 0) + 1

    def _leave(self, closer: str, at: int) -> None:
        """Ends the innermost group that the sign closes, and what is not closed in it."""
        while self._open.get(closer):
            group = self._groups.pop()
            self._open[group.closer] -= 1
            for name, (macro, saved_at) in group.saved.items():
                if self._global_at.get(name, -1) < saved_at:
                    if group.of and macro != self._now(name):
                        problem = f"what {name} means depends on what {group.of} makes of its argument, in which it is "
                        macro = _Macro(name, problem=problem + "defined: write that definition outside")
                    self._change(name, macro, at)
            if group.closer == closer:
                return

    def _change(self, name: str, macro: _Macro | None, at: int) -> None:
        places, macros = self._changes.setdefault(name, ([], []))
        places.append(at)
        macros.append(macro)

    def _now(self, name: str) -> _Macro | None:
        return self._changes[name][1][-1] if name in self._changes else _OF_TEX.get(name)

    def _define(self, definition: Definition, conditional: str) -> None:
        self._spans.append(Span(definition.at, definition.end))
        head = definition.head
        if head.command == "environment":
            return
        name = head.name
        before = self._now(name)
        if head.command == "provide" and (before is not None or name[1:] in LATEX_HAS):
            return
        macro = self._macro(definition)
        line, _ = self._places(definition.at)
        if head.command == "new" and self._latex and before is not None and before != macro and not before.problem:
            problem = f"{name} is defined already where line {line} defines it anew; write \\renewcommand there"
            macro = replace(macro, problem=problem)
        if conditional:
            problem = f"what {name} means depends on {conditional}, whose value is not known here (line {line})"
            macro = replace(macro, problem=problem)
        if head.is_global:
            self._global_at[name] = definition.at
        elif self._groups:
            self._groups[-1].saved.setdefault(name, (before, definition.at))
        self._change(name, macro, definition.at)
        places, macros = self._written.setdefault(name, ([], []))
        places.append(definition.at)
        macros.append(macro)

    def _macro(self, definition: Definition) -> _Macro:
        head, name = definition.head, definition.head.name
        if definition.problem:
            return _Macro(name, problem=definition.problem)
        if head.command == "let":
            meant = self._now(head.target)
            if meant is not None:
                return replace(meant, name=name)
            return _Macro(name, body=head.target, is_alias=True)
        if head.command == "pair":
            return _Macro(name, 1, delimiters=definition.bodies)
        return _Macro(name, head.count, head.default, definition.bodies[0])

    def in_force(self, name: str, at: int) -> _Macro | None:
        """What the name stands for at the place. Raises Unreadable where that depends on who shows the document."""
        if name not in self._changes:
            return _OF_TEX.get(name)
        places, macros = self._changes[name]
        number = bisect_left(places, at)
        macro = macros[number - 1] if number else _OF_TEX.get(name)
        if not self._latex:
            places, written = self._written[name]
            number = bisect_left(places, at)
            if number and written[number - 1] != macro:
                line, _ = self._places(places[number - 1])
                raise MACRO(
                    f"the definition of {name} in line {line} ends with its group in TeX, and goes on in MathJax: "
                    "write it outside of groups",
                    at,
                )
        if macro is not None and macro.problem:
            raise MACRO(macro.problem, at)
        return macro

    # -- expansion

    def expand(self, span: Span, source: str) -> Fragment:
        """The formula in the span of the source, its macros expanded. Raises Unreadable for recursion and excess."""
        if span.end - span.start > LONGEST_FORMULA:
            raise LONG(f"this formula is longer than {LONGEST_FORMULA} characters; split it", span.start)
        first = bisect_left(self._starts, span.start)
        inside = self._spans[first : bisect_left(self._starts, span.end, first)]
        text = source[span.start : span.end]
        if not inside and not any(name in self._changes or name in _OF_TEX for name in _TOKEN.findall(text)):
            return Fragment(text, range(span.start, span.end), range(span.start + 1, span.end + 1))
        return _Expansion(self, _tokens(source, span, inside)).run()


def _tokens(source: str, span: Span, left_out: Iterable[Span]) -> list[_Token]:
    """The tokens of a formula, a space in the place of each definition in it."""
    tokens: list[_Token] = []
    position = span.start
    for gap in [*left_out, Span(span.end, span.end)]:
        for match in _TOKEN.finditer(source, position, max(gap.start, position)):
            tokens += _as_tokens(match[0], match.start(), match.end())
        position = min(gap.end, span.end)
        if gap.end > gap.start:
            tokens.append(_Token(" ", gap.start, position))
    return tokens


def _as_tokens(text: str, start: int, end: int) -> list[_Token]:
    if text.startswith("#") and len(text) == 2:  # an argument's place is one in a macro only
        return [_Token(text[0], start, start + 1), _Token(text[1], start + 1, end)]
    return [_Token(text, start, end)]


class _Expansion:
    """One formula that is being expanded: what is done, and what waits, the next last."""

    def __init__(self, macros: Macros, tokens: list[_Token]) -> None:
        self.macros = macros
        self.waiting = tokens[::-1]
        self.done: list[_Token] = []
        self.length = 0
        self.head = tokens[0].start if tokens else 0
        self.steps = 0
        self.reached = 0  # where in the file the call ends that is being expanded
        self.depth = 0
        self.arguments: list[tuple[int, int, str]] = []  # how deep arguments are awaited, how many, of which command

    def run(self) -> Fragment:
        while self.waiting:
            token = self.waiting.pop()
            if not token.active:
                self.head = max(self.head, token.start)
            is_command = token.text.startswith("\\") and not token.is_fixed
            macro = self._meaning(token) if is_command else None
            if macro is None:
                self._take(token)
            elif not self._awaited(token, macro):
                self._expand(token, macro)
        return _fragment(self.done)

    def _meaning(self, token: _Token) -> _Macro | None:
        try:
            return self.macros.in_force(token.text, self.head if token.active else token.start)
        except Unreadable as problem:
            raise problem.moved(token.start) from None

    def _take(self, token: _Token) -> None:
        """Takes a token that stands for itself."""
        if token.active and _DEFINES.match(token.text):
            raise MACRO(f"the macro {token.active[-1]} defines another; write that definition out", token.start)
        self.done.append(token)
        self.length += len(token.text)
        if self.length > LONGEST_FORMULA:
            raise LONG(f"macros make this formula longer than {LONGEST_FORMULA} characters: split it", token.start)
        text = token.text
        if text.isspace():
            return
        if text == "}":
            self.depth -= 1
            while self.arguments and self.arguments[-1][0] > self.depth:
                self.arguments.pop()
            return
        if self.arguments and self.arguments[-1][0] == self.depth:
            if self.arguments[-1][2] == "sqrt" and text == "[":
                self._take_option()
                return
            depth, count, name = self.arguments.pop()
            if count > 1:
                self.arguments.append((depth, count - 1, name))
        if text == "{":
            self.depth += 1
        elif text[1:] in WHOLE or text[1:] in FIRST_SIGN:
            self.arguments.append((self.depth, WHOLE.get(text[1:], 1), text[1:]))

    def _take_option(self) -> None:
        r"""Takes the degree of a root, ``[n]``, which is not its argument."""
        while self.waiting and self.done[-1].text != "]":
            token = self.waiting.pop()
            self.done.append(token)
            self.length += len(token.text)

    def _awaited(self, token: _Token, macro: _Macro) -> bool:
        r"""Whether the macro is an argument without braces, ``\frac\a b``: then braces are put around it."""
        if not self.arguments or self.arguments[-1][0] != self.depth:
            return False
        name = self.arguments[-1][2]
        if macro.count or macro.delimiters:
            raise MACRO_ARGUMENT(
                f"\\{name} takes {token.text} alone as its argument: write braces around all of it", token.start
            )
        if name in FIRST_SIGN and not self._is_one_sign(macro):
            raise MACRO_ARGUMENT(
                f"\\{name}{token.text} has two readings, over all of what {token.text} stands for, and over its first "
                "sign: write braces",
                token.start,
            )
        self.waiting += [replace(token, text="}"), token, replace(token, text="{")]
        return True

    def _is_one_sign(self, macro: _Macro, depth: int = 0) -> bool:
        """Whether a body is one letter or command, with its argument in braces at the most."""
        pieces = [match[0] for match in _TOKEN.finditer(macro.body) if not match[0].isspace()]
        if len(pieces) == 1:
            inner = None if macro.is_alias else self.macros.in_force(pieces[0], self.head)
            return inner is None or depth > DEEPEST_EXPANSION or self._is_one_sign(inner, depth + 1)
        level = 0
        for number, piece in enumerate(pieces):
            level += (piece == "{") - (piece == "}")
            if level == 0 and 0 < number < len(pieces) - 1:
                return False
        return len(pieces) > 2 and pieces[1] == "{" and pieces[0].startswith("\\")

    def _expand(self, token: _Token, macro: _Macro) -> None:
        """Puts what a macro stands for, with its arguments, in its place."""
        if macro.name in token.active:
            raise MACRO(f"the macro {macro.name} is defined by itself: write out what it stands for", token.start)
        if len(token.active) >= DEEPEST_EXPANSION:
            raise MACRO(
                f"macros stand in each other more than {DEEPEST_EXPANSION} deep: write some of them out", token.start
            )
        self.reached = token.end
        body = [match[0] for match in _TOKEN.finditer(macro.body)]
        if macro.delimiters:
            before, after = self._delimiters(macro)
            body = [*before, "#1", *after]
        arguments = self._arguments(token, macro)
        end = token.end if token.active else max(token.end, self.reached)
        active = (*token.active, macro.name)
        expanded: list[_Token] = []
        for piece in body:
            if len(piece) == 2 and piece[0] == "#" and int(piece[1]) <= len(arguments):
                argument = arguments[int(piece[1]) - 1]
                expanded += _made(argument, token.start, end, active) if isinstance(argument, str) else argument
            else:
                expanded.append(_Token(piece, token.start, end, active, macro.is_alias))
        self.steps += len(expanded) + 1
        if self.steps > MOST_STEPS:
            raise LONG(f"macros make this formula longer than {LONGEST_FORMULA} characters: split it", token.start)
        self.waiting += reversed(expanded)

    def _arguments(self, token: _Token, macro: _Macro) -> list[list[_Token] | str]:
        """What a macro is applied to; the text of its default where that is left out."""
        found: list[list[_Token] | str] = []
        if macro.default is not None:
            option = self._option()
            found.append(macro.default if option is None else option)
        while len(found) < macro.count:
            self._skip_spaces()
            if not self.waiting or self.waiting[-1].text == "}":
                count = "one argument" if macro.count == 1 else f"{macro.count} arguments"
                raise MACRO_ARGUMENT(f"the macro {macro.name} needs {count}: write braces behind it", token.start)
            first = self._next()
            found.append([first] if first.text != "{" else self._up_to("}", first))
        return found

    def _delimiters(self, macro: _Macro) -> tuple[list[str], list[str]]:
        r"""What a paired delimiter puts around its argument: ``\abs*{x}`` and ``\abs[\big]{x}`` are larger."""
        left, right = ([match[0] for match in _TOKEN.finditer(sign)] for sign in macro.delimiters)
        self._skip_spaces()
        if self.waiting and self.waiting[-1].text == "*":
            self._next()
            return ["\\left", *left], ["\\right", *right]
        size = [one.text for one in self._option() or []]
        return [*size, *left], [*size, *right]

    def _next(self) -> _Token:
        token = self.waiting.pop()
        if not token.active:
            self.reached = max(self.reached, token.end)
            self.head = max(self.head, token.start)
        return token

    def _skip_spaces(self) -> None:
        while self.waiting and self.waiting[-1].text.isspace():
            self.waiting.pop()

    def _option(self) -> list[_Token] | None:
        """An argument in square brackets, if one follows."""
        self._skip_spaces()
        if not self.waiting or self.waiting[-1].text != "[":
            return None
        return self._up_to("]", self._next())

    def _up_to(self, closer: str, opener: _Token) -> list[_Token]:
        """The tokens up to a closing sign outside of braces, which is left out."""
        inside: list[_Token] = []
        depth = 0
        while self.waiting:
            token = self._next()
            if token.text == closer and depth == 0:
                return inside
            depth += (token.text == "{") - (token.text == "}")
            inside.append(token)
        sign = "{" if closer == "}" else "["
        raise MACRO_ARGUMENT(f"this formula has an unclosed {sign}: {closer} is missing", opener.start)


def _made(text: str, start: int, end: int, active: tuple[str, ...]) -> list[_Token]:
    return [_Token(match[0], start, end, active) for match in _TOKEN.finditer(text)]


def _fragment(tokens: list[_Token]) -> Fragment:
    r"""The text of the tokens. A space keeps a command and a letter apart: ``\foo x`` must not become ``\barx``."""
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    ends_with_word = False
    for token in tokens:
        pieces = token.text
        if ends_with_word and pieces[0].isalpha():
            text.append(" ")
            starts.append(token.start)
            ends.append(token.start)
        ends_with_word = len(pieces) > 1 and pieces[0] == "\\" and pieces[1].isalpha()
        is_written = not token.active and token.end - token.start == len(pieces)
        text.append(pieces)
        starts += range(token.start, token.end) if is_written else [token.start] * len(pieces)
        ends += range(token.start + 1, token.end + 1) if is_written else [token.end] * len(pieces)
    return Fragment("".join(text), tuple(starts), tuple(ends))
