"""Terms up to what a reader does not see: how sums and products are nested, and the order of their parts."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import chain

from derive.kernel import terms as kernel
from derive.kernel.terms import ONE, ZERO, Term
from derive.language.places import mapped, opened, with_body

MINUS_ONE = kernel.number(-1)


def factors_of(term: Term) -> tuple[Term, ...]:
    """The factors of a product, those of products in it included; a term that is no product is its only factor."""
    if isinstance(term, kernel.Multiply):
        return tuple(chain.from_iterable(factors_of(factor) for factor in term.factors))
    return () if term == ONE else (term,)


def spread_factors(term: Term) -> list[Term]:
    """The factors of a product, those of an integer power of a product as powers of their own."""
    factors: list[Term] = []
    for factor in factors_of(term):
        power = factor if isinstance(factor, kernel.Power) else None
        exponent = power.exponent if power is not None else None
        whole = isinstance(exponent, kernel.Number) and exponent.value.denominator == 1
        if power is None or not isinstance(power.base, kernel.Multiply) or not whole:
            factors.append(factor)
            continue
        for part in power.base.factors:
            if isinstance(part, kernel.Number) and isinstance(exponent, kernel.Number):
                factors.append(kernel.Number(part.value ** int(exponent.value)))
            else:
                factors.append(kernel.Power(part, power.exponent))
    return factors


def terms_of(term: Term) -> tuple[Term, ...]:
    """The terms of a sum, those of sums in it included; a term that is no sum is its only term."""
    if isinstance(term, kernel.Add):
        return tuple(chain.from_iterable(terms_of(part) for part in term.terms))
    return () if term == ZERO else (term,)


def product_of(factors: tuple[Term, ...] | list[Term]) -> Term:
    """The product, with the numbers among the factors as one coefficient in front."""
    parts = tuple(chain.from_iterable(map(factors_of, factors)))
    coefficient = Fraction(1)
    for part in parts:
        if isinstance(part, kernel.Number):
            coefficient *= part.value
    if not coefficient:
        return ZERO
    rest = [part for part in parts if not isinstance(part, kernel.Number)]
    if coefficient != 1 or not rest:
        rest.insert(0, kernel.Number(coefficient))
    return rest[0] if len(rest) == 1 else kernel.Multiply(tuple(rest))


def sum_of(terms: tuple[Term, ...] | list[Term]) -> Term:
    """The sum, with the numbers among the terms added up where there are several."""
    parts = list(chain.from_iterable(map(terms_of, terms)))
    numbers = [place for place, part in enumerate(parts) if isinstance(part, kernel.Number)]
    if len(numbers) > 1:
        value = sum((parts[place].value for place in numbers), Fraction(0))  # type: ignore[attr-defined]
        parts = [part for place, part in enumerate(parts) if place not in numbers[1:]]
        parts[numbers[0]] = kernel.Number(value)
    parts = [part for part in parts if part != ZERO]
    if not parts:
        return ZERO
    return parts[0] if len(parts) == 1 else kernel.Add(tuple(parts))


@lru_cache(maxsize=5_000)
def flat(term: Term) -> Term:
    """The term without sums in sums and products in products, and with a minus before a sum drawn into it."""
    return rewritten(kernel.map_parts(term, lambda _, part: flat(part) if isinstance(part, Term) else part))


def flat_where_new(term: Term, old: Term) -> Term:
    """As :func:`flat`, but what stood in an old term already is left as it is."""
    kept = set(kernel.subnodes(old))

    def change(part: Term) -> Term:
        if part in kept:
            return part
        inner = kernel.map_parts(part, lambda _, part: change(part) if isinstance(part, Term) else part)
        return rewritten(inner)

    return change(term)


def rewritten(term: Term) -> Term:
    """One node of a term whose parts are flat."""
    if isinstance(term, kernel.Multiply):
        product = product_of(term.factors)
        if isinstance(product, kernel.Multiply) and len(product.factors) == 2:
            number, rest = product.factors
            if number == MINUS_ONE and isinstance(rest, kernel.Add):
                return positive_first([product_of([number, part]) for part in rest.terms])
        return product
    if isinstance(term, kernel.Add):
        return sum_of(term.terms)
    if isinstance(term, kernel.Power) and isinstance(term.exponent, kernel.Number):
        exponent = term.exponent.value
        if exponent == 1:
            return term.base
        if term.base == ONE:
            return ONE
        if isinstance(term.base, kernel.Number) and exponent > 0 and exponent.denominator == 1:
            return kernel.Number(term.base.value ** int(exponent))
    return term


def positive_first(terms: list[Term]) -> Term:
    """The sum, the first term without a minus in front if there is one."""
    if not terms:
        return ZERO
    first = next((place for place, part in enumerate(terms) if not has_minus(part)), 0)
    return sum_of([terms[first], *terms[:first], *terms[first + 1 :]])


def has_minus(term: Term) -> bool:
    """Whether a minus is in front of a term."""
    first = next(iter(factors_of(term)), term)
    return isinstance(first, kernel.Number) and first.value < 0


def gathered(term: Term) -> Term:
    """A sum with equal terms added up, or a product with equal factors as powers, in the order of the first ones."""
    if isinstance(term, (kernel.Add, kernel.Multiply, kernel.Power)):
        term = kernel.map_parts(term, lambda _, part: gathered(part) if isinstance(part, Term) else part)
    if isinstance(term, kernel.Add):
        return positive_first(_gathered_terms(terms_of(term)))
    if isinstance(term, kernel.Multiply):
        return product_of(_gathered_factors(factors_of(term)))
    return term


def squared(term: Term) -> Term:
    """A product with the same factor twice as a square; nothing is cancelled."""
    factors = factors_of(term)
    below = tuple(factor for factor in factors if isinstance(factor, kernel.Power) and has_minus(factor.exponent))
    return product_of([*_gathered_factors(tuple(factor for factor in factors if factor not in below)), *below])


def _gathered_terms(terms: tuple[Term, ...]) -> list[Term]:
    coefficients: dict[Term, Fraction] = {}
    kept: dict[Term, Term] = {}
    for part in terms:
        factors = factors_of(part)
        coefficient = Fraction(1)
        for factor in factors:
            coefficient *= factor.value if isinstance(factor, kernel.Number) else 1
        rest = product_of(_gathered_factors(tuple(f for f in factors if not isinstance(f, kernel.Number))))
        key = _canonical(rest)
        kept.setdefault(key, rest)
        coefficients[key] = coefficients.get(key, Fraction(0)) + coefficient
    return [product_of([kernel.Number(coefficients[key]), rest]) for key, rest in kept.items()]


def _gathered_factors(factors: tuple[Term, ...]) -> list[Term]:
    exponents: dict[Term, Fraction] = {}
    kept: dict[Term, Term] = {}
    others: list[Term] = []
    for factor in factors:
        base, exponent = factor, Fraction(1)
        if isinstance(factor, kernel.Power) and isinstance(factor.exponent, kernel.Number):
            base, exponent = factor.base, factor.exponent.value
        if isinstance(base, kernel.Number):
            others.append(factor)
            continue
        key = _canonical(base)
        kept.setdefault(key, base)
        exponents[key] = exponents.get(key, Fraction(0)) + exponent
    powers = [_power(base, exponents[key]) for key, base in kept.items() if exponents[key]]
    return [*others, *powers]


def _power(base: Term, exponent: Fraction) -> Term:
    if isinstance(base, kernel.Choose) and base == kernel.delta(base.left, base.right) and exponent > 0:
        return base
    return base if exponent == 1 else kernel.Power(base, kernel.Number(exponent))


@lru_cache(maxsize=5_000)
def _canonical(term: Term) -> Term:
    if term.bound:
        body, letters = opened(term)
        return with_body(term, _canonical(body), letters)
    if isinstance(term, kernel.Multiply):
        factors = [_canonical(factor) for factor in factors_of(term)]
        combined = product_of(factors)
        if isinstance(combined, kernel.Multiply) and len(combined.factors) == 2:
            number, rest = combined.factors
            if number == MINUS_ONE and isinstance(rest, kernel.Add):
                return _canonical(sum_of([product_of([number, part]) for part in rest.terms]))
        return kernel.Multiply(_sorted(factors_of(combined))) if isinstance(combined, kernel.Multiply) else combined
    if isinstance(term, kernel.Add):
        combined = sum_of([_canonical(part) for part in terms_of(term)])
        return kernel.Add(_sorted(terms_of(combined))) if isinstance(combined, kernel.Add) else combined
    if isinstance(term, kernel.Choose):
        left, right = sorted((term.left, term.right), key=lambda index: index.key)
        return kernel.Choose(left, right, _canonical(term.equal), _canonical(term.distinct))
    if isinstance(term, kernel.Power) and isinstance(term.exponent, kernel.Number):
        base = _canonical(term.base)
        if isinstance(base, kernel.Multiply):
            powers = [kernel.Power(factor, term.exponent) for factor in base.factors]
            return _canonical(kernel.Multiply(tuple(powers)))
        if isinstance(base, kernel.Power) and isinstance(base.exponent, kernel.Number):
            return _canonical(kernel.Power(base.base, kernel.Number(base.exponent.value * term.exponent.value)))
        if isinstance(base, kernel.Number) and term.exponent.value == -1 and base.value:
            return kernel.Number(1 / base.value)
        return kernel.Power(base, term.exponent)
    return mapped(term, _canonical)


def _sorted(parts: tuple[Term, ...]) -> tuple[Term, ...]:
    return tuple(sorted(parts, key=lambda part: part.key))


def alike(left: Term, right: Term) -> bool:
    """Whether two terms differ in nothing but the order of their parts and how these are bracketed."""
    return left == right or _canonical(left) == _canonical(right)
