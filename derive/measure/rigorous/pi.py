"""Statements about the number π, which a term has as a variable between two rational bounds.

A point at which such a statement fails has a rational number for π. Whether it fails at π itself, Arb's ball of π
tells."""

from __future__ import annotations

from flint import arb

from derive.kernel.terms import Formula
from derive.language.instance import Instance
from derive.measure.ground.ground import CannotGround, Ground, Grounder, Place
from derive.measure.rigorous.balls import BallEvaluator
from derive.measure.rigorous.decide import Decider
from derive.measure.rigorous.evaluate import Evaluator
from derive.measure.rigorous.jets import Plain

PI = r"\pi"


class _BallsWithPi(BallEvaluator):
    """Rigorous values where the variable π has the value π."""

    def given(self, name: str, place: Place) -> Plain | None:
        """The entry of an array, and Arb's ball of π."""
        return arb.pi() if name == PI and not place else super().given(name, place)


class _WithPi(Decider):
    """Truth values at an instance at which the variable π has the value π."""

    def evaluator(self, precision: int) -> Evaluator:
        """An evaluator with Arb's ball of π."""
        found = self.evaluators.get(precision)
        if found is None:
            found = self.evaluators[precision] = _BallsWithPi(self.instance.entry)
        return found

    def exactly_equal(self, left: Ground, right: Ground) -> bool:
        """Not known: exact arithmetic has no π."""
        return False


def fails_at_pi(conclusion: Formula, instance: Instance) -> bool:
    """Whether both sides are defined at the instance with π for the variable π, and certainly not so related."""
    try:
        ground = Grounder(instance.sizes).formula(conclusion, instance.indices)
    except CannotGround:
        return False
    return _WithPi(instance, strict=True).decide(ground) is False
