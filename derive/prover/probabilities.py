"""Probabilities are at most 1: each term of a sum of terms ≥ 0, sums inside it included, is at most the sum."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from derive.kernel import rules
from derive.kernel.facts import read_facts
from derive.kernel.terms import (
    ONE,
    ZERO,
    Equal,
    ForAll,
    Formula,
    Index,
    IndexVariable,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Sum,
    Term,
    Variable,
    close_body,
    entry,
    fresh_name,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.decided import decided
from derive.work import remembered


def probabilities_at_most_one(given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """pₖ ≤ 1 for every k, where Σ p = 1 and p ≥ 0 are given; for a double sum Pᵢⱼ ≤ 1 and Σⱼ Pᵢⱼ ≤ 1. pₖ < 1 for p > 0
    and two terms or more."""
    for fact in read_facts(given):
        if isinstance(fact.source, Equal) and isinstance(fact.source.left, Sum) and not fact.pattern:
            others = tuple(formula for formula in given if formula != fact.source)
            try:
                yield from parts_at_most(fact.source, others)
            except KernelError:
                continue


def parts_at_most(source: Equal, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """The terms of a sum are at most what the sum is given to be, or less."""
    total = source.left
    assert isinstance(total, Sum)
    index = IndexVariable(fresh_name("k", source, *given), total.size)
    part = open_body(total.body, (index,))
    with suppress(KernelError):
        less = decided(Less(part, total), given)  # where all terms are positive and there are two or more
        strict = rules.combine(Less(part, source.right), (ONE, ONE), (rules.assume(source), less), (), ())
        yield rules.generalise(strict, index)
        return
    chain = [rules.assume(source), at_most_total(total, index, given)]
    goal = LessEqual(part, source.right)
    yield rules.generalise(rules.combine(goal, (ONE, ONE), tuple(chain), (), ()), index)
    if isinstance(part, Sum):
        other = IndexVariable(fresh_name("l", source, *given), part.size)
        chain.append(at_most_total(part, other, given))
        goal = LessEqual(open_body(part.body, (other,)), source.right)
        one = rules.combine(goal, (ONE,) * 3, tuple(chain), (), ())
        yield rules.generalise(rules.generalise(one, other), index)


def at_most_total(total: Sum, index: Index, given: tuple[Formula, ...]) -> Theorem:
    """bₖ ≤ Σ b, where b ≥ 0: where the normal form has other sums in it, from what holds for every vector."""
    with suppress(KernelError):
        return decided(LessEqual(open_body(total.body, (index,)), total), given)
    vector, lemma = entries_at_most_sum(total.size)
    specialised = rules.specialise(rules.generalise(lemma, vector), Lambda((total.size,), total.body))
    any_index = IndexVariable(fresh_name("e", total, *given), total.size)
    each = decided(LessEqual(ZERO, open_body(total.body, (any_index,))), given)
    return rules.specialise(rules.modus_ponens(specialised, rules.generalise(each, any_index)), index)


@remembered(16)
def entries_at_most_sum(size: int | str) -> tuple[Variable, Theorem]:
    """For a vector v: v ≥ 0 implies vₖ ≤ Σ v for every k."""
    vector, index = Variable("v", (size,)), IndexVariable("k", size)
    here: Term = entry(vector, (index,))
    nonnegative = ForAll(size, close_body(LessEqual(ZERO, here), (index,)))
    one = decided(LessEqual(here, Sum(size, close_body(here, (index,)))), (nonnegative,))
    return vector, rules.discharge(rules.generalise(one, index), nonnegative)
