"""Each method of the prover on statements that need it, and on false twins of them for which nothing is found."""

from __future__ import annotations

import pytest

from derive.kernel.terms import KernelError
from derive.prover import prove
from tests.prover.statements import assert_open, assert_proved, statement

SIMPLEX = r"$p \in \Delta^{K-1}$, $v \in \mathbb{R}^K$, $x \in \mathbb{R}^K$"
SCALARS = r"$a \in \mathbb{R}$, $b \in \mathbb{R}$, $t > 0$"
SOFTMAX = r"\frac{e^{x_k}}{\sum_j e^{x_j}}"
MAXIMUM = r"$\tau \in \mathbb{R}$, $r \in \mathbb{R}^K$, $u \in \Delta^{K-1}$, $w \in \{0,1\}^K$"
LIMITS = r"$t > 0$, $\beta > 0$, $a \in \mathbb{R}$, $s \in \mathbb{R}^K$, $w \in \Delta^{K-1}$"

VARIANCES = (
    (
        r"\sum_k p_k v_k^2 - \left(\sum_k p_k v_k\right)^2 \le \frac12 \sum_k v_k^2",
        r"\sum_k p_k v_k^2 - \left(\sum_k p_k v_k\right)^2 \le \frac13 \sum_k v_k^2",
    ),
    (
        rf"\sum_k {SOFTMAX} v_k^2 - \left(\sum_k {SOFTMAX} v_k\right)^2 \le \frac12 \sum_k v_k^2",
        rf"\sum_k {SOFTMAX} v_k^2 - \left(\sum_k {SOFTMAX} v_k\right)^2 < \frac12 \sum_k v_k^2",
    ),
    (
        r"\sum_k p_k v_k^2 - \left(\sum_k p_k v_k\right)^2 \le \left(\max_k p_k\right) \sum_k v_k^2",
        r"\sum_k p_k v_k^2 - \left(\sum_k p_k v_k\right)^2 \le \left(\min_k p_k\right) \sum_k v_k^2",
    ),
    (r"\sum_k p_k^2 \le \max_k p_k", r"\sum_k p_k^2 \ge \max_k p_k"),
    (r"p_k \log p_k \ge p_k - 1", r"p_k \log p_k \ge 1 - p_k"),
    (rf"\sqrt{{\sum_k \left({SOFTMAX}\right)^2}} \le 1", rf"\sqrt{{\sum_k \left({SOFTMAX}\right)^2}} < 1"),
)

ROOTS = (
    (r"\sqrt{a^2} = |a|", r"\sqrt{a^2} = a"),
    (r"\sqrt{t a^2} = \sqrt{t} |a|", r"\sqrt{t a^2} = t |a|"),
    (r"\sqrt{a^2 b^2} = |a| |b|", r"\sqrt{a^2 b^2} = |a| + |b|"),
    (r"\sqrt{(a - b)^2} = |a - b|", r"\sqrt{(a - b)^2} = |a| - |b|"),
    (r"a \le \sqrt{a^2}", r"a \ge \sqrt{a^2}"),
    (r"\log \frac{t + 1}{2} \ge \frac{\log t}{2}", r"\log \frac{t + 1}{2} > \frac{\log t}{2}"),
    (r"e^{-t} > 1 - t", r"e^{-t} > 1 - \frac{t}{2}"),
    (r"\max(a, b) \le t \log\left(e^{a/t} + e^{b/t}\right)", r"\max(a, b) \ge t \log\left(e^{a/t} + e^{b/t}\right)"),
)

MAXIMA = (
    (
        r"\sum_k \max(0, r_k - \tau)^2 = \sum_k \max(0, r_k - \tau) (r_k - \tau)",
        r"\sum_k \max(0, r_k - \tau)^2 = \sum_k \max(0, r_k - \tau) r_k",
    ),
    (
        r"\sum_k \left(\max(0, r_k) - r_k\right)^2 \le \sum_k (u_k - r_k)^2",
        r"\sum_k \left(\max(0, r_k) - r_k\right)^2 < \sum_k (u_k - r_k)^2",
    ),
    (r"\sum_k w_k^3 r_k = \sum_k w_k r_k", r"\sum_k w_k^2 r_k = \sum_k w_k r_k^2"),
    (r"\sum_k r_k w_k^2 \le \sum_k r_k w_k", r"\sum_k r_k w_k^2 < \sum_k r_k w_k"),
)

LIMIT_VALUES = (
    (r"\lim_{t \to 0} t \log t = 0", r"\lim_{t \to 0} t \log t = 1"),
    (r"\lim_{t \to \infty} \frac{\log t}{t} = 0", r"\lim_{t \to 0} \frac{\log t}{t} = 0"),
    (r"\lim_{\beta \to 0} \frac{e^{\beta a} - 1}{\beta} = a", r"\lim_{\beta \to 0} \frac{e^{\beta a} - 1}{\beta} = 1"),
    (r"\lim_{a \to 0} \frac{e^a - 1}{a} = 1", r"\lim_{a \to 0} \frac{e^a - 1}{a^2} = 1"),
    (r"\lim_{t \to \infty} t (e^{a/t} - 1) = a", r"\lim_{t \to \infty} t (e^{a/t} - 1) = 0"),
    (
        r"\lim_{\beta \to 0} \frac{\sum_k w_k e^{\beta s_k} - 1}{\beta} = \sum_k w_k s_k",
        r"\lim_{\beta \to 0} \frac{\sum_k w_k e^{\beta s_k} - 1}{\beta} = \sum_k s_k",
    ),
    (
        r"\lim_{\beta \to 0} \frac{1}{\beta} \log \left(\frac{1}{K} \sum_k e^{\beta s_k}\right)"
        r" = \frac{1}{K} \sum_k s_k",
        r"\lim_{\beta \to 0} \frac{1}{\beta} \log \left(\frac{1}{K} \sum_k e^{\beta s_k}\right) = \max_k s_k",
    ),
)

NORMS = (
    (r"\sum_k \sqrt{q_k r_k} \le 1", r"\sum_k \sqrt{q_k r_k} < 1"),
    (
        r"1 - \sum_k \sqrt{q_k r_k} \le \frac12 \sum_k q_k \log \frac{q_k}{r_k}",
        r"1 - \sum_k \sqrt{q_k r_k} \le \frac14 \sum_k q_k \log \frac{q_k}{r_k}",
    ),
    (rf"\sum_k \left|{SOFTMAX} - r_k\right| \le 2", rf"\sum_k \left|{SOFTMAX} - r_k\right| \le 1"),
    (
        r"\left(\sum_k q_k \log \frac{q_k}{r_k}\right)^2 \le \sum_k q_k \left(\log \frac{q_k}{r_k}\right)^2",
        r"\left(\sum_k q_k \log \frac{q_k}{r_k}\right)^2 < \sum_k q_k \left(\log \frac{q_k}{r_k}\right)^2",
    ),
    (r"\max_k |v_k| \le \|v\|", r"\max_k |v_k| \ge \|v\|"),
    (
        r"v^\top x \le \frac{t}{2} \|v\|^2 + \frac{1}{2 t} \|x\|^2",
        r"v^\top x \le \frac{t}{2} \|v\|^2 + \frac{1}{3 t} \|x\|^2",
    ),
)
POSITIVE = (
    r"$q \in \Delta^{K-1}$, $q_k > 0$, $r \in \Delta^{K-1}$, $r_k > 0$, "
    r"$v \in \mathbb{R}^K$, $x \in \mathbb{R}^K$, $t > 0$"
)

FAMILIES = ((POSITIVE, NORMS), (SIMPLEX, VARIANCES), (SCALARS, ROOTS), (MAXIMUM, MAXIMA), (LIMITS, LIMIT_VALUES))
TRUE = [(declared, true) for declared, pairs in FAMILIES for true, _ in pairs]
FALSE = [(declared, false) for declared, pairs in FAMILIES for _, false in pairs]


def test_logarithms_that_stand_alone_are_compared_by_what_is_inside() -> None:
    """Before linear arithmetic, which would look for a combination of bounds for long."""
    declared = r"$x \in \mathbb{R}^K$, $b \in \mathbb{R}$, $a < 0$, $K \ge 2$"
    found = prove(statement(declared, r"\log \sum_k e^{\frac{|b|}{a} \mathbb{1}[k = j]} \le \log K"))
    assert "lone_logarithms" in found.by
    assert_open(statement(declared, r"\log \sum_k e^{\frac{|b|}{a} \mathbb{1}[k = j]} \le \log (K - 1)"))


@pytest.mark.parametrize(("declared", "formula"), TRUE)
def test_a_true_statement_gets_a_certificate_of_exactly_itself(declared: str, formula: str) -> None:
    assert_proved(statement(declared, formula))


@pytest.mark.parametrize(("declared", "formula"), FALSE)
def test_nothing_is_found_for_the_false_twin(declared: str, formula: str) -> None:
    with pytest.raises(KernelError):
        prove(statement(declared, formula))


def test_the_logarithm_of_a_square_needs_the_term_not_to_be_zero() -> None:
    formula = r"\log a^2 = 2 \log |a|"
    assert_proved(statement(SCALARS, formula, r"$a \ne 0$"))
    with pytest.raises(KernelError):
        prove(statement(SCALARS, formula))


def test_the_projection_on_the_simplex_needs_its_threshold() -> None:
    formula = r"\sum_k \left(\max(0, r_k - \tau) - r_k\right)^2 \le \sum_k (u_k - r_k)^2"
    assert_proved(statement(MAXIMUM, formula, r"$\sum_k \max(0, r_k - \tau) = 1$"))
    with pytest.raises(KernelError):
        prove(statement(MAXIMUM, formula))


def test_a_square_of_a_variable_that_is_not_a_choice_stays() -> None:
    with pytest.raises(KernelError):
        prove(statement(r"$w \in \Delta^{K-1}$", r"\sum_k w_k^2 = \sum_k w_k"))
