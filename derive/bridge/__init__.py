"""SymPy computes the next line of a derivation; the kernel, which trusts nobody, proves it again.

Each operation takes a kernel term and answers one. SymPy is imported when the first is used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.kernel import terms as kernel
from derive.kernel.terms import KernelError, Term
from derive.language.expressions import Number, Real, real

__all__ = ["cancel", "collect", "differentiate", "expand", "factor", "solve", "together"]


def differentiate(term: Term) -> Term:
    """Work out the derivative."""
    from derive.bridge.conversion import differentiated

    def change(part: kernel.Node, depth: int) -> kernel.Node | None:
        inner = isinstance(part, kernel.Derivative) and "(Derivative" not in part.body.key and not part.loose
        return differentiated(part) if inner else None  # type: ignore[arg-type]

    result = kernel.rebuild(term, change)
    if result == term:
        raise KernelError("bridge: there is no derivative to work out in this line")
    return result


def _by_sympy(term: Term, name: str, *arguments: Term) -> Term:
    import sympy

    from derive.bridge.conversion import Dictionary

    dictionary = Dictionary()
    operation: Callable[..., Any] = getattr(sympy, name)
    expression = dictionary.to_sympy(term)
    return dictionary.to_term(operation(expression, *(dictionary.to_sympy(argument) for argument in arguments)))


def expand(term: Term) -> Term:
    """Multiply out."""
    return _by_sympy(term, "expand")


def factor(term: Term) -> Term:
    """Factor."""
    return _by_sympy(term, "factor")


def together(term: Term) -> Term:
    """Put over a common denominator."""
    return _by_sympy(term, "together")


def cancel(term: Term) -> Term:
    """Cancel common factors."""
    return _by_sympy(term, "cancel")


def collect(*by: Number) -> Callable[[Term], Term]:
    """The operation that collects the terms with equal powers of the given expressions."""

    def operation(term: Term) -> Term:
        """Collect equal powers."""
        for what in by:
            term = _by_sympy(term, "collect", real(what).term)
        return term

    return operation


def solve(equation: kernel.Equal, unknown: Real) -> Real:
    """The solution of an equation for one of its parts, such as an entry; raises KernelError unless
    SymPy finds exactly one."""
    import sympy

    from derive.bridge.conversion import Dictionary

    dictionary = Dictionary()
    difference = dictionary.to_sympy(equation.left) - dictionary.to_sympy(equation.right)
    solutions = sympy.solve(difference, dictionary.to_sympy(unknown.term), simplify=False, check=False)
    if len(solutions) != 1:
        raise KernelError(f"bridge: SymPy finds {len(solutions)} solutions where one is needed")
    return Real(dictionary.to_term(solutions[0]))
