"""The documents that a command is given: files, folders, patterns, standard input."""

from __future__ import annotations

import glob
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from derive.cli.codes import CommandError

if TYPE_CHECKING:
    from derive.documents.model import Document
    from derive.verify.checks import CheckedFile

STANDARD_INPUT = "-"
MARKS_OF_LATEX = (r"\begin{document}", "% derive:")
"""What a text that has no name is read as LaTeX for."""


def files_at(paths: Sequence[Path]) -> list[Path]:
    """The documents at the paths, each once; raises CommandError where there is none."""
    from derive.documents.files import documents_in

    files = documents_in([path for given in paths for path in _fitting(given)])
    if not files:
        raise CommandError("the folders hold no Markdown or LaTeX document (.md, .markdown, .tex)")
    once = {file.absolute(): file for file in reversed(files)}.values()
    return list(reversed(once))


def document_at(file: Path, drafts: bool) -> Document:
    """The document at a path, or on standard input, read with its ``drafts`` as if they were accepted or without
    them."""
    from derive.documents.reader import read_document

    return _standard_input(drafts) if str(file) == STANDARD_INPUT else read_document(file, drafts)


def without_included(read: Sequence[Document | CheckedFile]) -> list[Document | CheckedFile]:
    """The documents without those that another one includes, which are read there, with all that stands before them."""
    from derive.documents.model import Document

    documents = [one if isinstance(one, Document) else one.document for one in read]
    included = {Path(name).resolve() for document in documents for name in document.includes}
    pairs = zip(read, documents, strict=True)
    return [one for one, document in pairs if not included or Path(document.file).resolve() not in included]


def _fitting(path: Path) -> list[Path]:
    """The path, or the documents and folders that fit it as a pattern, in alphabetical order."""
    from derive.documents.files import ENDINGS

    if str(path) == STANDARD_INPUT or path.exists():
        return [path]
    if not glob.has_magic(str(path)):
        raise CommandError(f"there is no file or folder {path}; give the path of a Markdown or LaTeX document")
    found = [Path(name) for name in sorted(glob.glob(str(path), recursive=True))]
    fitting = [one for one in found if one.is_dir() or one.suffix in ENDINGS]
    if not fitting:
        raise CommandError(f"no Markdown or LaTeX document fits {str(path)!r}; ** stands for folders inside each other")
    return fitting


def _standard_input(drafts: bool) -> Document:
    """What standard input holds, read as a document."""
    from derive.documents.files import LARGEST_FILE
    from derive.documents.reader import read_text

    content = sys.stdin.buffer.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise CommandError(f"standard input is larger than {LARGEST_FILE // 1_000_000} MB; split it")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"byte {error.start} of standard input is not UTF-8 text; save it as UTF-8") from None
    ending = ".tex" if any(mark in text for mark in MARKS_OF_LATEX) else ".md"
    return replace(read_text(text, STANDARD_INPUT + ending, None, drafts), file=STANDARD_INPUT)
