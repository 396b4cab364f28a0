"""Whether a formula holds at one point, as far as the walk sees: its relations are compared, the rest is logic."""

from __future__ import annotations

from derive.language.instance import Instance
from derive.language.relations import EQUAL, Sign, is_relation, sign_of_kind
from derive.measure.ground.ground import Ground, GroundFormula
from derive.measure.rigorous.decide import Decider, Definedness, enclose_node
from derive.measure.witness.comparison import Apart, Comparison, Walks
from derive.measure.witness.decimals import decimal
from derive.measure.witness.measurement import Disagreement, Tally
from derive.measure.witness.walk import NotDefined, NotMeasurable, TooLarge

SHOWN_DIGITS = 20
"""The digits of the sides of a disagreement."""


class Point:
    """The measurement at one instance. ``orders`` remembers how many differences stand in its grounder's nodes."""

    def __init__(self, instance: Instance, tally: Tally, orders: dict[int, int]) -> None:
        self.instance = instance
        self.tally = tally
        self.walks = Walks(instance.entry, orders)
        self.affordable: int | None = None

    def measure(self, formula: GroundFormula, affordable: int | None) -> None:
        """Measures the relations of a formula and enters them into the tally; raises TooLarge where exponentials cost
        more than the affordable digits, if that is a number."""
        self.affordable = affordable
        try:
            failure = self.failure(formula, record=True)
        except NotMeasurable as reason:
            if affordable is not None and isinstance(reason, TooLarge):
                raise
            self.tally.skip(self.instance, str(reason))
            return
        self.tally.measure(self.instance)
        if failure is not None:
            self.tally.disagreements.append(failure)

    def failure(self, formula: GroundFormula, record: bool) -> Disagreement | None:
        """None where the formula is seen to hold, else how it fails; raises NotMeasurable."""
        if is_relation(formula.kind):
            return self.relation(formula, record)
        match formula.kind:
            case "And":
                for part in formula.parts:
                    found = self.failure(part, record)
                    if found is not None:
                        return found
                return None
            case "Or":
                results = [self.failure(part, False) for part in formula.parts]
                return None if None in results else self.contradiction(formula)
            case "Not":
                holds = self.failure(formula.parts[0], False) is None
                return self.contradiction(formula) if holds else None
            case "Implies":
                left = Decider(self.instance).decide(formula.parts[0])
                if left is False or (left is None and self.failure(formula.parts[0], False) is not None):
                    return None
                return self.failure(formula.parts[1], record)
            case "ForAll" | "Exists" if formula.name in self.instance.values:
                return self.failure(formula.parts[0], record)
            case "Unsupported":
                raise NotMeasurable("that a function is smooth is not seen at a point")
            case _:
                raise NotMeasurable("an existence without a witness")

    def contradiction(self, formula: GroundFormula) -> Disagreement:
        """That a formula fails that is no relation."""
        return Disagreement(self.instance, formula.kind.lower(), "", "")

    def relation(self, formula: GroundFormula, record: bool) -> Disagreement | None:
        """How a relation fails, or None."""
        left, right = formula.left, formula.right
        assert left is not None and right is not None
        sign = sign_of_kind(formula.kind)
        try:
            return self.compared(sign, left, right, record)
        except NotDefined as reason:
            for side in (left, right):
                if enclose_node(side, self.instance) is Definedness.UNDEFINED:
                    return Disagreement(self.instance, sign.text, "undefined", str(reason))
            raise NotMeasurable(str(reason)) from None

    def compared(self, sign: Sign, left: Ground, right: Ground, record: bool) -> Disagreement | None:
        """The comparison of two sides, entered into the tally where they are related as the sign says."""
        found = Comparison(sign, left, right, self.tally.digits, self.walks, self.affordable).result()
        if isinstance(found, Apart):
            sides = (decimal(side, SHOWN_DIGITS) for side in (found.left, found.right))
            return Disagreement(self.instance, sign.text, *sides)
        if record and sign == EQUAL:
            self.tally.error(found.error)
            self.tally.zeros += found.zero
        elif record:
            self.tally.difference(found.margin)
        return None
