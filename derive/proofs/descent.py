"""Log-sum-exp lies below its quadratic upper bound, so that a step of gradient descent lowers cross entropy."""

from __future__ import annotations

from fractions import Fraction

from derive.language import *
from derive.lemmas import rises
from derive.proofs.definitions import (
    ARTICLE_004,
    LSE_NAME,
    P_NAME,
    S_NAME,
    cross_entropy,
    k,
    log_sum_exp,
    p,
    softmax,
    v,
    w,
    y,
    z,
)
from derive.proofs.softmax_lipschitz import lipschitz

QUARTER = Fraction(1, 4)
t, eta = scalar("t"), scalar("eta")
moved = family(k, z[k] + t * v[k])
end = family(k, z[k] + v[k])
squares = total(k, v[k] ** 2)

quadratic_bound = Claim(
    "lse.quadratic-upper-bound",
    r"For a change $v$ of the logits, $\operatorname{LSE}(z + v)$ is at most $\operatorname{LSE}(z) + p \cdot v + "
    r"\frac14 \|v\|^2$",
    log_sum_exp(end) <= log_sum_exp(z) + total(k, p[k] * v[k]) + QUARTER * squares,
    references=["bohning1992"],
    names=[LSE_NAME, P_NAME, S_NAME],
)


@quadratic_bound.derivation
def _(chain: Derivation) -> None:
    gap = log_sum_exp(z) + t * total(k, p[k] * v[k]) + QUARTER * t**2 * squares - log_sum_exp(moved)
    ahead = total(k, (softmax(moved)[k] - p[k]) * v[k])
    change, step_taken = softmax(moved)[k] - p[k], t * v[k]
    with chain.in_general():
        between, far = softmax(z)[k] - softmax(w)[k], z[k] - w[k]
        norms = chain.lemma(lipschitz).part("Euclidean")
        sizes = sqrt(total(k, between**2)) + sqrt(total(k, far**2)) / 2
        known = chain.check(total(k, between**2) <= QUARTER * total(k, far**2), by=[(sizes, norms)])
        short = Lemma.of(known).at(z=moved, w=z)
    chain.note(short, "softmax has the Lipschitz constant 1/2")
    product = chain.check(total(k, (change - step_taken / 2) ** 2) >= 0)
    with chain.assuming(t >= 0, t <= 1):
        along = chain.check(t * ahead <= t**2 * squares / 2, by=[(1, short), (1, product)])
        with chain.assuming(t > 0):
            later = chain.check(ahead <= t * squares / 2, by=[(1 / t, along)])
        with chain.assuming(Equal(0, t)):
            start = chain.check(ahead <= t * squares / 2)
        below = cases(trichotomy(0, t), later, start, clash(t < 0, t >= 0))
        slope = chain.check(D(gap, t) >= 0, by=[(1, below)])
    moved_up = rises(real(0), real(1), t, slope, chain.check(real(0) <= 1))
    chain.conclude(chain.check(chain.goal, by=[(1, moved_up)]), r"the gap at $z + t v$ grows with $t$ from 0")


loss, next_loss = cross_entropy(y, p), cross_entropy(y, softmax(family(k, z[k] - eta * (p[k] - y[k]))))
error = total(k, (p[k] - y[k]) ** 2)

step_descends = Claim(
    "ce.gradient-step-descends",
    r"A step of size $\eta$ along $y - p$, against the gradient, changes the cross entropy from $L$ to at most $L - "
    r"\eta (1 - \eta/4) \|p - y\|^2$: for $0 \le \eta \le 4$ it does not rise",
    {
        "bound": next_loss <= loss - eta * (1 - eta / 4) * error,
        "no rise": implies(both(eta >= 0, eta <= 4), next_loss <= loss),
    },
    given=[Equal(total(k, y[k]), 1)],
    sources=[ARTICLE_004],
    references=["bohning1992"],
    names=[P_NAME, S_NAME],
)


@step_descends.derivation
def _(chain: Derivation) -> None:
    with chain.in_general():
        upper = chain.lemma(quadratic_bound).at(z=z, v=family(k, -eta * (p[k] - y[k])))
    bound = chain.check(chain.goal, by=[(1, upper)])
    chain.conclude(bound, r"the quadratic upper bound at $v = -\eta (p - y)$")
    small = both(eta >= 0, eta <= 4)
    with chain.assuming(small):
        gain = chain.check(eta * (1 - eta / 4) * error >= 0)
        theorem = suppose(small, chain.check(next_loss <= loss, by=[(1, bound), (1, gain)]))
    chain.conclude(theorem, r"$\eta (1 - \eta/4) \ge 0$")
