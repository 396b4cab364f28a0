"""The verdicts on the links of documents, reading by reading.

Links are verified in worker processes that are stopped when their time is up; the document's text is
read in the parent, and nothing of it is ever executed.
"""

from __future__ import annotations

import mmap
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from derive.documents.errors import DISAGREEING
from derive.documents.meaning.scope import NUMBER_PI
from derive.documents.model import Check, Document, Link, Reading
from derive.language.statement import Statement
from derive.printing.points import EVERY_POINT, point_text
from derive.verify.attempts import Progress, verify_statement
from derive.verify.cache import Cache
from derive.verify.pool import Failure, work_through
from derive.verify.result import PASSES, LinkVerdict, ReadingVerdict, point_of

GRACE_SECONDS = 2.0
"""How long after its limit a link may take to come to an end by itself."""


OPAQUE = "it depends on a function that nothing defines: define it, or declare the number with 'let'"


@dataclass(frozen=True)
class CheckedFile:
    """A document with the verdicts on its links, check by check."""

    document: Document
    verdicts: tuple[tuple[LinkVerdict, ...], ...]


def as_expected(check: Check, verdicts: Sequence[LinkVerdict]) -> bool:
    """Whether a check came out as its author expects: all proved or computed, or at least one refuted."""
    if check.expected == "refuted":
        return any(verdict.verdict == "refuted" for verdict in verdicts)
    return all(verdict.verdict in PASSES for verdict in verdicts)


# Documents ---------------------------------------------------------------------------------------


def check_documents(
    documents: Sequence[Document],
    seconds: float,
    jobs: int = 2,
    *,
    cache: Cache | None = None,
    done: Callable[[], None] = lambda: None,
) -> list[CheckedFile]:
    """The verdicts on all links of the documents, each link within so many seconds; ``done`` is called after each.

    Raises :class:`~derive.verify.pool.PoolError` where no worker can start."""
    links = [link for document in documents for check in document.checks for link in check.links]
    remaining = iter(_verify_all(links, seconds, jobs, cache, done))
    return [
        CheckedFile(document, tuple(tuple(next(remaining) for _ in check.links) for check in document.checks))
        for document in documents
    ]


def _verify_all(
    links: Sequence[Link], seconds: float, jobs: int, cache: Cache | None, done: Callable[[], None]
) -> list[LinkVerdict]:
    """The verdicts on links: those that are known already, the others from workers; the same link once."""
    keys = [link_key(link, seconds) for link in links]
    found: dict[str, LinkVerdict] = {}
    waiting: dict[str, Link] = {}
    for key, link in zip(keys, links, strict=True):
        known = cache.load_link(key) if cache is not None and key not in found and key not in waiting else None
        if known is not None:
            found[key] = known
        elif key not in found:
            waiting.setdefault(key, link)
    for key in keys:
        if key in found:
            done()
    with closing(_from_workers(waiting, seconds, jobs)) as run:
        for key, verdict in run:
            found[key] = verdict
            if cache is not None:
                cache.store_link(key, verdict)
            for _ in range(keys.count(key)):
                done()
    return [found[key] for key in keys]


def link_key(link: Link, seconds: float) -> str:
    """All that the verdict on a link depends on, beside the program itself."""
    readings = [
        (
            sorted(reading.opaque),
            reading.write,
            [([formula.key for formula in s.hypotheses], s.conclusion.key) for s in reading.statements],
        )
        for reading in link.readings
    ]
    return repr((seconds, readings))


def _from_workers(
    waiting: dict[str, Link], seconds: float, jobs: int
) -> Generator[tuple[str, LinkVerdict], None, None]:
    keys, links = list(waiting), list(waiting.values())
    if not links:
        return
    with mmap.mmap(-1, len(links) * Progress.LENGTH) as board:  # shared with the workers, which are forked

        def verify(position: int) -> LinkVerdict:
            def report(progress: Progress) -> None:
                start = position * Progress.LENGTH
                board[start : start + Progress.LENGTH] = progress.packed()

            return verify_link(links[position], seconds, report)

        run = work_through(verify, len(links), workers=jobs, seconds=seconds + GRACE_SECONDS)
        with closing(run):
            for position, answer in run:
                if isinstance(answer, Failure):
                    start = position * Progress.LENGTH
                    progress = Progress.unpacked(board[start : start + Progress.LENGTH])
                    answer = _failed(answer, progress, links[position], seconds)
                yield keys[position], answer


def _failed(failure: Failure, progress: Progress, link: Link, seconds: float) -> LinkVerdict:
    """The verdict on a link whose worker was stopped, or has failed."""
    reason = progress.out_of_time(seconds) if failure.stopped else f"the worker failed: {failure.reason}"
    readings = tuple(ReadingVerdict(reading.latex, "undecided", reading.write) for reading in link.readings)
    return LinkVerdict("undecided", reason, final=False, readings=readings, seconds=failure.seconds)


# One link ----------------------------------------------------------------------------------------


def verify_link(link: Link, seconds: float, report: Callable[[Progress], None] = lambda progress: None) -> LinkVerdict:
    """The verdict on a link: on each of its readings, and what follows from them together.

    ``report`` is told how far the attempts at each statement come."""
    start = time.monotonic()
    known: dict[Statement, LinkVerdict] = {}
    verdicts: list[LinkVerdict] = []
    for place, reading in enumerate(link.readings):
        now = time.monotonic()
        share = (start + seconds - now) / (len(link.readings) - place)
        for statement in reading.statements:
            if statement not in known:
                known[statement] = verify_statement(statement, now + share, float(f"{share:.3g}"), report)
        verdicts.append(_of_reading(reading, [known[statement] for statement in reading.statements]))
    return replace(combined(link.readings, verdicts), seconds=round(time.monotonic() - start, 4))


def _of_reading(reading: Reading, verdicts: Sequence[LinkVerdict]) -> LinkVerdict:
    """The verdict on a reading. What is refuted with values of which nothing is known is left open: they may be
    related in ways that the point does not respect."""
    verdict = together(verdicts)
    if not reading.opaque or verdict.verdict != "refuted":
        return verdict
    if reading.opaque == {NUMBER_PI}:
        for statement, one in zip(reading.statements, verdicts, strict=True):
            if one is verdict and _fails_at_pi(statement, one):
                return verdict
    return LinkVerdict("undecided", OPAQUE, final=verdict.final)


def _fails_at_pi(statement: Statement, verdict: LinkVerdict) -> bool:
    """Whether what is refuted with a rational number for π is refuted with π itself."""
    from derive.measure.rigorous.constants import fails_at_pi

    if verdict.counterexample is None:
        return False
    return fails_at_pi(statement.conclusion, point_of(verdict.counterexample))


def together(verdicts: Sequence[LinkVerdict]) -> LinkVerdict:
    """The verdict on a reading, all of whose statements have to hold."""
    for verdict in verdicts:
        if verdict.fault:
            return verdict
    for kind in ("refuted", "unreadable", "undecided"):
        for verdict in verdicts:
            if verdict.verdict == kind:
                return verdict
    return LinkVerdict(
        "computed" if any(verdict.verdict == "computed" for verdict in verdicts) else "proved",
        next((verdict.reason for verdict in verdicts if verdict.reason), ""),
        certificates=tuple(certificate for verdict in verdicts for certificate in verdict.certificates),
        final=all(verdict.final for verdict in verdicts),
    )


def combined(readings: Sequence[Reading], verdicts: Sequence[LinkVerdict]) -> LinkVerdict:
    """The verdict on a link with these readings, from the verdict on each of them.

    A reading whose hypotheses contradict each other falls away. Proved in one and refuted in another is unreadable;
    where some are undecided and the rest agree, so is the link."""
    said = tuple(
        ReadingVerdict(reading.latex, verdict.verdict, reading.write)
        for reading, verdict in zip(readings, verdicts, strict=True)
    )
    judged = [(own, verdict) for own, verdict in zip(said, verdicts, strict=True) if verdict.verdict != "unreadable"]
    if not judged:
        return replace(verdicts[0], readings=said)
    found = _agreed(judged) if len(judged) > 1 else judged[0][1]
    return replace(found, readings=said)


def _agreed(judged: Sequence[tuple[ReadingVerdict, LinkVerdict]]) -> LinkVerdict:
    """The verdict that follows from those on several readings."""
    kinds = {verdict.verdict for _, verdict in judged}
    final = all(verdict.final for _, verdict in judged)
    for own, verdict in judged:
        if verdict.fault:
            return replace(verdict, reason=f"in the reading {own.latex}: {verdict.reason}")
    if "refuted" in kinds and kinds & set(PASSES):
        each = "; ".join(_outcome(own, verdict) for own, verdict in judged)
        reason = f"this has {len(judged)} readings, and which of them is meant decides whether it holds: {each}"
        return LinkVerdict("unreadable", reason, final=final, code=DISAGREEING.code)
    if "undecided" in kinds:
        open_ones = [_outcome(own, verdict) for own, verdict in judged if verdict.verdict == "undecided"]
        reason = f"this has {len(judged)} readings: {'; '.join(open_ones)}"
        return LinkVerdict("undecided", reason, final=final)
    if "refuted" in kinds:
        return min((verdict for _, verdict in judged), key=lambda verdict: _height(verdict.counterexample))
    return replace(together([verdict for _, verdict in judged]), final=final)


def _outcome(own: ReadingVerdict, verdict: LinkVerdict) -> str:
    """What becomes of a reading, and how to write it."""
    where = (
        f" at {point_text(point_of(verdict.counterexample)) or EVERY_POINT}"
        if verdict.counterexample is not None
        else ""
    )
    why = f" ({verdict.reason})" if verdict.verdict == "undecided" and verdict.reason else ""
    write = f" (to mean it, write {own.write})" if own.write else ""
    return f"{own.latex} is {verdict.verdict}{where}{why}{write}"


def _height(counterexample: dict[str, Any] | None) -> tuple[int, int, int]:
    """How large a counterexample is: in size, then in the numbers."""
    if counterexample is None:
        return 0, 0, 0
    sizes = [int(size) for size in counterexample.get("sizes", {}).values()]
    numbers = [Fraction(entry) for value in counterexample.get("values", {}).values() for entry in _entries(value)]
    heights = [max(abs(number.numerator), number.denominator) for number in numbers]
    return max(sizes, default=0), max(heights, default=0), sum(heights)


def _entries(value: Any) -> Iterator[str]:
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _entries(part)
    else:
        yield str(value)
