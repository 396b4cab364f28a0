"""In which order, and by which worker, claims are verified: it decides how long a run takes, and nothing else."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from itertools import islice
from types import FunctionType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.language.claims import Claim

LOOK_AHEAD = 64
"""Among how many groups of claims, at the most, a worker chooses."""


class Sharing:
    """The claims that wait, by number: those with long statements first, so that none is left for one worker at the
    end; and those that need the same theorems are left to a worker that has proved them.

    They wait in groups, by those of the theorems they need that others need, too."""

    def __init__(self, lengths: Sequence[int], needed: Sequence[frozenset[str]]) -> None:
        users = Counter(proof for proofs in needed for proof in proofs)
        self.groups: dict[frozenset[str], deque[int]] = {}
        self.proved: dict[int, frozenset[str]] = {}
        self.places = {
            claim: place for place, claim in enumerate(sorted(range(len(lengths)), key=lambda n: -lengths[n]))
        }
        self.waiting = len(lengths)
        for claim in self.places:
            shared = frozenset(proof for proof in needed[claim] if users[proof] > 1)
            self.groups.setdefault(shared, deque()).append(claim)

    def __len__(self) -> int:
        return self.waiting

    def take(self, worker: int, most: int) -> list[int]:
        """The first claims of the group for which the worker proves the fewest theorems that another has proved."""
        own = self.proved.get(worker, frozenset())
        others = [proved for number, proved in self.proved.items() if number != worker]

        def again(group: frozenset[str]) -> int:
            return sum(any(proof in proved for proved in others) for proof in group - own)

        group = min(
            islice(self.groups, LOOK_AHEAD), key=lambda group: (again(group), self.places[self.groups[group][0]])
        )
        claims = self.groups[group]
        taken = [claims.popleft() for _ in range(min(most, len(claims)))]
        if not claims:
            del self.groups[group]
        self.proved[worker] = own | group
        self.waiting -= len(taken)
        return taken

    def lost(self, worker: int) -> None:
        """The worker has no theorem in memory any more."""
        self.proved.pop(worker, None)


def shared_work(claims: Sequence[Claim]) -> Sharing:
    """The claims as a schedule."""
    return Sharing(list(map(length_of, claims)), list(map(proofs_needed, claims)))


def length_of(claim: Claim) -> int:
    """How long the statement of a claim is."""
    return sum(len(formula.key) for formula in (*claim.statement.hypotheses, claim.statement.conclusion))


def proofs_needed(claim: Claim) -> frozenset[str]:
    """The ids of the claim and of those whose theorems its script seems to use: those that the script names, or a
    function of its file that it calls, and so on."""
    from derive.language.claims import Claim

    found = {claim.id}
    pending: list[object] = [script_of(claim)]
    seen: set[object] = set()
    while pending:
        script = pending.pop()
        if script in seen or not isinstance(script, FunctionType):
            continue
        seen.add(script)
        for name in script.__code__.co_names:
            value = script.__globals__.get(name)
            if isinstance(value, Claim):
                found.add(value.id)
                pending.append(script_of(value))
            elif isinstance(value, FunctionType) and value.__module__ == script.__module__:
                pending.append(value)
    return frozenset(found)


def script_of(claim: Claim) -> object:
    """The script of the claim's evidence, if it has one."""
    return getattr(claim.evidence, "script", None)
