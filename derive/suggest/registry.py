"""The kinds of edits, found in the folder where they stand; the likeliest slips first."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from derive.suggest.tree import EditKind


@dataclass(frozen=True)
class Kind:
    """A kind of edit: the function that finds its places, and how far it takes one from what is written."""

    name: str
    distance: int
    find: EditKind
    home: str


def edit(name: str, distance: int) -> Callable[[EditKind], Kind]:
    """Decorator: a function that yields the edits of one kind."""

    def decorated(find: EditKind) -> Kind:
        return Kind(name, distance, find, find.__module__)

    return decorated


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds of edits, the nearest first."""
    package = importlib.import_module("derive.suggest.edits")
    found: list[Kind] = []
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        values = vars(importlib.import_module(module.name)).values()
        found += [value for value in values if isinstance(value, Kind) and value.home == module.name]
    return tuple(sorted(found, key=lambda kind: (kind.distance, kind.name)))
