"""Verifies claims side by side, each within a time that holds; the parent process stays light."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from derive import work
from derive.verify.cache import Outcome
from derive.verify.errors import PoolError
from derive.verify.executors import PROCESSES, Task, staff
from derive.verify.limits import backstop, out_of_time
from derive.verify.order import Sharing, shared_work
from derive.verify.pool import Failure, work_through
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
    executor: str = PROCESSES,
    paths: Sequence[str] = (),
    certificates: bool = True,
    schedule: Sharing | None = None,
    keep: Callable[[int, Outcome], None] = lambda position, outcome: None,
    tick: Callable[[], None] = lambda: None,
) -> Generator[tuple[int, Outcome], None, None]:
    """Verifies the claims with an effort, at most ``jobs`` at a time; each is given up after ``timeout`` seconds.

    Yields each claim's position and outcome as it finishes; those with long statements are begun first, and those that
    share a lemma are left to the worker that has proved it, unless there is a ``schedule`` already. ``keep`` is told
    each outcome by the process of this machine that has found it, ``tick`` is called several times a second while
    waiting; ``paths`` are the claim files, which the workers of a cluster load for themselves. Where nobody asks for
    ``certificates``, the processes of this machine do not send them. Closing the iterator ends all workers. Raises
    PoolError where no worker can start."""

    def verify(position: int) -> Outcome:
        outcome = _verified(claims[position], digits, effort)
        keep(position, outcome)
        return outcome if certificates else outcome._replace(certificate=None)

    def task() -> Task[Outcome]:
        from derive.verify.fingerprint import fingerprint

        return VerifyThere(tuple(paths), digits, effort), [(claim.id, fingerprint(claim)) for claim in claims]

    def load_all() -> None:
        import derive.verify.verify  # noqa: F401  (takes long, and the parent does without)

        with suppress(PoolError):
            claims[0]  # those of files are loaded with it, outside the time of any

    seconds = timeout or backstop(effort)
    with staff(executor, verify, task, count=len(claims), jobs=jobs, seconds=seconds, load=load_all) as workers:
        run = work_through(workers, schedule or shared_work(claims), tick)
        with closing(run):
            for position, answer in run:
                if isinstance(answer, Failure):
                    reason = out_of_time(answer.seconds) if answer.stopped else answer.reason
                    answer = _undecided(claims[position], reason, answer.seconds)
                yield position, answer


def _verified(claim: Claim, digits: int, effort: float) -> Outcome:
    from derive.verify.verify import verify_claim

    with work.effort(effort):
        return verify_claim(claim, digits)


def _undecided(claim: Claim, reason: str, seconds: float = 0.0) -> Outcome:
    """The outcome of a claim on which verification itself did not come to an end."""
    return Outcome(Result.of(claim, "undecided", reason=reason, seconds=seconds), None)


@dataclass(frozen=True)
class VerifyThere:
    """What the workers of a cluster do with the id of a claim and its fingerprint: each loads the claims once."""

    paths: tuple[str, ...]
    digits: int
    effort: float

    def __call__(self, job: tuple[str, str]) -> Outcome:
        claim_id, fingerprint = job
        claim, own = _loaded_there(self.paths)[claim_id]
        if not own or own != fingerprint:
            raise RuntimeError(f"the cluster has loaded another version of {claim_id}; start its workers again")
        return _verified(claim, self.digits, self.effort)


@cache
def _loaded_there(paths: tuple[str, ...]) -> dict[str, tuple[Claim, str]]:
    from derive.library import discover
    from derive.verify.fingerprint import fingerprint

    return {claim.id: (claim, fingerprint(claim)) for claim in discover(paths or None).claims}
