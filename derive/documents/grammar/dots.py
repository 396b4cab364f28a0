r"""``x_1 + \cdots + x_n`` and ``p_1 p_2 \cdots p_n``: what the dots leave out."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import cast

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression

DOTS_UNCLEAR = refusal(
    "D108",
    "dots that leave out something that is not clear",
    """Dots are understood in sums, products and lists that run from the first index 1, or 1 and 2, to the last one,
    with the same sign between all: x_1 + \\cdots + x_n; and in a hypothesis that orders the entries of a vector, x_1
    \\ge x_2 \\ge \\dots \\ge x_n. Everything else can go on in several ways. Write a sum or product with its index, a
    list x_1, \\dots, x_n, or a condition on the indices.""",
    (r"x_1 + \cdots + x_3^2 = 0", r"let $x \in \mathbb{R}^K$"),
    (r"x_1 + \cdots + x_K = \sum_k x_k", r"let $x \in \mathbb{R}^K$"),
)

LETTER = "#k"


Signed = tuple[int, Expression]
"""A term with its sign."""


def dotted(operator: str, before: list[Signed], last: Signed, at: int) -> list[Signed]:
    """The terms, those before the dots that belong to the pattern replaced by the whole sum (or product).

    Raises Unreadable unless the first has index 1 where the last has the size, and nothing else differs."""
    for count in (2, 1):
        if len(before) < count or any(sign != last[0] for sign, _ in before[-count:]):
            continue
        bounds: list[Expression] = []
        pattern = _common(before[-count][1], last[1], bounds, 1)
        if pattern is None or not bounds or any(spelled(bound) != spelled(bounds[0]) for bound in bounds):
            continue
        if count == 2 and spelled(_at_two(pattern)) != spelled(before[-1][1]):
            continue
        binder = syntax.Binder(at, LETTER, bounds[0], ())
        return [*before[:-count], (last[0], syntax.Big(at, operator, (binder,), pattern))]
    raise DOTS_UNCLEAR("what the dots stand for is not clear; write a sum or product with its index", at)


def common(first: Expression, last: Expression) -> tuple[Expression, Expression] | None:
    """The pattern with the letter :data:`LETTER` where one has the class 1 and the other its last class, and that
    class; None where they differ otherwise."""
    bounds: list[Expression] = []
    pattern = _common(first, last, bounds, 1)
    if pattern is None or not bounds or any(spelled(bound) != spelled(bounds[0]) for bound in bounds):
        return None
    return pattern, bounds[0]


def at_two(pattern: Expression) -> Expression:
    """The second instance of a pattern."""
    return _at_two(pattern)


def with_letter(node: Expression, letter: str) -> Expression:
    """The pattern with a letter of the formula for its index."""
    return cast(Expression, _with_letter(node, letter))


def _with_letter(node: object, letter: str) -> object:
    if isinstance(node, syntax.Name) and node.key == LETTER:
        return dataclasses.replace(node, key=letter)
    if isinstance(node, tuple):
        return tuple(_with_letter(part, letter) for part in node)
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        changed = {one.name: _with_letter(getattr(node, one.name), letter) for one in dataclasses.fields(node)}
        return dataclasses.replace(node, **changed)
    return node


def _common(first: Expression, last: Expression, bounds: list[Expression], number: int) -> Expression | None:
    """The pattern of which both are instances; what stands in the last for the number goes to bounds."""
    if isinstance(first, syntax.Subscript) and isinstance(last, syntax.Subscript):
        if spelled(first.base) != spelled(last.base) or len(first.indices) != len(last.indices):
            return None
        indices: list[Expression] = []
        for one, other in zip(first.indices, last.indices, strict=True):
            if spelled(one) == spelled(other):
                indices.append(one)
            elif isinstance(one, syntax.Numeral) and one.value == number:
                bounds.append(other)
                indices.append(syntax.Name(one.at, LETTER))
            else:
                return None
        return dataclasses.replace(first, indices=tuple(indices))
    if type(first) is not type(last):
        return None
    changed: dict[str, object] = {}
    for part in dataclasses.fields(first):
        if part.name == "at":
            continue
        common = _common_part(getattr(first, part.name), getattr(last, part.name), bounds, number)
        if common is None and getattr(first, part.name) is not None:
            return None
        changed[part.name] = common
    return dataclasses.replace(first, **changed)  # type: ignore[arg-type]


def _common_part(first: object, last: object, bounds: list[Expression], number: int) -> object:
    if isinstance(first, Expression) and isinstance(last, Expression):
        return _common(first, last, bounds, number)
    if isinstance(first, tuple) and isinstance(last, tuple) and len(first) == len(last):
        parts = [_common_part(one, other, bounds, number) for one, other in zip(first, last, strict=True)]
        return None if any(part is None for part in parts) else tuple(parts)
    return first if first == last else None


def _at_two(node: Expression) -> Expression:
    """The second instance of the pattern."""
    if isinstance(node, syntax.Name) and node.key == LETTER:
        return syntax.Numeral(node.at, Fraction(2), 0)
    changed: dict[str, object] = {}
    for one in dataclasses.fields(node):
        value = getattr(node, one.name)
        if isinstance(value, Expression):
            changed[one.name] = _at_two(value)
        elif isinstance(value, tuple):
            changed[one.name] = tuple(_second_part(part) for part in value)
    return dataclasses.replace(node, **changed)  # type: ignore[arg-type]


def _second_part(part: object) -> object:
    if isinstance(part, tuple):
        return tuple(_second_part(inner) for inner in part)
    return _at_two(part) if isinstance(part, Expression) else part


def spelled(node: object) -> str:
    """A spelling without places."""
    if isinstance(node, tuple):
        return "(" + ",".join(map(spelled, node)) + ")"
    if isinstance(node, Expression):
        parts = [spelled(getattr(node, one.name)) for one in dataclasses.fields(node) if one.name != "at"]
        return type(node).__name__ + "(" + ",".join(parts) + ")"
    return repr(node)
