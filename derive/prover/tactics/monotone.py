"""Inequalities between logarithms and exponentials, from those of what is inside, and the other way round."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from derive import lemmas
from derive.kernel import rules
from derive.kernel.facts import POSITIVE
from derive.kernel.polynomials import UNIT, Monomial, Polynomial, Rational, monomial_term, polynomial_term
from derive.kernel.terms import ONE, Exp, Log, Multiply, Number, Power, Term, number
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import reasoner_under, seen
from derive.lemmas.terms import Order
from derive.prover.goal import Search
from derive.prover.linarith.combine import linear_combination
from derive.prover.tactic import tactic

LARGEST_SCALE = 4
"""The largest denominator of numbers before logarithms that is cleared."""


@tactic("logarithms", cost=60, deepest=1)
def logarithms(goal: Order, search: Search) -> Theorem | None:
    """a ≤ b from log a ≤ log b, for positive sides: the exponential function is increasing.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 8.6 (c)."""
    reasoner = reasoner_under(search.given)
    if any(reasoner.sign(side) != POSITIVE for side in (goal.left, goal.right)):
        return None
    theorem = linear_combination(type(goal)(Log(goal.left), Log(goal.right)), search)
    if theorem is None:
        return None
    raised = lemmas.monotone("exp", theorem, ())
    return rules.combine(goal, (ONE,), (raised,), search.given, ())


@tactic("exponentials", cost=65, first=25, deepest=1, step=2)
def exponentials(goal: Order, search: Search) -> Theorem | None:
    """a log u + … ≤ b log v + … from u^(n a) … ≤ v^(n b) …, where n clears the fractions before the logarithms: the
    logarithm is increasing.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., chapter 8, The exponential and logarithmic functions."""
    reasoner = seen(goal, search.given).reasoner
    sides = [logarithms_apart(reasoner.normal(side)) for side in (goal.left, goal.right)]
    powers = [power for logs, _ in sides for _, power in logs]
    scale = lcm(1, *(power.denominator for power in powers))
    if not powers or scale > LARGEST_SCALE:
        return None
    theorem = search.prove(type(goal)(*(raised(logs, rest, scale) for logs, rest in sides)))
    lowered = lemmas.monotone("log", theorem, tuple(rules.assume(f) for f in search.given))
    return rules.combine(goal, (Number(Fraction(1, scale)),), (lowered,), search.given, ())


@tactic("lone_logarithms", cost=38, deepest=1, step=2)
def lone_logarithms(goal: Order, search: Search) -> Theorem | None:
    """log u ≤ log v, where nothing else stands on either side, from u ≤ v, before anything larger is tried.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., chapter 8, The exponential and logarithmic functions."""
    reasoner = seen(goal, search.given).reasoner
    sides = [logarithms_apart(reasoner.normal(side)) for side in (goal.left, goal.right)]
    if any(rest or [power for _, power in logs] != [1] for logs, rest in sides):
        return None
    return exponentials.prove(goal, search)


def logarithms_apart(polynomial: Polynomial) -> tuple[list[tuple[Term, Rational]], Polynomial]:
    """The arguments of the logarithms that stand alone, with the numbers before them; and the rest."""
    logs: list[tuple[Term, Rational]] = []
    rest = dict(polynomial)
    for monomial, coefficient in sorted(polynomial.items(), key=lambda item: monomial_term(item[0]).key):
        if len(monomial) == 1:
            ((atom, power),) = monomial
            if isinstance(atom, Log) and power == 1:
                logs.append((atom.argument, coefficient))
                del rest[monomial]
    return logs, rest


def raised(logs: list[tuple[Term, Rational]], rest: Polynomial, scale: int) -> Term:
    """exp(scale · side), written as a product of powers."""
    factors: list[Term] = [Power(argument, number(scale * power)) for argument, power in logs]
    if rest:
        factors.append(Exp(Multiply((number(scale), polynomial_term(rest)))))
    return Multiply(tuple(factors))


@tactic("scaling", cost=80)
def scaling(goal: Order, search: Search) -> Theorem | None:
    """m log a + b ≤ c from log a + b/m ≤ c/m, for the positive factor m that all logarithms have, so that they stand
    alone."""
    view = seen(goal, search.given)
    factors: set[Monomial] = set()
    for monomial in view.numerator:
        logs = frozenset((atom, power) for atom, power in monomial if isinstance(atom, Log))
        if logs:
            factors.add(monomial - logs)
    if len(factors) != 1 or view.denominators:
        return None
    (factor,) = factors
    if factor == UNIT or view.reasoner.sign(monomial_term(factor)) != POSITIVE:
        return None
    inverse = frozenset((atom, -power) for atom, power in factor)
    above = {m: c for m, c in view.numerator.items() if c > 0}
    below = {m: -c for m, c in view.numerator.items() if c < 0}
    left, right = (polynomial_term(view.reasoner.times({inverse: 1}, side)) for side in (below, above))
    theorem = search.prove(type(goal)(left, right))
    return rules.combine(goal, (monomial_term(factor),), (theorem,), search.given, ())
