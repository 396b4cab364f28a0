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
    (
        r"The Jacobian has the trace $1 - \sum p^2$ and the squared Frobenius norm "
        r"$\sum p^2 - 2 \sum p^3 + (\sum p^2)^2$; without the last row and column it has the inverse "
        r"$\operatorname{diag}(1/p) + 1/p_K$"
    ),
    {
        "trace": Equal(total(i, D(p[i], z[i])), 1 - square),
        "Frobenius": Equal(total((i, j), D(p[i], z[j]) ** 2), square - 2 * total(k, p[k] ** 3) + square**2),
        "reduced": implies(both(distinct(i, removed), distinct(j, removed)), Equal(reduced_product, delta(i, j))),
    },
    names=[P_NAME, S_NAME],
    note=(
        "The reduced matrix is that of the change of variables from $K - 1$ logits, the last one being "
        "0, to $K - 1$ probabilities."
    ),
)

pinv = Claim(
    "softmax.jacobian-pinv",
    (
        r"The pseudoinverse of the Jacobian $J$ is $P \operatorname{diag}(1/p) P$ with the centring "
        r"matrix $P = I - \mathbf{1} \mathbf{1}^\top/K$: its product with the Jacobian, on either side, "
        "is $P$"
    ),
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
