"""Case distinctions: what disjunctive hypotheses say, the order of two numbers, whether two indices are the same.

Each follows from the law of the excluded middle, for order in the form of trichotomy: of a < b, a = b and b < a one
holds.

W. Rudin, Principles of Mathematical Analysis, 3rd ed., definition 1.5 (i)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import combinations

from derive import lemmas
from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import polynomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Choose,
    Different,
    Equal,
    ForAll,
    Formula,
    Index,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Maximum,
    Node,
    Not,
    Or,
    Relation,
    SameIndex,
    Step,
    Term,
    subnodes,
    substitute,
)
from derive.kernel.theorem import Theorem
from derive.language.extrema import largest_terms
from derive.language.lemma import cut
from derive.lemmas.decided import decided, reasoner_under
from derive.lemmas.maxima import largest_bounds, largest_least
from derive.lemmas.terms import Order
from derive.prover.goal import Search
from derive.prover.tactic import involving, tactic


@tactic("alternatives", cost=1, deepest=0, step=0, decisive=True)
def alternatives(goal: Relation, search: Search) -> Theorem | None:
    """The goal in each case of a hypothesis such as y = 0 or y = 1: the elimination of "or"."""
    for choice in search.given:
        if isinstance(choice, Or):
            rest = tuple(hypothesis for hypothesis in search.given if hypothesis != choice)
            branches = tuple(search.prove(goal, (part, *rest)) for part in choice.parts)
            return rules.cases(rules.assume(choice), branches, goal)
    return None


@tactic("either_order", cost=99, deepest=0, step=0, splits=True)
def either_order(goal: Relation, search: Search) -> Theorem | None:
    """By cases of a hypothesis a ≠ b: a < b, or b < a."""
    for hypothesis in search.given:
        if isinstance(hypothesis, Different):
            sides = hypothesis.left, hypothesis.right
            rest = tuple(formula for formula in search.given if formula != hypothesis)
            below, above = (search.prove(goal, (Less(*pair), *rest)) for pair in (sides, sides[::-1]))
            absurd = rules.clash(rules.assume(Equal(*sides)), rules.assume(hypothesis), ())
            split = rules.trichotomy(*sides, search.given, ())
            return rules.cases(split, (below, rules.cases(absurd, (), goal), above), goal)
    return None


# The signs of what absolute values are taken of, and the order of what maxima are taken of -------


@tactic("signs", cost=45, when=involving(Absolute, Maximum, Step))
def signs(goal: Equal | Less | LessEqual, search: Search) -> Theorem | None:
    """By cases of the sign of x for |x| and for what is 1 where x ≥ 0 and 0 elsewhere, as terms that are written by
    cases of it are made of; and of a − b for max(a, b), which may be known in such a case."""
    for left, right in comparisons(goal):
        parts: tuple[Formula, ...] = (Less(left, right), Equal(left, right), Less(right, left))
        if not any(part in search.given for part in parts):
            branches = tuple(in_case(goal, (part, *search.given), search) for part in parts)
            return rules.cases(rules.trichotomy(left, right, search.given, ()), branches, goal)
    return None


def in_case(goal: Equal | Less | LessEqual, given: tuple[Formula, ...], search: Search) -> Theorem:
    """The goal in one case, in which it may be known which of two terms is the larger."""
    premises = tuple(known_maxima(goal, given))
    with suppress(KernelError):
        return rules.by_normal_form(goal, given, premises)
    return cut(search.prove(goal, (*given, *(premise.conclusion for premise in premises))), premises)


def known_maxima(goal: Equal | Less | LessEqual, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """max(a, b) = a, where it is given that b ≤ a."""
    reasoner = reasoner_under(given)
    nodes: set[Node] = set(subnodes(goal))
    for side in (goal.left, goal.right):
        with suppress(KernelError, NeedsCase):  # x·max(1, 0) stands for max(x, 0), x > 0
            nodes |= set(subnodes(polynomial_term(reasoner.normal(side))))
    for node in sorted((n for n in nodes if not n.loose), key=lambda n: n.key):
        terms = largest_terms(node) or ()
        for place in range(len(terms)):
            try:
                yield selected(terms, place, given)
                break
            except KernelError:
                continue


def selected(terms: tuple[Term, ...], place: int, given: tuple[Formula, ...]) -> Theorem:
    """max(a, b) is the term at a place that is given to be at least the other."""
    each = [decided(LessEqual(term, terms[place]), given) for term in terms]
    return lemmas.antisymmetry(largest_least(terms, each), largest_bounds(terms, place, given))


def comparisons(goal: Formula) -> Iterator[tuple[Term, Term]]:
    """The pairs of terms whose order matters: x and 0 for |x| and for a step at x = 0; the two terms of a maximum."""
    nodes = sorted({n for n in subnodes(goal) if not n.loose}, key=lambda n: n.key)
    for node in nodes:
        if isinstance(node, (Absolute, Step)):
            yield node.argument, ZERO
    for node in nodes:
        yield from combinations(largest_terms(node) or (), 2)


# Whether two indices are the same ----------------------------------------------------------------


@tactic("equal_indices", cost=47)
def equal_indices(goal: Order, search: Search) -> Theorem | None:
    """By cases of two indices that a hypothesis tells apart, such as z_c > z_j for j ≠ c."""
    return by_index_cases(goal, search)


def by_index_cases(goal: Relation, search: Search) -> Theorem | None:
    """As :func:`equal_indices`, for any relation."""
    special = {n for f in guarded(search.given) for n in subnodes(f) if isinstance(n, Index) and not n.loose}
    others = {n for n in subnodes(goal) if isinstance(n, IndexVariable) and not n.loose} - special
    for index in sorted(others, key=lambda n: n.key):
        for other in sorted((n for n in special if n.size == index.size), key=lambda n: n.key):
            same = SameIndex(index, other)
            if same in search.given or Not(same) in search.given:
                continue
            branches = tuple(search.prove(goal, (part, *search.given)) for part in (same, Not(same)))
            return rules.cases(rules.excluded_middle(same), branches, goal)
    return None


def guarded(given: tuple[Formula, ...]) -> list[ForAll]:
    """The hypotheses about all indices but one."""
    return [f for f in given if isinstance(f, ForAll) and any(isinstance(n, SameIndex) for n in subnodes(f))]


@tactic("choices", cost=48, step=0, when=involving(Choose))
def choices(goal: Order, search: Search) -> Theorem | None:
    """By cases of two indices on which a part of the goal depends, such as δᵢⱼ."""
    given = search.given
    pairs = {(node.left, node.right) for node in subnodes(goal) if isinstance(node, Choose) and not node.loose}
    for left, right in sorted(pairs, key=lambda pair: (pair[0].key, pair[1].key)):
        same = SameIndex(left, right)
        if left == right or same in given or Not(same) in given:
            continue
        old, new = (left, right) if isinstance(left, IndexVariable) else (right, left)
        if not isinstance(old, IndexVariable):
            continue
        identified = search.prove(substitute(goal, {old: new}))
        branches = (
            rules.combine(goal, (ONE,), (identified,), (same, *given), ()),
            search.prove(goal, (Not(same), *given)),
        )
        return rules.cases(rules.excluded_middle(same), branches, goal)
    return None
