"""Sums of logarithms as products of powers."""

from __future__ import annotations

from fractions import Fraction

from derive.kernel.polynomials import Polynomial, monomial_term, polynomial_term
from derive.kernel.terms import Exp, Log, Multiply, Number, Power, Term, number


def logarithms_apart(polynomial: Polynomial) -> tuple[list[tuple[Term, Fraction]], Polynomial]:
    """The arguments of the logarithms that stand alone, with the numbers before them; and the rest."""
    logs: list[tuple[Term, Fraction]] = []
    rest = dict(polynomial)
    for monomial, coefficient in sorted(polynomial.items(), key=lambda item: monomial_term(item[0]).key):
        if len(monomial) == 1:
            ((atom, power),) = monomial
            if isinstance(atom, Log) and power == 1:
                logs.append((atom.argument, coefficient))
                del rest[monomial]
    return logs, rest


def raised(logs: list[tuple[Term, Fraction]], rest: Polynomial, scale: int) -> Term:
    """exp(scale · side), written as a product of powers."""
    factors: list[Term] = [Power(argument, Number(scale * power)) for argument, power in logs]
    if rest:
        factors.append(Exp(Multiply((number(scale), polynomial_term(rest)))))
    return Multiply(tuple(factors))
