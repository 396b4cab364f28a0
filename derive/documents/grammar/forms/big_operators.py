r"""Operators that take what follows: sum, prod, max, min, arg max, lim; and the bounds below and above them."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from fractions import Fraction
from typing import cast

from derive.documents.errors import Unreadable, refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.bound_letters import is_argument, is_index, is_number
from derive.documents.grammar.chains import Chain, is_relation, split_chain
from derive.documents.grammar.lists import spread
from derive.documents.grammar.names import index_key, letter_of
from derive.documents.grammar.ownership import SIGN
from derive.documents.grammar.parser import BRACKETS, INDEX, Parser, word_of
from derive.documents.grammar.refusals import MISSING
from derive.documents.grammar.registry import form
from derive.documents.grammar.syntax import Binder, Expression
from derive.documents.grammar.tokens import Item, Items, plain, written
from derive.documents.grammar.written_out import NUMBERS, written_out

ARG = refusal(
    "D155",
    "an arg max that is not understood",
    """Below \\arg\\max or \\arg\\min stands one index alone, and it runs over all classes. Write it so; for a part of
    the classes, or several indices, state with 'assume' which inequalities the best one satisfies.""",
    (r"\arg\max_{k=1}^{3} z_k = c", r"let $z \in \mathbb{R}^K$", r"let $c \in \{1, \dots, K\}$"),
    (r"c = \arg\max_k z_k", r"let $z \in \mathbb{R}^K$", r"let $c \in \{1, \dots, K\}$"),
)

BOUNDS = refusal(
    "D156",
    "bounds of a sum that are not understood",
    """Below a sum, product, maximum or minimum stands its index: i, i = 1 with an upper bound, i \\in \\{1, \\dots,
    K\\}, i \\ne j, or i < j where one sign runs over both. There is one upper bound, and it is clear which letter
    runs. Write the bounds in one of these ways, with a sign of its own for each index.""",
    (r"\sum^K x_i = \sum_i x_i", r"let $x \in \mathbb{R}^K$"),
    (r"\sum_{i=1}^K x_i = \sum_i x_i", r"let $x \in \mathbb{R}^K$"),
)

RANGE = refusal(
    "D157",
    "an index that runs from or to another class",
    """An index of a vector runs from the first class or the second to the last one or the one before it. Which class
    is the first, 1 or 0, is the same in the whole document. Write such a range with a condition, or say with 'indices
    from 0' that the document counts from 0.""",
    (r"\sum_{i=3}^K x_i = \sum_i x_i - x_1 - x_2", r"let $x \in \mathbb{R}^K$"),
    (r"\sum_{i=2}^K x_i = \sum_i x_i - x_1", r"let $x \in \mathbb{R}^K$"),
)

SET = refusal(
    "D158",
    "a set of an index that is not understood",
    """An index runs over \\{1, \\dots, K\\}, over [K], or over a few numbers that are listed, each of them once.
    Domains of numbers are declared with 'let'. Write the set in one of these ways. Only a sum may run over a set S of
    which nothing is known.""",
    (r"\prod_{i \in S} x_i = \prod_i x_i", r"let $x \in \mathbb{R}^K$"),
    (r"\prod_{i \in \{1, \dots, K\}} x_i = \prod_i x_i", r"let $x \in \mathbb{R}^K$"),
)

LIMIT = refusal(
    "D160",
    "a limit without its variable",
    """Below \\lim stands which variable tends where, x \\to a, with one arrow and nothing above it. Write it so; for
    several variables write a limit for each.""",
    (r"\lim x = 0", r"let $x \in \mathbb{R}$"),
    (r"\lim_{x \to 0} x = 0", r"let $x \in \mathbb{R}$"),
)

_BIG = {"sum": "sum", "prod": "prod", "max": "max", "min": "min", "sup": "max", "inf": "min"}
_EXTREMES = frozenset({"max", "min", "sup", "inf"})
_ARG = {"argmax": "max", "argmin": "min"}
MOST_TERMS = 32
"""The most terms of a sum over numbers that is written out."""


@form("argmax", "argmin")
def arg_extreme(parser: Parser, item: Item) -> Expression | None:
    r"""``\operatorname{argmax}_k z_k``."""
    return _arg(parser, item, _ARG[word_of(item)])


@form("arg")
def arg_then_extreme(parser: Parser, item: Item) -> Expression | None:
    r"""``\arg\max_k z_k``."""
    following = parser.take()
    word = word_of(following)
    if word not in ("max", "min"):
        raise ARG(r"expected \max or \min after \arg", following.start)
    return _arg(parser, following, word)


def _arg(parser: Parser, item: Item, operator: str) -> Expression:
    bounds = read_bounds(parser, item)
    if len(bounds.binders) > 1:
        raise ARG(r"\arg\max over several indices is not understood: write one of them", item.start)
    if bounds.values is not None:
        raise ARG(r"a bound below \arg\max is not understood: write the index alone", item.start)
    inner = parser.continued(parser.bound | bounds.letters)
    body = inner.product()
    parser.position = inner.position
    return syntax.Arg(item.start, operator, bounds.binders[0] if bounds.binders else None, body)


@form(*_BIG)
def big_operator(parser: Parser, item: Item) -> Expression | None:
    """A sum, product, maximum or minimum; in words only where the document has no function of that name."""
    word = word_of(item)
    if item.kind == "text" and parser.names.is_function(word):
        return None
    operator = _BIG[word]
    if operator in ("max", "min") and item.lower is None:
        following = parser.peek()
        if following is not None and following.text in BRACKETS:
            return _listed(parser, item, operator)
    bounds = read_bounds(parser, item)
    stops = _EXTREMES if operator in ("max", "min") else frozenset()
    inner = parser.continued(parser.bound | bounds.letters, stops)
    following = inner.peek()
    if following is not None and word_of(following) in stops:  # max min x: what stands directly behind is inside
        body = inner.product_after([inner.factor()])
    else:
        body = inner.signed_product()
    parser.position = inner.position
    if bounds.members:
        body = syntax.Times(item.start, (*bounds.members, body))
    if bounds.values is not None and _is_written_out(bounds, body, item):
        return written_out(operator, body, bounds.over, bounds.values, item.start)
    if bounds.ends is not None:
        try:
            _run_over_classes(parser, bounds, item)
        except Unreadable:
            if len(bounds.binders) > 1 or not is_argument(body, bounds.over):
                raise
            return written_out(operator, body, bounds.over, bounds.values or (), item.start)
    if bounds.counted is not None and _is_counted(operator, bounds, body, bounds.counted.letter):
        return syntax.Big(item.start, operator, (bounds.counted,), body)
    if bounds.problem is not None:
        raise bounds.problem
    return syntax.Big(item.start, operator, bounds.binders, body)


def _listed(parser: Parser, item: Item, operator: str) -> Expression:
    """The largest of what stands in brackets."""
    brackets = parser.take()
    inner = brackets.parts[0]
    parts = parser.arguments(inner, ",")
    if not parts:
        raise MISSING(f"{item.text} has nothing in its brackets: expected an expression", brackets.start)
    value: Expression = syntax.Extreme(item.start, operator, parts)
    if len(parts) == 1:
        value = syntax.Big(item.start, operator, (), parts[0])
    return parser.with_scripts(value, brackets)


# Bounds ------------------------------------------------------------------------------------------


@dataclasses.dataclass
class Bounds:
    """What stands below and above an operator. ``values`` are the numbers that the letter ``over`` runs over, where
    they are listed or lie between the two numbers ``ends``; the latter may be classes as well. ``range`` is the
    binder of a letter between two bounds, ``counted`` that where it is a number only, if it is one, and ``problem``
    what is wrong with the bounds otherwise. ``members`` are the indicators of the sets that letters run over of which
    nothing is known."""

    binders: tuple[Binder, ...] = ()
    values: tuple[int, ...] | None = None
    over: str = ""
    ends: tuple[Expression, Expression] | None = None
    range: Binder | None = None
    counted: Binder | None = None
    problem: Unreadable | None = None
    members: tuple[Expression, ...] = ()

    @property
    def letters(self) -> frozenset[str]:
        """The letters that are bound."""
        return frozenset(binder.letter for binder in self.binders)


def read_bounds(parser: Parser, item: Item) -> Bounds:
    """What the bounds under and over a big operator say."""
    lower = parser.lower(item) or ()
    if len(lower) == 1 and lower[0].text == r"\substack":
        parser.owned.take(lower[0], SIGN)
        rows = lower[0].parts[0]
        lower = tuple(replace(part, kind="character", text=",") if part.kind == "newline" else part for part in rows)
    upper = parser.nested(parser.upper(item) or ()).whole() if item.upper else None
    if not lower:
        if upper is not None:
            raise BOUNDS("a bound without an index: write \\sum_{i=1}^K", item.start)
        return Bounds()
    reader = _Bounds(parser, item, upper)
    reader.read(lower)
    return reader.bounds


class _Bounds:
    """Reads the pieces below one operator, one after the other."""

    def __init__(self, parser: Parser, item: Item, upper: Expression | None) -> None:
        self.parser = parser
        self.item = item
        self.upper = upper
        self.binders: list[Binder] = []
        self.bounds = Bounds()

    def read(self, lower: Items) -> None:
        pieces = spread(self.parser.split(lower, ",", ";", ":"))
        position = 0
        while position < len(pieces):
            chain = split_chain(pieces[position], self.parser.owned)
            position += 1
            listed: list[Items] = []
            while chain.relations and position < len(pieces) and not any(map(is_relation, pieces[position])):
                listed.append(pieces[position])
                position += 1
            self._piece(chain, listed)
        letters = [binder.letter for binder in self.binders]
        if len(set(letters)) < len(letters):
            raise BOUNDS(
                "an index stands twice below this sign: write its range first, and conditions on it behind",
                self.item.start,
            )
        self.bounds.binders = tuple(self.binders)

    def _refused(self) -> Unreadable:
        return BOUNDS(
            rf"the bounds '{written(self.item.lower or ())}' are not understood; expected i, i=1 with a bound, i \ne j",
            self.item.start,
        )

    def _piece(self, chain: Chain, listed: list[Items]) -> None:
        names = [relation.name for relation in chain.relations]
        if not names:
            self.binders += [
                Binder(self.item.start, letter, self.upper, ()) for letter in self._letters(chain.sides[0])
            ]
        elif names[0] == "!=":
            self._without(chain, listed)
        elif listed:
            raise self._refused()
        elif names == ["="]:
            (letter,) = self._letters(chain.sides[0], 1)
            self._range(letter, chain.sides[1])
        elif names == ["in"]:
            for letter in self._letters(chain.sides[0]):
                self._in_set(letter, chain.sides[1])
        elif set(names) <= {"<=", "<"} or set(names) <= {">=", ">"}:
            self._ordered(chain)
        else:
            raise self._refused()

    def _letters(self, items: Items, count: int | None = None) -> list[str]:
        letters = [index_key(item) for item in items]
        scripted = any(item.lower or item.upper for item in items)
        if not letters or None in letters or scripted or count not in (None, len(letters)):
            at = items[0].start if items else self.parser.place()
            raise INDEX(f"'{plain(items)}' is not an index: expected a letter", at)
        self.parser.spelled(items)
        return [str(letter) for letter in letters]

    def _range(self, letter: str, start: Items) -> None:
        """From the first class (or the one after it) to the last (or the one before it)."""
        at = self.item.start
        if self.upper is None:
            if plain(start) != "1":
                raise BOUNDS("the upper bound is missing: write it above the sign", at)
            self.parser.spelled(start)
            self.binders.append(Binder(at, letter, None, ()))
            return
        first = self.parser.nested(start).whole()
        values = numbers_between(first, self.upper)
        if values is not None:
            self._over(letter, values)
            self.bounds.ends = (first, self.upper)
            return
        if self._runs_to_index(letter, first, self.upper):
            return
        self._counted(letter, first, self.upper)
        try:
            size, without = class_range(self.parser, first, self.upper, at)
        except Unreadable as problem:
            if self.bounds.counted is None:
                raise
            self.bounds.problem = problem
            size, without = None, ()
        self.bounds.range = Binder(at, letter, size, without)
        self.binders.append(self.bounds.range)

    def _counted(self, letter: str, first: Expression, last: Expression) -> None:
        """Remembers the numbers from the first to the last, if they are those of a size, one more or one less."""
        start = _numeral_value(first)
        size, more = _apart(last)
        if start is not None and isinstance(size, syntax.Name) and abs(more - (start - 1)) <= 1 and not self.binders:
            self.bounds.counted = Binder(self.item.start, letter, size, (), counted=(start, more))

    def _runs_to_index(self, letter: str, first: Expression, last: Expression) -> bool:
        r"""Whether an index runs from or up to another one, as in ``\sum_{s=1}^t`` and ``\sum_{k=t}^T``; then it is
        bound so."""
        names = self.parser.names
        letters = (syntax.running_letter(one) or "" for one in (first, last))
        starts, ends = (names.is_running(one) or one in self.parser.bound for one in letters)
        if not starts and not (ends and _is_numeral(first, names.first_index())):
            return False
        size, begin, end = (None if ends else last), (first if starts else None), (last if ends else None)
        self.binders.append(Binder(self.item.start, letter, size, (), first=begin, last=end))
        return True

    def _over(self, letter: str, values: tuple[int, ...]) -> None:
        if self.bounds.values is not None:
            raise NUMBERS("one sign sums over numbers once: write a sign for each index", self.item.start)
        self.bounds.values, self.bounds.over = values, letter
        self.binders.append(Binder(self.item.start, letter, None, ()))

    def _in_set(self, letter: str, items: Items) -> None:
        if self.upper is not None:
            raise BOUNDS("an index in a set has no upper bound: write one of them", self.item.start)
        members = listed_numbers(items)
        if members is not None:
            self.parser.spelled(items)
            self._over(letter, members)
            return
        indicator = self._indicator(letter, items)
        if indicator is not None:
            self.bounds.members = (*self.bounds.members, indicator)
            self.binders.append(Binder(self.item.start, letter, None, ()))
            return
        size, without = read_set(self.parser, items)
        self.binders.append(Binder(self.item.start, letter, size, without))

    def _is_no_set(self, name: str) -> bool:
        names = self.parser.names
        return names.is_known(name) or names.is_size(name) or names.is_function(name)

    def _indicator(self, letter: str, items: Items) -> Expression | None:
        r"""Whether the index is in a set S, or S_j, of which nothing is known: the value of a function that nothing
        defines, since what holds for all its values holds for 0 and 1. None for another set, and below another sign
        than a sum."""
        if _BIG[word_of(self.item)] != "sum" or len(items) != 1 or items[0].upper or items[0].primes:
            return None
        name = letter_of(items[0].bare)
        if name is None or name == "N" or name.startswith(r"\mathbb") or self._is_no_set(name):
            return None
        lower = [index_key(item) for item in items[0].lower or () if item.text != ","]
        if None in lower:
            return None
        self.parser.spelled(items)
        places = tuple(syntax.Name(items[0].start, str(one)) for one in (letter, *lower))
        return syntax.Membership(items[0].start, rf"1_{{{name}}}", places)

    def _ordered(self, chain: Chain) -> None:
        r"""``i < j``, ``j > i``, ``1 \le i < j \le n``: two new indices; ``1 < i \le K``: one."""
        sides, names = list(chain.sides), [relation.name for relation in chain.relations]
        if names[0].startswith(">"):
            sides, names = sides[::-1], [name.replace(">", "<") for name in names[::-1]]
        if len(sides) == 3 and plain(sides[0]).isdigit() and self._is_last_bound(sides[2]):
            self._between(sides, names)
            return
        if plain(sides[0]) == "1" and names[0] == "<=":
            self.parser.spelled(sides[0])
            sides, names = sides[1:], names[1:]
        if len(sides) == 3 and names[1] == "<=":
            if self.upper is not None:
                raise BOUNDS("this sum has two upper bounds: write one of them", self.item.start)
            self.upper = self.parser.nested(sides.pop()).whole()
            names.pop()
        if len(sides) != 2:
            raise BOUNDS(
                f"the bounds '{written(self.item.lower or ())}' are not understood; expected i < j", self.item.start
            )
        (lower,), (higher,) = (self._letters(side, 1) for side in sides)
        if self.binders or lower == higher or {lower, higher} & self.parser.bound:
            raise BOUNDS(
                rf"an order of indices is understood where one sign sums over both: \sum_{{{lower} < {higher}}}",
                self.item.start,
            )
        self.binders.append(Binder(self.item.start, higher, self.upper, ()))
        self.binders.append(Binder(self.item.start, lower, self.upper, (), higher, names[0] == "<="))

    def _is_last_bound(self, side: Items) -> bool:
        """Whether a side bounds an index by a size, and is no index of its own."""
        letter = index_key(side[0]) if side else None
        if letter is None or letter in self.parser.bound:
            return plain(side).isdigit()
        return len(side) > 1 or self.parser.names.is_size(letter)

    def _between(self, sides: list[Items], names: list[str]) -> None:
        """``1 < i \\le K``: an index between two bounds."""
        if self.upper is not None:
            raise BOUNDS("this sum has two upper bounds: write one of them", self.item.start)
        (letter,) = self._letters(sides[1], 1)
        first = self.parser.nested(sides[0]).whole()
        last = self.parser.nested(sides[2]).whole()
        if names[0] == "<":
            first = replace(cast(syntax.Numeral, first), value=cast(syntax.Numeral, first).value + 1)
        if names[1] == "<":
            last = syntax.Total(last.at, ((1, last), (-1, syntax.Numeral(last.at, Fraction(1), 0))))
        size, without = class_range(self.parser, first, last, self.item.start)
        numbers = numbers_between(first, last) or ()
        self.binders.append(Binder(self.item.start, letter, size, without, numbers=numbers))

    def _refuse_list(self, letters: list[str], excluded: list[Expression]) -> None:
        r"""Raises Unreadable for ``i, j \ne k`` of two new indices: j differs from k, and i does, or may not."""
        before = [binder for binder in self.binders if not binder.without and binder.bound is self.upper]
        new = [letter for letter in letters if all(letter != binder.letter for binder in self.binders)]
        spoken = {one.key for one in excluded if isinstance(one, syntax.Name)}
        if before and new and not spoken & {binder.letter for binder in self.binders}:
            raise BOUNDS(
                rf"'{written(self.item.lower or ())}' has two readings, that one index is another than what stands "
                "behind \\ne and that all are: write a sign for each index",
                self.item.start,
            )

    def _without(self, chain: Chain, listed: list[Items]) -> None:
        if any(relation.name != "!=" for relation in chain.relations):
            raise self._refused()
        excluded = [self.parser.nested(side).whole() for side in (*chain.sides[1:], *listed)]
        letters = self._letters(chain.sides[0])
        self._refuse_list(letters, excluded)
        for letter in letters:
            known = [binder for binder in self.binders if binder.letter == letter]
            if known:
                self.binders.remove(known[0])
            elif letter in self.parser.bound or len(letters) > 1:
                raise BOUNDS("which index is summed over is not clear: write it in front, i, i \\ne j", self.item.start)
            before = known[0] if known else Binder(self.item.start, letter, self.upper, ())
            self.binders.append(replace(before, without=(*before.without, *excluded)))
            also = [e.key for e in excluded if isinstance(e, syntax.Name)]
            self.binders.sort(key=lambda binder: binder.letter not in also)


def class_range(
    parser: Parser, first: Expression, last: Expression, at: int
) -> tuple[Expression | None, tuple[Expression, ...]]:
    """The size over which an index runs from the first to the last class, and the classes that are left out.

    Raises Unreadable unless it begins with the first class or the second, and ends with the last or the one before."""
    lowest = parser.names.first_index()
    start = _numeral_value(first)
    size, below = _less(last)  # last = size − below
    below += lowest - 1  # from 0 on, the last class is K − 1
    if _is_numeral(last) and lowest == 0:
        size, below = replace(cast(syntax.Numeral, last), value=cast(syntax.Numeral, last).value + 1), 0
    if start is None or start - lowest not in (0, 1) or below not in (0, 1):
        wanted = "1 to K" if lowest == 1 else "0 to K-1"
        raise RANGE(
            f"an index from {_shown(first)} to {_shown(last)} is not understood; expected {wanted} in a document that "
            f"counts from {lowest} (the directive 'indices from 0' says otherwise)",
            at,
        )
    without: list[Expression] = []
    if start - lowest == 1:
        without.append(syntax.Numeral(at, Fraction(lowest), 0))
    if below == 1:
        without.append(_last_class(size, lowest, at))
    if below == -1:
        raise RANGE(
            f"an index that runs to {_shown(last)} has no last class here: write the last class as its bound", at
        )
    return size, tuple(without)


def _last_class(size: Expression, lowest: int, at: int) -> Expression:
    if lowest == 1:
        return size
    return syntax.Total(at, ((1, size), (-1, syntax.Numeral(at, Fraction(1), 0))))


def _less(node: Expression) -> tuple[Expression, int]:
    """K and n, where the expression is K − n; any other expression, and 0."""
    size, more = _apart(node)
    return (size, -more) if more < 0 else (node, 0)


def _apart(node: Expression) -> tuple[Expression, int]:
    """K and n, where the expression is K + n, or K and −n, where it is K − n."""
    if isinstance(node, syntax.Total) and len(node.terms) == 2:
        (first, size), (sign, number) = node.terms
        value = _numeral_value(number)
        if first == 1 and value is not None:
            return size, sign * value
    return node, 0


def _is_numeral(node: Expression, value: int | None = None) -> bool:
    number = _numeral_value(node)
    return number is not None and value in (None, number)


def _numeral_value(node: Expression) -> int | None:
    return int(node.value) if isinstance(node, syntax.Numeral) and node.value.denominator == 1 else None


def _shown(node: Expression) -> str:
    size, below = _less(node)
    name = size.key if isinstance(size, syntax.Name) else str(_numeral_value(size) if _is_numeral(size) else "…")
    return f"{name}-{below}" if below else name


def numbers_between(first: Expression, last: Expression) -> tuple[int, ...] | None:
    """The whole numbers between two numerals; None where one of them is no numeral."""
    low, high = _numeral_value(first), _numeral_value(last)
    if low is None or high is None or high - low >= MOST_TERMS:
        return None
    return tuple(range(low, high + 1))


def listed_numbers(items: Items) -> tuple[int, ...] | None:
    r"""The numbers of ``\{1, 3\}``; None for another set."""
    if len(items) != 1 or items[0].text != "{ }" or items[0].scripted:
        return None
    text = plain(items[0].parts[0])
    parts = text.split(",")
    if len(set(parts)) < len(parts):
        raise SET(f"a set has each of its members once, not '{text}'", items[0].start)
    return tuple(map(int, parts)) if all(part.isdigit() and len(part) < 4 for part in parts) else None


def read_set(parser: Parser, items: Items) -> tuple[Expression | None, tuple[Expression, ...]]:
    r"""The size of ``\{1, …, K\}`` or ``[K]``, and the classes that are left out, as in ``\{2, …, K\}``."""
    at = items[0].start if items else parser.place()
    if len(items) == 1 and items[0].text == "{ }" and not items[0].scripted:
        parts = parser.split(items[0].parts[0], ",")
        dots = [k for k, part in enumerate(parts) if len(part) == 1 and parser.is_dots(part[0])]
        runs = all(plain(parts[k]).isdigit() for k in range(dots[0])) if dots else False
        numbers = [int(plain(part)) for part in parts[: dots[0]]] if runs else []
        if numbers and dots[0] + 2 == len(parts) and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            parser.owned.take(items[0], SIGN)
            parser.spelled(parts[dots[0]])
            for part in parts[1 : dots[0]]:
                parser.spelled(part)
            first, last = parser.nested(parts[0]).whole(), parser.nested(parts[-1]).whole()
            return class_range(parser, first, last, at)
    if len(items) == 1 and items[0].text == "[ ]" and not items[0].scripted:
        parser.owned.take(items[0], SIGN)
        return parser.nested(items[0].parts[0]).whole(), ()
    raise SET(
        f"the set '{written(items)}' is not understood; expected \\{{1, \\dots, K\\}} (domains of numbers are "
        "declared with 'let')",
        at,
    )


# Sums over numbers -------------------------------------------------------------------------------


def _is_written_out(bounds: Bounds, body: Expression, item: Item) -> bool:
    """Whether a sum over numbers is written out: where the letter is used as a number, or the numbers are listed.
    Raises Unreadable where that cannot be, since there are other indices or numbers that are left out."""
    if bounds.ends is not None and not is_number(body, bounds.over):
        return False
    if len(bounds.binders) > 1 or bounds.binders[0].without:
        raise NUMBERS(
            f"'{bounds.over}' runs over numbers, beside other conditions below the same sign: write a sign for each",
            item.start,
        )
    return True


def _run_over_classes(parser: Parser, bounds: Bounds, item: Item) -> None:
    """Makes the numbers that a letter runs over those of classes."""
    first, last = cast(tuple[Expression, Expression], bounds.ends)
    size, without = class_range(parser, first, last, item.start)
    bounds.binders = tuple(
        replace(binder, bound=size, without=(*without, *binder.without), numbers=bounds.values or ())
        if binder.letter == bounds.over
        else binder
        for binder in bounds.binders
    )


def _is_counted(operator: str, bounds: Bounds, body: Expression, letter: str) -> bool:
    """Whether the letter of a sum or product is a number only: nothing else stands below the sign, and it is calculated
    with, or stands nowhere while its bounds are not those of an index."""
    has_number = letter in body.names or bounds.problem is not None
    is_alone = bounds.binders == (bounds.range,)
    return operator in ("sum", "prod") and is_alone and has_number and not is_index(body, letter)


# Limits ------------------------------------------------------------------------------------------


@form("lim")
def limit(parser: Parser, item: Item) -> Expression | None:
    r"""``\lim_{x \to 0} f``."""
    lower = parser.lower(item)
    if lower is None:
        raise LIMIT(r"the limit needs its variable: \lim_{x \to 0}", item.start)
    approach = read_approach(parser, split_chain(lower, parser.owned), item.start)
    return syntax.Tends(item.start, approach, parser.signed_product())


def read_approach(parser: Parser, chain: Chain, at: int) -> syntax.Approach:
    r"""``x \to 0^+``: which variable tends where, from which side."""
    if len(chain.relations) != 1 or chain.relations[0].name != "->" or chain.relations[0].over:
        raise LIMIT(r"a limit is written x \to a", at)
    variable = parser.nested(chain.sides[0]).whole()
    target = chain.sides[1]
    text = plain(target)
    if text in (r"\infty", r"+\infty", r"-\infty"):
        parser.spelled(target)
        return syntax.Approach(at, variable, None, "-infinity" if text.startswith("-") else "infinity")
    side = ""
    last = target[-1]
    if last.upper is not None and plain(last.upper) in ("+", "-"):
        side = "above" if plain(last.upper) == "+" else "below"
        parser.spelled(parser.upper(last))
    elif last.text in ("+", "-") and len(target) > 1:
        side = "above" if last.text == "+" else "below"
        parser.owned.take(last, SIGN)
        target = target[:-1]
    return syntax.Approach(at, variable, parser.nested(target).whole(), side)
