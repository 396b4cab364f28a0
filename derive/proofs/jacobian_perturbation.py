"""What a small change of the logits does to softmax."""

from __future__ import annotations

from derive.bridge import apply, differentiate, resolve_delta, take_out
from derive.language import *
from derive.lemmas import add_up, within_absolute
from derive.proofs.definitions import ARTICLE_001, P_NAME, S_NAME, i, j, k, p, sigma, softmax, v, z
from derive.proofs.jacobian import jacobian

entry = D(p[i], z[j])
t = scalar("t")
change, q = vector("d"), vector("q")
moved = softmax(family(i, z[i] + change[i]))
moving = softmax(family(i, z[i] + t * v[i]))
first_order = p[i] * (v[i] - total(k, p[k] * v[k]))
mean_on_the_way = total(k, moving[k] * v[k])
curvature = moving[i] * ((v[i] - mean_on_the_way) ** 2 - total(k, moving[k] * (v[k] - mean_on_the_way) ** 2))

NAMES = (P_NAME, S_NAME, sigma(family(i, z[i] + change[i]), "z + d"), sigma(family(i, z[i] + t * v[i]), "z + t v"))

perturbation = Claim(
    "softmax.perturbation",
    "A change $d$ of the logits changes softmax by $J d$",
    Equal(moved[i] - p[i], total(j, entry * change[j])),
    expected="refuted",
    corrected_by="softmax.perturbation-first-order",
    sources=[ARTICLE_001],
    note="The equation holds to first order only. It is the output that changes by $J d$, not the gradient.",
    names=NAMES,
)


box = forall(k, absolute(v[k]) <= 1)

perturbation_first_order = Claim(
    "softmax.perturbation-first-order",
    (
        "A small change of the logits along $v$ changes softmax by $J v$ to first order; the second "
        "derivative stays bounded"
    ),
    [
        Equal(replace(D(moving[i], t), t, 0), total(j, entry * v[j])),
        Equal(total(j, entry * v[j]), first_order),
        Equal(D(moving[i], t, t), curvature),
        implies(box, both(D(moving[i], t, t) >= -1, D(moving[i], t, t) <= 4)),
    ],
    sources=[ARTICLE_001],
    note=r"By Taylor's theorem the error along $t v$, $|v_k| \le 1$, is then at most $2t^2$.",
    names=NAMES,
)


@perturbation_first_order.derivation
def _(chain: Derivation) -> None:
    chain.section("The product with the Jacobian")
    chain.start(total(j, entry * v[j]), "the product")
    chain.then(apply(jacobian), r"the Jacobian is $\operatorname{diag}(p) - p p^\top$")
    chain.then(resolve_delta, "the delta leaves one term")
    product = chain.chained()

    chain.section("Along a line")
    chain.start(replace(D(moving[i], t), t, 0), "the derivative at $t = 0$")
    chain.then(differentiate, "quotient rule")
    chain.then(take_out(p), "$p_i$ is a common factor")
    chain.then(apply(product, backwards=True), "which is the product")
    chain.end()
    chain.conclude(product)

    chain.section("The second derivative")
    chain.start(D(moving[i], t, t), "the second derivative along the line")
    chain.then(differentiate, "the first derivative, at every point of the line")
    chain.then(take_out(moving), r"$\sigma_i$ is a common factor")
    second_derivative = chain.end("differentiate again; the mean moves at the rate of the variance")

    chain.section("Its bounds")
    with chain.in_general(), chain.assuming(box, *simplex(q, interior=True)):
        bounds = conjunction(*spread_bounds(chain))
    with chain.assuming(box):
        low, high = apart(chain.at(bounds, q=moving))
        lower = chain.check(D(moving[i], t, t) >= -1, by=[(-1, second_derivative), (1, low)])
        upper = chain.check(D(moving[i], t, t) <= 4, by=[(1, second_derivative), (1, high)])
    chain.conclude(suppose(box, conjunction(lower, upper)), "for $q$ the softmax on the way")


def spread_bounds(chain: Derivation) -> tuple[Theorem, Theorem]:
    """−1 ≤ qᵢ((vᵢ − mean)² − variance) ≤ 4, for a distribution q and entries vₖ in [−1, 1]."""
    mean = total(k, q[k] * v[k])
    variance = total(k, q[k] * (v[k] - mean) ** 2)
    low, high = within_absolute(specialise(box, k))
    square = chain.check(v[k] ** 2 <= 1, [low], [(1 + v[k], high)])
    at_least = add_up(for_each(k, chain.check(-q[k] <= q[k] * v[k], by=[(q[k], low)])))
    at_most = add_up(for_each(k, chain.check(q[k] * v[k] <= q[k], by=[(q[k], high)])))
    squares = add_up(for_each(k, chain.check(q[k] * v[k] ** 2 <= q[k], by=[(q[k], square)])))
    at_least = chain.show(mean >= -1, "an average of numbers from $-1$ to 1", by=[(1, at_least)])
    at_most = chain.show(mean <= 1, "likewise", by=[(1, at_most)])
    by = [(1, squares), (1, chain.check(mean**2 >= 0))]
    small = chain.show(variance <= 1, r"$\sum q v^2 - (\sum q v)^2$, and $v^2 \le 1$", by=by)
    low, high = within_absolute(specialise(box, i))
    distance_below = chain.check(v[i] - mean >= -2, by=[(1, low), (1, at_most)])
    distance_above = chain.check(v[i] - mean <= 2, by=[(1, high), (1, at_least)])
    squared = chain.show(
        (v[i] - mean) ** 2 <= 4,
        "they differ by at most 2",
        using=[distance_below],
        by=[(2 + v[i] - mean, distance_above)],
    )
    part = add_up(for_each(k, chain.check(delta(k, i) * q[i] <= q[k])))
    part = chain.check(q[i] <= 1, by=[(1, part)])
    curved = q[i] * ((v[i] - mean) ** 2 - variance)
    squares_count: Multiples = [(q[i], chain.check((v[i] - mean) ** 2 >= 0)), (q[i], small), (1, part)]
    lower = chain.show(curved >= -1, "the variance counts down to $-1$", by=squares_count)
    variances_count: Multiples = [(q[i], squared), (q[i], chain.check(variance >= 0)), (4, part)]
    return lower, chain.show(curved <= 4, "the squared distance counts up to 4", by=variances_count)
