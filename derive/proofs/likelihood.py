"""Likelihood and cross entropy: the same number."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.lemmas import add_up, monotone
from derive.proofs.definitions import (
    ARTICLE_000,
    ARTICLE_001,
    ARTICLE_003,
    ARTICLE_004,
    P_NAME,
    S_NAME,
    cross_entropy,
    i,
    j,
    k,
    log_sum_exp,
    named,
    p,
    y,
    z,
)

n = index("n", "N")
label = index("c")
one_hot = family(k, delta(k, label))
"""The target of class c."""

q, r = vector("q"), vector("r")
half = Fraction(1, 2)

# The likelihood of independent samples ---------------------------------------------------------------

joint = matrix("q", "K", "K")
first_label, second_label = total(j, joint[i, j]), total(i, joint[i, j])
distribution = (forall([i, j], joint[i, j] >= 0), Equal(total((i, j), joint[i, j]), 1))

product_of_marginals = Claim(
    "likelihood.product",
    "The joint probability of two labels is the product of their probabilities",
    Equal(joint[i, j], first_label * second_label),
    given=distribution,
    expected="refuted",
    corrected_by="likelihood.product-where-independent",
    sources=[ARTICLE_000],
    references=["bishop2006"],
    note="The labels have to be independent, given the inputs. Two labels that are always the same, each with "
    "probability 1/2, have the joint probability 1/2.",
)

m = index("m")
weights = matrix("u", "K", "K")
shares = family((i, j), weights[i, j] / total((k, m), weights[k, m]))
"""An arbitrary joint law whose probabilities are all positive."""

joint, first_label, second_label = shares, total(j, shares[i, j]), total(i, shares[i, j])
other_first = total(j, joint[m, j])
law, other_law = joint[i, j] / first_label, joint[m, j] / other_first
laws_differ = exists(m, Different(law, other_law))
dependent = Different(joint[i, j], first_label * second_label)
some_dependent = exists(i, dependent)

product_where_independent = Claim(
    "likelihood.product-where-independent",
    "The joint probability of two labels is the product of their probabilities exactly where the law of the second "
    "is the same whatever the first is",
    [
        implies(dependent, laws_differ),
        implies(Different(law, other_law), some_dependent),
    ],
    given=[forall([i, j], weights[i, j] > 0)],
    sources=[ARTICLE_000],
    references=["bishop2006"],
    names=[named(shares, "q")],
)


@product_where_independent.derivation
def _(chain: Derivation) -> None:
    (positive,) = chain.given
    sums_to_one = chain.check(Equal(total((i, j), joint[i, j]), 1))
    same_law = Equal(law, other_law)

    chain.section("Where the law is the same")
    with chain.contrary(laws_differ), chain.in_general(), chain.assuming(positive):

        def where_none_differ(case: Formula) -> Known:
            if case == same_law:
                return same_law
            return clash(exhibit(laws_differ, m, chain.check(Different(law, other_law), [case])), negate(laws_differ))

        everywhere = cases(trichotomy(law, other_law, chain.given), where_none_differ)
        weighted = chain.check(
            Equal(other_first * joint[i, j], first_label * joint[m, j]), by=[(first_label * other_first, everywhere)]
        )
        summed = chain.note(add_up(for_each(m, weighted)), "multiply by the probabilities of both, and sum over $m$")
        independent = chain.check(
            Equal(joint[i, j], first_label * second_label), by=[(1, summed), (-joint[i, j], sums_to_one)]
        )
        chain.note(independent, "the probabilities of the first label sum to 1")
    differ = by_contradiction(laws_differ, clash(dependent, independent))
    chain.conclude(suppose(dependent, differ), "so that where it is not the product, the laws differ")

    chain.section("Where it is the product")
    unlike, as_product = Different(law, other_law), Equal(joint[i, j], first_label * second_label)
    with chain.contrary(some_dependent), chain.in_general(), chain.assuming(positive):

        def where_none_depends(case: Formula) -> Known:
            if case == as_product:
                return as_product
            return clash(exhibit(some_dependent, i, chain.check(dependent, [case])), negate(some_dependent))

        split_up = trichotomy(joint[i, j], first_label * second_label, chain.given)
        everywhere = for_each(i, cases(split_up, where_none_depends))
        at_i, at_m = specialise(everywhere, i), specialise(everywhere, m)
        equal = chain.check(same_law, by=[(1 / first_label, at_i), (-1 / other_first, at_m)])
        chain.note(equal, "where all are products, both laws are that of the second label")
    some = by_contradiction(some_dependent, clash(unlike, equal))
    chain.conclude(suppose(unlike, some), "so that where the laws differ, some are not")


a, b = vector("a", "N"), vector("b", "N")
positive_a, positive_b = forall(n, a[n] > 0), forall(n, b[n] > 0)
loss_a, loss_b = total(n, -log(a[n])), total(n, -log(b[n]))

nll_sum = Claim(
    "likelihood.nll-sum",
    "Minus the logarithm of a product is a sum, and the larger the product, the smaller the sum",
    [
        Equal(-log(product(n, a[n])), loss_a),
        iff(product(n, a[n]) <= product(n, b[n]), loss_b <= loss_a),
    ],
    given=[positive_a, positive_b],
    sources=[ARTICLE_000, ARTICLE_004],
    references=["bishop2006"],
)


@nll_sum.derivation
def _(chain: Derivation) -> None:
    chain.start(-log(product(n, a[n])), "the logarithm of a product")
    chain.end("of positive numbers is a sum of logarithms")

    larger, smaller = product(n, a[n]) <= product(n, b[n]), loss_b <= loss_a
    with chain.assuming(larger):
        logs = chain.note(monotone("log", larger, [chain.check(product(n, a[n]) > 0)]), "the logarithm grows")
        forth = suppose(larger, chain.show(smaller, "so that the sums are in the opposite order", by=[(1, logs)]))
    with chain.assuming(smaller):
        exponentials = monotone("exp", chain.check(-loss_a <= -loss_b, by=[(1, smaller)]))
        theorem = chain.show(larger, "conversely, the exponential grows", by=[(1, exponentials)])
        back = suppose(smaller, theorem)
    chain.conclude(conjunction(forth, back))


# One-hot targets -------------------------------------------------------------------------------------

one_hot_form = Claim(
    "ce.one-hot-form",
    "For a one-hot target, the cross entropy is minus the logarithm of the probability of the true class",
    Equal(cross_entropy(one_hot, q), -log(q[label])),
    given=[forall(k, q[k] > 0)],
    sources=[ARTICLE_000, ARTICLE_001, ARTICLE_003, ARTICLE_004],
    references=["goodfellow2016"],
)

single_log = Claim(
    "ce.single-log",
    "For a one-hot target, the loss needs one logarithm of a probability: it is log-sum-exp minus the true logit",
    [
        Equal(cross_entropy(one_hot, p), -log(p[label])),
        Equal(cross_entropy(one_hot, p), log_sum_exp(z) - z[label]),
    ],
    sources=[ARTICLE_001],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
    note="The sum of all exponentials is still needed, and so are all probabilities for the gradient.",
)

lse_form = Claim(
    "ce.lse-form",
    "The cross entropy of softmax is log-sum-exp minus the logits, weighted with the target",
    [
        Equal(-log(p[label]), log_sum_exp(z) - z[label]),
        Equal(log(p[k]), z[k] - log_sum_exp(z)),
        implies(Equal(total(k, y[k]), 1), Equal(cross_entropy(y, p), log_sum_exp(z) - total(k, y[k] * z[k]))),
    ],
    sources=[ARTICLE_001, ARTICLE_003],
    references=["boyd2004"],
    names=[P_NAME, S_NAME],
)

log_softmax = family(k, log(p[k]))

logsoftmax_nll = Claim(
    "ce.logsoftmax-nll",
    "Cross entropy from logits is the negative log-likelihood of log-softmax",
    [
        Equal(log_softmax[k], z[k] - log_sum_exp(z)),
        Equal(cross_entropy(one_hot, p), -log_softmax[label]),
        Equal(cross_entropy(one_hot, p), log_sum_exp(z) - z[label]),
    ],
    sources=[ARTICLE_003],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
    note="The sum of the article, LogSoftmax + NLLLoss, means one after the other. Every class has the weight 1, and "
    "the target is a class.",
)

# Data sets -------------------------------------------------------------------------------------------

predicted, other, labels = matrix("p", "N", "K"), matrix("q", "N", "K"), matrix("t", "N", "K")
positive_predictions = forall([n, k], predicted[n, k] > 0)
other_positive = forall([n, k], other[n, k] > 0)
one_class_each = forall(n, exists(m, forall(k, Equal(labels[n, k], delta(k, m)))))


def data_loss(probabilities: Family) -> Real:
    """The cross entropy of a data set: Σₙ −Σₖ tₙₖ log pₙₖ."""
    return total(n, -total(k, labels[n, k] * log(probabilities[n, k])))


def likelihood(probabilities: Family) -> Real:
    """The likelihood of a data set: Πₙ Σₖ tₙₖ pₙₖ, the probabilities of the true classes for one-hot targets t."""
    return product(n, total(k, labels[n, k] * probabilities[n, k]))


equals_nll = Claim(
    "ce.equals-nll",
    "The cross entropy of a data set is minus the logarithm of its likelihood: the smaller, the more likely the data",
    [
        Equal(data_loss(predicted), -log(likelihood(predicted))),
        iff(data_loss(predicted) <= data_loss(other), likelihood(other) <= likelihood(predicted)),
    ],
    given=[positive_predictions, other_positive, one_class_each],
    sources=[ARTICLE_000, ARTICLE_001, ARTICLE_003],
    references=["bishop2006"],
    note="The likelihood is the product of the probabilities of the true classes, for independent samples.",
)


def loss_is_nll(chain: Derivation, probabilities: Family, signs: Formula) -> tuple[Theorem, Theorem]:
    """The loss of a data set is minus the logarithm of its likelihood, and the likelihood is positive."""
    share = total(k, labels[n, k] * probabilities[n, k])
    sample = Equal(-total(k, labels[n, k] * log(probabilities[n, k])), -log(share))
    of_class = forall(k, Equal(labels[n, k], delta(k, m)))
    with chain.in_general(), chain.assuming(signs, of_class):
        entry = specialise(of_class, k)
        of_true_class = []
        for value in (probabilities[n, k], log(probabilities[n, k])):
            weighted = chain.check(Equal(labels[n, k] * value, delta(k, m) * value), by=[(value, entry)])
            summed = add_up(for_each(k, weighted))
            goal = Equal(total(k, labels[n, k] * value), replace(value, k, m))
            of_true_class.append(chain.check(goal, by=[(1, summed)]))
        probability, logarithm = of_true_class
    with chain.in_general(), chain.assuming(signs):
        positive = chain.check(share > 0, by=[(-1, probability), (1, chain.check(probabilities[n, m] > 0))])
        log_of_share = monotone("log", probability, [positive])
        equal = chain.check(sample, [positive], by=[(-1, logarithm), (1, log_of_share)])
    found = take(specialise(one_class_each, n), m, conjunction(equal, positive))
    each, each_positive = (for_each(n, part) for part in apart(found))
    with chain.in_general(), chain.assuming(each_positive.conclusion, signs):
        summed = add_up(weaken(each, each_positive.conclusion, signs))
        whole = chain.check(Equal(data_loss(probabilities), -log(likelihood(probabilities))), by=[(1, summed)])
        product_positive = chain.check(likelihood(probabilities) > 0)
    proofs = (suppose(each_positive.conclusion, theorem) for theorem in (whole, product_positive))
    first, second = (modus_ponens(theorem, each_positive) for theorem in proofs)
    return first, second


@equals_nll.derivation
def _(chain: Derivation) -> None:
    first, first_positive = loss_is_nll(chain, predicted, positive_predictions)
    second, second_positive = loss_is_nll(chain, other, other_positive)
    chain.note(first_positive, "each sample has one class, whose probability is positive")
    chain.conclude(first, "the logarithm of the product is the sum of the logarithms, one of each sample")

    less, likelier = chain.goal.parts[0].left, chain.goal.parts[0].right  # type: ignore[attr-defined]
    logs = log(likelihood(other)) <= log(likelihood(predicted))
    signs = [first_positive, second_positive]
    with chain.assuming(less):
        ordered = chain.check(logs, signs, by=[(1, less), (-1, first), (1, second)])
        grown = chain.show(likelier, "the exponential grows", using=signs, by=[(1, monotone("exp", ordered, signs))])
        forth = suppose(less, grown)
    with chain.assuming(likelier):
        ordered = monotone("log", likelier, signs)
        lower = chain.show(
            less, "conversely, so does the logarithm", using=signs, by=[(1, ordered), (1, first), (-1, second)]
        )
        back = suppose(likelier, lower)
    chain.conclude(conjunction(forth, back))


total_loss = Claim(
    "ce.total-loss",
    "The loss of a data set is minus the sum of the target times the logarithm, over samples and classes in any order",
    [
        Equal(data_loss(predicted), -total((k, n), labels[n, k] * log(predicted[n, k]))),
        Equal(data_loss(predicted), -total((n, k), labels[n, k] * log(predicted[n, k]))),
    ],
    given=[positive_predictions],
    sources=[ARTICLE_003],
    references=["bishop2006"],
    note="The article's formula is an image that did not reach us; it may divide by the number of samples.",
)
