"""What is cancelled, the signs of factors, cases of steps, instances of equations, means and Taylor polynomials: each
method on a statement that needs it, and on a false twin for which nothing is found."""

from __future__ import annotations

import pytest

from derive.kernel.terms import KernelError
from derive.prover import prove
from derive.prover.registry import without
from tests.prover.statements import assert_open, assert_proved, statement

PAIR = r"$a \in \mathbb{R}$, $b \in \mathbb{R}$, $c \in \mathbb{R}^m$, $t > 0$"
FACTORS = r"$s \in \mathbb{R}^m$, $s_i > 0$, $z \in \{0,1\}^m$"
SCALE = r"$u \in \mathbb{R}$, $\beta > 1$"
ALIKE = r"$f \in \mathbb{R}^m$, $h \in \mathbb{R}^n$"
MEAN = r"$v \in \Delta^{m-1}$, $f \in \mathbb{R}^m$, $h \in \mathbb{R}^m$, $t > 0$"
FALLING = r"$v \in \Delta^{m-1}$, $f \in \mathbb{R}^m$, $f_i \ge 0$, $t > 0$"
LARGE = r"$r > 2$"
SPREAD = r"\sqrt{t + \sum_i (c_i - a)^2}"

METHODS = (
    (
        "common_terms",
        PAIR,
        "",
        rf"b - \frac{{t}}{{{SPREAD}}} < b",
        rf"b + \frac{{t}}{{{SPREAD}}} < b",
    ),
    (
        "signs_of_factors",
        FACTORS,
        "",
        r"\frac{-3 (\sum_i s_i z_i) \sum_i s_i^2 z_i}{1 + \sum_i s_i^3} \le 0",
        r"\frac{-3 (\sum_i s_i z_i) \sum_i s_i^2 z_i}{1 + \sum_i s_i^3} \ge 0",
    ),
    (
        "signs",
        SCALE,
        "",
        r"\max(u, \beta u) = \begin{cases} \beta u & \text{if } u \ge 0 \\ u & \text{if } u < 0 \end{cases}",
        r"\max(u, \beta u) = \begin{cases} u & \text{if } u \ge 0 \\ \beta u & \text{if } u < 0 \end{cases}",
    ),
    ("instances", ALIKE, "$f_i + 2 h_j = 3$", r"\sum_i f_i = m (3 - 2 h_1)", r"\sum_i f_i = 3 - 2 h_1"),
    ("instances", ALIKE, "$f_i = f_j$", r"f_1 + f_m = 2 f_k", r"f_1 + f_m = f_k"),
    (
        "inside_a_mean",
        MEAN,
        "",
        r"2 t \sum_i v_i f_i h_i < 1 + \sum_i v_i f_i^2 + t^2 \sum_i v_i h_i^2",
        r"2 t \sum_i v_i f_i h_i > 1 + \sum_i v_i f_i^2 + t^2 \sum_i v_i h_i^2",
    ),
    (
        "inside_a_mean",
        MEAN,
        "",
        r"\frac{2}{m} \sum_i f_i^2 \le 1 + \frac{1}{m} \sum_i f_i^4",
        r"\frac{3}{m} \sum_i f_i^2 \le 1 + \frac{1}{m} \sum_i f_i^4",
    ),
    (
        "second_order",
        FALLING,
        "",
        r"\sum_i v_i e^{f_i} \ge 1 + \sum_i v_i f_i + \frac12 \sum_i v_i f_i^2",
        r"\sum_i v_i e^{f_i} \le 1 + \sum_i v_i f_i + \frac12 \sum_i v_i f_i^2",
    ),
    (
        "second_order",
        FALLING,
        "",
        r"\log \sum_i v_i e^{-3 f_i} \le -3 \sum_i v_i f_i + \frac92 \sum_i v_i f_i^2",
        r"\log \sum_i v_i e^{-3 f_i} \le -3 \sum_i v_i f_i + \frac72 \sum_i v_i f_i^2 - 1",
    ),
    (
        "equal_squares",
        LARGE,
        "",
        r"5 \sqrt{(r - 2)(r + 2)} = \sqrt{25 r^2 - 100}",
        r"5 \sqrt{(r - 2)(r + 2)} = \sqrt{25 r^2 - 20}",
    ),
)


@pytest.mark.parametrize(("name", "declared", "assumed", "true", "false"), METHODS)
def test_a_method_proves_what_needs_it_and_not_the_false_twin(
    name: str, declared: str, assumed: str, true: str, false: str
) -> None:
    wanted = statement(declared, true, assumed)
    assert_proved(wanted)
    assert name in prove(wanted).by
    with without(name), pytest.raises(KernelError):
        prove(wanted)
    assert_open(statement(declared, false, assumed))


def test_the_sign_of_a_quotient_needs_that_of_its_numerator() -> None:
    declared = r"$s \in \mathbb{R}^m$, $s_i > 0$, $z \in \mathbb{R}^m$"
    assert_open(statement(declared, r"0 \le \frac{\sum_i s_i z_i}{\sum_i s_i^2 + \sum_i z_i^2}"))


def test_an_equation_for_some_indices_says_nothing_of_others() -> None:
    assert_open(statement(r"$f \in \mathbb{R}^m$, $h \in \mathbb{R}^m$", "f_1 = h_m", "$f_i = h_i$"))


def test_the_terms_of_a_mean_are_compared_only_where_the_weights_sum_to_one() -> None:
    declared = r"$v \in \mathbb{R}^m$, $v_i \ge 0$, $f \in \mathbb{R}^m$"
    formula = r"2 \sum_i v_i f_i \le 1 + \sum_i v_i f_i^2"
    assert_open(statement(declared, formula))
    assert_proved(statement(declared, formula, r"$\sum_i v_i = 1$"))


def test_a_taylor_polynomial_bounds_the_exponential_on_one_side_only() -> None:
    formula = r"e^{-x} \le 1 - x + \frac{x^2}{2}"
    assert_proved(statement(r"$x \ge 0$", formula))
    assert_open(statement(r"$x \le 0$", formula))
