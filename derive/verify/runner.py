"""Verifies claims side by side, each under a time limit that holds.

Workers are forked before anything heavy is imported; each imports SymPy and its companions once and
then takes claims one by one. The parent stays light and has no threads, so that forking a
replacement is safe. A claim that exceeds its limit costs its worker's life, whatever it was doing,
and so does one that crashes the interpreter: it is reported undecided, and the others go on.
"""

from __future__ import annotations

import contextlib
import gc
import json
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from types import FrameType
from typing import TYPE_CHECKING, Any

from derive.verify.cache import Outcome
from derive.verify.order import long_ones_first, next_position, proofs_needed
from derive.verify.result import Result, result_from_json

if TYPE_CHECKING:
    from derive.language.claims import Claim

TICK_SECONDS = 0.1
"""How often the caller's ``tick`` runs while nothing else happens."""

START_SECONDS = 120.0
"""How long a worker may take to import what it needs."""

GRACE_SECONDS = 2.0
"""How long after a claim's limit a worker whose parent is gone ends itself."""


COLLECTED_AFTER = (20_000, 20, 20)
"""When a worker looks for garbage: most objects of a proof live as long as it, and SymPy's for ever."""


class RunnerError(Exception):
    """Verification cannot run at all here, for instance because a library is missing."""


class _Worker:
    """A worker process, its end of the line, and what it is busy with."""

    def __init__(self, claims: Sequence[Claim], digits: int, timeout: float, others: Sequence[_Worker]) -> None:
        context = multiprocessing.get_context("fork")
        self.line, far_end = context.Pipe()
        inherited = [self.line, *(other.line for other in others)]
        self.process: ForkProcess = context.Process(
            target=_serve, args=(far_end, inherited, claims, digits, timeout), daemon=True
        )
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # until the child ignores it
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        far_end.close()
        self.task: int | None = None
        self.proved: frozenset[str] = frozenset()
        self.ready = False
        self.deadline = time.monotonic() + START_SECONDS

    @property
    def limited(self) -> bool:
        """Whether the deadline applies: while the worker starts, and while it verifies."""
        return self.task is not None or not self.ready

    def give(self, position: int, timeout: float) -> None:
        self.task = position
        self.deadline = time.monotonic() + timeout
        with contextlib.suppress(ConnectionError):  # if it is gone, its end of the line says so
            self.line.send_bytes(str(position).encode())

    def end(self) -> str:
        """Ends the process, if it has not ended by itself, and says how it ended."""
        self.process.join(0.5)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        self.line.close()
        code = self.process.exitcode or 0
        return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"


def verify_claims(
    claims: Sequence[Claim],
    *,
    digits: int,
    jobs: int,
    timeout: float,
    tick: Callable[[], None] = lambda: None,
) -> Generator[tuple[int, Outcome], None, None]:
    """Verifies the claims, at most ``jobs`` at a time and each for at most ``timeout`` seconds.

    Yields each claim's position and outcome as it finishes; those with long statements are begun
    first, and those that share a lemma are left to the worker that has proved it. ``tick`` is called
    several times a second while waiting. Closing the iterator ends all workers. Raises RunnerError
    where no worker can start."""
    waiting = long_ones_first(claims)
    proofs = [proofs_needed(claim) for claim in claims]
    workers: list[_Worker] = []
    in_main_thread = threading.current_thread() is threading.main_thread()
    previous = signal.signal(signal.SIGTERM, _leave) if in_main_thread else None
    try:
        while waiting or any(worker.task is not None for worker in workers):
            starting_or_idle = sum(worker.task is None for worker in workers)
            for _ in range(min(len(waiting) - starting_or_idle, jobs - len(workers))):
                workers.append(_Worker(claims, digits, timeout, workers))
            answering = wait([worker.line for worker in workers], _patience(workers))
            tick()
            for worker in tuple(workers):
                if worker.line in answering:
                    outcome, alive = _hear(worker, claims)
                elif worker.limited and time.monotonic() > worker.deadline:
                    outcome, alive = _stop(worker, claims, timeout), False
                else:
                    continue
                position, worker.task = worker.task, None
                if not alive:
                    workers.remove(worker)
                elif waiting:
                    chosen = next_position(waiting, proofs, worker.proved, [other.proved for other in workers])
                    waiting.remove(chosen)
                    worker.proved |= proofs[chosen]
                    worker.give(chosen, timeout)
                if outcome is not None and position is not None:
                    yield position, outcome
    finally:
        for worker in workers:
            worker.process.kill()
        for worker in workers:
            worker.end()
        if in_main_thread:
            signal.signal(signal.SIGTERM, previous)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _patience(workers: Sequence[_Worker]) -> float:
    nearest = min((worker.deadline for worker in workers if worker.limited), default=float("inf"))
    return min(max(nearest - time.monotonic(), 0.0), TICK_SECONDS)


def _hear(worker: _Worker, claims: Sequence[Claim]) -> tuple[Outcome | None, bool]:
    """What a worker has to say, and whether it is still there."""
    try:
        message = json.loads(worker.line.recv_bytes())
    except (EOFError, OSError):
        ended = worker.end()
        if not worker.ready:
            raise RunnerError(f"a worker process {ended} before it could verify anything") from None
        if worker.task is None:
            return None, False
        return _undecided(claims[worker.task], f"the process that verified it {ended}"), False
    if "missing" in message:
        raise RunnerError(message["missing"])
    if "ready" in message:
        worker.ready = True
        return None, True
    assert worker.task is not None
    if "error" in message:
        return _undecided(claims[worker.task], message["error"]), True
    return Outcome(result_from_json(message["result"]), message["certificate"]), True


def _stop(worker: _Worker, claims: Sequence[Claim], timeout: float) -> Outcome:
    worker.process.kill()
    worker.end()
    if worker.task is None:
        raise RunnerError(f"a worker process was not ready after {START_SECONDS:g} seconds")
    return _undecided(claims[worker.task], f"stopped after {timeout:g} s; a larger --timeout gives it more", timeout)


def _undecided(claim: Claim, reason: str, seconds: float = 0.0) -> Outcome:
    """The outcome of a claim on which verification itself did not come to an end."""
    return Outcome(
        Result(
            id=claim.id,
            title=claim.title,
            expected=claim.expected,
            verdict="undecided",
            passed=False,
            reason=reason,
            fault=False,
            basis="theorem",
            scope="",
            statement_latex="",
            statement_text="",
            hypotheses_latex=(),
            hypotheses_text=(),
            parts=(),
            rules=(),
            axioms=(),
            uses=(),
            numeric=None,
            counterexample=None,
            corrected_by=claim.corrected_by,
            note=claim.note or "",
            sources=tuple(claim.sources),
            references=tuple(claim.references),
            certificate=None,
            where=claim.where,
            seconds=seconds,
        ),
        None,
    )


# In the worker ---------------------------------------------------------------------------------


def _serve(
    line: Connection, inherited: Sequence[Connection], claims: Sequence[Claim], digits: int, timeout: float
) -> None:
    """The life of a worker: import, then verify whatever is asked for until the line is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    for connection in inherited:
        connection.close()  # so that the line ends when the parent does
    with contextlib.suppress(OSError):
        os.dup2(2, 1)  # what scripts print must not garble what the parent prints
    sys.stdout = sys.stderr
    gc.disable()  # nothing that an import makes is garbage
    try:
        from derive.verify.verify import verify_claim
    except ImportError as error:
        _say(line, _message(missing=f"{error}; install the requirements of derive ('make' does it)"))
        return
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    gc.enable()
    _say(line, _message(ready=True))
    while True:
        try:
            claim = claims[int(line.recv_bytes())]
        except (EOFError, OSError):
            return
        signal.setitimer(signal.ITIMER_REAL, timeout + GRACE_SECONDS)
        try:
            outcome = verify_claim(claim, digits)
            answer = _message(result=outcome.result.to_json(), certificate=outcome.certificate)
        except (Exception, SystemExit) as error:
            answer = _message(error=_describe(error))
        signal.setitimer(signal.ITIMER_REAL, 0)
        _say(line, answer)


def _message(**parts: Any) -> bytes:
    return json.dumps(parts).encode()


def _say(line: Connection, message: bytes) -> None:
    with contextlib.suppress(ConnectionError):  # nobody listens any more
        line.send_bytes(message)


def _describe(error: BaseException) -> str:
    """file:line: kind of error: message."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}: " if frames else ""
    return f"{place}{type(error).__name__}: {' '.join(str(error).split())}".rstrip(": ")
