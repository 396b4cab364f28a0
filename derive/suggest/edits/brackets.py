"""A bracket that ends at another place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from derive.documents.grammar.tokens import Item, Items
from derive.suggest.registry import edit
from derive.suggest.tree import Edit, Tree


@edit("bracket", 4)
def brackets(tree: Tree) -> Iterator[Edit]:
    """f(a + b) for f(a) + b, f(a) + b for f(a + b), and the same of exponents in braces."""
    for level in tree.levels:
        terms = level.terms
        for one, other in pairwise(terms):
            last = one.items[-1]
            assert other.sign is not None
            tail = tree.text[other.sign.start : other.end]
            for place in _closings(tree, last.end):
                closing = tree.text[place : last.end]
                splices = ((place, last.end, " " + tail), (other.sign.start, other.end, closing))
                yield Edit(splices, f"{tail.strip()} inside of the bracket", level.side)
        for term in terms:
            last = term.items[-1]
            inner = _inside(tree, last)
            cut = next((k for k in range(len(inner) - 1, 0, -1) if inner[k].text in ("+", "-")), None)
            if cut is not None:
                tail = tree.text[inner[cut].start : inner[-1].end]
                splices = ((inner[cut].start, inner[-1].end, ""), (last.end, last.end, " " + tail))
                yield Edit(splices, f"{tail.strip()} outside of the bracket", level.side)


def _inside(tree: Tree, item: Item) -> Items:
    """What stands in the bracket, or in the braces of the exponent, with which an item ends."""
    if item.upper and tree.text[item.end - 1] == "}":
        return item.upper
    return item.parts[-1] if item.kind == "brackets" and not item.scripted else ()


def _closings(tree: Tree, end: int) -> Iterator[int]:
    """Where the bracket or brace begins that ends at a place, if one does."""
    text = tree.text
    for closing in (r"\right)", r"\right]", ")", "]", "}"):
        if text.endswith(closing, 0, end):
            yield end - len(closing)
            return
