"""The decision procedure: normal forms, signs and definedness of terms under given facts.

A term becomes a polynomial with rational coefficients in *atoms*: entries, exponentials of
monomials, logarithms, sums of connected monomials, and powers of polynomials that are not monomials.
Derivatives are pushed in and disappear, Kronecker deltas are resolved by cases, exponentials of sums
and logarithms of products split (the latter over positive factors only), products of sums factor
into connected components that are named canonically. Two terms are equal when the numerator of
their difference is the zero polynomial and both are defined. The procedure is sound; where it is
not able to decide it says so by raising :class:`KernelError`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from functools import reduce
from itertools import permutations
from math import factorial
from typing import Any, TypeVar

from derive.kernel.arithmetic import Arithmetic
from derive.kernel.facts import *
from derive.kernel.polynomials import *
from derive.kernel.terms import *

R = TypeVar("R")

LARGEST_COMPONENT = 5
LARGEST_UNROLLED = 8
DEEPEST_REWRITING = 20


class NeedsCase(Exception):
    """The answer depends on whether two indices are the same."""

    def __init__(self, left: Index, right: Index) -> None:
        super().__init__(left, right)
        self.left, self.right = left, right

    def partner(self, index: Index) -> Index:
        """The index with which the index of a binder is compared; raises itself where there is none."""
        other = self.right if self.left == index else self.left
        if index not in (self.left, self.right) or mentions(other, index):
            raise self
        return other


def numbers(size: Size) -> list[Index]:
    """All indices of a size, where it is a number that is not too large, else none."""
    count = size if isinstance(size, int) and size <= LARGEST_UNROLLED else 0
    return [IndexNumber(value, size) for value in range(1, count + 1)]


class NormalForms(Arithmetic):
    """Normal forms of terms under equations, and under the cases of equal and distinct indices that are known."""

    def __init__(self, unroll: bool) -> None:
        super().__init__()
        self.unroll = unroll
        self.distinct: frozenset[frozenset[Index]] = frozenset()
        self.depth = 0
        self.fresh = 0
        self.rewriting = 0
        self.vanishing = False  # whether a logarithm in a product may be that of 0, beside a factor 0
        self.cache: dict[object, Polynomial] = {}
        self.rules: list[tuple[Fact, Term, Term]] = []

    @abstractmethod
    def sign(self, term: Term) -> Signs:
        """The signs that a term may have where it is defined."""

    @abstractmethod
    def derivative(self, term: Derivative) -> Term:
        """The derivative written out."""

    @abstractmethod
    def defined(self, term: Term) -> None:
        """Raises KernelError unless the term is proved to be defined."""

    # Cases of indices --------------------------------------------------------------------------

    def same_index(self, left: Index, right: Index) -> bool:
        """Whether two indices are the same; raises NeedsCase where that is open."""
        if left == right:
            return True
        if (number_of(left) and number_of(right)) or frozenset((left, right)) in self.distinct:
            return False
        raise NeedsCase(left, right)

    def holds_apart(self, pairs: tuple[tuple[Index, Index], ...], found: dict[IndexVariable, Index]) -> bool:
        """Whether the index conditions of a quantified fact hold for an instance of it."""
        try:
            return not any(self.same_index(found.get(a, a), found.get(b, b)) for a, b in pairs)  # type: ignore[call-overload]
        except NeedsCase:
            return False

    @contextmanager
    def under(self, term: Over) -> Iterator[tuple[IndexVariable, Term]]:
        """A fresh index, named by depth so that equal bodies look alike, and the body at it; what is
        found out about the index is forgotten afterwards."""
        index, outer = IndexVariable(f"#{self.depth}", term.size), self.distinct
        self.depth += 1
        try:
            yield index, open_body(term.body, (index,))
        finally:
            self.depth -= 1
            self.distinct = outer

    def apart(self, index: IndexVariable, body: Term, action: Callable[[Term], R], at: Callable[[Index], object]) -> R:
        """action(body), the index being none of those that the body singles out, which ``at`` is told."""
        while True:
            try:
                return action(body)
            except NeedsCase as case:
                other = case.partner(index)
                at(other)
                self.distinct |= {frozenset((index, other))}

    def taken(self, term: Choose) -> Term:
        """The branch of a choice that is taken; raises NeedsCase where that is open."""
        return term.equal if self.same_index(term.left, term.right) else term.distinct

    def by_branches(self, term: Choose, action: Callable[[Term], Term]) -> Term:
        """The action on the branch that is taken; on both where that is open, the second with distinct indices."""
        try:
            return action(self.taken(term))
        except NeedsCase:
            equal, outer = action(term.equal), self.distinct
            self.distinct |= {frozenset((term.left, term.right))}
            try:
                return Choose(term.left, term.right, equal, action(term.distinct))
            finally:
                self.distinct = outer

    def open_unique(self, term: Over) -> tuple[IndexVariable, Term]:
        """The body at an index that occurs nowhere else."""
        self.fresh += 1
        index = IndexVariable(f"#u{self.fresh}", term.size)
        return index, open_body(term.body, (index,))

    def written_out(self, term: Over) -> tuple[Term, ...]:
        """The bodies at all indices of a numeric size that is not too large, else none."""
        return tuple(open_body(term.body, (index,)) for index in numbers(term.size))

    def unrolls(self, size: Size) -> bool:
        """Whether a sum over this size is written out."""
        return size == 1 or (self.unroll and len(numbers(size)) > 0)

    # Normal form -------------------------------------------------------------------------------

    def normal(self, term: Term) -> Polynomial:
        """The polynomial that a term is, where it is defined."""
        key = (term.key, self.distinct)
        if key not in self.cache:
            self.spend()
            expect(type(term) in NORMAL_FORMS, f"normal form: {type(term).__name__} has none")
            self.cache[key] = NORMAL_FORMS[type(term)](self, term)
        return self.cache[key]

    def rewritten(self, term: Term) -> Term | None:
        """What an equation says that an atom is."""
        for fact, lead, rest in self.rules:
            found: dict[IndexVariable, Index] = {}
            if match(lead, term, found) and self.holds_apart(fact.distinct, found):
                return place_indices(rest, found)
        return None

    def atom(self, term: Term) -> Polynomial:
        """An atom, rewritten where an equation determines it."""
        other = self.rewritten(term)
        if other is None:
            return power_of(term)
        self.rewriting += 1
        try:
            expect(self.rewriting <= DEEPEST_REWRITING, "normal form: the equations rewrite in circles")
            return self.normal(other)
        finally:
            self.rewriting -= 1

    def rational(self, term: Term) -> Fraction | None:
        """The rational number that a term is, where that is seen."""
        value = self.normal(term)
        return value.get(UNIT, Fraction(0)) if set(value) <= {UNIT} else None

    def sum_of(self, action: Callable[[Term], Polynomial], terms: Iterable[Term]) -> Polynomial:
        """The sum of what an action makes of each of the terms."""
        return reduce(plus, map(action, terms), constant(0))

    def normal_step(self, term: Step) -> Polynomial:
        """1 or 0 where the sign of the argument is known."""
        signs = self.sign(term.argument)
        if signs <= NONNEGATIVE or signs == NEGATIVE:
            return constant(int(signs <= NONNEGATIVE))
        return self.atom(Step(polynomial_term(self.normal(term.argument))))

    def normal_product(self, term: Multiply) -> Polynomial:
        """A product. Beside a factor t ≥ 0, log(t·u) with u > 0 is log t + log u: where t is 0, so
        are both products."""
        result = constant(1)
        flat = list(flatten(term))
        for factor in flat:
            split = self.vanishing_partner(factor, flat)
            self.vanishing |= isinstance(factor, Log) and self.sign(factor.argument) != POSITIVE
            result = self.times(result, self.sum_of(self.logarithm, split) if split else self.normal(factor))
        return result

    def normal_power(self, term: Power) -> Polynomial:
        """A power: integer ones directly, others of a positive base through exp(exponent · log base)."""
        exponent, value = self.normal(term.exponent), self.rational(term.exponent)
        if value is not None:
            if value.denominator == 1:
                if value < 0:
                    return self.integer_power(self.inverse(self.normal(term.base)), -value.numerator)
                return self.integer_power(self.normal(term.base), value.numerator)
            if self.sign(term.base) == POSITIVE:
                return self.exponential(scaled(self.logarithm(term.base), value))
            return self.root(self.normal(term.base), value)
        if self.sign(term.base) == POSITIVE:
            return self.exponential(self.times(exponent, self.logarithm(term.base)))
        base = polynomial_term(self.normal(term.base))
        return self.atom(Power(base, polynomial_term(exponent)))

    def root(self, base: Polynomial, exponent: Fraction) -> Polynomial:
        """base^exponent for a base ≥ 0 that may be 0, and an exponent that is not an integer."""
        if not base:
            return {}
        coefficient, common, primitive = content(base)
        whole = primitive == constant(1) or self.sign(polynomial_term(primitive)) <= NONNEGATIVE
        if coefficient < 0 or not whole or not all(self.sign(atom) <= NONNEGATIVE for atom, _ in common):
            expect(len(base) > 1, "normal form: a root of a product whose factors may be negative")
            return self.times(power_of(self.add_atom(base), exponent), constant(1))
        result = self.exponential(scaled(self.logarithm_of(constant(coefficient)), exponent))
        result = self.times(result, {frozenset((atom, power * exponent) for atom, power in common): Fraction(1)})
        if primitive != constant(1):
            result = self.times(result, power_of(self.add_atom(primitive), exponent))
        return result

    def exponential(self, argument: Polynomial) -> Polynomial:
        """exp of a polynomial: a product of powers of exponentials of monomials."""
        result = constant(1)
        for monomial, coefficient in argument.items():
            inside = monomial_term(monomial)
            if not isinstance(inside, Log) or (self.vanishing and self.sign(inside.argument) != POSITIVE):
                factor = power_of(Exp(inside), coefficient)
            elif isinstance(inside.argument, (Add, Number)) or coefficient.denominator > 1:
                factor = power_of(inside.argument, coefficient)
            else:
                inner = self.normal(inside.argument)
                inner = inner if coefficient > 0 else self.inverse(inner)
                factor = self.integer_power(inner, abs(coefficient.numerator))
            result = self.times(result, factor)
        return result

    def logarithm(self, argument: Term) -> Polynomial:
        """log of a positive term: products, powers and exponentials come out where they are positive."""
        match argument:
            case Exp():
                return self.normal(argument.argument)
            case Multiply() if all(self.sign(factor) == POSITIVE for factor in argument.factors):
                return self.sum_of(self.logarithm, argument.factors)
            case Power() if self.sign(argument.base) == POSITIVE:
                return self.times(self.normal(argument.exponent), self.logarithm(argument.base))
            case Product() if self.sign(argument) == POSITIVE and self.body_sign(argument) == POSITIVE:
                return self.normal(Sum(argument.size, Log(argument.body)))
            case _:
                return self.logarithm_of(self.normal(argument))

    def logarithm_of(self, argument: Polynomial) -> Polynomial:
        """log of a positive polynomial."""
        top, denominators = self.numerator(argument)
        expect(len(top) > 0, "normal form: log of zero")
        coefficient, common, primitive = content(top)
        if coefficient < 0:
            coefficient, primitive = -coefficient, scaled(primitive, Fraction(-1))
        total: Polynomial = {}
        for value, side in ((coefficient.numerator, 1), (coefficient.denominator, -1)):
            for prime, power in prime_factors(value):
                total = plus(total, self.atom(Log(number(prime))), Fraction(side * power))
        kept: Polynomial = primitive
        below = [(atom, Fraction(-count)) for atom, count in denominators.items()]
        for atom, exponent in (part for parts in (common, below) for part in sorted(parts, key=lambda p: p[0].key)):
            if isinstance(atom, Exp):
                total = plus(total, self.normal(atom.argument), exponent)
            elif isinstance(atom, Number) or self.sign(atom) == POSITIVE:
                total = plus(total, self.atom(Log(atom)), exponent)
            else:
                kept = self.times(kept, power_of(atom, exponent))
        if kept != constant(1):
            total = plus(total, self.atom(Log(self.add_atom(kept))))
        return total

    def absolute(self, term: Absolute) -> Polynomial:
        """|x|, without the bars where the sign is known; |c·m·P| = |c|·|m|·|P|."""
        signs = self.sign(term.argument)
        inside = self.normal(term.argument)
        if signs <= NONNEGATIVE:
            return inside
        if signs <= NONPOSITIVE:
            return scaled(inside, Fraction(-1))
        coefficient, common, primitive = content(inside)
        result = constant(abs(coefficient))
        for atom, exponent in common:
            bare = exponent.denominator > 1 or exponent % 2 == 0 or self.sign(atom) <= NONNEGATIVE
            result = self.times(result, power_of(atom if bare else Absolute(atom), exponent))
        if primitive != constant(1):
            result = self.times(result, self.atom(Absolute(self.add_atom(primitive))))
        return result

    def vanishing_partner(self, logarithm: Term, factors: list[Term]) -> tuple[Term, Term] | None:
        """A factor t ≥ 0, and u > 0, such that the logarithm is that of the product t·u, which may be 0."""
        if not isinstance(logarithm, Log) or self.sign(logarithm.argument) == POSITIVE:
            return None
        inner = list(flatten(Multiply((logarithm.argument,))))
        for factor in factors:
            if isinstance(factor, Entry) and factor in inner and self.sign(factor) == NONNEGATIVE:
                place = inner.index(factor)
                rest = Multiply((*inner[:place], *inner[place + 1 :]))
                if self.sign(rest) == POSITIVE:
                    return factor, rest
        return None

    # Sums, products and maxima over an index -----------------------------------------------------

    def normal_sum(self, term: Sum) -> Polynomial:
        """A sum over an index; where its body depends on whether the index is a certain one, t:
        sum of F = F(t) + sum of (F elsewhere) − (F elsewhere)(t)."""
        if self.unrolls(term.size):
            return self.normal(Add(self.written_out(term)))
        special: list[Index] = []
        with self.under(term) as (index, body):
            elsewhere = self.apart(index, body, self.normal, special.append)
            total = self.close_sum(index, elsewhere)
        for position, other in enumerate(special):
            if any(self.same_index(other, earlier) for earlier in special[:position]):
                raise KernelError("normal form: one index was taken apart twice")
            total = plus(total, self.normal(substitute(body, {index: other})))
            if elsewhere:
                there = substitute(polynomial_term(elsewhere), {index: other})
                self.defined(there)
                total = plus(total, self.normal(there), Fraction(-1))
        return total

    def close_sum(self, index: IndexVariable, body: Polynomial) -> Polynomial:
        """The sum of a polynomial over an index: what does not depend on it comes out, and what
        does forms one connected component with the sums it multiplies."""
        total: Polynomial = {}
        for monomial, coefficient in body.items():
            inner = [(atom, power) for atom, power in monomial if mentions(atom, index)]
            outer = monomial.difference(inner)
            summed = self.component([index], inner) if inner else self.normal(SizeValue(index.size))
            total = plus(total, self.times({outer: coefficient}, summed))
        return total

    def component(self, indices: list[IndexVariable], atoms: list[tuple[Term, Fraction]]) -> Polynomial:
        """The atom for a connected multi-sum, spelled canonically up to renaming its indices."""
        depth = self.depth
        flat: dict[Term, Fraction] = {}
        pending = list(atoms)
        while pending:
            atom, power = pending.pop()
            if isinstance(atom, Sum) and power.denominator == 1 and power > 0:
                for _ in range(power.numerator):
                    inner: Term = atom
                    while isinstance(inner, Sum):
                        fresh = IndexVariable(f"#{depth}", inner.size)
                        depth += 1
                        indices = [*indices, fresh]
                        inner = open_body(inner.body, (fresh,))
                    pending.extend(split_monomial(inner))
                    expect(len(indices) <= LARGEST_COMPONENT, "normal form: a sum over too many connected indices")
            else:
                flat = joined(flat.items(), [(atom, power)])
        self.spend(20 * factorial(len(indices)) * len(flat))
        body = monomial_term(frozenset(flat.items()))
        base = self.depth - 1
        spelled: list[Term] = []
        for order in permutations(indices):
            names = {old: IndexVariable(f"#{base + place}", old.size) for place, old in enumerate(order)}
            closed = reorder(place_indices(body, names))
            for fresh in reversed([names[old] for old in order]):
                closed = Sum(fresh.size, close_body(closed, (fresh,)))
            spelled.append(closed)
        return self.atom(min(spelled, key=lambda term: term.key))

    def body_sign(self, term: Over) -> Signs:
        """The signs that the body may have, at any index."""
        with self.under(term) as (_, body):
            return self.sign(body)

    def normal_iterated_product(self, term: Product) -> Polynomial:
        """A product over an index: exp of the sum of logs where the body is positive."""
        if self.unrolls(term.size):
            return self.normal(Multiply(self.written_out(term)))
        if self.body_sign(term) == POSITIVE:
            return self.exponential(self.normal(Sum(term.size, Log(term.body))))
        return self.atom(Product(term.size, self.canonical_body(term)))

    def canonical_body(self, term: Over) -> Term:
        """The body in normal form, as a choice where it depends on whether its index is a certain one."""
        special: list[Index] = []
        with self.under(term) as (index, body):
            inside = polynomial_term(self.apart(index, body, self.normal, special.append))
            for other in reversed(special):
                there = polynomial_term(self.normal(substitute(body, {index: other})))
                inside = Choose(index, other, there, inside)
            return close_body(inside, (index,))

    def normal_maximum(self, term: Maximum) -> Polynomial:
        """The largest value over an index, or of finitely many, each once and in order; the summands and positive
        factors come out that all of them share."""
        special: list[Index] = []
        with self.under(term) as (index, body):
            values = [self.normal(value) for value in self.written_out(term)]
            if not values:
                elsewhere = self.apart(index, body, self.normal, special.append)
                values = [*(self.normal(substitute(body, {index: other})) for other in special), elsewhere]
            fixed = {m: c for m, c in values[0].items() if all(value.get(m) == c for value in values)}
            fixed = {m: c for m, c in fixed.items() if not mentions(monomial_term(m), index)}
            rests = [plus(value, fixed, Fraction(-1)) for value in values]
            moving = [rest for rest in rests if rest]
            if not moving:
                return fixed
            shared = frozenset.intersection(*(content(rest)[1] for rest in moving))
            out = frozenset((a, p) for a, p in shared if not mentions(a, index) and self.sign(a) == POSITIVE)
            factor = {out: max(abs(c) for rest in moving for c in rest.values())}
            bodies = [polynomial_term(self.times(rest, self.inverse(factor))) for rest in rests]
            if numbers(term.size):
                bodies = sorted(set(bodies), key=lambda body: body.key)
                index, special = IndexVariable(index.name, len(bodies)), numbers(len(bodies))
            *others, body = bodies
            for label, other in reversed([*zip(special, others, strict=False)]):
                body = Choose(index, label, other, body)
            atom = self.atom(Maximum(index.size, close_body(body, (index,))))
            return plus(fixed, self.times(factor, atom))


NORMAL_FORMS: dict[type[Term], Callable[[NormalForms, Any], Polynomial]] = {
    Number: lambda reasoner, term: constant(term.value),
    SizeValue: lambda reasoner, term: constant(term.size) if isinstance(term.size, int) else reasoner.atom(term),
    Entry: NormalForms.atom,
    Add: lambda reasoner, term: reasoner.sum_of(reasoner.normal, term.terms),
    Multiply: NormalForms.normal_product,
    Power: NormalForms.normal_power,
    Exp: lambda reasoner, term: reasoner.exponential(reasoner.normal(term.argument)),
    Log: lambda reasoner, term: reasoner.logarithm(term.argument),
    Absolute: NormalForms.absolute,
    Step: NormalForms.normal_step,
    Choose: lambda reasoner, term: reasoner.normal(reasoner.taken(term)),
    Sum: NormalForms.normal_sum,
    Product: NormalForms.normal_iterated_product,
    Maximum: NormalForms.normal_maximum,
    Derivative: lambda reasoner, term: reasoner.normal(reasoner.derivative(term)),
    Limit: NormalForms.atom,
    Rank: NormalForms.atom,
}
"""How a term of each kind becomes a polynomial."""


def flatten(term: Multiply) -> Iterator[Term]:
    """The factors of a product, those of inner products included."""
    for factor in term.factors:
        if isinstance(factor, Multiply):
            yield from flatten(factor)
        else:
            yield factor


def place_indices(term: Term, found: Mapping[IndexVariable, Index]) -> Term:
    """The term with indices for index variables."""
    return substitute(term, dict(found.items()))


def reorder(term: Term) -> Term:
    """The term with the terms and factors of all sums and products in canonical order."""
    changed = map_parts(term, lambda name, part: reorder(part) if isinstance(part, Term) else part)
    if isinstance(changed, (Add, Multiply)):
        return type(changed)(tuple(sorted(getattr(changed, changed.part_names[0]), key=lambda part: part.key)))
    return changed
