r"""reStructuredText: ``.. math::`` is a display, the comment ``.. derive: …`` a directive, with formulas as
``:math:`z``` or between dollars.

docutils says what is a formula and what is a comment, so that what stands in literal blocks is neither."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import accumulate

from derive.documents.formats.pieces import DIRECTIVE, DISPLAY, Broken, Piece, Segment, Unwrapped, put_together
from derive.documents.source import Places

_COMMENT = re.compile(r"^[ \t]*\.\.[ \t]+(derive[ \t]*:.*)$", re.MULTILINE)
OPTIONS: dict[str, Callable[[str], str]] = dict.fromkeys(("label", "name", "class", "nowrap", "no-wrap", "number"), str)
"""What Sphinx takes behind ``.. math::``; none of it changes the formula."""

_ROLE = re.compile(r":math:`((?:[^`\\]|\\.)*)`")


def restructured(text: str) -> list[Unwrapped]:
    """The document that a text in reStructuredText is."""
    return [Unwrapped(*put_together(pieces_in(text, 0), Places(text)))]


def pieces_in(text: str, start: int) -> list[Piece]:
    """The directives and displays of a text that begins at a place in its file."""
    displays, comments = _parsed(text)
    found = [Piece(DISPLAY, tuple(_moved(lines, start))) for lines in displays]
    for match in _COMMENT.finditer(text):
        if text.count("\n", 0, match.start()) + 1 in comments:
            found.append(Piece(DIRECTIVE, tuple(_directive(match[1], start + match.start(1)))))
    return sorted(found, key=lambda piece: piece.start)


def _moved(lines: list[Segment], start: int) -> Iterator[Segment]:
    for number, (content, at) in enumerate(lines):
        yield content + ("\n" if number < len(lines) - 1 else ""), at + start


def _directive(content: str, at: int) -> Iterator[Segment]:
    """A directive with its formulas between dollars."""
    position = 0
    for match in _ROLE.finditer(content):
        yield content[position : match.start()], at + position
        yield "$", -1
        yield match[1], at + match.start(1)
        yield "$", -1
        position = match.end()
    yield content[position:], at + position


def _parsed(text: str) -> tuple[list[list[Segment]], set[int]]:
    """The lines of each display with their places, and in which lines comments begin."""
    try:
        from docutils import nodes
        from docutils.core import publish_doctree
        from docutils.parsers.rst import Directive, directives, roles, states
    except ImportError:
        if "derive" not in text:
            return [], set()
        raise Broken("reStructuredText is read with docutils: pip install 'derive-proofs[sphinx]'") from None
    lines = text.split("\n")
    begins = [0, *accumulate(len(line) + 1 for line in lines)]
    found: list[list[Segment]] = []

    class Display(Directive):
        """A display, which notes where it stands."""

        has_content = True
        optional_arguments = 1
        final_argument_whitespace = True
        option_spec = OPTIONS

        def run(self) -> list[nodes.Node]:
            """Notes the lines."""
            content: list[Segment] = []
            if self.arguments:
                first = self.lineno - 1
                line = lines[first] if first < len(lines) else ""
                place = line.find("::") + 2
                for number, argument in enumerate(self.arguments[0].split("\n")):
                    line = lines[first + number]
                    column = line.find(argument.strip(), place if not number else 0)
                    content.append((argument.strip(), begins[first + number] + max(column, 0)))
            for number, inside in enumerate(self.content):
                line = lines[self.content_offset + number]
                content.append((inside, begins[self.content_offset + number] + max(line.find(inside.strip()), 0)))
                if inside != inside.lstrip():
                    content[-1] = (inside.lstrip(), content[-1][1])
            found.append(content)
            return []

    comments: set[int] = set()
    comment = states.Body.comment

    def noted(state: states.Body, match: re.Match[str]) -> tuple[list[nodes.Node], bool]:
        comments.add(state.state_machine.abs_line_number())
        return comment(state, match)  # type: ignore[no-untyped-call, no-any-return]

    before = directives._directives.get("math")  # type: ignore[attr-defined]
    directives.register_directive("math", Display)
    roles.register_local_role("math", lambda *arguments, **options: ([], []))
    settings = {
        "report_level": 5,
        "halt_level": 6,
        "file_insertion_enabled": False,
        "raw_enabled": False,
        "_disable_config": True,
    }
    states.Body.comment = noted  # type: ignore[method-assign]
    try:
        publish_doctree(text, settings_overrides=settings)
    finally:
        states.Body.comment = comment  # type: ignore[method-assign]
        roles._roles.pop("math", None)  # type: ignore[attr-defined]
        if before is None:
            directives._directives.pop("math", None)  # type: ignore[attr-defined]
        else:
            directives.register_directive("math", before)
    return found, comments
