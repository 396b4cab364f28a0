"""Strict positivity where no single term shows it: of products, of means, and by cases of weights that may vanish."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from derive import lemmas
from derive.kernel import rules
from derive.kernel.facts import NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE
from derive.kernel.polynomials import in_order, monomial_term, polynomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Entry,
    Equal,
    Formula,
    IndexVariable,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Maximum,
    Multiply,
    Size,
    Sum,
    Term,
    close_body,
    fresh_name,
    negative,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.language.expressions import forall, index, total, vector
from derive.language.lemma import Lemma, cut
from derive.lemmas import cases
from derive.lemmas.decided import decided, reasoner_under, seen
from derive.lemmas.terms import Order, base_of, factors_of, product, summed
from derive.prover.goal import Search
from derive.prover.tactic import involving, tactic
from derive.work import remembered

MOST_UNCLEAR = 4
"""Of how many factors of a product the signs are searched for."""


@tactic("zero_or_positive", cost=78, step=2)
def zero_or_positive(goal: Less, search: Search) -> Theorem | None:
    """0 < a by cases of a scalar t ≥ 0 in it: t = 0, or t > 0. So λx + (1 − λ)y > 0 for 0 ≤ λ ≤ 1."""
    if ZERO not in (goal.left, goal.right):
        return None
    view = seen(goal, search.given)
    atoms = {atom for monomial in view.numerator for atom, _ in monomial if isinstance(atom, Entry)}
    for atom in sorted(atoms, key=lambda atom: atom.key):
        if view.reasoner.sign(atom) != NONNEGATIVE or atom.indices:
            continue
        return cases.zero_or_positive(goal, atom, search.given, search.prove)
    return None


@tactic("signs_of_factors", cost=74, first=27, step=2)
def signs_of_factors(goal: Order, search: Search) -> Theorem | None:
    """0 ≤ a b/c, or <, or the other way round, from the signs of those factors, as they are written, of which the
    kernel does not decide it: the rule of signs.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., proposition 1.18."""
    if ZERO not in (goal.left, goal.right):
        return None
    whole, above = (goal.right, True) if goal.left == ZERO else (goal.left, False)
    view = seen(goal, search.given)
    if isinstance(whole, Multiply):
        parts = factors_of(whole)
    elif len(view.difference) == 1:
        above, parts = True, factors_of(polynomial_term(view.difference))
    else:
        return None
    signs = [view.reasoner.sign(part) for part in parts]
    unclear = [number for number, sign in enumerate(signs) if not sign <= NONNEGATIVE and not sign <= NONPOSITIVE]
    if not isinstance(goal, LessEqual):
        unclear = [number for number, sign in enumerate(signs) if sign not in (POSITIVE, NEGATIVE)]
    bases = sorted({base_of(parts[number]) for number in unclear}, key=lambda base: base.key)
    if not bases or len(bases) > MOST_UNCLEAR or bases == [whole]:
        return None
    others = [parts[number] for number in range(len(parts)) if number not in unclear]
    falls = view.reasoner.sign(product(*others) if others else ONE) <= NONPOSITIVE
    expected = (above != falls,) if len(bases) == 1 else (True, False)
    theorems = [sign_of(base, type(goal), expected, search) for base in bases]
    facts = [theorem.conclusion for theorem in theorems]
    return cut(decided(goal, (*facts, *search.given)), theorems)


def sign_of(term: Term, relation: type[Less] | type[LessEqual], signs: tuple[bool, ...], search: Search) -> Theorem:
    """That a term is at least 0, or at most, in the order of what is asked: true stands for the first."""
    for positive in signs:
        with suppress(KernelError):
            return search.prove(relation(*((ZERO, term) if positive else (term, ZERO))))
    raise KernelError("prover: the sign of a factor is not proved")


@tactic("positive_mean", cost=76, when=involving(Sum))
def positive_mean(goal: Less, search: Search) -> Theorem | None:
    """0 < Σ w c for w ≥ 0 with Σ w > 0 and c > 0: it is at least the least c times Σ w, for a mean lies between the
    least and the greatest value.

    G. H. Hardy, J. E. Littlewood, G. Pólya, Inequalities, 2nd ed., theorem 1."""
    given = search.given
    if goal.left != ZERO or not isinstance(goal.right, Sum):
        return None
    total = goal.right
    index = IndexVariable(fresh_name("k", goal, *given), total.size)
    for weight, value in weighted(total, index, given):
        values = rules.generalise(decided(Less(ZERO, value), given), index)
        whole = mean_of_positive(weight, value, index, values, given)
        return rules.combine(goal, (ONE,), (whole,), given, ())
    return None


def mean_of_positive(
    weight: Term, value: Term, index: IndexVariable, values: Theorem, given: tuple[Formula, ...]
) -> Theorem:
    """0 < Σ w c, where c > 0 for every index, as a theorem says, and w ≥ 0 and Σ w > 0 are decided."""
    w, c = (Lambda((index.size,), close_body(term, (index,))) for term in (weight, value))
    signs = rules.generalise(decided(LessEqual(ZERO, weight), given), index)
    total = decided(Less(ZERO, summed(weight, (index,))), given)
    return positive_means(index.size).under(*given).at(w=w, c=c).given(signs, total, values).theorem


@remembered()
def positive_means(size: Size) -> Lemma:
    """0 < Σ w c where w ≥ 0, Σ w > 0 and c > 0: with m the greatest −c, which is one of them and so m < 0, w m ≥ −w c
    for every index, and Σ w c ≥ −m Σ w."""
    k, place = index("k", size), index("m", size)
    w, c = vector("w", size), vector("c", size)
    conditions = forall(k, w[k] >= 0), total(k, w[k]) > 0, forall(k, c[k] > 0)

    @Lemma.for_all(w, c, given=conditions)
    def lemma() -> Theorem:
        greatest = Maximum(size, close_body(negative(c[k].term), (k,)))
        attained = Equal(negative(c[place].term), greatest)
        below = rules.combine(Less(greatest, ZERO), (ONE,), (rules.assume(attained),), (attained, *conditions), ())
        below = rules.take(rules.maximum_attained(greatest, conditions), place, below)
        least = LessEqual(Multiply((w[k].term, negative(greatest))), (w[k] * c[k]).term)
        each = rules.combine(least, (w[k].term,), (rules.maximum_bounds(greatest, k, conditions),), conditions, ())
        added = lemmas.add_up(rules.generalise(each, k))
        goal = total(k, w[k] * c[k]) > 0
        return rules.combine(goal, (ONE, total(k, w[k]).term), (added, below), conditions, ())

    return lemma


def weighted(total: Sum, index: IndexVariable, given: tuple[Formula, ...]) -> Iterator[tuple[Term, Term]]:
    """The terms of a sum as w · c with w ≥ 0, Σ w > 0 and c > 0."""
    reasoner = reasoner_under(given)
    polynomial = reasoner.normal(open_body(total.body, (index,)))
    if len(polynomial) != 1:
        return
    ((monomial, coefficient),) = polynomial.items()
    for atom, power in in_order(monomial):
        rest = monomial_term(monomial - {(atom, power)}, coefficient)
        if power == 1 and reasoner.sign(atom) == NONNEGATIVE and reasoner.sign(rest) == POSITIVE:
            try:
                decided(Less(ZERO, summed(atom, (index,))), given)
            except KernelError:
                continue
            yield atom, rest
