"""Gumbel noise: the largest of the noisy logits, and its smooth form."""

from __future__ import annotations

from derive.bridge import differentiate, resolve_delta
from derive.language import *
from derive.lemmas import limit_laws
from derive.proofs.definitions import ARTICLE_001, P_NAME, S_NAME, i, j, k, log_sum_exp, p, softmax, z
from derive.proofs.softmax import order_preserving

x, tau = scalar("x"), scalar("tau")
noise = vector("g")
r = index("r")


def distribution(at: Real) -> Real:
    """F(x) = exp(−exp(−x))."""
    return exp(-exp(-at))


def density(at: Real) -> Real:
    """F′(x) = exp(−x) exp(−exp(−x))."""
    return exp(-at) * exp(-exp(-at))


all_below = product(j, distribution(x - z[j]))
primitive = p[k] * distribution(x - log_sum_exp(z))

max_theorem = Claim(
    "gumbel.max-theorem",
    r"The core of the Gumbel-max theorem: $p_k F(x - \operatorname{LSE}(z))$, $F(x) = \exp(-\exp(-x))$, is a "
    "primitive of "
    "the density of the $k$-th noisy logit at $x$ times the probability that the others are below, and rises from 0 to "
    "$p_k$; the largest noisy logit has the distribution function $F(x - \\operatorname{LSE}(z))$",
    {
        "density": Equal(D(distribution(x), x), density(x)),
        "largest": Equal(all_below, distribution(x - log_sum_exp(z))),
        "primitive": Equal(D(primitive, x), density(x - z[k]) * product(j, choose(j, k, 1, distribution(x - z[j])))),
        "at infinity": Equal(limit(primitive, x, 0, "infinity"), p[k]),
        "at minus infinity": Equal(limit(primitive, x, 0, "-infinity"), 0),
    },
    references=["gumbel1954", "maddison2017"],
    names=[P_NAME, S_NAME],
    note="That the integral of a density is the difference of the limits of its primitive is not part of the "
    "statement.",
)

surplus = Claim(
    "mnl.surplus",
    r"The largest of the utilities with Gumbel noise has the distribution function $F(x - \operatorname{LSE}(z))$, "
    "$F(x) = \\exp(-\\exp(-x))$: the utilities enter by the location log-sum-exp alone, whose gradient is softmax",
    [Equal(all_below, distribution(x - log_sum_exp(z))), Equal(D(log_sum_exp(z), z[i]), p[i])],
    references=["mcfadden1974", "train2009"],
    names=[P_NAME, S_NAME],
    note="The mean of the largest utility is the location plus Euler's constant, which would need an integral.",
)

cooled = family(i, (z[i] + noise[i]) / tau)
relaxed = softmax(cooled)
NAMES = [Abbreviation(relaxed.array, "y")]
noisy = family(i, z[i] + noise[i])
ahead = forall(k, implies(distinct(k, r), noisy[k] < noisy[r]))

sampling = Claim(
    "gumbel-softmax.sampling",
    "Gumbel-softmax samples a class: for positive temperature, every entry of its output is 0 or 1",
    either(Equal(relaxed[i], 0), Equal(relaxed[i], 1)),
    given=[tau > 0],
    expected="refuted",
    corrected_by="gumbel-softmax.relaxation",
    sources=[ARTICLE_001],
    references=["jang2017", "maddison2017"],
    names=NAMES,
    note="The class of the largest entry is a sample of the softmax of the logits, and not differentiable in them.",
)

relaxation = Claim(
    "gumbel-softmax.relaxation",
    "For positive temperature, Gumbel-softmax is a differentiable distribution without zeros; its entries are "
    "ordered as "
    "the noisy logits are",
    [
        relaxed[i] > 0,
        Equal(total(k, relaxed[k]), 1),
        iff(noisy[i] < noisy[j], relaxed[i] < relaxed[j]),
        Equal(D(relaxed[i], z[j]), relaxed[i] * (delta(i, j) - relaxed[j]) / tau),
    ],
    given=[tau > 0],
    sources=[ARTICLE_001],
    references=["jang2017", "maddison2017"],
    names=NAMES,
)

limits = Claim(
    "gumbel-softmax.limits",
    "For fixed noise, Gumbel-softmax tends to the one-hot vector of the largest noisy logit, if it is unique, as the "
    "temperature tends to 0, and to the uniform distribution as it tends to infinity",
    {
        "low": implies(ahead, Equal(limit(relaxed[i], tau, 0, "above"), delta(i, r))),
        "high": Equal(limit(relaxed[i], tau, 0, "infinity"), 1 / size()),
    },
    references=["jang2017", "maddison2017"],
    names=NAMES,
)


@relaxation.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.search(chain.goal), "a quotient of exponentials")
    chain.conclude(chain.search(chain.goal), "softmax is normalised")

    chain.section("The order")
    order = chain.lemma(order_preserving, z=cooled).part("order").at(i=j, j=i)
    smaller, cooler = noisy[i] < noisy[j], cooled[j] > cooled[i]
    with chain.assuming(smaller):
        forward = chain.check(cooler, by=[(1 / tau, smaller)])
        there = suppose(smaller, order.part("only if").given(forward))
    with chain.assuming(relaxed[i] < relaxed[j]):
        back = order.part("if").given(assume(relaxed[i] < relaxed[j]))
        here = suppose(relaxed[i] < relaxed[j], chain.check(smaller, by=[(tau, back.theorem)]))
    chain.conclude(
        conjunction(there, here), r"softmax keeps the order of its logits, and dividing by $\tau > 0$ does, too"
    )

    chain.section("The derivative")
    chain.start(D(relaxed[i], z[j]), "softmax of the noisy logits over the temperature")
    chain.then(differentiate, "quotient rule; every logit moves alone")
    chain.then(resolve_delta, "the delta leaves one term of the sum")
    chain.end()


@limits.derivation
def _(chain: Derivation) -> None:
    chain.section("Towards 0")
    with chain.assuming(ahead):
        behind = family(k, choose(k, r, 1, exp((noisy[k] - noisy[r]) / tau)))
        one_hot = Equal(limit(relaxed[i], tau, 0, "above"), delta(i, r))
        found = limit_laws(one_hot, behind[i] / total(k, behind[k]), tau, chain.given)
        chain.note(found, r"divide by the exponential of $r$: every other exponent tends to $-\infty$")
    chain.conclude(suppose(ahead, found))

    chain.section("Towards infinity")
    chain.conclude(chain.search(chain.goal), "every exponent tends to 0")
