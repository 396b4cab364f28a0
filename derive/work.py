"""Work is counted, never timed: a search is given up at the same place on every machine, however busy it is.

One unit is about what evaluating one operation at one point costs, some 4 µs of an idle processor; the kernel counts
its own steps. What is remembered from one statement to the next would make the second cheaper than the first: all of
it is forgotten where a statement begins, so that its count depends on nothing that was verified before. What is kept
all the same is kept with the work that it took, which is counted again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import _lru_cache_wrapper, lru_cache
from typing import Any, TypeVar
from weakref import WeakSet

from derive.kernel import reasoner
from derive.kernel.budget import Budget

KERNEL_STEP = 2
"""What a step of the kernel counts."""

Answer = TypeVar("Answer")


class OutOfWork(BaseException):
    """An attempt has done all the work that it may do. No search takes it for a failure of one of its methods."""


_counted = 0
_effort = 1.0
_limit: float = math.inf
_memories: WeakSet[Any] = WeakSet()
_other_memories: list[Callable[[], object]] = [reasoner.forget]


def done() -> int:
    """The work that was done since the program began."""
    return _counted + KERNEL_STEP * Budget.total


def count(amount: int = 1) -> None:
    """Counts work outside the kernel; raises OutOfWork where that, or the kernel's since the last time, is too much."""
    global _counted
    _counted += amount
    if _counted + KERNEL_STEP * Budget.total > _limit:
        raise OutOfWork


@contextmanager
def effort(times: float) -> Iterator[None]:
    """Inside, searches may do so many times the work that they may do otherwise."""
    global _effort
    around = _effort
    _effort = times
    try:
        yield
    finally:
        _effort = around


def present_effort() -> float:
    """The effort in force."""
    return _effort


def scaled(amount: float) -> float:
    """The work that stands for so much at the effort in force."""
    return amount * _effort


@contextmanager
def limited(amount: float) -> Iterator[None]:
    """Inside, so much work may be done, or what is left of a limit around this one; then OutOfWork is raised."""
    global _limit
    around = _limit
    _limit = min(around, done() + amount)
    try:
        yield
    finally:
        _limit = around


@contextmanager
def to_its_end() -> Iterator[None]:
    """Inside, no limit holds: what is remembered for other statements, too, must not be left half done. The work is
    counted all the same."""
    global _limit
    around = _limit
    _limit = math.inf
    try:
        yield
    finally:
        _limit = around


def remembered(most: int | None = None) -> Callable[[Callable[..., Answer]], _lru_cache_wrapper[Answer]]:
    """Decorator: a function whose answers, at most so many, are remembered until another statement begins."""

    def decorated(function: Callable[..., Answer]) -> _lru_cache_wrapper[Answer]:
        memory = lru_cache(maxsize=most)(function)
        _memories.add(memory)
        return memory

    return decorated


def forgets(clear: Callable[[], object]) -> None:
    """Has this called, too, where everything is forgotten."""
    _other_memories.append(clear)


def forget() -> None:
    """Forgets all that was found out: another statement begins."""
    for memory in _memories:
        memory.cache_clear()
    for clear in _other_memories:
        clear()
