"""The sides of a chain, parsed; those of a list with dots become one chain for every index."""

from __future__ import annotations

from derive.documents.directives.attempt import Attempt
from derive.documents.directives.ranges import IndexRange
from derive.documents.errors import refusal
from derive.documents.grammar import dots, syntax
from derive.documents.grammar.chains import Chain
from derive.documents.grammar.syntax import Expression

DOTS = refusal(
    "D315",
    "dots between formulas that show no pattern",
    """A list with dots stands for one formula for every index. That can be told where the formulas differ by an index
    that runs from 1 to a size, and have the same relations: 'p_1 = q_1, \\dots, p_K = q_K'. Otherwise write one of them
    with its index.""",
    (r"p_1 = q_1, \dots, p_3 = q_2", r"let $p \in \mathbb{R}^K$, $q \in \mathbb{R}^K$"),
    (r"p_1 = p_1 + 0, \dots, p_K = p_K + 0", r"let $p \in \mathbb{R}^K$"),
)


def sides_of(chain: Chain, attempt: Attempt) -> tuple[list[Expression], IndexRange | None]:
    """What the sides of the chain say, and the range of the index that dots stand for."""
    sides = [attempt.parse(side, chain.at) for side in chain.sides]
    if not chain.dotted:
        return sides, None
    names = [relation.name for relation in chain.relations]
    others = [[attempt.parse(side, other.at) for side in other.sides] for other in chain.dotted]
    if any([relation.name for relation in other.relations] != names for other in chain.dotted):
        raise DOTS("the formulas beside these dots have other relations: write them apart", chain.at)
    pattern, last = _pattern(sides, others)
    if last is None:
        raise DOTS(
            "the formulas beside these dots do not differ by an index that runs from 1 to a size: write one of them "
            "with its index",
            chain.at,
        )
    letter = _unused(pattern)
    return [dots.with_letter(side, letter) for side in pattern], IndexRange((letter,), last, (), chain.at)


def _pattern(first: list[Expression], others: list[list[Expression]]) -> tuple[list[Expression], Expression | None]:
    """The sides with an index that runs from 1 to a size, and this size; what does not change stays as it is."""
    sides: list[Expression] = []
    last: Expression | None = None
    for position, side in enumerate(first):
        end = others[-1][position]
        if dots.spelled(side) == dots.spelled(end):
            sides.append(side)
            continue
        found = dots.common(side, end)
        if found is None or isinstance(found[1], syntax.Numeral):
            return [], None
        if last is not None and dots.spelled(last) != dots.spelled(found[1]):
            return [], None
        last = found[1]
        sides.append(found[0])
    for other in others[:-1]:
        if [dots.spelled(dots.at_two(side)) for side in sides] != [dots.spelled(side) for side in other]:
            return [], None
    return sides, last


def _unused(sides: list[Expression]) -> str:
    """A letter for the index, that the formula does not use."""
    used = set().union(*(side.names for side in sides))
    return next(letter for letter in "kijlmnabcdrstuvw" if letter not in used)
