"""Softmax as the distribution of maximum entropy under a mean constraint."""

from __future__ import annotations

from derive.bridge import apply, differentiate, expand_logs, exponentiate, resolve_delta, solve_for, split
from derive.language import *
from derive.lemmas import intermediate_value, maximum_attained
from derive.proofs.definitions import (
    ARTICLE_001,
    c,
    entropy,
    i,
    k,
    relative_entropy,
    scaled,
    sigma,
    softmax,
    z,
)
from derive.proofs.exponential_tilting import b, becomes_positive, large, sum_increases, t, tilted, xs
from derive.proofs.relative_entropy import gibbs_inequality
from derive.proofs.softmax import sums_to_one

multiplier, other = scalar("lambda"), scalar("lambda'")
offset = scalar("mu")
q, r = vector("q"), vector("r")

lagrangian = entropy(r) + multiplier * (total(k, r[k] * z[k]) - c) + offset * (total(k, r[k]) - 1)
stationary = forall(i, Equal(D(lagrangian, r[i]), 0))
positive = forall(k, r[k] > 0)
normalised = Equal(total(k, r[k]), 1)

gibbs = softmax(scaled(multiplier, z))
is_gibbs = forall(i, Equal(r[i], gibbs[i]))


def mean(factor: Real, logits: Family = z) -> Real:
    """The mean of the logits under σ(factor · z)."""
    each = index("k", logits.array.sizes[0])
    return total(each, logits[each] * softmax(scaled(factor, logits))[each])


has_mean = Equal(mean(multiplier), c)
NAMES = (sigma(scaled(multiplier, z), r"\lambda z", "λ z"), sigma(scaled(other, z), r"\lambda' z", "λ′ z"))
feasible = both(*simplex(q), Equal(total(k, q[k] * z[k]), c))

has_mean_too = Equal(total(k, q[k] * z[k]), c)
divergence_to_gibbs = relative_entropy(q, gibbs)
same_as_gibbs = forall(k, Equal(q[k], gibbs[k]))

global_optimum = Claim(
    "maxent.global-optimum",
    (
        r"$\sigma(\lambda z)$ with the mean $c$ has the largest entropy of all distributions with the "
        "mean $c$, and no other one has it"
    ),
    {
        "gap": Equal(entropy(gibbs) - entropy(q), divergence_to_gibbs),
        "sign": divergence_to_gibbs >= 0,
        "equality": iff(Equal(entropy(q), entropy(gibbs)), same_as_gibbs),
    },
    given=[has_mean, *simplex(q), has_mean_too],
    sources=[ARTICLE_001],
    references=["cover2006", "boyd2004"],
    note=(
        r"That some $\lambda$ has the mean $c$, where $c$ lies strictly between the smallest and the "
        "largest logit, is part of maxent.softmax."
    ),
    names=NAMES,
)


@global_optimum.derivation
def _(chain: Derivation) -> None:
    chain.section("The difference of the entropies is a relative entropy")
    chain.start(entropy(gibbs) - entropy(q), "the difference of the entropies")
    chain.then(expand_logs, r"$\log \sigma(\lambda z) = \lambda z - \log \sum \exp(\lambda z)$")
    chain.then(split, "constants come out of the sums")
    chain.then(apply(sums_to_one), "the probabilities sum to 1")
    chain.then(apply(has_mean), "their mean is $c$")
    chain.then(apply(has_mean_too, backwards=True), "and so is that of $q$")
    gap = chain.end(r"as $\sum q = 1$")

    chain.section("It is not negative")
    divergence = chain.lemma(gibbs_inequality, r=gibbs)
    chain.conclude(divergence.part("sign"), "Gibbs' inequality")

    chain.section("It is 0 for equal distributions only")
    equality = divergence.part("equality")
    level, zero = Equal(entropy(q), entropy(gibbs)), Equal(divergence_to_gibbs, 0)
    with chain.assuming(level):
        no_divergence = chain.show(zero, "the gap is 0", by=[(-1, gap), (-1, level)])
        only = suppose(level, equality.part("only if").given(no_divergence))
    no_divergence = modus_ponens(equality.part("if"), same_as_gibbs)
    back = suppose(same_as_gibbs, chain.check(level, by=[(-1, gap), (-1, no_divergence)]))
    chain.conclude(conjunction(only, back), "Gibbs' inequality is strict elsewhere")


maximum_entropy = Claim(
    "maxent.softmax",
    (
        "Among the distributions with a given mean of $z$, the one of maximum entropy is "
        r"$\sigma(\lambda z)$, for exactly one $\lambda$"
    ),
    [
        forall([r, multiplier, offset], implies(both(positive, normalised, stationary), is_gibbs)),
        exists(multiplier, has_mean),
        forall([multiplier, other], implies(both(has_mean, Equal(mean(other), c)), Equal(multiplier, other))),
        forall(
            [multiplier, q],
            implies(
                both(has_mean, feasible),
                both(
                    Equal(entropy(gibbs) - entropy(q), relative_entropy(q, gibbs)),
                    relative_entropy(q, gibbs) >= 0,
                ),
            ),
        ),
    ],
    given=[minimum(k, z[k]) < c, c < maximum(k, z[k])],
    sources=[ARTICLE_001],
    references=["jaynes1957", "cover2006"],
    names=NAMES,
)


@maximum_entropy.derivation
def _(chain: Derivation) -> None:
    stationarity(chain)
    existence(chain)
    uniqueness(chain)
    optimality(chain)


def stationarity(chain: Derivation) -> None:
    """A stationary point of the Lagrangian in the interior of the simplex is a softmax of λz."""
    chain.section(r"A stationary point of the Lagrangian is $\sigma(\lambda z)$")
    with chain.assuming(positive, normalised, stationary):
        gradient = -log(r[i]) - 1 + multiplier * z[i] + offset
        chain.start(D(lagrangian, r[i]), "the derivative of the Lagrangian")
        chain.then(differentiate, r"each probability moves alone; $d(r \log r) = \log r + 1$")
        chain.then(resolve_delta, "each delta leaves one term")
        chain.then(gradient)
        slope = chain.chained()
        stationary_here = specialise(stationary, i)
        zero = chain.check(Equal(gradient, 0), [stationary_here], [(-1, slope), (1, stationary_here)])
        log_r = log(r[i])
        logarithm = chain.follow(zero, solve_for(log_r), r"it is 0; solve for $\log r$")
        solved = chain.follow(logarithm, exponentiate)
        scale = exp(offset - 1) * total(k, exp(multiplier * z[k]))
        one = chain.show(Equal(scale, 1), "sum over the classes", by=[(1, normalised)])
        form = chain.show(Equal(r[i], gibbs[i]), "divide by the sum", by=[(1, solved), (gibbs[i], one)])
    theorem = suppose(both(positive, normalised, stationary), for_each(i, form))
    chain.conclude(for_each((r, multiplier, offset), theorem))


def mean_from_tilted(chain: Derivation) -> tuple[Theorem, Theorem]:
    """c < the mean for the factor t, given 0 < Σ xₖ exp(t xₖ) with x = z − c; the mean for −t < c, with x = c − z."""
    found = []
    for x, factor, side in ((family(k, z[k] - c), t, 1), (family(k, c - z[k]), -t, -1)):
        positive = tilted(x, t) > 0
        shift = exp(-factor * c) * total(k, exp(factor * z[k]))
        mean_there = replace(mean(multiplier), multiplier, factor)
        goal = c < mean_there if side > 0 else mean_there < c
        found.append(chain.check(goal, by=[(1 / shift, positive)]))
    return found[0], found[1]


def existence(chain: Derivation) -> None:
    """Some λ gives the mean c: the mean is continuous in λ, below c somewhere and above c somewhere."""
    chain.section(r"Some $\lambda$ gives the mean $c$")
    low, high = index("a"), index("b")
    smallest, largest = maximum(k, -z[k]), maximum(k, z[k])
    at_low, at_high = Equal(z[low], minimum(k, z[k])), Equal(z[high], largest)
    with chain.in_general():
        above, below = mean_from_tilted(chain)
    with chain.assuming(at_low, at_high):
        chain.show(z[high] > c, "some logit $b$ is above $c$", using=[at_high])
        chain.show(z[low] < c, "and some logit a is below it", using=[at_low])
        bounds = []
        for x, place, end, bound, beyond_c in (
            (family(k, c - z[k]), low, -t, below, mean(multiplier) < c),
            (family(k, z[k] - c), high, t, above, c < mean(multiplier)),
        ):
            positive_sum = chain.lemma(becomes_positive, b=place, x=x)
            chain.note(positive_sum, r"$x \exp(t x) \ge x$, and at one class $x \exp(t x) \ge x + t x^2$")
            factor = replace(replace(large, b, place), xs, x)
            beyond = Lemma.of(bound).under(*chain.given).at(t=factor).given(positive_sum)
            chain.note(beyond, "multiply by a positive factor")
            bounds.append(exhibit(exists(multiplier, beyond_c), replace(end, t, factor), beyond))
        theorem = intermediate_value(chain.goal, *bounds)
    theorem = modus_ponens(suppose(at_low, theorem), chain.check(at_low, by=[(-1, Equal(-z[low], smallest))]))
    theorem = take(maximum_attained(smallest), low, theorem)
    theorem = take(maximum_attained(largest), high, theorem)
    chain.conclude(theorem, r"the mean is continuous in $\lambda$: the intermediate value theorem")


def uniqueness(chain: Derivation) -> None:
    """Only one λ gives the mean c: Σ xₖ exp(λ xₖ), x = z − c, grows strictly with λ."""
    chain.section(r"Only one $\lambda$ gives the mean $c$")
    high = index("b")
    largest = maximum(k, z[k])
    both_means = both(has_mean, Equal(mean(other), c))
    x = family(k, z[k] - c)
    zeros, excluded = [], []
    with chain.assuming(both_means, Equal(z[high], largest)):
        not_zero = chain.show(Different(x[high], 0), "some logit is above $c$")
        with chain.in_general(), chain.assuming(both_means):
            for factor, attained in zip((multiplier, other), apart(both_means), strict=True):
                shift = exp(-factor * c) * total(k, exp(factor * z[k]))
                zeros.append(chain.show(Equal(tilted(x, factor), 0), "multiply by the sum", by=[(shift, attained)]))
        one, two = zeros
        for less, more, first, second in ((multiplier, other, one, two), (other, multiplier, two, one)):
            with chain.in_general(), chain.case(less < more):
                with chain.assuming(Different(x[high], 0)):
                    grows = chain.lemma(sum_increases, b=high, x=x, s=less, t=more)
                chain.note(modus_ponens(grows, not_zero), "the sum grows strictly with the factor")
                level = chain.check(tilted(x, more) <= tilted(x, less), by=[(-1, first), (1, second)])
                absurd = modus_ponens(clash(grows, level), not_zero)
                excluded.append(chain.note(absurd, "but both sums are 0"))
        below, above = excluded
        theorem = cases(trichotomy(multiplier, other), below, Equal(multiplier, other), above)
        chain.note(theorem, "the only case that is left")
    theorem = suppose(both_means, take(maximum_attained(largest), high, theorem))
    chain.conclude(for_each((multiplier, other), theorem), "so that two factors with the mean $c$ are equal")


def optimality(chain: Derivation) -> None:
    """No feasible distribution has a larger entropy."""
    chain.section("No feasible distribution has a larger entropy")
    optimum = chain.lemma(global_optimum)
    with chain.assuming(has_mean, feasible):
        theorem = conjunction(optimum.part("gap"), optimum.part("sign"))
        chain.note(theorem, r"$\log \sigma(\lambda z)$ is affine in $z$, and both have the mean $c$; Gibbs' inequality")
    chain.conclude(for_each((multiplier, q), suppose(both(has_mean, feasible), theorem)))
