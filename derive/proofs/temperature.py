"""Softmax at a temperature τ: σ(z/τ), its gradients, its entropy."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up, add_up_strictly
from derive.proofs.cross_entropy import normalised
from derive.proofs.definitions import (
    ARTICLE_001,
    ARTICLE_004,
    cross_entropy,
    entropy,
    i,
    j,
    k,
    p,
    scaled,
    sigma,
    softmax,
    y,
    z,
)

K = size()
tau, alpha = scalar("tau"), scalar("alpha")
cooled = family(k, z[k] / tau)
at_tau = softmax(cooled)
NAMES = [sigma(cooled, r"z/\tau", "z/τ")]
top = index("r")
is_largest = forall(k, z[k] <= z[top])
mean = total(k, at_tau[k] * z[k])
variance = total(k, at_tau[k] * (z[k] - mean) ** 2)
loss = cross_entropy(y, at_tau)

unit = Claim(
    "temperature.unit",
    r"Softmax is softmax at the temperature 1; the inverse temperature $\alpha = 1/\tau$ scales the logits",
    {
        "one": Equal(softmax(family(k, z[k] / 1))[i], p[i]),
        "inverse": Equal(softmax(scaled(1 / tau, z))[i], at_tau[i]),
    },
    given=[tau > 0],
    sources=[ARTICLE_001, ARTICLE_004],
    references=["guo2017"],
    names=NAMES,
)

gradient_scale = Claim(
    "temperature.gradient-scale",
    (
        r"At the temperature $\tau$, the gradient of the cross entropy in the logits is "
        r"$(\sigma(z/\tau) - y)/\tau$, and its Hessian $J/\tau^2$"
    ),
    {
        "gradient": Equal(D(loss, z[i]), (at_tau[i] - y[i]) / tau),
        "Hessian": Equal(D(loss, z[i], z[j]), at_tau[i] * (delta(i, j) - at_tau[j]) / tau**2),
    },
    given=[tau > 0, normalised],
    sources=[ARTICLE_004],
    references=["guo2017"],
    names=NAMES,
)

knob = Claim(
    "temperature.knob",
    "A higher temperature makes the entropy strictly larger",
    D(entropy(at_tau), tau) > 0,
    given=[tau > 0],
    expected="refuted",
    corrected_by="temperature.monotone",
    sources=[ARTICLE_001, ARTICLE_004],
    references=["guo2017"],
    names=NAMES,
    note="Where all logits are the same, the temperature has no effect.",
)

monotone_in_temperature = Claim(
    "temperature.monotone",
    (
        r"The entropy of $\sigma(z/\tau)$ rises with $\tau$ by the variance of the logits over $\tau^3$, "
        "which is positive where two logits differ; the logarithm of the largest probability has the "
        r"slope $-(\max z - E z)/\tau^2 \le 0$"
    ),
    {
        "entropy": Equal(D(entropy(at_tau), tau), variance / tau**3),
        "weakly": variance / tau**3 >= 0,
        "strictly": implies(Different(z[i], z[j]), variance / tau**3 > 0),
        "largest": Equal(D(log(at_tau[top]), tau), -(z[top] - mean) / tau**2),
        "its sign": implies(is_largest, -(z[top] - mean) / tau**2 <= 0),
    },
    given=[tau > 0],
    sources=[ARTICLE_001, ARTICLE_004],
    references=["guo2017"],
    names=NAMES,
)


@monotone_in_temperature.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.check(chain.goal), r"chain rule: the logits $z/\tau$ move by $-z/\tau^2$")
    weak = chain.check(variance >= 0)
    chain.conclude(chain.check(chain.goal, by=[(1 / tau**3, weak)]), "a variance")
    unlike = Different(z[i], z[j])
    strict = variance_is_positive(chain)
    positive = chain.check(variance / tau**3 > 0, by=[(1 / tau**3, strict)])
    chain.conclude(suppose(unlike, positive), "a variance with positive weights")
    chain.conclude(chain.check(chain.goal), r"$\log \sigma(z/\tau) = z/\tau - \mathrm{LSE}(z/\tau)$")
    below = chain.check(at_tau[k] * z[k] <= at_tau[k] * z[top], by=[(at_tau[k], specialise(is_largest, k))])
    bounded = chain.check(-(z[top] - mean) / tau**2 <= 0, by=[(1 / tau**2, add_up(for_each(k, below)))])
    chain.conclude(suppose(is_largest, bounded), "a mean is at most the largest value")


def variance_is_positive(chain: Derivation) -> Theorem:
    """Var(z) > 0 where zᵢ ≠ zⱼ: one of them is not the mean."""
    center, unlike = scalar("m"), Different(z[i], z[j])
    weighted = total(k, at_tau[k] * (z[k] - center) ** 2)

    def branch(case: Formula) -> Theorem:
        place = j if case == Equal(z[i], center) else i
        with chain.in_general(), chain.assuming(tau > 0, unlike, case):
            off_center = chain.check(Different(z[place], center))
            weak = for_each(k, chain.check(at_tau[k] * (z[k] - center) ** 2 >= 0))
            strict = chain.check(at_tau[place] * (z[place] - center) ** 2 > 0, [off_center])
            return chain.check(weighted > 0, by=[(1, add_up_strictly(weak, strict, place))])

    theorem = suppose(unlike, cases(trichotomy(z[i], center), branch))
    return modus_ponens(specialise(for_each(center, theorem), mean), unlike)


# Exponents -------------------------------------------------------------------------------------------

low_limit_exponents = Claim(
    "temperature.low-limit-exponents",
    r"As $\tau$ tends to 0, the largest logit over $\tau$ tends to $\infty$, and the others to $-\infty$",
    {
        "largest": Equal(limit(exp(-z[top] / tau), tau), 0),
        "others": implies(z[i] < z[top], Equal(limit(exp(z[i] / tau), tau), 0)),
    },
    given=[is_largest],
    expected="refuted",
    corrected_by="temperature.shifted-exponents",
    sources=[ARTICLE_004],
    references=["guo2017"],
    note=(
        r"$x/\tau$ tends to $-\infty$ exactly where $\exp(x/\tau)$ tends to 0. The sign of the logit "
        "decides, unless the largest is subtracted first."
    ),
)

shifted_exponents = Claim(
    "temperature.shifted-exponents",
    (
        r"As $\tau$ tends to 0, $(z_i - \max z)/\tau$ tends to $-\infty$ below the largest logit, and is "
        r"0 at it; $z/\tau$ goes where its sign says"
    ),
    {
        "below": implies(z[i] < z[top], Equal(limit(exp((z[i] - z[top]) / tau), tau), 0)),
        "level": implies(both(tau > 0, Equal(z[i], z[top])), Equal((z[i] - z[top]) / tau, 0)),
        "positive": implies(z[i] > 0, Equal(limit(exp(-z[i] / tau), tau), 0)),
        "negative": implies(z[i] < 0, Equal(limit(exp(z[i] / tau), tau), 0)),
    },
    sources=[ARTICLE_004],
    references=["guo2017"],
    note=r"$x/\tau$ tends to $-\infty$ exactly where $\exp(x/\tau)$ tends to 0.",
)

gaps_diverge = Claim(
    "temperature.gaps-diverge",
    r"As $\tau$ tends to 0, the differences of the scaled logits grow beyond all bounds",
    Equal(limit(exp(-absolute(z[i] - z[j]) / tau), tau), 0),
    given=[distinct(i, j)],
    expected="refuted",
    corrected_by="temperature.unequal-gaps-diverge",
    sources=[ARTICLE_004],
    references=["guo2017"],
    note=r"Equal logits stay equal. $x$ tends to $\infty$ exactly where $\exp(-x)$ tends to 0.",
)

unequal_gaps_diverge = Claim(
    "temperature.unequal-gaps-diverge",
    (
        r"As $\tau$ tends to 0, the difference of two scaled logits exceeds all bounds where they differ, "
        "and is 0 where not"
    ),
    {
        "different": implies(z[i] > z[j], Equal(limit(exp(-(z[i] - z[j]) / tau), tau), 0)),
        "reciprocal": implies(z[i] > z[j], Equal(limit(tau / (z[i] - z[j]), tau), 0)),
        "equal": implies(both(tau > 0, Equal(z[i], z[j])), Equal((z[i] - z[j]) / tau, 0)),
    },
    sources=[ARTICLE_004],
    references=["guo2017"],
    note=r"$x$ tends to $\infty$ exactly where $\exp(-x)$ tends to 0.",
)

# Vanishing gradients ---------------------------------------------------------------------------------

gap = scalar("d")


def sensitivity(logit_gap: Real, temperature: Real) -> Real:
    """s(d/τ) s(−d/τ)/τ: the entry of the Jacobian with two classes, at a temperature."""
    return 1 / (1 + exp(-logit_gap / temperature)) / (1 + exp(logit_gap / temperature)) / temperature


pair = vector("u", 2)
first = 1 / (1 + exp(-(pair[1] - pair[2]) / tau))
ratio = gap / tau

mitigates_vanishing = Claim(
    "temperature.mitigates-vanishing",
    "With two classes, a temperature above 1 makes the Jacobian larger",
    sensitivity(gap, tau) > sensitivity(gap, real(1)),
    given=[tau > 1],
    expected="refuted",
    corrected_by="temperature.sensitivity",
    sources=[ARTICLE_001],
    references=["guo2017"],
    note=(
        r"Only where the gap $d$ between the logits is above about $1.543 \tau$: at $d = 0$, the Jacobian "
        r"is $1/(4\tau)$."
    ),
)

sensitivity_claim = Claim(
    "temperature.sensitivity",
    (
        r"At the temperature $\tau$, the Jacobian is $J(\sigma(z/\tau))/\tau$; with two classes, it grows "
        r"with $\tau$ where $x \tanh(x/2) > 1$, $x = d/\tau$, $d$ the gap"
    ),
    {
        "Jacobian": Equal(D(at_tau[i], z[j]), at_tau[i] * (delta(i, j) - at_tau[j]) / tau),
        "two classes": Equal(D(first, pair[1]), sensitivity(pair[1] - pair[2], tau)),
        "slope": Equal(
            D(sensitivity(gap, tau), tau),
            sensitivity(gap, tau) / tau * (ratio * (1 - exp(-ratio)) / (1 + exp(-ratio)) - 1),
        ),
    },
    given=[tau > 0],
    sources=[ARTICLE_001],
    references=["guo2017"],
    names=NAMES,
    note=r"$\tanh(x/2) = (1 - \exp(-x))/(1 + \exp(-x))$, and the factor before the bracket is positive.",
)
