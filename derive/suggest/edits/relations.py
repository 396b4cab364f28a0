"""The relation: its direction and its strictness, and = beside ≠ in a condition."""

from __future__ import annotations

from collections.abc import Iterator

from derive.documents.grammar.chains import is_relation
from derive.documents.grammar.relations import RELATIONS
from derive.documents.grammar.tokens import Items
from derive.suggest.registry import edit
from derive.suggest.tree import Edit, Tree

WRITTEN = {"<=": r"\le", ">=": r"\ge", "<": "<", ">": ">", "=": "=", "!=": r"\ne"}
SHOWN = {"<=": "≤", ">=": "≥", "<": "<", ">": ">", "=": "=", "!=": "≠"}
NEAR = {
    "<": ("<=", ">", ">="),
    ">": (">=", "<", "<="),
    "<=": (">=",),
    ">=": ("<=",),
}


@edit("relation", 1)
def relations(tree: Tree) -> Iterator[Edit]:
    """≤ for <, ≥ for ≤."""
    yield from _changed(tree, NEAR)


@edit("bound", 8)
def bounds(tree: Tree) -> Iterator[Edit]:
    """An inequality for an equation."""
    yield from _changed(tree, {"=": ("<=", ">=")})


def _changed(tree: Tree, near: dict[str, tuple[str, ...]]) -> Iterator[Edit]:
    name = RELATIONS.get(tree.relation.text, "")
    for other in near.get(name, ()):
        splice = (tree.relation.start, tree.relation.end, WRITTEN[other])
        yield Edit((splice,), f"{SHOWN[other]} for {SHOWN[name]}", None)


@edit("condition", 1)
def conditions(tree: Tree) -> Iterator[Edit]:
    """= for ≠ and ≠ for = in a condition, such as that of an indicator."""

    def inside(items: Items, side: int) -> Iterator[Edit]:
        for item in items:
            name = RELATIONS.get(item.text, "") if is_relation(item) else ""
            if name in ("=", "!="):
                other = {"=": "!=", "!=": "="}[name]
                words = f"{SHOWN[other]} for {SHOWN[name]}"
                yield Edit(((item.start, item.end, WRITTEN[other]),), words, side)
            for part in item.parts:
                yield from inside(part, side)
            if item.lower and name == "" and not item.text.startswith(r"\lim"):
                yield from inside(item.lower, side)

    for side in (1, 0):
        for item in tree.sides[side]:
            yield from inside((item,), side)
