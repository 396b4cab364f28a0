"""The pool: every job has an answer or a failure, in bounded time, and no process is left behind."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any

import pytest

from derive.verify.errors import PoolError
from derive.verify.pool import Failure, InOrder, processes, work_through

if sys.platform == "win32":
    pytest.skip("workers are forked", allow_module_level=True)


def hang() -> None:
    while True:
        time.sleep(0.01)


def hang_deaf_to_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    hang()


def answers(jobs: list[Callable[[], Any]], workers: int = 1, seconds: float = 60.0, **options: Any) -> list[Any]:
    staff = processes(lambda job: jobs[job](), min(workers, len(jobs)), seconds=seconds, **options)
    found = dict(work_through(staff, InOrder(range(len(jobs)))))
    return [found[job] for job in range(len(jobs))]


def test_every_job_is_answered_in_another_process() -> None:
    processes = answers([os.getpid] * 5, workers=2)
    assert os.getpid() not in processes
    assert 1 <= len(set(processes)) <= 2


def test_no_jobs_need_no_worker() -> None:
    assert answers([]) == []


@pytest.mark.parametrize("stubborn", [hang, hang_deaf_to_signals])
def test_a_job_over_its_time_is_stopped_and_the_others_go_on(stubborn: Callable[[], None]) -> None:
    first, stuck, last = answers([lambda: "first", stubborn, lambda: "last"], seconds=2.0)
    assert (first, last) == ("first", "last")
    assert isinstance(stuck, Failure)
    assert stuck.stopped and stuck.lost


def test_a_crash_costs_one_job_and_says_how_it_ended() -> None:
    killed, fine, left = answers([lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: "fine", lambda: os._exit(7)])
    assert fine == "fine"
    assert killed.lost and not killed.stopped
    assert "SIGKILL" in killed.reason
    assert "status 7" in left.reason


@pytest.mark.parametrize("leave", [lambda: os._exit(0), lambda: ctypes.CDLL(None)._exit(0)])
def test_a_worker_that_ends_as_if_all_were_well_costs_one_job_and_is_not_waited_for(leave: Callable[[], None]) -> None:
    left, fine = answers([leave, lambda: "fine"])
    assert fine == "fine"
    assert left.lost and not left.stopped
    assert "status 0" in left.reason


def test_an_exception_costs_one_job_and_says_where_and_keeps_the_worker() -> None:
    def fail() -> None:
        raise LookupError("no\nsuch value")

    failure, process, again = answers([fail, os.getpid, os.getpid])
    assert not failure.lost
    assert "test_pool.py:" in failure.reason and "LookupError: no such value" in failure.reason
    assert process == again


def test_a_library_that_is_missing_is_one_error() -> None:
    def load() -> None:
        raise ImportError("no module named flint")

    with pytest.raises(PoolError, match=r"flint.*install the requirements"):
        answers([os.getpid] * 3, load=load)


def test_what_is_loaded_is_loaded_once_a_worker_and_outside_the_time_of_a_job() -> None:
    loaded: list[int] = []

    def load() -> None:
        time.sleep(3.0)
        loaded.append(1)

    assert answers([lambda: len(loaded)] * 3, seconds=2.0, load=load) == [1, 1, 1]
    assert loaded == []


def test_jobs_are_begun_in_the_order_that_is_asked_for() -> None:
    staff = processes(abs, 1, seconds=60)
    assert [job for job, _ in work_through(staff, InOrder([2, 0, 1]))] == [2, 0, 1]


class Hand:
    """A worker of this process that notes what it is given at a time, and fails at what it cannot do."""

    def __init__(self, number: int, cannot: frozenset[int] = frozenset(), apart: bool = True) -> None:
        self.number = number
        self.apart = apart
        self.seconds_taken = 0.0
        self.cannot = cannot
        self.given: list[list[int]] = []

    def begin(self, jobs: Sequence[int], done: SimpleQueue[int]) -> None:
        self.given.append(list(jobs))
        done.put(self.number)

    def answers(self) -> list[int | Failure] | Failure:
        jobs = self.given[-1]
        return Failure("gone", lost=True) if self.cannot & set(jobs) else [10 * job for job in jobs]

    def stop(self) -> None:
        pass

    def join(self) -> None:
        pass


def test_many_short_jobs_are_given_out_several_at_a_time_and_each_is_answered_once() -> None:
    hands = [Hand(0), Hand(1)]
    found = list(work_through(hands, InOrder(range(1000))))
    assert sorted(found) == [(job, 10 * job) for job in range(1000)]
    sizes = [len(jobs) for hand in hands for jobs in hand.given]
    assert sum(sizes) == 1000 and len(sizes) < 200 and max(sizes) <= 32
    assert hands[0].given[0] == [0]  # nobody knows yet how long a job takes


def test_jobs_of_a_batch_that_came_to_nothing_are_done_again_one_by_one() -> None:
    hand = Hand(0, cannot=frozenset({400}))
    found = dict(work_through([hand], InOrder(range(1000))))
    assert isinstance(found.pop(400), Failure)
    assert found == {job: 10 * job for job in range(1000) if job != 400}
    assert [400] in hand.given and any(400 in jobs and len(jobs) > 1 for jobs in hand.given)


def test_a_job_that_is_lost_beside_others_is_done_again_with_nothing_beside_it() -> None:
    class Unlucky(Hand):
        """Its first job is lost, whatever it is."""

        def answers(self) -> list[int | Failure] | Failure:
            return Failure("gone", lost=True) if self.given == [[0]] else super().answers()

    hands = [Unlucky(0, apart=False), Hand(1, cannot=frozenset({3}), apart=False)]
    found = dict(work_through(hands, InOrder(range(6))))
    assert found == {0: 0, 1: 10, 2: 20, 3: found[3], 4: 40, 5: 50}
    assert isinstance(found[3], Failure)


def test_a_process_that_dies_in_the_middle_of_a_batch_costs_one_job() -> None:
    def work(job: int) -> int:
        if job == 400:
            os._exit(7)
        return job

    found = dict(work_through(processes(work, 2, seconds=60), InOrder(range(1000))))
    failure = found.pop(400)
    assert isinstance(failure, Failure) and "status 7" in failure.reason
    assert found == {job: job for job in range(1000) if job != 400}


def test_closing_ends_all_workers_and_none_is_left_behind() -> None:
    staff = processes(lambda job: hang() if job else None, 3, seconds=60)
    run = work_through(staff, InOrder(range(3)))
    assert next(run) == (0, None)
    run.close()
    assert not [child for child in multiprocessing.active_children() if child.is_alive()]
