"""The largest entry, and the one-hot vector that marks it."""

from __future__ import annotations

from fractions import Fraction

from derive.bridge import apply, differentiate
from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.terms import Formula, IndexNumber
from derive.kernel.theorem import Theorem
from derive.language.claims import Claim
from derive.language.derivation import Derivation
from derive.language.expressions import (
    D,
    Different,
    Equal,
    Family,
    Real,
    absolute,
    as_maximum,
    both,
    choose,
    delta,
    distinct,
    exists,
    family,
    forall,
    implies,
    index,
    limit,
    maximum,
    negate,
    real,
    same,
    scalar,
    step,
    variable_of,
    vector,
)
from derive.lemmas import inference
from derive.lemmas.limits import limit_laws
from derive.lemmas.locally_equal import derivative_where_constant
from derive.proofs._tools import established, under
from derive.proofs.definitions import ARTICLE_002, ARTICLE_003, i, j, k, named, numbers, w, z

e, t = scalar("epsilon"), scalar("t")
r = index("r")
largest = maximum(k, z[k])
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
    Equal(largest, z[r]),
    given=[maximiser],
    references=["boyd2004"],
)


@at_maximiser.derivation
def _(chain: Derivation) -> None:
    above = chain.note(inference.maximum_least(rules.assume(maximiser)), "no entry exceeds that of r")
    below = chain.note(rules.maximum_bounds(as_maximum(largest), r, ()), "and the largest entry is no smaller")
    chain.conclude(inference.antisymmetry(above, below), "both together")


def weakly(chain: Derivation) -> Theorem:
    """zₖ ≤ zᵣ for every k, where zₖ < zᵣ for all others."""
    strict = rules.specialise(rules.assume(unique_maximiser), k)
    with chain.assuming(same(k, r)):
        here = chain.check(z[k] <= z[r])
    less = rules.modus_ponens(strict, rules.assume(distinct(k, r)))
    there = chain.check(z[k] <= z[r], [less])
    return chain.generalise(rules.cases(rules.excluded_middle(same(k, r)), (here, there), z[k] <= z[r]), k)


def largest_is(chain: Derivation) -> Theorem:
    """max z = zᵣ at a unique maximiser."""
    theorem = chain.lemma(at_maximiser)
    return rules.modus_ponens(rules.discharge(theorem, maximiser), weakly(chain))


one_hot = Claim(
    "hardmax.one-hot",
    "At a unique maximiser r, the hardmax is the one-hot vector of r",
    Equal(hardmax(z)[i], delta(i, r)),
    given=[unique_maximiser],
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    names=[H_NAME],
)


@one_hot.derivation
def _(chain: Derivation) -> None:
    top = chain.note(largest_is(chain), "the largest entry is that of r")
    chain.start(hardmax(z)[i], "definition of hardmax")
    chain.then(apply(top), "the largest entry")
    chain.end("the step is 1 at 0, and 0 at the negative numbers zᵢ − zᵣ, i ≠ r")


three, high = vector("z", 3), IndexNumber(3, 3)


def marks_the_third(last: int) -> Formula:
    """The hardmax of (0, 1, last) is (0, 0, 1)."""
    given = both(Equal(three[1], 0), Equal(three[2], 1), Equal(three[3], last))
    h = hardmax(three)
    return implies(given, both(Equal(h[1], 0), Equal(h[2], 0), Equal(h[3], 1)))


example = Claim(
    "hardmax.example",
    "The hardmax of (0, 1, 2) and of (0, 1, 3) is (0, 0, 1)",
    [marks_the_third(2), marks_the_third(3)],
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    names=[named(hardmax(three), "h")],
    scope="the stated instance",
)


@example.derivation
def _(chain: Derivation) -> None:
    for _ in range(2):
        goal = chain.goal
        assert isinstance(goal, kernel.Implies) and isinstance(goal.left, kernel.And)
        with chain.assuming(*goal.left.parts):
            top = largest_at(chain, three, high)
            entries = (chain.check(Equal(hardmax(three)[place], int(place == 3)), [top]) for place in (1, 2, 3))
            result = rules.conjunction(tuple(entries))
        chain.conclude(under(result, goal.left), "the third entry is the only largest")


def largest_at(chain: Derivation, scores: Family, top: IndexNumber, *known: Theorem) -> Theorem:
    """The largest of finitely many entries is the one at a place, where this is decided for each of them."""
    place = index("k", top.size)
    goal = scores[place] <= scores[top]
    equalities = [same(place, IndexNumber(n, top.size)) for n in range(1, top.value + 1)]
    with chain.assuming(*(negate(equality) for equality in equalities)):
        theorem = chain.check(goal)
    for equality in equalities:
        with chain.assuming(equality):
            theorem = rules.cases(rules.excluded_middle(equality), (chain.check(goal, known), theorem), goal)
    above = inference.maximum_least(chain.generalise(theorem, place))
    below = rules.maximum_bounds(as_maximum(maximum(place, scores[place])), top, ())
    return inference.antisymmetry(above, below)


gradient_selected = Claim(
    "hardmax.gradient-selected",
    "At a unique maximiser r, the hardmax has a gradient in the entry that is selected",
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

locally_constant = Claim(
    "hardmax.locally-constant",
    "At a unique maximiser, the hardmax does not change under small changes: all its derivatives are 0",
    [Equal(hardmax(z)[i], delta(i, r)), constant_near_z, Equal(D(hardmax(z)[i], z[j]), 0)],
    given=[unique_maximiser],
    sources=[ARTICLE_002],
    references=["goodfellow2016"],
    names=H_NAMES,
)


@locally_constant.derivation
def _(chain: Derivation) -> None:
    here = chain.lemma(one_hot)
    chain.conclude(here, "the one-hot vector of r")

    chain.section("Small changes keep the maximiser")
    gap = family(k, choose(k, r, -1, (z[k] - z[r]) / 2))
    margin = chain.note(least_margin(chain, gap), "take ε at most half the smallest distance to zᵣ")
    below = forall(k, gap[k] <= -e)
    with chain.assuming(e > 0, below, near_z):
        with chain.assuming(distinct(k, r)):
            apart = chain.check((z[k] - z[r]) / 2 <= -e, (), [(1, rules.specialise(rules.assume(below), k))])
            moves = [rules.specialise(rules.assume(near_z), place) for place in (k, r)]
            rises = rules.transitivity((at_most_absolute(chain, w[k] - z[k], w[k] - z[k]), moves[0]))
            sinks = rules.transitivity((at_most_absolute(chain, z[r] - w[r], w[r] - z[r]), moves[1]))
            still = chain.check(w[k] < w[r], (), [(1, rises), (1, sinks), (2, apart)])
        ahead = chain.generalise(rules.discharge(still, distinct(k, r)), k)
        chain.note(ahead, "where no entry moves by ε, zᵣ stays ahead")
        marked = inference.instantiate(rules.discharge(here, unique_maximiser), variable_of(z), variable_of(w), ())
        at_w = rules.modus_ponens(marked, ahead)
        same_vector = chain.show(
            Equal(hardmax(w)[i], hardmax(z)[i]), "the same one-hot vector", by=[(1, at_w), (-1, here)]
        )
        nearby = chain.generalise(rules.discharge(same_vector, near_z), w)
        ball = chain.exhibit(constant_near_z, e, rules.conjunction((rules.assume(e > 0), nearby)))
    property_of_e = both(e > 0, below)
    ball = rules.modus_ponens(under(ball, property_of_e), rules.assume(property_of_e))
    ball = chain.conclude(chain.take(margin, e, ball))

    chain.section("The derivatives")
    goal = chain.goal
    assert isinstance(goal, kernel.Equal)
    chain.conclude(derivative_where_constant(goal, ball), "the derivative of a function that is constant near z")


def least_margin(chain: Derivation, gaps: Family) -> Theorem:
    """Some ε > 0 such that every one of finitely many negative numbers is at most −ε."""
    d = vector("d")
    signs, top, property_of_e = forall(k, d[k] < 0), maximum(k, d[k]), both(e > 0, forall(k, d[k] <= -e))
    positive = chain.check(-top > 0, (), [(1, inference.maximum_least(rules.assume(signs)))])
    bound = kernel.LessEqual(d[k].term, kernel.negative((-top).term))
    each = chain.check(bound, (), [(1, rules.maximum_bounds(as_maximum(top), k, ()))])
    both_hold = rules.conjunction((positive, chain.generalise(each, k)))
    theorem = rules.discharge(chain.exhibit(exists(e, property_of_e), -top, both_hold), signs)
    theorem = chain.specialise(chain.generalise(theorem, d), gaps)
    return rules.modus_ponens(theorem, established(chain, forall(k, gaps[k] < 0)))


def at_most_absolute(chain: Derivation, value: Real, inside: Real) -> Theorem:
    """±x ≤ |x|."""
    goal = value <= absolute(inside)
    signs = (inside < 0, Equal(inside, 0), inside > 0)
    branches = tuple(chain.check(goal, [rules.assume(sign)]) for sign in signs)
    return rules.cases(rules.trichotomy(inside.term, real(0).term, (), ()), branches, goal)


@gradient_selected.denial(K=2)
def _(chain: Derivation) -> None:
    goal = chain.goal
    assert isinstance(goal, kernel.Not)
    scores, second = numbers(0, 1), IndexNumber(2, 2)
    instance = rules.assume(goal.formula)
    while isinstance(instance.conclusion, kernel.ForAll):
        instance = chain.specialise(instance, second if instance.conclusion.over == 2 else scores)
    assert isinstance(instance.conclusion, kernel.Implies)
    slope = rules.modus_ponens(instance, established(chain, instance.conclusion.left))
    chain.note(slope, "take z = (0, 1) and its maximiser r = 2")
    moved, place, half = vector("w", 2), index("k", 2), real(Fraction(1, 2))
    near, unchanged = (
        forall(place, absolute(moved[place] - scores[place]) < e),
        Equal(hardmax(moved)[2], hardmax(scores)[2]),
    )
    nearby = forall(place, absolute(moved[place] - scores[place]) < half)
    with chain.assuming(nearby):
        moves = [rules.specialise(rules.assume(nearby), IndexNumber(n, 2)) for n in (1, 2)]
        rises = at_most_absolute(chain, moved[1] - scores[1], moved[1] - scores[1])
        sinks = at_most_absolute(chain, scores[2] - moved[2], moved[2] - scores[2])
        ahead = chain.check(moved[1] <= moved[2], by=[(1, step_) for step_ in (rises, sinks, *moves)])
        tops = [largest_at(chain, scores, second), largest_at(chain, moved, second, ahead)]
        same_entry = chain.check(unchanged, tops)
    constant = chain.generalise(rules.discharge(same_entry, nearby), moved)
    constant = rules.conjunction((chain.check(half > 0), constant))
    goal_ball = exists(e, both(e > 0, forall(moved, implies(near, unchanged))))
    ball = chain.exhibit(goal_ball, half, constant)
    assert isinstance(slope.conclusion, kernel.Different)
    zero_slope = kernel.Equal(slope.conclusion.left, kernel.ZERO)
    zero = chain.note(derivative_where_constant(zero_slope, ball), "the hardmax is constant near z")
    chain.conclude(inference.negation(rules.clash(slope, zero, ()), goal.formula), "so that this is false")


slope_from_above = limit((maximum(k, z[k] + t * delta(k, i)) - largest) / t, t, 0, "above")

gradient_sparse = Claim(
    "max.gradient-sparse",
    "Only the entry that is selected has a slope: at a maximiser r, the largest entry has slope 1 in zᵣ, else 0",
    Equal(slope_from_above, delta(i, r)),
    given=[maximiser],
    expected="refuted",
    corrected_by="max.gradient-unique-maximiser",
    sources=[ARTICLE_003],
    references=["boyd2004"],
    note="Where several entries are largest, each of them has the slope 1 from above and 0 from below.",
)


@gradient_sparse.denial(K=2)
def _(chain: Derivation) -> None:
    goal = chain.goal
    assert isinstance(goal, kernel.Not)
    tied, places, other = family(index("k", 2), 0), iter((IndexNumber(1, 2), IndexNumber(2, 2))), index("k", 2)
    instance = rules.assume(goal.formula)
    while isinstance(instance.conclusion, kernel.ForAll):
        instance = chain.specialise(instance, next(places) if instance.conclusion.over == 2 else tied)
    assert isinstance(instance.conclusion, kernel.Implies)
    slope = rules.modus_ponens(instance, established(chain, instance.conclusion.left))
    chain.note(slope, "at a tie, z = (0, 0) with r = 2, the slope in the first entry would be 0")
    assert isinstance(slope.conclusion, kernel.Equal) and isinstance(slope.conclusion.left, kernel.Limit)
    variable = variable_of(t)
    assert isinstance(variable, kernel.Variable)
    quotient = Real(kernel.open_body(slope.conclusion.left.body, (variable,)))
    moved = maximum(other, tied[other] + t * delta(other, IndexNumber(1, 2)))
    with chain.assuming(t > 0):
        grown = rules.maximum_bounds(as_maximum(moved), IndexNumber(1, 2), ())
        lower = chain.check(quotient >= 1, (), [(1 / t, grown)])
        each = chain.check(tied[other] + t * delta(other, IndexNumber(1, 2)) <= t)
        upper = chain.check(quotient <= 1, (), [(1 / t, inference.maximum_least(chain.generalise(each, other)))])
    one = Equal(Real(slope.conclusion.left), 1)
    constant = limit_laws(kernel.Equal(limit(1, t).term, kernel.ONE), kernel.ONE, variable, (), ())
    value = chain.note(
        rules.squeeze(one, lower, upper, constant, constant, variable), "but max(0 + t, 0)/t = 1 for t > 0"
    )
    absurd = rules.clash(value, slope, ())
    chain.conclude(inference.negation(absurd, goal.formula), "so that this is false")


gradient_unique_maximiser = Claim(
    "max.gradient-unique-maximiser",
    "At a unique maximiser r, the gradient of the largest entry is the one-hot vector of r",
    Equal(D(largest, z[i]), delta(i, r)),
    given=[unique_maximiser],
    sources=[ARTICLE_003],
    references=["boyd2004"],
)


@gradient_unique_maximiser.derivation
def _(chain: Derivation) -> None:
    chain.start(D(largest, z[i]), "near z, the largest entry is that of r")
    chain.then(D(z[r], z[i]), "which is larger than all others by some margin")
    chain.then(differentiate, "every entry moves alone")
    chain.end()
