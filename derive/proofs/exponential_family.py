"""Softmax as the categorical member of the exponential family."""

from __future__ import annotations

from fractions import Fraction

from derive.bridge import (
    apply,
    cancel,
    differentiate,
    divide_through,
    expand_exponentials,
    expand_logs,
    exponentiate,
    linearity,
    pull_out,
    resolve_delta,
    solve_for,
    sum_over_all,
    take_log,
    take_out,
)
from derive.language import *
from derive.proofs.definitions import (
    ARTICLE_000,
    ARTICLE_001,
    ARTICLE_004,
    LSE_NAME,
    P_NAME,
    S_NAME,
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
from derive.proofs.softmax import sums_to_one

x = index("x")
log_partition = log_sum_exp(z)
covariance = total(x, p[x] * delta(x, i) * delta(x, j)) - total(x, p[x] * delta(x, i)) * total(x, p[x] * delta(x, j))

categorical = Claim(
    "expfam.categorical",
    (
        r"The categorical law is $\exp(\theta^\top T(x) - A(\theta))$ with indicators $T$ and log-sum-exp "
        "for $A$, which generates its moments"
    ),
    [
        Equal(exp(total(k, z[k] * delta(x, k)) - log_partition), p[x]),
        Equal(total(x, p[x] * delta(x, i)), D(log_partition, z[i])),
        Equal(covariance, D(log_partition, z[i], z[j])),
        Equal(exp(total(k, (z[k] + c) * delta(x, k)) - log_sum_exp(shifted(z, c))), p[x]),
    ],
    sources=[ARTICLE_001, ARTICLE_004],
    references=["wainwright2008", "bishop2006"],
    note=(
        r"The last equation says that the parameters are not identifiable: $\theta$ and "
        r"$\theta + c \mathbf{1}$ give the same law."
    ),
    names=[P_NAME, S_NAME, LSE_NAME],
)


@categorical.derivation
def _(chain: Derivation) -> None:
    chain.section("The density")
    chain.start(exp(total(k, z[k] * delta(x, k)) - log_partition), "with $T(x)$ the indicator of $x$")
    chain.then(resolve_delta, "the delta leaves one term")
    chain.then(expand_exponentials, "the exponential of a logarithm")
    chain.end()

    chain.section("The mean of $T$")
    chain.start(total(x, p[x] * delta(x, i)), "the mean of the indicator of $i$")
    chain.then(resolve_delta, "the delta leaves one term")
    chain.then(apply(gradient, backwards=True), "the gradient of log-sum-exp is softmax")
    chain.end()

    chain.section("The covariance of $T$")
    chain.start(covariance, "the covariance of two indicators")
    chain.then(resolve_delta, "each delta leaves one term")
    chain.then(take_out(p), "$p_i$ comes out")
    chain.then(apply(hessian, "entries", backwards=True), "the Hessian of log-sum-exp")
    chain.end()

    chain.section("Too many parameters")
    chain.start(
        exp(total(k, (z[k] + c) * delta(x, k)) - log_sum_exp(shifted(z, c))),
        r"$z + c \mathbf{1}$ instead of $z$",
    )
    chain.then(resolve_delta, "the delta leaves one term")
    chain.then(expand_exponentials)
    chain.then(expand_exponentials, "so it is in the sum")
    chain.then(pull_out, r"the factor $\exp(c)$ comes out of the sum")
    chain.then(cancel, "$c$ cancels")
    chain.end()


multinomial_name = Claim(
    "expfam.multinomial-name",
    (
        "The law with indicators and log-sum-exp for $A$ is the multinomial law, also of two draws: both are "
        r"class $i$ with the probability $\exp(2 z_i - A)$"
    ),
    Equal(p[i] ** 2, exp(2 * z[i] - log_partition)),
    given=[size() >= 2],
    expected="refuted",
    corrected_by="expfam.multinomial",
    sources=[ARTICLE_001],
    note=(
        "It is the categorical law: the multinomial law of one draw. For $n$ draws $A$ is $n$ times "
        "log-sum-exp, and the number of orders of the draws is a base measure."
    ),
    names=[P_NAME, S_NAME, LSE_NAME],
)

m = index("m", "n")
draws = IndexVariable("x", "K", (m,))
exponent = total((m, k), z[k] * delta(draws, k))

multinomial = Claim(
    "expfam.multinomial",
    (
        r"$n$ independent draws have the probability $\exp(\theta^\top x - n A(\theta))$, with $x$ the "
        "sum of their indicators and $A$ log-sum-exp"
    ),
    [
        Equal(product(m, p[draws]), exp(exponent - size("n") * log_partition)),
        Equal(total((i, j), exp(z[i] + z[j] - 2 * log_partition)), 1),
    ],
    sources=[ARTICLE_001],
    references=["bishop2006"],
    note=(
        "The multinomial law counts the orders of the draws, and their number is its base measure. The "
        "second equation is the multinomial theorem for two draws."
    ),
    names=[P_NAME, S_NAME, LSE_NAME],
)


@multinomial.derivation
def _(chain: Derivation) -> None:
    chain.section("The probability of $n$ draws")
    chain.start(exp(exponent - size("n") * log_partition), "$x$ counts the draws of each class")
    chain.then(resolve_delta, "the indicator of a draw picks its own parameter")
    chain.end(r"$p_k = \exp(z_k - \log S)$, and the draws are independent")

    chain.section("Two draws")
    chain.start(total((i, j), exp(z[i] + z[j] - 2 * log_partition)), "all pairs")
    chain.then(expand_exponentials, "each term is a product")
    chain.then(pull_out, "so is the sum")
    chain.then(apply(sums_to_one), "the probabilities sum to 1")
    chain.end()


normaliser_is_log_partition = Claim(
    "expfam.log-partition-normaliser",
    "The normalising factor of softmax is the log-partition function log-sum-exp",
    Equal(exp(z[i]) / log_partition, p[i]),
    given=[size() >= 2],
    expected="refuted",
    corrected_by="expfam.normaliser",
    sources=[ARTICLE_001],
    note=r"The normalising factor is $Z = \exp(A)$; its logarithm is the log-partition function $A$.",
    names=[P_NAME, S_NAME, LSE_NAME],
)

normaliser = Claim(
    "expfam.normaliser",
    r"The normalising factor of softmax is $Z = \exp(A)$; its logarithm $A$ is the log-partition function",
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
    chain.start(total(k, exp(z[k]) / exp(log_partition)), "divide by the exponential of log-sum-exp")
    chain.then(pull_out, "the factor comes out of the sum")
    chain.then(expand_exponentials, "the exponential of a logarithm")
    chain.then(cancel, "$S$ is positive")
    chain.end()

    chain.section("The probabilities")
    chain.start(exp(z[i]) / exp(log_partition), "divide by the exponential of log-sum-exp")
    chain.then(expand_exponentials, "the exponential of a logarithm")
    chain.end()

    chain.section("Their logarithms")
    chain.start(log(p[i]), "the logarithm of a quotient")
    chain.then(expand_logs, "log-sum-exp is $\\log S$")
    chain.end()


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
    r"Softmax inverts the canonical link $\log(\mu_k/\mu_K)$, and the link inverts softmax up to the last logit",
    [
        Equal(softmax(family(k, log(means[k] / means[last()])))[i], means[i]),
        Equal(log(p[i] / p[last()]), z[i] - z[last()]),
    ],
    given=[*simplex(means, interior=True)],
    sources=[ARTICLE_004],
    references=["mccullagh1989"],
    names=[P_NAME, S_NAME],
)


@inverse_link.derivation
def _(chain: Derivation) -> None:
    _, sum_to_one = simplex(means, interior=True)
    chain.section("Softmax after the link")
    chain.start(softmax(family(k, log(means[k] / means[last()])))[i], r"softmax of the predictors of $\mu$")
    chain.then(expand_exponentials, "the exponential of a logarithm")
    chain.then(pull_out, "the last mean comes out of the sum")
    chain.then(cancel, "and cancels")
    chain.then(apply(sum_to_one), "the means sum to 1")
    chain.end()

    chain.section("The link after softmax")
    chain.start(log(p[i] / p[last()]), "the log-odds against the last class")
    chain.then(cancel, "the sum $S$ cancels")
    chain.then(expand_logs, "the logarithm of an exponential")
    chain.end()


q = vector("q")

mle_forces_softmax = Claim(
    "expfam.mle-forces-softmax",
    "Positive probabilities $q$ in the order of the scores, as maximum likelihood needs them, are the softmax of the "
    "scores: there is no other way",
    Equal(q[i], p[i]),
    given=[*simplex(q, interior=True), forall([i, j], iff(z[i] < z[j], q[i] < q[j]))],
    expected="refuted",
    corrected_by="expfam.canonical-scores",
    sources=[ARTICLE_004],
    note="Positive scores, squared and normalised, are such probabilities, and a likelihood that can be maximised "
    "as well. "
    "What leads to softmax is that the scores are the natural parameters (the canonical link).",
    names=[P_NAME, S_NAME, LSE_NAME],
)

offset = scalar("a")

canonical_scores = Claim(
    "expfam.canonical-scores",
    (
        r"If the scores are the natural parameters, $\log q_k = z_k - a$ with $\sum q = 1$, then "
        r"$a = \mathrm{LSE}(z)$ and $q = \sigma(z)$"
    ),
    [Equal(offset, log_partition), Equal(q[i], p[i]), Equal(D(log_partition, z[i]), p[i])],
    given=[Equal(total(k, q[k]), 1), forall(k, Equal(log(q[k]), z[k] - offset))],
    sources=[ARTICLE_004],
    references=["mccullagh1989", "bishop2006"],
    names=[P_NAME, S_NAME, LSE_NAME],
)


@canonical_scores.derivation
def _(chain: Derivation) -> None:
    sum_to_one, natural = chain.given
    chain.section("The offset")
    each = chain.follow(specialise(natural, k), exponentiate)
    whole = chain.follow(each, sum_over_all(k), "sum over the classes")
    whole = chain.follow(whole, apply(sum_to_one), "the probabilities sum to 1")
    whole = chain.follow(whole, expand_exponentials)
    whole = chain.follow(whole, pull_out, r"$\exp(a)$ does not depend on the class")
    logs = chain.follow(whole, take_log)
    logs = chain.follow(logs, expand_logs)
    value = chain.conclude(chain.follow(logs, solve_for(offset), "solve for a"))

    chain.section("The probabilities")
    chain.start(q[i], "the probability of class $i$")
    chain.then(apply(each), "as shown")
    chain.then(apply(value), "a is log-sum-exp")
    chain.then(expand_exponentials, "the exponential of a logarithm")
    chain.end()

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
    (
        "In the natural parameter, the gradient of every negative log-likelihood is the mean of $T$ "
        "minus its observed value"
    ),
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
    chain.start(D(potential, z[i]), r"$A = \log \sum h \exp(\eta^\top T)$")
    chain.then(differentiate, "chain rule")
    chain.then(resolve_delta, "the delta leaves one term")
    slope = chain.end(r"$\exp(A)$ is the sum")

    chain.section("The negative log-likelihood")
    chain.start(D(-log(density), z[i]), "of one outcome")
    chain.then(expand_logs, "the logarithm of a quotient")
    chain.then(linearity)
    chain.then(apply(slope), "the potential generates the mean")
    chain.then(differentiate, "every parameter moves alone")
    chain.then(resolve_delta, r"$T$ has the weight $\eta_i$")
    chain.end()

    chain.section("Categorical")
    chain.start(D(-log(p[observed]), z[i]), "cross entropy with a one-hot target")
    chain.then(expand_logs, r"$\log p_k = z_k - \log S$")
    chain.then(linearity)
    chain.then(apply(gradient), "the gradient of log-sum-exp is softmax")
    chain.then(differentiate, "every logit moves alone")
    chain.end()

    chain.section("Gaussian")
    chain.start(D(Fraction(1, 2) * (eta - target) ** 2, eta), "half the squared error")
    chain.then(differentiate, "power rule")
    chain.end()

    chain.section("Bernoulli")
    chain.start(D(log(1 + exp(eta)) - eta * target, eta), r"$A = \log(1 + \exp \eta)$")
    chain.then(differentiate, "chain rule")
    chain.then(divide_through, r"divide by $\exp \eta$")
    chain.end()
