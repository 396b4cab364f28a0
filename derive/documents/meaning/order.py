r"""Indices in an order: sums and products up to an index, the index before another one, and the number of an index.

The kernel knows no order of indices. What a formula says of one is built with three marks, and
:mod:`derive.documents.meaning.windows` puts statements without marks in the place of each that has some."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from derive.documents.grammar import syntax
from derive.documents.grammar.forms.big_operators import running_letter
from derive.documents.grammar.syntax import Expression
from derive.documents.meaning import typed
from derive.documents.meaning.context import Context
from derive.documents.meaning.marks import (
    AT_LEAST,
    AT_MOST,
    NUMBER,
    PLACE,
    bound_neighbour,
    neighbour_of,
    not_understood,
)
from derive.documents.meaning.registry import index
from derive.documents.meaning.scope import Scope
from derive.documents.meaning.shapes import Environment, IndexValue, Value, build, build_index
from derive.kernel.terms import (
    Add,
    Entry,
    Index,
    IndexNumber,
    IndexVariable,
    LastIndex,
    Multiply,
    Power,
    Product,
    SizeValue,
    Sum,
    Term,
    Variable,
    close_body,
    number,
    subtract,
)


def is_running_index(key: str, context: Context) -> bool:
    """Whether a letter is an index that sums run up to, here: its number is meant where it stands as a value."""
    return context.scope.is_running(key) and context.is_index(key)


def number_of(place: IndexValue, more: int, is_running: bool = False) -> Value:
    """The number of an index, counted from 1, and what is added to it; it may be one that sums run up to."""
    return Value((), typed.PlaceNumber(place, more, is_running))


def neighbour(node: syntax.Total, context: Context) -> IndexValue | None:
    """The index t - 1 or t + 1 of an index t; None for anything else."""
    match node.terms:
        case ((1, syntax.Name(key=key) as letter), (1 | -1 as sign, syntax.Numeral(decimals=0, value=distance))):
            if context.is_index(key) or not context.scope.is_size(key):
                base = index(letter, context)
                return IndexValue(base.size, typed.Neighbour(base, sign * int(distance), node.at))
    return None


@dataclass(frozen=True)
class Ends:
    """An index that runs from, or up to, another index of the formula."""

    binder: syntax.Binder
    first: IndexValue | None
    last: IndexValue | None


def ends_given(node: syntax.Big, context: Context) -> Ends | None:
    r"""``\sum_{j < i} x_j`` where i is an index of the formula: the sum over all j before it. None where both are
    summed over, or may be: where what is summed has i, too, which is no entry that a definition gives."""
    if len(node.binders) != 2:
        return None
    high, low = node.binders
    for given, own in ((high, low), (low, high)):
        is_entry = given.letter in context.given and own.letter not in context.given
        is_outside = given.letter not in node.body.names and context.is_index(given.letter)
        is_summed = own.letter in node.body.names or not context.is_index(own.letter)
        if is_entry or (is_outside and is_summed):
            end = context.index_letter(given.letter, given.at)
            if not low.or_equal:
                end = IndexValue(end.size, typed.Neighbour(end, -1 if given is high else 1, given.at))
            binder = dataclasses.replace(own, below=None, bound=high.bound)
            return Ends(binder, None, end) if given is high else Ends(binder, end, None)
    return None


def ordered_letters(node: object) -> set[str]:
    """The letters below a sum or product over an order of two indices."""
    own: set[str] = set()
    if isinstance(node, syntax.Big) and any(binder.below is not None for binder in node.binders):
        own = {binder.letter for binder in node.binders}
    return own.union(*map(ordered_letters, syntax.parts_of(node)))


def ends_of(binder: syntax.Binder, context: Context) -> Ends:
    r"""The ends of ``\sum_{s=1}^t`` or ``\sum_{k=t}^T``."""
    first, last = (None if end is None else index(end, context) for end in (binder.first, binder.last))
    return Ends(binder, first, last)


@build_index.register
def _neighbour(form: typed.Neighbour, environment: Environment) -> Index:
    return moved(form.of.build(environment), form.distance, form.at)


def moved(place: Index, distance: int, at: int) -> Index:
    """The index so many places behind another one. Raises Unreadable for what has no such neighbour."""
    if isinstance(place, IndexVariable) and (not place.arguments or bound_neighbour(place) is not None):
        return neighbour_of(place, distance)
    if isinstance(place, IndexNumber) and place.value + distance >= 1:
        return IndexNumber(place.value + distance, place.size)
    raise not_understood("this index has no neighbour that is known: write an index by a letter", at)


@build.register
def _place_number(form: typed.PlaceNumber, environment: Environment, indices: tuple[Index, ...]) -> Term:
    place = form.place.build(environment)
    own: Term
    match place:
        case IndexNumber(value=value) if not form.is_running:
            own = number(value)
        case LastIndex(size=size) if not form.is_running:
            own = SizeValue(size)
        case _:
            is_bound = isinstance(place, IndexVariable) and place.name.startswith("#")
            own = Entry(Variable(PLACE if form.is_running and not is_bound else NUMBER, (place.size,)), (place,))
    if form.more < 0:
        return subtract(own, number(-form.more))
    return Add((own, number(form.more))) if form.more else own


@build.register
def _up_to(form: typed.UpTo, environment: Environment, indices: tuple[Index, ...]) -> Term:
    bound = environment.index(form.letter.size)
    term = form.body.build(environment.with_index(form.letter, bound), indices)
    for mark, end in ((AT_LEAST, form.first), (AT_MOST, form.last)):
        if end is not None:
            inside = Entry(Variable(mark, (bound.size, bound.size)), (bound, end.build(environment)))
            term = Multiply((inside, term)) if form.operator == "sum" else Power(term, inside)
    return (Sum if form.operator == "sum" else Product)(bound.size, close_body(term, (bound,)))


def is_condition_on_place(left: Expression, right: Expression, scope: Scope) -> bool:
    """Whether a relation is between the number of an index that sums run up to, and a number or size."""
    sides = [running_letter(side) for side in (left, right)]
    running = [letter is not None and scope.is_running(letter) for letter in sides]
    plain = [
        isinstance(side, syntax.Numeral) or (letter is not None and scope.is_size(letter))
        for side, letter in zip((left, right), sides, strict=True)
    ]
    return any(running) and all(one or other for one, other in zip(running, plain, strict=True))
