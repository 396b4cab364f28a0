"""What a small change of the logits does to softmax."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.language.claims import Claim
from derive.language.derivation import Derivation
from derive.language.expressions import D, Equal, both, delta, family, forall, implies, scalar, total, vector
from derive.proofs._tools import Steps, value_at
from derive.proofs.definitions import ARTICLE_001, P_NAME, S_NAME, i, j, k, p, sigma, softmax, v, z

entry = D(p[i], z[j])
t = scalar("t")
change = vector("d")
moved = softmax(family(i, z[i] + change[i]))
moving = softmax(family(i, z[i] + t * v[i]))
first_order = p[i] * (v[i] - total(k, p[k] * v[k]))
mean_on_the_way = total(k, moving[k] * v[k])
curvature = moving[i] * ((v[i] - mean_on_the_way) ** 2 - total(k, moving[k] * (v[k] - mean_on_the_way) ** 2))

NAMES = (P_NAME, S_NAME, sigma(family(i, z[i] + change[i]), "z + d"), sigma(family(i, z[i] + t * v[i]), "z + t v"))

perturbation = Claim(
    "softmax.perturbation",
    "A change d of the logits changes softmax by J d",
    Equal(moved[i] - p[i], total(j, entry * change[j])),
    expected="refuted",
    corrected_by="softmax.perturbation-first-order",
    sources=[ARTICLE_001],
    note="The equation holds to first order only. It is the output that changes by J d, not the gradient.",
    names=NAMES,
)


perturbation_first_order = Claim(
    "softmax.perturbation-first-order",
    "A small change of the logits along v changes softmax by J v to first order; the second derivative stays bounded",
    [
        Equal(value_at(D(moving[i], t), t, 0), total(j, entry * v[j])),
        Equal(total(j, entry * v[j]), first_order),
        Equal(D(moving[i], t, t), curvature),
        implies(forall(k, both(v[k] >= -1, v[k] <= 1)), both(D(moving[i], t, t) >= -1, D(moving[i], t, t) <= 4)),
    ],
    sources=[ARTICLE_001],
    note="By Taylor's theorem the error along t v, |vₖ| ≤ 1, is then at most 2t².",
    names=NAMES,
)


@perturbation_first_order.derivation
def _(chain: Derivation) -> None:
    chain.section("Along a line")
    chain.start(value_at(D(moving[i], t), t, 0), "the derivative at t = 0")
    chain.then(first_order, "quotient rule")
    chain.end("multiply out with diag(p) − p pᵀ")

    chain.section("The product with the Jacobian")
    chain.start(total(j, entry * v[j]), "the product")
    chain.then(total(j, p[i] * (delta(i, j) - p[j]) * v[j]), "the Jacobian is diag(p) − p pᵀ")
    chain.end("the delta leaves one term")

    chain.section("The second derivative")
    chain.start(D(moving[i], t, t), "the second derivative along the line")
    chain.then(D(moving[i] * (v[i] - mean_on_the_way), t), "the first derivative, at every point of the line")
    second_derivative = chain.end("differentiate again; the mean moves at the rate of the variance")

    chain.section("Its bounds")
    q, mean, spread = moving, mean_on_the_way, total(k, moving[k] * (v[k] - mean_on_the_way) ** 2)
    box = forall(k, both(v[k] >= -1, v[k] <= 1))
    with chain.assuming(box):
        low, high = (rules.conjunct(rules.specialise(rules.assume(box), k), place) for place in (0, 1))
        square = chain.check(v[k] ** 2 <= 1, [low], [(1 + v[k], high)])
        ends = []
        for goal, termwise in (
            (mean >= -1, chain.check(-q[k] <= q[k] * v[k], by=[(q[k], low)])),
            (mean <= 1, chain.check(q[k] * v[k] <= q[k], by=[(q[k], high)])),
            (spread <= 1, chain.check(q[k] * v[k] ** 2 <= q[k], by=[(q[k], square)])),
        ):
            summed = rules.add_up(chain.generalise(termwise, k))
            steps: Steps = [(1, summed), (1, chain.check(mean**2 >= 0))] if goal == (spread <= 1) else [(1, summed)]
            ends.append(chain.show(goal, "an average of numbers in this range", by=steps))
        low, high = (rules.conjunct(rules.specialise(rules.assume(box), i), place) for place in (0, 1))
        gap_below = chain.check(v[i] - mean >= -2, by=[(1, low), (1, ends[1])])
        gap_above = chain.check(v[i] - mean <= 2, by=[(1, high), (1, ends[0])])
        steps = [(2 + v[i] - mean, gap_above)]
        squared = chain.show((v[i] - mean) ** 2 <= 4, "they differ by at most 2", using=[gap_below], by=steps)
        positive = chain.check(spread >= 0)
        goal = chain.goal
        assert isinstance(goal, kernel.Implies) and isinstance(goal.right, kernel.And)
        above, below = goal.right.parts[1], goal.right.parts[0]
        steps = [(1, second_derivative), (q[i], squared), (q[i], positive), (4, chain.check(q[i] <= 1))]
        upper = chain.show(above, "the squared distance counts up to 4", by=steps)
        not_negative = chain.check((v[i] - mean) ** 2 >= 0)
        steps = [(-1, second_derivative), (q[i], not_negative), (q[i], ends[2]), (1, chain.check(q[i] <= 1))]
        lower = chain.show(below, "the variance counts down to −1", by=steps)
        chain.conclude(rules.discharge(rules.conjunction((lower, upper)), box))
