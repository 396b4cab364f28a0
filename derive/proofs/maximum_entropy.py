"""Softmax as the distribution of maximum entropy under a mean constraint."""

from __future__ import annotations

from derive.bridge import apply, differentiate, expand_logs, exponentiate, resolve_delta, solve_for, split
from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.theorem import Theorem
from derive.language.claims import Claim, simplex
from derive.language.derivation import Derivation
from derive.language.expressions import (
    D,
    Different,
    Equal,
    Real,
    as_maximum,
    both,
    bound_value,
    exists,
    exp,
    family,
    forall,
    iff,
    implies,
    index,
    log,
    maximum,
    minimum,
    scalar,
    total,
    variable_of,
    vector,
)
from derive.lemmas import inference
from derive.proofs._tools import applied, in_general, value_at
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
from derive.proofs.exponential_tilting import b, becomes_positive, large, s, sum_increases, t, tilted, xs
from derive.proofs.relative_entropy import gibbs_inequality
from derive.proofs.relative_entropy import r as second_distribution
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


def mean(factor: Real) -> Real:
    """The mean of the logits under σ(factor · z)."""
    return total(k, z[k] * softmax(scaled(factor, z))[k])


has_mean = Equal(mean(multiplier), c)
NAMES = (sigma(scaled(multiplier, z), r"\lambda z", "λ z"), sigma(scaled(other, z), r"\lambda' z", "λ′ z"))
feasible = both(*simplex(q), Equal(total(k, q[k] * z[k]), c))

has_mean_too = Equal(total(k, q[k] * z[k]), c)
divergence_to_gibbs = relative_entropy(q, gibbs)
same_as_gibbs = forall(k, Equal(q[k], gibbs[k]))

global_optimum = Claim(
    "maxent.global-optimum",
    "σ(λz) with the mean c has the largest entropy of all distributions with the mean c, and no other one has it",
    [
        Equal(entropy(gibbs) - entropy(q), divergence_to_gibbs),
        divergence_to_gibbs >= 0,
        iff(Equal(entropy(q), entropy(gibbs)), same_as_gibbs),
    ],
    given=[has_mean, *simplex(q), has_mean_too],
    sources=[ARTICLE_001],
    references=["cover2006", "boyd2004"],
    note="That some λ has the mean c, where c lies strictly between the smallest and the largest logit, is part of "
    "maxent.softmax.",
    names=NAMES,
)


@global_optimum.derivation
def _(chain: Derivation) -> None:
    chain.section("The difference of the entropies is a relative entropy")
    chain.start(entropy(gibbs) - entropy(q), "the difference of the entropies")
    chain.then(expand_logs, "log σ(λz) = λz − log Σ exp(λz)")
    chain.then(split, "constants come out of the sums")
    chain.then(apply(sums_to_one), "the probabilities sum to 1")
    chain.then(apply(has_mean), "their mean is c")
    chain.then(apply(has_mean_too, backwards=True), "and so is that of q")
    gap = chain.end("as Σ q = 1")

    chain.section("It is not negative")
    lemma = applied(chain, chain.lemma(gibbs_inequality), (second_distribution, gibbs))
    chain.conclude(rules.conjunct(lemma, 0), "Gibbs' inequality")

    chain.section("It is 0 for equal distributions only")
    equality = rules.conjunct(lemma, 1)
    level, zero = Equal(entropy(q), entropy(gibbs)), Equal(divergence_to_gibbs, 0)
    with chain.assuming(level):
        no_divergence = chain.show(zero, "the gap is 0", by=[(-1, gap), (-1, rules.assume(level))])
        only = rules.discharge(rules.modus_ponens(rules.conjunct(equality, 0), no_divergence), level)
    no_divergence = rules.modus_ponens(rules.conjunct(equality, 1), rules.assume(same_as_gibbs))
    back = rules.discharge(chain.check(level, by=[(-1, gap), (-1, no_divergence)]), same_as_gibbs)
    chain.conclude(rules.conjunction((only, back)), "Gibbs' inequality is strict elsewhere")


maximum_entropy = Claim(
    "maxent.softmax",
    "Among the distributions with a given mean of z, the one of maximum entropy is σ(λz), for exactly one λ",
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
    chain.section("A stationary point of the Lagrangian is σ(λz)")
    conditions = both(positive, normalised, stationary)
    with chain.assuming(positive, normalised, stationary):
        gradient = -log(r[i]) - 1 + multiplier * z[i] + offset
        chain.start(D(lagrangian, r[i]), "the derivative of the Lagrangian")
        chain.then(differentiate, "each probability moves alone; d(r log r) = log r + 1")
        chain.then(resolve_delta, "each delta leaves one term")
        chain.then(gradient)
        slope = chain.chained()
        stationary_here = rules.specialise(rules.assume(stationary), i)
        zero = chain.check(Equal(gradient, 0), [stationary_here], [(-1, slope), (1, stationary_here)])
        log_r = log(r[i])
        logarithm = chain.follow(zero, solve_for(log_r), "it is 0; solve for log r")
        solved = chain.follow(logarithm, exponentiate)
        scale = exp(offset - 1) * total(k, exp(multiplier * z[k]))
        one = chain.show(Equal(scale, 1), "sum over the classes", by=[(1, rules.assume(normalised))])
        form = chain.show(Equal(r[i], gibbs[i]), "divide by the sum", by=[(1, solved), (gibbs[i], one)])
        theorem = chain.generalise(form, i)
        for place, part in enumerate((positive, normalised, stationary)):
            theorem = rules.modus_ponens(
                rules.discharge(theorem, part), rules.conjunct(rules.assume(conditions), place)
            )
        theorem = rules.discharge(theorem, conditions)
    chain.conclude(chain.generalise(theorem, r, multiplier, offset))


def mean_from_tilted(chain: Derivation) -> tuple[Theorem, Theorem]:
    """c < the mean for the factor t, given 0 < Σ xₖ exp(t xₖ) with x = z − c; the mean for −t < c, with x = c − z."""
    found = []
    for x, factor, side in ((family(k, z[k] - c), t, 1), (family(k, c - z[k]), -t, -1)):
        positive = tilted(x, t) > 0
        shift = exp(-factor * c) * total(k, exp(factor * z[k]))
        mean_there = value_at(mean(multiplier), multiplier, factor)
        goal = c < mean_there if side > 0 else mean_there < c
        found.append(chain.check(goal, by=[(1 / shift, rules.assume(positive))]))
    return found[0], found[1]


def existence(chain: Derivation) -> None:
    """Some λ gives the mean c: the mean is continuous in λ, below c somewhere and above c somewhere."""
    chain.section("Some λ gives the mean c")
    low, high = index("a"), index("b")
    smallest, largest = maximum(k, -z[k]), maximum(k, z[k])
    at_low, at_high = Equal(-z[low], smallest), Equal(z[high], largest)
    with in_general(chain):
        above, below = mean_from_tilted(chain)
    with chain.assuming(at_low, at_high):
        chain.show(z[high] > c, "some logit b is above c", using=[rules.assume(at_high)])
        chain.show(z[low] < c, "and some logit a is below it", using=[rules.assume(at_low)])
        goal = chain.goal
        assert isinstance(goal, kernel.Exists) and isinstance(goal.body, kernel.Equal)
        sides, bounds = (goal.body.left, goal.body.right), []
        below_c, above_c = family(k, c - z[k]), family(k, z[k] - c)
        for x, place, end, bound in ((below_c, low, -t, below), (above_c, high, t, above)):
            positive_sum = applied(chain, chain.lemma(becomes_positive), (b, place), (xs, x))
            chain.note(positive_sum, "x exp(t x) ≥ x, and at one class x exp(t x) ≥ x + t x²")
            factor = value_at(value_at(large, b, place), xs, x)
            (hypothesis,) = bound.hypotheses
            general = rules.discharge(bound, hypothesis)
            at_factor = inference.instantiate(general, variable_of(t), bound_value(factor), chain.given)
            beyond = chain.note(rules.modus_ponens(at_factor, positive_sum), "multiply by a positive factor")
            somewhere = kernel.Exists((), kernel.Less(*(sides if x is below_c else reversed(sides))))
            bounds.append(rules.exhibit(somewhere, bound_value(value_at(end, t, factor)), beyond))
        theorem = rules.intermediate_value(goal, *bounds)
    theorem = chain.take(rules.maximum_attained(as_maximum(smallest), ()), low, theorem)
    theorem = chain.take(rules.maximum_attained(as_maximum(largest), ()), high, theorem)
    chain.conclude(theorem, "the mean is continuous in λ: the intermediate value theorem")


def uniqueness(chain: Derivation) -> None:
    """Only one λ gives the mean c: Σ xₖ exp(λ xₖ), x = z − c, grows strictly with λ."""
    chain.section("Only one λ gives the mean c")
    high = index("b")
    largest = maximum(k, z[k])
    both_means = both(has_mean, Equal(mean(other), c))
    x = family(k, z[k] - c)
    with chain.assuming(Equal(z[high], largest)):
        not_zero = chain.show(Different(x[high], 0), "some logit is above c")
    equal = Equal(multiplier, other)
    zeros, excluded = [], []
    with in_general(chain):
        for factor, place in ((multiplier, 0), (other, 1)):
            shift = exp(-factor * c) * total(k, exp(factor * z[k]))
            attained = rules.conjunct(rules.assume(both_means), place)
            zeros.append(chain.show(Equal(tilted(x, factor), 0), "multiply by the sum", by=[(shift, attained)]))
        one, two = zeros
        for less, more, first, second in ((multiplier, other, one, two), (other, multiplier, two, one)):
            with chain.assuming(less < more, Different(x[high], 0)):
                grows = applied(chain, chain.lemma(sum_increases), (b, high), (xs, x), (s, less), (t, more))
                chain.note(grows, "the sum grows strictly with the factor")
            level = chain.check(tilted(x, more) <= tilted(x, less), by=[(-1, first), (1, second)])
            never = rules.cases(rules.clash(grows, level, ()), (), equal)
            never = rules.discharge(never, Different(x[high], 0))
            excluded.append(rules.modus_ponens(never, not_zero))
    three_cases = rules.trichotomy(multiplier.term, other.term, (), ())
    theorem = rules.cases(three_cases, (excluded[0], rules.assume(equal), excluded[1]), equal)
    theorem = chain.take(rules.maximum_attained(as_maximum(largest), ()), high, theorem)
    theorem = rules.discharge(theorem, both_means)
    chain.conclude(chain.generalise(theorem, multiplier, other), "so that two factors with the mean c are equal")


def optimality(chain: Derivation) -> None:
    """No feasible distribution has a larger entropy."""
    chain.section("No feasible distribution has a larger entropy")
    condition = both(has_mean, feasible)
    lemma = chain.lemma(global_optimum)
    theorem = rules.conjunction((rules.conjunct(lemma, 0), rules.conjunct(lemma, 1)))
    chain.note(theorem, "log σ(λz) is affine in z, and both have the mean c; Gibbs' inequality")
    feasibility = rules.conjunct(rules.assume(condition), 1)
    proofs = [rules.conjunct(rules.assume(condition), 0), *(rules.conjunct(feasibility, place) for place in range(3))]
    for proof in proofs:
        theorem = rules.modus_ponens(rules.discharge(theorem, proof.conclusion), proof)
    chain.conclude(chain.generalise(rules.discharge(theorem, condition), multiplier, q))
