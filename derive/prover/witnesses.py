"""Existence, by a value: the values that are tried are those that the relations of the goal are solved for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from derive.kernel import rules
from derive.kernel.terms import (
    And,
    Bound,
    Different,
    Entry,
    Equal,
    Exists,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexNumber,
    IndexVariable,
    KernelError,
    Lambda,
    Node,
    Power,
    Relation,
    Size,
    Term,
    Variable,
    close_body,
    free_variables,
    fresh_name,
    number,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.language.order import factors_of, product_of, sum_of, terms_of

MOST = 8
"""So many values are tried."""

MINUS_ONE = number(-1)


def by_value(goal: Exists, given: tuple[Formula, ...], prove: Callable[[Formula], Theorem]) -> Theorem:
    """There is such a value: the first of the candidates that is proved to be one."""
    for value in islice(dict.fromkeys(candidates(goal, given)), MOST):
        try:
            return rules.exhibit(goal, value, prove(open_body(goal.body, (value,))))
        except KernelError:
            continue
    raise KernelError("prover: no value that the goal is solved for is proved to be one")


def candidates(goal: Exists, given: tuple[Formula, ...]) -> Iterator[Bound]:
    """Indices, for an index; for a number or a vector, the solutions of the relations of the goal."""
    over = goal.over
    if not isinstance(over, tuple):
        yield from indices(over, (goal, *given))
        return
    unknown = Variable(fresh_name("v", goal, *given), over)
    place = IndexVariable(fresh_name("k", goal, *given), over[0]) if over else None

    def places(size: Size) -> Iterator[Index]:
        if place is None:
            yield from indices(size, (goal, *given))
        elif size == place.size:
            yield place

    if len(over) > 1:
        return
    entry = Entry(unknown, (place,) if place is not None else ())
    for relation in relations(open_body(goal.body, (unknown,)), places):
        for value in solutions(relation, entry):
            yield Lambda(over, close_body(value, (place,) if place is not None else ()))


def indices(size: Size, nodes: tuple[Node, ...]) -> Iterator[Index]:
    """The indices over a size of which is spoken, and the first."""
    free = {one for node in nodes for one in free_variables(node) if isinstance(one, IndexVariable)}
    yield from sorted((one for one in free if one.size == size), key=lambda one: one.key)
    yield IndexNumber(1, size)


def relations(formula: Formula, places: Callable[[Size], Iterator[Index]]) -> Iterator[Relation]:
    """The relations that a formula is made of, each at some places of the indices over which it is quantified."""
    match formula:
        case Relation():
            yield formula
        case And():
            for part in formula.parts:
                yield from relations(part, places)
        case Implies():
            yield from relations(formula.right, places)
        case ForAll(over=str() | int() as size):
            for place in places(size):
                yield from relations(open_body(formula.body, (place,)), places)


def solutions(relation: Relation, unknown: Entry) -> Iterator[Term]:
    """The value at which the sides of a relation are equal, where the unknown stands in one term of their difference,
    as one of its factors; a value beside it where they are to be unequal."""
    parts = [*terms_of(relation.left), *(product_of([MINUS_ONE, part]) for part in terms_of(relation.right))]
    with_unknown = [part for part in parts if unknown.array in free_variables(part)]
    if len(with_unknown) != 1:
        return
    factors = factors_of(with_unknown[0])
    rest = [factor for factor in factors if factor != unknown]
    if len(rest) != len(factors) - 1 or any(unknown.array in free_variables(factor) for factor in rest):
        return
    others = sum_of([part for part in parts if part is not with_unknown[0]])
    divisor = [Power(factor, MINUS_ONE) for factor in rest if factor != MINUS_ONE]
    sign = [MINUS_ONE] if rest.count(MINUS_ONE) % 2 == 0 else []
    value = product_of([*sign, others, *divisor])
    if isinstance(relation, Equal):
        yield value
    elif isinstance(relation, Different):
        yield sum_of([value, number(1)])
    else:
        yield from (value, sum_of([value, number(1)]), sum_of([value, MINUS_ONE]))
