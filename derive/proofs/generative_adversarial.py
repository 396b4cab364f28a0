"""Generative adversarial networks: the best discriminator, the value that it leaves, and the slopes of two losses."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up, log_bound
from derive.proofs.definitions import k
from derive.proofs.information_inequalities import jensen_shannon, js_bounds
from derive.proofs.relative_entropy import alike, q, r
from derive.proofs.squared_error import logistic

discriminator = vector("D")
best = family(k, q[k] / (q[k] + r[k]))
both_positive = (*simplex(q, interior=True), *simplex(r, interior=True))
inside = (forall(k, discriminator[k] > 0), forall(k, discriminator[k] < 1))
BEST = Abbreviation(best.array, "B")


def term(of_data: Number, of_model: Number, probability: Number) -> Real:
    """What one point adds to the value: q log D + r log(1 − D)."""
    return real(of_data) * log(real(probability)) + real(of_model) * log(1 - real(probability))


def value(probabilities: Family) -> Real:
    """The mean of log D over the data plus that of log(1 − D) over the model."""
    return total(k, term(q[k], r[k], probabilities[k]))


optimal = Claim(
    "gan.optimal-discriminator",
    r"For data with the probabilities $q$ and a model with the probabilities $r$, no discriminator $D$ makes "
    r"$\sum_k (q_k \log D_k + r_k \log(1 - D_k))$ larger than $q_k/(q_k + r_k)$ does",
    value(discriminator) <= value(best),
    given=[*both_positive, *inside],
    references=["goodfellow2014"],
    names=[BEST],
)


@optimal.derivation
def _(chain: Derivation) -> None:
    a, b, t = scalar("a"), scalar("b"), scalar("t")
    signs = (a > 0, b > 0, t > 0, t < 1)
    with chain.in_general(), chain.assuming(*signs):
        other = chain.check(1 - t > 0)
        first = log_bound(t * (a + b) / a, chain.given)
        second = log_bound((1 - t) * (a + b) / b, chain.given, [other])
        one = chain.note(
            chain.check(term(a, b, t) <= term(a, b, a / (a + b)), [other], [(a, first), (b, second)]),
            r"$\log x \le x - 1$ for $x = t (a + b)/a$ and $x = (1 - t)(a + b)/b$",
        )
    each = chain.at(one, a=q[k], b=r[k], t=discriminator[k])
    chain.conclude(add_up(for_each(k, each.theorem)), "sum over all $k$")


at_optimum = Claim(
    "gan.value-at-optimum",
    r"Against the best discriminator, the value is twice the Jensen–Shannon divergence of data and model less "
    r"$2 \log 2$: at least $-2 \log 2$, and that for a model that is the distribution of the data alone",
    {
        "divergence": Equal(value(best), 2 * jensen_shannon(q, r) - 2 * log(2)),
        "least": value(best) >= -2 * log(2),
        "equality": iff(Equal(value(best), -2 * log(2)), alike),
    },
    given=both_positive,
    references=["goodfellow2014"],
    names=[BEST],
)


@at_optimum.derivation
def _(chain: Derivation) -> None:
    divergence = chain.conclude(chain.search(chain.goal), r"$q_k/(q_k + r_k)$ is half of $q_k$ over the average")
    bounds = chain.lemma(js_bounds)
    sign = chain.check(chain.goal, by=[(1, divergence), (2, bounds.part("not negative"))])
    chain.conclude(sign, "the Jensen–Shannon divergence is not negative")
    least = Equal(value(best), -2 * log(2))
    none = Equal(jensen_shannon(q, r), 0)
    with chain.assuming(least):
        zero = chain.show(none, "no divergence is left", by=[(real(1) / 2, least), (-real(1) / 2, divergence)])
        only = suppose(least, modus_ponens(bounds.part("zero").part("only if"), zero))
    zero = modus_ponens(bounds.part("zero").part("if"), alike)
    back = suppose(alike, chain.check(least, by=[(1, divergence), (2, zero)]))
    chain.conclude(conjunction(only, back), "which is 0 for equal distributions alone")


u = scalar("u")

saturating = Claim(
    "gan.saturating-loss",
    r"In the logit $u$ of the discriminator, $D = s(u)$, the loss $\log(1 - D)$ of the generator has the slope $-D$, "
    r"which vanishes where the discriminator is sure of a sample; $-\log D$ has the slope $-(1 - D)$, which does not",
    {
        "saturating": Equal(D(log(1 - logistic(u)), u), -logistic(u)),
        "limit": Equal(limit(logistic(u), u, 0, "-infinity"), 0),
        "not saturating": Equal(D(-log(logistic(u)), u), -(1 - logistic(u))),
        "its limit": Equal(limit(1 - logistic(u), u, 0, "-infinity"), 1),
    },
    references=["goodfellow2014"],
    names=[Abbreviation(logistic(u).term, "D")],
)
