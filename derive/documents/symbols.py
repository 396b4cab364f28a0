r"""Symbols with a meaning of their own: δ, indicators, I, 1, E, Var, diag, tr, fractions, roots, cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.documents import syntax
from derive.documents.errors import Unreadable
from derive.documents.items import Item, Items, plain
from derive.documents.layout import RELATIONS, match_brackets, split_chain, tidy
from derive.documents.names import letter_of
from derive.documents.syntax import Condition, Expression

if TYPE_CHECKING:
    from derive.documents.parse import Parser

_MATRIX_WORDS = {"diag": "diag", "Diag": "diag", "tr": "trace", "Tr": "trace", "trace": "trace", "rank": "rank"}
_MOMENTS = {"E": "E", "Var": "Var", "Cov": "Cov", "V": "Var", "var": "Var", "cov": "Cov"}
_BOLD = (r"\mathbf", r"\boldsymbol", r"\bm", r"\mathbb", r"\mathbbm", r"\mathds", r"\vec", r"\pmb")


class Symbols:
    """The part of the parser that reads them."""

    def symbol(self: Parser, item: Item) -> Expression | None:  # type: ignore[misc]
        """What the item means, if it is such a symbol; the items that belong to it are consumed."""
        if item.kind == "argument" and item.text in (r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\nicefrac", r"\sfrac"):
            top, bottom = (self.nested(part).whole() for part in item.parts)
            return self.with_scripts(syntax.Quotient(item.start, top, bottom), item)
        if item.kind == "argument" and item.text.startswith(r"\sqrt"):
            degree = item.text[5:].strip("[]") or "2"
            if not degree.isdigit() or not 1 <= int(degree) <= 64:
                raise Unreadable(f"a root of degree {degree} is not understood", item.start)
            radicand = self.nested(item.parts[0]).whole()
            inverse = syntax.Quotient(item.start, syntax.Numeral(item.start, _one(), 0), _numeral(item.start, int(degree)))
            return self.raised(syntax.Raised(item.start, radicand, inverse), item)
        if item.kind == "environment" and item.text in ("cases", "dcases", "rcases"):
            return self.cases(item)
        if item.kind == "argument" and item.text in _BOLD:
            return self._bold(item)
        letter = letter_of(item)
        if letter == r"\delta" and not self.names.is_known(letter) and not self.names.is_function(letter):
            return self._delta(item)
        if letter == "e" and item.upper is not None and item.lower is None and not self.names.is_known("e"):
            return syntax.Known(item.start, "exp", (self.nested(item.upper).whole(),))
        if letter == "I" and not self.names.is_known("I") and not self.names.is_function("I"):
            return self._identity(item)
        if letter in _MATRIX_WORDS and not self.names.is_function(letter):
            return self.with_scripts(syntax.Known(item.start, _MATRIX_WORDS[letter], (self._argument(item),)), self._last())
        if item.kind == "text" and letter in _MOMENTS and not self.names.is_function(letter):
            return self._moment(item, _MOMENTS[letter])
        if letter == "E" and item.kind == "letter" and item.lower is not None and not self.names.is_known("E"):
            follows = self.peek()
            if any(part.text == r"\sim" for part in item.lower) or (follows is not None and follows.text == "[ ]"):
                return self._moment(item, "E")
        return None

    def _last(self: Parser) -> Item:  # type: ignore[misc]
        return self.items[self.position - 1]

    def _argument(self: Parser, item: Item) -> Expression:  # type: ignore[misc]
        following = self.peek()
        if following is None or following.text not in ("( )", "[ ]", "{ }"):
            raise Unreadable(f"'{item.text}' needs an argument in brackets", item.end)
        self.position += 1
        return self.nested(following.parts[0]).whole()

    def _bold(self: Parser, item: Item) -> Expression | None:  # type: ignore[misc]
        inner = plain(item.parts[0])
        if inner == "1":
            if self.is_indicator_next(item):
                return self.indicator(item)
            size = self.nested(item.lower).whole() if item.lower is not None else None
            return self.raised(syntax.Ones(item.start, size), item)
        if inner == "0":
            return syntax.Numeral(item.start, _one() * 0, 0)
        if inner == "I" and self.is_indicator_next(item):
            return self.indicator(item)
        if inner == "E" and item.text == r"\mathbb":
            return self._moment(item, "E")
        if inner == "V" and item.text == r"\mathbb":
            return self._moment(item, "Var")
        return None

    def is_indicator_next(self: Parser, item: Item) -> bool:  # type: ignore[misc]
        """Whether a 1 is an indicator: a condition stands in its subscript or in the brackets after it."""
        if item.lower is not None:
            return self.has_relation(item.lower)
        following = self.peek()
        return following is not None and following.kind == "brackets" and self.has_relation(following.parts[0])

    def indicator(self: Parser, item: Item) -> Expression:  # type: ignore[misc]
        """The indicator of the condition in the subscript or in the brackets that follow."""
        if item.lower is not None:
            return self.raised(syntax.Indicator(item.start, self.conditions(item.lower)), item)
        brackets = self.take()
        return self.raised(syntax.Indicator(item.start, self.conditions(brackets.parts[0])), brackets)

    def has_relation(self: Parser, items: Items) -> bool:  # type: ignore[misc]
        """Whether a relation sign stands among the items."""
        if len(items) == 1 and items[0].kind == "brackets":
            items = items[0].parts[0]
        return any(item.kind in ("character", "command") and item.text in RELATIONS for item in items)

    def conditions(self: Parser, items: Items) -> tuple[Condition, ...]:  # type: ignore[misc]
        """The conditions that items state: a chain of relations, or several between commas."""
        if len(items) == 1 and items[0].kind == "brackets":
            items = items[0].parts[0]
        found: list[Condition] = []
        for part in self.split(items, ",", r"\land", r"\wedge"):
            chain = split_chain(part)
            if not chain.relations:
                raise Unreadable("a condition needs a relation", part[0].start if part else self.place())
            sides = [self.nested(side).whole() for side in chain.sides]
            for relation, left, right in zip(chain.relations, sides, sides[1:], strict=False):
                found.append(Condition(relation.at, relation.name, left, right))
        return tuple(found)

    def _delta(self: Parser, item: Item) -> Expression | None:  # type: ignore[misc]
        if item.lower is not None and self.has_relation(item.lower):
            return self.indicator(item)
        following = self.peek()
        if item.lower is not None and item.upper is None:
            indices = self.indices(item.lower)
            if len(indices) == 2:
                return syntax.Kronecker(item.start, *indices)
        elif item.lower is not None and item.upper is not None:
            indices = (*self.indices(item.lower), *self.indices(item.upper))
            if len(indices) == 2 and not any(part.kind == "digit" for part in item.upper):
                return syntax.Kronecker(item.start, *indices)
        elif not item.scripted and following is not None and following.text == "( )":
            parts = self.split(following.parts[0], ",")
            if len(parts) == 2:
                self.position += 1
                indices = (*self.indices(parts[0]), *self.indices(parts[1]))
                if len(indices) == 2:
                    return self.raised(syntax.Kronecker(item.start, *indices), following)
            elif self.has_relation(following.parts[0]):
                return self.indicator(item)
        return None

    def _identity(self: Parser, item: Item) -> Expression:  # type: ignore[misc]
        if self.is_indicator_next(item):
            return self.indicator(item)
        if item.lower is None:
            return self.raised(syntax.Identity(item.start, None), item)
        indices = self.indices(item.lower)
        if len(indices) == 2:
            return syntax.Kronecker(item.start, *indices)
        return self.raised(syntax.Identity(item.start, indices[0]), item)

    def _moment(self: Parser, item: Item, operator: str) -> Expression:  # type: ignore[misc]
        """``E_{k∼p}[…]``, ``E_p[…]``, ``Var_p(…)``."""
        if item.lower is None:
            raise Unreadable(rf"an expectation needs its distribution: \mathbb{{E}}_{{k \sim p}}[…]", item.start)
        chain = split_chain(item.lower)
        letter: str | None = None
        if chain.relations:
            letter = letter_of(chain.sides[0][0]) if len(chain.sides[0]) == 1 else None
            if chain.relations[0].name != "sim" or letter is None:
                raise Unreadable(r"the distribution is written k \sim p", item.start)
        weights = self.nested(chain.sides[-1]).whole()
        bound = self.bound | {letter} if letter else self.bound
        following = self.peek()
        if following is None or following.text not in ("( )", "[ ]", "{ }"):
            raise Unreadable("an expectation needs its argument in brackets", item.end)
        self.position += 1
        parts = self.split(following.parts[0], ",")
        arguments = tuple(self.nested(part, bound).whole() for part in parts)
        if len(arguments) != (2 if operator == "Cov" else 1):
            raise Unreadable(f"{operator} has another number of arguments", following.start)
        value = syntax.Expectation(item.start, operator, letter, weights, arguments)
        return self.with_scripts(value, following)

    def cases(self: Parser, item: Item) -> Expression:  # type: ignore[misc]
        """The rows of ``cases``: a value, and after & its condition."""
        rows: list[tuple[Expression, tuple[Condition, ...] | None]] = []
        for row in self._rows(item.parts[0]):
            cells = self.split(row, "&")
            if len(cells) != 2:
                raise Unreadable("a row of cases is 'value & condition'", row[0].start)
            value = self.nested(match_brackets(_without_comma(cells[0]))).whole()
            rows.append((value, self._case_condition(_without_comma(cells[1]))))
        if not rows:
            raise Unreadable("cases without rows", item.start)
        return self.with_scripts(syntax.Cases(item.start, tuple(rows)), item)

    def _rows(self: Parser, items: Items) -> list[Items]:  # type: ignore[misc]
        rows: list[list[Item]] = [[]]
        for item in items:
            if item.kind == "newline":
                rows.append([])
            elif item.kind == "align":
                rows[-1].append(Item("character", "&", item.start, item.end))
            elif item.text != r"\quad":
                rows[-1].append(item)
        return [tuple(row) for row in rows if row]

    def _case_condition(self: Parser, items: Items) -> tuple[Condition, ...] | None:  # type: ignore[misc]
        kept: list[Item] = []
        for item in items:
            if item.kind == "text":
                words = item.text.strip(" ,.")
                if words.lower() in ("otherwise", "else", "其他", "否则", "其它"):
                    return None
                if "$" in words:
                    kept += self.embedded(item)
                elif words.lower() not in ("if", "when", "for", "and", "where", "若", "当", "如果", ""):
                    raise Unreadable(f"the condition '{words}' is not understood", item.start)
            else:
                kept.append(item)
        if not kept:
            raise Unreadable("a row of cases has no condition", items[0].start if items else self.place())
        return self.conditions(match_brackets(tuple(kept)))

    def embedded(self: Parser, item: Item) -> Items:  # type: ignore[misc]
        r"""The formula inside ``\text{if $i = j$}``."""
        from derive.documents.items import read_items
        from derive.documents.macros import Fragment

        inside = item.text.split("$")[1]
        places = tuple(item.start for _ in inside)
        return tidy(read_items(Fragment(inside, places, places)))


def _without_comma(items: Items) -> Items:
    while items and items[-1].text in (",", ";", "."):
        items = items[:-1]
    return items


def _one() -> syntax.Fraction:
    return syntax.Fraction(1)


def _numeral(at: int, value: int) -> syntax.Numeral:
    return syntax.Numeral(at, syntax.Fraction(value), 0)
