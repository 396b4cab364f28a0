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


def derivation_of(claim: Claim) -> Derivation:
    if isinstance(claim.evidence, Denial):
        return deny_claim(claim, claim.evidence)[1]
    return derive_claim(claim)[1]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_line_carries_a_theorem_of_what_it_says_under_what_stands_above_it(claim: Claim) -> None:
    derivation = derivation_of(claim)
    assert list(untrue(derivation.sections, derivation.hypotheses)) == []


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_formula_of_a_statement_is_arrived_at(claim: Claim) -> None:
    """Each section that concludes a formula ends with it, or with the chain from one side of it to the other."""
    derivation = derivation_of(claim)
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


def test_without_what_is_supposed_lines_of_the_library_are_untrue() -> None:
    """The checker reads the suppositions: each of them is needed by a line below it."""
    idle, needed = 0, 0
    for claim in CLAIMS:
        derivation = derivation_of(claim)
        for section, place in suppositions(derivation):
            found = any(untrue([without(section, place)], derivation.hypotheses))
            idle, needed = idle + (not found), needed + found
    assert needed > 50
    assert idle == 0
