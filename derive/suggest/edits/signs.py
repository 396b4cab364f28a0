"""The sign of a term."""

from __future__ import annotations

from collections.abc import Iterator

from derive.suggest.registry import edit
from derive.suggest.tree import BELOW, SIDE, Edit, Tree


@edit("sign", 1)
def signs(tree: Tree) -> Iterator[Edit]:
    """− for +, + for −; a minus before the first term, or none."""
    for level in tree.levels:
        is_whole = level.place == SIDE and len(level.terms) == 1
        is_alone = len(level.terms) == 1 and level.place not in (SIDE, BELOW)
        for position, term in enumerate(level.terms):
            if term.sign is not None and position:
                new = "+" if term.sign.text == "-" else "-"
                shown = {"+": "+", "-": "−"}
                words = f"{shown[new]} for {shown[term.sign.text]} before {_short(tree, term.start, term.end)}"
                yield Edit(((term.sign.start, term.sign.end, new),), words, level.side)
            elif term.sign is not None:
                words = f"without − before {_short(tree, term.start, term.end)}"
                yield Edit(((term.sign.start, term.sign.end, ""),), words, level.side, is_whole)
            elif not is_alone or (level.items[0].kind != "digit" and level.place == "exponent"):
                words = f"with − before {_short(tree, term.start, term.end)}"
                yield Edit(((term.start, term.start, "-"),), words, level.side, is_whole)


@edit("sign of a side", 2)
def negatives(tree: Tree) -> Iterator[Edit]:
    """The negative of a sum."""
    for level in tree.levels:
        if level.place == SIDE and len(level.terms) > 1:
            splices = ((level.start, level.start, r"-\left("), (level.end, level.end, r"\right)"))
            yield Edit(splices, f"with − before {_short(tree, level.start, level.end)}", level.side, True)


def _short(tree: Tree, start: int, end: int) -> str:
    return tree.text[start:end].strip()
