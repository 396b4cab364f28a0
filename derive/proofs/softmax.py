"""Softmax: elementary properties."""

from __future__ import annotations

from derive.bridge import (
    apply,
    cancel,
    combine_exponentials,
    divide_through,
    expand_exponentials,
    pull_out,
    separate,
    write_out,
)
from derive.language import *
from derive.lemmas import add_up, maximum_bounds, monotone
from derive.proofs.definitions import (
    ARTICLE_000,
    ARTICLE_001,
    ARTICLE_002,
    ARTICLE_003,
    ARTICLE_004,
    P_NAME,
    S_NAME,
    S,
    c,
    i,
    j,
    k,
    log_sum_exp,
    p,
    shifted,
    sigma,
    softmax,
    w,
    z,
)

K = size()
t, x = scalar("t"), scalar("x")
pair, single = vector("u", 2), vector("u", 1)

definition = Claim(
    "softmax.definition",
    "Softmax is defined for all finite logits: the sum of their exponentials is positive",
    [S > 0, Equal(p[i] * S, exp(z[i]))],
    sources=[ARTICLE_000, ARTICLE_001, ARTICLE_002, ARTICLE_003, ARTICLE_004],
    references=["bridle1990", "goodfellow2016"],
    names=[P_NAME, S_NAME],
)


@definition.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.show(S > 0, "a sum of exponentials, at least one, each of them positive"))
    chain.conclude(chain.show(chain.goal, r"so that the quotient $\exp z_i / S$ exists"))


positivity = Claim(
    "softmax.positivity",
    "For two classes or more, every probability lies strictly between 0 and 1; for one class it is 1",
    {"above 0": p[i] > 0, "below 1": implies(K >= 2, p[i] < 1), "one class": Equal(softmax(single)[1], 1)},
    sources=[ARTICLE_000, ARTICLE_001, ARTICLE_002, ARTICLE_003, ARTICLE_004],
    references=["bishop2006"],
    names=[P_NAME, S_NAME, sigma(single, "u")],
    note="Exact arithmetic: in floating point a probability may round to 0 or to 1.",
)


@positivity.derivation
def _(chain: Derivation) -> None:
    chain.section("Above 0")
    chain.conclude(chain.show(p[i] > 0, "a quotient of positive numbers"))
    chain.section("Below 1")
    with chain.assuming(K >= 2):
        chain.start(p[i], "definition of softmax")
        chain.then(separate(i), r"$S$ is $\exp z_i$ and the exponentials of the other classes")
        chain.then(1, "there is another class, and its exponential is positive", relation="<")
    chain.conclude(suppose(K >= 2, chain.chained()))
    chain.section("One class")
    chain.conclude(chain.show(chain.goal, "the only exponential is the whole sum"))


sums_to_one = Claim(
    "softmax.sums-to-one",
    "The probabilities sum to 1",
    Equal(total(i, p[i]), 1),
    sources=[ARTICLE_000, ARTICLE_001, ARTICLE_002, ARTICLE_003, ARTICLE_004],
    references=["bishop2006"],
    names=[P_NAME, S_NAME],
    note="Exact arithmetic: rounded sums may differ from 1 by a few units in the last place.",
)


@sums_to_one.derivation
def _(chain: Derivation) -> None:
    chain.start(total(i, p[i]), "definition of softmax")
    chain.then(pull_out, "the constant $1/S$ comes out of the sum")
    chain.then(cancel, "the sum of all exponentials is $S$, and $S > 0$")
    chain.end()


top, bottom = maximum(k, z[k]), minimum(k, z[k])

two_classes = Claim(
    "softmax.two-classes",
    "The probabilities of two different classes sum to at most 1: at most one of them exceeds 1/2",
    p[i] + p[j] <= 1,
    given=[distinct(i, j)],
    references=["bishop2006"],
    names=[P_NAME, S_NAME],
)


@two_classes.derivation
def _(chain: Derivation) -> None:
    share = chain.check(choose(k, j, p[k], 0) <= choose(k, i, 0, p[k]))
    chain.start(p[j], "the probability of another class")
    chain.then(1 - p[i], "is part of what $i$ leaves", relation="<=", by=[(1, add_up(for_each(k, share)))])
    chain.conclude(chain.check(chain.goal, by=[(1, chain.chained())]))


never_zero = Claim(
    "softmax.never-zero",
    r"No probability is below $\exp(\min z - \max z)/K$, which is positive",
    [exp(-(top - bottom)) / K > 0, p[i] >= exp(-(top - bottom)) / K],
    sources=[ARTICLE_001, ARTICLE_003],
    references=["martins2016"],
    names=[P_NAME, S_NAME],
    note="Exact arithmetic: in binary64, an exponential of less than about $-745.13$ is rounded to 0.",
)


@never_zero.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.show(chain.goal, "an exponential is positive"))
    above = monotone("exp", maximum_bounds(top, k))
    chain.note(above, "no logit exceeds the largest")
    summed = add_up(for_each(k, above))
    whole = chain.show(K * exp(top) >= S, "sum over the classes", by=[(1, summed)])
    chain.start(exp(-(top - bottom)) / K)
    chain.then(expand_exponentials, "the exponential of a difference")
    least = chain.check(bottom <= z[i], by=[(1, maximum_bounds(maximum(k, -z[k]), i))])
    below = monotone("exp", least)
    chain.then(
        exp(z[i]) / (K * exp(top)),
        "no logit is below the smallest",
        relation="<=",
        by=[(1 / (K * exp(top)), below)],
    )
    chain.end(r"$S$ is at most $K \exp(\max z)$", by=[(exp(z[i]) / (S * K * exp(top)), whole)])


smoothness = Claim(
    "softmax.smooth",
    "Softmax has partial derivatives of every order everywhere",
    smooth(p[i], z),
    sources=[ARTICLE_000, ARTICLE_001],
    references=["gao2017"],
    names=[P_NAME, S_NAME],
)


@smoothness.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.check(chain.goal), "a quotient of smooth functions, whose denominator $S$ is positive")


shift_invariance = Claim(
    "softmax.shift-invariance",
    "Softmax does not change when the same constant is added to all logits",
    Equal(softmax(shifted(z, c))[i], softmax(z)[i]),
    sources=[ARTICLE_001, ARTICLE_003, ARTICLE_004],
    references=["goodfellow2016"],
    names=[sigma(z, "z"), sigma(shifted(z, c), "z + c"), S_NAME],
    note="Exact arithmetic: in floating point a large constant swallows the digits of the logits.",
)


@shift_invariance.derivation
def _(chain: Derivation) -> None:
    chain.start(softmax(shifted(z, c))[i])
    chain.then(expand_exponentials)
    chain.then(pull_out, "the constant factor comes out of the sum")
    chain.then(cancel, "cancel the common factor, which is positive")
    chain.end()


E, F = scalar("E"), scalar("F")
expanded = E * exp(z[i]) / (E * S)

common_factor = Claim(
    "softmax.common-factor",
    "Numerator and denominator of softmax can be multiplied by any number but 0, as a shift of all logits",
    exists(F, both(Equal(exp(F), E), forall(i, Equal(expanded, softmax(shifted(z, F))[i])))),
    given=[Different(E, 0)],
    expected="refuted",
    corrected_by="softmax.common-positive-factor",
    sources=[ARTICLE_003],
    references=["goodfellow2016"],
    names=[S_NAME],
    note="The fraction does not change, but a negative factor has no real logarithm and is no shift.",
)


@common_factor.denial(point({"K": 1}, E=-1, z=[0]))
def _(chain: Derivation) -> None:
    shift = chain.at(chain.denied)
    chain.note(shift, "take $E = -1$ and $z = 0$: there would be a shift $F$")
    positive = chain.show(exp(F) > 0, "but an exponential is positive")
    none = take(shift, F, clash(Equal(exp(F), -1), positive))
    chain.conclude(by_contradiction(chain.goal, none), "so that there is none")


common_positive_factor = Claim(
    "softmax.common-positive-factor",
    r"A positive factor $E$ of numerator and denominator of softmax is the shift $\log E$ of all logits",
    [Equal(E * exp(z[i]), exp(z[i] + log(E))), Equal(expanded, softmax(shifted(z, log(E)))[i])],
    given=[E > 0],
    sources=[ARTICLE_003],
    references=["goodfellow2016"],
    names=[S_NAME],
)


@common_positive_factor.derivation
def _(chain: Derivation) -> None:
    factor = chain.show(chain.goal, r"$E = \exp \log E$, as $E > 0$")
    chain.conclude(factor)
    chain.start(softmax(shifted(z, log(E)))[i], "softmax of the shifted logits")
    chain.then(expand_exponentials, r"$E = \exp \log E$, as $E > 0$")
    chain.then(pull_out, "the factor comes out of the sum")
    chain.end()


same_probabilities = forall(i, Equal(softmax(z)[i], softmax(w)[i]))
constant_difference = exists(c, forall(i, Equal(z[i] - w[i], c)))

only_differences = Claim(
    "softmax.depends-only-on-differences",
    "Softmax depends on the differences of the logits alone, and determines all of them",
    [
        Equal(p[i], 1 / total(j, exp(z[j] - z[i]))),
        iff(same_probabilities, constant_difference),
    ],
    sources=[ARTICLE_001],
    references=["gao2017"],
    names=[sigma(z, "z"), sigma(w, "w"), S_NAME],
)


@only_differences.derivation
def _(chain: Derivation) -> None:
    chain.section("Softmax in terms of the differences")
    chain.start(p[i], "definition of softmax")
    chain.then(divide_through, r"divide numerator and denominator by $\exp z_i$")
    chain.end()

    chain.section("Equal probabilities come from logits that differ by a constant")
    gap = log_sum_exp(z) - log_sum_exp(w)
    with chain.assuming(same_probabilities):
        equal = specialise(same_probabilities, i)
        logs = chain.note(monotone("log", equal), "take logarithms")
        shift = chain.show(Equal(z[i] - w[i], gap), r"$\log \sigma_i(z) = z_i - \log \sum_k \exp z_k$", by=[(1, logs)])
        necessary = suppose(same_probabilities, exhibit(constant_difference, gap, for_each(i, shift)))
    by_constant = forall(i, Equal(z[i] - w[i], c))
    with chain.assuming(by_constant):
        back = chain.show(Equal(softmax(z)[i], softmax(w)[i]), "conversely, a constant in all logits cancels")
        sufficient = suppose(constant_difference, take(constant_difference, c, for_each(i, back)))
    chain.conclude(conjunction(necessary, sufficient))


order_preserving = Claim(
    "softmax.order-preserving",
    "The ratio of two probabilities is the exponential of the difference of their logits: the order is kept",
    {"ratio": Equal(p[i] / p[j], exp(z[i] - z[j])), "order": iff(z[i] > z[j], p[i] > p[j])},
    sources=[ARTICLE_001],
    references=["gao2017"],
    names=[P_NAME, S_NAME],
    note="Exact arithmetic: in floating point, different logits may have the same rounded probabilities.",
)


@order_preserving.derivation
def _(chain: Derivation) -> None:
    chain.section("The ratio")
    chain.start(p[i] / p[j], "definition of softmax")
    chain.then(cancel, "the sum $S$ cancels")
    chain.then(combine_exponentials, "a quotient of exponentials")
    chain.end()

    chain.section("The order")
    with chain.assuming(z[i] > z[j]):
        grown = monotone("exp", z[i] > z[j])
        kept = chain.show(p[i] > p[j], "exp is increasing; divide by $S > 0$", by=[(1 / S, grown)])
        forward = suppose(z[i] > z[j], kept)
    with chain.assuming(p[i] > p[j]):
        logs = monotone("log", p[i] > p[j])
        back = chain.show(z[i] > z[j], r"log is increasing, and $\log p = z - \log S$", by=[(1, logs)])
        backward = suppose(p[i] > p[j], back)
    chain.conclude(conjunction(forward, backward))


logistic = Equal(softmax(pair)[1], 1 / (1 + exp(-pair[1])))

generalises_sigmoid = Claim(
    "softmax.generalises-sigmoid",
    "For two classes, softmax is the logistic function of the difference of the logits",
    [
        Equal(softmax(pair)[1], 1 / (1 + exp(-(pair[1] - pair[2])))),
        Equal(softmax(pair)[2], 1 - 1 / (1 + exp(-(pair[1] - pair[2])))),
        implies(Equal(pair[2], 0), logistic),
    ],
    sources=[ARTICLE_003],
    references=["bishop2006", "goodfellow2016"],
    names=[sigma(pair, "u")],
)


@generalises_sigmoid.derivation
def _(chain: Derivation) -> None:
    chain.section("The first class")
    chain.start(softmax(pair)[1], "definition of softmax")
    chain.then(write_out, "the sum has two terms")
    chain.then(divide_through, "divide numerator and denominator by the first exponential")
    first = chain.end()
    chain.section("The second class")
    chain.start(softmax(pair)[2], "the two probabilities sum to 1")
    chain.then(1 - softmax(pair)[1], "so that this is what is left")
    chain.then(apply(first), "as computed")
    chain.end()
    chain.section("The second logit is 0")
    with chain.assuming(Equal(pair[2], 0)):
        special = chain.show(logistic, "a special case", by=[(1, first)])
    chain.conclude(suppose(Equal(pair[2], 0), special))
