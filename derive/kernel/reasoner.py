"""Reasoning under facts: equations rewrite atoms, inequalities give signs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import reduce
from itertools import product
from typing import Any

from derive.kernel.calculus import Calculus
from derive.kernel.facts import *
from derive.kernel.normal import NeedsCase, place_indices, reorder
from derive.kernel.polynomials import *
from derive.kernel.terms import *


class Reasoner(Calculus):
    """Normal forms, signs and definedness under fixed facts."""

    def __init__(self, formulas: tuple[Formula, ...], unroll: bool = False) -> None:
        super().__init__(formulas, unroll)
        self.contradiction = False
        for same, left, right in index_facts(formulas):
            if not same:
                self.distinct |= {frozenset((left, right))}
                self.contradiction |= left == right
            elif left != right and number_of(left) and number_of(right):
                self.contradiction = True
        self.given_distinct = self.distinct
        self.signs: dict[object, Signs] = {}
        self.facts: list[tuple[Fact, Polynomial | None]] = []
        self.busy: set[str] = set()
        self.placing = False
        for fact in sorted(read_facts(formulas), key=lambda fact: (derives(fact.term), fact.signs != IS_ZERO)):
            self.learn(fact)
        self.forget()
        self.facts = [(fact, difference and self.again(fact, difference)) for fact, difference in self.facts]

    def begin(self) -> None:
        """Forgets the case that an earlier decision, which may have been interrupted, was in."""
        self.distinct, self.placing = self.given_distinct, False
        self.depth = self.rewriting = self.work = 0
        self.busy.clear()

    # Facts -------------------------------------------------------------------------------------

    def learn(self, fact: Fact) -> None:
        """Uses an equation as a rewrite rule for one of its atoms, an inequality as a sign."""
        try:
            difference = self.normal_fact(fact.term)
        except (NeedsCase, KernelError):
            if not fact.pattern:
                return
            self.facts.append((fact, None))  # its instances may still have a normal form
            return
        if fact.signs != IS_ZERO:
            self.facts.append((fact, difference))
            return
        for limited in (fact.source.left, fact.source.right):
            if isinstance(limited, (Limit, Rank)) and all(mentions(limited, index) for index in fact.pattern):
                other = fact.source.right if limited is fact.source.left else fact.source.left
                self.rules.append((fact, limited, other))
                self.forget()
                return
        difference = self.numerator(difference)[0]
        lead = self.lead(fact, difference)
        if lead is not None:
            rest = dict(difference)
            coefficient = rest.pop(frozenset({(lead, Fraction(1))}))
            value = polynomial_term(scaled(rest, -1 / coefficient))
            if isinstance(lead, Log) and not isinstance(lead.argument, Add) and not mentions(value, lead.argument):
                lead, value = lead.argument, Exp(value)  # log x = r says that x = exp r
            self.rules.append((fact, lead, value))
            self.forget()

    def normal_fact(self, term: Term) -> Polynomial:
        """The normal form of a difference that is known to be defined. A derivative may exist where the
        rules of calculus do not apply to its parts: there they are not used."""
        if derives(term):
            self.defined(term)
        return self.normal(term)

    def forget(self) -> None:
        """Drops what was found before a fact was known."""
        self.cache.clear()
        self.signs.clear()

    def again(self, fact: Fact, difference: Polynomial) -> Polynomial:
        """The normal form of a fact once all facts are known."""
        try:
            return self.normal_fact(fact.term)
        except (NeedsCase, KernelError):
            return difference

    def lead(self, fact: Fact, difference: Polynomial) -> Term | None:
        """The atom that an equation determines: it stands alone in one monomial and nowhere else."""
        candidates = []
        for monomial in difference:
            if len(monomial) != 1:
                continue
            ((atom, power),) = monomial
            others = polynomial_term({m: c for m, c in difference.items() if m != monomial})
            if power != 1 or mentions(others, atom) or isinstance(atom, SizeValue):
                continue
            if all(mentions(atom, index) for index in fact.pattern):
                rank = 0 if isinstance(atom, Sum) else 2 if isinstance(atom, Entry) else 1
                candidates.append((rank, -len(atom.key), atom.key, atom))
        return min(candidates)[3] if candidates else None

    def instances(self, fact: Fact, difference: Polynomial | None, near: Node) -> Iterator[Polynomial]:
        """The instances of a fact at the indices that occur near by."""
        if not fact.pattern:
            if difference is not None and self.holds_apart(fact.distinct, {}):
                yield difference
            return
        if self.placing and derives(fact.term):
            return  # what makes one derivative exist is not looked for in others
        for chosen in product(*(indices_in(near, size=variable.size) for variable in fact.pattern)):
            self.spend()
            found = dict(zip(fact.pattern, chosen, strict=True))
            if self.holds_apart(fact.distinct, found):
                instance = self.normal_instance(place_indices(fact.term, found))
                if instance is not None:
                    yield instance

    def normal_instance(self, term: Term) -> Polynomial | None:
        """The normal form of an instance of a fact, if it has one."""
        outer, self.placing = self.placing, self.placing or derives(term)
        try:
            return self.normal_fact(term)
        except (NeedsCase, KernelError):
            return None
        finally:
            self.placing = outer

    # Signs -------------------------------------------------------------------------------------

    def sign(self, term: Term) -> Signs:
        """The signs that a term may have where it is defined."""
        key = (term.key, self.distinct)
        if key in self.signs:
            return self.signs[key]
        try:
            signs = self.shape_sign(term)
        except (NeedsCase, KernelError):
            signs = ANY
        complete = not self.busy and not self.placing
        if len(signs) > 1 and term.key not in self.busy:
            self.busy.add(term.key)
            try:
                signs &= self.polynomial_sign(self.normal(term))
            except (NeedsCase, KernelError):
                pass
            finally:
                self.busy.discard(term.key)
        if complete or len(signs) == 1:
            self.signs[key] = signs
        return signs

    def shape_sign(self, term: Term) -> Signs:
        """The signs that the form of a term allows."""
        return SIGNS_OF[type(term)](self, term) if type(term) in SIGNS_OF else ANY

    def product_sign(self, term: Product) -> Signs:
        """A product over an index is positive, or not negative, where all its factors are."""
        body = self.body_sign(term)
        return POSITIVE if body == POSITIVE else NONNEGATIVE if body <= NONNEGATIVE else ANY

    def maximum_sign(self, term: Maximum) -> Signs:
        """The signs that the body, one of whose values is the maximum, may have."""
        values = self.written_out(term)
        return frozenset(map(max, product(*map(self.sign, values)))) if values else self.body_sign(term)

    def choice_sign(self, term: Choose) -> Signs:
        """The signs of the branch that is taken, of both where that is open."""
        try:
            return self.sign(self.taken(term))
        except NeedsCase:
            return self.sign(term.equal) | self.sign(term.distinct)

    def power_sign(self, base: Signs, exponent: Fraction | None) -> Signs:
        """The signs that a power may have; None for an exponent that is not known."""
        if exponent is not None and exponent.denominator == 1:
            if exponent == 0:
                return POSITIVE
            signs = base if exponent % 2 else frozenset(s * s for s in base)
            return signs - IS_ZERO if exponent < 0 else signs
        if exponent is None and not base <= NONNEGATIVE:
            return ANY  # the exponent may be an odd number
        return POSITIVE if base == POSITIVE else NONNEGATIVE

    def sum_sign(self, term: Sum) -> Signs:
        """A sum of terms of one sign has that sign; one strict term makes it strict."""
        body = self.body_sign(term)
        for one_way in (NONNEGATIVE, NONPOSITIVE):
            strict = one_way - IS_ZERO
            if body in (strict, IS_ZERO):
                return body
            if body <= one_way:
                near = indices_in(term, size=term.size)
                return strict if any(self.sign(open_body(term.body, (i,))) == strict for i in near) else one_way
        return ANY

    def atom_sign(self, atom: Term) -> Signs:
        """The signs that an atom may have."""
        key = (atom, self.distinct)
        if key in self.signs:
            return self.signs[key]
        complete = not self.busy and not self.placing
        signs = self.shape_sign(atom) if not isinstance(atom, Add) else self.polynomial_sign(self.composite[atom])
        for fact, difference in self.facts:
            if len(signs) == 1:
                break
            for instance in self.instances(fact, difference, atom):
                if len(instance) == 1:
                    ((monomial, coefficient),) = instance.items()
                    if monomial == frozenset({(atom, Fraction(1))}):
                        signs &= sign_product(fact.signs, sign_of(coefficient))
        if complete or len(signs) == 1:
            self.signs[key] = signs
        return signs

    def monomial_sign(self, monomial: Monomial, coefficient: Fraction) -> Signs:
        """The signs that a monomial may have."""
        signs = sign_of(coefficient)
        for atom, exponent in monomial:
            signs = sign_product(signs, self.power_sign(self.atom_sign(atom), exponent))
        return signs

    def polynomial_sign(self, polynomial: Polynomial) -> Signs:
        """The signs that a polynomial may have, from its monomials and from the facts."""
        top, denominators = self.numerator(polynomial)
        below = self.denominators_sign(denominators, self.polynomial_sign)
        if not top:
            return IS_ZERO
        coefficient, common, primitive = content(top)
        outside = sign_product(below, self.monomial_sign(common, coefficient))
        return sign_product(below, self.numerator_sign(top)) & sign_product(outside, self.numerator_sign(primitive))

    def denominators_sign(self, denominators: dict[Term, int], sign: Callable[[Polynomial], Signs]) -> Signs:
        """The signs that a product of powers of polynomials may have where it is not 0."""
        below = POSITIVE
        for atom, power in denominators.items():
            if power % 2:
                below = sign_product(below, sign(self.composite[atom]) - IS_ZERO)
        return below

    def numerator_sign(self, polynomial: Polynomial) -> Signs:
        """As :meth:`polynomial_sign`, for a polynomial without denominators."""
        signs = self.plain_sign(polynomial)
        if len(signs) == 1 or not polynomial:
            return signs
        term = polynomial_term(polynomial)
        for fact, difference in self.facts:
            for instance in self.instances(fact, difference, term):
                instance, denominators = self.numerator(instance)
                known = sign_product(fact.signs, self.denominators_sign(denominators, self.plain_sign))
                shared = [m for m in instance if m in polynomial and m != UNIT]
                for monomial in sorted(shared, key=lambda m: monomial_term(m).key)[:2]:
                    ratio = polynomial[monomial] / instance[monomial]
                    rest = self.plain_sign(plus(polynomial, instance, -ratio))
                    signs &= sign_sum(sign_product(known, sign_of(ratio)), rest)
        return signs

    def plain_sign(self, polynomial: Polynomial) -> Signs:
        """The sign of a sum of monomials; c·(sum of f) − c·f(t) counts as the sum over the others."""
        total: Signs = IS_ZERO
        rest = dict(polynomial)
        for monomial, coefficient in sorted(polynomial.items(), key=lambda item: monomial_term(item[0]).key):
            for atom, power in monomial:
                if isinstance(atom, Sum) and power == 1 and monomial in rest:
                    found = self.one_of_sum(monomial, atom, coefficient, rest)
                    if found is not None:
                        total = sign_sum(total, found)
        for monomial, coefficient in rest.items():
            total = sign_sum(total, self.monomial_sign(monomial, coefficient))
            if total == ANY:
                break
        return total

    def one_of_sum(self, monomial: Monomial, atom: Sum, coefficient: Fraction, rest: Polynomial) -> Signs | None:
        """Takes a sum and one of its own terms, with the opposite coefficient, out of ``rest``."""
        body = self.body_sign(atom)
        if not body <= NONNEGATIVE or isinstance(atom.body, Sum):
            return None
        outer = frozenset(part for part in monomial if part[0] != atom)
        self.spend(len(rest))
        opposite = (other for other in rest if rest[other] == -coefficient and outer <= other)
        for other in sorted(opposite, key=lambda m: monomial_term(m).key):
            single = reorder(monomial_term(other - outer))
            if any(reorder(open_body(atom.body, (i,))) == single for i in indices_in(single, size=atom.size)):
                del rest[monomial], rest[other]
                several = least_size(atom.size, self.formulas) >= 2
                left = POSITIVE if body == POSITIVE and several else NONNEGATIVE
                return sign_product(left, self.monomial_sign(outer, coefficient))
        return None


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
    Product: Reasoner.product_sign,
    Maximum: Reasoner.maximum_sign,
}
"""The signs that the form of a term of each kind allows."""


def derives(term: Term) -> bool:
    """Whether a derivative occurs in a term; limits and ranks stand as they are, with what is inside them."""
    if "(Derivative " not in term.key:
        return False
    outside = rebuild(term, lambda part, depth: ZERO if isinstance(part, (Limit, Rank)) else None)
    return any(isinstance(part, Derivative) for part in subnodes(outside))
