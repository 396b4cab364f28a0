"""Layers that normalise: what they leave unchanged, and what they make of mean and length."""

from __future__ import annotations

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
normalised = total(k, (x[k] - mean(x)) ** 2) > 0

gradient = Claim(
    "layer-norm.gradient",
    r"Layer and batch normalisation without $\epsilon$, $h_i = (x_i - \mu)/\sigma$, have the derivatives "
    r"$(\delta_{ij} - 1/d - h_i h_j/d)/\sigma$: neither a shift nor a stretch of $x$ moves them",
    {
        "gradient": Equal(D(entry[i], x[j]), (delta(i, j) - 1 / d - entry[i] * entry[j] / d) / sqrt(variance(x))),
        "shift": Equal(total(j, D(entry[i], x[j])), 0),
        "stretch": Equal(total(j, D(entry[i], x[j]) * x[j]), 0),
    },
    given=[normalised],
    references=["ba2016"],
    names=[Abbreviation(entry.array, "h"), Abbreviation(sqrt(variance(x)).term, "sigma")],
)
