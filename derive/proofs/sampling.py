"""Sampling: speculative decoding, estimates of a relative entropy from samples, and dropout."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.lemmas import add_up
from derive.proofs.definitions import i, k, relative_entropy

half = Fraction(1, 2)
q, r = vector("q"), vector("r")


def smaller(first: Number, second: Number) -> Real:
    """The smaller of two numbers."""
    return -largest(-real(first), -real(second))


accepted = total(k, smaller(q[k], r[k]))
surplus = total(k, largest(q[k] - r[k], 0))
drawn = smaller(q[i], r[i]) + (1 - accepted) * (largest(q[i] - r[i], 0) / surplus)

speculative = Claim(
    "sampling.speculative",
    r"Accept a draw $k$ from $r$ with the probability $\min(1, q_k/r_k)$, else draw $k$ with a probability that is "
    r"proportional to $\max(q_k - r_k, 0)$. A draw is accepted with the probability $\sum_k \min(q_k, r_k)$, one minus "
    r"the total variation of $q$ and $r$, and the law of what comes out is $q$",
    {
        "accepted": Equal(1 - accepted, surplus),
        "total variation": Equal(surplus, half * total(k, absolute(q[k] - r[k]))),
        "law": implies(surplus > 0, Equal(drawn, q[i])),
    },
    given=[*simplex(q), *simplex(r)],
    references=["leviathan2023"],
    note=r"Where no $q_k$ exceeds $r_k$ the two are the same, and every draw is accepted.",
)


@speculative.derivation
def _(chain: Derivation) -> None:
    a, b = scalar("a"), scalar("b")
    with chain.in_general():
        split = chain.note(
            chain.search(Equal(smaller(a, b) + largest(a - b, 0), a)), "the smaller of two and what the first has more"
        )
        halves = chain.note(
            chain.search(Equal(largest(a - b, 0), half * (a - b) + half * absolute(a - b))), "by the sign of $a - b$"
        )
    chain.section("Accepted")
    whole = add_up(for_each(k, chain.at(split, a=q[k], b=r[k]).theorem))
    rejected = chain.conclude(
        chain.check(chain.goal, by=[(-1, whole), (1, simplex(q)[1])]), "summed over all draws, as $q$ sums to 1"
    )
    whole = add_up(for_each(k, chain.at(halves, a=q[k], b=r[k]).theorem))
    by: Multiples = [(1, whole), (half, simplex(q)[1]), (-half, simplex(r)[1])]
    chain.conclude(chain.check(chain.goal, by=by), "summed over all draws, as both sum to 1")

    chain.section("The law")
    here = chain.at(split, a=q[i], b=r[i]).theorem
    more = largest(q[i] - r[i], 0) / surplus
    with chain.assuming(surplus > 0):
        law = chain.check(Equal(drawn, q[i]), by=[(more, rejected), (1, here)])
    chain.conclude(suppose(surplus > 0, law), "rejected as often as there is something left to draw")


estimators = Claim(
    "kl.estimators",
    r"For draws $k$ from $q$, $r_k/q_k - 1 - \log(r_k/q_k)$ has the mean $\operatorname{KL}(q \| r)$, as "
    r"$\log(q_k/r_k)$ has by definition, and is never negative",
    {
        "mean": Equal(total(k, q[k] * (r[k] / q[k] - 1 - log(r[k] / q[k]))), relative_entropy(q, r)),
        "sign": r[k] / q[k] - 1 - log(r[k] / q[k]) >= 0,
    },
    given=[*simplex(q, interior=True), *simplex(r, interior=True)],
    references=["shao2024"],
)

kept, activation = scalar("s"), scalar("a")

dropout = Claim(
    "dropout.moments",
    r"Kept with the probability $s$ and divided by $s$, else set to 0, an activation $a$ has the mean $a$ and the "
    r"variance $a^2 (1 - s)/s$",
    {
        "mean": Equal(kept * (activation / kept) + (1 - kept) * 0, activation),
        "variance": Equal(
            kept * (activation / kept - activation) ** 2 + (1 - kept) * (0 - activation) ** 2,
            activation**2 * (1 - kept) / kept,
        ),
    },
    given=[kept > 0],
    references=["srivastava2014"],
)
