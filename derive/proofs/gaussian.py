"""Gaussian densities without their normalising constants: scores, products, updates, divergence, and fitting."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derive.language import *
from derive.lemmas import add_up, antisymmetry, cancel, log_bound, monotone
from derive.proofs.definitions import i, k, softmax

half = Fraction(1, 2)
x, a, b, g = scalar("x"), scalar("a"), scalar("b"), scalar("g")
A, B, C = scalar("A"), scalar("B"), scalar("C")
variances = (A > 0, B > 0)
IN_LOGARITHMS = r"In logarithms of densities; what is left out, $-\frac12 \log 2 \pi$, stands twice on either side."


def log_density(value: Number, mean: Number, variance: Number) -> Real:
    """The logarithm of the density of N(μ, v), less the constant −(log 2π)/2."""
    distance = real(value) - mean
    return -half * log(real(variance)) - distance**2 / (2 * real(variance))


scores = Claim(
    "gaussian.scores",
    r"The logarithm of the density of $N(a, A)$ has the slope $(a - x)/A$ in $x$, $(x - a)/A$ in the mean, and "
    r"$((x - a)^2/A - 1)/(2A)$ in the variance",
    {
        "place": Equal(D(log_density(x, a, A), x), (a - x) / A),
        "mean": Equal(D(log_density(x, a, A), a), (x - a) / A),
        "variance": Equal(D(log_density(x, a, A), A), ((x - a) ** 2 / A - 1) / (2 * A)),
    },
    given=[A > 0],
    references=["bishop2006"],
)

precision_weighted = (a * B + b * A) / (A + B)
both_variance = A * B / (A + B)

product_of_two = Claim(
    "gaussian.product",
    r"The product of the densities of $N(a, A)$ and $N(b, B)$ is that of $N(m, V)$ with $V = AB/(A + B)$ and $m = "
    r"(aB + bA)/(A + B)$, times that of $N(b, A + B)$ at $a$",
    Equal(
        log_density(x, a, A) + log_density(x, b, B),
        log_density(x, precision_weighted, both_variance) + log_density(a, b, A + B),
    ),
    given=variances,
    references=["bishop2006"],
    note=IN_LOGARITHMS,
)


def by_squares_and_logarithms(
    chain: Derivation, squares: Formula, logarithms: Formula, reason: str, using: Sequence[Theorem] = ()
) -> None:
    """An equation of logarithms of densities, from that of their squares and that of their normalising factors."""
    first = chain.show(squares, "completing the square in $x$", using=using)
    second = chain.show(logarithms, reason, using=using)
    whole = chain.check(chain.goal, using, [(-half, first), (-half, second)])
    chain.conclude(whole, r"$-\frac12$ times both, added up")


@product_of_two.derivation
def _(chain: Derivation) -> None:
    squares = Equal(
        (x - a) ** 2 / A + (x - b) ** 2 / B, (x - precision_weighted) ** 2 / both_variance + (a - b) ** 2 / (A + B)
    )
    logarithms = Equal(log(A) + log(B), log(both_variance) + log(A + B))
    by_squares_and_logarithms(chain, squares, logarithms, "$V (A + B) = A B$")


gain = A / (A + B)
combined = (1 - g) ** 2 * A + g**2 * B

kalman = Claim(
    "gaussian.kalman-gain",
    r"With the gain $G = A/(A + B)$, the mean and variance of the product of $N(a, A)$ and $N(b, B)$ are $a + G (b - "
    r"a)$ and $(1 - G) A$; of all $g$, $G$ alone makes the variance $(1 - g)^2 A + g^2 B$ of $a + g (b - a)$ smallest",
    {
        "mean": Equal(a + gain * (b - a), precision_weighted),
        "variance": Equal((1 - gain) * A, both_variance),
        "smallest": combined >= (1 - gain) * A,
        "only": iff(Equal(combined, (1 - gain) * A), Equal(g, gain)),
    },
    given=variances,
    references=["kalman1960"],
)


@kalman.derivation
def _(chain: Derivation) -> None:
    least, alike = Equal(combined, (1 - gain) * A), Equal(g, gain)
    chain.conclude(chain.check(chain.goal), "over a common denominator")
    chain.conclude(chain.check(chain.goal), "likewise")
    square = chain.show(Equal(combined - (1 - gain) * A, (A + B) * (g - gain) ** 2), "completing the square")
    not_negative = chain.check((A + B) * (g - gain) ** 2 >= 0)
    chain.conclude(chain.check(chain.goal, by=[(-1, square), (1, not_negative)]), "a square")
    with chain.assuming(least):
        only = suppose(least, cancel(alike, weaken(least, *chain.given), A + B, 2))
    back = suppose(alike, chain.check(least, by=[(1, square), ((A + B) * (g - gain), alike)]))
    chain.conclude(conjunction(only, back), "which is 0 only where $g = G$")


alpha, cumulative, start, noisy = scalar("alpha"), scalar("c"), scalar("s"), scalar("y")
beta = 1 - alpha
posterior_variance = beta * (1 - cumulative) / (1 - alpha * cumulative)
posterior_mean = (sqrt(cumulative) * beta * start + sqrt(alpha) * (1 - cumulative) * noisy) / (1 - alpha * cumulative)

diffusion = Claim(
    "gaussian.diffusion-posterior",
    r"Let $x$ have the law $N(\sqrt c\, s, 1 - c)$ and $y$, given $x$, the law $N(\sqrt \alpha\, x, 1 - \alpha)$. Then "
    r"$y$ has the law $N(\sqrt{\alpha c}\, s, 1 - \alpha c)$, and $x$, given $y$, the variance $(1 - \alpha)(1 - c)/(1 "
    r"- \alpha c)$ and the mean $(\sqrt c\,(1 - \alpha) s + \sqrt \alpha\,(1 - c) y)/(1 - \alpha c)$",
    Equal(
        log_density(x, sqrt(cumulative) * start, 1 - cumulative) + log_density(noisy, sqrt(alpha) * x, beta),
        log_density(noisy, sqrt(alpha) * sqrt(cumulative) * start, 1 - alpha * cumulative)
        + log_density(x, posterior_mean, posterior_variance),
    ),
    given=[alpha > 0, alpha < 1, cumulative > 0, cumulative < 1],
    references=["ho2020"],
    note=IN_LOGARITHMS,
)


@diffusion.derivation
def _(chain: Derivation) -> None:
    left = 1 - alpha * cumulative
    squares = Equal(
        (x - sqrt(cumulative) * start) ** 2 / (1 - cumulative) + (noisy - sqrt(alpha) * x) ** 2 / beta,
        (noisy - sqrt(alpha) * sqrt(cumulative) * start) ** 2 / left + (x - posterior_mean) ** 2 / posterior_variance,
    )
    logarithms = Equal(log(1 - cumulative) + log(beta), log(left) + log(posterior_variance))
    positive = chain.show(left > 0, r"$1 - \alpha + \alpha (1 - c)$", by=[(1, alpha < 1), (alpha, cumulative < 1)])
    by_squares_and_logarithms(chain, squares, logarithms, "the products of the variances are the same", [positive])


divergence = half * (log(B / A) + (A + (a - b) ** 2) / B - 1)

kl = Claim(
    "gaussian.relative-entropy",
    r"The formula $\frac12 (\log (B/A) + (A + (a - b)^2)/B - 1)$ for $\operatorname{KL}(N(a, A) \| N(b, B))$ is at "
    r"least 0, and 0 only for equal means and variances",
    {
        "sign": divergence >= 0,
        "equality": iff(Equal(divergence, 0), both(Equal(a, b), Equal(A, B))),
    },
    given=variances,
    references=["bishop2006"],
    note="That the formula is the integral is not shown here.",
)


@kl.derivation
def _(chain: Derivation) -> None:
    bound = chain.note(log_bound(A / B, chain.given), r"$\log t \le t - 1$")
    square = chain.check((a - b) ** 2 / B >= 0)
    chain.conclude(chain.check(chain.goal, by=[(half, bound), (half, square)]), "the rest is a square")
    none, means, equal = Equal(divergence, 0), Equal(a, b), Equal(A, B)
    with chain.assuming(none):
        at_most = chain.check((a - b) ** 2 / B <= 0, by=[(2, none), (1, bound)])
        same_means = cancel(means, antisymmetry(at_most, square), 1 / B, 2)
        with chain.contrary(equal):
            strict = log_bound(A / B, chain.given)
            positive = chain.check(divergence > 0, by=[(half, strict), (half, square)])
            same_variances = by_contradiction(equal, clash(none, positive))
        only = suppose(none, conjunction(same_means, same_variances))
    logs = monotone("log", weaken(equal, *variances))
    by: Multiples = [(-half, logs), (1 / (2 * B), equal), ((a - b) / (2 * B), means)]
    with chain.assuming(means, equal):
        back = suppose(both(means, equal), chain.check(none, by=by))
    chain.conclude(conjunction(only, back), "both are 0 only where means and variances agree")


n = index("n", "N")
data = vector("x", "N")
N = size("N")
mean = total(n, data[n]) / N
spread = total(n, (data[n] - mean) ** 2) / N
deviance = total(n, -log_density(data[n], a, A))
least = total(n, -log_density(data[n], mean, spread))

fitting = Claim(
    "gaussian.maximum-likelihood",
    "Where not all data are the same, their mean and their mean squared distance from it, as mean and variance, make "
    "the likelihood largest",
    least <= deviance,
    given=[A > 0, spread > 0],
    references=["bishop2006"],
    names=[Abbreviation(mean.term, "m"), Abbreviation(spread.term, "v")],
)


@fitting.derivation
def _(chain: Derivation) -> None:
    lemma = chain.lemma(kl).under(*chain.given).at(a=mean, A=spread, b=a, B=A).part("sign")
    note = r"$N$ times the relative entropy of $N(\bar x, \bar v)$ to $N(a, A)$, for mean and variance of the data"
    chain.conclude(chain.check(chain.goal, by=[(N, lemma)]), note)


# Classes ----------------------------------------------------------------------------------------------

centres, prior, spreads = vector("m"), vector("q"), vector("V")
mixture = total(k, prior[k] * exp(-((x - centres[k]) ** 2) / (2 * A)))
responsibility = family(k, prior[k] * exp(-((x - centres[k]) ** 2) / (2 * A)) / mixture)
linear_scores = family(k, centres[k] * x / A - centres[k] ** 2 / (2 * A) + log(prior[k]))
positive_prior = simplex(prior, interior=True)

shared_variance = Claim(
    "gaussian.classes-of-equal-variance",
    r"Where the classes have Gaussian densities of the same variance $A$, means $m_k$ and prior probabilities $q_k$, "
    r"the posterior probabilities are the softmax of scores that are linear in $x$: $m_k x/A - m_k^2/(2A) + \log q_k$",
    Equal(responsibility[i], softmax(linear_scores)[i]),
    given=[A > 0, *positive_prior],
    references=["bishop2006"],
)

log_odds = log_density(x, a, A) - log_density(x, b, B)

linear_always = Claim(
    "gaussian.log-odds-linear",
    "The log-odds of two classes with Gaussian densities are linear in the input: their second derivative is 0",
    Equal(D(log_odds, x, x), 0),
    given=variances,
    expected="refuted",
    corrected_by="gaussian.log-odds-quadratic",
    references=["bishop2006"],
)

quadratic = Claim(
    "gaussian.log-odds-quadratic",
    r"The log-odds of two classes with the densities $N(a, A)$ and $N(b, B)$ have the second derivative $1/B - 1/A$: "
    "they are linear exactly where the variances are the same",
    {
        "curvature": Equal(D(log_odds, x, x), 1 / B - 1 / A),
        "linear": iff(Equal(1 / B - 1 / A, 0), Equal(A, B)),
    },
    given=variances,
    references=["bishop2006"],
)


@quadratic.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.search(chain.goal), "differentiate twice")
    straight, equal = Equal(1 / B - 1 / A, 0), Equal(A, B)
    with chain.assuming(straight):
        only = suppose(straight, chain.check(equal, by=[(A * B, straight)]))
    with chain.assuming(equal):
        back = suppose(equal, chain.check(straight))
    chain.conclude(conjunction(only, back), "multiply by both variances")


tweedie = Claim(
    "gaussian.tweedie",
    r"Let $x$ be a mean $m$, which is $m_k$ with probability $q_k$, plus Gaussian noise of variance $A$, and $f$ the "
    r"density of $x$. The posterior mean of $m$ is $x + A \frac{d}{dx} \log f$ (Tweedie's formula)",
    Equal(x + A * D(log(mixture), x), total(k, responsibility[k] * centres[k])),
    given=[A > 0, *positive_prior],
    references=["efron2011"],
    names=[Abbreviation(responsibility.array, "w"), Abbreviation(mixture.term, "f")],
)

# Samples ----------------------------------------------------------------------------------------------

outcome, other = index("s", "T"), index("m", "N")
chance, samples = vector("w", "T"), matrix("X", "T", "N")
V, mu = scalar("V"), scalar("mu")


def average(value: Number) -> Real:
    """The mean over the outcomes."""
    return total(outcome, chance[outcome] * real(value))


sample_mean = total(n, samples[outcome, n]) / N
sample_variance = total(n, (samples[outcome, n] - sample_mean) ** 2) / N
uncorrelated = (
    *simplex(chance),
    forall(n, Equal(average(samples[outcome, n]), mu)),
    forall(
        [n, other], Equal(average((samples[outcome, n] - mu) * (samples[outcome, other] - mu)), V * delta(n, other))
    ),
)

unbiased = Claim(
    "gaussian.variance-unbiased",
    "The maximum likelihood estimate of the variance, the mean squared distance from the sample mean, is unbiased",
    Equal(average(sample_variance), V),
    given=uncorrelated,
    expected="refuted",
    corrected_by="gaussian.variance-biased",
    references=["bishop2006"],
    evidence=Search(
        point({"T": 4, "N": 2}, w=["1/4"] * 4, X=[[1, 1], [1, -1], [-1, 1], [-1, -1]], mu=0, V=1),
    ),
    note="Two fair coins with the values 1 and $-1$.",
)

biased = Claim(
    "gaussian.variance-biased",
    r"Where the deviations of $N$ samples from $\mu$ have the variance $V$ and are uncorrelated, the mean of the "
    r"maximum likelihood estimate of the variance is $(1 - 1/N) V$",
    Equal(average(sample_variance), (1 - 1 / N) * V),
    given=uncorrelated[3:],
    references=["bishop2006"],
)


@biased.derivation
def _(chain: Derivation) -> None:
    gap, other_gap = samples[outcome, n] - mu, samples[outcome, other] - mu
    squares, products = total(n, average(gap**2)), total((n, other), average(gap * other_gap))
    split = chain.show(Equal(average(sample_variance), squares / N - products / N**2), "expand the square")
    law = chain.given[0]
    with chain.in_general(), chain.assuming(law):
        own = add_up(for_each(n, chain.check(Equal(average(gap**2), V), by=[(1, specialise(law, n, n))])))
        mixed = add_up(for_each(n, add_up(for_each(other, specialise(law, n, other)))))
    by: Multiples = [(1, split), (1 / N, own), (-1 / N**2, mixed)]
    chain.conclude(chain.check(chain.goal, by=by), "$N$ terms $V$, and $N$ of the $N^2$ products are $V$, the others 0")
