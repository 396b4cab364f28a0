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

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import permutations, product, repeat
from math import floor
from typing import Any, TypeVar, cast

from derive.kernel.facts import *
from derive.kernel.polynomials import *
from derive.kernel.terms import *

R = TypeVar("R")

WORK_LIMIT = 400_000
LARGEST_EXPONENT = 64
LARGEST_COMPONENT = 5
LARGEST_UNROLLED = 8
DEEPEST_REWRITING = 20


class Undefined(KernelError):
    """A side is not proved to be defined; ``missing`` is the hypothesis that would do."""

    def __init__(self, message: str, missing: Formula) -> None:
        super().__init__(message)
        self.missing = missing


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


class Reasoner:
    """Normal forms, signs and definedness under fixed facts."""

    def __init__(self, formulas: tuple[Formula, ...], unroll: bool = False) -> None:
        self.formulas = formulas
        self.unroll = unroll
        self.distinct: frozenset[frozenset[Index]] = frozenset()
        self.contradiction = False
        for same, left, right in index_facts(formulas):
            if not same:
                self.distinct |= {frozenset((left, right))}
                self.contradiction |= left == right
            elif left != right and number_of(left) and number_of(right):
                self.contradiction = True
        self.depth = 0
        self.fresh = 0
        self.work = 0
        self.rewriting = 0
        self.composite: dict[Term, Polynomial] = {}
        self.points: dict[Variable, Array] = {}
        self.cache: dict[object, Polynomial] = {}
        self.signs: dict[object, Signs] = {}
        self.derivatives: dict[object, Term] = {}
        self.rules: list[tuple[Fact, Term, Term]] = []
        self.facts: list[tuple[Fact, Polynomial | None]] = []
        self.busy: set[str] = set()
        for fact in sorted(read_facts(formulas), key=lambda fact: (derives(fact.term), fact.signs != IS_ZERO)):
            self.learn(fact)
        self.forget()
        self.facts = [(fact, difference and self.again(fact, difference)) for fact, difference in self.facts]

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

    def holds_apart(self, pairs: tuple[tuple[Index, Index], ...], found: dict[IndexVariable, Index]) -> bool:
        """Whether the index conditions of a quantified fact hold for an instance of it."""
        try:
            return not any(self.same_index(found.get(a, a), found.get(b, b)) for a, b in pairs)  # type: ignore[call-overload]
        except NeedsCase:
            return False

    def instances(self, fact: Fact, difference: Polynomial | None, near: Node) -> Iterator[Polynomial]:
        """The instances of a fact at the indices that occur near by."""
        if not fact.pattern:
            if difference is not None and self.holds_apart(fact.distinct, {}):
                yield difference
            return
        for chosen in product(*(indices_in(near, size=variable.size) for variable in fact.pattern)):
            self.spend()
            found = dict(zip(fact.pattern, chosen, strict=True))
            if self.holds_apart(fact.distinct, found):
                try:
                    yield self.normal_fact(place_indices(fact.term, found))
                except (NeedsCase, KernelError):
                    continue

    # Indices -----------------------------------------------------------------------------------

    def same_index(self, left: Index, right: Index) -> bool:
        """Whether two indices are the same; raises NeedsCase where that is open."""
        if left == right:
            return True
        if (number_of(left) and number_of(right)) or frozenset((left, right)) in self.distinct:
            return False
        raise NeedsCase(left, right)

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

    def written_out(self, term: Over) -> tuple[Term, ...]:
        """The bodies at all indices of a numeric size."""
        numbers = range(1, cast(int, term.size) + 1)
        return tuple(open_body(term.body, (IndexNumber(value, term.size),)) for value in numbers)

    def unrolls(self, size: Size) -> bool:
        """Whether a sum over this size is written out."""
        return isinstance(size, int) and (size == 1 or (self.unroll and size <= LARGEST_UNROLLED))

    # Polynomials -------------------------------------------------------------------------------

    def spend(self, amount: int = 1) -> None:
        """Counts work, and stops when there is too much of it."""
        self.work += amount
        expect(self.work <= WORK_LIMIT, "normal form: the expression is too large")

    def times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """The product of two polynomials."""
        total: Polynomial = {}
        self.spend(len(left) * len(right))
        for first, a in left.items():
            for second, b in right.items():
                powers = joined(first, second)
                untidy = any(isinstance(atom, (Add, Number, Absolute)) for atom in powers)
                accumulate(total, self.tidy(powers, a * b) if untidy else {frozenset(powers.items()): a * b})
        return total

    def tidy(self, powers: dict[Term, Fraction], coefficient: Fraction) -> Polynomial:
        """Writes out whole powers of numbers, polynomials and absolute values, and divides out
        what a negative power of a polynomial can take: lead(P)/P = 1 − (P − lead(P))/P."""
        self.spend()
        kept: dict[Term, Fraction] = {}
        extra: list[Polynomial] = []
        for atom, power in powers.items():
            whole = floor(power)
            if isinstance(atom, Number):
                coefficient *= number_power(atom.value, whole)
                power -= whole
            elif isinstance(atom, Add) and whole >= 1:
                extra.append(self.integer_power(self.composite[atom], whole))
                power -= whole
            elif isinstance(atom, Absolute) and whole >= 2:
                extra.append(self.integer_power(self.normal(atom.argument), whole - whole % 2))
                power -= whole - whole % 2
            if power:
                kept[atom] = power
        result: Polynomial = {frozenset(kept.items()): coefficient}
        for atom, power in sorted(kept.items(), key=lambda item: item[0].key):
            if isinstance(atom, Add) and power <= -1 and not extra:
                polynomial = self.composite[atom]
                lead = leading(polynomial)
                if all(kept.get(part, Fraction(0)) >= needed for part, needed in lead):
                    rest = joined(kept.items(), [(part, -needed) for part, needed in lead])
                    factor = coefficient / polynomial[lead]
                    tail = {m: -c for m, c in polynomial.items() if m != lead}
                    result = self.times({frozenset(rest.items()): factor}, tail)
                    return plus(result, self.tidy(joined(rest.items(), [(atom, Fraction(1))]), factor))
        return reduce(self.times, extra, result)

    def integer_power(self, base: Polynomial, exponent: int) -> Polynomial:
        """base^exponent for an integer exponent ≥ 0."""
        if len(base) == 1:
            ((monomial, coefficient),) = base.items()
            power = frozenset((atom, exponent * e) for atom, e in monomial if exponent)
            return self.times({power: number_power(coefficient, exponent)}, constant(1))
        expect(exponent <= LARGEST_EXPONENT, f"normal form: the exponent {exponent} is too large")
        return reduce(self.times, repeat(base, exponent), constant(1))

    def add_atom(self, polynomial: Polynomial) -> Term:
        """The atom that stands for a polynomial which is raised to a negative or broken power."""
        atom = polynomial_term(polynomial)
        if isinstance(atom, Add):
            self.composite[atom] = polynomial
        return atom

    def numerator(self, polynomial: Polynomial) -> tuple[Polynomial, dict[Term, int]]:
        """numerator / product of powers of polynomials."""
        denominators: dict[Term, int] = {}
        for monomial in polynomial:
            for atom, power in monomial:
                if isinstance(atom, Add) and power < 0:
                    denominators[atom] = max(denominators.get(atom, 0), -floor(power))
        result = polynomial
        for atom in sorted(denominators, key=lambda atom: atom.key):
            raised: Polynomial = {}
            for monomial, coefficient in result.items():
                self.spend()
                whole = floor(dict(monomial).get(atom, Fraction(0)) + denominators[atom])
                outside = joined(monomial, [(atom, Fraction(denominators[atom] - whole))])
                # multiplied by hand: ``times`` would divide the other denominators out again
                for part, value in self.integer_power(self.composite[atom], whole).items():
                    accumulate(raised, {frozenset(joined(outside.items(), part).items()): coefficient * value})
            result = raised
        return result, denominators

    def inverse(self, polynomial: Polynomial) -> Polynomial:
        """1 / polynomial, for a polynomial that is not zero."""
        top, denominators = self.numerator(polynomial)
        expect(len(top) > 0, "normal form: division by zero")
        coefficient, common, primitive = content(top)
        result: Polynomial = {frozenset((atom, -power) for atom, power in common): 1 / coefficient}
        if primitive != constant(1):
            result = self.times(result, power_of(self.add_atom(primitive), Fraction(-1)))
        below = (self.integer_power(self.composite[atom], power) for atom, power in denominators.items())
        return reduce(self.times, below, result)

    # Normal form -------------------------------------------------------------------------------

    def normal(self, term: Term) -> Polynomial:
        """The polynomial that a term is, where it is defined."""
        key = (term.key, self.distinct)
        if key not in self.cache:
            self.spend()
            expect(type(term) in NORMAL_FORMS, f"normal form: {type(term).__name__} has none")
            self.cache[key] = NORMAL_FORMS[type(term)](self, term)
        return self.cache[key]

    def normal_step(self, term: Step) -> Polynomial:
        """1 or 0 where the sign of the argument is known."""
        signs = self.sign(term.argument)
        if signs <= NONNEGATIVE or signs == NEGATIVE:
            return constant(int(signs <= NONNEGATIVE))
        return self.atom(Step(polynomial_term(self.normal(term.argument))))

    def taken(self, term: Choose) -> Term:
        """The branch of a choice that is taken; raises NeedsCase where that is open."""
        return term.equal if self.same_index(term.left, term.right) else term.distinct

    def rational(self, term: Term) -> Fraction | None:
        """The rational number that a term is, where that is seen."""
        value = self.normal(term)
        return value.get(UNIT, Fraction(0)) if set(value) <= {UNIT} else None

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

    def normal_product(self, term: Multiply) -> Polynomial:
        """A product. Beside a factor t ≥ 0, log(t·u) with u > 0 is log t + log u: where t is 0, so
        are both products."""
        result = constant(1)
        flat = list(flatten(term))
        for factor in flat:
            split = self.vanishing_partner(factor, flat)
            result = self.times(result, self.sum_of(self.logarithm, split) if split else self.normal(factor))
        return result

    def sum_of(self, action: Callable[[Term], Polynomial], terms: Iterable[Term]) -> Polynomial:
        """The sum of what an action makes of each of the terms."""
        return reduce(plus, map(action, terms), constant(0))

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
        whole = primitive == constant(1) or self.polynomial_sign(primitive) <= NONNEGATIVE
        if coefficient < 0 or not whole or not all(self.atom_sign(atom) <= NONNEGATIVE for atom, _ in common):
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
            if not isinstance(inside, Log):
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
            elif isinstance(atom, Number) or self.atom_sign(atom) == POSITIVE:
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
            bare = exponent.denominator > 1 or exponent % 2 == 0 or self.atom_sign(atom) <= NONNEGATIVE
            result = self.times(result, power_of(atom if bare else Absolute(atom), exponent))
        if primitive != constant(1):
            result = self.times(result, self.atom(Absolute(self.add_atom(primitive))))
        return result

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
        self.spend(len(indices) ** 2)
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
        """The body in normal form; it must not depend on whether its index is a certain one."""
        with self.under(term) as (index, body):
            try:
                return close_body(polynomial_term(self.normal(body)), (index,))
            except NeedsCase as case:
                case.partner(index)
                raise KernelError("normal form: a product or maximum whose body singles out an index") from None

    def normal_maximum(self, term: Maximum) -> Polynomial:
        """The largest value over an index; summands and positive factors without the index come out."""
        if self.unrolls(term.size):
            return self.largest([self.normal(value) for value in self.written_out(term)])
        with self.under(Maximum(term.size, self.canonical_body(term))) as (index, body):
            inside = self.normal(body)
        fixed = {m: c for m, c in inside.items() if not mentions(monomial_term(m), index)}
        moving = {m: c for m, c in inside.items() if m not in fixed}
        if not moving:
            return fixed
        coefficient, common, _ = content(moving)
        out = {(a, p) for a, p in common if not mentions(a, index) and self.atom_sign(a) == POSITIVE}
        factor: Polynomial = {frozenset(out): abs(coefficient)}
        rest = self.times(moving, self.inverse(factor))
        atom = self.atom(Maximum(term.size, close_body(polynomial_term(rest), (index,))))
        return plus(fixed, self.times(factor, atom))

    def largest(self, values: list[Polynomial]) -> Polynomial:
        """The largest of finitely many: common summands and positive common factors come out."""
        common = {m: c for m, c in values[0].items() if all(v.get(m) == c for v in values)}
        rests = {polynomial_term(r): r for r in (plus(v, common, Fraction(-1)) for v in values)}
        if len(rests) == 1:
            return values[0]
        combined: Polynomial = {}
        for position, rest in enumerate(rests.values()):
            mark: Term = Entry(Variable(f"#{position}", ()), ())
            combined |= {m | {(mark, Fraction(1))}: c for m, c in rest.items()}
        _, shared, _ = content(combined)
        out = frozenset((a, p) for a, p in shared if self.atom_sign(a) == POSITIVE)
        back = frozenset((a, -p) for a, p in out)
        terms = {polynomial_term(self.times(r, {back: Fraction(1)})) for r in rests.values()}
        atom = self.atom(Largest(tuple(sorted(terms, key=lambda t: t.key))))
        return plus(common, self.times({out: Fraction(1)}, atom))

    # Derivatives -------------------------------------------------------------------------------

    def derivative(self, term: Derivative) -> Term:
        """The derivative written out."""
        key = (term.key, self.distinct)
        if key not in self.derivatives:
            variable, body = self.open_derivative(term)
            result = self.differentiate(body, variable, term.indices)
            self.derivatives[key] = substitute(result, {variable: term.point})
        return self.derivatives[key]

    def open_derivative(self, term: Derivative) -> tuple[Variable, Term]:
        """The body of a derivative as a function of a fresh variable, remembered to stand for the point."""
        self.fresh += 1
        variable = Variable(f"#d{self.fresh}", term.point.sizes)
        self.points[variable] = term.point
        return variable, open_body(term.body, (variable,))

    def entry_of_point(self, term: Derivative) -> Term:
        """Any entry of the point at which a derivative is taken."""
        self.fresh += 1
        indices = (IndexVariable(f"#p{self.fresh}.{n}", size) for n, size in enumerate(term.point.sizes))
        return entry(term.point, tuple(indices))

    def at_point(self, term: Term) -> Term:
        """The term with the variables of derivatives replaced by the points they are taken at."""
        while True:
            found: dict[IndexVariable | Variable, Index | Array] = {
                v: self.points[v] for v in subnodes(term) if isinstance(v, Variable) and v in self.points
            }
            if not found:
                return term
            term = substitute(term, found)

    def differentiate(self, term: Term, variable: Variable, indices: tuple[Index, ...]) -> Term:
        """The partial derivative of a term in an entry of a free variable, by the rules of calculus. Raises
        Undefined where the conditions of a rule, all of them open ones, are not proved at the point."""

        def go(part: Term) -> Term:
            return self.differentiate(part, variable, indices)

        if not mentions(term, variable):
            return ZERO
        match term:
            case Entry():
                expect(term.array == variable, "derivative: the variable occurs inside an array")
                return Multiply(tuple(delta(a, b) for a, b in zip(term.indices, indices, strict=True)))
            case Add():
                return Add(tuple(go(part) for part in term.terms))
            case Multiply():
                all_ = term.factors
                changing = (place for place, factor in enumerate(all_) if mentions(factor, variable))
                return Add(tuple(Multiply((*all_[:n], go(all_[n]), *all_[n + 1 :])) for n in changing))
            case Power() if mentions(term.exponent, variable):
                return Multiply((term, go(Multiply((term.exponent, Log(term.base))))))
            case Power():
                value = self.rational(term.exponent)
                if value is None or value.denominator > 1:
                    self.require(term.base, POSITIVE, "derivative of a broken power whose base may be 0")
                lowered = Power(term.base, Add((term.exponent, number(-1))))
                return Multiply((term.exponent, lowered, go(term.base)))
            case Exp():
                return Multiply((term, go(term.argument)))
            case Log():
                self.require(term.argument, POSITIVE, "derivative of a logarithm whose argument may be 0")
                return Multiply((go(term.argument), Power(term.argument, number(-1))))
            case Absolute() | Step():
                self.require(term.argument, NONZERO, "derivative at a point that may be a kink")
                slope = Multiply((term.argument, Power(term, number(-1)))) if isinstance(term, Absolute) else ZERO
                return Multiply((slope, go(term.argument)))
            case Choose():
                return self.by_branches(term, go)
            case Sum():
                index, body = self.open_unique(term)
                return Sum(term.size, close_body(go(body), (index,)))
            case Product():
                index, body = self.open_unique(term)
                self.require(body, NONZERO, "derivative of a product with a factor that may be 0")
                ratio = Multiply((go(body), Power(body, number(-1))))
                return Multiply((term, Sum(term.size, close_body(ratio, (index,)))))
            case Maximum():
                go(self.open_unique(term)[1])  # all values have to be defined near the point
                return go(open_body(term.body, (self.only_maximiser(term),)))
            case Largest():
                return [go(part) for part in term.terms][self.only_largest(term)]
            case Derivative():
                go(self.open_derivative(term)[1])  # it has to be defined near the point
                go(self.entry_of_point(term))
                return go(self.derivative(term))
            case _:
                raise KernelError(f"derivative: no rule for {type(term).__name__}")

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

    def only_maximiser(self, term: Maximum) -> Index:
        """The index at which the body is larger than at every other; raises Undefined where none is proved."""
        if term.size == 1:
            return IndexNumber(1, 1)
        there = cast(Maximum, self.at_point(term))
        index, body = self.open_unique(there)
        for candidate in indices_in(*self.formulas, term, size=term.size):
            before = self.distinct
            self.distinct |= {frozenset((index, candidate))}
            try:
                if self.sign(subtract(open_body(there.body, (candidate,)), body)) == POSITIVE:
                    return candidate
            finally:
                self.distinct = before
        other, top = (IndexVariable(fresh_name(name, there), term.size) for name in ("k", "r"))
        less = Less(open_body(there.body, (other,)), open_body(there.body, (top,)))
        beaten = ForAll(term.size, close_body(Implies(Not(SameIndex(other, top)), less), (other,)))
        unique = Exists(term.size, close_body(beaten, (top,)))
        raise Undefined("derivative of a maximum: no maximiser is proved to be the only one", unique)

    def only_largest(self, term: Largest) -> int:
        """The place of the term that is larger than all others; raises Undefined where none is proved."""
        there = cast(Largest, self.at_point(term))
        for place, top in enumerate(there.terms):
            others = there.terms[:place] + there.terms[place + 1 :]
            if all(self.sign(subtract(top, other)) == POSITIVE for other in others):
                return place
        missing = Different(*there.terms[:2])
        raise Undefined("derivative of a maximum: no term is proved to be the only largest", missing)

    # Definedness -------------------------------------------------------------------------------

    def defined(self, term: Term) -> None:
        """Raises Undefined unless the term is proved to be defined, at the point of the derivative around it."""
        match term:
            case Multiply():
                return self.defined_product(term)
            case Power():
                self.defined_power(term)
            case Log():
                self.require(term.argument, POSITIVE, "log of something that is not proved positive")
            case Choose():
                try:
                    return self.defined(self.taken(term))
                except NeedsCase:
                    if not self.both_defined(term):
                        raise
                    return
            case Over():
                return self.defined_body(term)
            case Derivative():
                self.defined(self.open_derivative(term)[1])
                self.derivative(term)
                return self.defined(self.entry_of_point(term))
            case Limit() | Rank():
                if self.rewritten(term) is None:
                    raise Undefined(f"a {type(term).__name__.lower()} that is not known to exist", Equal(term, term))
                return
        for _, part in term.named_parts():
            if isinstance(part, Term):
                self.defined(part)

    def both_defined(self, term: Choose) -> bool:
        """Whether both branches of a choice are defined whatever the indices are."""
        try:
            self.defined(term.equal)
            self.defined(term.distinct)
        except (KernelError, NeedsCase):
            return False
        return True

    def require(self, term: Term, signs: Signs, message: str) -> None:
        """Raises Undefined unless the term has one of the signs, at the points in question."""
        there = self.at_point(term)
        if not self.sign(there) <= signs:
            relation = {POSITIVE: Less, NONNEGATIVE: LessEqual, NONZERO: Different}[signs]
            raise Undefined(message, cast(Callable[[Term, Term], Formula], relation)(ZERO, there))

    def defined_product(self, term: Multiply) -> None:
        """A product is defined where its factors are; so is t·log(t·u) for t ≥ 0, u > 0, also at t = 0."""
        flat = list(flatten(term))
        for place, factor in enumerate(flat):
            split = self.vanishing_partner(factor, flat)
            if split is None:
                self.defined(factor)
            else:
                self.defined(split[1])
                flat[place] = flat[flat.index(split[0])] = ONE

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

    def defined_power(self, term: Power) -> None:
        """Integer powers of everything (negative ones off 0); others of bases > 0, or ≥ 0 where allowed."""
        value = self.rational(term.exponent)
        if value is not None and value.denominator == 1:
            if value < 0:
                self.require(term.base, NONZERO, "a denominator that is not proved non-zero")
        elif self.sign(term.exponent) <= NONNEGATIVE:
            self.require(term.base, NONNEGATIVE, "a broken power of something that may be negative")
        else:
            self.require(term.base, POSITIVE, "a power whose base is not proved positive")

    def defined_body(self, term: Over) -> None:
        """The body is defined at every index, by cases where it singles one out."""
        with self.under(term) as (index, body):
            self.apart(index, body, self.defined, lambda other: self.defined(substitute(body, {index: other})))

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
        complete = not self.busy
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

    def sign_of_terms(self, term: Add) -> Signs:
        """The signs that a sum may have, from those of its terms."""
        total = IS_ZERO
        for part in term.terms:
            total = sign_sum(total, self.sign(part))
            if total == ANY:
                break
        return total

    def product_sign(self, term: Product) -> Signs:
        """A product over an index is positive, or not negative, where all its factors are."""
        body = self.body_sign(term)
        return POSITIVE if body == POSITIVE else NONNEGATIVE if body <= NONNEGATIVE else ANY

    def maximum_sign(self, term: Maximum) -> Signs:
        """The signs from the least to the greatest that the body may have."""
        body = self.body_sign(term)
        return frozenset(s for s in ANY if any(low <= s for low in body) and any(s <= high for high in body))

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
        complete = not self.busy
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
        for other in sorted(rest, key=lambda m: monomial_term(m).key):
            if rest[other] != -coefficient or not outer <= other:
                continue
            single = monomial_term(other - outer)
            if any(open_body(atom.body, (index,)) == single for index in indices_in(single, size=atom.size)):
                del rest[monomial], rest[other]
                several = least_size(atom.size, self.formulas) >= 2
                left = POSITIVE if body == POSITIVE and several else NONNEGATIVE
                return sign_product(left, self.monomial_sign(outer, coefficient))
        return None


NORMAL_FORMS: dict[type[Term], Callable[[Reasoner, Any], Polynomial]] = {
    Number: lambda reasoner, term: constant(term.value),
    SizeValue: lambda reasoner, term: constant(term.size) if isinstance(term.size, int) else reasoner.atom(term),
    Entry: Reasoner.atom,
    Add: lambda reasoner, term: reasoner.sum_of(reasoner.normal, term.terms),
    Multiply: Reasoner.normal_product,
    Power: Reasoner.normal_power,
    Exp: lambda reasoner, term: reasoner.exponential(reasoner.normal(term.argument)),
    Log: lambda reasoner, term: reasoner.logarithm(term.argument),
    Absolute: Reasoner.absolute,
    Step: Reasoner.normal_step,
    Choose: lambda reasoner, term: reasoner.normal(reasoner.taken(term)),
    Sum: Reasoner.normal_sum,
    Product: Reasoner.normal_iterated_product,
    Maximum: Reasoner.normal_maximum,
    Largest: lambda reasoner, term: reasoner.largest([reasoner.normal(part) for part in term.terms]),
    Derivative: lambda reasoner, term: reasoner.normal(reasoner.derivative(term)),
    Limit: Reasoner.atom,
    Rank: Reasoner.atom,
}
"""How a term of each kind becomes a polynomial."""

SIGNS_OF: dict[type[Term], Callable[[Reasoner, Any], Signs]] = {
    Number: lambda reasoner, term: sign_of(term.value),
    SizeValue: lambda reasoner, term: POSITIVE,
    Exp: lambda reasoner, term: POSITIVE,
    Step: lambda reasoner, term: NONNEGATIVE,
    Absolute: lambda reasoner, term: frozenset(abs(s) for s in reasoner.sign(term.argument)) | POSITIVE,
    Add: Reasoner.sign_of_terms,
    Multiply: lambda reasoner, term: reduce(sign_product, map(reasoner.sign, term.factors), POSITIVE),
    Power: lambda reasoner, term: reasoner.power_sign(reasoner.sign(term.base), reasoner.rational(term.exponent)),
    Log: lambda reasoner, term: reasoner.sign(subtract(term.argument, ONE)) if not term.argument.loose else ANY,
    Choose: Reasoner.choice_sign,
    Sum: Reasoner.sum_sign,
    Product: Reasoner.product_sign,
    Maximum: Reasoner.maximum_sign,
    Largest: lambda reasoner, term: frozenset(map(max, product(*map(reasoner.sign, term.terms)))),
}
"""The signs that the form of a term of each kind allows."""


def indices_in(*nodes: Node, size: Size) -> list[Index]:
    """The indices over a size that occur in the nodes, unless they are bound there."""
    found = {part for node in nodes for part in subnodes(node) if isinstance(part, Index) and not part.loose}
    return sorted((index for index in found if index.size == size), key=lambda index: index.key)


def derives(term: Term) -> bool:
    """Whether a derivative occurs in a term; limits and ranks stand as they are, with what is inside them."""
    if "(Derivative " not in term.key:
        return False
    outside = rebuild(term, lambda part, depth: ZERO if isinstance(part, (Limit, Rank)) else None)
    return any(isinstance(part, Derivative) for part in subnodes(outside))


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
    if isinstance(changed, (Add, Multiply, Largest)):
        return type(changed)(tuple(sorted(getattr(changed, changed.part_names[0]), key=lambda part: part.key)))
    return changed


# Decisions ---------------------------------------------------------------------------------------

F = TypeVar("F", bound=Formula)


@lru_cache(maxsize=20_000)
def decide(goal: Relation, formulas: tuple[Formula, ...]) -> None:
    """Returns when the relation is proved under the formulas; raises KernelError when it is not."""
    if isinstance(goal.left, Number) and isinstance(goal.right, Number):
        if sign_of(goal.right.value - goal.left.value) <= RELATION_SIGNS[type(goal)]:
            return
    try:
        return by_cases(goal, formulas, False, 8)
    except KernelError:
        if any(isinstance(size, int) for size in sizes_of(goal)):
            with suppress(KernelError):
                return by_cases(goal, formulas, True, 8)
        raise


@lru_cache(maxsize=16)
def reasoner_for(formulas: tuple[Formula, ...], unroll: bool) -> Reasoner:
    """A reasoner under these facts; rules that decide several relations share it."""
    return Reasoner(formulas, unroll)


def by_cases(goal: Relation, formulas: tuple[Formula, ...], unroll: bool, splits: int) -> None:
    """As :func:`decide`, splitting on whether indices are the same where that matters."""
    for same, left, right in index_facts(formulas):
        if same and left != right:
            old, new = (left, right) if isinstance(left, IndexVariable) else (right, left)
            if isinstance(old, IndexVariable):
                identified = tuple(identify(formula, old, new) for formula in formulas)
                return by_cases(identify(goal, old, new), identified, unroll, splits)
    reasoner = reasoner_for(formulas, unroll)
    if reasoner.contradiction or any(numbers_exhausted(reasoner, index) for index in free_indices(goal, formulas)):
        return
    try:
        return decide_here(goal, reasoner)
    except NeedsCase as case:
        if splits == 0:
            raise KernelError("normal form: too many cases of equal and distinct indices") from None
        alike = SameIndex(case.left, case.right)
        if any(variable.name[0] in "#?" for variable in free_variables(alike)):
            raise KernelError("normal form: a case that depends on a bound index") from None
    by_cases(goal, (*formulas, Not(alike)), unroll, splits - 1)
    by_cases(goal, (*formulas, alike), unroll, splits - 1)


def identify(node: F, old: Index, new: Index) -> F:
    """The formula with one index written for another."""
    return rebuild(node, lambda part, depth: new if part == old else None)


def free_indices(goal: Formula, formulas: tuple[Formula, ...]) -> set[Index]:
    """The free indices over numeric sizes in a goal and its hypotheses."""
    nodes = (node for formula in (goal, *formulas) for node in subnodes(formula))
    return {node for node in nodes if isinstance(node, IndexVariable) and isinstance(node.size, int)}


def numbers_exhausted(reasoner: Reasoner, index: Index) -> bool:
    """Whether an index over a numeric size is distinct from every number there is."""
    if not isinstance(index.size, int) or index.size > LARGEST_UNROLLED:
        return False
    numbers = (IndexNumber(value, index.size) for value in range(1, index.size + 1))
    return all(frozenset((index, n)) in reasoner.distinct for n in numbers)


def decide_here(goal: Relation, reasoner: Reasoner) -> None:
    """Decides a relation in one case."""
    reasoner.work = 0
    reasoner.defined(goal.left)
    if goal == Equal(goal.left, goal.left):
        return
    reasoner.defined(goal.right)
    difference = plus(reasoner.normal(goal.right), reasoner.normal(goal.left), Fraction(-1))
    if isinstance(goal, Equal):
        expect(not reasoner.numerator(difference)[0], "equality: the normal forms of the two sides differ")
        return
    wanted = RELATION_SIGNS[type(goal)]
    signs = reasoner.polynomial_sign(difference)
    if not signs <= wanted and not signs & reasoner.sign(subtract(goal.right, goal.left)) <= wanted:
        raise KernelError("order: the sign of the difference is not established")
