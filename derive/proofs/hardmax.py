"""The largest entry, and the one-hot vector that marks it."""

from __future__ import annotations

from fractions import Fraction

from derive.bridge import apply, differentiate
from derive.language import *
from derive.lemmas import (
    antisymmetry,
    at_most_absolute,
    derivative_where_constant,
    limit_laws,
    maximum_bounds,
    maximum_least,
    squeeze,
)
from derive.proofs.definitions import ARTICLE_002, ARTICLE_003, i, j, k, named, numbers, w, z

e, t = scalar("epsilon"), scalar("t")
r = index("r")
largest_entry = maximum(k, z[k])
maximiser = forall(k, z[k] <= z[r])
unique_maximiser = forall(k, implies(distinct(k, r), z[k] < z[r]))


def hardmax(scores: Family) -> Family:
    """hᵢ(z) = 1 where zᵢ is the largest entry (all of them, on ties), else 0."""
    size = scores.array.sizes[0]
    each, other = index("i", size), index("k", size)
    return family(each, step(scores[each] - maximum(other, scores[other])))


H_NAME = named(hardmax(z), "h")
H_NAMES = [named(hardmax(z), "h_{%s}(z)", "h_%s(z)"), named(hardmax(w), "h_{%s}(w)", "h_%s(w)")]


at_maximiser = Claim(
    "max.at-maximiser",
    "The largest entry is the entry at any maximiser",
    Equal(largest_entry, z[r]),
    given=[maximiser],
    references=["boyd2004"],
)


@at_maximiser.derivation
def _(chain: Derivation) -> None:
    above = chain.note(maximum_least(maximiser), "no entry exceeds that of $r$")
    below = chain.note(maximum_bounds(largest_entry, r), "and the largest entry is no smaller")
    chain.conclude(antisymmetry(above, below), "both together")


def weakly(chain: Derivation) -> Theorem:
    """zₖ ≤ zᵣ for every k, where zₖ < zᵣ for all others."""
    less = modus_ponens(specialise(unique_maximiser, k), distinct(k, r))
    with chain.assuming(same(k, r)):
        here = chain.check(z[k] <= z[r])
    return for_each(k, cases(excluded_middle(same(k, r)), here, chain.check(z[k] <= z[r], [less])))


def largest_is(chain: Derivation) -> Lemma:
    """max z = zᵣ at a unique maximiser."""
    return chain.lemma(at_maximiser).given(weakly(chain))


one_hot = Claim(
    "hardmax.one-hot",
    "At a unique maximiser $r$, the hardmax is the one-hot vector of $r$",
    Equal(hardmax(z)[i], delta(i, r)),
    given=[unique_maximiser],
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    names=[H_NAME],
)


@one_hot.derivation
def _(chain: Derivation) -> None:
    top = chain.note(largest_is(chain), "the largest entry is that of $r$")
    chain.start(hardmax(z)[i], "definition of hardmax")
    chain.then(apply(top), "the largest entry")
    chain.end(r"the step is 1 at 0, and 0 at the negative numbers $z_i - z_r$, $i \ne r$")


three = vector("z", 3)
marked = both(*(Equal(hardmax(three)[place], int(place == 3)) for place in (1, 2, 3)))


def entries(last: int) -> tuple[Formula, ...]:
    """z = (0, 1, last)."""
    return Equal(three[1], 0), Equal(three[2], 1), Equal(three[3], last)


example = Claim(
    "hardmax.example",
    "The hardmax of (0, 1, 2) and of (0, 1, 3) is (0, 0, 1)",
    [implies(both(*entries(last)), marked) for last in (2, 3)],
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    names=[named(hardmax(three), "h")],
    scope="the stated instance",
)


@example.derivation
def _(chain: Derivation) -> None:
    for last in (2, 3):
        with chain.assuming(*entries(last)):
            third = chain.check(marked, [largest_at(chain, three, 3)])
        chain.conclude(suppose(both(*entries(last)), third), "the third entry is the only largest")


def largest_at(chain: Derivation, scores: Family, top: int, *known: Theorem) -> Theorem:
    """The largest of finitely many entries is the one at a place, where this is decided for each of them."""
    (size,) = scores.array.sizes
    place = index("k", size)
    goal = scores[place] <= scores[top]
    equalities = [same(place, nth(n, size)) for n in range(1, top + 1)]
    with chain.assuming(*map(negate, equalities)):
        theorem = chain.check(goal)
    for equality in equalities:
        with chain.assuming(equality):
            theorem = cases(excluded_middle(equality), chain.check(goal, known), theorem)
    above = maximum_least(for_each(place, theorem))
    return antisymmetry(above, maximum_bounds(maximum(place, scores[place]), nth(top, size)))


gradient_selected = Claim(
    "hardmax.gradient-selected",
    "At a unique maximiser $r$, the hardmax has a gradient in the entry that is selected",
    Different(D(hardmax(z)[r], z[r]), 0),
    given=[unique_maximiser],
    expected="refuted",
    corrected_by="hardmax.locally-constant",
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    names=[H_NAME],
    note="True of the largest entry itself, not of the one-hot vector that marks it.",
)

near_z = forall(k, absolute(w[k] - z[k]) < e)
constant_near_z = exists(e, both(e > 0, forall(w, implies(near_z, Equal(hardmax(w)[i], hardmax(z)[i])))))
flat_at_z = Equal(D(hardmax(z)[i], z[j]), 0)

locally_constant = Claim(
    "hardmax.locally-constant",
    "At a unique maximiser, the hardmax does not change under small changes: all its derivatives are 0",
    [Equal(hardmax(z)[i], delta(i, r)), constant_near_z, flat_at_z],
    given=[unique_maximiser],
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    names=H_NAMES,
)


@locally_constant.derivation
def _(chain: Derivation) -> None:
    here = chain.lemma(one_hot)
    chain.conclude(here, "the one-hot vector of $r$")

    chain.section("Small changes keep the maximiser")
    gap = family(k, choose(k, r, -1, (z[k] - z[r]) / 2))
    margin = chain.note(least_margin(chain, gap), r"take $\epsilon$ at most half the smallest distance to $z_r$")
    below = forall(k, gap[k] <= -e)
    with chain.assuming(e > 0, below, near_z):
        with chain.assuming(distinct(k, r)):
            apart = chain.check((z[k] - z[r]) / 2 <= -e, by=[(1, specialise(below, k))])
            rises = transitivity(at_most_absolute(w[k] - z[k], absolute(w[k] - z[k])), specialise(near_z, k))
            sinks = transitivity(at_most_absolute(z[r] - w[r], absolute(w[r] - z[r])), specialise(near_z, r))
            still = chain.check(w[k] < w[r], by=[(1, rises), (1, sinks), (2, apart)])
        ahead = for_each(k, suppose(distinct(k, r), still))
        chain.note(ahead, r"where no entry moves by $\epsilon$, $z_r$ stays ahead")
        at_w = here.at(z=w).given(ahead)
        same_vector = chain.show(
            Equal(hardmax(w)[i], hardmax(z)[i]), "the same one-hot vector", by=[(1, at_w), (-1, here)]
        )
        ball = exhibit(constant_near_z, e, conjunction(e > 0, for_each(w, suppose(near_z, same_vector))))
    ball = chain.conclude(take(margin, e, ball))

    chain.section("The derivatives")
    flat = derivative_where_constant(flat_at_z, ball)
    chain.conclude(flat, "the derivative of a function that is constant near $z$")


def least_margin(chain: Derivation, gaps: Family) -> Theorem:
    """Some ε > 0 such that every one of finitely many negative numbers is at most −ε."""
    d = vector("d")
    signs, top, property_of_e = forall(k, d[k] < 0), maximum(k, d[k]), both(e > 0, forall(k, d[k] <= -e))
    positive = chain.check(-top > 0, by=[(1, maximum_least(signs))])
    each = chain.check(replace(d[k] <= -e, e, -top), by=[(1, maximum_bounds(top, k))])
    margin = exhibit(exists(e, property_of_e), -top, conjunction(positive, for_each(k, each)))
    of_any = for_each(d, suppose(signs, margin))
    return modus_ponens(specialise(of_any, gaps), chain.check(forall(k, gaps[k] < 0)))


@gradient_selected.denial(point({"K": 2}, {"r": 2}, z=[0, 1]))
def _(chain: Derivation) -> None:
    scores, moved, place, half = numbers(0, 1), vector("w", 2), index("k", 2), real(Fraction(1, 2))
    slope = chain.note(chain.at(chain.denied), "take $z = (0, 1)$ and its maximiser $r = 2$")
    unchanged = Equal(hardmax(moved)[2], hardmax(scores)[2])
    near = forall(place, absolute(moved[place] - scores[place]) < e)
    nearby = replace(near, e, half)
    with chain.assuming(nearby):
        moves = [specialise(nearby, nth(n, 2)) for n in (1, 2)]
        rises = at_most_absolute(moved[1] - scores[1], absolute(moved[1] - scores[1]))
        sinks = at_most_absolute(scores[2] - moved[2], absolute(moved[2] - scores[2]))
        ahead = chain.check(moved[1] <= moved[2], by=[(1, known) for known in (rises, sinks, *moves)])
        tops = [largest_at(chain, scores, 2), largest_at(chain, moved, 2, ahead)]
        same_entry = chain.check(unchanged, tops)
    constant = conjunction(chain.check(half > 0), for_each(moved, suppose(nearby, same_entry)))
    ball = exhibit(exists(e, both(e > 0, forall(moved, implies(near, unchanged)))), half, constant)
    flat = Equal(replace(D(hardmax(moved)[2], moved[2]), moved, scores), 0)
    zero = chain.note(derivative_where_constant(flat, ball), "the hardmax is constant near $z$")
    chain.conclude(by_contradiction(chain.goal, clash(slope, zero)), "so that this is false")


def quotient(scores: Family, place: Index) -> Real:
    """How much the largest entry grows with the entry at a place, per step t."""
    each = index("k", scores.array.sizes[0])
    return (maximum(each, scores[each] + t * delta(each, place)) - maximum(each, scores[each])) / t


gradient_sparse = Claim(
    "max.gradient-sparse",
    ("Only the entry that is selected has a slope: at a maximiser $r$, the largest entry has slope 1 in $z_r$, else 0"),
    Equal(limit(quotient(z, i), t, 0, "above"), delta(i, r)),
    given=[maximiser],
    expected="refuted",
    corrected_by="max.gradient-unique-maximiser",
    sources=[ARTICLE_003],
    references=["boyd2004"],
    note="Where several entries are largest, each of them has the slope 1 from above and 0 from below.",
)


@gradient_sparse.denial(point({"K": 2}, {"i": 1, "r": 2}, z=[0, 0]))
def _(chain: Derivation) -> None:
    first, other = nth(1, 2), index("k", 2)
    tied = numbers(0, 0)
    slope = chain.note(
        chain.at(chain.denied),
        "at a tie, $z = (0, 0)$ with $r = 2$, the slope in the first entry would be 0",
    )
    moved = maximum(other, tied[other] + t * delta(other, first))
    with chain.assuming(t > 0):
        lower = chain.check(quotient(tied, first) >= 1, by=[(1 / t, maximum_bounds(moved, first))])
        each = chain.check(tied[other] + t * delta(other, first) <= t)
        upper = chain.check(quotient(tied, first) <= 1, by=[(1 / t, maximum_least(for_each(other, each)))])
    one = limit_laws(Equal(limit(1, t), 1), 1, t)
    grows = squeeze(Equal(limit(quotient(tied, first), t), 1), t, lower, upper, one, one)
    value = chain.note(grows, r"but $\max(0 + t, 0)/t = 1$ for $t > 0$")
    chain.conclude(by_contradiction(chain.goal, clash(value, slope)), "so that this is false")


gradient_unique_maximiser = Claim(
    "max.gradient-unique-maximiser",
    "At a unique maximiser $r$, the gradient of the largest entry is the one-hot vector of $r$",
    Equal(D(largest_entry, z[i]), delta(i, r)),
    given=[unique_maximiser],
    sources=[ARTICLE_003],
    references=["boyd2004"],
)


@gradient_unique_maximiser.derivation
def _(chain: Derivation) -> None:
    chain.start(D(largest_entry, z[i]), "near $z$, the largest entry is that of $r$")
    chain.then(D(z[r], z[i]), "which is larger than all others by some margin")
    chain.then(differentiate, "every entry moves alone")
    chain.end()
