"""Changes of the text that an editor offers: the nearest statement that holds, a hypothesis that is missing, a formula
written so that it has one reading, a directive that is spelled rightly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from derive.documents.model import Check, Link, ReadError
from derive.documents.source import Places
from derive.editor.findings import Place, State
from derive.editor.remedies import REMEDIES, remedies
from derive.verify.result import LinkVerdict

_TOKEN = re.compile(r"\\[A-Za-z]+|\S")
_LAYOUT = re.compile(r"\\\\(?:\[[^\]]*\])?|(?<!\\)&|\\(?:label|tag\*?)\{[^{}]*\}|\\nonumber|\\notag")
"""What a formula is set with; none of it is part of a link as it is printed."""

_DIRECTIVE = re.compile(r"(?P<before>.*?derive\s*:\s*)(?:check|refute)\b[^\n]*?(?P<after>\s*-->\s*|\s*)\Z")
_ANY_DIRECTIVE = re.compile(
    r"(?P<before>.*?derive\s*:\s*)(?:check|refute|define|assume)\b[^\n]*?(?P<after>\s*-->\s*|\s*)\Z"
)
_NO_NUMBER = re.compile(r"'(?P<name>\\?[A-Za-z]+)' is a number and (?:has no entries|is taken with 1 )")
_QUOTED_DIRECTIVE = re.compile(r"'((?:layout|indices|constant|let)\s[^']*)'")
_NOT_SETTLED = ("D157", "D208")
"""The refusals that the directive in their message does not settle: something else is written above, or meant."""

_MISSPELLED = re.compile(r"'(?P<said>[^']+)' is not a directive; did you mean '(?P<meant>[^']+)'\?")


@dataclass(frozen=True)
class Fix:
    """A change: the text from one place up to another becomes another one. ``is_best`` where nothing is nearer."""

    title: str
    begin: Place
    end: Place
    text: str
    is_best: bool = False


def fixes(state: State, first: int, last: int) -> list[Fix]:
    """The changes that are offered for what stands in some lines, from the first to the last."""
    found: list[Fix] = []
    for check, link, verdict, surprise in state.judged():
        if link.begin[0] <= last and first <= link.end[0] and (surprise or verdict.verdict == "unreadable"):
            found += _right(state, check, link, verdict)
            found += _with_one_reading(state, check, link)
    for error in state.document.errors:
        if first <= error.line <= last and not error.file:
            found += _respelled(state, error)
            found += _declared(state, error)
            found += _remedied(state, error)
    return found


def codes_in(state: State, first: int, last: int) -> list[str]:
    """The codes of the refusals in some lines."""
    codes = [error.code for error in state.document.errors if first <= error.line <= last]
    codes += [v.code for _, link, v, _ in state.judged() if link.begin[0] <= last and first <= link.end[0]]
    return [code for code in dict.fromkeys(codes) if code]


def _right(state: State, check: Check, link: Link, verdict: LinkVerdict) -> Iterator[Fix]:
    """The nearest statements that hold."""
    for number, right in enumerate(verdict.holds):
        if right.change.startswith("if "):
            hypothesis = f"assume here ${right.change.removeprefix('if ')}$"
            yield from _directive_above(state, check, f"holds {right.change}: {hypothesis}", hypothesis)
        else:
            edit = rewritten(state.text, link, right.latex)
            if edit is not None:
                yield Fix(f"{right.latex} holds ({right.change})", *edit, is_best=number == 0)


def _with_one_reading(state: State, check: Check, link: Link) -> Iterator[Fix]:
    """The readings of a link that has several, each written so that it is the only one."""
    for reading in link.readings if len(link.readings) > 1 else ():
        directive = _QUOTED_DIRECTIVE.search(reading.write or "")
        if directive is not None:
            yield from _directive_above(state, check, f"{directive[1]}: read as {reading.latex}", directive[1])
        elif _source(state.text, link).split() == link.latex.split():
            yield Fix(f"write {reading.latex}", link.begin, link.end, reading.latex)


def _directive_above(state: State, check: Check, title: str, directive: str) -> Iterator[Fix]:
    """A directive of its own above that of a check, written like it."""
    lines = state.text.split("\n")
    line = lines[check.directive - 1] if check.directive <= len(lines) else ""
    found = _DIRECTIVE.match(line)
    if found is not None:
        above = (check.directive, 1)
        yield Fix(title, above, above, f"{found['before']}{directive}{found['after'].rstrip()}\n")


def _remedied(state: State, error: ReadError) -> Iterator[Fix]:
    """What the code of a refusal says that can be written mechanically."""
    places = Places(state.text)
    for one in remedies(state.text, offset_of(state.text, (error.line, max(error.column, 1))), error):
        if one.directive:
            yield from _above(state, error, one.title, one.directive)
        else:
            yield Fix(one.title, places(one.start), places(one.end), one.text)


def _declared(state: State, error: ReadError) -> Iterator[Fix]:
    """The directive that a refusal asks for: the one that it quotes, or the declaration of a letter that is no
    number."""
    if error.code in REMEDIES or error.code in _NOT_SETTLED:
        return
    wanted = [found[1] for found in _QUOTED_DIRECTIVE.finditer(error.message) if "…" not in found[1]]
    for found in _NO_NUMBER.finditer(error.message):
        name = found["name"]
        if not re.search(rf"derive\s*:\s*let\b[^\n]*{re.escape(name)}(?![A-Za-z])", state.text):
            wanted.append(rf"let ${name} \in \mathbb{{R}}^K$")
    for directive in wanted:
        yield from _above(state, error, f"write above: {directive}", directive)


def _above(state: State, error: ReadError, title: str, directive: str) -> Iterator[Fix]:
    """A directive above the one of the formula that is not understood."""
    lines = state.text.split("\n")
    for above in range(min(error.line, len(lines)), 0, -1):
        own = _ANY_DIRECTIVE.match(lines[above - 1])
        if own is not None:
            yield Fix(title, (above, 1), (above, 1), f"{own['before']}{directive}{own['after'].rstrip()}\n")
            return


def _respelled(state: State, error: ReadError) -> Iterator[Fix]:
    found = _MISSPELLED.search(error.message)
    line = state.text.split("\n")[error.line - 1] if error.line <= state.text.count("\n") + 1 else ""
    column = line.find(found["said"], error.column - 1) if found else -1
    if found is not None and column >= 0:
        begin, end = (error.line, column + 1), (error.line, column + len(found["said"]) + 1)
        yield Fix(f"write {found['meant']}", begin, end, found["meant"], is_best=True)


# One link as another --------------------------------------------------------------------------------


def rewritten(text: str, link: Link, latex: str) -> tuple[Place, Place, str] | None:
    """The smallest change by which the link that stands in a text becomes another one, whatever it is set with; None
    where it is not found in the text as it was read."""
    source = _source(text, link)
    letters = [place for place, letter in enumerate(_bare(source)) if not letter.isspace()]
    if [source[place] for place in letters] != [letter for letter in link.latex if not letter.isspace()]:
        return None
    first, last = _changed(link.latex, latex)
    before = sum(not letter.isspace() for letter in link.latex[:first])
    behind = sum(not letter.isspace() for letter in link.latex[last:])
    start = letters[before] if before < len(letters) else len(source)
    end = letters[len(letters) - behind - 1] + 1 if before + behind < len(letters) else start
    new = latex[first : len(latex) - (len(link.latex) - last)]
    if _TOKEN.findall(_bare(source[:start] + new + source[end:])) != _TOKEN.findall(latex):
        return None
    places, at = Places(text), offset_of(text, link.begin)
    return places(at + start), places(at + end), new


def _changed(old: str, new: str) -> tuple[int, int]:
    """Between which places of the old text the two differ."""
    shorter = min(len(old), len(new))
    first = next((k for k in range(shorter) if old[k] != new[k]), shorter)
    same = next((k for k in range(shorter - first) if old[-1 - k] != new[-1 - k]), shorter - first)
    return first, len(old) - same


def _bare(source: str) -> str:
    """The text with spaces in the place of what it is set with."""
    return _LAYOUT.sub(lambda match: " " * len(match[0]), source)


def _source(text: str, link: Link) -> str:
    """The link as it stands in the text."""
    return text[offset_of(text, link.begin) : offset_of(text, link.end)]


def offset_of(text: str, place: Place) -> int:
    """The offset of a line and column."""
    line, column = place
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return start + column - 1
