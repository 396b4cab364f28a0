"""The rank of a matrix whose null space is a line, and of no other one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from derive import lemmas
from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    And,
    Equal,
    Exists,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexNumber,
    IndexVariable,
    Multiply,
    Rank,
    SizeValue,
    Sum,
    Term,
    Variable,
    close_body,
    open_body,
    subtract,
)
from derive.kernel.theorem import Theorem
from tests.kernel.builders import (
    SIZE,
    V,
    a,
    apart,
    array,
    at,
    delta,
    each,
    equal,
    i,
    j,
    k,
    minus,
    over,
    prove,
    times,
    total,
    v,
    z,
)
from tests.kernel.refusals import Refusals, refused

REFUSED = Refusals()
case = REFUSED.case

CENTRED = Rank("K", "K", close_body(minus(delta(i, j), over(1, SIZE)), (i, j)))


def rows_vanish(matrix: Rank) -> Theorem:
    """That the rows of a matrix sum to 0, as a hypothesis."""
    return rules.assume(ForAll(matrix.rows, Equal(Sum(matrix.columns, matrix.body), ZERO)))


def only_constants(matrix: Rank, image: Term, constant: Formula) -> Theorem:
    """That only constant vectors are sent to 0, as a hypothesis; the image has the row i."""
    zero = ForAll(matrix.rows, close_body(equal(image, 0), (i,)))
    return rules.assume(ForAll(("K",), close_body(Implies(zero, constant), (V,))))


def image_of(matrix: Rank, vector: Callable[[Index], Term]) -> Term:
    return total(j, Multiply((open_body(matrix.body, (i, j)), vector(j))))


CONSTANT = each(k, equal(v(k), v(IndexNumber(1, "K"))))


def test_the_rank_of_a_matrix_whose_null_space_is_a_line() -> None:
    theorem = rules.rank_from_null_space(
        CENTRED, rows_vanish(CENTRED), only_constants(CENTRED, image_of(CENTRED, v), CONSTANT)
    )
    assert theorem.conclusion == Equal(CENTRED, minus(SIZE, 1))


@case("a null space that is more than a line", "rank_from_null_space: the second theorem is not that only constants")
def _() -> object:
    some = each(k, Implies(apart(k, i), equal(v(k), v(IndexNumber(1, "K")))))
    return rules.rank_from_null_space(
        CENTRED, rows_vanish(CENTRED), only_constants(CENTRED, image_of(CENTRED, v), some)
    )


@case("a null space without the constants", "rank_from_null_space: the first theorem is not that the rows sum to 0")
def _() -> object:
    rank = Rank("K", "K", close_body(delta(i, j), (i, j)))
    return rules.rank_from_null_space(rank, prove(equal(0, 0)), only_constants(rank, image_of(rank, v), CONSTANT))


@case("the null space of the transposed matrix", "rank_from_null_space: the second theorem is not that only constants")
def _() -> object:
    rank = Rank("K", "K", close_body(times(z(i), minus(delta(i, j), over(1, SIZE))), (i, j)))
    turned = total(j, Multiply((open_body(rank.body, (j, i)), v(j))))
    return rules.rank_from_null_space(rank, rows_vanish(rank), only_constants(rank, turned, CONSTANT))


@case("vectors that are equal to another vector", "rank_from_null_space: the second theorem is not that only constants")
def _() -> object:
    same = each(k, equal(v(k), z(IndexNumber(1, "K"))))
    return rules.rank_from_null_space(
        CENTRED, rows_vanish(CENTRED), only_constants(CENTRED, image_of(CENTRED, v), same)
    )


@case("a rank that is not one less", "by_normal_form: equality: the normal forms")
def _() -> object:
    constant = Exists((), close_body(each(k, equal(v(k), a)), (array(a),)))
    zero = each(i, equal(image_of(CENTRED, v), 0))
    null_space = ForAll(("K",), close_body(And((Implies(zero, constant), Implies(constant, zero))), (V,)))
    return lemmas.rank_from_null_space(Equal(CENTRED, SIZE), rules.assume(null_space))


@case(
    "a free index of the matrix is not its row", "rank_from_null_space: the first theorem is not that the rows sum to 0"
)
def _() -> object:
    row = IndexVariable("null_row", "K")
    constant_rows = Rank("K", "K", close_body(minus(delta(row, j), over(1, SIZE)), (i, j)))
    only = only_constants(CENTRED, image_of(CENTRED, v), CONSTANT)
    return rules.rank_from_null_space(constant_rows, rows_vanish(CENTRED), only)


M = Variable("m", ("K", "N"))
n = IndexVariable("n", "N")
MATRIX = Rank("K", "N", close_body(at(M, k, n), (k, n)))


def kernel_of_rows(first: IndexNumber, swapped: bool = False) -> tuple[Theorem, Theorem]:
    """What the rule takes, assumed, perhaps for the transposed matrix."""
    v = Variable("v", ("N",))
    constants = ForAll("K", close_body(equal(total(n, at(M, k, n)), 0), (k,)))
    image = ForAll("K", close_body(equal(total(n, times(at(M, k, n), at(v, n))), 0), (k,)))
    same = ForAll("N", close_body(equal(at(v, n), at(v, first)), (n,)))
    only = ForAll(("N",), close_body(Implies(image, same), (v,)))
    if swapped:
        constants = ForAll("N", close_body(equal(total(k, at(M, k, n)), 0), (n,)))
    return rules.assume(constants), rules.assume(only)


def test_the_rank_of_a_matrix_whose_null_space_are_the_constants() -> None:
    theorem = rules.rank_from_null_space(MATRIX, *kernel_of_rows(IndexNumber(1, "N")))
    assert theorem.conclusion == Equal(MATRIX, subtract(SizeValue("N"), ONE))
    assert len(theorem.hypotheses) == 2


@pytest.mark.parametrize("rank", [MATRIX, Rank("N", "K", close_body(at(M, k, n), (n, k)))], ids=["rows", "columns"])
def test_sums_of_columns_say_nothing_of_the_null_space(rank: Rank) -> None:
    refused(
        lambda: rules.rank_from_null_space(rank, *kernel_of_rows(IndexNumber(1, "N"), rank == MATRIX)),
        "rank_from_null_space: the first theorem is not that the rows sum to 0",
    )


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
