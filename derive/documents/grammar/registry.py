"""Where forms register with the parser: what a sign or a word at the beginning of a factor means.

A form is a function of the parser and of the item that it has just taken. It answers with the expression
that begins there, having taken the items that belong to it, or with None where it means nothing there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import Item

Form = Callable[[Any, Item], Expression | None]
Function = TypeVar("Function", bound=Form)
Beginning = Callable[[Any], Expression | None]
Begun = TypeVar("Begun", bound=Beginning)
FormOfNames = Callable[[Any, Item], Expression]
Named = TypeVar("Named", bound=FormOfNames)

_BY_TEXT: dict[str, list[Form]] = {}
_BY_KIND: dict[str, list[Form]] = {}
_BEGINNINGS: list[Beginning] = []
_OF_NAMES: list[FormOfNames] = []


def form(*texts: str, kind: str = "") -> Callable[[Function], Function]:
    """Registers a form for items that are written so (words without spaces), or for all items of a kind."""

    def register(function: Function) -> Function:
        for text in texts:
            _BY_TEXT.setdefault(text, []).append(function)
        if kind:
            _BY_KIND.setdefault(kind, []).append(function)
        return function

    return register


def forms_of(item: Item, word: str) -> list[Form]:
    """The forms that may begin with an item whose letters, as a word, are given."""
    found = _BY_TEXT.get(item.text, [])
    if word != item.text and word in _BY_TEXT:
        found = [*found, *_BY_TEXT[word]]
    return [*found, *_BY_KIND[item.kind]] if item.kind in _BY_KIND else found


def begins(function: Begun) -> Begun:
    """Registers what is asked at the beginning of a factor before its first item is taken."""
    _BEGINNINGS.append(function)
    return function


def beginnings() -> list[Beginning]:
    """What is asked at the beginning of a factor."""
    return _BEGINNINGS


def otherwise(function: Named) -> Named:
    """Registers the form of names: of an item with which no other form begins."""
    _OF_NAMES.append(function)
    return function


def form_of_names() -> FormOfNames:
    """The form of an item with which no other form begins."""
    (found,) = _OF_NAMES
    return found
