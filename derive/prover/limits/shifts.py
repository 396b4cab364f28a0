"""Limits at a point a from those at 0: with a new variable h = t − a, or a − t, near which expansions are known.

The kernel has no rule for a change of variable. But each rule by which a limit is found can be applied again with t − a
in the place of h: the rules are about terms, and h → 0 is only used where the first of them is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from derive.kernel import rules
from derive.kernel.terms import (
    ZERO,
    Entry,
    Equal,
    Formula,
    KernelError,
    Lambda,
    Less,
    Limit,
    Term,
    Variable,
    close_body,
    fresh_name,
    negative,
    open_body,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.limits import with_value

FROM_ABOVE = "above"


@dataclass(frozen=True)
class Shift:
    """Replaces h, which tends to 0 from above, by the distance of t from a point that it tends to from one side."""

    point: Term
    direction: str
    given: tuple[Formula, ...]

    def distance(self, term: Term) -> Term:
        """t − a, or a − t where t tends to a from below."""
        gap = subtract(term, self.point)
        return gap if self.direction == FROM_ABOVE else negative(gap)

    def moved(self, theorem: Theorem) -> Theorem:
        """The limit of f(t − a) as t tends to a, by the rules that gave that of f(h) as h tends to 0."""
        match theorem.rule, theorem.arguments:
            case "approach", (point, direction, _) if (point, direction) == (ZERO, FROM_ABOVE):
                return self.start()
            case "weaken", (inner, hypotheses):
                return rules.weaken(self.moved(inner), hypotheses)  # type: ignore[arg-type]
            case "generalise", (inner, variable):
                return rules.generalise(self.moved(inner), variable)  # type: ignore[arg-type]
            case "transitivity", ((first, *rest),):
                return rules.transitivity((self.moved(first), *rest))  # type: ignore[arg-type]
            case "vanishing_power", (inner, exponent, premises):
                return rules.vanishing_power(self.moved(inner), exponent, premises)  # type: ignore[arg-type]
            case "continuity", (function, variables, limits, premises):
                there = tuple(self.moved(limit) for limit in cast(tuple[Theorem, ...], limits))
                return rules.continuity(function, variables, there, premises)  # type: ignore[arg-type]
            case "cases", (disjunction, branches, _):
                there = tuple(self.moved(branch) for branch in cast(tuple[Theorem, ...], branches))
                return rules.cases(disjunction, there, there[0].conclusion)  # type: ignore[arg-type]
            case "squeeze", (goal, lower, upper, below, above, variable):
                return self.between(goal, lower, upper, below, above, variable)  # type: ignore[arg-type]
        raise KernelError(f"shift: a limit by the rule {theorem.rule} is not moved")

    def start(self) -> Theorem:
        """The distance, written as what h → 0 is about, tends to 0."""
        vanishing = rules.approach(self.point, self.direction, self.given)
        inner = Variable(fresh_name("u", vanishing.conclusion, *self.given), ())
        gap: Term = Entry(inner, ())
        gap = gap if self.direction == FROM_ABOVE else negative(gap)
        theorem = rules.continuity(subtract(gap, ZERO), (inner,), (vanishing,), ())
        return with_value(theorem, ZERO, self.given)

    def between(
        self, goal: Equal, lower: Theorem, upper: Theorem, below: Theorem, above: Theorem, variable: Variable
    ) -> Theorem:
        """As :meth:`moved`, for a limit that is squeezed."""
        bounds = [self.instance(bound, variable) for bound in (lower, upper)]
        ends = [self.moved(end) for end in (below, above)]
        limit, value = rules.tends(goal)
        body = self.composed(limit, variable)
        moved = Equal(Limit(close_body(body, (variable,)), self.point, self.direction), value)
        return rules.squeeze(moved, bounds[0], bounds[1], ends[0], ends[1], variable)

    def instance(self, bound: Theorem, variable: Variable) -> Theorem:
        """A bound for h > 0, at the distance of t from the point."""
        close = rules.near(variable, ZERO, FROM_ABOVE)
        distance = self.distance(Entry(variable, ()))
        near = rules.near(variable, self.point, self.direction)
        positive = rules.by_normal_form(Less(ZERO, distance), (near,), ())
        general = rules.generalise(rules.discharge(bound, close), variable)
        here = rules.specialise(general, Lambda((), distance))
        return rules.modus_ponens(here, positive)

    def composed(self, limit: Limit, variable: Variable) -> Term:
        """The body of a limit in h, at the distance of t from the point."""
        return open_body(limit.body, (Lambda((), self.distance(Entry(variable, ()))),))
