"""Verifies claims side by side, each under a time limit that holds; the parent process stays light."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from derive import work
from derive.verify.cache import Outcome
from derive.verify.limits import backstop, out_of_time
from derive.verify.order import shared_work
from derive.verify.pool import Failure, processes, work_through
from derive.verify.result import Result

if TYPE_CHECKING:
    from derive.language.claims import Claim


def verify_claims(
    claims: Sequence[Claim],
    *,
    digits: int,
    jobs: int,
    effort: float = 1.0,
    timeout: float | None = None,
    keep: Callable[[int, Outcome], None] = lambda position, outcome: None,
    tick: Callable[[], None] = lambda: None,
) -> Generator[tuple[int, Outcome], None, None]:
    """Verifies the claims with an effort, at most ``jobs`` at a time; each is given up after ``timeout`` seconds.

    Yields each claim's position and outcome as it finishes; those with long statements are begun first, and those that
    share a lemma are left to the worker that has proved it. ``keep`` is told each outcome by the worker that has found
    it, ``tick`` is called several times a second while waiting. Closing the iterator ends all workers. Raises
    PoolError where no worker can start."""

    def verify(position: int) -> Outcome:
        from derive.verify.verify import verify_claim

        with work.effort(effort):
            outcome = verify_claim(claims[position], digits)
        keep(position, outcome)
        return outcome

    seconds = timeout or backstop(effort)
    workers = processes(verify, len(claims), jobs=jobs, seconds=seconds, load=_load)
    run = work_through(workers, shared_work(claims), tick)
    with closing(run):
        for position, answer in run:
            if isinstance(answer, Failure):
                reason = out_of_time(answer.seconds) if answer.stopped else answer.reason
                answer = _undecided(claims[position], reason, answer.seconds)
            yield position, answer


def _load() -> None:
    import derive.verify.verify  # noqa: F401  (takes long, and the parent does without)


def _undecided(claim: Claim, reason: str, seconds: float = 0.0) -> Outcome:
    """The outcome of a claim on which verification itself did not come to an end."""
    return Outcome(Result.of(claim, "undecided", reason=reason, seconds=seconds), None)
