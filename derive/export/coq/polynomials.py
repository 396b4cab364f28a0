"""Polynomials with rational coefficients in atoms, which are terms, and the terms they are written as.

The arithmetic of the traces: it shares no line with that of the kernel, and Coq checks what it gives."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from derive.kernel.terms import Add, Multiply, Node, Number, Power, Term, map_parts, number

Monomial = frozenset[tuple[Term, int]]
"""A product of atoms with integer exponents that are not 0."""

Polynomial = dict[Monomial, Fraction]
"""A linear combination of monomials with coefficients that are not 0."""

UNIT: Monomial = frozenset()
MINUS_ONE = number(-1)
MOST_TERMS = 12
"""The summands of a quotient of two polynomials, at most."""


def constant(value: Fraction | int) -> Polynomial:
    """A number."""
    return {UNIT: Fraction(value)} if value else {}


def atom(term: Term, exponent: int = 1) -> Polynomial:
    """A power of an atom."""
    return {frozenset({(term, exponent)}): Fraction(1)}


def plus(left: Polynomial, right: Polynomial, factor: Fraction | int = 1) -> Polynomial:
    """left + factor · right."""
    result = dict(left)
    for monomial, coefficient in right.items():
        result[monomial] = result.get(monomial, Fraction(0)) + factor * coefficient
        if not result[monomial]:
            del result[monomial]
    return result


def joined(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials."""
    powers = dict(left)
    for term, exponent in right:
        powers[term] = powers.get(term, 0) + exponent
    return frozenset((term, exponent) for term, exponent in powers.items() if exponent)


def times(left: Polynomial, right: Polynomial) -> Polynomial:
    """The product."""
    result: Polynomial = {}
    for m, c in left.items():
        for n, d in right.items():
            key = joined(m, n)
            result[key] = result.get(key, Fraction(0)) + c * d
    return {monomial: coefficient for monomial, coefficient in result.items() if coefficient}


def power(base: Polynomial, exponent: int) -> Polynomial:
    """A power with an exponent ≥ 0."""
    result = constant(1)
    for _ in range(exponent):
        result = times(result, base)
    return result


def quotient(polynomial: Polynomial, divisor: Polynomial) -> Polynomial | None:
    """The polynomial over another, where that leaves no remainder, by long division in the order of the letters."""
    atoms = sorted({base for monomial in (*polynomial, *divisor) for base, _ in monomial}, key=lambda term: term.key)

    def degrees(monomial: Monomial) -> list[int]:
        exponents = dict(monomial)
        return [exponents.get(base, 0) for base in atoms]

    first, result, rest = max(divisor, key=degrees), Polynomial(), polynomial
    while rest and len(result) < MOST_TERMS:
        lead = max(rest, key=degrees)
        part = {joined(lead, inverted(first)): rest[lead] / divisor[first]}
        if any(n < 0 for monomial in part for _, n in monomial):
            return None
        result, rest = plus(result, part), plus(rest, times(part, divisor), -1)
    return None if rest else result


def inverted(monomial: Monomial) -> Monomial:
    """1/monomial."""
    return frozenset((term, -exponent) for term, exponent in monomial)


def in_order(polynomial: Iterable[Monomial]) -> list[Monomial]:
    """Monomials in an order that depends on how they are spelled alone."""
    return sorted(polynomial, key=lambda monomial: sorted((term.key, exponent) for term, exponent in monomial))


def summed(terms: Iterable[Term]) -> Term:
    """A sum in pairs, from the left."""
    result: Term | None = None
    for term in terms:
        result = term if result is None else Add((result, term))
    return result if result is not None else number(0)


def multiplied(factors: Iterable[Term]) -> Term:
    """A product in pairs, from the left."""
    result: Term | None = None
    for factor in factors:
        result = factor if result is None else Multiply((result, factor))
    return result if result is not None else number(1)


def inverse_of(term: Term) -> Term:
    """1/term."""
    return Power(term, MINUS_ONE)


def monomial_term(monomial: Monomial, coefficient: Fraction | int = 1) -> Term:
    """A monomial with its coefficient as a term."""
    factors: list[Term] = [] if coefficient == 1 and monomial else [number(coefficient)]
    for term, exponent in sorted(monomial, key=lambda pair: (pair[0].key, pair[1])):
        raised = term if abs(exponent) == 1 else Power(term, number(abs(exponent)))
        factors.append(raised if exponent > 0 else inverse_of(raised))
    return multiplied(factors)


def polynomial_term(polynomial: Polynomial) -> Term:
    """A polynomial as a term."""
    return summed(monomial_term(monomial, polynomial[monomial]) for monomial in in_order(polynomial))


def difference(left: Term, right: Term) -> Term:
    """left + (−1)·right, in pairs."""
    return Add((left, Multiply((MINUS_ONE, right))))


def in_pairs(node: Node) -> Node:
    """A node of which all sums and products are in pairs, and no power has a negative exponent but −1: Coq reads it as
    the same."""
    changed = map_parts(node, lambda name, part: in_pairs(part) if isinstance(part, Node) else part)
    match changed:
        case Add():
            return summed(changed.terms)
        case Multiply():
            return multiplied(changed.factors)
        case Power(exponent=Number()) if isinstance(node, Power) and not isinstance(node.exponent, Number):
            return Power(
                changed.base, node.exponent
            )  # an exponent such as the empty product is not one that is written
        case Power(exponent=Number(value=value)) if value.denominator == 1 and value < -1:
            return inverse_of(Power(changed.base, number(-value)))
    return changed


def paired(term: Term) -> Term:
    """:func:`in_pairs` of a term."""
    result = in_pairs(term)
    assert isinstance(result, Term)
    return result
