"""A factor: too many, too few, upside down, or another number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.documents.grammar.names import letter_of
from derive.documents.grammar.relations import RELATIONS
from derive.documents.grammar.tokens import Item
from derive.suggest.registry import edit
from derive.suggest.tree import (
    BELOW,
    BIG,
    DOTS,
    EXPONENT,
    FRACTIONS,
    FUNCTIONS,
    INNER,
    SIDE,
    Edit,
    Level,
    Term,
    Tree,
    beside,
)

MOST_DIGITS = 3
MOST_NAMES = 4
"""How many names of the document are tried in a difference."""


_DERIVATIVE = re.compile(r"\\partial|\\nabla|'|frac\s*\{\s*(?:d|\\mathrm\{d\})(?![a-z])")


def _is_factor(item: Item) -> bool:
    if item.kind in ("digit", "letter", "brackets") or letter_of(item.bare) is not None:
        return True
    return item.kind == "argument" and item.text in FRACTIONS


def _products(tree: Tree) -> Iterator[tuple[Level, Term]]:
    for level in tree.levels:
        if level.place != BELOW:
            for term in level.terms:
                yield level, term


@edit("factor left out", 3)
def left_out(tree: Tree) -> Iterator[Edit]:
    """A factor less."""
    for level, term in _products(tree):
        for position, item in enumerate(term.items):
            before = term.items[position - 1] if position else None
            if len(term.items) < 2 or not _is_factor(item) or (before is not None and _binds(before)):
                continue
            start = before.start if before is not None and before.text in DOTS else item.start
            end = item.end
            if position == 0 and term.items[1].text in DOTS:
                if term.items[1].text == "/":
                    continue
                end = term.items[1].end
            yield Edit(((start, end, " "),), f"without the factor {tree.written((item,))}", level.side)


@edit("inverse", 4)
def inverses(tree: Tree) -> Iterator[Edit]:
    r"""\frac{1}{y} for y, and a fraction upside down."""
    for level, term in _products(tree):
        for position, item in enumerate(term.items):
            if position and _binds(term.items[position - 1]):
                continue
            text = tree.written((item,))
            if item.kind == "argument" and item.text in FRACTIONS and not item.scripted:
                top, bottom = (tree.written(part) for part in item.parts)
                if r"\partial" in top or top == "d" or top.startswith(("d ", r"\mathrm{d}", "d\\")):
                    continue
                new = bottom if top == "1" else rf"{item.text}{{{bottom}}}{{{top}}}"
                new = rf"\left({new}\right)" if top == "1" and len(item.parts[1]) > 1 and len(term.items) > 1 else new
                yield Edit(((item.start, item.end, new),), f"{new} for {text}", level.side)
            elif letter_of(item.bare) is not None and level.place != EXPONENT:
                last = term.items[position + 1] if _is_applied(term, position) else item
                text = tree.text[item.start : last.end].strip()
                new = rf"\frac{{1}}{{{text}}}"
                yield Edit(((item.start, last.end, new),), f"{new} for {text}", level.side)


@edit("complement", 4)
def complements(tree: Tree) -> Iterator[Edit]:
    """1 − p for p, and p for 1 − p, in equations."""
    if RELATIONS.get(tree.relation.text) != "=":
        return
    for level, term in _products(tree):
        for position, item in enumerate(term.items):
            if level.place == EXPONENT or (position and _binds(term.items[position - 1])):
                continue
            inside = item.parts[-1] if item.kind == "brackets" and not item.scripted else ()
            text = tree.written((item,))
            if len(inside) > 2 and inside[0].text == "1" and inside[1].text == "-":
                new = tree.written(inside[2:])
                yield Edit(((item.start, item.end, new),), f"{new} for {text}", level.side)
            elif letter_of(item.bare) is not None and not _is_applied(term, position):
                yield Edit(((item.start, item.end, f"(1 - {text})"),), f"1 - {text} for {text}", level.side)
            elif letter_of(item.bare) is not None:
                text = tree.written(term.items[position : position + 2])
                end = term.items[position + 1].end
                yield Edit(((item.start, end, f"(1 - {text})"),), f"1 - {text} for {text}", level.side)


@edit("number", 2)
def numbers(tree: Tree) -> Iterator[Edit]:
    """Another number near the one that is written."""
    for level in tree.levels:
        for start, end in _numerals(level):
            value = int(tree.text[start:end])
            near = [value + 1, max(value - 1, 0), 2 * value, value // 2 if value % 2 == 0 else value + 1]
            for other in dict.fromkeys(one for one in near if one != value and (one > 0 or level.place == SIDE)):
                yield Edit(((start, end, str(other)),), f"{other} for {value}", level.side)


def _numerals(level: Level) -> Iterator[tuple[int, int]]:
    start = end = -1
    for item in level.items:
        if item.kind == "digit" and item.start == end:
            end = item.end if not item.scripted else item.start + 1
            continue
        if end > start:
            yield start, end
        start, end = (item.start, item.start + 1) if item.kind == "digit" else (-1, -1)
    if 0 < end - start <= MOST_DIGITS:
        yield start, end


@edit("constant", 5)
def constants(tree: Tree) -> Iterator[Edit]:
    """Twice or half of a term, n times or one n-th of it, a scalar or its inverse."""
    scalars = [name for name in tree.vocabulary.scalars if name in tree.text and not name.startswith("d")]
    sizes = [size for size in tree.vocabulary.sizes if isinstance(size, str)]
    for level, term in _products(tree):
        if term.items[0].text in (r"\quad",):
            continue
        for factor in ["2", r"\frac{1}{2}"] if term.items[0].kind != "digit" else [r"\frac{1}{2}"]:
            yield _with(tree, level, term, factor)
        if level.place == EXPONENT:
            continue
        for name in [*sizes[:2], *scalars[:3]]:
            yield _with(tree, level, term, rf"\frac{{1}}{{{name}}}")
            yield _with(tree, level, term, name)


@edit("one less it", 3)
def ones_less(tree: Tree) -> Iterator[Edit]:
    """p (1 − p) for p² and for p: of the derivative of a logistic function the second factor is missing."""
    if RELATIONS.get(tree.relation.text) != "=" or not _DERIVATIVE.search(tree.text):
        return
    for level, term in _products(tree):
        for position, item in enumerate(term.items):
            if (
                letter_of(item.bare) is None
                or level.place == EXPONENT
                or (position and _binds(term.items[position - 1]))
            ):
                continue
            last = term.items[position + 1] if _is_applied(term, position) else item
            text = tree.text[item.start : last.end].strip()
            if last.upper and tree.written(last.upper) == "2" and text.endswith(("^2", "^{2}")):
                once = text.rpartition("^")[0]
                new = f"{once} (1 - {once})"
            elif not last.upper and not item.upper:
                dot = r"\odot " if last.lower is None and level.place == INNER and len(term.items) == 1 else ""
                new = f"{text} {dot}(1 - {text})"
            else:
                continue
            yield Edit(((item.start, last.end, new),), f"{new} for {text}", level.side)


@edit("delta", 2)
def deltas(tree: Tree) -> Iterator[Edit]:
    r"""\delta_{ij} as a factor of the right side, where the left has two indices of which it lacks one."""
    right, left = ({name.text for name in tree.names if name.in_subscript and name.side == side} for side in (1, 0))
    lacking = [letter for letter in tree.index_letters if letter in left - right]
    for letter in lacking[:2]:
        for other in [one for one in tree.index_letters if one in left and one != letter][:3]:
            items = tree.sides[1]
            between = " " if other.isalpha() and letter.startswith("\\") else ""
            delta = rf"\delta_{{{letter}{between}{other}}}"
            splices: tuple[tuple[int, int, str], ...] = ((items[0].start, items[0].start, f"{delta} "),)
            if len(tree.levels[0].terms) != 1:
                opening = (items[0].start, items[0].start, rf"{delta} \left(")
                splices = (opening, (items[-1].end, items[-1].end, r"\right)"))
            yield Edit(splices, f"with the factor {delta} on the right", 1)


@edit("name less another", 4)
def differences(tree: Tree) -> Iterator[Edit]:
    """p − y for p, with a name of the document and the same indices."""
    if RELATIONS.get(tree.relation.text) != "=":
        return
    for level, term in _products(tree):
        for position, item in enumerate(term.items):
            bare = tree.text[item.start : tree.bare_end(item)]
            if bare not in tree.vocabulary.arrays or item.upper is not None or level.place == EXPONENT:
                continue
            if position and _binds(term.items[position - 1]):
                continue
            text = tree.written((item,))
            for other in [one for one in tree.vocabulary.arrays if one != bare and one.isalpha()][-MOST_NAMES:]:
                new = f"({text} - {text.replace(bare, other, 1)})"
                yield Edit(((item.start, item.end, new),), f"{new} for {text}", level.side)


@edit("mean", 4)
def means(tree: Tree) -> Iterator[Edit]:
    r"""\frac{1}{n} \sum for \sum."""
    for level in tree.levels:
        for item in level.items:
            if item.text == r"\sum":
                for size in tree.vocabulary.sizes:
                    new = rf"\frac{{1}}{{{size}}} "
                    yield Edit(
                        ((item.start, item.start, new),), f"a mean for the sum {tree.written((item,))}", level.side
                    )


@edit("factor in a sum", 3)
def inside_sums(tree: Tree) -> Iterator[Edit]:
    """What the formula has with the index of a sum, as one more factor in that sum."""
    for level, term in _products(tree):
        for item, following in zip(term.items, term.items[1:], strict=False):
            letters = [one.text for one in item.lower or () if letter_of(one) is not None]
            if item.text != r"\sum" or not letters:
                continue
            for text in _with_index(tree, letters[0]):
                if text not in tree.text[following.start : term.end]:
                    words = f"with the factor {text} in the sum {tree.written((item,))}"
                    yield Edit(((following.start, following.start, text + " "),), words, level.side)


def _with_index(tree: Tree, letter: str) -> list[str]:
    """The names of the formula that have an index, as their index or as their argument."""
    found: dict[str, None] = {}
    for level in tree.levels:
        for item, following in zip(level.items, (*level.items[1:], None), strict=True):
            if letter_of(item.bare) is None or item.upper is not None:
                continue
            if item.lower and any(one.text == letter for one in item.lower):
                found[tree.written((item,))] = None
            inside = following.parts[0] if following is not None and following.kind == "brackets" else ()
            if following is not None and len(inside) == 1 and inside[0].text == letter and not following.scripted:
                found[tree.written((item, following))] = None
    return list(found)


@edit("missing factor", 6)
def other_factors(tree: Tree) -> Iterator[Edit]:
    """A name of the formula as one more factor of a term."""
    texts: dict[str, None] = {}
    for level in tree.levels:
        for item in level.items:
            if letter_of(item.bare) is not None and item.upper is None and level.place != EXPONENT:
                texts[tree.written((item,))] = None
    for level, term in _products(tree):
        if level.place in (EXPONENT,):
            continue
        for text in list(texts)[:6]:
            yield _with(tree, level, term, text)
            yield _with(tree, level, term, rf"\frac{{1}}{{{text}}}")


def _with(tree: Tree, level: Level, term: Term, factor: str) -> Edit:
    words = f"with the factor {factor} before {tree.text[term.start : term.end].strip()}"
    return Edit(((term.start, term.start, factor + beside(tree.text[term.start :])),), words, level.side)


def _is_applied(term: Term, position: int) -> bool:
    """Whether brackets follow, as behind the name of a function."""
    return position + 1 < len(term.items) and term.items[position + 1].kind == "brackets"


def _binds(item: Item) -> bool:
    """Whether what follows is the argument of an item."""
    return item.text in BIG or item.text in FUNCTIONS or item.text in (r"\partial", r"\nabla", "/")
