"""What would follow only from a hypothesis that is missing, lost, or about something else; what is not arbitrary."""

from __future__ import annotations

import pytest

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    Exists,
    Formula,
    Implies,
    IndexNumber,
    IndexVariable,
    Lambda,
    Maximum,
    Not,
    Or,
    SizeValue,
    Variable,
    close_body,
)
from derive.kernel.theorem import Theorem
from derive.language.lemma import instantiate
from tests.kernel.builders import (
    SIZE,
    D,
    P,
    Y,
    a,
    apart,
    array,
    at_most,
    b,
    c,
    different,
    each,
    equal,
    i,
    j,
    k,
    less,
    limit,
    log,
    m,
    minus,
    n,
    over,
    p,
    plus,
    power,
    prove,
    same,
    simplex,
    softmax,
    sums_to_one,
    t,
    times,
    total,
    w,
    y,
    z,
)
from tests.kernel.refusals import DIFFER, UNSIGNED, Attempt, Refusals, refused

REFUSED = Refusals()
case, false = REFUSED.case, REFUSED.false

nonnegative_y = each(k, at_most(0, y(k)))
cross_entropy = times(-1, total(k, times(y(k), log(softmax(k)))))

# Hypotheses that are missing ----------------------------------------------------------------------

false("the gradient of the cross entropy needs Σy = 1", DIFFER, equal(D(cross_entropy, z(i)), minus(softmax(i), y(i))))
false(
    "the gradient of the cross entropy has no factor",
    DIFFER,
    equal(D(cross_entropy, z(i)), minus(times(2, softmax(i)), y(i))),
    sums_to_one(Y),
)
false("y is not one-hot because it sums to 1", DIFFER, equal(total(k, power(y(k), 2)), 1), sums_to_one(Y))
false("entries that sum to 1 may be negative", UNSIGNED, at_most(0, y(i)), sums_to_one(Y))
false("entries ≥ 0 that sum to 1 may be 0", UNSIGNED, less(0, y(i)), *simplex(Y))
false("entries ≥ 0 need not sum to 1", UNSIGNED, at_most(y(i), 1), nonnegative_y)
false("a hypothesis about one entry is not about all", UNSIGNED, less(0, p(j)), less(0, p(i)))
false(
    "a hypothesis for distinct indices is not one for all",
    UNSIGNED,
    less(0, p(i)),
    each(k, Implies(apart(k, j), less(0, p(k)))),
)
false("Σ pₖ = 1 does not rewrite inside D(·, p)", DIFFER, equal(D(total(k, p(k)), p(j)), 0), sums_to_one(P))
false(
    "Σ pₖ = 1 does not rewrite inside a power under D(·, p)",
    DIFFER,
    equal(D(power(total(k, p(k)), 2), p(j)), 0),
    sums_to_one(P),
)
false(
    "pₖ = 1/K does not rewrite inside D(·, p)",
    DIFFER,
    equal(D(total(k, power(p(k), 2)), p(j)), 0),
    each(k, equal(p(k), over(1, SIZE))),
)
false("a = 1 does not rewrite inside D(·, a)", DIFFER, equal(D(power(a, 2), a), 0), equal(a, 1))
false("a = b at a point: the derivatives differ", DIFFER, equal(D(times(a, b), a), times(2, a)), equal(a, b))
false(
    "a hypothesis about a limit is not met without its condition",
    "by_normal_form: a limit that is not known to exist",
    equal(limit(over(1, t), t), limit(over(1, t), t)),
    Implies(apart(i, j), equal(limit(over(1, t), t), 0)),
)
false("the quotient's sign is not the numerator's", UNSIGNED, less(0, a), less(0, over(a, plus(b, c))))

U, W, T = (Variable(name, ()) for name in ("u", "w", "t"))


depends = IndexVariable("c", "K", (i,))
largest = Maximum("K", close_body(z(k), (k,)))


def exists_k(formula: Formula) -> Exists:
    return Exists("K", close_body(formula, (k,)))


def take(body: Formula, conclusion: Theorem, variable: IndexVariable = k) -> Theorem:
    return rules.take(rules.assume(exists_k(body)), variable, conclusion)


NOT_ARBITRARY = "is not arbitrary"
LOST: list[tuple[str, str, Attempt]] = [
    (
        "a witness that the conclusion names",
        NOT_ARBITRARY,
        lambda: take(less(0, z(k)), rules.assume(less(0, z(k)))),
    ),
    (
        "a witness of which more is assumed",
        NOT_ARBITRARY,
        lambda: take(less(0, z(k)), prove(less(0, plus(a, 1)), less(0, z(k)), equal(z(k), plus(a, 1)))),
    ),
    (
        "a witness on which another index depends",
        NOT_ARBITRARY,
        lambda: take(
            less(0, z(i)),
            prove(less(0, plus(z(depends), 1)), less(0, z(depends)), less(0, z(i))),
            i,
        ),
    ),
    (
        "a witness that depends on another index",
        NOT_ARBITRARY,
        lambda: take(less(0, z(k)), prove(less(0, ONE), less(0, z(depends))), depends),
    ),
    (
        "for all values of an index that depends on another",
        NOT_ARBITRARY,
        lambda: rules.generalise(prove(equal(z(depends), z(depends))), depends),
    ),
    (
        "for all i, where a hypothesis is about what depends on i",
        NOT_ARBITRARY,
        lambda: rules.generalise(prove(less(0, z(i)), less(0, z(depends)), equal(z(i), z(depends))), i),
    ),
    (
        "the third of K, where nothing says that there are three",
        "index 3 need not exist",
        lambda: rules.discharge(
            prove(less(0, z(IndexNumber(3, "K"))), each(k, less(0, z(k))), at_most(3, SizeValue("K"))),
            at_most(3, SizeValue("K")),
        ),
    ),
    (
        "the second of K, specialised",
        "index 2 need not exist",
        lambda: rules.specialise(rules.assume(each(k, less(0, z(k)))), IndexNumber(2, "K")),
    ),
    (
        "a value that is undefined",
        "log of something",
        lambda: rules.specialise(rules.generalise(prove(equal(w, w)), W), Lambda((), log(a))),
    ),
    (
        "the largest of terms that are undefined",
        "log of something",
        lambda: rules.maximum_attained(Maximum("K", close_body(log(z(k)), (k,))), ()),
    ),
    (
        "a value at an index of another size",
        "their sizes differ",
        lambda: rules.maximum_bounds(largest, IndexVariable("n", "N"), ()),
    ),
    (
        "t − u ≤ t·log(t/u), where u may be 0",
        "order: the sign",
        lambda: rules.relative_entropy_bound(a, b, (at_most(0, a), at_most(0, b)), ()),
    ),
    (
        "two that do not exclude each other",
        "order: the sign",
        lambda: rules.clash(rules.assume(at_most(a, b)), rules.assume(at_most(b, a)), ()),
    ),
    (
        "a formula and the negation of another",
        "the first theorem is not a relation",
        lambda: rules.clash(rules.assume(Not(less(a, b))), rules.assume(Not(less(b, a))), ()),
    ),
]

# Hypotheses and variables that are not arbitrary --------------------------------------------------


@pytest.mark.parametrize(("fragment", "attempt"), [case[1:] for case in LOST], ids=[case[0] for case in LOST])
def test_what_is_not_arbitrary_defined_or_there_is_refused(fragment: str, attempt: Attempt) -> None:
    refused(attempt, fragment)


def test_a_branch_keeps_the_hypothesis_of_another_alternative() -> None:
    either = rules.assume(Or((less(a, 0), less(0, a))))
    goal = at_most(0, power(a, 2))
    branch = prove(goal, less(0, a))
    theorem = rules.cases(either, (branch, branch), goal)
    assert set(theorem.hypotheses) == {either.conclusion, less(0, a)}


def test_the_hypotheses_of_all_premises_are_kept() -> None:
    first, second, third = (rules.assume(formula) for formula in (less(0, a), less(a, b), less(b, c)))
    weakened = rules.weaken(second, (apart(i, j),))
    theorem = rules.combine(less(0, c), (ONE, ONE, ONE), (first, weakened, third), (), (rules.assume(equal(t, 0)),))
    assert set(theorem.hypotheses) == {less(0, a), less(a, b), less(b, c), apart(i, j), equal(t, 0)}


# Logic --------------------------------------------------------------------------------------------


@case("an index in a hypothesis is not arbitrary", "generalise: i is not arbitrary")
def _() -> object:
    return rules.generalise(rules.assume(less(0, p(i))), i)


@case("a variable in a hypothesis is not arbitrary", "generalise: a is not arbitrary")
def _() -> object:
    return rules.generalise(rules.assume(less(0, a)), array(a))


@case("an index that depends on others is not arbitrary", "generalise: c is not arbitrary")
def _() -> object:
    index = IndexVariable("c", "K", (k,))
    return rules.generalise(prove(equal(z(index), z(index))), index)


@case("an index function has one value at equal indices", "generalise: c is not arbitrary")
def _() -> object:
    first, second = IndexVariable("c", "K", (m,)), IndexVariable("c", "K", (n,))
    return instantiate(prove(equal(z(first), z(second)), same(m, n)), first, i, (), [])


@case("an index function is not what an existence yields", "take: c is not arbitrary")
def _() -> object:
    first, second = IndexVariable("c", "K", (m,)), IndexVariable("c", "K", (n,))
    theorem = prove(equal(z(second), 0), same(m, n), equal(z(first), 0))
    return rules.take(rules.assume(Exists("K", close_body(equal(z(i), 0), (i,)))), first, theorem)


@case("what exists is not what one likes", "take: i is not arbitrary")
def _() -> object:
    zero = equal(z(i), 0)
    return rules.take(rules.assume(Exists("K", close_body(zero, (i,)))), i, rules.assume(zero))


def test_contradictory_hypotheses_stay_on_the_theorem() -> None:
    zero, not_zero = equal(a, 0), different(a, 0)
    theorem = rules.clash(rules.assume(zero), rules.assume(not_zero), ())
    assert theorem.hypotheses == tuple(sorted((zero, not_zero), key=lambda formula: formula.key))
    assert rules.discharge(theorem, zero).hypotheses == (not_zero,)


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
