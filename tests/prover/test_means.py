"""Means below a bound of all their terms, values below a maximum, maxima of maxima."""

from __future__ import annotations

import pytest

from derive.kernel.terms import Formula
from derive.language.expressions import Equal, forall, indices, largest, matrix, maximum, minimum, scalar, total, vector
from derive.language.statement import Statement
from tests.prover.statements import assert_open, assert_proved

a, b = indices("a b")
c, d = indices("c d", "n")
w, y, f, g, h = (vector(name) for name in ("w", "y", "f", "g", "h"))
M, J = matrix("M", "K", "n"), matrix("J", "K", "n")
s = scalar("s")

WEIGHTS = (Equal(total(a, w[a]), 1), forall(a, w[a] >= 0))
OTHERS = (Equal(total(a, y[a]), 1), forall(a, y[a] >= 0))
JOINT = (Equal(total((a, c), J[a, c]), 1), forall((a, c), J[a, c] >= 0))
ROWS = (forall(a, Equal(total(c, J[a, c]), 1)), forall((a, c), J[a, c] >= 0))
BETWEEN = (s >= 0, s <= 1)

TOP = maximum(a, largest(f[a], g[a]))
PEAK = maximum(a, maximum(c, M[a, c]))

Given = tuple[Formula, ...]

ORDERED: list[tuple[Given, Formula, Formula]] = [
    (
        WEIGHTS,
        total(a, w[a] * largest(f[a], g[a], h[a])) <= largest(maximum(a, f[a]), maximum(a, g[a]), maximum(a, h[a])),
        total(a, w[a] * largest(f[a], g[a], h[a])) <= largest(maximum(a, f[a]), maximum(a, g[a])),
    ),
    (
        WEIGHTS,
        total(a, w[a] * largest(f[a], g[a])) <= TOP,
        total(a, w[a] * largest(f[a], g[a])) < TOP,
    ),
    (
        (*WEIGHTS, *OTHERS),
        total(a, w[a] * f[a]) + total(b, y[b] * g[b]) <= 2 * TOP,
        total(a, w[a] * f[a]) + total(b, y[b] * g[b]) <= TOP,
    ),
    (BETWEEN, s * maximum(a, f[a]) + (1 - s) * maximum(a, g[a]) <= TOP, maximum(a, f[a]) + maximum(a, g[a]) <= TOP),
    (JOINT, total((a, c), J[a, c] * M[a, c]) <= PEAK, total((a, c), J[a, c] * M[a, c]) <= maximum(a, M[a, d])),
    ((*WEIGHTS, *ROWS), total(a, w[a] * total(c, J[a, c] * M[a, c])) <= PEAK, total(c, J[a, c] * M[a, c]) <= M[a, c]),
    (
        WEIGHTS,
        maximum(c, total(a, w[a] * M[a, c])) <= PEAK,
        maximum(c, total(a, w[a] * M[a, c])) >= PEAK,
    ),
    (
        WEIGHTS,
        minimum(a, f[a]) - 1 <= total(a, w[a] * f[a]),
        minimum(a, f[a]) + 1 <= total(a, w[a] * f[a]),
    ),
    ((), Equal(PEAK, maximum(c, maximum(a, M[a, c]))), Equal(PEAK, maximum(c, M[a, c]))),
]


@pytest.mark.parametrize(("given", "true", "false"), ORDERED)
def test_means_are_below_maxima(given: Given, true: Formula, false: Formula) -> None:
    assert_proved(Statement(given, true))
    assert_open(Statement(given, false))


def test_a_sum_whose_weights_do_not_add_up_to_one_is_no_mean() -> None:
    assert_open(Statement(WEIGHTS[1:], total(a, w[a] * largest(f[a], g[a])) <= TOP))
    assert_open(Statement(WEIGHTS[:1], total(a, w[a] * largest(f[a], g[a])) <= TOP))
