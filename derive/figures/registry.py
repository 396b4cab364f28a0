"""Which figures there are, by the claim that each is printed with."""

from __future__ import annotations

from collections.abc import Callable

from derive.figures.plot import Figure

Draw = Callable[[], Figure]

DRAWN: dict[str, Draw] = {}
"""What draws the figures that are printed with a claim, by its id."""


def drawn_with(claim: str) -> Callable[[Draw], Draw]:
    """Decorator: the function draws the figure that is printed with this claim."""

    def register(draw: Draw) -> Draw:
        DRAWN[claim] = draw
        return draw

    return register
