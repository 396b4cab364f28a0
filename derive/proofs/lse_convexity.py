"""Convexity of log-sum-exp, and what follows for softmax, its gradient."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import antisymmetry, monotone
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
from derive.proofs.relative_entropy import divergence, gibbs_inequality, r
from derive.proofs.relative_entropy import q as first

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
    best = chain.lemma(variational).part("bound")
    with chain.assuming(*simplex(q)):
        at_z, at_w = (chain.note(chain.at(best, z=logits), "the variational principle") for logits in (z, w))
        average = chain.show(
            replace(objective, z, between) <= chord,
            "the left sides are linear in the logits",
            by=[(theta, at_z), (1 - theta, at_w)],
        )
    at_softmax = chain.at(average, q=middle)
    attained = replace(replace(objective, z, between), q, middle)
    chain.start(log_sum_exp(between), "the largest such value between the two")
    chain.then(attained, "attained at the softmax $r$ of the logits between")
    chain.go_on(at_softmax, "as for every $q$")
    chain.conclude(chain.chained())


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
reaches_target = forall(i, Equal(p[i], target[i]))

injective_modulo_shifts = Claim(
    "softmax.injective-modulo-shifts",
    "Two logit vectors have the same softmax exactly if they differ by a constant; every positive distribution is one",
    {
        "shifts": iff(same_output, parallel),
        "onto": forall(target, implies(both(*simplex(target, interior=True)), exists(z, reaches_target))),
    },
    sources=[ARTICLE_001],
    references=["gao2017"],
    names=NAMES,
)


@injective_modulo_shifts.derivation
def _(chain: Derivation) -> None:
    chain.section("Where the outputs agree, the logits differ by a constant")
    with chain.assuming(same_output):
        logarithm = chain.note(monotone("log", specialise(same_output, k)), "take logarithms")
        shift = log_sum_exp(z) - log_sum_exp(w)
        difference = chain.show(
            Equal(z[k] - w[k], shift), r"$\log \sigma_k(z) = z_k - \mathrm{LSE}(z)$", by=[(1, logarithm)]
        )
        only = suppose(same_output, exhibit(parallel, shift, for_each(k, difference)))
    with chain.assuming(differ_by_constant):
        alike = chain.show(Equal(p[i], p_of_w[i]), r"conversely, the factor $\exp(c)$ cancels")
        back = suppose(parallel, take(parallel, c, for_each(i, alike)))
    chain.conclude(conjunction(only, back))

    chain.section("Every positive distribution is a softmax")
    condition = both(*simplex(target, interior=True))
    logits = family(k, log(target[k]))
    with chain.assuming(condition):
        reached = chain.show(
            Equal(softmax(logits)[i], target[i]), r"with $z = \log q$; the sum of the exponentials is 1"
        )
        theorem = suppose(condition, exhibit(exists(z, reaches_target), logits, for_each(i, reached)))
    chain.conclude(for_each(target, theorem))


strictly_convex = Claim(
    "lse.strict-convexity",
    "Log-sum-exp is strictly convex",
    implies(exists(k, Different(z[k], w[k])), log_sum_exp(between) < chord),
    given=[size() >= 2, theta > 0, theta < 1],
    expected="refuted",
    corrected_by="lse.strict-modulo-shift",
    sources=[ARTICLE_001],
    note=(
        r"Along the vector $\mathbf{1}$ log-sum-exp is affine: "
        r"$\mathrm{LSE}(z + c \mathbf{1}) = \mathrm{LSE}(z) + c$."
    ),
    names=NAMES,
)


strict_modulo_shift = Claim(
    "lse.strict-modulo-shift",
    (
        r"Log-sum-exp is strictly convex except along the vector $\mathbf{1}$: equality exactly if "
        "$z - w$ is constant"
    ),
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
        gibbs_z, gibbs_w = (chain.lemma(gibbs_inequality, q=middle, r=softmax(logits)) for logits in (z, w))
        to_z, to_w = (replace(replace(divergence, r, softmax(logits)), first, middle) for logits in (z, w))
        chain.start(chord - log_sum_exp(between), "how far the chord is above")
        chain.then(theta * to_z + (1 - theta) * to_w, "two relative entropies, of the softmax $r$ between")
        gap = chain.chained()
        agree = []
        for distance, gibbs, other, weight in ((to_z, gibbs_z, gibbs_w, theta), (to_w, gibbs_w, gibbs_z, 1 - theta)):
            by: Multiples = [(1 / weight, gap), (1 / weight, straight), ((1 - weight) / weight, other.part("sign"))]
            zero = antisymmetry(chain.check(distance <= 0, by=by), gibbs.part("sign"))
            chain.note(zero, "neither is negative, so that both are 0")
            agree.append(gibbs.part("equality").part("only if").given(zero))
        at_z, at_w = (specialise(theorem, i) for theorem in agree)
        alike = chain.show(Equal(p[i], p_of_w[i]), "both are $r$", by=[(-1, at_z), (1, at_w)])
        shifts = chain.lemma(injective_modulo_shifts).part("shifts")
        theorem = shifts.part("only if").given(for_each(i, alike))
        only = suppose(straight, chain.note(theorem, "softmax determines its logits up to a shift"))
    with chain.assuming(differ_by_constant):
        equal = chain.show(straight, r"conversely, log-sum-exp is affine along the vector $\mathbf{1}$")
        back = suppose(parallel, take(parallel, c, equal))
    chain.conclude(conjunction(only, back))

    chain.section("Strict elsewhere")
    strict, unlike = log_sum_exp(between) < chord, Different(z[i] - w[i], z[k] - w[k])
    bent = exists([i, k], unlike)
    with chain.assuming(differ_by_constant):
        alike = chain.check(Equal(z[i] - w[i], z[k] - w[k]))
    never = take(modus_ponens(only, straight), c, clash(unlike, alike))
    above = clash(chord < log_sum_exp(between), chain.at(chain.lemma(convex)))
    below = cases(trichotomy(log_sum_exp(between), chord), strict, never, above)
    below = take(bent, i, take(exists(k, unlike), k, below))
    chain.conclude(suppose(bent, below), "convexity, and no equality")


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
    note=(
        "That $f$ is differentiable and convex enters as its two first-order inequalities: $a = f(x)$, "
        "$b = f(y)$, with the gradients $g$ and $h$."
    ),
    names=NAMES,
)


@gradient_monotone.derivation
def _(chain: Derivation) -> None:
    chain.section("A function above its tangents")
    with chain.assuming(above_tangents):
        by = [(1, tangent) for tangent in apart(above_tangents)]
        increases = chain.show(total(k, (slope_x[k] - slope_y[k]) * (x[k] - y_point[k])) >= 0, "add both", by=by)
        theorem = suppose(above_tangents, increases)
    chain.conclude(for_each((x, y_point, slope_x, slope_y, value_x, value_y), theorem))

    chain.section("Log-sum-exp")
    chain.start(gap, "the product of the changes")
    chain.then(
        total(k, (p[k] - p_of_w[k]) * (log(p[k]) - log(p_of_w[k]))),
        r"$\log \sigma_k(z)$ is $z_k$ less a constant, and both softmaxes sum to 1",
    )
    identity = chain.end("the logarithm of a quotient, twice")

    chain.section("Not negative")
    forward, backward = (chain.lemma(gibbs_inequality, q=q_, r=r_) for q_, r_ in ((p, p_of_w), (p_of_w, p)))
    both_signs: Multiples = [(-1, identity), (1, forward.part("sign")), (1, backward.part("sign"))]
    chain.conclude(chain.check(chain.goal, by=both_signs), "Gibbs' inequality, twice")

    chain.section("Equality")
    level = Equal(gap, 0)
    with chain.assuming(level):
        distance = replace(replace(divergence, first, p), r, p_of_w)
        below = chain.check(distance <= 0, by=[(-1, identity), (1, level), (1, backward.part("sign"))])
        zero = chain.note(antisymmetry(below, forward.part("sign")), "neither is negative: both are 0")
        alike = forward.part("equality").part("only if").given(zero)
        shifts = chain.lemma(injective_modulo_shifts).part("shifts")
        differ = shifts.part("only if").given(for_each(i, specialise(alike, i)))
        only = suppose(level, chain.note(differ, "equal outputs have logits that differ by a constant"))
    with chain.assuming(differ_by_constant):
        equal = chain.show(level, "conversely, the outputs are equal")
        back = suppose(parallel, take(parallel, c, equal))
    chain.conclude(conjunction(only, back))
