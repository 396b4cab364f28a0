"""Truncated power series: polynomials in infinitesimals ε₀, ε₁, … with εᵢ² = 0."""

from __future__ import annotations

from typing import Any, TypeAlias

Plain: TypeAlias = Any
"""A number of an evaluator's own kind; it knows +, − and ×."""

Value: TypeAlias = Any
"""A plain number or a Jet."""


class Undefined(Exception):
    """The term is certainly undefined at this point."""


class Unknown(Exception):
    """Whether the term is defined, or what it is, could not be decided."""


class Jet:
    """A polynomial in infinitesimals: ``parts`` maps a bit set of infinitesimals to its coefficient."""

    __slots__ = ("parts",)

    def __init__(self, parts: dict[int, Plain]) -> None:
        self.parts = parts


def parts_of(value: Value) -> dict[int, Plain]:
    return value.parts if isinstance(value, Jet) else {0: value}


def plain_part(value: Value) -> Plain:
    return value.parts[0] if isinstance(value, Jet) else value


def add_values(left: Value, right: Value) -> Value:
    """The sum of two values."""
    if not isinstance(left, Jet) and not isinstance(right, Jet):
        return left + right
    parts = dict(parts_of(left))
    for bits, coefficient in parts_of(right).items():
        parts[bits] = parts[bits] + coefficient if bits in parts else coefficient
    return Jet(parts)


def multiply_values(left: Value, right: Value) -> Value:
    """The product of two values."""
    if not isinstance(left, Jet) and not isinstance(right, Jet):
        return left * right
    parts: dict[int, Plain] = {}
    right_parts = parts_of(right)
    for bits, coefficient in parts_of(left).items():
        for other, factor in right_parts.items():
            if not bits & other:
                product = coefficient * factor
                parts[bits | other] = parts[bits | other] + product if bits | other in parts else product
    return Jet(parts)
