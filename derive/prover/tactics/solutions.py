"""Solutions of linear equations: a vector v = B c, where B is the inverse of M, is the solution of M v = c.

A goal in which such a vector stands is proved for every v with M v = c; what it says of c, and of the form vᵀ M v, is
seen then without the inverse. For vᵀ B v this is B = B M B of a matrix (R. A. Horn, C. R. Johnson, Matrix Analysis,
2nd ed., Cambridge 2013, 7.1)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import polynomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    BoundIndex,
    BoundVariable,
    Entry,
    Equal,
    ForAll,
    Formula,
    Index,
    IndexVariable,
    KernelError,
    Lambda,
    Multiply,
    Node,
    Relation,
    Sum,
    Term,
    Variable,
    close_body,
    entry,
    free_variables,
    fresh_name,
    negative,
    number,
    rebuild,
    subnodes,
    substitute,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.language.inverses import Inverse, inverses
from derive.language.logic import suppose
from derive.lemmas.terms import Order
from derive.prover.goal import Search
from derive.prover.tactic import tactic
from derive.prover.tactics.contractions import contractions, rewritten

MOST_VECTORS = 2
"""So many vectors are tried, the longest first."""


@tactic("solutions", cost=87, deepest=0)
def by_solutions(goal: Relation, search: Search) -> Theorem | None:
    """The goal for every solution v of M v = c in the place of B c, and then for that one."""
    for one in inverses(search.given):
        for vector in vectors(goal, one)[:MOST_VECTORS]:
            with suppress(KernelError, NeedsCase):
                theorem = with_solution(goal, one, vector, search)
                if theorem is not None:
                    return theorem
    return None


def vectors(goal: Relation, one: Inverse) -> list[Lambda]:
    """The sums in a goal that are vectors made with the inverse, the longest first."""
    found: dict[Lambda, None] = {}
    for part, place in sums_with_one_index(goal):
        if one.inverse in free_variables(part) and place.size == one.row.size:
            found.setdefault(vector_of(part, place))
    return sorted(found, key=lambda vector: (-len(vector.key), vector.key))


def sums_with_one_index(goal: Node) -> Iterator[tuple[Sum, Index]]:
    """The sums in a goal that depend on one index around them, with this index as it stands there."""
    found: list[tuple[Sum, Index]] = []

    def look(part: Node, depth: int) -> Node | None:
        place = only_index(part) if isinstance(part, Sum) else None
        if isinstance(part, Sum) and place is not None:
            found.append((part, place))
        return None

    rebuild(goal, look)
    yield from found


def only_index(part: Term) -> Index | None:
    """The only index on which a term depends that is not bound in it; a number of binders that are around the term for
    one of these."""
    found: set[Index] = set()
    others = False

    def look(inner: Node, depth: int) -> Node | None:
        nonlocal others
        if isinstance(inner, BoundIndex) and inner.level >= depth:
            found.add(BoundIndex(inner.level - depth, inner.size))
        elif isinstance(inner, IndexVariable):
            found.add(inner)
        elif isinstance(inner, BoundVariable) and inner.level >= depth:
            others = True
        return None

    rebuild(part, look)
    return next(iter(found)) if len(found) == 1 and not others else None


def vector_of(part: Term, place: Index) -> Lambda:
    """The vector of which a term is the entry at an index."""
    hole = IndexVariable("·h", place.size)

    def change(inner: Node, depth: int) -> Node | None:
        if isinstance(inner, BoundIndex) and isinstance(place, BoundIndex):
            return hole if inner.level - depth == place.level else None
        return hole if inner == place else None

    return Lambda((place.size,), close_body(rebuild(part, change), (hole,)))


def with_variable(goal: Relation, vector: Lambda, variable: Variable) -> Relation:
    """The goal with a variable in the place of a vector."""

    def change(part: Node, depth: int) -> Node | None:
        place = only_index(part) if isinstance(part, Sum) else None
        if isinstance(part, Sum) and place is not None and vector_of(part, place) == vector:
            return Entry(variable, (place,))
        return None

    return rebuild(goal, change)


def with_solution(goal: Relation, one: Inverse, vector: Lambda, search: Search) -> Theorem | None:
    """The goal for all v with M v = c, and so for v = B c."""
    given = search.given
    row, column = (IndexVariable(fresh_name(letter, goal, *given), one.row.size) for letter in ("r", "c"))
    here = entry(vector, (column,))
    on_the_left = any(isinstance(part, Entry) and part.array == one.inverse and part.indices[0] == column
                      for part in subnodes(here))  # fmt: skip
    matrix = one.matrix(row, column) if on_the_left else one.matrix(column, row)

    def image(term: Term) -> Term:
        return Sum(column.size, close_body(Multiply((matrix, term)), (column,)))

    right = value_of(image(here), one, search)
    proved = contractions(Equal(image(here), right), search) if right is not None else None
    if right is None or proved is None:
        return None
    variable = Variable(fresh_name("s", goal, *given), vector.sizes)
    inner = with_variable(goal, vector, variable)
    said = ForAll(row.size, close_body(Equal(image(Entry(variable, (column,))), right), (row,)))
    is_gone = one.inverse not in free_variables(inner)
    base = tuple(formula for formula in given if not is_gone or formula not in one.formulas)
    solved = Lambda((row.size,), close_body(image(Entry(variable, (column,))), (row,)))
    theorem = without_right_side(inner, right, row, solved, replace(search, given=(*base, said)), base)
    implication = rules.generalise(suppose(said, theorem), variable)
    return rules.modus_ponens(rules.specialise(implication, vector), rules.generalise(proved, row))


def value_of(term: Term, one: Inverse, search: Search) -> Term | None:
    """What a term is by equations between contractions, without the inverse."""
    for _, polynomial, _ in rewritten(Equal(term, ZERO), search.given):
        found = negative(polynomial_term(polynomial))
        if one.inverse not in free_variables(found):
            return polynomial_term({monomial: -factor for monomial, factor in polynomial.items()})
    return None


def without_right_side(
    goal: Relation, right: Term, row: IndexVariable, solved: Lambda, search: Search, base: tuple[Formula, ...]
) -> Theorem:
    """The goal; an inequality where c is a variable of which nothing is known, with M v in the place of c."""
    variable = right.array if isinstance(right, Entry) and right.indices == (row,) else None
    is_free = isinstance(variable, Variable) and not any(variable in free_variables(formula) for formula in base)
    if isinstance(goal, Equal) or not isinstance(goal, Order) or not is_free:
        return search.prove(goal, step=0)
    changed = substitute(goal, {variable: solved})
    theorem = search.prove(changed, given=base, step=0)
    same = Equal(subtract(goal.right, goal.left), subtract(changed.right, changed.left))
    equal = contractions(same, search)
    if equal is None:
        raise KernelError("prover: the sides are not the same for a solution")
    return rules.combine(goal, (ONE, number(-1)), (theorem, equal), base, ())
