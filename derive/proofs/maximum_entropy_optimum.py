"""What a mean constraint has to satisfy, what its multiplier is, and what holds without one."""

from __future__ import annotations

from derive.bridge import apply, differentiate, evaluate, expand_logs, factor, pull_out, split
from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.theorem import Theorem
from derive.language.claims import Claim, simplex
from derive.language.derivation import Derivation
from derive.language.expressions import (
    D,
    Different,
    Equal,
    Number,
    Real,
    as_maximum,
    choose,
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
    size,
    total,
    variable_of,
)
from derive.lemmas import inference
from derive.proofs._tools import applied, in_general, value_at
from derive.proofs.definitions import ARTICLE_001, c, entropy, i, j, k, relative_entropy, z
from derive.proofs.exponential_tilting import b, s, sum_increases, t, tilted, xs
from derive.proofs.maximum_entropy import NAMES, gibbs, has_mean, mean, multiplier, other, q
from derive.proofs.relative_entropy import gibbs_inequality
from derive.proofs.relative_entropy import r as second_distribution

printed = Claim(
    "maxent.stationarity",
    "For every c between the smallest and the largest logit, the solution is σ(λz) for some λ",
    exists(multiplier, has_mean),
    given=[minimum(k, z[k]) <= c, c <= maximum(k, z[k])],
    expected="refuted",
    corrected_by="maxent.softmax",
    sources=[ARTICLE_001],
    references=["jaynes1957"],
    note="The mean has to lie strictly between the smallest and the largest logit. For z = (0, 1) and c = 1 the only "
    "feasible distribution is (0, 1), while the mean of every σ(λz) is below 1.",
    names=NAMES,
)


@printed.denial(K=2)
def _(chain: Derivation) -> None:
    goal = chain.goal
    assert isinstance(goal, kernel.Not)
    class_ = index("i", 2)
    second = kernel.IndexNumber(2, 2)
    logits = family(class_, choose(class_, second, 1, 0))
    largest = rules.maximum_bounds(as_maximum(maximum(class_, logits[class_])), second, ())
    at_edge = chain.specialise(rules.assume(goal.formula), 1, logits)
    for by in ([], [(1, largest)]):
        assert isinstance(at_edge.conclusion, kernel.Implies)
        at_edge = rules.modus_ponens(at_edge, chain.check(at_edge.conclusion.left, by=by))
    chain.note(at_edge, "take z = (0, 1) and c = 1")
    existence = at_edge.conclusion
    assert isinstance(existence, kernel.Exists)
    variable = variable_of(multiplier)
    equation = kernel.open_body(existence.body, (variable,))
    assert isinstance(equation, kernel.Equal)
    below = rules.by_normal_form(kernel.Less(equation.left, equation.right), (), ())
    chain.note(below, "whatever λ is, the other class has a positive probability")
    none = rules.take(at_edge, variable, rules.clash(rules.assume(equation), below, ()))
    chain.conclude(inference.negation(none, goal.formula), "so that no λ has the mean 1")


free_scale = Claim(
    "maxent.free-lambda",
    "The multiplier λ is a scale that may be chosen freely: the constraint stays the same",
    Equal(mean(multiplier), mean(other)),
    expected="refuted",
    corrected_by="maxent.multiplier-determined",
    sources=[ARTICLE_001],
    note="The mean grows strictly with λ, so that c determines λ, which may be negative; λ = 1 belongs to one c only. "
    "One may choose λ freely and let it define c.",
    names=NAMES,
)


average = total(k, z[k]) / size()
slope = D(mean(multiplier), multiplier)
spread = total(k, gibbs[k] * (z[k] - mean(multiplier)) ** 2)

multiplier_determined = Claim(
    "maxent.multiplier-determined",
    "The mean of z under σ(λz) grows with λ at the rate of its variance; λ has the sign of the mean minus the average",
    [
        Equal(slope, spread),
        slope > 0,
        implies(multiplier < other, mean(multiplier) < mean(other)),
        Equal(value_at(mean(multiplier), multiplier, 0), average),
        iff(multiplier > 0, average < mean(multiplier)),
        iff(multiplier < 0, mean(multiplier) < average),
    ],
    given=[Different(z[i], z[j])],
    sources=[ARTICLE_001],
    references=["jaynes1957", "wainwright2008"],
    note="By maxent.softmax every mean strictly between the smallest and the largest logit belongs to one λ.",
    names=NAMES,
)


@multiplier_determined.derivation
def _(chain: Derivation) -> None:
    chain.section("The rate is a variance")
    chain.start(slope, "the derivative of the mean")
    chain.then(differentiate, "quotient rule")
    chain.then(factor, "take out what both terms share")
    rate = chain.end("the differences from the mean average to 0")

    chain.section("It is positive")
    with in_general(chain):
        term = gibbs[k] * (z[k] - c) ** 2
        weak = chain.generalise(chain.check(term >= 0), k)
        positive = []
        for place in (i, j):
            with chain.assuming(Different(z[place], c)):
                strict = chain.check(gibbs[place] * (z[place] - c) ** 2 > 0)
            summed = inference.add_up_strictly(weak, strict, place)
            positive.append(chain.check(total(k, term) > 0, by=[(1, summed)]))
    around_c = one_differs(chain, positive[0], positive[1], c)
    chain.note(around_c, "all terms are squares, and not both of zᵢ and zⱼ are c")
    around_mean = applied(chain, around_c, (c, mean(multiplier)))
    chain.conclude(chain.check(chain.goal, by=[(-1, rate), (1, around_mean)]), "for c the mean")

    chain.section("The mean grows")
    with in_general(chain):
        grows = []
        for place in (i, j):
            larger = rules.discharge(larger_mean(chain, place), has_mean)
            at_mean = inference.instantiate(larger, variable_of(c), kernel.Lambda((), mean(multiplier).term), ())
            grows.append(rules.modus_ponens(at_mean, chain.check(Equal(mean(multiplier), mean(multiplier)))))
    growing = one_differs(chain, grows[0], grows[1], mean(multiplier))
    growing = chain.conclude(rules.discharge(growing, multiplier < other), "as Σ (z − c) exp(λ(z − c)) does")

    chain.section("Without weights")
    chain.start(value_at(mean(multiplier), multiplier, 0), "λ = 0")
    chain.then(evaluate, "all exponentials are 1")
    chain.then(pull_out, "all probabilities are 1/K")
    unweighted = chain.end()

    upward = at_scales(chain, growing, 0, multiplier)
    downward = at_scales(chain, growing, multiplier, 0)
    above, below = average < mean(multiplier), mean(multiplier) < average
    with chain.assuming(multiplier > 0):
        grown = rules.modus_ponens(upward, chain.check(multiplier > 0))
        is_above = chain.check(above, by=[(1, grown), (-1, unweighted)])
    with chain.assuming(multiplier < 0):
        grown = rules.modus_ponens(downward, chain.check(multiplier < 0))
        is_below = chain.check(below, by=[(1, grown), (1, unweighted)])
    three_cases = rules.trichotomy(multiplier.term, kernel.ZERO, (), ())
    for heading, sign, there, opposite, opposed in (
        ("Above the average", multiplier > 0, is_above, multiplier < 0, is_below),
        ("Below the average", multiplier < 0, is_below, multiplier > 0, is_above),
    ):
        chain.section(heading)
        relation = there.conclusion
        assert isinstance(relation, kernel.Less)
        with chain.assuming(Equal(multiplier, 0)):
            at_zero = chain.check(Equal(mean(multiplier), average))
        branches = {
            sign: rules.assume(sign),
            opposite: rules.cases(rules.clash(rules.assume(relation), opposed, ()), (), sign),
            Equal(multiplier, 0): rules.cases(rules.clash(rules.assume(relation), at_zero, ()), (), sign),
        }
        disjunction = three_cases.conclusion
        assert isinstance(disjunction, kernel.Or)
        back = rules.cases(three_cases, tuple(branches[part] for part in disjunction.parts), sign)
        both_ways = rules.conjunction((rules.discharge(there, sign), rules.discharge(back, relation)))
        chain.conclude(both_ways, "the mean grows with λ, and is the average at λ = 0")


def one_differs(chain: Derivation, by_first: Theorem, by_second: Theorem, value: Real) -> Theorem:
    """What follows from zᵢ ≠ v, and from zⱼ ≠ v, given zᵢ ≠ zⱼ."""
    branches = []
    first, second = Different(z[i], value), Different(z[j], value)
    for relation in (z[i] < value, Equal(z[i], value), value < z[i]):
        needed, theorem = (second, by_second) if isinstance(relation, kernel.Equal) else (first, by_first)
        facts = (Different(z[i], z[j]), relation) if needed is second else (relation,)
        unlike = rules.by_normal_form(needed, facts, ())
        branches.append(rules.modus_ponens(rules.discharge(theorem, needed), unlike))
    three_cases = rules.trichotomy(z[i].term, value.term, (), ())
    return rules.cases(three_cases, tuple(branches), by_first.conclusion)


def larger_mean(chain: Derivation, place: kernel.IndexVariable) -> Theorem:
    """mean(λ) < mean(λ') under λ < λ', mean(λ) = c and z ≠ c at a class."""
    x = family(k, z[k] - c)
    unlike = Different(z[place], c)
    with chain.assuming(multiplier < other, unlike):
        grows = applied(chain, chain.lemma(sum_increases), (b, place), (xs, x), (s, multiplier), (t, other))
    sums = [exp(-factor * c) * total(k, exp(factor * z[k])) for factor in (multiplier, other)]
    zero = chain.check(Equal(tilted(x, multiplier), 0), by=[(sums[0], rules.assume(has_mean))])
    above = chain.check(c < mean(other), by=[(1 / sums[1], grows), (-1 / sums[1], zero)])
    return chain.check(mean(multiplier) < mean(other), by=[(1, above), (1, rules.assume(has_mean))])


def at_scales(chain: Derivation, growing: Theorem, less: Number, more: Number) -> Theorem:
    """The growth of the mean between two values of λ."""
    return applied(chain, growing, (multiplier, less), (other, more))


uniform = Claim(
    "maxent.uniform",
    "Without a constraint on the mean, the uniform distribution alone has the largest entropy, log K",
    [entropy(q) <= log(size()), iff(Equal(entropy(q), log(size())), forall(k, Equal(q[k], 1 / size())))],
    given=[*simplex(q)],
    sources=[ARTICLE_001],
    references=["cover2006"],
)


@uniform.derivation
def _(chain: Derivation) -> None:
    _, sums_to_one = simplex(q)
    chain.section("The largest entropy")
    flat = family(k, 1 / size())
    divergence = relative_entropy(q, flat)
    lemma = applied(chain, chain.lemma(gibbs_inequality), (second_distribution, flat))
    chain.start(divergence, "the relative entropy to the uniform distribution")
    chain.then(expand_logs, "log(q/(1/K)) = log q + log K")
    chain.then(split, "log K does not depend on k")
    chain.then(apply(sums_to_one), "Σ q = 1: this is the gap to log K")
    gap = chain.check(Equal(log(size()) - entropy(q), divergence), by=[(-1, chain.chained())])
    chain.conclude(chain.check(chain.goal, by=[(1, gap), (1, rules.conjunct(lemma, 0))]), "Gibbs' inequality")

    chain.section("Only the uniform distribution has it")
    level, is_flat = Equal(entropy(q), log(size())), forall(k, Equal(q[k], 1 / size()))
    equality = rules.conjunct(lemma, 1)
    with chain.assuming(level):
        zero = chain.show(Equal(divergence, 0), "the gap is 0", by=[(-1, gap), (-1, rules.assume(level))])
        only = rules.discharge(rules.modus_ponens(rules.conjunct(equality, 0), zero), level)
    zero = rules.modus_ponens(rules.conjunct(equality, 1), rules.assume(is_flat))
    back = rules.discharge(chain.check(level, by=[(-1, gap), (-1, zero)]), is_flat)
    chain.conclude(rules.conjunction((only, back)), "Gibbs' inequality is strict elsewhere")


least_bias = Claim(
    "maxent.least-bias",
    "Softmax is the best choice because it introduces the least preference",
    expected="informal",
    sources=[ARTICLE_001],
    references=["jaynes1957"],
    says="Among all distributions that satisfy the constraint, that of maximum entropy is the least biased.",
    note="A principle of modelling, not a theorem. Its core that can be checked: without the constraint, the uniform "
    "distribution alone has the largest entropy, log K (maxent.uniform).",
)
