"""Sums Σ xₖ exp(t xₖ), which grow with t: what the multiplier of a mean constraint rests on."""

from __future__ import annotations

from derive.kernel import rules
from derive.language.claims import Claim
from derive.language.derivation import Derivation
from derive.language.expressions import (
    Different,
    Equal,
    Family,
    Real,
    absolute,
    delta,
    distinct,
    exp,
    family,
    implies,
    index,
    real,
    same,
    scalar,
    total,
    vector,
)
from derive.lemmas import inference
from derive.proofs._tools import applied, value_at
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
    "x exp(tx) ≥ x for t > 0, with equality only for x = 0",
    [growth >= 0, implies(Different(x, 0), growth > 0)],
    given=[t > 0],
)


@one_term.derivation
def _(chain: Derivation) -> None:
    strict = []
    for sign, exponent in ((x < 0, t * x < 0), (x > 0, t * x > 0)):
        with chain.assuming(sign):
            moved = inference.monotone("exp", chain.check(exponent), ())
            chain.note(moved, "exp grows")
            strict.append(chain.show(growth > 0, "both factors have the same sign", using=[moved]))
    three_cases = rules.trichotomy(x.term, real(0).term, (), ())
    with chain.assuming(Equal(x, 0)):
        at_zero = chain.check(growth >= 0)
    weak = [chain.check(growth >= 0, by=[(1, theorem)]) for theorem in strict]
    chain.conclude(rules.cases(three_cases, (weak[0], at_zero, weak[1]), growth >= 0), "for x = 0 it is 0")
    nonzero = Different(x, 0)
    none = rules.cases(rules.clash(rules.assume(nonzero), rules.assume(Equal(x, 0)), ()), (), growth > 0)
    theorem = rules.cases(three_cases, (strict[0], none, strict[1]), growth > 0)
    chain.conclude(rules.discharge(theorem, nonzero))


sum_increases = Claim(
    "tilting.sum-increases",
    "Σ xₖ exp(t xₖ) grows strictly with t where some x is not 0",
    tilted(xs, s) < tilted(xs, t),
    given=[s < t, Different(xs[b], 0)],
)


@sum_increases.derivation
def _(chain: Derivation) -> None:
    weak, strict = (applied(chain, chain.lemma(one_term), (x, xs[index_]), (t, t - s)) for index_ in (k, b))
    steps = [(exp(s * xs[k]), rules.conjunct(weak, 0))]
    rising = chain.check(xs[k] * exp(s * xs[k]) <= xs[k] * exp(t * xs[k]), by=steps)
    chain.note(rising, "x exp((t − s)x) ≥ x; multiply by exp(sx)")
    strictly = rules.modus_ponens(rules.conjunct(strict, 1), rules.assume(Different(xs[b], 0)))
    at_b = chain.check(xs[b] * exp(s * xs[b]) < xs[b] * exp(t * xs[b]), by=[(exp(s * xs[b]), strictly)])
    chain.note(at_b, "strictly so at b")
    chain.conclude(inference.add_up_strictly(chain.generalise(rising, k), at_b, b), "sum over the classes")


large = (1 + absolute(total(k, xs[k]))) / xs[b] ** 2

becomes_positive = Claim(
    "tilting.sum-becomes-positive",
    "Σ xₖ exp(t xₖ) is positive for t = (1 + |Σ xₖ|)/x_b², where x_b > 0",
    value_at(tilted(xs, t), t, large) > 0,
    given=[xs[b] > 0],
)


@becomes_positive.derivation
def _(chain: Derivation) -> None:
    sum_of_x = total(k, xs[k])
    enough = sum_of_x + t * xs[b] ** 2 > 0
    bound = family(k, xs[k] + delta(k, b) * t * xs[k] ** 2)
    with chain.assuming(t > 0):
        linear = inference.log_bound(exp(t * xs[b]).term, (), ())
        at_b = chain.show(xs[b] + t * xs[b] ** 2 <= xs[b] * exp(t * xs[b]), "exp u ≥ 1 + u", by=[(xs[b], linear)])
        weak = rules.conjunct(applied(chain, chain.lemma(one_term), (x, xs[k])), 0)
        elsewhere = chain.show(xs[k] <= xs[k] * exp(t * xs[k]), "and x exp(tx) ≥ x everywhere", by=[(1, weak)])
        with chain.assuming(same(k, b)):
            here = chain.check(bound[k] <= xs[k] * exp(t * xs[k]), by=[(1, at_b)])
        with chain.assuming(distinct(k, b)):
            there = chain.check(bound[k] <= xs[k] * exp(t * xs[k]), by=[(1, elsewhere)])
        termwise = rules.cases(rules.excluded_middle(same(k, b)), (here, there), bound[k] <= xs[k] * exp(t * xs[k]))
        summed = inference.add_up(chain.generalise(termwise, k))
        chain.note(summed, "sum over the classes")
        positive = chain.check(tilted(xs, t) > 0, by=[(1, summed), (1, rules.assume(enough))])
    reaches = value_at(sum_of_x + t * xs[b] ** 2, t, large) > 0
    signs = (sum_of_x < 0, Equal(sum_of_x, 0), sum_of_x > 0)
    branches = tuple(chain.check(reaches, [rules.assume(sign)]) for sign in signs)
    three_cases = rules.trichotomy(sum_of_x.term, real(0).term, (), ())
    reached = chain.note(rules.cases(three_cases, branches, reaches), "and t is chosen large enough")
    with chain.assuming(reaches):
        theorem = rules.discharge(applied(chain, positive, (t, large)), reaches)
    chain.conclude(rules.modus_ponens(theorem, reached))
