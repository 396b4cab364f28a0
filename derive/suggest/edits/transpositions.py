"""A transposition more or less, and factors in the other order."""

from __future__ import annotations

from collections.abc import Iterator

from derive.documents.grammar.names import letter_of
from derive.suggest.registry import edit
from derive.suggest.tree import BIG, DOTS, Edit, Tree, is_transposition


@edit("transposition", 2)
def transpositions(tree: Tree) -> Iterator[Edit]:
    r"""X^\top for X, X for X^\top."""
    for level in tree.levels:
        for item in level.items:
            if item.upper and is_transposition(item.upper):
                end = tree.bare_end(item)
                tail = tree.text[end : item.end]
                if item.lower is None:
                    words = f"{tree.text[item.start : end]} for {tree.text[item.start : item.end]}"
                    yield Edit(((item.start, item.end, tree.text[item.start : end]),), words, level.side)
                assert tail
            elif item.upper is None and item.lower is None and _may_be_matrix(tree, item.kind, tree.written((item,))):
                words = rf"{tree.written((item,))}^\top for {tree.written((item,))}"
                yield Edit(((item.end, item.end, r"^\top"),), words, level.side)


@edit("order", 2)
def orders(tree: Tree) -> Iterator[Edit]:
    """B A for A B."""
    for level in tree.levels:
        for term in level.terms:
            for one, other in zip(term.items, term.items[1:], strict=False):
                named = all(
                    letter_of(item.bare) is not None and _may_be_matrix(tree, item.kind, tree.text[item.start : tree.bare_end(item)])
                    or item.kind == "brackets"
                    for item in (one, other)
                )
                if named and not (one.kind == "brackets" and other.kind == "brackets"):
                    first, second = tree.written((one,)), tree.written((other,))
                    splices = ((one.start, one.end, second + " "), (other.start, other.end, first))
                    yield Edit(splices, f"{second} {first} for {first} {second}", level.side)


def _may_be_matrix(tree: Tree, kind: str, text: str) -> bool:
    if kind == "brackets":
        return True
    return kind in ("letter", "command", "argument") and text in _arrays(tree) and text not in (*BIG, *DOTS)


def _arrays(tree: Tree) -> set[str]:
    plain = set(tree.vocabulary.arrays)
    return plain | {rf"\mathbf{{{name}}}" for name in plain} | {rf"\boldsymbol{{{name}}}" for name in plain}
