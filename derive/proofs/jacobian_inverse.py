"""The Jacobian of softmax: its trace and norm, its pseudoinverse, the inverse of a part of it."""

from __future__ import annotations

from derive.language import *
from derive.proofs.definitions import P_NAME, S_NAME, i, j, k, p, z

K = size()
jacobian = family((i, j), p[i] * (delta(i, j) - p[j]))
centring = family((i, j), delta(i, j) - 1 / K)
pseudoinverse = family((i, j), total(k, centring[i, k] / p[k] * centring[k, j]))
square = total(k, p[k] ** 2)
removed = last()
inverse_of_reduced = family((i, j), delta(i, j) / p[i] + 1 / p[removed])
reduced_product = total(k, choose(k, removed, 0, jacobian[i, k] * inverse_of_reduced[k, j]))

determinants = Claim(
    "softmax.jacobian-determinants",
    "The Jacobian has the trace 1 − Σ p² and the squared Frobenius norm Σ p² − 2 Σ p³ + (Σ p²)²; without the last row "
    "and column it has the inverse diag(1/p) + 1/p_K",
    {
        "trace": Equal(total(i, D(p[i], z[i])), 1 - square),
        "Frobenius": Equal(total((i, j), D(p[i], z[j]) ** 2), square - 2 * total(k, p[k] ** 3) + square**2),
        "reduced": implies(both(distinct(i, removed), distinct(j, removed)), Equal(reduced_product, delta(i, j))),
    },
    names=[P_NAME, S_NAME],
    note="The reduced matrix is that of the change of variables from K − 1 logits, the last one being 0, to K − 1 "
    "probabilities.",
)

pinv = Claim(
    "softmax.jacobian-pinv",
    "The pseudoinverse of the Jacobian J is P diag(1/p) P with the centring matrix P = I − 1 1ᵀ/K: J J⁺ = J⁺ J = P",
    {
        "J": Equal(jacobian[i, j], D(p[i], z[j])),
        "J J+": Equal(total(k, jacobian[i, k] * pseudoinverse[k, j]), centring[i, j]),
        "J+ J": Equal(total(k, pseudoinverse[i, k] * jacobian[k, j]), centring[i, j]),
        "J J+ J": Equal(total(k, centring[i, k] * jacobian[k, j]), jacobian[i, j]),
        "J+ J J+": Equal(total(k, centring[i, k] * pseudoinverse[k, j]), pseudoinverse[i, j]),
        "symmetric": Equal(centring[i, j], centring[j, i]),
    },
    names=[P_NAME, S_NAME],
    note="These are the conditions of Moore and Penrose.",
)
