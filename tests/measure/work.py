"""What a measurement costs, counted: how many nodes the walks evaluate, and to how many digits altogether."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Work:
    """``evaluations`` are values of nodes that were computed; ``digits`` counts each as often as it has digits."""

    evaluations: int = 0
    digits: float = 0

    def clear(self) -> None:
        self.evaluations, self.digits = 0, 0
