"""Entropy: its bounds, its concavity, and the entropy of a softmax."""

from __future__ import annotations

from derive.bridge import apply, differentiate, expand_logs, linearity, resolve_delta, split
from derive.language import *
from derive.lemmas import add_up, add_up_strictly, antisymmetry, maximum_attained
from derive.proofs.definitions import (
    ARTICLE_000,
    ARTICLE_003,
    ARTICLE_004,
    LSE_NAME,
    P_NAME,
    S_NAME,
    cross_entropy,
    entropy,
    i,
    j,
    k,
    log_sum_exp,
    p,
    relative_entropy,
    sigma,
    softmax,
    y,
    z,
)
from derive.proofs.lse import gradient as lse_gradient
from derive.proofs.maximum_entropy_optimum import uniform as least_constrained
from derive.proofs.softmax import sums_to_one

K = size()
q, r = vector("q"), vector("r")
theta, tau = scalar("theta"), scalar("tau")
mean_logit = total(k, p[k] * z[k])

definition = Claim(
    "entropy.definition",
    (
        r"The entropy is the mean of the surprisals $-\log p_k$, and lies between 0 and $\log K$; a class "
        "with $p_k = 0$ adds nothing"
    ),
    {
        "mean": Equal(entropy(q), total(k, q[k] * -log(q[k]))),
        "zero": implies(Equal(q[i], 0), Equal(q[i] * log(q[i]), 0)),
        "not negative": entropy(q) >= 0,
        "at most log K": entropy(q) <= log(K),
        "cross entropy": implies(forall(k, r[k] > 0), Equal(cross_entropy(q, r), total(k, q[k] * -log(r[k])))),
    },
    given=simplex(q),
    sources=[ARTICLE_000, ARTICLE_003],
    references=["cover2006"],
)

uniform = forall(k, Equal(q[k], 1 / K))
mixture = vector("u")
mixed = forall(k, Equal(mixture[k], theta * q[k] + (1 - theta) * r[k]))
chord = theta * entropy(q) + (1 - theta) * entropy(r)
mixed_term = mixture[k] * log(mixture[k])
chord_term = theta * q[k] * log(q[k]) + (1 - theta) * r[k] * log(r[k])
unlike = exists(k, Different(q[k], r[k]))
SIGNS = (simplex(q)[0], simplex(r)[0], simplex(mixture)[0], theta > 0, theta < 1)
inner = both(*simplex(r), *simplex(mixture), theta > 0, theta < 1, mixed)
everything = (r, mixture, theta)

bounds = Claim(
    "entropy.bounds",
    (
        r"The entropy lies between 0 and $\log K$, $\log K$ only for the uniform distribution, and is "
        "strictly concave"
    ),
    {
        "not negative": entropy(q) >= 0,
        "gap": Equal(log(K) - entropy(q), total(k, q[k] * log(q[k] / (1 / K)))),
        "at most log K": entropy(q) <= log(K),
        "equality": iff(Equal(entropy(q), log(K)), uniform),
        "concave": forall(everything, implies(inner, chord <= entropy(mixture))),
        "strictly": forall(everything, implies(both(inner, unlike), chord < entropy(mixture))),
    },
    given=simplex(q),
    references=["cover2006"],
)


@bounds.derivation
def _(chain: Derivation) -> None:
    _, sums_to_one = simplex(q)
    chain.section("Its bounds")
    chain.conclude(chain.search(chain.goal), r"no term $-q \log q$ is negative, as $q \le 1$")
    chain.start(total(k, q[k] * log(q[k] / (1 / K))), "the relative entropy to the uniform distribution")
    chain.then(expand_logs, r"$\log(q/(1/K)) = \log q + \log K$")
    chain.then(split, r"$\log K$ does not depend on $k$")
    chain.then(apply(sums_to_one), r"$\sum q = 1$")
    chain.end()
    below, only_uniform = apart(chain.lemma(least_constrained))
    chain.conclude(below, "Gibbs' inequality")
    chain.conclude(only_uniform, "which is strict elsewhere")

    chain.section("Concave")
    weak = for_each(k, convex_term(chain, k, strict=False))
    with chain.assuming(inner):
        chain.note(weak, r"$t \log t$ is convex")
    with chain.in_general(), chain.assuming(*SIGNS):
        concave = chain.check(chord <= entropy(mixture), by=[(1, add_up(weak))])
    chain.conclude(for_each(everything, suppose(inner, concave)), "sum over the classes")

    chain.section("Strictly concave")
    with chain.assuming(inner, Different(q[i], r[i])):
        strict = chain.note(convex_term(chain, i, strict=True), r"$t \log t$ is strictly convex")
    with chain.in_general(), chain.assuming(*SIGNS):
        larger = chain.check(chord < entropy(mixture), by=[(1, add_up_strictly(weak, strict, i))])
    theorem = take(unlike, i, larger)
    chain.conclude(for_each(everything, suppose(both(inner, unlike), theorem)), "one term is strict")


def convex_term(chain: Derivation, place: IndexVariable, strict: bool) -> Theorem:
    """u log u ≤ θ q log q + (1 − θ) r log r in one class, for the mixture u, which is 0 only if q and r are; < where
    these differ."""
    goal = replace(mixed_term < chord_term if strict else mixed_term <= chord_term, k, place)
    u, facts = mixture[place], [specialise(known, place) for known in (*SIGNS[:3], mixed)]
    differ = [Different(q[place], r[place])] if strict else []
    given = (*(fact.conclusion for fact in facts), theta > 0, theta < 1, *differ)
    with chain.in_general():
        with chain.assuming(*given, u > 0):
            inside = chain.search(goal)
        with chain.assuming(*given, Equal(0, u)):
            nothing = [
                antisymmetry(
                    chain.check(x[place] <= 0, by=[(-1 / weight, known) for known in (Equal(0, u), facts[3])]), sign
                )
                for x, weight, sign in ((q, theta, facts[0]), (r, 1 - theta, facts[1]))
            ]
            outside = (
                chain.check(goal, nothing)
                if not strict
                else clash(differ[0], chain.check(Equal(q[place], r[place]), nothing))
            )
        theorem = cases(trichotomy(0, u), inside, outside, clash(u < 0, facts[2]))
    return modus_ponens(theorem, *facts)


cooled = family(k, z[k] / tau)
at_temperature = softmax(cooled)
variance_at_temperature = total(k, at_temperature[k] * z[k] ** 2) - total(k, at_temperature[k] * z[k]) ** 2

slope_in_temperature = Equal(D(entropy(at_temperature), tau), variance_at_temperature / tau**3)

of_softmax = Claim(
    "entropy.of-softmax",
    (
        r"The entropy of a softmax is $\mathrm{LSE}(z) - \sum_k p_k z_k$; its gradient is $-J z$, and its "
        r"slope in the temperature the variance of the logits divided by $\tau^3$"
    ),
    {
        "value": Equal(entropy(p), log_sum_exp(z) - mean_logit),
        "gradient": Equal(D(entropy(p), z[i]), -p[i] * (z[i] - mean_logit)),
        "temperature": forall(tau, implies(tau > 0, slope_in_temperature)),
    },
    references=["wainwright2008"],
    names=[P_NAME, S_NAME, LSE_NAME, sigma(cooled, r"z/\tau", "z/τ")],
)


@of_softmax.derivation
def _(chain: Derivation) -> None:
    chain.section("Its value")
    chain.start(entropy(p), "the entropy of softmax")
    chain.then(expand_logs, r"$\log p_k = z_k - \log S$")
    chain.then(split, r"$\log S$ does not depend on $k$")
    chain.then(apply(sums_to_one), "the probabilities sum to 1")
    value = chain.end()

    chain.section("Its gradient")
    chain.start(D(entropy(p), z[i]), "the slope in one logit")
    chain.then(apply(value), "as computed, for all logits")
    chain.then(linearity)
    chain.then(apply(lse_gradient), "the gradient of log-sum-exp is softmax")
    chain.then(differentiate, "product rule")
    chain.then(resolve_delta, "every logit moves alone")
    chain.end("$p_i$ is a common factor; two terms cancel")

    chain.section("Its slope in the temperature")
    with chain.assuming(tau > 0):
        slope = chain.show(slope_in_temperature, r"the logits $z/\tau$ move by $-z/\tau^2$ in $\tau$: chain rule")
    chain.conclude(for_each(tau, suppose(tau > 0, slope)))


no_certainty, certainty = forall(k, y[k] < 1), exists(i, Equal(y[i], 1))

soft_target_entropy = Claim(
    "kl.soft-target-entropy",
    "A target that is a probability distribution has positive entropy",
    entropy(y) > 0,
    given=simplex(y),
    expected="refuted",
    corrected_by="kl.soft-target-entropy-positive",
    sources=[ARTICLE_004],
    references=["cover2006"],
    note="One-hot targets are distributions, too, and have the entropy 0.",
)

soft_target_entropy_positive = Claim(
    "kl.soft-target-entropy-positive",
    "The entropy of a target is positive exactly where the target is not one-hot: where no class has the probability 1",
    {
        "positive": iff(entropy(y) > 0, no_certainty),
        "one-hot": implies(certainty, Equal(entropy(y), 0)),
    },
    given=simplex(y),
    sources=[ARTICLE_004],
    references=["cover2006"],
)


@soft_target_entropy_positive.derivation
def _(chain: Derivation) -> None:
    certain = one_hot(chain)
    chain.section("Positive, or one-hot")
    with chain.assuming(entropy(y) > 0):
        contrary = clash(certain, entropy(y) > 0)
        below = cases(trichotomy(y[i], 1), y[i] < 1, contrary, clash(y[i] > 1, chain.search(y[i] <= 1)))
        only = suppose(entropy(y) > 0, for_each(i, below))
    back = suppose(no_certainty, positive_entropy(chain))
    chain.conclude(conjunction(only, back))
    chain.section("One-hot")
    chain.conclude(suppose(certainty, take(certainty, i, certain)), "all other classes have the probability 0")


def one_hot(chain: Derivation) -> Theorem:
    """H(y) = 0 where yᵢ = 1."""
    with chain.assuming(Equal(y[i], 1)):
        with chain.assuming(distinct(k, i)):
            pair = choose(j, i, y[i], choose(j, k, y[k], 0))
            with chain.in_general(), chain.assuming(simplex(y)[0], distinct(k, i)):
                part = add_up(for_each(j, chain.search(pair <= y[j])))
            none = chain.check(y[k] <= 0, by=[(1, part), (-1, Equal(y[i], 1))])
            elsewhere = chain.check(Equal(y[k], delta(k, i)), [antisymmetry(none, specialise(simplex(y)[0], k))])
        with chain.assuming(same(k, i)):
            here = chain.check(Equal(y[k], delta(k, i)))
        alike = for_each(k, cases(excluded_middle(same(k, i)), here, elsewhere))
        return chain.check(Equal(entropy(y), 0), [alike])


def positive_entropy(chain: Derivation) -> Theorem:
    """H(y) > 0 where no yₖ is 1: H(y) ≥ Σ yₖ (1 − yₖ), and some y is positive."""
    gini = total(k, y[k] * (1 - y[k]))
    chain.note(chain.search(entropy(y) >= gini), r"$-\log y \ge 1 - y$")
    with chain.assuming(no_certainty):
        top = maximum(k, y[k])
        some = chain.search(top >= 1 / K)
        with chain.assuming(Equal(y[i], top)):
            at_top = chain.check(y[i] > 0, by=[(1, some), (1, Equal(y[i], top))])
            strict = chain.check(y[i] * (1 - y[i]) > 0, [at_top])
            weak = for_each(k, chain.check(y[k] * (1 - y[k]) >= 0))
            summed = add_up_strictly(weak, strict, i)
            found = chain.check(gini > 0, by=[(1, summed)])
        positive = chain.note(take(maximum_attained(top), i, found), "some class has a probability between 0 and 1")
        return chain.check(entropy(y) > 0, by=[(1, positive), (1, chain.search(entropy(y) >= gini))])


positive_model = both(*simplex(r, interior=True))
is_target = forall(k, Equal(y[k], r[k]))

soft_target_gap = Claim(
    "kl.soft-target-gap",
    "Where no class is certain, cross entropy exceeds relative entropy by the entropy of the target, which is "
    "positive, and its smallest value, attained at a positive target",
    {
        "gap": forall(r, implies(positive_model, Equal(cross_entropy(y, r) - relative_entropy(y, r), entropy(y)))),
        "positive": entropy(y) > 0,
        "smallest": forall(r, implies(positive_model, cross_entropy(y, r) >= entropy(y))),
        "attained": forall(r, implies(positive_model, implies(is_target, Equal(cross_entropy(y, r), entropy(y))))),
    },
    given=[*simplex(y), no_certainty],
    sources=[ARTICLE_004],
    references=["cover2006"],
)


@soft_target_gap.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.search(chain.goal), r"$\log(y/p) = \log y - \log p$")
    positive = chain.lemma(soft_target_entropy_positive).part("positive").part("if")
    chain.conclude(modus_ponens(positive, no_certainty), "no class is certain")
    chain.conclude(chain.search(chain.goal), "Gibbs' inequality")
    chain.conclude(chain.search(chain.goal), "both are the same sum")
