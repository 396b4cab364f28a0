"""Vectors whose entries are functions, such as the weights p (1 − p) of logistic regression, in equations between
contractions: what is proved for every vector in their place is proved for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import reduce
from itertools import islice

from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.terms import (
    ZERO,
    Entry,
    Equal,
    Exp,
    ForAll,
    Formula,
    IndexVariable,
    KernelError,
    Lambda,
    Less,
    Log,
    Node,
    Term,
    Variable,
    close_body,
    entry,
    free_variables,
    fresh_name,
    rebuild,
    subnodes,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import decided
from derive.prover.goal import Search
from derive.prover.tactic import involving, tactic
from derive.prover.tactics.solutions import only_index, vector_of

MOST_VECTORS = 2
"""So many vectors are tried, the longest first."""


@tactic("generalised_vectors", cost=55, deepest=0, when=involving(Exp, Log))
def generalised_vectors(goal: Equal, search: Search) -> Theorem | None:
    """An equation for every vector r > 0 in the place of one with functions in its entries, that occurs in the goal and
    in equations that are given, and then for that one: the goal is generalised.

    R. S. Boyer, J. S. Moore, A Computational Logic, Academic Press 1979, chapter XII."""
    given = search.given
    equations = [formula for formula in given if isinstance(formula, ForAll) and vectors(formula)]
    known = {vector for formula in equations for vector in vectors(formula)}
    common = sorted((one for one in vectors(goal) if one in known), key=lambda one: (-len(one.key), one.key))
    for vector in islice(common, MOST_VECTORS):
        with suppress(KernelError, NeedsCase):
            return for_every_vector(goal, vector, search)
    return None


def vectors(formula: Formula) -> set[Lambda]:
    """The vectors with functions in their entries."""
    return {vector_of(part, place) for part in parts_with_functions(formula) if (place := only_index(part)) is not None}


def parts_with_functions(formula: Node) -> Iterator[Term]:
    """The terms with functions in them."""
    return (
        part
        for part in subnodes(formula)
        if isinstance(part, Term) and any(f"({kind.__name__} " in part.key for kind in (Exp, Log))
    )


def for_every_vector(goal: Equal, vector: Lambda, search: Search) -> Theorem:
    """The goal for every vector with positive entries, and so for this one."""
    given = search.given
    variable = Variable(fresh_name("r", goal, *given), vector.sizes)
    index = IndexVariable(fresh_name("k", goal, *given), variable.sizes[0])

    def change(part: Node, depth: int) -> Node | None:
        place = only_index(part) if isinstance(part, Term) else None
        if place is not None and isinstance(part, Term) and vector_of(part, place) == vector:
            return Entry(variable, (place,))
        return None

    positive = rules.generalise(decided(Less(ZERO, entry(vector, (index,))), given), index)
    sign = ForAll(index.size, close_body(Less(ZERO, Entry(variable, (index,))), (index,)))
    inner, changed = rebuild(goal, change), [rebuild(formula, change) for formula in given]
    theorem = search.prove(inner, (*changed, sign), step=0)
    conditions = [formula for formula in (*changed, sign) if variable in free_variables(formula)]
    general = rules.generalise(reduce(rules.discharge, reversed(conditions), theorem), variable)
    proofs = {sign: positive} | {new: rules.assume(old) for new, old in zip(changed, given, strict=True)}
    return reduce(rules.modus_ponens, (proofs[one] for one in conditions), rules.specialise(general, vector))
