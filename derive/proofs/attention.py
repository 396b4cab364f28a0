"""Attention: weights by softmax over keys, their outputs, and their gradients."""

from __future__ import annotations

from derive.bridge import apply, differentiate, expand_logs, linearity, resolve_delta, take_out
from derive.language import *
from derive.proofs.definitions import ARTICLE_001, P_NAME, S_NAME, i, j, k, p, z
from derive.proofs.jacobian import jacobian
from derive.proofs.lse import gradient as lse_gradient

n, m, d = index("n", "N"), index("m", "M"), index("d", "d")
other_m, other_d = index("l", "M"), index("e", "d")
queries, keys = matrix("Q", "N", "d"), matrix("K", "M", "d")
coordinate = index("c", "C")
values = matrix("V", "M", "C")
shift, direction = vector("b", "N"), vector("u", "C")


def score(row: Index, column: Index) -> Real:
    """The entry of Q Kᵀ/√d."""
    return total(d, queries[row, d] * keys[column, d]) / sqrt(size("d"))


def row_softmax(scores: Family) -> Family:
    """Softmax of each row."""
    return family((n, m), exp(scores[n, m]) / total(other_m, exp(scores[n, other_m])))


scores = family((n, m), score(n, m))
weights = row_softmax(scores)
output = total(m, weights[n, m] * values[m, coordinate])
along = total(coordinate, direction[coordinate] * output)
value_along = total(coordinate, direction[coordinate] * values[m, coordinate])
NAMES = [Abbreviation(weights.array, "A")]

attention_weights = Claim(
    "attention.weights",
    "With softmax along each row, the attention weights of each query are positive and sum to 1, and in every "
    "direction "
    "the output lies between the smallest and the largest value",
    [
        weights[n, m] > 0,
        Equal(total(m, weights[n, m]), 1),
        along <= maximum(m, value_along),
        along >= minimum(m, value_along),
    ],
    sources=[ARTICLE_001],
    references=["vaswani2017"],
    names=NAMES,
    note="A point that lies so in every direction is a point of the convex hull of the values.",
)

moved = family((n, m), scores[n, m] + shift[n])
sample = index("s", "T")
probability, product_of_entries = vector("w", "T"), matrix("t", "T", "d")
inner = total(d, product_of_entries[sample, d])
uncorrelated = forall(
    [d, other_d],
    Equal(
        total(sample, probability[sample] * product_of_entries[sample, d] * product_of_entries[sample, other_d]),
        delta(d, other_d),
    ),
)
centred = forall(d, Equal(total(sample, probability[sample] * product_of_entries[sample, d]), 0))

attention_properties = Claim(
    "attention.properties",
    r"Attention weights do not change with a constant in each row; a product $q^\top k$ whose $d$ terms have mean "
    "0 and "
    "variance 1 and are uncorrelated has mean 0 and variance $d$",
    {
        "shift": Equal(row_softmax(moved)[n, m], weights[n, m]),
        "mean": implies(centred, Equal(total(sample, probability[sample] * inner), 0)),
        "variance": implies(uncorrelated, Equal(total(sample, probability[sample] * inner**2), size("d"))),
    },
    references=["vaswani2017"],
    names=NAMES,
    note="The terms of the product of two independent vectors with independent entries of mean 0 and variance 1 "
    "are such.",
)

v = matrix("V", "K", "C")
loss_slope = vector("l", "C")
mixed = total(k, p[k] * v[k, coordinate])
value_slope = family(k, total(coordinate, v[k, coordinate] * loss_slope[coordinate]))

attention_gradient = Claim(
    "attention.gradient",
    r"The output $o = V^\top a$, $a = \sigma(s)$, has the derivatives $a_i(V_{ic} - o_c)$ in the scores; a loss with "
    r"slopes $l$ in the output has the slopes $a_i (g_i - \sum_k a_k g_k)$, $g = V l$",
    [
        Equal(D(mixed, z[i]), p[i] * (v[i, coordinate] - mixed)),
        Equal(
            total(coordinate, loss_slope[coordinate] * D(mixed, z[i])),
            p[i] * (value_slope[i] - total(k, p[k] * value_slope[k])),
        ),
    ],
    references=["vaswani2017"],
    names=[P_NAME, S_NAME],
)

g = vector("g")
of_probabilities = total(i, g[i] * D(p[i], z[j]))
of_logarithms = total(i, g[i] * D(log(p[i]), z[j]))

vector_jacobian = Claim(
    "softmax.vjp",
    r"A gradient $g$ in the probabilities becomes $p_j (g_j - \sum_k p_k g_k)$ in the logits, and one in the "
    r"log-probabilities $g_j - p_j \sum_k g_k$: $K$ products each, and no matrix",
    [
        Equal(of_probabilities, p[j] * (g[j] - total(k, p[k] * g[k]))),
        Equal(of_logarithms, g[j] - p[j] * total(k, g[k])),
    ],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
)


@vector_jacobian.derivation
def _(chain: Derivation) -> None:
    chain.section("Slopes in the probabilities")
    chain.start(of_probabilities, "the chain rule")
    chain.then(apply(jacobian), r"the Jacobian is $\operatorname{diag}(p) - p p^\top$")
    chain.then(resolve_delta, "the delta leaves one term of the sum")
    chain.then(take_out(p), "$p_j$ is a common factor")
    chain.end()

    chain.section("Slopes in their logarithms")
    chain.start(of_logarithms, "the chain rule")
    chain.then(expand_logs, r"$\log p_k = z_k - \log S$")
    chain.then(linearity)
    chain.then(apply(lse_gradient), "the gradient of log-sum-exp is softmax")
    chain.then(differentiate, "every logit moves alone")
    chain.then(resolve_delta, "the delta leaves one term of the sum")
    chain.end()
