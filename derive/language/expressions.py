"""What statements are written with: real expressions, arrays, indices, sums, and formulas.

A thin layer over the kernel's terms that lets one write ``exp(z[i]) / total(k, exp(z[k]))``. Arrays
range over the classes, of size ``K``, unless told otherwise. Comparisons ``<``, ``<=``, ``>`` and
``>=`` of expressions make formulas; equality of expressions is written ``Equal(a, b)``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NoReturn, TypeAlias, overload

from derive.kernel import terms as kernel
from derive.kernel.terms import (
    Array,
    Formula,
    Index,
    IndexNumber,
    IndexVariable,
    LastIndex,
    ShapesDisagree,
    Size,
    Term,
    Variable,
)
from derive.language import extrema
from derive.language.binders import carry_letters, with_letter
from derive.language.display import shown, shown_latex
from derive.language.mistakes import Mistake

Number: TypeAlias = "int | Fraction | Real | Term"
"""What may stand where a real expression is expected."""


class Real:
    """A real expression."""

    __slots__ = ("term",)

    def __init__(self, term: Term) -> None:
        self.term = term

    def __add__(self, other: Number) -> Real:
        return Real(kernel.Add((*_terms(self), *_terms(other))))

    def __radd__(self, other: Number) -> Real:
        return real(other) + self

    def __neg__(self) -> Real:
        if isinstance(self.term, kernel.Number):
            return Real(kernel.Number(-self.term.value))
        return Real(kernel.Multiply((kernel.number(-1), *_factors(self))))

    def __sub__(self, other: Number) -> Real:
        return self + (-real(other))

    def __rsub__(self, other: Number) -> Real:
        return real(other) + (-self)

    def __mul__(self, other: Number) -> Real:
        return Real(kernel.Multiply((*_factors(self), *_factors(other))))

    def __rmul__(self, other: Number) -> Real:
        return real(other) * self

    def __truediv__(self, other: Number) -> Real:
        divisor = real(other).term
        if isinstance(divisor, kernel.Number) and isinstance(self.term, kernel.Number) and divisor.value:
            return Real(kernel.Number(self.term.value / divisor.value))
        return Real(kernel.Multiply((*_factors(self), kernel.Power(divisor, kernel.number(-1)))))

    def __rtruediv__(self, other: Number) -> Real:
        if other == 1:
            return Real(kernel.Power(self.term, kernel.number(-1)))
        return real(other) / self

    def __pow__(self, exponent: Number) -> Real:
        return Real(kernel.Power(self.term, real(exponent).term))

    def __rpow__(self, base: Number) -> Real:
        return real(base) ** self

    def __lt__(self, other: Number) -> kernel.Less:
        return kernel.Less(self.term, real(other).term)

    def __le__(self, other: Number) -> kernel.LessEqual:
        return kernel.LessEqual(self.term, real(other).term)

    def __gt__(self, other: Number) -> kernel.Less:
        return kernel.Less(real(other).term, self.term)

    def __ge__(self, other: Number) -> kernel.LessEqual:
        return kernel.LessEqual(real(other).term, self.term)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, (Real, Family, Term, int, float, Fraction)):
            raise Mistake(EQUALITY)
        return NotImplemented

    __hash__ = object.__hash__

    def __float__(self) -> float:
        raise Mistake(f"{self!r} is an expression, and no float; {OURS}")

    def __array_ufunc__(self, *_: object, **__: object) -> NoReturn:
        raise Mistake(f"NumPy does not know the expression {self!r}; {OURS}")

    def __repr__(self) -> str:
        return shown(self.term)

    def _repr_latex_(self) -> str | None:
        return shown_latex(self.term)


EQUALITY = "== compares two objects of Python; write Equal(left, right) for the equation, Different for its contrary"

OURS = "use exp, log, sqrt, total of derive, and numbers of Python"


def _terms(value: Number) -> tuple[Term, ...]:
    term = real(value).term
    return term.terms if isinstance(term, kernel.Add) else (term,)


def _factors(value: Number) -> tuple[Term, ...]:
    term = real(value).term
    if isinstance(term, kernel.Multiply):
        return term.factors
    return () if term == kernel.ONE else (term,)


class Family:
    """A real array: ``z[i]``, ``W[i, j]``; a scalar array is written as a Real."""

    __slots__ = ("array",)

    def __init__(self, array: kernel.Array) -> None:
        self.array = array

    def __getitem__(self, indices: Index | int | tuple[Index | int, ...]) -> Real:
        given = indices if isinstance(indices, tuple) else (indices,)
        found = tuple(self._index(one, size) for one, size in zip(given, (*self.array.sizes, *given), strict=False))
        try:
            return Real(kernel.entry(self.array, found))
        except ShapesDisagree as error:
            error.add_note(f": {self!r} has {_over(self.array.sizes)}, and stands with {_over(i.size for i in found)}")
            raise

    def _index(self, given: Index | int, size: object) -> Index:
        if isinstance(given, int):
            if given < 1:
                raise Mistake(f"entries are counted from 1: {self!r} has no entry {given}")
            return IndexNumber(given, size if isinstance(size, (str, int)) else "K")
        if not isinstance(given, Index):
            raise Mistake(
                f"an entry of {self!r} is taken with an index, such as i = index('i'), or a number, not {given!r}"
            )
        return given

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, (Real, Family)):
            raise Mistake(f"{EQUALITY}, of entries, as in Equal(p[i], q[i])")
        return NotImplemented

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return shown(self.array)

    def _repr_latex_(self) -> str | None:
        return shown_latex(self.array)


def _over(sizes: Iterable[Size]) -> str:
    """Indices in words, by what they range over."""
    found = [str(size) for size in sizes]
    return f"{len(found)} {'index' if len(found) == 1 else 'indices'}{' over ' * bool(found)}{' and '.join(found)}"


def real(value: Number | Family) -> Real:
    """A number, or a term of the kernel, as an expression. An array is one if it has no axes: of others the kernel
    says that the shapes disagree."""
    if isinstance(value, Family):
        return Real(kernel.entry(value.array, ()))
    if isinstance(value, Real):
        return value
    if isinstance(value, Term):
        return Real(value)
    if isinstance(value, float):
        exact = Fraction(value) if math.isfinite(value) else None
        if exact is None or Fraction(float.__repr__(value)) != exact:
            raise Mistake(
                f"{value} is a rounded number; write Fraction(1, 10) of fractions for 0.1, and t / 3 for (1/3) * t"
            )
        return Real(kernel.Number(exact))
    if isinstance(value, (Index, str)):
        raise Mistake(f"{shown(value) if isinstance(value, Index) else repr(value)} is no number; scalar('t') is one")
    return Real(kernel.Number(Fraction(value)))


def _indices(given: IndexVariable | tuple[IndexVariable, ...]) -> tuple[IndexVariable, ...]:
    """One index or several, as several."""
    several = given if isinstance(given, tuple) else (given,)
    for one in several:
        if not isinstance(one, IndexVariable):
            raise Mistake(f"first comes an index, such as k = index('k'), not {one!r}")
    return several


# Names -------------------------------------------------------------------------------------------


def vector(name: str, size: Size = "K") -> Family:
    """An arbitrary real vector."""
    return Family(Variable(name, (size,)))


def matrix(name: str, rows: Size, columns: Size) -> Family:
    """An arbitrary real matrix."""
    return Family(Variable(name, (rows, columns)))


def scalar(name: str) -> Real:
    """An arbitrary real number."""
    return Real(kernel.Entry(Variable(name, ()), ()))


def index(name: str, size: Size = "K") -> IndexVariable:
    """An arbitrary index."""
    return IndexVariable(name, size)


def indices(names: str, size: Size = "K") -> tuple[IndexVariable, ...]:
    """Several arbitrary indices, their names separated by spaces."""
    return tuple(IndexVariable(name, size) for name in names.split())


def nth(place: int, size: Size = "K") -> Index:
    """A particular index, counted from 1."""
    return IndexNumber(place, size)


def last(size: Size = "K") -> Index:
    """The last index."""
    return IndexNumber(size, size) if isinstance(size, int) else LastIndex(size)


def size(name: Size = "K") -> Real:
    """A size as a real number."""
    return Real(kernel.SizeValue(name))


def family(variables: IndexVariable | tuple[IndexVariable, ...], value: Number) -> Family:
    """The array whose entry at the indices is the value: ``family(i, exp(z[i]) / S)``."""
    bound = _indices(variables)
    sizes = tuple(variable.size for variable in bound)
    return Family(kernel.Lambda(sizes, kernel.close_body(real(value).term, bound)))


# Functions ---------------------------------------------------------------------------------------


def exp(value: Number) -> Real:
    """The exponential."""
    return Real(kernel.Exp(real(value).term))


def log(value: Number) -> Real:
    """The natural logarithm."""
    return Real(kernel.Log(real(value).term))


def sqrt(value: Number) -> Real:
    """The square root."""
    return Real(kernel.Power(real(value).term, kernel.number(Fraction(1, 2))))


def absolute(value: Number) -> Real:
    """The absolute value."""
    return Real(kernel.Absolute(real(value).term))


def step(value: Number) -> Real:
    """1 where the value is ≥ 0, else 0."""
    return Real(kernel.Step(real(value).term))


def delta(left: Index, right: Index) -> Real:
    """Kronecker's delta."""
    return Real(kernel.delta(left, right))


def choose(left: Index, right: Index, equal: Number, distinct: Number) -> Real:
    """``equal`` where the indices are the same, else ``distinct``."""
    return Real(kernel.Choose(left, right, real(equal).term, real(distinct).term))


def total(variables: IndexVariable | tuple[IndexVariable, ...], body: Number) -> Real:
    """The sum over all values of one index, or of several."""
    term = real(body).term
    for variable in reversed(_indices(variables)):
        term = kernel.Sum(variable.size, kernel.close_body(term, (variable,)))
    return Real(term)


def total_except(variable: IndexVariable, excluded: Index, body: Number) -> Real:
    """The sum over all values of an index but one."""
    return total(variable, choose(variable, excluded, 0, body))


def product(variable: IndexVariable, body: Number) -> Real:
    """The product over all values of an index."""
    (variable,) = _indices(variable)
    return Real(kernel.Product(variable.size, kernel.close_body(real(body).term, (variable,))))


def maximum(variable: IndexVariable, body: Number) -> Real:
    """The largest value over all values of an index."""
    (variable,) = _indices(variable)
    return Real(kernel.Maximum(variable.size, kernel.close_body(real(body).term, (variable,))))


def as_maximum(value: Real) -> kernel.Maximum:
    """The term of what :func:`maximum` built."""
    if not isinstance(value.term, kernel.Maximum):
        raise kernel.KernelError("that is not a maximum over an index")
    return value.term


def minimum(variable: IndexVariable, body: Number) -> Real:
    """The smallest value over all values of an index."""
    return -maximum(variable, -real(body))


def largest(*values: Number) -> Real:
    """The largest of finitely many values."""
    return Real(extrema.largest([real(value).term for value in values]))


def D(function: Number, *variables: Real) -> Real:
    """The partial derivative by one entry after another: ``D(f, z[i], z[j])`` is ∂²f/∂zᵢ∂zⱼ."""
    term = real(function).term
    for variable in variables:
        at = getattr(variable, "term", None)
        if not isinstance(at, kernel.Entry) or not isinstance(at.array, Variable):
            raise kernel.KernelError(
                f"a derivative is taken by an entry of a variable, D(f, z[i]), or a scalar, not by {variable!r}"
            )
        term = kernel.Derivative(kernel.close_body(term, (at.array,)), at.array, at.indices)
    return Real(term)


def limit(body: Number, variable: Real, to: Number = 0, direction: str = "above") -> Real:
    """The limit as a scalar variable tends to a point from ``above``, ``below`` or ``both`` sides, or
    to ``infinity`` or ``-infinity``."""
    at = getattr(variable, "term", None)
    if not isinstance(at, kernel.Entry) or not isinstance(at.array, Variable) or at.indices:
        raise kernel.KernelError(f"a limit is taken in a scalar variable, limit(f, t), not in {variable!r}")
    bound = kernel.Limit(kernel.close_body(real(body).term, (at.array,)), real(to).term, direction)
    return Real(with_letter(bound, at.array))


def rank(row: IndexVariable, column: IndexVariable, value: Number) -> Real:
    """The rank of the matrix with the given entries."""
    body = kernel.close_body(real(value).term, (row, column))
    return Real(kernel.Rank(row.size, column.size, body))


# Formulas ----------------------------------------------------------------------------------------


def Equal(left: Number, right: Number) -> kernel.Equal:
    """Both sides are defined, and equal."""
    return kernel.Equal(real(left).term, real(right).term)


def Different(left: Number, right: Number) -> kernel.Different:
    """Both sides are defined, and differ."""
    return kernel.Different(real(left).term, real(right).term)


def same(left: Index, right: Index) -> kernel.SameIndex:
    """The two indices are the same."""
    return kernel.SameIndex(left, right)


def distinct(left: Index, right: Index) -> kernel.Not:
    """The two indices differ."""
    return kernel.Not(kernel.SameIndex(left, right))


def _formulas(*given: Formula) -> tuple[Formula, ...]:
    """What has to be formulas; raises where one is none."""
    for one in given:
        if isinstance(one, (tuple, list)):
            raise Mistake("a list is no formula; a star takes what is in it, as in both(*simplex(y))")
        if not isinstance(one, Formula):
            raise Mistake(f"{one!r} is no formula; write Equal(a, b) or a <= b, and both(A, B) of several")
    return given


def negate(formula: Formula) -> kernel.Not:
    """The negation."""
    return kernel.Not(*_formulas(formula))


def both(*formulas: Formula) -> kernel.And:
    """All of the formulas hold."""
    return kernel.And(_formulas(*formulas))


def either(*formulas: Formula) -> kernel.Or:
    """One of the formulas holds."""
    return kernel.Or(_formulas(*formulas))


def implies(left: Formula, right: Formula) -> kernel.Implies:
    """If left, then right."""
    return kernel.Implies(*_formulas(left, right))


def iff(left: Formula, right: Formula) -> kernel.And:
    """Left exactly when right."""
    return kernel.And((implies(left, right), implies(right, left)))


Quantified: TypeAlias = "IndexVariable | Variable | Family | Real"
"""A variable, as an index, an array or a scalar."""

Value: TypeAlias = "Index | Array | Family | Number"
"""What a quantified variable may be replaced by."""


def variable_of(value: Quantified) -> IndexVariable | Variable:
    """The kernel's variable behind an index, a vector or a scalar."""
    if isinstance(value, (IndexVariable, Variable)):
        return value
    array = value.array if isinstance(value, Family) else getattr(value.term, "array", None)
    if not isinstance(array, Variable):
        raise kernel.KernelError("only a variable can be quantified over")
    return array


def variables_of(values: Quantified | Sequence[Quantified]) -> tuple[IndexVariable | Variable, ...]:
    """The kernel's variables behind one, or several."""
    several = values if isinstance(values, (tuple, list)) else (values,)
    return tuple(variable_of(value) for value in several)


def bound_value(value: Value) -> kernel.Bound:
    """The kernel's index or array behind a value of the language."""
    if isinstance(value, (Index, Array)):
        return value
    if isinstance(value, Family):
        return value.array
    term = real(value).term
    return term.array if isinstance(term, kernel.Entry) and not term.indices else kernel.Lambda((), term)


def forall(variables: Quantified | Sequence[Quantified], formula: Formula) -> Formula:
    """The formula holds for every value of the variables."""
    (formula,) = _formulas(formula)
    for bound in reversed(variables_of(variables)):
        formula = with_letter(kernel.ForAll(kernel.sort_of(bound), kernel.close_body(formula, (bound,))), bound)
    return formula


def exists(variables: Quantified | Sequence[Quantified], formula: Formula) -> Formula:
    """The formula holds for some value of the variables."""
    (formula,) = _formulas(formula)
    for bound in reversed(variables_of(variables)):
        formula = with_letter(kernel.Exists(kernel.sort_of(bound), kernel.close_body(formula, (bound,))), bound)
    return formula


def simplex(vector: Family, interior: bool = False) -> tuple[Formula, Formula]:
    """The hypotheses y ∈ Δ: the entries are ≥ 0 (> 0 in the interior) and sum to 1."""
    k = index("k", vector.array.sizes[0])
    return forall(k, vector[k] > 0 if interior else vector[k] >= 0), Equal(total(k, vector[k]), 1)


def smooth(function: Number, variable: Family | Real) -> Formula:
    """The function has partial derivatives of every order everywhere."""
    bound = variable_of(variable)
    assert isinstance(bound, Variable)
    return kernel.Smooth(bound.sizes, kernel.close_body(real(function).term, (bound,)))


@overload
def replace(expression: Real, variable: Quantified, value: Value) -> Real: ...


@overload
def replace(expression: Formula, variable: Quantified, value: Value) -> Formula: ...


def replace(expression: Real | Formula, variable: Quantified, value: Value) -> Real | Formula:
    """The expression or formula with a value for a variable."""
    node = expression.term if isinstance(expression, Real) else expression
    old, new = variable_of(variable), bound_value(value)
    result = kernel.substitute(node, {old: new})
    carry_letters(node, {old: new})
    for part in kernel.subnodes(node):
        if isinstance(part, kernel.Derivative) and part.point == old:
            with_letter(kernel.substitute(part, {old: new}), old)
    return Real(result) if isinstance(result, Term) else result
