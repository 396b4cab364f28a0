"""Statements with their outer quantifiers and implications opened: what is left is a matter of points."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from derive.kernel.terms import (
    And,
    BoundIndex,
    Entry,
    Equal,
    Exists,
    ForAll,
    Formula,
    Implies,
    IndexVariable,
    Lambda,
    Not,
    Or,
    Size,
    Variable,
    free_variables,
    open_body,
    substitute,
)
from derive.language.statement import Statement
from derive.measure.ground.ground import bound_name


def open_statement(statement: Statement) -> tuple[Statement, ...]:
    """Statements without outer ∀, → or "and" that hold together exactly when the given one does.

    What a quantifier bound becomes a free variable (arrays: w, w2, …; indices: i, j, …), a premise
    becomes a hypothesis, a denied existence a denial for every value."""
    formulas = (*statement.hypotheses, statement.conclusion)
    taken = {variable.name for formula in formulas for variable in free_variables(formula)}
    hypotheses: list[Formula] = []
    for hypothesis in statement.hypotheses:
        hypotheses.extend(_opened_hypothesis(hypothesis, taken))
    return tuple(_opened(tuple(hypotheses), statement.conclusion, taken))


def without_definitions(statement: Statement) -> Statement:
    """The statement with every array for which a hypothesis gives an explicit formula replaced by that formula
    (of which the hypothesis then only says that it is defined)."""
    position = 0
    while position < len(statement.hypotheses):
        found = _definition(statement.hypotheses[position])
        if found is not None:
            variable, meaning = found
            hypotheses = [substitute(formula, {variable: meaning}) for formula in statement.hypotheses]
            statement = Statement(tuple(hypotheses), substitute(statement.conclusion, {variable: meaning}))
        position += 1
    return statement


def _definition(hypothesis: Formula) -> tuple[Variable, Lambda] | None:
    """The variable that c = … or ∀k: q_k = … defines, and its meaning."""
    axes: tuple[Size, ...] = ()
    equation = hypothesis
    if isinstance(hypothesis, ForAll) and not isinstance(hypothesis.over, tuple):
        axes, equation = (hypothesis.over,), hypothesis.body
    if not isinstance(equation, Equal):
        return None
    for side, other in ((equation.left, equation.right), (equation.right, equation.left)):
        if not isinstance(side, Entry) or side.indices != tuple(BoundIndex(0, size) for size in axes):
            continue
        if isinstance(side.array, Variable) and side.array not in free_variables(other):
            return side.array, Lambda(axes, other)
    return None


def _opened(hypotheses: tuple[Formula, ...], conclusion: Formula, taken: set[str]) -> Iterator[Statement]:
    match conclusion:
        case ForAll():
            yield from _opened(hypotheses, _instance(conclusion, taken), taken)
        case Implies():
            more = _opened_hypothesis(conclusion.left, taken)
            yield from _opened((*hypotheses, *more), conclusion.right, taken)
        case And():
            for part in conclusion.parts:
                yield from _opened(hypotheses, part, set(taken))
        case Not(Exists() as denied):
            yield from _opened(hypotheses, Not(_instance(denied, taken)), taken)
        case Not(Or() as choice):
            for part in choice.parts:
                yield from _opened(hypotheses, Not(part), set(taken))
        case Not(Not() as inner):
            yield from _opened(hypotheses, inner.formula, taken)
        case _:
            yield Statement(hypotheses, conclusion)


def _opened_hypothesis(hypothesis: Formula, taken: set[str]) -> list[Formula]:
    if isinstance(hypothesis, And):
        return [inner for part in hypothesis.parts for inner in _opened_hypothesis(part, taken)]
    if isinstance(hypothesis, Exists):
        return _opened_hypothesis(_instance(hypothesis, taken), taken)
    return [hypothesis]


def _instance(quantified: ForAll | Exists, taken: set[str]) -> Formula:
    """The body for a new free variable."""
    if isinstance(quantified.over, tuple):
        name = bound_name(taken)
        taken.add(name)
        return open_body(quantified.body, [Variable(name, quantified.over)])
    name = next(name for name in _index_names() if name not in taken)
    taken.add(name)
    return open_body(quantified.body, [IndexVariable(name, quantified.over)])


def _index_names() -> Iterator[str]:
    yield from "ijklm"
    yield from (f"i{number}" for number in itertools.count(2))
