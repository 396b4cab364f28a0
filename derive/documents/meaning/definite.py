"""Matrices that are seen to be positive definite: sums of which one term is, and the others are positive semidefinite.

Positive definite are c I and c diag(d) for c, d > 0, c A for A ≻ 0, and the inverse of what is; positive semidefinite
are c m mᵀ, c Mᵀ D M for D ≥ 0, c Mᵀ A M and c A for A ⪰ 0. Then vᵀ M v > 0 for v ≠ 0, so that M v = 0 for v = 0 only,
and M has an inverse (R. A. Horn, C. R. Johnson, Matrix Analysis, 2nd ed., Cambridge 2013, observation 7.1.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from derive.kernel.facts import NONNEGATIVE, POSITIVE, Signs
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Monomial, Rational, split_monomial
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
    LessEqual,
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
from derive.language.inverses import inverses

Factor = tuple[Term, Rational]
DEFINITE, SEMIDEFINITE, UNKNOWN = "definite", "semidefinite", "unknown"


def is_positive_definite(body: Term, row: IndexVariable, column: IndexVariable, given: tuple[Formula, ...]) -> bool:
    """Whether the matrix with this entry at row and column is seen to be positive definite under what is given.

    A sign is one that a term has where it is defined, so all entries have to be: I + MᵀM/c² is no matrix for c = 0."""
    with suppress(KernelError, NeedsCase):
        decide(Equal(body, body), given)
        return _Seen(given).kind(body, row, column) == DEFINITE
    return False


def strictly_positive(body: Term, row: IndexVariable, column: IndexVariable) -> Formula:
    """What M ≻ 0 says of the matrix with this entry at row and column: vᵀ M v > 0 for every v that is not 0."""
    vector, form = _quadratic_form(body, row, column)
    squares = Sum(row.size, close_body(Multiply((Entry(vector, (row,)),) * 2), (row,)))
    return ForAll((row.size,), close_body(Implies(Less(ZERO, squares), Less(ZERO, form)), (vector,)))


def semidefinite(body: Term, row: IndexVariable, column: IndexVariable) -> Formula:
    """What M ⪰ 0 says of the matrix with this entry at row and column: vᵀ M v ≥ 0 for every v."""
    vector, form = _quadratic_form(body, row, column)
    return ForAll((row.size,), close_body(LessEqual(ZERO, form), (vector,)))


def _quadratic_form(body: Term, row: IndexVariable, column: IndexVariable) -> tuple[Variable, Term]:
    """v, and vᵀ M v."""
    vector = Variable("·v", (row.size,))
    form = Multiply((Entry(vector, (row,)), body, Entry(vector, (column,))))
    return vector, Sum(row.size, close_body(Sum(row.size, close_body(form, (column,))), (row,)))


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


class _Seen:
    """What is seen of matrices under what is given."""

    def __init__(self, given: tuple[Formula, ...]) -> None:
        self.given = given
        self.reasoner = Reasoner(given)
        self.inverses = {one.inverse: one for one in inverses(given)}

    def kind(self, body: Term, row: IndexVariable, column: IndexVariable) -> str:
        """What the matrix with this entry at row and column is: definite, semidefinite, or unknown."""
        polynomial = self.reasoner.normal(with_identity(body, row, column))
        kinds = {self.kind_of_term(monomial, c, row, column) for monomial, c in polynomial.items()}
        return UNKNOWN if UNKNOWN in kinds or not kinds else DEFINITE if DEFINITE in kinds else SEMIDEFINITE

    def kind_of_term(self, monomial: Monomial, coefficient: Rational, row: IndexVariable, column: IndexVariable) -> str:
        """What a term of a matrix is."""
        inside = [(atom, power) for atom, power in monomial if {row, column} & free_variables(atom)]
        outside = [(atom, power) for atom, power in monomial if (atom, power) not in inside]
        diagonal = (identity_entry(row, column), 1)
        if diagonal in inside:
            outside += [factor for factor in inside if factor != diagonal]
            inside = [diagonal]
        signs = [self.reasoner.sign(number(coefficient)), *(self.sign(*factor) for factor in outside)]
        if not all(sign <= NONNEGATIVE for sign in signs):
            return UNKNOWN
        kind = self.kind_of_product(inside, row, column)
        return kind if kind != DEFINITE or all(sign <= POSITIVE for sign in signs) else SEMIDEFINITE

    def kind_of_product(self, factors: Sequence[Factor], row: IndexVariable, column: IndexVariable) -> str:
        """What a product is of which each factor depends on the row or the column."""
        if _is_square(factors, {column: row}):
            return SEMIDEFINITE
        if len(factors) != 1 or factors[0][1] != 1:
            return UNKNOWN
        matrix = factors[0][0]
        ways = ((row, column), (column, row))  # the form of a matrix is that of its transpose
        if matrix == identity_entry(row, column) or any(strictly_positive(matrix, *way) in self.given for way in ways):
            return DEFINITE
        if any(semidefinite(matrix, *way) in self.given for way in ways):
            return SEMIDEFINITE
        if isinstance(matrix, Entry) and {*matrix.indices} == {row, column} and matrix.array in self.inverses:
            one = self.inverses[matrix.array]
            return DEFINITE if self.kind(one.body, one.row, one.column) == DEFINITE else UNKNOWN
        return SEMIDEFINITE if self.is_congruent(matrix, row, column) else UNKNOWN

    def is_congruent(self, total: Term, row: IndexVariable, column: IndexVariable) -> bool:
        """Whether a sum is Mᵀ D M = Σₖ dₖ mₖᵢ mₖⱼ with dₖ ≥ 0, or Mᵀ A M = Σₖₗ mₖᵢ aₖₗ mₗⱼ with A ⪰ 0."""
        between, factors = _opened(total, {row, column})
        ends = [(atom, power) for atom, power in factors if {row, column} & free_variables(atom)]
        middle = [(atom, power) for atom, power in factors if (atom, power) not in ends]
        if len(between) == 1:
            return all(self.sign(*factor) <= NONNEGATIVE for factor in middle) and _is_square(ends, {column: row})
        if len(between) != 2 or len(middle) != 1 or middle[0][1] != 1:
            return False
        pairs = ({column: row, second: first} for first, second in (between, between[::-1]))
        return any(_is_square(ends, pair) for pair in pairs) and self.kind(middle[0][0], *between) != UNKNOWN

    def sign(self, atom: Term, power: Rational) -> Signs:
        """The signs that a power may have."""
        sign = self.reasoner.sign(atom)
        even = power.denominator == 1 and power.numerator % 2 == 0
        return NONNEGATIVE if even and not sign <= POSITIVE else sign


def _opened(total: Term, ends: set[IndexVariable]) -> tuple[list[IndexVariable], list[Factor]]:
    """The indices of a sum and of the sums in it that depend on one of the ends, and the factors of the product."""
    between: list[IndexVariable] = []
    factors: list[Factor] = []
    waiting: list[Factor] = [(total, 1)]
    while waiting:
        atom, power = waiting.pop()
        if isinstance(atom, Sum) and power == 1 and ends & free_variables(atom):
            between.append(IndexVariable(f"·{len(between) + 3}", atom.size))
            waiting += split_monomial(open_body(atom.body, (between[-1],)))
        else:
            factors.append((atom, power))
    return between, factors


def _is_square(factors: Sequence[Factor], turned: dict[IndexVariable, IndexVariable]) -> bool:
    """Whether a product is m(i) m(j): each factor depends on the indices that are turned, or on what they are turned
    to, and the product of the former becomes that of the latter."""
    before = [(atom, power) for atom, power in factors if {*turned} & free_variables(atom)]
    after = [factor for factor in factors if factor not in before]
    if any({*turned.values()} & free_variables(atom) for atom, _ in before):
        return False
    return Counter((substitute(atom, {**turned}), power) for atom, power in before) == Counter(after)
