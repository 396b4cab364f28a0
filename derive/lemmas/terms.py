"""Terms as the search for proofs writes and reads them: flat products, reciprocals, factors."""

from __future__ import annotations

from fractions import Fraction

from derive.kernel.normal import flatten
from derive.kernel.polynomials import Rational, split_monomial
from derive.kernel.terms import (
    ONE,
    ForAll,
    Formula,
    IndexVariable,
    Less,
    LessEqual,
    Multiply,
    Node,
    Number,
    Power,
    Sum,
    Term,
    close_body,
    fresh_name,
    number,
    open_body,
)

Order = Less | LessEqual
"""An inequality."""

Indices = tuple[IndexVariable, ...]
"""The indices of sums around a term, the outermost first."""

Factor = tuple[Term, Rational]
"""What a product is made of: a base and its exponent."""

HALF = number("1/2")


def inverse(term: Term) -> Term:
    """1/term."""
    return Power(term, number(-1))


def product(*factors: Term) -> Term:
    """The product, written flat."""
    kept = tuple(part for factor in factors for part in factors_of(factor) if part != ONE)
    return kept[0] if len(kept) == 1 else Multiply(kept)


def factors_of(term: Term) -> list[Term]:
    """The factors of a product."""
    return list(flatten(term)) if isinstance(term, Multiply) else [term]


def base_of(factor: Term) -> Term:
    """What a factor is a power of."""
    return factor.base if isinstance(factor, Power) and isinstance(factor.exponent, Number) else factor


def powers_of(term: Term) -> list[Factor]:
    """The factors of a product as it is written, with their exponents."""
    return [factor for part in factors_of(term) for factor in split_monomial(part)]


def summed(term: Term, indices: Indices) -> Term:
    """The sum over all values of the indices."""
    for index in reversed(indices):
        term = Sum(index.size, close_body(term, (index,)))
    return term


def at_any_indices(formula: Formula, letter: str, *others: Node) -> tuple[Indices, Formula]:
    """What a formula for all values of some indices says at new ones, and these, with names that begin so."""
    pattern: Indices = ()
    body = formula
    while isinstance(body, ForAll) and not isinstance(body.over, tuple):
        pattern = (*pattern, IndexVariable(fresh_name(f"{letter}{len(pattern)}_", formula, *others), body.over))
        body = open_body(body.body, pattern[-1:])
    return pattern, body


def exponents(node: Node) -> tuple[Fraction, ...]:
    """The exponent of a power by a number."""
    return (node.exponent.value,) if isinstance(node, Power) and isinstance(node.exponent, Number) else ()


def is_root(node: Node) -> bool:
    """Whether a node is a root."""
    return any(exponent.denominator > 1 for exponent in exponents(node))
