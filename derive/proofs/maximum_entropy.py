"""Softmax as the distribution of maximum entropy under a mean constraint."""

from __future__ import annotations

from derive.bridge import solve
from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.terms import IndexVariable
from derive.kernel.theorem import Theorem
from derive.language.claims import Claim, simplex
from derive.language.derivation import Derivation
from derive.language.expressions import (
    D,
    Equal,
    Family,
    Real,
    absolute,
    both,
    delta,
    distinct,
    exists,
    exp,
    family,
    forall,
    implies,
    index,
    log,
    maximum,
    minimum,
    real,
    replace,
    same,
    scalar,
    total,
    variable_of,
    vector,
)
from derive.proofs.definitions import (
    ARTICLE_001,
    c,
    entropy,
    i,
    k,
    relative_entropy,
    scaled,
    softmax,
    z,
)

multiplier, other = scalar("lambda"), scalar("lambda'")
offset = scalar("mu")
q, r = vector("q"), vector("r")

lagrangian = entropy(r) + multiplier * (total(k, r[k] * z[k]) - c) + offset * (total(k, r[k]) - 1)
stationary = forall(i, Equal(D(lagrangian, r[i]), 0))
positive = forall(k, r[k] > 0)
normalised = Equal(total(k, r[k]), 1)

gibbs = softmax(scaled(multiplier, z))


def mean(factor: Real) -> Real:
    """The mean of the logits under σ(factor · z)."""
    return total(k, z[k] * softmax(scaled(factor, z))[k])


has_mean = Equal(mean(multiplier), c)
feasible = both(*simplex(q), Equal(total(k, q[k] * z[k]), c))

maximum_entropy = Claim(
    "maxent.softmax",
    "Among the distributions with a given mean of z, the one of maximum entropy is σ(λz), for exactly one λ",
    [
        forall([r, multiplier, offset], implies(both(positive, normalised, stationary), forall(i, Equal(r[i], gibbs[i])))),
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
        slope = chain.then(gradient, "each probability moves alone; d(r log r) = log r + 1")
        stationary_here = rules.specialise(rules.assume(stationary), i)
        solution = solve(Equal(gradient, 0), r[i])
        zero = chain.check(Equal(gradient, 0), [stationary_here], [(-1, slope), (1, stationary_here)])
        logarithm = chain.show(
            Equal(log(r[i]), multiplier * z[i] + offset - 1), "it is 0; solve for log r", by=[(-1, zero)]
        )
        solved = chain.show(Equal(r[i], solution), "exponentiate", using=[rules.monotone("exp", logarithm, ())])
        scale = exp(offset - 1) * total(k, exp(multiplier * z[k]))
        one = chain.show(Equal(scale, 1), "sum over the classes", by=[(1, rules.assume(normalised))])
        form = chain.show(
            Equal(r[i], gibbs[i]), "divide by the sum", by=[(1, solved), (gibbs[i], one)]
        )
        theorem = chain.generalise(form, i)
        for place, part in enumerate((positive, normalised, stationary)):
            theorem = rules.modus_ponens(
                rules.discharge(theorem, part), rules.conjunct(rules.assume(conditions), place)
            )
        theorem = rules.discharge(theorem, conditions)
    chain.conclude(chain.generalise(theorem, r, multiplier, offset))


def growth(chain: Derivation, x: Real, t: Real) -> Theorem:
    """0 ≤ x (exp(t x) − 1), given 0 < t; strict where x ≠ 0 is given with its sign."""
    branches = []
    for relation in (x < 0, Equal(x, 0), x > 0):
        with chain.assuming(relation):
            strict = () if relation == Equal(x, 0) else (strict_growth(chain, x, t, rules.assume(relation)),)
            branches.append(chain.check(x * (exp(t * x) - 1) >= 0, strict))
    three_cases = rules.trichotomy(x.term, real(0).term, (), ())
    return rules.cases(three_cases, tuple(branches), x * (exp(t * x) - 1) >= 0)


def strict_growth(chain: Derivation, x: Real, t: Real, sign: Theorem) -> Theorem:
    """0 < x (exp(t x) − 1), given 0 < t and the sign of x."""
    exponent = chain.check(t * x > 0 if sign.conclusion == (x > 0) else t * x < 0, [sign])
    return chain.check(x * (exp(t * x) - 1) > 0, [sign, rules.monotone("exp", exponent, ())])


def tilted(x: Family, t: Real) -> Real:
    """Σ xₖ exp(t xₖ)."""
    return total(k, x[k] * exp(t * x[k]))


def becomes_positive(chain: Derivation, x: Family, b: IndexVariable, t: Real) -> Theorem:
    """0 < Σ xₖ exp(t xₖ) for t = (1 + |Σ x|)/x_b², given 0 < x_b."""
    positive_t = chain.check(t > 0)
    with chain.assuming(t > 0):
        strict = strict_growth(chain, x[b], t, chain.check(x[b] > 0))
        linear = rules.log_bound(exp(t * x[b]).term, chain.given, ())
        at_b = chain.check(
            x[b] + delta(b, b) * t * x[b] ** 2 <= x[b] * exp(t * x[b]), [strict], [(x[b], linear)]
        )
        bound = family(k, x[k] + delta(k, b) * t * x[k] ** 2)
        with chain.assuming(same(k, b)):
            here = chain.check(bound[k] <= x[k] * exp(t * x[k]), (), [(1, at_b)])
        with chain.assuming(distinct(k, b)):
            there = chain.check(bound[k] <= x[k] * exp(t * x[k]), (), [(1, growth(chain, x[k], t))])
        termwise = rules.cases(
            rules.excluded_middle(same(k, b)), (here, there), bound[k] <= x[k] * exp(t * x[k])
        )
        summed = rules.add_up(chain.generalise(termwise, k))
        above = rules.cases(
            rules.trichotomy(total(k, x[k]).term, real(0).term, (), ()),
            tuple(
                chain.check(total(k, x[k]) + absolute(total(k, x[k])) >= 0, [rules.assume(sign)])
                for sign in (total(k, x[k]) < 0, Equal(total(k, x[k]), 0), total(k, x[k]) > 0)
            ),
            total(k, x[k]) + absolute(total(k, x[k])) >= 0,
        )
        result = chain.check(tilted(x, t) > 0, (), [(1, summed), (1, above)])
        result = rules.discharge(result, t > 0)
    return rules.modus_ponens(result, positive_t)


def existence(chain: Derivation) -> None:
    """Some λ gives the mean c: the mean is continuous in λ, below c somewhere and above c somewhere."""
    chain.section("Some λ gives the mean c")
    low, high = index("a"), index("b")
    smallest, largest = maximum(k, -z[k]), maximum(k, z[k])
    at_low, at_high = Equal(-z[low], smallest), Equal(z[high], largest)
    with chain.assuming(at_low, at_high):
        up, down = family(k, z[k] - c), family(k, c - z[k])
        chain.show(up[high] > 0, "some logit b is above c", using=[rules.assume(at_high)])
        chain.show(down[low] > 0, "and some logit a is below it", using=[rules.assume(at_low)])
        bounds = []
        ends = []
        for x, b, side in ((down, low, -1), (up, high, 1)):
            with chain.assuming(x[b] > 0):
                t = (1 + absolute(total(k, x[k]))) / x[b] ** 2
                positive_sum = becomes_positive(chain, x, b, t)
                chain.note(positive_sum, "x exp(t x) ≥ x, and at one class x exp(t x) ≥ x + t x²")
                end = side * t
                shift = exp(-end * c) * total(k, exp(end * z[k]))
                mean_there = replace(mean(multiplier), multiplier, end)
                assert isinstance(mean_there, Real)
                goal = mean_there < c if side < 0 else c < mean_there
                bound = chain.show(goal, "multiply by a positive factor", by=[(1 / shift, positive_sum)])
                bound = rules.discharge(bound, x[b] > 0)
            bounds.append(rules.modus_ponens(bound, chain.check(x[b] > 0)))
            ends.append(end)
        goal = chain.goal
        assert isinstance(goal, kernel.Exists)
        variable = variable_of(multiplier)
        assert isinstance(variable, kernel.Variable)
        theorem = rules.intermediate_value(goal, variable, ends[0].term, ends[1].term, tuple(bounds))
    theorem = chain.take(rules.maximum_attained(smallest.term, ()), low, theorem)
    theorem = chain.take(rules.maximum_attained(largest.term, ()), high, theorem)
    chain.conclude(theorem, "the mean is continuous in λ: the intermediate value theorem")


def uniqueness(chain: Derivation) -> None:
    """Only one λ gives the mean c: Σ xₖ exp(λ xₖ), x = z − c, grows strictly with λ."""
    chain.section("Only one λ gives the mean c")
    high = index("b")
    largest = maximum(k, z[k])
    both_means = both(has_mean, Equal(mean(other), c))
    x = family(k, z[k] - c)
    excluded = []
    with chain.assuming(both_means, Equal(z[high], largest)):
        zeros = []
        for factor, place in ((multiplier, 0), (other, 1)):
            shift = exp(-factor * c) * total(k, exp(factor * z[k]))
            attained = rules.conjunct(rules.assume(both_means), place)
            zeros.append(chain.show(Equal(tilted(x, factor), 0), "multiply by the sum", by=[(shift, attained)]))
        chain.show(x[high] > 0, "some logit is above c")
        for less, more, order in ((multiplier, other, multiplier < other), (other, multiplier, other < multiplier)):
            with chain.assuming(order, x[high] > 0):
                gap = more - less
                with chain.assuming(gap > 0):
                    weak = growth(chain, x[k], gap)
                    strict = strict_growth(chain, x[high], gap, chain.check(x[high] > 0))
                    rising = chain.check(
                        x[k] * exp(less * x[k]) <= x[k] * exp(more * x[k]), (), [(exp(less * x[k]), weak)]
                    )
                    at_b = chain.check(
                        x[high] * exp(less * x[high]) < x[high] * exp(more * x[high]), (), [(exp(less * x[high]), strict)]
                    )
                    grows = rules.add_up_strictly(chain.generalise(rising, k), at_b, high)
                    grows = rules.discharge(grows, gap > 0)
                grows = rules.modus_ponens(grows, chain.check(gap > 0))
                chain.note(grows, "each term grows with the factor, that of b strictly")
                first, second = zeros if order == (multiplier < other) else reversed(zeros)
                level = chain.check(tilted(x, more) <= tilted(x, less), (), [(-1, first), (1, second)])
                none = rules.clash(grows, level, ())
                never = rules.cases(none, (), Equal(multiplier, other))
                never = rules.discharge(never, x[high] > 0)
            with chain.assuming(order):
                excluded.append(rules.modus_ponens(never, chain.check(x[high] > 0)))
        three_cases = rules.trichotomy(multiplier.term, other.term, (), ())
        equal = rules.assume(Equal(multiplier, other))
        theorem = rules.cases(three_cases, (excluded[0], equal, excluded[1]), Equal(multiplier, other))
    theorem = chain.take(rules.maximum_attained(largest.term, ()), high, theorem)
    theorem = rules.discharge(theorem, both_means)
    chain.conclude(chain.generalise(theorem, multiplier, other), "so that two factors with the mean c are equal")


def optimality(chain: Derivation) -> None:
    """No feasible distribution has a larger entropy."""
    chain.section("No feasible distribution has a larger entropy")
    condition = both(has_mean, feasible)
    with chain.assuming(condition):
        potential = log(total(k, exp(multiplier * z[k])))
        chain.start(entropy(gibbs) - entropy(q), "the difference of the entropies")
        chain.then(
            potential - multiplier * mean(multiplier) + total(k, q[k] * log(q[k])),
            "log σ(λz) = λz − log Σ exp(λz)",
        )
        chain.then(
            potential - multiplier * total(k, q[k] * z[k]) + total(k, q[k] * log(q[k])), "both have the mean c"
        )
        chain.then(relative_entropy(q, gibbs), "as Σ q = 1")
        identity = chain.chained()
        gap = rules.relative_entropy_bound(q[i].term, gibbs[i].term, chain.given, ())
        chain.note(gap, "t log(t/u) ≥ t − u, from log x ≤ x − 1")
        summed = rules.add_up(chain.generalise(gap, i))
        inequality = chain.show(relative_entropy(q, gibbs) >= 0, "sum over the classes", by=[(1, summed)])
        theorem = rules.discharge(rules.conjunction((identity, inequality)), condition)
    chain.conclude(chain.generalise(theorem, multiplier, q))
