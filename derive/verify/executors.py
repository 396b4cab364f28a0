"""Who does the work: processes of this machine, or the workers of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from derive.verify.pool import Worker

PROCESSES, DASK = "processes", "dask"

Answer = TypeVar("Answer")

Task = tuple[Callable[[Any], Answer], Sequence[Any]]
"""What is done with a job, and the jobs: for a cluster, all of it in a form that can be sent."""


@contextmanager
def staff(
    executor: str,
    work: Callable[[int], Answer],
    task: Callable[[], Task[Answer]],
    *,
    count: int,
    jobs: int,
    seconds: float,
    load: Callable[[], None] = lambda: None,
) -> Iterator[Sequence[Worker[Answer]]]:
    """Workers for so many jobs, ``jobs`` of them side by side, each of which may take so many seconds: ``work`` says
    what is done with the job of a number in a process of this machine, ``task`` what a cluster is sent.

    Raises PoolError where there can be none."""
    if executor == DASK and count:
        from derive.verify.cluster import cluster

        with cluster(jobs) as found:
            yield found.workers(*task(), seconds)
    else:
        from derive.verify.pool import processes

        yield processes(work, min(jobs, count), seconds=seconds, load=load)
