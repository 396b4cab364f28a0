"""Derivatives in the shape in which the tactic ``slopes`` of the library finds them."""

from __future__ import annotations

from collections.abc import Callable

from derive.export.coq.names import Unsupported
from derive.export.coq.polynomials import MINUS_ONE, inverse_of
from derive.export.coq.printer import whole
from derive.kernel.terms import (
    ONE,
    ZERO,
    Absolute,
    Add,
    Array,
    Choose,
    Derivative,
    Entry,
    Exp,
    Index,
    Log,
    Maximum,
    Multiply,
    Power,
    Product,
    Sum,
    Term,
    Variable,
    close_body,
    delta,
    free_variables,
    number,
    open_body,
    substitute,
)
from derive.kernel.terms import IndexVariable as IV

Indices = tuple[Index, ...]

Maximiser = Callable[[Maximum], Index]
"""Tells at which index a maximum is attained, and nowhere else."""


def slope_at(term: Derivative, depth: int, maximiser: Maximiser) -> Term:
    """What a derivative is, by the rules of calculus; depth names the variables that it opens."""
    variable = Variable(f"#y{depth}", term.point.sizes)

    def there(maximum: Maximum) -> Index:
        return maximiser(substitute(maximum, {variable: term.point}))

    slope = slope_of(open_body(term.body, (variable,)), variable, term.indices, depth + 1, there)
    return substitute(slope, {variable: term.point})


def entry_slope(entry: Entry, indices: Indices) -> Term:
    """1 where the entry is the one that moves, else 0."""
    result: Term = ONE
    for here, there in reversed([*zip(entry.indices, indices, strict=True)]):
        result = Choose(here, there, result, ZERO) if result != ONE else delta(here, there)
    return result


def slope_of(term: Term, variable: Array, indices: Indices, depth: int, maximiser: Maximiser) -> Term:
    """The derivative of a term, whose sums and products are in pairs, in an entry of a free array."""

    def go(part: Term) -> Term:
        return slope_of(part, variable, indices, depth, maximiser)

    def constant(part: Term) -> bool:
        return variable not in free_variables(part)

    if constant(term):
        return ZERO
    match term:
        case Entry():
            return entry_slope(term, indices)
        case Add(terms=(a, b)):
            return go(b) if constant(a) else go(a) if constant(b) else Add((go(a), go(b)))
        case Multiply(factors=(a, b)):
            if constant(a) or constant(b):
                return Multiply((a, go(b)) if constant(a) else (go(a), b))
            return Add((Multiply((go(a), b)), Multiply((a, go(b)))))
        case Exp():
            return Multiply((go(term.argument), term))
        case Log():
            return Multiply((go(term.argument), inverse_of(term.argument)))
        case Power() if whole(term.exponent) == -1:
            return Multiply((MINUS_ONE, Multiply((go(term.base), Multiply((term, term))))))
        case Power() if (exponent := whole(term.exponent)) is not None and exponent >= 1:
            return Multiply((number(exponent), Multiply((go(term.base), Power(term.base, number(exponent - 1))))))
        case Power() if whole(term.exponent) is None:
            relative = Multiply((term.exponent, Multiply((go(term.base), inverse_of(term.base)))))
            return Multiply((term, Add((Multiply((go(term.exponent), Log(term.base))), relative))))
        case Product():
            index = IV(f"#x{depth}", term.size)
            factor = open_body(term.body, (index,))
            ratio = Multiply((slope_of(factor, variable, indices, depth + 1, maximiser), inverse_of(factor)))
            return Multiply((term, Sum(term.size, close_body(ratio, (index,)))))
        case Absolute():
            return Multiply((go(term.argument), Multiply((term.argument, inverse_of(term)))))
        case Choose():
            return Choose(term.left, term.right, go(term.equal), go(term.distinct))
        case Sum():
            index = IV(f"#x{depth}", term.size)
            body = slope_of(open_body(term.body, (index,)), variable, indices, depth + 1, maximiser)
            return Sum(term.size, close_body(body, (index,)))
        case Maximum():
            return go(open_body(term.body, (maximiser(term),)))
        case Derivative():
            return go(slope_at(term, depth, maximiser))
    raise Unsupported(f"the derivative of a {type(term).__name__}")
