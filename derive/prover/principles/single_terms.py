"""Terms of sums of terms ≥ 0 are at most the sum."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import combinations

from derive import lemmas
from derive.kernel import rules
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    ForAll,
    Formula,
    Index,
    IndexNumber,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Log,
    Power,
    Sum,
    Term,
    free_variables,
    number,
    open_body,
    subnodes,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.language import expressions as written
from derive.language.expressions import delta, distinct, forall, vector
from derive.language.lemma import Lemma
from derive.lemmas.decided import decided
from derive.lemmas.terms import product
from derive.prover.goal import Context, add_up_over
from derive.prover.probabilities import at_most_total
from derive.prover.tactic import involving, principle
from derive.work import remembered

MOST_INSTANCES = 4
MOST_TOTALS = 6
MOST_FAMILIES = 5


@principle("single_terms", cost=82, most=24, when=involving(Sum))
def single_terms(context: Context) -> Iterator[Theorem]:
    """A term of a sum of non-negative terms is at most the sum, and so are the logarithms."""
    totals = {part for part, around in context.parts if isinstance(part, Sum) and not around}
    totals |= {atom for atom in context.atoms() if isinstance(atom, Sum)}
    logs = {part.argument for part, around in context.parts if isinstance(part, Log) and not around}
    for total in sorted(totals, key=lambda total: total.key)[:MOST_TOTALS]:
        for index in [i for i in context.indices if i.size == total.size][:MOST_INSTANCES]:
            term = open_body(total.body, (index,))
            for relation in (Less, LessEqual):
                try:
                    theorem = rules.by_normal_form(relation(term, total), context.given, ())
                except KernelError:
                    continue
                yield theorem
                if total in logs and context.is_positive(term):
                    yield lemmas.monotone("log", theorem, tuple(rules.assume(f) for f in context.given))
                break
            else:
                if context.is_nonnegative(term):
                    yield at_most_total(total, index, context.given)


@principle("two_terms", cost=83, most=12)
def two_terms(context: Context) -> Iterator[Theorem]:
    """bᵢ + bⱼ ≤ Σ b for b ≥ 0 and i ≠ j, and 4 bᵢ bⱼ ≤ (Σ b)², for the geometric mean of two terms is at most their
    arithmetic mean.

    G. H. Hardy, J. E. Littlewood, G. Pólya, Inequalities, 2nd ed., theorem 9."""
    pairs = [pair for pair in combinations(context.indices, 2) if told_apart(context, *pair)]
    totals = list(context.sums()) if pairs else []
    for formula in context.given if pairs else ():
        totals += [n for n in subnodes(formula) if isinstance(n, Sum) and not n.loose]
    for whole in dict.fromkeys(totals):
        for places in pairs:
            if whole.size == places[0].size:
                with suppress(KernelError):
                    yield from of_two_terms(context, whole, places)


def told_apart(context: Context, first: Index, second: Index) -> bool:
    """Whether two indices are given to be different, or are different numbers."""
    if first.size != second.size:
        return False
    numbers = isinstance(first, IndexNumber) and isinstance(second, IndexNumber)
    return numbers or any(distinct(*pair) in context.given for pair in ((first, second), (second, first)))


def of_two_terms(context: Context, whole: Sum, places: tuple[Index, Index]) -> Iterator[Theorem]:
    """bᵢ + bⱼ ≤ Σ b; and 4 bᵢ bⱼ ≤ (Σ b)², of which (Σ b − bᵢ − bⱼ)(Σ b + bᵢ + bⱼ) + (bᵢ − bⱼ)² is the difference."""
    given = context.given
    here = context.index(whole.size)
    first, second = (open_body(whole.body, (place,)) for place in places)
    sign = rules.generalise(decided(LessEqual(ZERO, open_body(whole.body, (here,))), given), here)
    known = tuple(fact for fact in given if free_variables(fact) <= {*places} and not isinstance(fact, ForAll))
    sums = pairs_at_most_sum(places, known).under(*given).at(v=Lambda((whole.size,), whole.body)).given(sign).theorem
    yield sums
    square = decided(LessEqual(ZERO, Power(subtract(first, second), number(2))), given)
    goal = LessEqual(product(number(4), first, second), Power(whole, number(2)))
    yield rules.combine(goal, (Add((whole, first, second)), ONE), (sums, square), given, ())


@remembered(64)
def pairs_at_most_sum(places: tuple[Index, Index], given: tuple[Formula, ...]) -> Lemma:
    """vᵢ + vⱼ ≤ Σ v where v ≥ 0, for two indices that are given to be different: vₖ δₖᵢ + vₖ δₖⱼ ≤ vₖ for every k."""
    i, j = places
    k, v = written.index("k", i.size), vector("v", i.size)
    condition = forall(k, v[k] >= 0)

    @Lemma.for_all(v, given=(condition,))
    def lemma() -> Theorem:
        known = (condition, *given)
        each = rules.by_normal_form(v[k] * delta(k, i) + v[k] * delta(k, j) <= v[k], known, ())
        summed = lemmas.add_up(rules.generalise(each, k))
        return rules.combine(v[i] + v[j] <= written.total(k, v[k]), (ONE,), (summed,), known, ())

    return lemma


@principle("products_of_sums", cost=80, most=16)
def products_of_sums(context: Context) -> Iterator[Theorem]:
    """Σ f g ≤ (Σ f)(Σ g) for f, g ≥ 0: the right side has the terms of the left one, and others."""
    families: dict[Term, Sum] = {}
    totals = [*context.sums()]
    for formula in context.given:
        totals += [n for n in subnodes(formula) if isinstance(n, Sum) and not n.loose]
    for total in dict.fromkeys(totals):
        index, body = context.opened(total)
        if not isinstance(body, Sum) and context.is_nonnegative(body):
            families.setdefault(body, total)
    items = sorted(families.items(), key=lambda item: item[0].key)[:MOST_FAMILIES]
    for place, (first, first_total) in enumerate(items):
        for second, second_total in items[place:]:
            if first_total.size != second_total.size:
                continue
            index = context.index(first_total.size)
            for relation in (Less, LessEqual) if context.is_positive(first) else (LessEqual,):
                try:
                    one = context.decided(relation(second, second_total))
                    goal = relation(product(first, second), product(first, second_total))
                    yield add_up_over(rules.combine(goal, (first,), (one,), context.given, ()), (index,))
                    break
                except KernelError:
                    continue
