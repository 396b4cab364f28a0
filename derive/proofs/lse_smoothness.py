"""How strongly log-sum-exp is curved at most."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.proofs.definitions import LSE_NAME, i, j, k, log_sum_exp, v, z

K = size()
curvature = total((i, j), v[i] * D(log_sum_exp(z), z[i], z[j]) * v[j])
squares, mean = total(k, v[k] ** 2), total(k, v[k]) / K
half_of_squares = curvature <= Fraction(1, 2) * squares

smoothness = Claim(
    "lse.smoothness",
    r"The quadratic form of the Hessian of log-sum-exp is at least 0, at most $\frac12 \sum_k (v_k - m)^2$ for the "
    r"average $m$, at most $\frac12 \|v\|^2$, and at most the largest $v_k^2$",
    {
        "convex": curvature >= 0,
        "centred": curvature <= Fraction(1, 2) * total(k, (v[k] - mean) ** 2),
        "Euclidean norm": half_of_squares,
        "maximum norm": curvature <= maximum(k, v[k] ** 2),
    },
    references=["bohning1992"],
    names=[LSE_NAME],
)


@smoothness.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.search(chain.goal), "a variance")
    bound = chain.search(half_of_squares)
    centred = specialise(for_each(v, bound), family(k, v[k] - mean))
    chain.conclude(chain.check(chain.goal, by=[(1, centred)]), "a shift of $v$ does not change a variance")
    chain.conclude(bound, r"the rows of the Hessian have absolute sums $2 p_i (1 - p_i) \le \frac12$")
    chain.conclude(chain.search(chain.goal), "a mean of squares")
