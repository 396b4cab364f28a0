r"""Big operators and functions with a fixed name: sum, prod, max, min, arg max, lim, exp, log, tanh …"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from derive.documents.errors import Unreadable
from derive.documents.grammar import syntax
from derive.documents.grammar.ambiguity import inverse_or_power
from derive.documents.grammar.chains import Chain, split_chain
from derive.documents.grammar.names import index_key
from derive.documents.grammar.syntax import Binder, Expression
from derive.documents.grammar.tokens import Item, Items, plain

if TYPE_CHECKING:
    from derive.documents.grammar.parser import Parser

_BIG = {r"\sum": "sum", r"\prod": "prod", r"\max": "max", r"\min": "min", "max": "max", "min": "min",
        r"\sup": "max", r"\inf": "min"}  # fmt: skip
_FUNCTIONS = {r"\exp": "exp", r"\log": "log", r"\ln": "log", "exp": "exp", "log": "log", "ln": "log",
              r"\tanh": "tanh", r"\sinh": "sinh", r"\cosh": "cosh", "tanh": "tanh"}  # fmt: skip
_ARG = {"argmax": "max", "argmin": "min"}


def operator(parser: Parser, item: Item) -> Expression | None:
    """What the operator at the item is applied to, and how; None where the item is no operator."""
    name = item.text.strip() if item.kind == "text" else item.text
    if item.kind not in ("command", "text") or (item.kind == "text" and parser.names.is_function(name)):
        return None
    word = "".join(letter for letter in name if letter.isalpha())
    if word in _ARG and item.kind in ("text", "command"):
        return _arg(parser, item, _ARG[word])
    if name in (r"\arg", "arg"):
        following = parser.take()
        if following.text.strip("\\") not in ("max", "min"):
            raise Unreadable(r"expected \max or \min after \arg", following.start)
        return _arg(parser, following, following.text.strip("\\"))
    if name in _BIG:
        return _big(parser, item, _BIG[name])
    if name in (r"\lim", "lim"):
        return _limit(parser, item)
    if name in _FUNCTIONS:
        return _function(parser, item, _FUNCTIONS[name])
    return None


def _function(parser: Parser, item: Item, name: str) -> Expression:
    if item.upper is not None and plain(item.upper) == "-1":
        raise inverse_or_power(item)
    following = parser.peek()
    outer: Item = Item("brackets", "( )", item.start, item.end, ((),), None, item.upper, item.primes)
    if following is not None and following.text in ("( )", "[ ]", "{ }"):
        parser.position += 1
        argument = parser.nested(following.parts[0]).whole()
        if following.lower is not None:
            raise Unreadable("a subscript on the brackets of a function is not understood", following.start)
        value = _based(parser, item, name, argument)
        if item.upper is not None and following.upper is not None:
            raise Unreadable("a function with two powers has two readings; write brackets", item.start)
        return parser.raised(value, outer if item.upper is not None else following)
    return parser.raised(_based(parser, item, name, parser.product()), outer)


def _based(parser: Parser, item: Item, name: str, argument: Expression) -> Expression:
    value: Expression = syntax.Known(item.start, name, (argument,))
    if item.lower is None:
        return value
    if name != "log":
        raise Unreadable(f"a subscript on {name} is not understood", item.start)
    base = syntax.Known(item.start, "log", (parser.nested(item.lower).whole(),))
    return syntax.Quotient(item.start, value, base)


def _big(parser: Parser, item: Item, operator: str) -> Expression:
    if operator in ("max", "min") and item.lower is None:
        following = parser.peek()
        if following is not None and following.text in ("( )", "[ ]", "{ }"):
            parser.position += 1
            parts = parser.arguments(following.parts[0])
            if not parts:
                raise Unreadable(f"{item.text} has nothing in its brackets: expected an expression", following.start)
            if len(parts) > 1:
                return parser.raised(syntax.Extreme(item.start, operator, parts), following)
            return parser.raised(syntax.Big(item.start, operator, (), parts[0]), following)
    binders = read_binders(parser, item)
    inner = parser.continued(parser.bound | {binder.letter for binder in binders})
    body = inner.signed_product() if operator in ("sum", "prod") else inner.product()
    parser.position = inner.position
    return syntax.Big(item.start, operator, binders, body)


def read_binders(parser: Parser, item: Item) -> tuple[Binder, ...]:
    """What the bounds under and over a big operator say."""
    lower = item.lower or ()
    if len(lower) == 1 and lower[0].text == r"\substack":
        rows = lower[0].parts[0]
        lower = tuple(replace(part, kind="character", text=",") if part.kind == "newline" else part for part in rows)
    upper = parser.nested(item.upper).whole() if item.upper else None
    if not lower:
        if upper is not None:
            raise Unreadable("a bound without an index: write \\sum_{i=1}^K", item.start)
        return ()
    pieces = parser.split(lower, ",", ";", ":")
    binders: list[Binder] = []
    position = 0
    while position < len(pieces):
        chain = split_chain(pieces[position])
        position += 1
        listed = []
        while chain.relations and position < len(pieces) and not split_chain(pieces[position]).relations:
            listed.append(pieces[position])
            position += 1
        _binder(parser, item, chain, listed, upper, binders)
    return tuple(binders)


def _binder(
    parser: Parser, item: Item, chain: Chain, listed: list[Items], upper: Expression | None, binders: list[Binder]
) -> None:
    if not chain.relations:
        for letter in _letters(parser, chain.sides[0]):
            binders.append(Binder(item.start, letter, upper, ()))
        return
    names = [relation.name for relation in chain.relations]
    if names[0] == "!=":
        _without(parser, item, chain, listed, upper, binders)
    elif names == ["="]:
        (letter,) = _letters(parser, chain.sides[0], 1)
        binders.append(_range(parser, item, letter, chain.sides[1], upper))
    elif names == ["in"]:
        for letter in _letters(parser, chain.sides[0]):
            binders.append(Binder(item.start, letter, read_set(parser, chain.sides[1]), ()))
    elif set(names) <= {"<=", "<"} and len(names) == 2 and plain(chain.sides[0]) == "1" and names[1] == "<=":
        (letter,) = _letters(parser, chain.sides[1], 1)
        binders.append(Binder(item.start, letter, parser.nested(chain.sides[2]).whole(), ()))
    elif set(names) <= {"<=", "<"} or set(names) <= {">=", ">"}:
        _ordered(parser, item, chain, upper, binders)
    else:
        raise Unreadable(
            rf"the bounds '{plain(item.lower or ())}' are not understood; expected i, i=1 with a bound, or i \ne j",
            item.start,
        )


def _ordered(parser: Parser, item: Item, chain: Chain, upper: Expression | None, binders: list[Binder]) -> None:
    r"""``i < j``, ``j > i`` or ``1 \le i < j \le n``: two new indices."""
    sides, names = list(chain.sides), [relation.name for relation in chain.relations]
    if names[0].startswith(">"):
        sides, names = sides[::-1], [name.replace(">", "<") for name in names[::-1]]
    if plain(sides[0]) == "1" and names[0] == "<=":
        sides, names = sides[1:], names[1:]
    if len(sides) == 3 and names[1] == "<=":
        if upper is not None:
            raise Unreadable("this sum has two upper bounds", item.start)
        upper = parser.nested(sides.pop()).whole()
        names.pop()
    if len(sides) != 2:
        raise Unreadable(f"the bounds '{plain(item.lower or ())}' are not understood; expected i < j", item.start)
    (lower,), (higher,) = (_letters(parser, side, 1) for side in sides)
    if binders or lower == higher or {lower, higher} & parser.bound:
        raise Unreadable(
            rf"an order of indices is understood where both are summed over by one sign: \sum_{{{lower} < {higher}}}",
            item.start,
        )
    binders.append(Binder(item.start, higher, upper, ()))
    binders.append(Binder(item.start, lower, upper, (), higher, names[0] == "<="))


def _without(
    parser: Parser, item: Item, chain: Chain, listed: list[Items], upper: Expression | None, binders: list[Binder]
) -> None:
    excluded = [parser.nested(side).whole() for side in (*chain.sides[1:], *listed)]
    letters = _letters(parser, chain.sides[0])
    for letter in letters:
        known = [binder for binder in binders if binder.letter == letter]
        if known:
            binders.remove(known[0])
        elif letter in parser.bound or len(letters) > 1:
            raise Unreadable("which index is summed over is not clear", item.start)
        before = known[0] if known else Binder(item.start, letter, upper, ())
        binders.append(Binder(item.start, letter, before.bound, (*before.without, *excluded)))
        also = [e.key for e in excluded if isinstance(e, syntax.Name)]
        binders.sort(key=lambda binder: binder.letter not in also)


def _letters(parser: Parser, items: Items, count: int | None = None) -> list[str]:
    letters = [index_key(item) for item in items]
    scripted = any(item.lower or item.upper for item in items)
    if not letters or None in letters or scripted or count not in (None, len(letters)):
        raise Unreadable(f"'{plain(items)}' is not an index", items[0].start if items else parser.place())
    return [str(letter) for letter in letters]


def _range(parser: Parser, item: Item, letter: str, start: Items, upper: Expression | None) -> Binder:
    """From 1 (or a later class) up to a size (or the class before the last)."""
    first = plain(start)
    at = item.start
    one = syntax.Numeral(at, Fraction(1), 0)
    if upper is None:
        if first != "1":
            raise Unreadable("the upper bound is missing", at)
        return Binder(at, letter, None, ())
    shortened = _less_one(upper)
    if first == "0" and shortened is not None:
        return Binder(at, letter, shortened, ())
    if first not in ("1", "2"):
        raise Unreadable(f"a sum that starts at {first} is not understood; expected 1", at)
    without: tuple[Expression, ...] = (one,) if first == "2" else ()
    if shortened is not None:
        return Binder(at, letter, shortened, (*without, shortened))
    return Binder(at, letter, upper, without)


def read_set(parser: Parser, items: Items) -> Expression | None:
    r"""The size of ``\{1, …, K\}`` or ``[K]``."""
    if len(items) == 1 and items[0].text == "{ }":
        parts = parser.split(items[0].parts[0], ",")
        if plain(parts[0]) == "1" and len(parts) >= 3 and any(parser.is_dots(item) for part in parts for item in part):
            return parser.nested(parts[-1]).whole()
    if len(items) == 1 and items[0].text == "[ ]":
        return parser.nested(items[0].parts[0]).whole()
    raise Unreadable(
        f"the set '{plain(items)}' is not understood; expected \\{{1, \\dots, K\\}} (domains of numbers are "
        "declared with 'let')",
        parser.place(),
    )


def _arg(parser: Parser, item: Item, operator: str) -> Expression:
    binders = read_binders(parser, item)
    if len(binders) > 1:
        raise Unreadable(r"\arg\max over several indices is not understood", item.start)
    inner = parser.continued(parser.bound | {binder.letter for binder in binders})
    body = inner.product()
    parser.position = inner.position
    return syntax.Arg(item.start, operator, binders[0] if binders else None, body)


def _limit(parser: Parser, item: Item) -> Expression:
    if item.lower is None:
        raise Unreadable(r"the limit needs its variable: \lim_{x \to 0}", item.start)
    approach = read_approach(parser, split_chain(item.lower), item.start)
    return syntax.Tends(item.start, approach, parser.signed_product())


def read_approach(parser: Parser, chain: Chain, at: int) -> syntax.Approach:
    r"""``x \to 0^+``: which variable tends where, from which side."""
    if len(chain.relations) != 1 or chain.relations[0].name != "->":
        raise Unreadable(r"a limit is written x \to a", at)
    variable = parser.nested(chain.sides[0]).whole()
    target = chain.sides[1]
    text = plain(target)
    if text in (r"\infty", r"+\infty"):
        return syntax.Approach(at, variable, None, "infinity")
    if text == r"-\infty":
        return syntax.Approach(at, variable, None, "-infinity")
    side = ""
    last = target[-1]
    if last.upper is not None and plain(last.upper) in ("+", "-"):
        side = "above" if plain(last.upper) == "+" else "below"
        target = (*target[:-1], Item(last.kind, last.text, last.start, last.end, last.parts, last.lower))
    elif last.text in ("+", "-") and len(target) > 1:
        side = "above" if last.text == "+" else "below"
        target = target[:-1]
    return syntax.Approach(at, variable, parser.nested(target).whole(), side)


def _less_one(upper: Expression) -> Expression | None:
    """K where the expression is K − 1."""
    if isinstance(upper, syntax.Total) and len(upper.terms) == 2:
        (first, size), (second, one) = upper.terms
        if first == 1 and second == -1 and isinstance(one, syntax.Numeral) and one.value == 1:
            return size
    return None
