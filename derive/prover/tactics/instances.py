"""Equations for all values of several indices, at one value of one of them: xᵢ = xⱼ for all i and j says that xⱼ = x₁
for all j."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from derive.kernel import rules
from derive.kernel.facts import indices_in
from derive.kernel.terms import (
    Add,
    Equal,
    Formula,
    Index,
    IndexNumber,
    IndexVariable,
    KernelError,
    Multiply,
    Power,
    Relation,
    Term,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.terms import Indices, at_any_indices
from derive.prover.goal import Search
from derive.prover.tactic import tactic

MOST_INSTANCES = 12
"""How many instances of the hypotheses are looked at."""


@tactic("instances", cost=13, deepest=1)
def instances(goal: Relation, search: Search) -> Theorem | None:
    """What follows from an equation for all i, j, … at one value of one of its indices, the first or one that occurs.
    Such an equation determines no term that shows all of its indices, so that it does not say what to write for what;
    its instance does. The rule is the elimination of the universal quantifier.

    D. Prawitz, Natural Deduction, chapter I."""
    found = (theorem for formula in search.given for theorem in instances_of(formula, goal, search.given))
    for theorem in islice(found, MOST_INSTANCES):
        try:
            return rules.by_normal_form(goal, search.given, (theorem,))
        except KernelError:
            continue
    return None


def instances_of(formula: Formula, goal: Relation, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """The instances of an equation for all values of two indices or more of which no atom shows all."""
    pattern, body = at_any_indices(formula, "i", goal, *given)
    atoms = [node for node in subnodes(body) if isinstance(node, Term) and not isinstance(node, (Add, Multiply, Power))]
    if not isinstance(body, Equal) or any(all(index.key in atom.key for index in pattern) for atom in atoms):
        return
    for fixed in pattern:
        for value in dict.fromkeys((IndexNumber(1, fixed.size), *indices_in(goal, size=fixed.size))):
            yield instance(formula, pattern, fixed, value)


def instance(formula: Formula, pattern: Indices, fixed: IndexVariable, value: Index) -> Theorem:
    """The formula at one value of one index, for all values of the others."""
    theorem = rules.assume(formula)
    for index in pattern:
        theorem = rules.specialise(theorem, value if index == fixed else index)
    for index in reversed(pattern):
        if index != fixed:
            theorem = rules.generalise(theorem, index)
    return theorem
