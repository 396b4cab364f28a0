"""What follows from an equation is computed on both sides, and proved from the theorem of the equation."""

from __future__ import annotations

import pytest

import derive.bridge as bridge
from derive.bridge.equations import EquationOperation
from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.terms import Formula, KernelError, Term
from derive.language.claims import Claim
from derive.language.derivation import Derivation, ScriptError
from derive.language.expressions import Equal, Number, exp, index, log, scalar, total, vector
from derive.printing.formulas import to_text

a, b, c = scalar("a"), scalar("b"), scalar("c")
z, y, k = vector("z"), vector("y"), index("k")


def no_lemma(claim: Claim) -> kernel.Node:
    raise AssertionError(claim)


def chain_for(*given: Formula) -> Derivation:
    return Derivation((given[0],), given, no_lemma)  # type: ignore[arg-type]


CASES: list[tuple[EquationOperation, kernel.Equal, str, tuple[Formula, ...]]] = [
    (bridge.take_log, Equal(a, b), "log a = log b", (a > 0, b > 0)),
    (bridge.take_log, Equal(exp(a), b), "a = log b", (b > 0,)),
    (bridge.take_log, Equal(1, exp(a) * exp(b)), "0 = log (exp(a) exp(b))", ()),
    (bridge.exponentiate, Equal(log(a), b), "a = exp(b)", (a > 0,)),
    (bridge.exponentiate, Equal(a, 0), "exp(a) = 1", ()),
    (bridge.solve_for(a), Equal(2 * a + b, c), "a = ½ c − ½ b", ()),
    (bridge.solve_for(log(a)), Equal(b - log(a) - 1, 0), "log a = b − 1", (a > 0,)),
    (bridge.solve_for(a), Equal(a * b, c), "a = c/b", (b > 0,)),
    (bridge.sum_over_all(k), Equal(z[k], y[k] + 1), "Σ_k z_k = Σ_k (y_k + 1)", ()),
    (bridge.multiply_by(c), Equal(a, b + 1), "c a = c b + c", ()),
]


@pytest.mark.parametrize(
    ("operation", "equation", "following", "positive"),
    CASES,
    ids=[f"{case[0].name}-{n}" for n, case in enumerate(CASES)],
)
def test_what_follows_is_computed_and_proved(
    operation: EquationOperation, equation: kernel.Equal, following: str, positive: tuple[Formula, ...]
) -> None:
    if operation.name == "sum_over_all":
        every = kernel.ForAll("K", kernel.close_body(equation, (k,)))
        chain = chain_for(every)
        theorem = rules.specialise(rules.assume(every), k)
    else:
        chain = chain_for(equation, *positive)
        theorem = rules.assume(equation)
        theorem = rules.weaken(theorem, positive)
    result = chain.follow(theorem, operation)
    assert to_text(result.conclusion) == following
    assert set(result.hypotheses) <= set(chain.given)
    assert (chain.steps[-1].by, chain.steps[-1].reason) == (operation.name, operation.sentence)


def test_an_operation_on_expressions_is_made_on_both_sides() -> None:
    equation = Equal(a * (b + c), log(exp(a)))
    chain = chain_for(equation)
    expanded = chain.follow(rules.assume(equation), bridge.expand)
    assert to_text(expanded.conclusion) == "a b + a c = log exp(a)"
    assert to_text(chain.follow(expanded, bridge.expand_logs).conclusion) == "a b + a c = a"
    with pytest.raises(KernelError, match="nothing to do"):
        chain.follow(expanded, bridge.pull_out)


def test_the_logarithm_of_what_may_be_negative_is_refused() -> None:
    equation = Equal(a, b)
    with pytest.raises(KernelError):
        chain_for(equation).follow(rules.assume(equation), bridge.take_log)


def test_an_equation_is_not_divided_by_what_may_be_zero() -> None:
    equation = Equal(a * b, c)
    with pytest.raises(KernelError, match="a denominator that is not proved non-zero"):
        chain_for(equation).follow(rules.assume(equation), bridge.solve_for(a))


def test_what_is_no_equation_is_not_operated_on() -> None:
    chain = chain_for(a < b)
    with pytest.raises(ScriptError, match="what follows is computed from an equation"):
        chain.follow(rules.assume(a < b), bridge.exponentiate)


@pytest.mark.parametrize("unknown", [a, log(a)], ids=["inside a logarithm", "a logarithm"])
def test_a_solution_is_written_for_what_was_asked(unknown: Number) -> None:
    solution = bridge.solve(Equal(log(a), b), unknown)  # type: ignore[arg-type]
    assert isinstance(solution.term, Term)
    assert to_text(solution.term) == ("exp(b)" if unknown is a else "b")


def test_a_sum_over_all_is_that_of_an_arbitrary_index() -> None:
    equation = Equal(z[k], 1)
    with pytest.raises(KernelError, match="k is not arbitrary"):
        chain_for(equation).follow(rules.assume(equation), bridge.sum_over_all(k))
    assert to_text(total(k, z[k]).term) == "Σ_k z_k"
