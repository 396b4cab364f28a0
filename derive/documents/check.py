"""The verdict on every link of a document: proved, refuted, undecided or unreadable.

Links are verified in worker processes that are stopped when their time is up; the document's text is
read in the parent, and nothing of it is ever executed.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as TimeIsUp
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from pebble import ProcessFuture, ProcessPool

from derive.documents.model import Check, Document, Link
from derive.kernel.terms import (
    And,
    ForAll,
    KernelError,
    Less,
    LessEqual,
    close_body,
    free_variables,
    sort_of,
)
from derive.language.abbreviations import missing_hypothesis
from derive.language.statement import Statement, sizes_of

MEASURED_DIGITS = 30
MEASURED_POINTS = 8
GRACE_SECONDS = 2.0
QUICK_SECONDS = 1.0
OUT_OF_TIME = "the time is up"
COMPUTED = "about particular numbers: a computation with rigorous enclosures, not a theorem"

SCHEDULE = (
    ("prove", 1.0),
    ("compute", QUICK_SECONDS),
    ("refute", 0.02),
    ("prove thoroughly", 0.2),
    ("refute", 0.15),
    ("prove thoroughly", 1.5),
    ("doubt hypotheses", QUICK_SECONDS),
    ("refute", 2.0),
    ("prove thoroughly", 1e9),
    ("refute", 1e9),
)
"""Attempts at a proof and at a counterexample in turn, with the seconds that each may take at the most:
most links are decided by a short one, and neither kind is to starve the other."""

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class LinkVerdict:
    """The verdict on a link. ``counterexample`` is as in the JSON; ``fault`` is true where a theorem and
    the measurement disagree; ``certificates`` are those of a proved link's statements."""

    verdict: str
    reason: str = ""
    counterexample: dict[str, Any] | None = None
    fault: bool = False
    certificates: tuple[dict[str, Any], ...] = ()
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class CheckedFile:
    """A document with the verdicts on its links, check by check."""

    document: Document
    verdicts: tuple[tuple[LinkVerdict, ...], ...]


def as_expected(check: Check, verdicts: Sequence[LinkVerdict]) -> bool:
    """Whether a check came out as its author expects: all proved, or at least one refuted."""
    if check.expected == "refuted":
        return any(verdict.verdict == "refuted" for verdict in verdicts)
    return all(verdict.verdict == "proved" for verdict in verdicts)


# Files -------------------------------------------------------------------------------------------

_links: list[Link] = []  # inherited by the workers, which are forked after it is filled


def check_documents(
    documents: Sequence[Document], timeout: float, jobs: int = 2, done: Callable[[], None] | None = None
) -> list[CheckedFile]:
    """The verdicts on all links of the documents, each link within ``timeout`` seconds."""
    _links[:] = [link for document in documents for check in document.checks for link in check.links]
    verdicts: list[LinkVerdict] = []
    if _links:
        with ProcessPool(max_workers=min(jobs, len(_links)), context=get_context("fork")) as pool:
            limit = timeout + GRACE_SECONDS
            tasks = [pool.schedule(_verify, args=[n, timeout], timeout=limit) for n in range(len(_links))]
            try:
                for task in tasks:
                    verdicts.append(_answer(task, timeout))
                    if done is not None:
                        done()
            except BaseException:
                pool.stop()  # type: ignore[no-untyped-call]  # leaving the pool would wait for all that is left
                raise
    remaining = iter(verdicts)
    return [
        CheckedFile(document, tuple(tuple(next(remaining) for _ in check.links) for check in document.checks))
        for document in documents
    ]


def _answer(task: ProcessFuture[LinkVerdict], timeout: float) -> LinkVerdict:
    """What a worker found; undecided where it was stopped or has failed."""
    try:
        return task.result()
    except TimeIsUp:
        return LinkVerdict("undecided", f"stopped after {timeout:g} s", seconds=timeout)
    except Exception as error:
        return LinkVerdict("undecided", f"the worker failed: {type(error).__name__}: {error}")


def _verify(position: int, timeout: float) -> LinkVerdict:
    """In a worker: the verdict on one of the links."""
    start = time.monotonic()
    verdict = verify_link(_links[position].readings[0].statements, timeout)
    return LinkVerdict(
        verdict.verdict,
        verdict.reason,
        verdict.counterexample,
        verdict.fault,
        verdict.certificates,
        round(time.monotonic() - start, 4),
    )


# Links -------------------------------------------------------------------------------------------


class _Expired(BaseException):
    """The time for one attempt is over."""


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raises _Expired inside after so many seconds."""

    def expire(number: int, frame: FrameType | None) -> None:
        raise _Expired

    before = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def verify_link(statements: Sequence[Statement], timeout: float) -> LinkVerdict:
    """The verdict on a link that says that all the statements hold."""
    deadline = time.monotonic() + timeout
    verdicts = [verify_statement(statement, deadline) for statement in statements]
    for kind in ("refuted", "unreadable", "undecided"):
        for verdict in verdicts:
            if verdict.verdict == kind:
                return verdict
    certificates = tuple(certificate for verdict in verdicts for certificate in verdict.certificates)
    reason = next((verdict.reason for verdict in verdicts if verdict.reason), "")
    return LinkVerdict("proved", reason, certificates=certificates)


def verify_statement(statement: Statement, deadline: float) -> LinkVerdict:
    """The verdict on a statement: attempts at a proof and at a counterexample, quick ones first."""
    reason = ""
    exhausted = False
    for step, (kind, most) in enumerate(SCHEDULE):
        left = deadline - time.monotonic()
        share = min(left / 2, most) if step < len(SCHEDULE) - 1 else left
        if kind == "refute":
            refuted, _ = _within(share + 0.5, lambda s=share: refute_statement(statement, s))  # type: ignore[misc]
            if refuted is not None:
                return refuted
        elif kind == "compute":
            holds, _ = _within(min(share, most), lambda: holds_as_computed(statement))
            if holds:
                return LinkVerdict("proved", COMPUTED)
        elif kind == "doubt hypotheses":
            if statement.hypotheses and not _has_witness(statement, time.monotonic() + QUICK_SECONDS):
                contradiction = _contradiction(statement)
                if contradiction:
                    return LinkVerdict("unreadable", contradiction)
        elif not exhausted:
            thorough = kind == "prove thoroughly"
            proved, why = _within(share, lambda t=thorough: prove_and_certify(statement, t))  # type: ignore[misc]
            if proved is not None:
                return confirm(statement, proved, deadline)
            exhausted = thorough and why != OUT_OF_TIME
            reason = reason or (why if why != OUT_OF_TIME else "")
    return LinkVerdict("undecided", reason or "no proof and no counterexample was found in time")


def _within(seconds: float, attempt: Callable[[], Answer | None]) -> tuple[Answer | None, str]:
    """What an attempt finds in time, or None and the reason."""
    if seconds <= 0:
        return None, OUT_OF_TIME
    try:
        with _at_most(seconds):
            return attempt(), ""
    except _Expired:
        return None, OUT_OF_TIME
    except KernelError as error:
        return None, reason_of(error)
    except (ArithmeticError, RecursionError, MemoryError) as error:
        return None, f"{type(error).__name__}: {error}"


def reason_of(error: KernelError) -> str:
    """What stood in the way of a proof, in words; an undefined side names the missing hypothesis."""
    from derive.kernel.calculus import Undefined
    from derive.language.notation import to_text

    if isinstance(error, Undefined) and not error.term.loose:
        missing = missing_hypothesis(error)
        for bound in sorted(free_variables(missing), key=lambda variable: variable.key):
            if bound.name.startswith("#"):  # what a binder around it bound
                missing = ForAll(sort_of(bound), close_body(missing, (bound,)))
        return f"{error}; the missing hypothesis: {to_text(missing)}"
    return str(error)


def prove_and_certify(statement: Statement, thorough: bool) -> dict[str, Any]:
    """The certificate of the statement, checked again from its written form; raises KernelError."""
    from derive.kernel.certificate import CertificateError, check_certificate
    from derive.language.certificate import write_certificate
    from derive.prover import prove

    certificate = write_certificate(prove(statement, thorough))
    try:
        theorem = check_certificate(certificate)
    except CertificateError as error:
        raise KernelError(f"certificate: {error}") from None
    if set(theorem.hypotheses) != set(statement.hypotheses) or theorem.conclusion != statement.conclusion:
        raise KernelError("certificate: it states something else")
    return certificate


def holds_as_computed(statement: Statement) -> bool:
    """Whether a statement about particular numbers certainly holds, by rigorous enclosures of both sides."""
    from derive.measure.enclose import decide
    from derive.measure.instances import Instance

    conclusion = statement.conclusion
    general = free_variables(conclusion) or any(isinstance(size, str) for size in sizes_of(conclusion))
    if statement.hypotheses or general or not isinstance(conclusion, (Less, LessEqual, And)):
        return False
    return decide(conclusion, Instance({}, {}, {})) is True


def refute_statement(statement: Statement, seconds: float) -> LinkVerdict | None:
    """The counterexample that the refuter finds, as a verdict."""
    from derive.refute.equality import prove_equal
    from derive.refute.search import refute

    found = refute(statement, seconds, None, prove_equal)
    if found is None:
        return None
    counterexample = {**found.instance.to_json(), "lhs": found.lhs, "rhs": found.rhs}
    return LinkVerdict("refuted", found.reason, counterexample)


def confirm(statement: Statement, certificate: dict[str, Any], deadline: float) -> LinkVerdict:
    """A proved statement is measured, and its hypotheses need a point that satisfies them."""
    from derive.measure.measure import measure

    left = min(QUICK_SECONDS, deadline - time.monotonic())
    measurement, _ = _within(left, lambda: measure(statement, MEASURED_DIGITS, count=MEASURED_POINTS))
    if measurement is not None and measurement.disagreements:
        first = measurement.disagreements[0]
        sides = f"{first.lhs} {first.relation} {first.rhs}"
        return LinkVerdict("undecided", f"FAULT OF THE TOOL: proved, and measured otherwise: {sides}", fault=True)
    measured = measurement is not None and measurement.points > 0
    if statement.hypotheses and not measured and not _has_witness(statement, deadline):
        contradiction = _contradiction(statement)
        if contradiction:
            return LinkVerdict("unreadable", contradiction)
        return LinkVerdict("undecided", "no point was found that satisfies the hypotheses in force")
    return LinkVerdict("proved", certificates=(certificate,))


def _has_witness(statement: Statement, deadline: float) -> bool:
    """Whether a point that satisfies the hypotheses is found."""
    from derive.measure.opening import open_statement
    from derive.measure.sampling import sample_instances

    def look() -> bool:
        return any(any(True for _ in sample_instances(part, 1)) for part in open_statement(statement))

    found, _ = _within(min(QUICK_SECONDS, max(0.1, deadline - time.monotonic())), look)
    return bool(found)


def _contradiction(statement: Statement) -> str:
    """Which hypothesis the others exclude, in words; empty where none is found in a second."""
    from derive.documents.directives.contradictions import contradicted
    from derive.language.notation import to_text

    excluded, _ = _within(QUICK_SECONDS, lambda: contradicted(statement.hypotheses))
    if excluded is None:
        return ""
    return f"the hypotheses in force contradict each other: {to_text(excluded)} cannot hold with the others"


# Reading -----------------------------------------------------------------------------------------

ENDINGS = (".md", ".markdown", ".tex", ".ltx", ".latex")


def documents_in(paths: Sequence[Path]) -> list[Path]:
    """The files, and the Markdown and LaTeX files in the folders, in alphabetical order of each folder."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(sorted(file for file in path.rglob("*") if file.suffix in ENDINGS and file.is_file()))
        else:
            found.append(path)
    return found
