"""Kernel terms ⇄ SymPy expressions.

SymPy never sees a bound index or an entry z[k]: what has indices goes over as one symbol, so that
nothing can be captured or differentiated wrongly. For a derivative, everything that depends on the
variable goes over as an unknown function of one parameter t, and the derivatives of these functions
by t come back as kernel terms: the entry zᵢ moves at the rate δᵢⱼ, a sum at the sum of its rates.

What comes back is put in the order of a textbook: in a product numbers, scalars and named quantities first, then
what occurred first in the term that went over; in a sum the powers of what occurred first, and no minus in front.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

import sympy
from sympy.core.parameters import distribute

from derive.kernel import terms as kernel
from derive.kernel.terms import ONE, KernelError, Term
from derive.language.order import product_of, sum_of
from derive.language.places import opened, with_body

PARAMETER = sympy.Symbol("t", real=True)

NOWHERE = (10_000, 0)
"""Where a number occurs: behind everything else."""

Place = tuple[int, int]


class Dictionary:
    """A two-way dictionary between the opaque parts of terms and SymPy symbols or functions.

    Exponentials and logarithms are opaque, so that SymPy does not merge them unasked, unless ``functions`` is true.
    ``carried`` is an array whose entries move, at rates that are left as derivatives."""

    def __init__(
        self, moving: kernel.Derivative | None = None, functions: bool = False, carried: kernel.Variable | None = None
    ) -> None:
        self.moving, self.carried = moving, carried
        self.functions = functions or moving is not None
        self.symbols: dict[Term, Any] = {}
        self.terms: dict[Any, Term] = {}
        self.places: dict[Any, Place] = {}

    def symbol(self, term: Term) -> Any:
        """The symbol for an opaque term; an unknown function of t where the term depends on the variable."""
        if term not in self.symbols:
            number = len(self.symbols)
            name = f"a{number:04}"
            if self.moves(term):
                symbol = sympy.Function(name, real=True)(PARAMETER)
                rate = sympy.Derivative(symbol, PARAMETER)
                self.terms[rate], self.places[rate] = self.rate(term), (number, 1)
            else:
                positive = isinstance(term, (kernel.SizeValue, kernel.Exp)) or None
                symbol = sympy.Symbol(name, real=True, positive=positive)
            self.symbols[term] = symbol
            self.terms[symbol], self.places[symbol] = term, (number, 0)
        return self.symbols[term]

    def moves(self, term: Term) -> bool:
        """Whether an opaque term depends on the variable of the derivative."""
        carries = self.carried is not None and self.carried.key in term.key
        return carries or (self.moving is not None and self.moving.point.key in term.key)

    def rate(self, term: Term) -> Term:
        """How fast an opaque term moves: its partial derivative, one level further in."""
        assert self.moving is not None
        variable, indices = cast(kernel.Variable, self.moving.point), self.moving.indices
        if isinstance(term, kernel.Entry) and term.array == variable:
            return product_of([kernel.delta(a, b) for a, b in zip(term.indices, indices, strict=True)])
        if isinstance(term, kernel.Sum):
            body, letters = opened(term)
            moving = kernel.Derivative(kernel.close_body(body, (variable,)), variable, indices)
            inside = differentiated(moving, self.carried)
            return kernel.ZERO if inside == kernel.ZERO else with_body(term, inside, letters)
        return kernel.Derivative(kernel.close_body(term, (variable,)), variable, indices)

    def to_sympy(self, term: Term) -> Any:
        """The SymPy expression for a term."""
        with distribute(False):
            return self._to_sympy(term)

    def _to_sympy(self, term: Term) -> Any:
        match term:
            case kernel.Number():
                return sympy.Rational(term.value.numerator, term.value.denominator)
            case kernel.Add():
                return sympy.Add(*(self._to_sympy(part) for part in term.terms))
            case kernel.Multiply():
                return sympy.Mul(*(self._to_sympy(factor) for factor in term.factors))
            case kernel.Power() if self.functions or isinstance(term.exponent, kernel.Number):
                return sympy.Pow(self._to_sympy(term.base), self._to_sympy(term.exponent))
            case kernel.Exp() if self.functions:
                return sympy.exp(self._to_sympy(term.argument))
            case kernel.Log() if self.functions:
                return sympy.log(self._to_sympy(term.argument))
            case _:
                return self.symbol(term)

    def to_term(self, expression: Any) -> Term:
        """The term for a SymPy expression made of the dictionary's symbols."""
        if expression in self.terms:
            return self.terms[expression]
        if expression.is_Rational:
            return kernel.Number(Fraction(int(expression.p), int(expression.q)))
        if expression.is_Add:
            return sum_of([self.to_term(part) for part in self.ordered_terms(expression)])
        if expression.is_Mul:
            return product_of([self.to_term(part) for part in self.ordered_factors(without_minus(expression))])
        if expression is sympy.E:
            return kernel.Exp(kernel.ONE)
        if isinstance(expression, sympy.exp):
            return kernel.Exp(self.to_term(expression.args[0]))
        if isinstance(expression, sympy.log):
            return kernel.Log(self.to_term(expression.args[0]))
        if isinstance(expression, sympy.Abs):
            return kernel.Absolute(self.to_term(expression.args[0]))
        if expression.is_Pow:
            base, exponent = self.to_term(expression.base), self.to_term(expression.exp)
            idempotent = isinstance(base, kernel.Choose) and base == kernel.delta(base.left, base.right)
            if idempotent and expression.exp.is_Integer and expression.exp > 0:
                return base
            return base if exponent == ONE else kernel.Power(base, exponent)
        raise KernelError(f"bridge: SymPy answered with {type(expression).__name__}, which has no term")

    # The order of a textbook -----------------------------------------------------------------------

    def place(self, expression: Any) -> Place:
        """Where the first part of an expression occurred in the term that went over."""
        if expression in self.places:
            return self.places[expression]
        return min((self.place(part) for part in expression.args), default=NOWHERE)

    def rank(self, factor: Any) -> int:
        """Numbers, then scalars, then quantities with a name, then all others, then what stands below the bar."""
        if factor.is_Pow and factor.exp.is_Number and factor.exp < 0:
            return 5
        base = factor.base if factor.is_Pow else factor
        term = self.terms.get(base)
        if base.is_Number:
            return 0
        if isinstance(term, kernel.SizeValue):
            return 1
        if isinstance(term, kernel.Entry) and isinstance(term.array, kernel.Variable):
            if term.array.name.startswith("?"):
                return 3
            return 4 if term.indices else 2
        return 4

    def ordered_factors(self, product: Any) -> list[Any]:
        key = sympy.default_sort_key
        return sorted(product.args, key=lambda factor: (self.rank(factor), self.place(factor), key(factor)))

    def monomial(self, term: Any) -> list[tuple[Place, Any]]:
        """The factors of a term by their places, with higher powers first."""
        powers = []
        for factor in sympy.Mul.make_args(term):
            if not factor.is_Number:
                exponent = factor.exp if factor.is_Pow and factor.exp.is_Number and factor.exp > 0 else sympy.S.One
                powers.append((self.place(factor), -exponent))
        return sorted(powers)

    def ordered_terms(self, total: Any) -> list[Any]:
        """The terms by the places of their factors. A number is last, but first where a minus would be first
        otherwise, and before exponentials: 1 − p, 1 + exp(x), log p − 1."""
        numbers = [term for term in total.args if term.is_Number]
        others = [term for term in total.args if not term.is_Number]
        others.sort(key=lambda term: (self.monomial(term), sympy.default_sort_key(term)))
        first_positive = next((term for term in others if not negative(term)), None)
        exponential = all(self.is_exponential(term) for term in others)
        if numbers and numbers[0] > 0 and (exponential or negative(others[0])):
            return [*numbers, *others]
        if first_positive is not None and negative(others[0]):
            others.remove(first_positive)
            others.insert(0, first_positive)
        return [*others, *numbers]

    def is_exponential(self, term: Any) -> bool:
        return isinstance(term, sympy.exp) or isinstance(self.terms.get(term), kernel.Exp)


def without_minus(product: Any) -> Any:
    """A product with the minus in front drawn into a difference among its factors: −x (a − 1) = x (1 − a)."""
    if negative(product):
        for factor in product.args:
            if factor.is_Add and any(negative(term) for term in factor.args):
                turned = sympy.Add(*(-term for term in factor.args))
                others = (-part if part.is_Number else part for part in product.args if part is not factor)
                return sympy.Mul(turned, *others, evaluate=False)
    return product


def negative(term: Any) -> bool:
    """Whether a minus is in front of a term."""
    return bool(term.as_coeff_Mul()[0] < 0)


def differentiated(term: kernel.Derivative, carried: kernel.Variable | None = None) -> Term:
    """A derivative worked out by SymPy's ``diff`` along a parameter on which the variable depends; one at a
    particular point is worked out everywhere, and taken there."""
    if not isinstance(term.point, kernel.Variable) or term.point in kernel.free_variables(term.body):
        variable = kernel.Variable(kernel.fresh_name("x", term), term.point.sizes)
        general = differentiated(kernel.Derivative(term.body, variable, term.indices))
        return kernel.substitute(general, {variable: term.point})
    dictionary = Dictionary(term, carried=carried)
    body = kernel.open_body(term.body, (term.point,))
    return dictionary.to_term(sympy.diff(dictionary.to_sympy(body), PARAMETER))
