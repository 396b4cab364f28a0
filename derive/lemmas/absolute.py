"""Absolute values: ±x ≤ |x|, and the triangle inequality."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Add,
    Entry,
    Equal,
    Formula,
    Less,
    LessEqual,
    Term,
    Variable,
    negative,
)
from derive.kernel.theorem import Theorem
from derive.work import remembered


def at_most_absolute(inside: Term, absolute: Absolute, given: tuple[Formula, ...]) -> Theorem:
    """±x ≤ |x|."""
    goal = LessEqual(inside, absolute)
    x = absolute.argument
    split = rules.trichotomy(x, ZERO, given, ())
    parts: tuple[Formula, ...] = (Less(x, ZERO), Equal(x, ZERO), Less(ZERO, x))
    branches = tuple(rules.by_normal_form(goal, (part, *given), ()) for part in parts)
    return rules.cases(split, branches, goal)


@remembered()
def size_lemmas() -> tuple[Theorem, Theorem]:
    """x ≤ |x| and −x ≤ |x| for every x."""
    name = Variable("x", ())
    here = Entry(name, ())
    first, second = (at_most_absolute(inside, Absolute(here), ()) for inside in (here, negative(here)))
    return rules.generalise(first, name), rules.generalise(second, name)


@remembered()
def triangle_of_any(count: int) -> tuple[Theorem, tuple[Variable, ...]]:
    """|a + b + …| ≤ |a| + |b| + … for any numbers: by the sign of the sum."""
    variables = tuple(Variable(f"triangle{place}", ()) for place in range(count))
    terms = [Entry(variable, ()) for variable in variables]
    total = Add(tuple(terms))
    goal = LessEqual(Absolute(total), Add(tuple(Absolute(term) for term in terms)))
    branches = []
    parts: tuple[Formula, ...] = (Less(total, ZERO), Equal(total, ZERO), Less(ZERO, total))
    for part, sign in zip(parts, (-1, 1, 1), strict=True):
        signed = [negative(term) if sign < 0 else term for term in terms]
        each = tuple(at_most_absolute(one, Absolute(term), ()) for one, term in zip(signed, terms, strict=True))
        branches.append(rules.combine(goal, (ONE,) * count, each, (part,), ()))
    return rules.cases(rules.trichotomy(total, ZERO, (), ()), tuple(branches), goal), variables
