"""Theorems, hypotheses and kinds of nodes made by hand are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import FrozenInstanceError

import pytest

from derive.kernel import rules
from derive.kernel.terms import ONE, ZERO, Equal, Exp, Formula, KernelError, Less
from derive.kernel.theorem import Theorem
from tests.kernel.builders import a, equal, less, prove
from tests.kernel.refusals import Refusals, refused

REFUSED = Refusals()
case = REFUSED.case


def test_no_class_can_take_the_name_of_another() -> None:
    """Nodes are compared by their spelling."""
    refused(lambda: type("Log", (Exp,), {}), "another Log is no kind of node")


class _Forgetful(tuple[Formula, ...]):
    """Hypotheses that are there when they are used, and gone when they are counted."""

    looked = 0

    def __iter__(self) -> Iterator[Formula]:
        type(self).looked += 1
        return super().__iter__() if self.looked < 4 else iter(())


def test_hypotheses_that_disappear_are_no_hypotheses() -> None:
    refused(
        lambda: rules.by_normal_form(less(0, a), _Forgetful((less(0, a),)), ()),
        "an argument is not of the kind that the rule takes",
    )


def test_a_class_with_the_name_of_another_is_not_taken_for_it() -> None:
    with pytest.raises(KernelError, match="another LessEqual is no kind of node"):
        type("LessEqual", (Less,), {})


@case("a formula is no theorem", "weaken: an argument is not of the kind that the rule takes")
def _() -> object:
    return rules.weaken(equal(0, 1), ())  # type: ignore[arg-type]


@case("a theorem made by hand", "theorem: only the rules of inference make theorems")
def _() -> object:
    return Theorem((), equal(0, 1), "assume", (), object())


@case("a kind of theorem made by hand", "theorem: only the rules of inference make theorems")
def _() -> object:
    return type("Forged", (Theorem,), {})


@case("a theorem that is changed", "cannot assign to field 'conclusion'")
def _() -> object:
    theorem = prove(equal(0, 0))
    try:
        theorem.conclusion = equal(0, 1)
    except FrozenInstanceError as error:
        raise KernelError(str(error)) from None
    return theorem


@case("a kind of node made by hand", "assume: statement: Forged is no kind of node")
def _() -> object:
    forged = type("Forged", (Equal,), {})
    return rules.assume(forged(ZERO, ONE))


@pytest.mark.parametrize("name", REFUSED.cases)
def test_is_refused_for_the_right_reason(name: str) -> None:
    REFUSED.check(name)
