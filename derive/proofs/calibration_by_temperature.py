"""What a temperature does to the calibration error of groups of predictions."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up, add_up_strictly, maximum_bounds, monotone
from derive.proofs.definitions import ARTICLE_004, k, named

g = index("g", "G")
one, level = index("h", "G"), index("l")
logits, accuracy, weight = matrix("Z", "G", "K"), vector("a", "G"), vector("w", "G")
tau = scalar("tau")
top = maximum(k, logits[g, k])


def confidence(temperature: Number) -> Family:
    """The largest probability of each group at a temperature: 1/Σₖ exp((zₖ − max z)/τ)."""
    return family(g, 1 / total(k, exp((logits[g, k] - top) / temperature)))


def calibration_error(temperature: Number) -> Real:
    """The expected calibration error Σ w |confidence − accuracy|."""
    return total(g, weight[g] * absolute(confidence(temperature)[g] - accuracy[g]))


NAMES = [
    named(confidence(tau), r"C_{%s}(\tau)", "C_%s(τ)"),
    named(confidence(1), "C_{%s}(1)", "C_%s(1)"),
]
"""The confidence of each group, at the temperatures τ and 1."""

overconfident = forall(g, accuracy[g] <= confidence(1)[g])

calibration = Claim(
    "temperature.calibration",
    "A temperature above 1 lowers the expected calibration error of groups of equal logits that are all overconfident",
    calibration_error(tau) <= calibration_error(1),
    given=[tau > 1, *simplex(weight), overconfident, forall(g, accuracy[g] >= 0)],
    expected="refuted",
    corrected_by="temperature.calibration-while-overconfident",
    sources=[ARTICLE_004],
    references=["guo2017"],
    evidence=Search(point({"G": 1, "K": 2}, Z=[[2, 0]], w=[1], a=["4/5"], tau=10)),
    names=NAMES,
    note="Too high a temperature makes them underconfident.",
)

still_overconfident = forall(g, accuracy[g] <= confidence(tau)[g])

corrected = Claim(
    "temperature.calibration-while-overconfident",
    "A temperature above 1 lowers the confidence of each group of equal logits, and the expected calibration error as "
    "long as no group becomes underconfident; strictly where the logits of some group with a positive weight differ",
    {
        "confidence": confidence(tau)[g] <= confidence(1)[g],
        "error": implies(still_overconfident, calibration_error(tau) <= calibration_error(1)),
        "strictly": implies(
            both(still_overconfident, weight[one] > 0, logits[one, level] < maximum(k, logits[one, k])),
            calibration_error(tau) < calibration_error(1),
        ),
    },
    given=[tau > 1, *simplex(weight)],
    sources=[ARTICLE_004],
    references=["guo2017"],
    names=NAMES,
)


def nearer_zero(chain: Derivation, group: IndexVariable, strict: bool) -> Theorem:
    """C(τ) ≤ C(1) for a group, as no exponent (zₖ − max z)/τ is below zₖ − max z; < where a logit is below others."""
    highest = maximum(k, logits[group, k])
    cold, warm = (family(k, exp((logits[group, k] - highest) / by)) for by in (real(1), tau))
    exponents = (logits[group, k] - highest) / 1 <= (logits[group, k] - highest) / tau
    each = monotone("exp", chain.check(exponents, by=[(1 - 1 / tau, maximum_bounds(highest, k))]))
    summed = add_up(for_each(k, each))
    if strict:
        lower = logits[group, level] < highest
        gap = chain.check(
            (logits[group, level] - highest) / 1 < (logits[group, level] - highest) / tau, by=[(1 - 1 / tau, lower)]
        )
        summed = add_up_strictly(for_each(k, each), monotone("exp", gap), level)
    sums = total(k, cold[k]) * total(k, warm[k])
    relation = type(summed.conclusion)
    return chain.check(relation(confidence(tau)[group].term, confidence(1)[group].term), by=[(1 / sums, summed)])


x, y, a, w = scalar("x"), scalar("y"), scalar("a"), scalar("w")


@corrected.derivation
def _(chain: Derivation) -> None:
    above_one, signs = tau > 1, simplex(weight)[0]
    with chain.in_general(), chain.assuming(above_one):
        falls = nearer_zero(chain, g, strict=False)
        lower = logits[one, level] < maximum(k, logits[one, k])
        with chain.assuming(lower):
            strictly = nearer_zero(chain, one, strict=True)
    chain.conclude(falls, "all exponents are negative or 0, and come nearer to 0")

    with chain.in_general():
        with chain.assuming(w >= 0, a <= x, x <= y):
            level_error = chain.search(w * absolute(x - a) <= w * absolute(y - a))
        with chain.assuming(w > 0, a <= x, x < y):
            strict_error = chain.search(w * absolute(x - a) < w * absolute(y - a))
    with chain.in_general(), chain.assuming(above_one, signs, still_overconfident):
        values = {"w": weight[g], "a": accuracy[g], "x": confidence(tau)[g], "y": confidence(1)[g]}
        known = chain.check(weight[g] >= 0), specialise(still_overconfident, g), falls
        each = for_each(g, Lemma.of(level_error).under(*chain.given).at(**values).given(*known).theorem)
        lowered = chain.check(calibration_error(tau) <= calibration_error(1), by=[(1, add_up(each))])
    chain.conclude(suppose(still_overconfident, lowered), "while no group is underconfident, its error falls with it")

    conditions = (still_overconfident, weight[one] > 0, lower)
    with chain.in_general(), chain.assuming(above_one, signs, *conditions):
        values = {"w": weight[one], "a": accuracy[one], "x": confidence(tau)[one], "y": confidence(1)[one]}
        known = chain.check(weight[one] > 0), specialise(still_overconfident, one), strictly
        strict = Lemma.of(strict_error).under(*chain.given).at(**values).given(*known).theorem
        summed = add_up_strictly(each, strict, one)
        lowered = chain.check(calibration_error(tau) < calibration_error(1), by=[(1, summed)])
    chain.conclude(suppose(both(*conditions), lowered), "strictly in a group where an exponent is negative")
