"""What an operation computes is a proposal: it equals the line before at every point that is tried, and the kernel
proves it, or refuses what SymPy does without asking; an operation that has nothing to do says so."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product as tuples
from typing import Any

import pytest

import derive.bridge as bridge
from derive.bridge import Operation
from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.terms import Absolute, Equal, Formula, IndexVariable, KernelError, Term
from derive.language.abbreviation import Abbreviation
from derive.language.claims import Claim
from derive.language.expressions import Family, Real, family, vector
from derive.language.missing import NothingToDo
from derive.printing.formulas import to_text
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
    except_at,
    exp,
    i,
    j,
    k,
    less,
    log,
    log_sum_exp,
    m,
    minus,
    over,
    plus,
    power,
    prove,
    softmax,
    t,
    times,
    total,
    v,
    y,
    z,
)
from tests.oracle import At, NoValue, Unclear, evaluate, mp

S = Abbreviation(total(k, exp(z(k))), "S")
P = Abbreviation(kernel.Lambda(("K",), kernel.close_body(softmax(i), (i,))), "p")
NAMES = (P, S)

positive = (less(0, a), less(0, b), less(0, c))
normalised = equal(total(k, y(k)), 1)
pair = kernel.Variable("u", (2,))


def u(number: int) -> Term:
    return kernel.Entry(pair, (kernel.IndexNumber(number, 2),))


def over_pair(body: Any) -> Term:
    index = IndexVariable("l", 2)
    return kernel.Sum(2, kernel.close_body(body(kernel.Entry(pair, (index,))), (index,)))


def points(*terms: Term) -> list[At]:
    """Random points: rational values with powers of two below, every size, every index in its range."""
    source = random.Random(1)
    variables = {variable for term in terms for variable in kernel.free_variables(term)}
    found: list[At] = []
    for size in (1, 2, 3, 4):
        indices = sorted(variable.name for variable in variables if isinstance(variable, IndexVariable))
        sorts = {variable.name: variable.sizes for variable in variables if isinstance(variable, kernel.Variable)}
        arrays: dict[str, dict[tuple[int, ...], Any]] = {}
        for name in sorted(sorts):
            axes = (range(1, (axis if isinstance(axis, int) else size) + 1) for axis in sorts[name])
            arrays[name] = {place: mp.mpf(source.randint(1, 24)) / 8 for place in tuples(*axes)}
        if "y" in arrays:
            rest = sum(arrays["y"][place] for place in arrays["y"] if place != (1,))
            arrays["y"][1,] = mp.mpf(1) - rest
        found.append(At({"K": size}, {name: source.randint(1, size) for name in indices}, arrays))
    return found


def agree(left: Term, right: Term) -> int:
    """At how many points both sides have the same value; fails where they differ."""
    agreeing = 0
    for point in points(left, right):
        try:
            one, other = evaluate(left, point), evaluate(right, point)
        except (NoValue, Unclear):
            continue
        assert abs(one - other) <= mp.mpf(10) ** -12 * (1 + abs(one)), (one, other, point)
        agreeing += 1
    return agreeing


CASES: list[tuple[Operation, Term, str, tuple[Formula, ...]]] = [
    (bridge.differentiate, D(softmax(i), z(j)), "p_i δ_ij − p_i Σ_k p_k δ_kj", ()),
    (bridge.differentiate, D(log_sum_exp(), z(i)), "Σ_k p_k δ_ki", ()),
    (bridge.differentiate, D(times(Fraction(1, 2), power(minus(a, b), 2)), a), "a − b", ()),
    (bridge.differentiate, D_at(power(a, 3), a, b), "3 b²", ()),
    (
        bridge.linearity,
        D(minus(times(a, log_sum_exp()), z(j)), z(i)),
        "a ∂/∂z_i log S − ∂z_j/∂z_i",
        (),
    ),
    (bridge.linearity, D(minus(softmax(i), y(i)), z(j)), "∂p_i/∂z_j", ()),
    (bridge.chain_rule(P), D(power(softmax(i), 2), z(j)), "2 p_i ∂p_i/∂z_j", ()),
    (bridge.chain_rule(P), D(times(a, softmax(i), softmax(j)), z(k)), "a p_i ∂p_j/∂z_k + a p_j ∂p_i/∂z_k", ()),
    (bridge.expand, power(minus(a, b), 2), "a² − 2 a b + b²", ()),
    (
        bridge.expand,
        total(k, times(softmax(k), power(minus(v(k), a), 2))),
        "Σ_k (p_k v_k² − 2 a p_k v_k + a² p_k)",
        (),
    ),
    (bridge.factor, minus(power(a, 2), power(b, 2)), "(a − b) (a + b)", ()),
    (bridge.factor, minus(a, times(2, a, b)), "a (1 − 2 b)", ()),
    (bridge.together, plus(over(1, a), over(1, b)), "(a + b)/(a b)", positive),
    (bridge.cancel, over(minus(power(a, 2), 1), minus(a, 1)), "a + 1", (different(a, 1),)),
    (bridge.cancel, over(softmax(i), softmax(j)), "exp(z_i)/exp(z_j)", ()),
    (bridge.collect(a), plus(times(a, b), times(a, c), b), "a (b + c) + b", ()),
    (
        bridge.take_out(P),
        minus(times(softmax(i), delta(i, j)), times(softmax(i), softmax(j))),
        "p_i (δ_ij − p_j)",
        (),
    ),
    (bridge.take_out(Real(a)), plus(times(a, b), power(a, 2)), "a (b + a)", ()),
    (bridge.take_out(Family(pair)), plus(times(a, u(1)), u(1)), "u_1 (a + 1)", ()),
    (
        bridge.take_out(P),
        total(k, power(minus(times(softmax(k), v(k)), times(softmax(k), a)), 2)),
        "Σ_k p_k² (v_k − a)²",
        (),
    ),
    (bridge.divide_through, over(exp(a), plus(1, exp(a))), "1/(1 + exp(−a))", ()),
    (bridge.divide_through, over(exp(a), plus(exp(a), exp(b))), "1/(1 + exp(b − a))", ()),
    (bridge.divide_through, softmax(i), "1/(Σ_k exp(z_k − z_i))", ()),
    (bridge.expand_logs, log(softmax(i)), "z_i − log S", ()),
    (bridge.expand_logs, log(over(a, softmax(i))), "log a − z_i + log S", positive),
    (bridge.expand_logs, log(over(times(a, b), c)), "log a + log b − log c", positive),
    (bridge.expand_logs, total(k, times(y(k), log(softmax(k)))), "Σ_k y_k (z_k − log S)", ()),
    (bridge.combine_logs, plus(log(a), log(b), times(-1, log(c))), "log (a b/c)", positive),
    (bridge.expand_exponentials, exp(plus(a, b)), "exp(a) exp(b)", ()),
    (bridge.expand_exponentials, exp(minus(a, b)), "exp(a)/exp(b)", ()),
    (bridge.expand_exponentials, exp(plus(a, log(b))), "exp(a) b", positive),
    (bridge.combine_exponentials, times(exp(a), exp(b)), "exp(a + b)", ()),
    (bridge.combine_exponentials, over(exp(a), exp(b)), "exp(a − b)", ()),
    (bridge.combine_exponentials, times(c, exp(a), exp(times(-1, a))), "c", ()),
    (bridge.pull_out, total(k, times(a, z(k))), "a Σ_k z_k", ()),
    (bridge.pull_out, total(k, softmax(k)), "S/S", ()),
    (bridge.pull_out, total(k, a), "K a", ()),
    (bridge.pull_out, total(i, total(j, times(z(i), v(j), a))), "a (Σ_k z_k) Σ_k v_k", ()),
    (bridge.pull_out, total(i, total(j, times(z(i), z(j)))), "(Σ_k z_k)²", ()),
    (
        bridge.pull_out,
        except_at(k, i, times(a, z(k))),
        "a Σ_{k ≠ i} z_k",
        (),
    ),
    (bridge.put_in, times(a, total(k, z(k))), "Σ_k a z_k", ()),
    (
        bridge.split,
        total(k, times(y(k), minus(z(k), log_sum_exp()))),
        "Σ_k y_k z_k − (Σ_k y_k) log S",
        (),
    ),
    (bridge.merge, plus(total(k, z(k)), times(a, total(k, v(k)))), "Σ_k (z_k + a v_k)", ()),
    (bridge.as_double_sum, power(total(k, z(k)), 2), "Σ_{i,j} z_i z_j", ()),
    (bridge.as_double_sum, times(total(k, z(k)), total(k, v(k)), a), "a Σ_{i,j} z_i v_j", ()),
    (bridge.exchange, total(i, total(j, times(z(i), v(j)))), "Σ_{i,j} z_j v_i", ()),
    (bridge.resolve_delta, total(k, times(delta(i, k), z(k))), "z_i", ()),
    (bridge.resolve_delta, total(j, times(softmax(i), minus(delta(i, j), softmax(j)))), "p_i (1 − Σ_k p_k)", ()),
    (
        bridge.resolve_delta,
        total(j, times(softmax(i), minus(delta(i, j), softmax(j)), v(j))),
        "p_i (v_i − Σ_k p_k v_k)",
        (),
    ),
    (
        bridge.resolve_delta,
        total(i, total(j, times(v(i), softmax(i), minus(delta(i, j), softmax(j)), v(j)))),
        "Σ_k p_k v_k (v_k − Σ_l p_l v_l)",
        (),
    ),
    (bridge.resolve_delta, total(k, times(delta(k, i), delta(k, j), z(k))), "z_i δ_ij", ()),
    (bridge.resolve_delta, total(i, total(j, times(delta(i, m), z(j)))), "Σ_k z_k", ()),
    (bridge.resolve_delta, times(a, delta(i, i)), "a", ()),
    (bridge.move_delta, times(z(i), delta(i, j)), "z_j δ_ji", ()),
    (bridge.where(apart(i, j)), times(z(i), minus(delta(i, j), z(j))), "−z_i z_j", (apart(i, j),)),
    (
        bridge.where(kernel.SameIndex(i, j)),
        times(z(i), minus(delta(i, j), z(j))),
        "z_i (1 − z_i)",
        (kernel.SameIndex(i, j),),
    ),
    (bridge.separate(i), total(k, exp(z(k))), "exp(z_i) + Σ_{k ≠ i} exp(z_k)", ()),
    (bridge.separate(i), softmax(i), "exp(z_i)/(exp(z_i) + Σ_{k ≠ i} exp(z_k))", ()),
    (bridge.write_out, over_pair(exp), "exp(u_1) + exp(u_2)", ()),
    (bridge.apply(normalised), minus(times(total(k, y(k)), softmax(i)), y(i)), "p_i − y_i", (normalised,)),
]


@pytest.mark.parametrize(
    ("operation", "before", "after", "given"), CASES, ids=[f"{case[0].name}-{n}" for n, case in enumerate(CASES)]
)
def test_what_an_operation_computes_is_the_line_that_a_textbook_prints(
    operation: Operation, before: Term, after: str, given: tuple[Formula, ...]
) -> None:
    computed = operation(before, NAMES)
    assert to_text(computed, NAMES) == after


@pytest.mark.parametrize(
    ("operation", "before", "after", "given"), CASES, ids=[f"{case[0].name}-{n}" for n, case in enumerate(CASES)]
)
def test_the_kernel_proves_what_an_operation_computes_and_numbers_agree(
    operation: Operation, before: Term, after: str, given: tuple[Formula, ...]
) -> None:
    computed = operation(before, NAMES)
    prove(Equal(before, computed), *given)
    if not any(isinstance(formula, (kernel.SameIndex, kernel.Not)) for formula in given):
        assert agree(before, computed) >= 2


@pytest.mark.parametrize(
    "operation",
    [
        bridge.cancel, bridge.chain_rule(P), bridge.collect(a), bridge.combine_exponentials, bridge.combine_logs,
        bridge.differentiate,
        bridge.divide_through, bridge.exchange, bridge.expand, bridge.expand_exponentials, bridge.expand_logs,
        bridge.factor, bridge.linearity, bridge.merge, bridge.move_delta, bridge.pull_out, bridge.put_in,
        bridge.resolve_delta, bridge.separate(i), bridge.split, bridge.take_out(Real(c)), bridge.together,
        bridge.where(apart(i, j)), bridge.write_out, bridge.as_double_sum, bridge.apply(normalised),
    ],
    ids=lambda operation: operation.name,
)  # fmt: skip
def test_an_operation_that_has_nothing_to_do_says_so(operation: Operation) -> None:
    with pytest.raises(NothingToDo, match=f"bridge: {operation.name} has nothing to do in this line") as raised:
        operation(plus(a, z(i)), NAMES)
    assert raised.value.line == plus(a, z(i))


def test_a_line_that_would_differ_only_in_the_order_of_terms_is_none() -> None:
    with pytest.raises(KernelError, match="nothing to do"):
        bridge.expand(plus(times(b, a), times(a, c, b), 1))
    with pytest.raises(KernelError, match="nothing to do"):
        bridge.factor(times(b, plus(c, a)))


def test_an_operation_computes_the_same_line_again() -> None:
    before = total(k, times(y(k), power(minus(z(k), plus(a, b)), 2)))
    lines = {to_text(bridge.expand(before, NAMES), NAMES) for _ in range(3)}
    assert lines == {"Σ_k (y_k z_k² − 2 a y_k z_k − 2 b y_k z_k + a² y_k + 2 a b y_k + b² y_k)"}


# What is applied ---------------------------------------------------------------------------------


def known(formula: Formula) -> Any:
    return rules.by_normal_form(formula, (), ())


def test_a_proved_equation_is_applied_to_any_index_and_any_array() -> None:
    lemma = known(Equal(D(softmax(i), z(j)), times(softmax(i), minus(delta(i, j), softmax(j)))))
    step = bridge.apply(lemma)
    assert to_text(step(total(k, D(softmax(m), z(k)))), NAMES) == "Σ_k p_m (δ_mk − p_k)"
    w = Real(kernel.Entry(kernel.Variable("w", ("K",)), (m,)))
    other = kernel.substitute(D(softmax(i), z(j)), {kernel.Variable("z", ("K",)): w.term.array})  # type: ignore[attr-defined]
    prove(Equal(other, step(other)))


def test_a_proved_equation_is_applied_to_arrays_that_are_given_by_their_entries() -> None:
    lemma = known(equal(total(k, softmax(k)), 1))
    shifted = family(i, Real(plus(z(i), c)))
    assert isinstance(shifted.array, kernel.Lambda)
    before = kernel.substitute(times(a, total(k, softmax(k))), {kernel.Variable("z", ("K",)): shifted.array})
    assert to_text(bridge.apply(lemma)(before)) == "a"


def test_a_proved_equation_is_applied_under_a_derivative_and_backwards() -> None:
    gradient = known(Equal(D(log_sum_exp(), z(i)), softmax(i)))
    second = D(D(log_sum_exp(), z(i)), z(j))
    assert to_text(bridge.apply(gradient)(second), NAMES) == "∂p_i/∂z_j"
    assert bridge.apply(gradient, backwards=True)(D(softmax(i), z(j))) == second


def test_a_hypothesis_speaks_only_of_its_own_variables() -> None:
    with pytest.raises(KernelError, match="nothing to do"):
        bridge.apply(normalised)(total(k, v(k)))


def test_an_assumption_for_all_indices_is_applied_to_each() -> None:
    every = kernel.ForAll("K", kernel.close_body(equal(y(k), exp(z(k))), (k,)))
    assert to_text(bridge.apply(every)(total(k, times(v(k), y(k))))) == "Σ_k v_k exp(z_k)"


def test_one_of_several_statements_is_applied_by_its_name() -> None:
    several = Claim("test.several", "a test", {"first": equal(a, b), "second": equal(b, c)}, given=positive)
    assert to_text(bridge.apply(several, "second")(plus(a, b))) == "a + c"
    with pytest.raises(KernelError, match="which of the statements is meant"):
        bridge.apply(several)
    with pytest.raises(KernelError, match=r"no statement of test\.several is called 'third'"):
        bridge.apply(several, "third")
    with pytest.raises(KernelError, match="only the statements of a claim have names"):
        bridge.apply(equal(a, b), "first")


def test_only_an_equation_is_applied() -> None:
    with pytest.raises(KernelError, match="what is applied is not an equation"):
        bridge.apply(less(a, b))


def test_what_only_the_right_side_mentions_cannot_be_guessed() -> None:
    with pytest.raises(KernelError, match="a variable of the right side does not stand on the left"):
        bridge.apply(known(equal(0, minus(z(i), z(i)))))


# What SymPy does without asking is refused -----------------------------------------------------------


def test_an_entry_moves_with_its_own_index_only() -> None:
    """SymPy alone says that the derivative of log Σ exp zₖ by zₖ is 1, and that of a bound index 0."""
    worked_out = bridge.differentiate(D(total(k, z(k)), z(i)))
    prove(Equal(worked_out, total(k, delta(k, i))))
    prove(equal(worked_out, 1))
    with pytest.raises(KernelError, match="normal forms"):
        prove(equal(worked_out, 0))


def test_a_bound_index_is_not_the_free_one_of_the_same_name() -> None:
    for name in ("n0", "m0", "s0"):
        clash = IndexVariable(name, "K")
        worked_out = bridge.differentiate(D(total(k, times(z(k), z(clash))), z(i)))
        prove(Equal(worked_out, plus(z(clash), times(delta(clash, i), total(k, z(k))))))
        before = total(k, times(delta(k, clash), v(k), z(clash)))
        prove(Equal(before, bridge.resolve_delta(before)))
        before = total(k, times(z(clash), v(k)))
        prove(Equal(before, bridge.pull_out(before)))


def test_what_sympy_cancels_without_asking_is_refused() -> None:
    before = over(minus(power(a, 2), 1), minus(a, 1))
    with pytest.raises(KernelError, match="a denominator that is not proved non-zero"):
        prove(Equal(before, bridge.cancel(before)))


def test_what_sympy_simplifies_for_positive_numbers_only_is_refused() -> None:
    before = log(times(a, b))
    with pytest.raises(KernelError, match="log of something that is not proved positive"):
        prove(Equal(before, bridge.expand_logs(before)))
    with pytest.raises(KernelError, match="log of something that is not proved positive"):
        prove(Equal(exp(log(a)), bridge.expand_exponentials(exp(log(a)))))


def test_a_factor_that_not_all_terms_have_stays() -> None:
    with pytest.raises(KernelError, match="nothing to do"):
        bridge.take_out(Real(a))(plus(times(a, b), c))


def test_a_delta_of_another_size_or_of_two_free_indices_stays() -> None:
    with pytest.raises(KernelError, match="nothing to do"):
        bridge.resolve_delta(total(k, times(delta(i, j), z(k))))


def test_a_condition_that_is_not_about_two_indices_decides_no_delta() -> None:
    with pytest.raises(KernelError, match="does not say whether two indices are the same"):
        bridge.where(less(a, b))


def test_a_solution_solves_the_equation() -> None:
    equation = equal(plus(times(2, a), b), c)
    solution = bridge.solve(equation, Real(a))
    prove(Equal(plus(times(2, solution.term), b), c))


def test_an_equation_with_two_solutions_has_none() -> None:
    with pytest.raises(KernelError, match="2 solutions"):
        bridge.solve(equal(power(a, 2), b), Real(a))


def test_opaque_parts_come_back_as_they_were() -> None:
    term = times(plus(1, a), plus(Absolute(a), times(Absolute(a), total(k, z(k))), delta(i, j)))
    prove(Equal(term, bridge.expand(term)), apart(i, j), less(0, t))


def test_a_name_stands_for_its_entries_at_any_index() -> None:
    """Seen by its name, a probability is one factor; where that leaves nothing to do, it is looked into."""
    product = total(k, times(softmax(k), vector("v")[k].term, a))
    assert to_text(bridge.pull_out(product, NAMES), NAMES) == "a Σ_k p_k v_k"
    assert to_text(bridge.pull_out(product), NAMES) != "a Σ_k p_k v_k"
