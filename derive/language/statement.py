"""A statement: hypotheses and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from derive.kernel.terms import SIZE_FIELDS, And, Formula, Node, Size, subnodes


@dataclass(frozen=True)
class Statement:
    """``conclusion`` holds for every size, every value of the free variables that satisfies
    ``hypotheses``, and every free index in its range."""

    hypotheses: tuple[Formula, ...]
    conclusion: Formula


def sizes_of(node: Node) -> frozenset[Size]:
    """All sizes that a node mentions."""
    return frozenset(part for sub in subnodes(node) for name, part in sub.named_parts() if name in SIZE_FIELDS)


def conjuncts(formulas: Iterable[Formula]) -> Iterator[Formula]:
    """The formulas, every "and" taken apart."""
    for formula in formulas:
        if isinstance(formula, And):
            yield from conjuncts(formula.parts)
        else:
            yield formula
