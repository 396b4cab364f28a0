"""A logarithm or a sum more or less."""

from __future__ import annotations

from collections.abc import Iterator

from derive.documents.grammar.names import letter_of
from derive.documents.grammar.tokens import Item
from derive.suggest.registry import edit
from derive.suggest.tree import FRACTIONS, FUNCTIONS, Edit, Tree


@edit("logarithm", 4)
def logarithms(tree: Tree) -> Iterator[Edit]:
    r"""p for \log p, \log p for p."""
    name = next((one for one in (r"\ln", r"\log") if one in tree.text), r"\log")
    for level in tree.levels:
        for term in level.terms:
            for position, item in enumerate(term.items):
                following = term.items[position + 1] if position + 1 < len(term.items) else None
                before = term.items[position - 1] if position else None
                if item.text in FUNCTIONS and not item.scripted and following is not None:
                    words = f"without {item.text} before {tree.written((following,))}"
                    yield Edit(((item.start, item.end, " "),), words, level.side)
                elif _may_be_argument(item) and (before is None or before.text not in FUNCTIONS):
                    words = f"with {name} before {tree.written((item,))}"
                    yield Edit(((item.start, item.start, name + " "),), words, level.side)


def _may_be_argument(item: Item) -> bool:
    is_fraction = item.kind == "argument" and item.text in FRACTIONS
    return letter_of(item.bare) is not None or item.text == r"\sum" or is_fraction


@edit("exponential", 6)
def exponentials(tree: Tree) -> Iterator[Edit]:
    """e^{z} for z."""
    if "e^" not in tree.text and r"\exp" not in tree.text:
        return
    for level in tree.levels:
        for item in level.items:
            if letter_of(item.bare) is not None and letter_of(item.bare) != "e" and item.upper is None:
                text = tree.written((item,))
                new = rf"e^{{{text}}}" if "e^" in tree.text else rf"\exp({text})"
                yield Edit(((item.start, item.end, new),), f"{new} for {text}", level.side)
