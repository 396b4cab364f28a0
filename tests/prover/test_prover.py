"""What the automatic prover finds, and that it finds nothing for statements that are false."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.documents.reader import read_text
from derive.kernel.certificate import check_certificate
from derive.kernel.terms import KernelError
from derive.language import both, forall, implies, index, log, simplex, size, total, vector
from derive.language.statement import Statement
from derive.prover import prove
from derive.prover.linarith.simplex import nonnegative_solution
from derive.verify.certify import write_certificate

DECLARED = (
    r"<!-- derive: let $p \in \Delta^{K-1}$, $q \in \Delta^{K-1}$, $q_k > 0$, $w \in \Delta^{K-1}$, $w_k > 0$, "
    r"$x \in \mathbb{R}^K$, $y \in \mathbb{R}^K$, $s > 0$, $t > 0$, $\theta > 0$, $\theta < 1$, $u \in \mathbb{R}$, "
    r"$c \in \{1,\dots,K\}$ -->"
)
SOFTMAX = r"\frac{e^{x_i}}{\sum_k e^{x_k}}"

TRUE = [
    r"-\sum_k p_k \log p_k \ge 0",
    r"\sum_k w_k \log \frac{w_k}{q_k} \ge 0",
    r"\sum_k (w_k - q_k) \log \frac{w_k}{q_k} \ge 0",
    r"\sum_k w_k \log q_k \le \log \sum_k w_k q_k",
    r"\sum_k w_k e^{x_k} \ge e^{\sum_k w_k x_k}",
    r"\left(\sum_k x_k y_k\right)^2 \le \sum_k x_k^2 \sum_k y_k^2",
    r"\left(\sum_k p_k x_k\right)^2 \le \sum_k p_k x_k^2",
    r"\sum_k p_k^2 \le 1",
    r"\sum_k q_k^2 \ge \frac{1}{K}",
    r"\max_k p_k \ge \frac{1}{K}",
    r"\min_k x_k \le \sum_k p_k x_k \le \max_k x_k",
    r"\sqrt{s t} \le \frac{s + t}{2}",
    r"\log \frac{s + t}{2} \ge \frac{\log s + \log t}{2}",
    r"|u + s| \le |u| + |s|",
    r"\sum_k |x_k| \le \sqrt{K} \sqrt{\sum_k x_k^2}",
    r"\log\sum_k e^{\theta x_k + (1-\theta) y_k} \le \theta \log\sum_k e^{x_k} + (1-\theta)\log\sum_k e^{y_k}",
    rf"{SOFTMAX} \left(1 - {SOFTMAX}\right) \le \frac14",
    r"\log(1 + e^u) = \max(u, 0) + \log(1 + e^{-|u|})",
    r"\lim_{u \to \infty} (\log(1 + e^u) - u) = 0",
]

FALSE = [
    r"-\sum_k p_k \log p_k > 0",
    r"\sum_k w_k \log \frac{w_k}{q_k} > 0",
    r"\sum_k w_k \log q_k \ge \log \sum_k w_k q_k",
    r"\sum_k w_k e^{x_k} > e^{\sum_k w_k x_k}",
    r"\left(\sum_k x_k y_k\right)^2 < \sum_k x_k^2 \sum_k y_k^2",
    r"\sum_k p_k^2 < 1",
    r"\sum_k q_k^2 > \frac{1}{K}",
    r"\sum_k p_k x_k < \max_k x_k",
    r"\sqrt{s t} < \frac{s + t}{2}",
    r"|u + s| < |u| + |s|",
    r"\sum_k |x_k| \le \sqrt{\sum_k x_k^2}",
    rf"{SOFTMAX} < 1",
    r"\log(1 + e^u) = \max(u, 0) + \log(1 + e^{|u|})",
    r"\lim_{u \to \infty} (\log(1 + e^u) - u) = \log 2",
]


def statements(formula: str) -> list[Statement]:
    document = read_text(f"{DECLARED}\n\n<!-- derive: check -->\n$$\n{formula}\n$$\n", "test.md")
    assert not document.errors
    return [statement for link in document.checks[0].links for statement in link.readings[0].statements]


@pytest.mark.parametrize("formula", TRUE)
def test_a_true_formula_gets_a_certificate_of_exactly_itself(formula: str) -> None:
    for statement in statements(formula):
        theorem = check_certificate(write_certificate(prove(statement).theorem))
        assert theorem.conclusion == statement.conclusion
        assert set(theorem.hypotheses) == set(statement.hypotheses)


@pytest.mark.parametrize("formula", FALSE)
def test_nothing_is_found_for_a_false_formula(formula: str) -> None:
    for statement in statements(formula):
        with pytest.raises(KernelError):
            prove(statement)


def test_linear_programs_are_solved_exactly() -> None:
    columns = [{"a": Fraction(1), "b": Fraction(2)}, {"a": Fraction(1), "b": Fraction(-1)}]
    found = nonnegative_solution(columns, {"a": Fraction(1), "b": Fraction(1)})
    assert found == {0: Fraction(2, 3), 1: Fraction(1, 3)}


def test_a_linear_program_without_a_solution_has_none() -> None:
    assert nonnegative_solution([{"a": Fraction(1)}], {"a": Fraction(-1)}) is None
    assert nonnegative_solution([{"a": Fraction(1), "b": Fraction(1)}], {"a": Fraction(1)}) is None


def test_a_rewarded_column_has_to_be_used() -> None:
    columns = [{"a": Fraction(1)}, {"a": Fraction(1)}, {"b": Fraction(1)}]
    assert nonnegative_solution(columns, {"a": Fraction(1)}, [1]) == {1: Fraction(1)}
    assert nonnegative_solution(columns, {"a": Fraction(1)}, [2]) is None


def test_a_conjunction_is_assumed_part_by_part() -> None:
    """∀q: q ∈ Δ ∧ q > 0 implies H(q) ≤ log K, and nothing for a part that is left out."""
    q, k = vector("q"), index("k")
    sign, normalised = simplex(q, interior=True)
    bound = -total(k, q[k] * log(q[k])) <= log(size())
    theorem = prove(Statement((), forall(q, implies(both(sign, normalised), bound)))).theorem
    assert not theorem.hypotheses
    with pytest.raises(KernelError):
        prove(Statement((), forall(q, implies(both(sign, sign), bound))))
