"""Jobs worked through side by side, each within a time that holds: for claims and links alike.

A worker is a forked process of its own Pebble pool, so that a job that exceeds its time costs no
more than that process, whatever it was doing, and so does one that crashes the interpreter: it is
reported as a failure, a fresh process takes the worker's place, and the others go on. Short jobs are
given to a worker several at a time; where jobs come to nothing together, each is done again by itself.
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
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as TimeIsUp
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.context import ForkContext, ForkProcess
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any, Generic, Protocol, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from derive.verify.errors import PoolError

TICK_SECONDS = 0.1
"""How often the caller's ``tick`` runs while nothing else happens."""

BATCH_SECONDS = 0.25
"""How long the jobs that a worker is given at a time may be expected to take."""

LARGEST_BATCH = 32
"""How many jobs a worker is given at a time at the most."""

ORPHAN_SECONDS = 0.5
"""How often a worker looks whether its parent is still there."""

COLLECTED_AFTER = (20_000, 20, 20)
"""When a worker looks for garbage: most objects of a proof live as long as it, and SymPy's for ever."""

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Failure:
    """Why a job has no answer. ``stopped`` where its time was up; ``lost`` where that cost the worker, and all that it
    had in memory."""

    reason: str
    seconds: float = 0.0
    stopped: bool = False
    lost: bool = False


class Schedule(Protocol):
    """The jobs that wait, by number, and who does which of them next."""

    def __len__(self) -> int:
        """How many wait."""

    def take(self, worker: int, most: int) -> list[int]:
        """The next jobs for a worker, at most so many; they wait no longer."""

    def lost(self, worker: int) -> None:
        """That a worker has lost what it had in memory."""


class InOrder:
    """Jobs that are done in an order, by whoever comes."""

    def __init__(self, jobs: Iterable[int]) -> None:
        self.waiting = deque(jobs)

    def __len__(self) -> int:
        return len(self.waiting)

    def take(self, worker: int, most: int) -> list[int]:
        """The first that wait."""
        return [self.waiting.popleft() for _ in range(min(most, len(self.waiting)))]

    def lost(self, worker: int) -> None:
        """Nothing depends on what a worker has in memory."""


class Worker(Protocol[Answer]):
    """Somebody who does one batch of jobs after another."""

    number: int
    seconds_taken: float
    apart: bool
    """Whether what one worker does costs the others nothing, so that a job that is lost alone is itself to blame."""

    def begin(self, jobs: Sequence[int], done: SimpleQueue[int]) -> None:
        """Begins with jobs; the worker's number is put into ``done`` when all have an answer, or none will have one."""

    def answers(self) -> list[Answer | Failure] | Failure:
        """The answers to the jobs, or why there are none; then ``seconds_taken`` says what they took of a processor."""

    def stop(self) -> None:
        """Tells the worker to end, whatever it is doing."""

    def join(self) -> None:
        """Waits until the worker, which was told to end, has ended."""


class _Pace:
    """How long jobs take, and how many to give to a worker at a time."""

    def __init__(self) -> None:
        self.mean = BATCH_SECONDS

    def batch(self, waiting: int, workers: int) -> int:
        """How many of the jobs that wait the next worker is given."""
        fair = waiting // (2 * workers)
        return max(1, min(LARGEST_BATCH, fair, int(BATCH_SECONDS / self.mean)))

    def took(self, jobs: int, seconds: float) -> None:
        """That so many jobs took that much of a processor."""
        self.mean += (seconds / jobs - self.mean) / 4


def work_through(
    workers: Sequence[Worker[Answer]], schedule: Schedule, tick: Callable[[], None] = lambda: None
) -> Generator[tuple[int, Answer | Failure], None, None]:
    """Has the jobs of the schedule done by the workers, which are numbered from 0.

    Yields each job and its answer as it comes; ``tick`` is called several times a second. Closing the iterator ends
    all workers. Raises PoolError where no worker can start."""
    idle = list(workers)
    busy: dict[int, list[int]] = {}
    again: deque[int] = deque()
    suspects: set[int] = set()
    pace = _Pace()
    done: SimpleQueue[int] = SimpleQueue()
    try:
        with _interruptions() as interrupted:
            while len(schedule) or again or busy:
                while idle:
                    worker = idle[0]
                    if again and (worker.apart or not (busy or len(schedule))):
                        jobs = [again.popleft()]
                    elif len(schedule):
                        jobs = schedule.take(worker.number, pace.batch(len(schedule), len(workers)))
                    else:
                        break
                    busy[worker.number] = jobs
                    idle.pop(0).begin(jobs, done)
                tick()
                if interrupted:
                    raise KeyboardInterrupt
                try:
                    worker = workers[done.get(timeout=TICK_SECONDS)]
                except Empty:
                    continue
                idle.append(worker)
                jobs = busy.pop(worker.number)
                answers = worker.answers()
                if isinstance(answers, Failure):
                    schedule.lost(worker.number)
                    if len(jobs) > 1 or not (worker.apart or jobs[0] in suspects):
                        again.extend(jobs)
                        suspects.update(jobs)
                        continue
                    answers = [answers]
                else:
                    pace.took(len(jobs), worker.seconds_taken)
                yield from zip(jobs, answers, strict=True)
    finally:
        for worker in workers:
            worker.stop()
        for worker in workers:
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


# Processes ---------------------------------------------------------------------------------------


def processes(
    work: Callable[[int], Answer], count: int, *, seconds: float, load: Callable[[], None] = lambda: None
) -> list[Worker[Answer]]:
    """So many workers, each a process that is forked from this one when it is needed and may take so many seconds for
    what it is given. ``load`` imports what the work needs, once in each, and outside the time of any job."""
    return [_Process[Answer](number, work, load, seconds) for number in range(count)]


SUCCESS_AHEAD_OF_TIME = 256
"""What stands for the exit status 0 of a worker, which no worker has done its work with; it is no status itself."""


class _WorkerProcess(ForkProcess):
    """A process that never ends well by itself: Pebble takes one with exit status 0 for one that was told to end, and
    waits for its answer without end."""

    @property
    def exitcode(self) -> int | None:
        """How the process ended; None where it has not."""
        code = super().exitcode
        return SUCCESS_AHEAD_OF_TIME if code == 0 else code


class _Context(ForkContext):
    """Where a pool takes its processes from."""

    Process = _WorkerProcess


class _Process(Generic[Answer]):
    """A worker process; a new one takes its place where it is stopped or ends by itself."""

    apart = True

    def __init__(self, number: int, work: Callable[[int], Answer], load: Callable[[], None], seconds: float) -> None:
        self.number = number
        self.seconds = seconds
        self.seconds_taken = 0.0
        self.arguments = (work, load, os.getpid())
        self.pool: ProcessPool | None = None
        self.future: ProcessFuture[Done | _Missing] | None = None

    def begin(self, jobs: Sequence[int], done: SimpleQueue[int]) -> None:
        """Begins with jobs."""
        if self.pool is None:
            self.pool = ProcessPool(1, initializer=_prepare, initargs=self.arguments, context=_Context())
        try:
            self.future = self.pool.schedule(_do, args=[jobs], timeout=self.seconds)
        except (BrokenProcessPool, RuntimeError, OSError) as error:
            raise PoolError(f"a worker process cannot be started: {error}") from None
        self.future.add_done_callback(lambda future: done.put(self.number))

    def answers(self) -> list[Answer | Failure] | Failure:
        """The answers to the jobs, which have ended."""
        assert self.future is not None
        try:
            done = self.future.result()
        except TimeIsUp:
            return Failure(f"stopped after {self.seconds:g} s", self.seconds, stopped=True, lost=True)
        except ProcessExpired as error:
            return Failure(f"the process that verified it {_how_it_ended(error.exitcode)}", lost=True)
        except BrokenProcessPool:
            self.stop()
            self.join()
            return Failure("the process that was to verify it ended before it began", lost=True)
        if isinstance(done, _Missing):
            raise PoolError(done.what)
        self.seconds_taken = done.seconds
        return done.answers

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
    return f"ended with status {0 if code == SUCCESS_AHEAD_OF_TIME else code}"


# In the worker ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Missing:
    """What a worker has to say that could not import what it needs."""

    what: str


@dataclass(frozen=True)
class Done:
    """The answers to jobs, and what they took of a processor."""

    answers: list[Any]
    seconds: float


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


def _do(jobs: Sequence[int]) -> Done | _Missing:
    """The answers to jobs, or why there are none."""
    start = time.process_time()
    answers = [] if _missing else [answer_of(_work, job) for job in jobs]
    return _Missing(_missing) if _missing else Done(answers, time.process_time() - start)


def answer_of(work: Callable[[Any], Answer], job: Any) -> Answer | Failure:
    """The answer to a job, or why there is none."""
    try:
        return work(job)
    except (Exception, SystemExit) as error:
        return Failure(_describe(error))


def _describe(error: BaseException) -> str:
    """file:line: kind of error: message."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}: " if frames else ""
    return f"{place}{type(error).__name__}: {' '.join(str(error).split())}".rstrip(": ")
