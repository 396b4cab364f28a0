"""Log-sum-exp as a smooth maximum."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import (
    TAKEN,
    add_up,
    limit_value,
    log_bound,
    maximum_attained,
    maximum_bounds,
    maximum_least,
    monotone,
    squeeze,
)
from derive.proofs.definitions import (
    ARTICLE_001,
    i,
    k,
    log_sum_exp,
    lse,
    scaled,
    sigma,
    softmax,
    z,
)
from derive.proofs.lse import largest_logit

alpha = scalar("alpha")
smooth_maximum = log_sum_exp(scaled(alpha, z)) / alpha
allowance = log(size()) / alpha

gap = largest_logit - z[k]
number_of_maximisers = total(k, step(z[k] - largest_logit))

NAMES = (lse(scaled(alpha, z), r"\alpha z", "α z"),)

smooth_max_limit = Claim(
    "lse.smooth-max-limit",
    (
        r"$\mathrm{LSE}(\alpha z)/\alpha$ tends to the largest logit as $\alpha \to \infty$, at most "
        r"$\log(K)/\alpha$ above it; with $n$ ties about $\log(n)/\alpha$ above"
    ),
    {
        "bounds": implies(
            alpha > 0, both(largest_logit <= smooth_maximum, smooth_maximum <= largest_logit + allowance)
        ),
        "limit": Equal(limit(smooth_maximum, alpha, 0, "infinity"), largest_logit),
        "ties": Equal(
            limit(log_sum_exp(scaled(alpha, z)) - alpha * largest_logit, alpha, 0, "infinity"),
            log(number_of_maximisers),
        ),
    },
    sources=[ARTICLE_001],
    references=["boyd2004"],
    names=NAMES,
)


@smooth_max_limit.derivation
def _(chain: Derivation) -> None:
    chain.section("Two bounds")
    top = index("b")
    with chain.assuming(alpha > 0):
        with chain.assuming(Equal(z[top], largest_logit)):
            one = chain.check(exp(alpha * z[top]) <= total(k, exp(alpha * z[k])))
            chain.note(one, "one term of a sum of positive terms")
            lower = chain.check(largest_logit <= smooth_maximum, by=[(1 / alpha, monotone("log", one))])
        lower = take(maximum_attained(largest_logit), top, lower)
        chain.note(lower, r"take logarithms, with $b$ a largest logit, and divide by $\alpha$")
        exponent = chain.check(alpha * z[k] <= alpha * largest_logit, by=[(alpha, maximum_bounds(largest_logit, k))])
        summed = add_up(for_each(k, monotone("exp", exponent)))
        chain.note(summed, "no term is larger than that of the largest logit")
        upper = chain.show(
            smooth_maximum <= largest_logit + allowance,
            r"take logarithms and divide by $\alpha$",
            by=[(1 / alpha, monotone("log", summed))],
        )
    chain.conclude(suppose(alpha > 0, conjunction(lower, upper)))

    chain.section("The limit")
    below = limit_value(limit(largest_logit, alpha, 0, "infinity"), alpha)
    chain.start(limit(largest_logit + allowance, alpha, 0, "infinity"), "the limit of the upper bound")
    chain.go_on(limit_value(chain.line, alpha), r"$1/\alpha$ tends to 0", TAKEN)
    chain.then(largest_logit)
    above = chain.chained()
    chain.conclude(squeeze(chain.goal, alpha, lower, upper, below, above), "between two limits that agree")
    ties(chain)


epsilon = scalar("epsilon")
is_top = step(z[k] - largest_logit)
gaps = forall(k, (1 - is_top) * epsilon <= gap)
term = exp(-alpha * gap)
allowed = size() / (alpha * epsilon)


def by_cases(chain: Derivation, goal: Formula, by: Multiples = ()) -> Theorem:
    """The goal where a logit is below the largest one, and where it is the largest."""
    with chain.assuming(z[k] < largest_logit):
        elsewhere = chain.check(goal, by=by)
    with chain.assuming(Equal(z[k], largest_logit)):
        there = chain.check(goal)
    above = clash(z[k] > largest_logit, maximum_bounds(largest_logit, k))
    return cases(trichotomy(z[k], largest_logit), elsewhere, there, above)


def smallest_gap(chain: Derivation) -> Theorem:
    """There is an ε > 0 by which all logits that are not the largest stay below it."""
    opposite = maximum(k, -(gap + is_top))
    positive = maximum_least(for_each(k, by_cases(chain, -(gap + is_top) < 0)))
    positive = chain.check(-opposite > 0, by=[(1, positive)])
    bound = [(1, maximum_bounds(opposite, k))]
    far = for_each(k, by_cases(chain, replace((1 - is_top) * epsilon, epsilon, -opposite) <= gap, bound))
    found = exhibit(exists(epsilon, both(epsilon > 0, gaps)), -opposite, conjunction(positive, far))
    return chain.note(found, "logits that are not the largest stay below it by some fixed gap")


def some_maximiser(chain: Derivation) -> Theorem:
    """There is a largest logit."""
    top = index("b")
    with chain.assuming(Equal(z[top], largest_logit)):
        counted = add_up(for_each(k, chain.check(delta(k, top) <= is_top)))
        some = chain.check(number_of_maximisers > 0, by=[(1, counted)])
    return take(maximum_attained(largest_logit), top, some)


def counts(chain: Derivation) -> tuple[Theorem, Theorem]:
    """n ≤ Σ exp(−α (max z − zₖ)) ≤ n + K/(α ε), for α, ε > 0 and n largest logits."""
    linear = log_bound(exp(alpha * gap))
    by: Multiples = [(term / (alpha * epsilon), linear), (term / epsilon, specialise(gaps, k))]
    below, above = by_cases(chain, is_top <= term), by_cases(chain, term <= is_top + 1 / (alpha * epsilon), by)
    chain.note(above, r"$\exp u > u$; both sides are 1 or more at a largest logit")
    return add_up(for_each(k, below)), add_up(for_each(k, above))


def ties(chain: Derivation) -> None:
    """LSE(αz) − α max z tends to the logarithm of the number of largest logits."""
    chain.section("With ties")
    gap_exists, some = smallest_gap(chain), some_maximiser(chain)
    excess = log_sum_exp(scaled(alpha, z)) - alpha * largest_logit
    most = number_of_maximisers + allowed
    with chain.assuming(epsilon > 0, gaps):
        with chain.assuming(alpha > 0):
            below, above = counts(chain)
            logs_below = monotone("log", below, [some])
            lower = chain.check(log(number_of_maximisers) <= excess, [some], [(1, logs_below)])
            logs_above = monotone("log", above)
            upper = chain.show(excess <= log(most), "sum and take logarithms", using=[some], by=[(1, logs_above)])
        lowest = limit_value(limit(log(number_of_maximisers), alpha, 0, "infinity"), alpha, chain.given, [some])
        chain.start(limit(log(most), alpha, 0, "infinity"), "the limit of the upper bound")
        chain.go_on(limit_value(chain.line, alpha, chain.given, [some]), r"$1/\alpha$ tends to 0", TAKEN)
        chain.then(log(number_of_maximisers), using=[some])
    theorem = squeeze(chain.goal, alpha, lower, upper, lowest, chain.chained())
    chain.conclude(take(gap_exists, epsilon, theorem), "between two limits that agree")


sharpened = softmax(scaled(alpha, z))
is_largest, is_smaller = Equal(z[i], largest_logit), z[i] < largest_logit

low_limit_with_ties = Claim(
    "temperature.low-limit-with-ties",
    r"As $\alpha = 1/\tau$ grows, each of $n$ largest logits gets the probability $1/n$ in $\sigma(\alpha z)$, and "
    r"all other classes get 0; these have at most $\exp(-\alpha (\max z - z_i))$",
    {
        "the largest": implies(is_largest, Equal(limit(sharpened[i], alpha, 0, "infinity"), 1 / number_of_maximisers)),
        "the others": implies(is_smaller, Equal(limit(sharpened[i], alpha, 0, "infinity"), 0)),
        "rate": implies(alpha > 0, sharpened[i] <= exp(-alpha * (largest_logit - z[i]))),
    },
    sources=[ARTICLE_001],
    references=["goodfellow2016"],
    names=[sigma(scaled(alpha, z), r"\alpha z", "α z")],
)


@low_limit_with_ties.derivation
def _(chain: Derivation) -> None:
    gap_exists, some = smallest_gap(chain), some_maximiser(chain)
    number = number_of_maximisers
    with chain.assuming(is_largest):
        with chain.assuming(epsilon > 0, gaps):
            with chain.assuming(alpha > 0):
                below, above = counts(chain)
                whole = total(k, term)
                share = chain.check(Equal(sharpened[i], 1 / whole))
                upper = chain.check(1 / whole <= 1 / number, [some], [(1 / (whole * number), below)])
                more = number + allowed
                lower = chain.check(1 / more <= 1 / whole, [some], [(1 / (whole * more), above)])
                chain.note(share, r"divide by $\exp(\alpha \max z)$")
                upper = chain.check(sharpened[i] <= 1 / number, [some], [(1, share), (1, upper)])
                lower = chain.check(1 / more <= sharpened[i], [some], [(1, share), (1, lower)])
            highest = limit_value(limit(1 / number, alpha, 0, "infinity"), alpha, chain.given, [some])
            chain.start(limit(1 / more, alpha, 0, "infinity"), "the limit of the lower bound")
            chain.go_on(limit_value(chain.line, alpha, chain.given, [some]), r"$1/\alpha$ tends to 0", TAKEN)
            chain.then(1 / number, using=[some])
            goal = Equal(limit(sharpened[i], alpha, 0, "infinity"), 1 / number)
            theorem = squeeze(goal, alpha, lower, upper, chain.chained(), highest)
        theorem = take(gap_exists, epsilon, theorem)
    chain.conclude(suppose(is_largest, theorem), "the other exponentials tend to 0")

    top = index("b")
    rate = sharpened[i] <= exp(-alpha * (largest_logit - z[i]))
    with chain.assuming(alpha > 0, Equal(z[top], largest_logit)):
        one = chain.check(exp(alpha * z[top]) <= total(k, exp(alpha * z[k])))
        factor = exp(alpha * z[i]) / (exp(alpha * z[top]) * total(k, exp(alpha * z[k])))
        scaled_down = chain.check(sharpened[i] <= exp(alpha * z[i] - alpha * z[top]), by=[(factor, one)])
        equal = monotone(
            "exp",
            chain.check(
                Equal(alpha * z[i] - alpha * z[top], -alpha * (largest_logit - z[i])),
                by=[(-alpha, Equal(z[top], largest_logit))],
            ),
        )
        bounded = chain.check(rate, by=[(1, scaled_down), (1, equal)])
    with chain.assuming(alpha > 0):
        bounded = chain.note(take(maximum_attained(largest_logit), top, bounded), "one term of a sum of positive terms")
    with chain.assuming(is_smaller):
        vanishing = limit_value(limit(exp(-alpha * (largest_logit - z[i])), alpha, 0, "infinity"), alpha, chain.given)
        nothing = limit_value(limit(real(0), alpha, 0, "infinity"), alpha)
        with chain.assuming(alpha > 0):
            positive = chain.check(sharpened[i] >= 0)
        goal = Equal(limit(sharpened[i], alpha, 0, "infinity"), 0)
        theorem = squeeze(goal, alpha, positive, bounded, nothing, vanishing)
    chain.conclude(suppose(is_smaller, theorem), "the bound tends to 0")
    chain.conclude(suppose(alpha > 0, bounded), "as above")
