r"""A hypothesis that orders the entries of a vector: ``z_1 \ge z_2 \ge \dots \ge z_K``, ``p_1 > \dots > p_n > 0``."""

from __future__ import annotations

import re

from derive.documents.directives.attempt import Attempt
from derive.documents.directives.sides import DOTS, common_of, unused
from derive.documents.grammar import dots
from derive.documents.grammar.chains import Chain, is_dots, order_unclear
from derive.documents.grammar.syntax import Condition, Expression
from derive.documents.meaning.chains_of_order import InOrder
from derive.documents.meaning.context import Context
from derive.documents.meaning.letters import size_of
from derive.documents.meaning.registry import elaborate
from derive.documents.meaning.said import Said
from derive.documents.meaning.symbols import IndexSymbol


def is_order(chain: Chain) -> bool:
    """Whether dots stand between inequalities."""
    between = [k for k, side in enumerate(chain.sides) if chain.relations and is_dots(side)]
    return any(chain.relations[k - 1].name != "=" for k in between)


def order_of(chain: Chain, attempt: Attempt) -> tuple[Said, list[Condition]]:
    """What the chain says of the order of the entries, and the relations that stand before and behind it. Raises
    Unreadable where what stands around the dots shows no pattern."""
    places = [k for k, side in enumerate(chain.sides) if is_dots(side)]
    at = chain.sides[places[0]][0].start
    if len(places) > 1 or chain.conditions or chain.dotted or attempt.scope.first_index() != 1:
        raise order_unclear(at)
    place = places[0]
    attempt.spelled(chain.sides[place])
    nodes = [None if k == place else attempt.parse(side, chain.at) for k, side in enumerate(chain.sides)]
    before, after = [node for node in nodes[:place] if node is not None], nodes[place + 1]
    found = None if after is None else common_of(before, after)
    if found is None:
        raise DOTS(
            "the sides around these dots do not differ by an index that runs from 1, or from 1 and 2, to a size: "
            "write the inequality for every index",
            at,
        )
    count, pattern, last = found
    if count == 1 and len(before) > 1 and _up_to_numbers(before[-2]) == _up_to_numbers(before[-1]):
        raise order_unclear(at)  # as x_2 before x_1: where the chain begins is not clear
    relations = chain.relations[place - count : place + 1]
    if len({relation.name for relation in relations}) != 1:
        raise order_unclear(at)
    sides = [node for node in nodes if node is not None]
    said = _in_order(pattern, last, relations[0].name, unused(sides, attempt), Context(attempt.scope, True), at)
    rest = [
        Condition(relation.at, relation.name, left, right)
        for k, (relation, left, right) in enumerate(zip(chain.relations, nodes, nodes[1:], strict=False))
        if not place - count <= k <= place and left is not None and right is not None
    ]
    return said, rest


def _up_to_numbers(side: Expression) -> str:
    return re.sub(r"\d+", "#", dots.spelled(side))


def _in_order(pattern: Expression, last: Expression, relation: str, letter: str, context: Context, at: int) -> InOrder:
    symbol = IndexSymbol(letter, size_of(last, context))
    value = elaborate(dots.with_letter(pattern, letter), context.inner({letter: symbol.value()}))
    if value.sizes or context.free:
        raise order_unclear(at)
    return InOrder(symbol, value, relation in (">", ">="), relation in (">", "<"), at)
