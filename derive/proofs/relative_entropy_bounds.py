"""Lower bounds for relative entropy by distances of the distributions."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.lemmas import add_up, cauchy_schwarz, rises
from derive.proofs.definitions import k
from derive.proofs.relative_entropy import divergence, q, r

x, s = scalar("x"), scalar("s")

logarithm_gap = log(x) - 3 * (x - 1) * (x + 5) / (2 * (x + 2) ** 2)
one_class_gap = x * log(x) - x + 1 - 3 * (x - 1) ** 2 / (2 * (x + 2))

logarithm_bound = Claim(
    "kl.logarithm-bound",
    r"$\log x$ is at least $3 (x - 1)(x + 5)/(2 (x + 2)^2)$ for $x \ge 1$, and at most that for $x \le 1$",
    {"above": implies(x >= 1, logarithm_gap >= 0), "below": implies(x <= 1, logarithm_gap <= 0)},
    given=[x > 0],
    note="The two have the same value, slope and curvature at 1.",
)


@logarithm_bound.derivation
def _(chain: Derivation) -> None:
    gap = replace(logarithm_gap, x, s)
    for low, high, order in ((real(1), x, x >= 1), (x, real(1), x <= 1)):
        chain.section(f"For x {'above' if high is x else 'below'} 1")
        with chain.assuming(order):
            with chain.assuming(low <= s, s <= high):
                positive = chain.check(s > 0, by=[(1, low <= s), *([(1, x > 0)] if low is x else [])])
                chain.start(D(gap, s), "the slope of the difference")
                chain.then((s - 1) ** 2 * (s + 8) / (s * (s + 2) ** 3), "over a common denominator", using=[positive])
                square = chain.check((s - 1) ** 2 >= 0)
                weight = (s + 8) / (s * (s + 2) ** 3)
                slope = chain.check(D(gap, s) >= 0, [positive], [(-1, chain.chained()), (weight, square)])
                chain.note(slope, "a square times positive numbers")
            moved = rises(low, high, s, slope, order)
            sign = chain.show(chain.goal.right, "the difference is 0 at 1", by=[(1, moved)])  # type: ignore[attr-defined]
        chain.conclude(suppose(order, sign))


one_class = Claim(
    "kl.one-class-bound",
    r"$x \log x - x + 1$ is at least $3 (x - 1)^2/(2 (x + 2))$",
    one_class_gap >= 0,
    given=[x > 0],
    note="The two have the same value, slope, curvature and third derivative at 1.",
)


@one_class.derivation
def _(chain: Derivation) -> None:
    function, gap = replace(one_class_gap, x, s), replace(logarithm_gap, x, s)
    branches = []
    for low, high, order, side in ((real(1), x, x > 1, "above"), (x, real(1), x < 1, "below")):
        sign = 1 if side == "above" else -1
        with chain.assuming(order):
            ends = chain.check(low <= high)
            with chain.assuming(low <= s, s <= high):
                positive = chain.check(s > 0, by=[(1, low <= s), *([(1, x > 0)] if low is x else [])])
                chain.start(D(sign * function, s), "the slope")
                chain.then(sign * gap, r"is the difference of $\log s$ and its bound", using=[positive])
                bound = chain.lemma(logarithm_bound).at(x=s).given(positive).part(side)
                known = modus_ponens(bound, s >= 1 if side == "above" else s <= 1)
                slope = chain.check(D(sign * function, s) >= 0, [positive], [(-1, chain.chained()), (1, known)])
            moved = rises(low, high, s, slope, ends)
            branches.append(chain.check(chain.goal, by=[(1, moved)]))
    above, below = branches
    with chain.assuming(Equal(x, 1)):
        level = chain.check(chain.goal)
    chain.conclude(cases(trichotomy(x, 1), below, level, above), "the difference is 0 at 1, and rises on both sides")


total_variation = total(k, absolute(q[k] - r[k]))
squares = (q[k] - r[k]) ** 2 / (q[k] + 2 * r[k])

pinsker = Claim(
    "kl.pinsker",
    r"The relative entropy is at least half the square of $\sum_k |q_k - r_k|$ (Pinsker's inequality)",
    divergence >= Fraction(1, 2) * total_variation**2,
    given=[*simplex(q), *simplex(r, interior=True)],
    references=["cover2006"],
)


@pinsker.derivation
def _(chain: Derivation) -> None:
    signs, weight = (simplex(q)[0], simplex(r, interior=True)[0]), q[k] + 2 * r[k]
    goal = q[k] * log(q[k] / r[k]) - q[k] + r[k] >= Fraction(3, 2) * squares
    with chain.in_general(), chain.assuming(*signs):
        with chain.assuming(q[k] > 0):
            inside = chain.check(goal, by=[(r[k], chain.lemma(one_class, x=q[k] / r[k]))])
        with chain.assuming(Equal(0, q[k])):
            outside = chain.check(goal)
        term = cases(trichotomy(0, q[k]), inside, outside, clash(q[k] < 0, specialise(signs[0], k)))
        chain.note(term, r"$x \log x - x + 1 \ge 3 (x - 1)^2/(2 (x + 2))$ for $x = q/r$")
        parts = (1, absolute(q[k] - r[k]) / sqrt(weight), sqrt(weight))
        schwarz = cauchy_schwarz(k, parts, signs)
    chain.note(schwarz, "the Cauchy–Schwarz inequality")
    summed = chain.note(add_up(for_each(k, term)), "sum over the classes")
    chain.conclude(chain.check(chain.goal, by=[(1, summed), (Fraction(1, 2), schwarz)]), "the weights sum to 3")


t, u = scalar("t"), scalar("u")

pinsker_of_two = Claim(
    "kl.pinsker-two-classes",
    "The relative entropy of two distributions over two classes is at least twice the square of the difference of "
    "their first probabilities",
    t * log(t / u) + (1 - t) * log((1 - t) / (1 - u)) >= 2 * (t - u) ** 2,
    given=[t > 0, t < 1, u > 0, u < 1],
    references=["cover2006"],
    note=r"Here $\sum_k |q_k - r_k|$ is $2 |t - u|$.",
)
