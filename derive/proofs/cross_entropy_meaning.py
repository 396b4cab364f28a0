"""What the cross entropy measures: the probability of the true class, the distance from a target, uncertainty."""

from __future__ import annotations

from fractions import Fraction

from derive.bridge import expand_logs
from derive.language import *
from derive.lemmas import add_up, monotone
from derive.proofs.definitions import (
    ARTICLE_000,
    ARTICLE_001,
    ARTICLE_002,
    ARTICLE_003,
    ARTICLE_004,
    cross_entropy,
    entropy,
    i,
    j,
    k,
    relative_entropy,
    y,
)
from derive.proofs.relative_entropy import gibbs_inequality

label = index("c")
q, r = vector("q"), vector("r")
half = Fraction(1, 2)

# Slips -----------------------------------------------------------------------------------------------

log_index_typo = Claim(
    "ce.log-index-typo",
    r"The cross entropy is minus the sum over $i$ of the target $y_i$ times $\log p_j$",
    Equal(cross_entropy(y, q), -total(i, y[i] * log(q[j]))),
    given=[*simplex(y), *simplex(q, interior=True)],
    expected="refuted",
    corrected_by="ce.log-index",
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    note="The index of the logarithm has to be that of the sum; the slip may have come in when the article was "
    "turned into text.",
)

log_index = Claim(
    "ce.log-index",
    (
        r"With the logarithm of its own class beside each entry of the target, the cross entropy of the one-hot "
        r"target $c$ is $-\log p_c$; with that of a class $j$ it would be $-\log p_j$, whatever the target"
    ),
    [
        implies(forall(k, Equal(y[k], delta(k, label))), Equal(cross_entropy(y, q), -log(q[label]))),
        Equal(-total(i, y[i] * log(q[j])), -log(q[j])),
    ],
    given=[*simplex(y), *simplex(q, interior=True)],
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
)


def squared_distance(probabilities: Family) -> Real:
    """The squared Euclidean distance to the one-hot vector."""
    return total(k, (probabilities[k] - delta(k, label)) ** 2)


both_inside = (*simplex(q, interior=True), *simplex(r, interior=True))

decreasing = Claim(
    "ce.decreasing-in-true-probability",
    "The closer the prediction is to the one-hot target, the smaller the loss",
    implies(squared_distance(q) < squared_distance(r), -log(q[label]) < -log(r[label])),
    given=both_inside,
    expected="refuted",
    corrected_by="ce.decreasing-in-total-variation",
    sources=[ARTICLE_001, ARTICLE_004],
    references=["goodfellow2016"],
    evidence=Search(point({"K": 3}, {"c": 1}, q=["12/25", "13/50", "13/50"], r=["1/2", "2/5", "1/10"])),
    note="True of the total variation, which is one minus the probability of the true class, and for two classes; "
    "not of the Euclidean distance. Of a data set the product of these probabilities counts, not their sum.",
)


def variation(probabilities: Family) -> Real:
    """The total variation from the one-hot vector."""
    return half * total(k, absolute(probabilities[k] - delta(k, label)))


decreasing_in_total_variation = Claim(
    "ce.decreasing-in-total-variation",
    "The loss falls strictly as the probability of the true class rises, and as the total variation from the target "
    "falls",
    [
        iff(q[label] > r[label], -log(q[label]) < -log(r[label])),
        Equal(variation(q), 1 - q[label]),
        iff(variation(q) < variation(r), -log(q[label]) < -log(r[label])),
    ],
    given=both_inside,
    sources=[ARTICLE_001, ARTICLE_004],
    references=["cover2006"],
)


@decreasing_in_total_variation.derivation
def _(chain: Derivation) -> None:
    rises, falls = q[label] > r[label], -log(q[label]) < -log(r[label])

    def in_both_directions(grows: Formula, how: str) -> Theorem:
        """That the loss falls exactly where something grows that is the probability of the true class."""
        with chain.assuming(grows):
            logs = monotone("log", chain.check(r[label] < q[label], by=[*known, (1, grows)]))
            forth = suppose(grows, chain.show(falls, how, by=[(1, logs)]))
        with chain.assuming(falls):
            exponentials = monotone("exp", chain.check(log(r[label]) < log(q[label]), by=[(1, falls)]))
            theorem = chain.check(grows, by=[*against, (1, exponentials)])
            back = suppose(falls, chain.note(theorem, "conversely, the exponential grows"))
        return chain.conclude(conjunction(forth, back))

    known: Multiples = []
    against: Multiples = []
    in_both_directions(rises, "the logarithm grows")

    chain.section("The total variation")
    variations = []
    for probabilities in (q, r):
        signs = forall(k, probabilities[k] > 0)
        sums_to_one = Equal(total(k, probabilities[k]), 1)
        size_of = absolute(probabilities[k] - delta(k, label))
        entry = Equal(size_of, probabilities[k] + delta(k, label) * (1 - 2 * probabilities[k]))
        with chain.in_general(), chain.assuming(signs):
            below = chain.check(probabilities[label] <= total(k, probabilities[k]))
            most = chain.check(probabilities[label] <= 1, by=[(1, below), (1, sums_to_one)])
            with chain.assuming(same(k, label)):
                at_label = chain.check(entry, [most])
            with chain.assuming(distinct(k, label)):
                elsewhere = chain.check(entry)
            each = for_each(k, cases(excluded_middle(same(k, label)), at_label, elsewhere))
            goal = Equal(variation(probabilities), 1 - probabilities[label])
            variations.append(chain.check(goal, by=[(half, add_up(each)), (half, sums_to_one)]))
    chain.conclude(variations[0], "the true class misses $1 - q$, and the others have it")
    known = [(-1, variations[0]), (1, variations[1])]
    against = [(1, variations[0]), (-1, variations[1])]
    in_both_directions(variation(q) < variation(r), "so that it falls as the probability rises")


# Distance and uncertainty ----------------------------------------------------------------------------

distance = Claim(
    "ce.distance",
    "Cross entropy is a distance: it is 0 from a distribution to itself",
    Equal(cross_entropy(q, q), 0),
    given=[*simplex(q, interior=True)],
    expected="refuted",
    corrected_by="ce.entropy-and-divergence",
    sources=[ARTICLE_003],
    references=["cover2006"],
    note="It is the entropy there. Nor is it symmetric.",
)

entropy_and_divergence = Claim(
    "ce.entropy-and-divergence",
    "Cross entropy is entropy plus relative entropy: at least the entropy of the target, and equal to it exactly for "
    "the target itself",
    {
        "sum": Equal(cross_entropy(q, r), entropy(q) + relative_entropy(q, r)),
        "least": cross_entropy(q, r) >= entropy(q),
        "equality": iff(Equal(cross_entropy(q, r), entropy(q)), forall(k, Equal(q[k], r[k]))),
    },
    given=[*simplex(q), *simplex(r, interior=True)],
    sources=[ARTICLE_000, ARTICLE_003],
    references=["cover2006"],
)


@entropy_and_divergence.derivation
def _(chain: Derivation) -> None:
    chain.start(entropy(q) + relative_entropy(q, r), "entropy and relative entropy")
    chain.then(expand_logs, r"$\log(q/r) = \log q - \log r$")
    chain.end("the entropy cancels")
    split_up = chain.concluded[0]

    gibbs = chain.lemma(gibbs_inequality)
    chain.conclude(
        chain.check(chain.goal, by=[(-1, split_up), (1, gibbs.part("sign"))]), "the relative entropy is not negative"
    )
    least, zero = Equal(cross_entropy(q, r), entropy(q)), Equal(relative_entropy(q, r), 0)
    alike = forall(k, Equal(q[k], r[k]))
    equality = gibbs.part("equality")
    with chain.assuming(least):
        vanishes = chain.show(zero, "the relative entropy is 0", by=[(-1, split_up), (1, least)])
        forth = suppose(least, equality.part("only if").given(vanishes))
    vanishes = modus_ponens(equality.part("if"), alike)
    back = suppose(alike, chain.check(least, by=[(1, split_up), (1, vanishes)]))
    chain.conclude(conjunction(forth, back), "which happens for equal distributions only")


target = vector("t")

uncertainty_monotone = Claim(
    "ce.uncertainty-monotone",
    "The lower the cross entropy, the lower the uncertainty of the prediction",
    implies(cross_entropy(target, q) <= cross_entropy(target, r), entropy(q) <= entropy(r)),
    given=[*simplex(target), *both_inside],
    expected="refuted",
    corrected_by="ce.entropy-and-divergence",
    sources=[ARTICLE_000],
    references=["cover2006"],
    note="The best prediction is the target itself, whose entropy may be large. What a lower cross entropy lowers is "
    "the relative entropy from the target to the prediction.",
)

softmax_unrelated = Claim(
    "ce.softmax-unrelated",
    "Softmax and cross entropy have not much to do with each other",
    expected="informal",
    sources=[ARTICLE_003],
    references=["boyd2004"],
    says="Softmax and the cross entropy loss are originally not closely related.",
    note="An opinion; another article says the opposite. What can be checked: the cross entropy of softmax is "
    "log-sum-exp minus a linear term (ce.lse-form), and log-sum-exp is the conjugate of minus the entropy "
    "(lse.variational).",
)
