"""A hypothesis ``yₖ = δₖₘ`` for every k says what y is: it is put in for y, as the kernel's rewrite rules
do not reach the entries of y inside a sum where k = m is open."""

from __future__ import annotations

from derive.kernel.terms import (
    Add,
    Choose,
    Entry,
    Equal,
    ForAll,
    Formula,
    Lambda,
    Multiply,
    Number,
    Term,
    Variable,
    free_variables,
    substitute,
)


def with_values(hypotheses: tuple[Formula, ...], conclusion: Formula) -> tuple[tuple[Formula, ...], Formula]:
    """The same statement without the vectors that a hypothesis gives entry by entry as a choice between numbers.

    (∀y: y = t and A(y) ⇒ B(y)) and (A(t) ⇒ B(t)) say the same, as t is always defined and free of y."""
    for hypothesis in hypotheses:
        found = _given(hypothesis)
        if found is None:
            continue
        variable, value = found
        rest = tuple(substitute(other, {variable: value}) for other in hypotheses if other != hypothesis)
        return with_values(tuple(dict.fromkeys(rest)), substitute(conclusion, {variable: value}))
    return hypotheses, conclusion


def _given(formula: Formula) -> tuple[Variable, Lambda] | None:
    """The vector and what its entries are, where the formula says ∀k: yₖ = (a choice between numbers)."""
    if not isinstance(formula, ForAll) or isinstance(formula.over, tuple) or not isinstance(formula.body, Equal):
        return None
    sides = (formula.body.left, formula.body.right)
    for entry, value in (sides, sides[::-1]):
        if not (isinstance(entry, Entry) and isinstance(entry.array, Variable) and isinstance(value, Choose)):
            continue
        bound = entry.indices
        if len(bound) == 1 and not free_variables(bound[0]) and bound[0].loose and _is_chosen(value):
            return entry.array, Lambda((formula.over,), value)
    return None


def _is_chosen(term: Term) -> bool:
    """Whether a term is made of numbers and choices between them, so that it is defined everywhere."""
    match term:
        case Number():
            return True
        case Choose():
            return _is_chosen(term.equal) and _is_chosen(term.distinct)
        case Add():
            return all(map(_is_chosen, term.terms))
        case Multiply():
            return all(map(_is_chosen, term.factors))
    return False
