"""Derivatives: of a function that is another one written otherwise, and inequalities from the sign of a slope."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import mentions, polynomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Choose,
    Derivative,
    Entry,
    Equal,
    Formula,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Maximum,
    Node,
    Step,
    Term,
    Variable,
    close_body,
    fresh_name,
    negative,
    open_body,
    subnodes,
    substitute,
)
from derive.kernel.theorem import Theorem
from derive.language.logic import cases, modus_ponens
from derive.lemmas.decided import decided, reasoner_under, seen
from derive.lemmas.locally_equal import derivative_of_equal
from derive.lemmas.terms import Order
from derive.prover.goal import Search
from derive.prover.tactic import involving, tactic

KINKS = (Maximum, Absolute, Step, Choose)


@tactic("equal_functions", cost=3, deepest=1, when=involving(Derivative))
def equal_functions(goal: Equal, search: Search) -> Theorem | None:
    """∂f = r from ∂g = r, where f, in which there are maxima or absolute values that cancel, equals g without them
    everywhere: log Σ exp(zₖ − max z) + max z has the gradient of log Σ exp zₖ, at ties too.

    The difference quotients are the same; W. Rudin, Principles of Mathematical Analysis, 3rd ed., definition 5.1."""
    derivative = goal.left
    if not isinstance(derivative, Derivative) or not kinks(derivative.body):
        return None
    moved = Variable(fresh_name("w", goal, *search.given), derivative.point.sizes)
    body = open_body(derivative.body, (moved,))
    try:
        plain = polynomial_term(reasoner_under(search.given).normal(body))
    except NeedsCase:
        return None
    if kinks(plain) >= kinks(body):
        return None
    same = derivative_of_equal(derivative, moved, search.prove(Equal(body, plain)))
    value = same.conclusion
    assert isinstance(value, Equal)
    return rules.transitivity((same, search.prove(Equal(value.right, goal.right))))


def kinks(term: Node) -> int:
    """How many parts of a term may have no derivative somewhere."""
    return sum(isinstance(part, KINKS) for part in subnodes(term))


# The sign of a slope -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Moving:
    """The difference right − left of a goal, in normal form, as a function of one of its real variables."""

    goal: Order
    difference: Term
    variable: Variable
    search: Search

    def at(self, value: Term) -> Term:
        """The difference where the variable has a value."""
        return substitute(self.difference, {self.variable: Lambda((), value)})

    def above(self, low: Term, given: tuple[Formula, ...]) -> Theorem:
        """The goal for values from a low one on, at which it holds, since the difference rises from there."""
        here = Entry(self.variable, ())
        return self.between(low, here, low, given, falling=False)

    def below(self, high: Term, given: tuple[Formula, ...]) -> Theorem:
        """The goal for values up to a high one, at which it holds, since the difference falls towards it."""
        here = Entry(self.variable, ())
        return self.between(here, high, high, given, falling=True)

    def between(self, low: Term, high: Term, pivot: Term, given: tuple[Formula, ...], falling: bool) -> Theorem:
        """The goal from its instance at the pivot, an end of an interval of which the variable is the other."""
        search, goal = self.search, self.goal
        running = Variable(fresh_name("x", goal, *given), ())
        x = Entry(running, ())
        difference = negative(self.at(x)) if falling else self.at(x)
        slope = Derivative(close_body(difference, (running,)), running, ())
        closed = (*given, LessEqual(low, x), LessEqual(x, high))
        start = self.start(pivot, given)
        rising = self.slope_of_sign(LessEqual(ZERO, slope), x, closed)
        inside: tuple[Theorem, ...] = ()
        if isinstance(goal, Less) and not isinstance(start.conclusion, Less):
            inside = (self.slope_of_sign(Less(ZERO, slope), x, (*given, Less(low, x), Less(x, high))),)
        apart = Less if inside else LessEqual
        moved = rules.increasing(low, high, running, rising, inside)
        moved = modus_ponens(moved, search.prove(apart(low, high), given))
        return rules.combine(goal, (ONE, ONE), (moved, start), given, ())

    def slope_of_sign(self, goal: Order, x: Term, given: tuple[Formula, ...]) -> Theorem:
        """The sign of the slope at a point x between the ends, of which what is given of both ends is known."""
        known = [theorem for bound in bounds_of(self.variable, given) if (theorem := self.moved(bound, x, given))]
        theorem = self.search.prove(goal, (*given, *(fact.conclusion for fact in known)))
        return modus_ponens(theorem, *known)

    def moved(self, bound: Order, x: Term, given: tuple[Formula, ...]) -> Theorem | None:
        """What is given of the variable, of the point x, where that follows from one of the ends."""
        goal = substitute(bound, {self.variable: Lambda((), x)})
        for end in given[-2:]:
            for fact in given[:-2]:
                if isinstance(fact, (Less, LessEqual)):
                    with suppress(KernelError):
                        return rules.combine(goal, (ONE, ONE), (rules.assume(end), rules.assume(fact)), (), ())
        return None

    def start(self, pivot: Term, given: tuple[Formula, ...]) -> Theorem:
        """That the difference is not negative at the pivot, where that is decided; that it is positive there, where
        that suffices and is decided."""
        value = self.at(pivot)
        if isinstance(self.goal, Less):
            with suppress(KernelError):
                return decided(Less(ZERO, value), given)
        return decided(LessEqual(ZERO, value), given)


@tactic("slopes", cost=92, deepest=1)
def slopes(goal: Order, search: Search) -> Theorem | None:
    """f(t) ≥ 0 for t ≥ a from f(a) ≥ 0 and f′ ≥ 0 on [a, t]; for t ≤ b from f(b) ≥ 0 and f′ ≤ 0 on [t, b]; and for all
    t where f(c) = 0, f′ ≤ 0 below c and f′ ≥ 0 above it. The bounds are those that are given for a variable; c is 0, 1
    or another variable. Strictly, where f(a) > 0, or where f′ > 0 inside and t is not a.

    The mean value theorem; W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 5.11."""
    difference = polynomial_term(seen(goal, search.given).difference)
    for variable in scalars(goal):
        moving = Moving(goal, difference, variable, search)
        ways: tuple[Callable[[], Theorem], ...] = (*bounded(moving), *(() if search.depth else pivoted(moving)))
        for found in ways:
            try:
                return found()
            except (KernelError, NeedsCase):
                continue
    return None


def scalars(goal: Order) -> list[Variable]:
    """The real variables in a goal, in the order of their names."""
    found = {part for part in subnodes(goal) if isinstance(part, Variable) and not part.sizes}
    return sorted(found, key=lambda variable: variable.name)


def bounds_of(variable: Variable, given: tuple[Formula, ...]) -> Iterator[Order]:
    """The inequalities among what is given of which the variable is a side, and stands on no other."""
    here = Entry(variable, ())
    for formula in given:
        if isinstance(formula, (Less, LessEqual)):
            sides = (formula.left, formula.right)
            if here in sides and sum(mentions(side, variable) for side in sides) == 1:
                yield formula


def bounded(moving: Moving) -> Iterator[Callable[[], Theorem]]:
    """The ways to the goal from a bound that is given for the variable."""
    here, given = Entry(moving.variable, ()), moving.search.given
    for bound in bounds_of(moving.variable, given):
        if bound.right == here:
            yield partial(moving.above, bound.left, given)
        else:
            yield partial(moving.below, bound.right, given)


def pivoted(moving: Moving) -> Iterator[Callable[[], Theorem]]:
    """The ways to the goal on both sides of a value at which the sides are equal."""
    others = (Entry(variable, ()) for variable in scalars(moving.goal) if variable != moving.variable)
    reasoner = reasoner_under(moving.search.given)
    for pivot in (ZERO, ONE, *others):
        with suppress(KernelError, NeedsCase):
            if not reasoner.normal(moving.at(pivot)):
                yield partial(on_both_sides, moving, pivot)


def on_both_sides(moving: Moving, pivot: Term) -> Theorem:
    """The goal below the pivot, at it, and above it."""
    here, given, goal = Entry(moving.variable, ()), moving.search.given, moving.goal

    def in_case(case: Formula) -> Theorem:
        if isinstance(case, Equal):
            return moving.search.prove(goal, (*given, case))
        above = case == Less(pivot, here)
        return moving.above(pivot, (*given, case)) if above else moving.below(pivot, (*given, case))

    return cases(rules.trichotomy(here, pivot, given, ()), in_case)
