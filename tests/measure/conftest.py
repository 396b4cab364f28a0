"""Counting the work of the walks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from derive.measure.ground.ground import Ground
from derive.measure.witness.comparison import BITS_PER_DIGIT
from derive.measure.witness.nearby import Real
from derive.measure.witness.walk import Walk
from tests.measure.work import Work


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """The work that is done from now on."""
    counted = Work()
    value: Callable[[Walk, Ground], Real] = Walk.value

    def counting(walk: Walk, node: Ground) -> Real:
        if node.number not in walk.caches[node.level]:
            counted.evaluations += 1
            counted.digits += walk.bits / BITS_PER_DIGIT
        return value(walk, node)

    monkeypatch.setattr(Walk, "value", counting)
    return counted
