"""The loss in terms of the margin of the true logit."""

from __future__ import annotations

from derive.bridge import evaluate
from derive.language import *
from derive.lemmas import add_up, limit_laws, log_bound, monotone
from derive.proofs.definitions import ARTICLE_004, P_NAME, S_NAME, cross_entropy, j, k, p, z

K = size()
m, m_, epsilon = scalar("m"), scalar("n"), scalar("epsilon")
label = index("c")
one_hot_loss = cross_entropy(family(k, delta(k, label)), p)


def margin_loss(margin: Number) -> Real:
    """log(1 + (K − 1) exp(−m))."""
    return log(1 + (K - 1) * exp(-real(margin)))


at_margin = forall(j, implies(distinct(j, label), Equal(z[j], z[label] - m)))
at_least_margin = forall(j, implies(distinct(j, label), z[j] <= z[label] - m))

margin_loss_claim = Claim(
    "ce.margin-loss",
    (
        r"Where the true logit is ahead of all others by $m$, the loss is $\log(1 + (K - 1) \exp(-m))$; "
        "by $m$ or more, no larger"
    ),
    [
        implies(at_margin, Equal(one_hot_loss, margin_loss(m))),
        implies(at_least_margin, one_hot_loss <= margin_loss(m)),
    ],
    sources=[ARTICLE_004],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
    note="The equation needs all other logits to be equal.",
)

rest = (K - 1) * exp(-m)

margin_limit = Claim(
    "ce.margin-limit",
    (
        r"For two classes or more, $\log(1 + (K - 1) \exp(-m))$ falls strictly as the margin $m$ grows: "
        r"from $\log K$ at 0 to the limit 0; with $x = (K - 1) \exp(-m)$ it lies between $x/(1 + x)$ and "
        "$x$"
    ),
    [
        Equal(margin_loss(0), log(K)),
        implies(m < m_, margin_loss(m_) < margin_loss(m)),
        Equal(limit(margin_loss(m), m, 0, "infinity"), 0),
        both(rest / (1 + rest) <= margin_loss(m), margin_loss(m) <= rest),
    ],
    given=[K >= 2],
    sources=[ARTICLE_004],
    references=["goodfellow2016"],
)

attained = exists(j, both(distinct(j, label), Equal(z[j], z[label] - m)))

margin_bounds = Claim(
    "ce.margin-bounds",
    (
        r"With the margin $m$ of the true logit over the next, the loss is between $\log(1 + \exp(-m))$ "
        r"and $\log(1 + (K - 1) \exp(-m))$, and at most $\epsilon$ for "
        r"$m \ge \log(K - 1) - \log(\exp \epsilon - 1)$"
    ),
    [
        log(1 + exp(-m)) <= one_hot_loss,
        one_hot_loss <= margin_loss(m),
        implies(both(epsilon > 0, m >= log(K - 1) - log(exp(epsilon) - 1)), one_hot_loss <= epsilon),
    ],
    given=[K >= 2, at_least_margin, attained],
    references=["boyd2004"],
    names=[P_NAME, S_NAME],
)


ratio = total_except(j, label, exp(z[j] - z[label]))
"""How large the other exponentials are, compared with that of the true class."""


def loss_from_ratio(chain: Derivation) -> Theorem:
    """The loss is log(1 + Σ exp(zⱼ − z_c)), the sum being over the wrong classes."""
    with chain.in_general():
        theorem = chain.check(Equal(one_hot_loss, log(1 + ratio)))
    return chain.note(theorem, "divide by the exponential of the true logit")


def compared(chain: Derivation, gap: Theorem) -> Theorem:
    """The sum over the wrong classes against (K − 1) exp(−m), from zⱼ − z_c against −m."""
    relation = type(gap.conclusion)
    grown = monotone("exp", gap)
    sides = (choose(j, label, 0, exp(z[j] - z[label])), choose(j, label, 0, exp(-m)))
    each = chain.by_cases(relation(sides[0].term, sides[1].term), excluded_middle(same(j, label)), [], [(1, grown)])
    summed = add_up(for_each(j, each))
    goal = relation((1 + ratio).term, (1 + (K - 1) * exp(-m)).term)
    inside = chain.note(chain.check(goal, by=[(1, summed)]), "there are $K - 1$ wrong classes")
    return monotone("log", inside, [chain.check(1 + ratio > 0)])


@margin_loss_claim.derivation
def _(chain: Derivation) -> None:
    form = loss_from_ratio(chain)
    for heading, condition, relation in (
        ("Exactly m ahead", at_margin, Equal),
        ("At least m ahead", at_least_margin, Real.__le__),
    ):
        chain.section(heading)
        with chain.assuming(condition), chain.in_general():
            behind = modus_ponens(specialise(condition, j), distinct(j, label))
            gap = chain.check(relation(z[j] - z[label], -m), by=[(1, behind)])
            logs = compared(chain, gap)
            theorem = chain.check(relation(one_hot_loss, margin_loss(m)), by=[(1, form), (1, logs)])
        chain.conclude(suppose(condition, theorem), "take logarithms")


@margin_limit.derivation
def _(chain: Derivation) -> None:
    chain.section("Without a margin")
    chain.start(margin_loss(0), "$m = 0$")
    chain.then(evaluate, r"$\exp 0 = 1$")
    chain.end("$1 + (K - 1) = K$")

    chain.section("It falls")
    with chain.assuming(m < m_):
        smaller = monotone("exp", chain.check(-m_ < -m, by=[(1, m < m_)]))
        inside = chain.show(
            1 + (K - 1) * exp(-m_) < 1 + (K - 1) * exp(-m), "the exponential falls", by=[(K - 1, smaller)]
        )
        falls = monotone("log", inside)
    chain.conclude(suppose(m < m_, falls), "and the logarithm grows")

    chain.section("The limit")
    chain.conclude(limit_laws(chain.goal, margin_loss(m), m, chain.given), r"$\exp(-m)$ tends to 0")

    chain.section("How fast")
    tangent = log_bound(1 / (1 + rest), chain.given)
    lower = chain.show(rest / (1 + rest) <= margin_loss(m), r"$\log x \ge 1 - 1/x$", by=[(1, tangent)])
    upper = chain.show(margin_loss(m) <= rest, r"$\log x \le x - 1$", by=[(1, log_bound(1 + rest, chain.given))])
    chain.conclude(conjunction(lower, upper))


@margin_bounds.derivation
def _(chain: Derivation) -> None:
    form = loss_from_ratio(chain)
    many = chain.given[0]
    wrong, next_best = distinct(j, label), Equal(z[j], z[label] - m)

    chain.section("From below")
    with chain.assuming(wrong, next_best), chain.in_general(), chain.assuming(wrong):
        term = choose(k, j, exp(z[k] - z[label]), 0) <= choose(k, label, 0, exp(z[k] - z[label]))
        one_of_them = chain.check(exp(z[j] - z[label]) <= ratio, by=[(1, add_up(for_each(k, chain.check(term))))])
        value = monotone("exp", chain.check(Equal(z[j] - z[label], -m), by=[(1, next_best)]))
        inside = chain.show(
            1 + exp(-m) <= 1 + ratio, "the next best class is one of the others", by=[(1, one_of_them), (-1, value)]
        )
        least = chain.check(log(1 + exp(-m)) <= one_hot_loss, by=[(1, monotone("log", inside)), (-1, form)])
    chain.conclude(take(attained, j, least))

    chain.section("From above")
    with chain.in_general():
        behind = modus_ponens(specialise(at_least_margin, j), wrong)
        logs = compared(chain, chain.check(z[j] - z[label] <= -m, by=[(1, behind)]))
        most = chain.check(one_hot_loss <= margin_loss(m), by=[(1, form), (1, logs)])
    chain.conclude(most, "take logarithms")

    chain.section("A margin that is large enough")
    enough = m >= log(K - 1) - log(exp(epsilon) - 1)
    with chain.assuming(epsilon > 0, enough), chain.in_general(), chain.assuming(many, epsilon > 0):
        grown = monotone("exp", epsilon > 0)
        positive = chain.check(exp(epsilon) - 1 > 0, by=[(1, grown)])
        far = chain.check(-m <= log(exp(epsilon) - 1) - log(K - 1), [positive], by=[(1, enough)])
        small = monotone("exp", far, [positive])
        inside = chain.show(
            1 + (K - 1) * exp(-m) <= exp(epsilon), r"$\exp(-m)$ is small enough", using=[positive], by=[(K - 1, small)]
        )
        below = monotone("log", inside)
        theorem = chain.check(one_hot_loss <= epsilon, by=[(1, most), (1, below)])
    chain.conclude(suppose(both(epsilon > 0, enough), theorem), "take logarithms")
