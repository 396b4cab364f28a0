"""The verdicts on the links of documents, reading by reading.

Links are verified in worker processes; the document's text is
read in the parent, and nothing of it is ever executed.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from typing import cast

from derive import work
from derive.documents.errors import DISAGREEING
from derive.documents.meaning.scope import NUMBER_PI
from derive.documents.model import Check, Document, Link, Reading
from derive.language.instance import flat
from derive.language.statement import Statement
from derive.printing.points import place_text
from derive.verify.attempts import verify_statement
from derive.verify.cache import Cache
from derive.verify.executors import PROCESSES, Task, staff
from derive.verify.limits import ALLOWANCE, backstop, out_of_time
from derive.verify.pool import Failure, InOrder, work_through
from derive.verify.result import PASSES, LinkVerdict, ReadingVerdict

OPAQUE = "it depends on a function that nothing defines: define it, or declare the number with 'let'"

Verdicts = tuple[LinkVerdict, ...]


@dataclass(frozen=True)
class CheckedFile:
    """A document with the verdicts on its links, check by check."""

    document: Document
    verdicts: tuple[Verdicts, ...]


def as_expected(check: Check, verdicts: Sequence[LinkVerdict]) -> bool:
    """Whether a check came out as its author expects: all proved or computed, or at least one refuted."""
    if check.expected == "refuted":
        return any(verdict.verdict == "refuted" for verdict in verdicts)
    return all(verdict.verdict in PASSES for verdict in verdicts)


def surprises(check: Check, verdicts: Sequence[LinkVerdict]) -> list[bool]:
    """Which links of a check are not as its author expects."""
    if as_expected(check, verdicts):
        return [False] * len(verdicts)
    return [check.expected == "refuted" or verdict.verdict not in PASSES for verdict in verdicts]


# Documents ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Manner:
    """How links are verified: with which effort, so many side by side, each for so many seconds at the most, and by
    whom."""

    effort: float = 1.0
    jobs: int = 2
    timeout: float | None = None
    executor: str = PROCESSES

    @property
    def seconds(self) -> float:
        """How long a link may take, whatever it does."""
        return self.timeout or backstop(self.effort)


def check_documents(
    documents: Sequence[Document],
    *,
    effort: float = 1.0,
    jobs: int = 2,
    timeout: float | None = None,
    executor: str = PROCESSES,
    cache: Cache | None = None,
) -> list[CheckedFile]:
    """The verdicts on all links of the documents, with this effort for each. A link is given up after so many seconds
    whatever it has done.

    Raises :class:`~derive.verify.pool.PoolError` where no worker can start."""
    with closing(verify_links(links_of(documents), Manner(effort, jobs, timeout, executor), cache)) as run:
        return checked(documents, dict(run))


def links_of(documents: Sequence[Document]) -> list[Link]:
    """All links of the documents, in their order."""
    return [link for document in documents for check in document.checks for link in check.links]


def checked(documents: Sequence[Document], found: Mapping[int, LinkVerdict]) -> list[CheckedFile]:
    """The documents with what was found of their links, by their place among all; a check is left out as long as not
    all of its links have a verdict."""
    places = count()
    files = []
    for document in documents:
        verdicts = [tuple(found.get(next(places)) for _ in check.links) for check in document.checks]
        whole = [(check, own) for check, own in zip(document.checks, verdicts, strict=True) if None not in own]
        own_checks = replace(document, checks=tuple(check for check, _ in whole))
        files.append(CheckedFile(own_checks, tuple(cast(Verdicts, own) for _, own in whole)))
    return files


def verify_links(
    links: Sequence[Link], manner: Manner, cache: Cache | None
) -> Generator[tuple[int, LinkVerdict], None, None]:
    """The verdicts on links, each with its place, as they are found: first those that are known already, then the
    others from workers; the same link once. Closing the iterator ends all workers.

    Raises :class:`~derive.verify.pool.PoolError` where no worker can start."""
    places: dict[str, list[int]] = {}
    for place, link in enumerate(links):
        places.setdefault(link_key(link, manner.effort), []).append(place)
    said: dict[str, LinkVerdict | None] = {}
    for key in places:
        verdict, own = (None, False) if cache is None else cache.load_link(key)
        if own and verdict is not None:
            for place in places[key]:
                yield place, verdict
        else:
            said[key] = verdict
    waiting = {key: links[places[key][0]] for key in said}
    with closing(_from_workers(waiting, said, manner, cache)) as run:
        for key, verdict in run:
            for place in places[key]:
                yield place, verdict


def link_key(link: Link, effort: float) -> str:
    """All that the verdict on a link depends on, beside the program itself."""
    readings = [
        (
            sorted(reading.opaque),
            reading.latex,
            reading.write,
            [([formula.key for formula in s.hypotheses], s.conclusion.key) for s in reading.statements],
        )
        for reading in link.readings
    ]
    return repr((effort, readings))


def _from_workers(
    waiting: Mapping[str, Link],
    said: Mapping[str, LinkVerdict | None],
    manner: Manner,
    cache: Cache | None,
) -> Generator[tuple[str, LinkVerdict], None, None]:
    """The verdicts on links by key, which the processes of this machine keep as their own, and which are kept as said
    elsewhere where a cluster finds them; of some, something is said already that is not believed."""
    keys, links = list(waiting), list(waiting.values())

    def verify(position: int) -> LinkVerdict:
        key = keys[position]
        verdict = verify_link(links[position], manner.effort, said.get(key))
        if cache is not None:
            cache.store_link(key, verdict)
        return verdict

    def task() -> Task[LinkVerdict]:
        return partial(_verify_there, effort=manner.effort), [(waiting[key], said.get(key)) for key in keys]

    with staff(manner.executor, verify, task, count=len(links), jobs=manner.jobs, seconds=manner.seconds) as workers:
        run = work_through(workers, InOrder(range(len(links))))
        with closing(run):
            for position, answer in run:
                verdict = _failed(answer, links[position]) if isinstance(answer, Failure) else answer
                if cache is not None and manner.executor != PROCESSES:
                    cache.store_link(keys[position], verdict, own=False)
                yield keys[position], verdict


def _verify_there(job: tuple[Link, LinkVerdict | None], effort: float) -> LinkVerdict:
    link, said = job
    return verify_link(link, effort, said)


def _failed(failure: Failure, link: Link) -> LinkVerdict:
    """The verdict on a link whose worker was stopped, or has failed."""
    reason = out_of_time(failure.seconds) if failure.stopped else f"the worker failed: {failure.reason}"
    readings = tuple(ReadingVerdict(reading.latex, "undecided", reading.write) for reading in link.readings)
    return LinkVerdict("undecided", reason, final=False, readings=readings, seconds=failure.seconds)


# One link ----------------------------------------------------------------------------------------


def verify_link(link: Link, effort: float = 1.0, said: LinkVerdict | None = None) -> LinkVerdict:
    """The verdict on a link: on each of its readings, which share the work of this effort, and what follows from them
    together. What is ``said`` of the link elsewhere is checked."""
    start, end = time.monotonic(), work.done() + ALLOWANCE * effort
    known: dict[Statement, LinkVerdict] = {}
    verdicts: list[LinkVerdict] = []
    with work.effort(effort):
        for place, reading in enumerate(link.readings):
            share = (end - work.done()) / (len(link.readings) - place)
            for statement in reading.statements:
                if statement not in known:
                    known[statement] = verify_statement(statement, share, said)
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
    return LinkVerdict("undecided", OPAQUE)


def _fails_at_pi(statement: Statement, verdict: LinkVerdict) -> bool:
    """Whether what is refuted with a rational number for π is refuted with π itself."""
    from derive.measure.rigorous.pi import fails_at_pi

    if verdict.counterexample is None or verdict.counterexample.point is None:
        return False
    return fails_at_pi(statement.conclusion, verdict.counterexample.point)


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
        by=tuple(sorted({name for verdict in verdicts for name in verdict.by})),
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
    for own, verdict in judged:
        if verdict.fault:
            return replace(verdict, reason=f"in the reading {own.latex}: {verdict.reason}")
    if "refuted" in kinds and kinds & set(PASSES):
        each = "; ".join(_outcome(own, verdict) for own, verdict in judged)
        reason = f"this has {len(judged)} readings, and which of them is meant decides whether it holds: {each}"
        return LinkVerdict("unreadable", reason, code=DISAGREEING.code)
    if "undecided" in kinds:
        open_ones = [_outcome(own, verdict) for own, verdict in judged if verdict.verdict == "undecided"]
        reason = f"this has {len(judged)} readings: {'; '.join(open_ones)}"
        return LinkVerdict("undecided", reason)
    if "refuted" in kinds:
        return min((verdict for _, verdict in judged), key=_height)
    return together([verdict for _, verdict in judged])


def _outcome(own: ReadingVerdict, verdict: LinkVerdict) -> str:
    """What becomes of a reading, and how to write it."""
    where = f" {place_text(verdict.counterexample.point)}" if verdict.counterexample else ""
    why = f" ({verdict.reason})" if verdict.verdict == "undecided" and verdict.reason else ""
    write = f" (to mean it, write {own.write})" if own.write else ""
    return f"{own.latex} is {verdict.verdict}{where}{why}{write}"


def _height(verdict: LinkVerdict) -> tuple[int, int, int]:
    """How large a counterexample is: in size, then in the numbers."""
    point = verdict.counterexample.point if verdict.counterexample else None
    if point is None:
        return 0, 0, 0
    numbers = [entry for value in point.values.values() for entry in flat(value)]
    heights = [max(abs(number.numerator), number.denominator) for number in numbers]
    return max(point.sizes.values(), default=0), max(heights, default=0), sum(heights)
