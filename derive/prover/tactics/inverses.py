"""Inverses of matrices: an equation is multiplied by a matrix that has an inverse, and proved then.

Where B is the inverse of M, and M G = 0, then G = B M G = 0: so B is taken out of an equation, as whoever shows that
two matrices are the same inverse does (R. A. Horn, C. R. Johnson, Matrix Analysis, 2nd ed., Cambridge 2013, 0.5). The
entries of an equation between matrices are compared as uᵀ G v = 0 for all u and v, so that no Kronecker delta is left
without a sum."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import product

from derive import lemmas
from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Polynomial, polynomial_term
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Array,
    Choose,
    Entry,
    Equal,
    Formula,
    IndexVariable,
    KernelError,
    Lambda,
    Multiply,
    Sum,
    Term,
    Variable,
    close_body,
    delta,
    free_variables,
    fresh_name,
    negative,
    number,
    subnodes,
    substitute,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.language.inverses import Inverse, inverses
from derive.lemmas.decided import decided
from derive.lemmas.terms import summed
from derive.prover.goal import Search, add_up_over
from derive.prover.tactic import tactic
from derive.prover.tactics.contractions import contractions, opened, rewritten

MOST_INDICES = 2
MOST_PLANS = 12
"""In so many ways an equation is multiplied."""

MOST_SHORTER = 4
"""In so many more at one of its two indices: δ at these is gone then, too, and sums are over fewer indices."""


@dataclass(frozen=True)
class Factor:
    """What an equation is multiplied by at one of its indices, and summed: a vector v, or v M (on the right M v, where
    ``transposed``) of a matrix with an inverse."""

    index: IndexVariable
    vector: Variable
    inverse: Inverse | None
    transposed: bool

    def weight(self, place: IndexVariable) -> Term:
        """The entry of the factor."""
        if self.inverse is None:
            return Entry(self.vector, (place,))
        between = self.between
        matrix = self.inverse.matrix(*((place, between) if self.transposed else (between, place)))
        return Sum(between.size, close_body(Multiply((Entry(self.vector, (between,)), matrix)), (between,)))

    @property
    def between(self) -> IndexVariable:
        return IndexVariable(f"{self.vector.name}'", self.index.size)

    @property
    def place(self) -> IndexVariable:
        """The letter of the sum."""
        return IndexVariable(self.vector.name, self.index.size)

    def choice(self) -> Array:
        """The vector with which the sum is what is multiplied, at the index: a row of I or of the inverse."""
        between = self.between
        if self.inverse is None:
            entry: Term = delta(between, self.index)
        else:
            places = (between, self.index) if self.transposed else (self.index, between)
            entry = Entry(self.inverse.inverse, places)
        return Lambda((between.size,), close_body(entry, (between,)))

    def times(self, term: Term) -> Term:
        """The sum of the factor times a term."""
        return summed(Multiply((self.weight(self.place), substitute(term, {self.index: self.place}))), (self.place,))

    def chosen(self, term: Term) -> Term:
        """The same for the vector of :meth:`choice`."""
        return summed(self.weighted(substitute(term, {self.index: self.place})), (self.place,))

    def without(self, term: Term, given: tuple[Formula, ...]) -> Theorem:
        """That a term is what :meth:`chosen` makes of it: the factor is a row of I then."""
        chosen = self.chosen(term)
        if self.inverse is None:
            return decided(Equal(term, chosen), given)
        theorem = rules.assume(self.inverse.formulas[0 if self.transposed else 1])
        for place in (self.place, self.index) if self.transposed else (self.index, self.place):
            theorem = rules.specialise(theorem, place)
        inner = substitute(term, {self.index: self.place})
        sides = (Multiply((delta(self.index, self.place), inner)), self.weighted(inner))
        each = rules.combine(Equal(*sides), (negative(inner),), (theorem,), given, ())
        first = decided(Equal(term, summed(sides[0], (self.place,))), given)
        return rules.transitivity((first, add_up_over(each, (self.place,))))

    def weighted(self, inner: Term) -> Term:
        """A term of the sum in :meth:`chosen`."""
        return Multiply((substitute(self.weight(self.place), {self.vector: self.choice()}), inner))


@tactic("inverses", cost=57, deepest=0)
def by_inverses(goal: Equal, search: Search) -> Theorem | None:
    """An equation between the entries of matrices from the equation that it becomes where it is multiplied by matrices
    that have an inverse."""
    given = search.given
    found = list(inverses(given))
    if not found:
        return None
    difference = subtract(goal.left, goal.right)
    for factors in plans(goal, given, found):
        with suppress(KernelError, NeedsCase):
            term = difference
            for factor in factors:
                term = factor.times(term)
            theorem = vanishing(Equal(term, ZERO), search)
            if theorem is not None:
                return back(goal, theorem, factors, given)
    return None


def plans(goal: Equal, given: tuple[Formula, ...], found: list[Inverse]) -> Iterator[tuple[Factor, ...]]:
    """The ways to multiply an equation at its indices, those with few matrices first."""
    indices = sorted(
        (one for one in free_variables(goal) if isinstance(one, IndexVariable) and not one.arguments),
        key=lambda one: one.name,
    )
    indices = [one for one in indices if any(inverse.row.size == one.size for inverse in found)]
    if not indices or len(indices) > MOST_INDICES:
        return
    options: list[list[Factor]] = []
    for index in indices:
        vector = Variable(fresh_name(f"v{len(options)}", goal, *given), (index.size,))
        here = [Factor(index, vector, None, False)]
        for inverse in found:
            for transposed in (False, True):
                if any(stands_at(part, inverse.inverse, index, transposed) for part in subnodes(goal)):
                    here.append(Factor(index, vector, inverse, transposed))
        options.append(here)
    ways = sorted(product(*options), key=lambda way: sum(factor.inverse is not None for factor in way))
    shorter = [tuple(factor for factor in way if factor.inverse is not None) for way in ways[1:]]
    if not any(isinstance(part, Choose) for part in subnodes(goal)):  # a vector alone would change nothing
        ways, shorter = shorter, []
    yield from ways[:MOST_PLANS]
    yield from [way for way in shorter if len(way) < len(indices)][:MOST_SHORTER]


def stands_at(part: object, inverse: Variable, index: IndexVariable, transposed: bool) -> bool:
    """Whether a node is an entry of an inverse in the row of the index, or in the column."""
    return isinstance(part, Entry) and part.array == inverse and part.indices[int(transposed)] == index


def vanishing(goal: Equal, search: Search) -> Theorem | None:
    """The equation without inverses at its ends, from equations between contractions, or term by term from there."""
    with suppress(KernelError, NeedsCase):
        return decided(goal, search.given)
    return contractions(goal, search) or term_by_term(goal, search)


def term_by_term(goal: Equal, search: Search) -> Theorem | None:
    """The equation from a form of it without inverses, whose sums over one size are compared as rational functions."""
    name = fresh_name("k", goal, *search.given)
    for steps, polynomial, base in rewritten(goal, search.given):
        form = Equal(ZERO, polynomial_term(polynomial))
        if any(one.inverse in free_variables(form) for one in inverses(search.given)):
            continue
        for size in sorted({node.size for node in subnodes(form) if isinstance(node, Sum)}, key=str):
            index = IndexVariable(name, size)
            together = summands(polynomial, index)
            if together is None:
                continue
            with suppress(KernelError, NeedsCase):
                whole = lemmas.add_up(rules.generalise(rules.by_normal_form(Equal(ZERO, together), base, ()), index))
                theorems = (whole, *(step.theorem(base) for step in steps))
                return rules.combine(goal, (ONE, *(number(-1),) * len(steps)), theorems, base, ())
    return None


def summands(polynomial: Polynomial, index: IndexVariable) -> Term | None:
    """The terms at an index of which a polynomial is the sum, where each monomial has one sum over its size."""
    terms: list[Term] = []
    for monomial, coefficient in polynomial.items():
        indices, factors = opened(monomial, f"{index.name}_")
        here = [one for one in indices if one.size == index.size]
        if len(here) != 1:
            return None
        factor = substitute(Multiply((number(coefficient), *factors)), {here[0]: index})
        terms.append(summed(factor, tuple(one for one in indices if one != here[0])))
    return Add(tuple(terms))


def back(goal: Equal, theorem: Theorem, factors: tuple[Factor, ...], given: tuple[Formula, ...]) -> Theorem:
    """The equation from what it becomes: with the rows of the inverses for the vectors, the factors are rows of I."""
    for factor in factors:
        theorem = rules.specialise(rules.generalise(theorem, factor.vector), factor.choice())
    term, steps = subtract(goal.left, goal.right), [theorem]
    for factor in factors:
        steps.insert(-1, factor.without(term, given))
        term = factor.chosen(term)
    return rules.combine(goal, (ONE,), (rules.transitivity(tuple(steps)),), given, ())
