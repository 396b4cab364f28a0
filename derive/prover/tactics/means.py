"""Inequalities between means from those between what they are means of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE, POSITIVE, read_facts
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Monomial, Polynomial, in_order, joined, plus, polynomial_term, split_monomial
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import (
    ONE,
    ZERO,
    Equal,
    Formula,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Number,
    SizeValue,
    Sum,
    Term,
    fresh_name,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import seen
from derive.lemmas.terms import Order, inverse, product
from derive.prover.goal import Search, add_up_over
from derive.prover.tactic import involving, tactic
from derive.prover.tactics.positive import mean_of_positive

MOST_WEIGHTS = 3
"""How many weights are tried."""


@tactic("inside_a_mean", cost=75, first=28, deepest=1, when=involving(Sum))
def inside_a_mean(goal: Order, search: Search) -> Theorem | None:
    """b ≤ Σ w f + c Σ w g from b ≤ f + c g for every index, for w ≥ 0 with Σ w = 1, or <: all is put under one mean,
    of which the terms are compared. The expectation is linear and monotone.

    P. Billingsley, Probability and Measure, 3rd ed., theorem 16.1."""
    view = seen(goal, search.given)
    for index, weight, total in islice(weights(goal, view.difference, search.given), MOST_WEIGHTS):
        inside = under_the_mean(view.difference, index, weight, total, view.reasoner)
        if inside is None or view.reasoner.sign(weight) not in (POSITIVE, NONNEGATIVE):
            continue
        with suppress(KernelError, NeedsCase):
            each = search.prove(type(goal)(ZERO, polynomial_term(inside)))
            return summed_up(goal, each, weight, index, search.given)
    return None


def weights(goal: Order, whole: Polynomial, given: tuple[Formula, ...]) -> Iterator[tuple[IndexVariable, Term, Term]]:
    """Each w of which the sum is given to be a number > 0, with it; and 1, where the size occurs, which is its sum."""
    name = fresh_name("k", goal, *given)
    for fact in read_facts(given):
        total, value = fact.source.left, fact.source.right
        if isinstance(fact.source, Equal) and isinstance(total, Sum) and isinstance(value, Number) and not fact.pattern:
            index = IndexVariable(name, total.size)
            if value.value > 0:
                yield index, open_body(total.body, (index,)), value
    for size in sorted({atom for monomial in whole for atom, _ in monomial if isinstance(atom, SizeValue)}, key=str):
        yield IndexVariable(name, size.size), ONE, size


def under_the_mean(
    whole: Polynomial, index: IndexVariable, weight: Term, total: Term, reasoner: Reasoner
) -> Polynomial | None:
    """f such that Σ w f is the whole, where sums with these weights are in it."""
    share = reasoner.normal(inverse(total))
    inside: Polynomial = {}
    found = False
    for monomial, coefficient in whole.items():
        rest, value = monomial, share
        for atom, power in in_order(monomial):
            mean = without_weight(atom, index, weight) if power == 1 else None
            if mean is not None:
                found, rest, value = True, monomial - {(atom, power)}, {mean: 1}
                break
        inside = plus(inside, reasoner.times({rest: coefficient}, value))
    return inside if found and inside else None


def without_weight(atom: Term, index: IndexVariable, weight: Term) -> Monomial | None:
    """f, where the atom is Σ w f."""
    if not isinstance(atom, Sum) or atom.size != index.size:
        return None
    powers = dict(split_monomial(open_body(atom.body, (index,))))
    own = [] if weight == ONE else list(split_monomial(weight))
    if any(powers.get(base, 0) < power for base, power in own):
        return None
    return frozenset(joined(powers.items(), ((base, -power) for base, power in own)).items())


def summed_up(goal: Order, each: Theorem, weight: Term, index: IndexVariable, given: tuple[Formula, ...]) -> Theorem:
    """The goal, from 0 ≤ f or 0 < f for every index, where Σ w f is the difference of its sides."""
    relation = each.conclusion
    assert isinstance(relation, (Less, LessEqual))
    term = product(weight, relation.right)
    try:
        one = rules.combine(type(goal)(ZERO, term), (weight,), (each,), given, ())
        whole = add_up_over(one, (index,))
    except KernelError:  # where < is wanted and w may be 0
        whole = mean_of_positive(weight, relation.right, index, rules.generalise(each, index), given)
    return rules.combine(goal, (ONE,), (whole,), given, ())
