"""One letter for another: an index, p for y, max for min."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from derive.suggest.registry import edit
from derive.suggest.tree import EXPONENT, Edit, Name, Tree

MOST_SIZES, MOST_OTHERS, MOST_PAIRS = 3, 6, 6
"""How many sizes, other names and pairs of names are tried, so that documents with many are no slower."""

_PLAIN = re.compile(r"\\?[A-Za-z]+|\\(?:hat|tilde|bar)\{\\?[A-Za-z]+\}")
_FONT = re.compile(r"\\(?:mathbf|boldsymbol|bm|vec)\s*\{?(\\?[A-Za-z]+)\}?")

PAIRS = {r"\max": r"\min", r"\min": r"\max", r"\exp": r"\log", r"\log": r"\exp", r"\ln": r"\exp"}


@edit("index", 2)
def indices(tree: Tree) -> Iterator[Edit]:
    """Another index letter of the formula."""
    for name in tree.names:
        if name.in_subscript and name.text in tree.index_letters:
            for other in tree.index_letters:
                if other != name.text:
                    yield Edit(((name.item.start, name.end, other),), f"index {other} for {name.text}", name.side)


_TWO = re.compile(r"_\{\s*(\\?[A-Za-z]+)\s*(,?)\s*(\\?[A-Za-z]+)\s*\}")


@edit("order of indices", 2)
def orders(tree: Tree) -> Iterator[Edit]:
    """A_{ji} for A_{ij}, wherever A has both on one side."""
    for side in (1, 0):
        start = tree.sides[side][0].start
        end = tree.sides[side][-1].end
        places: dict[str, list[tuple[int, int, str]]] = {}
        for name in tree.names:
            found = _TWO.match(tree.text, name.end) if name.side == side and not name.in_subscript else None
            if found is not None and start <= name.end < end and found[1] != found[3]:
                between = found[2] or ("" if found[1].startswith("\\") or len(found[1]) == 1 else " ")
                splice = (*found.span(), f"_{{{found[3]}{between}{found[1]}}}")
                places.setdefault(name.text, []).append(splice)
        for text, splices in places.items():
            for some in (*([one] for one in splices), *([splices] if len(splices) > 1 else [])):
                first, last, new = some[0]
                words = f"{text}{new} for {text}{tree.text[first:last]}"
                if len(some) > 1:
                    words = f"the indices of {text} in the other order"
                yield Edit(tuple(some), words, side)


@edit("letter", 5)
def letters(tree: Tree) -> Iterator[Edit]:
    """Another letter of the formula, with the same scripts: p for y."""
    texts = list(dict.fromkeys(name.text for name in tree.names if not name.in_subscript))
    for name in tree.names:
        if not name.in_subscript:
            for other in texts:
                if other != name.text and not name.text.startswith(r"\text"):
                    yield Edit(((name.item.start, name.end, other),), f"{other} for {name.text}", name.side)


@edit("size", 2)
def sizes(tree: Tree) -> Iterator[Edit]:
    """Another size of the document: n for m, and n for 2."""
    known = [size for size in tree.vocabulary.sizes if isinstance(size, str) and size.isalpha()][:MOST_SIZES]
    for name in tree.names:
        for other in known if name.text in known and not name.in_subscript else ():
            if other != name.text:
                yield Edit(((name.item.start, name.end, other),), f"{other} for {name.text}", name.side)
    for level in tree.levels:
        for item in level.items if level.place != EXPONENT else ():
            for other in known if item.kind == "digit" and item.text not in "01" and not item.scripted else ():
                yield Edit(((item.start, item.end, other),), f"{other} for {item.text}", level.side)


@edit("name of the document", 4)
def others(tree: Tree) -> Iterator[Edit]:
    r"""A name of the document that the formula does not have, with the same scripts: \mu for y."""
    own = {name.text for name in tree.names}
    for name in tree.names:
        bare = _FONT.sub(r"\1", name.text)
        for kind in ((*tree.vocabulary.scalars, *tree.vocabulary.defined), tree.vocabulary.arrays):
            if name.in_subscript or bare not in kind:
                continue
            for other in [one for one in kind if one not in own and _PLAIN.fullmatch(one)][-MOST_OTHERS:]:
                new = name.text.replace(bare, other) if bare != name.text else other
                if new not in own:
                    yield Edit(((name.item.start, name.end, new),), f"{new} for {name.text}", name.side)


@edit("exchange", 3)
def exchanges(tree: Tree) -> Iterator[Edit]:
    """p for q and q for p, wherever they stand on one side: D(q, p) for D(p, q)."""
    for side in (1, 0):
        places: dict[str, list[Name]] = {}
        for name in tree.names:
            if name.side == side and not name.in_subscript and name.text not in tree.index_letters:
                places.setdefault(name.text, []).append(name)
        for one, other in list(combinations(places, 2))[:MOST_PAIRS]:
            splices = [(name.item.start, name.end, other) for name in places[one]]
            splices += [(name.item.start, name.end, one) for name in places[other]]
            yield Edit(tuple(splices), f"{one} and {other} exchanged", side)


@edit("operator", 2)
def operators(tree: Tree) -> Iterator[Edit]:
    """max for min."""
    for level in tree.levels:
        for item in level.items:
            other = PAIRS.get(item.text)
            if other is not None and item.text in (r"\max", r"\min"):
                splice = (item.start, item.start + len(item.text), other)
                yield Edit((splice,), f"{other} for {item.text}", level.side)
