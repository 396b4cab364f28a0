"""Collects annotated documents and claim files as pytest items.

A Markdown or LaTeX file with ``derive:`` directives is collected when it is named on the command
line or matches ``derive_documents`` (glob patterns, in the ini file); every check becomes a test. A
Python file that matches ``derive_claims`` is a claim file; every claim becomes a test.

A check is named by its label or its formula, a claim by its id, so that a name stays where lines are inserted. The
tests are marked ``derive_document`` and ``derive_claim``; they run in processes of their own, each for a time that
holds, and what was found before is not verified again.
"""

from __future__ import annotations

import math
from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from derive.documents.files import ENDINGS

if TYPE_CHECKING:
    from derive.documents.model import Check, ReadError
    from derive.language.claims import Claim
    from derive.library import Problem
    from derive.verify.cache import Cache, Outcome
    from derive.verify.result import LinkVerdict

DIGITS = 50
MARKERS = {
    "derive_document": "a checked formula of a document",
    "derive_claim": "a claim of a claim file",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the ini file and of the command line."""
    parser.addini("derive_documents", "glob patterns of annotated documents to collect", type="args", default=[])
    parser.addini("derive_claims", "glob patterns of claim files to collect", type="args", default=[])
    group = parser.getgroup("derive")
    group.addoption(
        "--derive-effort", type=_positive, default=1.0, metavar="N", help="Scales the work after which a search stops."
    )
    group.addoption(
        "--derive-timeout", type=_positive, metavar="S", help="Seconds after which a link or claim is given up."
    )
    group.addoption(
        "--derive-digits", type=int, default=DIGITS, metavar="N", help="Decimal digits of the measurements of claims."
    )
    group.addoption("--derive-no-cache", action="store_true", help="Verify everything anew; keep nothing.")


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise ArgumentTypeError(f"{text!r} is not a positive number")
    return number


def pytest_configure(config: pytest.Config) -> None:
    """Registers the markers."""
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    """A document or claim file that is asked for."""
    config = parent.config
    is_module = file_path.suffix == ".py" and any(file_path.match(p) for p in config.getini("derive_documents"))
    if (is_module or file_path.suffix in ENDINGS) and _wanted(file_path, "derive_documents", config):
        return DocumentFile.from_parent(parent, path=file_path)
    if file_path.suffix == ".py" and any(file_path.match(p) for p in config.getini("derive_claims")):
        return ClaimFile.from_parent(parent, path=file_path)
    return None


def _wanted(path: Path, option: str, config: pytest.Config) -> bool:
    named = any(Path(argument.split("::")[0]).resolve() == path for argument in config.args)
    return (named or any(path.match(p) for p in config.getini(option))) and b"derive:" in path.read_bytes()


CACHE = pytest.StashKey["Cache | None"]()


def _cache(config: pytest.Config) -> Cache | None:
    """What was found before, if it is to be used."""
    if CACHE not in config.stash:
        from derive.verify.cache import Cache
        from derive.verify.program import Program

        config.stash[CACHE] = None if config.getoption("derive_no_cache") else Cache(Program())
    return config.stash[CACHE]


class Unmet(Exception):
    """A check or claim did not come out as its author expects; the message says why."""


class _Item(pytest.Item):
    """A test whose failure is a message, not a traceback."""

    line = 1

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The message of an unmet expectation, by itself."""
        if isinstance(excinfo.value, Unmet):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the item stands."""
        return self.path, self.line - 1, self.name


def _names(names: Sequence[str]) -> list[str]:
    """Names of tests: each its own, and without the sign that stands between a file and a test."""
    from derive.documents.model import numbered

    return numbered(name.replace("::", ": :") for name in names)


class DocumentFile(pytest.File):
    """An annotated document."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item per check, and one per place that is not understood."""
        from derive.documents.model import names_of
        from derive.documents.reader import read_document

        document = read_document(self.path)
        codes = _names([f"unreadable {error.code}".strip() for error in document.errors])
        for name, error in zip(codes, document.errors, strict=True):
            yield UnreadableItem.from_parent(self, name=name, error=error)
        for name, check in zip(_names(names_of(document.checks)), document.checks, strict=True):
            yield CheckItem.from_parent(self, name=name, check=check)


class UnreadableItem(_Item):
    """A place in a document that is not understood; it fails."""

    def __init__(self, *, error: ReadError, **options: Any) -> None:
        super().__init__(**options)
        self.error, self.line = error, error.line
        self.add_marker("derive_document")

    def runtest(self) -> None:
        """Fails with the place and the reason."""
        from derive.verify.words import place_in

        raise Unmet(f"{place_in(str(self.path), self.error)}: unreadable: {self.error.message}")


class CheckItem(_Item):
    """A checked formula; every link of it is verified."""

    def __init__(self, *, check: Check, **options: Any) -> None:
        super().__init__(**options)
        self.check, self.line = check, check.line
        self.add_marker("derive_document")

    def runtest(self) -> None:
        """Verifies the links, and fails where they do not come out as expected, or one is unreadable."""
        from derive.documents.model import Document
        from derive.verify.checks import as_expected, check_documents

        (file,) = check_documents(
            [Document(str(self.path), (self.check,), ())],
            effort=self.config.getoption("derive_effort"),
            timeout=self.config.getoption("derive_timeout"),
            jobs=1,
            cache=_cache(self.config),
        )
        (verdicts,) = file.verdicts
        if not as_expected(self.check, verdicts) or any(own.verdict == "unreadable" for own in verdicts):
            raise Unmet("\n".join(self.explain(verdicts)))

    def explain(self, verdicts: Sequence[LinkVerdict]) -> Iterator[str]:
        """Each link with its verdict, and the reason or the counterexample in words."""
        from derive.verify.words import explained, place_in

        for link, verdict in zip(self.check.links, verdicts, strict=True):
            yield f"{place_in(str(self.path), link)}: {verdict.verdict}: {link.latex}"
            yield from (f"    {line}" for line in explained(verdict) if verdict.verdict != "proved")
        if self.check.expected == "refuted":
            yield "the author expects at least one link to be refuted"


class ClaimFile(pytest.File):
    """A file of claims."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item per claim, and one per problem in the file."""
        from derive.library import discover

        discovery = discover([self.path])
        names = _names(["problem"] * len(discovery.problems))
        for name, problem in zip(names, discovery.problems, strict=True):
            yield ProblemItem.from_parent(self, name=name, problem=problem)
        for claim in discovery.claims:
            yield ClaimItem.from_parent(self, name=claim.id, claim=claim)


class ProblemItem(_Item):
    """A claim file, or a claim in it, that cannot be used; it fails."""

    def __init__(self, *, problem: Problem, **options: Any) -> None:
        super().__init__(**options)
        self.problem, self.line = problem, problem.line
        self.add_marker("derive_claim")

    def runtest(self) -> None:
        """Fails with the place and the reason."""
        raise Unmet(f"{self.problem.file}:{self.problem.line}: {self.problem.message}")


class ClaimItem(_Item):
    """A claim; it is verified."""

    def __init__(self, *, claim: Claim, **options: Any) -> None:
        super().__init__(**options)
        self.claim, self.line = claim, int(claim.where.rpartition(":")[2])
        self.add_marker("derive_claim")

    def runtest(self) -> None:
        """Verifies the claim, and fails where it does not come out as expected."""
        from derive.verify.words import in_words

        result = self.outcome().result
        if not result.passed:
            said = f"{result.where}: {result.id} is {result.verdict}, not {result.expected}: {result.reason}"
            found = result.counterexample
            raise Unmet("\n    ".join([said, *(in_words(found) if found is not None else [])]))

    def outcome(self) -> Outcome:
        """What is known of the claim, or what verifying it finds."""
        import derive.verify.verify  # noqa: F401  (takes long, and the process that does the work has it then)
        from derive.verify.claim_files import listed
        from derive.verify.runner import verify_claims

        cache, claim = _cache(self.config), self.claim
        effort, digits = self.config.getoption("derive_effort"), self.config.getoption("derive_digits")
        own = listed(claim)
        if cache is not None:
            known = cache.load_claim(own, digits, effort, certificates=False)
            if known is not None:
                return known

        def keep(position: int, outcome: Outcome) -> None:
            if cache is not None:
                cache.store_claim(outcome, own.fingerprint, digits, effort)

        timeout = self.config.getoption("derive_timeout")
        run = verify_claims([claim], digits=digits, jobs=1, effort=effort, timeout=timeout, keep=keep)
        ((_, outcome),) = run
        return outcome
