"""Log-sum-exp: bounds by the largest and the average logit, shifts, parts of the classes."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up, add_up_strictly, maximum_bounds, monotone, squeeze, vanishing_terms
from derive.proofs.definitions import (
    LSE_NAME,
    P_NAME,
    S_NAME,
    S,
    c,
    entropy,
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
tau, q = scalar("tau"), vector("q")
lse_z, lse_w = log_sum_exp(z), log_sum_exp(w)
top, average = maximum(k, z[k]), total(k, z[k]) / K
cooled = family(k, z[k] / tau)
at_tau = softmax(cooled)
smooth_maximum = tau * log_sum_exp(cooled)
all_largest = forall(k, Equal(z[k], top))

bounds = Claim(
    "lse.bounds",
    (
        r"Log-sum-exp lies between $\max z$ and $\max z + \log K$, and above the average plus $\log K$; "
        r"$\tau \mathrm{LSE}(z/\tau)$ increases with $\tau$, and without $\tau \log K$ decreases, towards the average"
    ),
    {
        "above the largest": implies(K >= 2, top < lse_z),
        "at most log K above": lse_z <= top + log(K),
        "above the average": lse_z >= average + log(K),
        "scaled from below": implies(tau > 0, top <= smooth_maximum),
        "scaled from above": implies(tau > 0, smooth_maximum <= top + tau * log(K)),
        "slope": implies(tau > 0, Equal(D(smooth_maximum, tau), entropy(at_tau))),
        "increasing": implies(tau > 0, entropy(at_tau) >= 0),
        "other slope": implies(tau > 0, Equal(D(smooth_maximum - tau * log(K), tau), entropy(at_tau) - log(K))),
        "decreasing": implies(tau > 0, entropy(at_tau) - log(K) <= 0),
        "towards the average": Equal(limit(smooth_maximum - tau * log(K), tau, 0, "infinity"), average),
    },
    references=["boyd2004"],
    names=[LSE_NAME, sigma(cooled, r"z/\tau", "z/τ")],
)


@bounds.derivation
def _(chain: Derivation) -> None:
    reasons = (
        "the exponential of the largest logit is one of several positive terms",
        "each of the $K$ exponentials is at most that of the largest logit",
        "Jensen's inequality",
        r"likewise for $z/\tau$",
        r"likewise for $z/\tau$",
        r"the chain rule: $\mathrm{LSE}(z/\tau) - p \cdot z/\tau$ is the entropy of $p = \sigma(z/\tau)$",
        "an entropy is not negative",
        "the same less $\\log K$",
        r"an entropy is at most $\log K$",
    )
    for reason in reasons:
        chain.conclude(chain.search(chain.goal), reason)
    linear = total(k, tau * (exp(z[k] / tau) - 1)) / K
    bounded = smooth_maximum - tau * log(K)
    with chain.assuming(tau > 0):
        lower = chain.note(chain.search(average <= bounded), r"Jensen's inequality, times $\tau$")
        upper = chain.note(chain.search(bounded <= linear), r"$\log x \le x - 1$ for the mean of the exponentials")
    below, above = (chain.search(Equal(limit(side, tau, 0, "infinity"), average)) for side in (average, linear))
    chain.note(above, r"$\tau (\exp(z_k/\tau) - 1)$ tends to $z_k$")
    chain.conclude(squeeze(chain.goal, tau, lower, upper, below, above), "between two limits that agree")


equality = Claim(
    "lse.largest-value",
    r"Log-sum-exp is $\log K$ above the largest logit only where all logits are the same",
    iff(Equal(lse_z, top + log(K)), all_largest),
    references=["boyd2004"],
    names=[LSE_NAME],
)


@equality.derivation
def _(chain: Derivation) -> None:
    level = Equal(lse_z, top + log(K))
    below = chain.check(z[k] <= top, by=[(1, maximum_bounds(top, k))])
    small = monotone("exp", chain.check(z[k] - top <= 0, by=[(1, below)]))
    terms = for_each(k, chain.check(1 - exp(z[k] - top) >= 0, by=[(1, small)]))
    with chain.assuming(level):
        exponentials = monotone("exp", level)
        none = chain.check(Equal(total(k, 1 - exp(z[k] - top)), 0), by=[(-exp(-top), exponentials)])
        each = specialise(vanishing_terms(none, terms), k)
        logs = monotone("log", chain.check(Equal(exp(z[k] - top), 1), by=[(-1, each)]))
        only = suppose(level, for_each(k, chain.check(Equal(z[k], top), by=[(1, logs)])))
    powers = Equal(S, K * exp(top))
    with chain.in_general():
        alike = chain.check(powers, by=[(1, add_up(for_each(k, monotone("exp", specialise(all_largest, k)))))])
        with chain.assuming(powers):
            reached = suppose(powers, chain.check(level))
    back = suppose(all_largest, modus_ponens(reached, alike))
    chain.conclude(conjunction(only, back), r"no exponential exceeds $\exp(\max z)$")


jensen_mixture = Claim(
    "lse.jensen-mixture",
    (
        r"Log-sum-exp is at least $\sum_k q_k z_k + H(q)$ for every distribution $q$; "
        r"$\log E \exp z \ge E z$, by Jensen's inequality"
    ),
    {
        "entropy": lse_z >= total(k, q[k] * z[k]) + entropy(q),
        "Jensen": log(total(k, q[k] * exp(z[k]))) >= total(k, q[k] * z[k]),
        "average": lse_z >= average + log(K),
    },
    given=simplex(q),
    references=["cover2006"],
    names=[LSE_NAME],
)

largest_gap = maximum(k, absolute(z[k] - w[k]))
distance = sqrt(total(k, (z[k] - w[k]) ** 2))
no_logit_falls = forall(k, z[k] <= w[k])

shift_equivariance = Claim(
    "lse.shift-equivariance",
    "Log-sum-exp moves along with a shift of all logits, rises with each logit, and has the Lipschitz constant 1 in "
    "the maximum norm, attained by shifts, and in the Euclidean norm",
    {
        "shift": Equal(log_sum_exp(shifted(z, c)), lse_z + c),
        "monotone": implies(no_logit_falls, lse_z <= lse_w),
        "strictly": implies(both(no_logit_falls, z[i] < w[i]), lse_z < lse_w),
        "maximum norm": absolute(lse_z - lse_w) <= largest_gap,
        "Euclidean norm": absolute(lse_z - lse_w) <= distance,
        "attained": Equal(absolute(log_sum_exp(shifted(z, c)) - lse_z), absolute(c)),
    },
    references=["gao2017"],
    names=[LSE_NAME],
)


@shift_equivariance.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.check(chain.goal), r"$\exp c$ comes out of the sum")
    rising = monotone("exp", specialise(no_logit_falls, k))
    logs = monotone("log", add_up(for_each(k, rising)))
    chain.conclude(suppose(no_logit_falls, logs), "every exponential rises, and the logarithm")
    strict = monotone("exp", z[i] < w[i])
    logs = monotone("log", add_up_strictly(for_each(k, rising), strict, i))
    chain.conclude(suppose(both(no_logit_falls, z[i] < w[i]), logs), "one of them strictly")
    bounded = chain.conclude(
        chain.search(chain.goal), r"$\mathrm{LSE}(z) \le \mathrm{LSE}(w + \max |z - w|)$, and the other way round"
    )
    smaller = chain.search(largest_gap <= distance)
    chain.conclude(chain.check(chain.goal, by=[(1, bounded), (1, smaller)]), "no entry exceeds the Euclidean norm")
    chain.conclude(chain.check(chain.goal), "a shift by $c$ changes it by $c$")


chosen = vector("a")
split = (forall(k, either(Equal(chosen[k], 0), Equal(chosen[k], 1))), Equal(chosen[i], 1), Equal(chosen[j], 0))
sum_of_a, sum_of_b = total(k, chosen[k] * exp(z[k])), total(k, (1 - chosen[k]) * exp(z[k]))
max_a, max_b, scale_a, scale_b = (scalar(name) for name in ("m_a", "m_b", "s_a", "s_b"))
merged = largest(max_a, max_b)
merged_sum = scale_a * exp(max_a - merged) + scale_b * exp(max_b - merged)
one, two = max_a + log(scale_a), max_b + log(scale_b)

associativity = Claim(
    "lse.associativity",
    (
        "Log-sum-exp of all classes is that of the log-sum-exps of two parts; running values "
        r"$m + \log s$ merge to $\max m + \log \sum s \exp(m - \max m)$"
    ),
    {
        "parts": Equal(lse_z, log(exp(log(sum_of_a)) + exp(log(sum_of_b)))),
        "online": implies(both(scale_a > 0, scale_b > 0), Equal(merged + log(merged_sum), log(exp(one) + exp(two)))),
    },
    given=split,
    references=["milakov2018"],
    names=[LSE_NAME],
    note="The classes with $a_k = 1$ are one part, the others the other; neither is empty.",
)


@associativity.derivation
def _(chain: Derivation) -> None:
    positive = []
    for place, weight in ((i, chosen[k]), (j, 1 - chosen[k])):
        part = delta(k, place) * exp(z[place]) <= weight * exp(z[k])
        with chain.assuming(same(k, place)):
            here = chain.check(part)
        with chain.assuming(distinct(k, place)):
            there = cases(specialise(split[0], k), lambda choice, part=part: chain.check(part, [choice]))  # type: ignore[misc]
        each = for_each(k, cases(excluded_middle(same(k, place)), here, there))
        positive.append(chain.check(total(k, weight * exp(z[k])) > 0, by=[(1, add_up(each))]))
    chain.conclude(chain.check(chain.goal, positive), "the sum is that over both parts, which are positive")
    chain.conclude(chain.search(chain.goal), r"$\exp(\max m)$ comes out of the sum")


r = index("r")

log1p_form = Claim(
    "lse.log1p-form",
    (
        r"The negative logarithm of a probability is $\log(1 + \sum \exp(z_j - z_r))$, summed over the "
        "other classes"
    ),
    Equal(-log(p[r]), log(1 + total_except(j, r, exp(z[j] - z[r])))),
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
    note=(
        "In floating point, a function log1p computes this exactly where the probability is close to 1; "
        r"$\log \sigma$ is rounded to 0 there, as $1 + \exp(-37)$ is rounded to 1 in binary64."
    ),
)
