"""The cluster: the same verdicts as processes of this machine find, and nothing is lost with a worker that dies."""

from __future__ import annotations

import ctypes
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from derive.cli.defaults import EXECUTORS
from derive.documents.reader import read_text
from derive.verify import cluster as there
from derive.verify.checks import check_documents
from derive.verify.cluster import Attendance, Batch, Cluster, cluster, within_seconds
from derive.verify.errors import PoolError
from derive.verify.executors import DASK, PROCESSES
from derive.verify.pool import Done, Failure, InOrder, work_through

dask = pytest.importorskip("distributed").client.dask

TEXT = r"""
<!-- derive: let $p \in \Delta^{K-1}$, $p_k > 0$ -->
<!-- derive: check -->
$$\sum_k p_k \log p_k \le 0$$
<!-- derive: check -->
$$\sum_k p_k = 2$$
<!-- derive: check -->
$$\frac{1}{3} < \log 2$$
"""


@pytest.fixture(scope="module")
def of_this_machine() -> Iterator[Cluster]:
    with cluster(2) as found:
        yield found


@contextmanager
def configured(workers: int) -> Iterator[Any]:
    """A cluster of so many workers that dask is configured for."""
    from distributed import LocalCluster

    options: dict[str, Any] = {"dashboard_address": ":0", "silence_logs": logging.CRITICAL}
    local = LocalCluster(n_workers=workers, **options)
    with local, dask.config.set({"scheduler-address": local.scheduler_address}):
        yield local


def done_by(own: Cluster, work: Any, jobs: list[Any], seconds: float = 60.0) -> dict[int, Any]:
    return dict(work_through(own.workers(work, jobs, seconds), InOrder(range(len(jobs)))))


def test_links_have_the_same_verdicts_wherever_they_are_verified() -> None:
    documents = [read_text(TEXT, "a.md")]
    here, elsewhere = (check_documents(documents, jobs=2, executor=executor) for executor in (PROCESSES, DASK))
    assert [v.verdict for links in here[0].verdicts for v in links] == ["proved", "refuted", "computed"]
    assert here == elsewhere


def outcomes(executor: str) -> str:
    """The outcomes of three claims, in a process that has done nothing before."""
    code = (
        "import json, sys; from derive.library import discover; from derive.verify.runner import verify_claims;"
        "chosen = ('softmax.jacobian', 'lse.gradient', 'maxent.stationarity');"
        "claims = [claim for claim in discover().claims if claim.id in chosen];"
        f"found = verify_claims(claims, digits=30, jobs=2, executor={executor!r});"
        "outcomes = {place: ({**o.result.to_json(), 'seconds': 0}, o.certificate) for place, o in found};"
        "print(json.dumps(outcomes, sort_keys=True))"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_claims_have_the_same_outcomes_wherever_they_are_verified() -> None:
    here, elsewhere = outcomes(PROCESSES), outcomes(DASK)
    assert here == elsewhere
    assert [outcome["verdict"] for outcome, _ in json.loads(here).values()] == ["proved", "proved", "refuted"]


def dies_once(job: tuple[Path, int]) -> int:
    mark, number = job
    if number == 7 and not mark.exists():
        mark.write_text("died")
        os.kill(os.getpid(), signal.SIGKILL)
    return 10 * number


def test_a_worker_that_dies_loses_nothing(of_this_machine: Cluster, tmp_path: Path) -> None:
    jobs = [(tmp_path / "mark", number) for number in range(20)]
    assert done_by(of_this_machine, dies_once, jobs) == {number: 10 * number for number in range(20)}
    assert (tmp_path / "mark").exists()


def dies_at_seven(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_job_that_kills_every_worker_is_a_failure_and_the_others_have_answers(of_this_machine: Cluster) -> None:
    found = done_by(of_this_machine, dies_at_seven, list(range(9)))
    failure = found.pop(7)
    assert isinstance(failure, Failure) and failure.lost
    assert found == {number: number for number in range(9) if number != 7}


def fails(number: int) -> int:
    raise LookupError(f"no answer to {number}")


def test_a_job_that_fails_says_why(of_this_machine: Cluster) -> None:
    found = done_by(of_this_machine, fails, [3])
    assert isinstance(found[0], Failure) and "LookupError: no answer to 3" in found[0].reason


def stuck(number: int) -> int:
    while number == 1:
        time.sleep(0.01)
    return number


def test_a_job_over_its_time_is_stopped_and_the_others_go_on(of_this_machine: Cluster) -> None:
    found = done_by(of_this_machine, stuck, [0, 1, 2], seconds=2.0)
    assert found[1] == Failure("stopped after 2 s", 2.0, stopped=True)
    assert (found[0], found[2]) == (0, 2)


def holds_the_interpreter(number: int) -> int:
    if number == 1:
        ctypes.PyDLL(None).sleep(3600)
    return number


def test_a_job_that_cannot_be_stopped_costs_its_process_and_the_others_have_answers(of_this_machine: Cluster) -> None:
    found = done_by(of_this_machine, holds_the_interpreter, [0, 1, 2], seconds=2.0)
    failure = found.pop(1)
    assert isinstance(failure, Failure) and failure.lost
    assert found == {0: 0, 2: 2}


def lingers(number: int) -> int:
    while True:
        time.sleep(0.01)


def test_a_cluster_whose_workers_do_not_come_back_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(there, "ASKED_EVERY_SECONDS", 0.01)
    with configured(1) as local, cluster(1) as own:
        monkeypatch.setattr(there, "PATIENCE_SECONDS", 0.0)
        jobs = list(range(40))
        found = dict(work_through(own.workers(lingers, jobs, 3600.0), InOrder(jobs), partial(local.scale, 0)))
    assert sorted(found) == jobs
    assert {failure.reason for failure in found.values()} == {"the cluster has had no worker for 0 s, and was given up"}


def test_the_links_of_a_cluster_without_workers_are_not_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = Attendance(0.0)
    lost.note(False, 2 * there.PATIENCE_SECONDS)
    monkeypatch.setattr(there, "cluster", lambda jobs: nullcontext(Cluster(ThreadPoolExecutor(), 2, lost)))
    (checked,) = check_documents([read_text(TEXT, "a.md")], jobs=2, executor=DASK)
    verdicts = [verdict for links in checked.verdicts for verdict in links]
    assert [verdict.verdict for verdict in verdicts] == ["undecided"] * 3
    assert all("no worker for 60 s" in verdict.reason and not verdict.final for verdict in verdicts)


def test_a_cluster_is_given_up_only_where_it_had_no_worker_for_long() -> None:
    attendance = Attendance(0.0)
    for present, now in ((False, 59.0), (True, 61.0), (False, 120.0), (False, 121.0)):
        attendance.note(present, now)
        assert not attendance.given_up
    attendance.note(False, 122.0)
    assert attendance.given_up


def test_jobs_end_once_whoever_ends_them() -> None:
    told: list[str] = []
    batch, attendance = Batch(lambda: told.append("ended")), Attendance(0.0)
    attendance.expect(batch)
    attendance.note(False, 61.0)
    batch.end(Done([7], 0.0))
    assert told == ["ended"]
    assert isinstance(batch.outcome, Failure) and batch.outcome.lost


class Closed(ThreadPoolExecutor):
    """An executor as it is where the scheduler is lost: the future of what was sent is cancelled, and nothing more is
    taken."""

    def submit(self, *arguments: Any, **named: Any) -> Future[Any]:
        if self._shutdown:
            raise RuntimeError("the client is closed")
        self.shutdown()
        future: Future[Any] = Future()
        future.cancel()
        return future


def test_jobs_whose_scheduler_is_lost_are_failures() -> None:
    found = done_by(Cluster(Closed(), 1, Attendance(time.monotonic())), stuck, [0, 1])
    assert all(isinstance(failure, Failure) and "the client is closed" in failure.reason for failure in found.values())


def test_a_cluster_that_never_had_a_worker_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(there, "PATIENCE_SECONDS", 0.1)
    with configured(0), pytest.raises(PoolError, match="the cluster has no worker"), cluster(1):
        pass


def test_a_thread_that_ends_in_time_is_left_alone() -> None:
    assert within_seconds(60.0, lambda: "found") == "found"
    with pytest.raises(LookupError):
        within_seconds(60.0, lambda: fails(1))


def test_a_cluster_that_runs_another_program_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    (answer,) = there.done_there(fails, [1], 60.0, "another program").answers
    assert isinstance(answer, Failure) and "another version" in answer.reason


def test_without_distributed_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(PoolError, match=r"derive-proofs\[dask\]"), cluster(1):
        pass


def test_the_command_line_offers_the_executors_that_there_are() -> None:
    assert EXECUTORS == (PROCESSES, DASK)
