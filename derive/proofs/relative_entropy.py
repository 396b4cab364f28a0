"""Relative entropy."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up, relative_entropy_bound, vanishing_terms
from derive.proofs.definitions import i, k, relative_entropy

q, r = vector("q"), vector("r")
divergence = relative_entropy(q, r)
alike = forall(k, Equal(q[k], r[k]))

gibbs_inequality = Claim(
    "kl.gibbs-inequality",
    "The relative entropy of two distributions is not negative, and 0 only if they are the same",
    {"sign": divergence >= 0, "equality": iff(Equal(divergence, 0), alike)},
    given=[*simplex(q), *simplex(r, interior=True)],
    references=["cover2006"],
    note="The second distribution is positive, so that the logarithms exist; the first may have zeros.",
)


@gibbs_inequality.derivation
def _(chain: Derivation) -> None:
    signs = (forall(k, q[k] >= 0), forall(k, r[k] > 0))
    chain.section("It is not negative")
    with chain.in_general(), chain.assuming(*signs):
        bound = relative_entropy_bound(q[k], r[k], chain.given)
        chain.note(bound, r"$t \log(t/u) \ge t - u$, from $\log x \le x - 1$")
    balance = chain.check(Equal(0, total(k, q[k] - r[k])))
    not_negative = transitivity(balance, add_up(for_each(k, bound)))
    chain.conclude(not_negative, "sum over the classes; both distributions sum to 1")

    chain.section("It is 0 only for equal distributions")
    is_zero = Equal(divergence, 0)
    excess = q[k] * log(q[k] / r[k]) - (q[k] - r[k])
    with chain.assuming(is_zero):
        sum_of_excess = chain.show(
            Equal(total(k, excess), 0), r"each $t \log(t/u)$ exceeds $t - u$, in all by 0", by=[(1, is_zero)]
        )
        with chain.in_general(), chain.assuming(*signs):
            excesses = for_each(k, chain.check(excess >= 0, by=[(1, bound)]))
            none = chain.note(specialise(vanishing_terms(sum_of_excess, excesses), i), "so that no term exceeds")
            with chain.contrary(Equal(q[i], r[i])):
                strict = relative_entropy_bound(q[i], r[i], chain.given)
                chain.note(strict, r"$t \log(t/u) > t - u$ for $t \ne u$")
                absurd = chain.note(clash(none, strict), "which contradicts the line before the last")
            equal = chain.note(by_contradiction(Equal(q[i], r[i]), absurd), "both are the same")
        only = suppose(is_zero, for_each(i, equal))
    with chain.in_general(), chain.assuming(*signs, alike):
        converse = suppose(alike, chain.show(is_zero, r"conversely, $\log 1 = 0$"))
    chain.conclude(conjunction(only, converse))


u, w = vector("u"), vector("w")
share = scalar("theta")
mixed_q, mixed_r = (family(k, share * one[k] + (1 - share) * other[k]) for one, other in ((q, u), (r, w)))
all_positive = tuple(forall(k, one[k] > 0) for one in (q, r, u, w))

joint_convexity = Claim(
    "kl.joint-convexity",
    r"Relative entropy, $\sum_k q_k \log(q_k/r_k)$, is convex in both distributions together: that of two mixtures "
    "with the same weights is at most the mixture of the relative entropies",
    relative_entropy(mixed_q, mixed_r) <= share * divergence + (1 - share) * relative_entropy(u, w),
    given=[*all_positive, share > 0, share < 1],
    references=["cover2006"],
    note="It is so for all positive vectors, whatever they sum to.",
)


@joint_convexity.derivation
def _(chain: Derivation) -> None:
    ratio = mixed_q[k] / mixed_r[k]
    with chain.in_general(), chain.assuming(*all_positive, share > 0, share < 1):
        positive = [chain.check(mixed_q[k] > 0), chain.check(mixed_r[k] > 0)]
        positive.append(chain.check(ratio > 0, positive))
        first = relative_entropy_bound(q[k], r[k] * ratio, chain.given, positive)
        second = relative_entropy_bound(u[k], w[k] * ratio, chain.given, positive)
        terms = share * (q[k] * log(q[k] / r[k])) + (1 - share) * (u[k] * log(u[k] / w[k]))
        each = chain.check(mixed_q[k] * log(ratio) <= terms, positive, [(share, first), (1 - share, second)])
        chain.note(each, r"$t \log(t/u) \ge t - u$ for $t = q_k$, $u = r_k$ times the ratio of the mixtures; likewise")
    chain.conclude(chain.check(chain.goal, by=[(1, add_up(for_each(k, each)))]), "sum over the classes")
