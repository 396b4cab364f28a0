"""Places in a term: what stands under a binder is looked at with letters for what it binds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from derive.kernel import terms as kernel
from derive.kernel.terms import Term

Change = Callable[[Term], Term | None]


def opened(term: Term, *beside: kernel.Node) -> tuple[Term, tuple[kernel.IndexVariable | kernel.Variable, ...]]:
    """The body of a term that binds something, and the letters that stand for it there, which nothing ``beside`` uses.

    Under a derivative by the entries of z it is z again, unless z itself stands there already."""
    letters: list[kernel.IndexVariable | kernel.Variable] = []
    body: Term = term.body  # type: ignore[attr-defined]
    for sort in term.bound:
        if isinstance(sort, tuple):
            point = getattr(term, "point", None)
            own = isinstance(term, kernel.Derivative) and isinstance(point, kernel.Variable)
            if own and point not in kernel.free_variables(body):
                letters.append(cast(kernel.Variable, point))
            else:
                letters.append(kernel.Variable(kernel.fresh_name("x", term, *beside), sort))
        else:
            taken = kernel.fresh_name("n", term, *letters, *beside)
            letters.append(kernel.IndexVariable(taken, sort))
    return kernel.open_body(body, tuple(letters)), tuple(letters)


def with_body(term: Term, body: Term, letters: tuple[kernel.IndexVariable | kernel.Variable, ...]) -> Term:
    """The term with another body, which is written with the letters."""
    closed = kernel.close_body(body, letters)
    parts = [closed if name == "body" else part for name, part in zip(term.part_names, term.values, strict=True)]
    return kernel.with_parts(term, tuple(parts))


def mapped(term: Term, change: Callable[[Term], Term]) -> Term:
    """The term with the change made to each of its immediate parts that are terms."""
    if term.bound:
        body, letters = opened(term)
        return with_body(term, change(body), letters)
    return kernel.map_parts(term, lambda name, part: change(part) if isinstance(part, Term) else part)


def outermost(term: Term, change: Change) -> Term | None:
    """The term with the change made at the outermost places where it does something; None where it does nothing."""
    result = change(term)
    if result is not None:
        return result
    found = False

    def below(part: Term) -> Term:
        nonlocal found
        new = outermost(part, change)
        found = found or new is not None
        return part if new is None else new

    result = mapped(term, below)
    return result if found else None


def everywhere(term: Term, change: Change) -> Term:
    """The term with the change made to all of its parts, the innermost first."""
    inner = mapped(term, lambda part: everywhere(part, change))
    result = change(inner)
    return inner if result is None else result


def depends_on(node: Any, variable: kernel.IndexVariable | kernel.Variable) -> bool:
    """Whether the variable occurs freely."""
    return variable in kernel.free_variables(node)
