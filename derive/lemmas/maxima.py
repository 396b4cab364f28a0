"""Maxima: over an index, and of finitely many terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    Formula,
    Index,
    IndexNumber,
    IndexVariable,
    Lambda,
    Less,
    LessEqual,
    Maximum,
    Not,
    Or,
    SameIndex,
    Size,
    Term,
    expect,
    fresh_name,
    number,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.language.expressions import Equal, Number, forall, index, maximum, real, scalar, vector
from derive.language.extrema import largest
from derive.language.lemma import Lemma
from derive.language.logic import Known, cases, excluded_middle, proof_of, specialise, take
from derive.lemmas.equations import NO_COMPARISON, Kind, kind_of
from derive.lemmas.sums import for_every_index
from derive.work import remembered

y = scalar("y")
NO_MAXIMUM = "that is not a maximum over an index"


def maximum_bounds(top: Number, place: Index, given: Iterable[Formula] = ()) -> Theorem:
    """Each of the values is at most the maximum."""
    return rules.maximum_bounds(rules.of_kind(real(top).term, Maximum, NO_MAXIMUM), place, tuple(given))


def maximum_attained(top: Number, given: Iterable[Formula] = ()) -> Theorem:
    """The maximum is one of the values."""
    return rules.maximum_attained(rules.of_kind(real(top).term, Maximum, NO_MAXIMUM), tuple(given))


def maximum_least(known: Known) -> Theorem:
    """From aₖ ≤ b for every k, or <, where b does not depend on k: max aₖ ≤ b, or <."""
    theorem = proof_of(known)
    size, relation = for_every_index(theorem.conclusion)
    expect(isinstance(relation, (Less, LessEqual)), "maximum_least: the theorem is not an inequality")
    expect(not relation.right.loose, "maximum_least: the bound depends on the index")
    bounded = maximum_below(size, kind_of(relation)).at(a=Lambda((size,), relation.left), y=relation.right)
    return bounded.given(theorem).theorem


@remembered()
def maximum_below(size: Size, relation: Kind) -> Lemma:
    """max aₖ ≤ y where aₖ ≤ y for every k, or likewise with <: the maximum is one of the values."""
    k, a = index("k", size), vector("a", size)
    top = maximum(k, a[k])
    condition = forall(k, relation(a[k].term, y.term))

    @Lemma.for_all(a, y, given=(condition,))
    def lemma() -> Theorem:
        attained, each = rules.assume(Equal(a[k], top)), specialise(condition, k)
        below = rules.combine(relation(top.term, y.term), (ONE, number(-1)), (each, attained), (), ())
        return take(maximum_attained(top), k, below)

    return lemma


# The largest of finitely many terms, at least two -------------------------------------------------


def by_number(index: IndexVariable, prove: Callable[[int, tuple[Formula, ...]], Theorem]) -> Theorem:
    """What is proved where an index over a numeric size is 1, where it is 2, … (the last: where it is none of the
    others), for any index."""
    assert isinstance(index.size, int)
    same = [SameIndex(index, IndexNumber(value, index.size)) for value in range(1, index.size)]
    theorem = prove(index.size - 1, tuple(Not(formula) for formula in same))
    for place, formula in reversed([*enumerate(same)]):
        branch = prove(place, (formula,))
        theorem = cases(excluded_middle(formula), branch, theorem)
    return theorem


def largest_bounds(terms: Sequence[Term], place: int, given: tuple[Formula, ...]) -> Theorem:
    """Each of the terms is at most the largest of them."""
    top = listed(terms)
    bound = rules.maximum_bounds(top, IndexNumber(place + 1, len(terms)), given)
    return rules.combine(LessEqual(terms[place], top), (ONE,), (bound,), given, ())


def largest_attained(terms: Sequence[Term], given: tuple[Formula, ...]) -> Theorem:
    """The largest is the first of the terms, or the second, …"""
    top = listed(terms)
    which = IndexVariable(fresh_name("m", top, *given), len(terms))
    value = Equal(open_body(top.body, (which,)), top)
    goal = Or(tuple(Equal(term, top) for term in terms))

    def chosen(place: int, case: tuple[Formula, ...]) -> Theorem:
        equal = rules.combine(Equal(terms[place], top), (ONE,), (rules.assume(value),), (*case, *given), ())
        return rules.alternative(goal, place, equal)

    return rules.take(rules.maximum_attained(top, given), which, by_number(which, chosen))


def largest_least(terms: Sequence[Term], theorems: Sequence[Theorem]) -> Theorem:
    """From a ≤ c and b ≤ c, …, or all <: the largest of a, b, … is at most c, or less."""
    expect(len(terms) == len(theorems), "largest_least: there is not one inequality for each term")
    top = listed(terms)
    given = tuple(hypothesis for theorem in theorems for hypothesis in theorem.hypotheses)
    relation = rules.comparison(theorems[0].conclusion, NO_COMPARISON)
    which = IndexVariable(fresh_name("m", top, relation, *given), len(terms))
    goal = type(relation)(open_body(top.body, (which,)), relation.right)

    def below(place: int, case: tuple[Formula, ...]) -> Theorem:
        return rules.combine(goal, (ONE,), (theorems[place],), (*case, *given), ())

    return maximum_least(rules.generalise(by_number(which, below), which))


def listed(terms: Sequence[Term]) -> Maximum:
    """The largest of several terms."""
    return rules.of_kind(largest(terms), Maximum, "there is only one term")
