"""What the library is about: logits, softmax, log-sum-exp, cross entropy, entropy.

Sources that most claims refer to are named here once.
"""

from __future__ import annotations

from derive.language import *
from derive.language.constants import listed

i, j, k, m = index("i"), index("j"), index("k"), index("m")
"""Classes."""

z, w = vector("z"), vector("w")
"""Logits."""

y = vector("y")
"""A target."""

v = vector("v")
"""A direction."""

c = scalar("c")


def partition(logits: Family) -> Real:
    """S(z) = Σₖ exp zₖ."""
    each = index("k", logits.array.sizes[0])
    return total(each, exp(logits[each]))


def softmax(logits: Family) -> Family:
    """σᵢ(z) = exp zᵢ / S(z), for z ∈ ℝᴷ."""
    each = index("i", logits.array.sizes[0])
    return family(each, exp(logits[each]) / partition(logits))


def log_sum_exp(logits: Family) -> Real:
    """LSE(z) = log S(z)."""
    return log(partition(logits))


def cross_entropy(target: Family, probabilities: Family) -> Real:
    """−Σₖ yₖ log pₖ, for p > 0."""
    return -total(k, target[k] * log(probabilities[k]))


def entropy(probabilities: Family) -> Real:
    """H(p) = −Σₖ pₖ log pₖ, with 0 log 0 = 0."""
    return -total(k, probabilities[k] * log(probabilities[k]))


def relative_entropy(first: Family, second: Family) -> Real:
    """KL(q‖p) = Σₖ qₖ log(qₖ/pₖ), with 0 log 0 = 0, for p > 0."""
    each = index("k", first.array.sizes[0])
    return total(each, first[each] * log(first[each] / second[each]))


def scaled(factor: Number, logits: Family) -> Family:
    """β·z."""
    each = index("i", logits.array.sizes[0])
    return family(each, factor * logits[each])


def shifted(logits: Family, shift: Number) -> Family:
    """z + c·1."""
    each = index("i", logits.array.sizes[0])
    return family(each, logits[each] + shift)


def numbers(*values: Number) -> Family:
    """The vector with the given entries."""
    return listed(values)


S = partition(z)
p = softmax(z)


def named(entries: Family, name: str, text: str = "") -> Abbreviation:
    """A name for the entries of an array that is given by a formula, as an abbreviation has it."""
    return Abbreviation(entries.array, name, text)


def sigma(logits: Family, latex: str, text: str = "") -> Abbreviation:
    """The name σ(…) for the softmax of these logits."""
    return named(softmax(logits), rf"\sigma_{{%s}}({latex})", f"σ_%s({text or latex})")


def lse(logits: Family, latex: str, text: str = "") -> Abbreviation:
    """The name LSE(…) for the log-sum-exp of these logits."""
    # %s stands for the indices, of which a term has none
    return Abbreviation(log_sum_exp(logits).term, rf"\operatorname{{LSE}}%s({latex})", f"LSE({text or latex})")


S_NAME = Abbreviation(S.term, "S")
P_NAME = named(p, "p")
LSE_NAME = lse(z, "z")


ARTICLE_000 = "000_bd406259d5058328.txt"
ARTICLE_001 = "001_1b295b69248aa4fb.txt"
ARTICLE_002 = "002_4fccad07b834a180.txt"
ARTICLE_003 = "003_07137ddb0bec87e6.txt"
ARTICLE_004 = "004_c72f63f74d179def.txt"
