"""The verdicts on the checks of documents: those that are known already, and those that workers find.

The document's text is read in the parent, and nothing of it is ever executed. What verifies is imported where there
is something to verify.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, cast

from derive.documents.model import Check, Document, Link
from derive.verify.cache import Cache
from derive.verify.executors import PROCESSES, Task, staff
from derive.verify.limits import backstop, out_of_time
from derive.verify.result import PASSES, LinkVerdict, ReadingVerdict

if TYPE_CHECKING:
    from derive.verify.pool import Failure

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

    Raises :class:`~derive.verify.errors.PoolError` where no worker can start."""
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
    links: Sequence[Link], manner: Manner, cache: Cache | None, tick: Callable[[], None] = lambda: None
) -> Generator[tuple[int, LinkVerdict], None, None]:
    """The verdicts on links, each with its place, as they are found: first those that are known already, then the
    others from workers; the same link once. Closing the iterator ends all workers, and so does what ``tick`` raises,
    which is called several times a second while workers are waited for.

    Raises :class:`~derive.verify.errors.PoolError` where no worker can start."""
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
    with closing(_from_workers(waiting, said, manner, cache, tick)) as run:
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
            reading.cases,
            [formula.key for formula in reading.beside],
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
    tick: Callable[[], None],
) -> Generator[tuple[str, LinkVerdict], None, None]:
    """The verdicts on links by key, which the processes of this machine keep as their own, and which are kept as said
    elsewhere where a cluster finds them; of some, something is said already that is not believed."""
    if not waiting:
        return
    from derive.verify import links as one_by_one  # before workers are forked, which have it then
    from derive.verify.pool import Failure, InOrder, work_through

    keys, links = list(waiting), list(waiting.values())

    def verify(position: int) -> LinkVerdict:
        key = keys[position]
        verdict = one_by_one.verify_link(links[position], manner.effort, said.get(key))
        if cache is not None:
            cache.store_link(key, verdict)
        return verdict

    def task() -> Task[LinkVerdict]:
        return partial(_verify_there, effort=manner.effort), [(waiting[key], said.get(key)) for key in keys]

    with staff(manner.executor, verify, task, count=len(links), jobs=manner.jobs, seconds=manner.seconds) as workers:
        run = work_through(workers, InOrder(range(len(links))), tick)
        with closing(run):
            for position, answer in run:
                verdict = _failed(answer, links[position]) if isinstance(answer, Failure) else answer
                if cache is not None and manner.executor != PROCESSES:
                    cache.store_link(keys[position], verdict, own=False)
                yield keys[position], verdict


def _verify_there(job: tuple[Link, LinkVerdict | None], effort: float) -> LinkVerdict:
    from derive.verify.links import verify_link

    link, said = job
    return verify_link(link, effort, said)


def _failed(failure: Failure, link: Link) -> LinkVerdict:
    """The verdict on a link whose worker was stopped, or has failed."""
    reason = out_of_time(failure.seconds) if failure.stopped else f"the worker failed: {failure.reason}"
    readings = tuple(ReadingVerdict(reading.latex, "undecided", reading.write) for reading in link.readings)
    return LinkVerdict("undecided", reason, final=False, readings=readings, seconds=failure.seconds)
