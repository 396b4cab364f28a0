"""Sums over entries and their neighbours, Σ (x(t + 1) − x(t)) over all t but the last, and what hypotheses for all
neighbours say of the whole range.

The sum over t of what stands at t + 1 is the sum of what stands at t, but for the ends (R. L. Graham, D. E. Knuth, O.
Patashnik, Concrete Mathematics, 2nd ed., Addison-Wesley 1994, 2.4 and 2.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice, product

from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Monomial, Polynomial, Rational, monomial_term, polynomial_term, quotient
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Choose,
    Equal,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexNumber,
    IndexVariable,
    KernelError,
    LastIndex,
    Less,
    LessEqual,
    Multiply,
    N,
    Node,
    Not,
    SameIndex,
    Sum,
    Term,
    fresh_name,
    negative,
    open_body,
    rebuild,
    subnodes,
    substitute,
)
from derive.kernel.theorem import Theorem
from derive.language.lemma import cut
from derive.language.logic import for_each, specialise
from derive.language.numbering import Numbering, numberings
from derive.language.statement import conjuncts
from derive.lemmas.decided import seen
from derive.lemmas.numbering import before_following, reindexed, without_maps
from derive.lemmas.sums import add_up
from derive.prover.goal import Search
from derive.prover.tactic import involving, tactic
from derive.prover.tactics.telescoping import at_values, linear_in

MOST_COMBINATIONS = 64
"""So many sums of multiples of equations are tried."""


@tactic("neighbours", cost=11, deepest=1, step=0, when=involving(Sum))
def neighbours(goal: Equal | Less | LessEqual, search: Search) -> Theorem | None:
    """The goal, from what it becomes where Σ f(t + 1) over all t but the last is Σ f(t) over all t but the first.

    R. L. Graham, D. E. Knuth, O. Patashnik, Concrete Mathematics, 2nd ed., 2.4."""
    found = list(numberings(search.given))
    if not found:
        return None
    whole = seen(goal, search.given).difference
    values = moved(whole, found, search.given)
    return at_values(goal, whole, values, search) if values else None


def moved(whole: Polynomial, found: Sequence[Numbering], given: tuple[Formula, ...]) -> dict[Term, Theorem]:
    """What the sums of a polynomial are that have an entry at a neighbour of their index."""
    atoms = sorted({atom for monomial in whole for atom, _ in monomial if isinstance(atom, Sum)}, key=lambda a: a.key)
    values: dict[Term, Theorem] = {}
    for numbering in found:
        for atom in atoms:
            if isinstance(atom, Sum) and atom.size == numbering.size and not atom.loose and atom not in values:
                with suppress(KernelError, NeedsCase):
                    value = from_before(atom, numbering, given) or from_behind(atom, numbering, given)
                    if value is not None:
                        values[atom] = value
    return values


def from_before(total: Sum, numbering: Numbering, given: tuple[Formula, ...]) -> Theorem | None:
    """Σ f(t − 1, t) as its first term and Σ f(t, t + 1) over all t but the last; None where it has no t − 1."""
    place, body = opened(total, given)
    before = numbering.preceding(place)
    if before not in set(subnodes(body)):
        return None
    first = IndexNumber(1, numbering.size)
    moved_sum = reindexed(numbering, lambda index: at(body, place, index), given)
    behind = numbering.following(place)
    there = with_parts(at(body, place, behind), {numbering.preceding(behind): place})
    known = (*next_number(numbering, place), before_following(numbering, place))
    each = by_cases(numbering, place, at(body, place, behind), there, given, known)
    summed = add_up(for_each(place, each))
    value = Add((at(body, place, first), side_of(summed)))
    return rules.combine(Equal(total, value), (negative(ONE), ONE), (moved_sum, summed), without_maps(given), ())


def from_behind(total: Sum, numbering: Numbering, given: tuple[Formula, ...]) -> Theorem | None:
    """Σ f(t + 1) as its last term and Σ f(t) over all t but the first; None where it has no t + 1, or has t beside it.
    The number of t is one less than that of t + 1."""
    place, body = opened(total, given)
    behind, here = numbering.following(place), numbering.number(place)
    if behind not in set(subnodes(body)):
        return None
    shifted = with_parts(body, {numbering.number(behind): here, here: Add((here, negative(ONE))), behind: place})
    without = with_parts(body, {numbering.number(behind): ONE, here: ONE, behind: LastIndex(place.size)})
    if place in set(subnodes(without)):
        return None
    moved_sum = reindexed(numbering, lambda index: at(shifted, place, index), given)
    each = by_cases(numbering, place, body, at(shifted, place, behind), given, next_number(numbering, place))
    summed = add_up(for_each(place, each))
    value = Add((at(body, place, LastIndex(place.size)), side_of(moved_sum)))
    return rules.combine(Equal(total, value), (ONE, ONE), (summed, moved_sum), without_maps(given), ())


def opened(total: Sum, given: tuple[Formula, ...]) -> tuple[IndexVariable, Term]:
    """What is summed, at a new index."""
    place = IndexVariable(fresh_name("t", total, *given), total.size)
    return place, open_body(total.body, (place,))


def at(body: Term, place: IndexVariable, index: Index) -> Term:
    """What is summed, at another index."""
    return substitute(body, {place: index})


def with_parts(node: N, others: Mapping[Node, Node]) -> N:
    """A node with other parts in the places of some."""
    return rebuild(node, lambda part, depth: others.get(part))


def next_number(numbering: Numbering, place: IndexVariable) -> tuple[Theorem, ...]:
    """What is known of the number behind that of an index which is not the last one."""
    is_last = SameIndex(place, LastIndex(numbering.size))
    return (rules.modus_ponens(specialise(rules.assume(numbering.step), place), rules.assume(Not(is_last))),)


def by_cases(
    numbering: Numbering,
    place: IndexVariable,
    one: Term,
    other: Term,
    given: tuple[Formula, ...],
    known: tuple[Theorem, ...],
) -> Theorem:
    """That two terms are equal at every index but the last, as an equation of choices."""
    end = LastIndex(numbering.size)
    is_end, given = SameIndex(place, end), without_maps(given)
    goal = Equal(Choose(place, end, ZERO, one), Choose(place, end, ZERO, other))
    at_end = rules.by_normal_form(goal, (is_end, *given), ())
    elsewhere = rules.by_normal_form(goal, (*given, Not(is_end)), known)
    return rules.cases(rules.excluded_middle(is_end), (at_end, elsewhere), goal)


@tactic("hypotheses_for_neighbours", cost=12, deepest=0, step=0)
def hypotheses_for_neighbours(goal: Equal | Less | LessEqual, search: Search) -> Theorem | None:
    """The goal, from what hypotheses for all neighbours say once they are added up: f(n) ≤ f(1) where f(t + 1) ≤ f(t)
    for all t but the last.

    R. L. Graham, D. E. Knuth, O. Patashnik, Concrete Mathematics, 2nd ed., 2.6."""
    found = list(numberings(search.given))
    facts = [fact for one in found for fact in added_up(one, search.given)]
    if not facts:
        return None
    of_neighbours = {formula for fact in facts for formula in fact.hypotheses if isinstance(formula, ForAll)}
    said = frozenset[Formula]().union(*(one.said for one in found))
    others = tuple(part for part in search.given if part not in of_neighbours - said)
    by_fact = [replaced(fact, found, others) for fact in facts]
    if isinstance(goal, Equal):
        equations = [fact for fact in by_fact if isinstance(fact.conclusion, Equal)]
        return linear_equation(goal, equations, others) if equations else None
    theorem = search.prove(goal, (*search.given, *(fact.conclusion for fact in by_fact)))
    return cut(theorem, by_fact)


def added_up(numbering: Numbering, given: tuple[Formula, ...]) -> Iterator[Theorem]:
    """The hypotheses for all neighbours over a size, each added up over all t but the last."""
    said = numbering.said
    last = LastIndex(numbering.size)
    for part in conjuncts(given):
        if part in said or not isinstance(part, ForAll) or part.over != numbering.size:
            continue
        place = IndexVariable(fresh_name("t", part, *given), numbering.size)
        instance = open_body(part.body, (place,))
        if not isinstance(instance, Implies) or instance.left != Not(SameIndex(place, last)):
            continue
        relation = instance.right
        if not isinstance(relation, (Equal, Less, LessEqual)):
            continue
        with suppress(KernelError, NeedsCase):
            kind = Equal if isinstance(relation, Equal) else LessEqual
            sides = [Choose(place, last, ZERO, side) for side in (relation.left, relation.right)]
            is_last = SameIndex(place, last)
            each = kind(*sides)
            others = without_maps(given)
            at_last = rules.by_normal_form(each, (is_last, *others), ())
            holds = rules.modus_ponens(specialise(rules.assume(part), place), rules.assume(Not(is_last)))
            elsewhere = rules.by_normal_form(each, (*others, Not(is_last)), (holds,))
            yield add_up(for_each(place, rules.cases(rules.excluded_middle(is_last), (at_last, elsewhere), each)))


def replaced(fact: Theorem, found: Sequence[Numbering], given: tuple[Formula, ...]) -> Theorem:
    """A fact where the sums that have an entry at a neighbour of their index have their values."""
    relation = fact.conclusion
    assert isinstance(relation, (Equal, LessEqual))
    whole = seen(relation, given).difference
    values = moved(whole, found, given)
    factors, rest = linear_in(whole, values)
    terms = [Multiply((polynomial_term(a), side_of(values[atom]))) for atom, a in factors.items()]
    by = tuple(polynomial_term(a) for a in factors.values())
    goal = type(relation)(ZERO, Add((polynomial_term(rest), *terms)))
    return rules.combine(goal, (*by, ONE), (*(values[atom] for atom in factors), fact), without_maps(given), ())


def linear_equation(goal: Equal, facts: Sequence[Theorem], given: tuple[Formula, ...]) -> Theorem | None:
    """An equation as the sum of multiples of others, which have their sums in common with it."""
    wanted = seen(goal, given).difference
    choices = [(*multiples(wanted, fact, given), ZERO) for fact in facts]
    for by in islice(product(*choices), MOST_COMBINATIONS):
        with suppress(KernelError, NeedsCase):
            return rules.combine(goal, by, tuple(facts), without_maps(given), ())
    return None


def multiples(wanted: Polynomial, fact: Theorem, given: tuple[Formula, ...]) -> Iterator[Term]:
    """What an equation may be multiplied by so that a monomial of it with a sum, or any where it has none, is one of
    those that are wanted."""
    relation = fact.conclusion
    assert isinstance(relation, Equal)
    known = seen(relation, given).difference
    with_sums = [monomial for monomial in known if sums_in(monomial)]
    found: dict[Term, None] = {}
    for own in sorted(with_sums or known, key=lambda one: monomial_term(one).key):
        for other in sorted(wanted, key=lambda one: monomial_term(one).key):
            if sums_in(own) == sums_in(other):
                powers = dict(other)
                for atom, power in own:
                    powers[atom] = powers.get(atom, 0) - power
                rest = frozenset((atom, power) for atom, power in powers.items() if power)
                found[monomial_term(rest, quotient(wanted[other], known[own]))] = None
    yield from found


def sums_in(monomial: Monomial) -> frozenset[tuple[Term, Rational]]:
    """The sums of a monomial, with their powers."""
    return frozenset((atom, power) for atom, power in monomial if isinstance(atom, Sum))


def side_of(theorem: Theorem) -> Term:
    """The right side of an equation."""
    relation = theorem.conclusion
    assert isinstance(relation, Equal)
    return relation.right
