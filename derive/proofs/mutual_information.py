"""Two random variables: joint, marginal and conditional distributions, and what one tells of the other."""

from __future__ import annotations

from derive.bridge import apply, expand, expand_logs, split
from derive.language import *
from derive.lemmas import add_up, monotone, relative_entropy_bound
from derive.proofs.definitions import relative_entropy
from derive.proofs.relative_entropy import gibbs_inequality

x, y = index("x", "N"), index("y", "M")
joint = matrix("P", "N", "M")
each_x, each_y = index("i", "N"), index("j", "M")
first = family(x, total(y, joint[x, y]))
second = family(y, total(x, joint[x, y]))
conditional = family((x, y), joint[x, y] / first[x])
is_joint = (forall([x, y], joint[x, y] > 0), Equal(total((x, y), joint[x, y]), 1))

entropy_of_both = -total((x, y), joint[x, y] * log(joint[x, y]))
entropy_of_first = -total(x, first[x] * log(first[x]))
entropy_of_second = -total(y, second[y] * log(second[y]))
conditional_entropy = -total((x, y), joint[x, y] * log(conditional[x, y]))
mutual_information = total((x, y), joint[x, y] * log(joint[x, y] / (first[x] * second[y])))
POSITIVE = "All probabilities are positive, so that the conditional ones exist."
NAMES = [Abbreviation(first.array, "a"), Abbreviation(second.array, "b"), Abbreviation(conditional.array, "C")]

chain_rule = Claim(
    "entropy.chain-rule",
    "The entropy of two variables is that of the first plus that of the second given the first, which is at least 0",
    {
        "sum": Equal(entropy_of_both, entropy_of_first + conditional_entropy),
        "sign": conditional_entropy >= 0,
    },
    given=is_joint,
    references=["cover2006"],
    names=NAMES,
    note=POSITIVE,
)

information = Claim(
    "info.mutual-information",
    "Mutual information, the relative entropy of the joint distribution to the product of the marginal ones, is "
    "$H(X) + H(Y) - H(X, Y)$ and $H(Y) - H(Y | X)$; it is at least 0",
    {
        "entropies": Equal(mutual_information, entropy_of_first + entropy_of_second - entropy_of_both),
        "conditional": Equal(mutual_information, entropy_of_second - conditional_entropy),
        "sign": mutual_information >= 0,
    },
    given=is_joint,
    references=["cover2006"],
    names=NAMES,
    note=POSITIVE,
)

conditioning = Claim(
    "entropy.conditioning",
    "In the mean over the first variable, the second one has at most the entropy that it has by itself: "
    r"$H(Y | X) \le H(Y)$",
    conditional_entropy <= entropy_of_second,
    given=is_joint,
    references=["cover2006"],
    names=NAMES,
    note=POSITIVE,
)

conditioning_on_a_value = Claim(
    "entropy.conditioning-on-a-value",
    "Whatever value the first variable has, the second one has at most the entropy that it has by itself",
    -total(y, conditional[x, y] * log(conditional[x, y])) <= entropy_of_second,
    given=is_joint,
    expected="refuted",
    corrected_by="entropy.conditioning",
    references=["cover2006"],
    names=NAMES,
    note="It is so in the mean over the values.",
)

# Distributions of two variables -----------------------------------------------------------------------

other = matrix("Q", "N", "M")
other_first = family(x, total(y, other[x, y]))
divergence_of_both = total((x, y), joint[x, y] * log(joint[x, y] / other[x, y]))
divergence_of_first = total(x, first[x] * log(first[x] / other_first[x]))
other_conditional = family((x, y), other[x, y] / other_first[x])

divergence_chain = Claim(
    "kl.chain-rule",
    "The relative entropy of two joint distributions is that of the marginal ones plus the mean of that of the "
    "conditional ones, and at least that of the marginal ones",
    {
        "sum": Equal(
            divergence_of_both,
            divergence_of_first
            + total(x, first[x] * total(y, conditional[x, y] * log(conditional[x, y] / other_conditional[x, y]))),
        ),
        "bound": divergence_of_first <= divergence_of_both,
    },
    given=[*is_joint, forall([x, y], other[x, y] > 0), Equal(total((x, y), other[x, y]), 1)],
    references=["cover2006"],
    names=NAMES,
)

a, b, c, d = vector("a", "N"), vector("b", "M"), vector("c", "N"), vector("d", "M")

products = Claim(
    "kl.products",
    "The relative entropy of two products of distributions is the sum of those of their factors",
    Equal(
        total((x, y), a[x] * b[y] * log(a[x] * b[y] / (c[x] * d[y]))),
        total(x, a[x] * log(a[x] / c[x])) + total(y, b[y] * log(b[y] / d[y])),
    ),
    given=[each for one in (a, b, c, d) for each in simplex(one, interior=True)],
    references=["cover2006"],
)

# Processing -------------------------------------------------------------------------------------------

q, r = vector("q", "N"), vector("r", "N")
kernel = matrix("W", "N", "M")
processed_q, processed_r = (family(y, total(x, one[x] * kernel[x, y])) for one in (q, r))
is_kernel = (forall([x, y], kernel[x, y] > 0), forall(x, Equal(total(y, kernel[x, y]), 1)))

processing = Claim(
    "kl.data-processing",
    "Passing both distributions through the same channel $W$ does not raise their relative entropy",
    total(y, processed_q[y] * log(processed_q[y] / processed_r[y])) <= total(x, q[x] * log(q[x] / r[x])),
    given=[*simplex(q, interior=True), *simplex(r, interior=True), *is_kernel],
    references=["cover2006"],
)

# Many distributions -----------------------------------------------------------------------------------

k = index("k")
weight, rows, target = vector("w", "N"), matrix("Q", "N", "K"), vector("r")
average = family(k, total(x, weight[x] * rows[x, k]))
are_rows = (forall([x, k], rows[x, k] > 0), forall(x, Equal(total(k, rows[x, k]), 1)))
to_target = total(x, weight[x] * total(k, rows[x, k] * log(rows[x, k] / target[k])))
to_average = total(x, weight[x] * total(k, rows[x, k] * log(rows[x, k] / average[k])))

compensation = Claim(
    "kl.compensation",
    "The mean relative entropy of distributions $q_n$ to $r$ is that to their average plus the relative entropy of "
    "the average to $r$: no distribution is nearer to all in the mean than the average",
    {
        "identity": Equal(to_target, to_average + relative_entropy(average, target)),
        "average": to_average <= to_target,
    },
    given=[*simplex(weight, interior=True), *are_rows, *simplex(target, interior=True)],
    references=["topsoe2001"],
    names=[Abbreviation(average.array, "m")],
)


@compensation.derivation
def _(chain: Derivation) -> None:
    chain.conclude(chain.search(chain.goal), r"the logarithm of a quotient; $m$ is the mean of the $q_n$")
    conditions = (forall(k, average[k] >= 0), Equal(total(k, average[k]), 1), *simplex(target, interior=True))
    proved = [chain.search(condition) for condition in conditions]
    gap = chain.lemma(gibbs_inequality).at(q=average, r=target).given(*proved).part("sign").theorem
    larger = to_average <= to_average + relative_entropy(average, target)
    smaller = chain.check(larger, [chain.search(average[k] > 0)], [(1, gap)])
    chain.conclude(transitivity(smaller, chain.search(Equal(larger.right, to_target))), "Gibbs' inequality")


# Estimation -------------------------------------------------------------------------------------------

K = size()
estimate, truth = index("n"), index("m")
together = matrix("P", "K", "K")
of_estimate = family(estimate, total(truth, together[estimate, truth]))
given_estimate = family((estimate, truth), together[estimate, truth] / of_estimate[estimate])
mistake = total(estimate, total_except(truth, estimate, together[estimate, truth]))
uncertainty = -total((estimate, truth), together[estimate, truth] * log(given_estimate[estimate, truth]))
entropy_of_mistake = -mistake * log(mistake) - (1 - mistake) * log(1 - mistake)

fano = Claim(
    "entropy.fano",
    "With the probability $e$ of a wrong estimate of one of $K$ classes, the entropy of the class given the estimate "
    r"is at most $h(e) + e \log(K - 1)$, where $h(e) = -e \log e - (1 - e) \log(1 - e)$ (Fano's inequality)",
    uncertainty <= entropy_of_mistake + mistake * log(K - 1),
    given=[
        K >= 2,
        forall([estimate, truth], together[estimate, truth] > 0),
        Equal(total((estimate, truth), together[estimate, truth]), 1),
    ],
    references=["cover2006"],
    names=[
        Abbreviation(of_estimate.array, "a"),
        Abbreviation(given_estimate.array, "C"),
        Abbreviation(mistake.term, "e"),
    ],
    witness=point({"K": 2}, P=[["1/8", "1/4"], ["1/2", "1/8"]]),
    note="$P_{nm}$ is the probability that the estimate is class $n$ and the truth class $m$. " + POSITIVE,
)


@fano.derivation
def _(chain: Derivation) -> None:
    signs = [
        chain.note(chain.search(mistake > 0), "there is more than one class"),
        chain.note(chain.search(1 - mistake > 0), "an estimate may be right, too"),
    ]
    entry, right = together[estimate, truth], delta(estimate, truth)
    guessed = right * (1 - mistake) + (1 - right) * mistake / (K - 1)
    logarithm = right * log(1 - mistake) + (1 - right) * log(mistake / (K - 1))
    goal = entry * log(given_estimate[estimate, truth]) >= entry * logarithm + entry - of_estimate[estimate] * guessed

    def branch(case: Formula, probability: Real) -> Theorem:
        with chain.assuming(case):
            known = [*signs, chain.check(probability > 0, signs)]
            bound = relative_entropy_bound(entry, of_estimate[estimate] * probability, chain.given, known)
            return chain.check(goal, known, [(1, bound)])

    same_class, other_class = same(estimate, truth), distinct(estimate, truth)
    branches = branch(same_class, 1 - mistake), branch(other_class, mistake / (K - 1))
    each = chain.note(
        cases(excluded_middle(same_class), *branches),
        r"$t \log(t/u) \ge t - u$, where $u$ is $a_n$ times $1 - e$ for $m = n$, and times $e/(K - 1)$ elsewhere",
    )
    summed = add_up(for_each(estimate, add_up(for_each(truth, each))))
    chain.conclude(chain.check(chain.goal, signs, [(1, summed)]), "sum over $n$ and $m$: both sides of it sum to 1")


# Latent variables -------------------------------------------------------------------------------------

likelihood, guess = vector("p"), vector("q")
evidence = total(k, likelihood[k])
posterior = family(k, likelihood[k] / evidence)
lower_bound = total(k, guess[k] * log(likelihood[k] / guess[k]))
is_posterior = forall(k, Equal(guess[k], posterior[k]))

elbo = Claim(
    "elbo.identity",
    r"The logarithm of the evidence $\sum_k p_k$, with the joint probabilities $p_k$ of the data and the latent "
    r"class $k$, is the evidence lower bound of a guess $q$ plus the relative entropy of $q$ to the posterior $r$: "
    r"the bound is attained exactly where the guess is the posterior",
    {
        "identity": Equal(log(evidence), lower_bound + relative_entropy(guess, posterior)),
        "bound": lower_bound <= log(evidence),
        "equality": iff(Equal(lower_bound, log(evidence)), is_posterior),
    },
    given=[forall(k, likelihood[k] > 0), *simplex(guess, interior=True)],
    references=["jordan1999"],
    names=[Abbreviation(posterior.array, "r")],
)


@elbo.derivation
def _(chain: Derivation) -> None:
    sums_to_one = simplex(guess)[1]
    chain.section("The identity")
    chain.start(lower_bound + relative_entropy(guess, posterior), r"with $\log r_k = \log p_k - \log \sum_j p_j$")
    chain.then(expand_logs, "the logarithm of a quotient")
    chain.then(expand, "multiply out")
    chain.then(split, r"the sums of $q_k \log p_k$ and $q_k \log q_k$ cancel")
    chain.then(apply(sums_to_one), "$q$ sums to 1")
    identity = chain.end()

    chain.section("The bound")
    gibbs = chain.lemma(gibbs_inequality, q=guess, r=posterior)
    chain.conclude(chain.check(chain.goal, by=[(1, identity), (1, gibbs.part("sign"))]), "Gibbs' inequality")
    attained, equality = Equal(lower_bound, log(evidence)), gibbs.part("equality")
    with chain.assuming(attained):
        zero = chain.show(
            Equal(relative_entropy(guess, posterior), 0), "there is no gap", by=[(-1, identity), (-1, attained)]
        )
        only = suppose(attained, modus_ponens(equality.part("only if"), zero))
    zero = modus_ponens(equality.part("if"), is_posterior)
    back = suppose(is_posterior, chain.check(attained, by=[(-1, identity), (-1, zero)]))
    chain.conclude(conjunction(only, back), "the gap is 0 only for equal distributions")


improved = vector("w")


def expected_logarithm(joint: Family) -> Real:
    """The mean of the logarithm of joint probabilities under the posterior."""
    return total(k, posterior[k] * log(joint[k]))


em_step = Claim(
    "elbo.em-step",
    r"Let $r$ be the posterior of the latent class for the joint probabilities $p_k$. Other joint probabilities $w_k$ "
    r"raise the logarithm of the evidence by at least as much as they raise $\sum_k r_k \log w_k$: a step of "
    "expectation maximisation does not lower the evidence",
    {
        "gain": log(total(k, improved[k])) - log(evidence)
        >= expected_logarithm(improved) - expected_logarithm(likelihood),
        "step": implies(
            expected_logarithm(improved) >= expected_logarithm(likelihood), total(k, improved[k]) >= evidence
        ),
    },
    given=[forall(k, likelihood[k] > 0), forall(k, improved[k] > 0)],
    references=["dempster1977"],
    names=[Abbreviation(posterior.array, "r")],
)


@em_step.derivation
def _(chain: Derivation) -> None:
    bounds = chain.lemma(elbo)
    below = chain.at(bounds, p=improved, q=posterior).part("bound")
    chain.note(below, "the lower bound of $w$, for the guess $r$")
    attained = chain.at(bounds, p=likelihood, q=posterior).part("equality").part("if")
    exact = chain.note(
        modus_ponens(attained, chain.check(forall(k, Equal(posterior[k], posterior[k])))), "the guess is the posterior"
    )
    gain = chain.conclude(
        chain.check(chain.goal, by=[(1, below), (-1, exact)]), r"the terms with $r_k \log r_k$ cancel"
    )
    larger = expected_logarithm(improved) >= expected_logarithm(likelihood)
    with chain.assuming(larger):
        risen = chain.check(log(total(k, improved[k])) >= log(evidence), by=[(1, gain), (1, larger)])
        grown = chain.check(total(k, improved[k]) >= evidence, by=[(1, monotone("exp", risen))])
        step = suppose(larger, grown)
    chain.conclude(step, "the logarithm grows")
