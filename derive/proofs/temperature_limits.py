"""Softmax at high and at low temperatures: where it tends to, and its entropy and loss with it."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up, limit_laws, log_bound, squeeze
from derive.proofs.definitions import ARTICLE_001, ARTICLE_004, entropy, i, k, z
from derive.proofs.temperature import NAMES, at_tau, is_largest, mean, tau, top

K = size()
q, label = vector("q"), index("c")
average = total(k, z[k]) / K
unique = forall(k, implies(distinct(k, top), z[k] < z[top]))

high_limit = Claim(
    "temperature.high-limit",
    (
        r"As $\tau$ grows, $\sigma(z/\tau)$ tends to the uniform distribution, and "
        r"$\tau (\sigma_i(z/\tau) - 1/K)$ to $(z_i - m)/K$ for the average $m$"
    ),
    {
        "limit": Equal(limit(at_tau[i], tau, 0, "infinity"), 1 / K),
        "first order": Equal(limit(tau * (at_tau[i] - 1 / K), tau, 0, "infinity"), (z[i] - average) / K),
    },
    sources=[ARTICLE_001, ARTICLE_004],
    references=["guo2017"],
    names=NAMES,
)

high_entropy = Claim(
    "temperature.high-entropy",
    (
        r"As $\tau$ grows, the entropy of $\sigma(z/\tau)$ tends to $\log K$, the largest that there is, "
        "and the largest probability to $1/K$, the least that there is"
    ),
    {
        "entropy": Equal(limit(entropy(at_tau), tau, 0, "infinity"), log(K)),
        "largest": implies(is_largest, Equal(limit(at_tau[top], tau, 0, "infinity"), 1 / K)),
        "no larger entropy": implies(both(*simplex(q)), entropy(q) <= log(K)),
        "no smaller one": implies(both(*simplex(q)), maximum(k, q[k]) >= 1 / K),
    },
    sources=[ARTICLE_004],
    references=["guo2017", "cover2006"],
    names=NAMES,
)

low_limit = Claim(
    "temperature.low-limit",
    r"As $\tau$ tends to 0, $\sigma(z/\tau)$ tends to the one-hot vector of the largest logit",
    Equal(limit(at_tau[i], tau), delta(i, top)),
    given=[is_largest],
    expected="refuted",
    corrected_by="temperature.low-limit-with-ties",
    sources=[ARTICLE_001, ARTICLE_004],
    references=["guo2017"],
    names=NAMES,
    note="Where several logits are largest, they share the probability.",
)

low_entropy = Claim(
    "temperature.low-entropy",
    r"As $\tau$ tends to 0, the entropy of $\sigma(z/\tau)$ tends to 0",
    Equal(limit(entropy(at_tau), tau), 0),
    expected="refuted",
    corrected_by="temperature.low-entropy-with-ties",
    sources=[ARTICLE_004],
    references=["guo2017"],
    names=NAMES,
    note=r"With $n$ largest logits it tends to $\log n$.",
)

low_entropy_unique = Claim(
    "temperature.low-entropy-unique",
    r"As $\tau$ tends to 0, the entropy of $\sigma(z/\tau)$ tends to 0 where one logit is the largest alone",
    Equal(limit(entropy(at_tau), tau), 0),
    given=[unique],
    sources=[ARTICLE_004],
    references=["guo2017"],
    names=NAMES,
)


@low_entropy_unique.derivation
def _(chain: Derivation) -> None:
    u, behind = scalar("u"), (z[k] - z[top]) / tau
    whole, weighted = total(k, exp(behind)), total(k, exp(behind) * -behind)
    bound = total(k, choose(k, top, 0, 2 * exp(behind / 2)))
    with chain.in_general(), chain.assuming(u >= 0):
        decay = suppose(u >= 0, chain.search((1 + u) * exp(-u) <= 2 * exp(-u / 2)))
    decay = for_each(u, decay)
    with chain.assuming(tau > 0):
        value = chain.check(Equal(entropy(at_tau), log(whole) + weighted / whole))
        goal = exp(behind) * (1 - behind) - delta(k, top) <= choose(k, top, 0, 2 * exp(behind / 2))
        with chain.assuming(distinct(k, top)):
            below = modus_ponens(specialise(unique, k), distinct(k, top))
            sign = chain.check(-behind >= 0, by=[(1 / tau, below)])
            small = modus_ponens(specialise(weaken(decay, *chain.given), -behind), sign)
            elsewhere = chain.check(goal, by=[(1, small)])
            positive = chain.check(exp(behind) * -behind >= 0, by=[(exp(behind), sign)])
        with chain.assuming(same(k, top)):
            here, nothing = chain.check(goal), chain.check(exp(behind) * -behind >= 0)
        middle = excluded_middle(same(k, top))
        summed = add_up(for_each(k, cases(middle, here, elsewhere)))
        signs = add_up(for_each(k, cases(middle, nothing, positive)))
        at_least_one = chain.search(whole >= 1)
        upper = chain.check(
            entropy(at_tau) <= bound,
            by=[(-1, value), (1, log_bound(whole, chain.given)), (1, summed), (weighted / whole, at_least_one)],
            using=[chain.check(weighted >= 0, by=[(1, signs)])],
        )
        lower = chain.search(entropy(at_tau) >= 0)
    zero, vanishing = (limit_laws(Equal(limit(end, tau), 0), end, tau, chain.given) for end in (real(0), bound))
    chain.conclude(
        squeeze(chain.goal, tau, lower, upper, zero, vanishing),
        r"between 0 and $\sum 2 \exp(-(\max z - z_k)/(2 \tau))$",
    )


loss = -log(at_tau[label])

low_loss_diverges = Claim(
    "temperature.low-loss-diverges",
    "A lower temperature raises the loss of a wrong prediction",
    D(loss, tau) < 0,
    given=[tau > 0, z[label] < z[i]],
    expected="refuted",
    corrected_by="temperature.low-loss",
    sources=[ARTICLE_004],
    references=["guo2017"],
    names=NAMES,
    evidence=Search(point({"K": 3}, {"c": 1, "i": 3}, tau=1, z=["2/3", 0, "4/5"])),
    note=r"Only in the end, as $\tau$ tends to 0: before, it may fall.",
)

low_loss = Claim(
    "temperature.low-loss",
    (
        r"The loss of class $c$ has the slope $(z_c - E z)/\tau^2$ in $\tau$, and $\tau$ times the loss "
        r"tends to $\max z - z_c$ as $\tau$ tends to 0"
    ),
    {
        "slope": implies(tau > 0, Equal(D(loss, tau), (z[label] - mean) / tau**2)),
        "limit": Equal(limit(-tau * log(at_tau[label]), tau), maximum(k, z[k]) - z[label]),
    },
    sources=[ARTICLE_004],
    references=["guo2017"],
    names=NAMES,
    note=(
        r"So the loss grows beyond all bounds, like $(\max z - z_c)/\tau$, exactly where $c$ has not the "
        "largest logit."
    ),
)
