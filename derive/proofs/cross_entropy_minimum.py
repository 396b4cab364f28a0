"""Where cross entropy is smallest, and what a small cross entropy says."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.lemmas import add_up, cancel, monotone, vanishing_terms
from derive.proofs.cross_entropy import general_loss, hessian_entry, loss, normalised, s, sums_to_s, t
from derive.proofs.definitions import (
    ARTICLE_000,
    P_NAME,
    S_NAME,
    S,
    cross_entropy,
    entropy,
    i,
    j,
    k,
    p,
    y,
    z,
)
from derive.proofs.relative_entropy import alike, divergence, gibbs_inequality, q, r

K = size()
label = index("c")

gibbs = Claim(
    "ce.gibbs",
    (
        "The cross entropy of $P$ relative to a positive $Q$ is at least the entropy of $P$, and equal "
        "to it only for $Q = P$"
    ),
    {"bound": cross_entropy(q, r) >= entropy(q), "equality": iff(Equal(cross_entropy(q, r), entropy(q)), alike)},
    given=[*simplex(q), *simplex(r, interior=True)],
    sources=[ARTICLE_000],
    references=["cover2006"],
    note="Where $Q$ is 0 and $P$ is not, the cross entropy is infinite.",
)


@gibbs.derivation
def _(chain: Derivation) -> None:
    lemma = chain.lemma(gibbs_inequality)
    sign, equality = lemma.part("sign"), lemma.part("equality")
    chain.conclude(chain.check(chain.goal, by=[(1, sign)]), "the difference is the relative entropy")
    level = Equal(cross_entropy(q, r), entropy(q))
    zero = chain.check(Equal(divergence, 0), by=[(1, level)])
    only = suppose(level, equality.part("only if").given(zero))
    vanishes = modus_ponens(equality.part("if"), alike)
    back = suppose(alike, chain.check(level, by=[(1, vanishes)]))
    chain.conclude(conjunction(only, back), "which is 0 only for equal distributions")


log_score, optimal_score = cross_entropy(q, r), cross_entropy(q, q)
brier = total(i, q[i] * total(k, (r[k] - delta(k, i)) ** 2))
optimal_brier = total(i, q[i] * total(k, (q[k] - delta(k, i)) ** 2))

proper_scoring = Claim(
    "ce.proper-scoring",
    "The log score and the Brier score are strictly proper: smallest in the mean at the true distribution alone",
    {
        "log score": log_score >= optimal_score,
        "log score alone": iff(Equal(log_score, optimal_score), alike),
        "Brier gap": Equal(brier - optimal_brier, total(k, (r[k] - q[k]) ** 2)),
        "Brier score": brier >= optimal_brier,
        "Brier score alone": iff(Equal(brier, optimal_brier), alike),
    },
    given=[*simplex(q), *simplex(r, interior=True)],
    references=["cover2006"],
)


@proper_scoring.derivation
def _(chain: Derivation) -> None:
    lemma = chain.lemma(gibbs)
    chain.conclude(lemma.part("bound"), "Gibbs' inequality")
    chain.conclude(lemma.part("equality"), "which is strict elsewhere")
    gap = chain.conclude(chain.check(chain.goal), "multiply out: the mean of the one-hot vectors is the distribution")
    square = (r[k] - q[k]) ** 2
    sign = chain.check(total(k, square) >= 0)
    chain.conclude(chain.check(chain.goal, by=[(1, gap), (1, sign)]), "a sum of squares")
    level = Equal(brier, optimal_brier)
    with chain.assuming(level):
        none = chain.check(Equal(total(k, square), 0), by=[(-1, gap), (1, level)])
    with chain.in_general():
        each = specialise(vanishing_terms(none, for_each(k, chain.check(square >= 0))), k)
        only = suppose(level, for_each(k, cancel(Equal(q[k], r[k]), each, 1, 2)))
        zero = chain.check(Equal(total(k, square), 0), [assume(alike)])
    back = suppose(alike, chain.check(level, by=[(1, gap), (1, zero)]))
    chain.conclude(conjunction(only, back), "which is 0 only for equal distributions")


distance = total(k, (q[k] - delta(k, label)) ** 2)

brier_relation = Claim(
    "ce.brier-relation",
    (
        r"The Brier score $\|p - y\|^2$ of a one-hot target is at most $2 (1 - p)^2$, which is at most "
        r"$2 \mathrm{CE}^2$, as $1 - p \le -\log p$"
    ),
    {
        "Brier": distance <= 2 * (1 - q[label]) ** 2,
        "tangent": 1 - q[label] <= -log(q[label]),
        "squares": 2 * (1 - q[label]) ** 2 <= 2 * log(q[label]) ** 2,
    },
    given=[*simplex(q), q[label] > 0],
    references=["cover2006"],
)


@brier_relation.derivation
def _(chain: Derivation) -> None:
    rest = 1 - q[label]
    part = chain.search(q[label] <= 1)
    with chain.assuming(distinct(k, label)):
        pair = choose(j, label, q[label], choose(j, k, q[k], 0))
        with chain.in_general(), chain.assuming(simplex(q)[0], distinct(k, label)):
            both_classes = add_up(for_each(j, chain.search(pair <= q[j])))
        small = chain.check(q[k] <= rest, by=[(1, both_classes)])
        term = (q[k] - delta(k, label)) ** 2 <= choose(k, label, rest**2, q[k] * rest)
        elsewhere = chain.check(term, by=[(q[k], small)])
    with chain.assuming(same(k, label)):
        here = chain.check(term)
    each = for_each(k, cases(excluded_middle(same(k, label)), here, elsewhere))
    chain.conclude(chain.check(chain.goal, by=[(1, add_up(each))]), "no other probability exceeds $1 - p$")
    tangent = chain.conclude(chain.search(chain.goal), "the tangent of the logarithm at 1")
    positive = chain.check(-log(q[label]) >= 0, by=[(1, tangent), (1, part)])
    squared = chain.check(chain.goal, [positive, part], by=[(2 * rest, tangent), (-2 * log(q[label]), tangent)])
    chain.conclude(squared, "both sides are not negative")


surrogate_bound = Claim(
    "ce.surrogate-bound",
    "Cross entropy in bits is at least 1 where another class has as large a logit: below, the prediction is right",
    {
        "zero-one loss": step(z[j] - z[label]) <= -log(p[label]) / log(2),
        "right": implies(-log(p[label]) < log(2), z[j] < z[label]),
    },
    given=[distinct(j, label)],
    names=[P_NAME, S_NAME],
)


@surrogate_bound.derivation
def _(chain: Derivation) -> None:
    wrong, bits = z[label] <= z[j], -log(p[label]) / log(2)
    with chain.assuming(wrong):
        larger = monotone("exp", wrong)
        pair = choose(k, label, exp(z[label]), choose(k, j, exp(z[j]), 0))
        summed = add_up(for_each(k, chain.search(pair <= exp(z[k]))))
        half = chain.check(p[label] <= Fraction(1, 2), by=[(1 / (2 * S), summed), (1 / (2 * S), larger)])
        chain.note(half, "two classes share at most 1")
        costly = chain.check(-log(p[label]) >= log(2), by=[(1, monotone("log", half))])
    below = monotone("log", chain.check(p[label] <= 1))
    with chain.assuming(z[j] < z[label]):
        right = chain.check(step(z[j] - z[label]) <= bits, by=[(1 / log(2), below)])
    with chain.assuming(Equal(z[j], z[label])):
        level = modus_ponens(suppose(wrong, costly), chain.check(wrong))
        tie = chain.check(step(z[j] - z[label]) <= bits, by=[(1 / log(2), level)])
    with chain.assuming(z[label] < z[j]):
        level = modus_ponens(suppose(wrong, costly), chain.check(wrong))
        loss_is_one = chain.check(step(z[j] - z[label]) <= bits, by=[(1 / log(2), level)])
    chain.conclude(cases(trichotomy(z[j], z[label]), right, tie, loss_is_one), r"$p \le 1/2$ for a wrong prediction")
    small = -log(p[label]) < log(2)
    with chain.assuming(small):
        contrary = clash(small, costly)
        chain.conclude(suppose(small, by_contradiction(z[j] < z[label], contrary)), r"otherwise $p \le 1/2$")


at_zero = forall(k, Equal(z[k], 0))

at_initialisation = Claim(
    "ce.at-initialisation",
    (
        r"At $z = 0$ the cross entropy is $\log K$, its gradient $1/K - y$, and its Hessian "
        r"$(I - \mathbf{1} \mathbf{1}^\top/K)/K$"
    ),
    {
        "loss": Equal(loss, log(K)),
        "gradient": Equal(D(loss, z[i]), 1 / K - y[i]),
        "Hessian": Equal(hessian_entry, (delta(i, j) - 1 / K) / K),
    },
    given=[at_zero, normalised],
    references=["goodfellow2016"],
)

target_sum_s = Claim(
    "ce.target-sum-s",
    (
        "For a target that sums to $s$, the gradient is $s p - y$ and the Hessian $s J$; a shift of all "
        "logits changes nothing"
    ),
    {
        "gradient": Equal(D(general_loss, z[i]), s * p[i] - t[i]),
        "Hessian": Equal(D(general_loss, z[i], z[j]), s * p[i] * (delta(i, j) - p[j])),
        "along 1": Equal(total(i, D(general_loss, z[i])), 0),
    },
    given=[sums_to_s],
    references=["bishop2006"],
    names=[P_NAME, S_NAME],
)


model_is_target = forall(k, Equal(y[k], p[k]))
loss_at_z = cross_entropy(y, p)

soft_target_minimum = Claim(
    "ce.soft-target-minimum",
    "The cross entropy of a target and a softmax is at least the entropy of the target, and equal to it only where "
    "softmax is the target, which a positive target is for the logits log y",
    {
        "bound": loss_at_z >= entropy(y),
        "equality": iff(Equal(loss_at_z, entropy(y)), model_is_target),
        "attained": implies(forall(k, y[k] > 0), exists(z, Equal(loss_at_z, entropy(y)))),
        "only there": implies(model_is_target, y[i] > 0),
    },
    given=simplex(y),
    references=["cover2006"],
    names=[P_NAME, S_NAME],
)


@soft_target_minimum.derivation
def _(chain: Derivation) -> None:
    lemma = chain.lemma(gibbs, q=y, r=p)
    chain.conclude(lemma.part("bound"), "Gibbs' inequality")
    chain.conclude(lemma.part("equality"), "which is strict elsewhere")
    positive, logits = forall(k, y[k] > 0), family(k, log(y[k]))
    with chain.assuming(positive):
        met = chain.check(replace(Equal(loss_at_z, entropy(y)), z, logits))
        found = exhibit(exists(z, Equal(loss_at_z, entropy(y))), logits, met)
    chain.conclude(suppose(positive, found), "z = log y")
    sign = chain.check(p[i] > 0)
    with chain.in_general():
        here = chain.check(y[i] > 0, by=[(-1, specialise(model_is_target, i)), (1, sign)])
    chain.conclude(suppose(model_is_target, here), "every probability is positive")
