"""Maximum entropy from the other side: the dual problem, the Pythagorean identity, and counts."""

from __future__ import annotations

from derive.language import *
from derive.proofs.definitions import P_NAME, S_NAME, c, entropy, i, k, log_sum_exp, p, relative_entropy, scaled, z
from derive.proofs.maximum_entropy import NAMES, gibbs, has_mean, multiplier, q
from derive.proofs.relative_entropy import gibbs_inequality
from derive.proofs.softmax_meaning import calibrated_logits

dual_value = log_sum_exp(scaled(multiplier, z)) - multiplier * c
feasible = both(*simplex(q), Equal(total(k, q[k] * z[k]), c))

dual = Claim(
    "maxent.dual",
    r"No distribution with the mean $c$ has an entropy above $\operatorname{LSE}(\lambda z) - \lambda c$, whatever "
    r"$\lambda$ is; where $\sigma(\lambda z)$ has the mean $c$ its entropy is this value, which is stationary in "
    r"$\lambda$",
    {
        "weak duality": forall(q, implies(feasible, entropy(q) <= dual_value)),
        "strong duality": implies(has_mean, Equal(entropy(gibbs), dual_value)),
        "stationary": iff(has_mean, Equal(D(dual_value, multiplier), 0)),
        "convex": D(D(dual_value, multiplier), multiplier) >= 0,
    },
    references=["boyd2004", "wainwright2008"],
    names=NAMES,
    note=r"By maxent.softmax, some $\lambda$ has the mean $c$ where $c$ is strictly between the smallest and "
    "largest $z$.",
)

uniform = family(i, 1 / size())

pythagoras = Claim(
    "maxent.pythagoras",
    r"Let $q$ have the same mean as $\sigma(\lambda z)$. Then $\operatorname{KL}(q \| \sigma(\lambda z))$ is the "
    "difference "
    "of the entropies, and the relative entropies to the uniform distribution add up",
    {
        "difference": Equal(relative_entropy(q, gibbs), entropy(gibbs) - entropy(q)),
        "sum": Equal(relative_entropy(q, uniform), relative_entropy(q, gibbs) + relative_entropy(gibbs, uniform)),
    },
    given=[has_mean, *simplex(q), Equal(total(k, q[k] * z[k]), c)],
    references=["csiszar1975", "cover2006"],
    names=NAMES,
)

frequency, count = vector("q"), vector("n")
log_likelihood = total(k, count[k] * log(p[k]))
matched = forall(i, Equal(p[i], frequency[i]))

moment_matching = Claim(
    "expfam.mle-moment-matching",
    r"With relative frequencies $q_k > 0$, the likelihood of softmax is largest exactly where $p = q$, which is where "
    r"$z_i = \log q_i + c$; a class that does not occur makes the likelihood fall in its logit everywhere",
    {
        "largest": total(k, frequency[k] * log(p[k])) <= -entropy(frequency),
        "only": iff(Equal(total(k, frequency[k] * log(p[k])), -entropy(frequency)), matched),
        "logits": iff(matched, exists(c, forall(i, Equal(z[i], log(frequency[i]) + c)))),
        "no occurrence": forall(
            count,
            implies(
                both(forall(k, count[k] >= 0), total(k, count[k]) > 0, Equal(count[i], 0)), D(log_likelihood, z[i]) < 0
            ),
        ),
    },
    given=[*simplex(frequency, interior=True)],
    references=["wainwright2008"],
    names=[P_NAME, S_NAME],
    note="Where a class does not occur, the likelihood is therefore nowhere largest.",
)


@moment_matching.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.search(chain.goal), "Gibbs' inequality")

    chain.section("It is largest only there")
    optimal = Equal(total(k, frequency[k] * log(p[k])), -entropy(frequency))
    divergence = relative_entropy(frequency, p)
    equality = chain.lemma(gibbs_inequality, q=frequency, r=p).part("equality")
    mirrored = forall(k, Equal(frequency[k], p[k]))
    with chain.assuming(optimal):
        zero = chain.show(Equal(divergence, 0), "the difference is a relative entropy", by=[(-1, optimal)])
        same_entries = equality.part("only if").given(zero)
        forward = suppose(
            optimal, for_each(i, chain.check(Equal(p[i], frequency[i]), [specialise(same_entries.theorem, i)]))
        )
    with chain.assuming(matched):
        none = equality.part("if").given(chain.check(mirrored, [assume(matched)]))
        backward = suppose(matched, chain.check(optimal, by=[(-1, none)]))
    chain.conclude(conjunction(forward, backward), "Gibbs' inequality is strict elsewhere")

    chain.conclude(chain.lemma(calibrated_logits), "softmax.calibrated-logits")
    chain.conclude(chain.search(chain.goal), "$-N p_i$, where $N$ is the number of all counts")
