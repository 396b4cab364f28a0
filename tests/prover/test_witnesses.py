"""That there is a value is proved by one for which the goal is solved, and by nothing else."""

from __future__ import annotations

import pytest

from derive.kernel.terms import Formula, KernelError
from derive.language.expressions import Different, Equal, exists, forall, implies, index, maximum, scalar, vector
from derive.language.statement import Statement
from derive.prover.search import prove

k, i, j = index("k"), index("i"), index("j")
x, y, z = vector("x"), vector("y"), vector("z")
t, c = scalar("t"), scalar("c")
differ_by_a_constant = exists(t, forall(k, Equal(x[k], 3 * t + y[k])))


def proved(goal: Formula, *given: Formula) -> bool:
    try:
        return prove(Statement(given, goal)).theorem.conclusion == goal
    except KernelError:
        return False


@pytest.mark.parametrize(
    ("goal", "given"),
    [
        (exists(t, Equal(2 * t + c, 5)), ()),
        (exists(t, Equal(c * t, 1)), (Different(c, 0),)),
        (exists(t, t < c), ()),
        (exists(t, Different(t, c)), ()),
        (differ_by_a_constant, (forall([i, j], Equal(x[i] - x[j], y[i] - y[j])),)),
        (exists(z, forall(k, Equal(x[k] - 2 * z[k], y[k]))), ()),
        (exists(k, x[k] <= maximum(k, x[k])), ()),
        (implies(Equal(x[i], 0), exists(k, Equal(x[k], 0))), ()),
    ],
)
def test_a_value_is_found_where_the_goal_is_linear_in_it(goal: Formula, given: tuple[Formula, ...]) -> None:
    assert proved(goal, *given)


@pytest.mark.parametrize(
    ("goal", "given"),
    [
        (exists(t, Equal(c * t, 1)), ()),
        (differ_by_a_constant, ()),
        (exists(t, forall(k, Equal(x[k], t))), ()),
        (exists(t, Equal(t + c, t)), (c > 0,)),
        (exists(k, x[k] > maximum(k, x[k])), ()),
    ],
)
def test_what_there_need_not_be_is_not_found(goal: Formula, given: tuple[Formula, ...]) -> None:
    assert not proved(goal, *given)
