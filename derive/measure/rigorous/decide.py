"""Rigorous values of terms and truth values of formulas at exact instances."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from fractions import Fraction

from flint import arb, ctx

from derive.kernel.terms import Formula, Term
from derive.language.instance import Instance
from derive.measure.ground.ground import CannotGround, Ground, Grounder, GroundFormula
from derive.measure.rigorous.balls import BallEvaluator
from derive.measure.rigorous.decimals import enclosed_text, truncated
from derive.measure.rigorous.evaluate import Evaluator
from derive.measure.rigorous.exact import ExactEvaluator
from derive.measure.rigorous.jets import Jet, Undefined, Unknown
from derive.measure.rigorous.quadratic_forms import holds_for_all

PRECISIONS = (64, 256, 1024, 4096)
"""Bits at which a sign is tried, one after the other."""

QUICK = 2
"""After so many of them, exact arithmetic looks whether the sides are equal: then no precision tells them apart."""

ProveEqual = Callable[[Term, Term], bool]


class Definedness(enum.Enum):
    """Why a term has no enclosure."""

    UNDEFINED = "undefined"
    UNKNOWN = "unknown"


def enclose(term: Term, instance: Instance, precision_bits: int = 128) -> arb | Definedness:
    """A ball that certainly contains the term's value at the instance; UNDEFINED where it certainly has
    none there, UNKNOWN where neither is established."""
    try:
        return enclose_node(Grounder(instance.sizes).term(term, instance.indices), instance, precision_bits)
    except (CannotGround, RecursionError):
        return Definedness.UNKNOWN


def enclose_node(node: Ground, instance: Instance, precision_bits: int = 128) -> arb | Definedness:
    """As :func:`enclose`, of a ground term."""
    try:
        with ctx.workprec(precision_bits):
            return arb(ball_evaluator(instance).value(node))
    except Undefined:
        return Definedness.UNDEFINED
    except (Unknown, RecursionError):
        return Definedness.UNKNOWN


def decide(
    formula: Formula,
    instance: Instance,
    prove_equal: ProveEqual | None = None,
    precisions: tuple[int, ...] = PRECISIONS,
) -> bool | None:
    """Whether the formula holds at the instance, where that is certain, else None. A relation one of whose
    sides is undefined fails. A quantifier over arrays is decided by the array that the instance gives
    under the name w (w2, w3 … for further ones), by elimination where it says that a quadratic form is at least 0 or
    positive, or not at all."""
    try:
        ground = Grounder(instance.sizes).formula(formula, instance.indices)
    except CannotGround:
        return None
    return Decider(instance, prove_equal, precisions).decide(ground)


def ball_evaluator(instance: Instance) -> Evaluator:
    """An evaluator with rational numbers and balls at this instance."""
    return BallEvaluator(instance.entry)


class Decider:
    """Truth values at one instance. With ``strict``, a relation with an undefined side is undecided
    instead of false, so that False means: both sides are defined, and not so related."""

    def __init__(
        self,
        instance: Instance,
        prove_equal: ProveEqual | None = None,
        precisions: tuple[int, ...] = PRECISIONS,
        strict: bool = False,
    ) -> None:
        self.instance = instance
        self.prove_equal = prove_equal
        self.precisions = precisions
        self.strict = strict
        self.evaluators: dict[int, Evaluator] = {}
        self.exact_evaluator: Evaluator | None = None

    def evaluator(self, precision: int) -> Evaluator:
        """The evaluator of a precision, with what it has computed so far."""
        found = self.evaluators.get(precision)
        if found is None:
            found = self.evaluators[precision] = ball_evaluator(self.instance)
        return found

    def decide(self, formula: GroundFormula, positive: bool = True) -> bool | None:
        """The truth value where it is certain. With ``strict``, at a positive place (under no negation)
        only False matters, and equations are not tried in exact arithmetic there."""
        match formula.kind:
            case "Equal" | "Different" | "Less" | "LessEqual":
                return self.relation(formula, positive)
            case "And":
                return conjunction(self.decide(part, positive) for part in formula.parts)
            case "Or":
                return negation(conjunction(negation(self.decide(part, positive)) for part in formula.parts))
            case "Not":
                return negation(self.decide(formula.parts[0], not positive))
            case "Implies":
                left = self.decide(formula.parts[0], not positive)
                if left is False:
                    return True
                right = self.decide(formula.parts[1], positive)
                return right if left else True if right else None
            case "ForAll" | "Exists":
                value = self.decide(formula.parts[0], positive)
                if value is (formula.kind == "Exists"):
                    return value
                return holds_for_all(formula, self.exact_value) if formula.kind == "ForAll" else None
            case _:
                return None

    def relation(self, formula: GroundFormula, positive: bool) -> bool | None:
        left, right = formula.left, formula.right
        assert left is not None and right is not None
        only_false_matters = self.strict and positive and formula.kind in ("Equal", "LessEqual")
        try:
            sign = self.sign(left, right, self.precisions[:QUICK])
            if sign is None and not only_false_matters and self.exactly_equal(left, right):
                sign = 0
            if sign is None:
                sign = self.sign(left, right, self.precisions[QUICK:])
            if sign is None and not only_false_matters and self.proved_equal(left, right):
                sign = 0
        except Undefined:
            return None if self.strict else False
        if sign is None:
            return None
        match formula.kind:
            case "Equal":
                return sign == 0
            case "Different":
                return sign != 0
            case "Less":
                return sign < 0
            case _:
                return sign <= 0

    def sign(self, left: Ground, right: Ground, precisions: tuple[int, ...]) -> int | None:
        """The sign of left − right where balls tell it; raises Undefined where a side certainly is."""
        before = ctx.prec
        try:
            for precision in precisions:
                ctx.prec = precision
                sign = self.sign_at(self.evaluator(precision), left, right)
                if sign is not None:
                    return sign
        finally:
            ctx.prec = before
        return None

    def sign_at(self, evaluator: Evaluator, left: Ground, right: Ground) -> int | None:
        try:
            value = evaluator.value(left)
            if left is right:
                return 0
            other = evaluator.value(right)
        except (Unknown, RecursionError):
            return None
        if isinstance(value, Jet) or isinstance(other, Jet):
            return None
        return evaluator.sign(value - other)

    def exact_value(self, node: Ground) -> Fraction | None:
        """The value as a rational, where exact arithmetic finds that it is one."""
        try:
            value = self.exact().value(node)
            return None if isinstance(value, Jet) else self.exact().exact(value)
        except (Undefined, Unknown, RecursionError):
            return None

    def exact(self) -> Evaluator:
        """The evaluator with exact expressions."""
        if self.exact_evaluator is None:
            self.exact_evaluator = ExactEvaluator(self.instance.entry)
        return self.exact_evaluator

    def exactly_equal(self, left: Ground, right: Ground) -> bool:
        """Whether exact arithmetic sees that both sides are defined and equal."""
        evaluator = self.exact()
        try:
            return evaluator.sign(evaluator.value(left) - evaluator.value(right)) == 0
        except (Undefined, Unknown, RecursionError, TypeError):
            return False

    def proved_equal(self, left: Ground, right: Ground) -> bool:
        """Whether the caller's prover shows that both sides are defined and equal."""
        if self.prove_equal is None:
            return False
        from derive.measure.ground.reify import closed_term

        terms = closed_term(left, self.instance), closed_term(right, self.instance)
        return terms[0] is not None and terms[1] is not None and self.prove_equal(terms[0], terms[1])


def conjunction(values: Iterable[bool | None]) -> bool | None:
    """Three-valued and, which looks no further than the first that is false."""
    result: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def negation(value: bool | None) -> bool | None:
    """Three-valued not."""
    return None if value is None else not value


def failing_part(formula: GroundFormula, decider: Decider) -> GroundFormula:
    """The innermost part by which a formula fails that the decider finds false."""
    match formula.kind:
        case "And":
            return next(failing_part(part, decider) for part in formula.parts if decider.decide(part) is False)
        case "Or" if formula.parts:
            return failing_part(formula.parts[-1], decider)
        case "Implies":
            return failing_part(formula.parts[1], decider)
        case "ForAll":
            return failing_part(formula.parts[0], decider)
        case _:
            return formula


def side_text(node: Ground | None, decider: Decider, digits: int = 20) -> str:
    """The value of a side as a decimal, truncated to this many significant digits, or a fraction."""
    if node is None:
        return ""
    far = ""
    known = decider.exact_value(node)
    if known is not None:
        return truncated(known, digits)
    for precision in (256, 1024, 4096):
        with ctx.workprec(precision):
            try:
                value = decider.evaluator(precision).value(node)
            except (Undefined, Unknown, RecursionError):
                continue
            near, far = enclosed_text(value, digits)
            if near == far:
                return near
    # The value is, for all that balls tell, one whose decimal expansion ends here.
    return far
