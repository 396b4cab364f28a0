"""Collects annotated documents and claim files as pytest items.

A Markdown or LaTeX file with ``derive:`` directives is collected when it is named on the command
line or matches ``derive_documents`` (glob patterns, in the ini file); every check becomes a test. A
Python file that matches ``derive_claims`` is a claim file; every claim becomes a test.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from derive.documents.files import ENDINGS

if TYPE_CHECKING:
    from derive.documents.model import Check, ReadError
    from derive.language.claims import Claim
    from derive.library import Problem
    from derive.verify.result import LinkVerdict

DIGITS = 50


def pytest_addoption(parser: pytest.Parser) -> None:
    """The ini options."""
    parser.addini("derive_documents", "glob patterns of annotated documents to collect", type="args", default=[])
    parser.addini("derive_claims", "glob patterns of claim files to collect", type="args", default=[])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    """A document or claim file that is asked for."""
    config = parent.config
    if file_path.suffix in ENDINGS and _wanted(file_path, "derive_documents", config):
        return DocumentFile.from_parent(parent, path=file_path)
    if file_path.suffix == ".py" and any(file_path.match(p) for p in config.getini("derive_claims")):
        return ClaimFile.from_parent(parent, path=file_path)
    return None


def _wanted(path: Path, option: str, config: pytest.Config) -> bool:
    named = any(Path(argument.split("::")[0]).resolve() == path for argument in config.args)
    return (named or any(path.match(p) for p in config.getini(option))) and b"derive:" in path.read_bytes()


class Unmet(Exception):
    """A check or claim did not come out as its author expects; the message says why."""


class _Item(pytest.Item):
    """A test whose failure is a message, not a traceback."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The message of an unmet expectation, by itself."""
        if isinstance(excinfo.value, Unmet):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class DocumentFile(pytest.File):
    """An annotated document."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item per check, and one per place that is not understood."""
        from derive.documents.reader import read_document

        document = read_document(self.path)
        for error in document.errors:
            yield UnreadableItem.from_parent(self, name=f"line {error.line}", error=error)
        for check in document.checks:
            yield CheckItem.from_parent(self, name=f"check {check.index} (line {check.line})", check=check)


class UnreadableItem(_Item):
    """A place in a document that is not understood; it fails."""

    def __init__(self, *, error: ReadError, **options: Any) -> None:
        super().__init__(**options)
        self.error = error

    def runtest(self) -> None:
        """Fails with the place and the reason."""
        raise Unmet(f"{self.path}:{self.error.line}:{self.error.column}: unreadable: {self.error.message}")

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the item stands."""
        return self.path, self.error.line - 1, self.name


class CheckItem(_Item):
    """A checked formula; every link of it is verified."""

    def __init__(self, *, check: Check, **options: Any) -> None:
        super().__init__(**options)
        self.check = check

    def runtest(self) -> None:
        """Verifies the links, and fails where they do not come out as expected."""
        from derive.verify.links import as_expected, verify_link

        verdicts = [verify_link(link) for link in self.check.links]
        if not as_expected(self.check, verdicts):
            raise Unmet("\n".join(self.explain(verdicts)))

    def explain(self, verdicts: list[LinkVerdict]) -> Iterator[str]:
        """A line per link: its verdict and the reason or the counterexample."""
        from derive.printing.points import place_text

        for link, verdict in zip(self.check.links, verdicts, strict=True):
            found = verdict.counterexample
            place = place_text(found.point) if found else verdict.reason
            yield f"{self.path}:{link.line}:{link.column}: {verdict.verdict}: {link.latex}  {place}"
        if self.check.expected == "refuted":
            yield "the author expects at least one link to be refuted"

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the item stands."""
        return self.path, self.check.line - 1, self.name


class ClaimFile(pytest.File):
    """A file of claims."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item per claim, and one per problem in the file."""
        from derive.library import discover

        discovery = discover([self.path])
        for problem in discovery.problems:
            yield ProblemItem.from_parent(self, name=f"line {problem.line}", problem=problem)
        for claim in discovery.claims:
            yield ClaimItem.from_parent(self, name=claim.id, claim=claim)


class ProblemItem(_Item):
    """A claim file, or a claim in it, that cannot be used; it fails."""

    def __init__(self, *, problem: Problem, **options: Any) -> None:
        super().__init__(**options)
        self.problem = problem

    def runtest(self) -> None:
        """Fails with the place and the reason."""
        raise Unmet(f"{self.problem.file}:{self.problem.line}: {self.problem.message}")


class ClaimItem(_Item):
    """A claim; it is verified."""

    def __init__(self, *, claim: Claim, **options: Any) -> None:
        super().__init__(**options)
        self.claim = claim

    def runtest(self) -> None:
        """Verifies the claim, and fails where it does not come out as expected."""
        from derive.verify.verify import verify_claim

        result = verify_claim(self.claim, DIGITS).result
        if not result.passed:
            raise Unmet(f"{result.id} is {result.verdict}, not {result.expected}: {result.reason}")
