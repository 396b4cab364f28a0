"""Sums of polynomials and powers over the numbers of all indices, Σ t² and Σ t γᵗ over t = 1, …, n: what they are.

Each term is a difference of neighbours, f(t + 1) − f(t), with f of the same form, whose coefficients are found one
after the other, the highest first (R. L. Graham, D. E. Knuth, O. Patashnik, Concrete Mathematics, 2nd ed.,
Addison-Wesley 1994, 2.6)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from math import comb

from derive.kernel import rules
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import Polynomial, monomial_term, polynomial_term, split_monomial
from derive.kernel.terms import (
    ONE,
    ZERO,
    Add,
    Entry,
    Equal,
    Exp,
    Formula,
    IndexVariable,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Multiply,
    Number,
    Power,
    Product,
    Sum,
    Term,
    Variable,
    free_variables,
    fresh_name,
    negative,
    number,
    open_body,
    rebuild,
    subnodes,
    substitute,
    subtract,
)
from derive.kernel.theorem import Theorem
from derive.language.lemma import cut
from derive.language.numbering import Numbering, numberings
from derive.lemmas.decided import decided, seen
from derive.lemmas.numbering import telescoped, without_maps
from derive.lemmas.terms import Order
from derive.prover.goal import Search
from derive.prover.tactic import involving, tactic
from derive.prover.tactics.denominators import signs

HIGHEST_POWER = 6
"""The highest power of the number of an index that is summed."""


@tactic("telescoping", cost=11, deepest=1, when=involving(Sum, Product))
def telescoping(goal: Equal | Less | LessEqual, search: Search) -> Theorem | None:
    """The goal, from what it becomes where sums over numbers of indices have their values: f(n + 1) − f(1) for
    Σ (f(t + 1) − f(t)).

    R. L. Graham, D. E. Knuth, O. Patashnik, Concrete Mathematics, 2.6."""
    found = list(numberings(search.given))
    if not found:
        return None
    whole = seen(goal, search.given).difference
    atoms = sorted({atom for monomial in whole for atom, _ in monomial}, key=lambda atom: atom.key)
    values = {term: value for term in atoms if (value := closed(term, found, search.given)) is not None}
    values |= {} if values else shifted(atoms, found, search.given)
    if values:
        with suppress(KernelError, NeedsCase):
            return at_values(goal, whole, values, search)
    inner = [part for atom in atoms for part in subnodes(atom) if isinstance(part, Sum) and not part.loose]
    facts = [value for term in dict.fromkeys(inner) if (value := closed(term, found, search.given)) is not None]
    if not facts:
        return None
    return cut(search.prove(goal, (*search.given, *(fact.conclusion for fact in facts))), facts)


def at_values(goal: Order | Equal, whole: Polynomial, values: Mapping[Term, Theorem], search: Search) -> Theorem:
    """The goal, from what it becomes where sums are replaced by their values."""
    factors, rest = linear_in(whole, values)
    terms = [Multiply((polynomial_term(a), side(values[s]))) for s, a in factors.items()]
    premises = tuple(positive_denominators(goal, search))
    given = (*search.given, *(premise.conclusion for premise in premises))
    left = type(goal)(ZERO, Add((polynomial_term(rest), *terms)))
    try:
        theorem = decided(left, without_maps(given))
    except (KernelError, NeedsCase):
        theorem = search.prove(left, given)
    theorem = cut(theorem, premises)
    by = tuple(negative(polynomial_term(a)) for a in factors.values())
    facts = (*(values[s] for s in factors), theorem)
    return rules.combine(goal, (*by, ONE), facts, without_maps(search.given), premises)


def positive_denominators(goal: Order | Equal, search: Search) -> Iterator[Theorem]:
    """That denominators are positive which show it as they are written, and once multiplied out do not."""
    bases = {
        part.base
        for part in subnodes(goal)
        if isinstance(part, Power) and isinstance(part.exponent, Number) and part.exponent.value < 0
    }
    for base in sorted(bases, key=lambda base: base.key):
        if isinstance(base, (Add, Multiply, Power)) and not base.loose:
            with suppress(KernelError, NeedsCase):
                yield from signs(Less(ZERO, base), search)


def shifted(atoms: Sequence[Term], found: Sequence[Numbering], given: tuple[Formula, ...]) -> dict[Term, Theorem]:
    """What a sum Σ f(t + 1) is, where Σ f(t) is another of the atoms: that one and f(n + 1) − f(1)."""
    values: dict[Term, Theorem] = {}
    for numbering in found:
        bodies = {atom: body for atom in atoms if (body := body_of(atom, numbering)) is not None}
        for lower, higher in permutations(bodies, 2):
            function = bodies[lower]
            with suppress(KernelError, NeedsCase):
                place = IndexVariable(fresh_name("t", lower, higher, *given), numbering.size)
                here = numbering.number(place)
                goal = Equal(function(Add((here, ONE))), bodies[higher](here))
                rules.by_normal_form(goal, given, ())
                differences = telescoped(numbering, function, given)
                value = Equal(higher, Add((lower, side(differences))))
                if lower not in values:
                    values[higher] = rules.combine(value, (ONE,), (differences,), differences.hypotheses, ())
    return values


def body_of(term: Term, numbering: Numbering) -> Callable[[Term], Term] | None:
    """What is summed, as a function of the number of the index; None where it is another one."""
    if not isinstance(term, Sum) or term.size != numbering.size or term.loose:
        return None
    place = IndexVariable(fresh_name("t", term), term.size)
    variable = Variable(fresh_name("x", term), ())
    here = numbering.number(place)
    body = rebuild(open_body(term.body, (place,)), lambda part, depth: Entry(variable, ()) if part == here else None)
    if place in free_variables(body):
        return None
    return lambda x: substitute(body, {variable: Lambda((), x)})


def side(theorem: Theorem) -> Term:
    """The right side of an equation."""
    relation = theorem.conclusion
    assert isinstance(relation, Equal)
    return relation.right


def linear_in(whole: Polynomial, atoms: Collection[Term]) -> tuple[dict[Term, Polynomial], Polynomial]:
    """A polynomial as Σ a s + b, for some of its atoms s. Raises KernelError where it is not linear in them."""
    factors: dict[Term, Polynomial] = {}
    rest: Polynomial = {}
    for monomial, coefficient in whole.items():
        own = [(atom, power) for atom, power in monomial if atom in atoms]
        if not own:
            rest[monomial] = coefficient
            continue
        ((atom, power),) = own[:1]
        if len(own) > 1 or power != 1:
            raise KernelError("telescoping: the sums are not added up only")
        factors.setdefault(atom, {})[monomial - {(atom, power)}] = coefficient
    return factors, rest


def closed(term: Term, found: Sequence[Numbering], given: tuple[Formula, ...]) -> Theorem | None:
    """What a sum over the numbers of all indices is; None where that is not found."""
    for numbering in found if isinstance(term, Sum) else ():
        with suppress(KernelError, NeedsCase):
            value = closed_sum(term, numbering, given)
            if value is not None:
                return value
    return None


def closed_sum(term: Term, numbering: Numbering, given: tuple[Formula, ...]) -> Theorem | None:
    """What a sum over the numbers of all indices is; None where its terms are not of the form c tᵃ rᵗ."""
    function = body_of(term, numbering)
    if function is None:
        return None
    variable = Variable(fresh_name("x", term, *given), ())
    summand = Summand.of(function(Entry(variable, ())), variable)
    if summand is None:
        return None
    differences = telescoped(numbering, summand.antidifference(), given)
    return rules.combine(Equal(term, side(differences)), (ONE,), (differences,), differences.hypotheses, ())


@dataclass(frozen=True)
class Summand:
    """c xᵃ rˣ, as its parts: the factors without x, a, and those that are powers with x in the exponent."""

    constant: Term
    degree: int
    powers: Multiply
    variable: Variable

    @classmethod
    def of(cls, body: Term, variable: Variable) -> Summand | None:
        """A term in this form; None where it has another one."""
        constants: list[Term] = []
        powers: list[Term] = []
        degree = 0
        for atom, power in split_monomial(body):
            part = monomial_term(frozenset({(atom, power)}))
            if variable not in free_variables(atom):
                constants.append(part)
            elif atom == Entry(variable, ()) and power.denominator == 1 and 0 < power <= HIGHEST_POWER:
                degree = int(power)
            elif isinstance(atom, Exp) and is_linear(atom.argument, variable):
                powers.append(part)
            else:
                return None
        return cls(Multiply(tuple(constants)), degree, Multiply(tuple(powers)), variable)

    def antidifference(self) -> Callable[[Term], Term]:
        """f with f(x + 1) − f(x) = c xᵃ rˣ."""
        coefficients = self.coefficients(self.at(ONE) if self.powers.factors else ONE)

        def function(x: Term) -> Term:
            terms = tuple(Multiply((value, Power(x, number(k)))) for k, value in coefficients.items())
            return Multiply((self.constant, self.at(x), Add(terms)))

        return function

    def at(self, x: Term) -> Term:
        """rˣ."""
        return substitute(self.powers, {self.variable: Lambda((), x)})

    def coefficients(self, ratio: Term) -> Mapping[int, Term]:
        """The coefficients of Q with r Q(x + 1) − Q(x) = xᵃ, where r is not 1, or Q(x + 1) − Q(x) = xᵃ."""
        found: dict[int, Term] = {}
        if ratio == ONE:
            for k in range(self.degree + 1, 0, -1):  # k q(k) + … is the coefficient of the power k − 1
                wanted = number(int(k - 1 == self.degree))
                above = [Multiply((number(comb(m, k - 1)), value)) for m, value in found.items()]
                found[k] = Multiply((number(Fraction(1, k)), subtract(wanted, Add(tuple(above)))))
            return found
        for k in range(self.degree, -1, -1):
            wanted = number(int(k == self.degree))
            above = [Multiply((ratio, number(comb(m, k)), value)) for m, value in found.items()]
            found[k] = Multiply((subtract(wanted, Add(tuple(above))), Power(subtract(ratio, ONE), number(-1))))
        return found


def is_linear(term: Term, variable: Variable) -> bool:
    """Whether a term is x times something without x."""
    powers = dict(split_monomial(term))
    x = Entry(variable, ())
    return powers.pop(x, None) == 1 and all(variable not in free_variables(atom) for atom in powers)
