"""Inequalities between relative entropy, entropy and other measures of distributions."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.lemmas import antisymmetry
from derive.proofs.definitions import entropy, k, relative_entropy
from derive.proofs.relative_entropy import alike, divergence, gibbs_inequality, q, r

half = Fraction(1, 2)
f, a, b = vector("f"), vector("a"), vector("b")
total_a, total_b = total(k, a[k]), total(k, b[k])
both_distributions = (*simplex(q), *simplex(r, interior=True))
both_positive = (*simplex(q, interior=True), *simplex(r, interior=True))

log_sum = Claim(
    "kl.log-sum",
    r"For positive $a_k$ and $b_k$ with the sums $A$ and $B$, $\sum_k a_k \log(a_k/b_k)$ is at least $A \log(A/B)$ "
    "(log-sum inequality)",
    total_a * log(total_a / total_b) <= relative_entropy(a, b),
    given=[forall(k, a[k] > 0), forall(k, b[k] > 0)],
    references=["cover2006"],
)

tilted = family(k, r[k] * exp(f[k]) / total(k, r[k] * exp(f[k])))

donsker_varadhan = Claim(
    "kl.donsker-varadhan",
    r"The mean of $f$ under $q$ is at most $\operatorname{KL}(q \| r)$ plus the logarithm of the mean of $\exp f$ "
    r"under $r$; the two are equal where $q_k$ is proportional to $r_k \exp f_k$",
    {
        "bound": total(k, q[k] * f[k]) <= divergence + log(total(k, r[k] * exp(f[k]))),
        "attained": Equal(total(k, tilted[k] * f[k]), relative_entropy(tilted, r) + log(total(k, r[k] * exp(f[k])))),
    },
    given=both_distributions,
    references=["donsker1975"],
    names=[Abbreviation(tilted.array, "t")],
)

chi_squared = Claim(
    "kl.chi-squared",
    r"Relative entropy is at most $\sum_k (q_k - r_k)^2/r_k$",
    divergence <= total(k, (q[k] - r[k]) ** 2 / r[k]),
    given=both_distributions,
    references=["gibbs2002"],
)

hellinger = Claim(
    "kl.hellinger",
    r"Relative entropy is at least $\sum_k (\sqrt{q_k} - \sqrt{r_k})^2$",
    divergence >= total(k, (sqrt(q[k]) - sqrt(r[k])) ** 2),
    given=both_positive,
    references=["gibbs2002"],
)

gini = Claim(
    "entropy.gini",
    r"The entropy is at least $\sum_k q_k (1 - q_k)$, the Gini impurity",
    entropy(q) >= total(k, q[k] * (1 - q[k])),
    given=simplex(q),
)

collision = Claim(
    "entropy.collision",
    r"The entropy is at least $-\log \sum_k q_k^2$, the collision entropy",
    entropy(q) >= -log(total(k, q[k] ** 2)),
    given=simplex(q, interior=True),
    references=["cover2006"],
)

middle = family(k, (q[k] + r[k]) / 2)


def jensen_shannon(first: Family, second: Family) -> Real:
    """The mean relative entropy of two distributions to their average."""
    average = family(k, (first[k] + second[k]) / 2)
    return half * relative_entropy(first, average) + half * relative_entropy(second, average)


js_bounds = Claim(
    "kl.jensen-shannon",
    "The Jensen–Shannon divergence, the mean relative entropy of two distributions to their average, is the entropy of "
    "the average less the average of the entropies; it is symmetric, at least 0, for equal distributions alone 0, "
    "and at most $\\log 2$",
    {
        "entropies": Equal(jensen_shannon(q, r), entropy(middle) - half * entropy(q) - half * entropy(r)),
        "symmetric": Equal(jensen_shannon(q, r), jensen_shannon(r, q)),
        "not negative": jensen_shannon(q, r) >= 0,
        "at most": jensen_shannon(q, r) <= log(2),
        "zero": iff(Equal(jensen_shannon(q, r), 0), alike),
    },
    given=both_positive,
    references=["lin1991"],
    names=[Abbreviation(middle.array, "m")],
)


@js_bounds.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.search(chain.goal), "the logarithm of a quotient")
    chain.conclude(chain.search(chain.goal), "both distributions are treated alike")
    chain.conclude(chain.search(chain.goal), "Gibbs' inequality")
    chain.conclude(chain.search(chain.goal), r"$q_k/m_k$ and $r_k/m_k$ are at most 2")
    first = chain.lemma(gibbs_inequality, q=q, r=middle)
    second = chain.lemma(gibbs_inequality, q=r, r=middle)
    none = Equal(jensen_shannon(q, r), 0)
    with chain.assuming(none):
        signs = [first.part("sign"), second.part("sign")]
        at_most = chain.check(relative_entropy(q, middle) <= 0, by=[(2, none), (1, signs[1])])
        zero = chain.note(antisymmetry(at_most, signs[0]), "neither term is negative, and their sum is 0")
        same_as_middle = modus_ponens(first.part("equality").part("only if"), zero)
        equal = chain.check(Equal(q[k], r[k]), by=[(2, specialise(same_as_middle, k))])
        only = suppose(none, for_each(k, chain.note(equal, "a distribution that is the average is the other one")))
    with chain.assuming(alike):
        back = suppose(alike, chain.check(none))
    chain.conclude(conjunction(only, back), "for equal distributions the average is the same")


u = vector("u")

js_triangle = Claim(
    "kl.jensen-shannon-triangle",
    "The Jensen–Shannon divergence satisfies the triangle inequality",
    jensen_shannon(q, u) <= jensen_shannon(q, r) + jensen_shannon(r, u),
    given=[*both_positive, *simplex(u, interior=True)],
    expected="refuted",
    corrected_by="kl.jensen-shannon",
    references=["endres2003"],
    note="It is the root of the divergence that satisfies it.",
)
