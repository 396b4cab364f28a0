"""What a side of an equation lacks, read off from numbers: the difference, or the ratio, of both sides at some points.

A candidate costs one reading, or none, where trying it at each place would cost one for every place and sign."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from math import isclose

from derive.documents.grammar.names import letter_of
from derive.documents.model import Again
from derive.kernel.terms import Equal, Formula
from derive.suggest.sieve import Sieve, Values
from derive.suggest.tree import BELOW, EXPONENT, Edit, Tree
from derive.work import count

NUMBERS = (("2", 2.0), (r"\frac{1}{2}", 0.5), ("3", 3.0), (r"\frac{1}{3}", 1 / 3), ("4", 4.0), (r"\frac{1}{4}", 0.25))
MOST_TERMS = 14
MOST_DEFINED = 8
LONGEST_NAME = 30
CLOSE = 1e-9


def residual_edits(
    tree: Tree, again: Again, conclusions: Sequence[Formula], sieve: Sieve, reading: int
) -> Iterator[Edit]:
    """Edits of the right side of an equation that its values suggest: a factor or term for the whole of it."""
    if len(conclusions) != 1 or not isinstance(conclusions[0], Equal):
        return
    values = sieve.values(conclusions[0])
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return
    right = _Side(tree)
    for factor, wanted in (*_numbers(values), *_names(sieve, conclusions[0], values)):
        if all(_is(value[0], value[1] * number) for value, number in wanted):
            yield right.times(factor)
    left = tree.text[: tree.relation.start].strip()
    for text in _terms(tree):
        if left and left in text:
            continue
        count(reading)
        found = again.conclusions(left, "=", text)
        if len(found) != 1:
            continue
        pairs = [
            (v, t[1]) for v, t in zip(values, sieve.values(found[0]), strict=False) if v is not None and t is not None
        ]
        if len(pairs) < 2:
            continue
        if all(_is(value[0] - value[1], term) for value, term in pairs):
            yield right.plus("+", text)
        if all(_is(value[1] - value[0], term) for value, term in pairs):
            yield right.plus("-", text)
        if all(_is(value[0], value[1] * term) for value, term in pairs):
            yield right.times(text)
        if all(term and _is(value[0], value[1] / term) for value, term in pairs):
            yield right.times(rf"\frac{{1}}{{{text}}}")


class _Side:
    """The right side of a link, as a whole."""

    def __init__(self, tree: Tree) -> None:
        items = tree.sides[1]
        self.start, self.end = items[0].start, items[-1].end
        level = tree.levels[0]
        self.is_sum = len(level.terms) > 1 or level.items[0].text in ("-", "+")

    def times(self, factor: str) -> Edit:
        """The side with one factor more."""
        opening, closing = (r" \left(", r"\right)") if self.is_sum else (" ", "")
        splices = ((self.start, self.start, factor + opening), (self.end, self.end, closing))
        return Edit(splices, f"with the factor {factor} on the right", 1)

    def plus(self, sign: str, text: str) -> Edit:
        """The side with one term more."""
        shown = {"+": "+", "-": "−"}[sign]
        return Edit(((self.end, self.end, f" {sign} {text}"),), f"with the term {shown} {text}", 1)


Wanted = list[tuple[Values, float]]


def _numbers(values: Sequence[Values | None]) -> Iterator[tuple[str, Wanted]]:
    for text, number in NUMBERS:
        yield text, [(value, number) for value in values if value is not None]


def _names(sieve: Sieve, conclusion: Formula, values: Sequence[Values | None]) -> Iterator[tuple[str, Wanted]]:
    """Sizes and numbers of the document, their inverses and squares."""
    points = sieve.points(conclusion)
    names: dict[str, list[float]] = {}
    for point in points:
        for name, size in point.sizes.items():
            names.setdefault(name, []).append(float(size))
        for name, number in point.values.items():
            if not isinstance(number, tuple):
                names.setdefault(name, []).append(float(number))
    for name, numbers in names.items():
        if len(numbers) < len(points) or 0.0 in numbers or len(set(numbers)) < 2 or "@" in name:
            continue
        for text, power in (
            (name, 1),
            (rf"\frac{{1}}{{{name}}}", -1),
            (f"{name}^2", 2),
            (rf"\frac{{1}}{{{name}^2}}", -2),
        ):
            yield text, [(v, n**power) for v, n in zip(values, numbers, strict=True) if v is not None]


def _terms(tree: Tree) -> list[str]:
    """The terms of sums, and the names, in the formula."""
    found: dict[str, None] = {"1": None}
    for level in tree.levels:
        if level.place not in (BELOW, EXPONENT):
            for term in level.terms:
                found[tree.text[term.start : term.end].strip()] = None
    for level in tree.levels:
        if level.place not in (BELOW, EXPONENT):
            for item in level.items:
                if letter_of(item.bare) is not None and item.upper is None:
                    found[tree.written((item,))] = None
    return [*list(found)[:MOST_TERMS], *list(_defined(tree, found))[:MOST_DEFINED]]


def _defined(tree: Tree, known: Collection[str]) -> Iterator[str]:
    """What the document defines, with the indices of the formula."""
    for head in tree.vocabulary.defined:
        for letter in tree.index_letters or ("",):
            text = re.sub(r"_[a-z](?![A-Za-z])", "_" + letter.replace("\\", r"\\"), head) if letter else head
            if text not in known and len(text) < LONGEST_NAME:
                yield text


def _is(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
