"""Attacks that once went through: each must stay refused, in bounded time and memory."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise

import pytest

from derive.kernel import rules
from derive.kernel.budget import Budget
from derive.kernel.certificate import MalformedCertificate, check_certificate
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Equal,
    Exists,
    IndexVariable,
    KernelError,
    Lambda,
    LastIndex,
    Less,
    Number,
    SizeValue,
    Smooth,
    Term,
    Variable,
    close_body,
    number,
)
from derive.language.extrema import largest
from tests.kernel.builders import (
    D_at,
    a,
    at,
    at_most,
    b,
    c,
    each,
    equal,
    exp,
    i,
    j,
    k,
    less,
    log,
    minus,
    over,
    p,
    plus,
    power,
    prove,
    scalar,
    t,
    times,
    total,
    y,
    z,
)

x = scalar("x")
BASE_MAY_BE_ZERO = "derivative of a power whose base may be 0"
TOO_LARGE = "the expression is too large"


@pytest.mark.parametrize("exponent", [x, SizeValue("K"), plus(x, 1)], ids=["a variable", "a size", "a sum"])
def test_a_power_with_an_unknown_exponent_may_be_negative(exponent: Term) -> None:
    with pytest.raises(KernelError, match="order: the sign"):
        prove(at_most(0, c), at_most(power(a, exponent), c))


def test_a_power_of_a_base_that_is_not_negative_still_has_a_sign() -> None:
    prove(at_most(0, power(a, x)), at_most(0, a), at_most(0, x))
    prove(less(0, power(a, x)), less(0, a))


def test_zero_to_a_variable_power_jumps_and_has_no_derivative() -> None:
    with pytest.raises(KernelError, match=BASE_MAY_BE_ZERO):
        prove(equal(D_at(power(a, power(x, 2)), x, 0), 0), at_most(0, a))


def test_zero_to_a_variable_power_is_not_smooth() -> None:
    body = close_body(power(a, power(x, 2)), (Variable("x", ()),))
    with pytest.raises(KernelError, match=BASE_MAY_BE_ZERO):
        rules.smooth(Smooth((), body), (at_most(0, a),), ())


def test_zero_to_a_variable_power_does_not_take_the_values_between() -> None:
    body, variable = power(a, power(x, 2)), Variable("x", ())
    goal = Exists((), close_body(equal(body, Fraction(1, 2)), (variable,)))
    low = prove(at_most(power(a, power(1, 2)), Fraction(1, 2)), equal(a, 0))
    high = prove(at_most(Fraction(1, 2), power(a, power(0, 2))), equal(a, 0))
    below, above = (
        Exists((), close_body(at_most(*sides), (variable,)))
        for sides in ((body, Fraction(1, 2)), (Fraction(1, 2), body))
    )
    ends = rules.exhibit(below, Lambda((), ONE), low), rules.exhibit(above, Lambda((), ZERO), high)
    with pytest.raises(KernelError, match=BASE_MAY_BE_ZERO):
        rules.intermediate_value(goal, *ends)


def test_a_class_with_the_name_of_another_is_not_taken_for_it() -> None:
    with pytest.raises(KernelError, match="another LessEqual is no kind of node"):
        type("LessEqual", (Less,), {})


class _Liar(Fraction):
    def __str__(self) -> str:
        return "1"


@pytest.mark.parametrize("value", [_Liar(2), 0.5, float("nan"), True, None], ids=repr)
def test_only_rational_numbers_are_numbers(value: object) -> None:
    with pytest.raises(KernelError):
        Number(value)  # type: ignore[arg-type]


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
    with pytest.raises(KernelError, match=TOO_LARGE):
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


def test_the_exponential_of_t_log_t_is_not_split_where_t_may_be_0() -> None:
    inside = times(-1, t, log(t), power(plus(1, t), -1))
    with pytest.raises(KernelError, match="order: the sign"):
        prove(less(0, times(t, exp(inside))), at_most(0, t))
    with pytest.raises(KernelError, match="order: the sign"):
        prove(less(0, times(a, exp(times(-1, a, log(a))))), at_most(0, a), equal(a, minus(1, b)))
    prove(less(0, times(t, exp(inside))), less(0, t))


@pytest.mark.parametrize(
    "value",
    [exp(times(a, log(a))), power(exp(ONE), times(a, log(a))), exp(over(times(a, log(a)), plus(1, a)))],
    ids=["exp", "power", "quotient"],
)
def test_a_fact_about_t_log_t_does_not_say_that_t_is_positive(value: Term) -> None:
    facts = (equal(a, minus(1, b)), equal(c, value), at_most(1, b), less(0, plus(1, a)))
    with pytest.raises(KernelError, match="order: the sign"):
        prove(at_most(c, 0), *facts)


def test_an_exponential_is_still_positive_beside_what_was_mended() -> None:
    prove(less(0, Add((exp(a), exp(b)))))
    prove(Equal(power(exp(a), x), exp(times(a, x))))
