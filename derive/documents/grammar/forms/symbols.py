r"""Symbols with a meaning of their own: δ, indicators, I, 1, E, Var, diag, tr, fractions, roots, cases."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from derive.documents.errors import Unreadable
from derive.documents.grammar import syntax
from derive.documents.grammar.chains import RELATIONS, match_brackets, split_chain, tidy
from derive.documents.grammar.names import index_key, letter_of, spellings
from derive.documents.grammar.syntax import Condition, Expression
from derive.documents.grammar.tokens import Item, Items, plain

if TYPE_CHECKING:
    from derive.documents.grammar.parser import Parser

_MATRIX_WORDS = {"diag": "diag", "Diag": "diag", "tr": "trace", "Tr": "trace", "trace": "trace", "rank": "rank"}
_MOMENTS = {"E": "E", "Var": "Var", "Cov": "Cov", "V": "Var", "var": "Var", "cov": "Cov"}
_BOLD = (r"\mathbf", r"\boldsymbol", r"\bm", r"\mathbb", r"\mathbbm", r"\mathds", r"\vec", r"\pmb")


def symbol(parser: Parser, item: Item) -> Expression | None:
    """What the item means, if it is such a symbol; the items that belong to it are consumed."""
    if item.kind == "argument" and item.text in (r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\nicefrac", r"\sfrac"):
        top, bottom = (parser.nested(part).whole() for part in item.parts)
        return parser.with_scripts(syntax.Quotient(item.start, top, bottom), item)
    if item.kind == "argument" and item.text.startswith(r"\sqrt"):
        degree = item.text[5:].strip("[]") or "2"
        if not degree.isdigit() or not 1 <= int(degree) <= 64:
            raise Unreadable(f"a root of degree {degree} is not understood", item.start)
        radicand = parser.nested(item.parts[0]).whole()
        inverse = syntax.Quotient(item.start, syntax.Numeral(item.start, _one(), 0), _numeral(item.start, int(degree)))
        return parser.raised(syntax.Raised(item.start, radicand, inverse), item)
    if item.kind == "environment" and item.text in ("cases", "dcases", "rcases"):
        return cases(parser, item)
    if item.kind == "argument" and item.text in _BOLD:
        return _bold(parser, item)
    letter = letter_of(item)
    if letter == r"\delta" and not parser.names.is_known(letter) and not parser.names.is_function(letter):
        return _delta(parser, item)
    if letter == "e" and item.upper is not None and item.lower is None and not parser.names.is_known("e"):
        return syntax.Known(item.start, "exp", (parser.nested(item.upper).whole(),))
    if letter == "e" and item.lower is not None and not any(map(parser.names.is_known, spellings(item))):
        raise Unreadable(
            rf"'{plain((item,))}' has two readings, an entry of a vector e and a unit vector: declare e with 'let' "
            r"(for a unit vector with 'assume $e_k = \delta_{kc}$'), or write entries with \delta",
            item.start,
        )
    if letter == "I" and not parser.names.is_known("I") and not parser.names.is_function("I"):
        return _identity(parser, item)
    if letter in _MATRIX_WORDS and not parser.names.is_function(letter):
        in_brackets = _has_brackets(parser)
        value = syntax.Known(item.start, _MATRIX_WORDS[letter], (_argument(parser, item),))
        return parser.with_scripts(value, _last(parser)) if in_brackets else value
    if item.kind == "text" and letter in _MOMENTS and not parser.names.is_function(letter):
        return _moment(parser, item, _MOMENTS[letter])
    if letter == "E" and item.kind == "letter" and item.lower is not None and not parser.names.is_known("E"):
        follows = parser.peek()
        if any(part.text == r"\sim" for part in item.lower) or (follows is not None and follows.text == "[ ]"):
            return _moment(parser, item, "E")
    return None


def _has_brackets(parser: Parser) -> bool:
    following = parser.peek()
    return following is not None and following.text in ("( )", "[ ]", "{ }")


def _last(parser: Parser) -> Item:
    return parser.items[parser.position - 1]


def _argument(parser: Parser, item: Item) -> Expression:
    """What a word such as tr or E is applied to: the brackets that follow, or the only factor that does."""
    following = parser.peek()
    if following is not None and following.text in ("( )", "[ ]", "{ }"):
        parser.position += 1
        return parser.nested(following.parts[0]).whole()
    if parser.at_end_of_product():
        raise Unreadable(f"'{item.text}' needs an argument in brackets", item.end)
    value = parser.factor()
    if not parser.at_end_of_product():
        raise Unreadable(
            f"'{plain((item.bare,))}' without brackets has two readings, of the first factor and of the whole product; "
            "write brackets around its argument",
            item.start,
        )
    return value


def _bold(parser: Parser, item: Item) -> Expression | None:
    inner = plain(item.parts[0])
    if inner == "1":
        if is_indicator_next(parser, item):
            return indicator(parser, item)
        size = parser.nested(item.lower).whole() if item.lower is not None else None
        return parser.raised(syntax.Ones(item.start, size), item)
    if inner == "0":
        return syntax.Numeral(item.start, _one() * 0, 0)
    if inner == "I" and is_indicator_next(parser, item):
        return indicator(parser, item)
    if inner == "E" and item.text == r"\mathbb":
        return _moment(parser, item, "E")
    if inner == "V" and item.text == r"\mathbb":
        return _moment(parser, item, "Var")
    return None


def is_indicator_next(parser: Parser, item: Item) -> bool:
    """Whether a 1 is an indicator: a condition stands in its subscript or in the brackets after it."""
    if item.lower is not None:
        return has_relation(item.lower)
    following = parser.peek()
    return following is not None and following.kind == "brackets" and has_relation(following.parts[0])


def indicator(parser: Parser, item: Item) -> Expression:
    """The indicator of the condition in the subscript or in the brackets that follow."""
    if item.lower is not None:
        return parser.raised(syntax.Indicator(item.start, conditions(parser, item.lower)), item)
    brackets = parser.take()
    return parser.raised(syntax.Indicator(item.start, conditions(parser, brackets.parts[0])), brackets)


def has_relation(items: Items) -> bool:
    """Whether a relation sign stands among the items."""
    if len(items) == 1 and items[0].kind == "brackets":
        items = items[0].parts[0]
    return any(item.kind in ("character", "command") and item.text in RELATIONS for item in items)


def conditions(parser: Parser, items: Items) -> tuple[Condition, ...]:
    """The conditions that items state: a chain of relations, or several between commas."""
    if len(items) == 1 and items[0].kind == "brackets":
        items = items[0].parts[0]
    found: list[Condition] = []
    for part in parser.split(items, ",", r"\land", r"\wedge"):
        chain = split_chain(part)
        if not chain.relations:
            raise Unreadable("a condition needs a relation", part[0].start if part else parser.place())
        sides = [parser.nested(side).whole() for side in chain.sides]
        for relation, left, right in zip(chain.relations, sides, sides[1:], strict=False):
            found.append(Condition(relation.at, relation.name, left, right))
    return tuple(found)


def _delta(parser: Parser, item: Item) -> Expression | None:
    if item.lower is not None and has_relation(item.lower):
        return indicator(parser, item)
    following = parser.peek()
    if item.lower is not None and item.upper is None:
        indices = _two_digits(parser.indices(item.lower))
        if len(indices) == 2:
            return syntax.Kronecker(item.start, *indices)
    elif item.lower is not None and item.upper is not None:
        indices = (*parser.indices(item.lower), *parser.indices(item.upper))
        if len(indices) == 2 and not any(part.kind == "digit" for part in item.upper):
            return syntax.Kronecker(item.start, *indices)
    elif not item.scripted and following is not None and following.text == "( )":
        parts = parser.split(following.parts[0], ",")
        if len(parts) == 2:
            parser.position += 1
            indices = (*parser.indices(parts[0]), *parser.indices(parts[1]))
            if len(indices) == 2:
                return parser.raised(syntax.Kronecker(item.start, *indices), following)
        elif has_relation(following.parts[0]):
            return indicator(parser, item)
    return None


def _two_digits(indices: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """A numeral of two digits as two indices, as below δ."""
    if len(indices) == 1 and isinstance(indices[0], syntax.Numeral) and indices[0].decimals == 0:
        numeral = indices[0]
        if len(str(numeral.value)) == 2:
            return tuple(_numeral(numeral.at, int(digit)) for digit in str(numeral.value))
    return indices


def _identity(parser: Parser, item: Item) -> Expression:
    if is_indicator_next(parser, item):
        return indicator(parser, item)
    if item.lower is None:
        return parser.raised(syntax.Identity(item.start, None), item)
    indices = parser.indices(item.lower)
    if len(indices) == 2:
        return syntax.Kronecker(item.start, *indices)
    return parser.raised(syntax.Identity(item.start, indices[0]), item)


def _moment(parser: Parser, item: Item, operator: str) -> Expression:
    """``E_{k∼p}[…]``, ``E_p[…]``, ``Var_p(…)``."""
    if item.lower is None:
        raise Unreadable(r"an expectation needs its distribution: \mathbb{E}_{k \sim p}[…]", item.start)
    chain = split_chain(item.lower)
    letter: str | None = None
    if chain.relations:
        letter = index_key(chain.sides[0][0]) if len(chain.sides[0]) == 1 else None
        if chain.relations[0].name != "sim" or letter is None:
            raise Unreadable(r"the distribution is written k \sim p", item.start)
    weights = parser.nested(chain.sides[-1]).whole()
    bound = parser.bound | {letter} if letter else parser.bound
    following = parser.peek()
    if following is None or not _has_brackets(parser):
        if operator == "Cov":
            raise Unreadable("a covariance needs its arguments in brackets", item.end)
        inner = parser.continued(bound)
        argument = _argument(inner, item)
        parser.position = inner.position
        return syntax.Expectation(item.start, operator, letter, weights, (argument,))
    parser.position += 1
    parts = parser.split(following.parts[0], ",")
    arguments = tuple(parser.nested(part, bound).whole() for part in parts)
    if len(arguments) != (2 if operator == "Cov" else 1):
        raise Unreadable(f"{operator} has another number of arguments", following.start)
    value = syntax.Expectation(item.start, operator, letter, weights, arguments)
    return parser.with_scripts(value, following)


def cases(parser: Parser, item: Item) -> Expression:
    """The rows of ``cases``: a value, and after & its condition."""
    rows: list[tuple[Expression, tuple[Condition, ...] | None]] = []
    for row in _rows(item.parts[0]):
        cells = parser.split(row, "&")
        if len(cells) != 2:
            raise Unreadable("a row of cases is 'value & condition'", row[0].start)
        value = parser.nested(match_brackets(_without_comma(cells[0]))).whole()
        rows.append((value, _case_condition(parser, _without_comma(cells[1]))))
    if not rows:
        raise Unreadable("cases without rows", item.start)
    return parser.with_scripts(syntax.Cases(item.start, tuple(rows)), item)


def _rows(items: Items) -> list[Items]:
    rows: list[list[Item]] = [[]]
    for item in items:
        if item.kind == "newline":
            rows.append([])
        elif item.kind == "align":
            rows[-1].append(Item("character", "&", item.start, item.end))
        elif item.text != r"\quad":
            rows[-1].append(item)
    return [tuple(row) for row in rows if row]


def _case_condition(parser: Parser, items: Items) -> tuple[Condition, ...] | None:
    kept: list[Item] = []
    for item in items:
        if item.kind == "text":
            words = item.text.strip(" ,.")
            if words.lower() in ("otherwise", "else", "其他", "否则", "其它"):
                return None
            if "$" in words:
                kept += _embedded(item)
            elif words.lower() not in ("if", "when", "for", "and", "where", "若", "当", "如果", ""):
                raise Unreadable(f"the condition '{words}' is not understood", item.start)
        else:
            kept.append(item)
    if not kept:
        raise Unreadable("a row of cases has no condition", items[0].start if items else parser.place())
    return conditions(parser, match_brackets(tuple(kept)))


def _embedded(item: Item) -> Items:
    r"""The formula inside ``\text{if $i = j$}``."""
    from derive.documents.grammar.tokens import read_items
    from derive.documents.source.macros import Fragment

    inside = item.text.split("$")[1]
    places = tuple(item.start for _ in inside)
    return tidy(read_items(Fragment(inside, places, places)))


def _without_comma(items: Items) -> Items:
    while items and items[-1].text in (",", ";", "."):
        items = items[:-1]
    return items


def _one() -> Fraction:
    return Fraction(1)


def _numeral(at: int, value: int) -> syntax.Numeral:
    return syntax.Numeral(at, Fraction(value), 0)
