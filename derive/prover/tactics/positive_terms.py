"""Strict inequalities from sums that are positive: not all terms of such a sum are at most 0."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from derive import lemmas
from derive.kernel import rules
from derive.kernel.facts import read_facts
from derive.kernel.polynomials import polynomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Equal,
    Formula,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Maximum,
    Multiply,
    Sum,
    fresh_name,
    number,
    open_body,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.language.lemma import cut
from derive.language.logic import by_contradiction, clash
from derive.lemmas.decided import decided, reasoner_under
from derive.prover.goal import Search
from derive.prover.tactic import involving, tactic

MOST_SUMS = 3
"""So many of the sums are tried that are given."""


@tactic("positive_terms", cost=94, deepest=0, when=involving(Maximum))
def positive_terms(goal: Less, search: Search) -> Theorem | None:
    """a < b where Σ f = c > 0 is given and b ≤ a would make every f at most 0: a mean is at most the greatest value, so
    that a sum that is positive has a positive term.

    G. H. Hardy, J. E. Littlewood, G. Pólya, Inequalities, 2nd ed., theorem 1."""
    contrary = LessEqual(goal.right, goal.left)
    facts = tuple(at_each_value(contrary, search.given))
    for equation, total in islice(positive_sums(search.given), MOST_SUMS):
        index = IndexVariable(fresh_name("k", goal, *search.given), total.size)
        others = tuple(formula for formula in search.given if formula != equation)
        term = LessEqual(open_body(total.body, (index,)), ZERO)
        with suppress(KernelError):
            each = search.prove(term, (contrary, *(fact.conclusion for fact in facts), *others))
            each = cut(each, facts)
            below = rules.combine(
                LessEqual(total, ZERO), (ONE,), (lemmas.add_up(rules.generalise(each, index)),), (), ()
            )
            positive = decided(Less(ZERO, equation.right), others)
            absurd = clash(rules.combine(Less(total, equation.right), (ONE, ONE), (below, positive), (), ()), equation)
            return by_contradiction(goal, absurd, search.given)
    return None


def positive_sums(given: tuple[Formula, ...]) -> Iterator[tuple[Equal, Sum]]:
    """The equations that say that a sum is something that is not another sum, with the sum."""
    for fact in read_facts(given):
        source = fact.source
        if not isinstance(source, Equal) or not isinstance(source.left, Sum) or fact.pattern:
            continue
        if not any(isinstance(node, Sum) for node in subnodes(source.right)):
            yield source, source.left


def at_each_value(contrary: LessEqual, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """What an upper bound of something with a maximum says of each of the values."""
    known = (contrary, *given)
    polynomial = reasoner_under(given).normal(contrary.left)
    maxima = [(atom, power) for monomial in polynomial for atom, power in monomial if isinstance(atom, Maximum)]
    for largest, power in sorted(set(maxima), key=lambda item: item[0].key):
        coefficient = polynomial.get(frozenset({(largest, power)}), 0)
        index = IndexVariable(fresh_name("k", *known), largest.size)
        value = open_body(largest.body, (index,))
        rest = {
            monomial: factor for monomial, factor in polynomial.items() if monomial != frozenset({(largest, power)})
        }
        left = Add((Multiply((number(coefficient), value)), polynomial_term(rest)))
        with suppress(KernelError):
            bound = rules.maximum_bounds(largest, index, given)
            steps = (bound, rules.assume(contrary))
            below = rules.combine(LessEqual(left, contrary.right), (number(coefficient), ONE), steps, known, ())
            yield rules.generalise(below, index)
