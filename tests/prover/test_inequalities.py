"""Classes of inequality, each with false twins for which nothing is found."""

from __future__ import annotations

import pytest

from tests.prover.statements import assert_open, assert_proved, statement

SCALARS = (
    r"$a \in \mathbb{R}$, $b \in \mathbb{R}$, $u \in \mathbb{R}$, $x > 0$, $y > 0$, $\lambda \ge 0$, $\lambda \le 1$"
)
LOGISTIC = r"\frac{1}{1 + e^{-(b-u)}} - \frac{1}{1 + e^{-(a-u)}}"

DEFINED = (
    (r"\log(e^a - e^b) = a + \log(1 - e^{b-a})", r"$a > b$", r"$a \ge b$"),
    (
        rf"\frac{{\partial}}{{\partial u}} \log\left({LOGISTIC}\right)"
        r" = \frac{1}{1 + e^{-(a-u)}} + \frac{1}{1 + e^{-(b-u)}} - 1",
        r"$a < b$",
        r"$a \le b$",
    ),
    (r"\frac{e^{2a} - e^{2b}}{e^a - e^b} = e^a + e^b", r"$a \ne b$", r"$a \ne u$"),
    (r"\frac{x - y}{\log x - \log y} > 0", r"$x \ne y$", r"$x \ne a$"),
    (r"\log \log (x^2) = \log 2 + \log \log x", r"$x > 1$", r"$x > 0$"),
    (r"\log\left(e^u - u\right) > 0", r"$u \ne 0$", r"$a \ne 0$"),
)
"""Formulas that are defined under the first hypothesis, and not shown to be so under the second."""


@pytest.mark.parametrize(("formula", "enough", "too_little"), DEFINED)
def test_what_a_formula_needs_to_be_defined_is_proved_from_the_hypothesis(
    formula: str, enough: str, too_little: str
) -> None:
    assert_proved(statement(SCALARS, formula, enough))
    assert_open(statement(SCALARS, formula, too_little))


def test_a_mean_of_positive_numbers_is_positive_though_weights_may_vanish() -> None:
    declared = r"$p \in \Delta^{K-1}$, $x \in \mathbb{R}^K$"
    formula = r"\log \sum_k p_k x_k = \log \sum_k 2 p_k x_k - \log 2"
    assert_proved(statement(declared, formula, r"$x_k > 0$"))
    assert_open(statement(declared, formula, r"$x_k \ge 0$"))
    assert_open(statement(r"$p \in \mathbb{R}^K$, $x \in \mathbb{R}^K$", formula, r"$x_k > 0$, $p_k \ge 0$"))


def test_a_mean_of_two_positive_numbers_is_positive_at_either_end() -> None:
    formula = r"\log(\lambda x + (1-\lambda) y) = \log(y + \lambda (x - y))"
    assert_proved(statement(SCALARS, formula))
    assert_open(statement(r"$x > 0$, $y > 0$, $\lambda \ge 0$", formula))


JOINT = r"$P \in \mathbb{R}^{n \times m}$"
IS_JOINT = r"$P_{ij} > 0$, $\sum_{i=1}^n \sum_{j=1}^m P_{ij} = 1$"
ROWS, COLUMNS = r"\left(\sum_j P_{ij}\right)", r"\left(\sum_i P_{ij}\right)"
ENTROPY = r"\sum_i \sum_j P_{ij} \log P_{ij}"
MUTUAL = r"\sum_i \sum_j P_{ij} \log \frac{P_{ij}}{\left(\sum_k P_{ik}\right)\left(\sum_l P_{lj}\right)}"

INFORMATION = (
    (rf"-\sum_i {ROWS} \log {ROWS} \le -{ENTROPY}", rf"-\sum_i {ROWS} \log {ROWS} \ge -{ENTROPY}"),
    (rf"{MUTUAL} \le -\sum_j {COLUMNS} \log {COLUMNS}", rf"{MUTUAL} \le {ENTROPY}"),
    (r"-\sum_i \sum_j P_{ij} \log \frac{P_{ij}}{\sum_l P_{lj}} \ge 0", rf"-{ENTROPY} \ge \log 2"),
    (rf"-{ENTROPY} \ge 0", rf"-{ENTROPY} \le \log n"),
    (rf"-\sum_i {ROWS} \log {ROWS} \ge 0", rf"-\sum_i {ROWS} \log {ROWS} \ge \frac{{1}}{{n}}"),
)


@pytest.mark.parametrize(("true", "false"), INFORMATION)
def test_entropies_of_a_joint_distribution_are_ordered(true: str, false: str) -> None:
    assert_proved(statement(JOINT, true, IS_JOINT))
    assert_open(statement(JOINT, false, IS_JOINT))


def test_a_channel_brings_distributions_closer_only_where_its_rows_add_up_to_one() -> None:
    declared = r"$r \in \Delta^{n-1}$, $r_k > 0$, $s \in \Delta^{n-1}$, $s_k > 0$, $W \in \mathbb{R}^{n \times m}$"
    after = r"\sum_j \left(\sum_i r_i W_{ij}\right) \log \frac{\sum_i r_i W_{ij}}{\sum_i s_i W_{ij}}"
    before = r"\sum_i r_i \log \frac{r_i}{s_i}"
    channel = r"$W_{ij} > 0$, $\sum_{j=1}^m W_{ij} = 1$"
    assert_proved(statement(declared, rf"{after} \le {before}", channel))
    assert_open(statement(declared, rf"{after} \ge {before}", channel))
    assert_open(statement(declared, rf"{after} \le {before}", r"$W_{ij} > 0$"))


FREE_ENERGY = (
    (
        r"-\frac{1}{\beta} \log \sum_k e^{-\beta x_k} \le \frac{\sum_k x_k e^{-\beta x_k}}{\sum_k e^{-\beta x_k}}",
        r"-\frac{1}{\beta} \log \sum_k e^{-\beta x_k} \ge \frac{\sum_k x_k e^{-\beta x_k}}{\sum_k e^{-\beta x_k}}",
    ),
    (
        r"-\frac{1}{\beta} \log \sum_k e^{-\beta x_k} \le \sum_k p_k x_k",
        r"\sum_k p_k x_k \le \log \sum_k e^{x_k} - 1",
    ),
)


@pytest.mark.parametrize(("true", "false"), FREE_ENERGY)
def test_the_free_energy_is_below_every_mean_energy(true: str, false: str) -> None:
    declared = r"$p \in \Delta^{K-1}$, $x \in \mathbb{R}^K$, $\beta > 0$"
    assert_proved(statement(declared, true))
    assert_open(statement(declared, false))


LOSSES = r"$w \in \Delta^{N-1}$, $\ell \in \mathbb{R}^N$, $\eta > 0$"
BOUNDED = r"$\ell_k \ge 0$, $\ell_k \le 1$"
DROP = r"(1 - e^{-\eta}) \sum_i w_i \ell_i"

CHORDS = (
    (r"e^{-\eta \ell_i} \le 1 - (1 - e^{-\eta}) \ell_i", r"e^{-\eta \ell_i} \ge 1 - (1 - e^{-\eta}) \ell_i"),
    (rf"\sum_i w_i e^{{-\eta \ell_i}} \le 1 - {DROP}", rf"\sum_i w_i e^{{-\eta \ell_i}} < 1 - {DROP}"),
    (rf"\log \sum_i w_i e^{{-\eta \ell_i}} \le -{DROP}", rf"\log \sum_i w_i e^{{-\eta \ell_i}} \le -\eta {DROP}"),
    (rf"1 - {DROP} \le \exp\left(-{DROP}\right)", rf"1 + {DROP} \ge \exp\left({DROP}\right)"),
)

CONVEXITY = (
    (
        r"e^{\lambda a + (1-\lambda) b} \le \lambda e^a + (1-\lambda) e^b",
        r"e^{\lambda a + (1-\lambda) b} \le \lambda e^b + (1-\lambda) e^a",
    ),
    (
        r"\lambda \log x + (1-\lambda) \log y \le \log(\lambda x + (1-\lambda) y)",
        r"\lambda \log x + (1-\lambda) \log y < \log(\lambda x + (1-\lambda) y)",
    ),
    (r"x^\lambda y^{1-\lambda} \le \lambda x + (1-\lambda) y", r"x^\lambda y^{1-\lambda} \le \lambda x + \lambda y"),
    (r"(1+x)^\lambda \le 1 + \lambda x", r"(1+x)^\lambda \le 1 + \lambda"),
    (r"1 - (a^2 + b) \le e^{-(a^2+b)}", r"1 - (a^2 + b) < e^{-(a^2+b)}"),
    (r"x u \le e^u + x \log x - x", r"x u \le e^u + x \log x - 1"),
    (
        r"(\lambda x + (1-\lambda) y) \log (\lambda x + (1-\lambda) y) \le \lambda x \log x + (1-\lambda) y \log y",
        r"(\lambda x + (1-\lambda) y) \log (\lambda x + (1-\lambda) y) < \lambda x \log x + (1-\lambda) y \log y",
    ),
)


@pytest.mark.parametrize(("true", "false"), CHORDS)
def test_exponentials_lie_below_their_chords_on_the_unit_interval(true: str, false: str) -> None:
    assert_proved(statement(LOSSES, true, BOUNDED))
    assert_open(statement(LOSSES, false, BOUNDED))


def test_a_chord_needs_both_ends_of_the_interval() -> None:
    for half in (r"$\ell_k \ge 0$", r"$\ell_k \le 1$"):
        assert_open(statement(LOSSES, CHORDS[0][0], half))


@pytest.mark.parametrize(("true", "false"), CONVEXITY)
def test_convex_functions_of_two_numbers_lie_below_their_chords(true: str, false: str) -> None:
    assert_proved(statement(SCALARS, true))
    assert_open(statement(SCALARS, false))


def test_jensen_holds_with_weights_that_may_vanish() -> None:
    declared = r"$p \in \Delta^{K-1}$, $x \in \mathbb{R}^K$"
    assert_proved(statement(declared, r"e^{\sum_k p_k x_k} \le \sum_k p_k e^{x_k}"))
    assert_open(statement(declared, r"e^{\sum_k p_k x_k} < \sum_k p_k e^{x_k}"))
    assert_proved(statement(declared, r"\prod_k x_k^{p_k} \le \sum_k p_k x_k", r"$x_k > 0$"))
    assert_open(statement(declared, r"\prod_k x_k^{p_k} \ge \sum_k p_k x_k", r"$x_k > 0$"))


MATRICES = (
    r"$A \in \mathbb{R}^{n \times n}$, $X \in \mathbb{R}^{m \times n}$, $v \in \mathbb{R}^n$, $u \in \mathbb{R}^n$, "
    r"$\lambda \ge 0$"
)

FORMS = (
    (r"\|X v\|^2 + \lambda \|v\|^2 \ge \lambda \|v\|^2", r"\|X v\|^2 - \lambda \|v\|^2 \ge -\|v\|^2"),
    (
        r"v^\top X^\top X (u - v) \le \frac12 u^\top X^\top X u - \frac12 v^\top X^\top X v",
        r"v^\top X^\top X (u - v) \le \frac13 u^\top X^\top X u - \frac13 v^\top X^\top X v",
    ),
)

ALL_VECTORS = (
    (r"u^\top A u \ge 0", r"u^\top A v \ge 0"),
    (r"(u - v)^\top A (u - v) \ge 0", r"(u - v)^\top A (u + v) \ge 0"),
    (r"u^\top A v + v^\top A u \le u^\top A u + v^\top A v", r"2 u^\top A v \le u^\top A u + v^\top A v"),
    (r"v^\top (A + \lambda I) v \ge \lambda \|v\|^2", r"v^\top (A - \lambda I) v \ge -\|v\|^2"),
    (r"A_{ii} \ge 0", r"A_{ij} \ge 0"),
    (r"\operatorname{tr} A \ge 0", r"\operatorname{tr} A \ge 1"),
)

VECTORS = r"$p \in \Delta^{K-1}$, $x \in \mathbb{R}^K$, $y \in \mathbb{R}^K$, $z \in \mathbb{R}^K$"
VARIANCE = r"\sum_k p_k x_k^2 - \left(\sum_k p_k x_k\right)^2"

RANGES = (
    (
        rf"{VARIANCE} \le \frac14 \left(\max_k x_k - \min_k x_k\right)^2",
        rf"{VARIANCE} \le \frac15 \left(\max_k x_k - \min_k x_k\right)^2",
        "$x_k = x_k$",
    ),
    (rf"{VARIANCE} \le \frac14", rf"{VARIANCE} < \frac14", r"$x_k \ge 0$, $x_k \le 1$"),
    (
        rf"{VARIANCE} \le \left(\sum_k p_k x_k\right) \left(1 - \sum_k p_k x_k\right)",
        rf"{VARIANCE} \le \left(\sum_k p_k x_k\right) \left(1 - 2 \sum_k p_k x_k\right)",
        r"$x_k \ge 0$, $x_k \le 1$",
    ),
    (rf"{VARIANCE} \le 4", rf"{VARIANCE} \le 3", r"$x_k \ge -1$, $x_k \le 3$"),
)

NORMS = (
    (r"x^\top y \le \|x\| \|y\|", r"x^\top y \ge \|x\| \|y\|"),
    (r"-x^\top y \le \|x\| \|y\|", r"x^\top y < \|x\| \|y\|"),
    (r"\|x + y\| \le \|x\| + \|y\|", r"\|x + y\| < \|x\| + \|y\|"),
    (r"\|x\| \le \sqrt{K} \max_k |x_k|", r"\|x\| \le \max_k |x_k|"),
    (r"|x^\top y| \le \left(\max_k |x_k|\right) \|y\|_1", r"|x^\top y| \ge \left(\max_k |x_k|\right) \|y\|_1"),
    (r"\max_k |x_k| \le \|x\|", r"\max_k |x_k| < \|x\|"),
    (r"\max_k |x_k - y_k| \le \|x - y\|", r"\max_k |x_k - y_k| \le \|x\| - \|y\|"),
)


@pytest.mark.parametrize(("true", "false"), FORMS)
def test_squares_are_found_inside_sums(true: str, false: str) -> None:
    assert_proved(statement(MATRICES, true))
    assert_open(statement(MATRICES, false))


@pytest.mark.parametrize(("true", "false"), ALL_VECTORS)
def test_a_matrix_that_is_semidefinite_is_so_at_the_vectors_of_the_goal(true: str, false: str) -> None:
    assert_proved(statement(MATRICES, true, r"$A \succeq 0$"))
    assert_open(statement(MATRICES, false, r"$A \succeq 0$"))
    assert_open(statement(MATRICES, true, r"$\lambda = \lambda$"))


@pytest.mark.parametrize(("true", "false", "bounded"), RANGES)
def test_variances_are_bounded_by_the_range(true: str, false: str, bounded: str) -> None:
    assert_proved(statement(VECTORS, true, bounded))
    assert_open(statement(VECTORS, false, bounded))


@pytest.mark.parametrize(("true", "false"), NORMS)
def test_norms_of_vectors_are_ordered(true: str, false: str) -> None:
    assert_proved(statement(VECTORS, true))
    assert_open(statement(VECTORS, false))


HINGE = r"\max_j \left(s_j + 1[j \ne y]\right) - s_y"

MARGINS = (
    (rf"{HINGE} \ge 0", rf"{HINGE} \ge 1"),
    (
        rf"{HINGE} \le \sum_{{j \ne y}} \max(0, 1 + s_j - s_y)",
        rf"{HINGE} \le \sum_{{j \ne y}} \max(0, s_j - s_y)",
    ),
    (rf"{HINGE} \le 1 + \log \sum_j e^{{s_j}} - s_y", rf"{HINGE} \le \log \sum_j e^{{s_j}} - s_y"),
)


@pytest.mark.parametrize(("true", "false"), MARGINS)
def test_a_margin_is_added_at_all_classes_but_one(true: str, false: str) -> None:
    declared = r"$s \in \mathbb{R}^K$, $y \in \{1,\dots,K\}$"
    assert_proved(statement(declared, true.replace("1[j", r"\mathbb{1}[j")))
    assert_open(statement(declared, false.replace("1[j", r"\mathbb{1}[j")))


SOFTMAX_Z, SOFTMAX_V = (rf"\frac{{e^{{{c}_i/T}}}}{{\sum_j e^{{{c}_j/T}}}}" for c in "zv")

FIRST_ORDER = (
    (
        rf"\lim_{{T \to \infty}} T \left({SOFTMAX_Z} - \frac1K\right)",
        r"\frac{1}{K} \left(z_i - \frac1K \sum_j z_j\right)",
        r"\frac{1}{K} z_i",
    ),
    (
        rf"\lim_{{T \to \infty}} T \left({SOFTMAX_Z} - {SOFTMAX_V}\right)",
        r"\frac{1}{K} (z_i - v_i) - \frac{1}{K^2} \sum_j (z_j - v_j)",
        r"\frac{1}{K} (z_i - v_i)",
    ),
    (
        rf"\lim_{{T \to \infty}} T^2 \frac{{\partial}}{{\partial T}} {SOFTMAX_Z}",
        r"\frac{1}{K} \left(\frac1K \sum_j z_j - z_i\right)",
        r"\frac{1}{K} \left(z_i - \frac1K \sum_j z_j\right)",
    ),
)


@pytest.mark.parametrize(("limit", "true", "false"), FIRST_ORDER)
def test_limits_of_differences_that_cancel_are_found_to_the_first_order(limit: str, true: str, false: str) -> None:
    declared = r"$z \in \mathbb{R}^K$, $v \in \mathbb{R}^K$, $T > 0$"
    assert_proved(statement(declared, rf"{limit} = {true}"))
    assert_open(statement(declared, rf"{limit} = {false}"))


def test_soft_targets_match_logits_only_where_these_have_mean_zero() -> None:
    declared = r"$z \in \mathbb{R}^K$, $v \in \mathbb{R}^K$, $T > 0$"
    limit = FIRST_ORDER[1][0]
    assert_proved(statement(declared, rf"{limit} = \frac{{z_i - v_i}}{{K}}", r"$\sum_j z_j = 0$, $\sum_j v_j = 0$"))
    assert_open(statement(declared, rf"{limit} = \frac{{z_i - v_i}}{{K}}", r"$\sum_j z_j = 0$"))


TANGENTS = (
    (r"e^a - e^b \ge e^b (a - b)", r"e^a - e^b \ge e^a (a - b)"),
    (r"e^a - e^b \le e^a (a - b)", r"e^a - e^b < e^a (a - b)"),
    (r"(e^a - e^b)(a - b) \ge 0", r"(e^a - e^b)(a - b) > 0"),
)

MIXTURES = (
    (
        r"\frac12 \sum_k p_k \log \frac{2 p_k}{p_k + q_k} + \frac12 \sum_k q_k \log \frac{2 q_k}{p_k + q_k} \le \log 2",
        r"\frac12 \sum_k p_k \log \frac{2 p_k}{p_k + q_k} + \frac12 \sum_k q_k \log \frac{2 q_k}{p_k + q_k} \ge \log 2",
    ),
    (r"-\log \max_k p_k \le -\sum_k p_k \log p_k", r"-\log \max_k p_k \ge -\sum_k p_k \log p_k"),
    (r"\log \sum_k p_k e^{x_k} \le \max_k x_k", r"\log \sum_k p_k e^{x_k} \ge \max_k x_k"),
    (
        r"\frac{1}{\beta} \log \sum_k p_k e^{\beta x_k} \ge \sum_k p_k x_k",
        r"\frac{1}{\beta} \log \sum_k p_k e^{\beta x_k} \le \sum_k p_k x_k",
    ),
)


@pytest.mark.parametrize(("true", "false"), TANGENTS)
def test_exponentials_lie_above_their_tangents_at_every_point(true: str, false: str) -> None:
    assert_proved(statement(SCALARS, true))
    assert_open(statement(SCALARS, false))


@pytest.mark.parametrize(("true", "false"), MIXTURES)
def test_logarithms_of_mixtures_and_maxima_are_bounded(true: str, false: str) -> None:
    declared = r"$p \in \Delta^{K-1}$, $q \in \Delta^{K-1}$, $x \in \mathbb{R}^K$, $\beta > 0$"
    assert_proved(statement(declared, true, r"$p_k > 0$, $q_k > 0$"))
    assert_open(statement(declared, false, r"$p_k > 0$, $q_k > 0$"))


def test_bernoulli_needs_an_exponent_of_at_least_one() -> None:
    formula = r"(1+x)^r \ge 1 + r x"
    assert_proved(statement(r"$x > -1$, $r \ge 1$", formula, "$r x > -1$"))
    assert_open(statement(r"$x > -1$, $r \ge 0$", formula, "$r x > -1$"))


def test_entropies_are_bounded_by_squares_though_probabilities_may_vanish() -> None:
    declared = r"$p \in \Delta^{K-1}$, $q \in \Delta^{K-1}$, $q_k > 0$, $w \in \mathbb{R}^K$"
    gini, entropy = r"1 - \sum_k p_k^2", r"-\sum_k p_k \log p_k"
    assert_proved(statement(declared, rf"{gini} \le {entropy}"))
    assert_open(statement(declared, rf"{gini} < {entropy}"))
    assert_open(statement(declared, rf"{gini} \ge {entropy}"))
    divergence = r"\sum_k p_k \log \frac{p_k}{q_k}"
    assert_proved(statement(declared, rf"{divergence} \le \sum_k \frac{{p_k^2}}{{q_k}} - 1"))
    assert_open(statement(declared, rf"{divergence} \le \frac12 \sum_k \frac{{p_k^2}}{{q_k}} - \frac12"))


TABLE = r"$P \in \mathbb{R}^{m \times n}$, $P_{ij} > 0$"
ONE_IN_ALL = r"$\sum_{i=1}^m \sum_{j=1}^n P_{ij} = 1$"
MARGINAL = r"\sum_j \left(\sum_i P_{ij}\right) \log \sum_k P_{kj}"


def test_a_marginal_may_weigh_its_own_logarithm() -> None:
    given = r"\sum_i \sum_j P_{ij} \log \frac{P_{ij}}{\sum_l P_{il}}"
    assert_proved(statement(TABLE, rf"{given} \ge {MARGINAL}", ONE_IN_ALL))
    assert_open(statement(TABLE, rf"{given} \le {MARGINAL}", ONE_IN_ALL))


def test_a_denominator_with_a_sum_in_it_is_cleared_as_it_is_written() -> None:
    declared = r"$x \in \mathbb{R}^d$, $m \in \mathbb{R}$, $\epsilon > 0$"
    share = r"\frac{(x_i - m)^2}{\epsilon + \frac{1}{d} \sum_k (x_k - m)^2}"
    assert_proved(statement(declared, rf"{share} \le d"))
    assert_open(statement(declared, rf"{share} \le 1"))
    assert_open(statement(declared.replace(r"$\epsilon > 0$", r"$\epsilon \in \mathbb{R}$"), rf"{share} \le d"))
    assert_proved(
        statement(
            declared,
            r"\left(\frac{x_i - m}{\sqrt{\epsilon + \frac{1}{d} \sum_k (x_k - m)^2}}\right)^2 \le d",
        )
    )


def test_a_difference_of_maxima_is_bounded_on_both_sides() -> None:
    declared = r"$a \in \mathbb{R}$, $b \in \mathbb{R}$"
    assert_proved(statement(declared, r"|\max(0, 1 - a) - \max(0, 1 - b)| \le |a - b|"))
    assert_open(statement(declared, r"|\max(0, 1 - a) - \max(0, 1 - 2 b)| \le |a - b|"))
