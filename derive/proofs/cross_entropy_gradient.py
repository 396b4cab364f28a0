"""The gradient of the cross entropy: how it is derived, when it has another factor, and how large it is."""

from __future__ import annotations

from derive.bridge import apply, cancel, chain_rule, differentiate, resolve_delta, split
from derive.language import *
from derive.proofs.cross_entropy import loss, normalised
from derive.proofs.definitions import (
    ARTICLE_001,
    ARTICLE_002,
    ARTICLE_003,
    P_NAME,
    S_NAME,
    cross_entropy,
    i,
    j,
    k,
    named,
    p,
    softmax,
    y,
    z,
)
from derive.proofs.jacobian import jacobian

K = size()
q = vector("q")
label, r = index("c"), index("r")
one_hot = family(k, delta(k, label))
one_hot_loss = cross_entropy(one_hot, p)

# By the chain rule -----------------------------------------------------------------------------------

probability_gradient = Claim(
    "ce.probability-gradient",
    ("The derivative of the cross entropy by a probability is $-y/p$, each probability being a variable of its own"),
    Equal(D(cross_entropy(y, q), q[i]), -y[i] / q[i]),
    given=[forall(k, q[k] > 0)],
    sources=[ARTICLE_002, ARTICLE_003],
    references=["goodfellow2016"],
)

by_chain_rule = -total(i, y[i] / p[i] * (p[i] * (delta(i, j) - p[j])))
cancelled = -(total(i, y[i] * delta(i, j)) - p[j] * total(i, y[i]))

chain_rule_claim = Claim(
    "ce.chain-rule",
    "By the chain rule, the probabilities cancel in the gradient of the cross entropy",
    [
        Equal(D(loss, z[j]), by_chain_rule),
        Equal(by_chain_rule, cancelled),
        Equal(total(i, y[i] * delta(i, j)), y[j]),
    ],
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
)


@probability_gradient.derivation
def _(chain: Derivation) -> None:
    chain.start(D(cross_entropy(y, q), q[i]), "the cross entropy")
    chain.then(differentiate, "the derivative of log is the reciprocal; every probability moves alone")
    chain.then(resolve_delta, "the delta leaves one term of the sum")
    chain.end()


@chain_rule_claim.derivation
def _(chain: Derivation) -> None:
    chain.section("The chain rule")
    chain.start(D(loss, z[j]), "the cross entropy of softmax")
    chain.then(chain_rule(p), "the derivative by each probability, $-y_i/p_i$, times its derivative by the logit")
    chain.then(apply(jacobian), "the Jacobian of softmax")
    chain.end()

    chain.section("The probabilities cancel")
    chain.start(by_chain_rule, "each term has $p_i$ below and above")
    chain.then(cancel)
    chain.then(split, "the probability $p_j$ does not depend on $i$")
    chain.end()

    chain.section("The delta")
    chain.start(total(i, y[i] * delta(i, j)), "the first sum")
    chain.then(resolve_delta, "the delta leaves one term")
    chain.end()


# Other scales ----------------------------------------------------------------------------------------

tau = scalar("tau")
cooled = softmax(family(k, z[k] / tau))
cooled_loss = cross_entropy(y, cooled)

gradient_always = Claim(
    "ce.gradient-always",
    "The gradient of the cross entropy in the logits is always $p - y$, also with a temperature",
    Equal(D(cooled_loss, z[i]), cooled[i] - y[i]),
    given=[normalised, tau > 0],
    expected="refuted",
    corrected_by="ce.gradient-scaled",
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    names=[named(cooled, "p")],
    note="It is, for the natural logarithm, temperature 1, the sum over the samples, equal weights of the classes, and "
    "a target that sums to 1. Whatever network yields the logits, the gradient in them is the same.",
)

weights = vector("w")

gradient_scaled = Claim(
    "ce.gradient-scaled",
    (
        r"The gradient is $p - y$ times a factor: $1/\tau$ at temperature $\tau$, $1/\log 2$ for the "
        "binary logarithm, the weight of the true class where classes are weighted"
    ),
    [
        Equal(D(cooled_loss, z[i]), (cooled[i] - y[i]) / tau),
        Equal(D(-total(k, y[k] * (log(p[k]) / log(2))), z[i]), (p[i] - y[i]) / log(2)),
        Equal(D(-total(k, weights[k] * one_hot[k] * log(p[k])), z[i]), weights[label] * (p[i] - delta(i, label))),
    ],
    given=[normalised, tau > 0],
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
    note=(
        "The mean over $N$ samples divides by $N$ (ce.batch-gradient); a target with sum $s$ gives "
        "$s p - y$ (ce.gradient)."
    ),
)

n = index("n", "N")
logits, targets = matrix("Z", "N", "K"), matrix("Y", "N", "K")
rows = family((n, k), exp(logits[n, k]) / total(j, exp(logits[n, j])))
batch_loss = total(n, -total(k, targets[n, k] * log(rows[n, k]))) / size("N")
each_normalised = forall(n, Equal(total(k, targets[n, k]), 1))

batch_gradient = Claim(
    "ce.batch-gradient",
    "The gradient of the mean loss of a batch is $(P - Y)/N$",
    Equal(D(batch_loss, logits[n, i]), (rows[n, i] - targets[n, i]) / size("N")),
    given=[each_normalised],
    sources=[ARTICLE_001],
    references=["bishop2006"],
    names=[named(rows, "P")],
    note="The article's formula is an image that did not reach us; for the sum over the batch it is $P - Y$.",
)

# The gradient is the error ---------------------------------------------------------------------------

epsilon = scalar("epsilon")
slope = D(one_hot_loss, z[i])

error_proportional = Claim(
    "ce.gradient-error-proportional",
    (
        "The gradient is the error $p - y$: it vanishes only where the prediction is the target, and its "
        "size at the true class is $1 - p$"
    ),
    {
        "gradient": Equal(D(loss, z[i]), p[i] - y[i]),
        "zero": iff(forall(i, Equal(D(loss, z[i]), 0)), forall(i, Equal(p[i], y[i]))),
        "true class": Equal(absolute(D(one_hot_loss, z[label])), 1 - p[label]),
        "wrong": implies(p[label] <= epsilon, absolute(D(one_hot_loss, z[label])) >= 1 - epsilon),
    },
    given=[normalised],
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
)

gradient_sparse = Claim(
    "ce.gradient-sparse",
    "The gradient for a one-hot target is sparse: some of its entries are 0",
    exists(i, Equal(slope, 0)),
    given=[K >= 3],
    expected="refuted",
    corrected_by="ce.gradient-dense",
    sources=[ARTICLE_001],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
    note="Where softmax is saturated, entries are close to 0; none is 0.",
)

gradient_dense = Claim(
    "ce.gradient-dense",
    "For two classes or more, no entry of the gradient for a one-hot target is 0: that of the true class is negative, "
    "all others are positive",
    [D(one_hot_loss, z[label]) < 0, implies(distinct(i, label), slope > 0)],
    given=[K >= 2],
    sources=[ARTICLE_001],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
)
