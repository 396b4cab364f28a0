"""Models made from Gaussians: the gradient of a mixture, and the noise that a diffusion model predicts."""

from __future__ import annotations

from derive.bridge import differentiate, resolve_delta
from derive.language import *
from derive.proofs.definitions import i, k
from derive.proofs.gaussian import alpha, cumulative

x, spread = scalar("x"), scalar("A")
means, prior = vector("m"), vector("q")


def joint(component: Index) -> Real:
    """The probability of a component times its density at x, without the factor 1/√(2πA)."""
    return prior[component] * exp(-((x - means[component]) ** 2) / (2 * spread))


evidence = total(k, joint(k))
responsibility = family(i, joint(i) / evidence)

mixture_gradient = Claim(
    "gaussian.mixture-gradient",
    r"The logarithm of the density of a mixture of Gaussians with the variance $A$, means $m_k$ and probabilities "
    r"$q_k$ has the slope $w_i (x - m_i)/A$ in a mean and $w_i/q_i$ in a probability, for the responsibilities $w$ of "
    "the components for $x$",
    {
        "mean": Equal(D(log(evidence), means[i]), responsibility[i] * (x - means[i]) / spread),
        "probability": Equal(D(log(evidence), prior[i]), responsibility[i] / prior[i]),
    },
    given=[spread > 0, forall(k, prior[k] > 0)],
    references=["bishop2006"],
    names=[Abbreviation(responsibility.array, "w"), Abbreviation(evidence.term, "f")],
    note=r"The factor $1/\sqrt{2 \pi A}$ of all densities is left out; its logarithm moves with none of these.",
)


@mixture_gradient.derivation
def _(chain: Derivation) -> None:
    for heading, variable in (("A mean", means[i]), ("A probability", prior[i])):
        chain.section(heading)
        chain.start(D(log(evidence), variable), "the logarithm of a sum")
        chain.then(differentiate, "chain rule")
        chain.then(resolve_delta, "the delta leaves one component")
        chain.end(r"over $q_i$")


clean, noise, predicted = scalar("s"), scalar("e"), scalar("u")
total_signal = 1 - alpha * cumulative
noisy = sqrt(alpha) * sqrt(cumulative) * clean + sqrt(total_signal) * noise
posterior_mean = (sqrt(cumulative) * (1 - alpha) * clean + sqrt(alpha) * (1 - cumulative) * noisy) / total_signal


def mean_by_noise(of_noise: Number) -> Real:
    """The mean of the step back, for noise that is known or predicted."""
    return (noisy - (1 - alpha) / sqrt(total_signal) * of_noise) / sqrt(alpha)


noise_prediction = Claim(
    "diffusion.noise-prediction",
    r"Where $y = \sqrt{\alpha c}\, s + \sqrt{1 - \alpha c}\, e$, the posterior mean $(\sqrt c\,(1 - \alpha) s + \sqrt "
    r"\alpha\,(1 - c) y)/(1 - \alpha c)$ of the step before is $(y - (1 - \alpha) e/\sqrt{1 - \alpha c})/\sqrt\alpha$; "
    r"with a prediction $u$ for the noise $e$, the squared error of the mean is $(1 - \alpha)^2/(\alpha (1 - \alpha "
    r"c))$ times $(e - u)^2$",
    {
        "mean": Equal(posterior_mean, mean_by_noise(noise)),
        "loss": Equal(
            (mean_by_noise(noise) - mean_by_noise(predicted)) ** 2,
            (1 - alpha) ** 2 / (alpha * total_signal) * (noise - predicted) ** 2,
        ),
    },
    given=[alpha > 0, alpha < 1, cumulative > 0, cumulative < 1],
    references=["ho2020"],
    names=[Abbreviation(noisy.term, "y")],
)
