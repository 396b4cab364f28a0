"""Least squares, by entries: gradients, and what minimises the squared error."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *

half = Fraction(1, 2)
n, m = index("n", "N"), index("m", "d")
j = index("j", "d")
x, y, w = matrix("X", "N", "d"), vector("y", "N"), vector("w", "d")
penalty = scalar("lambda")
residual = total(m, x[n, m] * w[m]) - y[n]
squared_error = half * total(n, residual**2)

least_squares = Claim(
    "regression.least-squares-gradient",
    r"The gradient of half the squared error of a linear model is $X^\top (X w - y)$; with a penalty "
    r"$\frac12 \lambda \|w\|^2$, $\lambda w$ is added",
    [
        Equal(D(squared_error, w[j]), total(n, x[n, j] * residual)),
        Equal(
            D(squared_error + half * penalty * total(m, w[m] ** 2), w[j]),
            total(n, x[n, j] * residual) + penalty * w[j],
        ),
    ],
    references=["bishop2006"],
)

square, v = matrix("A", "d", "d"), vector("x", "d")
k = index("k", "d")

quadratic_gradient = Claim(
    "regression.quadratic-form-gradient",
    r"The gradient of $x^\top A x$ is $(A + A^\top) x$",
    Equal(D(total((m, k), v[m] * square[m, k] * v[k]), v[j]), total(k, (square[j, k] + square[k, j]) * v[k])),
    references=["boyd2004"],
)

length = sqrt(total(m, v[m] ** 2))

norm_gradient = Claim(
    "regression.norm-gradient",
    "The gradient of the length of a vector that is not 0 is the vector over its length",
    Equal(D(length, v[j]), v[j] / length),
    given=[total(m, v[m] ** 2) > 0],
    references=["boyd2004"],
)

a, c = vector("a", "N"), scalar("c")
mean = total(n, a[n]) / size("N")

mean_minimises = Claim(
    "regression.mean-minimises",
    "The squared distances to $c$ sum to those to the mean $m$ plus $N (m - c)^2$: the mean is the best $c$",
    [
        Equal(total(n, (a[n] - c) ** 2), total(n, (a[n] - mean) ** 2) + size("N") * (mean - c) ** 2),
        total(n, (a[n] - mean) ** 2) <= total(n, (a[n] - c) ** 2),
    ],
    references=["bishop2006"],
)
