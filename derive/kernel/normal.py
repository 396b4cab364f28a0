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

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import reduce
from itertools import permutations
from math import factorial
from typing import Any, TypeVar

from derive.kernel.budget import Budget
from derive.kernel.facts import IS_ZERO, NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, Fact, Pairs, Signs, match
from derive.kernel.polynomials import (
    UNIT,
    Arithmetic,
    Polynomial,
    Rational,
    constant,
    content,
    in_order,
    joined,
    magnitude,
    mentions,
    monomial_term,
    plain,
    plus,
    polynomial_term,
    power_of,
    prime_powers,
    split_monomial,
)
from derive.kernel.terms import (
    Absolute,
    Add,
    Choose,
    Derivative,
    Entry,
    Exp,
    Index,
    IndexNumber,
    IndexVariable,
    KernelError,
    Log,
    Maximum,
    Multiply,
    Number,
    Over,
    Power,
    Product,
    Size,
    SizeValue,
    Step,
    Sum,
    Term,
    close_body,
    expect,
    map_parts,
    number,
    open_body,
    substitute,
)

R = TypeVar("R")

LARGEST_COMPONENT = 5
TOO_CONNECTED = f"normal form: a sum over too many connected indices: more than {LARGEST_COMPONENT}"
LARGEST_UNROLLED = 8
BOUND_CASE = "normal form: a case of a bound index"


class NeedsCase(Exception):
    """The answer depends on whether two indices are the same."""

    def __init__(self, left: Index, right: Index) -> None:
        self.left, self.right = left, right


def numbers(size: Size) -> list[Index]:
    """All indices of a size, where it is a number that is not too large, else none."""
    count = size if isinstance(size, int) and size <= LARGEST_UNROLLED else 0
    return [IndexNumber(value, size) for value in range(1, count + 1)]


def written_out(term: Over) -> tuple[Term, ...]:
    """The bodies at all indices of a size that is a number and not too large, else none."""
    return tuple(open_body(term.body, (index,)) for index in numbers(term.size))


class NormalForms(Arithmetic):
    """Normal forms of terms under equations, and under the cases of equal and distinct indices that are known."""

    sign: Callable[[Term], Signs]
    """The signs that a term may have where it is defined."""
    derivative: Callable[[Derivative], Term]
    """The derivative written out."""
    defined: Callable[[Term], None]
    """Raises KernelError unless the term is proved to be defined."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self.distinct: frozenset[frozenset[Index]] = frozenset()
        self.depth = 0
        self.cache: dict[object, Polynomial] = {}
        self.rules: list[tuple[Fact, Term, Term]] = []

    # Cases of indices --------------------------------------------------------------------------

    def known_apart(self, left: Index, right: Index) -> bool:
        """Whether two indices are known to be distinct."""
        unlike = left != right and type(left) is type(right) is IndexNumber
        return unlike or frozenset((left, right)) in self.distinct

    def taken(self, term: Choose) -> Term:
        """The branch of a choice that is taken; raises NeedsCase where that is open."""
        if term.left == term.right:
            return term.equal
        if self.known_apart(term.left, term.right):
            return term.distinct
        raise NeedsCase(term.left, term.right)

    def settle_cases(self, term: Term) -> None:
        """Raises NeedsCase where what a term is depends on whether two indices are the same, so that its sign does."""
        with suppress(KernelError):
            self.normal(term)

    def holds_apart(self, pairs: Pairs, found: dict[Any, Index]) -> bool:
        """Whether the index conditions of a quantified fact hold for an instance of it."""
        return all(self.known_apart(found.get(left, left), found.get(right, right)) for left, right in pairs)

    @contextmanager
    def under(self, term: Over) -> Iterator[tuple[IndexVariable, Term]]:
        """A fresh index, named by depth so that equal bodies look alike, and the body at it; what is
        found out about the index is forgotten afterwards. A case of the index is none outside, where its name may be
        that of another one."""
        index, outer = IndexVariable(f"#{self.depth}", term.size), self.distinct
        self.depth += 1
        try:
            yield index, open_body(term.body, (index,))
        except NeedsCase as case:
            expect(not mentions(case.left, index) and not mentions(case.right, index), BOUND_CASE)
            raise
        finally:
            self.depth -= 1
            self.distinct = outer

    def apart(self, index: IndexVariable, body: Term, action: Callable[[Term], R]) -> tuple[R, list[Index]]:
        """action(body), the index being none of those that the body singles out, and these."""
        special: list[Index] = []
        while True:
            try:
                return action(body), special
            except NeedsCase as case:
                special.append(case.right if case.left == index else case.left)
                if index not in (case.left, case.right) or mentions(special[-1], index):
                    raise
                self.distinct |= {frozenset((case.left, case.right))}

    # Normal form -------------------------------------------------------------------------------

    def normal(self, term: Term) -> Polynomial:
        """The polynomial that a term is, where it is defined."""
        key = (term.key, self.distinct)
        if key not in self.cache:
            self.spend()
            self.cache[key] = NORMAL_FORMS.get(type(term), NormalForms.atom)(self, term)
        return self.cache[key]

    def rewritten(self, term: Term) -> Term | None:
        """What an equation says that an atom is."""
        for fact, lead, rest in self.rules:
            found: dict[IndexVariable, Index] = {}
            if match(lead, term, found) and self.holds_apart(fact.distinct, found):
                return substitute(rest, found)
        return None

    def atom(self, term: Term) -> Polynomial:
        """An atom, rewritten where an equation determines it, but only once where equations rewrite in circles."""
        key, other = (term.key, self.distinct), self.rewritten(term)
        self.cache[key] = power_of(term)
        if other is not None:
            try:
                self.cache[key] = self.normal(other)
            except NeedsCase:
                self.cache.pop(key, None)  # the term is what it is rewritten to in each case
                raise
        return self.cache[key]

    def rational(self, term: Term) -> Rational | None:
        """The rational number that a term is, where that is seen."""
        value = self.normal(term)
        return value.get(UNIT, 0) if set(value) <= {UNIT} else None

    def normal_step(self, term: Step) -> Polynomial:
        """1 or 0 where the sign of the argument is known."""
        signs = self.sign(term.argument)
        if signs <= NONNEGATIVE or signs == NEGATIVE:
            return constant(int(signs <= NONNEGATIVE))
        return self.atom(Step(polynomial_term(self.normal(term.argument))))

    def vanishing(self, term: Multiply) -> tuple[list[tuple[Term, Multiply]], list[Term]]:
        """The factors t·log(t·u), as pairs t, u, and the other factors: u > 0, and t is an entry that is ≥ 0 and may
        be 0, or any term that is decided to be 0."""
        pairs: list[tuple[Term, Multiply]] = []
        factors = flatten(term)
        for logarithm in [f for f in factors if isinstance(f, Log) and self.sign(f.argument) != POSITIVE]:
            self.settle_cases(logarithm.argument)
            inner = flatten(Multiply((logarithm.argument,)))
            shared = [f for f in factors if f in inner and self.may_vanish(f)] if logarithm in factors else []
            for t in shared[:1]:
                inner.remove(t)
                if self.sign(Multiply(tuple(inner))) == POSITIVE:
                    pairs.append((t, Multiply(tuple(inner))))
                    factors.remove(logarithm)
                    factors.remove(t)
        return pairs, factors

    def may_vanish(self, t: Term) -> bool:
        """Whether t·log(t·u) is looked at as a whole."""
        signs = self.sign(t)
        return signs == IS_ZERO or (signs == NONNEGATIVE and isinstance(t, Entry))

    def normal_product(self, term: Multiply) -> Polynomial:
        """A product. t·log(t·u) is t·log t + t·log u, where t·log t is one atom: at t = 0, log t means nothing.
        So is what a hypothesis says of a product with a log of unknown sign, which may rest on 0·log 0 = 0, too."""
        pairs, factors = self.vanishing(term)
        others = [factor for factor in factors if not isinstance(factor, Number)]
        all_logs_exist = all(not isinstance(f, Log) or self.sign(f.argument) == POSITIVE for f in others)
        if all_logs_exist or len(others) == 1:
            parts = [self.normal(factor) for factor in factors]
        else:
            parts = [self.normal(factor) for factor in factors if isinstance(factor, Number)]
            parts.append(power_of(reorder(Multiply(tuple(others)))))
        for t, u in pairs:
            if self.sign(t) == IS_ZERO:
                return {}
            whole = self.normal(t)
            base = polynomial_term(whole)
            parts.append(plus(power_of(reorder(Multiply((base, Log(base))))), self.times(whole, self.logarithm(u))))
        return reduce(self.times, parts) if parts else constant(1)

    def normal_power(self, term: Power) -> Polynomial:
        """A power: integer ones directly, others of a positive base through exp(exponent · log base), roots of a base
        that may be 0 factor by factor."""
        exponent, value = self.normal(term.exponent), self.rational(term.exponent)
        if value is not None and value.denominator == 1:
            base = self.normal(term.base)
            return self.integer_power(base if value >= 0 else self.inverse(base), abs(value.numerator))
        if self.sign(term.base) == POSITIVE:
            return self.exponential(self.times(exponent, self.logarithm(term.base)))
        base = self.normal(term.base)
        if not value:
            return self.atom(Power(polynomial_term(base), polynomial_term(exponent)))
        if len(base) != 1:
            return self.times(power_of(polynomial_term(base), value), constant(1)) if base else {}
        ((monomial, coefficient),) = base.items()
        powers = in_order(monomial)
        separate = coefficient > 0 and all(self.sign(atom) <= NONNEGATIVE for atom, _ in powers)
        expect(separate, "normal form: a root of a product whose factors may be negative")
        outside = self.exponential(self.times(constant(value), self.logarithm_of(constant(coefficient))))
        return self.times(outside, {frozenset((atom, plain(power * value)) for atom, power in monomial): 1})

    def exponential(self, argument: Polynomial) -> Polynomial:
        """exp of a polynomial: a product of powers of exponentials of monomials."""
        result = constant(1)
        for monomial, coefficient in argument.items():
            inside = monomial_term(monomial)
            base = inside.argument if isinstance(inside, Log) else Exp(inside)
            whole = isinstance(inside, Log) and coefficient.denominator == 1
            factor = self.normal(Power(base, number(coefficient))) if whole else power_of(base, coefficient)
            result = self.times(result, factor)
        return result

    def logarithm(self, argument: Term) -> Polynomial:
        """log of a positive term: products and powers come out where they are positive."""
        match argument:
            case Multiply() if all(self.sign(factor) == POSITIVE for factor in argument.factors):
                return reduce(plus, map(self.logarithm, argument.factors), constant(0))
            case Power() if self.sign(argument.base) == POSITIVE:
                return self.times(self.normal(argument.exponent), self.logarithm(argument.base))
        return self.logarithm_of(self.normal(argument))

    def logarithm_of(self, argument: Polynomial) -> Polynomial:
        """log of a positive polynomial: those of its positive factors, and of the rest."""
        coefficient, factors = self.factored(argument)
        rest, total = constant(1 if coefficient > 0 else -1), constant(0)
        for atom, exponent in (*prime_powers(magnitude(coefficient)), *factors):
            if isinstance(atom, Exp):
                total = plus(total, self.normal(atom.argument), exponent)
            elif self.sign(atom) == POSITIVE:
                total = plus(total, self.atom(Log(atom)), exponent)
            else:
                rest = self.times(rest, power_of(atom, exponent))
        return total if rest == constant(1) else plus(total, self.atom(Log(polynomial_term(rest))))

    def absolute(self, term: Absolute) -> Polynomial:
        """|x|, without the bars where the sign is known; |c·m·P| = |c|·|m|·|P|."""
        signs, inside = self.sign(term.argument), self.normal(term.argument)
        if signs <= NONNEGATIVE or signs <= NONPOSITIVE:
            return self.times(constant(1 if signs <= NONNEGATIVE else -1), inside)
        coefficient, factors = self.factored(inside)
        result = constant(magnitude(coefficient))
        for atom, exponent in factors:
            bare = exponent.denominator > 1 or exponent % 2 == 0 or self.sign(atom) <= NONNEGATIVE
            result = self.times(result, power_of(atom if bare else Absolute(atom), exponent))
        return result

    # Sums, products and maxima over an index -----------------------------------------------------

    def normal_sum(self, term: Sum) -> Polynomial:
        """A sum over an index; where its body depends on whether the index is a certain one, t:
        sum of F = F(t) + sum of (F elsewhere) − (F elsewhere)(t)."""
        if values := written_out(term):
            return self.normal(Add(values))
        with self.under(term) as (index, body):
            elsewhere, special = self.apart(index, body, self.normal)
            total = self.close_sum(index, elsewhere)
        for position, other in enumerate(special):
            for earlier in special[:position]:
                if not self.known_apart(other, earlier):
                    raise NeedsCase(other, earlier)
            there = substitute(polynomial_term(elsewhere), {index: other})
            self.defined(there)
            total = plus(total, self.normal(substitute(body, {index: other})))
            total = plus(total, self.normal(there), -1)
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

    def component(self, indices: list[IndexVariable], atoms: list[tuple[Term, Rational]]) -> Polynomial:
        """The atom for a connected multi-sum, spelled canonically up to renaming its indices."""
        flat: dict[Term, Rational] = {}
        while atoms:
            atom, power = atoms.pop()
            if not isinstance(atom, Sum) or power.denominator > 1 or power < 0:
                flat = joined(flat.items(), [(atom, power)])
                continue
            for _ in range(power.numerator):
                inner: Term = atom
                while isinstance(inner, Sum):
                    expect(len(indices) < LARGEST_COMPONENT, TOO_CONNECTED)
                    indices = [*indices, IndexVariable(f"#{self.depth - 1 + len(indices)}", inner.size)]
                    inner = open_body(inner.body, indices[-1:])
                atoms.extend(split_monomial(inner))
        self.spend(factorial(len(indices)) * sum(len(atom.key) for atom in flat) // 8)
        spelled = [self.closed(order, monomial_term(frozenset(flat.items()))) for order in permutations(indices)]
        return self.atom(min(spelled, key=lambda term: term.key))

    def closed(self, indices: tuple[IndexVariable, ...], body: Term) -> Term:
        """The sum of a term over indices, the first outermost."""
        names = [IndexVariable(f"#{self.depth - 1 + place}", old.size) for place, old in enumerate(indices)]
        closed = reorder(substitute(body, dict(zip(indices, names, strict=True))))
        for index in reversed(names):
            closed = Sum(index.size, close_body(closed, (index,)))
        return closed

    def body_sign(self, term: Over) -> Signs:
        """The signs that the body may have, at any index."""
        with self.under(term) as (_, body):
            return self.sign(body)

    def normal_iterated_product(self, term: Product) -> Polynomial:
        """A product over an index: exp of the sum of logs where the body is positive."""
        if values := written_out(term):
            return self.normal(Multiply(values))
        if self.body_sign(term) == POSITIVE:
            return self.exponential(self.normal(Sum(term.size, Log(term.body))))
        return self.atom(term)

    def normal_maximum(self, term: Maximum) -> Polynomial:
        """The largest value over an index, or of finitely many, each once and in order; the summands and positive
        factors come out that all of them share."""
        with self.under(term) as (index, body):
            values, special = self.values_of(term, index, body)
            summands = shared_summands(values, index)
            rests = [plus(value, summands, -1) for value in values]
            if not any(rests):
                return summands
            factor = self.shared_factor(rests, index)
            bodies = [polynomial_term(self.times(rest, self.inverse(factor))) for rest in rests]
            if numbers(term.size):
                largest = largest_of(sorted(set(bodies), key=lambda body: body.key), index)
            else:
                largest = Maximum(term.size, close_body(chosen(index, special, bodies), (index,)))
            return plus(summands, self.times(factor, self.atom(largest)))

    def values_of(self, term: Maximum, index: IndexVariable, body: Term) -> tuple[list[Polynomial], list[Index]]:
        """The values over which a maximum is taken: all of them, where they are written out; else those at the
        indices that the body singles out, which are answered, too, and last the one elsewhere."""
        if values := written_out(term):
            return list(map(self.normal, values)), []
        elsewhere, special = self.apart(index, body, self.normal)
        return [*(self.normal(substitute(body, {index: other})) for other in special), elsewhere], special

    def shared_factor(self, rests: Sequence[Polynomial], index: IndexVariable) -> Polynomial:
        """The positive factor that all of these values share (a value 0 shares any) and that does not depend on the
        index, with the largest of their coefficients."""
        moving = [rest for rest in rests if rest]
        powers = frozenset.intersection(*(content(rest)[1] for rest in moving))
        positive = frozenset((a, p) for a, p in powers if not mentions(a, index) and self.sign(a) == POSITIVE)
        return {positive: max(magnitude(coefficient) for rest in moving for coefficient in rest.values())}


def shared_summands(values: Sequence[Polynomial], index: IndexVariable) -> Polynomial:
    """The monomials that all values have, with the same coefficient, and that do not depend on the index."""
    first, *others = values
    shared = {m: c for m, c in first.items() if all(value.get(m) == c for value in others)}
    return {m: c for m, c in shared.items() if not mentions(monomial_term(m), index)}


def largest_of(terms: Sequence[Term], index: IndexVariable) -> Maximum:
    """The largest of finitely many terms, as a maximum over an index that chooses between them."""
    over = IndexVariable(index.name, len(terms))
    return Maximum(len(terms), close_body(chosen(over, numbers(len(terms))[:-1], terms), (over,)))


def chosen(index: IndexVariable, places: Sequence[Index], terms: Sequence[Term]) -> Term:
    """The first term where the index is the first place, the second at the second, …; the last one elsewhere."""
    *others, body = terms
    for place, other in reversed([*zip(places, others, strict=True)]):
        body = Choose(index, place, other, body)
    return body


NORMAL_FORMS: dict[type[Term], Callable[[NormalForms, Any], Polynomial]] = {
    Number: lambda reasoner, term: constant(term.value),
    SizeValue: lambda reasoner, term: constant(term.size) if isinstance(term.size, int) else reasoner.atom(term),
    Add: lambda reasoner, term: reduce(plus, map(reasoner.normal, term.terms), constant(0)),
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
}
"""How a term of each kind becomes a polynomial; those of all other kinds are atoms."""


def flatten(term: Multiply) -> list[Term]:
    """The factors of a product, those of inner products included."""
    return [part for factor in term.factors for part in (flatten(factor) if isinstance(factor, Multiply) else [factor])]


def reorder(term: Term) -> Term:
    """The term with the terms and factors of all sums and products in canonical order."""
    changed = map_parts(term, lambda name, part: reorder(part) if isinstance(part, Term) else part)
    if isinstance(changed, (Add, Multiply)):
        return type(changed)(tuple(sorted(getattr(changed, changed.part_names[0]), key=lambda part: part.key)))
    return changed
