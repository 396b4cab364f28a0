"""What a letter is in an expression, as where a sum binds it: an index, a number, an argument."""

from __future__ import annotations

import re

from derive.documents.grammar import syntax


def is_argument(node: object, letter: str) -> bool:
    """Whether a letter is an argument of a function somewhere, which may take a number there."""
    if isinstance(node, syntax.Application) and letter in [
        part.key for part in node.arguments if isinstance(part, syntax.Name)
    ]:
        return True
    return any(is_argument(part, letter) for part in syntax.parts_of(node))


def is_number(node: object, letter: str, in_index: bool = False) -> bool:
    """Whether a letter stands outside of indices."""
    if isinstance(node, syntax.Name):
        return node.key == letter and not in_index
    if isinstance(node, syntax.Subscript):
        inside = [is_number(part, letter, True) for part in node.indices]
        return any(inside) or is_number(node.base, letter)
    if isinstance(node, (syntax.Kronecker, syntax.Condition)):
        return False
    if isinstance(node, syntax.Big):
        return is_number(node.body, letter)
    if isinstance(node, syntax.Application):
        return any(is_number(part, letter, isinstance(part, syntax.Name)) for part in node.arguments)
    return any(is_number(part, letter) for part in syntax.parts_of(node))


def is_index(node: object, letter: str) -> bool:
    """Whether a letter stands somewhere as an index, in bounds or conditions, in a name, or as the argument of a
    function, which may take an index."""
    if isinstance(node, syntax.Subscript):
        return any(letter in part.names for part in node.indices) or is_index(node.base, letter)
    if isinstance(node, (syntax.Kronecker, syntax.Condition, syntax.Binder)):
        return letter in node.names
    if isinstance(node, (syntax.Application, syntax.Opaque)):
        return letter in node.names or _has_below_or_above(node.function, letter)
    if isinstance(node, syntax.Name) and node.key != letter:
        return _has_below_or_above(node.key, letter)
    return any(is_index(part, letter) for part in syntax.parts_of(node))


def _has_below_or_above(name: str, letter: str) -> bool:
    """Whether a letter is one of those below a name, or above it."""
    return letter in re.findall(r"\\[A-Za-z]+|[A-Za-z]", re.sub(r"\A[^_^]*", "", name))
