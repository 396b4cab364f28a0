"""Work that is done by a cluster of dask: by the ``concurrent.futures`` executor of ``distributed``.

The cluster is the one whose scheduler dask is configured for (``DASK_SCHEDULER_ADDRESS``), else one of this machine
that lasts for the run. A process does one job at a time, whatever its threads, and what a worker that dies was given
is done again by another. A run ends whatever becomes of the workers: a job that cannot be stopped costs its process,
and a cluster that has had no worker for a minute is given up, with all that it was sent.
"""

from __future__ import annotations

import copyreg
import ctypes
import faulthandler
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

from derive.kernel.terms import Node
from derive.verify.errors import PoolError
from derive.verify.pool import Done, Failure, Worker, answer_of
from derive.verify.program import Program

ASKED_AHEAD = 2
"""How many batches of jobs wait at each worker, or are under way there."""

PATIENCE_SECONDS = 60.0
"""How long a cluster may be without a worker before it is given up; in the place of one that died comes another within
seconds."""

ASKED_EVERY_SECONDS = 1.0
"""How often a cluster is asked for its workers."""

ANSWERED_IN_SECONDS = 10.0
"""How long it may take to answer."""

Answer = TypeVar("Answer")


# Here --------------------------------------------------------------------------------------------


class Batch:
    """Jobs that were sent. They come to an end once: when the cluster has answered, or when it is given up."""

    def __init__(self, ended: Callable[[], None]) -> None:
        self.outcome: Done | Failure | None = None
        self._ended = ended
        self._lock = threading.Lock()

    def end(self, outcome: Done | Failure) -> None:
        """That this became of the jobs, unless they have ended already."""
        with self._lock:
            if self.outcome is not None:
                return
            self.outcome = outcome
        self._ended()


class Attendance:
    """Whether a cluster has workers, or had some a moment ago; what was sent to one without ends with a failure."""

    def __init__(self, now: float) -> None:
        self.given_up = False
        self._seen = now
        self._open: list[Batch] = []
        self._lock = threading.Lock()

    def note(self, present: bool, now: float) -> None:
        """That there are workers at a time, or are none."""
        if present:
            self._seen = now
        elif now - self._seen > PATIENCE_SECONDS:
            with self._lock:
                self.given_up = True
                lost, self._open = self._open, []
            for batch in lost:
                batch.end(_deserted())

    def expect(self, batch: Batch) -> None:
        """That an answer to these jobs is waited for."""
        with self._lock:
            self._open = [batch, *(other for other in self._open if other.outcome is None)]
            given_up = self.given_up
        if given_up:
            batch.end(_deserted())

    def watch(self, at_work: Callable[[], bool], over: threading.Event) -> None:
        """Asks again and again whether anybody is at work, until the cluster is given up, or it is over."""
        while not (self.given_up or over.wait(ASKED_EVERY_SECONDS)):
            present = False
            with suppress(Exception):  # whatever keeps it from answering
                present = at_work()
            self.note(present, time.monotonic())


def _deserted() -> Failure:
    return Failure(f"the cluster has had no worker for {PATIENCE_SECONDS:g} s, and was given up", lost=True)


@dataclass(frozen=True)
class Cluster:
    """A cluster: its executor, how many processes work for it, and whether they still do."""

    executor: Executor
    size: int
    attendance: Attendance

    def workers(self, work: Callable[[Any], Answer], jobs: Sequence[Any], seconds: float) -> Sequence[Worker[Answer]]:
        """Workers that send the jobs to the cluster, where each may take so many seconds."""
        count = min(len(jobs), ASKED_AHEAD * self.size)
        return [_Sender[Answer](number, self, work, jobs, seconds) for number in range(count)]


@contextmanager
def cluster(jobs: int) -> Iterator[Cluster]:
    """The cluster that dask is configured for, else one of so many processes of this machine."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise PoolError(f"{error}; the executor 'dask' needs pip install 'derive-proofs[dask]'") from None
    for kind in _kinds_of(Node):
        copyreg.pickle(kind, _taken_apart)
    address = dask.config.get("scheduler-address", None)
    options: dict[str, Any] = {"n_workers": jobs, "threads_per_worker": 1, "dashboard_address": None}
    once = dask.config.set({"distributed.scheduler.allowed-failures": 0})  # what is lost is sent again from here
    with ExitStack() as stack:
        try:
            if address is None:
                local: Any = LocalCluster
                with once:
                    address = stack.enter_context(local(**options, silence_logs=logging.CRITICAL))
            connect: Any = Client
            client = stack.enter_context(connect(address))
            client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
        except TimeoutError:
            raise PoolError(f"the cluster has no worker, or none that began within {PATIENCE_SECONDS:g} s") from None
        except (OSError, RuntimeError) as error:
            raise PoolError(f"the cluster cannot be reached: {error}") from None
        attendance, over = Attendance(time.monotonic()), threading.Event()
        stack.callback(over.set)
        threading.Thread(target=attendance.watch, args=(partial(_at_work, client), over), daemon=True).start()
        yield Cluster(client.get_executor(pure=False), len(client.nthreads()), attendance)


def _at_work(client: Any) -> bool:
    """Whether a worker of the cluster takes jobs, or does one."""
    workers = client.sync(client.scheduler.identity, callback_timeout=ANSWERED_IN_SECONDS)["workers"].values()
    return any(one["status"] == "running" or one["metrics"].get("executing") for one in workers)


def _kinds_of(kind: type[Node]) -> Iterator[type[Node]]:
    """The kinds of nodes below one."""
    for each in kind.__subclasses__():
        yield each
        yield from _kinds_of(each)


def _taken_apart(node: Node) -> tuple[type[Node], tuple[Any, ...]]:
    """A node as it is sent: it is made again from its parts."""
    return type(node), tuple(getattr(node, name) for name in node.part_names)


class _Sender(Generic[Answer]):
    """A worker that has jobs done by the cluster. What was waiting where another job was done is lost with it, and so
    not to blame."""

    apart = False

    def __init__(
        self, number: int, own: Cluster, work: Callable[[Any], Answer], jobs: Sequence[Any], seconds: float
    ) -> None:
        self.number = number
        self.seconds_taken = 0.0
        self.cluster = own
        self.work = work
        self.jobs = jobs
        self.seconds = seconds
        self.program = Program().verification
        self.batch: Batch | None = None
        self.future: Future[Done] | None = None

    def begin(self, jobs: Sequence[int], done: SimpleQueue[int]) -> None:
        """Sends jobs."""
        self.batch = batch = Batch(partial(done.put, self.number))
        self.cluster.attendance.expect(batch)
        if batch.outcome is not None:
            return
        sent = [self.jobs[job] for job in jobs]
        try:
            self.future = self.cluster.executor.submit(done_there, self.work, sent, self.seconds, self.program)
        except Exception as error:  # whatever the library raises that has lost its scheduler
            batch.end(_given_up_for(error))
        else:
            self.future.add_done_callback(lambda future: batch.end(_outcome(future)))

    def answers(self) -> list[Answer | Failure] | Failure:
        """The answers to the jobs, or why there are none."""
        assert self.batch is not None and self.batch.outcome is not None
        outcome = self.batch.outcome
        if isinstance(outcome, Failure):
            return outcome
        self.seconds_taken = outcome.seconds
        return outcome.answers

    def stop(self) -> None:
        """Tells the cluster that the answers are not needed any more."""
        if self.future is not None and not self.cluster.attendance.given_up:
            self.future.cancel()

    def join(self) -> None:
        """There is nothing to wait for: the cluster ends with its context."""


def _outcome(future: Future[Done]) -> Done | Failure:
    """What the cluster has answered."""
    if future.cancelled():
        return Failure("the connection to the cluster was lost", lost=True)
    error = future.exception()
    return future.result() if error is None else _given_up_for(error)


def _given_up_for(error: BaseException) -> Failure:
    return Failure(f"the cluster gave it up: {' '.join(str(error).split())}", lost=True)


# There -------------------------------------------------------------------------------------------

TIMES_AS_LONG = 2
"""After how many times its time a job that could not be stopped costs its process, as one inside a C library does."""

_alone = threading.Lock()
_own_program = ""


def done_there(work: Callable[[Any], Answer], jobs: Sequence[Any], seconds: float, program: str) -> Done:
    """The answers to jobs, found by this process; they are failures where it runs another program than it should."""
    global _own_program
    with _alone, redirect_stdout(sys.stderr), open(os.devnull, "w") as nowhere:  # a script must not garble the output
        _own_program = _own_program or Program().verification
        if _own_program != program:
            return Done([Failure("the cluster runs another version of derive, or of its libraries")] * len(jobs), 0.0)
        start = time.process_time()
        answers = []
        for job in jobs:
            faulthandler.dump_traceback_later(TIMES_AS_LONG * seconds, exit=True, file=nowhere)
            try:
                answers.append(within_seconds(seconds, partial(answer_of, work, job)))
            finally:
                faulthandler.cancel_dump_traceback_later()
        return Done(answers, time.process_time() - start)


class _TimeIsUp(BaseException):
    """The time for a job is over."""


def within_seconds(seconds: float, act: Callable[[], Answer | Failure]) -> Answer | Failure:
    """What is found in time, by a thread that cannot be stopped from outside: it is told to raise an exception."""
    thread, ended, lock = threading.get_ident(), False, threading.Lock()

    def end() -> None:
        with lock:
            if not ended:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(_TimeIsUp))

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        try:
            return act()
        finally:
            with lock:
                ended = True
            timer.cancel()
    except _TimeIsUp:
        return Failure(f"stopped after {seconds:g} s", seconds, stopped=True)
