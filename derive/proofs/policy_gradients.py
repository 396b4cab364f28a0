"""Softmax policies: the score, the policy gradient, Fisher information, and mirror descent."""

from __future__ import annotations

from derive.bridge import apply, chain_rule, differentiate, expand_logs, linearity, resolve_delta, take_out
from derive.language import *
from derive.proofs.definitions import (
    ARTICLE_001,
    P_NAME,
    S_NAME,
    i,
    j,
    k,
    log_sum_exp,
    p,
    relative_entropy,
    softmax,
    z,
)
from derive.proofs.jacobian import jacobian
from derive.proofs.lse import gradient as lse_gradient
from derive.proofs.relative_entropy import gibbs_inequality
from derive.proofs.softmax import sums_to_one

a = index("a")
g, reward, natural = vector("g"), vector("r"), vector("w")
eta = scalar("eta")
expected_reward = total(k, p[k] * reward[k])
score = delta(a, i) - p[i]
score_j = delta(a, j) - p[j]
fisher = p[i] * delta(i, j) - p[i] * p[j]

policy_differentiable = Claim(
    "policy.differentiable",
    r"A softmax policy is differentiable: the gradient of $\log \pi_a$ in the logits is $\delta_{ai} - \pi_i$, and "
    "that of "
    r"$\pi_a$ is $\pi_a(\delta_{ai} - \pi_i)$",
    [Equal(D(log(p[a]), z[i]), delta(a, i) - p[i]), Equal(D(p[a], z[i]), p[a] * (delta(a, i) - p[i]))],
    sources=[ARTICLE_001],
    references=["sutton2018"],
    names=[P_NAME, S_NAME],
)

policy_score = Claim(
    "policy-gradient.score",
    r"The score of a softmax policy is $\delta_{ai} - \pi_i$; its mean is 0, so that a baseline changes nothing on "
    "average; the "
    r"gradient of the expected reward is $\pi_i (r_i - \sum_k \pi_k r_k)$",
    {
        "score": Equal(D(log(p[a]), z[i]), delta(a, i) - p[i]),
        "mean": Equal(total(a, p[a] * score), 0),
        "gradient": Equal(D(expected_reward, z[i]), p[i] * (reward[i] - expected_reward)),
        "by the score": Equal(D(expected_reward, z[i]), total(a, p[a] * score * reward[a])),
    },
    references=["sutton2018", "williams1992"],
    names=[P_NAME, S_NAME],
)


@policy_score.derivation
def _(chain: Derivation) -> None:
    chain.section("The score")
    chain.start(D(log(p[a]), z[i]), "the score")
    chain.then(expand_logs, r"$\log \pi_a = z_a - \log S$")
    chain.then(linearity)
    chain.then(apply(lse_gradient), "the gradient of log-sum-exp is softmax")
    chain.then(differentiate, "every logit moves alone")
    chain.end()

    chain.section("Its mean")
    chain.start(total(a, p[a] * score), "the mean of the score")
    chain.then(resolve_delta, "the delta leaves one term of the sum")
    chain.then(apply(sums_to_one), "the probabilities sum to 1")
    chain.end()

    chain.section("The policy gradient")
    chain.start(D(expected_reward, z[i]), "the gradient of the expected reward")
    chain.then(chain_rule(p), "the rewards do not depend on the logits")
    chain.then(apply(jacobian), r"the gradient of $\pi_k$ is $\pi_k$ times its score")
    chain.then(resolve_delta, "the delta leaves one term of the sum")
    chain.then(take_out(p), r"$\pi_i$ is a common factor")
    chain.end()

    chain.section("The same as a mean")
    chain.start(D(expected_reward, z[i]), "the gradient of the expected reward")
    chain.then(chain_rule(p), "the rewards do not depend on the logits")
    chain.then(apply(jacobian), r"the gradient of $\pi_k$ is $\pi_k$ times its score")
    chain.end()


average_reward = total(k, reward[k]) / size()
centred = reward[j] - average_reward

fisher_information = Claim(
    "fisher.information",
    "The Fisher information of a softmax policy is the mean product of scores, the Hessian of log-sum-exp and the mean "
    r"curvature of $-\log \pi$, which are all $\operatorname{diag}(\pi) - \pi \pi^\top$; it maps the centred "
    "rewards to "
    "the policy gradient",
    [
        Equal(total(a, p[a] * score * score_j), fisher),
        Equal(D(D(log_sum_exp(z), z[i]), z[j]), fisher),
        Equal(-total(a, p[a] * D(D(log(p[a]), z[i]), z[j])), fisher),
        Equal(total(j, fisher * centred), D(expected_reward, z[i])),
        Equal(total(j, centred), 0),
    ],
    references=["amari1998", "kakade2001"],
    names=[P_NAME, S_NAME],
)

prior, other = vector("q"), vector("u")
weights = prior[k] * exp(-eta * g[k])
updated = family(i, prior[i] * exp(-eta * g[i]) / total(k, weights))


def objective(distribution: Family) -> Real:
    """η gᵀu + KL(u‖q)."""
    return eta * total(k, g[k] * distribution[k]) + relative_entropy(distribution, prior)


mirror_descent = Claim(
    "mirror-descent.softmax",
    r"Among all distributions, $s_i = q_i \exp(-\eta g_i)/\sum_k q_k \exp(-\eta g_k)$ alone makes "
    r"$\eta g^\top u + \operatorname{KL}(u \| q)$ smallest; it is the softmax of $\log q - \eta g$",
    {
        "gap": Equal(objective(other) - objective(updated), relative_entropy(other, updated)),
        "smallest": objective(updated) <= objective(other),
        "softmax": Equal(softmax(family(k, log(prior[k]) - eta * g[k]))[i], updated[i]),
        "equality": iff(Equal(objective(other), objective(updated)), forall(i, Equal(other[i], updated[i]))),
    },
    given=[*simplex(prior, interior=True), *simplex(other)],
    references=["kivinen1997", "beck2003"],
    names=[Abbreviation(updated.array, "s")],
)


@mirror_descent.derivation
def _(chain: Derivation) -> None:
    chain.section("The gap is a relative entropy")
    gap = chain.conclude(chain.search(chain.goal), r"$\log s_i = \log q_i - \eta g_i$ up to a constant; both sum to 1")
    chain.conclude(chain.search(chain.goal), "Gibbs' inequality")
    chain.conclude(chain.search(chain.goal), r"$\exp(\log q_i - \eta g_i) = q_i \exp(-\eta g_i)$")

    chain.section("It is 0 only for the same distribution")
    optimal = Equal(objective(other), objective(updated))
    same_distribution = forall(i, Equal(other[i], updated[i]))
    equality = chain.lemma(gibbs_inequality, q=other, r=updated).part("equality")
    with chain.assuming(optimal):
        zero = chain.show(Equal(relative_entropy(other, updated), 0), "the gap is 0", by=[(-1, gap), (1, optimal)])
        only = suppose(optimal, equality.part("only if").given(zero))
    zero = modus_ponens(equality.part("if"), same_distribution)
    back = suppose(same_distribution, chain.check(optimal, by=[(1, gap), (1, zero)]))
    chain.conclude(conjunction(only, back), "Gibbs' inequality is strict elsewhere")
