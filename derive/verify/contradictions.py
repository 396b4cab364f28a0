"""Hypotheses that nothing satisfies: one of them is proved false under the others."""

from __future__ import annotations

from collections.abc import Iterator

from derive.kernel.terms import (
    ONE,
    ZERO,
    And,
    Different,
    Equal,
    ForAll,
    Formula,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Not,
    fresh_name,
    open_body,
)
from derive.language.numbering import numberings, with_indices_for_numbers
from derive.language.statement import Statement, conjuncts
from derive.printing.formulas import to_text
from derive.prover import prove
from derive.verify.limits import within


def contradiction_in(hypotheses: tuple[Formula, ...], most: float) -> str:
    """In words, which hypothesis the others exclude; empty where none is found with so much work."""
    excluded, _ = within(most, lambda: contradicted(hypotheses))
    if excluded is None:
        return ""
    shown = to_text(with_indices_for_numbers(excluded, hypotheses))
    return f"the hypotheses in force contradict each other: {shown} cannot hold with the others"


def contradicted(hypotheses: tuple[Formula, ...]) -> Formula | None:
    """A hypothesis whose denial is a theorem under the others, or None where none is found.

    A hypothesis for every index fails with one of its instances, for every size is at least 1."""
    parts = tuple(conjuncts(hypotheses))
    evident = frozenset[Formula]().union(*(one.said for one in numberings(hypotheses)))
    suspects = [position for position, part in enumerate(parts) if part not in evident]
    for position in reversed(suspects):  # the last one is the likeliest mistake
        others = parts[:position] + parts[position + 1 :]
        for denial in (*denials(_instance(parts[position], others)), Equal(ZERO, ONE)):
            try:
                prove(Statement(others, denial))
            except KernelError:
                continue
            return parts[position]
    return None


def _instance(formula: Formula, others: tuple[Formula, ...]) -> Formula:
    while isinstance(formula, ForAll) and not isinstance(formula.over, tuple):
        index = IndexVariable(fresh_name("i", formula, *others), formula.over)
        formula = open_body(formula.body, (index,))
    return formula


def denials(formula: Formula) -> Iterator[Formula]:
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
                yield from denials(part)
