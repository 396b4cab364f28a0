"""The verdicts on the displays of a document, what is said of all of them, and the hashes they are stamped with."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from derive.documents.displays import CLAIMS, Display
from derive.documents.model import Check
from derive.verify.certify import statement_hash
from derive.verify.checks import CheckedFile
from derive.verify.result import PASSES, LinkVerdict

NOT_MARKED = "not marked"
UNREADABLE = "unreadable"
PREMISES = {"define": "definition", "assume": "hypothesis", "assume here": "hypothesis", "let": "declaration"}
"""What displays are called that claim nothing."""

_WORST_FIRST = ("refuted", UNREADABLE, "undecided", "computed", "proved")


@dataclass(frozen=True)
class JudgedDisplay:
    """A display with what is found of it: the worst verdict of its links, or what else it is. ``hash`` is that of what
    it states, where all of it is proved, and else empty; ``meant`` is the verdict that its author expects, where it
    claims something."""

    display: Display
    verdict: str
    hash: str = ""
    meant: str | None = None

    @property
    def is_claim(self) -> bool:
        """Whether it may claim something: what nobody has marked may."""
        return self.verdict not in PREMISES.values()


def judged(displays: Sequence[Display], file: CheckedFile) -> list[JudgedDisplay]:
    """The displays of a document with their verdicts."""
    document = file.document
    checks = {check.index: (check, links) for check, links in zip(document.checks, file.verdicts, strict=True)}
    refused = [error.line for error in document.errors]
    found = []
    for display in displays:
        if display.check in checks:
            check, verdicts = checks[display.check]
            worst = _worst(verdicts)
            is_proved = worst == "proved" and check.expected == "proved"
            found.append(
                JudgedDisplay(display, worst, hash_of(_statements(check)) if is_proved else "", check.expected)
            )
        elif display.kind in CLAIMS or any(display.line <= line <= display.last for line in refused):
            found.append(JudgedDisplay(display, UNREADABLE))
        else:
            found.append(JudgedDisplay(display, PREMISES.get(display.kind, NOT_MARKED)))
    return found


def _statements(check: Check) -> list[str]:
    """The hashes of what the links of a check state, in each of their readings."""
    return [
        statement_hash(statement.hypotheses, statement.conclusion)
        for link in check.links
        for reading in link.readings
        for statement in reading.statements
    ]


def _worst(verdicts: Sequence[LinkVerdict]) -> str:
    given = {"undecided" if verdict.fault else verdict.verdict for verdict in verdicts}
    return next((verdict for verdict in _WORST_FIRST if verdict in given), UNREADABLE)


def hash_of(statements: Sequence[str]) -> str:
    """The hash by which a display is known: that of its statement, or of several that of their hashes, in order."""
    different = list(dict.fromkeys(statements))
    if len(different) == 1:
        return different[0]
    return f"sha256:{hashlib.sha256(chr(10).join(different).encode()).hexdigest()}"


def sentence(found: Sequence[JudgedDisplay], name: str) -> str:
    """What can be said of all displays of a document: that all are machine-checked only where all are that claim
    something, and none of them stands unmarked."""
    claims = [one for one in found if one.is_claim]
    rest = len(found) - len(claims)
    also = f"; {rest} more {'is a definition or hypothesis' if rest == 1 else 'are definitions or hypotheses'}"
    tail = also if rest else ""
    counts = Counter(one.verdict for one in claims)
    checked = sum(counts[verdict] for verdict in PASSES)
    if not claims:
        return f"no display of {name} claims anything{tail}"
    equations = "displayed equation" if len(claims) == 1 else "displayed equations"
    if checked == len(claims):
        by = f" ({counts['computed']} by a computation)" if counts["computed"] else ""
        all_of = (
            f"the only {equations} of {name} is" if len(claims) == 1 else f"all {len(claims)} {equations} of {name} are"
        )
        return f"{all_of} machine-checked{by}{tail}"
    failing = sum(one.verdict == one.meant == "refuted" for one in claims)
    meant = {"refuted": f" ({failing} of them meant to be)" if failing < counts["refuted"] else " as meant"}
    others = ", ".join(
        f"{counts[verdict]} {verdict}{meant.get(verdict, '') if failing else ''}"
        for verdict in (*_WORST_FIRST[:3], NOT_MARKED)
        if counts[verdict]
    )
    are = "is" if checked == 1 else "are"
    return f"{checked} of {len(claims)} {equations} of {name} {are} machine-checked, {others}{tail}"
