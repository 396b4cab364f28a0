"""Markdown's indented code blocks: what stands four columns further in than the text around it, after a blank line."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)")
_CODE_INDENT = 4


def indented_blocks(text: str) -> Iterator[tuple[int, int]]:
    """The places of lines that are code by their indentation. Inside a list, the text of an item is the margin.

    Lines inside comments, displays and fences are theirs, however far in they stand."""
    margins: list[int] = []  # of the list items around a line
    may_begin = True  # after a blank line, or after code
    inside = ""  # what closes the comment or display around a line
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        content = line.rstrip("\n")
        if inside:
            inside = _left_open(content, inside)
        elif not content.strip():
            may_begin = True
        else:
            column = _column(content)
            if may_begin:
                while margins and column < margins[-1]:
                    margins.pop()
            margin = margins[-1] if margins else 0
            item = _ITEM.match(content)
            if may_begin and column >= margin + _CODE_INDENT:
                yield start, start + len(content)
            else:
                may_begin = False
                if item is not None and content[item.end() :].strip():
                    while margins and column < margins[-1]:
                        margins.pop()
                    margins.append(_column(" " * item.end()) if "\t" not in content else column + 2)
                inside = _left_open(content, "")
        start = end


def _column(line: str) -> int:
    """How far in a line begins, tabs counted to multiples of four."""
    expanded = line.expandtabs(_CODE_INDENT)
    return len(expanded) - len(expanded.lstrip(" "))


_SIGN = re.compile(r"<!--|-->|\$\$|`{3,}|~{3,}")
_CLOSINGS = {"<!--": "-->", "$$": "$$"}


def _left_open(line: str, inside: str) -> str:
    """What closes the comment, display or fence that is open at the end of a line; empty where none is."""
    for match in _SIGN.finditer(line):
        sign = match[0] if match[0] in _CLOSINGS or match[0] == "-->" else match[0][:3]
        if inside:
            inside = "" if sign == inside else inside
        elif sign != "-->":
            inside = _CLOSINGS.get(sign, sign)
    return inside
