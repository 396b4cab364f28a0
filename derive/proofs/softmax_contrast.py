"""When softmax sharpens and when it flattens."""

from __future__ import annotations

from derive.bridge import separate
from derive.language import *
from derive.lemmas import add_up, add_up_strictly, log_bound, monotone
from derive.proofs.definitions import (
    ARTICLE_001,
    ARTICLE_002,
    ARTICLE_003,
    P_NAME,
    S_NAME,
    S,
    i,
    j,
    k,
    m,
    p,
    scaled,
    sigma,
    softmax,
    z,
)
from derive.proofs.softmax import order_preserving

t, beta = scalar("t"), scalar("beta")

# Compared with dividing by the sum -------------------------------------------------------------------

positive_scores = forall(k, z[k] > 0)
share = family(i, z[i] / total(k, z[k]))

amplification = Claim(
    "softmax.amplification",
    "Compared with dividing by the sum, softmax amplifies large scores and suppresses small ones",
    [maximum(k, p[k]) >= maximum(k, share[k]), minimum(k, p[k]) <= minimum(k, share[k])],
    given=[positive_scores],
    expected="refuted",
    corrected_by="softmax.amplification-by-scale",
    sources=[ARTICLE_001],
    references=["gao2017"],
    names=[P_NAME, S_NAME],
    note="It depends on the scale of the logits: small ones are flattened.",
)

odds, share_odds = p[i] / p[j], z[i] / z[j]

amplification_by_scale = Claim(
    "softmax.amplification-by-scale",
    "Softmax raises the odds of a larger score above 1 against a smaller one above 1, and lowers them below 1",
    [
        implies(z[i] - z[j] > log(z[i]) - log(z[j]), odds > share_odds),
        implies(odds > share_odds, z[i] - z[j] > log(z[i]) - log(z[j])),
        implies(both(z[i] > z[j], z[j] >= 1), odds > share_odds),
        implies(both(z[i] > z[j], z[i] <= 1), odds < share_odds),
    ],
    given=[positive_scores],
    sources=[ARTICLE_001],
    references=["gao2017"],
    names=[P_NAME, S_NAME],
)


@amplification_by_scale.derivation
def _(chain: Derivation) -> None:
    ratio = chain.lemma(order_preserving).part("ratio")
    gap, log_gap = z[i] - z[j], log(z[i]) - log(z[j])

    chain.section("By exponentials of the differences")
    larger = gap > log_gap
    with chain.assuming(larger):
        raised = monotone("exp", weaken(larger, *chain.given))
        above = chain.show(odds > share_odds, r"the odds are $\exp(z_i - z_j)$", by=[(1, ratio), (1, raised)])
        sharpens = suppose(larger, above)
    chain.conclude(sharpens)
    with chain.assuming(odds > share_odds):
        logs = monotone("log", weaken(odds > share_odds, *chain.given))
        back = chain.show(larger, "take logarithms", by=[(1, logs)])
        chain.conclude(suppose(odds > share_odds, back))

    chain.section("Scores above 1")
    with chain.assuming(z[i] > z[j], z[j] >= 1):
        bound = chain.note(log_bound(z[i] / z[j], chain.given), r"$\log t < t - 1$ for $t \ne 1$")
        factor = (z[i] - z[j]) / z[j]
        gap_is_larger = chain.show(
            larger, "$(z_i - z_j)/z_j$ is at most $z_i - z_j$", by=[(1, bound), (factor, z[j] >= 1)]
        )
        above = modus_ponens(sharpens, gap_is_larger)
    chain.conclude(suppose(both(z[i] > z[j], z[j] >= 1), above))

    chain.section("Scores below 1")
    with chain.assuming(z[i] > z[j], z[i] <= 1):
        bound = chain.note(log_bound(z[j] / z[i], chain.given), r"$\log t < t - 1$ for $t \ne 1$")
        factor = (z[i] - z[j]) / z[i]
        smaller = chain.show(
            gap < log_gap, "$(z_i - z_j)/z_i$ is at least $z_i - z_j$", by=[(1, bound), (factor, z[i] <= 1)]
        )
        lowered = monotone("exp", smaller)
        below = chain.show(odds < share_odds, r"the odds are $\exp(z_i - z_j)$", by=[(-1, ratio), (1, lowered)])
    chain.conclude(suppose(both(z[i] > z[j], z[i] <= 1), below))


# The strong and the weak -----------------------------------------------------------------------------

twice = softmax(p)
raised = family(k, z[k] + t * delta(k, m))
RAISED_NAME = sigma(raised, r"z + t\, e_m", "z + t e_m")
SCALED_NAME = sigma(scaled(beta, z), r"\beta z", "β z")
others_shrink = Equal(softmax(raised)[j] * (1 - p[m]), p[j] * (1 - softmax(raised)[m]))
top = forall(k, z[k] <= z[m]), z[i] < z[m], beta > 1
raises_top = softmax(scaled(beta, z))[m] > p[m]
fixed_point = forall(i, Equal(z[i], p[i]))
bottom = forall(k, z[m] <= z[k]), z[m] < z[i], beta > 1
lowers_bottom = softmax(scaled(beta, z))[m] < p[m]

matthew_effect = Claim(
    "softmax.matthew-effect",
    "Softmax makes the strong stronger: applied to probabilities, it raises the largest of them",
    maximum(k, twice[k]) >= maximum(k, p[k]),
    expected="refuted",
    corrected_by="softmax.strong-and-weak",
    sources=[ARTICLE_002, ARTICLE_003],
    references=["gao2017"],
    names=[P_NAME, S_NAME, sigma(p, "p")],
    note="True of a change that raises one logit, or scales all of them by more than 1; not of the map itself.",
)

strong_and_weak = Claim(
    "softmax.strong-and-weak",
    "A raised logit takes from all other classes in proportion; scaling up sharpens; softmax itself flattens",
    [
        implies(t > 0, p[m] <= softmax(raised)[m]),
        implies(distinct(j, m), others_shrink),
        implies(both(*top), raises_top),
        implies(both(*bottom), lowers_bottom),
        implies(z[i] > z[j], both(p[i] - p[j] > 0, p[i] - p[j] < z[i] - z[j])),
        implies(fixed_point, forall(i, Equal(z[i], 1 / size()))),
    ],
    sources=[ARTICLE_002, ARTICLE_003],
    references=["gao2017", "luce1959"],
    names=[P_NAME, S_NAME, RAISED_NAME, SCALED_NAME],
)


@strong_and_weak.derivation
def _(chain: Derivation) -> None:
    chain.section("A raised logit raises its probability")
    with chain.assuming(t > 0):
        grown = monotone("exp", chain.check(0 * t < t))
        others = total_except(k, m, exp(z[k]))
        chain.start(p[m], "definition of softmax")
        chain.then(separate(m), "class $m$ apart from the others")
        weight = others / ((exp(z[m]) + others) * (exp(z[m]) * exp(t) + others))
        chain.then(
            exp(z[m]) * exp(t) / (exp(z[m]) * exp(t) + others),
            r"$\exp t > 1$",
            relation="<=",
            by=[(exp(z[m]) * weight, grown)],
        )
        chain.then(softmax(raised)[m], "definition of softmax")
        chain.conclude(suppose(t > 0, chain.chained()))

    chain.section("The others share what is left as before")
    with chain.assuming(distinct(j, m)):
        chain.conclude(suppose(distinct(j, m), chain.show(others_shrink, "their exponentials are unchanged")))

    chain.section("A factor above 1 raises the top")
    scaled_up(chain, top, raises_top, "no logit is above $z_m$, and $z_i$ is below")
    chain.section("A factor above 1 lowers the bottom")
    scaled_up(chain, bottom, lowers_bottom, "no logit is below $z_m$, and $z_i$ is above")

    chain.section("Softmax brings classes closer together")
    with chain.assuming(z[i] > z[j]):
        ordered = monotone("exp", z[i] > z[j])
        differ = chain.show(p[i] - p[j] > 0, "softmax keeps the order", by=[(1 / S, ordered)])
        bound = chain.note(log_bound(exp(z[j] - z[i]), chain.given, (ordered,)), r"$\log t < t - 1$")
        chain.start(p[i] - p[j], "the difference of two probabilities")
        chain.then(p[i] * (1 - exp(z[j] - z[i])), r"their ratio is $\exp(z_j - z_i)$")
        chain.then(p[i] * (z[i] - z[j]), "as noted", relation="<", by=[(p[i], bound)])
        at_most_one = chain.check(p[i] <= 1)
        chain.then(z[i] - z[j], "a probability is at most 1", relation="<=", by=[(z[i] - z[j], at_most_one)])
        closer = chain.conclude(suppose(z[i] > z[j], conjunction(differ, chain.chained())))

    chain.section("Only the uniform distribution stays as it is")
    with chain.assuming(fixed_point):
        alike = chain.note(equal_entries(chain, closer), "a difference would become smaller, and stay the same")
        summed = add_up(for_each(k, monotone("exp", Lemma.of(alike).at(j=k))))
        uniform = chain.show(
            Equal(z[i], 1 / size()),
            "equal logits have the probability $1/K$",
            by=[(1, specialise(fixed_point, i)), (1 / (size() * S), summed)],
        )
        chain.conclude(suppose(fixed_point, for_each(i, uniform)))


def equal_entries(chain: Derivation, closer: Theorem) -> Theorem:
    """zᵢ = zⱼ at a fixed point: of different logits, softmax brings the probabilities closer together."""
    in_order = for_each((i, j), closer)

    def excluded(high: IndexVariable, low: IndexVariable) -> Theorem:
        _, shrinks = apart(modus_ponens(specialise(in_order, high, low), z[high] > z[low]))
        stays = chain.check(
            z[high] - z[low] <= p[high] - p[low],
            by=[(sign, specialise(fixed_point, place)) for sign, place in ((1, high), (-1, low))],
        )
        return clash(shrinks, stays)

    return cases(trichotomy(z[i], z[j]), excluded(j, i), Equal(z[i], z[j]), excluded(i, j))


def scaled_up(chain: Derivation, conditions: tuple[Formula, ...], conclusion: Formula, reason: str) -> None:
    """1/σₘ(βz) = Σ exp(β(zₖ − zₘ)) compared with 1/σₘ(z) = Σ exp(zₖ − zₘ), for β > 1."""
    signs, strict, _ = conditions
    above = conditions is bottom  # the other logits are
    with chain.assuming(*conditions):
        change = family(k, (beta - 1) * (z[k] - z[m]))
        weak = chain.check(change[k] >= 0 if above else change[k] <= 0, by=[(beta - 1, specialise(signs, k))])
        one = chain.check(change[i] > 0 if above else change[i] < 0, by=[(beta - 1, strict)])
        before, after = family(k, z[k] - z[m]), family(k, beta * (z[k] - z[m]))
        low, high = (before, after) if above else (after, before)
        termwise = monotone("exp", chain.check(low[k] <= high[k], by=[(1, weak)]))
        at_i = monotone("exp", chain.check(low[i] < high[i], by=[(1, one)]))
        sums = chain.note(add_up_strictly(for_each(k, termwise), at_i, i), reason)
        weight = 1 / (total(k, exp(before[k])) * total(k, exp(after[k])))
        result = chain.show(conclusion, r"these are $1/\sigma_m(\beta z)$ and $1/\sigma_m(z)$", by=[(weight, sums)])
    chain.conclude(suppose(both(*conditions), result))
