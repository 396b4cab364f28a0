"""What an editor is told of a checked document: what is not as its author expects, with its place and the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from derive.documents.model import Check, Document, Link, ReadError
from derive.verify.checks import as_expected, surprises
from derive.verify.result import LinkVerdict
from derive.verify.words import NOTHING_REFUTED, explained, place_in, right_in_words

ERROR, WARNING = "error", "warning"

Place = tuple[int, int]
"""A line and a column, both from 1."""


@dataclass(frozen=True)
class Finding:
    """Something that an author should look at, from one place up to another; an ``end`` of (0, 0) is that of the line.
    ``code`` is that of a refusal, or empty."""

    begin: Place
    end: Place
    severity: str
    message: str
    code: str = ""


@dataclass(frozen=True)
class State:
    """A document at some version, with the verdicts on its links that are there by now, by their place among all."""

    version: int
    text: str
    document: Document
    verdicts: Mapping[int, LinkVerdict] = field(default_factory=dict)

    def links(self) -> Iterator[tuple[Check, Link, LinkVerdict | None]]:
        """The links of the text itself in their order, each with its check, and its verdict where there is one already;
        those of files that it includes are shown where these are open."""
        places = count()
        for check in self.document.checks:
            for link in check.links:
                verdict = self.verdicts.get(next(places))
                if not link.file:
                    yield check, link, verdict

    def judged(self) -> Iterator[tuple[Check, Link, LinkVerdict, bool]]:
        """The links that have a verdict, and whether it is another than the author expects. Of a formula that is to be
        refuted, nothing can be said before all of its links have one."""
        places = count()
        for check in self.document.checks:
            own = [(link, self.verdicts.get(next(places))) for link in check.links]
            known = [(link, verdict) for link, verdict in own if verdict is not None]
            if check.file or (check.expected == "refuted" and len(known) < len(own)):
                continue
            unexpected = surprises(check, [verdict for _, verdict in known])
            for (link, verdict), surprise in zip(known, unexpected, strict=True):
                yield check, link, verdict, surprise


def findings(state: State) -> list[Finding]:
    """What is not as the author of a document expects, in the order of the file."""
    found = [_unreadable(error) for error in state.document.errors]
    for check, link, verdict, surprise in state.judged():
        if surprise or verdict.verdict == "unreadable" or verdict.fault:
            found.append(_unexpected(check, link, verdict))
    return sorted(found, key=lambda one: one.begin)


def _unreadable(error: ReadError) -> Finding:
    if error.file:
        message = f"unreadable: {place_in('', error)}: {error.message}"
        return Finding((1, 1), (0, 0), ERROR, message, error.code)
    return Finding((error.line, error.column), (0, 0), ERROR, f"unreadable: {error.message}", error.code)


def _unexpected(check: Check, link: Link, verdict: LinkVerdict) -> Finding:
    expected = check.expected == "refuted" and not as_expected(check, [verdict])
    lines = [*explained(verdict), *right_in_words(verdict), *([NOTHING_REFUTED] if expected else [])]
    severity = WARNING if verdict.verdict == "undecided" and not verdict.fault else ERROR
    return Finding(link.begin, link.end, severity, f"{verdict.verdict}: " + "\n".join(lines), verdict.code)
