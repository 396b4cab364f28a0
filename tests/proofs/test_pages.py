"""Every printed line of the library is true as it stands on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from derive.language.claims import Claim
from derive.language.derivation import Derivation
from derive.language.evidence import Denial, Proof
from derive.language.lines import CASE, SUPPOSE, Section
from derive.language.page import untrue
from derive.library import discover
from derive.verify.theorems import deny_claim, derive_claim

CLAIMS = [claim for claim in discover().claims if isinstance(claim.evidence, (Proof, Denial))]


@pytest.fixture(scope="module", params=CLAIMS, ids=lambda claim: claim.id)
def derivation(request: pytest.FixtureRequest) -> Derivation:
    """What the script of a claim writes: all tests of one claim come one after the other."""
    return derivation_of(request.param)


def derivation_of(claim: Claim) -> Derivation:
    if isinstance(claim.evidence, Denial):
        return deny_claim(claim, claim.evidence)[1]
    return derive_claim(claim)[1]


def test_every_line_carries_a_theorem_of_what_it_says_under_what_stands_above_it(derivation: Derivation) -> None:
    assert list(untrue(derivation.sections, derivation.hypotheses)) == []


def test_every_formula_of_a_statement_is_arrived_at(derivation: Derivation) -> None:
    """Each section that concludes a formula ends with it, or with the chain from one side of it to the other."""
    ends = [{step.what for step in section.steps if not step.depth} for section in derivation.sections]
    for goal in derivation.goals:
        sides = {getattr(goal, "left", None), getattr(goal, "right", None)}
        assert any(goal in end or sides <= end for end in ends)


def without(section: Section, place: int) -> Section:
    """The section without one of its suppositions: what stands under it is not indented."""
    depth = section.steps[place].depth
    below = section.steps[place + 1 :]
    count = next((n for n, step in enumerate(below) if step.depth <= depth), len(below))
    moved = tuple(replace(step, depth=step.depth - 1) for step in below[:count])
    return replace(section, steps=(*section.steps[:place], *moved, *below[count:]))


def suppositions(derivation: Derivation) -> Iterator[tuple[Section, int]]:
    for section in derivation.sections:
        for place, step in enumerate(section.steps):
            if step.relation in (SUPPOSE, CASE):
                yield section, place


def test_without_what_is_supposed_a_line_is_untrue(derivation: Derivation) -> None:
    """The checker reads the suppositions: each of them is needed by a line below it."""
    for section, place in suppositions(derivation):
        assert any(untrue([without(section, place)], derivation.hypotheses))


def test_the_two_cases_of_the_jacobian_are_supposed() -> None:
    (claim,) = (claim for claim in CLAIMS if claim.id == "softmax.jacobian-cases")
    assert len([*suppositions(derivation_of(claim))]) == 2
