"""Equations that are sums of multiples of given ones, and equations that hold after multiplying by what is not 0.

The multipliers are polynomials, found by linear algebra over the monomials that occur."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations

from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import UNIT, Monomial, Polynomial, in_order, joined, monomial_term
from derive.kernel.terms import (
    ZERO,
    Add,
    Different,
    Equal,
    Formula,
    KernelError,
    Less,
    Power,
    Term,
    free_variables,
    number,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.language.expressions import real
from derive.lemmas import cancel
from derive.lemmas.decided import View, seen
from derive.lemmas.terms import inverse, product
from derive.prover.goal import Search
from derive.prover.linarith.simplex import nonnegative_solution
from derive.prover.tactic import tactic

MOST_EQUATIONS = 8
MOST_MONOMIALS = 40
MOST_MULTIPLES = 80
ROUNDS = 3
MOST_FACTORS = 4
"""How many given equations, monomials of one polynomial, multiples of equations, rounds in which multiples meet the
monomials of those before, and factors that are not 0 are looked at."""


@tactic("multiples_of_equations", cost=56, deepest=1, step=0)
def multiples_of_equations(goal: Equal, search: Search) -> Theorem | None:
    """a = b, where b − a = Σ mᵢ (bᵢ − aᵢ) for given equations aᵢ = bᵢ and polynomials mᵢ: it lies in their ideal.

    D. A. Cox, J. Little, D. O'Shea, Ideals, Varieties, and Algorithms, 4th ed., definition 1.4.2."""
    return _by_multiples(goal, search.given)


@tactic("nonzero_factor", cost=59, deepest=1, step=0)
def nonzero_factor(goal: Equal, search: Search) -> Theorem | None:
    """a = b from c a = c b, where c ≠ 0, or c is a product of two such factors: a field has no zero divisors.

    S. Lang, Algebra, 3rd ed., II.1."""
    factors = list(_nonzero(search.given))
    for factor in (*factors, *(product(*pair) for pair in combinations(factors, 2))):
        with suppress(KernelError, NeedsCase):
            scaled = _by_multiples(_times(factor, goal), search.given)
            if scaled is not None:
                return cancel(goal, scaled, real(factor))
    for given in search.given:  # what is given of all indices needs more than multiples
        if isinstance(given, Different):
            with suppress(KernelError, NeedsCase):
                factor = subtract(given.left, given.right)
                others = tuple(formula for formula in search.given if formula != given)  # for it would be used for ever
                scaled = rules.weaken(search.prove(_times(factor, goal), others), search.given)
                return cancel(goal, scaled, real(factor))
    return None


def _times(factor: Term, goal: Equal) -> Equal:
    return Equal(product(factor, goal.left), product(factor, goal.right))


def _nonzero(given: Sequence[Formula]) -> Iterator[Term]:
    """What is given not to be 0, as it stands in the equations that are given: r where r > 0 and r x = 0, b − a where
    a < b."""
    within = {variable for formula in given if isinstance(formula, Equal) for variable in free_variables(formula)}
    found = 0
    for formula in given:
        if isinstance(formula, (Different, Less)) and free_variables(formula) <= within and found < MOST_FACTORS:
            found += 1
            yield formula.right if formula.left == ZERO else subtract(formula.right, formula.left)


@dataclass(frozen=True)
class _Multiple:
    """A monomial times a given equation. ``polynomial`` is what it makes of right − left where that is cleared of its
    denominators, which are a product ``below``."""

    equation: Equal
    below: Term
    factor: Monomial
    polynomial: Polynomial


def _by_multiples(goal: Equal, given: tuple[Formula, ...]) -> Theorem | None:
    equations = [formula for formula in given if isinstance(formula, Equal)][:MOST_EQUATIONS]
    others = tuple(formula for formula in given if not isinstance(formula, Equal))
    view = seen(goal, others)
    multiples = _multiples(view.numerator, list(_as_given(equations, others)))
    if not multiples:
        return None
    columns = [one.polynomial for one in multiples]
    columns += [{monomial: -value for monomial, value in column.items()} for column in columns]
    found = nonnegative_solution(columns, view.numerator)
    if found is None:
        return None
    over = inverse(_denominator(view))
    factors: dict[Equal, list[Term]] = {}
    for place, value in sorted(found.items()):
        one = multiples[place % len(multiples)]
        factor = monomial_term(one.factor, value if place < len(multiples) else -value)
        factors.setdefault(one.equation, []).append(product(factor, one.below, over))
    weights = tuple(Add(tuple(terms)) for terms in factors.values())
    return rules.combine(goal, weights, tuple(map(rules.assume, factors)), given, ())


def _as_given(equations: Sequence[Equal], others: tuple[Formula, ...]) -> Iterator[_Multiple]:
    """The equations themselves, those apart that are too large."""
    for equation in equations:
        with suppress(KernelError, NeedsCase):
            view = seen(equation, others)
            if 0 < len(view.numerator) <= MOST_MONOMIALS:
                yield _Multiple(equation, _denominator(view), UNIT, view.numerator)


def _denominator(view: View) -> Term:
    return product(*(Power(atom, number(power)) for atom, power in in_order(view.denominators.items())))


def _multiples(target: Polynomial, given: Sequence[_Multiple]) -> list[_Multiple]:
    """The multiples that have a monomial in common with the target, and then those that have one with these."""
    found: dict[tuple[Equal, Monomial], _Multiple] = {}
    if len(target) > MOST_MONOMIALS:
        return []
    wanted: list[Monomial] = sorted(target, key=_written)
    met = set(wanted)
    for _ in range(ROUNDS):
        new: list[Monomial] = []
        for monomial in wanted:
            for one in given:
                for pivot in sorted(one.polynomial, key=_written):
                    factor = _quotient(monomial, pivot)
                    if factor is None or (one.equation, factor) in found or len(found) == MOST_MULTIPLES:
                        continue
                    polynomial = {_joined(factor, other): value for other, value in one.polynomial.items()}
                    found[one.equation, factor] = _Multiple(one.equation, one.below, factor, polynomial)
                    new += [other for other in sorted(polynomial, key=_written) if other not in met]
                    met.update(polynomial)
        wanted = new
    return list(found.values())


def _written(monomial: Monomial) -> str:
    return monomial_term(monomial).key


def _joined(left: Monomial, right: Monomial) -> Monomial:
    return frozenset(joined(left, right).items())


def _quotient(monomial: Monomial, by: Monomial) -> Monomial | None:
    """monomial / by, where that is a monomial without denominators."""
    found = _joined(monomial, frozenset((atom, -power) for atom, power in by))
    return found if all(power > 0 for _, power in found) else None
