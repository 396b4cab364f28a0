r"""Derivatives of what a hypothesis ties to their variable: ``\frac{\partial y}{\partial x}`` under ``y = x^2``.

A hypothesis holds at the point, and not around it: the derivative holds y fixed and is 0, where the author means the
function that the hypothesis writes down. So neither is guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from derive.documents.errors import refusal
from derive.kernel.terms import (
    And,
    Derivative,
    Entry,
    Equal,
    ForAll,
    Formula,
    Implies,
    Node,
    Variable,
    free_variables,
    subnodes,
)

TIED = refusal(
    "D322",
    "a derivative of something that a hypothesis makes depend on the variable",
    """A hypothesis holds at the point, and not around it: under 'assume $y = x^2$' the derivative of y by x is 0, as y
    is a variable of its own. Where y is the function of x, write 'define $y = x^2$'.""",
    (r"\frac{\partial y}{\partial x} = 2 x", r"let $x, y \in \mathbb{R}$", "assume $y = x^2$"),
    (r"\frac{\partial y}{\partial x} = 2 x", r"let $x \in \mathbb{R}$", "define $y = x^2$"),
)


def refuse_tied(conclusions: Sequence[Formula], hypotheses: Sequence[Formula], at: int) -> None:
    """Raises Unreadable for a derivative in a claim, of something with a name that a hypothesis gives as an expression
    in the variable."""
    derivatives = [one for formula in conclusions for one in _derivatives(formula)]
    if not derivatives:
        return
    ties = [tie for formula in hypotheses for tie in _ties(formula)]
    for derivative in derivatives:
        by = derivative.point
        names = {one.name for one in free_variables(derivative.body) if isinstance(one, Variable)}
        for name, others in ties:
            if isinstance(by, Variable) and by.name in others and name in names:
                raise TIED(
                    f"a hypothesis ties '{name}' to '{by.name}', and the derivative holds '{name}' fixed; "
                    f"write 'define' in the place of 'assume' where '{name}' is this function, or another letter",
                    at,
                )


@lru_cache(maxsize=20_000)
def _derivatives(formula: Formula) -> tuple[Derivative, ...]:
    return tuple(one for one in subnodes(formula) if isinstance(one, Derivative))


@lru_cache(maxsize=20_000)
def _ties(formula: Formula) -> tuple[tuple[str, frozenset[str]], ...]:
    """The names that a hypothesis gives as expressions, each with the names in these."""
    return tuple(_found(formula))


def _found(formula: Node) -> Iterator[tuple[str, frozenset[str]]]:
    match formula:
        case ForAll(body=Formula() as body) | Implies(right=body):
            yield from _found(body)
        case And(parts=parts):
            for part in parts:
                yield from _found(part)
        case Equal(left=left, right=right):
            for one, other in ((left, right), (right, left)):
                if isinstance(one, Entry) and isinstance(one.array, Variable) and not isinstance(other, Entry):
                    others = {each.name for each in free_variables(other) if isinstance(each, Variable)}
                    if others and one.array.name not in others:
                        yield one.array.name, frozenset(others)
