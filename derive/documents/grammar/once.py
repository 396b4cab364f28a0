"""Remembers what is found of a tree or an item, which never changes: it is kept on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Found = TypeVar("Found")


class Once(Generic[Found]):
    """A property that is found when it is first asked for.

    Unlike :func:`functools.cached_property` it has no lock, which would take longer than what is looked up."""

    def __init__(self, find: Callable[[Any], Found]) -> None:
        self.find = find
        self.name = find.__name__
        self.__doc__ = find.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> Once[Found]: ...
    @overload
    def __get__(self, owner: object, kind: type) -> Found: ...
    def __get__(self, owner: object | None, kind: type) -> Found | Once[Found]:
        if owner is None:
            return self
        found = vars(owner)[self.name] = self.find(owner)
        return found
