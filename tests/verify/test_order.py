"""Who verifies what, and when: no claim is lost, and what several need is proved by one worker."""

from __future__ import annotations

from derive.library import discover
from derive.verify.order import long_ones_first, next_position, proofs_needed

CLAIMS = {claim.id: claim for claim in discover().claims}


def test_every_claim_has_its_turn_and_long_statements_come_first() -> None:
    claims = list(CLAIMS.values())
    order = long_ones_first(claims)
    assert sorted(order) == list(range(len(claims)))
    lengths = [len(repr(claims[position].statement)) for position in order]
    assert lengths == sorted(lengths, reverse=True)


def test_lemmas_are_found_in_the_script_in_functions_it_calls_and_in_the_scripts_of_lemmas() -> None:
    assert "lse.gradient" in proofs_needed(CLAIMS["ce.gradient"])
    needed = proofs_needed(CLAIMS["maxent.softmax"])
    assert {"maxent.softmax", "maxent.global-optimum", "kl.gibbs-inequality"} <= needed


def test_a_worker_leaves_to_another_what_needs_its_lemmas() -> None:
    proofs = [frozenset({"a", "lemma"}), frozenset({"b"}), frozenset({"c", "lemma"})]
    first, second = frozenset({"lemma"}), frozenset({"other"})
    assert next_position([0, 1, 2], proofs, second, [first, second]) == 1
    assert next_position([0, 1, 2], proofs, first, [first, second]) == 0
    assert next_position([2], proofs, second, [first, second]) == 2
