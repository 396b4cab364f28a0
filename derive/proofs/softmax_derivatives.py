"""Derivatives of softmax: the second one, that of its logarithm, that in the temperature."""

from __future__ import annotations

from derive.bridge import apply, chain_rule, differentiate, pull_out, resolve_delta, take_out
from derive.language import *
from derive.lemmas import rank_from_null_space
from derive.proofs.definitions import P_NAME, S_NAME, c, i, j, k, m, p, scaled, sigma, softmax, v, w, z
from derive.proofs.jacobian import jacobian, symmetric
from derive.proofs.softmax import sums_to_one

K = size()
tau, beta, theta = scalar("tau"), scalar("beta"), scalar("theta")

twice = D(p[i], z[j], z[k])
cumulant = total(m, p[m] * (delta(m, i) - p[i]) * (delta(m, j) - p[j]) * (delta(m, k) - p[k]))

second_derivative = Claim(
    "softmax.second-derivative",
    "The second derivative of softmax is the third cumulant of the one-hot vector, symmetric in the three classes",
    {
        "entries": Equal(twice, p[i] * ((delta(i, j) - p[j]) * (delta(i, k) - p[k]) - p[j] * (delta(j, k) - p[k]))),
        "cumulant": Equal(twice, cumulant),
        "first two": Equal(twice, D(p[j], z[i], z[k])),
        "last two": Equal(twice, D(p[i], z[k], z[j])),
    },
    references=["mccullagh1989"],
    names=[P_NAME, S_NAME],
)


@second_derivative.derivation
def _(chain: Derivation) -> None:
    chain.section("The entries")
    chain.start(twice, "the second derivative")
    chain.then(apply(jacobian), r"the Jacobian is $\operatorname{diag}(p) - p p^\top$, for all logits")
    chain.then(chain_rule(p), "the product rule")
    chain.then(apply(jacobian), "the Jacobian once more")
    chain.then(take_out(p), "$p_i$ is a common factor")
    entries = chain.end()

    chain.section("The cumulant")
    chain.start(cumulant, "the mean product of three deviations")
    chain.then(resolve_delta, "multiply out; each delta leaves one term of the sum")
    chain.then(apply(sums_to_one), "the probabilities sum to 1")
    chain.then(take_out(p), "$p_i$ is a common factor")
    chain.then(twice, "which is the second derivative", by=[(-1, entries)])
    chain.end()

    chain.section("The first two classes exchanged")
    chain.start(twice, "the second derivative")
    chain.then(apply(symmetric), "the Jacobian is symmetric, for all logits")
    chain.end()

    chain.section("The last two classes exchanged")
    chain.start(twice, "the second derivative")
    chain.then(apply(entries), "as computed")
    chain.end("the same with $j$ and $k$ exchanged")


between = family(k, theta * z[k] + (1 - theta) * w[k])
chord = theta * log(p[i]) + (1 - theta) * log(softmax(w)[i])
entry = delta(i, j) - p[j]

log_concavity = Claim(
    "softmax.log-concavity",
    (
        "The logarithm of each probability is concave in the logits; the Jacobian "
        r"$I - \mathbf{1} p^\top$ is idempotent, of rank $K - 1$"
    ),
    {
        "concave": implies(both(theta >= 0, theta <= 1), log(softmax(between)[i]) >= chord),
        "Jacobian": Equal(D(log(p[i]), z[j]), entry),
        "idempotent": Equal(total(k, (delta(i, k) - p[k]) * (delta(k, j) - p[j])), entry),
        "rank": Equal(rank(i, j, entry), K - 1),
    },
    references=["boyd2004"],
    names=[P_NAME, S_NAME, sigma(between, r"\theta z + (1 - \theta)w", "θ z + (1 − θ) w"), sigma(w, "w")],
)


@log_concavity.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.search(chain.goal), r"$\log p_i = z_i - \mathrm{LSE}(z)$, and log-sum-exp is convex")
    chain.conclude(chain.check(chain.goal), r"$\log p_i = z_i - \mathrm{LSE}(z)$")
    chain.conclude(chain.check(chain.goal), "the probabilities sum to 1")
    nothing = forall(i, Equal(total(j, entry * v[j]), 0))
    constant = exists(c, forall(k, Equal(v[k], c)))
    mean = total(j, p[j] * v[j])
    with chain.in_general():
        alike = chain.check(Equal(v[k], mean), by=[(1, specialise(nothing, k))])
    forth = suppose(nothing, exhibit(constant, mean, for_each(k, alike)))
    with chain.assuming(forall(k, Equal(v[k], c))):
        zero = for_each(i, chain.check(Equal(total(j, entry * v[j]), 0)))
    back = suppose(constant, take(constant, c, zero))
    null_space = for_each(v, conjunction(forth, back))
    chain.conclude(rank_from_null_space(chain.goal, null_space), "it sends $v$ to 0 exactly where $v$ is constant")


cooled = family(k, z[k] / tau)
at_tau, at_beta = softmax(cooled), softmax(scaled(beta, z))


def mean_of(probabilities: Family) -> Real:
    """E z = Σ pₖ zₖ."""
    return total(k, probabilities[k] * z[k])


temperature_derivative = Claim(
    "softmax.temperature-derivative",
    (
        r"In the temperature, $\sigma(z/\tau)$ moves by $-J z/\tau^2$; in the inverse temperature "
        r"$\beta$, the mean logit by its variance"
    ),
    {
        "entries": Equal(D(at_tau[i], tau), -at_tau[i] * (z[i] - mean_of(at_tau)) / tau**2),
        "Jacobian": Equal(D(at_tau[i], tau), -total(j, at_tau[i] * (delta(i, j) - at_tau[j]) * z[j]) / tau**2),
        "mean": Equal(D(mean_of(at_beta), beta), total(k, at_beta[k] * (z[k] - mean_of(at_beta)) ** 2)),
    },
    given=[tau > 0],
    references=["wainwright2008"],
    names=[sigma(cooled, r"z/\tau", "z/τ"), sigma(scaled(beta, z), r"\beta z", "β z")],
)


@temperature_derivative.derivation
def _(chain: Derivation) -> None:
    chain.section("The entries")
    chain.start(D(at_tau[i], tau), r"softmax of $z/\tau$")
    chain.then(differentiate, r"quotient rule; $z_k/\tau$ has the slope $-z_k/\tau^2$")
    chain.then(take_out(at_tau), "the probability is a common factor")
    chain.then(pull_out, r"$\tau$ does not depend on the class")
    entries = chain.end(r"$1/\tau^2$ is a common factor, too")

    chain.section("The Jacobian")
    moved = total(j, at_tau[i] * (delta(i, j) - at_tau[j]) * z[j])
    chain.start(-moved / tau**2, r"the Jacobian times $z$")
    chain.then(resolve_delta, "the delta leaves one term of the sum")
    chain.then(apply(entries, backwards=True), "which is the derivative")
    chain.end()

    chain.section("The mean logit")
    chain.start(D(mean_of(at_beta), beta), "the mean")
    chain.then(differentiate, r"quotient rule; $\beta z_k$ has the slope $z_k$")
    chain.end("the variance is the mean square less the square of the mean")
