"""What the prover remembers: answers are those of the kernel, and nothing half-done is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from derive.kernel import rules
from derive.kernel.terms import Entry, Exp, KernelError, Less, Variable, number
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import decided, reasoner_under
from derive.prover import search
from derive.prover.goal import Context, Offer, Search
from derive.prover.linarith import combine
from derive.prover.tactic import principle
from tests.prover.test_methods import SIMPLEX, statement

X = Entry(Variable("x", ()), ())
TRUE = Less(number(0), Exp(X))
OPEN = Less(number(0), X)


def test_an_answer_is_the_theorem_of_the_kernel_each_time() -> None:
    first, second = decided(TRUE, ()), decided(TRUE, ())
    assert first is second
    assert (first.hypotheses, first.conclusion) == ((), TRUE)


def test_a_refusal_is_remembered_under_its_hypotheses_only() -> None:
    for _ in range(2):
        with pytest.raises(KernelError):
            decided(OPEN, ())
    given = (Less(number(1), X),)
    assert decided(OPEN, given).hypotheses == given


def test_a_search_that_is_stopped_leaves_no_reasoner_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(BaseException):
        pass

    def stop(*arguments: object) -> None:
        raise Stopped

    before = reasoner_under(())
    monkeypatch.setattr(search, "attempts", stop)
    with pytest.raises(Stopped):
        search.prove(statement(SIMPLEX, r"\sum_k p_k^2 \le \max_k p_k"))
    assert reasoner_under(()) is not before


def test_a_bound_that_cannot_be_proved_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = statement(SIMPLEX, r"\sum_k p_k^2 \le \frac{1}{2}").conclusion
    assert isinstance(wanted, rules.LessEqual)

    def refuse() -> Theorem:
        raise KernelError("not provable")

    @principle("unprovable", cost=1, most=1)
    def unprovable(context: Context) -> Iterator[Offer]:
        yield Offer(wanted, refuse)

    monkeypatch.setattr(combine, "principles", lambda: (unprovable,))
    assert combine.linear_combination(wanted, Search((), search.prove_formula)) is None
