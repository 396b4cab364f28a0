"""The largest of finitely many terms, which the kernel knows as a maximum over an index that chooses among them."""

from __future__ import annotations

from collections.abc import Sequence

from derive.kernel.terms import (
    BoundIndex,
    Choose,
    IndexNumber,
    IndexVariable,
    KernelError,
    Maximum,
    Node,
    Term,
    free_variables,
    lifted,
    open_body,
    rebuild,
)


def largest(terms: Sequence[Term]) -> Term:
    """The largest of finitely many terms: the maximum over an index of which of them it chooses."""
    if len(terms) == 0:
        raise KernelError("the largest of no terms does not exist")
    size = len(terms)
    if size == 1:
        return terms[0]
    *others, body = [rebuild(term, lambda part, depth: lifted(part, depth, 1)) for term in terms]
    for place, other in reversed([*enumerate(others, 1)]):
        body = Choose(BoundIndex(0, size), IndexNumber(place, size), other, body)
    return Maximum(size, body)


def largest_terms(term: Node) -> tuple[Term, ...] | None:
    """The terms of which a term is the largest, where it is spelled so."""
    if not isinstance(term, Maximum) or not isinstance(term.size, int) or term.size < 2:
        return None
    terms: list[Term] = []
    body = term.body
    for place in range(1, term.size):
        choice = (BoundIndex(0, term.size), IndexNumber(place, term.size))
        if not isinstance(body, Choose) or (body.left, body.right) != choice:
            return None
        terms.append(body.equal)
        body = body.distinct
    chosen = IndexVariable("?", term.size)
    opened = tuple(open_body(part, (chosen,)) for part in (*terms, body))
    return None if any(chosen in free_variables(part) for part in opened) else opened
