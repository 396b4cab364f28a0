"""Log-sum-exp as a smooth maximum."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.theorem import Theorem
from derive.language.claims import Claim
from derive.language.derivation import Derivation
from derive.language.expressions import (
    Equal,
    Real,
    as_maximum,
    both,
    delta,
    exists,
    exp,
    forall,
    implies,
    index,
    limit,
    log,
    maximum,
    scalar,
    size,
    step,
    total,
    variable_of,
)
from derive.lemmas import inference
from derive.lemmas.limits import limit_laws
from derive.proofs._tools import Steps, in_general, under, value_at
from derive.proofs.definitions import (
    ARTICLE_001,
    k,
    log_sum_exp,
    lse,
    scaled,
    z,
)
from derive.proofs.lse import largest_logit

alpha = scalar("alpha")
smooth_maximum = log_sum_exp(scaled(alpha, z)) / alpha
allowance = log(size()) / alpha

gap = largest_logit - z[k]
number_of_maximisers = total(k, step(z[k] - largest_logit))

NAMES = (lse(scaled(alpha, z), r"\alpha z", "α z"),)

smooth_max_limit = Claim(
    "lse.smooth-max-limit",
    "LSE(αz)/α tends to the largest logit as α → ∞, at most log(K)/α above it; with n ties about log(n)/α above",
    [
        implies(alpha > 0, both(largest_logit <= smooth_maximum, smooth_maximum <= largest_logit + allowance)),
        Equal(limit(smooth_maximum, alpha, 0, "infinity"), largest_logit),
        Equal(
            limit(log_sum_exp(scaled(alpha, z)) - alpha * largest_logit, alpha, 0, "infinity"),
            log(number_of_maximisers),
        ),
    ],
    sources=[ARTICLE_001],
    references=["boyd2004"],
    names=NAMES,
)


@smooth_max_limit.derivation
def _(chain: Derivation) -> None:
    chain.section("Two bounds")
    top = index("b")
    attained = Equal(z[top], largest_logit)
    partition = total(k, exp(alpha * z[k]))
    with chain.assuming(alpha > 0):
        with chain.assuming(attained):
            one = chain.check(exp(alpha * z[top]) <= partition)
            chain.note(one, "one term of a sum of positive terms")
            logarithm = inference.monotone("log", one, ())
            lower = chain.check(largest_logit <= smooth_maximum, by=[(1 / alpha, logarithm)])
        lower = chain.take(rules.maximum_attained(as_maximum(largest_logit), ()), top, lower)
        chain.note(lower, "take logarithms, with b a largest logit, and divide by α")
        each = rules.maximum_bounds(as_maximum(largest_logit), k, ())
        exponent = chain.check(alpha * z[k] <= alpha * largest_logit, by=[(alpha, each)])
        summed = inference.add_up(chain.generalise(inference.monotone("exp", exponent, ()), k))
        chain.note(summed, "no term is larger than that of the largest logit")
        logarithm = inference.monotone("log", summed, ())
        upper = chain.show(
            smooth_maximum <= largest_logit + allowance, "take logarithms and divide by α", by=[(1 / alpha, logarithm)]
        )
        theorem = rules.discharge(rules.conjunction((lower, upper)), alpha > 0)
    chain.conclude(theorem)

    chain.section("The limit")
    goal = chain.goal
    variable = variable_of(alpha)
    assert isinstance(goal, kernel.Equal) and isinstance(variable, kernel.Variable)
    ends = []
    for end in (largest_logit, largest_logit + allowance):
        tends = Equal(limit(end, alpha, 0, "infinity"), largest_logit)
        ends.append(limit_laws(tends, end.term, variable, (), ()))
    chain.note(ends[1], "log(K)/α tends to 0")
    chain.conclude(rules.squeeze(goal, lower, upper, ends[0], ends[1], variable), "between two limits that agree")
    ties(chain, variable)


def ties(chain: Derivation, variable: kernel.Variable) -> None:
    """LSE(αz) − α max z tends to the logarithm of the number of largest logits."""
    chain.section("With ties")
    top, epsilon = index("b"), scalar("epsilon")
    is_top = step(z[k] - largest_logit)
    apart = forall(k, (1 - is_top) * epsilon <= gap)
    separated = exists(epsilon, both(epsilon > 0, apart))
    each = rules.maximum_bounds(as_maximum(largest_logit), k, ())
    three_cases = rules.trichotomy(z[k].term, largest_logit.term, (), ())

    def by_cases(goal: kernel.Formula, steps: Steps) -> Theorem:
        with chain.assuming(z[k] < largest_logit):
            elsewhere = chain.check(goal, by=steps)
        with chain.assuming(Equal(z[k], largest_logit)):
            there = chain.check(goal)
        never = rules.cases(rules.clash(rules.assume(z[k] > largest_logit), each, ()), (), goal)
        return rules.cases(three_cases, (elsewhere, there, never), goal)

    opposite = maximum(k, -(gap + is_top))
    smallest_gap = -opposite
    positive = inference.maximum_least(chain.generalise(by_cases(-(gap + is_top) < 0, []), k))
    positive = chain.check(smallest_gap > 0, by=[(1, positive)])
    bound = rules.maximum_bounds(as_maximum(opposite), k, ())
    far = chain.generalise(by_cases(value_at((1 - is_top) * epsilon, epsilon, smallest_gap) <= gap, [(1, bound)]), k)
    gap_exists = chain.exhibit(separated, smallest_gap, rules.conjunction((positive, far)))
    chain.note(gap_exists, "logits that are not the largest stay below it by some fixed gap")

    with chain.assuming(Equal(z[top], largest_logit)):
        counted = inference.add_up(chain.generalise(chain.check(delta(k, top) <= is_top), k))
        some = chain.check(number_of_maximisers > 0, by=[(1, counted)])
    some = chain.take(rules.maximum_attained(as_maximum(largest_logit), ()), top, some)
    goal = chain.goal
    assert isinstance(goal, kernel.Equal)
    term = exp(-alpha * gap)
    excess = log_sum_exp(scaled(alpha, z)) - alpha * largest_logit
    above = number_of_maximisers + size() / (alpha * epsilon)
    with chain.assuming(epsilon > 0):
        with chain.assuming(alpha > 0):
            linear = inference.log_bound(exp(alpha * gap).term, (), ())
            here = rules.specialise(rules.assume(apart), k)
            steps: Steps = [(term / (alpha * epsilon), linear), (term / epsilon, here)]
            bounds = [by_cases(is_top <= term, []), by_cases(term <= is_top + 1 / (alpha * epsilon), steps)]
            chain.note(bounds[1], "exp u > u; both sides are 1 or more at a largest logit")
            below_sum, above_sum = (inference.add_up(chain.generalise(bound, k)) for bound in bounds)
            lower = inference.monotone("log", below_sum, (some,))
            lower = chain.check(log(number_of_maximisers) <= excess, [some], [(1, lower)])
            upper = logarithm_rises(chain, above_sum)
            upper = chain.show(excess <= log(above), "sum and take logarithms", using=[some], by=[(1, upper)])
        ends = []
        for end in (log(number_of_maximisers), log(above)):
            tends = Equal(limit(end, alpha, 0, "infinity"), log(number_of_maximisers))
            ends.append(limit_laws(tends, end.term, variable, chain.given, (some,)))
    theorem = rules.squeeze(goal, lower, upper, ends[0], ends[1], variable)
    chosen = both(epsilon > 0, apart)
    theorem = rules.modus_ponens(under(theorem, chosen), rules.assume(chosen))
    chain.conclude(chain.take(gap_exists, epsilon, theorem), "between two limits that agree")


def logarithm_rises(chain: Derivation, theorem: Theorem) -> Theorem:
    """log a ≤ log b, from a ≤ b and a > 0, whatever the inequality rests on."""
    relation = theorem.conclusion
    assert isinstance(relation, kernel.LessEqual)
    low, high = scalar("a"), scalar("b")
    with in_general(chain):
        general = inference.monotone("log", rules.assume(low <= high), (rules.assume(low > 0),))
        general = rules.discharge(rules.discharge(general, low > 0), low <= high)
        general = chain.generalise(general, low, high)
    rise = chain.specialise(rules.weaken(general, chain.given), Real(relation.left), Real(relation.right))
    return rules.modus_ponens(rules.modus_ponens(rise, theorem), chain.check(Real(relation.left) > 0))
