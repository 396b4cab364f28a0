"""Maxima: below a bound, above a value, attained, and equal to what bounds them from both sides."""

from __future__ import annotations

from contextlib import suppress

from derive import lemmas
from derive.kernel import rules
from derive.kernel.facts import indices_in
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import in_order, monomial_term, polynomial_term, quotient
from derive.kernel.terms import (
    ONE,
    Absolute,
    Add,
    Equal,
    Exp,
    IndexVariable,
    KernelError,
    LessEqual,
    Log,
    Maximum,
    Multiply,
    Power,
    Term,
    fresh_name,
    negative,
    number,
    open_body,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.language.extrema import largest_terms
from derive.lemmas.decided import seen
from derive.lemmas.maxima import largest_bounds, largest_least
from derive.lemmas.terms import Order
from derive.prover.goal import Search
from derive.prover.tactic import involving, tactic

MOST_VALUES = 4
"""At how many indices a value is looked for that may be the largest."""


@tactic("largest", cost=20, when=involving(Maximum))
def largest(goal: Order, search: Search) -> Theorem | None:
    """max a ≤ b from a ≤ b for each of the values: the maximum is their least upper bound.

    B. A. Davey, H. A. Priestley, Introduction to Lattices and Order, 2nd ed., chapter 2."""
    terms = largest_terms(goal.left)
    if terms is not None:
        return largest_least(terms, [search.prove(type(goal)(value, goal.right)) for value in terms])
    if isinstance(goal.left, Maximum):
        index = IndexVariable(fresh_name("k", goal, *search.given), goal.left.size)
        value = open_body(goal.left.body, (index,))
        each = search.prove(type(goal)(value, goal.right))
        return lemmas.maximum_least(rules.generalise(each, index))
    return on_the_left(goal, search)


def on_the_left(goal: Order, search: Search) -> Theorem | None:
    """c − f max a ≤ d, for f > 0, as max a ≤ (d − c)/f: what is subtracted of a maximum on the right."""
    view = seen(goal, search.given)
    reasoner, difference = view.reasoner, view.difference
    for monomial, coefficient in sorted(difference.items(), key=lambda item: monomial_term(item[0]).key):
        for atom, power in in_order(monomial):
            if isinstance(atom, Maximum) and power == 1 and coefficient < 0:
                rest = {m: c for m, c in difference.items() if m != monomial}
                others = monomial_term(monomial - {(atom, power)})
                factor = Multiply((number(quotient(-1, coefficient)), Power(others, number(-1))))
                bound = polynomial_term(reasoner.times(rest, reasoner.normal(factor)))
                inner = search.prove(type(goal)(atom, bound))
                scale = monomial_term(monomial - {(atom, power)}, -coefficient)
                return rules.combine(goal, (scale,), (inner,), search.given, ())
    return None


@tactic("lone_maximum", cost=19, step=0, when=involving(Maximum))
def lone_maximum(goal: Order, search: Search) -> Theorem | None:
    """max a + b ≤ c from max a ≤ c − b, without rewriting c, the form of which tells what is in it."""
    if not isinstance(goal.left, Add):
        return None
    maxima = [term for term in goal.left.terms if isinstance(term, Maximum) and not largest_terms(term)]
    if len(maxima) != 1:
        return None
    others = [negative(term) for term in goal.left.terms if term != maxima[0]]
    inner = search.prove(type(goal)(maxima[0], Add((goal.right, *others))))
    return rules.combine(goal, (ONE,), (inner,), search.given, ())


@tactic("one_value", cost=84, step=0, when=involving(Maximum))
def one_value(goal: Order, search: Search) -> Theorem | None:
    """a ≤ max b from a ≤ b at an index that occurs, or from a being at most one of the terms of max(b, c, …): the
    maximum is an upper bound."""
    maximum = goal.right
    if not isinstance(maximum, Maximum):
        return None
    terms = largest_terms(maximum)
    if terms is not None:
        bounds = (largest_bounds(terms, place, search.given) for place in range(len(terms)))
    else:
        places = indices_in(goal, size=maximum.size)[:MOST_VALUES]
        bounds = (rules.maximum_bounds(maximum, index, search.given) for index in places)
    for bound in bounds:
        assert isinstance(bound.conclusion, LessEqual)
        with suppress(KernelError, NeedsCase):
            return rules.transitivity((search.prove(type(goal)(goal.left, bound.conclusion.left)), bound))
    return None


@tactic("attained_maximum", cost=90, deepest=1, when=involving(Maximum))
def attained_maximum(goal: Order, search: Search) -> Theorem | None:
    """With an index at which a maximum inside the goal is attained: log max a ≤ max log a, as log max a is log a there.
    A maximum of finitely many numbers is one of them. It is needed where functions of maxima are compared; sums of
    them are compared without it."""
    nodes = {node for node in subnodes(goal) if isinstance(node, Maximum) and not node.loose and inside(goal, node)}
    for maximum in sorted(nodes, key=lambda node: node.key):
        index = IndexVariable(fresh_name("m", goal, *search.given), maximum.size)
        attained = Equal(open_body(maximum.body, (index,)), maximum)
        if largest_terms(maximum) or any(isinstance(f, Equal) and f.right == maximum for f in search.given):
            continue
        with suppress(KernelError):
            theorem = search.prove(goal, (attained, *search.given))
            return rules.take(rules.maximum_attained(maximum, search.given), index, theorem)
    return None


@tactic("antisymmetry", cost=57, deepest=0, when=involving(Maximum))
def antisymmetry(goal: Equal, search: Search) -> Theorem | None:
    """max a = b from max a ≤ b and b ≤ max a: the order is antisymmetric."""
    maxima = [node for node in subnodes(goal) if isinstance(node, Maximum)]
    step = 0 if any(inside(goal, node) and not largest_terms(node) for node in maxima) else 1
    below = search.prove(LessEqual(goal.left, goal.right), step=step)
    return lemmas.antisymmetry(below, search.prove(LessEqual(goal.right, goal.left), step=step))


def inside(goal: Order | Equal, part: Term) -> bool:
    """Whether a term stands inside a function, or in a power."""
    functions = (Exp, Log, Power, Absolute)
    return any(isinstance(node, functions) and part in subnodes(node) for node in subnodes(goal))
