"""Sums of powers and polynomials over the numbers of indices, and differences of neighbours."""

from __future__ import annotations

import pytest

from derive.prover.registry import without
from tests.prover.statements import assert_open, assert_proved, statement

DECLARED = r"$q > 0$, $q < 1$, $s > 1$, $x \in \mathbb{R}^n$"

TRUE_AND_FALSE = (
    (
        r"\sum_{k=1}^n k q^k = \frac{q \left(1 - (n + 1) q^n + n q^{n+1}\right)}{(1 - q)^2}",
        r"\sum_{k=1}^n k q^k = \frac{q \left(1 - (n + 1) q^n + n q^n\right)}{(1 - q)^2}",
    ),
    (r"\sum_{k=1}^n k^3 = \frac{n^2 (n + 1)^2}{4}", r"\sum_{k=1}^n k^3 = \frac{n^2 (n + 1)^2}{2}"),
    (r"\sum_{k=0}^{n-1} s^k \ge 1", r"\sum_{k=0}^{n-1} s^k \ge s"),
    (r"\sum_{k=1}^n \log \frac{k + 1}{k} = \log (n + 1)", r"\sum_{k=1}^n \log \frac{k + 1}{k} = \log n"),
    (
        r"\sum_{k=1}^n \left(\sqrt{k} - \sqrt{k - 1}\right) = \sqrt{n}",
        r"\sum_{k=1}^n \left(\sqrt{k} - \sqrt{k - 1}\right) = n",
    ),
    (r"\log \prod_{k=1}^n q^k = \frac{n (n + 1)}{2} \log q", r"\log \prod_{k=1}^n q^k = n \log q"),
    (
        r"\sum_{k=1}^n (2 k - 1) + \sum_{k=1}^n x_k = n^2 + \sum_k x_k",
        r"\sum_{k=1}^n (2 k - 1) + \sum_{k=1}^n x_k = n^2",
    ),
)


@pytest.mark.parametrize(("true", "false"), TRUE_AND_FALSE)
def test_a_sum_over_numbers_is_what_its_differences_add_up_to(true: str, false: str) -> None:
    assert_proved(statement(DECLARED, true))
    assert_open(statement(DECLARED, false))
    if r"\ge 1" not in true:
        with without("telescoping"):
            assert_open(statement(DECLARED, true))


@pytest.mark.parametrize("sum_", [r"\sum_{k=1}^n q^{k^2}", r"\sum_{k=1}^n \frac1k"])
def test_other_sums_have_no_value(sum_: str) -> None:
    assert_open(statement(DECLARED, rf"{sum_} = 1 + \frac{{n - 1}}{{2}}"))


def test_a_ratio_that_may_be_1_is_left_open() -> None:
    assert_open(statement("$r > 0$", r"\sum_{k=0}^{n-1} r^k = \frac{1 - r^n}{1 - r}"))
