"""The least cross entropy that logits of bounded length can have, and that of data which a classifier separates."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up, cauchy_schwarz, monotone
from derive.proofs.definitions import ARTICLE_001, P_NAME, S_NAME, k, p, z

K = size()
tau, x, a, b = scalar("tau"), scalar("x"), scalar("a"), scalar("b")
label = index("c")
length = sqrt(total(k, z[k] ** 2))
radius = sqrt(K / (K - 1))
farthest = -radius / tau

normalised_floor = Claim(
    "ce.logit-normalised-floor",
    r"For two classes or more and logits of length at most $1/\tau$, the cross entropy of a one-hot target is at least "
    r"$\log(1 + (K - 1) \exp(-\sqrt{K/(K - 1)}/\tau))$",
    log(1 + (K - 1) * exp(farthest)) <= -log(p[label]),
    given=[K >= 2, tau > 0, length <= 1 / tau],
    sources=[ARTICLE_001],
    names=[P_NAME, S_NAME],
)


@normalised_floor.derivation
def _(chain: Derivation) -> None:
    weight = choose(k, label, -1, 1 / (K - 1))
    ahead = total(k, weight * z[k])
    within = chain.check(total(k, z[k] ** 2) <= 1 / tau**2, by=[(length + 1 / tau, chain.given[2])])
    schwarz = cauchy_schwarz(k, (1, weight, z[k]), (K >= 2,))
    bounded = chain.check(ahead**2 <= (radius / tau) ** 2, by=[(1, schwarz), (K / (K - 1), within)])
    chain.note(bounded, "the Cauchy–Schwarz inequality; the squares of the weights sum to $K/(K - 1)$")
    with chain.in_general(), chain.assuming(b >= 0):
        with chain.contrary(-b <= x) as below:
            larger = chain.check(b**2 < x**2, by=[(b - x, below)])
            found = by_contradiction(-b <= x, clash(x**2 <= b**2, larger))
        root = suppose(b >= 0, suppose(x**2 <= b**2, found))
    at_least = Lemma.of(root).under(*chain.given).at(x=ahead, b=radius / tau)
    least = modus_ponens(at_least, chain.check(radius / tau >= 0), bounded)
    chain.note(least, "the other logits are in the mean no further below the true one")
    with chain.in_general():
        tangent = for_each((x, a), chain.search(exp(x) >= exp(a) * (1 + x - a)))
    at_logits = specialise(weaken(tangent, *chain.given), z[k] - z[label], farthest)
    others = exp(z[k] - z[label]), exp(farthest) * (1 + z[k] - z[label] - farthest)
    term = choose(k, label, 0, others[0]) >= choose(k, label, 0, others[1])
    each = chain.by_cases(term, excluded_middle(same(k, label)), [], [(1, at_logits)])
    summed = add_up(for_each(k, each))
    floor = 1 + (K - 1) * exp(farthest) <= 1 + total(k, choose(k, label, 0, others[0]))
    known = chain.check(floor, by=[(1, summed), ((K - 1) * exp(farthest), least)])
    logs = monotone("log", chain.note(known, r"$\exp t \ge \exp a\,(1 + t - a)$ for each of the other classes"))
    chain.conclude(chain.check(chain.goal, by=[(1, logs)]), "the loss is the logarithm of the right side")
