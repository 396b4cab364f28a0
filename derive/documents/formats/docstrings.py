r"""Python: each docstring with a directive is a document of its own. Its formulas are ``.. math::`` blocks, ``$$…$$``
or ``\[…\]``; its directives are comments of reStructuredText or of Markdown."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import accumulate

from derive.documents.formats.pieces import DISPLAY, TEXT, Broken, Piece, Unwrapped, put_together
from derive.documents.formats.restructured import pieces_in
from derive.documents.source import Places

_LITERAL = re.compile(r"(?P<prefix>[A-Za-z]*)(?P<quote>\"\"\"|'''|\"|')")
_DIRECTIVE = re.compile(r"\.\.\s+derive\s*:|<!--[\s-]*derive\s*:")
_ESCAPE = re.compile(r"\\[\\'\"abfnrtvxuUN0-7\n]")
_DISPLAY = re.compile(r"\$\$(?P<dollars>.*?)\$\$|\\\[(?P<brackets>.*?)\\\]", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def docstrings(text: str) -> list[Unwrapped]:
    """The documents that the docstrings of a module are. Raises Broken where one has lost its backslashes."""
    places = Places(text)
    return [Unwrapped(*put_together(_pieces(text, start, end), places)) for start, end in _docstrings(text)]


def _docstrings(text: str) -> Iterator[tuple[int, int]]:
    """Where the insides of docstrings stand that hold a directive."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise Broken(f"this is no Python module: {getattr(error, 'msg', error)}", line) from None
    encoded = [len(line) for line in text.encode().split(b"\n")]
    begins = [0, *accumulate(length + 1 for length in encoded)]
    source = text.encode()
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) or not node.body:
            continue
        first = node.body[0]
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.JoinedStr) and _DIRECTIVE.search(_source(first)):
            raise Broken("an f-string is no docstring, and nobody reads its directives: leave the f out", first.lineno)
        if not isinstance(first, ast.Expr) or not isinstance(first.value, ast.Constant):
            continue
        if not isinstance(first.value.value, str) or not _DIRECTIVE.search(first.value.value):
            continue
        value = first.value
        begin = len(source[: begins[value.lineno - 1] + value.col_offset].decode())
        end = len(source[: begins[(value.end_lineno or 1) - 1] + (value.end_col_offset or 0)].decode())
        literal = _LITERAL.match(text, begin)
        assert literal is not None
        inside = literal.end(), end - len(literal["quote"])
        lost = None if "r" in literal["prefix"].lower() else _ESCAPE.search(text, *inside)
        if lost is not None:
            line = text.count("\n", 0, lost.start()) + 1
            raise Broken(
                f"{lost[0].rstrip()} in this docstring is not what LaTeX sees, but an escape of Python: "
                'begin the docstring with r"""',
                line,
            )
        yield inside


def _source(expression: ast.Expr) -> str:
    """What an f-string says outside of its braces."""
    parts = [part.value for part in ast.walk(expression) if isinstance(part, ast.Constant)]
    return "".join(part for part in parts if isinstance(part, str))


def _pieces(text: str, start: int, end: int) -> list[Piece]:
    """The directives and displays of one docstring."""
    content = text[start:end]
    margin = min((len(line) - len(line.lstrip()) for line in content.split("\n")[1:] if line.strip()), default=0)
    found = pieces_in(_dedented(content, margin), start) if re.search(r"\.\.\s", content) else []
    found = [Piece(piece.kind, tuple(_shifted(piece, content, margin, start))) for piece in found]
    for match in _COMMENT.finditer(content):
        found.append(Piece(TEXT, ((match[0], start + match.start()),)))
    for match in _DISPLAY.finditer(content):
        inside = match.lastgroup or "dollars"
        found.append(Piece(DISPLAY, ((match[inside], start + match.start(inside)),)))
    return sorted(found, key=lambda piece: piece.start)


def _dedented(content: str, margin: int) -> str:
    first, *rest = content.split("\n")
    return "\n".join([first.lstrip(), *(line[margin:] for line in rest)])


def _shifted(piece: Piece, content: str, margin: int, start: int) -> Iterator[tuple[str, int]]:
    """The segments at their places in the docstring as it is indented."""
    lines = content.split("\n")
    cut = [len(lines[0]) - len(lines[0].lstrip()), *(min(margin, len(line)) for line in lines[1:])]
    kept = [len(line) - gone for line, gone in zip(lines, cut, strict=True)]
    begins = [0, *accumulate(length + 1 for length in kept)]
    for text, at in piece.segments:
        if at < 0:
            yield text, at
            continue
        number = max(k for k, begin in enumerate(begins[:-1]) if begin <= at - start)
        yield text, at + sum(cut[: number + 1])
