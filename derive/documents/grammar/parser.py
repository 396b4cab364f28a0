"""Items to expressions: precedence as in CONTRACT's reading rules.

A sign, a big operator or a function without brackets takes the product that follows it, up to the next + or −
at its own level. What a sign or word means stands in ``forms``; where the rules have two readings, the parser
asks :class:`~derive.documents.grammar.choices.Choices`; and whatever it reads, it takes from
:class:`~derive.documents.grammar.ownership.Ownership`, so that nothing is left unread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import cast

from derive.documents.errors import LOST, refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.chains import DOTS
from derive.documents.grammar.choices import Choices
from derive.documents.grammar.dots import DOTS_UNCLEAR, dotted
from derive.documents.grammar.evaluations import (
    POINT,
    REACH,
    bound_letters,
    check_reach,
    has_equation,
    is_bar,
    left_of_last,
)
from derive.documents.grammar.names import (
    Names,
    index_key,
    is_star,
    is_transposition,
    key_of,
    letter_of,
    without_font,
)
from derive.documents.grammar.ownership import LOWER, PRIMES, SIGN, UPPER, Ownership
from derive.documents.grammar.refusals import (
    DIGITS,
    MISSING,
    MIXED,
    SIGNS_BETWEEN,
    UNEXPECTED,
    composed,
    refuse_scientific,
)
from derive.documents.grammar.registry import beginnings, form_of_names, forms_of
from derive.documents.grammar.syntax import Expression
from derive.documents.grammar.tokens import TOO_LARGE, Item, Items, plain, written

SUPERSCRIPT = refusal(
    "D131",
    "a plus, minus or star as a superscript",
    """A plus or minus in a script may be a positive part, a limit from one side, an inverse or part of a name, and a
    star is part of the name of a letter. Write '\\max(x, 0)' or '[x]_+' for the positive part, or declare or define the
    name with its script.""",
    ("x^+ = x", "let $x > 0$"),
    (r"\max(x, 0) = x", "let $x > 0$"),
)

EXPONENT_NAME = refusal(
    "D132",
    "a name in an exponent that nothing introduces",
    """The letter i in an exponent is read as the imaginary unit by many, and complex numbers are not understood; a
    word in an exponent may be part of a name. Declare the letter or word as a number with 'let', or write the word
    alone as part of a declared name.""",
    ("x^{i + 1} = x^i x", "let $x > 0$"),
    ("x^{i + 1} = x^i x", "let $x > 0$", r"let $i \in \mathbb{R}$"),
)

INDEX = refusal(
    "D133",
    "an index that is not understood",
    """An index is a letter, a number, or a colon for all of them, with commas between several. For anything else
    define a letter, as in 'assume $c = \\arg\\max_k z_k$', and write that as the index.""",
    (r"z_{\arg\max_k z_k} = \max_k z_k", r"let $z \in \mathbb{R}^K$"),
    (
        r"z_c = \max_k z_k",
        r"let $z \in \mathbb{R}^K$",
        r"let $c \in \{1, \dots, K\}$",
        r"assume $c = \arg\max_k z_k$",
    ),
)

ARGUMENTS_OF_SIGN = refusal(
    "D135",
    "a sign with another number of indices or arguments",
    """Inner products, covariances and Kronecker's delta take two arguments or indices, expectations and variances
    one, the identity one size or two indices, and norms have the index 1, 2, F or \\infty. Write as many as the
    message says; define a norm or sign of another kind as a function of its own.""",
    (r"\|x\|_3 = 1", r"let $x \in \mathbb{R}^K$"),
    (r"\|x\|_2^2 = \sum_k x_k^2", r"let $x \in \mathbb{R}^K$"),
)

LARGEST_NUMERAL = 40
"""The most digits of a numeral."""

BIG_WORDS = frozenset({"sum", "prod", "max", "min", "sup", "inf", "lim"})
"""Operators that take what follows them, as words."""

ENTRYWISE = frozenset({r"\odot", r"\circ", r"\oslash"})
TIMES = frozenset({r"\cdot", r"\times", "*", r"\ast"})
FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\nicefrac", r"\sfrac")
SLASHES = frozenset({"/", r"\div"})
_END_PRODUCTS = frozenset({"+", "-", ",", ";", ":", "|", "||"})
"""Signs before which every product ends."""
BRACKETS = ("( )", "[ ]", "{ }")
ARGUMENT_SIGNS = (",", ";", r"\|", r"\Vert", "||", "|", r"\mid", r"\parallel")
"""What parts the arguments of a function."""


@dataclass
class Reading:
    """What one reading of a formula shares: the names in force, the choices, and who has read what."""

    names: Names
    choices: Choices
    owned: Ownership


class Parser:
    """Reads a run of items from left to right."""

    def __init__(
        self,
        items: Items,
        reading: Reading,
        bound: frozenset[str] = frozenset(),
        at: int = 0,
        stops: frozenset[str] = frozenset(),
    ) -> None:
        self.items = items
        self.reading = reading
        self.names = reading.names
        self.choices = reading.choices
        self.owned = reading.owned
        self.bound = bound
        self.stops = stops
        """Signs before which a product ends: those that a function without brackets does not reach over."""
        self.position = 0
        self.at = items[0].start if items else at

    def nested(self, items: Items, bound: frozenset[str] | None = None) -> Parser:
        """A parser for the inside of something."""
        return Parser(items, self.reading, self.bound if bound is None else bound, self.place())

    def continued(self, bound: frozenset[str], stops: frozenset[str] = frozenset()) -> Parser:
        """A parser at the same place, inside binders, and before more signs that end a product."""
        inner = Parser(self.items, self.reading, bound, self.at, self.stops | stops)
        inner.position = self.position
        return inner

    # Items ---------------------------------------------------------------------------------------

    def peek(self, ahead: int = 0) -> Item | None:
        """The next item, or one further ahead."""
        position = self.position + ahead
        return self.items[position] if 0 <= position < len(self.items) else None

    def take(self) -> Item:
        """The next item, its sign read."""
        item = self.peek()
        if item is None:
            raise MISSING("something is missing here: expected an expression", self.place())
        self.position += 1
        self.owned.take(item, SIGN)
        return item

    def lower(self, item: Item) -> Items | None:
        """The subscript of an item, read."""
        if item.lower is not None:
            self.owned.take(item, LOWER)
        return item.lower

    def upper(self, item: Item) -> Items | None:
        """The superscript of an item, read."""
        if item.upper is not None:
            self.owned.take(item, UPPER)
        return item.upper

    def primes(self, item: Item) -> int:
        """How many primes an item has, read."""
        if item.primes:
            self.owned.take(item, PRIMES)
        return item.primes

    def spelled(self, items: Items | None) -> None:
        """Marks items as read that are spelled out in a name."""
        self.owned.take_whole(items or ())

    def place(self) -> int:
        """Where in the file the parser stands."""
        if self.position < len(self.items):
            return self.items[self.position].start
        return self.items[-1].end if self.items else self.at

    def whole(self) -> Expression:
        """All the items, as one expression."""
        result = self.total()
        self.finish()
        return result

    def finish(self) -> None:
        """Raises Unreadable where items are left."""
        item = self.peek()
        if item is not None:
            raise UNEXPECTED(
                f"'{plain((item.bare,))}' is not expected here: leave it out, or write brackets",
                item.start,
            )

    # Sums ----------------------------------------------------------------------------------------

    def sign(self) -> int | None:
        """A sign, read; None where there is none."""
        item = self.peek()
        if item is not None and item.text in ("+", "-") and item.kind == "character" and not item.scripted:
            self.take()
            return 1 if item.text == "+" else -1
        return None

    def total(self) -> Expression:
        """Terms with their signs."""
        from_ = self.place()
        first = self.sign()
        start = self.position
        terms = [(first or 1, self.product())]
        self._suffixes(terms, start)
        while (sign := self.sign()) is not None:
            item = self.peek()
            if item is not None and self.is_dots(item):
                self.take()
                if sign != 1 or self.sign() != 1:
                    raise DOTS_UNCLEAR("dots are understood between plus signs: x_1 + \\cdots + x_n", item.start)
                terms = dotted("sum", terms, (1, self.product()), item.start)
                continue
            start = self.position
            terms.append((sign, self.product()))
            self._suffixes(terms, start)
        if len(terms) == 1 and terms[0][0] == 1:
            return terms[0][1]
        return syntax.Total(from_, tuple(terms))

    def _suffixes(self, terms: list[tuple[int, Expression]], start: int) -> None:
        """The last term, which begins at a position, at the points that bars behind it state."""
        while (item := self.peek()) is not None and is_bar(item):
            last = self.items[self.position - 1]
            is_one_item = self.position == start + 1
            self.take()
            sign, body = terms[-1]
            before = [term for _, term in terms[:-1]]
            check_reach(before if is_one_item else [*before, *left_of_last(body, last)], item)
            terms[-1] = (sign, self.evaluated(body, item))

    def signed_product(self) -> Expression:
        """A product that may begin with a sign."""
        at = self.place()
        sign = self.sign()
        body = self.product()
        return body if sign in (None, 1) else syntax.Total(at, ((-1, body),))

    # Products ------------------------------------------------------------------------------------

    def at_end_of_product(self) -> bool:
        """Whether the product ends here."""
        item = self.peek()
        if item is None or (item.kind == "character" and item.text in _END_PRODUCTS):
            return True
        return bool(self.stops) and word_of(item) in self.stops

    def product(self) -> Expression:
        """Factors up to the next sign."""
        return self.product_after([])

    def product_after(self, factors: list[Expression]) -> Expression:
        """The product of some factors and those up to the next sign."""
        at = factors[0].at if factors else self.place()
        dotted: list[int] = []
        slash: tuple[Expression, Expression, int] | None = None  # a / b, while factors may follow, and where b ends
        while not self.at_end_of_product():
            item = cast(Item, self.peek())
            if item.text in SIGNS_BETWEEN:
                if not factors:
                    raise MISSING(
                        f"'{item.text}' has nothing on its left: write what it joins, or leave it out", item.start
                    )
                self.take()
                start = self.position
                above = self._times(factors, dotted)
                self._explicit(item, factors, dotted)
                slash = (above, cast(syntax.Quotient, factors[0]).bottom, start) if item.text in SLASHES else None
                continue
            if slash is not None and self._takes_rest(*slash):
                rest = syntax.Times(slash[1].at, (slash[1], *_factors(self.product())))
                factors[:] = [syntax.Quotient(slash[0].at, slash[0], rest)]
                break
            slash = None
            if self.is_dots(item):
                factors, dotted = self._dots_between(factors), []
                continue
            refuse_scientific(self.items, self.position)
            if factors and (item.kind == "digit" or item.text == "."):
                self._check_apart(self.items[self.position - 1], item)
            if factors and _is_mixed_number(self.items[self.position - 1], item):
                raise MIXED(
                    f"'{plain((self.items[self.position - 1], item))}' has two readings, a mixed number and a product: "
                    r"write \cdot between them, or the sum",
                    item.start,
                )
            factors.append(self.factor())
        if not factors:
            raise MISSING("something is missing here: expected an expression", self.place())
        return self._times(factors, dotted, at)

    def _times(self, factors: list[Expression], dotted: list[int], at: int | None = None) -> Expression:
        if len(factors) == 1:
            return factors[0]
        return syntax.Times(factors[0].at if at is None else at, tuple(factors), tuple(dotted))

    def _takes_rest(self, above: Expression, below: Expression, start: int) -> bool:
        """Whether what follows ``a / b`` stands below the line, too: ``a / b c`` has both readings, but for a number
        over a number before a sum, norm or bracket."""
        item = cast(Item, self.peek())
        is_number = all(self._is_plain_number(side) for side in (above, below))
        if is_number and (item.kind == "brackets" or word_of(item) in BIG_WORDS):
            return False
        beginning = self.items[: self.position]
        a, b = written(beginning[: start - 1]), written(beginning[start:])
        rest = written(self.items[self.position :])
        return bool(
            self.choices.local(
                "slash", written(self.items), rf"\frac{{{a}}}{{{b}}} {rest}", rf"\frac{{{a}}}{{{b} {rest}}}"
            )
        )

    def _is_plain_number(self, node: Expression) -> bool:
        if isinstance(node, syntax.Name):
            return self.names.is_index(node.key) and node.key not in self.bound
        return isinstance(node, syntax.Numeral)

    def _dots_between(self, factors: list[Expression]) -> list[Expression]:
        item = self.take()
        following = self.peek()
        if following is not None and following.text in TIMES:
            self.take()
        pairs = [(1, factor) for factor in factors]
        return [factor for _, factor in dotted("prod", pairs, (1, self.factor()), item.start)]

    def _explicit(self, sign_: Item, factors: list[Expression], dotted: list[int]) -> None:
        """The right operand of a written operator."""
        at = self.place()
        sign = self.sign()
        right = self.factor()
        if sign == -1:
            right = syntax.Total(at, ((-1, right),))
        if sign_.text in TIMES:
            if sign_.text == r"\cdot":
                dotted.append(len(factors))
            factors.append(right)
        elif sign_.text in ENTRYWISE:
            left = factors.pop()
            divided, is_circle = sign_.text == r"\oslash", sign_.text == r"\circ"
            if is_circle and any(self.is_unapplied(side) for side in (left, right)):
                raise composed(sign_.start)
            factors.append(syntax.Entrywise(sign_.start, left, right, divided, is_circle, True))
        else:
            left = self._times(factors, dotted)
            factors[:], dotted[:] = [syntax.Quotient(left.at, left, right)], []

    def _check_apart(self, before: Item, item: Item) -> None:
        """Raises Unreadable where a numeral follows a numeral, or a script of one digit without braces."""
        scripts = [script[0] for script in (before.lower, before.upper) if script is not None and len(script) == 1]
        if before.kind == "digit" or any(script.kind == "digit" and script.end == before.end for script in scripts):
            start, end = self.position - 1, self.position
            while before.kind == "digit" and start > 0 and self.items[start - 1].kind == "digit":
                start -= 1
            while end < len(self.items) and (self.items[end].kind == "digit" or self.items[end].text == "."):
                end += 1
            one, other = plain(self.items[start : self.position]), plain(self.items[self.position : end])
            raise DIGITS(
                rf"'{one} {other}' has two readings, one numeral or script whose digits stand apart and the product "
                rf"{one} \cdot {other.strip('.')}: write the digits together (a script of several in braces), or \cdot",
                item.start,
            )

    def is_dots(self, item: Item) -> bool:
        """Whether the item is an ellipsis."""
        return item.kind == "command" and item.text in DOTS and not item.scripted

    # Factors -------------------------------------------------------------------------------------

    def factor(self, takes_value: bool = True) -> Expression:
        """One factor, with its scripts and the brackets it is applied to; without ``takes_value``, brackets behind a
        number are left to what stands before it."""
        for beginning in beginnings():
            found = beginning(self)
            if found is not None:
                return found
        start = self.position
        item = self.take()
        if item.kind == "digit" or (item.text == "." and self._digit_follows()):
            return self._numeral(item)
        if item.text == "." and (following := self.peek()) is not None and following.kind == "digit":
            raise DIGITS(
                f"'. {following.text}' has two readings, a decimal and the end of a formula: "
                "leave out the space, or write the formulas apart",
                item.start,
            )
        value = self._formed(item)
        if value is None:
            value = self.bracketed(item) if item.kind == "brackets" else form_of_names()(self, item)
        return self.applied(value, start) if takes_value or not self._is_complete(value) else value

    def _formed(self, item: Item) -> Expression | None:
        self.refuse_lost(item)
        for one in forms_of(item, word_of(item)):
            value = one(self, item)
            if value is not None:
                return value
        plain_letter = without_font(item)
        for one in forms_of(plain_letter, word_of(plain_letter)) if plain_letter is not item else ():
            value = one(self, plain_letter)
            if value is not None:
                self.spelled(item.parts[0])
                return value
        return None

    def refuse_lost(self, item: Item) -> None:
        """Raises Unreadable where the document gives a sign a meaning of its own that was not understood: the usual
        meaning does not step in for it."""
        refused = self.names.refused()
        if not refused or item.kind in ("digit", "brackets", "environment"):
            return
        letter = letter_of(item)
        keys = {item.text, word_of(item), *([letter] if letter else [])} - self.bound
        if item.lower is not None:
            below = f"_{{{plain(item.lower)}}}"
            keys |= {key + below for key in (*keys, f"\\{word_of(item)}")}
        for key in sorted(keys & refused.keys()):
            raise LOST(f"'{key}' is not known: see the error in line {refused[key]}", item.start)

    def _digit_follows(self) -> bool:
        point, following = self.items[self.position - 1], self.peek()
        return following is not None and following.kind == "digit" and adjoins(point, following)

    def _numeral(self, first: Item) -> Expression:
        digits = [first]
        while not digits[-1].scripted:
            following = self.peek()
            if following is None or not adjoins(digits[-1], following):
                break
            after = self.peek(1)
            point = following.text == "." and after is not None and after.kind == "digit"
            if point and not adjoins(following, cast(Item, after)):
                break
            if following.kind != "digit" and not (point and all(item.text != "." for item in digits)):
                break
            digits.append(self.take())
        text = "".join(item.text for item in digits)
        last = digits[-1]
        following = self.peek()
        if last.scripted and following is not None and following.kind == "digit" and adjoins(last, following):
            raise DIGITS("write \\cdot before the digit, or all digits of the script in braces", following.start)
        if len(text) > LARGEST_NUMERAL:
            raise TOO_LARGE(f"a numeral has more than {LARGEST_NUMERAL} digits; define a letter for it", first.start)
        decimals = len(text) - text.index(".") - 1 if "." in text else 0
        number = syntax.Numeral(first.start, Fraction(text), decimals)
        if text == "1":
            for one in forms_of(last, "1"):
                value = one(self, last)
                if value is not None:
                    return value
        return self.raised(number, last)

    # Application ---------------------------------------------------------------------------------

    def applied(self, value: Expression, start: int) -> Expression:
        """The value, applied to round brackets behind it where it is a function without its argument, or where a
        number may be meant at a value of its variable."""
        following = self.peek()
        if following is None or following.text != "( )" or has_equation(following):
            return value
        if self.is_unapplied(value):
            if self.holds_unapplied(following.parts[0]):
                return value
            self.take()
            arguments = self.arguments(following.parts[0])
            return self.with_scripts(syntax.Applied(value.at, value, arguments), following)
        if self._is_complete(value) and _is_lone(following.parts[0]):
            body, point = written(self.items[start : self.position]), written(following.parts[0])
            if self.choices.local("value", f"{body}({point})", rf"{body} \cdot {point}", rf"\left. {body} \right|_{{x = {point}}} with the variable for x"):  # fmt: skip  # noqa: E501
                self.take()
                point_value = self.nested(following.parts[0]).whole()
                return self.with_scripts(syntax.AtValue(value.at, value, point_value), following)
        return value

    def is_unapplied(self, node: Expression) -> bool:
        """Whether the node is made of functions without their arguments: f, f′, f + g, 1 − σ, f / g, |f|."""
        match node:
            case syntax.Name(key=key):
                return key not in self.bound and self.names.is_function(key)
            case syntax.Application(arguments=()):
                return True
            case syntax.Partial(body=body) | syntax.Raised(base=body, exponent=syntax.Numeral()):
                return self.is_unapplied(body)
            case syntax.Known(function="abs", arguments=(body,)):
                return self.is_unapplied(body)
            case syntax.Quotient(top=top, bottom=bottom):
                return self._all_unapplied((top, bottom))
            case syntax.Times(factors=factors):
                return self._all_unapplied(factors)
            case syntax.Total(terms=terms):
                return self._all_unapplied(tuple(term for _, term in terms))
        return False

    def _all_unapplied(self, parts: tuple[Expression, ...]) -> bool:
        functions = [self.is_unapplied(part) for part in parts]
        return any(functions) and all(
            is_function or not part.names for is_function, part in zip(functions, parts, strict=True)
        )

    def holds_unapplied(self, items: Items) -> bool:
        """Whether brackets hold a function without its argument, so that they are a factor: σ(1 − σ)."""
        for position, item in enumerate(items):
            key, _ = key_of(item, self.names) if item.kind != "brackets" else (None, False)
            after = items[position + 1] if position + 1 < len(items) else None
            applied = after is not None and after.text in BRACKETS
            if key is not None and key not in self.bound and self.names.is_function(key) and not applied:
                return True
            if item.kind == "brackets" and self.holds_unapplied(item.parts[0]):
                return True
        return False

    def _is_complete(self, node: Expression) -> bool:
        """Whether the node is a number that is defined without an argument, or a derivative of one."""
        if isinstance(node, (syntax.Partial, syntax.Nabla)):
            return self._is_complete(node.body)
        return isinstance(node, syntax.Name) and node.key not in self.bound and self.names.is_complete(node.key)

    # Brackets and scripts ------------------------------------------------------------------------

    def bracketed(self, item: Item) -> Expression:
        """A bracket, or a pair of bars, with its scripts; its sign is read already."""
        inner = item.parts[0]
        if item.text in ("( )", "[ ]", ". |") and has_equation(item):
            return self.evaluated(self.nested(inner).whole(), item)
        if item.text in BRACKETS:
            content = self.nested(inner).whole()
            if isinstance(content, syntax.Entrywise):
                content = replace(content, is_loose=False)
            if item.lower is not None and plain(item.lower) in ("+", "-"):
                return self.raised(self._positive_part(content, item), item)
            return self.with_scripts(content, item)
        if item.text == "| |":
            return self.raised(syntax.Known(item.start, "abs", (self.nested(inner).whole(),)), item)
        if item.text == "|| ||":
            lower = self.lower(item)
            index = plain(lower) if lower is not None else "2"
            kind = {"1": "norm1", "2": "norm", r"\infty": "norminf", "F": "normF"}.get(index, "")
            if not kind:
                raise ARGUMENTS_OF_SIGN(
                    f"the norm with index {index} is not understood; expected 1, 2, F or \\infty", item.start
                )
            self.spelled(lower)
            return self.raised(syntax.Known(item.start, kind, (self.nested(inner).whole(),)), item)
        if item.text == r"\langle \rangle":
            parts = self.split(inner, ",", "|", r"\mid")
            if len(parts) != 2:
                raise ARGUMENTS_OF_SIGN(
                    "an inner product has two arguments, \\langle u, v \\rangle; angle brackets around one are a name "
                    f"where 'define' introduces it: '{written((item.bare,))} = …'",
                    item.start,
                )
            left, right = (self.nested(part).whole() for part in parts)
            return self.raised(syntax.Inner(item.start, left, right), item)
        raise UNEXPECTED(f"the brackets {item.text} are not understood here: write ( ) or [ ]", item.start)

    def _positive_part(self, content: Expression, item: Item) -> Expression:
        """``[x]_+``: the number where it is positive, and else 0. Raises Unreadable for ``[x]_-``."""
        lower = cast(Items, self.lower(item))
        if plain(lower) == "-":
            raise SUPERSCRIPT(
                "a negative part has two readings, min(x, 0) and max(-x, 0): write \\max or \\min", item.start
            )
        self.spelled(lower)
        zero = syntax.Numeral(item.start, Fraction(0), 0)
        return syntax.Extreme(item.start, "max", (content, zero))

    def evaluated(self, body: Expression, item: Item) -> Expression:
        """The body at the point that the subscript of a bar states. Raises Unreadable for an upper bound, and
        where a variable or its value is an index that the body binds."""
        lower = self.lower(item) or ()
        if item.upper is not None or item.primes:
            raise REACH(
                "a superscript on an evaluation has two readings, an upper bound and a power: write the difference "
                "of the values at the two points, or brackets around what is raised",
                item.start,
            )
        letters = bound_letters(body)
        changes: list[tuple[Expression, Expression]] = []
        for part in self.split(lower, ",", ";"):
            equals = [position for position, one in enumerate(part) if one.text == "="]
            if len(equals) != 1:
                raise POINT(f"a point is written x = a below the bar, not '{plain(part)}'", item.start)
            self.owned.take(part[equals[0]], SIGN)
            sides = (part[: equals[0]], part[equals[0] + 1 :])
            variable, value = (self.nested(side).whole() for side in sides)
            if not isinstance(variable, syntax.Name):
                raise POINT(f"below the bar stands a whole variable, x = a, not '{plain(sides[0])}'", item.start)
            if variable.key in [known.key for known, _ in changes if isinstance(known, syntax.Name)]:
                raise POINT(f"'{variable.key}' has two values below the bar: write one of them", item.start)
            for letter in letters:
                if syntax.mentions(variable, letter) or syntax.mentions(value, letter):
                    raise REACH(
                        f"'{letter}' below the bar has two readings, the index that is bound before it and another: "
                        "rename one of them, or write brackets around what is evaluated inside the sum",
                        item.start,
                    )
            changes.append((variable, value))
        return syntax.Evaluated(item.start, body, tuple(changes))

    def with_scripts(self, base: Expression, item: Item) -> Expression:
        """The base with the subscripts and superscripts of the item."""
        lower = self.lower(item)
        if lower is not None:
            base = syntax.Subscript(item.start, base, self.indices(lower))
            return self._beside_indices(self.raised(base, item), item)
        return self.raised(base, item)

    def _beside_indices(self, value: Expression, item: Item) -> Expression:
        """The entry, where it is raised on the item that has its indices: of a matrix that has two readings."""
        if isinstance(value, syntax.Transposed) and isinstance(value.base, syntax.Subscript):
            entry = value.base
            if not any(isinstance(index, syntax.Whole) for index in entry.indices):
                return replace(value, beside_indices=True)
            if item.upper and item.lower and item.upper[0].start < item.lower[0].start:  # a slice of the transpose
                return replace(entry, base=replace(value, base=entry.base))
            return value
        if isinstance(value, syntax.Raised) and item.upper and item.lower:
            is_first = item.upper[0].start <= item.lower[0].start
            return replace(value, before_indices=is_first, after_indices=not is_first)
        return value

    def raised(self, base: Expression, item: Item) -> Expression:
        """The base with the superscript of the item: a power or a transposition. Primes are left unread."""
        if item.upper is None or self.owned.has(item, UPPER):
            return base
        upper = cast(Items, self.upper(item))
        following = self.peek()
        if (
            len(upper) == 1
            and upper[0].kind == "digit"
            and upper[0].end == item.end
            and following is not None
            and following.kind == "digit"
            and following.start == item.end
        ):
            raise DIGITS("write the exponent in braces: it takes only the first digit", following.start)
        if is_transposition(upper):
            self.spelled(upper)
            return syntax.Transposed(item.start, base, upper[0].kind == "letter")
        if len(upper) == 2 and upper[0].text == "-" and not upper[0].scripted and is_transposition(upper[1:]):
            self.spelled(upper)  # A^{-\\top} is the transposition of the inverse
            minus_one = syntax.Total(item.start, ((-1, syntax.Numeral(item.start, Fraction(1), 0)),))
            inverse = syntax.Raised(item.start, base, minus_one)
            return syntax.Transposed(item.start, inverse, upper[1].kind == "letter")
        if len(upper) == 1 and upper[0].text in ("+", "-"):
            remedy = r"write \max or \min"
            if following is not None and (following.kind == "digit" or letter_of(following) is not None):
                sign, body = upper[0].text, plain((following,))
                remedy = f"{remedy}, or braces around an exponent: ^{{{sign}{body}}}"
            raise SUPERSCRIPT(f"a superscript {upper[0].text} is not understood; {remedy}", item.start)
        if is_star(upper):
            raise SUPERSCRIPT("a star is understood on a letter only: define a letter for what has it", item.start)
        return syntax.Raised(item.start, base, self.exponent(upper).whole())

    def exponent(self, upper: Items) -> Parser:
        for item in upper:
            letter = letter_of(item)
            if letter == "i" and "i" not in self.bound and not self.names.is_known("i"):
                raise EXPONENT_NAME(
                    "'i' in an exponent is the imaginary unit, and complex numbers are not understood; declare i with "
                    "'let' where it is a real number",
                    item.start,
                )
            word = word_of(item)
            is_known = self.names.is_known(word) or self.names.is_function(word) or bool(forms_of(item, word))
            if item.kind == "text" and len(word) > 1 and not is_known:
                raise EXPONENT_NAME(
                    f"the word '{word}' in an exponent is not understood: declare it as a number with 'let', or write "
                    "it alone as part of the name",
                    item.start,
                )
        return self.nested(upper)

    def indices(self, lower: Items, *signs: str) -> tuple[Expression, ...]:
        """What a subscript consists of: indices next to each other, or between signs, such as commas and bars."""
        result: list[Expression] = []
        for part in self.split(lower, *(signs or (",", "|", r"\mid", ";"))):
            if not part:
                raise INDEX(
                    "an index is missing: write it, or leave the comma out", lower[0].start if lower else self.place()
                )
            inner = self.nested(part)
            while (item := inner.peek()) is not None:
                if item.kind == "digit":
                    result.append(inner.factor())
                    continue
                if item.text in (":", r"\cdot", r"\colon", "*") and not item.scripted:
                    inner.take()
                    result.append(syntax.Whole(item.start))
                    continue
                result.append(inner._index(part, item))
        return tuple(result)

    def _index(self, part: Items, item: Item) -> Expression:
        """One letter as an index, with the index of its own; or a class such as K − 1 that stands alone."""
        letter = index_key(item)
        if item.text in (r"\arg", r"\argmax", r"\argmin") or "arg" in item.text.replace("\\,", "").split():
            raise INDEX(
                r"an index that is \arg\max is not understood; assume $c = \arg\max_k z_k$ and write z_c", item.start
            )
        if len(part) == 3 and part[0] is item and part[1].text in "+-" and part[2].kind == "digit":
            return self.whole()
        key, is_whole = key_of(item, self.names)
        if letter is None or key is None or (item.upper is not None and not is_star(item.upper)):
            raise INDEX(f"'{plain(part)}' is not an index: expected a letter or a number", item.start)
        self.take()
        self.spelled(item.parts[0] if item.parts else None)
        self.primes(item)
        if is_star(item.upper):
            self.spelled(self.upper(item))
            letter += "^*"
        if item.lower is None:
            return syntax.Name(item.start, letter)
        lower = cast(Items, self.lower(item))
        if is_whole:
            self.spelled(lower)
            return syntax.Name(item.start, key)
        return syntax.Subscript(item.start, syntax.Name(item.start, letter), self.indices(lower))

    def split(self, items: Items, *separators: str) -> list[Items]:
        """The runs of items between separators, which are read."""
        parts: list[list[Item]] = [[]]
        for item in items:
            if item.kind in ("character", "command", "bar") and item.text in separators:
                self.owned.take(item, SIGN)
                parts.append([])
            else:
                parts[-1].append(item)
        return [tuple(part) for part in parts]

    # Arguments -----------------------------------------------------------------------------------

    def arguments(self, inner: Items, *signs: str) -> tuple[Expression, ...]:
        """The arguments of a function, between the signs; a list ``x_1, …, x_n`` is one."""
        parts = self.split(inner, *(signs or ARGUMENT_SIGNS))
        for position, part in enumerate(parts):
            if len(part) == 1 and self.is_dots(part[0]):
                self.owned.take(part[0], SIGN)
                return (*self._plain_arguments(parts[: max(position - 2, 0)]), self.listing(parts, position),
                        *self._plain_arguments(parts[position + 2 :]))  # fmt: skip
        return self._plain_arguments(parts)

    def _plain_arguments(self, parts: Sequence[Items]) -> tuple[Expression, ...]:
        return tuple(self.nested(part).whole() for part in parts if part or len(parts) > 1)

    def listing(self, parts: Sequence[Items], dots: int) -> Expression:
        """``x_1, …, x_n``, of which the dots stand at a position; also ``x_1 + c, …, x_n + c``."""
        before, after = parts[dots - 1] if dots else (), parts[dots + 1] if dots + 1 < len(parts) else ()
        first = parts[dots - 2] if dots >= 2 else before
        tail = after[1:]
        if tail and tail[0].text in ("+", "-") and plain(first[1:]) == plain(before[1:]) == plain(tail):
            for run in {id(first): first, id(before): before}.values():
                self.spelled(run[1:])
            inner = self.listing([part[:1] for part in parts], dots)
            self.owned.take(tail[0], SIGN)
            change = self.nested(tail[1:]).whole()
            return syntax.Total(inner.at, ((1, inner), (1 if tail[0].text == "+" else -1, change)))
        ends = [first[0] if len(first) == 1 else None, after[0] if len(after) == 1 else None]
        if ends[0] is None or ends[1] is None or ends[0].lower is None or ends[1].lower is None:
            raise DOTS_UNCLEAR("a list is written x_1, …, x_n", parts[dots][0].start)
        for end in (*first, *before, ends[1]):
            if end.upper is not None or end.primes:
                raise DOTS_UNCLEAR(
                    f"'{plain((end,))}' is not understood in a list: it is written x_1, …, x_n", end.start
                )
        name = letter_of(ends[0])
        second = plain(before[0].lower or ()) if before and len(before) == 1 else ""
        if name is None or letter_of(ends[1]) != name or plain(ends[0].lower) != "1":
            raise DOTS_UNCLEAR("a list runs from x_1 to x_n", ends[0].start)
        if first is not before and (second != "2" or letter_of(before[0]) != name):
            raise DOTS_UNCLEAR("a list is written x_1, x_2, …, x_n", before[0].start)
        self.spelled(first)
        if before is not first:
            self.spelled(before)
        self.owned.take(ends[1], SIGN)
        for part in ends[1].parts:
            self.spelled(part)
        lower = cast(Items, self.lower(ends[1]))
        return syntax.Listing(ends[0].start, name, self.nested(lower).whole())


def word_of(item: Item) -> str:
    r"""The letters of a command or text: ``\log``, ``\text{log}`` and ``\mathrm{log}`` are spelled alike."""
    if item.kind not in ("command", "text"):
        return item.text
    return _word(item.text)


@lru_cache(maxsize=1_000)
def _word(text: str) -> str:
    return re.sub(r"\\[,;:! ]|\s|^\\(math(rm|bf|bb|sf|it|tt|normal)(?![a-z]))?|[{}]", "", text.strip())


def adjoins(one: Item, other: Item) -> bool:
    """Whether nothing stands between two items; what a macro expands to is in one place."""
    return other.start == one.end or (other.start, other.end) == (one.start, one.end)


def _factors(node: Expression) -> tuple[Expression, ...]:
    return node.factors if isinstance(node, syntax.Times) and not node.dotted else (node,)


def _is_lone(items: Items) -> bool:
    """Whether brackets hold one number, with a sign perhaps, or one letter."""
    rest = items[1:] if items and items[0].text in ("+", "-") else items
    if rest and all(item.kind == "digit" or item.text == "." for item in rest):
        return True
    return len(items) == 1 and letter_of(items[0]) is not None


def _is_mixed_number(before: Item, item: Item) -> bool:
    r"""Whether a numeral stands before a proper fraction of numerals, ``1\frac{1}{2}``."""
    if before.kind != "digit" or before.scripted or item.kind != "argument" or item.text not in FRACTIONS:
        return False
    above, below = (plain(part) for part in item.parts[:2])
    return above.isdigit() and below.isdigit() and int(above) < int(below)
