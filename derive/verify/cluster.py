"""Work that is done by a cluster of dask: by the ``concurrent.futures`` executor of ``distributed``.

The cluster is the one whose scheduler dask is configured for (``DASK_SCHEDULER_ADDRESS``), else one of this machine
that lasts for the run. A process does one job at a time, whatever its threads, and what a worker that dies was given
is done again by another.
"""

from __future__ import annotations

import copyreg
import ctypes
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager, redirect_stdout
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

RETRIES = 2
"""How often what a worker was given that died is given to another."""

Answer = TypeVar("Answer")


# Here --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cluster:
    """A cluster: its executor, and how many processes work for it."""

    executor: Executor
    size: int

    def workers(self, work: Callable[[Any], Answer], jobs: Sequence[Any], seconds: float) -> Sequence[Worker[Answer]]:
        """Workers that send the jobs to the cluster, where each may take so many seconds."""
        count = min(len(jobs), ASKED_AHEAD * self.size)
        return [_Sender[Answer](number, self.executor, work, jobs, seconds) for number in range(count)]


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
    with ExitStack() as stack:
        try:
            if address is None:
                local: Any = LocalCluster
                address = stack.enter_context(local(**options, silence_logs=logging.CRITICAL))
            connect: Any = Client
            client = stack.enter_context(connect(address))
            client.wait_for_workers(1)
        except OSError as error:
            raise PoolError(f"the cluster cannot be reached: {error}") from None
        yield Cluster(client.get_executor(pure=False, retries=RETRIES), len(client.nthreads()))


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
        self, number: int, executor: Executor, work: Callable[[Any], Answer], jobs: Sequence[Any], seconds: float
    ) -> None:
        self.number = number
        self.seconds_taken = 0.0
        self.executor = executor
        self.work = work
        self.jobs = jobs
        self.seconds = seconds
        self.program = Program().verification
        self.future: Future[Done] | None = None

    def begin(self, jobs: Sequence[int], done: SimpleQueue[int]) -> None:
        """Sends jobs."""
        sent = [self.jobs[job] for job in jobs]
        self.future = self.executor.submit(done_there, self.work, sent, self.seconds, self.program)
        self.future.add_done_callback(lambda future: done.put(self.number))

    def answers(self) -> list[Answer | Failure] | Failure:
        """The answers to the jobs, or why there are none."""
        assert self.future is not None
        error = self.future.exception()
        if error is not None:
            return Failure(f"the cluster gave it up: {' '.join(str(error).split())}", lost=True)
        found = self.future.result()
        self.seconds_taken = found.seconds
        return found.answers

    def stop(self) -> None:
        """Tells the cluster that the answers are not needed any more."""
        if self.future is not None:
            self.future.cancel()

    def join(self) -> None:
        """There is nothing to wait for: the cluster ends with its context."""


# There -------------------------------------------------------------------------------------------

_alone = threading.Lock()
_own_program = ""


def done_there(work: Callable[[Any], Answer], jobs: Sequence[Any], seconds: float, program: str) -> Done:
    """The answers to jobs, found by this process; they are failures where it runs another program than it should."""
    global _own_program
    with _alone, redirect_stdout(sys.stderr):  # what scripts print must not garble the output
        _own_program = _own_program or Program().verification
        if _own_program != program:
            return Done([Failure("the cluster runs another version of derive, or of its libraries")] * len(jobs), 0.0)
        start = time.process_time()
        answers = [within_seconds(seconds, partial(answer_of, work, job)) for job in jobs]
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
