"""A limit taken by cases of two indices may use that they differ in one branch, and nowhere else."""

from __future__ import annotations

import pytest

from derive.kernel.terms import Formula, KernelError
from derive.kernel.theorem import Theorem
from derive.language.expressions import (
    Equal,
    Real,
    choose,
    delta,
    distinct,
    exp,
    forall,
    implies,
    index,
    limit,
    scalar,
    variable_of,
    vector,
)
from derive.lemmas.limits import limit_laws

z, tau = vector("z"), scalar("tau")
i, k, r = index("i"), index("k"), index("r")
WEAK = forall(k, z[k] <= z[r])
STRICT = forall(k, implies(distinct(k, r), z[k] < z[r]))
VANISHING = exp((z[i] - z[r]) / tau)


def by_limit_laws(body: Real, value: Real | int, hypothesis: Formula) -> Theorem:
    """lim body = value as τ → 0 from above, under one hypothesis."""
    variable = variable_of(tau)
    return limit_laws(Equal(limit(body, tau), value), body.term, variable, (hypothesis,), ())  # type: ignore[arg-type]


def test_the_branch_of_distinct_indices_uses_that_they_differ() -> None:
    theorem = by_limit_laws(choose(i, r, 1, VANISHING), delta(i, r), STRICT)
    assert theorem.hypotheses == (STRICT,)


def test_a_weak_inequality_does_not_make_the_exponential_vanish() -> None:
    with pytest.raises(KernelError, match="infinity times a limit whose sign is not established"):
        by_limit_laws(choose(i, r, 1, VANISHING), delta(i, r), WEAK)


def test_the_branch_of_equal_indices_does_not_use_that_they_differ() -> None:
    with pytest.raises(KernelError, match="infinity times a limit whose sign is not established"):
        by_limit_laws(choose(i, r, VANISHING, 1), 1 - delta(i, r), STRICT)


def test_beside_a_choice_nothing_is_known_of_its_indices() -> None:
    with pytest.raises(KernelError, match="infinity times a limit whose sign is not established"):
        by_limit_laws(choose(i, r, 1, VANISHING) + VANISHING, delta(i, r), STRICT)
