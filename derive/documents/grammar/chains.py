r"""Chains of relations: ``a = b \le c`` with the conditions under which it is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from derive.documents.errors import Unreadable
from derive.documents.grammar.brackets import SPACE
from derive.documents.grammar.dots import DOTS_UNCLEAR
from derive.documents.grammar.names import index_key, letter_of
from derive.documents.grammar.ownership import LOWER, SIGN, UPPER, Ownership
from derive.documents.grammar.refusals import MISSING
from derive.documents.grammar.relations import DEFINING, IMPLICATIONS, RELATIONS
from derive.documents.grammar.tokens import Item, Items, plain

DOTS = (r"\dots", r"\ldots", r"\cdots", r"\dotsc", r"\dotsb")

_ARROWS = {r"\xrightarrow": False, r"\xleftarrow": True, r"\xlongrightarrow": False}
"""Arrows with something on them, and whether they point to the left."""

_MARK = re.compile(r"\(.*\)|\*|\\star|\\ast|!|def|\\mathrm\{def\}", re.DOTALL)
"""What is decoration over a relation: a label in brackets, a star, def, an exclamation mark."""


@dataclass(frozen=True)
class Relation:
    """A relation sign between two expressions; ``over`` is what stands on an arrow, and ``defines`` whether it is a
    sign such as ``:=``."""

    name: str
    at: int
    over: Items = ()
    defines: bool = False


@dataclass(frozen=True)
class Chain:
    """``sides[0] relations[0] sides[1] …``, and what stands beside it.

    ``conditions`` are those under which it is said; a chain without relations among them has the letters of a
    "for all". ``claims`` are said together with it. ``dotted`` are the other ones of a list with dots, of which
    this one is the first: the second where it is written, and the last. ``is_premise`` tells what stands before an
    arrow."""

    sides: tuple[Items, ...]
    relations: tuple[Relation, ...]
    conditions: tuple[Chain, ...] = ()
    claims: tuple[Chain, ...] = ()
    dotted: tuple[Chain, ...] = ()
    is_premise: bool = False

    @property
    def at(self) -> int:
        """Where the chain begins."""
        for side in self.sides:
            if side:
                return side[0].start
        return self.relations[0].at if self.relations else 0

    @property
    def is_range(self) -> bool:
        """Whether it is ``k = 2, …, K``: the index, the first and the last class."""
        return len(self.relations) == 2 and self.relations[0].name == "from"


def as_range(chain: Chain, indices: set[str] | None) -> Chain:
    r"""``1 \le i \le K`` of an index i says what ``i = 1, …, K`` says; other chains are as they were. ``indices`` are
    those that there are, where it is known."""
    if [relation.name for relation in chain.relations] != ["<=", "<="]:
        return chain
    first, middle, last = chain.sides
    letter = index_key(middle[0]) if len(middle) == 1 and not middle[0].scripted else None
    if letter is None or (indices is not None and letter not in indices) or plain(first) not in ("0", "1"):
        return chain
    start, end = chain.relations
    return replace(chain, sides=(middle, first, last), relations=(Relation("from", start.at), Relation("to", end.at)))


def is_relation(item: Item) -> bool:
    """Whether the item is a relation sign."""
    if item.kind == "argument" and item.text in (r"\overset", r"\underset", r"\stackrel"):
        return len(item.parts[1]) == 1 and is_relation(item.parts[1][0])
    if item.kind == "argument" and item.text in _ARROWS:
        return True
    return item.kind in ("character", "command") and item.text in RELATIONS


def is_implication(item: Item) -> bool:
    r"""Whether the item is an arrow such as ``\implies`` or ``\iff``."""
    return item.kind == "command" and item.text in IMPLICATIONS


def _relation(item: Item, owned: Ownership) -> Relation:
    owned.take(item, SIGN)
    if item.text in _ARROWS:
        return Relation("<-" if _ARROWS[item.text] else "->", item.start, item.parts[0])
    if item.kind == "argument":
        inner = item.parts[1][0]
        name = RELATIONS[inner.text]
        owned.take(inner, SIGN)
        if name == "->":
            return Relation(name, item.start, item.parts[0])
        if _MARK.fullmatch(plain(item.parts[0]).strip()):
            owned.take_whole(item.parts[0])
        return Relation(name, item.start)
    name = RELATIONS[item.text]
    if name != "->":
        return Relation(name, item.start, defines=item.text in DEFINING)
    script = LOWER if item.lower else UPPER
    if item.lower or item.upper:
        owned.take(item, script)
    return Relation(name, item.start, item.lower or item.upper or ())


def split_chain(items: Items, owned: Ownership) -> Chain:
    """The sides and relations of one chain."""
    sides: list[list[Item]] = [[]]
    relations: list[Relation] = []
    for item in items:
        if item.kind == "align" or (item.text == SPACE and item.kind == "command"):
            continue
        if is_relation(item):
            if relations and not sides[-1]:
                raise MISSING("two relation signs follow each other: write what stands between them", item.start)
            relations.append(_relation(item, owned))
            sides.append([])
        else:
            sides[-1].append(item)
    for position, side in enumerate(sides):
        if relations and is_dots(side):
            _refuse_order(position, side[0], relations)
    if relations and not sides[-1]:
        raise MISSING("the formula ends with a relation sign; its right side is missing", relations[-1].at)
    if [relation.name for relation in relations] == ["<-"]:  # 0 ← f says what f → 0 says
        return Chain((tuple(sides[1]), tuple(sides[0])), (replace(relations[0], name="->"),))
    return Chain(tuple(tuple(side) for side in sides), tuple(relations))


def _refuse_order(position: int, item: Item, relations: Sequence[Relation]) -> None:
    """Raises Unreadable for dots between different relations, or others than equations and inequalities."""
    beside = {one.name for one in relations[position - 1 : position + 1]} if 0 < position < len(relations) else set()
    if len(beside) != 1 or not beside <= {"=", "<", "<=", ">", ">="}:
        raise order_unclear(item.start)


def order_unclear(at: int) -> Unreadable:
    """The refusal of dots between relations where they are not understood."""
    return DOTS_UNCLEAR(
        "dots between relations are understood in equations, and in hypotheses that order the entries of a vector, "
        "x_1 \\ge x_2 \\ge \\dots \\ge x_n; elsewhere write what is needed of it, x_1 \\ge x_k for the largest, "
        "x_k \\ge x_n for the last, or the formulas between commas, x_1 > 0, \\dots, x_n > 0",
        at,
    )


def is_dots(items: Sequence[Item]) -> bool:
    """Whether the items are nothing but dots."""
    return len(items) == 1 and items[0].kind == "command" and items[0].text in DOTS and not items[0].scripted


def spelled_again(items: Items) -> Items:
    """The items without their numbers: the condition reads them, the letters of "for all" are the same ones."""
    return tuple(
        replace(
            item,
            number=0,
            parts=tuple(map(spelled_again, item.parts)),
            lower=None if item.lower is None else spelled_again(item.lower),
            upper=None if item.upper is None else spelled_again(item.upper),
        )
        for item in items
    )


def subscript_letters(runs: Sequence[Items], inside: bool = False) -> set[str]:
    """The letters that occur in subscripts of the items."""
    found: set[str] = set()
    for run in runs:
        for item in run:
            if inside:
                found.add(str(letter_of(item.bare)))
            found |= subscript_letters([*item.parts, *([item.upper] if item.upper else [])], inside)
            found |= subscript_letters([item.lower] if item.lower else [], True)
    return found
