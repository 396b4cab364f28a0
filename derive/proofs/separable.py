"""Data that a linear classifier separates have no maximum likelihood estimate."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up, log_bound, maximum_bounds, monotone
from derive.proofs.definitions import k, log_sum_exp, scaled, y, z
from derive.proofs.lse_bounds import bounds

K, N = size(), size("N")
n, d, j = index("n", "N"), index("m", "d"), index("j")
weights, other, inputs, targets = (
    matrix("W", "K", "d"),
    matrix("V", "K", "d"),
    matrix("X", "N", "d"),
    matrix("Y", "N", "K"),
)
t, margin, u, x = scalar("t"), scalar("m"), scalar("u"), scalar("x")


def scores(of: Family) -> Family:
    """W x."""
    return family(k, total(d, of[k, d] * inputs[n, d]))


def row_loss(logits: Family, target: Family) -> Real:
    """LSE(z) − y·z, the cross entropy."""
    return log_sum_exp(logits) - total(k, target[k] * logits[k])


target = family(k, targets[n, k])


def loss(of: Family) -> Real:
    """The negative log-likelihood of the data."""
    return total(n, row_loss(scores(of), target))


def scaled_loss(factor: Number) -> Real:
    """The negative log-likelihood of the data at the weights t W."""
    return total(n, row_loss(scaled(factor, scores(weights)), target))


own = scores(weights)
separates = forall([n, k], own[k] + margin * (1 - targets[n, k]) <= total(j, targets[n, j] * own[j]))
ceiling = log(1 + (K - 1) * exp(-t * margin))
are_targets = (forall([n, k], targets[n, k] >= 0), forall(n, Equal(total(k, targets[n, k]), 1)))

no_estimate = Claim(
    "linear.separable-no-mle",
    "Where a linear classifier $W$ separates the data of two classes or more with a margin $m > 0$, there is no "
    r"maximum likelihood estimate: the negative log-likelihood is positive for all weights, at most $N \log(1 + (K - "
    r"1) \exp(-t m))$ for $t W$, which tends to 0 as $t$ grows, and some $t W$ is better than any given weights",
    {
        "positive": loss(other) > 0,
        "bound": implies(t >= 0, scaled_loss(t) <= N * ceiling),
        "limit": Equal(limit(N * ceiling, t, 0, "infinity"), 0),
        "none is best": exists(t, scaled_loss(t) < loss(other)),
    },
    given=[K >= 2, margin > 0, *are_targets, separates],
    references=["boyd2004"],
    note="A bias is the weight of an input that is always 1.",
)


@no_estimate.derivation
def _(chain: Derivation) -> None:
    two = K >= 2
    with chain.in_general(), chain.assuming(two, *simplex(y)):
        top = maximum(k, z[k])
        above = modus_ponens(chain.lemma(bounds).part("above the largest"), two)
        term = chain.check(y[k] * z[k] <= y[k] * top, by=[(y[k], maximum_bounds(top, k))])
        positive = chain.check(row_loss(z, y) > 0, by=[(1, above), (1, add_up(for_each(k, term)))])
    targets_of = (are_targets[0], are_targets[1])
    with chain.in_general(), chain.assuming(two, *targets_of):
        signs, sums = chain.check(forall(k, target[k] >= 0)), specialise(are_targets[1], n)
        row = Lemma.of(positive).under(two).at(z=scores(other), y=target).given(signs, sums).theorem
        whole = add_up(for_each(n, row))
    positive_theorem = chain.conclude(
        chain.check(chain.goal, by=[(1, whole)]), "log-sum-exp is above the largest score"
    )

    true = total(j, y[j] * z[j])
    separated = forall(k, z[k] + margin * (1 - y[k]) <= true)
    with chain.in_general(), chain.assuming(u >= 0, u <= 1):
        chord = chain.search(exp(-t * margin * (1 - u)) <= u + (1 - u) * exp(-t * margin))
    with chain.in_general(), chain.assuming(two, t >= 0, *simplex(y), separated):
        behind = chain.check(t * (z[k] - true) <= -t * margin * (1 - y[k]), by=[(t, specialise(separated, k))])
        at_target = Lemma.of(chord).at(u=y[k]).given(chain.check(y[k] >= 0), chain.search(y[k] <= 1)).theorem
        term = transitivity(monotone("exp", behind), at_target)
        inside = chain.check(
            total(k, exp(t * (z[k] - true))) <= 1 + (K - 1) * exp(-t * margin), by=[(1, add_up(for_each(k, term)))]
        )
        bounded = chain.check(row_loss(scaled(t, z), y) <= ceiling, by=[(1, monotone("log", inside))])
    with chain.in_general(), chain.assuming(two, t >= 0, *targets_of, separates):
        conditions = (chain.check(forall(k, target[k] >= 0)), specialise(are_targets[1], n))
        row_separated = for_each(k, specialise(separates, n, k))
        row = Lemma.of(bounded).under(two, t >= 0).at(z=own, y=target).given(*conditions, row_separated).theorem
        whole = add_up(for_each(n, row))
        at_most = chain.check(scaled_loss(t) <= N * ceiling, by=[(1, whole)])
    bound = chain.conclude(suppose(t >= 0, at_most), r"$\exp(-t m (1 - y)) \le y + (1 - y) \exp(-t m)$ for each class")
    chain.conclude(chain.search(chain.goal), r"$\exp(-t m)$ tends to 0")

    far = log(1 + N * (K - 1) / x) / margin
    with chain.assuming(x > 0):
        share = chain.check(real(1) < 1 + N * (K - 1) / x)
        time = chain.check(far >= 0, by=[(1 / margin, monotone("log", share))])
        low = modus_ponens(Lemma.of(bound).under(*chain.given).at(t=far), time)
        tail = (K - 1) * exp(-far * margin)
        small = log_bound(1 + tail, chain.given)
        room = chain.check(x**2 / (x + N * (K - 1)) > 0)
        below = chain.check(N * tail < x, by=[(1, room)])
        beaten = chain.check(replace(scaled_loss(t), t, far) < x, by=[(1, low), (N, small), (1, below)])
        some = exhibit(exists(t, scaled_loss(t) < x), far, beaten)
    chain.conclude(Lemma.of(some).under(*chain.given).at(x=loss(other)).given(positive_theorem), "for a large $t$")
