"""What would be right in checked documents: for every link that is refuted where its author expects a proof."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

from derive import work
from derive.documents.model import Link
from derive.suggest.search import suggestions
from derive.verify.cache import Cache
from derive.verify.limits import backstop
from derive.verify.links import CheckedFile, link_key
from derive.verify.pool import Failure, InOrder, processes, work_through
from derive.verify.result import Holds, LinkVerdict


def with_suggestions(
    files: Sequence[CheckedFile], *, effort: float = 1.0, jobs: int = 2, cache: Cache | None = None
) -> list[CheckedFile]:
    """The documents with the nearest statements that hold beside each link that was to be proved and is refuted.

    Raises :class:`~derive.verify.pool.PoolError` where no worker can start."""
    waiting: dict[str, Link] = {}
    found: dict[str, tuple[Holds, ...]] = {}
    for file in files:
        for link in _refuted(file):
            key = _key(link, effort)
            known, own = (None, False) if cache is None else cache.load_link(key)
            if known is not None and own:
                found[key] = known.holds
            else:
                waiting.setdefault(key, link)
    keys, links = list(waiting), list(waiting.values())

    def search(position: int) -> tuple[Holds, ...] | Failure:
        with work.effort(effort):
            return suggestions(links[position])

    workers = processes(search, min(jobs, len(links)), seconds=backstop(effort))
    with closing(work_through(workers, InOrder(range(len(links))))) as run:
        for position, answer in run:
            if not isinstance(answer, Failure):
                found[keys[position]] = answer
                if cache is not None:
                    cache.store_link(keys[position], LinkVerdict("refuted", holds=answer))
    return [_completed(file, found, effort) for file in files]


def _refuted(file: CheckedFile) -> list[Link]:
    return [
        link
        for check, verdicts in zip(file.document.checks, file.verdicts, strict=True)
        for link, verdict in zip(check.links, verdicts, strict=True)
        if check.expected == "proved" and verdict.verdict == "refuted" and link.again is not None
    ]


def _completed(file: CheckedFile, found: dict[str, tuple[Holds, ...]], effort: float) -> CheckedFile:
    wanted = {id(link) for link in _refuted(file)}
    verdicts = tuple(
        tuple(
            replace(verdict, holds=found.get(_key(link, effort), ())) if id(link) in wanted else verdict
            for link, verdict in zip(check.links, verdicts, strict=True)
        )
        for check, verdicts in zip(file.document.checks, file.verdicts, strict=True)
    )
    return CheckedFile(file.document, verdicts)


def _key(link: Link, effort: float) -> str:
    """All that what would be right depends on: the link, its text, and what is said before it."""
    before = link.again.before if link.again is not None else ""
    return repr(("what would be right", link_key(link, effort), link.latex, before))
