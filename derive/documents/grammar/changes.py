r"""Changes that a document introduces as names of their own: ``let $\Delta t > 0$`` makes \Delta t one letter."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise

from derive.documents.grammar.chains import is_relation
from derive.documents.grammar.names import CHANGE, letter_of
from derive.documents.grammar.tokens import Item, Items


def changes_in(items: Items) -> set[str]:
    r"""The letters t whose change \Delta t stands by itself in a declaration, or on the left side of a definition."""
    return {str(letter_of(one)) for sign, one in pairwise(items) if _is_change(sign) and letter_of(one) is not None}


def introduces_sign(items: Items) -> bool:
    r"""Whether \Delta stands there as a letter of its own."""
    return any(_is_change(item) and _ends_name(following) for item, following in pairwise((*items, None)))


def joined(items: Items, letters: Collection[str]) -> Items:
    r"""The items with each \Delta t as one item, for these letters t; its scripts are those of the letter."""
    found: list[Item] = []
    for one in items:
        item = one.with_inside(lambda inside: joined(inside, letters))
        if found and _is_change(found[-1]) and letter_of(item) in letters:
            sign = found.pop()
            item = replace(
                item, kind="argument", text=CHANGE, start=sign.start, parts=((item.bare,),), number=sign.number
            )
        found.append(item)
    return tuple(found)


def _is_change(item: Item | None) -> bool:
    return item is not None and item.kind == "command" and item.text == CHANGE and not item.scripted


def _ends_name(following: Item | None) -> bool:
    return following is None or is_relation(following) or following.text == ","
