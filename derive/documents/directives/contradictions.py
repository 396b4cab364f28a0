"""Hypotheses that nothing satisfies, as far as it is evident without a proof."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from derive.kernel.terms import (
    Different,
    Equal,
    Formula,
    Index,
    IndexNumber,
    Less,
    LessEqual,
    Not,
    Number,
    Relation,
    SameIndex,
    SizeValue,
)
from derive.language.statement import conjuncts


def evident_contradiction(hypotheses: tuple[Formula, ...]) -> Formula | None:
    """A condition on indices or sizes alone that the ones before it exclude, or None where there is none."""
    same: dict[Index, Index] = {}
    apart: list[tuple[Index, Index]] = []
    least: dict[str, Fraction] = {}
    most: dict[str, Fraction] = {}
    excluded: dict[str, set[Fraction]] = {}

    def class_of(index: Index) -> Index:
        while index in same:
            index = same[index]
        return index

    for formula in (part for hypothesis in hypotheses for part in _restrictions(hypothesis)):
        if isinstance(formula, SameIndex):
            one, other = class_of(formula.left), class_of(formula.right)
            if one != other:
                if isinstance(one, IndexNumber):
                    one, other = other, one
                if isinstance(one, IndexNumber):
                    return formula
                same[one] = other
        elif isinstance(formula, Not) and isinstance(formula.formula, SameIndex):
            apart.append((formula.formula.left, formula.formula.right))
        elif isinstance(formula, Relation):
            size = _restrict(formula, least, most, excluded)
            if size is not None and _is_empty(least.get(size, Fraction(1)), most.get(size), excluded.get(size, set())):
                return formula
        if any(class_of(left) == class_of(right) for left, right in apart):
            return formula
    return None


@lru_cache(maxsize=20_000)
def _restrictions(hypothesis: Formula) -> tuple[Formula, ...]:
    """The parts of a hypothesis that are about indices or sizes: of a long document most hypotheses have none."""
    return tuple(part for part in conjuncts((hypothesis,)) if _is_about_indices_or_sizes(part))


def _is_about_indices_or_sizes(formula: Formula) -> bool:
    if isinstance(formula, Not):
        formula = formula.formula
    if isinstance(formula, Relation):
        return isinstance(formula.left, SizeValue) or isinstance(formula.right, SizeValue)
    return isinstance(formula, SameIndex)


def _restrict(
    formula: Relation, least: dict[str, Fraction], most: dict[str, Fraction], excluded: dict[str, set[Fraction]]
) -> str | None:
    """Notes what a relation between a size and a number says; answers the size, None for another relation."""
    left, right = formula.left, formula.right
    size, value = (left, right) if isinstance(left, SizeValue) else (right, left)
    if not isinstance(size, SizeValue) or not isinstance(size.size, str) or not isinstance(value, Number):
        return None
    name, bound = size.size, value.value
    low, high = least.get(name, Fraction(1)), most.get(name, bound)
    match formula:
        case Equal():
            least[name], most[name] = max(low, bound), min(high, bound)
        case Different():
            excluded.setdefault(name, set()).add(bound)
        case Less() | LessEqual():
            step = 1 if isinstance(formula, Less) else 0
            if size is right:
                least[name] = max(low, Fraction(floor(bound) + 1 if step else ceil(bound)))
            else:
                most[name] = min(high, Fraction(ceil(bound) - 1 if step else floor(bound)))
    return name


def _is_empty(low: Fraction, high: Fraction | None, excluded: set[Fraction]) -> bool:
    """Whether no whole number lies between the two and is not excluded."""
    if high is None:
        return False
    first = ceil(low)
    return all(Fraction(first + k) in excluded for k in range(min(floor(high) - first + 1, len(excluded) + 1)))
