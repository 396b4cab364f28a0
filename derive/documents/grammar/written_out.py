"""Sums, products and extremes over numbers, term by term."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Expression

NUMBERS = refusal(
    "D159",
    "a sum over numbers that is not understood",
    """A sum from a number to a number, of an index that is used as a number, is written out, and has nothing else below
    the sign. Write a sign for each index. Up to a size, which is a letter, such an index may also choose the entries
    of a vector.""",
    (r"\sum_{k=1, j=1}^3 k j = 36",),
    (r"\sum_{k=1}^3 \sum_{j=1}^3 k j = 36",),
)


def written_out(operator: str, body: Expression, letter: str, values: Sequence[int], at: int) -> Expression:
    """The body with each of the numbers in place of the letter, joined as the operator says."""
    parts = tuple(cast(Expression, _at_number(body, letter, value)) for value in values)
    if operator in ("max", "min"):
        if not parts:
            raise NUMBERS(rf"\{operator} runs over no numbers: write a lower bound that is not above the upper one", at)
        return syntax.Extreme(at, operator, parts)
    if operator == "sum":
        return syntax.Total(at, tuple((1, part) for part in parts)) if parts else _numeral(at, 0)
    return syntax.Times(at, parts) if parts else _numeral(at, 1)


def _numeral(at: int, value: int) -> Expression:
    return syntax.Numeral(at, Fraction(value), 0)


def _at_number(node: object, letter: str, value: int) -> object:
    """The node with a number in place of a letter, but where something inside binds the letter anew."""
    if isinstance(node, syntax.Name) and node.key == letter:
        return _numeral(node.at, value)
    if isinstance(node, tuple):
        return tuple(_at_number(part, letter, value) for part in node)
    if not isinstance(node, Expression):
        return node
    kept = _bound_anew(node, letter)
    changed = {
        one.name: _at_number(getattr(node, one.name), letter, value)
        for one in dataclasses.fields(node)
        if one.name not in kept
    }
    return dataclasses.replace(node, **changed)  # type: ignore[arg-type]


def _bound_anew(node: Expression, letter: str) -> tuple[str, ...]:
    """The fields in which the letter stands for an index of the node's own."""
    match node:
        case syntax.Big(binders=binders) if letter in [binder.letter for binder in binders]:
            return ("body",)
        case syntax.Arg(binder=syntax.Binder(letter=own)) if own == letter:
            return ("body",)
        case syntax.Expectation(letter=own) if own == letter:
            return ("arguments",)
    return ()
