"""Cross entropy as it is minimised: accuracy, likelihood equations, penalties, temperature."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.lemmas import absolute_at_most, add_up, monotone, relative_entropy_bound
from derive.proofs.definitions import (
    ARTICLE_000,
    ARTICLE_004,
    P_NAME,
    S_NAME,
    cross_entropy,
    i,
    j,
    k,
    named,
    p,
    sigma,
    softmax,
    y,
    z,
)
from derive.proofs.softmax import two_classes

K = size()
half = Fraction(1, 2)
n, label = index("n", "N"), index("c")

# Accuracy --------------------------------------------------------------------------------------------

pair = index("n", 2)
first, second = vector("a", 2), vector("b", 2)


def correct(probabilities: Family) -> Real:
    """How many of two samples have a true class that is more probable than the other one."""
    return total(pair, 1 - step(half - probabilities[pair]))


def pair_loss(probabilities: Family) -> Real:
    """The cross entropy of two samples, from the probabilities of their true classes."""
    return -log(probabilities[1]) - log(probabilities[2])


accuracy_monotone = Claim(
    "ce.accuracy-monotone",
    "Of two models, the more accurate one has the lower cross entropy, as for two samples of two classes",
    implies(correct(first) > correct(second), pair_loss(first) < pair_loss(second)),
    given=[
        forall(pair, both(first[pair] > 0, first[pair] < 1)),
        forall(pair, both(second[pair] > 0, second[pair] < 1)),
    ],
    expected="refuted",
    corrected_by="ce.error-bound",
    sources=[ARTICLE_000],
    references=["goodfellow2016"],
    note="A model that is just right everywhere may have a larger loss than one that is very sure but for one mistake.",
)

q, true_class = vector("q"), vector("a", "N")
a_wrong = exists(j, both(distinct(j, label), q[j] >= q[label]))

error_bound = Claim(
    "ce.error-bound",
    "A wrong prediction costs at least log 2: a data set has at most its cross entropy over log 2 errors",
    [
        implies(both(*simplex(q, interior=True), a_wrong), q[label] <= half),
        implies(both(q[label] > 0, q[label] <= half), -log(q[label]) >= log(2)),
        implies(
            forall(n, both(true_class[n] > 0, true_class[n] <= 1)),
            total(n, step(half - true_class[n])) <= total(n, -log(true_class[n])) / log(2),
        ),
    ],
    sources=[ARTICLE_000],
    references=["goodfellow2016"],
)


@error_bound.derivation
def _(chain: Derivation) -> None:
    positive, sums_to_one = simplex(q, interior=True)
    wrong, as_large = distinct(j, label), q[j] >= q[label]
    with chain.in_general(), chain.assuming(positive, wrong):
        share = chain.check(choose(k, j, q[k], 0) <= choose(k, label, 0, q[k]))
        rest = chain.check(q[j] <= total(k, q[k]) - q[label], by=[(1, add_up(for_each(k, share)))])
    with chain.in_general():
        small = chain.check(q[label] <= half, by=[(half, rest), (half, sums_to_one), (half, as_large)])
    mistaken = both(positive, sums_to_one, a_wrong)
    chain.conclude(suppose(mistaken, take(a_wrong, j, small)), "two probabilities sum to at most 1")

    at_most_half = both(q[label] > 0, q[label] <= half)
    with chain.in_general(), chain.assuming(q[label] > 0):
        logs = monotone("log", weaken(assume(q[label] <= half), q[label] > 0))
        large = chain.check(-log(q[label]) >= log(2), by=[(1, logs)])
    chain.conclude(suppose(at_most_half, large), "the logarithm grows")

    probabilities = forall(n, both(true_class[n] > 0, true_class[n] <= 1))
    cost = step(half - true_class[n]) * log(2) <= -log(true_class[n])
    with chain.in_general():
        positive_one, most = apart(specialise(probabilities, n))
        never_negative = monotone("log", most, [positive_one])
        with chain.assuming(true_class[n] <= half):
            logs = monotone("log", weaken(assume(true_class[n] <= half)), [positive_one])
            an_error = chain.check(cost, [positive_one], by=[(1, logs)])
        with chain.assuming(half < true_class[n]):
            none = chain.check(cost, [positive_one], by=[(1, never_negative)])
        with chain.assuming(true_class[n] < half):
            weak = chain.check(true_class[n] <= half)
        with chain.assuming(Equal(true_class[n], half)):
            level = chain.check(true_class[n] <= half)
        first, second = (modus_ponens(suppose(true_class[n] <= half, an_error), known) for known in (weak, level))
        each = cases(trichotomy(true_class[n], half), first, second, none)
        unit = chain.check(log(2) > 0, by=[(1, monotone("log", chain.check(real(1) < 2)))])
        goal = chain.goal.right  # type: ignore[attr-defined]
        all_positive = forall(n, true_class[n] > 0)
        with chain.assuming(all_positive):
            whole = add_up(weaken(for_each(n, each), all_positive))
            summed = suppose(all_positive, chain.check(goal, [unit], by=[(1 / log(2), whole)]))
        summed = modus_ponens(summed, for_each(n, positive_one))
    chain.conclude(suppose(probabilities, summed), "add up; what is not an error costs at least nothing")


# Maximum likelihood ----------------------------------------------------------------------------------

x, t = vector("x", "N"), vector("t", "N")
weight, odds, other_weight, other_odds = scalar("w"), scalar("r"), scalar("v"), scalar("s")


def prediction(slope: Real, at_zero: Real) -> Real:
    """The probability of logistic regression with the odds r exp(wx)."""
    return at_zero * exp(slope * x[n]) / (1 + at_zero * exp(slope * x[n]))


def errors(slope: Real, at_zero: Real) -> Real:
    """How many samples are on the wrong side of probability 1/2."""
    return total(n, absolute(step(prediction(slope, at_zero) - half) - t[n]))


def log_loss(slope: Real, at_zero: Real) -> Real:
    """The cross entropy of the data set."""
    return total(n, -t[n] * log(prediction(slope, at_zero)) - (1 - t[n]) * log(1 - prediction(slope, at_zero)))


likelihood_equations = (
    Equal(total(n, (prediction(weight, odds) - t[n]) * x[n]), 0),
    Equal(total(n, prediction(weight, odds) - t[n]), 0),
)
labels = forall(n, either(Equal(t[n], 0), Equal(t[n], 1)))

mle_optimal = Claim(
    "ce.mle-optimal-classifier",
    "Logistic regression by maximum likelihood makes the fewest errors of all linear classifiers",
    errors(weight, odds) <= errors(other_weight, other_odds),
    given=[labels, odds > 0, other_odds > 0, *likelihood_equations],
    expected="refuted",
    corrected_by="ce.mle-least-loss",
    sources=[ARTICLE_000],
    references=["bishop2006"],
    evidence=Search(
        point(
            {"N": 5},
            x=[-1, 0, 0, 0, 1],
            t=[1, 0, 0, 0, 1],
            w=0,
            r="2/3",
            v=2,
            s="1/3",
        )
    ),
    note="It has the least cross entropy. In this data set the likelihood equations make it predict 2/5 everywhere, "
    "with two errors, while a threshold between 0 and 1 makes one.",
)

error_of = prediction(weight, odds) - t[n]
tangent_there = (other_weight - weight) * total(n, error_of * x[n]) + (log(other_odds) - log(odds)) * total(n, error_of)

mle_least_loss = Claim(
    "ce.mle-least-loss",
    "The cross entropy of logistic regression lies above its tangents: where the slopes Σ (p − t) x and Σ (p − t) are "
    "0, as the likelihood equations say, it is the least of all",
    log_loss(other_weight, other_odds) >= log_loss(weight, odds) + tangent_there,
    given=[odds > 0, other_odds > 0],
    sources=[ARTICLE_000],
    references=["bishop2006"],
)


@mle_least_loss.derivation
def _(chain: Derivation) -> None:
    here, there = prediction(weight, odds), prediction(other_weight, other_odds)
    score = log(other_odds) + other_weight * x[n] - log(odds) - weight * x[n]

    def sample(probability: Real) -> Real:
        return -t[n] * log(probability) - (1 - t[n]) * log(1 - probability)

    bounds = [relative_entropy_bound(a, b, chain.given) for a, b in ((here, there), (1 - here, 1 - there))]
    tangent = chain.show(
        sample(there) >= sample(here) + (here - t[n]) * score,
        "the loss of a sample lies above its tangent",
        by=[(1, bound) for bound in bounds],
    )
    chain.conclude(chain.check(chain.goal, by=[(1, add_up(for_each(n, tangent)))]), "sum over the samples")


# Steps and penalties ---------------------------------------------------------------------------------

loss = cross_entropy(y, p)
penalty = scalar("lambda")
penalised = loss + penalty / 2 * total(k, z[k] ** 2)

l2_bounds = Claim(
    "reg.l2-bounds-logits",
    r"With a penalty $\lambda\|z\|^2/2$ the logits at a stationary point are $(y - p)/\lambda$, so that none is larger "
    r"than $1/\lambda$",
    [
        Equal(z[i], (y[i] - p[i]) / penalty),
        absolute(z[i]) <= 1 / penalty,
    ],
    given=[*simplex(y), penalty > 0, forall(i, Equal(D(penalised, z[i]), 0))],
    sources=[ARTICLE_004],
    references=["goodfellow2016"],
    names=[P_NAME, S_NAME],
)


@l2_bounds.derivation
def _(chain: Derivation) -> None:
    nonnegative, sums_to_one, positive, stationary = chain.given
    with chain.in_general(), chain.assuming(sums_to_one, positive):
        slope = chain.show(Equal(D(penalised, z[i]), p[i] - y[i] + penalty * z[i]), "the gradient")
        factor = 1 / penalty
        by = [(-factor, slope), (factor, specialise(stationary, i))]
        value = chain.check(chain.goal, by=by)
    chain.conclude(value, "it is 0")
    with chain.in_general(), chain.assuming(nonnegative):
        part = chain.check(y[i] <= total(k, y[k]))
        no_more, no_less = chain.check(y[i] <= 1, by=[(1, part), (1, sums_to_one)]), chain.check(y[i] >= 0)
    with chain.in_general(), chain.assuming(positive):
        above, below = chain.check(p[i] >= 0), chain.check(p[i] <= 1)
        high = chain.check(z[i] <= factor, by=[(1, value), (factor, no_more), (factor, above)])
        low = chain.check(-factor <= z[i], by=[(-1, value), (factor, no_less), (factor, below)])
        bounded = absolute_at_most(z[i], factor, low, high, chain.given)
    chain.conclude(bounded, "y and p are between 0 and 1")


tau = scalar("tau")
one_hot = family(k, delta(k, label))

# A low temperature -----------------------------------------------------------------------------------

cooled = softmax(family(k, z[k] / tau))
cooled_loss = cross_entropy(one_hot, cooled)
colder = scalar("nu")
at_colder = softmax(family(k, z[k] / colder))

low_penalty = Claim(
    "temperature.low-penalty",
    r"The lower the temperature, the larger the gradient at the true class, $(1 - p)/\tau$",
    (1 - cooled[label]) / tau < (1 - at_colder[label]) / colder,
    given=[K >= 2, colder > 0, colder < tau],
    expected="refuted",
    corrected_by="temperature.low-penalty-of-mistakes",
    sources=[ARTICLE_004],
    references=["hinton2015"],
    names=[sigma(family(k, z[k] / tau), r"z/\tau", "z/τ"), sigma(family(k, z[k] / colder), r"z/\nu", "z/ν")],
    note="True in the long run where another logit is at least as large as the true one. Where the true logit is the "
    "largest, the gradient vanishes as the temperature falls.",
)

beaten = exists(j, both(distinct(j, label), z[j] >= z[label]))
low_penalty_of_mistakes = Claim(
    "temperature.low-penalty-of-mistakes",
    r"The gradient at the true class is $(1 - p)/\tau$ in size: where another logit is as large it is at least "
    r"$1/(2 \tau)$, which exceeds every bound as $\tau$ tends to 0",
    [
        Equal(absolute(D(cooled_loss, z[label])), (1 - cooled[label]) / tau),
        implies(beaten, (1 - cooled[label]) / tau >= 1 / (2 * tau)),
    ],
    given=[tau > 0],
    sources=[ARTICLE_004],
    references=["hinton2015"],
    names=[named(cooled, "p")],
)


@low_penalty_of_mistakes.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.check(chain.goal), r"the gradient is $(p - y)/\tau$")
    wrong, as_large = distinct(j, label), z[j] >= z[label]
    scaled_logits, whole = family(k, z[k] / tau), total(k, exp(z[k] / tau))
    with chain.assuming(wrong):
        ordered = chain.check(z[label] / tau <= z[j] / tau, by=[(1 / tau, as_large)])
        grown = monotone("exp", ordered, [chain.check(tau > 0)])
        larger = chain.check(cooled[label] <= cooled[j], by=[(1 / whole, grown)])
        together = chain.lemma(two_classes).under(tau > 0).at(z=scaled_logits, i=j, j=label)
        factor = 1 / (2 * tau)
        least = chain.check((1 - cooled[label]) / tau >= factor, by=[(factor, larger), (factor, together)])
    chain.conclude(suppose(beaten, take(beaten, j, least)), "the true class has at most probability 1/2")
