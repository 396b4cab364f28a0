"""Strict convexity and the gradient, for any function."""

from __future__ import annotations

from derive.language import *
from derive.proofs.definitions import ARTICLE_001, k

t, level = scalar("t"), scalar("c")

printed = Claim(
    "convex.strict-gradient-injective",
    "The gradient of a strictly convex function is one-to-one and onto; so is the derivative of exp",
    exists(t, Equal(D(exp(t), t), level)),
    expected="refuted",
    corrected_by="convex.gradient-injective-onto-image",
    sources=[ARTICLE_001],
    note="The general statement fails because this instance does: exp is strictly convex, and its derivative is "
    "positive everywhere. A strictly convex function has a gradient that is one-to-one onto its image, no more; and "
    "log-sum-exp, to which the article applies this, is not strictly convex.",
)


@printed.denial(point(c=-1))
def _(chain: Derivation) -> None:
    slope = Equal(D(exp(t), t), -1)
    positive = chain.show(D(exp(t), t) > 0, "the derivative of exp is exp, which is positive")
    none = take(chain.denied, t, clash(slope, positive))
    chain.conclude(by_contradiction(chain.goal, none), "so that the derivative is never $-1$")


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
    note=(
        "The function enters by its values $a$, $b$ and gradients $g$, $h$ at two different points $x$, "
        "$y$: that $f$ is differentiable and strictly convex means that it lies strictly above its "
        "tangents."
    ),
)


@corrected.derivation
def _(chain: Derivation) -> None:
    chain.section("The gradient increases strictly")
    increase = chain.conclude(
        chain.check(chain.goal, by=[(1, formula) for formula in chain.given]), "add the two inequalities"
    )

    chain.section("So that it takes different values")
    differ, equal = chain.goal, Equal(slope_x[k], slope_y[k])

    def where_none_differ(case: Formula) -> Known:
        if case == equal:
            return equal
        unlike = chain.check(Different(slope_x[k], slope_y[k]), [case])
        return clash(exhibit(differ, k, unlike), negate(differ))

    everywhere = for_each(k, cases(trichotomy(slope_x[k], slope_y[k]), where_none_differ))
    flat = total(k, (slope_x[k] - slope_y[k]) * (x[k] - y[k])) <= 0
    with chain.assuming(everywhere.conclusion):
        no_increase = suppose(everywhere.conclusion, chain.check(flat))
    none = clash(increase, modus_ponens(no_increase, everywhere))
    chain.conclude(by_contradiction(differ, none), "for equal gradients the sum would be 0")
