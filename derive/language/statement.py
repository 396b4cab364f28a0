"""A statement: hypotheses and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass

from derive.kernel.terms import Formula


@dataclass(frozen=True)
class Statement:
    """``conclusion`` holds for every size, every value of the free variables that satisfies
    ``hypotheses``, and every free index in its range."""

    hypotheses: tuple[Formula, ...]
    conclusion: Formula
