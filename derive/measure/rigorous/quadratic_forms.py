"""Quadratic forms at an instance: whether one is at least 0, or positive, for every vector, decided exactly.

f(v) = vᵀQv + bᵀv + c is at least 0 for every v exactly when the symmetric matrix with the blocks Q, b/2, c is positive
semidefinite, which elimination with rational numbers tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import cast

from derive.measure.ground.ground import Ground, GroundFormula, Place
from derive.work import count

Quadratic = dict[tuple[Place, ...], Fraction]
"""A polynomial in the entries of one array: its coefficients, by at most two places."""

ExactValue = Callable[[Ground], "Fraction | None"]


class NotQuadratic(Exception):
    """A term is no quadratic polynomial with rational coefficients in an array."""


def holds_for_all(formula: GroundFormula, exact: ExactValue) -> bool | None:
    """Whether ∀v: 0 ≤ f(v), or ∀v ≠ 0: 0 < f(v), holds for a quadratic polynomial f, where the formula is of such a
    form; else None."""
    (body,) = formula.parts
    positive = body.kind == "Implies" and (
        is_not_zero(body.parts[0], formula) or has_length(body.parts[0], formula, exact)
    )
    if positive:
        body = body.parts[1]
    if body.kind not in ("Less", "LessEqual") or body.left is None or body.right is None:
        return None
    try:
        left, right = (quadratic(side, formula.name, exact) for side in (body.left, body.right))
    except (NotQuadratic, RecursionError):
        return None
    difference = combined(right, left, Fraction(-1))
    if positive:
        places = sorted({place for monomial in difference for place in monomial})
        form = any(len(monomial) != 2 for monomial in difference)
        missing = len(places) < number_of_entries(formula)
        definite = pivots(matrix_of(difference, places, constant=False))
        if form or body.kind != "Less":
            return None
        return definite is not None and 0 not in definite and not missing
    places = sorted({place for monomial in difference for place in monomial})
    found = pivots(matrix_of(difference, places, constant=True))
    if found is None:
        return False
    if body.kind == "LessEqual":
        return True
    return True if 0 not in found else None


def has_length(formula: GroundFormula, quantified: GroundFormula, exact: ExactValue) -> bool:
    """Whether a formula says 0 < Σ v² of what a quantifier binds, which is so where it is not 0."""
    if formula.kind != "Less" or formula.left is None or formula.right is None:
        return False
    try:
        left, right = (quadratic(side, quantified.name, exact) for side in (formula.left, formula.right))
    except (NotQuadratic, RecursionError):
        return False
    squares = combined(right, left, Fraction(-1))
    are_squares = all(len({*places}) == 1 and len(places) == 2 and value > 0 for places, value in squares.items())
    return are_squares and len(squares) == number_of_entries(quantified)


def is_not_zero(formula: GroundFormula, quantified: GroundFormula) -> bool:
    """Whether a formula says that some entry of what a quantifier binds is not 0."""
    parts = formula.parts if formula.kind == "Or" else (formula,)
    named = set()
    for part in parts:
        if part.kind != "Different" or part.left is None or part.right is None:
            return False
        sides = sorted((part.left, part.right), key=lambda side: side.operation)
        if [side.operation for side in sides] != ["number", "value"] or sides[0].data != 0:
            return False
        name, place = cast("tuple[str, Place]", sides[1].data)
        if name != quantified.name:
            return False
        named.add(place)
    return len(named) == number_of_entries(quantified)


def number_of_entries(quantified: GroundFormula) -> int:
    """How many entries the array has that a quantifier binds."""
    entries = 1
    for axis in quantified.axes:
        entries *= axis
    return entries


def quadratic(node: Ground, name: str, exact: ExactValue) -> Quadratic:
    """A term as a polynomial in the entries of the array of this name; raises NotQuadratic."""
    match node.operation:
        case "value" if cast("tuple[str, Place]", node.data)[0] == name:
            return {(cast("tuple[str, Place]", node.data)[1],): Fraction(1)}
        case "add":
            total: Quadratic = {}
            for part in node.parts:
                total = combined(total, quadratic(part, name, exact), Fraction(1))
            return total
        case "multiply":
            return product_of([quadratic(part, name, exact) for part in node.parts])
        case "power" if node.parts[1].operation == "number" and node.parts[1].data in (1, 2):
            return product_of([quadratic(node.parts[0], name, exact)] * int(cast(Fraction, node.parts[1].data)))
    value = None if mentions(node, name) else exact(node)
    if value is None:
        raise NotQuadratic
    return {(): value} if value else {}


def mentions(node: Ground, name: str) -> bool:
    """Whether an entry of the array of this name occurs in a term."""
    if node.operation == "value" and cast("tuple[str, Place]", node.data)[0] == name:
        return True
    return any(mentions(part, name) for part in node.parts)


def combined(first: Quadratic, second: Quadratic, factor: Fraction) -> Quadratic:
    """first + factor · second."""
    count(len(second))
    total = dict(first)
    for monomial, value in second.items():
        total[monomial] = total.get(monomial, Fraction(0)) + factor * value
    return {monomial: value for monomial, value in total.items() if value}


def product_of(factors: Sequence[Quadratic]) -> Quadratic:
    """The product, where its degree is at most 2."""
    total: Quadratic = {(): Fraction(1)}
    for factor in factors:
        count(len(total) * len(factor))
        following: Quadratic = {}
        for first, value in total.items():
            for second, other in factor.items():
                monomial = tuple(sorted((*first, *second)))
                if len(monomial) > 2:
                    raise NotQuadratic
                following[monomial] = following.get(monomial, Fraction(0)) + value * other
        total = {monomial: value for monomial, value in following.items() if value}
    return total


def matrix_of(polynomial: Quadratic, places: Sequence[Place], constant: bool) -> list[list[Fraction]]:
    """The symmetric matrix of a polynomial, with a last row and column for its linear part and its constant."""
    order: list[tuple[Place, ...]] = [(place,) for place in places] + ([()] if constant else [])
    matrix = []
    for first in order:
        row = []
        for second in order:
            value = polynomial.get(tuple(sorted((*first, *second))), Fraction(0))
            row.append(value if first == second else value / 2)
        matrix.append(row)
    return matrix


def pivots(matrix: Sequence[Sequence[Fraction]]) -> list[Fraction] | None:
    """The pivots of a positive semidefinite symmetric matrix, all positive where it is definite; None for any other."""
    rows = [list(row) for row in matrix]
    found = []
    for k in range(len(rows)):
        pivot = rows[k][k]
        if pivot < 0 or (pivot == 0 and any(rows[k][k + 1 :])):
            return None
        found.append(pivot)
        count((len(rows) - k) * len(rows))
        for row in range(k + 1, len(rows) if pivot else k + 1):
            scale = rows[row][k] / pivot
            rows[row] = [entry - scale * other for entry, other in zip(rows[row], rows[k], strict=True)]
    return found
