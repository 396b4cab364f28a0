"""Layers that normalise: what they leave unchanged, and what they make of mean and length."""

from __future__ import annotations

from derive.bridge import apply, chain_rule, differentiate, resolve_delta
from derive.language import *

i, j, k = index("i", "d"), index("j", "d"), index("k", "d")
x, v = vector("x", "d"), vector("v", "d")
factor, shift = scalar("a"), scalar("b")
d = size("d")


def mean(entries: Family) -> Real:
    """The mean of the entries."""
    return total(k, entries[k]) / d


def variance(entries: Family) -> Real:
    """The mean squared distance from the mean."""
    return total(k, (entries[k] - mean(entries)) ** 2) / d


def layer_norm(entries: Family) -> Family:
    """The entries less their mean, over the root of their variance."""
    return family(k, (entries[k] - mean(entries)) / sqrt(variance(entries)))


def rms_norm(entries: Family) -> Family:
    """The entries over the root of their mean square."""
    return family(k, entries[k] / sqrt(total(j, entries[j] ** 2) / d))


spread = total(k, (x[k] - mean(x)) ** 2) > 0

layer_norm_moments = Claim(
    "layer-norm.moments",
    "Where not all entries are the same, layer normalisation without $\\epsilon$ gives the mean 0 and the mean "
    "square 1",
    [Equal(mean(layer_norm(x)), 0), Equal(total(k, layer_norm(x)[k] ** 2) / d, 1)],
    given=[spread],
    references=["ba2016"],
)

layer_norm_shift = Claim(
    "layer-norm.shift-invariance",
    "Layer normalisation without $\\epsilon$ does not see a shift of all entries",
    Equal(layer_norm(family(k, x[k] + shift))[i], layer_norm(x)[i]),
    given=[spread],
    references=["ba2016"],
    names=[
        Abbreviation(layer_norm(x).array, "h_{%s}(x)", "h_%s(x)"),
        Abbreviation(layer_norm(family(k, x[k] + shift)).array, r"h_{%s}(x + b \mathbf{1})", "h_%s(x + b 1)"),
    ],
)

rms_norm_claim = Claim(
    "rms-norm.invariance",
    "RMS normalisation does not see a positive factor, and gives the mean square 1",
    [
        Equal(rms_norm(family(k, factor * x[k]))[i], rms_norm(x)[i]),
        Equal(total(k, rms_norm(x)[k] ** 2) / d, 1),
    ],
    given=[total(k, x[k] ** 2) > 0, factor > 0],
    references=["zhang2019"],
)

g = scalar("g")
length = sqrt(total(k, v[k] ** 2))
product_with = g * total(k, x[k] * v[k]) / length

weight_norm = Claim(
    "weight-norm.orthogonal-gradient",
    r"With weights $g v/\|v\|$, the gradient of the output $g\, v \cdot x/\|v\|$ in $v$ is orthogonal to $v$",
    Equal(total(j, v[j] * D(product_with, v[j])), 0),
    given=[total(k, v[k] ** 2) > 0],
    references=["salimans2016"],
)

entry = layer_norm(x)
deviation = sqrt(variance(x))
DEVIATION = Abbreviation(deviation.term, "sigma")
normalised = total(k, (x[k] - mean(x)) ** 2) > 0

gradient = Claim(
    "layer-norm.gradient",
    r"Layer and batch normalisation without $\epsilon$, $h_i = (x_i - \mu)/\sigma$, have the derivatives "
    r"$(\delta_{ij} - 1/d - h_i h_j/d)/\sigma$: neither a shift nor a stretch of $x$ moves them",
    {
        "gradient": Equal(D(entry[i], x[j]), (delta(i, j) - 1 / d - entry[i] * entry[j] / d) / deviation),
        "shift": Equal(total(j, D(entry[i], x[j])), 0),
        "stretch": Equal(total(j, D(entry[i], x[j]) * x[j]), 0),
    },
    given=[normalised],
    references=["ba2016"],
    names=[Abbreviation(entry.array, "h"), DEVIATION],
)


@gradient.derivation
def _(chain: Derivation) -> None:
    chain.section("The standard deviation")
    chain.start(D(deviation, x[j]), "the derivative of a root")
    chain.then(differentiate, "chain rule")
    chain.then(resolve_delta, "each delta leaves one term; the deviations from the mean sum to 0")
    chain.then(entry[j] / d, r"$x_j - \mu = \sigma h_j$")
    slope = chain.chained()

    chain.section("The normalised entries")
    chain.start(D(entry[i], x[j]), "a quotient")
    chain.then(chain_rule(DEVIATION), "quotient rule")
    chain.then(resolve_delta, "the mean has the slope $1/d$ in each entry")
    chain.then(apply(slope), "the slope of the standard deviation")
    chain.end(r"$x_i - \mu = \sigma h_i$")

    chain.section("A shift and a stretch")
    chain.conclude(chain.search(chain.goal), r"$1 - d/d = 0$, and $\sum_k h_k = 0$")
    chain.conclude(chain.search(chain.goal), r"$\sum_k h_k x_k = \sigma \sum_k h_k^2 = \sigma d$")


root_mean_square = sqrt(total(k, x[k] ** 2) / d)
ROOT = Abbreviation(root_mean_square.term, "r")
scaled_entry = rms_norm(x)

rms_gradient = Claim(
    "rms-norm.gradient",
    r"RMS normalisation, $h_i = x_i/r$, has the derivatives $(\delta_{ij} - h_i h_j/d)/r$: a stretch of $x$ does not "
    "move it, and a shift does",
    {
        "gradient": Equal(
            D(scaled_entry[i], x[j]), (delta(i, j) - scaled_entry[i] * scaled_entry[j] / d) / root_mean_square
        ),
        "stretch": Equal(total(j, D(scaled_entry[i], x[j]) * x[j]), 0),
        "shift": Equal(
            total(j, D(scaled_entry[i], x[j])), (1 - scaled_entry[i] * mean(scaled_entry)) / root_mean_square
        ),
    },
    given=[total(k, x[k] ** 2) > 0],
    references=["zhang2019"],
    names=[Abbreviation(scaled_entry.array, "h"), ROOT],
)


@rms_gradient.derivation
def _(chain: Derivation) -> None:
    chain.section("The root mean square")
    chain.start(D(root_mean_square, x[j]), "the derivative of a root")
    chain.then(differentiate, "chain rule")
    chain.then(resolve_delta, "the delta leaves one term")
    chain.then(scaled_entry[j] / d, "$x_j = r h_j$")
    slope = chain.chained()

    chain.section("The normalised entries")
    chain.start(D(scaled_entry[i], x[j]), "a quotient")
    chain.then(chain_rule(ROOT), "quotient rule")
    chain.then(apply(slope), "the slope of the root mean square")
    chain.end("$x_i = r h_i$")

    chain.section("A stretch and a shift")
    chain.conclude(chain.search(chain.goal), r"$\sum_k h_k x_k = r \sum_k h_k^2 = r d$")
    chain.conclude(chain.search(chain.goal), r"$\sum_k h_k = d$ times the mean of $h$")
