"""Sums Σ xₖ exp(t xₖ), which grow with t: what the multiplier of a mean constraint rests on."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up, add_up_strictly, log_bound, monotone
from derive.proofs.definitions import k

x, s, t = scalar("x"), scalar("s"), scalar("t")
xs = vector("x")
b = index("b")


def tilted(values: Family, factor: Real) -> Real:
    """Σ xₖ exp(t xₖ)."""
    return total(k, values[k] * exp(factor * values[k]))


growth = x * (exp(t * x) - 1)

one_term = Claim(
    "tilting.one-term",
    r"$x \exp(t x) \ge x$ for $t > 0$, with equality only for $x = 0$",
    {"weak": growth >= 0, "strict": implies(Different(x, 0), growth > 0)},
    given=[t > 0],
)


@one_term.derivation
def _(chain: Derivation) -> None:
    strict = []
    for sign, exponent in ((x < 0, t * x < 0), (x > 0, t * x > 0)):
        with chain.case(sign):
            moved = chain.note(monotone("exp", chain.check(exponent)), "exp grows")
            strict.append(chain.show(growth > 0, "both factors have the same sign", using=[moved]))
    below, above = strict
    with chain.case(Equal(x, 0)):
        at_zero = chain.show(growth >= 0, "both sides are 0")
    three_cases = trichotomy(x, 0)
    weak_below, weak_above = (chain.check(growth >= 0, by=[(1, theorem)]) for theorem in strict)
    chain.conclude(cases(three_cases, weak_below, at_zero, weak_above), "in each case")
    nonzero = Different(x, 0)
    strictly = cases(three_cases, below, clash(nonzero, Equal(x, 0)), above)
    chain.conclude(suppose(nonzero, strictly), "as in the other cases")


sum_increases = Claim(
    "tilting.sum-increases",
    r"$\sum_k x_k \exp(t x_k)$ grows strictly with $t$ where some $x$ is not 0",
    tilted(xs, s) < tilted(xs, t),
    given=[s < t, Different(xs[b], 0)],
)


@sum_increases.derivation
def _(chain: Derivation) -> None:
    weak = chain.lemma(one_term, x=xs[k], t=t - s).part("weak")
    rising = chain.show(
        xs[k] * exp(s * xs[k]) <= xs[k] * exp(t * xs[k]),
        r"$x \exp((t - s)x) \ge x$; multiply by $\exp(s x)$",
        by=[(exp(s * xs[k]), weak)],
    )
    strict = modus_ponens(chain.lemma(one_term, x=xs[b], t=t - s).part("strict"), Different(xs[b], 0))
    at_b = chain.show(
        xs[b] * exp(s * xs[b]) < xs[b] * exp(t * xs[b]), "strictly so at $b$", by=[(exp(s * xs[b]), strict)]
    )
    chain.conclude(add_up_strictly(for_each(k, rising), at_b, b), "sum over the classes")


large = (1 + absolute(total(k, xs[k]))) / xs[b] ** 2

becomes_positive = Claim(
    "tilting.sum-becomes-positive",
    r"$\sum_k x_k \exp(t x_k)$ is positive for $t = (1 + |\sum_k x_k|)/x_b^2$, where $x_b > 0$",
    replace(tilted(xs, t), t, large) > 0,
    given=[xs[b] > 0],
)


@becomes_positive.derivation
def _(chain: Derivation) -> None:
    sum_of_x = total(k, xs[k])
    enough = sum_of_x + t * xs[b] ** 2 > 0
    bound = family(k, xs[k] + delta(k, b) * t * xs[k] ** 2)
    with chain.assuming(t > 0):
        linear = log_bound(exp(t * xs[b]))
        at_b = chain.show(xs[b] + t * xs[b] ** 2 <= xs[b] * exp(t * xs[b]), r"$\exp u \ge 1 + u$", by=[(xs[b], linear)])
        weak = chain.lemma(one_term, x=xs[k]).part("weak")
        elsewhere = chain.show(xs[k] <= xs[k] * exp(t * xs[k]), r"and $x \exp(t x) \ge x$ everywhere", by=[(1, weak)])
        bounded = bound[k] <= xs[k] * exp(t * xs[k])
        termwise = chain.by_cases(bounded, excluded_middle(same(k, b)), [(1, at_b)], [(1, elsewhere)])
        summed = chain.note(add_up(for_each(k, termwise)), "sum over the classes")
        positive = chain.check(tilted(xs, t) > 0, by=[(1, summed), (1, enough)])
    reaches = replace(sum_of_x + t * xs[b] ** 2, t, large) > 0
    by_sign = cases(trichotomy(sum_of_x, 0), lambda sign: chain.check(reaches, [sign]))
    reached = chain.note(by_sign, "and $t$ is chosen large enough")
    with chain.assuming(reaches):
        theorem = suppose(reaches, chain.at(positive, t=large))
    chain.conclude(modus_ponens(theorem, reached), r"for $t = (1 + |\sum_k x_k|)/x_b^2$")
