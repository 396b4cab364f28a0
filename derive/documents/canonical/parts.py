"""What terms are made of, as the reader builds them: signs, quotients, numbers that it works out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod

from derive.kernel import terms as kernel
from derive.kernel.terms import Multiply, Number, Power, Term


def constant(node: Term) -> Fraction | None:
    """The value of a term that is made of numbers, which the reader works out in quotients and powers."""
    match node:
        case Number(value=value):
            return value
        case kernel.Add(terms=terms):
            return _combined(terms, sum)
        case Multiply(factors=factors):
            return _combined(factors, prod)
        case Power(base=base, exponent=Number(value=raised_to)):
            powered = constant(base)
            if (
                powered is None
                or raised_to.denominator != 1
                or abs(raised_to) > 1000
                or (not powered and raised_to < 0)
            ):
                return None
            return Fraction(powered ** int(raised_to))
    return None


def _combined(parts: Sequence[Term], combine: Callable[[list[Fraction]], Fraction | int]) -> Fraction | None:
    """The value of a sum or product, where all its parts are made of numbers."""
    values = [value for value in map(constant, parts) if value is not None]
    return Fraction(combine(values)) if len(values) == len(parts) else None


def negated(node: Term) -> Term | None:
    """t, where the term is −t as the reader builds it."""
    if isinstance(node, Multiply) and len(node.factors) == 2 and node.factors[0] == Number(Fraction(-1)):
        return node.factors[1]
    return None


def inverted(node: Term) -> Term | None:
    """t, where the term is 1/t."""
    is_inverse = isinstance(node, Power) and node.exponent == Number(Fraction(-1))
    return node.base if is_inverse and isinstance(node, Power) else None
