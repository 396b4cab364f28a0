"""Convexity of log-sum-exp, and what follows for softmax, its gradient."""

from __future__ import annotations

from derive.kernel import rules
from derive.language.claims import Claim, simplex
from derive.language.derivation import Derivation
from derive.language.expressions import (
    Different,
    Equal,
    both,
    exists,
    family,
    forall,
    iff,
    implies,
    log,
    scalar,
    size,
    total,
    vector,
)
from derive.lemmas import inference
from derive.proofs._tools import Steps, applied, value_at
from derive.proofs.definitions import (
    ARTICLE_001,
    c,
    i,
    k,
    log_sum_exp,
    lse,
    named,
    p,
    relative_entropy,
    sigma,
    softmax,
    w,
    z,
)
from derive.proofs.lse import objective, q, variational
from derive.proofs.relative_entropy import divergence, gibbs_inequality
from derive.proofs.relative_entropy import q as first_distribution
from derive.proofs.relative_entropy import r as second_distribution

theta = scalar("theta")
between = family(k, theta * z[k] + (1 - theta) * w[k])
chord = theta * log_sum_exp(z) + (1 - theta) * log_sum_exp(w)
middle = softmax(between)
p_of_w = softmax(w)
differ_by_constant = forall(k, Equal(z[k] - w[k], c))
parallel = exists(c, differ_by_constant)
same_output = forall(i, Equal(p[i], p_of_w[i]))

NAMES = (
    sigma(z, "z"),
    sigma(w, "w"),
    named(middle, "r"),
    lse(z, "z"),
    lse(w, "w"),
    lse(between, r"\theta z + (1 - \theta) w", "θ z + (1 − θ) w"),
)

convex = Claim(
    "lse.convex",
    "Log-sum-exp is convex",
    log_sum_exp(between) <= chord,
    given=[theta >= 0, theta <= 1],
    sources=[ARTICLE_001],
    references=["boyd2004"],
    names=NAMES,
)


@convex.derivation
def _(chain: Derivation) -> None:
    best = rules.conjunct(chain.lemma(variational), 1)
    with chain.assuming(*simplex(q)):
        bounds: Steps = []
        for logits, weight in ((z, theta), (w, 1 - theta)):
            bounds.append((weight, chain.note(applied(chain, best, (z, logits)), "the variational principle")))
        average = chain.show(value_at(objective, z, between) <= chord, "Σ qₖuₖ + H(q) is linear in u", by=bounds)
    at_softmax = applied(chain, average, (q, middle))
    attained = value_at(value_at(objective, z, between), q, middle)
    chain.start(log_sum_exp(between), "the largest value of Σ qₖuₖ + H(q)")
    chain.then(attained, "attained at q = σ(u)")
    chain.links.append(at_softmax)
    chain.conclude(chain.note(chain.chained(), "as for every q"))


injective = Claim(
    "softmax.injective",
    "Softmax is one-to-one: different logits have different outputs",
    implies(exists(k, Different(z[k], w[k])), exists(i, Different(p[i], p_of_w[i]))),
    given=[size() >= 2],
    expected="refuted",
    corrected_by="softmax.injective-modulo-shifts",
    sources=[ARTICLE_001],
    note="Logits and shifted logits have the same softmax; the same article says so.",
    names=NAMES,
)


target = vector("q")

injective_modulo_shifts = Claim(
    "softmax.injective-modulo-shifts",
    "Two logit vectors have the same softmax exactly if they differ by a constant; every positive distribution is one",
    [
        iff(same_output, parallel),
        forall(target, implies(both(*simplex(target, interior=True)), exists(z, forall(i, Equal(p[i], target[i]))))),
    ],
    sources=[ARTICLE_001],
    references=["gao2017"],
    names=NAMES,
)


@injective_modulo_shifts.derivation
def _(chain: Derivation) -> None:
    chain.section("Where the outputs agree, the logits differ by a constant")
    with chain.assuming(same_output):
        logarithm = inference.monotone("log", rules.specialise(rules.assume(same_output), k), ())
        chain.note(logarithm, "take logarithms")
        shift = log_sum_exp(z) - log_sum_exp(w)
        difference = chain.show(Equal(z[k] - w[k], shift), "log pₖ = zₖ − log S", by=[(1, logarithm)])
        theorem = chain.exhibit(parallel, shift, chain.generalise(difference, k))
        only = rules.discharge(theorem, same_output)
    with chain.assuming(differ_by_constant):
        alike = chain.show(Equal(p[i], p_of_w[i]), "conversely, the factor exp(c) cancels")
        back = chain.take(rules.assume(parallel), c, chain.generalise(alike, i))
        back = rules.discharge(back, parallel)
    chain.conclude(rules.conjunction((only, back)))

    chain.section("Every positive distribution is a softmax")
    condition = both(*simplex(target, interior=True))
    goal = exists(z, forall(i, Equal(p[i], target[i])))
    logits = family(k, log(target[k]))
    with chain.assuming(condition):
        reached = chain.show(Equal(softmax(logits)[i], target[i]), "with z = log q; the sum of the exponentials is 1")
        theorem = chain.exhibit(goal, logits, chain.generalise(reached, i))
        theorem = rules.discharge(theorem, condition)
    chain.conclude(chain.generalise(theorem, target))


strictly_convex = Claim(
    "lse.strict-convexity",
    "Log-sum-exp is strictly convex",
    implies(exists(k, Different(z[k], w[k])), log_sum_exp(between) < chord),
    given=[size() >= 2, theta > 0, theta < 1],
    expected="refuted",
    corrected_by="lse.strict-modulo-shift",
    sources=[ARTICLE_001],
    note="Along the vector 1 log-sum-exp is affine: LSE(z + c·1) = LSE(z) + c.",
    names=NAMES,
)


strict_modulo_shift = Claim(
    "lse.strict-modulo-shift",
    "Log-sum-exp is strictly convex except along the vector 1: equality exactly if z − w is constant",
    [
        iff(Equal(log_sum_exp(between), chord), parallel),
        implies(exists([i, k], Different(z[i] - w[i], z[k] - w[k])), log_sum_exp(between) < chord),
    ],
    given=[theta > 0, theta < 1],
    sources=[ARTICLE_001],
    references=["gao2017"],
    note="In particular it is strictly convex where one logit is held fixed, and where the logits sum to 0.",
    names=NAMES,
)


@strict_modulo_shift.derivation
def _(chain: Derivation) -> None:
    chain.section("Equality")
    straight = Equal(log_sum_exp(between), chord)
    with chain.assuming(straight):
        divergences = []
        for logits in (z, w):
            pair = (first_distribution, middle), (second_distribution, softmax(logits))
            lemma = applied(chain, chain.lemma(gibbs_inequality), *pair)
            to_logits = value_at(divergence, second_distribution, softmax(logits))
            divergences.append((value_at(to_logits, first_distribution, middle), lemma))
        (to_z, lemma_z), (to_w, lemma_w) = divergences
        chain.start(chord - log_sum_exp(between), "how far the chord is above")
        chain.then(theta * to_z + (1 - theta) * to_w, "two relative entropies, of the softmax r between")
        gap = chain.chained()
        agree = []
        for distance, lemma, other, weight in ((to_z, lemma_z, lemma_w, theta), (to_w, lemma_w, lemma_z, 1 - theta)):
            steps: Steps = [(1 / weight, gap), (1 / weight, rules.assume(straight))]
            steps += [((1 - weight) / weight, rules.conjunct(other, 0))]
            below = chain.check(distance <= 0, by=steps)
            zero = inference.antisymmetry(below, rules.conjunct(lemma, 0))
            chain.note(zero, "neither is negative, so that both are 0")
            agree.append(rules.modus_ponens(rules.conjunct(rules.conjunct(lemma, 1), 0), zero))
        at_z, at_w = (rules.specialise(theorem, i) for theorem in agree)
        alike = chain.show(Equal(p[i], p_of_w[i]), "both are r", by=[(-1, at_z), (1, at_w)])
        shifts = rules.conjunct(chain.lemma(injective_modulo_shifts), 0)
        theorem = rules.modus_ponens(rules.conjunct(shifts, 0), chain.generalise(alike, i))
        only = rules.discharge(chain.note(theorem, "softmax determines its logits up to a shift"), straight)
    with chain.assuming(differ_by_constant):
        equal = chain.show(straight, "conversely, log-sum-exp is affine along the vector 1")
        back = rules.discharge(chain.take(rules.assume(parallel), c, equal), parallel)
    chain.conclude(rules.conjunction((only, back)))

    chain.section("Strict elsewhere")
    strict = log_sum_exp(between) < chord
    bent = exists([i, k], Different(z[i] - w[i], z[k] - w[k]))
    with chain.assuming(differ_by_constant):
        unlike = Different(z[i] - w[i], z[k] - w[k])
        none = rules.clash(rules.assume(unlike), chain.check(Equal(z[i] - w[i], z[k] - w[k])), ())
        never = rules.cases(none, (), strict)
    never = chain.take(rules.modus_ponens(only, rules.assume(straight)), c, never)
    weak = applied(chain, chain.lemma(convex))
    above = rules.clash(rules.assume(chord < log_sum_exp(between)), weak, ())
    branches = (rules.assume(strict), never, rules.cases(above, (), strict))
    theorem = rules.cases(rules.trichotomy(log_sum_exp(between).term, chord.term, (), ()), branches, strict)
    inner = exists(k, unlike)
    theorem = chain.take(rules.assume(bent), i, chain.take(rules.assume(inner), k, theorem))
    chain.conclude(rules.discharge(theorem, bent), "convexity, and no equality")


gap = total(k, (p[k] - p_of_w[k]) * (z[k] - w[k]))
there, back_again = relative_entropy(p, p_of_w), relative_entropy(p_of_w, p)

x, y_point, slope_x, slope_y = vector("x"), vector("y"), vector("g"), vector("h")
value_x, value_y = scalar("a"), scalar("b")
above_tangents = both(
    value_y >= value_x + total(k, slope_x[k] * (y_point[k] - x[k])),
    value_x >= value_y + total(k, slope_y[k] * (x[k] - y_point[k])),
)

gradient_monotone = Claim(
    "lse.gradient-monotone",
    "A convex function has a monotone gradient; for log-sum-exp the product is a sum of two relative entropies",
    [
        forall(
            [x, y_point, slope_x, slope_y, value_x, value_y],
            implies(above_tangents, total(k, (slope_x[k] - slope_y[k]) * (x[k] - y_point[k])) >= 0),
        ),
        Equal(gap, there + back_again),
        gap >= 0,
        iff(Equal(gap, 0), parallel),
    ],
    sources=[ARTICLE_001],
    references=["boyd2004"],
    note="That f is differentiable and convex enters as its two first-order inequalities: a = f(x), b = f(y), with "
    "the gradients g and h.",
    names=NAMES,
)


@gradient_monotone.derivation
def _(chain: Derivation) -> None:
    chain.section("A function above its tangents")
    with chain.assuming(above_tangents):
        steps: Steps = [(1, rules.conjunct(rules.assume(above_tangents), place)) for place in (0, 1)]
        monotone = chain.show(total(k, (slope_x[k] - slope_y[k]) * (x[k] - y_point[k])) >= 0, "add both", by=steps)
        theorem = rules.discharge(monotone, above_tangents)
    chain.conclude(chain.generalise(theorem, x, y_point, slope_x, slope_y, value_x, value_y))

    chain.section("Log-sum-exp")
    chain.start(gap, "the product of the changes")
    chain.then(total(k, (p[k] - p_of_w[k]) * (log(p[k]) - log(p_of_w[k]))), "zₖ = log pₖ + log S, and Σ (p − p') = 0")
    identity = chain.end("the logarithm of a quotient, twice")

    chain.section("Not negative")
    lemmas = [
        applied(chain, chain.lemma(gibbs_inequality), (first_distribution, one), (second_distribution, two))
        for one, two in ((p, p_of_w), (p_of_w, p))
    ]
    steps = [(-1, identity), *((1, rules.conjunct(lemma, 0)) for lemma in lemmas)]
    chain.conclude(chain.check(chain.goal, by=steps), "Gibbs' inequality, twice")

    chain.section("Equality")
    level = Equal(gap, 0)
    distance = value_at(value_at(divergence, first_distribution, p), second_distribution, p_of_w)
    with chain.assuming(level):
        steps = [(-1, identity), (1, rules.assume(level)), (1, rules.conjunct(lemmas[1], 0))]
        below = chain.check(distance <= 0, by=steps)
        zero = inference.antisymmetry(below, rules.conjunct(lemmas[0], 0))
        chain.note(zero, "neither is negative: both are 0")
        alike = rules.modus_ponens(rules.conjunct(rules.conjunct(lemmas[0], 1), 0), zero)
        alike = chain.generalise(rules.specialise(alike, i), i)
        shifts = rules.conjunct(chain.lemma(injective_modulo_shifts), 0)
        theorem = rules.modus_ponens(rules.conjunct(shifts, 0), alike)
        only = rules.discharge(chain.note(theorem, "equal outputs have logits that differ by a constant"), level)
    with chain.assuming(differ_by_constant):
        equal = chain.show(level, "conversely, the outputs are equal")
        back = rules.discharge(chain.take(rules.assume(parallel), c, equal), parallel)
    chain.conclude(rules.conjunction((only, back)))
