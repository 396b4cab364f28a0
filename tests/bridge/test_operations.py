"""What SymPy computes is a proposal: bound indices never reach it, and a wrong answer is refused by the kernel."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import derive.bridge as bridge
from derive.kernel.terms import Absolute, Equal, IndexVariable, KernelError, Term
from derive.language.expressions import Real
from tests.kernel.builders import (
    D,
    D_at,
    a,
    apart,
    b,
    c,
    delta,
    different,
    equal,
    exp,
    i,
    j,
    k,
    less,
    log,
    log_sum_exp,
    minus,
    over,
    plus,
    power,
    prove,
    softmax,
    t,
    times,
    total,
    z,
)


@pytest.mark.parametrize(
    "term",
    [
        D(log_sum_exp(), z(i)),
        D(softmax(i), z(j)),
        D(total(k, power(z(k), 2)), z(i)),
        D(times(z(i), z(j)), z(i)),
        D(total(k, times(z(k), log_sum_exp())), z(i)),
        D(exp(times(a, b)), a),
        D(over(1, plus(1, exp(times(-1, a)))), a),
    ],
    ids=lambda term: term.key[:60],
)
def test_a_derivative_that_sympy_works_out_is_proved_by_the_kernel(term: Term) -> None:
    worked_out = bridge.differentiate(term)
    assert "(Derivative" not in worked_out.key
    assert prove(Equal(term, worked_out)).hypotheses == ()


def test_an_entry_moves_with_its_own_index_only() -> None:
    """SymPy alone says that the derivative of log Σ exp zₖ by zₖ is 1, and that of a bound index 0."""
    worked_out = bridge.differentiate(D(total(k, z(k)), z(i)))
    prove(Equal(worked_out, total(k, delta(k, i))))
    prove(equal(worked_out, 1))
    with pytest.raises(KernelError, match="normal forms"):
        prove(equal(worked_out, 0))


def test_a_bound_index_is_not_the_free_one_of_the_same_name() -> None:
    clash = IndexVariable("s0", "K")
    worked_out = bridge.differentiate(D(total(k, times(z(k), z(clash))), z(i)))
    prove(Equal(worked_out, plus(z(clash), times(delta(clash, i), total(k, z(k))))))


@pytest.mark.parametrize(
    ("operation", "before", "after"),
    [
        (bridge.expand, power(plus(a, b), 2), plus(power(a, 2), times(2, a, b), power(b, 2))),
        (bridge.factor, minus(power(a, 2), power(b, 2)), times(minus(a, b), plus(a, b))),
        (bridge.together, plus(over(1, a), over(1, b)), over(plus(a, b), times(a, b))),
        (bridge.cancel, over(minus(power(a, 2), 1), minus(a, 1)), plus(a, 1)),
    ],
)
def test_an_operation_answers_an_equal_term(operation: Callable[[Term], Term], before: Term, after: Term) -> None:
    answer = operation(before)
    nonzero = (different(a, 0), different(b, 0), different(a, 1))
    prove(Equal(before, answer), *nonzero)
    prove(Equal(answer, after), *nonzero)


def test_what_sympy_cancels_without_asking_is_refused() -> None:
    before = over(minus(power(a, 2), 1), minus(a, 1))
    with pytest.raises(KernelError, match="a denominator that is not proved non-zero"):
        prove(Equal(before, bridge.cancel(before)))


def test_what_sympy_simplifies_for_positive_numbers_only_is_refused() -> None:
    before = plus(log(a), log(b))
    with pytest.raises(KernelError, match="log of something that is not proved positive"):
        prove(Equal(before, bridge.expand(log(times(a, b)))))


def test_a_solution_solves_the_equation() -> None:
    equation = equal(plus(times(2, a), b), c)
    solution = bridge.solve(equation, Real(a))
    prove(Equal(plus(times(2, solution.term), b), c))


def test_an_equation_with_two_solutions_has_none() -> None:
    with pytest.raises(KernelError):
        bridge.solve(equal(power(a, 2), b), Real(a))


def test_a_line_without_a_derivative_is_not_differentiated() -> None:
    with pytest.raises(KernelError, match="bridge: there is no derivative to work out"):
        bridge.differentiate(plus(a, b))


def test_a_derivative_at_a_point_is_not_worked_out() -> None:
    with pytest.raises(KernelError, match="bridge: only derivatives at a variable"):
        bridge.differentiate(D_at(power(a, 2), a, b))


def test_opaque_parts_come_back_as_they_were() -> None:
    term = plus(Absolute(a), times(Absolute(a), total(k, z(k))), delta(i, j))
    prove(Equal(term, bridge.expand(term)), apart(i, j), less(0, t))
