"""The tactics, principles, squeezes and rewritings, found in the rooms where they stand; the cheapest first."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

from derive.prover.tactic import LimitRule, Principle, Rewriting, Squeeze, Tactic

ROOMS = ("tactics", "principles", "limits")

N = TypeVar("N", Tactic, Principle, LimitRule, Squeeze, Rewriting)
Named = Tactic | Principle | LimitRule | Squeeze | Rewriting

_off: frozenset[str] = frozenset()


@cache
def everything() -> tuple[Named, ...]:
    """All that stands in the rooms."""
    found: list[Named] = []
    for room in ROOMS:
        package = importlib.import_module(f"derive.prover.{room}")
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            values = vars(importlib.import_module(module.name)).values()
            found += [value for value in values if isinstance(value, Named) and value.home == module.name]
    names = [one.name for one in found]
    assert len(set(names)) == len(names), "two have the same name"
    return tuple(sorted(found, key=lambda one: (one.cost, one.name)))


@cache
def _of_kind(kind: type[N], off: frozenset[str]) -> tuple[N, ...]:
    return tuple(one for one in everything() if isinstance(one, kind) and one.name not in off)


def tactics() -> tuple[Tactic, ...]:
    """The tactics."""
    return _of_kind(Tactic, _off)


def attempts() -> tuple[tuple[int, Tactic, bool], ...]:
    """The tactics with their costs, the cheapest first; true marks those that are tried with what they need proved at
    once."""
    return _attempts(_off)


@cache
def _attempts(off: frozenset[str]) -> tuple[tuple[int, Tactic, bool], ...]:
    every = _of_kind(Tactic, off)
    found = [(tactic.cost, tactic, False) for tactic in every]
    found += [(tactic.first, tactic, True) for tactic in every if tactic.first is not None]
    return tuple(sorted(found, key=lambda attempt: (attempt[0], attempt[1].name)))


def principles() -> tuple[Principle, ...]:
    """The principles."""
    return _of_kind(Principle, _off)


def limit_rules() -> tuple[LimitRule, ...]:
    """The rules by which limits are found."""
    return _of_kind(LimitRule, _off)


def squeezes(at_infinity: bool) -> tuple[Squeeze, ...]:
    """The squeezes, for limits at infinity or at points."""
    found = _of_kind(Squeeze, _off)
    return found if at_infinity else tuple(sorted(found, key=lambda one: (one.at_points, one.name)))


def rewritings() -> tuple[Rewriting, ...]:
    """The rewritings."""
    return _of_kind(Rewriting, _off)


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Inside, what has one of these names is not used: so tests and benchmarks see what it is good for."""
    global _off
    unknown = set(names) - {one.name for one in everything()}
    assert not unknown, f"nothing is named {', '.join(sorted(unknown))}"
    before = _off
    _off = before | frozenset(names)
    try:
        yield
    finally:
        _off = before
