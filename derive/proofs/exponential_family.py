"""Softmax as the categorical member of the exponential family."""

from __future__ import annotations

from fractions import Fraction

from derive.bridge import differentiate
from derive.language import *
from derive.lemmas import monotone
from derive.proofs.definitions import (
    ARTICLE_000,
    ARTICLE_001,
    ARTICLE_004,
    LSE_NAME,
    P_NAME,
    S_NAME,
    S,
    c,
    i,
    j,
    k,
    log_sum_exp,
    named,
    p,
    shifted,
    softmax,
    z,
)
from derive.proofs.lse import gradient
from derive.proofs.lse_curvature import hessian

x = index("x")
log_partition = log_sum_exp(z)
covariance = total(x, p[x] * delta(x, i) * delta(x, j)) - total(x, p[x] * delta(x, i)) * total(x, p[x] * delta(x, j))

categorical = Claim(
    "expfam.categorical",
    "The categorical law is exp(θᵀT(x) − A(θ)) with indicators T and A = log-sum-exp; A generates its moments",
    [
        Equal(exp(total(k, z[k] * delta(x, k)) - log_partition), p[x]),
        Equal(total(x, p[x] * delta(x, i)), D(log_partition, z[i])),
        Equal(covariance, D(log_partition, z[i], z[j])),
        Equal(exp(total(k, (z[k] + c) * delta(x, k)) - log_sum_exp(shifted(z, c))), p[x]),
    ],
    sources=[ARTICLE_001, ARTICLE_004],
    references=["wainwright2008", "bishop2006"],
    note="The last equation says that the parameters are not identifiable: θ and θ + c·1 give the same law.",
    names=[P_NAME, S_NAME, LSE_NAME],
)


@categorical.derivation
def _(chain: Derivation) -> None:
    slope, curvature = chain.lemma(gradient), chain.lemma(hessian).part("entries")

    chain.section("The density")
    chain.start(exp(total(k, z[k] * delta(x, k)) - log_partition), "with T(x) the indicator of x")
    chain.then(exp(z[x] - log(S)), "the delta leaves one term")
    chain.end("the exponential of a logarithm")

    chain.section("The mean of T")
    chain.start(total(x, p[x] * delta(x, i)), "the mean of the indicator of i")
    chain.then(p[i], "the delta leaves one term")
    chain.end("the gradient of log-sum-exp is softmax", using=[slope])

    chain.section("The covariance of T")
    chain.start(covariance, "the covariance of two indicators")
    chain.then(p[i] * delta(i, j) - p[i] * p[j], "each delta leaves one term")
    chain.then(p[i] * (delta(i, j) - p[j]), "pᵢ comes out")
    chain.end("the Hessian of log-sum-exp", using=[curvature])

    chain.section("Too many parameters")
    chain.start(exp(total(k, (z[k] + c) * delta(x, k)) - log_sum_exp(shifted(z, c))), "θ + c·1 instead of θ")
    chain.then(exp(z[x] + c - log(exp(c) * S)), "the factor exp(c) comes out of the sum")
    chain.end("c cancels")


multinomial_name = Claim(
    "expfam.multinomial-name",
    "The law with indicators and A = log-sum-exp is the multinomial law; say, that both of two draws are class i",
    Equal(p[i] ** 2, exp(2 * z[i] - log_partition)),
    given=[size() >= 2],
    expected="refuted",
    corrected_by="expfam.multinomial",
    sources=[ARTICLE_001],
    note="It is the categorical law: the multinomial law of one draw. For n draws A is n times log-sum-exp, and there "
    "is a base measure n!/∏ xₖ!.",
    names=[P_NAME, S_NAME, LSE_NAME],
)

m = index("m", "n")
draws = IndexVariable("x", "K", (m,))
exponent = total((m, k), z[k] * delta(draws, k))

multinomial = Claim(
    "expfam.multinomial",
    "n independent draws have the probability exp(θᵀx − n A(θ)), x the sum of their indicators and A = log-sum-exp",
    [
        Equal(product(m, p[draws]), exp(exponent - size("n") * log_partition)),
        Equal(total((i, j), exp(z[i] + z[j] - 2 * log_partition)), 1),
    ],
    sources=[ARTICLE_001],
    references=["bishop2006"],
    note="The multinomial law counts the n!/∏ xₖ! orders of the draws, which is its base measure. The second equation "
    "is the multinomial theorem for two draws.",
    names=[P_NAME, S_NAME, LSE_NAME],
)


@multinomial.derivation
def _(chain: Derivation) -> None:
    chain.section("The probability of n draws")
    chain.start(product(m, p[draws]), "the draws are independent")
    chain.then(exp(total(m, z[draws] - log_partition)), "pₖ = exp(zₖ − log S)")
    chain.end("the indicator of a draw picks its own parameter")

    chain.section("Two draws")
    chain.start(total((i, j), exp(z[i] + z[j] - 2 * log_partition)), "all pairs")
    chain.then(total(i, p[i]) * total(j, p[j]), "each term is a product")
    chain.end("the probabilities sum to 1")


normaliser_is_log_partition = Claim(
    "expfam.log-partition-normaliser",
    "The normalising factor of softmax is the log-partition function log-sum-exp",
    Equal(exp(z[i]) / log_partition, p[i]),
    given=[size() >= 2],
    expected="refuted",
    corrected_by="expfam.normaliser",
    sources=[ARTICLE_001],
    note="The normalising factor is Z = exp(A); its logarithm is the log-partition function A.",
    names=[P_NAME, S_NAME, LSE_NAME],
)

normaliser = Claim(
    "expfam.normaliser",
    "The normalising factor of softmax is Z = exp(A); its logarithm A is the log-partition function",
    [
        Equal(total(k, exp(z[k]) / exp(log_partition)), 1),
        Equal(exp(z[i]) / exp(log_partition), p[i]),
        Equal(log(p[i]), z[i] - log_partition),
    ],
    sources=[ARTICLE_001],
    references=["wainwright2008"],
    names=[P_NAME, S_NAME, LSE_NAME],
)


@normaliser.derivation
def _(chain: Derivation) -> None:
    chain.section("It normalises")
    chain.start(total(k, exp(z[k]) / exp(log_partition)), "divide by exp(A)")
    chain.then(S / exp(log(S)), "the factor comes out of the sum")
    chain.end("the exponential of a logarithm")

    chain.section("The probabilities")
    chain.start(exp(z[i]) / exp(log_partition), "divide by exp(A)")
    chain.end("exp(A) = S")

    chain.section("Their logarithms")
    chain.start(log(p[i]), "the logarithm of a quotient")
    chain.end("A = log S")


mu = scalar("mu")
means = vector("mu")

link_is_softmax = Claim(
    "expfam.link-function",
    "The link function of the categorical model is softmax: with two classes, it is the logistic function",
    Equal(log(mu / (1 - mu)), 1 / (1 + exp(-mu))),
    given=[mu > 0, mu < 1],
    expected="refuted",
    corrected_by="expfam.inverse-link",
    sources=[ARTICLE_004],
    references=["mccullagh1989"],
    note="In a generalised linear model the link takes the mean to the linear predictor. Softmax goes the other way: "
    "it is the inverse link.",
)

inverse_link = Claim(
    "expfam.inverse-link",
    "Softmax inverts the canonical link log(μₖ/μ_K), and the link inverts softmax up to the last logit",
    [
        Equal(softmax(family(k, log(means[k] / means[last()])))[i], means[i]),
        Equal(log(p[i] / p[last()]), z[i] - z[last()]),
    ],
    given=[*simplex(means, interior=True)],
    sources=[ARTICLE_004],
    references=["mccullagh1989"],
)


@inverse_link.derivation
def _(chain: Derivation) -> None:
    chain.section("Softmax after the link")
    chain.start(softmax(family(k, log(means[k] / means[last()])))[i], "softmax of the predictors of μ")
    chain.then(means[i] / means[last()] / total(k, means[k] / means[last()]), "the exponential of a logarithm")
    chain.then(means[i] / total(k, means[k]), "the last mean cancels")
    chain.end("the means sum to 1")

    chain.section("The link after softmax")
    chain.start(log(p[i] / p[last()]), "the log-odds against the last class")
    chain.then(log(exp(z[i]) / exp(z[last()])), "the sum S cancels")
    chain.end("the logarithm of an exponential")


mle_forces_softmax = Claim(
    "expfam.mle-forces-softmax",
    "Maximum likelihood leaves softmax as the only way from scores to probabilities: squared scores, normalised, agree",
    Equal(z[i] ** 2 / total(k, z[k] ** 2), p[i]),
    given=[forall(k, z[k] > 0)],
    expected="refuted",
    corrected_by="expfam.canonical-scores",
    sources=[ARTICLE_004],
    note="Squared scores, normalised, are a likelihood that can be maximised as well. What leads to softmax is that "
    "the scores are the natural parameters (the canonical link).",
    names=[P_NAME, S_NAME, LSE_NAME],
)

q = vector("q")
offset = scalar("a")

canonical_scores = Claim(
    "expfam.canonical-scores",
    "If the scores are the natural parameters, log qₖ = zₖ − a with Σ q = 1, then a = LSE(z) and q = σ(z)",
    [Equal(offset, log_partition), Equal(q[i], p[i]), Equal(D(log_partition, z[i]), p[i])],
    given=[Equal(total(k, q[k]), 1), forall(k, Equal(log(q[k]), z[k] - offset))],
    sources=[ARTICLE_004],
    references=["mccullagh1989", "bishop2006"],
    names=[P_NAME, S_NAME, LSE_NAME],
)


@canonical_scores.derivation
def _(chain: Derivation) -> None:
    chain.section("The offset")
    exponential = monotone("exp", specialise(chain.given[1], k))
    each = chain.show(Equal(q[k], exp(z[k] - offset)), "exponentiate", by=[(1, exponential)])
    one = chain.show(Equal(exp(-offset) * S, 1), "sum over the classes", by=[(1, chain.given[0])])
    chain.conclude(chain.check(chain.goal, by=[(-1, monotone("log", one))]), "take logarithms")

    chain.section("The probabilities")
    here = Lemma.of(each).at(k=i)
    chain.start(q[i], "the probability of class i")
    chain.then(exp(-offset) * exp(z[i]), "exponentiate", by=[(1, here)])
    chain.then(exp(z[i]) / S, "exp(−a) = 1/S", by=[(exp(z[i]) / S, one)])
    chain.end("definition of softmax")

    chain.section("Their potential")
    chain.conclude(chain.lemma(gradient), "the gradient of log-sum-exp is softmax")


t_matrix = matrix("T", "n", "K")
outcome = index("x", "n")
other = index("u", "n")
base = vector("h", "n")


def weight(which: IndexVariable) -> Real:
    """h(x) exp(ηᵀT(x))."""
    return base[which] * exp(total(k, z[k] * t_matrix[which, k]))


potential = log(total(other, weight(other)))
density = weight(outcome) / exp(potential)
mean_of_t = total(other, weight(other) / exp(potential) * t_matrix[other, i])
eta, target = scalar("eta"), scalar("y")
observed = index("c")

unification = Claim(
    "expfam.gradient-unification",
    "In the natural parameter, the gradient of every negative log-likelihood is the mean of T minus its observed value",
    [
        Equal(D(potential, z[i]), mean_of_t),
        Equal(D(-log(density), z[i]), mean_of_t - t_matrix[outcome, i]),
        Equal(D(-log(p[observed]), z[i]), p[i] - delta(i, observed)),
        Equal(D(Fraction(1, 2) * (eta - target) ** 2, eta), eta - target),
        Equal(D(log(1 + exp(eta)) - eta * target, eta), 1 / (1 + exp(-eta)) - target),
    ],
    given=[forall(other, base[other] > 0)],
    sources=[ARTICLE_000],
    references=["mccullagh1989", "bishop2006", "wainwright2008"],
    note="Stated for finitely many outcomes, then for the categorical law, the Gaussian with unit variance (its "
    "squared error halved) and the Bernoulli law.",
    names=[P_NAME, S_NAME, LSE_NAME, Abbreviation(potential.term, "A"), named(family(outcome, density), "P")],
)


@unification.derivation
def _(chain: Derivation) -> None:
    chain.section("The potential generates the mean")
    chain.start(D(potential, z[i]), "A = log Σ h exp(ηᵀT)")
    chain.then(total(other, weight(other) * t_matrix[other, i]) / total(other, weight(other)), "chain rule")
    slope = chain.end("exp(A) is the sum")

    chain.section("The negative log-likelihood")
    chain.start(D(-log(density), z[i]), "of one outcome")
    chain.then(
        D(potential - log(base[outcome]) - total(k, z[k] * t_matrix[outcome, k]), z[i]), "the logarithm of a quotient"
    )
    chain.then(D(potential, z[i]) - t_matrix[outcome, i], "T has the weight ηᵢ")
    chain.end("the potential generates the mean", using=[slope])

    chain.section("Categorical")
    chain.start(D(-log(p[observed]), z[i]), "cross entropy with a one-hot target")
    chain.then(D(log_partition - z[observed], z[i]), "log pₖ = zₖ − log S")
    chain.end("the gradient of log-sum-exp is softmax", using=[chain.lemma(gradient)])

    chain.section("Gaussian")
    chain.start(D(Fraction(1, 2) * (eta - target) ** 2, eta), "half the squared error")
    chain.then(differentiate, "power rule")
    chain.end("the same difference")

    chain.section("Bernoulli")
    chain.start(D(log(1 + exp(eta)) - eta * target, eta), "A = log(1 + exp η)")
    chain.then(exp(eta) / (1 + exp(eta)) - target, "chain rule")
    chain.end("divide by exp η")
