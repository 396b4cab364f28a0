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
    k,
    log_sum_exp,
    lse,
    scaled,
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
    [
        implies(alpha > 0, both(largest_logit <= smooth_maximum, smooth_maximum <= largest_logit + allowance)),
        Equal(limit(smooth_maximum, alpha, 0, "infinity"), largest_logit),
        Equal(
            limit(log_sum_exp(scaled(alpha, z)) - alpha * largest_logit, alpha, 0, "infinity"),
            log(number_of_maximisers),
        ),
    ],
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


def ties(chain: Derivation) -> None:
    """LSE(αz) − α max z tends to the logarithm of the number of largest logits."""
    chain.section("With ties")
    top, epsilon = index("b"), scalar("epsilon")
    is_top = step(z[k] - largest_logit)
    gaps = forall(k, (1 - is_top) * epsilon <= gap)
    separated = both(epsilon > 0, gaps)

    def by_cases(goal: Formula, by: Multiples = ()) -> Theorem:
        with chain.assuming(z[k] < largest_logit):
            elsewhere = chain.check(goal, by=by)
        with chain.assuming(Equal(z[k], largest_logit)):
            there = chain.check(goal)
        above = clash(z[k] > largest_logit, maximum_bounds(largest_logit, k))
        return cases(trichotomy(z[k], largest_logit), elsewhere, there, above)

    opposite = maximum(k, -(gap + is_top))
    smallest_gap = -opposite
    positive = maximum_least(for_each(k, by_cases(-(gap + is_top) < 0)))
    positive = chain.check(smallest_gap > 0, by=[(1, positive)])
    bound = [(1, maximum_bounds(opposite, k))]
    far = for_each(k, by_cases(replace((1 - is_top) * epsilon, epsilon, smallest_gap) <= gap, bound))
    gap_exists = exhibit(exists(epsilon, separated), smallest_gap, conjunction(positive, far))
    chain.note(gap_exists, "logits that are not the largest stay below it by some fixed gap")

    with chain.assuming(Equal(z[top], largest_logit)):
        counted = add_up(for_each(k, chain.check(delta(k, top) <= is_top)))
        some = chain.check(number_of_maximisers > 0, by=[(1, counted)])
    some = take(maximum_attained(largest_logit), top, some)
    term = exp(-alpha * gap)
    excess = log_sum_exp(scaled(alpha, z)) - alpha * largest_logit
    most = number_of_maximisers + size() / (alpha * epsilon)
    with chain.assuming(epsilon > 0, gaps):
        with chain.assuming(alpha > 0):
            linear = log_bound(exp(alpha * gap))
            by = [(term / (alpha * epsilon), linear), (term / epsilon, specialise(gaps, k))]
            below, above = by_cases(is_top <= term), by_cases(term <= is_top + 1 / (alpha * epsilon), by)
            chain.note(above, r"$\exp u > u$; both sides are 1 or more at a largest logit")
            logs_below = monotone("log", add_up(for_each(k, below)), [some])
            lower = chain.check(log(number_of_maximisers) <= excess, [some], [(1, logs_below)])
            logs_above = monotone("log", add_up(for_each(k, above)))
            upper = chain.show(excess <= log(most), "sum and take logarithms", using=[some], by=[(1, logs_above)])
        lowest = limit_value(limit(log(number_of_maximisers), alpha, 0, "infinity"), alpha, chain.given, [some])
        chain.start(limit(log(most), alpha, 0, "infinity"), "the limit of the upper bound")
        chain.go_on(limit_value(chain.line, alpha, chain.given, [some]), r"$1/\alpha$ tends to 0", TAKEN)
        chain.then(log(number_of_maximisers), using=[some])
    theorem = squeeze(chain.goal, alpha, lower, upper, lowest, chain.chained())
    chain.conclude(take(gap_exists, epsilon, theorem), "between two limits that agree")
