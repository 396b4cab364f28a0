"""Attempts that end when their time is up, within one process."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from derive.kernel.certificate import CertificateError
from derive.kernel.terms import KernelError

OUT_OF_TIME = "the time is up"
SHORTEST_SECONDS = 0.01

Answer = TypeVar("Answer")


class _Expired(BaseException):
    """The time for one attempt is over."""


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raises _Expired inside after so many seconds; in the main thread only."""

    def expire(number: int, frame: FrameType | None) -> None:
        raise _Expired

    before = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, SHORTEST_SECONDS))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def within(
    seconds: float, attempt: Callable[[], Answer | None], explain: Callable[[KernelError], str] = str
) -> tuple[Answer | None, str]:
    """What an attempt finds in time, or None and the reason: :data:`OUT_OF_TIME`, or what was raised in words.

    Long computations inside one call of a C library are not interrupted: the pool's limit ends those."""
    if seconds <= 0:
        return None, OUT_OF_TIME
    try:
        try:
            with _at_most(seconds):
                return attempt(), ""
        except KernelError as error:
            with _at_most(seconds):
                return None, explain(error)
    except _Expired:
        return None, OUT_OF_TIME
    except CertificateError as error:
        return None, f"certificate: {error}"
    except (ArithmeticError, RecursionError, MemoryError) as error:
        return None, f"{type(error).__name__}: {error}"
