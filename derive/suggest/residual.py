"""What a side of an equation lacks, read off from numbers: the difference, or the ratio, of both sides at some points.

A candidate costs one reading, or none, where trying it at each place would cost one for every place and sign. Two parts
that are lacking together, such as twice a product of two names, are found in the same way."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import combinations, combinations_with_replacement, permutations
from math import isclose, isfinite

from derive.documents.grammar.names import letter_of
from derive.documents.model import Again
from derive.kernel.terms import Equal, Formula, Relation
from derive.language.statement import Statement
from derive.measure.ground.opened import open_statement
from derive.measure.sieve import CLOSE, Sieve, Values
from derive.suggest.tree import BELOW, EXPONENT, INNER, Edit, Term, Tree, beside
from derive.work import count

NUMBERS = (("2", 2.0), (r"\frac{1}{2}", 0.5), ("3", 3.0), (r"\frac{1}{3}", 1 / 3), ("4", 4.0), (r"\frac{1}{4}", 0.25))
LARGEST = 4
"""The largest numerator and denominator of a factor before what two names make."""

MOST_TERMS = 14
MOST_DEFINED = 8
MOST_INNER = 8
LONGEST_NAME = 30

Column = tuple[float | None, ...]
"""The values of something at the points; None where it has none."""


class Residual:
    """The difference and the ratio of the sides of an equation at some points, and the terms that may make them up."""

    def __init__(self, tree: Tree, again: Again, conclusions: Sequence[Formula], sieve: Sieve, reading: int) -> None:
        self.tree, self.again, self.sieve, self.reading = tree, again, sieve, reading
        self.right = _Side(tree)
        self.left = tree.text[: tree.relation.start].strip()
        self.conclusion = equation(conclusions)

    @cached_property
    def places(self) -> list[int]:
        """The numbers of the points that are looked at."""
        return self.sieve.telling(self.conclusion) if self.conclusion is not None else []

    @cached_property
    def values(self) -> list[Values | None]:
        """Both sides at these points."""
        return self.sieve.values(self.conclusion, self.places) if self.conclusion is not None else []

    @property
    def is_known(self) -> bool:
        """Whether there are points enough to tell anything."""
        return sum(value is not None for value in self.values) >= 2

    def edits(self) -> Iterator[Edit]:
        """Edits of the right side that its values suggest: a factor or term for the whole of it."""
        yield from self.edits_of(self.values)

    def edits_of(self, values: Sequence[Values | None]) -> Iterator[Edit]:
        """Edits of the right side for other values of both sides than those that are written."""
        if self.conclusion is None or sum(value is not None for value in values) < 2:
            return
        for factor in self._factors(_ratio(values)):
            yield self.right.times(factor)
        lacking = tuple(None if v is None else v[0] - v[1] for v in values)
        for text, column in self.terms.items():
            if _same(lacking, column):
                yield self.right.plus("+", text)
            if _same(lacking, _times(column, -1.0)):
                yield self.right.plus("-", text)
        for term in self.right.terms:
            wanted = self._wanted_of(term, values)
            if len(self.right.terms) > 1:
                for factor in self._factors(wanted):
                    words = f"with the factor {factor} before {self._text(term)}"
                    yield Edit(((term.start, term.start, factor + beside(self.tree.text[term.start :])),), words, 1)
            yield from self._replaced(term, wanted)
        for one, other in combinations(self.right.terms, 2) if len(self.right.terms) > 2 else ():
            both = _combined(self._signed(one), self._signed(other), lambda a, b: a + b)
            lacking_beside = tuple(
                None if v is None or not t else 1 + (v[0] - v[1]) / t for v, t in zip(values, both, strict=False)
            )
            for factor in self._factors(lacking_beside):
                words = f"with the factor {factor} before {self._text(one)} and {self._text(other)}"
                yield Edit(
                    tuple(
                        (term.start, term.start, factor + beside(self.tree.text[term.start :])) for term in (one, other)
                    ),
                    words,
                    1,
                )

    def inner_edits(self) -> Iterator[Edit]:
        """Edits of terms in brackets of the right side: with R₀ for the right side without the term t, it grows by
        (R − R₀)/t where the bracket grows by 1, so that what the bracket lacks can be told."""
        if self.conclusion is None or not self.is_known:
            return
        inner = [level for level in self.tree.levels if level.side == 1 and level.place == INNER]
        terms = [(level, term) for level in inner if len(level.terms) > 1 for term in level.terms]
        for level, term in terms[:MOST_INNER]:
            without = self._right_with(term.start, term.end, "0")
            share = tuple(
                None if v is None or w is None or v[1] == w else (v[0] - v[1]) / (v[1] - w)
                for v, w in zip(self.values, without, strict=False)
            )
            if sum(value is not None for value in share) < 2:
                continue
            for factor in self._factors(tuple(None if s is None else 1 + s for s in share)):
                words = f"with the factor {factor} before {self._text(term)}"
                yield Edit(((term.start, term.start, factor + beside(self.tree.text[term.start :])),), words, 1)
            lacking = _combined(share, self._signed(term), lambda a, b: a * b)
            for text, column in self.terms.items() if any(value is not None for value in lacking) else ():
                for sign, shown, number in (("+", "+", 1.0), ("-", "−", -1.0)):
                    if _same(lacking, _times(column, number)):
                        edit = (level.end, level.end, f" {sign} {text}")
                        yield Edit((edit,), f"with the term {shown} {text} behind {self._text(term)}", 1)

    def _right_with(self, start: int, end: int, new: str) -> Column:
        """The values of the right side with another text between two places."""
        count(self.reading)
        text = self.tree.text[self.right.start : start] + new + self.tree.text[end : self.right.end]
        read = equation(self.again.conclusions(self.left, "=", text))
        if read is None:
            return (None,) * len(self.values)
        return tuple(None if value is None else value[1] for value in self.sieve.values(read, self.places))

    def _signed(self, term: Term) -> Column:
        """The values of a term with its sign; none where they are not known."""
        own = self.terms.get(self._text(term), (None,) * len(self.values))
        return _times(own, -1.0 if term.sign is not None and term.sign.text == "-" else 1.0)

    def _wanted_of(self, term: Term, values: Sequence[Values | None]) -> Column:
        """By what a term of the right side would have to be multiplied for the sides to be equal."""
        if len(self.right.terms) == 1:
            return _ratio(values)
        own = self.terms.get(self._text(term), ())
        sign = -1.0 if term.sign is not None and term.sign.text == "-" else 1.0
        return tuple(
            None if v is None or not t else 1 + (v[0] - v[1]) / (sign * t) for v, t in zip(values, own, strict=False)
        )

    def _text(self, term: Term) -> str:
        return self.tree.text[term.start : term.end].strip()

    def _factors(self, wanted: Column) -> Iterator[str]:
        """What has these values: a number, a size or scalar, its inverse or square, a term, its inverse, 1 less it.
        Nothing that is 0, with which anything would be true."""
        known = [value for value in wanted if value is not None]
        if not known or all(_is(value, 1.0) for value in known) or all(_is(value, 0.0) for value in known):
            return
        for text, number in (("-", -1.0), *NUMBERS):
            if all(_is(value, number) for value in known):
                yield text
        for text, column in self.names.items():
            if _same(wanted, column):
                yield text
        for text, column in self.terms.items():
            if text == "1":
                continue
            if _same(wanted, column):
                yield text
            if _same(_inverse(wanted), column):
                yield rf"\frac{{1}}{{{text}}}"
            if _same(tuple(None if value is None else 1 - value for value in wanted), column):
                yield rf"\left(1 - {text}\right)"

    def _replaced(self, term: Term, wanted: Column) -> Iterator[Edit]:
        """Another factor for one of a term's."""
        for item in term.items:
            text = self.tree.written((item,))
            column = self.terms.get(text)
            if column is None or len(self.right.terms) == len(term.items) == 1:
                continue
            needed = _combined(wanted, column, lambda a, b: a * b)
            for other, values in self.terms.items():
                if other not in (text, "1") and _is_factor(other) and _same(needed, values):
                    yield Edit(((item.start, item.end, other),), f"{other} for {text}", 1)

    def double_edits(self) -> Iterator[Edit]:
        """Two edits of the right side at once: a multiple of a term, of a product of two, or of a quotient."""
        if self.conclusion is None or not self.is_known:
            return
        lacking = tuple(None if v is None else v[0] - v[1] for v in self.values)
        ratio = _ratio(self.values)
        for text, column in self._monomials():
            number = _multiple(lacking, column)
            if number is not None:
                yield self.right.plus("+" if number > 0 else "-", _scaled(abs(number), text))
            number = _multiple(ratio, column)
            if number is not None:
                yield self.right.times(("-" if number < 0 else "") + _scaled(abs(number), text))

    def _monomials(self) -> Iterator[tuple[str, Column]]:
        """Terms, products of two, and quotients."""
        terms = list(self.terms.items())
        simple = [(text, column) for text, column in terms if text != "1" and _is_factor(text)]
        yield from terms
        for (one, first), (other, second) in combinations_with_replacement(simple, 2):
            product = f"{one}^2" if one == other and "^" not in one else f"{one} {other}"
            yield product, _combined(first, second, lambda a, b: a * b)
        for (one, first), (other, second) in permutations(terms, 2):
            if other != "1":
                yield rf"\frac{{{one}}}{{{other}}}", _combined(first, second, lambda a, b: a / b if b else None)

    @cached_property
    def terms(self) -> dict[str, Column]:
        """Terms, names, and what the document defines, with their values."""
        found: dict[str, Column] = {}
        for text in _terms(self.tree):
            if self.left and self.left in text:
                continue
            count(self.reading)
            read = equation(self.again.conclusions(self.left, "=", text))
            if read is None:
                continue
            column = tuple(None if value is None else value[1] for value in self.sieve.values(read, self.places))
            known = [1 for v, t in zip(self.values, column, strict=False) if v is not None and t is not None]
            if len(known) >= 2:
                found[text] = column
        return found

    @cached_property
    def names(self) -> dict[str, Column]:
        """Sizes and numbers of the document, their inverses, squares and roots."""
        points = self.sieve.points(self.conclusion, self.places) if self.conclusion is not None else []
        values: dict[str, list[float]] = {}
        for point in points:
            for name, size in point.sizes.items():
                values.setdefault(name, []).append(float(size))
            for name, number in point.values.items():
                if not isinstance(number, tuple):
                    values.setdefault(name, []).append(float(number))
        found: dict[str, Column] = {}
        for name, numbers in values.items():
            if len(numbers) < len(points) or 0.0 in numbers or set(numbers) == {1.0} or "@" in name:
                continue
            for text, power in (
                (name, 1.0),
                (rf"\frac{{1}}{{{name}}}", -1.0),
                (f"{name}^2", 2.0),
                (rf"\frac{{1}}{{{name}^2}}", -2.0),
                (rf"\sqrt{{{name}}}", 0.5),
                (rf"\frac{{1}}{{\sqrt{{{name}}}}}", -0.5),
            ):
                if power in (1, -1, 2, -2) or min(numbers) > 0:
                    found[text] = tuple(number**power for number in numbers)
        return found


def equation(conclusions: Sequence[Formula]) -> Equal | None:
    """What is claimed as one equation, of arrays that of their entries; None where it is none."""
    only = relation(conclusions)
    return only if isinstance(only, Equal) else None


def relation(conclusions: Sequence[Formula]) -> Relation | None:
    """What is claimed as one relation, of arrays that of their entries; None where it is none."""
    if len(conclusions) != 1:
        return None
    opened = open_statement(Statement((), conclusions[0]))
    only = opened[0].conclusion if len(opened) == 1 else None
    return only if isinstance(only, Relation) else None


class _Side:
    """The right side of a link, as a whole."""

    def __init__(self, tree: Tree) -> None:
        items = tree.sides[1]
        self.start, self.end = items[0].start, items[-1].end
        level = tree.levels[0]
        self.terms = level.terms if level.items == items else ()
        self.text = tree.text[self.start : self.end].strip()
        self.is_sum = len(level.terms) > 1 or level.items[0].text in ("-", "+")

    def times(self, factor: str) -> Edit:
        """The side with one factor more, or its negative; of a numeral, the number that it is then."""
        number = dict(NUMBERS).get(factor)
        if number is not None and self.text.isdigit():
            value = Fraction(number).limit_denominator(LARGEST) * int(self.text)
            new = str(value) if value.denominator == 1 else rf"\frac{{{value.numerator}}}{{{value.denominator}}}"
            return Edit(((self.start, self.end, new),), f"{new} for {self.text}", 1)
        opening, closing = (r" \left(", r"\right)") if self.is_sum else (beside(self.text), "")
        splices = ((self.start, self.start, factor + opening), (self.end, self.end, closing))
        words = "with − on the right" if factor == "-" else f"with the factor {factor} on the right"
        return Edit(splices, words, 1, factor == "-")

    def plus(self, sign: str, text: str) -> Edit:
        """The side with one term more."""
        shown = {"+": "+", "-": "−"}[sign]
        return Edit(((self.end, self.end, f" {sign} {text}"),), f"with the term {shown} {text}", 1)


def _multiple(wanted: Column, column: Column) -> Fraction | None:
    """The simple number by which one thing is a multiple of another at all points; None where there is none."""
    pairs = [(w, t) for w, t in zip(wanted, column, strict=False) if w is not None and t is not None]
    if len(pairs) < 2 or not any(term for _, term in pairs):
        return None
    first = next(w / t for w, t in pairs if t)
    if not isfinite(first) or abs(first) > LARGEST:
        return None
    number = Fraction(first).limit_denominator(LARGEST)
    is_multiple = number != 0 and all(_is(w, float(number) * t) for w, t in pairs)
    return number if is_multiple else None


def _scaled(number: Fraction, text: str) -> str:
    """A multiple of a formula, as one writes it."""
    if number == 1:
        return text
    factor = str(number) if number.denominator == 1 else rf"\frac{{{number.numerator}}}{{{number.denominator}}}"
    return factor if text == "1" else f"{factor} {text}"


def _ratio(values: Sequence[Values | None]) -> Column:
    """The left side as a multiple of the right one."""
    return tuple(None if v is None or abs(v[1]) < CLOSE else v[0] / v[1] for v in values)


def _times(column: Column, number: float) -> Column:
    return tuple(None if value is None else number * value for value in column)


def _inverse(column: Column) -> Column:
    return tuple(1 / value if value else None for value in column)


def _same(one: Column, other: Column) -> bool:
    """Whether two things have the same values wherever both have one."""
    pairs = [(a, b) for a, b in zip(one, other, strict=False) if a is not None and b is not None]
    return bool(pairs) and all(_is(a, b) for a, b in pairs)


def _combined(one: Column, other: Column, act: Callable[[float, float], float | None]) -> Column:
    return tuple(None if a is None or b is None else act(a, b) for a, b in zip(one, other, strict=False))


def _is_factor(text: str) -> bool:
    """Whether something may stand in a product as it is written: a name, or a fraction."""
    return not re.search(r"[-+=]|\\(?:sum|prod|log|ln|exp|max|min)", re.sub(r"\{[^{}]*\}", "", text))


def _terms(tree: Tree) -> list[str]:
    """The terms of sums, and the names, in the formula."""
    found: dict[str, None] = {"1": None}
    for level in tree.levels:
        if level.place not in (BELOW, EXPONENT):
            for term in level.terms:
                found[tree.text[term.start : term.end].strip()] = None
    for level in tree.levels:
        if level.place not in (BELOW, EXPONENT):
            for item, following in zip(level.items, (*level.items[1:], None), strict=True):
                if letter_of(item.bare) is not None and item.upper is None:
                    is_applied = following is not None and following.kind == "brackets"
                    if is_applied and following is not None and not following.scripted:
                        found[tree.written((item, following))] = None
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
