"""How an expression is written, whatever its place in the file is."""

from __future__ import annotations

from dataclasses import fields

from derive.documents.grammar import syntax


def spelled(node: object) -> str:
    """The same text for expressions that are written alike."""
    if isinstance(node, syntax.Name):
        return node.key
    if isinstance(node, syntax.Numeral):
        return str(node.value)
    if isinstance(node, syntax.Subscript):
        return f"{spelled(node.base)}_{{{','.join(map(spelled, node.indices))}}}"
    if isinstance(node, tuple):
        return f"({' '.join(map(spelled, node))})"
    if isinstance(node, syntax.Expression):
        parts = [spelled(getattr(node, one.name)) for one in fields(node) if one.name != "at"]
        return f"{type(node).__name__}({' '.join(parts)})"
    return str(node)
