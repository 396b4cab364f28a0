"""Drafts in the other formats: notebooks, reStructuredText, the docstrings of Python modules.

Each is put as Markdown that has the same lines, so that a draft above a line there is one above a line here; nothing
but the drafts is written into the file."""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from derive.annotate.drafts import Annotated, annotated
from derive.annotate.preamble import preamble_of
from derive.annotate.survey import NOTHING
from derive.documents.formats import Broken
from derive.documents.formats.pieces import DISPLAY
from derive.documents.formats.restructured import pieces_in
from derive.documents.source import Places

LATEX = (".tex", ".ltx", ".latex")
MARKDOWN = (".md", ".markdown", ".qmd", ".rmd")
OTHERS = (".ipynb", ".rst", ".py")
ENDINGS = (*MARKDOWN, *LATEX, *OTHERS)
"""How the names of files end in which drafts are made."""

_COMMENT = re.compile(r"(?P<indent>[ \t>]*)<!-- (?P<said>.*) -->\Z")
_ROLE = re.compile(r":math:`((?:[^`\\]|\\.)*)`")
_MATH = re.compile(r"(?P<indent>[ \t]*)\.\.\s+math::(?P<rest>.*)\Z")
_DIRECTIVE = re.compile(r"(?P<indent>[ \t]*)\.\.\s+(?P<said>derive\s*:.*)\Z")
_OPENING = re.compile(r"(?P<prefix>[A-Za-z]*)(?P<quote>\"\"\"|''')")
_HAS_DISPLAY = re.compile(r"\.\.\s+math::|\$\$|\\\[")


def annotated_file(text: str, file: str) -> Annotated:
    """A file with drafts of directives, in the comments of its format; macros of a text in LaTeX that stand in files
    beside it are found there. Raises Broken where it is not of its format."""
    ending = PurePath(file).suffix.lower()
    if ending == ".ipynb":
        return _notebook(text)
    if ending == ".rst":
        return _restructured(text)
    if ending == ".py":
        return _module(text)
    latex = ending in LATEX
    return annotated(text, latex, preamble_of(text, Path(file)) if latex else "")


@dataclass(frozen=True)
class _Insertion:
    """What is to be written above a line, counted from 0."""

    line: int
    said: str


def _insertions(before: Sequence[str], after: str) -> Iterator[_Insertion]:
    """The comments that were added to some lines."""
    line = 0
    for one in after.split("\n"):
        if line < len(before) and one == before[line]:
            line += 1
            continue
        comment = _COMMENT.match(one)
        if comment is not None:
            yield _Insertion(line, comment["said"])


def _with(lines: Sequence[str], added: Iterable[_Insertion]) -> str:
    """Lines with comments of reStructuredText above some of them, indented like these."""
    above: dict[int, list[str]] = {}
    for one in added:
        above.setdefault(one.line, []).append(one.said)
    found: list[str] = []
    for number, line in enumerate(lines):
        indent = line[: len(line) - len(line.lstrip())]
        found += [f"{indent}.. {said}" for said in above.get(number, ())]
        found.append(line)
    return "\n".join(found)


# reStructuredText -----------------------------------------------------------------------------------


def _restructured(text: str) -> Annotated:
    lines = text.split("\n")
    markdown, moved = _as_markdown(text)
    found = annotated("\n".join(markdown), latex=False)
    added = [_Insertion(moved.get(one.line, one.line), one.said) for one in _insertions(markdown, found.text)]
    left = [(moved.get(line - 1, line - 1) + 1, reason) for line, reason in found.left]
    return Annotated(_with(lines, added), found.displays, found.drafts, left)


def _as_markdown(text: str) -> tuple[list[str], dict[int, int]]:
    """The lines of a text in reStructuredText as Markdown, and for displays that begin in another line there, in which
    line they begin here."""
    lines = text.split("\n")
    places = Places(text)
    markdown = [_ROLE.sub(lambda found: f"${found[1]}$", line) for line in lines]
    moved: dict[int, int] = {}
    for number, line in enumerate(lines):
        directive = _DIRECTIVE.match(line)
        if directive is not None:
            said = _ROLE.sub(lambda found: f"${found[1]}$", directive["said"])
            markdown[number] = f"{directive['indent']}<!-- {said} -->"
    for piece in pieces_in(text, 0):
        if piece.kind != DISPLAY or not piece.segments:
            continue
        rows = [places(at)[0] - 1 for content, at in piece.segments if content.strip()]
        if not rows or len(set(rows)) != rows[-1] - rows[0] + 1:
            continue
        head = next((row for row in range(rows[0], -1, -1) if _MATH.match(lines[row])), None)
        if head is None:
            continue
        opening = _MATH.match(lines[head])
        assert opening is not None
        if rows[0] == head:
            markdown[head] = f"{opening['indent']}$${opening['rest'].strip()}"
        else:
            markdown[head : rows[0]] = [NOTHING] * (rows[0] - head)
            markdown[rows[0] - 1] = f"{opening['indent']}$$"
            moved[rows[0] - 1] = head
        markdown[rows[-1]] += "$$"
    return markdown, moved


# Docstrings -----------------------------------------------------------------------------------------


def _module(text: str) -> Annotated:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise Broken(f"this is no Python module: {getattr(error, 'msg', error)}", getattr(error, "lineno", 1)) from None
    lines = text.split("\n")
    added: list[_Insertion] = []
    drafts: Counter[str] = Counter()
    left: list[tuple[int, str]] = []
    displays = 0
    for node in _docstrings(tree):
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        content = lines[first : last + 1]
        opening = _OPENING.search(content[0], len(content[0].encode()[: node.col_offset].decode()))
        if opening is None or not _HAS_DISPLAY.search("\n".join(content)):
            continue
        content[-1] = content[-1].rstrip().removesuffix(opening["quote"])
        if "r" not in opening["prefix"].lower():
            own = _docstring(["", content[0][opening.end() :], *content[1:]])
            reason = 'the backslashes of this docstring are escapes of Python: begin it with r"""'
            left += [(first + 1, reason)] * own.displays
            displays += own.displays
            continue
        content[0] = content[0][opening.end() :] if len(content) > 1 else ""
        own = _docstring(content)
        displays += own.displays
        drafts.update(own.drafts)
        left += [(first + line, reason) for line, reason in own.left]
        added += [_Insertion(first + one.line, one.said) for one in _insertions(content, own.text) if one.line]
    return Annotated(_with(lines, added), displays, dict(sorted(drafts.items())), sorted(left))


def _docstring(content: Sequence[str]) -> Annotated:
    """The lines of a docstring with drafts, as comments of Markdown."""
    margin = min((len(line) - len(line.lstrip()) for line in content[1:] if line.strip()), default=0)
    lines = [content[0], *(line[margin:] for line in content[1:])]
    markdown, moved = _as_markdown("\n".join(lines)) if re.search(r"\.\.\s", "\n".join(lines)) else (lines, {})
    found = annotated("\n".join(markdown), latex=False)
    above: dict[int, list[str]] = {}
    for one in _insertions(markdown, found.text):
        above.setdefault(moved.get(one.line, one.line), []).append(f"<!-- {one.said} -->")
    text = "\n".join(line for number, own in enumerate(content) for line in (*above.get(number, ()), own))
    return Annotated(text, found.displays, found.drafts, [(moved.get(n - 1, n - 1) + 1, why) for n, why in found.left])


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    """The docstrings of a module, in their order."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and node.body:
            first = node.body[0]
            value = first.value if isinstance(first, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value


# Notebooks ------------------------------------------------------------------------------------------


def _notebook(text: str) -> Annotated:
    """A notebook whose Markdown cells have drafts; all of them together are one document."""
    try:
        import nbformat
    except ImportError:
        raise Broken("notebooks are read with nbformat: pip install 'derive-proofs[notebooks]'") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cells without ids are none of the author's business here
            read = nbformat.reads(text, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
        cells = [cell for cell in read["cells"] if cell["cell_type"] == "markdown"]
        sources = [str(cell["source"]).replace("\r\n", "\n") for cell in cells]
    except Exception as error:  # whatever a damaged notebook makes of the library
        reason = " ".join(str(error).split())[:120]
        raise Broken(f"this is no Jupyter notebook ({reason}); open it in Jupyter and save it again") from None
    lines = "\n\n".join(sources).split("\n")
    found = annotated("\n".join(lines), latex=False)
    added = list(_insertions(lines, found.text))
    first = 0
    for cell, source in zip(cells, sources, strict=True):
        own = source.split("\n")
        comments = [one for one in added if first <= one.line < first + len(own)]
        above: dict[int, list[str]] = {}
        for one in comments:
            above.setdefault(one.line - first, []).append(f"<!-- {one.said} -->")
        cell["source"] = "\n".join(line for number, text in enumerate(own) for line in (*above.get(number, ()), text))
        first += len(own) + 1
    written = nbformat.writes(read) if added else text  # type: ignore[no-untyped-call]
    return Annotated(written, found.displays, found.drafts, found.left)
