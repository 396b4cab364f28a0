"""Sums: of inequalities, term by term, and of terms that are not negative."""

from __future__ import annotations

from derive.kernel import rules
from derive.kernel.terms import ONE, ZERO, ForAll, Formula, Index, KernelError, Lambda, Relation, Size, Sum
from derive.kernel.theorem import Theorem
from derive.language.expressions import Equal, delta, forall, index, total, vector
from derive.language.lemma import Lemma
from derive.language.logic import Known, for_each, proof_of, specialise, transitivity
from derive.lemmas.equations import NO_COMPARISON, Kind, antisymmetry, kind_of
from derive.work import remembered


def for_every_index(formula: Formula) -> tuple[Size, Relation]:
    """The size and the relation of a formula that says a relation for every index."""
    if isinstance(formula, ForAll) and isinstance(formula.over, (str, int)):
        return formula.over, rules.comparison(formula.body, NO_COMPARISON)
    raise KernelError("the theorem is not about every index")


def add_up(known: Known) -> Theorem:
    """From aₖ < bₖ (or ≤, =) for every k: Σ aₖ < Σ bₖ (or ≤, =)."""
    theorem = proof_of(known)
    size, relation = for_every_index(theorem.conclusion)
    sums = sums_compare(size, kind_of(relation)).at(a=Lambda((size,), relation.left), b=Lambda((size,), relation.right))
    return sums.given(theorem).theorem


@remembered()
def sums_compare(size: Size, relation: Kind) -> Lemma:
    """Σ aₖ < Σ bₖ where aₖ < bₖ for every k, or likewise with ≤ or =."""
    k, a, b = index("k", size), vector("a", size), vector("b", size)
    condition = forall(k, relation(a[k].term, b[k].term))

    @Lemma.for_all(a, b, given=(condition,))
    def lemma() -> Theorem:
        goal = relation(total(k, a[k]).term, total(k, b[k]).term)
        rest = relation(ZERO, total(k, b[k] - a[k]).term)
        signed = rules.by_normal_form(rest, (condition,), ())
        return rules.combine(goal, (ONE,), (signed,), (), ())

    return lemma


def add_up_strictly(known: Known, strict: Known, place: Index) -> Theorem:
    """From aₖ ≤ bₖ for every k, and aᵢ < bᵢ for one i: Σ aₖ < Σ bₖ."""
    theorem = proof_of(known)
    size, relation = for_every_index(theorem.conclusion)
    arrays = {"a": Lambda((size,), relation.left), "b": Lambda((size,), relation.right)}
    return sums_rise(size).at(i=place, **arrays).given(theorem, proof_of(strict)).theorem


@remembered()
def sums_rise(size: Size) -> Lemma:
    """Σ aₖ < Σ bₖ where aₖ ≤ bₖ for every k, and aᵢ < bᵢ."""
    i, k, a, b = index("i", size), index("k", size), vector("a", size), vector("b", size)
    everywhere, here = forall(k, a[k] <= b[k]), a[i] < b[i]

    @Lemma.for_all(i, a, b, given=(everywhere, here))
    def lemma() -> Theorem:
        raised = a[k] + delta(k, i) * (b[k] - a[k])
        slack = 1 - delta(k, i)
        each = rules.combine(raised <= b[k], (slack.term,), (specialise(everywhere, k),), (), ())
        summed = add_up(for_each(k, each))
        return rules.combine(total(k, a[k]) < total(k, b[k]), (ONE, ONE), (summed, rules.assume(here)), (), ())

    return lemma


def vanishing_terms(known: Known, signs: Known) -> Theorem:
    """From Σ aₖ = 0 and 0 ≤ aₖ for every k: aₖ = 0 for every k."""
    whole, nonnegative = proof_of(known), proof_of(signs)
    size, relation = for_every_index(nonnegative.conclusion)
    goal = Equal(Sum(size, relation.right), 0)
    if whole.conclusion != goal:
        whole = rules.by_normal_form(goal, whole.hypotheses, (whole,))
    return terms_vanish(size).at(a=Lambda((size,), relation.right)).given(whole, nonnegative).theorem


@remembered()
def terms_vanish(size: Size) -> Lemma:
    """aₖ = 0 for every k where Σ aₖ = 0 and 0 ≤ aₖ for every k."""
    k, a = index("k", size), vector("a", size)
    whole = total(k, a[k])
    conditions = (Equal(whole, 0), forall(k, a[k] >= 0))

    @Lemma.for_all(a, given=conditions)
    def lemma() -> Theorem:
        part = rules.by_normal_form(a[k] <= whole, conditions[1:], ())
        below = transitivity(part, conditions[0])
        return for_each(k, antisymmetry(below, specialise(conditions[1], k)))

    return lemma
