"""Figures, drawn from what claims say."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.figures.plot import Figure
    from derive.figures.registry import Draw
    from derive.language.claims import Claim
    from derive.language.instance import Instance

LIBRARY = Path(__file__).resolve().parents[1] / "proofs"
"""Where the claims are that figures are drawn for; a user's claim may have the id of one of them."""

MODULES = ("gallery", "floating")
"""The modules that draw figures."""


def drawn() -> dict[str, Draw]:
    """What draws the figures of the library, by the claim that each is printed with."""
    from derive.figures.registry import DRAWN

    for module in MODULES:
        import_module(f"derive.figures.{module}")
    return DRAWN


def figures_of(claims: Iterable[tuple[Claim, Instance | None]]) -> tuple[Figure, ...]:
    """The figures of some claims, each of which comes with the point at which it fails, if there is one."""
    from derive.figures.refuted import refuted_figure

    found = []
    for claim, point in claims:
        draw = drawn().get(claim.id) if Path(claim.where.rpartition(":")[0]).parent == LIBRARY else None
        figure = draw() if draw is not None else None if point is None else refuted_figure(claim, point)
        found += [] if figure is None else [figure]
    return tuple(found)
