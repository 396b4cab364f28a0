"""What would be right in documents: for every link that is refuted, or left open, where its author expects a proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace

from derive import work
from derive.documents.model import Document, Link
from derive.suggest.search import suggestions
from derive.verify.cache import Cache
from derive.verify.checks import Manner, link_key
from derive.verify.pool import Failure, InOrder, processes, work_through
from derive.verify.result import Holds, LinkVerdict


def suggested(
    documents: Sequence[Document],
    found: Mapping[int, LinkVerdict],
    manner: Manner,
    cache: Cache | None,
    tick: Callable[[], None] = lambda: None,
) -> dict[int, LinkVerdict]:
    """The verdicts on links that were to be proved and are not, by their place among all links, with the nearest
    statements that hold. The search is done by processes of this machine; what ``tick`` raises ends them.

    Raises :class:`~derive.verify.errors.PoolError` where no worker can start."""
    open_links = _open(documents, found)
    if not open_links:
        return {}
    program = "" if cache is None else cache.everything
    keys = {place: _key(link, manner.effort, program) for place, link in open_links.items()}
    known: dict[str, tuple[Holds, ...]] = {}
    waiting: dict[str, tuple[Link, str]] = {}
    for place, link in open_links.items():
        verdict, own = (None, False) if cache is None else cache.load_link(keys[place])
        if verdict is not None and own:
            known[keys[place]] = verdict.holds
        else:
            waiting.setdefault(keys[place], (link, found[place].verdict))
    names, links = list(waiting), [link for link, _ in waiting.values()]
    verdicts = [verdict for _, verdict in waiting.values()]

    def search(position: int) -> tuple[Holds, ...] | Failure:
        with work.effort(manner.effort):
            return suggestions(links[position], verdicts[position] == "refuted")

    workers = processes(search, min(manner.jobs, len(links)), seconds=manner.seconds)
    with closing(work_through(workers, InOrder(range(len(links))), tick)) as run:
        for position, answer in run:
            if not isinstance(answer, Failure):
                known[names[position]] = answer
                if cache is not None:
                    cache.store_link(names[position], LinkVerdict("refuted", holds=answer))
    return {place: replace(found[place], holds=known.get(key, ())) for place, key in keys.items()}


def _open(documents: Sequence[Document], found: Mapping[int, LinkVerdict]) -> dict[int, Link]:
    """The links that were to be proved and are refuted or undecided, by their place."""
    checks = [check for document in documents for check in document.checks]
    links = [(check.expected, link) for check in checks for link in check.links]
    return {
        place: link
        for place, (expected, link) in enumerate(links)
        if place in found and expected == "proved" and link.again is not None and _may_be_mended(link, found[place])
    }


def _may_be_mended(link: Link, verdict: LinkVerdict) -> bool:
    """Whether something near may be looked for. What is open since it depends on something unknown, no hypothesis
    settles."""
    if verdict.verdict == "undecided":
        return not verdict.fault and not any(reading.opaque for reading in link.readings)
    return verdict.verdict == "refuted"


def _key(link: Link, effort: float, program: str) -> str:
    """All that what would be right depends on: the link, its text, what is said before it, and the whole program, by
    which it is read."""
    before = link.again.before if link.again is not None else ""
    return repr(("what would be right", program, link_key(link, effort), link.latex, before))
