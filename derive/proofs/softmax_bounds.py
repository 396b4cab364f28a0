"""Bounds of the largest probability and of the mean logit."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.lemmas import add_up, monotone
from derive.proofs.definitions import LSE_NAME, P_NAME, S_NAME, entropy, i, j, k, log_sum_exp, p, z
from derive.proofs.entropy import bounds as entropy_bounds

K = size()
top = maximum(k, z[k])
mean = total(k, p[k] * z[k])
average = total(k, z[k]) / K

expected_logit_bounds = Claim(
    "softmax.expected-logit-bounds",
    (
        r"The mean logit under softmax lies between the average and the largest logit, at most $\log K$ "
        "below the latter"
    ),
    {
        "lower": average <= mean,
        "upper": mean <= top,
        "gap": Equal(top - mean, entropy(p) - (log_sum_exp(z) - top)),
        "log K": top - mean <= log(K),
    },
    references=["cover2006"],
    names=[P_NAME, S_NAME, LSE_NAME],
)


@expected_logit_bounds.derivation
def _(chain: Derivation) -> None:
    chain.section("Above the average")
    pairs = chain.search((z[i] - z[j]) * (p[i] - p[j]) >= 0)
    chain.note(pairs, "larger logits have larger probabilities")
    summed = add_up(for_each(i, add_up(for_each(j, pairs))))
    lower = chain.check(chain.goal, by=[(Fraction(1, 2) / K, summed)])
    chain.conclude(lower, "sum over all pairs: Chebyshev's inequality")
    chain.section("Below the largest")
    chain.conclude(chain.search(chain.goal), "a mean is at most the largest value")
    gap = chain.conclude(chain.check(chain.goal), r"$\log p_k = z_k - \mathrm{LSE}(z)$")
    most = chain.lemma(entropy_bounds, q=p).part("at most log K")
    above = chain.search(top <= log_sum_exp(z))
    chain.conclude(
        chain.check(chain.goal, by=[(1, gap), (1, most), (1, above)]),
        r"$H \le \log K$, and $\max z \le \mathrm{LSE}(z)$",
    )


r, b, g = index("r"), index("b"), scalar("g")
runner_up = (
    forall(k, z[k] <= z[r]),
    distinct(b, r),
    Equal(z[r] - z[b], g),
    forall(k, implies(distinct(k, r), z[k] <= z[b])),
)
fewest = 1 / (1 + (K - 1) * exp(-g))

max_probability_bounds = Claim(
    "softmax.max-probability-bounds",
    (
        "With a gap $g$ between the largest and the second largest logit, the largest probability lies "
        r"between $1/(1 + (K - 1) \exp(-g))$, which is at least $1/K$, and $1/(1 + \exp(-g))$"
    ),
    {"uniform": fewest >= 1 / K, "lower": fewest <= p[r], "upper": p[r] <= 1 / (1 + exp(-g))},
    given=runner_up,
    references=["gao2017"],
    names=[P_NAME, S_NAME],
)


@max_probability_bounds.derivation
def _(chain: Derivation) -> None:
    small = chain.search(exp(-g) <= 1)
    one = chain.check(K >= 1)
    chain.conclude(
        chain.check(chain.goal, [one], [((K - 1) / (K * (1 + (K - 1) * exp(-g))), small)]), r"$\exp(-g) \le 1$"
    )
    whole = total(k, exp(z[k] - z[r]))
    inverse = chain.check(Equal(p[r], 1 / whole))
    chain.note(inverse, "divide by the largest exponential")
    with chain.assuming(distinct(k, r)):
        behind = modus_ponens(specialise(runner_up[3], k), distinct(k, r))
        far = monotone("exp", chain.check(z[k] - z[r] <= -g, by=[(1, behind), (1, runner_up[2])]))
        elsewhere = chain.check(exp(z[k] - z[r]) <= choose(k, r, 1, exp(-g)), by=[(1, far)])
    with chain.assuming(same(k, r)):
        here = chain.check(exp(z[k] - z[r]) <= choose(k, r, 1, exp(-g)))
    most = add_up(for_each(k, cases(excluded_middle(same(k, r)), here, elsewhere)))
    bound = chain.check(whole <= 1 + (K - 1) * exp(-g), by=[(1, most)])
    lower = chain.check(chain.goal, [one], [(-1, inverse), (1 / (whole * (1 + (K - 1) * exp(-g))), bound)])
    chain.conclude(lower, r"each of the $K - 1$ others is at most $\exp(-g)$")
    part = delta(k, r) + delta(k, b) * exp(-g) <= exp(z[k] - z[r])
    with chain.assuming(same(k, b)):
        level = monotone("exp", chain.check(Equal(z[k] - z[r], -g), by=[(-1, runner_up[2])]))
        at_b = chain.check(part, by=[(1, level)])
    with chain.assuming(distinct(k, b)):
        other = chain.check(part)
    least = add_up(for_each(k, cases(excluded_middle(same(k, b)), at_b, other)))
    bound = chain.check(1 + exp(-g) <= whole, by=[(1, least)])
    chain.conclude(
        chain.check(chain.goal, by=[(1, inverse), (1 / (whole * (1 + exp(-g))), bound)]), r"one is $\exp(-g)$"
    )


product_bound = Claim(
    "softmax.product-bound",
    "The probabilities of two different classes sum to at most 1, and their product, which is the size of an entry of "
    "the Jacobian off the diagonal, is at most 1/4",
    {
        "sum": p[i] + p[j] <= 1,
        "product": p[i] * p[j] <= Fraction(1, 4),
        "entry": absolute(D(p[i], z[j])) <= Fraction(1, 4),
    },
    given=[distinct(i, j)],
    names=[P_NAME, S_NAME],
)
