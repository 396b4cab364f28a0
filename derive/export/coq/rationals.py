"""Rational numbers in traces: their primes, their roots, and what the coefficients of a polynomial share."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from derive.export.coq.polynomials import Polynomial, inverse_of
from derive.kernel.terms import Power, Term, number

LARGEST_PRIME = 1000


def content_of(polynomial: Polynomial) -> Fraction:
    """The largest positive number by which a polynomial can be divided so that its coefficients are integers."""
    values = list(polynomial.values())
    return Fraction(gcd(*(c.numerator for c in values)), lcm(*(c.denominator for c in values)))


def prime_factors(value: Fraction) -> dict[int, int]:
    """The exponents of the primes in a positive rational number; what is left of a large one counts as prime."""
    found: dict[int, int] = {}
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        prime = 2
        while part > 1:
            if prime > LARGEST_PRIME or prime * prime > part:
                prime = part
            while part % prime == 0:
                part //= prime
                found[prime] = found.get(prime, 0) + sign
            prime += 1
    return found


def prime_powers(value: Fraction) -> list[Term]:
    """The powers of primes that a rational number is the product of, up to its sign."""
    found: list[Term] = []
    for prime, exponent in prime_factors(abs(value)).items():
        raised = Power(number(prime), number(abs(exponent))) if abs(exponent) > 1 else number(prime)
        found.append(raised if exponent > 0 else inverse_of(raised))
    return found


def exact_root(value: Fraction, degree: int) -> Fraction | None:
    """The root of a positive rational number, where it is rational."""
    parts = [round(part ** (1 / degree)) for part in (abs(value.numerator), value.denominator)]
    root = Fraction(parts[0], parts[1])
    return root if root**degree == value and value > 0 else None
