"""A statement: hypotheses and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from derive.kernel.terms import SIZE_FIELDS, And, Formula, Node, Size


@dataclass(frozen=True)
class Statement:
    """``conclusion`` holds for every size, every value of the free variables that satisfies
    ``hypotheses``, and every free index in its range."""

    hypotheses: tuple[Formula, ...]
    conclusion: Formula


@lru_cache(maxsize=100_000)
def sizes_of(node: Node) -> frozenset[Size]:
    """All sizes that a node mentions."""
    parts = node.named_parts()
    own = frozenset(part for name, part in parts if name in SIZE_FIELDS)
    return own.union(*(sizes_of(part) for _, part in parts if isinstance(part, Node)))


def conjuncts(formulas: Iterable[Formula]) -> Iterator[Formula]:
    """The formulas, every "and" taken apart."""
    for formula in formulas:
        if isinstance(formula, And):
            yield from conjuncts(formula.parts)
        else:
            yield formula
