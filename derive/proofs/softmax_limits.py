"""Softmax towards the one-hot vector of the largest logit."""

from __future__ import annotations

from derive.bridge import resolve_delta, separate, together
from derive.language import *
from derive.lemmas import TAKEN, add_up, limit_value, monotone
from derive.proofs.definitions import ARTICLE_001, ARTICLE_003, P_NAME, S_NAME, i, k, log_sum_exp, p, sigma, softmax, z
from derive.proofs.hardmax import largest_entry, largest_is, r, unique_maximiser

K = size()
g, t, tau = scalar("g"), scalar("t"), scalar("tau")
gaps = forall(k, implies(distinct(k, r), z[r] - z[k] >= g))
others = total_except(k, r, exp(z[k] - z[r]))
bound = (K - 1) * exp(-g) / (1 + (K - 1) * exp(-g))

saturation = Claim(
    "softmax.saturation-limit",
    (
        r"Where one logit is ahead of all others by $g$, all but $(K - 1) \exp(-g)$ of the probability is "
        "on its class"
    ),
    [
        implies(K >= 2, 1 - p[r] > 0),
        1 - p[r] <= bound,
        implies(distinct(i, r), p[i] <= bound),
        Equal(limit(replace(bound, g, t), t, 0, "infinity"), 0),
    ],
    given=[gaps],
    sources=[ARTICLE_001],
    references=["gao2017"],
    names=[P_NAME, S_NAME],
)


@saturation.derivation
def _(chain: Derivation) -> None:
    chain.section("Something is left for the other classes")
    with chain.assuming(K >= 2):
        chain.conclude(suppose(K >= 2, chain.show(1 - p[r] > 0, "their exponentials are positive")))

    chain.section("No more than the bound")
    ahead = modus_ponens(specialise(gaps, k), distinct(k, r))
    small = monotone("exp", chain.check(z[k] - z[r] <= -g, by=[(1, ahead)]))
    bounded = choose(k, r, 0, exp(z[k] - z[r])) <= choose(k, r, 0, exp(-g))
    summed = add_up(for_each(k, chain.by_cases(bounded, excluded_middle(same(k, r)), [], [(1, small)])))
    fewer = chain.show(
        others <= (K - 1) * exp(-g), r"each of the $K - 1$ others is at most $\exp(-g)$", by=[(1, summed)]
    )
    chain.start(1 - p[r], "definition of softmax")
    chain.then(separate(r), "class $r$ apart from the others")
    chain.then(together)
    chain.then(others / (1 + others), r"divide by $\exp z_r$")
    one = chain.check(K >= 1)
    weight = 1 / ((1 + others) * (1 + (K - 1) * exp(-g)))
    rest = chain.end("$x/(1 + x)$ grows with $x$", using=[one], by=[(weight, fewer)])

    chain.section("Each other class")
    with chain.assuming(distinct(i, r)):
        share = chain.check(choose(k, i, p[k], 0) <= choose(k, r, 0, p[k]))
        chain.start(p[i], "the probability of another class")
        chain.then(1 - p[r], "is part of what is left", relation="<=", by=[(1, add_up(for_each(k, share)))])
        chain.go_on(rest, "as shown")
        other = chain.chained()
    chain.conclude(suppose(distinct(i, r), other))

    chain.section("The bound vanishes as the gap grows")
    chain.note(limit_value(limit(exp(-t), t, 0, "infinity"), t), r"the exponent tends to $-\infty$")
    chain.start(limit(replace(bound, g, t), t, 0, "infinity"), "the limit of the bound")
    chain.go_on(limit_value(chain.line, t, premises=[one]), r"$\exp(-t)$ tends to 0", TAKEN)
    chain.end("which is 0/1")


cooled = family(k, z[k] / tau)

soft_version_of_max = Claim(
    "softmax.soft-version-of-max",
    "Softmax is a smooth approximation of the maximum",
    expected="refuted",
    corrected_by="softmax.soft-argmax",
    sources=[ARTICLE_003],
    references=["goodfellow2016"],
    says=r"$\sigma(z/\tau)$ tends to $\max z$ as $\tau$ tends to 0 from above",
    scope="every K >= 1",
    note="A vector does not approximate a number. Softmax is a smooth version of the one-hot arg max.",
)


@soft_version_of_max.ill_typed(ShapesDisagree)
def _() -> object:
    return Equal(limit(softmax(cooled), tau), largest_entry)  # type: ignore[arg-type]  # a vector is no number


soft_argmax = Claim(
    "softmax.soft-argmax",
    (
        r"As $\tau$ tends to 0, $\sigma(z/\tau)$ tends to the one-hot vector of a unique maximiser; "
        r"$\tau \mathrm{LSE}(z/\tau)$ and the mean, to $\max z$"
    ),
    [
        Equal(limit(softmax(cooled)[i], tau), delta(i, r)),
        Equal(limit(total(k, softmax(cooled)[k] * z[k]), tau), largest_entry),
        Equal(limit(tau * log_sum_exp(cooled), tau), largest_entry),
    ],
    given=[unique_maximiser],
    sources=[ARTICLE_003],
    references=["goodfellow2016", "gao2017"],
    names=[sigma(cooled, r"z/\tau", "z/τ")],
)


@soft_argmax.derivation
def _(chain: Derivation) -> None:
    top = chain.note(largest_is(chain), "the largest logit is that of $r$")
    behind = family(k, choose(k, r, 1, exp((z[k] - z[r]) / tau)))
    whole = total(k, behind[k])
    elsewhere = distinct(k, r)
    with chain.assuming(elsewhere):
        vanishing = limit_value(limit(exp((z[k] - z[r]) / tau), tau), tau, chain.given)
    chain.note(suppose(elsewhere, vanishing), r"the exponent tends to $-\infty$")

    chain.section("The probabilities")
    divided(chain, softmax(cooled)[i], behind[i] / whole)
    chain.then(resolve_delta)
    chain.end()

    chain.section("The mean")
    divided(chain, total(k, softmax(cooled)[k] * z[k]), total(k, behind[k] * z[k]) / whole)
    chain.then(resolve_delta)
    chain.then(largest_entry, "the largest logit is that of $r$", using=[top])
    chain.end()

    chain.section("Log-sum-exp")
    divided(chain, tau * log_sum_exp(cooled), z[r] + tau * log(whole))
    chain.then(z[r], r"the sum is 1, and $\log 1 = 0$")
    chain.then(largest_entry, "the largest logit is that of $r$", using=[top])
    chain.end()


def divided(chain: Derivation, body: Real, rewritten: Real) -> None:
    """The limit of a term in which the exponentials are divided by that of the largest logit."""
    with chain.assuming(tau > 0):
        chain.start(body)
        chain.then(rewritten, r"divide by $\exp(z_r/\tau)$")
    chain.start(limit(body, tau), "the limit of this")
    taken = limit_value(chain.line, tau, chain.given, rewritten=rewritten)
    chain.go_on(taken, r"the exponentials of $k \ne r$ tend to 0", TAKEN)
