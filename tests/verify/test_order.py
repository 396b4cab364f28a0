"""Who verifies what, and when: no claim is lost, and what several need is proved by one worker."""

from __future__ import annotations

from derive.library import discover
from derive.verify.order import Sharing, proofs_needed, shared_work

CLAIMS = {claim.id: claim for claim in discover().claims}


def test_every_claim_has_its_turn_and_long_statements_come_first() -> None:
    claims = list(CLAIMS.values())
    schedule = shared_work(claims)
    taken = []
    while len(schedule):
        taken += schedule.take(0, 1)
    assert sorted(taken) == list(range(len(claims)))
    lengths = [len(claims[number].statement.conclusion.key) for number in taken[:10]]
    assert min(lengths) > sorted(len(claim.statement.conclusion.key) for claim in claims)[len(claims) // 2]


def test_lemmas_are_found_in_the_script_in_functions_it_calls_and_in_the_scripts_of_lemmas() -> None:
    assert "lse.gradient" in proofs_needed(CLAIMS["ce.gradient"])
    needed = proofs_needed(CLAIMS["maxent.softmax"])
    assert {"maxent.softmax", "maxent.global-optimum", "kl.gibbs-inequality"} <= needed


GROUPS = [frozenset({"a", "lemma"}), frozenset({"b"}), frozenset({"c", "lemma"}), frozenset({"lemma"})]


def test_a_worker_leaves_to_another_what_needs_its_theorems() -> None:
    schedule = Sharing([4, 3, 2, 1], GROUPS)
    assert schedule.take(0, 1) == [0]
    assert schedule.take(1, 1) == [1]
    assert schedule.take(0, 5) == [2, 3]


def test_a_worker_that_is_lost_has_proved_nothing() -> None:
    schedule = Sharing([4, 3, 2, 1], GROUPS)
    assert schedule.take(0, 1) == [0]
    schedule.lost(0)
    assert schedule.take(1, 1) == [1]
    assert schedule.take(1, 1) == [2]  # nobody has proved the lemma any more


def test_claims_that_share_nothing_are_taken_many_at_a_time() -> None:
    count = 5_000
    schedule = Sharing([1] * count, [frozenset({str(number)}) for number in range(count)])
    assert len(schedule.groups) == 1
    assert schedule.take(0, 32) == list(range(32))
    assert len(schedule) == count - 32
