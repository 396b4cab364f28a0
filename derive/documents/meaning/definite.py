"""Matrices that are seen to be positive definite: c I, c > 0, and what is added to it is c Mᵀ D M with c D ≥ 0.

Then vᵀ M v ≥ c |v|² > 0 for v ≠ 0, so that M v = 0 for v = 0 only, and M has an inverse."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

from derive.kernel.facts import NONNEGATIVE, POSITIVE
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Monomial, split_monomial
from derive.kernel.reasoner import Reasoner, decide
from derive.kernel.terms import (
    ZERO,
    Choose,
    Entry,
    Equal,
    ForAll,
    Formula,
    Implies,
    IndexVariable,
    KernelError,
    Less,
    Multiply,
    Node,
    Sum,
    Term,
    Variable,
    close_body,
    free_variables,
    number,
    open_body,
    rebuild,
    substitute,
)


def is_positive_definite(body: Term, row: IndexVariable, column: IndexVariable, given: tuple[Formula, ...]) -> bool:
    """Whether the matrix with this entry at row and column is seen to be positive definite under what is given.

    A sign is one that a term has where it is defined, so all entries have to be: I + MᵀM/c² is no matrix for c = 0."""
    reasoner = Reasoner(given)
    with suppress(KernelError, NeedsCase):
        decide(Equal(body, body), given)
        polynomial = reasoner.normal(with_identity(body, row, column))
        kinds = [_kind(monomial, c, row, column, reasoner) for monomial, c in polynomial.items()]
        return "definite" in kinds and "unknown" not in kinds
    return False


def strictly_positive(body: Term, row: IndexVariable, column: IndexVariable) -> Formula:
    """What M ≻ 0 says of the matrix with this entry at row and column: vᵀ M v > 0 for every v that is not 0."""
    vector = Variable("·v", (row.size,))
    ends = Entry(vector, (row,)), Entry(vector, (column,))
    form = Sum(row.size, close_body(Multiply((ends[0], body, ends[1])), (column,)))
    squares = Sum(row.size, close_body(Multiply((ends[0], ends[0])), (row,)))
    positive = Implies(Less(ZERO, squares), Less(ZERO, Sum(row.size, close_body(form, (row,)))))
    return ForAll((row.size,), close_body(positive, (vector,)))


def with_identity(body: Term, row: IndexVariable, column: IndexVariable) -> Term:
    """The entry of a matrix with those of I as a variable, so that it has a normal form without a case for i = j."""

    def change(part: Node, depth: int) -> Node | None:
        if isinstance(part, Choose) and {part.left, part.right} == {row, column} and part.distinct == ZERO:
            return Multiply((with_identity(part.equal, row, column), identity_entry(row, column)))
        return None

    return rebuild(body, change)


def identity_entry(row: IndexVariable, column: IndexVariable) -> Term:
    """An entry of I, as a variable."""
    return Entry(Variable("·I", (row.size, column.size)), (row, column))


def _kind(
    monomial: Monomial, coefficient: Fraction | int, row: IndexVariable, column: IndexVariable, reasoner: Reasoner
) -> str:
    """What a term of a matrix is: definite, semidefinite, or unknown."""
    inside = [(atom, power) for atom, power in monomial if {row, column} & free_variables(atom)]
    signs = [reasoner.sign(number(coefficient))]
    for atom, power in monomial:
        if (atom, power) not in inside:
            sign = reasoner.sign(atom)
            even = power.denominator == 1 and power.numerator % 2 == 0
            signs.append(NONNEGATIVE if even and not sign <= POSITIVE else sign)
    if len(inside) != 1 or inside[0][1] != 1 or not all(sign <= NONNEGATIVE for sign in signs):
        return "unknown"
    atom = inside[0][0]
    if atom == identity_entry(row, column):
        return "definite" if all(sign <= POSITIVE for sign in signs) else "semidefinite"
    return "semidefinite" if isinstance(atom, Sum) and _is_gram(atom, row, column, reasoner) else "unknown"


def _is_gram(total: Sum, row: IndexVariable, column: IndexVariable, reasoner: Reasoner) -> bool:
    """Whether a sum is Σₖ dₖ mₖᵢ mₖⱼ with dₖ ≥ 0."""
    between = IndexVariable("·3", total.size)
    ends: list[Term] = []
    for base, power in split_monomial(open_body(total.body, (between,))):
        if {row, column} & free_variables(base):
            if power != 1:
                return False
            ends.append(base)
        elif not (power.denominator == 1 and power.numerator % 2 == 0) and not reasoner.sign(base) <= NONNEGATIVE:
            return False
    if len(ends) != 2:
        return False
    first, second = ends if row in free_variables(ends[0]) else ends[::-1]
    is_apart = column not in free_variables(first) and row not in free_variables(second)
    return is_apart and substitute(first, {row: column}) == second
