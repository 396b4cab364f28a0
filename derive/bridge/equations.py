"""Operations on equations: what follows from one, where the next equation is computed on both sides at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from derive.bridge.algebra import solve
from derive.bridge.definitions import folded, unfolded
from derive.bridge.sums import sum_over
from derive.kernel import rules
from derive.kernel import terms as kernel
from derive.kernel.terms import ONE, ZERO, Term
from derive.kernel.theorem import Theorem
from derive.language.abbreviation import Abbreviation
from derive.language.expressions import Number, Real, real
from derive.language.order import flat, product_of, sum_of
from derive.lemmas import add_up, monotone

Multiples = Sequence[tuple[Number, Theorem]]
"""Theorems with the multipliers that add up to an equation."""


@dataclass(frozen=True)
class EquationOperation:
    """``computed`` is the equation that follows from another one; ``implied`` are theorems that follow from its
    theorem, with the multipliers that add up to what was computed."""

    name: str
    sentence: str
    computed: Callable[[kernel.Equal], kernel.Equal]
    implied: Callable[[Theorem, kernel.Equal], Multiples]

    def __call__(self, equation: kernel.Equal, names: Sequence[Abbreviation] = ()) -> kernel.Equal:
        """The equation that follows."""
        seen = kernel.Equal(folded(equation.left, names), folded(equation.right, names))
        result = self.computed(seen)
        return kernel.Equal(flat(unfolded(result.left, names)), flat(unfolded(result.right, names)))


def _log(term: Term) -> Term:
    if term == ONE:
        return ZERO
    return term.argument if isinstance(term, kernel.Exp) else kernel.Log(term)


def _exp(term: Term) -> Term:
    if term == ZERO:
        return ONE
    return term.argument if isinstance(term, kernel.Log) else kernel.Exp(term)


def _on_both_sides(function: Callable[[Term], Term]) -> Callable[[kernel.Equal], kernel.Equal]:
    return lambda equation: kernel.Equal(function(equation.left), function(equation.right))


take_log = EquationOperation(
    "take_log",
    "take logarithms",
    _on_both_sides(_log),
    lambda theorem, equation: [(1, monotone("log", theorem))],
)
"""From a = b: log a = log b, where log exp x is x and log 1 is 0."""

exponentiate = EquationOperation(
    "exponentiate",
    "exponentiate",
    _on_both_sides(_exp),
    lambda theorem, equation: [(1, monotone("exp", theorem))],
)
"""From a = b: exp a = exp b, where exp log x is x and exp 0 is 1."""


def solve_for(unknown: Number) -> EquationOperation:
    """From an equation in which the unknown stands to the first power: the unknown = …"""
    sought = real(unknown).term

    def computed(equation: kernel.Equal) -> kernel.Equal:
        return kernel.Equal(sought, solve(equation, Real(sought)).term)

    def implied(theorem: Theorem, equation: kernel.Equal) -> Multiples:
        import sympy

        from derive.bridge.conversion import Dictionary

        before = theorem.conclusion
        assert isinstance(before, kernel.Equal)
        dictionary = Dictionary()
        given = dictionary.to_sympy(before.left) - dictionary.to_sympy(before.right)
        slope = sympy.diff(sympy.expand(given), dictionary.to_sympy(sought))
        return [(Real(dictionary.to_term(sympy.cancel(1 / slope))), theorem)]

    return EquationOperation("solve_for", "solve the equation", computed, implied)


def sum_over_all(index: kernel.IndexVariable) -> EquationOperation:
    """From aₖ = bₖ for an arbitrary k: Σ aₖ = Σ bₖ."""

    def implied(theorem: Theorem, equation: kernel.Equal) -> Multiples:
        return [(1, add_up(rules.generalise(theorem, index)))]

    return EquationOperation(
        "sum_over_all", "sum over all indices", _on_both_sides(lambda term: sum_over(index, term)), implied
    )


def multiply_by(quantity: Number) -> EquationOperation:
    """From a = b: c a = c b, a sum term by term."""
    factor = real(quantity).term

    def multiplied(term: Term) -> Term:
        if isinstance(term, kernel.Add):
            return sum_of([product_of([factor, part]) for part in term.terms])
        return product_of([factor, term])

    return EquationOperation(
        "multiply_by", "multiply both sides", _on_both_sides(multiplied), lambda theorem, equation: [(factor, theorem)]
    )
