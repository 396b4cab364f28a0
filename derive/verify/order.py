"""In which order, and by which worker, claims are verified: it decides how long a run takes, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import FunctionType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.language.claims import Claim


def long_ones_first(claims: Sequence[Claim]) -> list[int]:
    """The positions of the claims, those with long statements first, so that none is left for one worker at the
    end."""
    return sorted(range(len(claims)), key=lambda position: -len(repr(claims[position].statement)))


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


def next_position(
    waiting: Sequence[int],
    proofs: Sequence[frozenset[str]],
    proved_here: frozenset[str],
    proved: Iterable[frozenset[str]],
) -> int:
    """Which of the waiting a worker takes: the first for which it proves the fewest that another has proved already.

    ``proofs`` are the ids that each position needs, ``proved`` those that each worker has proved."""
    elsewhere = frozenset().union(*proved) - proved_here
    return min(waiting, key=lambda position: len(proofs[position] & elsewhere))
