"""Softmax is a contraction: Lipschitz constants in three norms."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.lemmas import absolute_at_most, add_up, cauchy_schwarz, maximum_bounds, maximum_least
from derive.proofs.definitions import j, k, sigma, softmax, w, z

a, b, x, d = scalar("a"), scalar("b"), scalar("x"), vector("d")
HALF = Fraction(1, 2)
p, q = softmax(z), softmax(w)
change, step_taken = p[k] - q[k], z[k] - w[k]
total_change = total(k, absolute(change))
inner_product = total(k, change * step_taken)

symmetric_bound = Claim(
    "kl.symmetric-bound",
    r"$(a - b) \log(a/b)$ is at least $2 (a - b)^2/(a + b)$ for positive a and $b$",
    (a - b) * log(a / b) >= 2 * (a - b) ** 2 / (a + b),
    given=[a > 0, b > 0],
)


@symmetric_bound.derivation
def _(chain: Derivation) -> None:
    bound = log(x) >= 2 * (x - 1) / (x + 1)
    with chain.in_general(), chain.assuming(x >= 1):
        found = suppose(x >= 1, chain.search(bound))
    above_one = for_each(x, found)
    chain.note(above_one, "the slopes differ by $(x - 1)^2/(x (x + 1)^2)$")

    def larger(first: Real, second: Real) -> Theorem:
        at_ratio = specialise(weaken(above_one, *chain.given), first / second)
        order = chain.check(first / second >= 1, by=[(1 / second, first >= second)])
        return chain.check(chain.goal, by=[(first - second, modus_ponens(at_ratio, order))])

    with chain.assuming(a >= b):
        first_case = suppose(a >= b, larger(a, b))
    with chain.assuming(b >= a):
        second_case = suppose(b >= a, larger(b, a))

    def branch(case: Formula) -> Theorem:
        with chain.assuming(case):
            if case == (a < b):
                return modus_ponens(second_case, chain.check(b >= a))
            return modus_ponens(first_case, chain.check(a >= b))

    chain.conclude(cases(trichotomy(a, b), branch), "for $x = a/b$, or $b/a$")


lipschitz = Claim(
    "softmax.lipschitz",
    (
        r"$\|\sigma(z) - \sigma(w)\|_1$ is at most the largest $|z_k - w_k|$, and softmax has the Lipschitz constant "
        r"1/2 in the maximum norm, in the Euclidean norm, where it is co-coercive, and for sums of absolute values"
    ),
    {
        "monotone": inner_product >= total_change**2,
        "maximum to sum": total_change <= maximum(k, absolute(step_taken)),
        "maximum norm": maximum(k, absolute(change)) <= HALF * maximum(k, absolute(step_taken)),
        "co-coercive": 2 * total(k, change**2) <= inner_product,
        "Euclidean": sqrt(total(k, change**2)) <= HALF * sqrt(total(k, step_taken**2)),
        "sum": total_change <= HALF * total(k, absolute(step_taken)),
    },
    references=["gao2017"],
    names=[sigma(z, "z"), sigma(w, "w")],
)


@lipschitz.derivation
def _(chain: Derivation) -> None:
    chain.section("How far softmax follows")
    bound = chain.note(chain.lemma(symmetric_bound, a=p[k], b=q[k]), "for both probabilities of a class")
    summed = add_up(for_each(k, bound))
    schwarz = cauchy_schwarz(k, (1, absolute(change) / sqrt(p[k] + q[k]), sqrt(p[k] + q[k])), ())
    theorem = chain.check(chain.goal, by=[(1, summed), (1, schwarz)])
    follows = chain.conclude(theorem, r"$\log p - \log q$ is $z - w$ up to a constant; the Cauchy–Schwarz inequality")

    chain.section("From the maximum norm to the sum")
    farthest = maximum(k, absolute(step_taken))
    with chain.in_general(), chain.assuming(absolute(x) <= b):
        product = suppose(absolute(x) <= b, chain.search(a * x <= absolute(a) * b))
    one = specialise(for_each((a, x, b), product), change, step_taken, farthest)
    each = for_each(k, modus_ponens(one, maximum_bounds(farthest, k)))
    squared = chain.check(total_change**2 <= farthest * total_change, by=[(1, follows), (1, add_up(each))])
    chain.note(squared, "no $|z_k - w_k|$ is above the largest")
    summed = divided(chain, farthest, squared, chain.search(farthest >= 0))
    summed = chain.conclude(summed, "divide by the sum, where it is not 0")

    chain.section("In the maximum norm")
    with chain.in_general(), chain.assuming(Equal(total(k, d[k]), 0)):
        half = suppose(Equal(total(k, d[k]), 0), for_each(k, half_of_sum(chain)))
    at_change = modus_ponens(specialise(for_each(d, half), family(k, change)), chain.check(Equal(total(k, change), 0)))
    chain.note(at_change, "the entries of a vector with the sum 0")
    each = for_each(
        k, chain.check(absolute(change) <= farthest / 2, by=[(HALF, specialise(at_change, k)), (HALF, summed)])
    )
    chain.conclude(chain.check(chain.goal, by=[(1, maximum_least(each))]), "half of the sum")

    chain.section("In the Euclidean norm")
    below = halved(chain, follows)
    chain.conclude(below, r"a vector $d$ with the sum 0 has $2 d_k^2 \le |d_k| \sum_l |d_l|$")
    chain.conclude(euclidean(chain, below), "the Cauchy–Schwarz inequality; divide by the root on the left")

    chain.section("In the sum norm")
    moves = total(k, absolute(step_taken))
    with chain.in_general():
        product = for_each((a, x), chain.search(a * x <= absolute(a) * absolute(x)))
    one = specialise(product, change, step_taken)
    by: Multiples = [(1, one), (absolute(step_taken) / 2, specialise(at_change, k))]
    each = chain.note(
        chain.check(change * step_taken <= total_change / 2 * absolute(step_taken), by=by), "half of the sum, as above"
    )
    squared = chain.check(
        total_change**2 <= moves / 2 * total_change, by=[(1, follows), (1, add_up(for_each(k, each)))]
    )
    theorem = divided(chain, moves / 2, squared, chain.check(moves / 2 >= 0))
    chain.conclude(chain.check(chain.goal, by=[(1, theorem)]), "divide by the sum")


def divided(chain: Derivation, bound: Real, squared: Theorem, sign: Theorem) -> Theorem:
    """s ≤ b from s² ≤ b s, for s = ‖σ(z) − σ(w)‖₁ and b ≥ 0."""
    goal = total_change <= bound
    with chain.assuming(total_change > 0):
        inside = chain.check(goal, by=[(1 / total_change, squared)])
    with chain.assuming(Equal(0, total_change)):
        outside = chain.check(goal, by=[(1, sign), (-1, Equal(0, total_change))])
    negative = clash(total_change < 0, chain.check(total_change >= 0))
    return cases(trichotomy(0, total_change), inside, outside, negative)


def half_of_sum(chain: Derivation) -> Theorem:
    """2|dₖ| ≤ ‖d‖₁ where Σ d = 0, for the entries of the other classes have the sum −dₖ."""
    one_norm = total(k, absolute(d[k]))
    sides = []
    for sign in (1, -1):
        term = choose(j, k, 0, -sign * d[j]) <= choose(j, k, 0, absolute(d[j]))
        summed = add_up(for_each(j, chain.search(term)))
        sides.append(chain.check(sign * d[k] <= one_norm - absolute(d[k]), by=[(1, summed)]))
    rest = one_norm - absolute(d[k])
    most = absolute_at_most(d[k], rest, chain.check(-rest <= d[k], by=[(1, sides[1])]), sides[0], chain.given)
    return chain.check(2 * absolute(d[k]) <= one_norm, by=[(1, most)])


def halved(chain: Derivation, follows: Theorem) -> Theorem:
    """2‖d‖² ≤ ‖d‖₁² for d = σ(z) − σ(w), which sums to 0; so 2‖d‖² ≤ d·s for s = z − w."""
    size_of_d, one_norm = total(k, d[k] ** 2), total(k, absolute(d[k]))
    balanced = Equal(total(k, d[k]), 0)
    with chain.in_general(), chain.assuming(balanced):
        most = half_of_sum(chain)
        small = chain.check(d[k] ** 2 <= absolute(d[k]) * one_norm / 2, by=[(absolute(d[k]) / 2, most)])
        squares = chain.check(2 * size_of_d <= one_norm**2, by=[(2, add_up(for_each(k, small)))])
        general = for_each(d, suppose(balanced, squares))
    at_change = modus_ponens(specialise(general, family(k, change)), chain.check(Equal(total(k, change), 0)))
    return chain.check(2 * total(k, change**2) <= inner_product, by=[(1, at_change), (1, follows)])


def euclidean(chain: Derivation, below: Theorem) -> Theorem:
    """2‖d‖² ≤ d·s ≤ ‖d‖ ‖s‖, by the Cauchy–Schwarz inequality."""
    first, second = total(k, change**2), total(k, step_taken**2)
    schwarz = cauchy_schwarz(k, (1, change, step_taken), ())
    schwarz = chain.check(inner_product**2 <= first * second, by=[(1, schwarz)])
    signs = chain.check(first >= 0), chain.check(second >= 0)
    quarter = modus_ponens(specialise(quarter_of_square(chain), first, inner_product, second), below, schwarz, *signs)
    with chain.in_general(), chain.assuming(quarter.conclusion):
        rooted = suppose(quarter.conclusion, chain.search(chain.goal))
    return modus_ponens(rooted, quarter)


def quarter_of_square(chain: Derivation) -> Theorem:
    """a ≤ b/4 where 2a ≤ x, x² ≤ a b and a, b ≥ 0."""
    conditions = (2 * a <= x, x**2 <= a * b, a >= 0, b >= 0)
    goal = a <= b / 4
    with chain.in_general(), chain.assuming(*conditions):
        with chain.assuming(a > 0):
            positive = chain.check(x >= 0, by=[(1, conditions[0])])
            product = chain.check(4 * a**2 <= a * b, [positive], [(1, conditions[1]), (2 * a + x, conditions[0])])
            inside = chain.check(goal, by=[(1 / (4 * a), product)])
        with chain.assuming(Equal(0, a)):
            outside = chain.check(goal)
        theorem = cases(trichotomy(0, a), inside, outside, clash(a < 0, conditions[2]))
    for condition in reversed(conditions):
        theorem = suppose(condition, theorem)
    return for_each((a, x, b), theorem)
