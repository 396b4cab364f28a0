"""A term too many, or one that is missing."""

from __future__ import annotations

from collections.abc import Iterator

from derive.documents.grammar.names import letter_of
from derive.documents.grammar.relations import RELATIONS
from derive.suggest.registry import edit
from derive.suggest.tree import BELOW, EXPONENT, INNER, SIDE, Edit, Tree


@edit("superfluous term", 2)
def superfluous(tree: Tree) -> Iterator[Edit]:
    """A term less."""
    for level in tree.levels:
        for position, term in enumerate(level.terms if len(level.terms) > 1 else ()):
            start = term.sign.start if term.sign is not None else term.start
            end = term.end
            following = level.terms[position + 1].sign if position == 0 else None
            if following is not None and following.text == "+":
                end = following.end
            yield Edit(((start, end, " "),), f"without the term {tree.text[start : term.end].strip()}", level.side)


@edit("one more", 3)
def ones(tree: Tree) -> Iterator[Edit]:
    """1 more or less in brackets and arguments."""
    for level in tree.levels:
        if level.place == INNER and not (len(level.items) == 1 and level.items[0].kind == "digit"):
            for sign, shown in (("+", "+"), ("-", "−")):
                words = f"with the term {shown} 1 behind {tree.text[level.start : level.end].strip()}"
                yield Edit(((level.end, level.end, f" {sign} 1"),), words, level.side)


@edit("bound of zero", 3)
def zeros(tree: Tree) -> Iterator[Edit]:
    """≥ 0 and ≤ 0 for another bound."""
    if RELATIONS.get(tree.relation.text) in ("<", "<=", ">", ">="):
        items = tree.sides[1]
        for relation, shown in ((r"\ge", "≥"), (r"\le", "≤")):
            splices = ((tree.relation.start, tree.relation.end, relation), (items[0].start, items[-1].end, " 0"))
            yield Edit(splices, f"{shown} 0 for the bound", None)


@edit("sum for product", 5)
def sums_for_products(tree: Tree) -> Iterator[Edit]:
    """a + b for a b."""
    for level in tree.levels:
        for term in level.terms:
            for one, other in zip(term.items, term.items[1:], strict=False):
                if letter_of(one.bare) is not None and letter_of(other.bare) is not None:
                    words = f"{tree.written((one,))} + {tree.written((other,))} for the product"
                    yield Edit(((one.end, other.start, " + "),), words, level.side)


@edit("missing term", 6)
def missing(tree: Tree) -> Iterator[Edit]:
    """A term of the formula more: of the other side, of another sum; or 1."""
    found: dict[str, None] = {"1": None}
    for level in tree.levels:
        if level.place not in (BELOW, EXPONENT):
            for term in level.terms:
                found[tree.text[term.start : term.end].strip()] = None
    for level in tree.levels:
        if level.place == BELOW or (level.place == EXPONENT and len(level.terms) < 2):
            continue
        for text in [*found][:8]:
            for sign, shown in (("-", "−"), ("+", "+")):
                if text == tree.text[level.start : level.end].strip() and level.place == SIDE:
                    continue
                yield Edit(((level.end, level.end, f" {sign} {text}"),), f"with the term {shown} {text}", level.side)
