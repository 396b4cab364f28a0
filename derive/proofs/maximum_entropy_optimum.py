"""What a mean constraint has to satisfy, what its multiplier is, and what holds without one."""

from __future__ import annotations

from derive.bridge import apply, differentiate, evaluate, expand_logs, factor, pull_out, split
from derive.language import *
from derive.lemmas import add_up_strictly, maximum_bounds
from derive.proofs.definitions import ARTICLE_001, c, entropy, i, j, k, numbers, relative_entropy, z
from derive.proofs.exponential_tilting import sum_increases, tilted
from derive.proofs.maximum_entropy import NAMES, gibbs, has_mean, mean, multiplier, other, q
from derive.proofs.relative_entropy import gibbs_inequality

printed = Claim(
    "maxent.stationarity",
    (
        r"For every $c$ between the smallest and the largest logit, the solution is $\sigma(\lambda z)$ "
        r"for some $\lambda$"
    ),
    exists(multiplier, has_mean),
    given=[minimum(k, z[k]) <= c, c <= maximum(k, z[k])],
    expected="refuted",
    corrected_by="maxent.softmax",
    sources=[ARTICLE_001],
    references=["jaynes1957"],
    note=(
        "The mean has to lie strictly between the smallest and the largest logit. For $z = (0, 1)$ and "
        r"$c = 1$ the only feasible distribution is (0, 1), while the mean of every $\sigma(\lambda z)$ "
        "is below 1."
    ),
    names=NAMES,
)


@printed.denial(point({"K": 2}, c=1, z=[0, 1]))
def _(chain: Derivation) -> None:
    class_, second = index("i", 2), nth(2, 2)
    logits = numbers(0, 1)
    largest = maximum(class_, logits[class_])
    at_edge = chain.denied.given(
        chain.check(minimum(class_, logits[class_]) <= 1),
        chain.check(largest >= 1, by=[(1, maximum_bounds(largest, second))]),
    )
    chain.note(at_edge, "take $z = (0, 1)$ and $c = 1$")
    below = chain.show(
        mean(multiplier, logits) < 1, r"whatever $\lambda$ is, the other class has a positive probability"
    )
    none = take(at_edge, multiplier, clash(Equal(mean(multiplier, logits), 1), below))
    chain.conclude(by_contradiction(chain.goal, none), r"so that no $\lambda$ has the mean 1")


free_scale = Claim(
    "maxent.free-lambda",
    r"The multiplier $\lambda$ is a scale that may be chosen freely: the constraint on the mean holds for every "
    "other one",
    Equal(mean(other), c),
    given=[has_mean],
    expected="refuted",
    corrected_by="maxent.multiplier-determined",
    sources=[ARTICLE_001],
    note=(
        r"The mean grows strictly with $\lambda$, so that $c$ determines $\lambda$, which may be "
        r"negative; $\lambda = 1$ belongs to one $c$ only. One may choose $\lambda$ freely and let it "
        "define $c$."
    ),
    names=NAMES,
)


average = total(k, z[k]) / size()
slope = D(mean(multiplier), multiplier)
spread = total(k, gibbs[k] * (z[k] - mean(multiplier)) ** 2)

multiplier_determined = Claim(
    "maxent.multiplier-determined",
    (
        r"The mean of $z$ under $\sigma(\lambda z)$ grows with $\lambda$ at the rate of its variance; "
        r"$\lambda$ has the sign of the mean minus the average"
    ),
    [
        Equal(slope, spread),
        slope > 0,
        implies(multiplier < other, mean(multiplier) < mean(other)),
        Equal(replace(mean(multiplier), multiplier, 0), average),
        iff(multiplier > 0, average < mean(multiplier)),
        iff(multiplier < 0, mean(multiplier) < average),
    ],
    given=[Different(z[i], z[j])],
    sources=[ARTICLE_001],
    references=["jaynes1957", "wainwright2008"],
    note=(
        "By maxent.softmax every mean strictly between the smallest and the largest logit belongs to one "
        r"$\lambda$."
    ),
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
    with chain.in_general():
        term = gibbs[k] * (z[k] - c) ** 2
        weak = for_each(k, chain.check(term >= 0))
        positive = []
        for place in (i, j):
            with chain.assuming(Different(z[place], c)):
                strict = chain.check(gibbs[place] * (z[place] - c) ** 2 > 0)
            summed = add_up_strictly(weak, strict, place)
            positive.append(chain.check(total(k, term) > 0, by=[(1, summed)]))
    around_c = one_differs(chain, positive[0], positive[1], c)
    chain.note(around_c, "all terms are squares, and not both of $z_i$ and $z_j$ are $c$")
    around_mean = chain.at(around_c, c=mean(multiplier))
    chain.conclude(chain.check(chain.goal, by=[(-1, rate), (1, around_mean)]), "for $c$ the mean")

    chain.section("The mean grows")
    with chain.in_general():
        itself = chain.check(Equal(mean(multiplier), mean(multiplier)))
        by_first, by_second = (
            Lemma.of(larger_mean(chain, place)).at(c=mean(multiplier)).given(itself).theorem for place in (i, j)
        )
    growing = suppose(multiplier < other, one_differs(chain, by_first, by_second, mean(multiplier)))
    chain.conclude(growing, r"as $\sum (z - c) \exp(\lambda(z - c))$ does")

    chain.section("Without weights")
    chain.start(replace(mean(multiplier), multiplier, 0), r"$\lambda = 0$")
    chain.then(evaluate, "all exponentials are 1")
    chain.then(pull_out, "all probabilities are $1/K$")
    unweighted = chain.end()

    upward, downward = between(chain, growing, 0, multiplier), between(chain, growing, multiplier, 0)
    above, below = average < mean(multiplier), mean(multiplier) < average
    with chain.assuming(multiplier > 0):
        grown = upward.given(chain.check(multiplier > 0))
        is_above = chain.check(above, by=[(1, grown), (-1, unweighted)])
    with chain.assuming(multiplier < 0):
        grown = downward.given(chain.check(multiplier < 0))
        is_below = chain.check(below, by=[(1, grown), (1, unweighted)])
    with chain.assuming(Equal(multiplier, 0)):
        level = chain.check(Equal(mean(multiplier), average))

    chain.section("Above the average")
    back = cases(trichotomy(multiplier, 0), clash(above, is_below), clash(above, level), multiplier > 0)
    both_ways = conjunction(suppose(multiplier > 0, is_above), suppose(above, back))
    chain.conclude(both_ways, r"the mean grows with $\lambda$, and is the average at $\lambda = 0$")

    chain.section("Below the average")
    back = cases(trichotomy(multiplier, 0), multiplier < 0, clash(below, level), clash(below, is_above))
    both_ways = conjunction(suppose(multiplier < 0, is_below), suppose(below, back))
    chain.conclude(both_ways, r"the mean grows with $\lambda$, and is the average at $\lambda = 0$")


def between(chain: Derivation, growing: Theorem, less: Number, more: Number) -> Lemma:
    """The growth of the mean between two values of λ."""
    scales: dict[str, Value] = {"lambda": less, "lambda'": more}
    return chain.at(growing, **scales)


def one_differs(chain: Derivation, by_first: Theorem, by_second: Theorem, value: Real) -> Theorem:
    """What follows from zᵢ ≠ v, and from zⱼ ≠ v, given zᵢ ≠ zⱼ."""

    def branch(case: Formula) -> Theorem:
        first = case != Equal(z[i], value)
        facts = (case,) if first else (Different(z[i], z[j]), case)
        with chain.in_general(), chain.assuming(*facts):
            unlike = chain.check(Different(z[i] if first else z[j], value))
        return modus_ponens(by_first if first else by_second, unlike)

    return cases(trichotomy(z[i], value), branch)


def larger_mean(chain: Derivation, place: IndexVariable) -> Theorem:
    """mean(λ) < mean(λ') under λ < λ', mean(λ) = c and z ≠ c at a class."""
    x = family(k, z[k] - c)
    unlike = Different(z[place], c)
    with chain.assuming(multiplier < other, unlike):
        grows = chain.lemma(sum_increases, b=place, x=x, s=multiplier, t=other)
    sums = [exp(-factor * c) * total(k, exp(factor * z[k])) for factor in (multiplier, other)]
    zero = chain.check(Equal(tilted(x, multiplier), 0), by=[(sums[0], has_mean)])
    above = chain.check(c < mean(other), by=[(1 / sums[1], grows), (-1 / sums[1], zero)])
    return chain.check(mean(multiplier) < mean(other), by=[(1, above), (1, has_mean)])


uniform = Claim(
    "maxent.uniform",
    r"Without a constraint on the mean, the uniform distribution alone has the largest entropy, $\log K$",
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
    gibbs_at_flat = chain.lemma(gibbs_inequality, r=flat)
    chain.start(divergence, "the relative entropy to the uniform distribution")
    chain.then(expand_logs, r"$\log(q/(1/K)) = \log q + \log K$")
    chain.then(split, r"$\log K$ does not depend on $k$")
    chain.then(apply(sums_to_one), r"$\sum q = 1$: this is the gap to $\log K$")
    gap = chain.check(Equal(log(size()) - entropy(q), divergence), by=[(-1, chain.chained())])
    chain.conclude(chain.check(chain.goal, by=[(1, gap), (1, gibbs_at_flat.part("sign"))]), "Gibbs' inequality")

    chain.section("Only the uniform distribution has it")
    level, is_flat = Equal(entropy(q), log(size())), forall(k, Equal(q[k], 1 / size()))
    equality = gibbs_at_flat.part("equality")
    with chain.assuming(level):
        zero = chain.show(Equal(divergence, 0), "the gap is 0", by=[(-1, gap), (-1, level)])
        only = suppose(level, equality.part("only if").given(zero))
    zero = modus_ponens(equality.part("if"), is_flat)
    back = suppose(is_flat, chain.check(level, by=[(-1, gap), (-1, zero)]))
    chain.conclude(conjunction(only, back), "Gibbs' inequality is strict elsewhere")


least_bias = Claim(
    "maxent.least-bias",
    "Softmax is the best choice because it introduces the least preference",
    expected="informal",
    sources=[ARTICLE_001],
    references=["jaynes1957"],
    says="Among all distributions that satisfy the constraint, that of maximum entropy is the least biased.",
    note=(
        "A principle of modelling, not a theorem. Its core that can be checked: without the constraint, "
        r"the uniform distribution alone has the largest entropy, $\log K$ (maxent.uniform)."
    ),
)
