"""A transposition more or less, and factors in the other order."""

from __future__ import annotations

from collections.abc import Iterator

from derive.documents.grammar.tokens import Item
from derive.suggest.registry import edit
from derive.suggest.tree import BIG, DOTS, Edit, Tree, is_transposition


@edit("transposition", 3)
def transpositions(tree: Tree) -> Iterator[Edit]:
    r"""X^\top for X, X for X^\top."""
    for level in tree.levels:
        for item in level.items:
            if item.upper and is_transposition(item.upper):
                end = tree.bare_end(item)
                if item.lower is None:
                    words = f"{tree.text[item.start : end]} for {tree.text[item.start : item.end]}"
                    yield Edit(((item.start, item.end, tree.text[item.start : end]),), words, level.side)
            elif item.upper is None and item.lower is None and _may_be_matrix(tree, item.kind, tree.written((item,))):
                words = rf"{tree.written((item,))}^\top for {tree.written((item,))}"
                yield Edit(((item.end, item.end, r"^\top"),), words, level.side)


@edit("order", 2)
def orders(tree: Tree) -> Iterator[Edit]:
    """B A for A B."""
    for level in tree.levels:
        for term in level.terms:
            for one, other in zip(term.items, term.items[1:], strict=False):
                if (
                    _is_matrix(tree, one)
                    and _is_matrix(tree, other)
                    and not (one.kind == "brackets" and other.kind == "brackets")
                ):
                    first, second = tree.written((one,)), tree.written((other,))
                    splices = ((one.start, one.end, second + " "), (other.start, other.end, first))
                    yield Edit(splices, f"{second} {first} for {first} {second}", level.side)


@edit("transposed product", 2)
def transposed_products(tree: Tree) -> Iterator[Edit]:
    r"""B^\top A^\top for A B."""
    for level in tree.levels:
        for term in level.terms:
            for one, other in zip(term.items, term.items[1:], strict=False):
                if all(item.lower is None and _is_matrix(tree, item) for item in (one, other)):
                    first, second = (_toggled(tree, item) for item in (one, other))
                    splices = ((one.start, one.end, second + " "), (other.start, other.end, first))
                    words = f"{second} {first} for {tree.written((one,))} {tree.written((other,))}"
                    yield Edit(splices, words, level.side)


def _is_matrix(tree: Tree, item: Item) -> bool:
    bare = tree.text[item.start : tree.bare_end(item)]
    return _may_be_matrix(tree, item.kind, bare) and (item.upper is None or is_transposition(item.upper))


def _toggled(tree: Tree, item: Item) -> str:
    return tree.text[item.start : tree.bare_end(item)] if item.upper else tree.written((item,)) + r"^\top"


def _may_be_matrix(tree: Tree, kind: str, text: str) -> bool:
    if kind == "brackets":
        return True
    return kind in ("letter", "command", "argument") and text in _arrays(tree) and text not in (*BIG, *DOTS)


def _arrays(tree: Tree) -> set[str]:
    plain = set(tree.vocabulary.arrays)
    return plain | {rf"\mathbf{{{name}}}" for name in plain} | {rf"\boldsymbol{{{name}}}" for name in plain}
