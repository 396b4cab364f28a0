"""The squared error on softmax: its gradient vanishes where it should not, and it is not convex."""

from __future__ import annotations

from fractions import Fraction

from derive.bridge import apply, chain_rule, pull_out, resolve_delta
from derive.language import *
from derive.lemmas import absolute_at_most, add_up
from derive.proofs.definitions import (
    ARTICLE_002,
    P_NAME,
    S_NAME,
    i,
    j,
    k,
    named,
    p,
    sigma,
    softmax,
    w,
    y,
    z,
)
from derive.proofs.jacobian import jacobian
from derive.proofs.softmax import two_classes

K = size()
q = vector("q")
label = index("c")
half = Fraction(1, 2)


def squared_error(probabilities: Family, target: Family) -> Real:
    """½ Σₖ (pₖ − yₖ)²."""
    return half * total(k, (probabilities[k] - target[k]) ** 2)


one_hot = family(k, delta(k, label))
loss = squared_error(p, y)

probability_gradient = Claim(
    "mse.probability-gradient",
    "The gradient of the squared error in the probabilities is $p - y$",
    Equal(D(squared_error(q, y), q[i]), q[i] - y[i]),
    sources=[ARTICLE_002],
    references=["bishop2006"],
)

printed_gradient = Claim(
    "mse.logit-gradient",
    (
        "The gradient of the squared error in the logits is the sum over $i$ of "
        r"$(p_i - y_i) p_i (\delta_{ij} - p_i)$"
    ),
    Equal(D(loss, z[j]), total(i, (p[i] - y[i]) * p[i] * (delta(i, j) - p[i]))),
    given=[*simplex(y)],
    expected="refuted",
    corrected_by="mse.gradient",
    sources=[ARTICLE_002],
    references=["bridle1990"],
    names=[P_NAME, S_NAME],
    note="The last index has to be $j$: the article differentiates softmax rightly elsewhere.",
)

gradient = Claim(
    "mse.gradient",
    "The gradient of the squared error in the logits is the Jacobian of softmax times the error $p - y$",
    [
        Equal(D(loss, z[j]), total(i, (p[i] - y[i]) * p[i] * (delta(i, j) - p[j]))),
        Equal(D(loss, z[j]), p[j] * ((p[j] - y[j]) - total(i, p[i] * (p[i] - y[i])))),
        Equal(D(loss, z[j]), total(i, D(p[j], z[i]) * (p[i] - y[i]))),
    ],
    sources=[ARTICLE_002],
    references=["bridle1990"],
    names=[P_NAME, S_NAME],
)


@gradient.derivation
def _(chain: Derivation) -> None:
    chain.section("By the chain rule")
    chain.start(D(loss, z[j]), "the squared error of softmax")
    chain.then(chain_rule(p), "the derivative by each probability, its error, times its derivative by the logit")
    chain.then(apply(jacobian), r"the Jacobian is $\operatorname{diag}(p) - p p^\top$")
    chain.then(pull_out, "the factor 2 cancels")
    first = chain.end()

    chain.section("With the sum worked out")
    chain.start(D(loss, z[j]), "the squared error of softmax")
    chain.then(apply(first), "as computed")
    chain.then(resolve_delta, "the delta leaves one term")
    chain.end("$p_j$ is a common factor")

    chain.section("As a product with the Jacobian")
    chain.start(D(loss, z[j]), "the squared error of softmax")
    chain.then(chain_rule(p), "the chain rule, as before")
    chain.then(pull_out, "the factor 2 cancels")
    chain.end("the Jacobian is symmetric")


# Where it vanishes -----------------------------------------------------------------------------------

one_hot_slope = D(squared_error(p, one_hot), z[j])

vanishing_correct = Claim(
    "mse.vanishing-correct",
    "The gradient of the squared error vanishes quadratically as the probability of the true class tends to 1",
    absolute(one_hot_slope) <= 2 * (1 - p[label]) ** 2,
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
)


@vanishing_correct.derivation
def _(chain: Derivation) -> None:
    true, spread = p[label], total(k, p[k] ** 2) - p[label] ** 2
    at_label, elsewhere = same(j, label), distinct(j, label)
    square = chain.check((1 - true) ** 2 >= 0)
    together = chain.lemma(two_classes).at(i=k, j=label)
    goal = choose(k, label, 0, p[k] ** 2) <= choose(k, label, 0, p[k] * (1 - true))
    each = chain.by_cases(goal, excluded_middle(same(k, label)), [], [(p[k], together)])
    large = chain.show(
        spread <= (1 - true) ** 2, "two probabilities sum to at most 1", by=[(1, add_up(for_each(k, each)))]
    )
    small, most = chain.check(spread >= 0), chain.check(true <= 1)
    bound = 2 * (1 - true) ** 2

    with chain.case(at_label):
        form = chain.show(Equal(one_hot_slope, -true * ((1 - true) ** 2 + spread)), "at the true class")
        low = chain.check(-bound <= one_hot_slope, by=[(-1, form), (true, large), (2 * (1 - true), square)])
        high = chain.check(one_hot_slope <= bound, by=[(1, form), (true, small), (2 + true, square)])
        here = absolute_at_most(one_hot_slope, bound, low, high, chain.given)
    with chain.case(elsewhere):
        form = chain.show(Equal(one_hot_slope, p[j] * (p[j] + true * (1 - true) - spread)), "at a wrong class")
        rest = chain.check(p[j] <= 1 - true, by=[(1, chain.lemma(two_classes).at(i=j, j=label))])
        low = chain.check(
            -bound <= one_hot_slope, by=[(-1, form), (p[j], large), (2 - p[j], square), (p[j] * true, most)]
        )
        high = chain.check(
            one_hot_slope <= bound,
            by=[(1, form), (p[j], small), (p[j], rest), (p[j] * (1 - true), most), (2 * (1 - true), rest)],
        )
        there = absolute_at_most(one_hot_slope, bound, low, high, chain.given)
    chain.conclude(cases(excluded_middle(at_label), here, there), "in both cases")


def in_probabilities(at: IndexVariable) -> Real:
    """The gradient for a one-hot target as a polynomial in the probabilities, zeros among them."""
    return q[at] * ((q[at] - delta(at, label)) - total(i, q[i] * (q[i] - delta(i, label))))


vanishing_wrong = Claim(
    "mse.vanishing-wrong",
    (
        r"The gradient of the squared error, $q(q - y - \sum q(q - y))$, is 0 where the true class has "
        "the probability 0"
    ),
    Equal(in_probabilities(j), 0),
    given=[*simplex(q), Equal(q[label], 0)],
    expected="refuted",
    corrected_by="mse.vanishing-wrong-true-class",
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    note="True at the true class, as the article computes it, and at all classes where the wrong ones that are not 0 "
    "are equally probable.",
)

others = total_except(k, label, p[k] ** 2)

vanishing_wrong_true_class = Claim(
    "mse.vanishing-wrong-true-class",
    (
        "The gradient of the squared error at the true class vanishes with its probability; at a wrong "
        r"class $j$ it tends to $p_j (p_j - \sum p^2)$, the sum being over the wrong classes"
    ),
    [
        absolute(D(squared_error(p, one_hot), z[label])) <= 2 * p[label],
        implies(distinct(j, label), absolute(one_hot_slope - p[j] * (p[j] - others)) <= p[label]),
    ],
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
)

# Its shape -------------------------------------------------------------------------------------------

u = scalar("u")


def logistic(value: Number) -> Real:
    """s(t) = 1/(1 + exp(−t))."""
    return 1 / (1 + exp(-real(value)))


two_class_loss = logistic(-u) ** 2
two = vector("o", 2)
first = family(index("k", 2), delta(index("k", 2), nth(1, 2)))

local_trap = Claim(
    "mse.local-trap",
    "With the squared error, training is trapped and can hardly escape",
    expected="informal",
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    says="Where a prediction is badly wrong, the network is caught in a local trap from which it can hardly escape.",
    note="A statement about training. What can be checked: for two classes the loss has a plateau, but no local "
    "minimum (mse.plateau).",
)

plateau = Claim(
    "mse.plateau",
    (
        "For two classes and $u = z_1 - z_2$, the squared error $s(-u)^2$ falls everywhere; its slope "
        r"tends to 0 for $u$ to $-\infty$, and its curvature changes sign at $s(u) = 1/3$"
    ),
    [
        Equal(
            half * total(index("k", 2), (softmax(two)[index("k", 2)] - first[index("k", 2)]) ** 2),
            logistic(-(two[1] - two[2])) ** 2,
        ),
        Equal(D(two_class_loss, u), -2 * logistic(-u) ** 2 * logistic(u)),
        D(two_class_loss, u) < 0,
        Equal(limit(D(two_class_loss, u), u, 0, "-infinity"), 0),
        iff(D(two_class_loss, u, u) > 0, logistic(u) > Fraction(1, 3)),
    ],
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    names=[named(family(index("k", 2), softmax(two)[index("k", 2)]), "p")],
)

midpoint = family(k, half * (z[k] + w[k]))

nonconvex = Claim(
    "mse.nonconvex",
    "For two classes or more, the squared error of softmax is not convex in the logits",
    exists(
        [z, w],
        squared_error(softmax(midpoint), one_hot)
        > half * (squared_error(p, one_hot) + squared_error(softmax(w), one_hot)),
    ),
    given=[K >= 2],
    references=["boyd2004"],
    names=[sigma(z, "z"), sigma(w, "w")],
)


def with_true_logit(value: Number) -> Family:
    """The logits that are 0 but for that of the true class."""
    return family(k, choose(k, label, value, 0))


@nonconvex.derivation
def _(chain: Derivation) -> None:
    first, second = (with_true_logit(log((K - 1) / ratio)) for ratio in (2, 8))
    middle = family(k, half * (first[k] + second[k]))
    for logits, wrong in ((first, Fraction(2, 3)), (second, Fraction(8, 9)), (middle, Fraction(4, 5))):
        value = Equal(squared_error(softmax(logits), one_hot), half * wrong**2 * K / (K - 1))
        chain.show(value, "the wrong classes share what the true one leaves")
    average = half * (squared_error(softmax(first), one_hot) + squared_error(softmax(second), one_hot))
    above = chain.show(squared_error(softmax(middle), one_hot) > average, "$2 (4/5)^2 > (2/3)^2 + (8/9)^2$")
    chain.conclude(exhibit(nonconvex.parts[0], [first, second], above))
