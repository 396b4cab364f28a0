"""Strict convexity and the gradient, for any function."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.theorem import Theorem
from derive.language.claims import Claim
from derive.language.derivation import Derivation
from derive.language.expressions import D, Different, Equal, exists, exp, forall, scalar, total, vector
from derive.lemmas import inference
from derive.proofs._tools import Steps
from derive.proofs.definitions import ARTICLE_001, k

t, level = scalar("t"), scalar("c")

printed = Claim(
    "convex.strict-gradient-injective",
    "The gradient of a strictly convex function is one-to-one and onto; so is the derivative of exp",
    forall(level, exists(t, Equal(D(exp(t), t), level))),
    expected="refuted",
    corrected_by="convex.gradient-injective-onto-image",
    sources=[ARTICLE_001],
    note="The general statement fails because this instance does: exp is strictly convex, and its derivative is "
    "positive everywhere. A strictly convex function has a gradient that is one-to-one onto its image, no more; and "
    "log-sum-exp, to which the article applies this, is not strictly convex.",
)


@printed.denial()
def _(chain: Derivation) -> None:
    goal = chain.goal
    assert isinstance(goal, kernel.Not)
    slope = Equal(D(exp(t), t), -1)
    at_minus_one = chain.specialise(rules.assume(goal.formula), -1)
    positive = chain.show(D(exp(t), t) > 0, "the derivative of exp is exp, which is positive")
    none = rules.clash(rules.assume(slope), positive, ())
    none = chain.take(at_minus_one, t, none)
    chain.conclude(inference.negation(none, goal.formula), "so that the derivative is never −1")


x, y = vector("x"), vector("y")
slope_x, slope_y = vector("g"), vector("h")
value_x, value_y = scalar("a"), scalar("b")

corrected = Claim(
    "convex.gradient-injective-onto-image",
    "A differentiable, strictly convex function has different gradients at different points, in increasing order",
    [
        total(k, (slope_x[k] - slope_y[k]) * (x[k] - y[k])) > 0,
        exists(k, Different(slope_x[k], slope_y[k])),
    ],
    given=[
        value_y > value_x + total(k, slope_x[k] * (y[k] - x[k])),
        value_x > value_y + total(k, slope_y[k] * (x[k] - y[k])),
    ],
    sources=[ARTICLE_001],
    references=["boyd2004"],
    note="The function enters by its values a, b and gradients g, h at two different points x, y: that f is "
    "differentiable and strictly convex means that it lies strictly above its tangents.",
)


@corrected.derivation
def _(chain: Derivation) -> None:
    chain.section("The gradient increases strictly")
    steps: Steps = [(1, rules.assume(formula)) for formula in chain.given]
    increase = chain.conclude(chain.check(chain.goal, by=steps), "add the two inequalities")

    chain.section("So that it takes different values")
    differ = chain.goal
    equal = Equal(slope_x[k], slope_y[k])
    no_difference = kernel.Not(differ)
    by_class: list[Theorem] = []
    for place, relation in enumerate((slope_x[k] < slope_y[k], slope_y[k] < slope_x[k])):
        unlike = chain.check(Different(slope_x[k], slope_y[k]), [rules.assume(relation)])
        found = rules.clash(chain.exhibit(differ, k, unlike), rules.assume(no_difference), ())
        by_class.insert(place, rules.cases(found, (), equal))
    three_cases = rules.trichotomy(slope_x[k].term, slope_y[k].term, (), ())
    same = rules.cases(three_cases, (by_class[0], rules.assume(equal), by_class[1]), equal)
    everywhere = chain.generalise(same, k)
    with chain.assuming(everywhere.conclusion):
        flat = chain.check(total(k, (slope_x[k] - slope_y[k]) * (x[k] - y[k])) <= 0)
        flat = rules.discharge(flat, everywhere.conclusion)
    none = rules.clash(increase, rules.modus_ponens(flat, everywhere), ())
    branches = (rules.assume(differ), rules.cases(none, (), differ))
    theorem = rules.cases(rules.excluded_middle(differ), branches, differ)
    chain.conclude(theorem, "for equal gradients the sum would be 0")
