"""What the prover remembers: answers are those of the kernel, and nothing half-done is kept."""

from __future__ import annotations

import pytest

from derive.kernel import rules
from derive.kernel.terms import Entry, Exp, KernelError, Less, Variable, number
from derive.lemmas.decided import decided, reasoner_under
from derive.prover import search
from derive.prover.goal import Offer
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
    monkeypatch.setattr(search, "prove_order", stop)
    with pytest.raises(Stopped):
        search.prove(statement(SIMPLEX, r"\sum_k p_k^2 \le \max_k p_k"))
    assert reasoner_under(()) is not before


def test_a_bound_that_cannot_be_proved_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    from derive.prover import positivity

    wanted = statement(SIMPLEX, r"\sum_k p_k^2 \le \frac{1}{2}").conclusion
    assert isinstance(wanted, rules.LessEqual)

    def refuse() -> None:
        raise KernelError("not provable")

    monkeypatch.setattr(positivity, "MAKERS", (lambda context: iter([Offer(wanted, refuse)]),))  # type: ignore[arg-type]
    assert positivity.by_bounds(wanted, ()) is None
