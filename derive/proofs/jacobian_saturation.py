"""What becomes of the Jacobian of softmax where one probability is close to 1."""

from __future__ import annotations

from fractions import Fraction

from derive.bridge import apply, cancel, differentiate, evaluate, resolve_delta, together
from derive.language import *
from derive.lemmas import (
    TAKEN,
    absolute_at_most,
    add_up,
    at_most_absolute,
    limit_value,
    maximum_bounds,
    same_limit,
    within_absolute,
)
from derive.proofs.definitions import ARTICLE_001, P_NAME, S_NAME, i, j, k, named, numbers, p, softmax, v, y, z
from derive.proofs.jacobian import jacobian

winner = index("r")
entry = D(p[i], z[j])
room = 1 - p[winner]
quadratic_form = total((i, j), v[i] * entry * v[j])
size_of_entry = choose(i, j, p[i] * (1 - p[i]), p[i] * p[j])

saturation = Claim(
    "softmax.jacobian-saturation",
    (
        "The Jacobian of softmax vanishes as one probability tends to 1: its norms are at most "
        "$2(1 - p_r)$, for every $r$"
    ),
    [
        Equal(total(j, absolute(entry)), 2 * p[i] * (1 - p[i])),
        total(j, absolute(entry)) <= 2 * room,
        quadratic_form <= 2 * room * total(k, v[k] ** 2),
    ],
    sources=[ARTICLE_001],
    note="The row sums bound the norm for the maximum, the quadratic form the spectral norm (the matrix is symmetric "
    "and positive semidefinite). No class needs to have a probability above one half.",
    names=[P_NAME, S_NAME],
)


def diagonal_bound(chain: Derivation, own: IndexVariable) -> Theorem:
    """pᵢ(1 − pᵢ) ≤ 1 − pᵣ."""
    goal = p[own] * (1 - p[own]) <= room
    with chain.assuming(same(own, winner)):
        here = chain.check(goal, by=[(1, chain.check((1 - p[winner]) ** 2 >= 0))])
    with chain.assuming(distinct(own, winner)):
        parts = chain.check(delta(k, own) * p[own] + delta(k, winner) * p[winner] <= p[k])
        summed = add_up(for_each(k, parts))
        there = chain.check(goal, by=[(1, summed), (1, chain.check(p[own] ** 2 >= 0))])
    return cases(excluded_middle(same(own, winner)), here, there)


@saturation.derivation
def _(chain: Derivation) -> None:
    chain.section("The sum of a row without signs")
    chain.start(total(j, absolute(entry)), "the row of class $i$")
    chain.then(apply(jacobian), r"the Jacobian is $\operatorname{diag}(p) - p p^\top$")
    row = chain.end("one term is positive, the others are negative and sum to the same")

    chain.section("Its bound")
    bound = chain.note(
        diagonal_bound(chain, i), r"$p_i \le 1 - p_r$ for $i \ne r$; and $1 - p_i = 1 - p_r$ for $i = r$"
    )
    chain.conclude(chain.check(chain.goal, by=[(1, row), (2, bound)]), "twice that")

    chain.section("The quadratic form")
    others = total((i, j), choose(i, j, 0, p[i] * p[j] * (v[i] + v[j]) ** 2))
    squares = chain.show(others >= 0, "a sum of squares, over all pairs of different classes")
    diagonal = chain.show(
        quadratic_form <= 2 * total(i, p[i] * (1 - p[i]) * v[i] ** 2),
        "half of it is the difference of the two sides",
        by=[(Fraction(1, 2), squares)],
    )
    weighted = chain.check(p[i] * (1 - p[i]) * v[i] ** 2 <= room * v[i] ** 2, by=[(v[i] ** 2, bound)])
    summed = add_up(for_each(i, weighted))
    chain.conclude(chain.check(chain.goal, by=[(1, diagonal), (2, summed)]), "by the bound, at every class")


target = index("c")

factor = scalar("B")
slope_of_loss = absolute(D(-log(p[target]), z[i]))

slow_training = Claim(
    "softmax.saturation-slow-training",
    "Where softmax is saturated, the gradient in the logits is small, also that of the cross entropy: at most a "
    r"constant $B$ times $1 - \max p$",
    exists(factor, forall(z, slope_of_loss <= factor * (1 - maximum(k, p[k])))),
    expected="refuted",
    corrected_by="softmax.saturation-bounded-slope",
    sources=[ARTICLE_001],
    note=(
        "The slope of a loss in the probabilities must stay bounded. That of the cross entropy does not: "
        "it grows like $1/p$ and makes up for the Jacobian exactly, so that a wrong and saturated "
        "prediction is corrected fast."
    ),
    names=[P_NAME, S_NAME],
)


@slow_training.denial(point({"K": 2}, {"c": 1, "i": 1}))
def _(chain: Derivation) -> None:
    own, other, place = nth(1, 2), nth(2, 2), index("k", 2)
    logits = vector("z", 2)
    probabilities = softmax(logits)
    size_of_slope = absolute(D(-log(probabilities[own]), logits[own]))
    rest = 1 - maximum(place, probabilities[place])
    with chain.in_general():
        steep = for_each(logits, chain.check(1 - probabilities[own] <= size_of_slope))
        top = for_each(logits, maximum_bounds(maximum(place, probabilities[place]), other))
        at_most = at_most_absolute(factor, absolute(factor))
    bounded = forall(logits, size_of_slope <= factor * rest)
    wrong = numbers(0, log(1 + absolute(factor)))
    slope_there, rest_there = replace(size_of_slope, logits, wrong), replace(rest, logits, wrong)
    with chain.assuming(bounded):
        sign = chain.search(rest_there >= 0)
        by: Multiples = [(1, specialise(bounded, wrong)), (rest_there, at_most)]
        known = chain.check(slope_there <= absolute(factor) * rest_there, [sign], by)
        small = chain.check(rest_there <= 1 / (2 + absolute(factor)), by=[(1, specialise(top, wrong))])
        most = absolute(factor) / (2 + absolute(factor))
        flat = chain.check(slope_there <= most, by=[(1, known), (absolute(factor), small)])
        chain.note(flat, r"at $z = (0, \log(1 + |B|))$, where $1 - \max p = 1/(2 + |B|)$")
        least = (1 + absolute(factor)) / (2 + absolute(factor))
        known = chain.note(
            chain.check(least <= slope_there, by=[(1, specialise(steep, wrong))]), "the slope is $p - 1$"
        )
        absurd = clash(chain.check(slope_there < least, by=[(1, flat)]), known)
    chain.conclude(by_contradiction(chain.goal, take(chain.denied, factor, absurd)), "so that no $B$ will do")


slope, bound_of_slope = vector("g"), scalar("B")
bounded = forall(k, absolute(slope[k]) <= bound_of_slope)
pulled_back = total(i, slope[i] * entry)

bounded_slope = Claim(
    "softmax.saturation-bounded-slope",
    (
        "A loss with slopes in $[-B, B]$ has a gradient of at most $2B(1 - p_r)$ in each logit; that of "
        "cross entropy is $p - y$"
    ),
    [
        forall([slope, bound_of_slope], implies(bounded, absolute(pulled_back) <= 2 * bound_of_slope * room)),
        forall(y, implies(Equal(total(k, y[k]), 1), Equal(total(i, -y[i] / p[i] * entry), p[j] - y[j]))),
    ],
    sources=[ARTICLE_001],
    names=[P_NAME, S_NAME],
)


@bounded_slope.derivation
def _(chain: Derivation) -> None:
    chain.section("A bounded slope")
    bound = diagonal_bound(chain, j)
    with chain.assuming(bounded):
        low, high = within_absolute(specialise(bounded, i))
        nonnegative = chain.check(bound_of_slope >= 0, by=[(Fraction(1, 2), low), (Fraction(1, 2), high)])
        both_sides = []
        for piece, goal, on_diagonal, off_diagonal in (
            (-bound_of_slope * size_of_entry <= slope[i] * entry, -2 * bound_of_slope * room <= pulled_back, low, high),
            (slope[i] * entry <= bound_of_slope * size_of_entry, pulled_back <= 2 * bound_of_slope * room, high, low),
        ):
            here, there = [(p[i] * (1 - p[i]), on_diagonal)], [(p[i] * p[j], off_diagonal)]
            one = chain.by_cases(piece, excluded_middle(same(i, j)), here, there)
            chain.note(one, "the entry of the Jacobian is $p_i(1 - p_i)$ or $-p_i p_j$")
            by: Multiples = [(1, add_up(for_each(i, one))), (2 * bound_of_slope, bound)]
            both_sides.append(chain.show(goal, r"sum over $i$; $p_j(1 - p_j) \le 1 - p_r$", using=[nonnegative], by=by))
        at_least, at_most = both_sides
        most = absolute_at_most(pulled_back, 2 * bound_of_slope * room, at_least, at_most, chain.given)
        theorem = suppose(bounded, chain.note(most, "both together"))
    chain.conclude(for_each((slope, bound_of_slope), theorem))

    chain.section("Cross entropy")
    normalised = Equal(total(k, y[k]), 1)
    with chain.assuming(normalised):
        chain.start(total(i, -y[i] / p[i] * entry), "the slope $-y/p$ of the cross entropy, through the Jacobian")
        chain.then(apply(jacobian), r"the Jacobian is $\operatorname{diag}(p) - p p^\top$")
        chain.then(cancel, "$p_i$ cancels")
        chain.then(resolve_delta, "the delta leaves one term")
        chain.then(apply(normalised), "the target sums to 1")
        theorem = suppose(normalised, chain.chained())
    chain.conclude(for_each(y, theorem))


first, second = vector("z", 2)[1], vector("z", 2)[2]
gap = scalar("g")


def logistic(value: Real) -> Real:
    """1/(1 + exp(−t)): softmax with two classes, as a function of the gap t between the logits."""
    return 1 / (1 + exp(-value))


def sensitivity(value: Real) -> Real:
    """The entry of the Jacobian with two classes whose logits are t apart."""
    return logistic(value) * logistic(-value)


two_classes = exp(first) / (exp(first) + exp(second))

vanishing_linear = Claim(
    "softmax.vanishing-linear",
    "With two classes, the Jacobian vanishes linearly in the gap between the logits",
    Equal(sensitivity(2 * gap) - 2 * sensitivity(gap) + sensitivity(real(0)), 0),
    given=[gap > 0],
    expected="refuted",
    corrected_by="softmax.vanishing-rates",
    sources=[ARTICLE_001],
    note=(
        "The article says that the gradient vanishes linearly. That is so in the missing probability "
        "$1 - p_r$ (see softmax.jacobian-saturation), not in the logits, where it vanishes exponentially."
    ),
)


missing = 1 - logistic(gap)
LOGISTIC_NAMES = [
    Abbreviation(missing.term, "epsilon"),
    Abbreviation(logistic(gap).term, "s%s(g)"),  # %s stands for the indices, of which a term has none
    Abbreviation(logistic(-gap).term, "s%s(-g)", "s%s(−g)"),
]

vanishing_rates = Claim(
    "softmax.vanishing-rates",
    "With two classes, the Jacobian vanishes linearly in the missing probability, exponentially in the gap",
    [
        Equal(D(two_classes, first), sensitivity(first - second)),
        Equal(sensitivity(gap), missing * (1 - missing)),
        sensitivity(gap) < exp(-gap),
        Equal(limit(exp(gap) * sensitivity(gap), gap, 0, "infinity"), 1),
    ],
    sources=[ARTICLE_001],
    names=LOGISTIC_NAMES,
)


logits, direction = vector("u", 2), vector("v", 2)
row, column = index("i", 2), index("j", 2)
of_two = softmax(logits)
apart_by = logits[1] - logits[2]
form = total((row, column), direction[row] * D(of_two[row], logits[column]) * direction[column])

vanishing_norm = Claim(
    "softmax.vanishing-norm",
    r"With two classes and the gap $g = u_1 - u_2$, $v^\top J v = s(g)\, s(-g) (v_1 - v_2)^2$, which is at most "
    r"$2 s(g)\, s(-g) \|v\|^2$, and that much for $v_1 = -v_2$: the norm of the Jacobian is $2 s(g)\, s(-g)$",
    {
        "form": Equal(form, sensitivity(apart_by) * (direction[1] - direction[2]) ** 2),
        "bound": form <= 2 * sensitivity(apart_by) * total(row, direction[row] ** 2),
        "attained": implies(
            Equal(direction[1], -direction[2]),
            Equal(form, 2 * sensitivity(apart_by) * total(row, direction[row] ** 2)),
        ),
    },
    sources=[ARTICLE_001],
    names=[named(of_two, "p")],
)


@vanishing_rates.derivation
def _(chain: Derivation) -> None:
    chain.section("The entry of the Jacobian")
    chain.start(D(two_classes, first), "softmax with two classes")
    chain.then(differentiate, "quotient rule")
    chain.then(resolve_delta, "every logit moves alone")
    chain.then(together)
    chain.end("divide by both exponentials")

    chain.section(r"In the missing probability $\epsilon$")
    chain.start(sensitivity(gap), "the entry")
    chain.then(logistic(gap) * (1 - logistic(gap)), "$s(-g) = 1 - s(g)$")
    chain.end(r"$s(g) = 1 - \epsilon$")

    chain.section("In the gap")
    chain.start(sensitivity(gap), "the entry")
    chain.then(exp(-gap) / (1 + exp(-gap)) ** 2, "multiply out")
    chain.end("the denominator is above 1")

    chain.section("The rate is exact")
    chain.note(limit_value(limit(exp(-gap), gap, 0, "infinity"), gap), r"the exponent tends to $-\infty$")
    chain.start(limit(exp(gap) * sensitivity(gap), gap, 0, "infinity"), "compared with the exponential")
    chain.go_on(same_limit(chain.line, 1 / (1 + exp(-gap)) ** 2, gap), r"divide by $\exp g$")
    chain.go_on(limit_value(chain.line, gap), r"$\exp(-g)$ tends to 0", TAKEN)
    chain.then(evaluate)
    chain.end()
