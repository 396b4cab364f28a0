"""The cluster: the same verdicts as processes of this machine find, and nothing is lost with a worker that dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from derive.cli.defaults import EXECUTORS
from derive.documents.reader import read_text
from derive.verify import cluster as there
from derive.verify.checks import check_documents
from derive.verify.cluster import Cluster, cluster, within_seconds
from derive.verify.errors import PoolError
from derive.verify.executors import DASK, PROCESSES
from derive.verify.pool import Failure, InOrder, work_through

pytest.importorskip("distributed")

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
