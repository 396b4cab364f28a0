"""Log-sum-exp and negative entropy: conjugates of each other, and their Bregman divergences."""

from __future__ import annotations

from derive.language import *
from derive.proofs.definitions import (
    LSE_NAME,
    P_NAME,
    S_NAME,
    i,
    j,
    k,
    log_sum_exp,
    p,
    relative_entropy,
    sigma,
    softmax,
    w,
    z,
)

q, r = vector("q"), vector("r")
lse_z = log_sum_exp(z)
value = total(k, q[k] * z[k]) - lse_z
negative_entropy = total(k, q[k] * log(q[k]))
K = size()

B = scalar("B")
unbounded = forall(B, exists(z, value >= B))

conjugate = Claim(
    "lse.conjugate",
    (
        r"On the simplex, $\sum q \log q$ is an upper bound of $\sum q z - \mathrm{LSE}(z)$, attained at "
        r"$z = \log q$ where $q > 0$, and short of it by $\mathrm{KL}(q\|\sigma(z))$; off the simplex "
        r"there is no bound; $\mathrm{LSE}(z)$ is the largest value of $\sum q z - \sum q \log q$"
    ),
    {
        "bound": implies(both(*simplex(q)), value <= negative_entropy),
        "gap": implies(both(*simplex(q)), Equal(negative_entropy - value, relative_entropy(q, p))),
        "attained": implies(both(*simplex(q, interior=True)), exists(z, Equal(value, negative_entropy))),
        "another sum": implies(Different(total(k, q[k]), 1), unbounded),
        "a negative entry": implies(q[i] < 0, unbounded),
        "the other way round": Equal(total(k, p[k] * z[k]) - total(k, p[k] * log(p[k])), lse_z),
    },
    references=["boyd2004", "wainwright2008"],
    names=[P_NAME, S_NAME, LSE_NAME],
)


@conjugate.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.search(chain.goal), "Gibbs' inequality")
    chain.conclude(chain.search(chain.goal), r"$\log p_k = z_k - \mathrm{LSE}(z)$")
    inside, logs = both(*simplex(q, interior=True)), family(k, log(q[k]))
    with chain.assuming(*simplex(q, interior=True)):
        met = chain.check(replace(Equal(value, negative_entropy), z, logs))
        found = exhibit(exists(z, Equal(value, negative_entropy)), logs, met)
    chain.conclude(suppose(inside, found), r"$z = \log q$")

    excess = total(k, q[k]) - 1
    other_sum, level = Different(total(k, q[k]), 1), family(k, (B + log(K)) / excess)
    with chain.assuming(other_sum):
        nonzero = chain.check(Different(excess, 0))
        large = chain.check(replace(value >= B, z, level), [nonzero])
        found = for_each(B, exhibit(exists(z, value >= B), level, large))
    chain.conclude(suppose(other_sum, found), r"for $z = t \mathbf{1}$ it is $t (\sum q - 1) - \log K$")

    far = (absolute(B) + log(K)) / q[i]
    spike = family(k, choose(k, i, far, 0))
    with chain.assuming(q[i] < 0):
        largest = chain.search(log_sum_exp(spike) <= log(K))
        large = chain.check(replace(value >= B, z, spike), by=[(1, largest), (1, chain.search(absolute(B) >= B))])
        found = for_each(B, exhibit(exists(z, value >= B), spike, large))
    chain.conclude(suppose(q[i] < 0, found), "for a very negative $z_i$ it is about $q_i z_i$")
    chain.conclude(chain.check(chain.goal), r"at $q = \sigma(z)$")


slope = D(total(j, r[j] * log(r[j])), r[k])
bregman_of_entropy = negative_entropy - total(k, r[k] * log(r[k])) - total(k, slope * (q[k] - r[k]))
bregman_of_lse = lse_z - log_sum_exp(w) - total(k, softmax(w)[k] * (z[k] - w[k]))

bregman = Claim(
    "lse.bregman",
    "The Bregman divergence of log-sum-exp is the relative entropy of the softmaxes, in opposite order; that of "
    "negative entropy is the relative entropy",
    {
        "log-sum-exp": Equal(bregman_of_lse, relative_entropy(softmax(w), softmax(z))),
        "entropy": forall(
            [q, r],
            implies(both(*simplex(q), *simplex(r, interior=True)), Equal(bregman_of_entropy, relative_entropy(q, r))),
        ),
    },
    references=["wainwright2008"],
    names=[sigma(z, "z"), sigma(w, "w"), LSE_NAME],
)

KL_NAMES = [sigma(z, "z"), sigma(w, "w")]
kl = relative_entropy(softmax(z), softmax(w))
jacobian = softmax(z)[i] * (delta(i, j) - softmax(z)[j])
at_w = softmax(w)[i] * (delta(i, j) - softmax(w)[j])
here = forall(k, Equal(w[k], z[k]))

between_softmaxes = Claim(
    "kl.between-softmaxes",
    (
        r"$\mathrm{KL}(\sigma(z)\|\sigma(w))$ is "
        r"$\mathrm{LSE}(w) - \mathrm{LSE}(z) + \sum \sigma(z)(z - w)$, with the gradients "
        r"$\sigma(w) - \sigma(z)$ in $w$ and $J(z)(z - w)$ in $z$; at $w = z$ its value and slope are 0, "
        "and its Hessian in $w$ is the Jacobian"
    ),
    {
        "value": Equal(kl, log_sum_exp(w) - lse_z + total(k, softmax(z)[k] * (z[k] - w[k]))),
        "in w": Equal(D(kl, w[i]), softmax(w)[i] - softmax(z)[i]),
        "in z": Equal(D(kl, z[i]), total(j, jacobian * (z[j] - w[j]))),
        "Hessian": Equal(D(kl, w[i], w[j]), at_w),
        "at z": implies(here, both(Equal(kl, 0), Equal(D(kl, w[i]), 0), Equal(D(kl, w[i], w[j]), jacobian))),
    },
    references=["wainwright2008"],
    names=KL_NAMES,
)
