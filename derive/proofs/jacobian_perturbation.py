"""What a small change of the logits does to softmax."""

from __future__ import annotations

from fractions import Fraction

from derive.bridge import apply, differentiate, resolve_delta, take_out
from derive.language import *
from derive.lemmas import absolute_at_most, maximum_bounds, rises
from derive.proofs.definitions import ARTICLE_001, P_NAME, S_NAME, i, j, k, p, sigma, softmax, v, z
from derive.proofs.jacobian import jacobian
from derive.proofs.softmax_curvature import b, box, sharp
from derive.proofs.softmax_curvature import bound as curvature_bound

HALF = Fraction(1, 2)
entry = D(p[i], z[j])
t = scalar("t")
moved = softmax(family(i, z[i] + v[i]))
moving = softmax(family(i, z[i] + t * v[i]))
first_order = p[i] * (v[i] - total(k, p[k] * v[k]))
mean_on_the_way = total(k, moving[k] * v[k])
curvature = moving[i] * ((v[i] - mean_on_the_way) ** 2 - total(k, moving[k] * (v[k] - mean_on_the_way) ** 2))

NAMES = (P_NAME, S_NAME, sigma(family(i, z[i] + v[i]), "z + v"), sigma(family(i, z[i] + t * v[i]), "z + t v"))

perturbation = Claim(
    "softmax.perturbation",
    "A change $v$ of the logits changes the gradient of each probability by $J v$",
    Equal(D(moved[i], z[j]) - entry, total(k, D(p[j], z[k]) * v[k])),
    expected="refuted",
    corrected_by="softmax.perturbation-first-order",
    sources=[ARTICLE_001],
    note="It is the output of softmax, not a gradient, that changes by $J v$, and that to first order only.",
    names=NAMES,
)


x = scalar("x")
largest_change = maximum(k, absolute(v[k]))
remainder = moved[i] - p[i] - total(j, entry * v[j])

perturbation_first_order = Claim(
    "softmax.perturbation-first-order",
    r"A change $v$ of the logits changes softmax by $J v$ up to at most $1/(3 \sqrt 3)$ times the square of the "
    "largest $|v_k|$",
    {
        "product": Equal(total(j, entry * v[j]), first_order),
        "slope": Equal(replace(D(moving[i], t), t, 0), total(j, entry * v[j])),
        "curvature": Equal(D(moving[i], t, t), curvature),
        "its bound": absolute(D(moving[i], t, t)) <= sharp * largest_change**2,
        "remainder": absolute(remainder) <= HALF * sharp * largest_change**2,
    },
    sources=[ARTICLE_001],
    names=NAMES,
)


@perturbation_first_order.derivation
def _(chain: Derivation) -> None:
    chain.section("The product with the Jacobian")
    chain.start(total(j, entry * v[j]), "the product")
    chain.then(apply(jacobian), r"the Jacobian is $\operatorname{diag}(p) - p p^\top$")
    chain.then(resolve_delta, "the delta leaves one term")
    product = chain.end()

    chain.section("The slope along a line")
    chain.start(replace(D(moving[i], t), t, 0), "the derivative at $t = 0$")
    chain.then(differentiate, "quotient rule")
    chain.then(take_out(p), "$p_i$ is a common factor")
    chain.then(apply(product, backwards=True), "which is the product")
    slope = chain.end()

    chain.section("The second derivative")
    chain.start(D(moving[i], t, t), "the second derivative along the line")
    chain.then(differentiate, "the first derivative, at every point of the line")
    chain.then(take_out(moving), r"$\sigma_i$ is a common factor")
    second_derivative = chain.end("differentiate again; the mean moves at the rate of the variance")

    chain.section("Its bound")
    bounds = chain.lemma(curvature_bound)
    with chain.in_general(), chain.assuming(box):
        above, below = (chain.at(bounds, q=moving).part(side) for side in ("above", "below"))
        low = chain.check(D(moving[i], t, t) >= -sharp * b**2, by=[(-1, second_derivative), (1, below)])
        high = chain.check(D(moving[i], t, t) <= sharp * b**2, by=[(1, second_derivative), (1, above)])
        small = absolute_at_most(D(moving[i], t, t), sharp * b**2, low, high, chain.given)
    chain.conclude(with_largest_change(small), r"the bound of the curvature, for $q$ the softmax on the way")

    chain.section("The remainder")
    with chain.in_general(), chain.assuming(box):
        over, under = (taylor(chain, sign, bound, slope) for sign, bound in ((1, high), (-1, low)))
        close = absolute_at_most(remainder, HALF * sharp * b**2, under, over, chain.given)
    chain.conclude(with_largest_change(close), "Taylor's theorem: the slope at 0 is $J v$")


def with_largest_change(theorem: Theorem) -> Theorem:
    """What holds for each bound b of the |vₖ|, for the largest of them."""
    general = specialise(for_each(b, suppose(box, theorem)), largest_change)
    return modus_ponens(general, for_each(k, maximum_bounds(largest_change, k)))


def taylor(chain: Derivation, sign: int, bound: Theorem, slope: Theorem) -> Theorem:
    """±(σᵢ(z + v) − pᵢ − (J v)ᵢ) ≤ c b²/2 from ±σᵢ″ ≤ c b² on the way, as c b² t ∓ (σᵢ′ − (J v)ᵢ) and its integral
    rise."""
    at_start = replace(D(moving[i], t), t, 0)
    growth = sharp * b**2 * t - sign * (D(moving[i], t) - at_start)
    excess = HALF * sharp * b**2 * t**2 - sign * (moving[i] - p[i] - t * at_start)
    with chain.assuming(t >= 0):
        before = replace(growth, t, x)
        with chain.assuming(x >= 0, x <= t):
            steeper = chain.check(D(before, x) >= 0, by=[(1, specialise(for_each(t, bound), x))])
        grown = rises(real(0), t, x, steeper, t >= 0)
    with chain.assuming(t >= 0, t <= 1):
        steeper = chain.check(D(excess, t) >= 0, by=[(1, grown)])
    risen = rises(real(0), real(1), t, steeper, chain.check(real(0) <= 1))
    return chain.check(sign * remainder <= HALF * sharp * b**2, by=[(1, risen), (sign, slope)])
