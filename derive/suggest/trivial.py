"""What is true for no reason: sides alike, nothing added, a difference of a thing and itself, a quotient by itself,
a largest among things that are all the same."""

from __future__ import annotations

from collections.abc import Sequence

from derive.documents.canonical.parts import inverted, negated
from derive.kernel.terms import (
    ZERO,
    Add,
    Formula,
    IndexVariable,
    Maximum,
    Multiply,
    Node,
    Number,
    Relation,
    free_variables,
    fresh_name,
    open_body,
    subnodes,
)


def is_trivial(left: str, right: str, conclusions: Sequence[Formula]) -> bool:
    """Whether a link says nothing: sides written alike, or both numbers, a part that cancels itself, 0 as a term."""
    if "".join(left.split()) == "".join(right.split()):
        return True
    return any(map(_says_nothing, conclusions))


def _says_nothing(conclusion: Node) -> bool:
    if (
        isinstance(conclusion, Relation)
        and isinstance(conclusion.left, Number)
        and isinstance(conclusion.right, Number)
    ):
        return True
    return any(_cancels(part) for part in subnodes(conclusion))


def _cancels(node: Node) -> bool:
    """Whether a part stands in a term for nothing; a largest one of all the same is such a part, too."""
    if isinstance(node, Add):
        taken = {term for one in node.terms if (term := negated(one)) is not None}
        return ZERO in taken or ZERO in node.terms or any(term in taken for term in node.terms)
    if isinstance(node, Maximum):
        index = IndexVariable(fresh_name("e", node), node.size)
        return index not in free_variables(open_body(node.body, (index,)))
    if isinstance(node, Multiply):
        below = {factor for one in node.factors if (factor := inverted(one)) is not None}
        return any(factor in below for factor in node.factors)
    return False
