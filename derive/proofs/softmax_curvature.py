"""How fast a slope of softmax may change: the sharp bound of its second derivative along a line."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.language import *
from derive.lemmas import add_up, antisymmetry, within_absolute
from derive.proofs.definitions import i, k, v

HALF = Fraction(1, 2)
q, b = vector("q"), scalar("b")
box = forall(k, absolute(v[k]) <= b)
sharp = 2 / (3 * sqrt(3))


def curvature(probabilities: Family, direction: Family, place: Index) -> Real:
    """qᵢ((vᵢ − m)² − Σ qₖ (vₖ − m)²) for m = Σ qₖ vₖ."""
    each = index("k", probabilities.array.sizes[0])
    mean = total(each, probabilities[each] * direction[each])
    spread = total(each, probabilities[each] * (direction[each] - mean) ** 2)
    return probabilities[place] * ((direction[place] - mean) ** 2 - spread)


extreme = (3 - sqrt(3)) / 6
gap = 2 - 2 * extreme
at_extreme = extreme * (gap**2 - (extreme * gap**2 + (1 - extreme) * (2 - gap) ** 2))

bound = Claim(
    "softmax.curvature-bound",
    r"For probabilities $q$ and $|v_k| \le b$, the absolute value of $q_i ((v_i - m)^2 - \sum_k q_k (v_k - m)^2)$, "
    r"with the mean $m = \sum_k q_k v_k$, is at most $2 b^2/(3 \sqrt 3)$; for two classes with $q = (t, 1 - t)$ and "
    r"$v = (1, -1)$ it is $t (g^2 - t g^2 - (1 - t)(2 - g)^2)$, $g = 2 - 2 t$, which is $2/(3 \sqrt 3)$ for $t = (3 - "
    r"\sqrt 3)/6$",
    {
        "above": curvature(q, v, i) <= sharp * b**2,
        "below": curvature(q, v, i) >= -sharp * b**2,
        "attained": Equal(at_extreme, sharp),
    },
    given=[*simplex(q), box],
    names=[Abbreviation(extreme.term, "t")],
    note=r"The number $2/(3 \sqrt 3)$ is $0.3849$ to four digits",
)

p, r, x, y, u, s = scalar("p"), scalar("r"), scalar("x"), scalar("y"), scalar("u"), scalar("s")
"""A probability; that of class i; vᵢ; vᵢ − m; the variance; the root of 3."""

root_of_three = (s > 0, Equal(s**2, 3))
rest = 1 - r
value = r * (y**2 - u)
largest_value = 2 * s / 9 * b**2
inside = (r >= 0, r <= 1, b >= 0, x <= b, x >= -b)
near_mean = (y <= rest * (x + b), y >= -rest * (b - x))
second_moment = u + y**2 <= 2 * x * y + rest * (b**2 - x**2)
schwarz = rest * u >= r * y**2


@bound.derivation
def _(chain: Derivation) -> None:
    chain.section("A cubic")
    with chain.in_general(), chain.assuming(*root_of_three):
        by: Multiples = [(1 / (s + Fraction(27, 16)), root_of_three[1])]
        root = chain.show(s >= Fraction(27, 16), r"$3 > (27/16)^2$", by=by)
        with chain.assuming(p >= 0, p <= 1):
            cubic = largest_cubic(chain, root)
    chain.note(suppose(both(*root_of_three, p >= 0, p <= 1), cubic), "the root of 3 is such an $s$")

    chain.section("With a number for each quantity")
    with chain.in_general(), chain.assuming(*root_of_three):
        above, below = value_above(chain, cubic), value_below(chain, cubic, root)
    chain.note(above, "in each case")
    chain.note(below, "in each case")

    chain.section("Mean and variance")
    mean = total(k, q[k] * v[k])
    spread = total(k, q[k] * (v[k] - mean) ** 2)
    facts, squared, schwarz_there = moments(chain, mean, spread)
    of_three = (chain.check(sqrt(3) > 0), chain.check(Equal(sqrt(3) ** 2, 3)))
    placed = {"r": q[i], "b": b, "x": v[i], "y": v[i] - mean, "u": spread, "s": sqrt(3)}
    for scalar_bound, fact in ((above, schwarz_there), (below, squared)):
        here = modus_ponens(chain.at(Lemma.of(scalar_bound), **placed), conjunction(*of_three, *facts, fact))
        chain.conclude(
            chain.check(chain.goal, by=[(1, here)]), "for the root $s$ of 3, and the mean and variance of $v$"
        )

    chain.section("Attained")
    chain.conclude(chain.search(chain.goal), "it is $4 t (1 - t)(1 - 2 t)$")


def largest_cubic(chain: Derivation, root: Theorem) -> Theorem:
    """4p(1 − p)(1 − 2p) ≤ 2s/9: the difference is 8(p − (3 − s)/6)²(1/2 + s/3 − p)."""
    factor = chain.check(HALF + s / 3 - p >= 0, by=[(Fraction(1, 3), root)])
    multiple = Fraction(1, 3) - 2 * s / 27 - 2 * p / 3
    square = 8 * (p - HALF + s / 6) ** 2
    goal = 4 * p * (1 - p) * (1 - 2 * p) <= 2 * s / 9
    return chain.show(
        goal, "$8 (p - (3 - s)/6)^2 (1/2 + s/3 - p)$ is left", by=[(square, factor), (-multiple, root_of_three[1])]
    )


def by_size(
    chain: Derivation,
    left: Number,
    right: Number,
    smaller: Callable[[Known], Theorem],
    larger: Callable[[Known], Theorem],
) -> Theorem:
    """What is proved from left < right, and from left ≥ right."""
    below, other = real(left) < right, real(left) >= right
    with chain.case(below):
        first = smaller(below)
    with chain.case(other):
        second = suppose(other, larger(other))

    def branch(case: Formula) -> Theorem:
        if case == below:
            return first
        sign = -1 if isinstance(case, type(Equal(left, right))) else 1
        with chain.in_general(), chain.assuming(case):
            return modus_ponens(second, chain.check(other, by=[(sign, case)]))

    return cases(trichotomy(left, right), branch)


def value_above(chain: Derivation, cubic: Theorem) -> Theorem:
    """r(y² − u) ≤ 2s b²/9."""
    goal = value <= largest_value
    conditions = (*inside, *near_mean, u >= 0, implies(r < 1, schwarz))

    def certain(case: Known) -> Theorem:
        signs = [chain.check(r * u >= 0), chain.check(rest >= 0)]
        by: Multiples = [(r, near), (1, signs[0]), (b**2, small), (4 * r * b**2 * rest, case)]
        return chain.show(goal, "$y = 0$", by=by, using=signs)

    def uncertain(case: Known) -> Theorem:
        squared, positive = modus_ponens(conditions[-1], case), chain.check(rest > 0, by=[(1, case)])

        def low(half: Known) -> Theorem:
            sign = chain.check(1 - 2 * r > 0, by=[(2, half)])
            by: Multiples = [
                (r / rest, squared),
                (r * (1 - 2 * r) / rest, near),
                (b**2, chain.at(Lemma.of(cubic), p=r)),
            ]
            return chain.show(
                goal,
                r"$r (y^2 - u) \le r y^2 (1 - 2 r)/(1 - r) \le 4 b^2 r (1 - r)(1 - 2 r)$",
                by=by,
                using=[sign, positive],
            )

        def high(half: Known) -> Theorem:
            sign = chain.check(2 * r - 1 >= 0, by=[(2, half)])
            larger = chain.check((2 * r - 1) / rest * y**2 >= 0, [sign, positive])
            exceeded = chain.check(u >= y**2, [positive], [(1 / rest, squared), (1, larger)])
            return chain.show(goal, r"$u \ge y^2$", by=[(r, exceeded), (b**2, small)])

        return by_size(chain, r, HALF, low, high)

    with chain.assuming(*conditions):
        small = chain.check(2 * s / 9 >= 0)
        upper = chain.check(y <= 2 * b * rest, by=[(1, near_mean[0]), (rest, inside[3])])
        lower = chain.check(y >= -2 * b * rest, by=[(1, near_mean[1]), (rest, inside[4])])
        near = chain.check(y**2 <= (2 * b * rest) ** 2, [lower], [(2 * b * rest + y, upper)])
        chain.note(near, "$y$ is a mean of differences from $x$, of which none exceeds $2b$")
        theorem = by_size(chain, r, 1, uncertain, certain)
    return suppose(both(*root_of_three, *conditions), theorem)


def value_below(chain: Derivation, cubic: Theorem, root: Theorem) -> Theorem:
    """−2s b²/9 ≤ r(y² − u)."""
    goal = value >= -largest_value
    conditions = (*inside, *near_mean, u >= 0, second_moment)

    def low(case: Known) -> Theorem:
        sign = chain.check(HALF - r >= 0, by=[(1, case)])
        quarter = chain.check(r * rest <= Fraction(1, 4), by=[(1, chain.check((r - HALF) ** 2 >= 0))])
        by: Multiples = [(r * (HALF - r), chain.check(x**2 >= 0)), (b**2, quarter)]
        return chain.show(goal, "$r (1 - r) \\le 1/4$", using=[sign], by=[*shared, *by])

    def middle(case: Known) -> Theorem:
        def high(half: Known) -> Theorem:
            sign = chain.check(r - HALF >= 0, by=[(1, half)])
            by: Multiples = [(r * (r - HALF), squared), (b**2 / 2, case)]
            return chain.show(goal, "$x^2 \\le b^2$ and $r \\le 3/4$", using=[sign], by=[*shared, *by])

        return by_size(chain, r, HALF, low, high)

    def likely(case: Known) -> Theorem:
        def trivial(empty: Known) -> Theorem:
            zero = antisymmetry(empty, inside[2])
            squares = [chain.check((x - y) ** 2 >= 0), chain.check(y**2 >= 0)]
            by: Multiples = [(r, second_moment), (r, squares[0]), (r, squares[1]), (r * r, squared)]
            return chain.show(goal, "nothing moves", by=[*by, ((2 * s / 9 - r) * b, zero)])

        def moving(_: Known) -> Theorem:
            over, under = rest * (x + b) - y, y + rest * (b - x)
            signs = [
                chain.check(over >= 0, by=[(1, near_mean[0])]),
                chain.check(under >= 0, by=[(1, near_mean[1])]),
                chain.check(rest >= 0),
                chain.check(1 - 4 * rest >= 0, by=[(4, case)]),
                chain.check(1 - 2 * rest >= 0, by=[(2, case)]),
                chain.check(b - x >= 0, by=[(1, inside[3])]),
                chain.check(b + x >= 0, by=[(1, inside[4])]),
            ]
            first = chain.check(b * (1 - 4 * rest) + over >= 0, signs, [(1, signs[0]), (b, signs[3])])
            second = chain.check(b * (1 - 2 * rest) - over >= 0, signs, [(1, signs[1]), (b, signs[3])])
            by: Multiples = [
                ((b + x) * (b * (1 - 4 * rest) + over) / b, signs[0]),
                ((b - x) * (b * (1 - 2 * rest) - over) / b, signs[1]),
                (rest * (1 - 2 * rest) * (b + x), signs[5]),
            ]
            corner = chain.show(
                2 * x * y - 2 * y**2 + rest * (b**2 - x**2) <= 4 * b**2 * rest * (1 - 2 * rest),
                "largest where $x = b$ and all others are $-b$",
                using=[*signs, first, second],
                by=by,
            )
            by = [(r, second_moment), (r, corner), (b**2, chain.at(Lemma.of(cubic), p=rest))]
            return chain.show(goal, "the cubic at $1 - r$", by=by)

        return by_size(chain, 0, b, moving, trivial)

    with chain.assuming(*conditions):
        side = chain.check(b + x >= 0, by=[(1, inside[4])])
        squared = chain.check(x**2 <= b**2, [side], [(b + x, inside[3])])
        enough = chain.check(Fraction(3, 8) <= 2 * s / 9, by=[(Fraction(2, 9), root)])
        shared: list[tuple[Number, Known]] = [
            (r, second_moment),
            (r / 2, chain.check((x - 2 * y) ** 2 >= 0)),
            (b**2, enough),
        ]
        theorem = by_size(chain, r, Fraction(3, 4), middle, likely)
    return suppose(both(*root_of_three, *conditions), theorem)


def moments(chain: Derivation, mean: Real, spread: Real) -> tuple[tuple[Theorem, ...], Theorem, Theorem]:
    """What is known of qᵢ, b, vᵢ, vᵢ − m and the variance: their ranges, and bounds of the variance on both sides."""
    own, others = q[i], q[k] * (1 - delta(k, i))
    whole = simplex(q)[1]
    sign = chain.check(own >= 0)
    part = chain.check(own <= 1, by=[(1, whole), (1, add_up(for_each(k, chain.check(delta(k, i) * q[i] <= q[k]))))])
    low, high = within_absolute(specialise(box, k))
    lowest, highest = within_absolute(specialise(box, i))
    size_of_box = chain.check(b >= 0, by=[(HALF, lowest), (HALF, highest)])
    apart_from = v[i] - mean
    up = chain.check(q[k] * (v[i] - v[k]) <= others * (v[i] + b), by=[(others, low)])
    down = chain.check(q[k] * (v[i] - v[k]) >= -others * (b - v[i]), by=[(others, high)])
    near = [
        chain.check(apart_from <= (1 - own) * (v[i] + b), by=[(1, add_up(for_each(k, up)))]),
        chain.check(apart_from >= -(1 - own) * (b - v[i]), by=[(1, add_up(for_each(k, down)))]),
    ]
    positive = chain.check(spread >= 0)
    side = chain.check(b + v[k] >= 0, by=[(1, low)])
    square = chain.check(v[k] ** 2 <= b**2, [side], [(b + v[k], high)])
    chord = others * (2 * v[i] * (v[i] - v[k]) + b**2 - v[i] ** 2)
    each = chain.check(q[k] * (v[i] - v[k]) ** 2 <= chord, by=[(others, square)])
    goal = spread + apart_from**2 <= 2 * v[i] * apart_from + (1 - own) * (b**2 - v[i] ** 2)
    squared = chain.note(
        chain.check(goal, by=[(1, add_up(for_each(k, each)))]), "$(v_i - v_k)^2$ lies below its chord over $[-b, b]$"
    )
    with chain.assuming(own < 1):
        rest_there = chain.check(1 - own > 0)
        weighted = others * ((1 - own) * (v[k] - mean) + own * apart_from) ** 2
        summed = add_up(for_each(k, chain.check(weighted >= 0)))
        goal = (1 - own) * spread >= own * apart_from**2
        others_vary = suppose(own < 1, chain.check(goal, [rest_there], [(1 / (1 - own), summed)]))
    chain.note(others_vary, "the others vary, too: their mean is on the other side of $m$ (Cauchy–Schwarz inequality)")
    return (sign, part, size_of_box, highest, lowest, *near, positive), squared, others_vary
