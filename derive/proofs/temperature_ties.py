"""Softmax at low temperatures where several logits may be the largest: entropy and loss."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import (
    TAKEN,
    add_up,
    limit_value,
    log_bound,
    maximum_attained,
    maximum_bounds,
    monotone,
    squeeze,
)
from derive.proofs.definitions import ARTICLE_004, entropy, k, log_sum_exp, scaled, sigma, z
from derive.proofs.lse import largest_logit
from derive.proofs.lse_smooth_maximum import (
    allowed,
    alpha,
    counts,
    epsilon,
    gap,
    gaps,
    is_top,
    number_of_maximisers,
    sharpened,
    smallest_gap,
    smooth_max_limit,
    some_maximiser,
    term,
)

K = size()
u, label = scalar("u"), index("c")
NAMES = [sigma(scaled(alpha, z), r"\alpha z", "α z")]
whole, weighted = total(k, term), total(k, term * (alpha * gap))
small = 4 * K / (alpha * epsilon)

low_entropy_with_ties = Claim(
    "temperature.low-entropy-with-ties",
    r"As $\alpha = 1/\tau$ grows, the entropy of $\sigma(\alpha z)$ tends to $\log n$, where $n$ is the number of "
    "largest logits",
    Equal(limit(entropy(sharpened), alpha, 0, "infinity"), log(number_of_maximisers)),
    sources=[ARTICLE_004],
    references=["guo2017"],
    names=NAMES,
)


@low_entropy_with_ties.derivation
def _(chain: Derivation) -> None:
    gap_exists, some = smallest_gap(chain), some_maximiser(chain)
    number = number_of_maximisers
    bound = log(number + allowed) + small
    with chain.assuming(epsilon > 0, gaps):
        with chain.assuming(alpha > 0):
            value = chain.check(Equal(entropy(sharpened), log(whole) + weighted / whole))
            chain.note(value, r"divide by $\exp(\alpha \max z)$")
            below, above = counts(chain)
            sign = chain.check(term * (alpha * gap) >= 0, by=[(alpha * term, maximum_bounds(largest_logit, k))])
            sign = chain.check(weighted >= 0, by=[(1, add_up(for_each(k, sign)))])
            by: Multiples = [(1, monotone("log", below, [some])), (1, value), (1 / whole, sign)]
            lower = chain.show(log(number) <= entropy(sharpened), r"each largest logit counts 1", using=[some], by=by)
            rest = chain.note(small_rest(chain), r"$u \exp(-u) \le 4/u$")
            at_least_one = chain.check(whole >= 1, by=[(1, below), (1, one_maximiser(chain))])
            share = chain.check(weighted / whole <= weighted, [sign], [(weighted / whole, at_least_one)])
            by = [(1, value), (1, monotone("log", above)), (1, share), (1, rest)]
            upper = chain.show(entropy(sharpened) <= bound, "put in", by=by)
        lowest = limit_value(limit(log(number), alpha, 0, "infinity"), alpha, chain.given, [some])
        chain.start(limit(bound, alpha, 0, "infinity"), "the limit of the upper bound")
        chain.go_on(limit_value(chain.line, alpha, chain.given, [some]), r"$1/\alpha$ tends to 0", TAKEN)
        chain.then(log(number), using=[some])
        theorem = squeeze(chain.goal, alpha, lower, upper, lowest, chain.chained())
    chain.conclude(take(gap_exists, epsilon, theorem), "between two limits that agree")


def small_rest(chain: Derivation) -> Theorem:
    """Σ exp(−α g) α g ≤ 4K/(α ε) for the gaps g to the largest logit, which are 0 or at least ε."""
    with chain.in_general(), chain.assuming(u > 0):
        linear = log_bound(exp(u / 2))
        by: Multiples = [(2 * exp(-u) * (2 * exp(u / 2) + u) / u, linear)]
        decay = suppose(u > 0, chain.check(u * exp(-u) <= 4 / u, by=by))
    decay = for_each(u, decay)
    goal = term * (alpha * gap) <= 4 / (alpha * epsilon)
    with chain.assuming(z[k] < largest_logit):
        positive = chain.check(alpha * gap > 0)
        far = chain.check(gap >= epsilon, by=[(1, specialise(gaps, k))])
        decayed = modus_ponens(specialise(weaken(decay, *chain.given), alpha * gap), positive)
        by = [(4 / (alpha * gap * epsilon), far)]
        closer = chain.check(4 / (alpha * gap) <= 4 / (alpha * epsilon), [positive], by)
        elsewhere = chain.check(goal, [positive], [(1, decayed), (1, closer)])
    with chain.assuming(Equal(z[k], largest_logit)):
        there = chain.check(goal)
    over = clash(z[k] > largest_logit, maximum_bounds(largest_logit, k))
    each = cases(trichotomy(z[k], largest_logit), elsewhere, there, over)
    return chain.check(weighted <= small, by=[(1, add_up(for_each(k, each)))])


def one_maximiser(chain: Derivation) -> Theorem:
    """At least one logit is the largest."""
    top = index("b")
    with chain.assuming(Equal(z[top], largest_logit)):
        counted = add_up(for_each(k, chain.check(delta(k, top) <= is_top)))
        one = chain.check(number_of_maximisers >= 1, by=[(1, counted)])
    return take(maximum_attained(largest_logit), top, one)


low_loss_with_ties = Claim(
    "temperature.low-loss-with-ties",
    r"As $\alpha = 1/\tau$ grows, the loss of class $c$ under $\sigma(\alpha z)$ less $\alpha (\max z - z_c)$ tends to "
    r"$\log n$, where $n$ is the number of largest logits",
    Equal(
        limit(-log(sharpened[label]) - alpha * (largest_logit - z[label]), alpha, 0, "infinity"),
        log(number_of_maximisers),
    ),
    sources=[ARTICLE_004],
    references=["guo2017"],
    names=NAMES,
    note="So it grows beyond all bounds where $c$ has not the largest logit, and tends to $\\log n$ where it has.",
)


@low_loss_with_ties.derivation
def _(chain: Derivation) -> None:
    body = -log(sharpened[label]) - alpha * (largest_logit - z[label])
    excess = log_sum_exp(scaled(alpha, z)) - alpha * largest_logit
    same_body = chain.note(
        chain.check(Equal(body, excess)), r"$-\log \sigma_c(\alpha z) = \operatorname{LSE}(\alpha z) - \alpha z_c$"
    )
    lower, upper = (
        chain.check(one, by=[(sign, same_body)]) for one, sign in ((excess <= body, -1), (body <= excess, 1))
    )
    known = chain.lemma(smooth_max_limit).part("ties").theorem
    chain.conclude(squeeze(chain.goal, alpha, lower, upper, known, known), "the limit of the excess of log-sum-exp")
