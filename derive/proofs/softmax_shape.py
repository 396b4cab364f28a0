"""Softmax and convexity."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derive.bridge import apply, chain_rule, expand, expand_logs, factor, resolve_delta
from derive.language import *
from derive.lemmas import add_up
from derive.proofs.definitions import (
    ARTICLE_000,
    ARTICLE_001,
    ARTICLE_002,
    S_NAME,
    cross_entropy,
    i,
    k,
    log_sum_exp,
    named,
    p,
    sigma,
    softmax,
    w,
    y,
    z,
)
from derive.proofs.jacobian import jacobian
from derive.proofs.lse_convexity import between, chord, theta
from derive.proofs.lse_convexity import convex as lse_convex

K = size()
from_z, from_w = softmax(z), softmax(w)
weight_of_z = (theta >= 0, theta <= 1)
NAMES = [sigma(z, "z"), sigma(w, "w"), sigma(between, r"\theta z + (1 - \theta)w", "θ z + (1 − θ) w")]

convexity_claim = Claim(
    "softmax.convexity-claim",
    "Every component of softmax is convex",
    softmax(between)[i] <= theta * from_z[i] + (1 - theta) * from_w[i],
    given=weight_of_z,
    expected="refuted",
    corrected_by="softmax.log-concave",
    sources=[ARTICLE_001],
    references=["boyd2004"],
    names=NAMES,
    note="Log-sum-exp, of which softmax is the gradient, is convex; so is cross entropy in the logits.",
)

loss_on_chord = theta * cross_entropy(y, from_z) + (1 - theta) * cross_entropy(y, from_w)
convex_in_logits = cross_entropy(y, softmax(between)) <= loss_on_chord

log_concave = Claim(
    "softmax.log-concave",
    "The logarithm of every component of softmax is concave, so that cross entropy is convex in the logits",
    [
        log(softmax(between)[i]) >= theta * log(from_z[i]) + (1 - theta) * log(from_w[i]),
        implies(forall(k, y[k] >= 0), convex_in_logits),
    ],
    given=weight_of_z,
    sources=[ARTICLE_001],
    references=["boyd2004"],
    names=NAMES,
)


@log_concave.derivation
def _(chain: Derivation) -> None:
    potential = chain.lemma(lse_convex, "log-sum-exp is convex")
    chain.section("The logarithm of softmax")
    chain.start(theta * log(from_z[i]) + (1 - theta) * log(from_w[i]), r"$\log \sigma(z) = z - \log \sum_k \exp z_k$")
    chain.then(expand_logs, "the logarithm of a quotient")
    chain.then(between[i] - chord, "collect the logits")
    chain.then(between[i] - log_sum_exp(between), "as noted", relation="<=", by=[(1, potential)])
    concave = chain.end(r"$\log \sigma(z) = z - \log \sum_k \exp z_k$")

    chain.section("Cross entropy")
    target_signs = forall(k, y[k] >= 0)
    with chain.assuming(target_signs):
        at_k = chain.at(concave, i=k)
        left = -y[k] * log(softmax(between)[k])
        right = -y[k] * (theta * log(from_z[k]) + (1 - theta) * log(from_w[k]))
        summed = add_up(for_each(k, chain.check(left <= right, by=[(y[k], at_k)])))
        convex = chain.show(convex_in_logits, "a sum of concave functions with weights $-y$", by=[(1, summed)])
    chain.conclude(suppose(target_signs, convex))


def raised_to(weight: Fraction) -> Family:
    """Logits under which class i has the probability n/(n + 1): zᵢ = log(n (K − 1)), the others 0."""
    return family(k, choose(k, i, log(weight * (K - 1)), 0))


def halfway(first: Family, second: Family) -> Family:
    """The middle between two vectors of logits."""
    return family(k, (first[k] + second[k]) / 2)


start, above, below = raised_to(Fraction(1)), raised_to(Fraction(4)), raised_to(Fraction(1, 4))
CHORD_NAMES = [
    sigma(start, "a"),
    sigma(above, "b"),
    sigma(below, "c"),
    sigma(halfway(start, above), "(a + b)/2"),
    sigma(halfway(start, below), "(a + c)/2"),
    named(start, "a"),
    named(above, "b"),
    named(below, "c"),
]
middle = halfway(z, w)
above_chord = softmax(middle)[i] > (from_z[i] + from_w[i]) / 2
below_chord = softmax(middle)[i] < (from_z[i] + from_w[i]) / 2

nonconvex = Claim(
    "softmax.nonconvex",
    "For two classes or more, no component of softmax is convex, and none is concave",
    [
        Equal(D(p[i], z[i], z[i]), p[i] * (1 - p[i]) * (1 - 2 * p[i])),
        exists([z, w], above_chord),
        exists([z, w], below_chord),
    ],
    given=[K >= 2],
    sources=[ARTICLE_001],
    references=["boyd2004"],
    names=[sigma(z, "z"), S_NAME, sigma(w, "w"), sigma(middle, "(z + w)/2"), *CHORD_NAMES],
)


@nonconvex.derivation
def _(chain: Derivation) -> None:
    chain.section(r"The second derivative changes its sign where $\sigma_i(z) = 1/2$")
    chain.start(D(p[i], z[i], z[i]), "differentiate twice")
    chain.then(apply(jacobian), "the Jacobian of softmax, for all logits")
    chain.then(resolve_delta, "the delta of $i$ and $i$ is 1")
    chain.then(expand)
    chain.then(chain_rule(p), "power rule")
    chain.then(factor, "a common factor")
    chain.then(apply(jacobian), "the Jacobian of softmax")
    chain.then(resolve_delta, "the delta of $i$ and $i$ is 1")
    chain.end()

    chain.section("Above a chord: not convex")
    a_value = chain.show(Equal(softmax(start)[i], Fraction(1, 2)), r"for $a_i = \log(K - 1)$, and 0 elsewhere")
    b_value = chain.show(Equal(softmax(above)[i], Fraction(4, 5)), r"for $b_i = \log(4 (K - 1))$, and 0 elsewhere")
    value = chain.show(Equal(softmax(halfway(start, above))[i], Fraction(2, 3)), r"half-way, as $\log 4 = 2 \log 2$")
    show_chord(chain, above_chord, (start, above), [a_value, b_value, value], "2/3 is more than (1/2 + 4/5)/2")

    chain.section("Below a chord: not concave")
    c_value = chain.show(Equal(softmax(below)[i], Fraction(1, 5)), r"for $c_i = \log((K - 1)/4)$, and 0 elsewhere")
    value = chain.show(Equal(softmax(halfway(start, below))[i], Fraction(1, 3)), "half-way")
    show_chord(chain, below_chord, (start, below), [a_value, c_value, value], "1/3 is less than (1/2 + 1/5)/2")


def show_chord(
    chain: Derivation, property_: Formula, ends: tuple[Family, Family], values: Sequence[Theorem], reason: str
) -> None:
    """Exhibits the two ends of a chord."""
    comparison = chain.check(replace(replace(property_, z, ends[0]), w, ends[1]), values)
    chain.conclude(exhibit(chain.goal, ends, comparison), reason)


added, midway = family(k, z[k] + w[k]), family(k, (z[k] + w[k]) / 2)
not_additive = exists([z, w, i], Different(softmax(added)[i], p[i] + softmax(w)[i]))
not_affine = exists([z, w, i], Different(softmax(midway)[i], (p[i] + softmax(w)[i]) / 2))

nonlinear = Claim(
    "softmax.nonlinear",
    "Softmax is not additive; for two classes or more it is not affine: the softmax midway between two vectors is not "
    "always the mean",
    [not_additive, implies(K >= 2, not_affine)],
    sources=[ARTICLE_000, ARTICLE_002],
    references=["goodfellow2016"],
    names=[sigma(z, "z"), sigma(w, "w"), sigma(added, "z + w"), sigma(midway, "(z + w)/2")],
)


@nonlinear.derivation
def _(chain: Derivation) -> None:
    zero = family(k, 0)
    sum_of_zeros = family(k, zero[k] + zero[k])
    unlike = chain.show(
        Different(softmax(sum_of_zeros)[i], softmax(zero)[i] + softmax(zero)[i]), "take zero vectors: 1/K is not 2/K"
    )
    chain.conclude(exhibit(not_additive, [zero, zero, i], unlike))

    first, second = (family(k, choose(k, i, log(ratio * (K - 1)), 0)) for ratio in (1, 4))
    middle = family(k, (first[k] + second[k]) / 2)
    with chain.assuming(K >= 2):
        bent = chain.show(
            Different(softmax(middle)[i], (softmax(first)[i] + softmax(second)[i]) / 2),
            "one logit log(K − 1), log 4(K − 1), midway log 2(K − 1), the others 0: 2/3 is not the mean of 1/2 and 4/5",
        )
        found = exhibit(not_affine, [first, second, i], bent)
    chain.conclude(suppose(K >= 2, found))
