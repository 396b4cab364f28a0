r"""A letter that stands once in each of two factors and nowhere else: summed over, or free.

``\frac{\partial L}{\partial p_i} \frac{\partial p_i}{\partial z_j}`` may leave the sum over i to the reader."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from derive.documents.grammar import syntax
from derive.documents.grammar.choices import Choices
from derive.documents.grammar.syntax import Expression


def contracted(nodes: Sequence[Expression], given: Collection[str], choices: Choices) -> list[Expression]:
    """The sides of an equation, where each such letter is summed over or free, as is chosen; ``given`` are letters
    that something else introduces."""
    counts = Counter(letter for node in nodes for letter in _letters(node))
    lonely = {letter for letter, count in counts.items() if count == 2 and letter not in given}
    if not lonely:
        return list(nodes)
    return [_side(node, lonely, choices) for node in nodes]


def _side(node: Expression, lonely: Collection[str], choices: Choices) -> Expression:
    """The node, its products with such letters summed where that is chosen."""
    if isinstance(node, syntax.Times):
        summed = [
            letter
            for letter in _repeated(node, lonely)
            if choices.local(
                "contraction",
                letter,
                rf"{letter} as an index that is given, 'for all ${letter}$'",
                rf"\sum_{{{letter}}}",
            )
        ]
        if summed:
            binders = tuple(syntax.Binder(node.at, letter, None, ()) for letter in summed)
            return syntax.Big(node.at, "sum", binders, node)
    if isinstance(node, (syntax.Times, syntax.Total, syntax.Partial, syntax.Big)):
        changed: dict[str, Any] = {
            one.name: _part(getattr(node, one.name), lonely, choices) for one in dataclasses.fields(node)
        }
        return dataclasses.replace(node, **changed)
    return node


def _part(part: object, lonely: Collection[str], choices: Choices) -> object:
    if isinstance(part, Expression) and not isinstance(part, syntax.Binder):
        return _side(part, lonely, choices)
    return tuple(_part(one, lonely, choices) for one in part) if isinstance(part, tuple) else part


def _repeated(node: syntax.Times, lonely: Collection[str]) -> list[str]:
    """The letters that two factors have, which are entries or derivatives of different names."""
    found: list[str] = []
    for position, one in enumerate(node.factors):
        for other in node.factors[position + 1 :]:
            if _name(one) is None or _name(other) is None or _name(one) == _name(other):
                continue
            found += [letter for letter in _letters(one) if letter in lonely and letter in _letters(other)]
    return sorted(set(found))


def _name(factor: Expression) -> str | None:
    """What an entry is an entry of, or what a derivative is a derivative of."""
    if isinstance(factor, syntax.Subscript) and isinstance(factor.base, syntax.Name):
        return factor.base.key
    if isinstance(factor, syntax.Kronecker):
        return r"\delta"
    if isinstance(factor, syntax.Partial):
        body = factor.body.base if isinstance(factor.body, syntax.Subscript) else factor.body
        return f"∂{body.key}" if isinstance(body, syntax.Name) else None
    return None


def _letters(node: object) -> list[str]:
    """The letters that stand as indices, as often as they stand; one that is bound counts more often than twice."""
    if isinstance(node, (syntax.Big, syntax.Expectation)):
        bound = [node.letter] if isinstance(node, syntax.Expectation) else [binder.letter for binder in node.binders]
        inside = [letter for part in syntax.parts_of(node) for letter in _letters(part)]
        return inside + [letter for letter in bound if letter] * 3
    if isinstance(node, syntax.Name):
        return [node.key]
    return [letter for part in syntax.parts_of(node) for letter in _letters(part)]
