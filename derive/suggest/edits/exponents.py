"""An exponent: another one, one too many, or a square that is missing."""

from __future__ import annotations

from collections.abc import Iterator

from derive.documents.grammar.names import letter_of
from derive.suggest.registry import edit
from derive.suggest.tree import BIG, EXPONENT, Edit, Tree, is_transposition


@edit("exponent", 4)
def exponents(tree: Tree) -> Iterator[Edit]:
    """x for x², x² for x."""
    for level in tree.levels:
        for item in level.items:
            if item.text in BIG or level.place == EXPONENT:
                continue
            if item.upper and not is_transposition(item.upper):
                start = item.upper[0].start
                while tree.text[start - 1] != "^":
                    start -= 1
                end = item.upper[-1].end
                end += tree.text[end : end + 1] == "}"
                if letter_of(item.bare) != "e":
                    words = f"without the exponent {tree.written(item.upper)}"
                    yield Edit(((start - 1, end, ""),), words, level.side)
            elif not item.upper and (letter_of(item.bare) is not None or item.kind == "brackets"):
                text = tree.written((item,))
                yield Edit(((item.end, item.end, "^2"),), f"{text}^2 for {text}", level.side)
