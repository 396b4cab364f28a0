"""Inequalities as sums of known ones: right − left = Σ mᵢ (rightᵢ − leftᵢ) + evident terms, mᵢ ≥ 0.

The multipliers are found by linear programming over the monomials that occur."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from derive.kernel import rules
from derive.kernel.facts import NONNEGATIVE, POSITIVE, read_facts
from derive.kernel.normal import UNIT, Monomial, NeedsCase, Polynomial, Reasoner, monomial_term, polynomial_term
from derive.kernel.terms import (
    Add,
    Formula,
    KernelError,
    Less,
    LessEqual,
    Multiply,
    Number,
    Power,
    Term,
    number,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.prover.context import Context
from derive.prover.entropy import entropy_bounds, jensen_bounds, tangent_bounds
from derive.prover.extremes import (
    absolute_bounds,
    exponential_bounds,
    hypothesis_bounds,
    maximum_bounds,
    single_term_bounds,
)
from derive.prover.linear import nonnegative_solution
from derive.prover.quadratic import cauchy_bounds, diagonal_bounds, square_bounds

MOST_COLUMNS = 260
MOST_MONOMIALS = 40
MOST_BOUNDS = 60

Maker = Callable[[Context], Iterator[Theorem]]
MAKERS: tuple[Maker, ...] = (
    hypothesis_bounds,
    maximum_bounds,
    exponential_bounds,
    entropy_bounds,
    tangent_bounds,
    cauchy_bounds,
    diagonal_bounds,
    absolute_bounds,
    single_term_bounds,
    square_bounds,
    jensen_bounds,
)


@dataclass(frozen=True)
class Bound:
    """A theorem l ≤ r (or <), with r − l cleared of its denominator, which is positive."""

    theorem: Theorem
    polynomial: Polynomial
    denominator: Term

    @property
    def strict(self) -> bool:
        """Whether it is a strict inequality."""
        return isinstance(self.theorem.conclusion, Less)


@dataclass(frozen=True)
class Column:
    """A bound times a factor ≥ 0, or (without a bound) a term with an evident sign."""

    polynomial: Polynomial
    bound: Bound | None
    factor: Term
    strict: bool


def by_bounds(goal: Less | LessEqual, given: tuple[Formula, ...], extra: tuple[Theorem, ...] = ()) -> Theorem | None:
    """A linear combination of known bounds, the cheap ones first; ``extra`` are more of them."""
    context = Context(goal, given)
    denominator = positive_denominator(context.reasoner, context.denominators)
    if denominator is None or len(context.numerator) > MOST_MONOMIALS:
        return None
    bounds = [bound for bound in (read_bound(theorem, context.reasoner) for theorem in extra) if bound is not None]
    seen: set[str] = set()
    for maker in MAKERS:
        before = len(bounds)
        for theorem in collected(maker, context):
            if theorem.conclusion.key not in seen and len(bounds) < MOST_BOUNDS:
                seen.add(theorem.conclusion.key)
                bound = read_bound(theorem, context.reasoner)
                if bound is not None:
                    bounds.append(bound)
        if len(bounds) > before:
            found = combined(context, denominator, bounds)
            if found is not None:
                return found
    return None


def collected(maker: Maker, context: Context) -> Iterator[Theorem]:
    """The theorems of a maker, up to the first that it fails at."""
    try:
        yield from maker(context)
    except (KernelError, NeedsCase):
        return


def positive_denominator(reasoner: Reasoner, denominators: dict[Term, int]) -> Term | None:
    """The product of denominators, where all are positive."""
    factors = []
    for atom, power in sorted(denominators.items(), key=lambda item: item[0].key):
        if reasoner.polynomial_sign(reasoner.composite[atom]) != POSITIVE:
            return None
        factors.append(Power(atom, number(power)))
    return Multiply(tuple(factors))


def read_bound(theorem: Theorem, reasoner: Reasoner) -> Bound | None:
    """A theorem as a bound, where its difference has a normal form that is not trivial."""
    relation = theorem.conclusion
    if not isinstance(relation, (Less, LessEqual)):
        return None
    try:
        difference = reasoner.normal(subtract(relation.right, relation.left))
        top, denominators = reasoner.numerator(difference)
        denominator = positive_denominator(reasoner, denominators)
    except (KernelError, NeedsCase):
        return None
    if denominator is None or not top or len(top) > MOST_MONOMIALS:
        return None
    return Bound(theorem, top, denominator)


def combined(context: Context, denominator: Term, bounds: list[Bound]) -> Theorem | None:
    """The goal, where a combination of the bounds is found that proves it."""
    strict = isinstance(context.goal, Less)
    columns = list(bound_columns(context, bounds))
    columns += evident_columns(context, columns)
    rewarded = [place for place, column in enumerate(columns) if column.strict] if strict else []
    if strict and not rewarded:
        return None
    found = nonnegative_solution([column.polynomial for column in columns], context.numerator, rewarded)
    if found is None:
        return None
    multipliers: list[Term] = []
    theorems: list[Theorem] = []
    below = Power(denominator, number(-1))
    for place, value in found.items():
        column = columns[place]
        if column.bound is not None:
            multipliers.append(Multiply((Number(value), column.factor, column.bound.denominator, below)))
            theorems.append(column.bound.theorem)
    try:
        return rules.combine(context.goal, tuple(multipliers), tuple(theorems), context.given, context.premises)
    except KernelError:
        return None


def bound_columns(context: Context, bounds: list[Bound]) -> Iterator[Column]:
    """The bounds times monomials that bring them together with the goal, and times given positive terms."""
    reasoner = context.reasoner
    factors = list(given_factors(context))
    targets = dict.fromkeys(sorted(context.numerator, key=lambda m: monomial_term(m).key))
    used: set[tuple[int, Monomial]] = set()
    count = 0
    for _ in range(2):
        new: list[Monomial] = []
        for place, bound in enumerate(bounds):
            for multiplier in multipliers_for(bound, list(targets)):
                if (place, multiplier) in used or count >= MOST_COLUMNS:
                    continue
                used.add((place, multiplier))
                signs = reasoner.monomial_sign(multiplier, Fraction(1))
                below = [atom for atom, power in multiplier if power < 0]
                if not signs <= NONNEGATIVE or any(reasoner.atom_sign(atom) != POSITIVE for atom in below):
                    continue
                count += 1
                polynomial = reasoner.times({multiplier: Fraction(1)}, bound.polynomial)
                yield Column(polynomial, bound, monomial_term(multiplier), bound.strict and signs == POSITIVE)
                new.extend(polynomial)
            for factor, term, signs in factors:
                if (place, UNIT) in used and (place, frozenset({(term, Fraction(1))})) not in used:
                    used.add((place, frozenset({(term, Fraction(1))})))
                    polynomial = reasoner.times(factor, bound.polynomial)
                    yield Column(polynomial, bound, term, bound.strict and signs == POSITIVE)
                    new.extend(polynomial)
        before = len(targets)
        new.sort(key=lambda m: (len(m), monomial_term(m).key))
        targets.update(dict.fromkeys(new[:80]))
        if len(targets) == before:
            return


def multipliers_for(bound: Bound, targets: list[Monomial]) -> Iterator[Monomial]:
    """1, and the quotients of monomials of the goal by those of the bound, without strange powers."""
    yield UNIT
    pivots = sorted(bound.polynomial, key=lambda m: monomial_term(m).key)
    for target in targets:
        powers = dict(target)
        for pivot in pivots:
            if pivot == UNIT and len(bound.polynomial) > 1 and target != UNIT:
                continue
            quotient = dict(powers)
            for atom, power in pivot:
                quotient[atom] = quotient.get(atom, Fraction(0)) - power
            monomial = frozenset((atom, power) for atom, power in quotient.items() if power)
            if monomial and len(monomial) <= 3:
                yield monomial


def given_factors(context: Context) -> Iterator[tuple[Polynomial, Term, frozenset[int]]]:
    """Terms such as 1 − θ that a hypothesis says to be ≥ 0."""
    for fact in read_facts(context.given):
        if fact.pattern or not fact.signs <= NONNEGATIVE or fact.signs == frozenset({0}):
            continue
        normal = context.normal(fact.term)
        if normal is not None and len(normal) > 1:
            yield normal, polynomial_term(normal), fact.signs


def evident_columns(context: Context, columns: Iterable[Column]) -> list[Column]:
    """The monomials that occur and have a sign."""
    monomials = set(context.numerator)
    for column in columns:
        monomials |= set(column.polynomial)
    found = []
    for monomial in sorted(monomials, key=lambda m: monomial_term(m).key):
        signs = context.reasoner.monomial_sign(monomial, Fraction(1))
        side = Fraction(1) if signs <= NONNEGATIVE else Fraction(-1) if signs <= frozenset({-1, 0}) else None
        if side is not None:
            found.append(Column({monomial: side}, None, Add(()), 0 not in signs))
    return found
