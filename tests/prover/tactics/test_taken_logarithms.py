"""What is given of exponentials is known of their exponents, and what is given of logarithms of their arguments."""

from __future__ import annotations

import pytest

from derive.kernel.terms import And, Formula, Implies
from derive.language.expressions import Equal, exp, forall, indices, log, scalar, total, vector
from derive.language.statement import Statement
from derive.prover import prove
from tests.prover.statements import assert_open, assert_proved

a, b = indices("a b")
f, g = vector("f"), vector("g")
s, t = scalar("s"), scalar("t")

POSITIVE = (forall(a, g[a] > 0),)
SAME = forall(a, Equal(f[a], g[a]))
SAME_EXPONENTIALS = forall(a, Equal(exp(f[a]), exp(g[a])))

Given = tuple[Formula, ...]

CASES: list[tuple[Given, Formula, Formula]] = [
    ((), And((Implies(SAME, SAME_EXPONENTIALS), Implies(SAME_EXPONENTIALS, SAME))), Implies(SAME_EXPONENTIALS, s < t)),
    (POSITIVE, Implies(forall(a, Equal(exp(f[a]), g[a])), forall(a, Equal(f[a], log(g[a])))), SAME),
    ((exp(2 * s) < exp(t + 1),), 2 * s < t + 1, 2 * s < t),
    ((forall(a, exp(f[a]) <= exp(s)),), total(a, f[a]) <= total(a, s + 0 * f[a]), total(a, f[a]) < total(a, s + f[a])),
    ((*POSITIVE, forall(a, log(g[a]) <= s)), g[b] <= exp(s), g[b] <= s),
]


@pytest.mark.parametrize(("given", "true", "false"), CASES)
def test_hypotheses_are_inverted(given: Given, true: Formula, false: Formula) -> None:
    assert_proved(Statement(given, true))
    assert_open(Statement(given, false))


def test_an_exponential_is_inverted_by_the_logarithm_alone() -> None:
    assert prove(Statement((Equal(exp(s), exp(t)),), Equal(s, t))).by == ("taken_logarithms",)
    assert_open(Statement((Equal(exp(s) ** 2, t),), Equal(s, log(t))))
