"""Sums over one index that are given for every value of another: Σⱼ Σᵢ Wᵢⱼ fᵢ = Σᵢ c fᵢ from Σⱼ Wᵢⱼ = c."""

from __future__ import annotations

from collections.abc import Iterator

from derive.kernel import rules
from derive.kernel.facts import Fact, read_facts
from derive.kernel.polynomials import monomial_term, split_monomial
from derive.kernel.terms import (
    Equal,
    ForAll,
    Formula,
    IndexVariable,
    Sum,
    Term,
    open_body,
    substitute,
)
from derive.kernel.theorem import Theorem
from derive.lemmas.terms import product, summed
from derive.prover.goal import Context
from derive.prover.tactic import involving, principle
from derive.prover.tactics.linear_squares import as_bounds

MOST_VALUES = 4


@principle("exchanged_sums", cost=44, most=8, when=involving(Sum))
def exchanged_sums(context: Context) -> Iterator[Theorem]:
    """Σⱼ Σᵢ Wᵢⱼ fᵢ = Σᵢ c fᵢ as two inequalities, for the sums Σᵢ fᵢ and Σᵢⱼ Wᵢⱼ fᵢ in the goal, where
    Σⱼ Wᵢⱼ = c is given.

    R. L. Graham, D. E. Knuth, O. Patashnik, Concrete Mathematics, 2nd ed., section 2.4."""
    for fact in read_facts(context.given):
        total = fact.source.left
        if isinstance(fact.source, Equal) and isinstance(total, Sum) and len(fact.pattern) == 1:
            index = context.index(fact.pattern[0].size)
            for value in values(context, fact, total, index)[:MOST_VALUES]:
                yield from exchanged(context, fact, index, value)


def values(context: Context, fact: Fact, total: Sum, index: IndexVariable) -> list[Term]:
    """The terms f at the index."""
    found: dict[Term, None] = {}
    other = context.index(total.size, 1)
    once = open_body(substitute(total, {fact.pattern[0]: index}).body, (other,)), 1
    for atom in context.atoms():
        if not isinstance(atom, Sum):
            continue
        if atom.size == index.size and not isinstance(atom.body, Sum):
            found[open_body(atom.body, (index,))] = None
        for inner in inner_bodies(atom, index, other):
            factors = list(split_monomial(inner))
            rest = monomial_term(frozenset(factor for factor in factors if factor != once))
            if once in factors and other.key not in rest.key:
                found[rest] = None
    return list(found)


def inner_bodies(atom: Sum, index: IndexVariable, other: IndexVariable) -> Iterator[Term]:
    """The body of a double sum over the two indices."""
    if isinstance(atom.body, Sum):
        for outer, inner in ((index, other), (other, index)):
            if (atom.size, atom.body.size) == (outer.size, inner.size):
                total = open_body(atom.body, (outer,))
                assert isinstance(total, Sum)
                yield open_body(total.body, (inner,))


def exchanged(context: Context, fact: Fact, index: IndexVariable, value: Term) -> Iterator[Theorem]:
    """The sums exchanged without the fact, which would rewrite the inner one; then the fact."""
    total = substitute(fact.source.left, {fact.pattern[0]: index})
    result = substitute(fact.source.right, {fact.pattern[0]: index})
    assert isinstance(total, Sum)
    other = context.index(total.size, 1)
    double = summed(product(open_body(total.body, (other,)), value), (other, index))
    once = summed(product(value, total), (index,))
    rest = tuple(formula for formula in context.given if fact.source not in (formula, *opened(formula, fact)))
    exchange = rules.by_normal_form(Equal(double, once), rest, ())
    known = rules.by_normal_form(Equal(once, summed(product(value, result), (index,))), context.given, ())
    yield from as_bounds(rules.transitivity((exchange, known)), context.given)


def opened(formula: Formula, fact: Fact) -> tuple[Formula, ...]:
    """What a formula says of the index of a fact."""
    if isinstance(formula, ForAll) and formula.over == fact.pattern[0].size:
        return (open_body(formula.body, fact.pattern),)
    return ()
