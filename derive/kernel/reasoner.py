"""Decisions: equations among the facts rewrite atoms, inequalities give signs, and what depends on whether indices are
the same is decided by cases."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import lru_cache, reduce
from itertools import product
from typing import Any

from derive.kernel.budget import Budget
from derive.kernel.calculus import Calculus
from derive.kernel.facts import (
    ANY,
    IS_ZERO,
    NONNEGATIVE,
    NONPOSITIVE,
    POSITIVE,
    RELATION_SIGNS,
    Fact,
    Signs,
    index_facts,
    indices_in,
    least_size,
    read_facts,
    sign_of,
    sign_product,
    sign_sum,
)
from derive.kernel.normal import BOUND_CASE, NeedsCase, numbers, written_out
from derive.kernel.polynomials import (
    UNIT,
    Polynomial,
    Rational,
    in_order,
    mentions,
    monomial_term,
    plus,
    polynomial_term,
    power_of,
    quotient,
)
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Add,
    Choose,
    Derivative,
    Entry,
    Equal,
    Exp,
    Formulas,
    Index,
    IndexNumber,
    IndexVariable,
    KernelError,
    Less,
    LessEqual,
    Limit,
    Log,
    Maximum,
    Multiply,
    Node,
    Not,
    Number,
    Power,
    Product,
    Rank,
    Relation,
    SameIndex,
    SizeValue,
    Step,
    Sum,
    Term,
    expect,
    free_variables,
    number,
    open_body,
    rebuild,
    subnodes,
    substitute,
    subtract,
)

MOST_SPLITS = 12
TOO_MANY_CASES = f"normal form: too many cases of equal and distinct indices: more than {MOST_SPLITS} in each other"
MOST_REASONERS = 16
MOST_NESTED = 8
"""How many signs and facts on the way to one another are looked for among the facts."""


class Reasoner(Calculus):
    """Normal forms, signs and definedness under fixed facts, within a budget: a new one where none is given."""

    def __init__(self, formulas: Formulas, budget: Budget | None = None) -> None:
        super().__init__(formulas, budget or Budget())
        self.distinct = frozenset(frozenset(pair) for same, *pair in index_facts(formulas) if not same)
        self.given_distinct = self.distinct
        self.signs: dict[object, Signs] = {}
        self.facts: list[Fact] = []
        self.busy: set[object] = set()
        self.tentative: list[object] = []
        for fact in sorted(read_facts(formulas), key=lambda f: (derives(f.term), not isinstance(f.source, Equal))):
            self.learn(fact)

    def begin(self, budget: Budget) -> None:
        """Makes ready for a decision: forgets the case that an earlier one, which may have been interrupted, was in."""
        self.budget = budget
        self.distinct, self.depth = self.given_distinct, 0
        self.busy.clear()
        self.spend(10)

    # Facts -------------------------------------------------------------------------------------

    def learn(self, fact: Fact) -> None:
        """Uses an equation as a rewrite rule for one of its atoms; other facts tell signs."""
        difference = self.normal_fact(fact, fact.term) if isinstance(fact.source, Equal) else None
        top = self.numerator(difference or {})[0]
        if lead := self.lead(fact, top):
            coefficient = top[frozenset({(lead, 1)})]
            value = polynomial_term(plus(power_of(lead), top, quotient(-1, coefficient)))
            if isinstance(lead, Log) and not isinstance(lead.argument, Add) and not mentions(value, lead.argument):
                lead, value = lead.argument, Exp(value)  # log x = r says that x = exp r
            self.rules.append((fact, lead, value))
            self.cache.clear()
        elif difference is None and self.chooses(fact):
            self.rules.append((fact, fact.source.left, fact.source.right))
            self.cache.clear()
        else:
            self.facts.append(fact)
        self.signs.clear()

    def chooses(self, fact: Fact) -> bool:
        """Whether an equation says what an entry is, at all indices, by cases of them: yₖ = δₖ꜀."""
        left, right = fact.source.left, fact.source.right
        if not isinstance(fact.source, Equal) or not isinstance(left, Entry) or mentions(right, left.array):
            return False
        return left.indices == fact.pattern and isinstance(right, Choose)

    def normal_fact(self, fact: Fact, term: Term) -> Polynomial | None:
        """The normal form of the difference in an instance of a fact, which is known to be defined, if it has one. A
        derivative may exist where the rules of calculus do not apply to its parts: there they are not used. What makes
        one derivative exist is not looked for in others, nor is anything about a fact in its other instances."""
        marks: set[object] = {fact.source, "derivative"} if derives(term) else {fact.source}
        if marks & self.busy:
            return None
        self.busy |= marks
        try:
            if derives(term):
                self.defined(term)
            return self.normal(term)
        except (NeedsCase, KernelError):
            return None
        finally:
            self.busy -= marks

    def lead(self, fact: Fact, difference: Polynomial) -> Term | None:
        """The atom that an equation determines: it stands alone in one monomial and nowhere else."""
        parts = [monomial_term(monomial) for monomial in difference]
        alone = [atom for m in difference for atom, power in m if len(m) == power == 1 and type(atom) is not SizeValue]
        alone = [a for a in alone if sum(mentions(part, a) for part in parts) == 1]
        alone = [a for a in alone if all(mentions(a, index) for index in fact.pattern)]
        rank = {Sum: 0, Limit: 0, Rank: 0, Entry: 2}
        return min(alone, key=lambda atom: (rank.get(type(atom), 1), -len(atom.key), atom.key), default=None)

    def instances(self, fact: Fact, near: Node) -> Iterator[Polynomial]:
        """The instances of a fact at the indices that occur near by."""
        for chosen in product(*(indices_in(near, size=variable.size) for variable in fact.pattern)):
            self.spend(20)
            found = dict(zip(fact.pattern, chosen, strict=True))
            if self.holds_apart(fact.distinct, found):
                instance = self.normal_fact(fact, substitute(fact.term, found))
                if instance is not None:
                    yield instance

    # Signs -------------------------------------------------------------------------------------

    def sign(self, term: Term) -> Signs:
        """The signs that a term may have where it is defined. What is found on the way to another sign or fact, which
        may be the one that it needs, is remembered only until that is found."""
        key = (term, self.distinct)
        if key in self.signs:
            return self.signs[key]
        signs, on_the_way = ANY, len(self.busy) > 0
        with suppress(NeedsCase, KernelError):
            signs = SIGNS_OF[type(term)](self, term) if type(term) in SIGNS_OF else ANY
        if len(signs) > 1 and term.key not in self.busy:
            self.busy.add(term.key)
            with suppress(NeedsCase, KernelError):
                signs &= self.polynomial_sign(self.normal(term))
            self.busy.discard(term.key)
        if on_the_way and len(signs) > 1:
            self.tentative.append(key)
        while self.tentative and not on_the_way:
            self.signs.pop(self.tentative.pop(), None)
        self.signs[key] = signs
        return signs

    def maximum_sign(self, term: Maximum) -> Signs:
        """The signs that the body, one of whose values is the maximum, may have."""
        values = written_out(term)
        return frozenset(map(max, product(*map(self.sign, values)))) if values else self.body_sign(term)

    def choice_sign(self, term: Choose) -> Signs:
        """The signs of the branch that is taken, of both where that is open."""
        with suppress(NeedsCase):
            return self.sign(self.taken(term))
        return self.sign(term.equal) | self.sign(term.distinct)

    def power_sign(self, base: Signs, exponent: Rational | None) -> Signs:
        """The signs that a power may have; None for an exponent that is not known, which may be an odd number."""
        if exponent is None or exponent.denominator > 1:
            known = exponent is not None or base <= NONNEGATIVE
            return POSITIVE if base == POSITIVE else NONNEGATIVE if known else ANY
        signs = base if exponent % 2 else frozenset(s * s for s in base)
        if exponent == 0:
            return POSITIVE
        return signs - IS_ZERO if exponent < 0 else signs

    def sum_sign(self, term: Sum) -> Signs:
        """A sum of terms of one sign has that sign; one strict term makes it strict."""
        body = self.body_sign(term)
        if not (body <= NONNEGATIVE or body <= NONPOSITIVE):
            return ANY
        near = indices_in(term, size=term.size)
        strict = 0 in body and any(0 not in self.sign(open_body(term.body, (index,))) for index in near)
        return body - IS_ZERO if strict else body

    def monomial_sign(self, monomial: Collection[tuple[Term, Rational]], coefficient: Rational) -> Signs:
        """The signs that a product of powers may have, found in canonical order: what one sign takes to be found may
        depend on which were found before."""
        powers = in_order(monomial) if len(monomial) > 1 else monomial
        signs = (self.power_sign(self.sign(atom), exponent) for atom, exponent in powers)
        return reduce(sign_product, signs, sign_of(coefficient))

    def polynomial_sign(self, polynomial: Polynomial) -> Signs:
        """The signs that a polynomial may have, from those of its factors, of its monomials, and from the facts."""
        top, below = self.numerator(polynomial)
        if not top:
            return IS_ZERO
        coefficient, factors = self.factored(polynomial)
        signs = sign_product(self.monomial_sign(below, 1), self.numerator_sign(top))
        return signs & self.monomial_sign(factors, coefficient)

    def numerator_sign(self, polynomial: Polynomial) -> Signs:
        """As :meth:`polynomial_sign`, without denominators: the polynomial may be a multiple of a fact, and a rest."""
        signs = self.plain_sign(polynomial)
        near = polynomial_term(polynomial)
        for fact in (
            (*self.facts, *self.evident_facts(polynomial)) if len(signs) > 1 and len(self.busy) < MOST_NESTED else ()
        ):
            for instance in self.instances(fact, near):
                top, below = self.numerator(instance)
                shared = [m for m in top if m in polynomial and m != UNIT]
                known = sign_product(RELATION_SIGNS[type(fact.source)], self.monomial_sign(below, 1))
                for monomial in sorted(shared, key=lambda m: monomial_term(m).key)[:2]:
                    ratio = quotient(polynomial[monomial], top[monomial])
                    rest = self.plain_sign(plus(polynomial, top, -ratio))
                    signs &= sign_sum(sign_product(known, sign_of(ratio)), rest)
        return signs

    def plain_sign(self, polynomial: Polynomial) -> Signs:
        """The signs that a sum of monomials may have."""
        total = IS_ZERO
        self.spend(len(polynomial))
        for monomial, coefficient in polynomial.items():
            total = sign_sum(total, self.monomial_sign(monomial, coefficient))
        return total

    def evident_facts(self, polynomial: Polynomial) -> Iterator[Fact]:
        """What is known of the atoms of a polynomial without being given: 1 ≤ K, and f(t) ≤ Σ f for sums of terms
        f ≥ 0; < where f > 0 and there are two terms or more."""
        for atom in sorted({atom for monomial in polynomial for atom, _ in monomial}, key=lambda atom: atom.key):
            if isinstance(atom, SizeValue):
                yield Fact((), (), LessEqual(number(least_size(atom.size, self.formulas)), atom))
            if isinstance(atom, Sum) and (signs := self.body_sign(atom)) <= NONNEGATIVE:
                index = IndexVariable("?t", atom.size)  # which no pattern of a fact has, and so no atom
                strict = signs == POSITIVE and least_size(atom.size, self.formulas) >= 2
                yield Fact((index,), (), (Less if strict else LessEqual)(open_body(atom.body, (index,)), atom))


SIGNS_OF: dict[type[Term], Callable[[Reasoner, Any], Signs]] = {
    Number: lambda reasoner, term: sign_of(term.value),
    SizeValue: lambda reasoner, term: POSITIVE,
    Exp: lambda reasoner, term: POSITIVE,
    Step: lambda reasoner, term: NONNEGATIVE,
    Absolute: lambda reasoner, term: frozenset(abs(s) for s in reasoner.sign(term.argument)) | POSITIVE,
    Add: lambda reasoner, term: reduce(sign_sum, map(reasoner.sign, term.terms), IS_ZERO),
    Multiply: lambda reasoner, term: reduce(sign_product, map(reasoner.sign, term.factors), POSITIVE),
    Power: lambda reasoner, term: reasoner.power_sign(reasoner.sign(term.base), reasoner.rational(term.exponent)),
    Log: lambda reasoner, term: reasoner.sign(subtract(term.argument, ONE)) if not term.argument.loose else ANY,
    Choose: Reasoner.choice_sign,
    Sum: Reasoner.sum_sign,
    Product: lambda reasoner, term: reasoner.power_sign(reasoner.body_sign(term), None),
    Maximum: Reasoner.maximum_sign,
}
"""The signs that the form of a term of each kind allows."""


@lru_cache(maxsize=20_000)
def derives(term: Term) -> bool:
    """Whether a derivative occurs in a term; limits and ranks stand as they are, with what is inside them."""
    if not any(isinstance(part, Derivative) for part in subnodes(term)):
        return False
    outside = rebuild(term, lambda part, depth: ZERO if isinstance(part, (Limit, Rank)) else None)
    return any(isinstance(part, Derivative) for part in subnodes(outside))


@lru_cache(maxsize=20_000)
def decide(goal: Relation, formulas: Formulas) -> None:
    """Returns when the relation is proved under the formulas; raises KernelError when it is not."""
    decide_by_cases(goal, formulas, MOST_SPLITS, Budget())


def decide_by_cases(goal: Relation, formulas: Formulas, splits: int, budget: Budget) -> None:
    """As :func:`decide`: what depends on whether indices are the same, or on an index over a small size, is decided
    in so many cases one inside the other at the most, which share the budget."""

    def with_index(old: Index, new: Index) -> None:
        placed = (substitute(formula, {old: new}) for formula in formulas)
        decide_by_cases(substitute(goal, {old: new}), tuple(placed), splits - 1, budget)

    expect(splits > 0, TOO_MANY_CASES)
    for same, left, right in index_facts(formulas):
        unlike = left != right and isinstance(left, IndexNumber) and isinstance(right, IndexNumber)
        impossible = unlike if same else left == right
        if impossible:
            return  # nothing satisfies the formulas
        old, new = (left, right) if isinstance(left, IndexVariable) and not mentions(right, left) else (right, left)
        if same and left != right and isinstance(old, IndexVariable):
            with_index(old, new)
            return
    for index in (index for node in (goal, *formulas) for index in listed_indices(node)):
        for value in numbers(index.size):
            with_index(index, value)
        return
    try:
        decide_here(goal, formulas, budget)
    except NeedsCase as case:
        alike = SameIndex(case.left, case.right)
    else:
        return
    expect(not any(v.name[0] in "#?" for v in free_variables(alike)), BOUND_CASE)
    decide_by_cases(goal, (*formulas, Not(alike)), splits - 1, budget)
    decide_by_cases(goal, (*formulas, alike), splits - 1, budget)


@lru_cache(maxsize=20_000)
def listed_indices(node: Node) -> tuple[IndexVariable, ...]:
    """The free indices in a node whose values are looked at one by one: those over small numbers."""
    parts = (part for part in subnodes(node) if isinstance(part, IndexVariable) and not part.loose)
    return tuple(index for index in parts if numbers(index.size))


_reasoners: dict[Formulas, Reasoner] = {}
"""The reasoners of the last decisions: what they found out under the same facts is used again."""


def reasoner_for(formulas: Formulas, budget: Budget) -> Reasoner:
    """A reasoner under these facts that is ready for a decision with this budget."""
    reasoner = _reasoners.pop(formulas, None) or Reasoner(formulas, budget)
    _reasoners[formulas] = reasoner
    if len(_reasoners) > MOST_REASONERS:
        del _reasoners[next(iter(_reasoners))]
    reasoner.begin(budget)
    return reasoner


def forget() -> None:
    """Forgets the decisions that are remembered, and the reasoners of the last ones."""
    decide.cache_clear()
    _reasoners.clear()


def decide_here(goal: Relation, formulas: Formulas, budget: Budget) -> None:
    """Decides a relation in one case."""
    reasoner = reasoner_for(formulas, budget)
    reasoner.defined(goal.left)
    if goal == Equal(goal.left, goal.left):
        return
    reasoner.defined(goal.right)
    difference = plus(reasoner.normal(goal.right), reasoner.normal(goal.left), -1)
    if isinstance(goal, Equal):
        expect(not reasoner.numerator(difference)[0], "equality: the normal forms of the two sides differ")
        return
    wanted, signs = RELATION_SIGNS[type(goal)], reasoner.polynomial_sign(difference)
    if not signs <= wanted:  # a second look, at the sides as they are written, costs more
        signs &= reasoner.sign(subtract(goal.right, goal.left))
    expect(signs <= wanted, "order: the sign of the difference is not established")
