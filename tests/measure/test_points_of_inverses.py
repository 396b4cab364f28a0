"""Points at which matrices have inverses: these are found exactly, and a point that fails a hypothesis is none."""

from __future__ import annotations

from fractions import Fraction

from derive.language.expressions import Equal, delta, forall, indices, matrix, total, vector
from derive.language.statement import Statement
from derive.measure.points.equations import inverted_matrix, rational
from derive.measure.points.space import Space, equation_targets

a, b, c = indices("a b c", "n")
A, B = matrix("A", "n", "n"), matrix("B", "n", "n")
v = vector("v", "n")
RIGHT = forall((a, c), Equal(total(b, A[a, b] * B[b, c]), delta(a, c)))
LEFT = forall((a, c), Equal(total(b, B[a, b] * A[b, c]), delta(a, c)))
GOAL = Equal(total(b, B[a, b] * v[b]), v[a])
ONE = {"a": 1}


def values(entries: list[int]) -> list[Fraction]:
    return [Fraction(entry) for entry in entries]


def test_the_inverse_is_exact() -> None:
    entries = [rational(value) for value in values([2, 1, 1, 1])]
    assert inverted_matrix(entries, 2) == values([1, -1, -1, 2])
    assert inverted_matrix([rational(value) for value in values([2, 1, 4, 2])], 2) is None


def test_hypotheses_on_an_inverse_are_solved_for_it() -> None:
    assert equation_targets((RIGHT, LEFT)) == [(0, "B"), (1, "B")]


def test_a_singular_matrix_is_moved_by_a_multiple_of_the_identity() -> None:
    space = Space(Statement((RIGHT, LEFT), GOAL), {"n": 2})
    point = space.complete({"A": values([0, 0, 0, 0]), "B": values([0, 0, 0, 0]), "v": values([1, 0])}, ONE)
    assert point is not None
    assert point.values["A"] == ((1, 0), (0, 1)) == point.values["B"]


def test_a_matrix_that_is_moved_still_has_to_meet_its_hypotheses() -> None:
    zero = forall((a, c), Equal(A[a, c], 0))
    space = Space(Statement((RIGHT, LEFT, zero), GOAL), {"n": 2})
    given = {"A": values([0, 0, 0, 0]), "B": values([0, 0, 0, 0]), "v": values([1, 0])}
    assert space.complete(given, ONE, members=True) is None
