"""Forms of a term to which the limit laws apply where they do not apply to it as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from derive.kernel.facts import match
from derive.kernel.polynomials import (
    Polynomial,
    Rational,
    content,
    in_order,
    joined,
    monomial_term,
    plus,
    polynomial_term,
    split_monomial,
)
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import (
    ONE,
    Add,
    Choose,
    Entry,
    Exp,
    Index,
    IndexVariable,
    Log,
    Multiply,
    Node,
    Power,
    Sum,
    Term,
    Variable,
    close_body,
    fresh_name,
    number,
    open_body,
    rebuild,
    subnodes,
    subtract,
)
from derive.prover.limits.expansions import over_common_denominator
from derive.prover.moving import Moving
from derive.prover.tactic import rewriting


@rewriting("in_normal_form", cost=20)
def in_normal_form(moving: Moving) -> Iterator[Term]:
    """The normal form, in which what cancels has cancelled."""
    yield moving.normal


@rewriting("highest_powers", cost=30)
def highest_powers(moving: Moving) -> Iterator[Term]:
    """At infinity, with the highest power of the variable taken out of polynomials in it that are divided by.

    W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 4.4, for the quotient that results."""
    if moving.at_infinity:
        yield by_highest_powers(moving.polynomial, moving.variable)


@rewriting("divided_sums", cost=40)
def divided_sums(moving: Moving) -> Iterator[Term]:
    """With a sum of exponentials divided by one of them, which may outgrow the others: exp aᵢ/Σ exp aₖ as
    1/Σ exp(aₖ − aᵢ), and log Σ exp aₖ as aᵢ + log Σ exp(aₖ − aᵢ)."""
    normal, variable, reasoner = moving.normal, moving.variable, moving.reasoner
    totals = {n for n in subnodes(normal) if isinstance(n, (Sum, Add)) and variable.key in n.key and not n.loose}
    for total in sorted(totals, key=lambda n: n.key):
        for division in divisions(total, (moving.context, *moving.facts), reasoner):
            yield rebuild(normal, division.change)
            apart = division.logarithm_apart(normal)
            if apart is not None:
                yield apart


@rewriting("common_denominator", cost=50)
def common_denominator(moving: Moving) -> Iterator[Term]:
    """Over a common denominator, so that what is infinite in several quotients may cancel."""
    top, below = over_common_denominator(moving.reasoner, moving.polynomial, moving.variable)
    yield Multiply((polynomial_term(top), below))


def by_highest_powers(polynomial: Polynomial, variable: Variable) -> Term:
    """A normal form with 1/(b + a t) written as t⁻¹ (a + b t⁻¹)⁻¹, so that a t above cancels."""
    here = Entry(variable, ())
    terms: list[Term] = []
    for monomial, coefficient in sorted(polynomial.items(), key=lambda item: monomial_term(item[0]).key):
        powers = dict(monomial)
        divided: list[Term] = []
        for atom, power in in_order(monomial):
            degree = degree_in(atom, here)
            if power >= 0 or degree is None:
                continue
            del powers[atom]
            powers[here] = powers.get(here, 0) + degree * power
            assert isinstance(atom, Add)
            parts = tuple(divided_by(term, here, degree) for term in atom.terms)
            divided.append(Power(Add(parts), number(power)))
        rest = frozenset((atom, power) for atom, power in powers.items() if power)
        terms.append(Multiply((monomial_term(rest, coefficient), *divided)))
    return Add(tuple(terms))


def degree_in(term: Term, variable: Entry) -> Rational | None:
    """The highest power of a variable in a sum, where it only occurs in powers as factors of the terms."""
    if not isinstance(term, Add) or variable.key not in term.key:
        return None
    degree: Rational = 0
    for part in term.terms:
        powers = dict(split_monomial(part))
        degree = max(degree, powers.pop(variable, 0))
        if any(variable.key in atom.key for atom in powers):
            return None
    return degree


def divided_by(term: Term, variable: Entry, degree: Rational) -> Term:
    """A product divided by a power of a variable."""
    powers = joined(split_monomial(term), [(variable, -degree)])
    return monomial_term(frozenset(powers.items()))


def divisions(total: Sum | Add, near_by: tuple[Node, ...], reasoner: Reasoner) -> Iterator[Division]:
    """The ways to divide a sum by one of its exponentials, which may outgrow the others."""
    if isinstance(total, Sum):
        indices = {n for f in near_by for n in subnodes(f) if isinstance(n, Index) and not n.loose}
        for index in sorted((n for n in indices if n.size == total.size), key=lambda n: n.key):
            growing = open_body(total.body, (index,))
            if isinstance(growing, Exp):
                yield Division(total, growing, index, reasoner)
    else:
        exponentials = {n for n in subnodes(total) if isinstance(n, Exp) and not n.loose}
        for growing in sorted(exponentials, key=lambda n: n.key):
            yield Division(total, growing, None, reasoner)


@dataclass(frozen=True)
class Division:
    """Writes exp(a)/total as exp(a − g)/Σ exp(… − g), by cases at the index that g belongs to."""

    total: Sum | Add
    growing: Exp
    index: Index | None
    reasoner: Reasoner

    def change(self, part: Node, depth: int) -> Node | None:
        """A product that is divided by the total, divided by the growing term above and below."""
        over = Power(self.total, number(-1))
        if not isinstance(part, Multiply) or over not in part.factors:
            return None
        factors = [factor for factor in part.factors if factor != over]
        for place, factor in enumerate(factors):
            if isinstance(factor, Exp):
                factors[place] = self.shrunk(factor)
                break
        else:
            factors.append(Exp(Multiply((number(-1), self.growing.argument))))
        return Multiply((*factors, Power(self.divided_total(), number(-1))))

    def logarithm_apart(self, normal: Term) -> Term | None:
        """The normal form with log total = g + log(total / exp g), g cancelling against the rest."""
        logarithm = Log(self.total)
        polynomial = self.reasoner.normal(normal)
        growing = self.reasoner.normal(self.growing.argument)
        rest = dict(polynomial)
        shrunk: list[Term] = []
        for monomial, coefficient in polynomial.items():
            if (logarithm, 1) in monomial:
                others = monomial - {(logarithm, 1)}
                del rest[monomial]
                rest = plus(rest, self.reasoner.times({others: coefficient}, growing))
                shrunk.append(Multiply((monomial_term(others, coefficient), Log(self.divided_total()))))
        return Add((polynomial_term(rest), *shrunk)) if shrunk else None

    def divided_total(self) -> Term:
        """total / growing, term by term."""
        if isinstance(self.total, Add):
            return Add(tuple(self.shrunk(term) for term in self.total.terms))
        variable = IndexVariable(fresh_name("d", self.total, self.growing), self.total.size)
        return Sum(self.total.size, close_body(self.shrunk(open_body(self.total.body, (variable,))), (variable,)))

    def shrunk(self, term: Term) -> Term:
        """term / growing as one exponential, with the exponent factored; 1 at the growing term itself."""
        if not isinstance(term, Exp):
            return Multiply((term, Exp(Multiply((number(-1), self.growing.argument)))))
        exponent = self.reasoner.normal(subtract(term.argument, self.growing.argument))
        if not exponent:
            return ONE
        coefficient, common, primitive = content(exponent)
        result = Exp(Multiply((monomial_term(common, coefficient), polynomial_term(primitive))))
        found: dict[IndexVariable, Index] = {}
        if self.index is not None and isinstance(self.total, Sum):
            pattern = open_body(self.total.body, (IndexVariable("?0", self.total.size),))
            if match(pattern, term, found):
                return Choose(found[IndexVariable("?0", self.total.size)], self.index, ONE, result)
        return result
