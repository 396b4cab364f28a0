"""The sides of a chain, parsed; those of a list with dots become one chain for every index."""

from __future__ import annotations

from derive.documents.directives.attempt import Attempt
from derive.documents.directives.ranges import IndexRange
from derive.documents.errors import refusal
from derive.documents.grammar import dots, syntax
from derive.documents.grammar.chains import Chain, is_dots, order_unclear
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
    """What the sides of the chain say, and the range of the index that dots stand for. Dots in a chain of equations are
    what stands around them, for every index: ``z_1 = \\dots = z_K`` says that z_1 is each z_k, and each the last."""
    sides = _between([None if is_dots(side) else attempt.parse(side, chain.at) for side in chain.sides], chain, attempt)
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
    letter = unused(pattern, attempt)
    return [dots.with_letter(side, letter) for side in pattern], IndexRange((letter,), last, (), chain.at)


def _between(sides: list[Expression | None], chain: Chain, attempt: Attempt) -> list[Expression]:
    """The sides, with what dots stand for in their places: the sides around them at any index."""
    found: list[Expression] = []
    for position, side in enumerate(sides):
        if side is not None:
            found.append(side)
            continue
        if chain.relations[position - 1].name != "=":
            raise order_unclear(chain.sides[position][0].start)
        attempt.spelled(chain.sides[position])
        after = sides[position + 1]
        pattern = None if after is None or attempt.scope.first_index() != 1 else _of_chain(found, after)
        if pattern is None:
            raise DOTS(
                "the sides around these dots do not differ by an index that runs from 1, or from 1 and 2, to a size: "
                "write the equation for every index",
                chain.sides[position][0].start,
            )
        found.append(dots.with_letter(pattern, unused([side for side in sides if side is not None], attempt)))
    return found


def _of_chain(before: list[Expression], after: Expression) -> Expression | None:
    """The pattern of which the sides before dots are the first ones, and what follows is the last; None where they show
    none."""
    found = common_of(before, after)
    return None if found is None else found[1]


def common_of(before: list[Expression], after: Expression) -> tuple[int, Expression, Expression] | None:
    """How many of the sides before dots are instances of one pattern, as is what follows; the pattern, and the index of
    the last instance. None where they show none."""
    for count in (2, 1):
        found = dots.common(before[-count], after) if len(before) >= count else None
        if found is None or isinstance(found[1], syntax.Numeral):
            continue
        if count == 1 or dots.spelled(dots.at_two(found[0])) == dots.spelled(before[-1]):
            return count, *found
    return None


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


def unused(sides: list[Expression], attempt: Attempt) -> str:
    """A letter for the index that stands nowhere in the document: the formula, or what is assumed of it here, may have
    any of the others."""
    used = set().union(attempt.scope.collected.letters(), *(side.names for side in sides))
    candidates = (letter + "'" * primes for primes in range(50) for letter in "kijlmnabcdrstuvw")
    return next(letter for letter in candidates if letter not in used)
