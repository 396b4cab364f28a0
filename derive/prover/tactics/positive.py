"""Strict positivity where no single term shows it: of products, of means, and by cases of weights that may vanish."""

from __future__ import annotations

from collections.abc import Iterator

from derive import lemmas
from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE, POSITIVE
from derive.kernel.polynomials import monomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Entry,
    Equal,
    Formula,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Maximum,
    Multiply,
    Sum,
    Term,
    close_body,
    fresh_name,
    negative,
    open_body,
)
from derive.kernel.theorem import Theorem
from derive.lemmas import cases
from derive.lemmas.decided import decided, reasoner_under, seen
from derive.lemmas.terms import Order, base_of, factors_of, summed
from derive.prover.goal import Search
from derive.prover.tactic import involving, tactic


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


@tactic("positive_factors", cost=74, step=2)
def positive_factors(goal: Order, search: Search) -> Theorem | None:
    """0 < a b c, or ≤, where the same is proved of each factor of which the kernel does not decide it: a product of
    positive numbers is positive.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., definition 1.17 (ii)."""
    if goal.left != ZERO:
        return None
    view = seen(goal, search.given)
    factors = {atom for monomial in view.difference for atom, _ in monomial} if len(view.difference) == 1 else set()
    if isinstance(goal.right, Multiply):
        factors = {base_of(factor) for factor in factors_of(goal.right)}
    wanted = POSITIVE if isinstance(goal, Less) else NONNEGATIVE
    facts = [type(goal)(ZERO, factor) for factor in factors if not view.reasoner.sign(factor) <= wanted]
    if not facts or goal in facts:
        return None
    facts.sort(key=lambda fact: fact.key)
    theorems = [search.prove(fact) for fact in facts]
    found = decided(goal, (*facts, *search.given))
    for fact, theorem in zip(facts, theorems, strict=True):
        found = rules.modus_ponens(rules.discharge(found, fact), theorem)
    return found


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
        highest = Maximum(total.size, close_body(negative(value), (index,)))
        place = IndexVariable(fresh_name("m", goal, *given), total.size)
        attained = Equal(open_body(highest.body, (place,)), highest)
        below = rules.combine(Less(highest, ZERO), (ONE,), (rules.assume(attained),), (attained, *given), ())
        below = rules.take(rules.maximum_attained(highest, given), place, below)
        least = LessEqual(Multiply((weight, negative(highest))), Multiply((weight, value)))
        each = rules.combine(least, (weight,), (rules.maximum_bounds(highest, index, given),), given, ())
        added = lemmas.add_up(rules.generalise(each, index))
        return rules.combine(goal, (ONE, summed(weight, (index,))), (added, below), given, ())
    return None


def weighted(total: Sum, index: IndexVariable, given: tuple[Formula, ...]) -> Iterator[tuple[Term, Term]]:
    """The terms of a sum as w · c with w ≥ 0, Σ w > 0 and c > 0."""
    reasoner = reasoner_under(given)
    polynomial = reasoner.normal(open_body(total.body, (index,)))
    if len(polynomial) != 1:
        return
    ((monomial, coefficient),) = polynomial.items()
    for atom, power in sorted(monomial, key=lambda item: item[0].key):
        rest = monomial_term(monomial - {(atom, power)}, coefficient)
        if power == 1 and reasoner.sign(atom) == NONNEGATIVE and reasoner.sign(rest) == POSITIVE:
            try:
                decided(Less(ZERO, summed(atom, (index,))), given)
            except KernelError:
                continue
            yield atom, rest
