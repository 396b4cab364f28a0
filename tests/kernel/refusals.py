"""Attempts that the kernel must refuse, each for the right reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from derive.kernel.terms import Formula, KernelError
from tests.kernel.builders import prove

Attempt = Callable[[], object]

DIFFER = "by_normal_form: equality: the normal forms of the two sides differ"
UNSIGNED = "by_normal_form: order: the sign of the difference is not established"
LOG = "by_normal_form: log of something that is not proved positive"
DENOMINATOR = "by_normal_form: a denominator that is not proved non-zero"
ROOT = "by_normal_form: a power with a fractional exponent of something that may be negative"
KINK = "by_normal_form: derivative at a point that may be a kink"
TIE = "by_normal_form: derivative of a maximum: no maximiser is proved to be the only one"


def refused(attempt: Attempt, fragment: str) -> None:
    """The attempt has to fail, with that part of a message."""
    with pytest.raises(KernelError) as caught:
        attempt()
    assert fragment in str(caught.value)


class Refusals:
    """Attempts by name, each with a part of the message that it has to fail with."""

    def __init__(self) -> None:
        self.cases: dict[str, tuple[Attempt, str]] = {}

    def add(self, name: str, fragment: str, attempt: Attempt) -> None:
        assert name not in self.cases, f"two cases are named {name}"
        self.cases[name] = attempt, fragment

    def case(self, name: str, fragment: str) -> Callable[[Attempt], Attempt]:
        """Decorates an attempt."""

        def add(attempt: Attempt) -> Attempt:
            self.add(name, fragment, attempt)
            return attempt

        return add

    def false(self, name: str, fragment: str, goal: Formula, *given: Formula) -> None:
        """A relation that the decision procedure must not establish."""
        self.add(name, fragment, lambda: prove(goal, *given))

    def check(self, name: str) -> None:
        refused(*self.cases[name])
