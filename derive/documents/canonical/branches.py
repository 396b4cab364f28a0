"""Choices by a condition, as the reader builds them: of two indices, of two numbers, of a value from a finite set."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from derive.documents.canonical.page import Page
from derive.kernel.terms import (
    ONE,
    Add,
    Choose,
    Entry,
    Index,
    IndexNumber,
    Multiply,
    Number,
    Step,
    Term,
    Variable,
    negative,
)


@dataclass(frozen=True)
class Branch:
    """``holds`` where two indices are the same, or where the comparison of two numbers is true; else ``fails``.

    ``is_listed`` where it tests for one of the values that a hypothesis lists."""

    holds: Term
    fails: Term
    indices: tuple[Index, ...]
    compared: tuple[Term, str, Term]
    is_listed: bool = False


Comparison = tuple[Term, str, Term]
_NOTHING: Comparison = (ONE, "", ONE)


def branch(node: Term, page: Page) -> Branch | None:
    """The choice that a term is; None for any other term, and for a choice that no notation says."""
    if isinstance(node, Choose):
        is_sized = not all(isinstance(index, IndexNumber) for index in (node.left, node.right))
        if not is_sized and (len(page.sizes) > 1 or isinstance(node.left.size, int)):
            return None
        return Branch(node.equal, node.distinct, (node.left, node.right), _NOTHING)
    weighted = _weighted(node)
    if weighted is None:
        return None
    weight, holds, fails = weighted
    compared = comparison(weight, page)
    if compared is None:
        return None
    return Branch(holds, fails, (), compared, compared[1] == "=" and _is_finite(compared[0], page))


def _weighted(node: Term) -> tuple[Term, Term, Term] | None:
    """w, a and b, where a term is w a + (1 − w) b."""
    match node:
        case Add(terms=(Multiply(factors=(weight, holds)), Multiply(factors=(rest, fails)))):
            if rest == Add((ONE, negative(weight))):
                return weight, holds, fails
    return None


def comparison(weight: Term, page: Page) -> Comparison | None:
    """The comparison that is true where a term is 1 and false where it is 0."""
    match weight:
        case Step(argument=Add(terms=(right, Multiply(factors=(Number(value=sign), left))))) if sign == -1:
            return left, r"\le", right
        case Step(argument=Multiply(factors=(Number(value=sign), Add(terms=(right, difference))))) if sign == -1:
            return _greater(right, difference)
        case Multiply(factors=(Step(argument=one), Step(argument=other))) if other == negative(one):
            found = comparison(Step(one), page)
            return (found[0], "=", found[2]) if found and not _is_finite(found[0], page) else None
        case Multiply(factors=(Number(), Add(terms=(Entry(array=Variable() as array) as entry, _)), *_)):
            return _one_of(weight, entry, array, page)
    return None


def _greater(right: Term, difference: Term) -> Comparison | None:
    """left ≥ right, where the difference is −left."""
    match difference:
        case Multiply(factors=(Number(value=sign), left)) if sign == -1:
            return left, r"\ge", right
    return None


def _is_finite(node: Term, page: Page) -> bool:
    return isinstance(node, Entry) and node.array in page.finite


def _one_of(weight: Multiply, entry: Entry, array: Variable, page: Page) -> Comparison | None:
    """entry = a, where the weight is the polynomial that is 1 at a and 0 at the other values of the variable."""
    values = page.finite.get(array, ())
    for value in values:
        if value.denominator == 1 and _polynomial(entry, value, values) == weight:
            return entry, "=", Number(value)
    return None


def _polynomial(entry: Entry, point: Fraction, values: tuple[Fraction, ...]) -> Term:
    factors: list[Term] = []
    for other in values:
        if other != point:
            factors += [Number(Fraction(1) / (point - other)), Add((entry, Number(-other)))]
    return Multiply(tuple(factors))
