"""Learning from preferences and rewards: Bradley–Terry, rewards with a penalty for leaving a reference, and DPO."""

from __future__ import annotations

from derive.bridge import apply, chain_rule, differentiate, expand, expand_logs, split
from derive.language import *
from derive.lemmas import monotone
from derive.proofs.definitions import P_NAME, S_NAME, i, k, p, relative_entropy, softmax, z
from derive.proofs.relative_entropy import gibbs_inequality
from derive.proofs.squared_error import logistic

a, b = index("a"), index("b")
reward, reference, policy = vector("r"), vector("u"), vector("q")
beta, shift = scalar("beta"), scalar("c")
weights = total(k, reference[k] * exp(reward[k] / beta))
best = family(k, reference[k] * exp(reward[k] / beta) / weights)
BEST = Abbreviation(best.array, "s")

bradley_terry = Claim(
    "preference.bradley-terry",
    r"In the Bradley–Terry model, the odds of $a$ over $b$ are $\exp(r_a - r_b)$ and the probability of preferring $a$ "
    "is the logistic function of $r_a - r_b$, which does not change with a constant in all rewards",
    {
        "logistic": Equal(exp(reward[a]) / (exp(reward[a]) + exp(reward[b])), logistic(reward[a] - reward[b])),
        "odds": Equal(logistic(reward[a] - reward[b]) / logistic(reward[b] - reward[a]), exp(reward[a] - reward[b])),
        "shift": Equal(logistic((reward[a] + shift) - (reward[b] + shift)), logistic(reward[a] - reward[b])),
    },
    references=["bradley1952"],
)


def value(distribution: Family) -> Real:
    """The mean reward less β times the relative entropy to the reference."""
    return total(k, distribution[k] * reward[k]) - beta * relative_entropy(distribution, reference)


regularised = Claim(
    "preference.regularised-optimum",
    r"The mean reward under $q$ less $\beta \operatorname{KL}(q \| u)$ is $\beta \log Z - \beta \operatorname{KL}(q \| "
    r"s)$ for $s_k = u_k \exp(r_k/\beta)/Z$: it is largest, namely $\beta \log Z$, for $q = s$",
    {
        "gap": Equal(value(policy), beta * log(weights) - beta * relative_entropy(policy, best)),
        "bound": value(policy) <= beta * log(weights),
        "attained": Equal(value(best), beta * log(weights)),
    },
    given=[beta > 0, *simplex(reference, interior=True), *simplex(policy)],
    references=["rafailov2023"],
    names=[BEST],
)


@regularised.derivation
def _(chain: Derivation) -> None:
    sums_to_one = simplex(policy)[1]
    gap_from_best = beta * log(weights) - beta * relative_entropy(policy, best)
    chain.section("The gap")
    chain.start(gap_from_best, r"by the logarithm of $s$, $\log u_k + r_k/\beta - \log Z$")
    chain.then(expand_logs, "the logarithm of a quotient of products")
    chain.then(split, "a sum is linear")
    chain.then(apply(sums_to_one), "$q$ sums to 1")
    chain.then(expand, r"the terms with $\log Z$ cancel")
    gap = chain.end(r"$q_k \log q_k - q_k \log u_k = q_k \log(q_k/u_k)$")

    chain.section("The bound")
    sign = chain.note(chain.lemma(gibbs_inequality, q=policy, r=best).part("sign"), "Gibbs' inequality")
    chain.conclude(chain.check(chain.goal, by=[(1, gap), (beta, sign)]), r"and $\beta > 0$")

    chain.section("Attained")
    with chain.in_general(), chain.assuming(beta > 0, *simplex(reference, interior=True)):
        at_best = chain.check(Equal(value(best), beta * log(weights)))
    chain.conclude(at_best, r"$\log(s_k/u_k) = r_k/\beta - \log Z$")


dpo_identity = Claim(
    "preference.reward-from-policy",
    r"The policy $s_k = u_k \exp(r_k/\beta)/Z$ determines all differences of rewards: $r_a - r_b$ is $\beta \log(s_a/"
    r"u_a) - \beta \log(s_b/u_b)$",
    Equal(beta * log(best[a] / reference[a]) - beta * log(best[b] / reference[b]), reward[a] - reward[b]),
    given=[beta > 0, *simplex(reference, interior=True)],
    references=["rafailov2023"],
    names=[BEST],
)


def margin_of(logits: Family) -> Real:
    """β log(p_a/u_a) − β log(p_b/u_b) for p = σ(z)."""
    own = softmax(logits)
    return beta * (log(own[a] / reference[a]) - log(own[b] / reference[b]))


def loss_of(logits: Family) -> Real:
    """The loss −log s(m) of direct preference optimisation."""
    return -log(logistic(margin_of(logits)))


MARGIN = Abbreviation(margin_of(z).term, "m")

dpo = Claim(
    "preference.dpo-gradient",
    r"The loss $-\log s(m)$ of direct preference optimisation, with the margin $m = \beta \log(p_a/u_a) - \beta "
    r"\log(p_b/u_b)$ of a preferred $a$ over $b$, has the gradient $-\beta s(-m)(\delta_{ai} - \delta_{bi})$ in the "
    "logits: only those of $a$ and $b$ count",
    Equal(D(loss_of(z), z[i]), -beta * logistic(-margin_of(z)) * (delta(a, i) - delta(b, i))),
    given=[forall(k, reference[k] > 0)],
    references=["rafailov2023"],
    names=[MARGIN, P_NAME, S_NAME],
)


@dpo.derivation
def _(chain: Derivation) -> None:
    margin = margin_of(z)
    chain.section("The margin")
    chain.start(D(margin, z[i]), "the gradient of the margin")
    chain.then(expand_logs, r"$\log p_k = z_k - \log S$: the partition function cancels")
    chain.then(differentiate, "every logit moves alone")
    slope = chain.chained()

    chain.section("The loss")
    chain.start(D(loss_of(z), z[i]), "the gradient of the loss")
    chain.then(expand_logs, r"$-\log s(m) = \log(1 + \exp(-m))$")
    chain.then(chain_rule(MARGIN), "chain rule")
    chain.then(apply(slope), "the gradient of the margin")
    chain.end(r"$\exp(-m)/(1 + \exp(-m)) = 1/(1 + \exp m)$")


w, m, n = vector("w"), scalar("m"), scalar("n")
moved = softmax(w)
positive_beta = (beta > 0, forall(k, reference[k] > 0))

dpo_raises = Claim(
    "preference.dpo-raises-the-preferred",
    "Where the loss of direct preference optimisation falls, the probability of the preferred answer rises",
    implies(loss_of(w) < loss_of(z), moved[a] > p[a]),
    given=positive_beta,
    expected="refuted",
    corrected_by="preference.dpo-margin",
    references=["razin2024"],
    names=[P_NAME, S_NAME],
    evidence=Search(point({"K": 3}, {"a": 1, "b": 2}, z=[0, 0, 0], w=[1, 0, 3], u=[1, 1, 1], beta=1)),
    note="Both probabilities may fall in favour of a third answer; the loss sees their ratio alone.",
)

dpo_margin = Claim(
    "preference.dpo-margin",
    "The loss of direct preference optimisation falls exactly where the odds of the preferred answer over the other "
    "one rise, that is, where the difference of the two logits grows",
    iff(loss_of(w) < loss_of(z), w[a] - w[b] > z[a] - z[b]),
    given=positive_beta,
    references=["rafailov2023"],
    names=[P_NAME, S_NAME],
)


@dpo_margin.derivation
def _(chain: Derivation) -> None:
    with chain.in_general():
        falls, grows = log(1 + exp(-m)) < log(1 + exp(-n)), m > n
        with chain.assuming(falls):
            powers = chain.check(exp(-m) < exp(-n), by=[(1, monotone("exp", falls))])
            only = suppose(falls, chain.check(grows, by=[(1, monotone("log", powers))]))
        with chain.assuming(grows):
            powers = monotone("exp", chain.check(-m < -n, by=[(1, grows)]))
            sums = chain.check(1 + exp(-m) < 1 + exp(-n), by=[(1, powers)])
            back = suppose(grows, monotone("log", sums))
        softplus = conjunction(only, back)
    less, larger = loss_of(w) < loss_of(z), w[a] - w[b] > z[a] - z[b]
    at_margins = Lemma.of(softplus).under(*chain.given).at(m=margin_of(w), n=margin_of(z))
    forth, backwards = at_margins.part("only if"), at_margins.part("if")
    with chain.assuming(less):
        fallen = chain.check(forth.conclusion.left, by=[(1, less)])  # type: ignore[attr-defined]
        only = suppose(less, chain.check(larger, by=[(1 / beta, modus_ponens(forth, fallen))]))
    with chain.assuming(larger):
        grown = chain.check(backwards.conclusion.left, by=[(beta, larger)])  # type: ignore[attr-defined]
        converse = suppose(larger, chain.check(less, by=[(1, modus_ponens(backwards, grown))]))
    chain.conclude(
        conjunction(only, converse),
        r"$-\log s(m) = \log(1 + \exp(-m))$ falls with $m = \beta (z_a - z_b) + \text{const}$",
    )


other = vector("t")
preferences_agree = forall([a, b], Equal(logistic(reward[a] - reward[b]), logistic(other[a] - other[b])))

identified = Claim(
    "preference.rewards-identified",
    "The probabilities of all preferences determine the rewards of the Bradley–Terry model",
    implies(preferences_agree, Equal(reward[a], other[a])),
    expected="refuted",
    corrected_by="preference.rewards-up-to-a-constant",
    references=["bradley1952"],
)

up_to_a_constant = Claim(
    "preference.rewards-up-to-a-constant",
    "Two vectors of rewards have the same preferences in the Bradley–Terry model exactly where they differ by a "
    "constant",
    iff(preferences_agree, forall([a, b], Equal(reward[a] - other[a], reward[b] - other[b]))),
    references=["bradley1952"],
)


@up_to_a_constant.derivation
def _(chain: Derivation) -> None:
    differ = forall([a, b], Equal(reward[a] - other[a], reward[b] - other[b]))
    same_gap = Equal(reward[a] - other[a], reward[b] - other[b])
    first, second = exp(reward[b] - reward[a]), exp(other[b] - other[a])
    denominators = (1 + first) * (1 + second)
    with chain.assuming(preferences_agree):
        odds = chain.check(Equal(first, second), by=[(-denominators, specialise(preferences_agree, a, b))])
        logs = chain.note(monotone("log", odds), "the logarithm of the odds")
        only = suppose(preferences_agree, for_each((a, b), chain.check(same_gap, by=[(-1, logs)])))
    with chain.assuming(differ):
        gaps = chain.check(Equal(reward[b] - reward[a], other[b] - other[a]), by=[(-1, specialise(differ, a, b))])
        agree = Equal(logistic(reward[a] - reward[b]), logistic(other[a] - other[b]))
        back = suppose(differ, for_each((a, b), chain.check(agree, by=[(-1 / denominators, monotone("exp", gaps))])))
    chain.conclude(conjunction(only, back), "the odds are the exponential of the difference")
