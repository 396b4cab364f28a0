"""Reinforcement learning: baselines, entropy bonus, importance weights, improvement, and Bellman operators."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import absolute_at_most, maximum_least, within_absolute
from derive.proofs.definitions import P_NAME, S_NAME, entropy, i, k, p, scaled, w, z
from derive.proofs.lse_bounds import shift_equivariance
from derive.proofs.relative_entropy import gibbs_inequality

a = index("a")
baseline, reward = vector("b"), vector("r")
score = delta(a, i) - p[i]

action_baseline = Claim(
    "policy-gradient.action-baseline",
    "A baseline $b_a$ that depends on the action does not change the expected policy gradient: its mean times the "
    "score is 0",
    Equal(total(a, p[a] * score * baseline[a]), 0),
    expected="refuted",
    corrected_by="policy-gradient.baseline",
    references=["sutton2018"],
    names=[P_NAME, S_NAME],
)

constant = scalar("c")

baseline_claim = Claim(
    "policy-gradient.baseline",
    r"A baseline $c$ that is the same for all actions does not change the expected policy gradient; one that depends "
    r"on the action changes it by $\pi_i (b_i - \sum_k \pi_k b_k)$",
    {
        "constant": Equal(total(a, p[a] * score * (reward[a] - constant)), total(a, p[a] * score * reward[a])),
        "of the action": Equal(
            total(a, p[a] * score * baseline[a]), p[i] * (baseline[i] - total(k, p[k] * baseline[k]))
        ),
    },
    references=["sutton2018", "williams1992"],
    names=[P_NAME, S_NAME],
)

bonus = Claim(
    "policy-gradient.entropy-bonus",
    r"The gradient of the entropy of a softmax policy is $-\pi_i (\log \pi_i + H)$; it sums to 0",
    {
        "gradient": Equal(D(entropy(p), z[i]), -p[i] * (log(p[i]) + entropy(p))),
        "sum": Equal(total(i, p[i] * (log(p[i]) + entropy(p))), 0),
    },
    references=["williams1991"],
    names=[P_NAME, S_NAME],
)

behaviour, target = vector("u"), vector("q")
ratio = family(k, target[k] / behaviour[k])

importance = Claim(
    "policy-gradient.importance-weights",
    r"Weighted with $q_k/u_k$, the mean reward under $u$ is that under $q$; the weights have the mean 1 and the "
    r"variance $\sum_k (q_k - u_k)^2/u_k$",
    {
        "mean reward": Equal(total(k, behaviour[k] * ratio[k] * reward[k]), total(k, target[k] * reward[k])),
        "mean": Equal(total(k, behaviour[k] * ratio[k]), 1),
        "variance": Equal(
            total(k, behaviour[k] * (ratio[k] - 1) ** 2), total(k, (target[k] - behaviour[k]) ** 2 / behaviour[k])
        ),
    },
    given=[*simplex(behaviour, interior=True), *simplex(target)],
    references=["sutton2018"],
    names=[Abbreviation(ratio.array, "rho")],
)

old, eta = vector("u"), scalar("eta")
improved = family(k, old[k] * exp(eta * reward[k]) / total(k, old[k] * exp(eta * reward[k])))

improvement = Claim(
    "policy.exponential-improvement",
    r"The policy $q_k = u_k \exp(\eta r_k)/Z$, $\eta > 0$, has at least the mean reward of $u$",
    total(k, old[k] * reward[k]) <= total(k, improved[k] * reward[k]),
    given=[eta > 0, *simplex(old, interior=True)],
    references=["kakade2001"],
    names=[Abbreviation(improved.array, "q")],
)


@improvement.derivation
def _(chain: Derivation) -> None:
    forth = chain.lemma(gibbs_inequality, q=improved, r=old).part("sign")
    back = chain.lemma(gibbs_inequality, q=old, r=improved).part("sign")
    chain.note(forth, r"Gibbs' inequality: $\log Z$ is at most the mean of $\eta r$ under $q$")
    chain.note(back, r"and at least that under $u$")
    chain.conclude(chain.check(chain.goal, by=[(1 / eta, forth), (1 / eta, back)]), r"added, and divided by $\eta$")


# Bellman operators ------------------------------------------------------------------------------------

state, other_state = index("s", "S"), index("t", "S")
value, other = vector("v", "S"), vector("w", "S")
rewards, transition = vector("r"), matrix("P", "K", "S")
gamma, tau = scalar("gamma"), scalar("tau")
is_transition = (forall([k, state], transition[k, state] >= 0), forall(k, Equal(total(state, transition[k, state]), 1)))
difference = maximum(state, absolute(value[state] - other[state]))


def backup(values: Family) -> Family:
    """r_a + γ Σ_s P(s | a) v_s."""
    return family(k, rewards[k] + gamma * total(state, transition[k, state] * values[state]))


def best(values: Family) -> Real:
    """The largest value of an action."""
    return maximum(k, backup(values)[k])


def soft_best(values: Family) -> Real:
    """τ log Σ exp(·/τ) of the values of all actions."""
    return tau * log(total(k, exp(backup(values)[k] / tau)))


bellman = Claim(
    "bellman.contraction",
    r"The Bellman operator $\max_a (r_a + \gamma \sum_s P_{as} v_s)$ is a contraction in the maximum norm: for two "
    r"vectors of values, its results differ by at most $\gamma \max_s |v_s - w_s|$",
    absolute(best(value) - best(other)) <= gamma * difference,
    given=[gamma >= 0, *is_transition],
    references=["sutton2018"],
)

soft_bellman = Claim(
    "bellman.soft-contraction",
    r"The soft Bellman operator $\tau \log \sum_a \exp((r_a + \gamma \sum_s P_{as} v_s)/\tau)$ is a contraction in the "
    r"maximum norm, too: its results differ by at most $\gamma \max_s |v_s - w_s|$",
    absolute(soft_best(value) - soft_best(other)) <= gamma * difference,
    given=[gamma >= 0, tau > 0, *is_transition],
    references=["haarnoja2017"],
)


@soft_bellman.derivation
def _(chain: Derivation) -> None:
    first, second = backup(value), backup(other)
    low, high = within_absolute(
        chain.search(absolute(first[k] / tau - second[k] / tau) <= gamma * difference / tau), chain.given
    )
    with chain.in_general():
        close = forall(k, both(w[k] <= z[k] + constant, z[k] <= w[k] + constant))
        with chain.assuming(close):
            below, above = apart(specialise(close, k))
            each = for_each(k, absolute_at_most(z[k] - w[k], constant, below, above))
            smooth_in_the_maximum_norm = chain.lemma(shift_equivariance).part("maximum norm")
            general = suppose(close, transitivity(smooth_in_the_maximum_norm, maximum_least(each)))
    one, two, most = scaled(1 / tau, first), scaled(1 / tau, second), gamma * difference / tau
    near = conjunction(
        chain.check(two[k] <= one[k] + most, by=[(1, low)]), chain.check(one[k] <= two[k] + most, by=[(1, high)])
    )
    lemma = Lemma.of(general).under(*chain.given).at(z=one, w=two, c=most)
    reason = "log-sum-exp has the Lipschitz constant 1 in the maximum norm"
    low, high = within_absolute(chain.note(modus_ponens(lemma, for_each(k, near)), reason), chain.given)
    change, bound = soft_best(value) - soft_best(other), gamma * difference
    low, high = chain.check(-bound <= change, by=[(tau, low)]), chain.check(change <= bound, by=[(tau, high)])
    chain.conclude(absolute_at_most(change, bound, low, high, chain.given), r"times $\tau$")


q = vector("q")

soft_value = Claim(
    "bellman.soft-value",
    r"The soft value $\tau \log \sum_a \exp(r_a/\tau)$ lies between $\max r$ and $\max r + \tau \log K$, and is the "
    r"largest value of $\sum_a q_a r_a + \tau H(q)$ over all policies $q$",
    {
        "below": maximum(k, rewards[k]) <= tau * log(total(k, exp(rewards[k] / tau))),
        "above": tau * log(total(k, exp(rewards[k] / tau))) <= maximum(k, rewards[k]) + tau * log(size()),
        "policies": forall(
            q,
            implies(
                both(*simplex(q)),
                total(k, q[k] * rewards[k]) + tau * entropy(q) <= tau * log(total(k, exp(rewards[k] / tau))),
            ),
        ),
    },
    given=[tau > 0],
    references=["haarnoja2017"],
)
