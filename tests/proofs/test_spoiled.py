"""Every derivation of the library rests on its lines and on its hypotheses.

Each line of each derivation is spoiled in turn: an equation gets 1 added on one side, an inequality is
denied. The kernel has to refuse the spoiled line where the true one stands. And no claim is proved
without one of its hypotheses.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from derive.kernel import terms as kernel
from derive.kernel.terms import Formula, KernelError
from derive.kernel.theorem import Theorem
from derive.language import Claim, Derivation, Known, Multiples, ScriptError
from derive.language.evidence import Proof
from derive.library import discover
from derive.verify.theorems import prove_automatically, theorem_of

CLAIMS = [claim for claim in discover().claims if isinstance(claim.evidence, Proof) and claim.evidence.script]
IMPOSSIBLE = kernel.Equal(kernel.ZERO, kernel.ONE)


def derived(claim: Claim, derivation: Derivation) -> Theorem:
    assert isinstance(claim.evidence, Proof) and claim.evidence.script is not None
    claim.evidence.script(derivation)
    return derivation.finish()


def spoiled(goal: Formula) -> Formula:
    """A relation that is false where the goal is true."""
    match goal:
        case kernel.Equal():
            return kernel.Equal(goal.left, kernel.Add((goal.right, kernel.ONE)))
        case kernel.Different():
            return kernel.Equal(goal.left, goal.right)
        case kernel.Less():
            return kernel.LessEqual(goal.right, goal.left)
        case kernel.LessEqual():
            return kernel.Less(goal.right, goal.left)
    raise AssertionError(goal)


class Spoiler(Derivation):
    """A derivation that tries to get every line wrong before it gets it right."""

    refused = 0

    def check(self, goal: Formula, using: Sequence[Known] = (), by: Multiples = ()) -> Theorem:
        theorem = super().check(goal, using, by)
        if not isinstance(goal, kernel.Relation):
            return theorem  # of which each relation is checked by itself
        if self.accepts(spoiled(goal), using, by):
            assert self.accepts(IMPOSSIBLE, using, by), f"accepted beside {goal}"  # where all is absurd, anything holds
        else:
            self.refused += 1
        return theorem

    def accepts(self, goal: Formula, using: Sequence[Known], by: Multiples) -> bool:
        try:
            super().check(goal, using, by)
        except KernelError:
            return False
        return True


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_line_is_refused_when_it_is_spoiled(claim: Claim) -> None:
    spoiler = Spoiler(claim.parts, claim.statement.hypotheses, theorem_of, claim.names, automatic=prove_automatically)
    assert derived(claim, spoiler).conclusion == claim.statement.conclusion


def test_the_lines_of_the_library_were_spoiled_at_all() -> None:
    claim = next(claim for claim in CLAIMS if claim.id == "softmax.jacobian")
    spoiler = Spoiler(claim.parts, claim.statement.hypotheses, theorem_of, claim.names, automatic=prove_automatically)
    derived(claim, spoiler)
    assert spoiler.refused >= 2


def together(hypotheses: Sequence[Formula]) -> list[tuple[int, ...]]:
    """The places of the hypotheses; the two that say that a vector is a distribution are one."""
    places: list[tuple[int, ...]] = []
    for place, hypothesis in enumerate(hypotheses):
        total = isinstance(hypothesis, kernel.Equal) and isinstance(hypothesis.left, kernel.Sum)
        if total and place and isinstance(hypotheses[place - 1], kernel.ForAll) and hypothesis.right == kernel.ONE:  # type: ignore[attr-defined]
            places[-1] = (*places[-1], place)
        else:
            places.append((place,))
    return places


@pytest.mark.parametrize(
    ("claim", "places"),
    [pytest.param(c, group, id=f"{c.id}-{group[0]}") for c in CLAIMS for group in together(c.statement.hypotheses)],
)
def test_no_claim_is_proved_without_one_of_its_hypotheses(claim: Claim, places: tuple[int, ...]) -> None:
    nothing = kernel.Equal(kernel.ZERO, kernel.ZERO)  # says nothing, and keeps the places of the others
    without = [nothing if place in places else known for place, known in enumerate(claim.statement.hypotheses)]
    with pytest.raises((KernelError, ScriptError)):
        derived(claim, Derivation(claim.parts, tuple(without), theorem_of, claim.names, automatic=prove_automatically))


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_what_is_derived_is_what_the_claim_states(claim: Claim) -> None:
    theorem = theorem_of(claim)
    assert theorem.conclusion == claim.statement.conclusion
    assert set(theorem.hypotheses) == set(claim.statement.hypotheses)
