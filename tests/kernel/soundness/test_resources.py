"""What would take time or memory without end is refused, or decided in time."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise

import pytest

from derive.kernel.budget import WORK_LIMIT, Budget
from derive.kernel.certificate import MalformedCertificate, check_certificate
from derive.kernel.reasoner import MOST_SPLITS, Reasoner, decide_by_cases
from derive.kernel.terms import (
    Absolute,
    Add,
    Entry,
    IndexVariable,
    KernelError,
    LastIndex,
    Multiply,
    Relation,
    Term,
    Variable,
    number,
)
from derive.language.extrema import largest
from tests.kernel.builders import (
    SIZE,
    D_at,
    a,
    at,
    at_most,
    b,
    delta,
    each,
    equal,
    exp,
    i,
    j,
    k,
    less,
    log,
    n,
    p,
    plus,
    power,
    prove,
    same,
    scalar,
    t,
    times,
    total,
    y,
    z,
)
from tests.kernel.refusals import DIFFER, UNSIGNED, Refusals, refused

REFUSED = Refusals()
case, false = REFUSED.case, REFUSED.false

MATRIX = Variable("m", ("K", "K"))
TOO_LARGE = "by_normal_form: normal form: the expression is too large"


A_TENTH = WORK_LIMIT // 10
"""Of the work that a decision may take: what counts all its cases together uses that up ten times as soon."""


def decided_within(work: int, goal: Relation) -> None:
    """Decides a relation with a limited budget."""
    decide_by_cases(goal, (), MOST_SPLITS, Budget(work))


def entry(row: IndexVariable, column: IndexVariable) -> Term:
    return at(MATRIX, row, column)


def function(index: IndexVariable) -> IndexVariable:
    """An index that depends on another."""
    return IndexVariable("f", "K", (index,))


def named(count: int, size: str | int = "K") -> list[IndexVariable]:
    return [IndexVariable(f"n{place}", size) for place in range(count)]


arrays = [Variable(f"array{place}", ("K",)) for place in range(200)]

# Time and memory ----------------------------------------------------------------------------------

false(
    "an index that is its own function's value, in many places",
    DIFFER,
    equal(plus(*(at(array, i) for array in arrays)), 0),
    same(i, function(i)),
)
false(
    "a product of numbers with large denominators",
    "too many digits",
    equal(0, times(a, *(power(Fraction(1, 3), 8_000 + place) for place in range(1_000)))),
)
false("the sign of a long sum", UNSIGNED, less(0, plus(*(scalar(f"x{place}") for place in range(3_000)))))
false(
    "the sign of a long sum from as many facts",
    TOO_LARGE,
    less(0, plus(*(scalar(f"x{place}") for place in range(600)))),
    *(at_most(0, scalar(f"x{place}")) for place in range(600)),
)
false(
    "a fact that leads from each two indices to two others",
    UNSIGNED,
    less(0, entry(i, j)),
    each(
        k,
        each(
            n,
            less(
                plus(y(k), entry(k, n)),
                plus(times(SIZE, entry(n, function(k))), times(a, entry(function(k), function(n)))),
            ),
        ),
    ),
    each(k, each(n, equal(y(k), y(n)))),
)
false(
    "an equation of many terms",
    DIFFER,
    equal(a, 0),
    equal(plus(a, *(scalar(f"x{place}") for place in range(2_000))), 0),
)

eight = [at(Variable("eight", (8,)), index) for index in named(7, 8)]
REFUSED.add(
    "many indices of a numeric size",
    "normal form: the expression is too large",
    lambda: decided_within(A_TENTH, equal(plus(*eight), plus(*reversed(eight)))),
)
false(
    "facts about four indices, of which many are near",
    TOO_LARGE,
    less(0, plus(*(entry(*pair) for pair in zip(named(12), named(12)[1:], strict=False)))),
    *(
        each(
            k,
            each(
                n,
                each(j, each(i, less(plus(entry(k, n), entry(n, j), entry(j, i)), plus(entry(k, i), bound)))),
            ),
        )
        for bound in range(3)
    ),
)


def test_a_fact_that_leads_from_each_index_to_another_is_used_a_few_times() -> None:
    chain = each(k, less(z(k), z(function(k))))
    prove(less(z(i), z(function(i))), chain)
    prove(less(0, z(function(i))), chain, less(0, z(i)))
    prove(equal(times(2, Absolute(z(i))), Absolute(times(2, z(i)))), chain)
    with pytest.raises(KernelError, match="order: the sign"):
        prove(less(0, z(i)), chain)


def test_a_long_body_over_five_connected_indices_counts_as_work() -> None:
    indices = named(5)
    inside = Entry(Variable("a5", ("K",) * 5), tuple(indices))
    body = log(plus(1, *(exp(times(scalar(f"d{place}"), inside)) for place in range(300))))
    for index in indices:
        body = total(index, body)
    with pytest.raises(KernelError, match="too large"):
        prove(equal(body, plus(body, 1)))


def test_the_primes_of_a_large_number_are_found_in_time() -> None:
    for prime in (9_973, 9_967, 9_949, 9_941):
        prove(equal(log(number(Fraction(prime) ** 1_000)), times(1_000, log(prime))))


def test_an_index_that_is_its_own_functions_value() -> None:
    prove(equal(z(i), z(function(i))), same(i, function(i)))
    prove(equal(z(i), z(j)), same(i, function(j)), same(function(j), j))
    with pytest.raises(KernelError, match="normal forms"):
        prove(equal(z(i), z(function(i))), same(i, function(function(i))))


# Work that multiplies with the cases --------------------------------------------------------------


@pytest.mark.parametrize(("count", "more"), [(5, 0), (8, 0), (8, 1)])
def test_cases_of_numeric_indices_share_their_work(count: int, more: int) -> None:
    array, indices = Variable("v", (8,)), [IndexVariable(f"i{place}", 8) for place in range(count)]
    term = plus(*(at(array, index) for index in indices))
    refused(lambda: decided_within(A_TENTH, equal(term, plus(*[0] * more, term))), "the expression is too large")


def test_four_numeric_indices_are_decided() -> None:
    array, indices = Variable("v", (8,)), [IndexVariable(f"i{place}", 8) for place in range(4)]
    term = plus(*(at(array, index) for index in indices))
    prove(equal(term, plus(0, term)))


def test_cases_of_symbolic_indices_share_their_work() -> None:
    indices = [IndexVariable(f"i{place}", "K") for place in range(16)]
    heavy = power(plus(*(scalar(f"x{place}") for place in range(8))), 5)
    ties = plus(*(times(delta(*indices[2 * place : 2 * place + 2]), scalar(f"x{place}")) for place in range(8)))
    refused(lambda: prove(equal(times(ties, heavy), times(heavy, ties))), "too many cases")


x = scalar("x")
LARGE = "the expression is too large"


def test_a_number_that_cannot_be_spelled_is_refused_where_it_arises() -> None:
    with pytest.raises(KernelError, match="the normal forms of the two sides differ"):
        prove(equal(a, b), equal(a, power(2, 60_000)))
    with pytest.raises(KernelError, match="too many digits"):
        number(2**20_000)


def test_coefficients_do_not_grow_without_bound() -> None:
    with pytest.raises(KernelError, match=r"too large|too many digits"):
        prove(equal(0, times(*[power(3, 8_000)] * 100, a)))


def test_facts_about_derivatives_are_not_looked_for_in_each_other_without_end() -> None:
    one, last = IndexVariable("one", "K"), LastIndex("K")
    steep = D_at(largest((b, x)), x, y(last))
    facts = (each(k, at_most(0, y(k))), each(k, at_most(D_at(largest((b, x)), x, y(k)), plus(t, t))), at_most(steep, t))
    with pytest.raises(KernelError, match="log of something"):
        prove(equal(times(y(one), log(times(y(j), y(one)))), 0), *facts)


def test_a_long_sum_is_not_searched_for_its_terms_without_end() -> None:
    many = power(plus(*(scalar(f"x{place}") for place in range(11))), 4)
    with pytest.raises(KernelError, match="order: the sign"):
        prove(less(0, times(total(k, p(k)), many)), each(k, less(0, p(k))))


def test_orders_of_connected_indices_count_as_work() -> None:
    matrix = Variable("m", ("K", "K"))
    indices = [IndexVariable(name, "K") for name in "abcde"]
    chain = [at(matrix, left, right) for left, right in pairwise(indices)]
    body = times(*chain, power(plus(*map(z, indices)), 9))
    for index in indices:
        body = total(index, body)
    with pytest.raises(KernelError, match=LARGE):
        prove(equal(body, plus(body, 0)))


def test_a_small_certificate_with_large_nodes_is_refused() -> None:
    nodes: list[dict[str, object]] = [{"type": "Number", "value": "1"}]
    for place in range(16):
        nodes.append({"type": "Add", "terms": [{"node": place}, {"node": place}]})
    nodes += [{"type": "Exp", "argument": {"node": 16 + place}} for place in range(800)]
    data = {"format": "derive-certificate-1", "claim": "", "nodes": nodes, "steps": []}
    statement = {"hypotheses": [], "conclusion": {"node": len(nodes) - 1}}
    with pytest.raises(MalformedCertificate, match="too large"):
        check_certificate(json.loads(json.dumps({**data, "statement": statement})))


def test_an_interrupted_decision_leaves_nothing_behind() -> None:
    reasoner = Reasoner(())
    reasoner.distinct |= {frozenset((i, j))}
    reasoner.busy.add("something")
    reasoner.depth = 7
    reasoner.begin(Budget())
    assert (reasoner.distinct, reasoner.busy, reasoner.depth) == (frozenset(), set(), 0)


@case("an expression that doubles until the memory is full", "the expression is too large")
def _() -> object:
    term = a
    for _ in range(60):
        term = Add((term, term))
    return term


@case("a number with more digits than fit", "by_normal_form: normal form: the exponent")
def _() -> object:
    return prove(equal(power(2, 10**9), 0))


@case("an expression that is nested too deeply", "by_normal_form: the expression is nested too deeply")
def _() -> object:
    term = a
    for _ in range(2000):
        term = Absolute(Multiply((term,)))
    return prove(equal(term, term))


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
