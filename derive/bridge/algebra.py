"""Algebra, by SymPy: what stands in sums, products and powers of numbers that are one symbol each to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, TypeAlias

from derive.bridge.definitions import Definition, folded, pattern_of, symbol, unfolded
from derive.bridge.operation import Operation
from derive.kernel import terms as kernel
from derive.kernel.terms import ONE, ZERO, KernelError, Lambda, Term
from derive.language.abbreviation import Abbreviation
from derive.language.expressions import Family, Number, Real, real
from derive.language.order import product_of, rewritten, spread_factors, sum_of, terms_of
from derive.language.places import everywhere

ALGEBRAIC = (kernel.Add, kernel.Multiply, kernel.Power)


def by_sympy(function: Callable[[Any], Any]) -> Callable[[Term], Term | None]:
    """The work that a function of SymPy's does on an expression of its own."""

    def work(term: Term) -> Term | None:
        if not isinstance(term, ALGEBRAIC):
            return None
        from sympy.core.parameters import distribute

        from derive.bridge.conversion import Dictionary

        dictionary = Dictionary()
        expression = dictionary.to_sympy(term)
        with distribute(False):
            return dictionary.to_term(function(expression))

    return work


def _sympy(name: str) -> Callable[[Any], Any]:
    def function(expression: Any) -> Any:
        import sympy

        return getattr(sympy, name)(expression)

    return function


expand = Operation("expand", "multiply out", by_sympy(_sympy("expand")))
"""Products of sums become sums of products."""

together = Operation("together", "put over a common denominator", by_sympy(_sympy("together")))
"""A sum of fractions becomes one fraction."""

factor = Operation("factor", "factor", by_sympy(_sympy("factor")))
"""A sum becomes a product."""

cancel = Operation("cancel", "cancel the common factors", by_sympy(_sympy("cancel")))
"""A fraction loses the factors that stand above and below."""


def _evaluated(term: Term) -> Term | None:
    """A part of a term that is a number: 0 x = 0, x + 0 = x, 1/1 = 1, exp 0 = 1, log 1 = 0."""
    match term:
        case kernel.Add() | kernel.Multiply() | kernel.Power():
            return rewritten(term)
        case kernel.Exp(argument=kernel.Number(value=value)) if value == 0:
            return ONE
        case kernel.Log(argument=kernel.Number(value=value)) if value == 1:
            return ZERO
    return None


def _evaluate(term: Term) -> Term | None:
    result = everywhere(term, _evaluated)
    return None if result == term else result


evaluate = Operation("evaluate", "work out the numbers", _evaluate)
"""What is a number is written as one: 0 x = 0, exp 0 = 1, log 1 = 0."""


def collect(*by: Number) -> Operation:
    """The terms with equal powers of the given quantities are collected."""

    def work(term: Term) -> Term | None:
        if not isinstance(term, ALGEBRAIC):
            return None
        import sympy

        from derive.bridge.conversion import Dictionary

        dictionary = Dictionary()
        expression = sympy.expand(dictionary.to_sympy(term))
        for quantity in by:
            expression = sympy.collect(expression, dictionary.to_sympy(real(quantity).term))
        return dictionary.to_term(expression)

    return Operation("collect", "collect equal powers", work)


Quantity: TypeAlias = "Number | Family | Abbreviation"
"""A number, or the entries of an array."""


def array_of(quantity: Quantity) -> tuple[kernel.Variable, tuple[Definition, ...]]:
    """The array whose entries a quantity is, and what has to be folded for it to be one."""
    if isinstance(quantity, Family) and isinstance(quantity.array, kernel.Variable):
        return quantity.array, ()
    if isinstance(quantity, Family):
        if not isinstance(quantity.array, Lambda):
            raise KernelError("bridge: only what has a name can be taken out")
        return symbol(quantity.array), (quantity.array,)
    pattern = pattern_of(quantity) if isinstance(quantity, Abbreviation) else real(quantity).term
    return symbol(pattern), (pattern,)


def take_out(quantity: Quantity) -> Operation:
    """A factor comes in front of a sum, as often as all terms have it: p² a + p² b = p² (a + b). Of an array it is the
    entry that is a factor of all terms."""
    array, names = array_of(quantity)

    def work(term: Term) -> Term | None:
        base: Term = folded(term, names)
        exponent: Term = ONE
        if isinstance(base, kernel.Power) and isinstance(base.exponent, kernel.Number):
            exponent, base = base.exponent, base.base
        if not isinstance(base, kernel.Add):
            return None
        for part in kernel.subnodes(base):
            if isinstance(part, kernel.Entry) and part.array == array and not part.loose:
                factors = _taken_out(base, part) or _divided(base, part)
                if factors:
                    if exponent != ONE:
                        factors = [kernel.Power(factor, exponent) for factor in factors]
                    return unfolded(product_of(factors), names)
        return None

    return Operation("take_out", "a common factor comes in front", work)


def _taken_out(term: kernel.Add, divisor: Term) -> list[Term]:
    """A factor that stands in all terms, to the power that all have, and the rest; nothing where it does not."""
    parts = [spread_factors(part) for part in terms_of(term)]
    powers = [sum((_exponent(factor, divisor) for factor in factors), Fraction(0)) for factors in parts]
    least = min(powers)
    if least < 1:
        return []
    rest: list[Term] = []
    for factors, power in zip(parts, powers, strict=True):
        others = [factor for factor in factors if not _exponent(factor, divisor)]
        place = next(place for place, factor in enumerate(factors) if _exponent(factor, divisor))
        left = [kernel.Power(divisor, kernel.Number(power - least))] if power > least else []
        rest.append(product_of([*others[:place], *left, *others[place:]]))
    return [kernel.Power(divisor, kernel.Number(least)) if least > 1 else divisor, sum_of(rest)]


def _exponent(factor: Term, base: Term) -> Fraction:
    """The exponent with which a factor is a power of a base, 0 where it is none."""
    if isinstance(factor, kernel.Power) and isinstance(factor.exponent, kernel.Number) and factor.base == base:
        return factor.exponent.value
    return Fraction(1 if factor == base else 0)


def _divided(term: kernel.Add, divisor: Term) -> list[Term]:
    """A factor of a sum that is seen when it is multiplied out, and the rest; nothing where it is none."""
    import sympy

    from derive.bridge.conversion import Dictionary

    dictionary = Dictionary()
    parts = [dictionary.to_sympy(part) for part in terms_of(term)]
    below = dictionary.to_sympy(divisor)
    quotients = []
    for part in parts:
        quotient = sympy.cancel(sympy.expand(part) / below)
        if sympy.fraction(quotient)[1].has(*below.free_symbols):
            return []
        quotients.append(sympy.expand(quotient))
    return [divisor, sum_of([dictionary.to_term(quotient) for quotient in quotients])]


def _algebraic(term: Term) -> Iterator[Term]:
    """The parts of a term that stand in its sums, products and powers, and in no function."""
    yield term
    if isinstance(term, ALGEBRAIC):
        for part in (term.base,) if isinstance(term, kernel.Power) else term.values[0]:
            yield from _algebraic(part)


def solve(equation: kernel.Equal, unknown: Real) -> Real:
    """The solution of an equation for one of its parts, such as an entry; raises KernelError unless
    SymPy finds exactly one."""
    import sympy

    from derive.bridge.conversion import Dictionary

    inside = not any(part == unknown.term for side in (equation.left, equation.right) for part in _algebraic(side))
    dictionary = Dictionary(functions=inside)
    difference = dictionary.to_sympy(equation.left) - dictionary.to_sympy(equation.right)
    solutions = sympy.solve(difference, dictionary.to_sympy(unknown.term), simplify=False, check=False)
    if len(solutions) != 1:
        raise KernelError(f"bridge: SymPy finds {len(solutions)} solutions where one is needed")
    return Real(dictionary.to_term(solutions[0]))
