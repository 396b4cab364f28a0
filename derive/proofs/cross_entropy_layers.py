"""Convexity of the cross entropy in the weights of a network: those of the last layer, and no others."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up
from derive.proofs.cross_entropy_convexity import convex, half, theta
from derive.proofs.definitions import (
    ARTICLE_001,
    k,
    named,
    softmax,
)

first, second, first_, second_ = scalar("a"), scalar("b"), scalar("u"), scalar("v")


def deep(outer: Real, inner: Real) -> Real:
    """The loss of two layers of one weight each, for the input 1 and the second logit 0."""
    return log(1 + exp(-(outer * inner)))


linear_layer_convex = Claim(
    "ce.linear-layer-convex",
    "The loss is convex in all weights, also in those below the last layer",
    deep(half * (first + first_), half * (second + second_)) <= half * (deep(first, second) + deep(first_, second_)),
    expected="refuted",
    corrected_by="ce.last-layer-convex",
    sources=[ARTICLE_001],
    references=["goodfellow2016"],
    note="The article means the last layer, for fixed features.",
)

n, m = index("n", "N"), index("m", "d")
weights, others = matrix("W", "K", "d"), matrix("V", "K", "d")
bias, other_bias = vector("b"), vector("a")
inputs, targets = matrix("x", "N", "d"), matrix("y", "N", "K")


def layer(matrix_: Family, offset: Family, sample: Index = n) -> Family:
    """The logits W xₙ + b of a sample."""
    return family(k, total(m, matrix_[k, m] * inputs[sample, m]) + offset[k])


def of_layer(matrix_: Family, offset: Family, latex: str, text: str = "") -> Abbreviation:
    """The name P(…) for the probabilities of all samples."""
    entries = family((n, k), softmax(layer(matrix_, offset))[k])
    return named(entries, rf"P_{{%s}}({latex})", f"P_%s({text or latex})")


def data_loss(matrix_: Family, offset: Family) -> Real:
    """The cross entropy of a data set, as a function of the parameters of the last layer."""
    logits = layer(matrix_, offset)
    return total(n, -total(k, targets[n, k] * log(softmax(logits)[k])))


mixed = family((k, m), theta * weights[k, m] + (1 - theta) * others[k, m])
mixed_bias = family(k, theta * bias[k] + (1 - theta) * other_bias[k])
direction, lift = vector("v", "d"), scalar("s")
lifted = family((k, m), weights[k, m] + direction[m])
lifted_bias = family(k, bias[k] + lift)

last_layer_convex = Claim(
    "ce.last-layer-convex",
    "For fixed features, the loss of a data set is convex in weights and biases of the last layer together, though not "
    "strictly: the same added to all rows leaves it as it is",
    [
        data_loss(mixed, mixed_bias) <= theta * data_loss(weights, bias) + (1 - theta) * data_loss(others, other_bias),
        Equal(data_loss(lifted, lifted_bias), data_loss(weights, bias)),
    ],
    given=[forall(n, Equal(total(k, targets[n, k]), 1)), theta >= 0, theta <= 1],
    sources=[ARTICLE_001],
    references=["bohning1992", "boyd2004"],
    names=[
        of_layer(weights, bias, "W, b"),
        of_layer(others, other_bias, "V, a"),
        of_layer(mixed, mixed_bias, r"\theta (W, b) + (1 - \theta)(V, a)", "θ (W, b) + (1 − θ)(V, a)"),
        of_layer(lifted, lifted_bias, r"W + \mathbf{1} v^\top, b + s", "W + 1 vᵀ, b + s"),
    ],
)


@last_layer_convex.derivation
def _(chain: Derivation) -> None:
    normalised_targets, *bounds = chain.given

    def sample_loss(logits: Family) -> Real:
        return -total(k, targets[n, k] * log(softmax(logits)[k]))

    chain.section("Convex")
    first, second, between_ = layer(weights, bias), layer(others, other_bias), layer(mixed, mixed_bias)
    sums = specialise(normalised_targets, n)
    with chain.in_general(), chain.assuming(*bounds):
        nonnegative = chain.check(total(k, targets[n, k]) >= 0, by=[(-1, sums)])
        lemma = chain.lemma(convex).at(z=first, w=second, y=family(k, targets[n, k])).given(nonnegative)
        goal = sample_loss(between_) <= theta * sample_loss(first) + (1 - theta) * sample_loss(second)
        sample = chain.note(chain.check(goal, by=[(1, lemma)]), "each sample: convex in its logits, which are affine")
        theorem = chain.check(chain.goal, by=[(1, add_up(for_each(n, sample)))])
    chain.conclude(theorem, "sum over the samples")

    chain.section("Not strictly")
    chain.start(data_loss(lifted, lifted_bias), "the same added to all rows")
    chain.end("all logits of a sample are shifted by the same number")
