"""A bound index means something inside its binder alone, and the index of a quantified fact inside that fact alone:
what is found out about one is never used of another one that has its name."""

from __future__ import annotations

import pytest

from derive.kernel.budget import Budget
from derive.kernel.terms import (
    Absolute,
    Entry,
    Equal,
    Formula,
    Implies,
    Index,
    IndexVariable,
    KernelError,
    Term,
    Variable,
)
from derive.kernel.terms import Choose as Choice
from tests.kernel.builders import (
    SIZE,
    D,
    Value,
    a,
    apart,
    at_most,
    b,
    c,
    each,
    equal,
    exp,
    i,
    j,
    k,
    largest_of,
    less,
    log,
    m,
    minus,
    n,
    over,
    p,
    plus,
    power,
    product,
    prove,
    q,
    real,
    t,
    times,
    total,
    u,
    y,
    z,
)
from tests.kernel.refusals import DIFFER, LOG, UNSIGNED, Refusals, refused

REFUSED = Refusals()
false = REFUSED.false
BOUND = "by_normal_form: normal form: a case of a bound index"

ell = IndexVariable("l", "K")


def choose(left: Index, right: Index, equal_: Value, distinct: Value) -> Term:
    return Choice(left, right, real(equal_), real(distinct))


def every_pair(formula: Formula) -> Formula:
    """The formula for all n ≠ m."""
    return each(m, each(n, Implies(apart(n, m), formula)))


# Cases of a bound index --------------------------------------------------------------------------

SPECIAL = total(n, choose(n, m, p(n), q(n)))
"""p at m, and q elsewhere."""

FALSE_SUMS = (
    total(m, total(ell, choose(ell, m, 0, SPECIAL))),
    total(m, total(ell, choose(ell, m, 0, total(n, q(n))))),
)
"""Equal where there is one index; (p₁ + q₂) + (p₂ + q₁) and 2 (q₁ + q₂) where there are two."""


def spoiling(kink: Term) -> Term:
    """A derivative that needs the case n = m, which is none outside the sum over n, and beside it a sum over n: where
    the sum over m takes n for one of its own cases, n ≠ m is assumed in what is remembered of that sum."""
    return total(m, times(D(kink, t), power(2, SPECIAL)))


DEPENDENT = IndexVariable("chosen", "K", (n,))
CASE = spoiling(total(n, Absolute(choose(n, m, t, 1))))
CASE_OF_CHOSEN = spoiling(total(n, Absolute(choose(m, DEPENDENT, t, 1))))

false("a case n = m outside the sum over n", BOUND, equal(CASE, CASE))
false("a case m = chosen(n) outside the sum over n", BOUND, equal(CASE_OF_CHOSEN, CASE_OF_CHOSEN))
false("false sums beside a fact with such a case", DIFFER, equal(*FALSE_SUMS), equal(CASE, b))


def test_a_case_that_was_refused_spoils_nothing() -> None:
    given = less(c, exp(c))  # a fact of this test alone, under which nothing is remembered yet
    refused(lambda: prove(equal(CASE, CASE), given), BOUND)
    refused(lambda: prove(equal(*FALSE_SUMS), given), DIFFER)


def test_a_bound_index_that_is_chosen_is_a_case_inside_its_binder() -> None:
    sums = total(m, SPECIAL)
    assert prove(equal(sums, plus(total(k, p(k)), times(minus(SIZE, 1), total(k, q(k))))))


# Indices of quantified facts ---------------------------------------------------------------------

cube = Variable("cube", ("K", "K", "K"))


def entry_of(first: Index, second: Index, third: Index) -> Term:
    return Entry(cube, (first, second, third))


def bounded(first: Index, second: Index) -> Term:
    """Σₖ Aₙₘₖ + Σₖ Aₙⱼₖ − Aₙⱼⱼ: of any sign at n = j, where Aⱼⱼₖ may be negative."""
    sums = (total(k, entry_of(first, index, k)) for index in (second, j))
    return plus(*sums, times(-1, entry_of(first, j, j)))


false(
    "f(t) ≤ Σ f, where f ≥ 0 was seen at another index than t",
    DIFFER,
    equal(y(i), total(n, choose(n, i, 0, bounded(n, i)))),
    every_pair(each(k, at_most(0, entry_of(n, m, k)))),
    each(m, equal(y(m), times(D(t, t), total(n, choose(n, m, 0, Absolute(bounded(n, m))))))),
)

# Indices that need not exist ---------------------------------------------------------------------

ELSEWHERE = each(m, Implies(apart(m, i), Implies(apart(m, j), less(0, a))))
"""a > 0, if there is an index beside i and j."""


def chosen(at_i: Value, at_j: Value, elsewhere: Value) -> Term:
    return largest_of(k, choose(k, i, at_i, choose(k, j, at_j, elsewhere)))


false(
    "a factor that is positive if there is a third index comes out of a maximum",
    DIFFER,
    equal(chosen(times(a, b), times(a, c), times(a, z(k))), times(a, chosen(b, c, z(k)))),
    ELSEWHERE,
)
false(
    "a value that is positive if there is a third index has no bars in a maximum",
    DIFFER,
    equal(chosen(Absolute(a), a, plus(a, exp(z(k)))), plus(a, chosen(0, 0, exp(z(k))))),
    ELSEWHERE,
)
SECOND = each(m, Implies(apart(m, i), equal(a, 5)))
false("a value that is told by a second index is used where there is none", DIFFER, equal(a, 5), SECOND)
false("… at the first index", DIFFER, equal(total(k, choose(k, i, a, 5)), times(5, SIZE)), SECOND)
false(
    "a product of one factor is positive as all others are",
    UNSIGNED,
    less(0, product(k, choose(k, i, a, 1))),
    each(m, Implies(apart(m, i), less(0, a))),
)
false(
    "a factor without a value comes out of a maximum that is 0, and is less than itself",
    UNSIGNED,
    less(b, b),
    equal(largest_of(k, choose(k, i, 0, exp(over(1, a)))), b),
    at_most(0, a),
    at_most(a, 0),
)

# Interruptions -----------------------------------------------------------------------------------

square = Variable("square", ("K", "K"))


def square_at(first: Index, second: Index) -> Term:
    return Entry(square, (first, second))


FACTS = (every_pair(less(0, square_at(n, m))), each(k, equal(y(k), choose(k, i, a, b))), equal(t, 0))
LONG = (
    equal(total(k, choose(k, i, 0, Absolute(square_at(k, i)))), minus(total(k, square_at(k, i)), square_at(i, i))),
    equal(total(k, y(k)), plus(a, times(b, minus(SIZE, 1)))),
    equal(D(total(k, Absolute(times(p(k), p(k), square_at(k, i)))), p(j)), 0),
)
FALSE = (
    equal(Absolute(square_at(i, i)), square_at(i, i)),
    equal(Absolute(square_at(i, j)), square_at(i, j)),
    equal(y(j), b),
    equal(y(i), b),
    equal(total(k, y(k)), times(b, SIZE)),
    equal(times(t, log(times(t, u))), 0),
)


class Interruption(BaseException):
    """What stops a decision in its middle."""


@pytest.mark.parametrize("goal", LONG, ids=("cases of a sum", "an array that is chosen", "a derivative"))
def test_an_interrupted_decision_spoils_no_later_one(goal: Equal, monkeypatch: pytest.MonkeyPatch) -> None:
    spend, interrupted = Budget.spend, 0
    for stop in (2, 5, 9, 14, 20, 27):
        given = (*FACTS, less(b, plus(b, stop)))  # whose reasoner no earlier turn has left behind
        left = stop

        def counted(budget: Budget, amount: int = 1) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise Interruption
            spend(budget, amount)

        monkeypatch.setattr(Budget, "spend", counted)
        try:
            prove(goal, *given)
        except (Interruption, KernelError) as stopped:
            interrupted += isinstance(stopped, Interruption)
        monkeypatch.setattr(Budget, "spend", spend)
        for statement in FALSE:
            with pytest.raises(KernelError):
                prove(statement, *given)
    assert interrupted >= 2


# Logarithms of logarithms ------------------------------------------------------------------------

LOG_OF_LOG = times(log(log(a)), log(a), a)
false(
    "a logarithm that was the factor of another one has none of its own",
    LOG,
    equal(LOG_OF_LOG, LOG_OF_LOG),
    at_most(log(a), 0),
    at_most(0, log(a)),
    at_most(0, a),
)


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
