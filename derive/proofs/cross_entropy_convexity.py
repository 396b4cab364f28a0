"""Convexity of the cross entropy: where its minima are, and what is convex in what."""

from __future__ import annotations

from fractions import Fraction

from derive.bridge import expand_logs, split
from derive.language import *
from derive.lemmas import add_up, limit_laws, log_bound
from derive.proofs.cross_entropy import loss, normalised
from derive.proofs.cross_entropy_meaning import entropy_and_divergence
from derive.proofs.definitions import (
    ARTICLE_001,
    ARTICLE_004,
    P_NAME,
    S_NAME,
    c,
    cross_entropy,
    entropy,
    i,
    j,
    k,
    log_sum_exp,
    numbers,
    p,
    shifted,
    sigma,
    softmax,
    v,
    w,
    y,
    z,
)
from derive.proofs.lse_convexity import convex as lse_convex
from derive.proofs.lse_convexity import strict_modulo_shift as lse_strict
from derive.proofs.softmax_meaning import calibrated_logits

K = size()
theta = scalar("theta")
half = Fraction(1, 2)
w_two = vector("w", 2)
between = family(k, theta * z[k] + (1 - theta) * w[k])


def loss_at(logits: Family, target: Family = y) -> Real:
    """The cross entropy of softmax, as a function of the logits."""
    return cross_entropy(target, softmax(logits))


chord = theta * loss_at(z) + (1 - theta) * loss_at(w)
MIDDLE = sigma(between, r"\theta z + (1 - \theta) w", "θ z + (1 − θ) w")
NAMES = (sigma(z, "z"), sigma(w, "w"), MIDDLE)

convex = Claim(
    "ce.convex",
    "The cross entropy of softmax is convex in the logits, for every target with a sum that is not negative",
    loss_at(between) <= chord,
    given=[total(k, y[k]) >= 0, theta >= 0, theta <= 1],
    sources=[ARTICLE_001, ARTICLE_004],
    references=["boyd2004"],
    names=NAMES,
)


@convex.derivation
def _(chain: Derivation) -> None:
    below = chain.lemma(lse_convex, "log-sum-exp is convex")
    whole = total(k, y[k])
    chain.start(loss_at(between), "the cross entropy between")
    chain.then(expand_logs, r"$\log p_k = z_k - \log S$")
    chain.then(split, "log-sum-exp times the sum of the target, less a linear term")
    chain.end("the sum of the target is not negative", by=[(whole, below)])


strict_convexity = Claim(
    "ce.strict-convexity",
    "The cross entropy of softmax is strictly convex in the logits",
    implies(exists(k, Different(z[k], w[k])), loss_at(between) < chord),
    given=[K >= 2, *simplex(y), theta > 0, theta < 1],
    expected="refuted",
    corrected_by="ce.strict-convexity-modulo-shift",
    sources=[ARTICLE_001],
    references=["boyd2004"],
    names=NAMES,
    note=r"It is constant along the vector $\mathbf{1}$.",
)

parallel = exists(c, forall(k, Equal(z[k] - w[k], c)))
centred = both(Equal(total(k, z[k]), 0), Equal(total(k, w[k]), 0))

strict_modulo_shift = Claim(
    "ce.strict-convexity-modulo-shift",
    (
        r"The cross entropy of softmax is strictly convex except along the vector $\mathbf{1}$, and so on "
        "the logits that sum to 0"
    ),
    [
        iff(Equal(loss_at(between), chord), parallel),
        implies(both(*centred.parts, exists(k, Different(z[k], w[k]))), loss_at(between) < chord),
    ],
    given=[normalised, theta > 0, theta < 1],
    sources=[ARTICLE_001],
    references=["gao2017", "boyd2004"],
    names=NAMES,
)


@strict_modulo_shift.derivation
def _(chain: Derivation) -> None:
    level, strict = Equal(loss_at(between), chord), loss_at(between) < chord
    lse_chord = theta * log_sum_exp(z) + (1 - theta) * log_sum_exp(w)
    lse_level = Equal(log_sum_exp(between), lse_chord)
    equality, _ = apart(chain.lemma(lse_strict))
    only, back = apart(equality)

    chain.section("Equality")
    with chain.assuming(level):
        straight = chain.show(lse_level, "the other terms are linear", by=[(1, level)])
        forth = suppose(level, modus_ponens(only, straight))
    with chain.assuming(parallel):
        straight = modus_ponens(back, parallel)
        backwards = suppose(parallel, chain.check(level, by=[(1, straight)]))
    chain.conclude(
        conjunction(forth, backwards), r"log-sum-exp is strictly convex except along the vector $\mathbf{1}$"
    )

    chain.section("Logits that sum to 0")
    unlike = Different(z[k], w[k])
    constant = forall(k, Equal(z[k] - w[k], c))
    with chain.in_general():
        summed = add_up(constant)
        zero = chain.check(Equal(c, 0), by=[(1 / K, centred.parts[0]), (-1 / K, centred.parts[1]), (-1 / K, summed)])
        equal = chain.check(Equal(z[k], w[k]), by=[(1, specialise(constant, k)), (1, zero)])
    never = take(modus_ponens(forth, level), c, clash(unlike, equal))
    above = clash(chord < loss_at(between), chain.at(chain.lemma(convex)))
    below = cases(trichotomy(loss_at(between), chord), strict, never, above)
    condition = chain.goal.left  # type: ignore[attr-defined]
    theorem = take(condition.parts[2], k, below)
    chain.conclude(suppose(condition, theorem), "the constant by which they differ would be 0")


hessian_entry = D(loss, z[i], z[j])

hessian = Claim(
    "ce.hessian",
    (
        r"The Hessian of the cross entropy in the logits is $\operatorname{diag}(p) - p p^\top$, whatever "
        r"the target; $v^\top H v$ is at most $\frac12\|v\|^2$"
    ),
    [
        Equal(hessian_entry, p[i] * (delta(i, j) - p[j])),
        total((i, j), v[i] * hessian_entry * v[j]) <= Fraction(1, 2) * total(k, v[k] ** 2),
    ],
    given=[normalised],
    sources=[ARTICLE_004],
    references=["bohning1992"],
    names=[P_NAME, S_NAME],
)

flat_direction = Claim(
    "ce.flat-direction",
    r"Along the vector $\mathbf{1}$ the cross entropy of softmax is constant, and its curvature is 0",
    [Equal(loss_at(shifted(z, c)), loss), Equal(total((i, j), hessian_entry), 0)],
    given=[normalised],
    sources=[ARTICLE_004],
    references=["bohning1992"],
    names=[P_NAME, S_NAME],
    note=r"Log-sum-exp alone is not constant along the vector $\mathbf{1}$; its curvature is 0, too.",
)

epsilon = scalar("epsilon")
near_z = forall(k, absolute(w[k] - z[k]) < epsilon)
local_minimum = both(epsilon > 0, forall(w, implies(near_z, loss <= loss_at(w))))

no_local_minima = Claim(
    "ce.no-local-minima",
    "The cross entropy of softmax has no local minima",
    negate(exists([z, epsilon], local_minimum)),
    given=[*simplex(y)],
    expected="refuted",
    corrected_by="ce.local-minima-are-global",
    sources=[ARTICLE_001, ARTICLE_004],
    references=["boyd2004"],
    names=[P_NAME, S_NAME],
    note="For a target with positive entries there are minima, all of them global. No other local minima exist; in a "
    "network this needs everything below the last layer to be fixed.",
)


@no_local_minima.denial(point({"K": 2}, y=["1/2", "1/2"]))
def _(chain: Derivation) -> None:
    place = index("k", 2)
    target, origin, moved = numbers(half, half), numbers(0, 0), vector("w", 2)

    def at(logits: Family) -> Real:
        return -total(place, target[place] * log(softmax(logits)[place]))

    none = chain.denied.given(
        chain.check(forall(place, target[place] >= 0)), chain.check(Equal(total(place, target[place]), 1))
    )
    bounds = [log_bound(2 * softmax(moved)[n]) for n in (1, 2)]
    above = chain.show(
        at(origin) <= at(moved), r"$\log x \le x - 1$ for $2p_1$ and $2p_2$", by=[(half, bound) for bound in bounds]
    )
    start = vector("z", 2)
    nearby = replace(forall(place, absolute(moved[place] - start[place]) < 1), start, origin)
    minimum_at = conjunction(chain.check(real(1) > 0), for_each(moved, suppose(nearby, above)))
    denied = none.conclusion.formula  # type: ignore[attr-defined]
    found = exhibit(denied, [origin, 1], minimum_at)
    chain.conclude(by_contradiction(chain.goal, clash(found, none)), "so that (0, 0) is a minimum for $y = (1/2, 1/2)$")


towards_w = family(k, theta * w[k] + (1 - theta) * z[k])

local_minima_are_global = Claim(
    "ce.local-minima-are-global",
    (
        "Every local minimum of the cross entropy of softmax is a global one: where $w$ has a smaller "
        "loss than $z$, so has every point on the way from $z$ to $w$, however near to $z$"
    ),
    [
        loss_at(towards_w) < loss,
        Equal(absolute(towards_w[k] - z[k]), theta * absolute(w[k] - z[k])),
    ],
    given=[total(k, y[k]) >= 0, theta > 0, theta <= 1, loss_at(w) < loss],
    sources=[ARTICLE_001, ARTICLE_004],
    references=["boyd2004"],
    names=[P_NAME, S_NAME, sigma(w, "w"), sigma(towards_w, r"\theta w + (1 - \theta) z", "θ w + (1 − θ) z")],
)


@local_minima_are_global.derivation
def _(chain: Derivation) -> None:
    nonnegative, positive, most, smaller = chain.given
    with chain.in_general(), chain.assuming(nonnegative, positive, most):
        below = chain.at(chain.lemma(convex), z=w, w=z)
        better = chain.check(loss_at(towards_w) < loss, by=[(1, below), (theta, smaller)])
    chain.conclude(better, r"at most the average with the weights $\theta$ and $1 - \theta$")
    with chain.in_general(), chain.assuming(positive):
        moved = chain.check(chain.goal)
    chain.conclude(moved, r"which is as near to $z$ as $\theta$ is to 0")


elsewhere = exists(k, Different(w[k], z[k]))

unique_minimum = Claim(
    "ce.unique-minimum",
    "The cross entropy of softmax has exactly one global minimum",
    exists(z, forall(w, implies(elsewhere, loss < loss_at(w)))),
    given=[K >= 2, *simplex(y)],
    expected="refuted",
    corrected_by="ce.minimisers",
    sources=[ARTICLE_004],
    references=["boyd2004"],
    names=[P_NAME, S_NAME],
    note=(
        r"Convexity gives neither existence nor uniqueness. With every minimiser $z$, $z + c \mathbf{1}$ "
        "is one, too; for a one-hot target there is none."
    ),
)


@unique_minimum.denial(point({"K": 2}, y=["1/2", "1/2"]))
def _(chain: Derivation) -> None:
    place = index("k", 2)
    target, logits = numbers(half, half), vector("z", 2)
    moved = shifted(logits, 1)

    def at(scores: Family) -> Real:
        return -total(place, target[place] * log(softmax(scores)[place]))

    one = chain.denied.given(
        chain.check(size(2) >= 2),
        chain.check(forall(place, target[place] >= 0)),
        chain.check(Equal(total(place, target[place]), 1)),
    )
    body = forall(w_two, implies(exists(place, Different(w_two[place], logits[place])), at(logits) < at(w_two)))
    unlike = exists(place, Different(moved[place], logits[place]))
    apart_from_it = exhibit(unlike, nth(1, 2), chain.check(Different(moved[1], logits[1])))
    less = modus_ponens(specialise(body, moved), apart_from_it)
    level = chain.show(Equal(at(logits), at(moved)), "$z + 1$ has the same loss as $z$")
    none = take(one, logits, clash(less, level))
    chain.conclude(by_contradiction(chain.goal, none), "so that no $z$ has a smaller one than all others")


t = scalar("t")
label = index("c")
one_hot = family(k, delta(k, label))
raised = family(k, t * delta(k, label))

minimisers = Claim(
    "ce.minimisers",
    (
        "The cross entropy of softmax is at least the entropy of the target; it is attained by the "
        r"logits $\log y + c \mathbf{1}$ where $y$ is positive, and nowhere where $y$ has a zero; for a "
        "one-hot target it is approached"
    ),
    [
        loss >= entropy(y),
        implies(
            forall(k, y[k] > 0),
            iff(Equal(loss, entropy(y)), exists(c, forall(k, Equal(z[k], log(y[k]) + c)))),
        ),
        implies(exists(i, Equal(y[i], 0)), loss > entropy(y)),
        Equal(limit(cross_entropy(one_hot, softmax(raised)), t, 0, "infinity"), 0),
    ],
    given=[*simplex(y)],
    sources=[ARTICLE_004],
    references=["boyd2004", "cover2006"],
    names=[P_NAME, S_NAME, sigma(raised, "t e_c")],
)


@minimisers.derivation
def _(chain: Derivation) -> None:
    attained = Equal(loss, entropy(y))
    divergence = chain.lemma(entropy_and_divergence, q=y, r=p)
    least = chain.conclude(divergence.part("least"), "Gibbs' inequality")
    equality = chain.note(divergence.part("equality"), "and when it is an equation")
    only, back = equality.part("only if"), equality.part("if")

    chain.section("A positive target")
    positive = forall(k, y[k] > 0)
    form = exists(c, forall(k, Equal(z[k], log(y[k]) + c)))
    with chain.assuming(positive):
        logits = chain.lemma(calibrated_logits, q=y)
        with chain.assuming(attained):
            alike = specialise(modus_ponens(only, attained), i)
            found = modus_ponens(logits.part("only if"), for_each(i, chain.check(Equal(p[i], y[i]), by=[(-1, alike)])))
            forth = suppose(attained, found)
        with chain.assuming(form):
            alike = specialise(modus_ponens(logits.part("if"), form), k)
            turned = for_each(k, chain.check(Equal(y[k], p[k]), by=[(-1, alike)]))
            backwards = suppose(form, modus_ponens(back, turned))
        theorem = conjunction(forth, backwards)
    chain.conclude(suppose(positive, theorem), "softmax gives the probabilities $y$ exactly for these logits")

    chain.section("A target with a zero")
    zero, some_zero = Equal(y[i], 0), exists(i, Equal(y[i], 0))
    alike = specialise(modus_ponens(only, attained), i)
    with chain.in_general():
        positive_there = chain.check(y[i] > 0, by=[(-1, alike), (1, chain.check(p[i] > 0))])
        never = clash(positive_there, zero)
    strict = cases(trichotomy(loss, entropy(y), chain.given), clash(loss < entropy(y), least), never, entropy(y) < loss)
    chain.conclude(suppose(some_zero, take(some_zero, i, strict)), "softmax is never 0")

    chain.section("A one-hot target")
    behind = 1 / (1 + (K - 1) * exp(-t))
    chain.conclude(limit_laws(chain.goal, -log(behind), t), r"the others are $\exp(-t)$ times as large")
