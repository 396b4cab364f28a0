"""Powers of numbers that may be 0, to exponents that are letters, beside false twins."""

from __future__ import annotations

import pytest

from derive.kernel import rules
from derive.kernel.terms import ZERO, Equal, KernelError, Power
from derive.language.expressions import scalar
from derive.lemmas.powers import power_of_zero
from derive.prover.registry import without
from tests.prover.statements import assert_open, assert_proved, statement

RATE = r"$r \ge 0$, $c > 0$, $m \in \{1, 2, \dots\}$"
AT_MOST = r"$r \le c$"

GOALS = (
    (r"\left(1 - \frac{r}{c}\right)^m \le 1", r"\left(1 - \frac{r}{c}\right)^m \ge 1"),
    (r"(c - r)^m \le c^m", r"(c - r)^m < c^m"),
    (r"\left(1 - \frac{r}{c}\right)^m \le e^{-mr/c}", r"\left(1 - \frac{r}{c}\right)^m \le e^{-2mr/c}"),
)


@pytest.mark.parametrize("true, false", GOALS)
def test_a_base_that_may_be_0_is_0_or_positive(true: str, false: str) -> None:
    assert_proved(statement(RATE, true, AT_MOST))
    assert_open(statement(RATE, false, AT_MOST))
    with without("powers_of_zero"):
        assert_open(statement(RATE, true, AT_MOST))


def test_0_to_the_power_q_is_0_for_positive_q_only() -> None:
    q = scalar("q")
    zero, positive = rules.by_normal_form(Equal(ZERO, ZERO), (), ()), rules.assume(q > 0)
    theorem = power_of_zero.at(t=0, q=q).given(zero, positive).theorem
    assert theorem.hypotheses == (q > 0,) and theorem.conclusion == Equal(Power(ZERO, q.term), ZERO)
    with pytest.raises(KernelError):
        assert power_of_zero.at(t=0, q=q).given(zero, rules.assume(q >= 0)).theorem
