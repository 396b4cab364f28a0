"""The columns of the linear programs behind inequalities: known bounds times factors ≥ 0."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import islice

from derive.kernel import rules
from derive.kernel.facts import (
    NONNEGATIVE,
    NONPOSITIVE,
    POSITIVE,
    RELATION_SIGNS,
    Signs,
    read_facts,
    sign_of,
    sign_product,
)
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import UNIT, Monomial, Polynomial, in_order, joined, monomial_term, polynomial_term
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import Add, KernelError, Less, LessEqual, Multiply, Power, Term, number, subtract
from derive.kernel.theorem import Theorem
from derive.lemmas.terms import Order
from derive.prover.credit import noted
from derive.prover.goal import Context, Offer

MOST_COLUMNS = 8
"""How many columns a bound may make in each round."""

MOST_MONOMIALS = 40
"""How many monomials a goal or bound may have."""

MOST_TARGETS = 80
"""How many monomials of one round may be targets of the next."""

MOST_FACTORS = 3
"""How many factors a bound may be multiplied by."""


@lru_cache(maxsize=20_000)
def spelling(monomial: Monomial) -> str:
    """What monomials are ordered by."""
    return monomial_term(monomial).key


def simplicity(monomial: Monomial) -> tuple[int, str]:
    """What monomials are ordered by, those with few factors first."""
    return len(monomial), spelling(monomial)


class Bound:
    """l ≤ r (or <), with r − l cleared of its denominator, which is positive; proved when it is needed. ``name`` is
    that of the principle that offers it, or empty."""

    def __init__(
        self,
        relation: Order,
        polynomial: Polynomial,
        denominator: Term,
        denominators: dict[Term, int],
        prove: Callable[[], Theorem] | None,
        name: str,
    ) -> None:
        self.relation = relation
        self.polynomial = polynomial
        self.denominator = denominator
        self.denominators = denominators
        self.strict = isinstance(relation, Less)
        self.pivots = sorted(polynomial, key=spelling)
        self.prove = prove
        self.name = name
        self._theorem: Theorem | None = None

    def theorem(self) -> Theorem | None:
        """The bound as a theorem, or None where it turns out not to be provable."""
        if self._theorem is None and self.prove is not None:
            try:
                self._theorem = noted(self.prove(), self.name) if self.name else self.prove()
            except (KernelError, NeedsCase):
                self.prove = None
        return self._theorem


def read_bound(offered: Theorem | Offer, reasoner: Reasoner, name: str = "") -> Bound | None:
    """A bound, where its difference has a normal form that is not trivial."""
    relation = offered.relation if isinstance(offered, Offer) else offered.conclusion
    if not isinstance(relation, (Less, LessEqual)):
        return None
    try:
        difference = reasoner.normal(subtract(relation.right, relation.left))
        top, below = reasoner.numerator(difference)
        denominators = {atom: -int(power) for atom, power in below}
        denominator = positive_denominator(reasoner, denominators)
    except (KernelError, NeedsCase):
        return None
    if denominator is None or not top or len(top) > MOST_MONOMIALS:
        return None
    prove = offered.prove if isinstance(offered, Offer) else lambda: offered
    return Bound(relation, top, denominator, denominators, prove, name)


def positive_denominator(reasoner: Reasoner, denominators: dict[Term, int]) -> Term | None:
    """The product of denominators, where all are positive."""
    factors = []
    for atom, power in in_order(denominators.items()):
        if reasoner.polynomial_sign(reasoner.normal(atom)) != POSITIVE:
            return None
        factors.append(Power(atom, number(power)))
    return Multiply(tuple(factors))


@dataclass(frozen=True)
class Column:
    """A bound times a factor ≥ 0, or (without a bound) a term whose sign the kernel decides."""

    polynomial: Polynomial
    bound: Bound | None
    factor: Term
    strict: bool


class Columns:
    """What bounds become when they are multiplied so that they meet the goal and each other; what was found
    for fewer bounds is remembered."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.reasoner = context.reasoner
        self.factors = list(self.given_factors())
        self.signs: dict[Monomial, Signs] = {}
        self.multiplied: dict[tuple[Bound, Monomial], Column | None] = {}
        self.quotients: dict[tuple[Bound, Monomial], tuple[Monomial, ...]] = {}

    def given_factors(self) -> Iterator[tuple[Polynomial, Term, Signs]]:
        """Terms such as 1 − θ that a hypothesis says to be ≥ 0."""
        for fact in read_facts(self.context.given):
            signs = RELATION_SIGNS[type(fact.source)]
            if fact.pattern or not signs <= NONNEGATIVE or signs == frozenset({0}):
                continue
            normal = self.context.normal(fact.term)
            if normal is not None and len(normal) > 1:
                yield normal, polynomial_term(normal), signs

    def sign(self, monomial: Monomial) -> Signs:
        """The signs that a monomial may have."""
        if monomial not in self.signs:
            self.signs[monomial] = self.reasoner.monomial_sign(monomial, 1)
        return self.signs[monomial]

    def of(self, bounds: list[Bound], rounds: int) -> list[Column]:
        """The bounds times factors that bring them together with the goal (in later rounds, with each other), and the
        monomials that have a sign. What a bound makes in the first round does not depend on the others."""
        targets = dict.fromkeys(sorted(self.context.numerator, key=spelling))
        used: dict[Bound, set[Monomial]] = {bound: set() for bound in bounds}
        columns: list[Column] = []
        new = [column for bound in bounds for column in self.by_given_factors(bound)]
        for _ in range(rounds):
            new += [column for bound in bounds for column in self.of_bound(bound, targets, used[bound])]
            columns += new
            targets.update(self.further_targets(new, targets))
            new = []
        return columns + self.evident(columns)

    def by_given_factors(self, bound: Bound) -> Iterator[Column]:
        """The bound times each of the given terms that are ≥ 0."""
        for factor, term, signs in self.factors:
            polynomial = self.reasoner.times(factor, bound.polynomial)
            yield Column(polynomial, bound, term, bound.strict and signs == POSITIVE)

    def of_bound(self, bound: Bound, targets: Iterable[Monomial], used: set[Monomial]) -> Iterator[Column]:
        """The bound times monomials, the simplest first, those apart that were used before."""
        fresh = set(self.multipliers(bound, targets)) - used
        used |= fresh
        columns = (self.times(bound, multiplier) for multiplier in sorted(fresh, key=simplicity))
        yield from islice((column for column in columns if column is not None), MOST_COLUMNS)

    def further_targets(self, columns: Iterable[Column], targets: Iterable[Monomial]) -> dict[Monomial, None]:
        """The shortest monomials of columns that need another column to take them away."""
        blocked = dict.fromkeys(monomial for column in columns for monomial in self.blocked(column.polynomial))
        known = set(targets)
        fresh = sorted((m for m in blocked if m not in known), key=simplicity)
        return dict.fromkeys(fresh[:MOST_TARGETS])

    def blocked(self, polynomial: Polynomial) -> Iterator[Monomial]:
        """The monomials that need another column to take them away: those without the sign that suffices."""
        for monomial, coefficient in polynomial.items():
            if not sign_product(self.sign(monomial), sign_of(coefficient)) <= NONPOSITIVE:
                yield monomial

    def times(self, bound: Bound, multiplier: Monomial) -> Column | None:
        """The bound times a monomial, where that is ≥ 0 and defined."""
        key = (bound, multiplier)
        if key not in self.multiplied:
            signs = self.sign(multiplier)
            below = [atom for atom, power in multiplier if power < 0]
            if signs <= NONNEGATIVE and all(self.reasoner.sign(atom) == POSITIVE for atom in below):
                polynomial = self.reasoner.times({multiplier: 1}, bound.polynomial)
                strict = bound.strict and signs == POSITIVE
                self.multiplied[key] = Column(polynomial, bound, monomial_term(multiplier), strict)
            else:
                self.multiplied[key] = None
        return self.multiplied[key]

    def multipliers(self, bound: Bound, targets: Iterable[Monomial]) -> Iterator[Monomial]:
        """1, and the quotients of the targets by monomials of the bound, with only powers that the goal has already."""
        yield UNIT
        for target in targets:
            key = (bound, target)
            if key not in self.quotients:
                self.quotients[key] = tuple(quotients(bound, target))
            yield from self.quotients[key]

    def evident(self, columns: Iterable[Column]) -> list[Column]:
        """The monomials that occur and have a sign."""
        monomials = set(self.context.numerator)
        for column in columns:
            monomials.update(column.polynomial)
        found = []
        for monomial in sorted(monomials, key=spelling):
            signs = self.sign(monomial)
            side = 1 if signs <= NONNEGATIVE else -1 if signs <= frozenset({-1, 0}) else None
            if side is not None:
                found.append(Column({monomial: side}, None, Add(()), 0 not in signs))
        return found


def quotients(bound: Bound, target: Monomial) -> Iterator[Monomial]:
    """The monomials that take one of a bound to the target."""
    for pivot in bound.pivots:
        if pivot == UNIT and len(bound.polynomial) > 1 and target != UNIT:
            continue
        if len(pivot ^ target) > 2 * MOST_FACTORS:
            continue
        powers = joined(target, ((atom, -power) for atom, power in pivot))
        if 0 < len(powers) <= MOST_FACTORS:
            yield frozenset(powers.items())


def proved(columns: Iterable[tuple[Column, Fraction]], context: Context, denominator: Term) -> Theorem | None:
    """The goal from columns with multipliers; None where a bound among them turns out not to be provable."""
    multipliers: list[Term] = []
    theorems: list[Theorem] = []
    below = Power(denominator, number(-1))
    for column, value in columns:
        if column.bound is not None:
            theorem = column.bound.theorem()
            if theorem is None:
                return None
            multipliers.append(Multiply((number(value), column.factor, column.bound.denominator, below)))
            theorems.append(theorem)
    try:
        return rules.combine(context.goal, tuple(multipliers), tuple(theorems), context.given, context.premises)
    except KernelError:
        return None
