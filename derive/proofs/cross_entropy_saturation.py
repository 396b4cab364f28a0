"""The gradient of the cross entropy where predictions are nearly certain, rightly or wrongly: how large it is."""

from __future__ import annotations

from derive.bridge import apply, split, where
from derive.language import *
from derive.lemmas import add_up, conclude_limit
from derive.proofs.cross_entropy import gradient
from derive.proofs.cross_entropy_gradient import K, label, one_hot, one_hot_loss, r, slope
from derive.proofs.definitions import (
    ARTICLE_001,
    ARTICLE_004,
    P_NAME,
    S_NAME,
    i,
    j,
    k,
    named,
    p,
    softmax,
    z,
)
from derive.proofs.softmax import two_classes

t = scalar("t")
raised = family(k, z[k] + t * delta(k, r))
"""The logits with that of class r raised by t."""

saturated = softmax(raised)

gradient_saturated_wrong = Claim(
    "ce.gradient-saturated-wrong",
    ("Where a wrong class $r$ saturates, the gradient tends to 0 at all wrong classes and to $-1$ at the true one"),
    [
        Equal(limit(saturated[label] - 1, t, 0, "infinity"), -1),
        implies(distinct(i, label), Equal(limit(saturated[i], t, 0, "infinity"), 0)),
    ],
    given=[distinct(r, label)],
    expected="refuted",
    corrected_by="ce.gradient-saturated-wrong-class",
    sources=[ARTICLE_001],
    references=["goodfellow2016"],
    names=[named(saturated, "p")],
    note="The entries of the gradient sum to 0: at the class that is wrongly predicted it tends to 1.",
)

gradient_saturated_wrong_class = Claim(
    "ce.gradient-saturated-wrong-class",
    (
        "Where a class $r$ saturates, the gradient tends to the one-hot vector of $r$ minus that of the "
        "true class: to 1 at a wrong $r$; in all, the wrong classes have the gradient $1 - p$ of the "
        "true class"
    ),
    [
        Equal(limit(saturated[i] - delta(i, label), t, 0, "infinity"), delta(i, r) - delta(i, label)),
        Equal(total(i, slope), 0),
        Equal(total_except(i, label, slope), 1 - p[label]),
    ],
    sources=[ARTICLE_001],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME, named(saturated, r"\sigma_{%s}(z + t e_r)", "σ_%s(z + t e_r)")],
)


@gradient_saturated_wrong_class.derivation
def _(chain: Derivation) -> None:
    chain.section("The limit")
    behind = family(k, choose(k, r, exp(z[r]), exp(z[k]) * exp(-t)))
    rewritten = behind[i] / total(k, behind[k]) - delta(i, label)
    conclude_limit(chain, t, rewritten, r"divide by $\exp t$", "what is left of the other classes tends to 0")

    chain.section("The sum")
    entry = chain.at(chain.lemma(gradient).part("normalised"), y=one_hot)
    chain.start(total(i, slope), "the entries of the gradient")
    chain.then(apply(entry), "are those of $p - y$")
    chain.then(split, "each of both sums to 1")
    chain.end()
    chain.start(total_except(i, label, slope), "the entries at the wrong classes")
    chain.then(total(i, slope) - D(one_hot_loss, z[label]), "all of them but that of the true class")
    chain.end("all sum to 0, and that of the true class is $p - 1$")


bound = scalar("B")

gradient_explosion = Claim(
    "ce.gradient-explosion",
    "The gradient in the logits may explode: it exceeds every bound",
    exists([z, i], absolute(slope) > bound),
    expected="refuted",
    corrected_by="ce.gradient-bounded",
    sources=[ARTICLE_001],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
    note="The gradient in the parameters is that in the logits times the inputs, which may be large; and a temperature "
    "below 1 multiplies it.",
)

gradient_bounded = Claim(
    "ce.gradient-bounded",
    (
        "For a one-hot target, no entry of the gradient in the logits reaches 1, their absolute values "
        "sum to less than 2, and their squares sum to at most $2(1 - p)^2$, less than 2"
    ),
    {
        "entries": absolute(slope) < 1,
        "absolute values": Equal(total(i, absolute(slope)), 2 * (1 - p[label])),
        "sum": total(i, absolute(slope)) < 2,
        "squares": total(i, slope**2) <= 2 * (1 - p[label]) ** 2,
        "length": total(i, slope**2) < 2,
    },
    sources=[ARTICLE_001],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
)


@gradient_explosion.denial(point({"K": 2}, {"c": 1}, B=1))
def _(chain: Derivation) -> None:
    place, true = index("i", 2), nth(1, 2)
    logits = vector("z", 2)
    target = family(place, delta(place, true))
    size_of = absolute(D(-total(place, target[place] * log(softmax(logits)[place])), logits[place]))
    with chain.assuming(same(place, true)):
        at_true = chain.check(size_of < 1)
    with chain.assuming(distinct(place, true)):
        at_wrong = chain.check(size_of < 1)
    small = chain.note(
        cases(excluded_middle(same(place, true)), at_true, at_wrong), "but no entry of $p - y$ reaches it"
    )
    inner = exists(place, size_of > 1)
    none = take(chain.denied, logits, take(inner, place, clash(size_of > 1, small)))
    chain.conclude(by_contradiction(chain.goal, none), "so that the gradient is bounded")


def squares_bounded(chain: Derivation) -> Theorem:
    """The squares of the gradient sum to at most 2(1 − p)², p being the probability of the true class."""
    with chain.in_general():
        together = chain.lemma(two_classes).at(i=k, j=label)
        goal = choose(k, label, 0, p[k] ** 2) <= choose(k, label, 0, p[k] * (1 - p[label]))
        each = chain.by_cases(goal, excluded_middle(same(k, label)), [], [(p[k], together)])
        summed = chain.note(add_up(for_each(k, each)), "as two probabilities sum to at most 1")
        return chain.check(total(i, slope**2) <= 2 * (1 - p[label]) ** 2, by=[(1, summed)])


@gradient_bounded.derivation
def _(chain: Derivation) -> None:
    entry = chain.note(chain.at(chain.lemma(gradient).part("normalised"), y=one_hot), "the gradient is $p - y$")
    together = chain.lemma(two_classes).at(j=label)
    at_label, elsewhere = same(i, label), distinct(i, label)

    chain.section("Each entry")
    with chain.assuming(at_label):
        at_true = chain.check(absolute(slope) < 1, [entry.theorem])
    with chain.assuming(elsewhere):
        below = chain.show(p[i] + p[label] <= 1, "two probabilities sum to at most 1", by=[(1, together)])
        at_wrong = chain.check(absolute(slope) < 1, [entry.theorem, below])
    chain.conclude(cases(excluded_middle(at_label), at_true, at_wrong), "and both are positive")

    chain.section("The absolute values")
    size_of = Equal(absolute(slope), p[i] + delta(i, label) * (1 - 2 * p[i]))
    each = []
    for case in (at_label, elsewhere):
        with chain.assuming(case):
            each.append(chain.check(size_of, [entry.theorem]))
    sizes = chain.note(cases(excluded_middle(at_label), *each), "$1 - p$ at the true class, $p$ at all others")
    chain.conclude(chain.check(chain.goal, by=[(1, add_up(for_each(i, sizes)))]), "sum over the classes")
    chain.conclude(chain.check(chain.goal, by=[(1, chain.concluded[-1])]), "and $p$ is positive")

    chain.section("The squares")
    bounded = chain.conclude(squares_bounded(chain), "the sum of squares is at most the square of the sum")
    chain.conclude(chain.check(chain.goal, by=[(1, bounded)]), "and $p$ is positive")


own = softmax(family(k, z[k] + t * delta(k, label)))
OWN = named(own, r"\sigma_{%s}(z + t e_c)", "σ_%s(z + t e_c)")

gradient_true_class = Claim(
    "ce.gradient-true-class",
    (
        "At the true class the gradient is $p - 1$, in $(-1, 0)$: it tends to $-1$ as the true logit "
        "sinks, to 0 as it rises"
    ),
    [
        Equal(D(one_hot_loss, z[label]), p[label] - 1),
        D(one_hot_loss, z[label]) > -1,
        D(one_hot_loss, z[label]) < 0,
        Equal(limit(own[label] - 1, t, 0, "-infinity"), -1),
        Equal(limit(own[label] - 1, t, 0, "infinity"), 0),
    ],
    given=[K >= 2],
    sources=[ARTICLE_004],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME, OWN],
)

of_j = softmax(family(k, z[k] + t * delta(k, j)))

gradient_wrong_class = Claim(
    "ce.gradient-wrong-class",
    (
        "At a wrong class $j$ the gradient is $p$ of $j$, between 0 and 1: it tends to 1 as its logit "
        "rises, to 0 as it sinks"
    ),
    [
        implies(distinct(j, label), Equal(D(one_hot_loss, z[j]), p[j])),
        implies(distinct(j, label), D(one_hot_loss, z[j]) > 0),
        implies(distinct(j, label), D(one_hot_loss, z[j]) < 1),
        Equal(limit(of_j[j], t, 0, "infinity"), 1),
        Equal(limit(of_j[j], t, 0, "-infinity"), 0),
    ],
    given=[K >= 2],
    sources=[ARTICLE_004],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME, named(of_j, r"\sigma_{%s}(z + t e_j)", "σ_%s(z + t e_j)")],
)


@gradient_wrong_class.derivation
def _(chain: Derivation) -> None:
    chain.section("The gradient")
    wrong = distinct(j, label)
    entry = chain.at(chain.lemma(gradient).part("normalised"), y=one_hot, i=j)
    together = chain.lemma(two_classes).at(i=j, j=label)
    with chain.assuming(wrong):
        chain.start(D(one_hot_loss, z[j]), "the gradient is $p - y$")
        chain.then(apply(entry))
        chain.then(where(wrong), "the target is 0 at a wrong class")
        is_p = chain.chained()
        above = chain.check(D(one_hot_loss, z[j]) > 0, by=[(1, is_p)])
        below = chain.check(D(one_hot_loss, z[j]) < 1, by=[(1, is_p), (1, together)])
    chain.conclude(suppose(wrong, is_p))
    chain.conclude(suppose(wrong, above), "every probability is positive")
    chain.conclude(suppose(wrong, below), "so is that of the true class, and both sum to at most 1")

    chain.section("The limits")
    rest = total_except(k, j, exp(z[k]))
    for own_weight, rest_weight, rewriting, reason in (
        (exp(z[j]), rest * exp(-t), r"divide by $\exp t$", "what is left of the others tends to 0"),
        (exp(z[j]) * exp(t), rest, "its class apart from the others", "the exponential of its logit tends to 0"),
    ):
        conclude_limit(chain, t, own_weight / (own_weight + rest_weight), rewriting, reason)


gradient_saturated_correct = Claim(
    "ce.gradient-saturated-correct",
    (
        "Where the true class saturates, loss and gradient vanish: the squares of the gradient sum to at "
        "most $2(1 - p)^2$"
    ),
    [
        total(i, slope**2) <= 2 * (1 - p[label]) ** 2,
        Equal(limit(-log(own[label]), t, 0, "infinity"), 0),
        Equal(limit(own[i] - delta(i, label), t, 0, "infinity"), 0),
    ],
    sources=[ARTICLE_001, ARTICLE_004],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME, OWN],
)


@gradient_saturated_correct.derivation
def _(chain: Derivation) -> None:
    chain.section("The size of the gradient")
    chain.conclude(squares_bounded(chain), "the sum of squares is at most the square of the sum")

    chain.section("As the true logit rises")
    behind = family(k, choose(k, label, exp(z[label]), exp(z[k]) * exp(-t)))
    share = behind[i] / total(k, behind[k])
    own = exp(z[label]) / total(k, behind[k])
    conclude_limit(chain, t, -log(own), r"divide by $\exp t$", "what is left of the other classes tends to 0")
    conclude_limit(chain, t, share - delta(i, label), r"divide by $\exp t$", "likewise")
