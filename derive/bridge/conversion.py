"""Kernel terms ⇄ SymPy expressions.

SymPy never sees a bound index or an entry z[k]: what has indices goes over as one symbol, so that
nothing can be captured or differentiated wrongly. For a derivative, everything that depends on the
variable goes over as an unknown function of one parameter t, and the derivatives of these functions
by t come back as kernel terms: the entry zᵢ moves at the rate δᵢⱼ, a sum at the sum of its rates.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

import sympy

from derive.kernel import terms as kernel
from derive.kernel.terms import KernelError, Term

PARAMETER = sympy.Symbol("t", real=True)


class Dictionary:
    """A two-way dictionary between the opaque parts of terms and SymPy symbols or functions."""

    def __init__(self, moving: kernel.Derivative | None = None) -> None:
        self.moving = moving
        self.symbols: dict[Term, Any] = {}
        self.terms: dict[Any, Term] = {}

    def symbol(self, term: Term) -> Any:
        """The symbol for an opaque term; an unknown function of t where the term depends on the variable."""
        if term not in self.symbols:
            name = f"a{len(self.symbols)}"
            if self.moving is not None and self.moving.point.key in term.key:
                symbol = sympy.Function(name, real=True)(PARAMETER)
                self.terms[sympy.Derivative(symbol, PARAMETER)] = self.rate(term)
            else:
                symbol = sympy.Symbol(name, real=True, positive=isinstance(term, kernel.SizeValue) or None)
            self.symbols[term] = symbol
            self.terms[symbol] = term
        return self.symbols[term]

    def rate(self, term: Term) -> Term:
        """How fast an opaque term moves: its partial derivative, one level further in."""
        assert self.moving is not None
        variable, indices = cast(kernel.Variable, self.moving.point), self.moving.indices
        if isinstance(term, kernel.Entry) and term.array == variable:
            deltas = [kernel.delta(a, b) for a, b in zip(term.indices, indices, strict=True)]
            return deltas[0] if len(deltas) == 1 else kernel.Multiply(tuple(deltas))
        if isinstance(term, kernel.Sum):
            index = kernel.IndexVariable(kernel.fresh_name("s", term, *indices), term.size)
            body = kernel.open_body(term.body, (index,))
            inside = differentiated(kernel.Derivative(kernel.close_body(body, (variable,)), variable, indices))
            return kernel.Sum(term.size, kernel.close_body(inside, (index,)))
        return kernel.Derivative(kernel.close_body(term, (variable,)), variable, indices)

    def to_sympy(self, term: Term) -> Any:
        """The SymPy expression for a term."""
        match term:
            case kernel.Number():
                return sympy.Rational(term.value.numerator, term.value.denominator)
            case kernel.Add():
                return sympy.Add(*(self.to_sympy(part) for part in term.terms))
            case kernel.Multiply():
                return sympy.Mul(*(self.to_sympy(factor) for factor in term.factors))
            case kernel.Power():
                return sympy.Pow(self.to_sympy(term.base), self.to_sympy(term.exponent))
            case kernel.Exp():
                return sympy.exp(self.to_sympy(term.argument))
            case kernel.Log():
                return sympy.log(self.to_sympy(term.argument))
            case _:
                return self.symbol(term)

    def to_term(self, expression: Any) -> Term:
        """The term for a SymPy expression made of the dictionary's symbols."""
        if expression in self.terms:
            return self.terms[expression]
        if expression.is_Rational:
            return kernel.Number(Fraction(int(expression.p), int(expression.q)))
        if expression.is_Add:
            return kernel.Add(tuple(self.to_term(part) for part in expression.as_ordered_terms()))
        if expression.is_Mul:
            return kernel.Multiply(tuple(self.to_term(part) for part in expression.as_ordered_factors()))
        if expression is sympy.E:
            return kernel.Exp(kernel.ONE)
        if isinstance(expression, sympy.exp):
            return kernel.Exp(self.to_term(expression.args[0]))
        if isinstance(expression, sympy.log):
            return kernel.Log(self.to_term(expression.args[0]))
        if expression.is_Pow:
            return kernel.Power(self.to_term(expression.base), self.to_term(expression.exp))
        raise KernelError(f"bridge: SymPy answered with {type(expression).__name__}, which has no term")


def differentiated(term: kernel.Derivative) -> Term:
    """A derivative worked out by SymPy's ``diff`` along a parameter on which the variable depends."""
    if not isinstance(term.point, kernel.Variable):
        raise KernelError("bridge: only derivatives at a variable are worked out")
    dictionary = Dictionary(term)
    body = kernel.open_body(term.body, (term.point,))
    return dictionary.to_term(sympy.diff(dictionary.to_sympy(body), PARAMETER))
