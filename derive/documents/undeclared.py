"""The letters of a formula that nothing introduces, for messages about shapes: they are taken for numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from derive.documents.grammar.names import letter_of
from derive.documents.grammar.tokens import Item, Items, plain
from derive.documents.meaning.scope import Scope

_FIXED = frozenset({"e", "d", "T", "I", r"\pi", r"\delta"})
"""Letters that have a meaning of their own in some places."""


def undeclared(formulas: Sequence[Items], scope: Scope) -> list[str]:
    """The letters, with their subscripts, that a declaration would make something else than numbers."""
    found: dict[str, str] = {}
    for items in formulas:
        for letter, name in _undeclared(items, scope):
            found[letter] = max(found.get(letter, ""), name, key=len)
    return list(found.values())


def as_vector(name: str) -> str:
    """What declares a name as a vector."""
    return rf"{name} \in \mathbb{{R}}^d"


def with_undeclared(message: str, names: Sequence[str]) -> str:
    """The message, with such letters and what declares them."""
    if not names:
        return message
    listed = ", ".join(f"'{name}'" for name in names)
    domains = ", ".join(f"${as_vector(name)}$" for name in names)
    return f"{message}; nothing declares {listed}, taken for numbers here: declare what is none, as in 'let {domains}'"


def _undeclared(items: Items, scope: Scope) -> Iterator[tuple[str, str]]:
    """The letters, each with its subscript, in order; what stands in subscripts is an index."""
    for item in items:
        letter = letter_of(item.bare)
        if letter is not None and _is_unknown(item, letter, scope):
            yield letter, plain((replace(item, upper=None, primes=0),))
        for inside in (*(() if letter is not None else item.parts), item.upper or ()):
            yield from _undeclared(inside, scope)


def _is_unknown(item: Item, letter: str, scope: Scope) -> bool:
    if (item.kind == "text" and len(letter) > 1) or letter in _FIXED or letter in scope.likely_indices:
        return False
    names = (*scope.symbols, *scope.broken)
    known = any(name.startswith((f"{letter}_", f"{letter}^")) for name in names) or letter in scope.broken
    return not (known or scope.is_known(letter) or scope.is_size(letter) or scope.is_function(letter))
