"""When softmax sharpens and when it flattens."""

from __future__ import annotations

from derive.bridge import separate
from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.terms import Formula, IndexVariable
from derive.kernel.theorem import Theorem
from derive.language.claims import Claim
from derive.language.derivation import Derivation
from derive.language.expressions import (
    Equal,
    Family,
    Real,
    both,
    delta,
    distinct,
    exp,
    family,
    forall,
    implies,
    log,
    maximum,
    minimum,
    scalar,
    size,
    total,
    total_except,
)
from derive.lemmas import inference
from derive.proofs._tools import under
from derive.proofs.definitions import (
    ARTICLE_001,
    ARTICLE_002,
    ARTICLE_003,
    P_NAME,
    S_NAME,
    S,
    i,
    j,
    k,
    m,
    p,
    scaled,
    sigma,
    softmax,
    z,
)
from derive.proofs.softmax import order_preserving

t, beta = scalar("t"), scalar("beta")

# Compared with dividing by the sum -------------------------------------------------------------------

positive_scores = forall(k, z[k] > 0)
share = family(i, z[i] / total(k, z[k]))

amplification = Claim(
    "softmax.amplification",
    "Compared with dividing by the sum, softmax amplifies large scores and suppresses small ones",
    [maximum(k, p[k]) >= maximum(k, share[k]), minimum(k, p[k]) <= minimum(k, share[k])],
    given=[positive_scores],
    expected="refuted",
    corrected_by="softmax.amplification-by-scale",
    sources=[ARTICLE_001],
    references=["gao2017"],
    names=[P_NAME, S_NAME],
    note="It depends on the scale of the logits: small ones are flattened.",
)

odds, share_odds = p[i] / p[j], z[i] / z[j]

amplification_by_scale = Claim(
    "softmax.amplification-by-scale",
    "Softmax raises the odds of a larger score above 1 against a smaller one above 1, and lowers them below 1",
    [
        implies(z[i] - z[j] > log(z[i]) - log(z[j]), odds > share_odds),
        implies(odds > share_odds, z[i] - z[j] > log(z[i]) - log(z[j])),
        implies(both(z[i] > z[j], z[j] >= 1), odds > share_odds),
        implies(both(z[i] > z[j], z[i] <= 1), odds < share_odds),
    ],
    given=[positive_scores],
    sources=[ARTICLE_001],
    references=["gao2017"],
    names=[P_NAME, S_NAME],
)


@amplification_by_scale.derivation
def _(chain: Derivation) -> None:
    ratio = rules.conjunct(chain.lemma(order_preserving), 0)
    gap, log_gap = z[i] - z[j], log(z[i]) - log(z[j])

    chain.section("By exponentials of the differences")
    larger = gap > log_gap
    with chain.assuming(larger):
        raised = inference.monotone("exp", rules.weaken(rules.assume(larger), chain.given), ())
        above = chain.show(odds > share_odds, "the odds are exp(zᵢ − zⱼ)", by=[(1, ratio), (1, raised)])
        sharpens = rules.discharge(above, larger)
    chain.conclude(sharpens)
    with chain.assuming(odds > share_odds):
        logs = inference.monotone("log", rules.weaken(rules.assume(odds > share_odds), chain.given), ())
        back = chain.show(larger, "take logarithms", by=[(1, logs)])
        chain.conclude(rules.discharge(back, odds > share_odds))

    chain.section("Scores above 1")
    with chain.assuming(z[i] > z[j], z[j] >= 1):
        bound = inference.log_bound((z[i] / z[j]).term, chain.given, ())
        chain.note(bound, "log t < t − 1 for t ≠ 1")
        factor = (z[i] - z[j]) / z[j]
        gap_is_larger = chain.show(
            larger, "(zᵢ − zⱼ)/zⱼ is at most zᵢ − zⱼ", by=[(1, bound), (factor, rules.assume(z[j] >= 1))]
        )
        above = rules.modus_ponens(sharpens, gap_is_larger)
    chain.conclude(under(above, both(z[i] > z[j], z[j] >= 1)))

    chain.section("Scores below 1")
    with chain.assuming(z[i] > z[j], z[i] <= 1):
        bound = inference.log_bound((z[j] / z[i]).term, chain.given, ())
        chain.note(bound, "log t < t − 1 for t ≠ 1")
        factor = (z[i] - z[j]) / z[i]
        smaller = chain.show(
            gap < log_gap, "(zᵢ − zⱼ)/zᵢ is at least zᵢ − zⱼ", by=[(1, bound), (factor, rules.assume(z[i] <= 1))]
        )
        lowered = inference.monotone("exp", smaller, ())
        below = chain.show(odds < share_odds, "the odds are exp(zᵢ − zⱼ)", by=[(-1, ratio), (1, lowered)])
    chain.conclude(under(below, both(z[i] > z[j], z[i] <= 1)))


# The strong and the weak -----------------------------------------------------------------------------

twice = softmax(p)
raised = family(k, z[k] + t * delta(k, m))
RAISED_NAME = sigma(raised, r"z + t\, e_m", "z + t e_m")
SCALED_NAME = sigma(scaled(beta, z), r"\beta z", "β z")
others_shrink = Equal(softmax(raised)[j] * (1 - p[m]), p[j] * (1 - softmax(raised)[m]))
top = both(forall(k, z[k] <= z[m]), z[i] < z[m], beta > 1)
fixed_point = forall(i, Equal(z[i], p[i]))
bottom = both(forall(k, z[m] <= z[k]), z[m] < z[i], beta > 1)

matthew_effect = Claim(
    "softmax.matthew-effect",
    "Softmax makes the strong stronger: applied to probabilities, it raises the largest of them",
    maximum(k, twice[k]) >= maximum(k, p[k]),
    expected="refuted",
    corrected_by="softmax.strong-and-weak",
    sources=[ARTICLE_002, ARTICLE_003],
    references=["gao2017"],
    names=[P_NAME, S_NAME, sigma(p, "p")],
    note="True of a change that raises one logit, or scales all of them by more than 1; not of the map itself.",
)

strong_and_weak = Claim(
    "softmax.strong-and-weak",
    "A raised logit takes from all other classes in proportion; scaling up sharpens; softmax itself flattens",
    [
        implies(t > 0, p[m] <= softmax(raised)[m]),
        implies(distinct(j, m), others_shrink),
        implies(top, softmax(scaled(beta, z))[m] > p[m]),
        implies(bottom, softmax(scaled(beta, z))[m] < p[m]),
        implies(z[i] > z[j], both(p[i] - p[j] > 0, p[i] - p[j] < z[i] - z[j])),
        implies(fixed_point, forall(i, Equal(z[i], 1 / size()))),
    ],
    sources=[ARTICLE_002, ARTICLE_003],
    references=["gao2017", "luce1959"],
    names=[P_NAME, S_NAME, RAISED_NAME, SCALED_NAME],
)


@strong_and_weak.derivation
def _(chain: Derivation) -> None:
    chain.section("A raised logit raises its probability")
    with chain.assuming(t > 0):
        grown = inference.monotone("exp", chain.check(0 * t < t), ())
        others = total_except(k, m, exp(z[k]))
        chain.start(p[m], "definition of softmax")
        chain.then(separate(m), "class m apart from the others")
        weight = others / ((exp(z[m]) + others) * (exp(z[m]) * exp(t) + others))
        chain.then(
            exp(z[m]) * exp(t) / (exp(z[m]) * exp(t) + others),
            "exp t > 1",
            relation="<=",
            by=[(exp(z[m]) * weight, grown)],
        )
        chain.then(softmax(raised)[m], "definition of softmax")
        chain.conclude(rules.discharge(chain.chained(), t > 0))

    chain.section("The others share what is left as before")
    with chain.assuming(distinct(j, m)):
        chain.conclude(rules.discharge(chain.show(others_shrink, "their exponentials are unchanged"), distinct(j, m)))

    chain.section("A factor above 1 raises the top")
    scaled_up(chain, top, "no logit is above zₘ, and zᵢ is below")
    chain.section("A factor above 1 lowers the bottom")
    scaled_up(chain, bottom, "no logit is below zₘ, and zᵢ is above")

    chain.section("Softmax brings classes closer together")
    with chain.assuming(z[i] > z[j]):
        ordered = inference.monotone("exp", rules.assume(z[i] > z[j]), ())
        apart = chain.show(p[i] - p[j] > 0, "softmax keeps the order", by=[(1 / S, ordered)])
        bound = chain.note(inference.log_bound(exp(z[j] - z[i]).term, chain.given, (ordered,)), "log t < t − 1")
        chain.start(p[i] - p[j], "the difference of two probabilities")
        chain.then(p[i] * (1 - exp(z[j] - z[i])), "their ratio is exp(zⱼ − zᵢ)")
        chain.then(p[i] * (z[i] - z[j]), "as noted", relation="<", by=[(p[i], bound)])
        at_most_one = chain.check(p[i] <= 1)
        chain.then(z[i] - z[j], "a probability is at most 1", relation="<=", by=[(z[i] - z[j], at_most_one)])
        closer = rules.conjunction((apart, chain.chained()))
        closer = chain.conclude(rules.discharge(closer, z[i] > z[j]))

    chain.section("Only the uniform distribution stays as it is")
    with chain.assuming(fixed_point):
        alike = chain.note(equal_entries(chain, closer), "a difference would become smaller, and stay the same")
        equal = inference.monotone("exp", inference.instantiate(alike, j, k, ()), ())
        summed = inference.add_up(chain.generalise(equal, k))
        weight = 1 / (size() * S)
        fixed = rules.specialise(rules.assume(fixed_point), i)
        uniform = chain.show(
            Equal(z[i], 1 / size()), "equal logits have the probability 1/K", by=[(1, fixed), (weight, summed)]
        )
        chain.conclude(rules.discharge(chain.generalise(uniform, i), fixed_point))


def equal_entries(chain: Derivation, closer: Theorem) -> Theorem:
    """zᵢ = zⱼ at a fixed point: of different logits, softmax brings the probabilities closer together."""
    in_order = chain.generalise(closer, i, j)
    excluded = []
    for high, low in ((j, i), (i, j)):
        apart = z[high] > z[low]
        shrinks = rules.modus_ponens(chain.specialise(in_order, high, low), rules.assume(apart))
        stays = chain.check(
            z[high] - z[low] <= p[high] - p[low],
            by=[(sign, rules.specialise(rules.assume(fixed_point), place)) for sign, place in ((1, high), (-1, low))],
        )
        none = rules.clash(rules.conjunct(shrinks, 1), stays, ())
        excluded.append(rules.cases(none, (), Equal(z[i], z[j])))
    three_cases = rules.trichotomy(z[i].term, z[j].term, (), ())
    return rules.cases(three_cases, (excluded[0], rules.assume(Equal(z[i], z[j])), excluded[1]), Equal(z[i], z[j]))


def scaled_up(chain: Derivation, condition: Formula, reason: str) -> None:
    """1/σₘ(βz) = Σ exp(β(zₖ − zₘ)) compared with 1/σₘ(z) = Σ exp(zₖ − zₘ), for β > 1."""
    assert isinstance(condition, kernel.And)
    signs, strict, _ = condition.parts
    with chain.assuming(*condition.parts):
        change = family(k, (beta - 1) * (z[k] - z[m]))
        above = strict == (z[m] < z[i])
        each = rules.specialise(rules.assume(signs), k)
        weak = chain.check(change[k] >= 0 if above else change[k] <= 0, (), [(beta - 1, each)])
        one = chain.check(change[i] > 0 if above else change[i] < 0, (), [(beta - 1, rules.assume(strict))])
        before, after = family(k, exp(z[k] - z[m])), family(k, exp(beta * (z[k] - z[m])))
        low, high = (before, after) if above else (after, before)
        termwise = inference.monotone("exp", chain.check(exponent(low, k) <= exponent(high, k), (), [(1, weak)]), ())
        at_i = inference.monotone("exp", chain.check(exponent(low, i) < exponent(high, i), (), [(1, one)]), ())
        sums = inference.add_up_strictly(chain.generalise(termwise, k), at_i, i)
        chain.note(sums, reason)
        goal = chain.goal
        assert isinstance(goal, kernel.Implies)
        weight = 1 / (total(k, before[k]) * total(k, after[k]))
        result = chain.show(goal.right, "these are 1/σₘ(βz) and 1/σₘ(z)", by=[(weight, sums)])
    chain.conclude(under(result, condition))


def exponent(values: Family, place: IndexVariable) -> Real:
    """The exponent of an exponential."""
    term = values[place].term
    assert isinstance(term, kernel.Exp)
    return Real(term.argument)
