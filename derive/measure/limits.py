"""Rigorous limits of ground terms, by limit laws that are checked before they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.measure.evaluate import Unknown, Value
from derive.measure.ground import Ground

if TYPE_CHECKING:
    from derive.measure.evaluate import Evaluator


def limit_value(evaluator: Evaluator, node: Ground) -> Value:
    """The limit of a ground limit; raises Unknown where no law gives it."""
    raise Unknown("no rule gives this limit")
