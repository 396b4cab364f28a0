r"""LaTeX in several files: ``\input``, ``\include`` and ``\subfile`` are read in their places, as TeX does, and each
formula has its place in the file that it stands in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from derive.documents.formats.pieces import Broken, Unwrapped
from derive.documents.source import Places, without_comments

MOST_FILES = 500
LARGEST = 4_000_000

_INCLUSION = re.compile(
    r"\\(?P<how>input|include|subfile|subfileinclude)(?![A-Za-z@])\s*(?:\{\s*(?P<name>[^{}#\\]+?)\s*\}"
    r"|(?P<bare>[^\s{}\\%#]+))"
)
_BODY = re.compile(r"\\begin\s*\{document\}(?P<body>.*?)(?:\\end\s*\{document\}|\Z)", re.DOTALL)
_END = re.compile(r"\\endinput(?![A-Za-z@])")
_MAIN = re.compile(r"\\documentclass\s*\[\s*(?P<main>[^\]]+?)\s*\]\s*\{subfiles\}")
_DIRECTIVE = re.compile(r"^[ \t]*%+[ \t]*derive[ \t]*:", re.MULTILINE)


class PlacesInFiles(Places):
    """Places in the files that a text was put together from."""

    def __init__(self, text: str, parts: list[tuple[int, int, _File]]) -> None:
        super().__init__(text)
        self.begins = [begin for begin, _, _ in parts]
        self.parts = parts

    def _part(self, offset: int) -> tuple[int, _File]:
        begin, origin, file = self.parts[max(bisect_right(self.begins, offset) - 1, 0)]
        return origin + max(offset - begin, 0), file

    def __call__(self, offset: int) -> tuple[int, int]:
        at, file = self._part(offset)
        return file.places(at)

    def file(self, offset: int) -> str:
        """The file that the offset stands in; empty for the document itself."""
        return self._part(offset)[1].shown


class _File:
    """A file, its text, and by which name it is shown."""

    def __init__(self, path: Path, text: str, shown: str) -> None:
        self.path = path
        self.text = text
        self.shown = shown
        self.places = Places(text)
        self.code = without_comments(text)


class _Joining:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.text: list[str] = []
        self.length = 0
        self.parts: list[tuple[int, int, _File]] = []
        self.files: list[str] = []

    def add(self, file: _File, start: int, end: int) -> None:
        """Adds a stretch of a file as it is."""
        self.parts.append((self.length, start, file))
        self.text.append(file.text[start:end])
        self.length += end - start
        if self.length > LARGEST:
            raise Broken(f"the document with all that it includes is larger than {LARGEST // 1_000_000} MB; split it")

    def join(self, file: _File, start: int, end: int, inside: tuple[Path, ...]) -> None:
        """Adds a stretch of a file, with what it includes in the places where it does."""
        position = start
        for match in _INCLUSION.finditer(file.code, start, end):
            other = self.opened(file, match, inside)
            self.add(file, position, match.start())
            body = _BODY.search(other.code) if match["how"].startswith("subfile") else None
            first, last = body.span("body") if body is not None else (0, len(other.text))
            stop = _END.search(other.code, first, last)
            self.join(other, first, stop.start() if stop else last, (*inside, other.path))
            self.add(other, last, last)
            position = match.end()
        self.add(file, position, end)

    def opened(self, file: _File, match: re.Match[str], inside: tuple[Path, ...]) -> _File:
        """The file that is included; raises Broken where it cannot be read, or includes itself."""
        name = (match["name"] or match["bare"]).strip('"')
        line = file.places(match.start())[0]
        said = rf"\{match['how']}{{{name}}}"
        path = next((one for one in self.ways(file, name) if one.is_file()), None)
        if path is None:
            raise Broken(
                f"{said} is not found beside the document: put the file there, or leave the line out", line, file.shown
            )
        if path.resolve() in (one.resolve() for one in inside):
            raise Broken(f"{said} includes the file that it stands in", line, file.shown)
        if len(self.files) >= MOST_FILES:
            raise Broken(f"more than {MOST_FILES} files are included; split the document", line, file.shown)
        self.files.append(str(path))
        return _File(path, _text(path, said, line, file.shown), str(path))

    def ways(self, file: _File, name: str) -> Iterator[Path]:
        """Where the file may be: beside the document, as TeX has it, or beside the file that includes it."""
        for folder in dict.fromkeys((self.folder, file.path.parent)):
            for ending in (".tex", "") if not name.endswith(".tex") else ("",):
                yield folder / f"{name}{ending}"


def _text(path: Path, said: str, line: int, shown: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise Broken(f"{said} is not UTF-8 text at byte {error.start}; save the file as UTF-8", line, shown) from None
    except OSError as error:
        raise Broken(f"{said} cannot be read: {error.strerror or 'unknown reason'}", line, shown) from None


def with_inclusions(text: str, name: str) -> tuple[Unwrapped, tuple[str, ...]] | None:
    """The document with all that it includes, and which files these are; None where it includes none.

    A subfile that is checked by itself has the preamble of its main file before it. Raises Broken where a file is
    missing, unless no directive depends on it."""
    path = Path(name)
    file = _File(path, text, "")
    main = _MAIN.search(file.code)
    if main is None and _INCLUSION.search(file.code) is None:
        return None
    joining = _Joining(path.parent)
    try:
        if main is not None:
            _preamble(joining, file, main)
        joining.join(file, 0, len(text), (path,))
    except Broken:
        if not _DIRECTIVE.search(text) and not any(_DIRECTIVE.search(part) for part in joining.text):
            return None
        raise
    whole = "".join(joining.text)
    return Unwrapped(whole, PlacesInFiles(whole, joining.parts)), tuple(joining.files)


def _preamble(joining: _Joining, file: _File, match: re.Match[str]) -> None:
    """Adds the preamble of the main file of a subfile."""
    name, line = match["main"], file.places(match.start())[0]
    path = next((one for one in joining.ways(file, name) if one.is_file()), None)
    if path is None:
        raise Broken(f"the main file {name} is not found: put it there, or leave the class 'subfiles' out", line)
    main = _File(path, _text(path, f"the main file {name}", line, ""), str(path))
    begin = re.search(r"\\begin\s*\{document\}", main.code)
    joining.join(main, 0, begin.start() if begin else len(main.text), (main.path,))
