"""Quadratic forms are decided exactly for all vectors; matrices that hypotheses about them, or about their row and
column sums, admit are found."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.kernel.terms import Formula
from derive.language.expressions import Different, Equal, either, exp, forall, implies, indices, matrix, total, vector
from derive.language.instance import instance_from_json
from derive.language.statement import Statement
from derive.measure.points.sampling import sample_instances
from derive.measure.rigorous.decide import decide
from derive.measure.rigorous.quadratic_forms import pivots

a, b = indices("a b", "n")
c = indices("c", "m")[0]
Q, T = matrix("Q", "n", "n"), matrix("T", "n", "m")
f, g, u = vector("f", "n"), vector("g", "n"), vector("u", "n")
h = vector("h", "m")

FORM = total((a, b), u[a] * Q[a, b] * u[b])
SEMIDEFINITE = forall(u, FORM >= 0)
ABOVE_A_LINE = forall(u, total(a, f[a] * u[a]) - 1 <= FORM)
TWO = matrix("Q", 2, 2)
v = vector("v", 2)
DEFINITE = forall(
    v,
    implies(
        either(Different(v[1], 0), Different(v[2], 0)),
        v[1] ** 2 * TWO[1, 1] + v[1] * v[2] * (TWO[1, 2] + TWO[2, 1]) + v[2] ** 2 * TWO[2, 2] > 0,
    ),
)

DECIDED = (
    ([["2", "1"], ["1", "2"]], True, True),
    ([["1", "3"], ["-1", "1"]], True, False),
    ([["1", "2"], ["2", "4"]], True, False),
    ([["0", "0"], ["0", "1"]], True, False),
    ([["0", "1"], ["1", "1"]], False, False),
    ([["1", "2"], ["2", "1"]], False, False),
    ([["-1", "0"], ["0", "1"]], False, False),
)


@pytest.mark.parametrize(("entries", "semidefinite", "definite"), DECIDED)
def test_a_form_is_decided_for_all_vectors(entries: list[list[str]], semidefinite: bool, definite: bool) -> None:
    instance = instance_from_json({"sizes": {"n": 2}, "values": {"Q": entries}})
    assert decide(SEMIDEFINITE, instance) is semidefinite
    assert decide(DEFINITE, instance) is definite


def test_a_quadratic_polynomial_is_decided_with_its_linear_part() -> None:
    for slope, holds in (("2", True), ("3", False)):
        values = {"Q": [["1"]], "f": [slope]}
        assert decide(ABOVE_A_LINE, instance_from_json({"sizes": {"n": 1}, "values": values})) is holds


def test_what_is_no_quadratic_polynomial_is_left_open() -> None:
    instance = instance_from_json({"sizes": {"n": 1}, "values": {"Q": [["1"]]}})
    for formula in (
        forall(u, total(a, exp(u[a])) >= 0),
        forall(u, total(a, u[a] ** 4 * Q[a, a]) >= 0),
        forall(u, total(a, u[a] * Q[a, a]) ** 3 >= 0),
    ):
        assert decide(formula, instance) is None


def test_elimination_tells_semidefinite_matrices() -> None:
    one, two = Fraction(1), Fraction(2)
    assert pivots([[two, one], [one, two]]) == [2, Fraction(3, 2)]
    assert pivots([[one, one], [one, one]]) == [1, 0]
    assert pivots([[one, two], [two, one]]) is None


SUMS = (forall(a, Equal(total(c, T[a, c]), f[a])), forall(c, Equal(total(a, T[a, c]), h[c])))
HYPOTHESES: dict[str, tuple[Formula, ...]] = {
    "semidefinite": (SEMIDEFINITE,),
    "symmetric and semidefinite": (SEMIDEFINITE, forall((a, b), Equal(Q[a, b], Q[b, a]))),
    "a coupling of two distributions": (
        *SUMS,
        forall((a, c), T[a, c] >= 0),
        *(Equal(total(a, f[a]), 1), Equal(total(c, h[c]), 1), forall(a, f[a] > 0), forall(c, h[c] > 0)),
    ),
    "an image": (forall(a, Equal(total(b, Q[a, b] * f[b]), g[a])),),
}


@pytest.mark.parametrize("name", sorted(HYPOTHESES))
def test_points_are_found_at_several_sizes(name: str) -> None:
    found = list(sample_instances(Statement(HYPOTHESES[name], Equal(f[a], f[a]))))
    assert len(found) >= 20
    assert len({instance.sizes["n"] for instance in found}) > 2
    assert all(decide(hypothesis, instance) is True for instance in found for hypothesis in HYPOTHESES[name])


def test_a_matrix_that_is_negative_somewhere_is_never_found() -> None:
    negative = forall(u, total((a, b), u[a] * Q[a, b] * u[b]) + 1 <= 0)
    assert list(sample_instances(Statement((negative,), Equal(f[a], f[a])))) == []
