"""A quantifier reaches as far as it can: where it must not, it stands in brackets."""

from __future__ import annotations

import pytest

from derive.kernel.terms import And, Exists, ForAll, Formula, Implies, Term, Variable, close_body
from derive.printing.formulas import to_latex, to_text
from tests.kernel.builders import a, apart, at_most, b, each, equal, exp, i, k, less, z


def some(formula: Formula) -> Formula:
    return Exists("K", close_body(formula, (k,)))


between = each(k, And((at_most(0, z(k)), at_most(z(k), 1))))
largest = each(k, Implies(apart(k, i), less(z(k), z(i))))
PAIRS: list[tuple[Formula, str]] = [
    (Implies(between, less(a, b)), "(∀k: z_k ≥ 0 and z_k ≤ 1) ⟹ a < b"),
    (each(k, Implies(And((at_most(0, z(k)), at_most(z(k), 1))), less(a, b))), "∀k: z_k ≥ 0 and z_k ≤ 1 ⟹ a < b"),
    (Implies(largest, less(a, b)), "(∀k: k ≠ i ⟹ z_k < z_i) ⟹ a < b"),
    (Implies(each(k, some(less(0, a))), less(a, b)), "(∀k: ∃l: a > 0) ⟹ a < b"),
    (Implies(each(k, less(0, z(k))), less(a, b)), "z_k > 0 for all k ⟹ a < b"),
    (And((some(equal(z(k), 0)), less(a, b))), "(∃k: z_k = 0) and a < b"),
    (some(And((equal(z(k), 0), less(a, b)))), "∃k: z_k = 0 and a < b"),
    (And((less(a, b), some(equal(z(k), 0)))), "a < b and ∃k: z_k = 0"),
    (Implies(And((less(a, b), some(equal(z(k), 0)))), less(b, a)), "a < b and (∃k: z_k = 0) ⟹ b < a"),
    (And((And((less(a, b), some(equal(z(k), 0)))), less(b, a))), "a < b and (∃k: z_k = 0) and b < a"),
]


@pytest.mark.parametrize(("formula", "text"), PAIRS, ids=[text for _, text in PAIRS])
def test_a_quantifier_does_not_reach_beyond_its_formula(formula: Formula, text: str) -> None:
    assert to_text(formula) == text


def test_no_two_of_them_look_alike_in_latex() -> None:
    assert len({to_latex(formula) for formula, _ in PAIRS}) == len(PAIRS)


def test_nested_exponentials_are_printed_at_once() -> None:
    term: Term = a
    for _ in range(60):
        term = exp(term)
    assert to_text(term) == "exp(" * 60 + "a" + ")" * 60
    assert to_latex(term).startswith("e^{e^{")


def test_a_bound_letter_is_not_that_of_a_free_one_in_another_spelling() -> None:
    free, bound = Variable("λ", ()), Variable("t", ())
    from tests.kernel.builders import at, times

    formula = ForAll((), close_body(equal(times(at(bound), a), times(at(free), a)), (bound,)))
    shown = to_text(formula)
    assert shown.startswith("∀μ ∈ ℝ: μ a = λ a"), shown
