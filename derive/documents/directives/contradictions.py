"""Hypotheses that nothing satisfies: one of them is proved false under the others."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from derive.kernel.terms import (
    ONE,
    ZERO,
    And,
    Different,
    Equal,
    ForAll,
    Formula,
    Index,
    IndexNumber,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Not,
    Number,
    Relation,
    SameIndex,
    SizeValue,
    fresh_name,
    open_body,
)
from derive.language.statement import Statement


def contradicted(hypotheses: tuple[Formula, ...]) -> Formula | None:
    """A hypothesis whose denial is a theorem under the others, or None where none is found.

    A hypothesis for every index fails with one of its instances, for every size is at least 1."""
    from derive.prover import prove

    parts = tuple(_parts(hypotheses))
    for position in reversed(range(len(parts))):  # the last one is the likeliest mistake
        others = parts[:position] + parts[position + 1 :]
        for denial in (*_denials(_instance(parts[position], others)), Equal(ZERO, ONE)):
            try:
                prove(Statement(others, denial))
            except KernelError:
                continue
            return parts[position]
    return None


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

    for formula in _parts(hypotheses):
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


def _parts(hypotheses: tuple[Formula, ...]) -> Iterator[Formula]:
    for formula in hypotheses:
        if isinstance(formula, And):
            yield from _parts(formula.parts)
        else:
            yield formula


def _instance(formula: Formula, others: tuple[Formula, ...]) -> Formula:
    while isinstance(formula, ForAll) and not isinstance(formula.over, tuple):
        index = IndexVariable(fresh_name("i", formula, *others), formula.over)
        formula = open_body(formula.body, (index,))
    return formula


def _denials(formula: Formula) -> Iterator[Formula]:
    """Formulas each of which excludes this one."""
    match formula:
        case Equal(left, right):
            yield Different(left, right)
            yield Less(left, right)
            yield Less(right, left)
        case Different(left, right):
            yield Equal(left, right)
        case LessEqual(left, right):
            yield Less(right, left)
        case Less(left, right):
            yield LessEqual(right, left)
        case Not(part):
            yield part
        case And():
            for part in formula.parts:
                yield from _denials(part)
