"""Softmax is a contraction: Lipschitz constants in three norms."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.lemmas import add_up, cauchy_schwarz
from derive.proofs.definitions import k, sigma, softmax, w, z

a, b, x = scalar("a"), scalar("b"), scalar("x")
HALF = Fraction(1, 2)
p, q = softmax(z), softmax(w)
change, step_taken = p[k] - q[k], z[k] - w[k]
total_change = total(k, absolute(change))
inner_product = total(k, change * step_taken)

symmetric_bound = Claim(
    "kl.symmetric-bound",
    "(a − b) log(a/b) is at least 2 (a − b)²/(a + b) for positive a and b",
    (a - b) * log(a / b) >= 2 * (a - b) ** 2 / (a + b),
    given=[a > 0, b > 0],
)


@symmetric_bound.derivation
def _(chain: Derivation) -> None:
    bound = log(x) >= 2 * (x - 1) / (x + 1)
    with chain.in_general(), chain.assuming(x >= 1):
        found = suppose(x >= 1, chain.search(bound))
    above_one = for_each(x, found)
    chain.note(above_one, "the slopes differ by (x − 1)²/(x (x + 1)²)")

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

    chain.conclude(cases(trichotomy(a, b), branch), "for x = a/b, or b/a")


lipschitz = Claim(
    "softmax.lipschitz",
    "‖σ(z) − σ(w)‖₁ is at most the largest |zₖ − wₖ|, and softmax has the Lipschitz constant 1/2 in the Euclidean norm",
    {
        "monotone": inner_product >= total_change**2,
        "maximum to sum": total_change <= maximum(k, absolute(step_taken)),
        "Euclidean": sqrt(total(k, change**2)) <= HALF * sqrt(total(k, step_taken**2)),
    },
    references=["gao2017"],
    names=[sigma(z, "z"), sigma(w, "w")],
)


@lipschitz.derivation
def _(chain: Derivation) -> None:
    chain.section("How far softmax follows")
    bound = chain.lemma(symmetric_bound, a=p[k], b=q[k])
    summed = add_up(for_each(k, bound))
    schwarz = cauchy_schwarz(k, (1, absolute(change) / sqrt(p[k] + q[k]), sqrt(p[k] + q[k])), ())
    theorem = chain.check(chain.goal, by=[(1, summed), (1, schwarz)])
    follows = chain.conclude(theorem, "log p − log q is z − w up to a constant; the Cauchy–Schwarz inequality")

    chain.section("From the maximum norm to the sum")
    chain.conclude(chain.search(chain.goal))
    chain.conclude(chain.search(chain.goal))
