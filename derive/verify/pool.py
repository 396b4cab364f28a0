"""Workers side by side, each job under a time limit that holds: for claims and links alike.

A worker is a forked process of its own Pebble pool, so that a job that exceeds its limit costs no
more than that process, whatever it was doing, and so does one that crashes the interpreter: it is
reported as a failure, a fresh process takes the worker's place, and the others go on.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import TimeoutError as TimeIsUp
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

TICK_SECONDS = 0.1
"""How often the caller's ``tick`` runs while nothing else happens."""

ORPHAN_SECONDS = 0.5
"""How often a worker looks whether its parent is still there."""

COLLECTED_AFTER = (20_000, 20, 20)
"""When a worker looks for garbage: most objects of a proof live as long as it, and SymPy's for ever."""

Answer = TypeVar("Answer")


class PoolError(Exception):
    """Nothing can be worked through at all here, for instance because a library is missing."""


@dataclass(frozen=True)
class Failure:
    """Why a job has no answer. ``stopped`` where its time was up; ``lost`` where that cost the worker process,
    and all that it had in memory."""

    reason: str
    seconds: float = 0.0
    stopped: bool = False
    lost: bool = False


@dataclass(frozen=True)
class _Missing:
    """What a worker has to say that could not import what it needs."""

    what: str


def first_come(waiting: Sequence[int], worker: int) -> int:
    """The first of the jobs that wait."""
    return waiting[0]


def work_through(
    work: Callable[[int], Answer],
    count: int,
    *,
    workers: int,
    seconds: float,
    load: Callable[[], None] = lambda: None,
    choose: Callable[[Sequence[int], int], int] = first_come,
    order: Sequence[int] | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Generator[tuple[int, Answer | Failure], None, None]:
    """Does ``work`` on the jobs 0, 1, … in at most so many worker processes, each job within so many seconds.

    Yields each job and its answer as it comes. ``load`` imports what the work needs, once in each worker and outside
    the time of any job. ``choose`` says which of the waiting jobs, in ``order``, a worker takes, given the worker's
    number; ``tick`` is called several times a second. Closing the iterator ends all workers. Raises PoolError where
    no worker can start, or an import fails."""
    waiting = list(range(count) if order is None else order)
    idle = [_Worker[Answer](number, work, load, seconds) for number in range(min(workers, count))]
    everyone = tuple(idle)
    busy = 0
    done: SimpleQueue[tuple[_Worker[Answer], int]] = SimpleQueue()
    try:
        with _interruptions() as interrupted:
            while waiting or busy:
                while waiting and idle:
                    worker = idle.pop(0)
                    position = choose(waiting, worker.number)
                    waiting.remove(position)
                    worker.begin(position, done)
                    busy += 1
                tick()
                if interrupted:
                    raise KeyboardInterrupt
                try:
                    worker, position = done.get(timeout=TICK_SECONDS)
                except Empty:
                    continue
                answer = worker.answer()
                busy -= 1
                idle.append(worker)
                yield position, answer
    finally:
        for worker in everyone:
            worker.stop()
        for worker in everyone:
            worker.join()


@contextlib.contextmanager
def _interruptions() -> Iterator[list[int]]:
    """A list in which interruptions (Ctrl-C) are noted: where one comes while a process is forked, Python loses it."""
    noted: list[int] = []
    act = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(act):
        yield noted
        return

    def note(number: int, frame: FrameType | None) -> None:
        noted.append(number)
        act(number, frame)

    signal.signal(signal.SIGINT, note)
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, act)


class _Worker(Generic[Answer]):
    """A worker process; a new one takes its place where it is stopped or ends by itself."""

    def __init__(self, number: int, work: Callable[[int], Answer], load: Callable[[], None], seconds: float) -> None:
        self.number = number
        self.seconds = seconds
        self.arguments = (work, load, os.getpid())
        self.pool: ProcessPool | None = None
        self.future: ProcessFuture[Answer | Failure | _Missing] | None = None

    def begin(self, position: int, done: SimpleQueue[tuple[_Worker[Answer], int]]) -> None:
        """Begins a job; the worker and the job are put into ``done`` when there is an answer."""
        if self.pool is None:
            self.pool = ProcessPool(1, initializer=_prepare, initargs=self.arguments, context=get_context("fork"))
        try:
            self.future = self.pool.schedule(_do, args=[position], timeout=self.seconds)
        except (BrokenProcessPool, RuntimeError, OSError) as error:
            raise PoolError(f"a worker process cannot be started: {error}") from None
        self.future.add_done_callback(lambda future: done.put((self, position)))

    def answer(self) -> Answer | Failure:
        """The answer to the job, which has ended."""
        assert self.future is not None
        try:
            answer = self.future.result()
        except TimeIsUp:
            return Failure(f"stopped after {self.seconds:g} s", self.seconds, stopped=True, lost=True)
        except ProcessExpired as error:
            return Failure(f"the process that verified it {_how_it_ended(error.exitcode)}", lost=True)
        except BrokenProcessPool:
            self.stop()
            self.join()
            return Failure("the process that was to verify it ended before it began", lost=True)
        if isinstance(answer, _Missing):
            raise PoolError(answer.what)
        return answer

    def stop(self) -> None:
        """Tells the process to end, whatever it is doing."""
        if self.pool is not None:
            self.pool.stop()  # type: ignore[no-untyped-call]

    def join(self) -> None:
        """Waits until the process, which was told to end, has ended."""
        if self.pool is not None:
            self.pool.join()
            self.pool = None


def _how_it_ended(code: int | None) -> str:
    if code is not None and code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with status {code}"


# In the worker ---------------------------------------------------------------------------------

_work: Callable[[int], Any] = NotImplemented
_missing = ""


def _prepare(work: Callable[[int], Any], load: Callable[[], None], parent: int) -> None:
    """Makes a worker ready: everything is imported, and it ends with its parent."""
    global _work, _missing
    _work = work
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # ends it inside a call of a C library, too
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent, which is interrupted too, ends it
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    with contextlib.suppress(OSError):
        os.dup2(2, 1)  # what scripts print must not garble what the parent prints
    sys.stdout = sys.stderr
    gc.disable()  # nothing that an import makes is garbage
    try:
        load()
    except ImportError as error:
        _missing = f"{error}; install the requirements of derive ('make' does it)"
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    gc.enable()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(ORPHAN_SECONDS)
    os._exit(1)


def _do(position: int) -> Any:
    """The answer to a job, or why there is none."""
    if _missing:
        return _Missing(_missing)
    try:
        return _work(position)
    except (Exception, SystemExit) as error:
        return Failure(_describe(error))


def _describe(error: BaseException) -> str:
    """file:line: kind of error: message."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}: " if frames else ""
    return f"{place}{type(error).__name__}: {' '.join(str(error).split())}".rstrip(": ")
