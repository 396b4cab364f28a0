"""Every link of every document, printed in canonical notation, is read as the same statement."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from derive.documents.model import Document
from derive.documents.reader import read_document, read_text

_SPEC = importlib.util.spec_from_file_location("round_trips", Path(__file__).with_name("round_trips.py"))
assert _SPEC is not None and _SPEC.loader is not None
round_trips = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(round_trips)

ROOT = Path(__file__).resolve().parents[2]
EXCEPTIONS: dict[tuple[str, str], str] = {}
"""Links that are not read back, as the file and the LaTeX of the link, and the reason of each. There are none."""


def shared() -> list[Path]:
    """The documents of a folder that may stand beside the checkout."""
    folders = [parent / "shared" / "documents" for parent in ROOT.parents]
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]


FILES = [
    path
    for path in [*sorted((ROOT / "benchmarks" / "documents").iterdir()), ROOT / "docs" / "tutorial.md", *shared()]
    if path.suffix in (".md", ".tex") and path.name != "README.md"
]


def failures(document: Document) -> list[str]:
    """The links that are not read back and are no exceptions, each with what goes wrong."""
    found = []
    for check in document.checks:
        for link in check.links:
            for reading in link.readings:
                problem = round_trips.failure(reading.statements)
                is_known = (Path(document.file).name, link.latex) in EXCEPTIONS
                if problem and not is_known:
                    found.append(f"line {link.line}: {link.latex}\n{problem}")
                assert problem or not is_known, f"no exception any more: {link.latex}"
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_links_of_a_document_are_read_back(path: Path) -> None:
    document = read_document(path)
    assert document.checks or document.errors
    assert not failures(document)


def formulas() -> Iterator[Document]:
    """The formulas that are read, each below its directives."""
    heading = ""
    setup: list[str] = []
    for line in Path(__file__).with_name("formulas.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            heading, setup = line[2:], []
        elif line.startswith("> "):
            setup.append(line[2:])
        elif not line:
            setup = []
        elif heading in ("true", "false"):
            directives = "".join(f"<!-- derive: {directive} -->\n" for directive in setup)
            yield read_text(f"{directives}<!-- derive: check -->\n$$\n{line}\n$$\n", "formulas.md")


def test_the_formulas_that_are_read_are_read_back() -> None:
    documents = list(formulas())
    assert len(documents) > 250
    assert not [problem for document in documents for problem in failures(document)]
