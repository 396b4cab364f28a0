"""Softmax at high and at low temperatures: where it tends to, and its entropy and loss with it."""

from __future__ import annotations

from derive.language import *
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
    corrected_by="softmax.soft-argmax",
    sources=[ARTICLE_001, ARTICLE_004],
    references=["guo2017"],
    names=NAMES,
    note="Where several logits are largest, they share the probability.",
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
