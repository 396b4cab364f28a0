"""The threshold of sparsemax, and what it cuts off."""

from __future__ import annotations

from derive.language import *
from derive.lemmas import add_up, antisymmetry, maximum_attained, maximum_bounds
from derive.proofs.definitions import i, j, k, z
from derive.proofs.sparsemax import clipped, normalised, pair, sparsemax, threshold

x = scalar("x")
farther = total(j, largest(0, z[j] - z[i]))

support = Claim(
    "sparsemax.support",
    r"Class $i$ is in the support of sparsemax, $z_i > \tau$, exactly where the logits above $z_i$ exceed it by less "
    "than 1 in all",
    iff(z[i] > threshold, farther < 1),
    given=[normalised],
    references=["martins2016"],
    names=[Abbreviation(sparsemax.array, "p")],
    note="For sorted logits this is $1 + k z_k > z_1 + \\dots + z_k$, as the article has it.",
)


@support.derivation
def _(chain: Derivation) -> None:
    part, whole = largest(0, z[j] - z[i]), largest(0, z[j] - threshold)
    inside, few = z[i] > threshold, farther < 1
    chain.section(r"Above $\tau$")
    with chain.assuming(inside):
        goal, same_class = part + delta(i, j) * (z[i] - threshold) <= whole, same(i, j)
        with chain.assuming(same_class):
            here = chain.search(goal)
        with chain.assuming(distinct(i, j)):
            there = chain.search(goal)
        each = chain.note(cases(excluded_middle(same_class), here, there), r"$z_i > \tau$")
        summed = add_up(for_each(j, each))
        less = chain.show(few, "sum over $j$: the right sides sum to 1", by=[(1, summed), (1, inside), (1, normalised)])
        forward = suppose(inside, less)
    chain.note(forward)
    chain.section(r"At most $\tau$")
    with chain.in_general(), chain.assuming(normalised, z[i] <= threshold):
        each = chain.search(whole <= part)
        more = chain.check(farther >= 1, by=[(1, add_up(for_each(j, each))), (-1, normalised)])
    with chain.assuming(few):
        with chain.contrary(inside):
            chain.note(each, r"$z_i \le \tau$")
            absurd = chain.note(clash(few, more), "the left sides sum to 1, and the right sides to less")
        back = suppose(few, by_contradiction(inside, absurd))
    chain.note(back)
    chain.conclude(conjunction(forward, back))


def number(level: Real) -> Real:
    """How many logits are at least at the level."""
    return total(j, step(z[j] - level))


def candidate(level: Real) -> Real:
    """The threshold for which the logits at the level or above it are the support."""
    return (total(j, step(z[j] - level) * z[j]) - 1) / number(level)


best = maximum(i, candidate(z[i]))
is_best = Equal(threshold, best)
top, chosen, least_of = index("r"), index("b"), index("s")
whole, largest_logit = total(k, sparsemax[k]), maximum(k, z[k])

threshold_claim = Claim(
    "sparsemax.threshold",
    r"Sparsemax exists: with the largest of the numbers $(\sum z_j - 1)/n$, where the sum is over the $n$ classes with "
    r"$z_j \ge z_i$, as threshold $\tau$, the entries $\max(z_k - \tau, 0)$ sum to 1",
    normalised,
    given=[is_best],
    references=["martins2016"],
    names=[Abbreviation(sparsemax.array, "p")],
    note="No other threshold does: sparsemax.closed-form.",
)


@threshold_claim.derivation
def _(chain: Derivation) -> None:
    at_chosen, at_top = Equal(candidate(z[chosen]), best), Equal(z[top], largest_logit)
    with chain.assuming(at_chosen):
        lower, whole_of_chosen, some = at_least_one(chain, at_chosen)
        with chain.assuming(at_top):
            above = chain.note(some_above(chain, at_top, whole_of_chosen, some), "some logit is above the threshold")
            upper = take(maximum_attained(ranks()), least_of, at_most_one(chain, above))
        upper = chain.note(take(maximum_attained(largest_logit), top, upper), r"$\tau$ is the largest of the numbers")
        theorem = antisymmetry(upper, lower)
    chain.conclude(take(maximum_attained(best), chosen, theorem))


def counted(chain: Derivation, place: IndexVariable) -> Theorem:
    """At least one logit is as large as that of a class: its own."""
    each = chain.search(delta(j, place) <= step(z[j] - z[place]))
    return chain.check(number(z[place]) >= 1, by=[(1, add_up(for_each(j, each)))])


def at_least_one(chain: Derivation, at_chosen: Formula) -> tuple[Theorem, Theorem, Theorem]:
    """1 ≤ Σ max(z − τ, 0), as the sum of z − τ over the classes that τ is made of is 1."""
    is_counted, excess = step(z[j] - z[chosen]), z[j] - threshold
    some = counted(chain, chosen)
    attained = chain.check(Equal(candidate(z[chosen]), threshold), by=[(1, at_chosen), (-1, is_best)])
    by: Multiples = [(number(z[chosen]), attained)]
    balanced = chain.check(Equal(total(j, is_counted * excess), 1), [some], by)
    chain.note(balanced, r"for the class $b$ that $\tau$ belongs to")
    goal, positive_part = is_counted * excess <= largest(0, excess), largest(0, excess)
    with chain.in_general():
        sign, bound = chain.search(positive_part >= 0), chain.search(positive_part >= excess)
        with chain.assuming(z[j] >= z[chosen]):
            inside = chain.check(goal, by=[(1, bound)])
        with chain.assuming(z[j] < z[chosen]):
            outside = chain.check(goal, by=[(1, sign)])
        each = either_side(chain, z[j], z[chosen], inside, outside)
    by = [(1, add_up(for_each(j, each))), (1, balanced)]
    return chain.show(whole >= 1, r"$\max(z - \tau, 0)$ is neither below $z - \tau$ nor below 0", by=by), balanced, some


def some_above(chain: Derivation, at_top: Formula, balanced: Theorem, some: Theorem) -> Theorem:
    """The largest logit is above τ, as the sum of some z − τ is 1."""
    is_counted = step(z[j] - z[chosen])
    bound = chain.check(z[j] <= z[top], by=[(1, maximum_bounds(largest_logit, j)), (1, at_top)])
    goal = is_counted * (z[j] - threshold) <= is_counted * (z[top] - threshold)
    each = chain.check(goal, by=[(is_counted, bound)])
    by: Multiples = [(1, add_up(for_each(j, each))), (1, balanced)]
    at_least = chain.check(number(z[chosen]) * (z[top] - threshold) >= 1, by=by)
    return chain.check(z[top] > threshold, [some], [(1 / number(z[chosen]), at_least)])


def ranks() -> Real:
    """Its largest value is attained at the smallest logit that is at least τ."""
    return maximum(k, step(z[k] - threshold) * (z[top] + 1 - z[k]))


def at_most_one(chain: Derivation, above: Theorem) -> Theorem:
    """Σ max(z − τ, 0) ≤ 1, as τ is no less than the number that belongs to the smallest logit not below τ."""
    rank_of = family(k, step(z[k] - threshold) * (z[top] + 1 - z[k]))
    highest = ranks()
    smallest = Equal(rank_of[least_of], highest)
    with chain.assuming(smallest):
        one = chain.check(rank_of[top] >= 1, [above])
        positive = chain.check(rank_of[least_of] >= 1, by=[(1, one), (1, maximum_bounds(highest, top)), (1, smallest)])
        inside = z[least_of] >= threshold
        with chain.contrary(inside):
            absurd = clash(chain.check(rank_of[least_of] <= 0), positive)
        not_below = by_contradiction(inside, absurd)
        by: Multiples = [(1, maximum_bounds(highest, k)), (-1, smallest)]
        order = chain.check(rank_of[k] <= z[top] + 1 - z[least_of], [not_below], by)
        each = for_each(k, cut_off(chain, not_below, order))
        bound = chain.check(
            candidate(z[least_of]) <= threshold, by=[(1, maximum_bounds(best, least_of)), (-1, is_best)]
        )
        by = [(1, add_up(each)), (number(z[least_of]), bound)]
        return chain.check(whole <= 1, [counted(chain, least_of)], by)


def cut_off(chain: Derivation, inside: Theorem, order: Theorem) -> Theorem:
    """max(zₖ − τ, 0) is zₖ − τ for the logits that are not below the smallest one above τ, and 0 for the others."""
    excess = z[k] - threshold
    goal = Equal(largest(0, excess), step(z[k] - z[least_of]) * excess)
    with chain.in_general():
        with chain.assuming(x >= 0):
            itself = suppose(x >= 0, chain.search(Equal(largest(0, x), x)))
        with chain.assuming(x < 0):
            nothing = suppose(x < 0, chain.search(Equal(largest(0, x), 0)))
    itself, nothing = (specialise(for_each(x, part), excess) for part in (itself, nothing))
    with chain.assuming(z[k] >= threshold):
        known = chain.check(z[k] >= z[least_of], by=[(1, order)])
        here = chain.check(goal, [known], [(1, modus_ponens(itself, chain.check(excess >= 0)))])
    with chain.assuming(z[k] < threshold):
        below = chain.check(excess < 0, by=[(1, z[k] < threshold)])
        there = chain.check(goal, [transitivity(z[k] < threshold, inside)], [(1, modus_ponens(nothing, below))])
    return either_side(chain, z[k], threshold, here, there)


def either_side(chain: Derivation, left: Real, right: Real, at_least: Theorem, less: Theorem) -> Theorem:
    """What holds for left ≥ right and for left < right."""
    known = suppose(left >= right, at_least)

    def branch(case: Formula) -> Theorem:
        with chain.assuming(case):
            return less if case == (left < right) else modus_ponens(known, chain.check(left >= right))

    return cases(trichotomy(left, right), branch)


first = clipped((1 + pair[1] - pair[2]) / 2)

two_classes = Claim(
    "sparsemax.two-classes",
    r"For two classes, sparsemax is $(t, 1 - t)$ with $t = \min(1, \max(0, (1 + u_1 - u_2)/2))$: every other point "
    "$(x, 1 - x)$ of the simplex is farther from the logits, by its squared distance to sparsemax",
    forall(
        x,
        implies(
            both(x >= 0, x <= 1),
            (first - pair[1]) ** 2 + (1 - first - pair[2]) ** 2 + 2 * (x - first) ** 2
            <= (x - pair[1]) ** 2 + (1 - x - pair[2]) ** 2,
        ),
    ),
    references=["martins2016"],
    names=[Abbreviation(first.term, "t")],
)
